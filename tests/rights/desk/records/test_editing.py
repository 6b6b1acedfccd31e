"""Short public records on the desk: services with their telephones, help lines, sources, names."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from countries.models import ContentVersion, Country, HelpLine, Source, SupportService, Telephone
from portal.i18n import languages
from rights.models import Change, IndicatorValue, TimeLimit
from rights.services import records
from tests.public_pages import EXTERNAL, parse
from tests.rights.desk.records.forms import (
    change_of,
    country,
    edit,
    errors,
    make_service,
    make_source,
    read,
    signed_in,
    typed,
)

pytestmark = pytest.mark.django_db


def test_a_manager_edits_a_service_and_readers_see_it(desk, service):
    before = read("/en/estonia/services/")
    edit(desk, service, name_en="The new centre", address="Pikk 1, Tallinn", checked_on="2026-06-01")
    service.refresh_from_db()
    assert (service.name_en, service.checked_on) == ("The new centre", datetime.date(2026, 6, 1))
    after = read("/en/estonia/services/")
    assert "The new centre" in after
    assert "The new centre" not in before


def test_a_form_that_is_sent_as_it_was_changes_nothing(desk, service, help_line):
    Telephone.objects.create(service=service, number="+3726121300", note_en="free")
    for record in (service, help_line, service.source, country("EE")):
        before, version = records.snapshot(record), ContentVersion.current()
        page = edit(desk, record)
        assert not errors(page)
        assert page.request["PATH_INFO"] != change_of(record), "the form was accepted"
        assert records.snapshot(type(record).objects.get(pk=record.pk)) == before
        assert ContentVersion.current() == version
    assert not Change.objects.exclude(author=None).exists()  # what ships is noted, by nobody


def test_a_manager_adds_a_service_with_a_telephone(desk):
    source = make_source("EE")
    form = typed(desk.get(reverse("admin:countries_supportservice_add")))
    form |= {
        "country": country("EE").pk,
        "slug": "new",
        "kind": "ngo",
        "name_en": "New",
        "source": source.pk,
        "telephones-0-number": "+372 6121300",
        "telephones-0-position": "0",
    }
    page = desk.post(reverse("admin:countries_supportservice_add"), form, follow=True)
    assert not errors(page)
    made = SupportService.objects.get(slug="new")
    assert [number.number for number in made.telephones.all()] == ["+372 6121300"]
    assert "+372 612 1300" in read("/en/estonia/services/").replace("\u00a0", " ")


def test_a_manager_adds_changes_and_deletes_the_telephones_of_a_service(desk, service):
    first = Telephone.objects.create(service=service, number="+3726121300")
    second = Telephone.objects.create(service=service, number="+3726121301", position=1)
    fields = {
        "telephones-0-number": "+372 6121399",
        "telephones-0-note_et": "tasuta",
        "telephones-1-DELETE": "on",
        "telephones-2-number": "116006",
        "telephones-2-position": "2",
    }
    page = desk.post(change_of(service), typed(desk.get(change_of(service))) | fields, follow=True)
    assert not errors(page)
    first.refresh_from_db()
    assert (first.number, first.note_et) == ("+372 6121399", "tasuta")
    assert not Telephone.objects.filter(pk=second.pk).exists()
    assert list(service.telephones.values_list("number", flat=True)) == ["+372 6121399", "116006"]


def test_a_manager_edits_a_help_line(desk, help_line):
    edit(desk, help_line, operates="false", hours_et="Ööpäev läbi", spoken_languages="et\nru".replace("ru", "en"))
    help_line.refresh_from_db()
    assert (help_line.operates, help_line.hours_et, help_line.spoken_languages) == (False, "Ööpäev läbi", ["et", "en"])


@pytest.mark.parametrize(("chosen", "kept"), [("unknown", None), ("true", True), ("false", False)])
def test_whether_a_help_line_operates_may_stay_unknown(desk, help_line, chosen, kept):
    edit(desk, help_line, operates=chosen)
    help_line.refresh_from_db()
    assert help_line.operates is kept


def test_a_manager_edits_a_source(desk):
    source = make_source("EE")
    edit(desk, source, title_et="Lehekülg", date="2026-01-31")
    source.refresh_from_db()
    assert (source.title_et, source.date) == ("Lehekülg", datetime.date(2026, 1, 31))


@pytest.mark.parametrize("slug", ["lv-law", "law", "eel-law", "EE-law"])
def test_a_source_of_a_manager_begins_with_their_country_s_code(desk, slug):
    fields = {"slug": slug, "publisher": "Ministry", "language": "et", "title_en": "Law"}
    page = desk.post(reverse("admin:countries_source_add"), fields, follow=True)
    assert "Begin the slug with the code of your country: ee-." in errors(page)
    fields["slug"] = "ee-law"
    desk.post(reverse("admin:countries_source_add"), fields, follow=True)
    assert list(Source.objects.values_list("slug", flat=True)) == ["ee-law"]


def test_a_manager_edits_their_country_s_name_but_neither_its_code_nor_its_address(desk):
    here = country("EE")
    forged = typed(desk.get(change_of(here))) | {
        "name_lv": "Igaunijas Republika",
        "slug": "elsewhere",
        "code": "XX",
        "official_languages": "lv",
    }
    desk.post(change_of(here), forged)
    here.refresh_from_db()
    assert here.name_lv == "Igaunijas Republika"
    assert (here.code, here.slug, here.official_languages) == ("EE", "estonia", ["et"])
    assert "Igaunijas Republika" in read("/lv/estonia/")


@pytest.mark.parametrize("most", [3, pytest.param(1_000, marks=pytest.mark.full)], ids=["some", "all"])
@pytest.mark.slow
def test_a_record_that_ships_can_be_saved_by_its_manager_as_it_is(shipped, user, most):
    """What the form does not offer (a source of another country, say) would be lost or would stop the saving."""
    kinds = (SupportService, HelpLine, TimeLimit, IndicatorValue)
    countries = Country.objects.filter(services__isnull=False).distinct()
    records = [
        record
        for kind in kinds
        for here in countries
        for record in kind.objects.filter(country=here).select_related("country")[:most]
    ]
    assert {type(record) for record in records} == set(kinds)
    refused = []
    managers = {}
    for record in records:
        code = record.country.code
        if code not in managers:
            managers[code] = signed_in(user(f"manager-{code.lower()}", ("manager", code, ""), is_staff=True))
        if found := errors(edit(managers[code], record)):
            refused.append((str(record), found))
    assert refused == []
    assert not Change.objects.exclude(author=None).exists()  # what ships is noted, by nobody


# The form


@pytest.mark.parametrize("name", ["service", "help line", "source", "country"])
def test_the_form_with_24_languages_asks_fewer_than_30_times_and_loads_nothing_from_outside(
    desk, service, help_line, name
):
    for number in range(6):
        Telephone.objects.create(service=service, number=f"+372612130{number}")
    for number in range(40):
        Source.objects.create(slug=f"ee-{number}", title_en=f"Page {number}", publisher="Ministry", language="en")
    records = {"service": service, "help line": help_line, "source": service.source, "country": country("EE")}
    desk.get("/admin/")
    with CaptureQueriesContext(connection) as asked:
        page = desk.get(change_of(records[name]))
    assert len(asked) < 30
    html = page.content.decode()
    for code in languages.CODES:
        assert re.search(rf'name="(name|title)_{code}"', html)
    loaded = [
        found.get(attribute)
        for found in parse(html).iter()
        for attribute in ("src", "srcset", "href", "action")
        if found.tag != "a" and found.get(attribute)
    ]
    assert loaded
    assert [value for value in loaded if EXTERNAL.match(value)] == []
    assert not re.search(r"@import|<style", html)


def test_the_form_asks_as_often_however_many_records_there_are(desk, service):
    def times():
        with CaptureQueriesContext(connection) as asked:
            desk.get(change_of(service))
        return len(asked)

    times()
    few = times()
    for number in range(15):
        make_service("EE", f"service-{number}")
        Telephone.objects.create(service=service, number=f"+37261213{number:02}")
    assert times() <= few + 1


def test_english_and_the_country_s_own_languages_stand_open_and_the_others_are_folded(desk, service):
    page = parse(desk.get(change_of(service)).content.decode())
    folded = {
        control.get("name")
        for fold in page.iter("details")
        for control in fold.iter()
        if (control.get("name") or "").startswith("name_")
    }
    assert folded == {f"name_{code}" for code in languages.CODES if code not in ("en", "et")}


def test_only_the_languages_that_were_submitted_change(desk, service):
    fields = typed(desk.get(change_of(service)))
    of_others = re.compile(r"^(name|description|hours)_(?!en$|et$)[a-z]{2}$")
    few = {name: value for name, value in fields.items() if not of_others.match(name)}
    page = desk.post(change_of(service), {**few, "name_et": "Uus keskus"}, follow=True)
    assert not errors(page)
    service.refresh_from_db()
    assert (service.name_et, service.name_lv, service.hours_lv) == ("Uus keskus", "Centrs", "Vienmēr")


def test_what_somebody_else_saved_in_another_language_meanwhile_is_not_lost(desk, service, user):
    other = signed_in(user("colleague", ("manager", "EE", ""), is_staff=True))
    opened = typed(desk.get(change_of(service)))
    edit(other, service, name_lv="Jaunais centrs")
    desk.post(change_of(service), {**opened, "name_et": "Uus keskus"}, follow=True)
    service.refresh_from_db()
    assert service.name_lv == "Jaunais centrs"


def test_a_change_in_one_language_is_noted_for_that_language_alone(desk, service):
    edit(desk, service, name_et="Uus keskus")
    [change] = Change.objects.exclude(author=None)
    assert (change.before, change.after) == ({"name_et": "Keskus"}, {"name_et": "Uus keskus"})


# Lists, one to a line


def test_a_list_is_shown_and_kept_one_to_a_line(desk, service):
    form = typed(desk.get(change_of(service)))
    assert form["emails"] == "abi@example.eu"
    edit(
        desk, service, emails=" a@example.eu \r\n\r\nb@example.eu\r\n", urls="https://example.eu/a\nhttp://example.eu/b"
    )
    service.refresh_from_db()
    assert service.emails == ["a@example.eu", "b@example.eu"]
    assert service.urls == ["https://example.eu/a", "http://example.eu/b"]


def test_a_list_may_be_emptied(desk, service):
    edit(desk, service, emails="", urls=" \n ")
    service.refresh_from_db()
    assert (service.emails, service.urls) == ([], [])


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("emails", "a@example.eu\nno address"),
        ("emails", "a@example.eu, b@example.eu"),
        ("urls", "javascript:alert(1)"),
        ("urls", "https://example.eu/\nexample.eu"),
        ("urls", "ftp://example.eu/"),
        ("urls", "data:text/html,hello"),
    ],
)
def test_a_line_that_is_no_address_is_refused_and_what_was_typed_stays(desk, service, field, text):
    page = edit(desk, service, **{field: text})
    assert errors(page)
    assert typed(page)[field].replace("\r\n", "\n") == text
    service.refresh_from_db()
    assert (service.emails, service.urls) == (["abi@example.eu"], ["https://example.eu/"])


@pytest.mark.parametrize("text", ["Estonian", "et en", "ee", "et\nxx"])
def test_a_language_that_is_not_one_of_the_24_is_refused(desk, help_line, text):
    page = edit(desk, help_line, spoken_languages=text)
    assert "is not one of the 24 languages" in errors(page)
    help_line.refresh_from_db()
    assert help_line.spoken_languages == []


# Telephone numbers


@pytest.mark.parametrize("number", ["+371 67014422", "+37167014422", "112", "116006", "+372 612 1300"])
def test_a_number_in_international_form_or_a_short_one_is_taken(desk, help_line, service, number):
    assert not errors(edit(desk, help_line, number=number))
    page = desk.post(change_of(service), typed(desk.get(change_of(service))) | {"telephones-0-number": number})
    assert page.status_code == 302
    help_line.refresh_from_db()
    assert help_line.number == number
    assert service.telephones.get().number == number


@pytest.mark.parametrize(
    "number", ["67014422", "00371 67014422", "+371", "+999 123456", "+371 abc", "call us", "1166666"]
)
@pytest.mark.slow
def test_any_other_number_is_refused_with_an_example(desk, help_line, service, number):
    pages = [
        edit(desk, help_line, number=number),
        desk.post(change_of(service), typed(desk.get(change_of(service))) | {"telephones-0-number": number}),
    ]
    for page in pages:
        assert "in its international form (+371 67014422)" in errors(page)
    help_line.refresh_from_db()
    assert help_line.number == "116006"
    assert not service.telephones.exists()
