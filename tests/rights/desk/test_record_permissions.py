"""Records: who sees and changes what the admin holds, and that a change of a public one is noted.

The rights themselves are tried in full on the admin's own decisions; by request each page and act is tried by each
stranger to it, and everything together under the mark `full`.
"""

from itertools import product
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.forms import MultiWidget
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from countries.models import ContentVersion, Country, HelpLine, Instrument, Source, SupportService, Telephone
from rights.models import (
    Assignment,
    Change,
    GlossaryTerm,
    Indicator,
    IndicatorValue,
    Question,
    QuestionGroup,
    Section,
    SiteNotice,
    Synonym,
    TimeLimit,
)
from tests.rights.desk.forging import Offers, WithToken, all_rows, rows_of
from tests.rights.roles import OTHER, OUTSIDERS, OWN, ROLES, SLUG, make_person, samples

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(reference_state, django_db_blocker):
    """A record of each kind, made once for the module, in a transaction that every test's own stands in."""
    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():
        yield SimpleNamespace(records=_make_records())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _world(world, db):
    """Every test of this file stands in the world."""


# The records


class RecordKind(NamedTuple):
    by: str  # who keeps it: "manager" of its country, or "superuser"
    is_public: bool  # whether the public sees it: then every change is noted and tells the caches
    edit: tuple[str, str]  # a field, and what it says after a change
    add: object  # code → what a form for a new one needs, beyond its defaults; None where nobody adds or deletes any


def _country(code: str) -> int:
    return Country.objects.get(code=code).pk


def _source(code: str) -> int:
    return Source.objects.get(slug=f"{code.lower()}-page").pk


def _question() -> int:
    return Question.objects.get(slug="damages").pk


KINDS = {
    Country: RecordKind("manager", True, ("name_en", "Changed"), None),
    SupportService: RecordKind(
        "manager",
        True,
        ("name_en", "Changed"),
        lambda code: {
            "country": _country(code), "slug": "new", "kind": "ngo", "name_en": "New", "source": _source(code),
        },
    ),
    HelpLine: RecordKind(
        "manager",
        True,
        ("name_en", "Changed"),
        lambda code: {"country": _country(code), "number": "116999", "name_en": "New", "source": _source(code)},
    ),
    Source: RecordKind(
        "manager",
        True,
        ("title_en", "Changed"),
        lambda code: {"slug": f"{code.lower()}-new", "title_en": "New", "publisher": "Somebody", "language": "en"},
    ),
    Assignment: RecordKind(
        "manager",
        False,
        ("role", "reviewer"),
        lambda code: {"email": "new@example.eu", "role": "author", "country": _country(code), "language": ""},
    ),
    TimeLimit: RecordKind(
        "manager",
        True,
        ("title_en", "Changed"),
        lambda code: {
            "country": _country(code), "slug": "new", "question": _question(), "title_en": "New", "start_en": "Then",
            "length": "5", "unit": "days", "counting": "calendar", "source": _source(code),
        },
    ),
    IndicatorValue: RecordKind(
        "manager",
        True,
        ("note_en", "Changed"),
        lambda code: {
            "country": _country(code), "indicator": Indicator.objects.get(slug="travel-costs").pk, "kind": "value",
            "choice": "yes", "source": _source(code),
        },
    ),
    Indicator: RecordKind(
        "superuser",
        True,
        ("title_en", "Changed"),
        lambda code: {
            "slug": "new", "question": _question(), "type": "text", "title_en": "New", "explanation_en": "New.",
            "position": "99",
        },
    ),
    Instrument: RecordKind(
        "superuser",
        True,
        ("title_en", "Changed"),
        lambda code: {
            "slug": "new", "number": "2030/1", "title_en": "New", "date": "2030-01-01", "url": "https://example.eu/",
        },
    ),
    Section: RecordKind(
        "superuser", True, ("title_en", "Changed"), lambda code: {"slug": "new", "title_en": "New", "position": "99"}
    ),
    QuestionGroup: RecordKind(
        "superuser",
        True,
        ("title_en", "Changed"),
        lambda code: {"section": Section.objects.get(slug="trial").pk, "slug": "new", "title_en": "New", "position": 9},
    ),
    Question: RecordKind(
        "superuser",
        True,
        ("title_en", "Changed"),
        lambda code: {
            "section": Section.objects.get(slug="trial").pk, "slug": "new", "title_en": "New", "short_en": "New",
            "asks": "New", "position": "99",
        },
    ),
    SiteNotice: RecordKind(
        "superuser",
        True,
        ("kind", "repair"),
        lambda code: {"kind": "repair", "starts_on": "2030-01-01", "ends_on": "2030-01-02"},
    ),
    GlossaryTerm: RecordKind(
        "superuser",
        True,
        ("term", "changed"),
        lambda code: {"slug": "new", "language": "lv", "term": "vārds", "forms": "vārds", "meaning": "Nozīme."},
    ),
    Synonym: RecordKind(
        "superuser",
        True,
        ("slug", "changed"),
        lambda code: {"slug": "new", "language": "lv", "kind": "synonym", "words": "nauda", "means": "kompensācija"},
    ),
    User: RecordKind(
        "superuser",
        False,
        ("first_name", "Changed"),
        lambda code: {"username": "new", "password1": "aTyp0-of-words", "password2": "aTyp0-of-words"},
    ),
    Group: RecordKind("superuser", False, ("name", "Changed"), lambda code: {"name": "New"}),
}  # fmt: skip
INLINES = {SupportService: [Telephone]}
MANAGED = [model for model in KINDS if KINDS[model].by == "manager"]
PUBLIC_RECORDS = [model for model in KINDS if KINDS[model].is_public]


def ids(model) -> str:
    return model._meta.model_name if isinstance(model, type) else None


def _make_records() -> dict:
    """A record of each kind, those of a country for both; nothing stands in the way of deleting them."""
    found = {model: {} for model in KINDS}
    for code in SLUG:
        country = found[Country][code] = Country.objects.get(code=code)
        given = {"publisher": "Somebody", "language": "en"}
        source = Source.objects.create(slug=f"{code.lower()}-page", title_en=f"Page {code}", **given)
        found[Source][code] = Source.objects.create(slug=f"{code.lower()}-spare", title_en=f"Record {code}", **given)
        service = SupportService.objects.create(
            country=country, slug="record", kind="ngo", name_en=f"Record {code}", source=source
        )
        Telephone.objects.create(service=service, number="+372 6121360", note_en=f"Note {code}")
        found[SupportService][code] = service
        found[HelpLine][code] = HelpLine.objects.create(
            country=country, number="116998", name_en=f"Record {code}", source=source
        )
        found[TimeLimit][code] = TimeLimit.objects.create(
            country=country,
            slug="record",
            question=Question.objects.get(slug="damages"),
            title_en=f"Record {code}",
            start_en="Then",
            length=3,
            unit="days",
            source=source,
        )
        found[IndicatorValue][code] = IndicatorValue.objects.create(
            country=country,
            indicator=Indicator.objects.get(slug="claim-damages-until"),
            text_en=f"Record {code}",
            source=source,
        )
        person = make_person(f"record {code}", ("author", code, ""))
        found[Assignment][code] = person.assignments.get()
    sections = Section.objects.in_bulk(field_name="slug")
    union = Country.objects.get(code="EU")
    line = HelpLine.objects.create(country=union, number="116997", name_en="Record-everywhere", source=source)
    single = {
        Instrument: Instrument.objects.create(
            slug="spare", number="2030/9", title_en="Record-everywhere", date="2030-01-01", url="https://example.eu/"
        ),
        Section: Section.objects.create(slug="spare", title_en="Record-everywhere", position=90),
        QuestionGroup: QuestionGroup.objects.create(
            section=sections["trial"], slug="spare", title_en="Record-everywhere", position=90
        ),
        Question: Question.objects.create(
            section=sections["trial"],
            slug="spare",
            title_en="Record-everywhere",
            short_en="Record",
            asks="?",
            position=90,
        ),
        Indicator: Indicator.objects.create(
            slug="spare",
            question=Question.objects.get(slug="damages"),
            type="text",
            title_en="Record-everywhere",
            explanation_en="Record.",
            position=90,
        ),
        SiteNotice: SiteNotice.objects.create(
            kind="dead-line", help_line=line, starts_on="2030-01-01", ends_on="2030-01-31"
        ),
        GlossaryTerm: GlossaryTerm.objects.create(
            slug="a-spare", language="bg", term="Record-everywhere", forms=["vārds"], meaning="Nozīme."
        ),
        Synonym: Synonym.objects.create(
            slug="a-spare", language="bg", words=["Record-everywhere"], means=["обезщетение"]
        ),
        User: make_person("Record-everywhere"),
        Group: Group.objects.create(name="Record-everywhere"),
    }
    return found | {model: dict.fromkeys(SLUG, record) for model, record in single.items()}


def name_in_lists(model, code: str) -> str:
    """What a page of a record, or a list of them, shows of it."""
    if model is Country:
        return Country.objects.get(code=code).native_name
    if KINDS[model].by == "superuser":
        return "Record-everywhere"
    return f"record {code}" if model is Assignment else f"Record {code}"


def page_of(model, page: str, record=None) -> str:
    arguments = [record.pk] if record else []
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def filled(response) -> dict:
    """What a browser would send of a form of the admin, left as it came."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {}
    for field in (field for form in forms for field in form):
        if isinstance(field.field.widget, MultiWidget):
            parts = field.field.widget.decompress(field.value())
            values |= {f"{field.html_name}_{number}": part for number, part in enumerate(parts)}
        else:
            values[field.html_name] = field.value()
    sent = {name: value for name, value in values.items() if value is not None and value is not False}
    return {name: "on" if value is True else value for name, value in sent.items()}


@pytest.fixture(scope="module")
def forms() -> dict:
    """What forms come with, kept for the file: they are long in 24 languages, and their records stay."""
    return {}


@pytest.fixture
def forge(world, forms):
    """Makes a POST that the server would take from somebody who may: (address, data)."""

    def left_as_it_is(page: str) -> dict:
        if page not in forms:
            browser = Client()
            person = make_person("form reader", is_superuser=True)
            browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            response = browser.get(page)
            person.delete()
            forms[page] = filled(response) if response.status_code == 200 else {}
        return forms[page]

    def make(model, act: str, code: str) -> tuple[str, dict]:
        record, kept = world.records[model][code], KINDS[model]
        if act == "add":
            page = page_of(model, "add")
            return page, left_as_it_is(page) | (kept.add(code) if kept.add else {})
        if act == "change":
            page = page_of(model, "change", record)
            return page, left_as_it_is(page) | dict([kept.edit])
        if act == "delete":
            return page_of(model, "delete", record), {"post": "yes"}
        selected = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
        return page_of(model, "changelist"), selected

    return make


def problems_of(response) -> list:
    """Why a form was sent back."""
    return [(response.status_code, response.context and response.context.get("errors"))]


RECORD_ACTS = ["add", "change", "delete", "delete many"]


def test_every_model_that_the_admin_holds_is_in_the_table():
    assert set(admin.site._registry) == set(KINDS)
    shown = {model: [inline.model for inline in kept.inlines] for model, kept in admin.site._registry.items()}
    assert {model: inlines for model, inlines in shown.items() if inlines} == INLINES


@pytest.mark.slow
def test_a_record_in_the_table_carries_the_name_that_these_tests_look_for(client, enter, world):
    enter("superuser")
    missing = [
        (model._meta.label, page)
        for model in KINDS
        for page in (page_of(model, "changelist"), page_of(model, "change", world.records[model][OTHER]))
        if model is not Country and name_in_lists(model, OTHER) not in client.get(page).content.decode()
    ]
    assert missing == []


STRANGERS = [*OUTSIDERS, "author", "translator", "reviewer"]


def strangers_to(model) -> list[str]:
    return [*STRANGERS, "manager"] if KINDS[model].by == "superuser" else STRANGERS


def sees_nothing(client, page: str, name: str):
    response = client.get(page)
    assert response.status_code in (302, 403, 404), page
    assert name not in response.content.decode(), page


def is_granted(person, model, act: str, record) -> bool:
    """What the admin itself decides: "module" and "add" of a kind of record, the other acts of a record."""
    request = RequestFactory().get("/")
    request.user = person
    decide = getattr(admin.site._registry[model], f"has_{act}_permission")
    return bool(decide(request) if act in ("module", "add") else decide(request, record))


def keeps(role: str, model, act: str, code: str) -> bool:
    if not KINDS[model].add and act in ("add", "delete"):
        return False
    is_manager = role == "manager" and KINDS[model].by == "manager" and (code == OWN or act in ("module", "add"))
    return role == "superuser" or is_manager


@pytest.mark.parametrize("role", ["unassigned", *ROLES])
def test_records_are_granted_to_those_who_keep_them_and_to_nobody_else(somebody, world, role):
    person = somebody(role)
    wrong = [
        (model._meta.label, act, code)
        for model, act, code in product(KINDS, ["module", "view", "add", "change", "delete"], SLUG)
        if is_granted(person, model, act, world.records[model][code]) != keeps(role, model, act, code)
    ]
    assert wrong == []


PAGES = ["list", "search", "search by kind", "one in the list", "add", "change", "history", "delete"]
VISITS = [
    (stranger, model, page, code)
    for model, page, code in product(KINDS, PAGES, SLUG)
    for stranger in strangers_to(model)
    if code == OWN or KINDS[model].by == "manager"
]


def page_for(model, page: str, record, name: str) -> str:
    searches = {"list": "", "search": f"?q={name}", "search by kind": "?q=Record"}
    searches["one in the list"] = f"?id__exact={record.pk}"
    if page in searches:
        return page_of(model, "changelist") + searches[page]
    return page_of(model, page, None if page == "add" else record)


@pytest.mark.parametrize(
    "visits",
    samples(
        VISITS,
        lambda visit: visit[0],
        lambda visit: visit[:2],
        lambda visit: (visit[0], *visit[2:]),
        lambda visit: visit[1:],
    ),
)
def test_a_record_is_seen_by_nobody_who_does_not_keep_its_kind(client, enter, world, visits):
    enter(visits[0][0])
    for _stranger, model, page, code in visits:
        record, name = world.records[model][code], name_in_lists(model, code)
        sees_nothing(client, page_for(model, page, record, name), name)
    links = Offers(client.get("/admin/")).links
    assert [model for _stranger, model, _page, _code in visits if page_of(model, "changelist") in links] == []


@pytest.mark.parametrize(
    "posts",
    samples(
        [
            (stranger, model, act, code)
            for model, act, code in product(KINDS, RECORD_ACTS, SLUG)
            for stranger in strangers_to(model)
            if code == OWN or KINDS[model].by == "manager"
        ],
        lambda post: post[0],
        lambda post: post[:2],
        lambda post: (post[0], *post[2:]),
        lambda post: post[1:3],
    ),
)
@pytest.mark.slow
def test_a_record_is_changed_by_nobody_who_does_not_keep_its_kind(client, enter, forge, posts):
    enter(posts[0][0])
    forged = [forge(model, act, code) for _stranger, model, act, code in posts]
    before = all_rows()
    answers = {page: client.post(page, data).status_code for page, data in forged}
    after = all_rows()
    assert [label for label, rows in after.items() if rows != before[label]] == []
    assert set(answers.values()) <= {302, 403, 404}, answers


@pytest.mark.parametrize("app", sorted({model._meta.app_label for model in KINDS}))
def test_the_list_of_an_apps_records_is_closed_to_those_who_keep_none(client, enter, app):
    enter("author")
    assert client.get(reverse("admin:app_list", args=[app])).status_code in (403, 404)


@pytest.mark.parametrize("model", MANAGED, ids=ids)
def test_a_manager_sees_the_records_of_their_own_country_alone(client, enter, world, model):
    enter("manager")
    own, other = name_in_lists(model, OWN), name_in_lists(model, OTHER)
    changelist = page_of(model, "changelist")
    results = {query: list(client.get(f"{changelist}?{query}").context["cl"].queryset) for query in ("", "q=record")}
    assert results[""]
    if model is not Country:  # the list of countries has no search
        assert world.records[model][OWN] in results["q=record"]
    for found in results.values():
        assert world.records[model][OTHER] not in found
    page = client.get(page_of(model, "change", world.records[model][OWN])).content.decode()
    assert own in page or model is Country
    for text in (page, *(client.get(f"{changelist}?{query}").content.decode() for query in results)):
        assert other not in text
        assert f"Page {OTHER}" not in text
        assert ">Latvia<" not in text


def test_a_manager_sees_no_record_of_another_country_by_its_address(client, enter, world):
    enter("manager")
    for model, page in product(MANAGED, ["change", "history", "delete"]):
        sees_nothing(client, page_of(model, page, world.records[model][OTHER]), name_in_lists(model, OTHER))


@pytest.mark.slow
def test_a_manager_changes_no_record_of_another_country_by_post(client, enter, forge):
    enter("manager")
    forged = [forge(model, act, OTHER) for model, act in product(MANAGED, RECORD_ACTS)]
    before = all_rows()
    for page, data in forged:
        client.post(page, data)
    after = all_rows()
    assert [label for label, rows in after.items() if rows != before[label]] == []


@pytest.mark.parametrize("action", ["invite_again", "reset_second_factor", "end_everything_here", "delete_selected"])
def test_a_manager_does_nothing_to_the_people_of_another_country(client, enter, world, mailoutbox, action):
    enter("manager")
    theirs = world.records[Assignment][OTHER]
    User.objects.filter(pk=theirs.user_id).update(password="!")
    TOTPDevice.objects.create(user=theirs.user, confirmed=True)
    before = [list(model.objects.order_by("pk").values()) for model in (Assignment, TOTPDevice, LogEntry)]
    data = {"action": action, "_selected_action": [theirs.pk], "post": "yes"}
    for forged in (data, data | {"select_across": "1"}):
        with transaction.atomic():
            client.post(page_of(Assignment, "changelist"), forged)
            assert theirs in Assignment.objects.all()
            assert TOTPDevice.objects.filter(user=theirs.user).exists()
            transaction.set_rollback(True)
    client.post(page_of(Assignment, "changelist"), data)
    assert [list(model.objects.order_by("pk").values()) for model in (Assignment, TOTPDevice, LogEntry)] == before
    assert [mail for mail in mailoutbox if theirs.user.email in mail.to] == []


@pytest.mark.parametrize("model", [SupportService, HelpLine, Assignment], ids=ids)
def test_a_manager_cannot_move_a_record_into_another_country(client, enter, forge, model):
    enter("manager")
    page, data = forge(model, "change", OWN)
    before = all_rows()
    assert client.post(page, data | {"country": _country(OTHER)}).status_code == 200
    assert all_rows() == before


@pytest.mark.parametrize("slug", ["lv-taken", "lv", "taken", "eelv-taken"])
def test_a_manager_cannot_give_a_source_to_another_country(client, enter, forge, slug):
    enter("manager")
    before = all_rows()
    for act in ("add", "change"):
        page, data = forge(Source, act, OWN)
        assert client.post(page, data | {"slug": slug}).status_code == 200
    after = all_rows()
    assert after == before


@pytest.mark.parametrize("model", [SupportService, HelpLine], ids=ids)
def test_a_manager_cannot_cite_a_source_of_another_country(client, enter, forge, model):
    enter("manager")
    page, data = forge(model, "change", OWN)
    before = all_rows()
    assert client.post(page, data | {"source": _source(OTHER)}).status_code == 200
    assert all_rows() == before


def test_a_manager_cannot_reach_a_telephone_of_another_country_through_their_own_service(client, enter, forge, world):
    enter("manager")
    theirs = Telephone.objects.get(service=world.records[SupportService][OTHER])
    page, data = forge(SupportService, "change", OWN)
    for forged in ({"telephones-0-number": "+371 67014422"}, {"telephones-0-DELETE": "on"}):
        with transaction.atomic():
            client.post(page, data | {"telephones-0-id": theirs.pk} | forged)
            assert Telephone.objects.filter(pk=theirs.pk, number=theirs.number).exists()
            transaction.set_rollback(True)


def test_a_manager_changes_names_but_not_the_codes_and_addresses_of_a_country(client, enter, forge):
    enter("manager")
    page, data = forge(Country, "change", OWN)
    client.post(page, data | {"slug": "elsewhere", "code": "XX", "official_languages": "fi"})
    country = Country.objects.get(pk=_country(OWN))
    assert (country.name_en, country.slug, country.code) == ("Changed", "estonia", "EE")
    assert country.official_languages == ["et"]


def test_those_who_manage_nothing_find_no_record_by_autocomplete(client, enter):
    asked = {"app_label": "countries", "model_name": "supportservice", "field_name": "source", "term": "page"}
    enter("author")
    assert client.get(reverse("admin:autocomplete"), asked).status_code == 403


def test_a_manager_finds_only_their_countrys_records_by_autocomplete(client, enter):
    asked = {"app_label": "countries", "model_name": "supportservice", "field_name": "source", "term": "page"}
    enter("manager")
    found = client.get(reverse("admin:autocomplete"), asked).content.decode()
    assert f"Page {OTHER}" not in found


@pytest.mark.parametrize("act", RECORD_ACTS)
@pytest.mark.parametrize("model", [Country], ids=ids)
def test_nobody_adds_or_deletes_a_country(client, enter, forge, model, act):
    enter("superuser")
    page, data = forge(model, act, OWN)
    codes = sorted(Country.objects.values_list("code", flat=True))
    client.post(page, data)
    assert sorted(Country.objects.values_list("code", flat=True)) == codes


# What those who keep a record may do, and that the workflow notes it

CHANGES = [
    (keeper, model, act)
    for model, kind in KINDS.items()
    for act in (RECORD_ACTS if kind.add else ["change"])
    for keeper in (["manager", "superuser"] if kind.by == "manager" else ["superuser"])
]


def is_done(model, act: str, record, existing: set) -> bool:
    keys = set(model._base_manager.values_list("pk", flat=True))
    if act == "add":
        return len(keys - existing) == 1
    if act == "change":
        field, value = KINDS[model].edit
        return getattr(model._base_manager.get(pk=record.pk), field) == value
    return existing - keys == {record.pk}


@pytest.mark.parametrize(
    "changes",
    samples(CHANGES, lambda change: change[0], lambda change: change[1:], lambda change: (change[0], change[2])),
)
@pytest.mark.slow
def test_those_who_keep_a_record_may_change_it_and_public_ones_leave_a_note(client, enter, forge, world, changes):
    person = enter(changes[0][0])
    for _keeper, model, act in changes:
        page, data = forge(model, act, OWN)
        with transaction.atomic():
            _changes_and_leaves_a_note(client, person, model, act, world.records[model][OWN], (page, data))
            transaction.set_rollback(True)


def _changes_and_leaves_a_note(client, person, model, act, record, forged):
    existing = set(model._base_manager.values_list("pk", flat=True))
    version, noted = ContentVersion.current(), set(Change.objects.values_list("pk", flat=True))
    response = client.post(*forged)
    assert is_done(model, act, record, existing), (model, act, problems_of(response))
    if not KINDS[model].is_public:
        return
    key = record.pk if act != "add" else (set(model._base_manager.values_list("pk", flat=True)) - existing).pop()
    [change] = Change.objects.exclude(pk__in=noted).filter(record=f"{model._meta.label_lower}:{key}")
    assert change.author == person
    expected = {"add": (False, True), "change": (True, True)}.get(act, (True, False))
    assert (bool(change.before), bool(change.after)) == expected, (model, act)
    assert ContentVersion.current() > version


@pytest.mark.parametrize("keeper", ["manager", "superuser"])
@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("add", {"telephones-1-number": "+371 67014422", "telephones-1-position": "2"}),
        ("change", {"telephones-0-number": "+371 67014422"}),
        ("delete", {"telephones-0-DELETE": "on"}),
    ],
)
def test_a_change_of_a_services_telephone_is_noted_too(client, enter, forge, world, keeper, act, typed):
    person = enter(keeper)
    page, data = forge(SupportService, "change", OWN)
    noted = set(Change.objects.values_list("pk", flat=True))
    version = ContentVersion.current()
    unchanged = {"name_en": world.records[SupportService][OWN].name_en}
    assert client.post(page, data | unchanged | typed).status_code == 302
    [change] = Change.objects.exclude(pk__in=noted).filter(record__startswith="countries.telephone:")
    assert change.author == person
    said = (change.before.get("number"), change.after.get("number"))
    assert (
        said
        == {
            "add": (None, "+371 67014422"),
            "change": ("+372 6121360", "+371 67014422"),
            "delete": ("+372 6121360", None),
        }[act]
    )
    assert ContentVersion.current() > version


def test_a_change_of_the_countries_that_an_instrument_does_not_bind_is_noted(client, enter, forge, world):
    person, record = enter("superuser"), world.records[Instrument][OWN]
    page, data = forge(Instrument, "change", OWN)
    noted = set(Change.objects.values_list("pk", flat=True))
    version = ContentVersion.current()
    client.post(page, data | {"title_en": record.title_en, "not_binding": [_country(OWN)]})
    assert list(record.not_binding.values_list("code", flat=True)) == [OWN]
    [change] = Change.objects.exclude(pk__in=noted)
    assert (change.record, change.author) == (f"countries.instrument:{record.pk}", person)
    assert change.after == {"not_binding": [_country(OWN)]}
    assert ContentVersion.current() > version


@pytest.mark.slow
def test_a_form_sent_back_as_it_came_notes_nothing(client, enter, world):
    enter("superuser")
    noted = []
    for model in PUBLIC_RECORDS:
        page = page_of(model, "change", world.records[model][OWN])
        data = filled(client.get(page))
        before = rows_of([Change, ContentVersion, model])
        assert client.post(page, data).status_code == 302, model
        if rows_of([Change, ContentVersion, model]) != before:
            noted.append(model._meta.label)
    assert noted == []


# Cross-site forgery


@pytest.mark.parametrize(
    "changes",
    samples(
        list(dict.fromkeys(change[1:] for change in CHANGES)),
        lambda change: change[0]._meta.label,
        lambda change: change[0],
        lambda change: change[1],
    ),
)
def test_no_record_is_changed_without_the_token(browser, forge, world, changes):
    for model, act in changes:
        page, data = forge(model, act, OWN)
        with transaction.atomic():
            before = all_rows()
            assert browser.post(page, data).status_code == 403
            assert all_rows() == before
            existing = set(model._base_manager.values_list("pk", flat=True))
            WithToken(browser).post(page, data)
            assert is_done(model, act, world.records[model][OWN], existing)
            transaction.set_rollback(True)


def test_recovery_codes_are_not_replaced_without_the_token(browser):
    before = list(StaticDevice.objects.order_by("pk").values())
    assert browser.post(reverse("admin:second_factor_codes")).status_code == 403
    assert list(StaticDevice.objects.order_by("pk").values()) == before


def test_a_lost_second_factor_is_reset_and_logged_only_with_the_token(browser, world):
    person = world.records[Assignment][OWN].user
    TOTPDevice.objects.create(user=person, confirmed=True)
    data = {"action": "reset_second_factor", "_selected_action": [world.records[Assignment][OWN].pk]}
    before = all_rows()
    assert browser.post(page_of(Assignment, "changelist"), data).status_code == 403
    assert all_rows() == before
    WithToken(browser).post(page_of(Assignment, "changelist"), data)
    assert not TOTPDevice.objects.filter(user=person).exists()
    assert LogEntry.objects.filter(object_id=str(person.pk), user=browser.person).exists()
