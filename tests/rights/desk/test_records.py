"""Short public records on the desk: services with their telephones, help lines, sources, names; and their history."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from countries.models import ContentVersion, Country, HelpLine, Instrument, Source, SupportService, Telephone
from portal import languages
from rights import workflow
from rights.models import Answer, Change, Indicator, IndicatorValue, Question, Section, TimeLimit
from tests import public_pages
from tests.public_pages import EXTERNAL, main_of, parse, text_of
from tests.rights import facts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reference(django_db_setup, django_db_blocker):
    with public_pages.kept_for_the_module(django_db_blocker):
        yield public_pages.load_reference()


@pytest.fixture
def manager(reference, user):
    return user("manager", ("manager", "EE", ""), is_staff=True, first_name="Mari", last_name="Maasikas")


@pytest.fixture
def desk(manager):
    """The desk as Estonia's manager has it open."""
    return signed_in(manager)


@pytest.fixture
def administrator(reference, user):
    return signed_in(user("root", is_staff=True, is_superuser=True))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def country(code) -> Country:
    return Country.objects.get(code=code)


def make_source(code) -> Source:
    texts = {"title_en": f"A page, {code}", "publisher": "Ministry", "language": "en"}
    return Source.objects.get_or_create(slug=f"{code.lower()}-page", defaults=texts)[0]


def make_service(code, slug="centre", **fields) -> SupportService:
    names = {"name_en": f"The centre, {code}", "name_et": "Keskus", "name_lv": "Centrs", "hours_lv": "Vienmēr"}
    return SupportService.objects.create(
        country=country(code), slug=slug, kind="victim-support", source=make_source(code), **{**names, **fields}
    )


def make_help_line(code) -> HelpLine:
    return HelpLine.objects.create(
        country=country(code), number="116006", name_en="Victims", operates=True, source=make_source(code)
    )


@pytest.fixture
def service(reference):
    return make_service("EE", emails=["abi@example.eu"], urls=["https://example.eu/"])


@pytest.fixture
def help_line(reference):
    return make_help_line("EE")


def address(act, record, *args) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{act}", args=args)


def change_of(record) -> str:
    return address("change", record, record.pk)


def typed(page) -> dict:
    """What a browser would send if nothing was changed in the form of a page."""
    [form] = [form for form in parse(page.content.decode()).iter("form") if (form.get("id") or "").endswith("_form")]
    fields = {}
    for control in form.iter():
        name, kind = control.get("name"), control.get("type")
        if not name or kind in ("submit", "button", "file") or control.get("disabled") is not None:
            continue
        if control.tag == "textarea":
            fields[name] = (control.text or "").removeprefix("\n")
        elif control.tag == "select":
            chosen = [option.get("value") for option in control.iter("option") if option.get("selected") is not None]
            if chosen or control.get("multiple") is None:
                first = [option.get("value") for option in control.iter("option")][:1]
                fields[name] = chosen if control.get("multiple") is not None else (chosen or first)[0]
        elif control.tag == "input" and (kind not in ("checkbox", "radio") or control.get("checked") is not None):
            fields[name] = control.get("value", "on" if kind in ("checkbox", "radio") else "")
    fields.pop("action", None)
    return fields


def edit(client, record, **changed):
    """Open the form of a record, type, send."""
    fields = typed(client.get(change_of(record)))
    assert set(changed) <= set(fields) | set(_new_inlines(fields)) | {"operates", "not_binding"}
    return client.post(change_of(record), {**fields, **changed}, follow=True)


def _new_inlines(fields):
    return (name.replace("__prefix__", "0") for name in fields)


def errors(page) -> str:
    lists = [found for found in parse(page.content.decode()).iter("ul") if "errorlist" in found.get("class", "")]
    return " ".join(text_of(found) for found in lists)


def read(path) -> str:
    """A public page as the next reader gets it."""
    from portal import pagecache

    pagecache.version_clock.forget()
    return text_of(main_of(Client().get(path).content.decode()))


# Editing


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
        before, version = workflow.snapshot(record), ContentVersion.current()
        page = edit(desk, record)
        assert not errors(page)
        assert page.request["PATH_INFO"] != change_of(record), "the form was accepted"
        assert workflow.snapshot(type(record).objects.get(pk=record.pk)) == before
        assert ContentVersion.current() == version
    assert not Change.objects.exists()


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
    assert not Change.objects.exists()


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
    [change] = Change.objects.all()
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


# History


def history(client, record) -> list[list[str]]:
    """The rows of a record's history page."""
    page = client.get(address("history", record, record.pk))
    assert page.status_code == 200
    [table] = parse(page.content.decode()).iter("table")
    return [[text_of(cell) for cell in row if cell.tag in ("td", "th")] for row in table.find("tbody").iter("tr")]


def test_the_history_shows_who_changed_what_and_what_stood_before(desk, service):
    edit(desk, service, name_et="Uus keskus")
    [[_when, who, field, before, after]] = history(desk, service)
    assert (field, before, after) == ("name_et", "Keskus", "Uus keskus")
    assert who == "manager"


def test_the_history_shows_every_change_the_newest_first(desk, service):
    edit(desk, service, address="Pikk 1")
    edit(desk, service, address="Pikk 2", emails="b@example.eu")
    rows = [row[2:] for row in history(desk, service)]
    assert [row[0] for row in rows] == ["address", "emails", "address"]
    assert rows[0][1:] == ["Pikk 1", "Pikk 2"]
    assert rows[2][2] == "Pikk 1"
    assert "abi@example.eu" in rows[1][1]
    assert "b@example.eu" in rows[1][2]


def test_the_history_of_a_record_that_nobody_changed_says_so(desk, service):
    assert history(desk, service) == [["Nobody has changed it here."]]


def test_the_history_is_of_one_record_alone(desk, service):
    other = make_service("EE", "other")
    edit(desk, other, address="Lai 1")
    assert history(desk, service) == [["Nobody has changed it here."]]


def test_what_was_typed_is_shown_as_text_in_the_history(desk, service):
    edit(desk, service, address="<script>alert(1)</script>")
    page = desk.get(address("history", service, service.pk)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_history_of_a_service_shows_what_became_of_its_telephones(desk, service):
    number = Telephone.objects.create(service=service, number="+3726121300")
    form = typed(desk.get(change_of(service)))
    desk.post(change_of(service), form | {"telephones-0-number": "+372 6121399"})
    assert Change.objects.filter(record=f"countries.telephone:{number.pk}").exists()
    shown = " ".join(" ".join(row) for row in history(desk, service))
    assert "+3726121300" in shown
    assert "+372 6121399" in shown


@pytest.mark.parametrize("act", ["add", "change", "delete"])
def test_every_change_of_a_telephone_is_noted_and_reaches_the_readers(desk, service, manager, act):
    Telephone.objects.create(service=service, number="+3726121300")
    form, version = typed(desk.get(change_of(service))), ContentVersion.current()
    fields = {
        "add": {"telephones-1-number": "112"},
        "change": {"telephones-0-number": "112"},
        "delete": {"telephones-0-DELETE": "on"},
    }
    desk.post(change_of(service), form | fields[act])
    [change] = Change.objects.filter(record__startswith="countries.telephone:")
    assert change.author == manager
    assert change.before.get("number") == {"add": None, "change": "+3726121300", "delete": "+3726121300"}[act]
    assert change.after.get("number") == {"add": "112", "change": "112", "delete": None}[act]
    assert ContentVersion.current() > version


@pytest.mark.parametrize("how", ["page", "list"])
def test_deleting_a_record_is_noted_with_what_it_said(desk, manager, service, how):
    version, pk = ContentVersion.current(), service.pk
    if how == "page":
        desk.post(address("delete", service, pk), {"post": "yes"})
    else:
        fields = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        desk.post(address("changelist", service), fields)
    assert not SupportService.objects.filter(pk=pk).exists()
    change = Change.objects.get(record=f"countries.supportservice:{pk}")
    assert (change.author, change.before["name_et"], change.after) == (manager, "Keskus", {})
    assert ContentVersion.current() > version


def test_what_an_administrator_changes_in_the_list_of_countries_not_bound_is_noted_and_reaches_the_readers(
    administrator,
):
    instrument = Instrument.objects.get(slug="2012-29")
    france, version = country("FR"), ContentVersion.current()
    bound = [str(place.pk) for place in instrument.not_binding.all()]
    edit(administrator, instrument, not_binding=[*bound, str(france.pk)])
    assert france in instrument.not_binding.all()
    assert ContentVersion.current() > version
    assert "not_binding" in [row[2] for row in history(administrator, instrument)]


# Slugs


@pytest.mark.parametrize(("code", "slug"), [("EE", "compare"), ("EE", "lv"), ("EE", "admin"), ("EE", "Estonia Two")])
def test_a_country_cannot_take_a_reserved_address(administrator, code, slug):
    page = edit(administrator, country(code), slug=slug)
    assert errors(page)
    assert country(code).slug == "estonia"


@pytest.mark.parametrize(
    ("model", "slug", "reserved"), [(Section, "trial", "services"), (Question, "damages", "history")]
)
def test_a_section_and_a_question_cannot_take_a_reserved_address(administrator, model, slug, reserved):
    record = model.objects.get(slug=slug)
    page = edit(administrator, record, slug=reserved)
    assert "is an address of the portal itself" in errors(page)
    assert model.objects.get(pk=record.pk).slug == slug


def test_a_slug_that_another_record_has_or_had_is_refused(administrator):
    edit(administrator, country("EE"), slug="eesti")
    for taken in ("latvia", "estonia"):
        assert errors(edit(administrator, country("LT"), slug=taken))
    assert country("LT").slug == "lithuania"


@pytest.mark.parametrize(
    ("model", "slug", "new", "before", "after"),
    [
        (Country, "estonia", "eesti", "/en/estonia/", "/en/eesti/"),
        (Country, "estonia", "eesti", "/lv/estonia/trial/appeal/", "/lv/eesti/trial/appeal/"),
        (Section, "trial", "the-trial", "/en/estonia/trial/", "/en/estonia/the-trial/"),
        (Question, "appeal", "appeals", "/en/estonia/trial/appeal/", "/en/estonia/trial/appeals/"),
        (Question, "appeal", "appeals", "/en/estonia/trial/appeal/history/", "/en/estonia/trial/appeals/history/"),
        (Country, "estonia", "eesti", "/en/estonia/trial/appeal/history/1/", "/en/eesti/trial/appeal/history/1/"),
    ],
)
def test_a_renamed_slug_leaves_a_redirect(administrator, client, model, slug, new, before, after):
    assert not errors(edit(administrator, model.objects.get(slug=slug), slug=new))
    page = client.get(before)
    assert (page.status_code, page.headers["Location"]) == (301, after)


def test_a_slug_can_be_taken_back(administrator, client):
    edit(administrator, country("EE"), slug="eesti")
    assert not errors(edit(administrator, country("EE"), slug="estonia"))
    assert client.get("/en/estonia/").status_code == 200
    assert client.get("/en/eesti/").headers["Location"] == "/en/estonia/"


def test_a_renamed_slug_stands_in_the_history(administrator):
    edit(administrator, country("EE"), slug="eesti")
    assert ["slug", "estonia", "eesti"] in [row[2:] for row in history(administrator, country("EE"))]


# Who may


@pytest.fixture
def of_latvia(reference):
    service = make_service("LV")
    line = HelpLine.objects.create(country=country("LV"), number="116006", name_en="Victims LV", source=service.source)
    return {"service": service, "help line": line, "source": service.source, "country": country("LV")}


@pytest.mark.parametrize("name", ["service", "help line", "source", "country"])
def test_a_record_of_another_country_is_neither_listed_nor_reached_nor_changed(desk, of_latvia, name):
    record = of_latvia[name]
    before = workflow.snapshot(record)
    listed = desk.get(address("changelist", record)).content.decode()
    assert change_of(record) not in listed
    for act in ("change", "delete", "history"):
        page = desk.get(address(act, record, record.pk), follow=True)
        assert page.status_code != 200 or page.request["PATH_INFO"] == "/admin/"
        desk.post(address(act, record, record.pk), {"post": "yes", "slug": "ee-x", "name_en": "Mine"})
    fields = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    desk.post(address("changelist", record), fields)
    assert workflow.snapshot(type(record).objects.get(pk=record.pk)) == before


def test_a_service_cannot_be_moved_to_another_country_or_cite_another_country_s_source(desk, service):
    foreign = make_source("LV")
    for forged in ({"country": country("LV").pk}, {"source": foreign.pk}):
        assert errors(edit(desk, service, **forged))
    service.refresh_from_db()
    assert (service.country.code, service.source.slug) == ("EE", "ee-page")


def test_a_telephone_of_another_country_s_service_cannot_be_changed_through_one_s_own(desk, service, of_latvia):
    foreign = Telephone.objects.create(service=of_latvia["service"], number="+37167014422")
    Telephone.objects.create(service=service, number="+3726121300")
    form = typed(desk.get(change_of(service)))
    forged = {"telephones-0-id": foreign.pk, "telephones-0-number": "112"}
    for also in ({}, {"telephones-0-service": of_latvia["service"].pk}, {"telephones-0-DELETE": "on"}):
        desk.post(change_of(service), form | forged | also)
    foreign.refresh_from_db()
    assert (foreign.number, foreign.service) == ("+37167014422", of_latvia["service"])


@pytest.mark.parametrize("role", ["author", "translator", "reviewer"])
def test_nobody_but_managers_edits_records(reference, user, service, help_line, role):
    client = signed_in(user("anna", (role, "EE", ""), is_staff=True))
    for record in (service, help_line, service.source, country("EE")):
        before = workflow.snapshot(record)
        for act, args in (("changelist", ()), ("add", ()), ("change", [record.pk]), ("delete", [record.pk])):
            assert client.get(address(act, record, *args)).status_code == 403
            assert client.post(address(act, record, *args), {"post": "yes"}).status_code == 403
        assert client.get(address("history", record, record.pk)).status_code in (302, 403, 404)
        assert workflow.snapshot(type(record).objects.get(pk=record.pk)) == before


@pytest.mark.parametrize("model", [Instrument, Section, Question, Indicator])
def test_records_of_the_whole_portal_are_for_administrators_alone(desk, administrator, model):
    record = model.objects.first()
    for act, args in (("changelist", ()), ("add", ()), ("change", [record.pk]), ("delete", [record.pk])):
        assert desk.get(address(act, record, *args)).status_code == 403
        assert desk.post(address(act, record, *args), {"post": "yes"}).status_code == 403
    assert administrator.get(change_of(record)).status_code == 200


@pytest.mark.parametrize("who", ["desk", "administrator"])
def test_no_country_is_added_or_deleted_on_the_desk(request, who):
    client, here = request.getfixturevalue(who), country("EE")
    assert client.get(address("add", here)).status_code == 403
    assert client.post(address("delete", here, here.pk), {"post": "yes"}).status_code == 403
    assert Country.objects.count() == 28


def test_a_source_that_a_published_answer_rests_on_cannot_be_deleted(desk, publish_text):
    source = make_source("EE")
    answer = publish_text("EE", "damages", "en", source_language="en", sources=[source])
    desk.post(address("delete", source, source.pk), {"post": "yes"})
    assert list(Answer.objects.get(pk=answer.pk).sources.all()) == [source]


# Facts: time limits, values, indicators


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
    assert "10 daysCounted from: the ruling" in after
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
