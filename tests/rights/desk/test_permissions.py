"""Who sees what and may do what on the desk: by what its pages offer, and by POSTs that no page offered.

Two countries hold the same texts: an original in Estonian and its translation into Latvian. `RIGHTS` says what a role
may do within its own country and language; beyond those it sees nothing, and neither does anybody in `OUTSIDERS`.
"""

import datetime
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.forms import MultiWidget
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from countries.models import ContentVersion, Country, HelpLine, Instrument, Source, SupportService, Telephone
from rights import workflow
from rights.models import (
    Answer,
    Assignment,
    Change,
    Indicator,
    IndicatorValue,
    Opened,
    Publication,
    Question,
    QuestionGroup,
    Revision,
    Section,
    Synonym,
    TimeLimit,
)

pytestmark = pytest.mark.django_db

OWN, OTHER = "EE", "LV"
SLUG = {OWN: "estonia", OTHER: "latvia"}
ORIGINAL, TRANSLATION = "et", "lv"
# A question for each stage that an act needs, each in a section of its own.
DRAFTED, REVIEWED, PUBLIC, BLANK = "damages", "appeal", "legal-aid", "privacy"
SECTION = {DRAFTED: "compensation", REVIEWED: "post-trial", PUBLIC: "investigation"}

# What a role may do with an original, a translation, or both; in a country and language that the role is held for.
# Languages do not divide a manager's country. A check is of the law: it needs the right over the original.
RIGHTS = """
act               author   translator    reviewer   manager       superuser
see               both     both          both       both          both
preview           both     both          both       both          both
history           both     both          both       both          both
answer            both     translation   -          -             both
begin             both     translation   -          -             both
save              both     translation   -          -             both
autosave          both     translation   -          -             both
submit            both     translation   -          -             both
discard           both     translation   -          -             both
restore           both     translation   -          -             both
return            -        -             both       -             both
publish           -        -             both       -             both
withdrawal        -        -             both       -             both
withdraw          -        -             both       -             both
check             -        -             original   -             original
make-original     -        -             -          translation   translation
bulk-submit       both     translation   -          -             both
bulk-publish      -        -             both       -             both
bulk-check        -        -             original   -             original
section-submit    both     translation   -          -             both
section-publish   -        -             both       -             both
section-check     -        -             original   -             original
"""
_HEAD, *_ROWS = [line.split() for line in RIGHTS.strip().splitlines()]
ROLES = _HEAD[1:]
MAY = {(row[0], role): word for row in _ROWS for role, word in zip(ROLES, row[1:], strict=True)}
HELD = {  # the languages that a role is tried with; "" is every language
    "author": [ORIGINAL, TRANSLATION, ""],
    "translator": [ORIGINAL, TRANSLATION, ""],
    "reviewer": [ORIGINAL, TRANSLATION, ""],
    "manager": [""],
    "superuser": [""],
}
OUTSIDERS = ["unassigned", "left", "not staff", "without the second factor", "anonymous"]
PLACES = [(code, language) for code in (OWN, OTHER) for language in (ORIGINAL, TRANSLATION)]


def sees(role: str, held: str, code: str, language: str) -> bool:
    return role == "superuser" or (code == OWN and held in ("", language))


def may(role: str, held: str, act: str, code: str, language: str) -> bool:
    word = MAY[act, role]
    return sees(role, held, code, language) and word in ("both", "original" if language == ORIGINAL else "translation")


# The world: made once for the file, in a transaction that every test's own stands in


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    from rights.shipping import reference

    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():
        reference.load()
        writer = make_person("writer", *((role, code, "") for role in ("author", "translator") for code in SLUG))
        for code in SLUG:
            _write_texts(code, writer)
        yield SimpleNamespace(writer=writer, records=_make_records(writer))
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _world(world, db):
    """Every test of this file stands in the world."""


def make_person(name: str, *assignments, **fields) -> User:
    given = {"email": f"{name.replace(' ', '-')}@example.eu", "is_staff": True, **fields}
    person = User.objects.create(username=name, **given)
    for role, code, language in assignments:
        Assignment.objects.create(user=person, role=role, country=Country.objects.get(code=code), language=language)
    return person


def _write_texts(code: str, writer):
    country = Country.objects.get(code=code)
    for slug in (DRAFTED, REVIEWED, PUBLIC):
        answer = workflow.answer_for(country, Question.objects.get(slug=slug))
        answer.source_language = ORIGINAL
        answer.save(update_fields=["source_language"])
        for language in (ORIGINAL, TRANSLATION):
            workflow.publish_seed(
                answer,
                language,
                kind="text",
                summary=f"Public {slug} {code}-{language}.",
                body="<p>What is public.</p>",
                legal_basis="",
                sources=[],
                checked_on=datetime.date(2020, 1, 1),
            )
        for language in (ORIGINAL, TRANSLATION) if slug != PUBLIC else ():
            draft = workflow.start_draft(answer, language, writer)
            secret = {"summary": f"{secret_of(code, language)}.", "body": f"<p>{secret_of(code, language)}.</p>"}
            draft = workflow.save_draft(draft, writer, draft.saved_at, **secret)
            if slug == REVIEWED:
                workflow.submit(draft, writer)


def secret_of(code: str, language: str) -> str:
    return f"Unpublished words {code}-{language}"


@pytest.fixture
def enter(client):
    """Signs in with a role held for one language of Estonia (or for all), or as one of the `OUTSIDERS`."""
    everywhere = [(role, code, "") for role in Assignment.Role.values for code in SLUG]
    makers = {
        "superuser": lambda: make_person("root", is_superuser=True),
        "unassigned": lambda: make_person("unassigned"),
        "left": lambda: make_person("left", *everywhere, is_active=False, is_superuser=True),
        "not staff": lambda: make_person("not staff", *everywhere, is_staff=False),
        "without the second factor": lambda: make_person("half", *everywhere, is_superuser=True),
        "anonymous": lambda: None,
    }

    def come(role: str, held: str = "", code: str = OWN):
        person = makers[role]() if role in makers else make_person("person", (role, code, held))
        if role == "without the second factor":
            TOTPDevice.objects.create(user=person, confirmed=True)
        if person:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return person

    return come


def everything() -> dict:
    """Every row of the database that a request could write, but sessions and notes of who has opened what."""
    left_out = {Session, Opened, Permission, ContentType}
    return rows_of(model for model in apps.get_models(include_auto_created=True) if model not in left_out)


def texts() -> dict:
    """Everything that belongs to texts: what the many POSTs of the matrix are watched by, for speed."""
    links = (Revision.writers.through, Revision.sources.through, Answer.sources.through)
    return rows_of([Answer, Revision, Publication, Change, Source, ContentVersion, Assignment, *links])


def rows_of(models) -> dict:
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def open_version(code: str, question: str, language: str) -> Revision | None:
    return versions(code, question, language).filter(state__in=Revision.OPEN).first()


def versions(code: str, question: str, language: str):
    found = Revision.objects.filter(answer__country__code=code, answer__question__slug=question, language=language)
    return found.order_by("-number")


def address(code: str, question: str, language: str, beside: str = "") -> str:
    return reverse("admin:desk_answer", args=[SLUG[code], question, language]) + beside


def status_address(code: str, language: str = "") -> str:
    return reverse("admin:desk_country", args=[SLUG[code]]) + (f"?language={language}" if language else "")


# Every act as a POST that is right in all but who sends it, and how the database shows that it was done


class Act(NamedTuple):
    question: str
    done: object  # what is true of (newest version, answer) once it was done
    post: object  # (client, code, language, person) → response


TYPED = {
    "kind": "text",
    "significance": "substantive",
    "summary": "Typed by somebody.",
    "body": "<p>Typed by somebody.</p>",
}


def is_typed(version, answer) -> bool:
    return version is not None and version.is_open and version.summary == TYPED["summary"]


def becomes(state: str):
    return lambda version, answer: version.state == state


def is_checked(version, answer) -> bool:
    return answer.checked_on == timezone.localdate()


def by_form(question: str, act: str, done, beside: str = "", **fields) -> Act:
    def post(client, code, language, person):
        draft = open_version(code, question, language)
        public = Revision.objects.filter(
            answer__country__code=code, answer__question__slug=question, language=language, state="published"
        ).first()
        shown = {"seen": draft.saved_at.isoformat() if draft else "", "public": public.pk if public else ""}
        data = {"act": act, **shown, **fields}
        return client.post(address(code, question, language, beside), data)

    return Act(question, done, post)


def read_before(person, code: str, question: str, language: str):
    """As if the person had opened the version: it is not for want of that that they are refused."""
    if person:
        version = open_version(code, question, language)
        seen = {"saved_at": version.saved_at}
        Opened.objects.update_or_create(user=person, revision=version, defaults=seen)


def in_bulk(question: str, act: str, done) -> Act:
    def post(client, code, language, person):
        return client.post(status_address(code, language), {"act": act, "cell": [f"{question} {language}"]})

    return Act(question, done, post)


def of_section(question: str, act: str, done) -> Act:
    def post(client, code, language, person):
        return client.post(status_address(code, language), {"act": f"{act} {SECTION[question]}"})

    return Act(question, done, post)


ACTS = {
    "answer": by_form(BLANK, "save", is_typed, **TYPED),
    "begin": by_form(PUBLIC, "save", is_typed, **TYPED),
    "save": by_form(DRAFTED, "save", is_typed, **TYPED),
    "autosave": by_form(DRAFTED, "", is_typed, beside="autosave/", **TYPED),
    "submit": by_form(DRAFTED, "submit", becomes("in-review"), **TYPED),
    "discard": by_form(DRAFTED, "discard", becomes("discarded")),
    "restore": by_form(PUBLIC, "", becomes("draft"), beside="restore/1/"),
    "return": by_form(REVIEWED, "return", becomes("returned"), comment="Say more."),
    "publish": by_form(REVIEWED, "publish", becomes("published")),
    "withdraw": by_form(PUBLIC, "withdraw", becomes("withdrawn"), comment="It is wrong."),
    "check": by_form(PUBLIC, "check", is_checked),
    "make-original": by_form(PUBLIC, "make-original", lambda version, answer: answer.source_language == TRANSLATION),
    "bulk-submit": in_bulk(DRAFTED, "submit", becomes("in-review")),
    "bulk-publish": in_bulk(REVIEWED, "publish", becomes("published")),
    "bulk-check": in_bulk(PUBLIC, "check", is_checked),
    "section-submit": of_section(DRAFTED, "submit", becomes("in-review")),
    "section-publish": of_section(REVIEWED, "publish", becomes("published")),
    "section-check": of_section(PUBLIC, "check", is_checked),
}


def outcome_of(name: str, client, code: str, language: str, person, before: dict | None = None) -> str:
    """What a forged POST did: "done", "nothing", or what else happened. It is rolled back."""
    act, before = ACTS[name], before or texts()
    with transaction.atomic():
        if name in ("bulk-publish", "section-publish"):
            read_before(person, code, REVIEWED, language)
        response = act.post(client, code, language, person)
        changed = [label for label, rows in texts().items() if rows != before[label]]
        answer = Answer.objects.filter(country__code=code, question__slug=act.question).first()
        is_done = bool(changed) and act.done(versions(code, act.question, language).first(), answer)
        transaction.set_rollback(True)
    if response.status_code in (302, 401, 404):
        assert secret_of(code, language) not in response.content.decode()
    return "done" if is_done else f"changed {changed}" if changed else "nothing"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("role", "held"), [(role, held) for role in ROLES for held in HELD[role]])
def test_the_server_accepts_an_act_from_those_who_may_do_it_and_from_nobody_else(client, enter, role, held, act):
    person, before = enter(role, held), texts()
    expected, happened = {}, {}
    for code, language in PLACES:
        if act.endswith("check") and language == TRANSLATION and sees(role, held, code, ORIGINAL):
            continue  # who may check the original may say so from anywhere
        if act.startswith("section") and code == OWN and not sees(role, held, code, language):
            continue  # falls back to one's own languages: see the test of sections below
        expected[code, language] = "done" if may(role, held, act, code, language) else "nothing"
        happened[code, language] = outcome_of(act, client, code, language, person, before)
    assert happened == expected


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_the_server_accepts_nothing_from_outsiders(client, enter, outsider, act):
    person, before = enter(outsider), texts()
    happened = {place: outcome_of(act, client, *place, person, before) for place in PLACES}
    assert happened == dict.fromkeys(PLACES, "nothing")


@pytest.mark.parametrize(("role", "act"), [("author", "submit"), ("reviewer", "publish")])
@pytest.mark.parametrize(("held", "foreign"), [(ORIGINAL, TRANSLATION), (TRANSLATION, ORIGINAL)])
def test_an_act_on_a_section_leaves_languages_alone_that_are_not_ones_own(client, enter, role, held, foreign, act):
    person = enter(role, held)
    question = DRAFTED if act == "submit" else REVIEWED
    for language in (held, foreign):
        read_before(person, OWN, question, language)
    before = list(versions(OWN, question, foreign).values())
    for asked in (foreign, held):
        ACTS[f"section-{act}"].post(client, OWN, asked, person)
    assert list(versions(OWN, question, foreign).values()) == before
    assert versions(OWN, question, held).first().state == ("in-review" if act == "submit" else "published")


@pytest.mark.parametrize("act", ["bulk-publish", "section-publish"])
def test_a_reviewer_publishes_in_bulk_only_what_they_have_opened(client, enter, act):
    person = enter("reviewer")
    before = everything()
    ACTS[act].post(client, OWN, ORIGINAL, person)
    assert everything() == before
    client.get(address(OWN, REVIEWED, ORIGINAL))
    ACTS[act].post(client, OWN, ORIGINAL, person)
    assert versions(OWN, REVIEWED, ORIGINAL).first().state == "published"


@pytest.mark.parametrize("act", ["return", "publish", "bulk-publish", "section-publish"])
@pytest.mark.parametrize("language", [ORIGINAL, TRANSLATION])
@pytest.mark.parametrize("is_superuser", [False, True], ids=["reviewer", "superuser"])
def test_nobody_reviews_their_own_text(client, world, is_superuser, language, act):
    Assignment.objects.create(user=world.writer, role="reviewer", country=Country.objects.get(code=OWN), language="")
    User.objects.filter(pk=world.writer.pk).update(is_superuser=is_superuser)
    client.force_login(world.writer, backend="django.contrib.auth.backends.ModelBackend")
    assert outcome_of(act, client, OWN, language, world.writer) == "nothing"
    assert not offers(client, OWN, REVIEWED, language) & {"publish", "return"}


@pytest.mark.parametrize("act", [*ACTS, "see"])
def test_a_right_ends_with_its_assignment(client, enter, act):
    person = enter("author")
    for role in Assignment.Role.values:
        Assignment.objects.get_or_create(user=person, role=role, country=Country.objects.get(code=OWN), language="")
    if act == "see":
        assert client.get(address(OWN, DRAFTED, ORIGINAL)).status_code == 200
    else:
        place = TRANSLATION if act == "make-original" else ORIGINAL
        assert outcome_of(act, client, OWN, place, person) == "done"
    person.assignments.all().delete()
    if act == "see":
        assert client.get(address(OWN, DRAFTED, ORIGINAL)).status_code == 404
    else:
        assert outcome_of(act, client, OWN, place, person) == "nothing"


# What the pages offer


class Page(HTMLParser):
    """The acts that a page offers: its buttons, and the addresses that its links and forms lead to."""

    def __init__(self, response):
        super().__init__()
        self.buttons, self.links, self.forms, self.languages = set(), set(), set(), set()
        self.keeps_drafts = False
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "button" and given.get("name") == "act":
            self.buttons.add(given["value"])
        if tag == "a":
            self.links.add(given.get("href"))
        if tag == "form":
            self.forms.add(given.get("action"))
            self.keeps_drafts |= bool(given.get("data-autosave"))
        if tag == "input" and given.get("name") == "language":
            self.languages.add(given["value"])


def offers(client, code: str, question: str, language: str) -> set[str]:
    """What the page of an answer, and its history, offer to do; nothing where there is no such page."""
    here = address(code, question, language)
    response = client.get(here)
    if response.status_code != 200:
        assert secret_of(code, language) not in response.content.decode()
        assert response.status_code == 404 or response.url.startswith(reverse("admin:login"))
        return set()
    page = Page(response)
    found = {"see", *page.buttons, *(beside for beside in BESIDE if f"{here}{beside}/" in page.links)}
    if page.keeps_drafts:
        found.add("autosave")
    if "history" in found and f"{here}restore/1/" in Page(client.get(f"{here}history/")).forms:
        found.add("restore")
    return found


BESIDE = ("preview", "history", "withdrawal")
OFFERED = {  # what can be done at all with a text in each stage
    DRAFTED: "see preview history save autosave submit discard withdrawal check make-original",
    REVIEWED: "see preview history return publish withdrawal check make-original",
    PUBLIC: "see preview history save autosave submit restore withdrawal check make-original",
    BLANK: "see save autosave submit",
}


@pytest.mark.parametrize(("role", "held"), [(role, held) for role in ROLES for held in HELD[role]])
@pytest.mark.parametrize("question", OFFERED)
def test_the_page_of_an_answer_offers_what_its_reader_may_do_and_nothing_else(client, enter, role, held, question):
    enter(role, held)
    # Of what nobody has answered, the original is in the country's own language.
    places = PLACES if question != BLANK else [(OWN, ORIGINAL), (OWN, TRANSLATION)]
    expected = {place: {act for act in OFFERED[question].split() if may(role, held, act, *place)} for place in places}
    assert {place: offers(client, *place[:1], question, place[1]) for place in places} == expected


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize("question", OFFERED)
def test_outsiders_are_offered_no_page_of_an_answer(client, enter, outsider, question):
    enter(outsider)
    assert [offers(client, code, question, language) for code, language in PLACES] == [set()] * 4


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize(("role", "held"), [(role, held) for role in ROLES for held in HELD[role]])
def test_the_pages_beside_an_answer_open_by_address_only_for_those_who_may_see_them(client, enter, role, held, beside):
    enter(role, held)
    opened = {place: client.get(address(place[0], DRAFTED, place[1], f"{beside}/")).status_code for place in PLACES}
    assert opened == {place: 200 if may(role, held, beside, *place) else 404 for place in PLACES}


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_the_pages_beside_an_answer_are_closed_to_outsiders(client, enter, outsider, beside):
    enter(outsider)
    for code, language in PLACES:
        response = client.get(address(code, DRAFTED, language, f"{beside}/"))
        assert response.status_code == 404 or response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize(("mine", "foreign"), [(ORIGINAL, TRANSLATION), (TRANSLATION, ORIGINAL)])
@pytest.mark.parametrize("role", ["author", "translator", "reviewer"])
def test_drafts_of_another_language_show_on_no_page_of_ones_own(client, enter, role, mine, foreign):
    enter(role, mine)
    pages = [address(OWN, question, mine, f"{beside}/" if beside else "") for question in (DRAFTED, REVIEWED)
             for beside in ("", "preview", "history")]  # fmt: skip
    shown = "".join(client.get(page).content.decode() for page in [*pages, "/admin/", status_address(OWN)])
    assert secret_of(OWN, mine) in shown
    assert secret_of(OWN, foreign) not in shown


# The status tables and the first page


def bulk_offers(role: str) -> set[str]:
    acts = {act for act in ("submit", "publish", "check") if MAY[f"bulk-{act}", role] != "-"}
    sections = Question.objects.values_list("section__slug", flat=True).distinct().order_by("section__slug")
    by_section = {act for act in ("submit", "publish", "check") if MAY[f"section-{act}", role] != "-"}
    return acts | {f"{act} {section}" for act in by_section for section in sections}


@pytest.mark.parametrize("role", ROLES)
def test_the_status_table_offers_the_bulk_acts_of_a_role(client, enter, role):
    enter(role)
    assert Page(client.get(status_address(OWN))).buttons == bulk_offers(role)


def test_the_status_table_offers_no_check_to_those_who_review_no_original(client, enter):
    enter("reviewer", TRANSLATION)
    buttons = Page(client.get(status_address(OWN))).buttons
    assert "publish" in buttons
    assert not {button for button in buttons if button.startswith("check")}


@pytest.mark.parametrize("role", ["author", "translator", "reviewer"])
@pytest.mark.parametrize("asked", ["", ORIGINAL, TRANSLATION, "fi"])
def test_the_status_table_shows_ones_own_languages_whatever_is_asked_for(client, enter, role, asked):
    enter(role, TRANSLATION)
    page = Page(client.get(status_address(OWN, asked)))
    own = {address(OWN, slug, TRANSLATION) for slug in Question.objects.values_list("slug", flat=True)}
    answers = reverse("admin:index") + "answers/"
    assert page.languages == {TRANSLATION}
    assert {link for link in page.links if link.startswith(answers)} == own


@pytest.mark.parametrize("role", ["author", "translator", "reviewer", "manager"])
def test_status_tables_and_the_first_page_know_no_country_but_ones_own(client, enter, role):
    enter(role)
    assert client.get(status_address(OWN)).status_code == 200
    assert client.get(status_address(OTHER)).status_code == 404
    for page in (client.get("/admin/"), client.get(reverse("admin:desk_status"))):
        links = Page(page).links
        assert status_address(OWN) in links
        assert not [link for link in links if "latvia" in link]
        assert "Latvia<" not in page.content.decode()


def test_a_superuser_sees_the_status_of_every_country(client, enter):
    enter("superuser")
    links = Page(client.get(reverse("admin:desk_status"))).links
    assert {status_address(OWN), status_address(OTHER)} <= links
    assert client.get(status_address(OTHER)).status_code == 200


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_outsiders_see_no_status_table(client, enter, outsider):
    enter(outsider)
    for page in (status_address(OWN), reverse("admin:desk_status")):
        response = client.get(page)
        assert response.status_code == 404 or response.url.startswith(reverse("admin:login"))


def test_those_without_an_assignment_find_nothing_on_the_first_page(client, enter):
    enter("unassigned")
    page = Page(client.get("/admin/"))
    assert not [link for link in page.links if "/status/" in link or "/answers/" in link or "/countries/" in link]


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_what_one_wrote_leaves_the_first_page_when_the_assignment_ends(client, world, state):
    Revision.objects.filter(state__in=Revision.OPEN).update(state=state, comment="The reviewer's own words.")
    client.force_login(world.writer, backend="django.contrib.auth.backends.ModelBackend")
    assert [link for link in Page(client.get("/admin/")).links if "/answers/" in link]
    world.writer.assignments.all().delete()
    response = client.get("/admin/")
    assert "own words" not in response.content.decode()
    assert not [link for link in Page(response).links if "/answers/" in link]


# Records: everything that the admin holds


class Kept(NamedTuple):
    by: str  # who keeps it: "manager" of its country, or "superuser"
    is_public: bool  # whether the public sees it: then every change is noted and tells the caches
    edit: tuple[str, str]  # a field, and what it says after a change
    add: object  # code → what a form for a new one needs, beyond its defaults; None where nobody adds or deletes any


def _country(code: str) -> int:
    return Country.objects.get(code=code).pk


def _person() -> int:
    return User.objects.get(username="writer").pk


def _source(code: str) -> int:
    return Source.objects.get(slug=f"{code.lower()}-page").pk


def _question() -> int:
    return Question.objects.get(slug="damages").pk


KEPT = {
    Country: Kept("manager", True, ("name_en", "Changed"), None),
    SupportService: Kept(
        "manager",
        True,
        ("name_en", "Changed"),
        lambda code: {
            "country": _country(code), "slug": "new", "kind": "ngo", "name_en": "New", "source": _source(code),
        },
    ),
    HelpLine: Kept(
        "manager",
        True,
        ("name_en", "Changed"),
        lambda code: {"country": _country(code), "number": "116999", "name_en": "New", "source": _source(code)},
    ),
    Source: Kept(
        "manager",
        True,
        ("title_en", "Changed"),
        lambda code: {"slug": f"{code.lower()}-new", "title_en": "New", "publisher": "Somebody", "language": "en"},
    ),
    Assignment: Kept(
        "manager",
        False,
        ("role", "reviewer"),
        lambda code: {"email": "new@example.eu", "role": "author", "country": _country(code), "language": ""},
    ),
    TimeLimit: Kept(
        "manager",
        True,
        ("title_en", "Changed"),
        lambda code: {
            "country": _country(code), "slug": "new", "question": _question(), "title_en": "New", "start_en": "Then",
            "length": "5", "unit": "days", "counting": "calendar", "source": _source(code),
        },
    ),
    IndicatorValue: Kept(
        "manager",
        True,
        ("note_en", "Changed"),
        lambda code: {
            "country": _country(code), "indicator": Indicator.objects.get(slug="travel-costs").pk, "kind": "value",
            "choice": "yes", "source": _source(code),
        },
    ),
    Indicator: Kept(
        "superuser",
        True,
        ("title_en", "Changed"),
        lambda code: {
            "slug": "new", "question": _question(), "type": "text", "title_en": "New", "explanation_en": "New.",
            "position": "99",
        },
    ),
    Instrument: Kept(
        "superuser",
        True,
        ("title_en", "Changed"),
        lambda code: {
            "slug": "new", "number": "2030/1", "title_en": "New", "date": "2030-01-01", "url": "https://example.eu/",
        },
    ),
    Section: Kept(
        "superuser", True, ("title_en", "Changed"), lambda code: {"slug": "new", "title_en": "New", "position": "99"}
    ),
    QuestionGroup: Kept(
        "superuser",
        True,
        ("title_en", "Changed"),
        lambda code: {"section": Section.objects.get(slug="trial").pk, "slug": "new", "title_en": "New", "position": 9},
    ),
    Question: Kept(
        "superuser",
        True,
        ("title_en", "Changed"),
        lambda code: {
            "section": Section.objects.get(slug="trial").pk, "slug": "new", "title_en": "New", "short_en": "New",
            "asks": "New", "position": "99",
        },
    ),
    Synonym: Kept(
        "superuser",
        True,
        ("slug", "changed"),
        lambda code: {"slug": "new", "language": "lv", "kind": "synonym", "words": "nauda", "means": "kompensācija"},
    ),
    User: Kept(
        "superuser",
        False,
        ("first_name", "Changed"),
        lambda code: {"username": "new", "password1": "aTyp0-of-words", "password2": "aTyp0-of-words"},
    ),
    Group: Kept("superuser", False, ("name", "Changed"), lambda code: {"name": "New"}),
}  # fmt: skip
INLINES = {SupportService: [Telephone]}
MANAGED = [model for model in KEPT if KEPT[model].by == "manager"]
PUBLIC_RECORDS = [model for model in KEPT if KEPT[model].is_public]


def ids(model) -> str:
    return model._meta.model_name if isinstance(model, type) else None


def _make_records(writer) -> dict:
    """A record of each kind, those of a country for both; nothing stands in the way of deleting them."""
    found = {model: {} for model in KEPT}
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
    if KEPT[model].by == "superuser":
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
        record, kept = world.records[model][code], KEPT[model]
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
    assert set(admin.site._registry) == set(KEPT)
    shown = {model: [inline.model for inline in kept.inlines] for model, kept in admin.site._registry.items()}
    assert {model: inlines for model, inlines in shown.items() if inlines} == INLINES


@pytest.mark.parametrize("model", KEPT, ids=ids)
def test_a_record_in_the_table_carries_the_name_that_these_tests_look_for(client, enter, world, model):
    enter("superuser")
    for page in (page_of(model, "changelist"), page_of(model, "change", world.records[model][OTHER])):
        assert name_in_lists(model, OTHER) in client.get(page).content.decode() or model is Country


STRANGERS = [*OUTSIDERS, "author", "translator", "reviewer"]


def strangers_to(model) -> list[str]:
    return [*STRANGERS, "manager"] if KEPT[model].by == "superuser" else STRANGERS


def pages_of(model, record, name: str) -> list[str]:
    changelist = page_of(model, "changelist")
    return [
        changelist,
        f"{changelist}?q={name}",
        f"{changelist}?q=Record",
        f"{changelist}?id__exact={record.pk}",
        page_of(model, "add"),
        *(page_of(model, page, record) for page in ("change", "history", "delete")),
    ]


def sees_nothing(client, page: str, name: str):
    response = client.get(page)
    assert response.status_code in (302, 403, 404), page
    assert name not in response.content.decode(), page


@pytest.mark.parametrize(("model", "stranger"), [(m, s) for m in KEPT for s in strangers_to(m)], ids=ids)
def test_a_record_is_seen_by_nobody_who_does_not_keep_its_kind(client, enter, world, model, stranger):
    enter(stranger)
    for code in SLUG if KEPT[model].by == "manager" else [OWN]:
        for page in pages_of(model, world.records[model][code], name_in_lists(model, code)):
            sees_nothing(client, page, name_in_lists(model, code))
    links = Page(client.get("/admin/")).links
    assert page_of(model, "changelist") not in links


@pytest.mark.parametrize(("model", "stranger"), [(m, s) for m in KEPT for s in strangers_to(m)], ids=ids)
def test_a_record_is_changed_by_nobody_who_does_not_keep_its_kind(client, enter, forge, model, stranger):
    enter(stranger)
    countries = SLUG if KEPT[model].by == "manager" else [OWN]
    forged = [forge(model, act, code) for act in RECORD_ACTS for code in countries]
    before = everything()
    answers = {page: client.post(page, data).status_code for page, data in forged}
    assert everything() == before
    assert set(answers.values()) <= {302, 403, 404}, answers


@pytest.mark.parametrize("app", sorted({model._meta.app_label for model in KEPT}))
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


@pytest.mark.parametrize("model", MANAGED, ids=ids)
def test_a_manager_sees_no_record_of_another_country_by_its_address(client, enter, world, model):
    enter("manager")
    for page in ("change", "history", "delete"):
        sees_nothing(client, page_of(model, page, world.records[model][OTHER]), name_in_lists(model, OTHER))


@pytest.mark.parametrize("act", RECORD_ACTS)
@pytest.mark.parametrize("model", MANAGED, ids=ids)
def test_a_manager_changes_no_record_of_another_country_by_post(client, enter, forge, model, act):
    enter("manager")
    page, data = forge(model, act, OTHER)
    before = everything()
    client.post(page, data)
    assert everything() == before


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
    assert not mailoutbox


@pytest.mark.parametrize("model", [SupportService, HelpLine, Assignment], ids=ids)
def test_a_manager_cannot_move_a_record_into_another_country(client, enter, forge, model):
    enter("manager")
    page, data = forge(model, "change", OWN)
    before = everything()
    assert client.post(page, data | {"country": _country(OTHER)}).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("slug", ["lv-taken", "lv", "taken", "eelv-taken"])
def test_a_manager_cannot_give_a_source_to_another_country(client, enter, forge, slug):
    enter("manager")
    before = everything()
    for act in ("add", "change"):
        page, data = forge(Source, act, OWN)
        assert client.post(page, data | {"slug": slug}).status_code == 200
    after = everything()
    assert after == before


@pytest.mark.parametrize("model", [SupportService, HelpLine], ids=ids)
def test_a_manager_cannot_cite_a_source_of_another_country(client, enter, forge, model):
    enter("manager")
    page, data = forge(model, "change", OWN)
    before = everything()
    assert client.post(page, data | {"source": _source(OTHER)}).status_code == 200
    assert everything() == before


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
    (model, act, keeper)
    for model in KEPT
    for act in (RECORD_ACTS if KEPT[model].add else ["change"])
    for keeper in (["manager", "superuser"] if KEPT[model].by == "manager" else ["superuser"])
]


def is_done(model, act: str, record, existing: set) -> bool:
    keys = set(model._base_manager.values_list("pk", flat=True))
    if act == "add":
        return len(keys - existing) == 1
    if act == "change":
        field, value = KEPT[model].edit
        return getattr(model._base_manager.get(pk=record.pk), field) == value
    return existing - keys == {record.pk}


@pytest.mark.parametrize(("model", "act", "keeper"), CHANGES, ids=ids)
def test_those_who_keep_a_record_may_change_it_and_public_ones_leave_a_note(
    client, enter, forge, world, model, act, keeper
):
    person, record = enter(keeper), world.records[model][OWN]
    page, data = forge(model, act, OWN)
    existing = set(model._base_manager.values_list("pk", flat=True))
    version, noted = ContentVersion.current(), set(Change.objects.values_list("pk", flat=True))
    response = client.post(page, data)
    assert is_done(model, act, record, existing), problems_of(response)
    if not KEPT[model].is_public:
        return
    key = record.pk if act != "add" else (set(model._base_manager.values_list("pk", flat=True)) - existing).pop()
    [change] = Change.objects.exclude(pk__in=noted).filter(record=f"{model._meta.label_lower}:{key}")
    assert change.author == person
    assert (bool(change.before), bool(change.after)) == {"add": (False, True), "change": (True, True)}.get(
        act, (True, False)
    )
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


@pytest.mark.parametrize("model", PUBLIC_RECORDS, ids=ids)
def test_a_form_sent_back_as_it_came_notes_nothing(client, enter, forge, world, model):
    enter("superuser")
    page = page_of(model, "change", world.records[model][OWN])
    data = filled(client.get(page))
    before = everything()
    assert client.post(page, data).status_code == 302
    after = everything()
    for table in (Change, ContentVersion, model):
        assert after[table._meta.label] == before[table._meta.label]


# Cross-site forgery


@pytest.fixture
def browser(world):
    """A superuser's browser, for which the server insists on the token; the superuser has read what is in review."""
    found = Client(enforce_csrf_checks=True)
    found.person = make_person("victim", is_superuser=True)
    found.force_login(found.person, backend="django.contrib.auth.backends.ModelBackend")
    return found


def token_of(browser) -> str:
    return browser.get(reverse("admin:desk_token")).json()["token"]


class WithToken:
    """Sends what a form of the site itself would send."""

    def __init__(self, browser):
        self.browser = browser

    def post(self, page, data):
        return self.browser.post(page, {**data, "csrfmiddlewaretoken": token_of(self.browser)})


@pytest.mark.parametrize("act", ACTS)
def test_no_act_on_a_text_is_done_without_the_token(browser, act):
    place = (OWN, TRANSLATION if act == "make-original" else ORIGINAL)
    assert outcome_of(act, browser, *place, browser.person) == "nothing"
    browser.get("/admin/")  # not even where the browser holds the cookie
    assert outcome_of(act, browser, *place, browser.person) == "nothing"
    assert outcome_of(act, WithToken(browser), *place, browser.person) == "done"


@pytest.mark.parametrize(("model", "act"), list(dict.fromkeys(change[:2] for change in CHANGES)), ids=ids)
def test_no_record_is_changed_without_the_token(browser, forge, world, model, act):
    page, data = forge(model, act, OWN)
    before = everything()
    assert browser.post(page, data).status_code == 403
    assert everything() == before
    existing = set(model._base_manager.values_list("pk", flat=True))
    WithToken(browser).post(page, data)
    assert is_done(model, act, world.records[model][OWN], existing)


def test_recovery_codes_are_not_replaced_without_the_token(browser):
    before = list(StaticDevice.objects.order_by("pk").values())
    assert browser.post(reverse("admin:second_factor_codes")).status_code == 403
    assert list(StaticDevice.objects.order_by("pk").values()) == before


def test_a_lost_second_factor_is_reset_and_logged_only_with_the_token(browser, world):
    person = world.records[Assignment][OWN].user
    TOTPDevice.objects.create(user=person, confirmed=True)
    data = {"action": "reset_second_factor", "_selected_action": [world.records[Assignment][OWN].pk]}
    before = everything()
    assert browser.post(page_of(Assignment, "changelist"), data).status_code == 403
    assert everything() == before
    WithToken(browser).post(page_of(Assignment, "changelist"), data)
    assert not TOTPDevice.objects.filter(user=person).exists()
    assert LogEntry.objects.filter(object_id=str(person.pk), user=browser.person).exists()
