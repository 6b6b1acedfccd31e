"""Shipped facts: indicators, and each country's time limits and values; upgrades leave alone what editors wrote."""

import copy
import datetime
from decimal import Decimal

import pytest
import yaml
from django.db.models import ProtectedError

from countries.models import ContentVersion, Country, Source
from rights.models import Indicator, IndicatorValue, Question, TimeLimit
from rights.seeding import factsheet, reference
from rights.seeding.files import Faults
from rights.seeding.reference import INDICATOR
from tests.rights import facts

pytestmark = pytest.mark.django_db

LIMIT = {
    "slug": "appeal-closure",
    "question": "case-closed",
    "indicator": "appeal-closure-days",
    "title": {"en": "Ask for a review", "lv": "Lūgt pārskatīt"},
    "start": {"en": "the day you receive the ruling"},
    "length": 10,
    "unit": "days",
    "sources": ["ministry"],
}
CONTENT = {
    "country": "EE",
    "source_language": "en",
    "sources": {
        "ministry": {
            "title": {"en": "A page of the ministry"},
            "publisher": "Ministry of Tests",
            "language": "et",
            "date": datetime.date(2026, 1, 15),
            "checked": datetime.date(2026, 3, 1),
        }
    },
    "time_limits": [LIMIT],
    "facts": [
        {"indicator": "support-free", "value": "yes", "note": {"en": "Always."}, "sources": ["ministry"]},
        {"indicator": "child-interview-age", "value": 14, "sources": ["ministry"]},
        {
            "indicator": "state-compensation-max",
            "value": {"amount": "9590.50", "currency": "EUR"},
            "valid_from": datetime.date(2023, 1, 1),
            "legal_basis": {"en": "Act, § 5"},
            "sources": ["ministry"],
        },
        {
            "indicator": "claim-damages-until",
            "value": {"en": "The first\n  hearing", "lv": "Pirmā sēde"},
            "sources": ["ministry"],
        },
        {"indicator": "report-within", "kind": "no-limit", "sources": ["ministry"]},
    ],
}


def changed(*steps) -> dict:
    """The content with changes: `changed((("facts", 0, "value"), "no"))`; without a value the entry is taken out."""
    content = copy.deepcopy(CONTENT)
    for path, *given in steps:
        place = content
        for key in path[:-1]:
            place = place[key]
        if given:
            place[path[-1]] = given[0]
        else:
            del place[path[-1]]
    return content


def limit(**fields) -> tuple:
    return ("time_limits", 0), {**LIMIT, **fields}


def fact(number: int, **fields) -> tuple:
    return ("facts", number), {**CONTENT["facts"][number], **fields}


class WithoutAliases(yaml.SafeDumper):
    """Writes out what stands twice: an alias is refused."""

    def ignore_aliases(self, data):
        return True


@pytest.fixture
def load(reference, tmp_path):
    def load(content=CONTENT):
        path = tmp_path / "ee.yaml"
        path.write_text(
            yaml.dump(content, Dumper=WithoutAliases, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        return factsheet.load(path)

    return load


@pytest.fixture
def faults(load):
    """What is said of a wrong file, of which nothing was taken."""

    def refuse(*steps) -> str:
        with pytest.raises(Faults) as refused:
            load(changed(*steps))
        assert not TimeLimit.objects.exists()
        assert not IndicatorValue.objects.exists()
        assert all(line.startswith("ee.yaml: ") for line in str(refused.value).splitlines())
        return str(refused.value)

    return refuse


def value(slug: str) -> IndicatorValue:
    return IndicatorValue.objects.get(country__code="EE", indicator__slug=slug)


# Loading


def test_every_form_of_a_value_is_loaded(load):
    report = load()
    assert report.created == 1 + 1 + 5  # a source, a time limit, five facts
    assert value("support-free").choice == "yes"
    assert value("support-free").note_en == "Always."
    assert value("child-interview-age").number == 14
    most = value("state-compensation-max")
    assert (most.number, most.currency, most.valid_from, most.legal_basis_en) == (
        Decimal("9590.50"), "EUR", datetime.date(2023, 1, 1), "Act, § 5",
    )  # fmt: skip
    assert (value("claim-damages-until").text_en, value("claim-damages-until").text_lv) == (
        "The first hearing",
        "Pirmā sēde",
    )
    assert (value("report-within").kind, value("report-within").choice) == ("no-limit", "")


def test_a_time_limit_is_loaded(load):
    load(changed(limit(counting="working", exceptions={"en": "Unless ill."}, valid_from=datetime.date(2020, 5, 6))))
    row = TimeLimit.objects.get()
    assert (row.country.code, row.slug, row.question.slug) == ("EE", "appeal-closure", "case-closed")
    assert (row.indicator.slug, row.length, row.unit, row.counting) == ("appeal-closure-days", 10, "days", "working")
    assert (row.title_lv, row.start_en, row.exceptions_en) == (
        "Lūgt pārskatīt", "the day you receive the ruling", "Unless ill.",
    )  # fmt: skip
    assert (row.valid_from, row.checked_on) == (datetime.date(2020, 5, 6), datetime.date(2026, 3, 1))


def test_a_fact_has_its_source_and_the_day_of_its_check(load):
    load()
    row = value("support-free")
    assert (row.source.slug, row.checked_on) == ("ee-ministry", datetime.date(2026, 3, 1))


def test_what_was_loaded_is_read(load):
    load()
    assert facts.facts_of("appeal-closure-days")["EE"].label == "10 days"
    assert facts.facts_of("report-within")["EE"].label == "no limit"


def test_the_content_version_rises_with_a_load_that_changes_something_and_with_no_other(load):
    before = ContentVersion.current()
    load()
    after = ContentVersion.current()
    assert after > before
    assert load().unchanged == 7
    assert ContentVersion.current() == after


# Upgrades


@pytest.mark.parametrize(
    ("step", "slug", "label"),
    [
        (fact(0, value="partly"), "support-free", "partly"),
        (fact(1, value=16), "child-interview-age", "16 years"),
        (fact(2, value={"amount": "10000", "currency": "EUR"}), "state-compensation-max", "10,000\xa0EUR"),
        (fact(3, value={"en": "The last hearing"}), "claim-damages-until", "The last hearing"),
        (limit(length=2, unit="weeks"), "appeal-closure-days", "2 weeks"),
    ],
)
def test_what_still_says_what_was_shipped_is_updated(load, step, slug, label):
    load()
    report = load(changed(step))
    assert (report.updated, report.created, report.left_alone) == (1, 0, [])
    assert facts.facts_of(slug)["EE"].label == label


def test_what_became_an_absence_has_no_value_left(load):
    load()
    row = {"indicator": "support-free", "kind": "does-not-apply", "sources": ["ministry"]}
    assert load(changed((("facts", 0), row))).updated == 1
    row = value("support-free")
    assert (row.kind, row.choice, row.note_en or "") == ("does-not-apply", "", "")


def test_what_an_editor_changed_is_left_alone(load):
    load()
    IndicatorValue.objects.filter(pk=value("support-free").pk).update(note_en="Not on Sundays.")
    TimeLimit.objects.update(start_en="the day after")
    report = load(changed(fact(0, value="no"), limit(length=99)))
    assert (report.updated, len(report.left_alone)) == (0, 2)
    assert (value("support-free").choice, value("support-free").note_en) == ("yes", "Not on Sundays.")
    assert (TimeLimit.objects.get().length, TimeLimit.objects.get().start_en) == (10, "the day after")


def test_what_an_editor_deleted_does_not_come_back(load):
    load()
    IndicatorValue.objects.all().delete()
    TimeLimit.objects.all().delete()
    assert len(load().left_alone) == 6
    assert not IndicatorValue.objects.exists()
    assert not TimeLimit.objects.exists()


def test_what_an_editor_added_stays_beside_what_ships(load):
    facts.value("EE", "free-interpreter", "yes")
    load()
    assert value("free-interpreter").choice == "yes"
    assert value("support-free").choice == "yes"


@pytest.mark.parametrize("own", ["a value", "a time limit"])
def test_a_duration_that_an_editor_has_entered_stays_and_the_rest_of_the_file_is_loaded(load, own):
    if own == "a value":
        facts.value("EE", "appeal-closure-days", kind="no-limit")
    else:
        facts.period("EE", 30, "days", slug="our-own")
    report = load()
    assert len(report.left_alone) == 1
    assert facts.facts_of("appeal-closure-days")["EE"].label == ("no limit" if own == "a value" else "30 days")
    assert value("support-free").choice == "yes"


def test_an_absence_that_ships_leaves_an_editor_s_time_limit_alone(load):
    facts.period("EE", 30, "days", "report-within")
    assert len(load().left_alone) == 1
    assert facts.facts_of("report-within")["EE"].label == "30 days"


def test_an_indicator_that_was_renamed_keeps_its_facts(load, reference):
    load()
    for old, new in (("appeal-closure-days", "closure"), ("support-free", "free-help")):
        row = Indicator.objects.get(slug=old)
        row.slug = new
        row.save()
    report = load(changed(fact(0, value="partly"), limit(length=15)))
    assert report.updated == 2
    assert facts.facts_of("closure")["EE"].label == "15 days"
    assert facts.facts_of("free-help")["EE"].label == "partly"


def test_a_question_that_was_renamed_keeps_its_time_limits(load):
    row = Question.objects.get(slug="case-closed")
    row.slug = "closed-case"
    row.save()
    load()
    assert TimeLimit.objects.get().question.slug == "closed-case"


def test_an_indicator_is_deleted_after_its_facts_alone_and_does_not_come_back(load):
    load()
    with pytest.raises(ProtectedError):
        Indicator.objects.get(slug="support-free").delete()
    IndicatorValue.objects.filter(indicator__slug="support-free").delete()
    Indicator.objects.get(slug="support-free").delete()
    load()
    assert not IndicatorValue.objects.filter(choice="yes").exists()
    assert TimeLimit.objects.exists()


def test_a_fact_whose_source_an_editor_deleted_is_left_out(load):
    load()
    IndicatorValue.objects.all().delete()
    TimeLimit.objects.all().delete()
    Source.objects.filter(slug="ee-ministry").delete()
    load()
    assert not IndicatorValue.objects.exists()


# Wrong files


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([fact(0, value=True)], "fact support-free: value must be a word of the scale"),
        ([fact(0, value=None)], "fact support-free: value must be a word of the scale"),
        ([fact(0, value=12.5)], "fact support-free: value must be a word of the scale"),
        ([fact(0, value=[])], "fact support-free: value must be a word of the scale"),
        ([fact(0, value="maybe")], "not a valid choice"),
        ([fact(0, value="everyone")], "not on the scale"),
        ([fact(0, value=5)], "This indicator needs it."),
        ([fact(0, kind="no-limit")], "This indicator has no such value."),
        ([fact(0, kind="none")], "fact support-free: unknown kind 'none'"),
        ([(("facts", 0, "value"),)], "This indicator needs it."),
        ([fact(1, value=-1)], "fact child-interview-age: value must be"),
        ([fact(1, value="14")], "not a valid choice"),
        ([fact(2, value={"amount": 9590.5, "currency": "EUR"})], "amount must be an amount in quotes"),
        ([fact(2, value={"amount": "much", "currency": "EUR"})], "amount must be an amount in quotes"),
        ([fact(2, value={"amount": "-1", "currency": "EUR"})], "amount must be an amount in quotes"),
        ([fact(2, value={"amount": "9590.555", "currency": "EUR"})], "amount must be an amount in quotes"),
        ([fact(2, value={"amount": "NaN", "currency": "EUR"})], "amount must be an amount in quotes"),
        ([fact(2, value={"amount": "Infinity", "currency": "EUR"})], "amount must be an amount in quotes"),
        ([fact(2, value={"amount": "1e99", "currency": "EUR"})], "amount must be an amount in quotes"),
        ([fact(2, value={"amount": "1e20", "currency": "EUR"})], "number: "),
        ([fact(2, value={"amount": "5"})], "currency is missing"),
        ([fact(2, value={"amount": "5", "currency": "euro"})], "currency: "),
        ([fact(2, value={"amount": "5", "currency": "EUR", "en": "five"})], "unknown entry en"),
        ([fact(3, value={"lv": "Pirmā sēde"})], "the English text is missing"),
        ([fact(3, value={})], "the English text is missing"),
        ([fact(3, value={"en": "One", "xx": "Two"})], "unknown language 'xx'"),
        ([fact(3, value={"en": "long " * 50})], "text"),
        ([fact(4, value=10)], "This indicator has no such value."),
        ([fact(4, kind="value")], "time limits or help lines"),
        ([fact(0, indicator="atlantis")], "fact atlantis: unknown indicator 'atlantis'"),
        ([fact(0, sources=[])], "fact support-free: no source"),
        ([fact(0, sources=["nobody"])], "fact support-free: missing source 'nobody'"),
        ([(("facts", 0, "sources"),)], "fact support-free: no source"),
        ([fact(0, valid_from="soon")], "valid_from must be a day"),
        ([fact(0, extra=1)], "unknown entry extra"),
        ([fact(1, indicator="support-free", value="no")], "stands twice"),
        ([fact(4, indicator="appeal-closure-days")], "stands twice"),
        ([(("facts",), {})], "facts must be a list"),
        ([(("facts", 0), "yes")], "must be a mapping"),
        ([limit(length="ten")], "time limit appeal-closure: length must be a whole number"),
        ([limit(length=0)], "length: "),
        ([limit(length=True)], "length must be a whole number"),
        ([limit(unit="moons")], "unknown unit 'moons'"),
        ([limit(unit="weeks", counting="working")], "Only days can be working days."),
        ([limit(question="atlantis")], "time limit appeal-closure: unknown question 'atlantis'"),
        ([limit(indicator="atlantis")], "time limit appeal-closure: unknown indicator 'atlantis'"),
        ([limit(indicator="free-interpreter")], "This indicator is no duration."),
        ([limit(slug="Not A Slug")], "slug: "),
        ([limit(title={"lv": "Lūgt"})], "the English text is missing"),
        ([(("time_limits",), [LIMIT, {**LIMIT, "indicator": "report-within"}])], "stands twice"),
        ([(("time_limits",), [LIMIT, {**LIMIT, "slug": "other"}])], "stands twice"),
    ],
)
def test_a_wrong_file_is_refused_whole_with_a_sentence(faults, steps, said):
    assert said in faults(*steps)


# Indicators


def test_every_indicator_of_the_domain_ships(reference):
    assert Indicator.objects.count() == 22
    assert not Indicator.objects.filter(title_en="").exists()
    assert Indicator.objects.filter(type="duration").count() == 4


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"type": "colour"}, "unknown type 'colour'"),
        ({"scale": "one-to-ten"}, "unknown scale 'one-to-ten'"),
        ({"title": {"lv": "Jauns"}}, "the English text is missing"),
        ({"question": None}, "question must be a text"),
        ({"extra": 1}, "unknown entry extra"),
    ],
)
def test_a_wrong_indicator_is_said(fields, said):
    row = {
        "slug": "new", "question": "damages", "type": "choice", "scale": "yes-partly-no",
        "title": {"en": "New"}, "explanation": {"en": "New."},
    }  # fmt: skip
    assert list(INDICATOR(row, "the row")) == []
    assert said in list(INDICATOR({**row, **fields}, "the row"))


def test_an_indicator_s_wording_that_an_administrator_changed_is_left_alone():
    reference.load()
    Indicator.objects.filter(slug="support-free").update(title_en="Help costs nothing")
    report = reference.load()["indicators.yaml"]
    assert report.left_alone == ["rights.indicator:support-free"]
    assert Indicator.objects.get(slug="support-free").title_en == "Help costs nothing"


def test_an_indicator_of_a_question_that_was_renamed_is_still_kept_up():
    reference.load()
    row = Question.objects.get(slug="support-free")
    row.slug = "free-support"
    row.save()
    Indicator.objects.get(slug="support-free").question.refresh_from_db()
    report = reference.load()["indicators.yaml"]
    assert report.unchanged == 22
    assert Indicator.objects.get(slug="support-free").question.slug == "free-support"


def test_countries_stay_when_indicators_load(reference):
    assert Country.objects.count() == 28
