"""Time limits, values and indicators on the desk."""

import re

import pytest

from countries.models import ContentVersion
from rights.models import Change, Indicator, IndicatorValue, Question, TimeLimit
from tests.rights import facts
from tests.rights.desk.records.forms import address, country, edit, errors, history, make_source, read, typed

pytestmark = pytest.mark.django_db


LIMIT = {
    "slug": "new", "title_en": "Ask for a review", "start_en": "the ruling", "length": "10", "unit": "days",
    "counting": "calendar",
}  # fmt: skip


def add(client, model, **given):
    """Open the form of a new record, type, send; an indicator or question is given by its slug."""
    for name, kind in (("indicator", Indicator), ("question", Question)):
        if name in given:
            given[name] = str(kind.objects.get(slug=given[name]).pk)
    page = client.get(address("add", model))
    assert page.status_code == 200
    fields = typed(page)
    assert set(given) <= set(fields)
    return client.post(address("add", model), {**fields, **given}, follow=True)


def of_estonia(**given) -> dict:
    return {"country": str(country("EE").pk), "source": str(make_source("EE").pk), **given}


def test_a_manager_adds_a_time_limit_and_readers_see_it(desk, manager):
    before = read("/en/compare/indicators/appeal-closure-days/")
    version = ContentVersion.current()
    page = add(desk, TimeLimit, **of_estonia(**LIMIT, question="case-closed", indicator="appeal-closure-days"))
    assert not errors(page)
    assert ContentVersion.current() > version
    after = read("/en/compare/indicators/appeal-closure-days/")
    assert "10 days" not in before
    assert re.search(r"10 days\s*Counted from:\s*the ruling", after)
    assert "10 days" in read("/en/estonia/")
    row = TimeLimit.objects.get()
    [change] = Change.objects.filter(record=f"rights.timelimit:{row.pk}")
    assert (change.author, change.before, change.after["length"]) == (manager, {}, 10)


def test_a_manager_changes_a_time_limit_and_its_history_says_so(desk):
    row = facts.period("EE", 10, "days", source=make_source("EE"))
    assert not errors(edit(desk, row, length="15"))
    assert "15 days" in read("/en/compare/indicators/appeal-closure-days/")
    assert ["length", "10", "15"] in [line[2:] for line in history(desk, row)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"counting": "working", "unit": "weeks"}, "Only days can be working days."),
        ({"length": "0"}, "greater than or equal to 1"),
        ({"length": ""}, "required"),
        ({"title_en": ""}, "required"),
        ({"slug": "Not A Slug"}, "Use lower-case English letters"),
        ({"indicator": "support-free"}, "Select a valid choice"),
    ],
)
def test_a_time_limit_that_cannot_be_is_refused_with_a_sentence(desk, given, sentence):
    fields = {**LIMIT, "question": "case-closed", **given}
    assert sentence in errors(add(desk, TimeLimit, **of_estonia(**fields)))
    assert not TimeLimit.objects.exists()


def test_a_second_time_limit_of_an_indicator_is_refused_and_so_is_one_beside_an_absence(desk):
    facts.period("EE", 10, "days", source=make_source("EE"))
    fields = of_estonia(**LIMIT, question="case-closed", indicator="appeal-closure-days")
    assert "already exists" in errors(add(desk, TimeLimit, **fields))
    TimeLimit.objects.all().delete()
    facts.value("EE", "appeal-closure-days", kind="no-limit", source=make_source("EE"))
    assert "there is no such period" in errors(add(desk, TimeLimit, **fields))


@pytest.mark.parametrize(
    ("indicator", "given", "label"),
    [
        ("support-free", {"choice": "partly"}, "partly"),
        ("state-compensation-max", {"number": "9590.50", "currency": "EUR"}, "9,590.50 EUR"),
        ("child-interview-age", {"number": "14"}, "14 years"),
        ("claim-damages-until", {"text_en": "The first hearing", "text_et": "Esimene istung"}, "The first hearing"),
        ("appeal-closure-days", {"kind": "no-limit"}, "no limit"),
        ("support-free", {"kind": "does-not-apply"}, "does not apply here"),
    ],
)
def test_a_manager_adds_a_value_of_every_type_and_readers_see_it(desk, indicator, given, label):
    before = read(f"/en/compare/indicators/{indicator}/")
    fields = {"valid_from": "2023-01-01", "note_en": "A note.", **given}
    assert not errors(add(desk, IndicatorValue, **of_estonia(indicator=indicator, **fields)))
    after = read(f"/en/compare/indicators/{indicator}/").replace("\xa0", " ")
    assert f"{label} A note." not in before
    assert f"Estonia {label} A note. Valid from 1 January 2023." in after
    assert label in desk.get(address("changelist", IndicatorValue)).content.decode() or "number" in given


@pytest.mark.parametrize(
    ("indicator", "given", "sentence"),
    [
        ("support-free", {}, "This indicator needs it."),
        ("support-free", {"choice": "everyone"}, "This is not on the scale of the indicator."),
        ("support-free", {"choice": "yes", "number": "5"}, "This indicator has no such value."),
        ("support-free", {"choice": "yes", "text_et": "Jah"}, "This indicator has no such value."),
        ("support-free", {"choice": "yes", "kind": "no-limit"}, "This indicator has no such value."),
        ("state-compensation-max", {"number": "5"}, "This indicator needs it."),
        ("state-compensation-max", {"currency": "EUR"}, "This indicator needs it."),
        ("state-compensation-max", {"number": "5", "currency": "eur"}, "three capitals"),
        ("state-compensation-max", {"number": "-5", "currency": "EUR"}, "greater than or equal to 0"),
        ("child-interview-age", {"number": "14.5"}, "Give the age in whole years."),
        ("claim-damages-until", {}, "This indicator needs it."),
        ("claim-damages-until", {"text_et": "Esimene istung"}, "This indicator needs it."),
        ("appeal-closure-days", {"number": "10"}, "time limits or help lines: change it there."),
        ("hotline-116006", {"choice": "operates"}, "time limits or help lines: change it there."),
        ("hotline-116006", {"kind": "does-not-apply"}, "time limits or help lines: change it there."),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_a_sentence_and_what_was_typed_stays(desk, indicator, given, sentence):
    page = add(desk, IndicatorValue, **of_estonia(indicator=indicator, **given))
    assert sentence in errors(page)
    assert {name: typed(page)[name] for name in given} == given
    assert not IndicatorValue.objects.exists()


def test_a_second_value_is_refused_and_so_is_an_absence_beside_a_time_limit(desk):
    facts.value("EE", "support-free", "yes", source=make_source("EE"))
    assert "already exists" in errors(add(desk, IndicatorValue, **of_estonia(indicator="support-free", choice="no")))
    facts.period("EE", 10, "days", source=make_source("EE"))
    fields = of_estonia(indicator="appeal-closure-days", kind="no-limit")
    assert "gives this indicator its value already" in errors(add(desk, IndicatorValue, **fields))


def test_a_manager_changes_a_value_and_its_history_says_so(desk):
    row = facts.value("EE", "support-free", "yes", source=make_source("EE"))
    assert not errors(edit(desk, row, choice="partly", note_et="Ainult mõned."))
    row.refresh_from_db()
    assert (row.choice, row.note_et) == ("partly", "Ainult mõned.")
    assert ["choice", "yes", "partly"] in [line[2:] for line in history(desk, row)]


def test_a_value_cannot_be_moved_to_another_country_or_cite_another_country_s_source(desk):
    row = facts.value("EE", "support-free", "yes", source=make_source("EE"))
    for forged in ({"country": str(country("LV").pk)}, {"source": str(make_source("LV").pk)}):
        assert errors(edit(desk, row, **forged))
    row.refresh_from_db()
    assert (row.country.code, row.source.slug) == ("EE", "ee-page")


def test_a_value_or_time_limit_that_is_deleted_is_noted_and_gone_for_readers(desk):
    value = facts.value("EE", "support-free", "yes", source=make_source("EE"))
    limit = facts.period("EE", 10, "days", source=make_source("EE"))
    assert "10 days" in read("/en/estonia/")
    for row in (value, limit):
        desk.post(address("delete", row, row.pk), {"post": "yes"})
        assert Change.objects.filter(record=f"{row._meta.label_lower}:{row.pk}", after={}).exists()
    assert "Key facts" not in read("/en/estonia/")


def test_an_administrator_changes_an_indicator_s_wording_but_not_its_type_while_it_has_facts(administrator):
    row = Indicator.objects.get(slug="support-free")
    assert not errors(edit(administrator, row, title_en="Help costs nothing"))
    assert "Help costs nothing" in read("/en/compare/indicators/support-free/")
    facts.value("EE", "support-free", "yes")
    sentence = "Countries have values of this indicator already"
    assert sentence in errors(edit(administrator, row, scale="coverage"))
    assert sentence in errors(edit(administrator, row, type="text", scale=""))
    assert "names it, any other has none" in errors(edit(administrator, row, type="text"))
    assert "partly" not in read("/en/compare/indicators/support-free/")


def test_a_renamed_indicator_leaves_a_redirect(administrator, client):
    row = Indicator.objects.get(slug="support-free")
    assert not errors(edit(administrator, row, slug="free-support"))
    page = client.get("/en/compare/indicators/support-free/")
    assert (page.status_code, page.headers["Location"]) == (301, "/en/compare/indicators/free-support/")
