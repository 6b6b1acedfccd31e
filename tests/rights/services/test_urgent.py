"""The urgent act: what is taken down stands nowhere, in no language, until it is shown again; who may do it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from countries.models import ContentVersion, Country, HelpLine, SupportService, Telephone
from portal.i18n import languages, translated
from portal.text import richtext
from portal.web import page_cache
from rights.models import Answer, Question, SearchEntry
from rights.selectors import kept
from rights.services import drafting, publishing, seeds, urgent
from rights.services.errors import NotAllowed, Refusal, WrongState
from tests.public_pages import KINDS, parse, text_of
from tests.rights.desk.people import AtDesk

pytestmark = pytest.mark.django_db

QUESTION = "/{}/latvia/compensation/state-compensation/"
DESK = "/admin/urgent/latvia/"
WHY = "The amount is wrong."
FILES = ["compare/questions/state-compensation/by-country.csv", "compare/latvia+estonia/compensation/by-question.csv"]
SEARCHES = ["search/?q=compensation&country=latvia", "search/?q=compensation&country=latvia&section=compensation"]


@pytest.fixture(autouse=True)
def _pages(every_status_state, db):
    """Answers of every kind."""


@pytest.fixture
def people(user):
    return {
        role: user(role, (role, "LV", language), is_staff=True)
        for role, language in [("author", ""), ("translator", ""), ("reviewer", "de"), ("manager", "")]
    } | {"stranger": user("stranger", ("manager", "EE", ""), ("reviewer", "EU", ""), is_staff=True)}


@pytest.fixture
def answer() -> Answer:
    return Answer.objects.get(country__code="LV", question__slug="state-compensation")


def get(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode(errors="replace")


def sentences(answer: Answer) -> set[str]:
    """What the answer says, in every language: its blocks that are long enough to be nobody else's."""
    found = set()
    for code in languages.CODES:
        summary, body = (getattr(answer, name) or "" for name in translated.columns(["summary", "body"], code))
        found |= {line for line in [summary, *richtext.plain(body).split("\n")] if len(line) > 40}
    return found


def everywhere() -> str:
    """The text of every kind of page that has something of Latvia or of the question, in English, and of the files."""
    paths = [path for path in KINDS.values() if "latvia" in path or "state-compensation" in path]
    paths += [*SEARCHES, "latvia/", "latvia/compensation/"]
    assert len(paths) > 15
    return "\n".join([text_of(parse(get(f"/en/{path}"))) for path in paths] + [get(f"/en/{path}") for path in FILES])


# An answer


def test_an_answer_that_is_taken_down_stands_on_no_page_in_no_file_and_in_no_search(people, answer):
    said = sentences(answer)
    before = everywhere()
    assert len({each for each in said if each in before}) > 5
    urgent.take_down(answer, people["manager"], WHY)
    page_cache.clear()  # as within a second; that the version changes is a test of its own
    kept.forget()
    after = everywhere()
    assert [each for each in said if each in after] == []
    assert WHY not in after
    assert not SearchEntry.objects.filter(answer=answer).exists()
    for code in languages.CODES:
        response = Client().get(QUESTION.format(code))
        page = parse(response.content.decode())
        assert response.status_code == 200
        assert [meta.get("content") for meta in page.iter("meta") if meta.get("name") == "robots"] == ["noindex"]
        [notice] = [text_of(each) for each in page.iter("p") if each.get("class") == "absent"]
        assert str(timezone.localdate().year) in notice
        assert not list(page.iter("textarea"))
    urgent.show_again(answer, people["reviewer"])
    page_cache.clear()
    assert answer.summary_en in get(QUESTION.format("en"))
    assert SearchEntry.objects.filter(answer=answer).count() == answer.publications.count()


def test_a_page_that_is_kept_is_out_of_date_with_the_act(people, answer):
    version = ContentVersion.state()
    urgent.take_down(answer, people["manager"], WHY)
    down = ContentVersion.state()
    urgent.show_again(answer, people["manager"])
    assert len({version, down, ContentVersion.state()}) == 3


def test_a_new_text_brings_its_own_language_back_and_no_other(people, answer, user):
    second = user("second", ("reviewer", "LV", ""))
    draft = drafting.start_draft(answer, "lv", people["author"])
    draft = drafting.save_draft(
        draft, people["author"], draft.saved_at, summary="Pareizi.", body="<p>Pareizi tagad.</p>"
    )
    drafting.submit(draft, people["author"])
    old = answer.summary_lv
    urgent.take_down(answer, people["manager"], WHY)
    publishing.publish(draft, second)
    page_cache.clear()
    kept.forget()
    assert "Pareizi tagad." in get(QUESTION.format("lv"))
    assert "was taken down" in get(QUESTION.format("en"))
    assert answer.summary_en not in get(QUESTION.format("en"))
    versions = [get(f"/lv/latvia/compensation/state-compensation/history/{number}/") for number in (1, 2)]
    assert [old in versions[0], "Pareizi tagad." in versions[1]] == [False, True]
    assert set(SearchEntry.objects.filter(answer=answer).values_list("language", flat=True)) == {"lv"}


def test_what_ships_anew_stays_down_in_a_new_language_too(people, answer):
    urgent.take_down(answer, people["manager"], WHY)
    for code in ("en", "sv"):
        text = {"kind": "text", "summary": "Shipped.", "body": "<p>Shipped again.</p>", "legal_basis": ""}
        seeds.publish_seed(answer, code, sources=list(answer.sources.all()), checked_on=None, **text)
        assert "Shipped" not in get(QUESTION.format(code))
    assert not SearchEntry.objects.filter(answer=answer).exists()


def test_a_minimum_that_is_taken_down_is_down_wherever_it_stood(user):
    union = Answer.objects.get(country__code="EU", question__slug="take-part")
    path = f"/en/{KINDS['question-of-the-minimum']}"
    assert union.summary_en in get(path)
    urgent.take_down(union, user("eu", ("manager", "EU", "")), WHY)
    page_cache.clear()
    assert union.summary_en not in get(path)
    assert "was taken down" in get(path)


# A help line, a service


def test_a_number_that_is_taken_down_stands_on_no_page_and_in_no_text(people, answer, source):
    latvia = Country.objects.get(code="LV")
    service = SupportService.objects.create(
        country=latvia, slug="made-up", kind="ngo", name_en="The made-up office", source=source, hours_en="At night",
        emails=["made-up@example.eu"], urls=["https://made-up.example.eu/"], address="Made-up street",
    )  # fmt: skip
    Telephone.objects.create(service=service, number="+37167999123")
    line = HelpLine.objects.create(
        country=latvia, number="+37167999456", name_en="The made-up line", operates=True, for_victims=True,
        hours_en="Made-up hours", source=source,
    )  # fmt: skip
    body = '<p>Call <a href="help-line:+37167999456">67 999 456</a> or <a href="help-line:112">112</a>.</p>'
    text = {"kind": "text", "summary": "Call them.", "body": body, "legal_basis": ""}
    seeds.publish_seed(answer, "en", sources=[source], checked_on=None, **text)
    own = re.compile(r"67.?999.?456|67.?999.?123|made-up@|made-up\.example|Made-up street|At night|Made-up hours")
    pages = [
        "latvia/", "latvia/services/", "latvia/compensation/", "latvia/compensation/state-compensation/",
        "compare/indicators/hotline-116006/", "compare/questions/state-compensation/",
        "search/?q=%2B37167999&country=latvia", "search/?q=67999&country=latvia", "search/?q=call&country=latvia",
    ]  # fmt: skip

    def shown() -> set[str]:
        page_cache.clear()
        kept.forget()
        return {found for path in pages for found in own.findall(get(f"/en/{path}"))}

    before = shown()
    assert len(before) >= 9
    for record in (line, service):
        urgent.take_down(record, people["reviewer"], WHY)
    assert shown() == set()
    services = get("/en/latvia/services/")
    assert services.count("was taken down") == 2
    assert "The made-up office" in services
    assert "The made-up line" in services
    answered = get("/en/latvia/compensation/state-compensation/")
    assert "Call (being checked) or" in answered
    assert answered.count("tel:112") == 2
    [act] = urgent.acts_on(line)
    assert (act.reason, act.author) == (WHY, people["reviewer"])
    for record in (line, service):
        urgent.show_again(record, people["manager"])
    assert shown() == before


def test_112_is_never_taken_down(user):
    with pytest.raises(WrongState):
        urgent.take_down(HelpLine.objects.get(number="112", country__code="EU"), user("r", is_superuser=True), WHY)


# Who may, and what is written down


def test_managers_and_reviewers_of_the_country_act_and_nobody_else(people, answer):
    line = HelpLine.objects.filter(country__code="LV").first()
    for what in (answer, line):
        for name in ("author", "translator", "stranger"):
            with pytest.raises(NotAllowed):
                urgent.take_down(what, people[name], WHY)
        with pytest.raises(Refusal):
            urgent.take_down(what, people["manager"], "  ")
        with pytest.raises(WrongState):
            urgent.show_again(what, people["manager"])
        urgent.take_down(what, people["reviewer"], f" {WHY} ")
        with pytest.raises(WrongState):
            urgent.take_down(what, people["manager"], WHY)
        for name in ("author", "translator", "stranger"):
            with pytest.raises(NotAllowed):
                urgent.show_again(what, people[name])
        urgent.show_again(what, people["manager"], "Mended.")
        acts = [(act.author, act.reason, bool(act.after["taken_down_at"])) for act in urgent.acts_on(what)]
        assert acts == [(people["manager"], "Mended.", False), (people["reviewer"], WHY, True)]


def test_the_desk_takes_down_by_one_form_and_shows_again_by_one_button(people, answer):
    desks = {name: AtDesk(person) for name, person in people.items()}
    assert {name for name, desk in desks.items() if desk.open(DESK).status == 200} == {"reviewer", "manager"}
    links = {name for name, desk in desks.items() if f'href="{DESK}"' in desk.open("/admin/status/latvia/").html}
    assert links == {"reviewer", "manager"}
    desk = desks["reviewer"]
    german = "/admin/answers/latvia/state-compensation/de/"
    if answer.publications.filter(language="de").exists():
        assert f"{DESK}?what=answer:state-compensation" in desk.open(german).html
    refused = desk.open(DESK, what="answer:state-compensation").press("take-down", reason="x" * 20_000)
    assert (refused.status, answer.publications.filter(taken_down_at=None).exists()) == (409, True)
    assert "x" * 20_000 in refused.boxes
    done = refused.press("take-down", reason=WHY)
    assert WHY in done.text
    assert not answer.publications.filter(taken_down_at=None).exists()
    assert WHY in AtDesk(people["manager"]).open("/admin/answers/latvia/state-compensation/lv/history/").text
    done.press("show-again")
    assert not answer.publications.exclude(taken_down_at=None).exists()
    elsewhere = {"act": "take-down", "reason": WHY}
    foreign = HelpLine.objects.filter(country__code="EE").first()
    for key in ("answer:nothing", "", f"helpline:{foreign.pk}", "answer:damages:lv", "supportservice:0"):
        assert desk.send(DESK, {**elsewhere, "what": key}).status == 404
    assert desk.send("/admin/urgent/estonia/", {**elsewhere, "what": "answer:damages"}).status == 404
    assert Question.objects.filter(slug="damages").exists()
