"""Acts on many answers at once, from the status table of a country."""

import datetime

import pytest
from django.utils import timezone

from countries.models import Country
from rights.models import Answer, Publication, Question, Revision
from rights.services import drafting, publishing
from tests.public_pages import text_of
from tests.rights.desk.people import STATUS, TYPED
from tests.rights.seeding.cited import a_source

pytestmark = pytest.mark.django_db

BODY = "<p>Claim them in court.</p>"


@pytest.fixture
def draft(people):
    """Writes a draft: `draft("damages")`."""

    def write(question, language="et", by=people.author, **texts) -> Revision:
        answer = drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug=question))
        begun = drafting.start_draft(answer, language, by.person)
        given = {"sources": [a_source()], **TYPED, **texts}
        return drafting.save_draft(begun, by.person, begun.saved_at, **given)

    return write


@pytest.fixture
def handed_in(draft, people):
    def hand_in(question, language="et", by=people.author, **texts) -> Revision:
        return drafting.submit(draft(question, language, by, **texts), by.person, confirmed=True)

    return hand_in


def states(language="et") -> dict:
    """Question → state of its newest version."""
    rows = Revision.objects.filter(answer__country__code="EE", language=language).order_by("number")
    return dict(rows.values_list("answer__question__slug", "state"))


def said(page) -> list[str]:
    return [text_of(each) for each in page.all("ul", class_="messagelist") for each in each.iter("li")]


def read(desk, question, language="et"):
    return desk.open(f"/admin/answers/estonia/{question}/{language}/")


# Handing in


def test_the_drafts_that_are_ticked_are_handed_in_and_no_others(people, draft):
    for question in ("damages", "state-advance", "appeal"):
        draft(question)
    page = people.author.open(STATUS).press("submit", cell=["damages et", "appeal et"])
    assert states() == {"damages": "in-review", "state-advance": "draft", "appeal": "in-review"}
    assert said(page) == ["2 texts done."]


def test_every_draft_of_a_section_is_handed_in_and_none_of_another(people, draft, handed_in):
    for question in ("damages", "state-advance", "appeal"):
        draft(question)
    returned = handed_in("state-compensation")
    publishing.send_back(returned, people.reviewer.person, "Say more.")
    people.author.open(STATUS).press("submit compensation")
    assert states() == {
        "damages": "in-review",
        "state-advance": "in-review",
        "state-compensation": "in-review",
        "appeal": "draft",
    }


def test_of_a_section_only_the_languages_shown_are_handed_in(people, draft):
    draft("damages", "et")
    draft("damages", "en")
    people.author.open(STATUS, language="en").press("submit compensation")
    assert (states("et"), states("en")) == ({"damages": "draft"}, {"damages": "in-review"})


def test_what_is_refused_is_named_with_its_reason_and_the_others_are_done(people, draft):
    draft("damages", summary="")
    draft("state-advance")
    page = people.author.open(STATUS).press("submit compensation")
    assert states() == {"damages": "draft", "state-advance": "in-review"}
    assert said(page)[0] == "1 text done."
    assert said(page)[1].lower().startswith("damages from the offender (et): “in brief” is empty")
    assert len(said(page)) == 2


def test_an_outdated_translation_is_not_handed_in_with_many_without_a_confirmation(people, publish_text, draft):
    publish_text("EE", "damages", "et")
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "et", summary="New.")
    draft("damages", "lv", people.translator)
    page = people.translator.open(STATUS, language="lv").press("submit", cell="damages lv")
    assert "no longer the newest" in said(page)[0]
    assert states("lv")["damages"] == "draft"


def test_a_cell_without_a_draft_is_named(people):
    page = people.author.open(STATUS).press("submit", cell="damages et")
    assert said(page) == ["Damages from the offender (et): There is no draft and nothing in review."]


@pytest.mark.parametrize(
    ("who", "act", "sentence"),
    [
        ("author", "submit", "There is no draft to hand in."),
        ("author", "submit compensation", "There is no draft to hand in."),
        ("reviewer", "publish", "There is no text in review that you have read."),
        ("reviewer", "publish compensation", "There is no text in review that you have read."),
        ("reviewer", "check", "There is no published text to check."),
        ("reviewer", "check compensation", "There is no published text to check."),
    ],
)
def test_where_there_is_nothing_to_do_the_desk_says_so(people, who, act, sentence):
    assert said(getattr(people, who).open(STATUS).press(act)) == [sentence]


# Publishing what was read


def test_the_texts_that_this_reviewer_has_read_are_published(people, handed_in):
    handed_in("damages")
    handed_in("state-advance")
    read(people.reviewer, "damages")
    page = people.reviewer.open(STATUS).press("publish", cell=["damages et", "state-advance et"])
    assert states() == {"damages": "published", "state-advance": "in-review"}
    assert said(page)[1].endswith("You have not read this version yet: open it first.")


def test_of_a_section_what_was_read_is_published_and_the_rest_is_passed_over(people, handed_in):
    for question in ("damages", "state-advance", "appeal"):
        handed_in(question)
    read(people.reviewer, "damages")
    read(people.reviewer, "appeal")
    page = people.reviewer.open(STATUS).press("publish compensation")
    assert states() == {"damages": "published", "state-advance": "in-review", "appeal": "in-review"}
    assert said(page) == ["1 text done."]


def test_reading_by_somebody_else_does_not_count(people, handed_in):
    handed_in("damages")
    read(people.other_reviewer, "damages")
    people.reviewer.open(STATUS).press("publish", cell="damages et")
    assert states() == {"damages": "in-review"}


def test_a_text_that_changed_since_it_was_read_is_not_published(people, handed_in):
    revision = handed_in("damages")
    read(people.reviewer, "damages")
    publishing.send_back(revision, people.other_reviewer.person, "Say more.")
    read(people.author, "damages").press("submit", summary="More.")
    for act, cell in (("publish", "damages et"), ("publish compensation", None)):
        people.reviewer.open(STATUS).press(act, cell=cell)
        assert states() == {"damages": "in-review"}
    read(people.reviewer, "damages")
    people.reviewer.open(STATUS).press("publish", cell="damages et")
    assert states() == {"damages": "published"}


def test_a_text_that_was_only_listed_was_not_read(people, handed_in):
    handed_in("damages")
    people.reviewer.open("/admin/")
    people.reviewer.open(STATUS)
    people.reviewer.open("/admin/answers/estonia/damages/et/history/")
    people.reviewer.open(STATUS).press("publish", cell="damages et")
    assert states() == {"damages": "in-review"}


def test_a_text_that_was_read_as_a_draft_was_not_read_in_review(people, draft):
    revision = draft("damages")
    read(people.reviewer, "damages")
    drafting.submit(revision, people.author.person)
    people.reviewer.open(STATUS).press("publish", cell="damages et")
    assert states() == {"damages": "in-review"}


def test_nobody_publishes_their_own_text_with_many_others(people, handed_in):
    handed_in("damages", by=people.both)
    handed_in("state-advance")
    for question in ("damages", "state-advance"):
        read(people.both, question)
    people.both.open(STATUS).press("publish", cell=["damages et", "state-advance et"])
    assert states() == {"damages": "in-review", "state-advance": "published"}


def test_one_s_own_texts_of_a_section_are_passed_over_without_a_word(people, handed_in):
    handed_in("damages", by=people.both)
    handed_in("state-advance")
    for question in ("damages", "state-advance"):
        read(people.both, question)
    assert said(people.both.open(STATUS).press("publish compensation")) == ["1 text done."]


def test_an_outdated_translation_is_not_published_with_many_without_a_confirmation(people, publish_text, handed_in):
    publish_text("EE", "damages", "et")
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "et", summary="New.")
    handed_in("damages", "lv", people.translator, summary="Latvian, two.")
    read(people.reviewer, "damages", "lv")
    page = people.reviewer.open(STATUS, language="lv").press("publish", cell="damages lv")
    assert "no longer the newest" in said(page)[0]
    assert states("lv")["damages"] == "in-review"


# Checked, still correct


@pytest.fixture
def unchecked(publish_text):
    for question in ("damages", "state-advance", "appeal"):
        publish_text("EE", question, "et", checked_on=datetime.date(2025, 1, 1))


def checked_today() -> set[str]:
    answers = Answer.objects.filter(country__code="EE", checked_on=timezone.localdate())
    return set(answers.values_list("question__slug", flat=True))


def test_a_whole_section_is_checked_in_one_act(people, unchecked):
    page = people.reviewer.open(STATUS).press("check compensation")
    assert checked_today() == {"damages", "state-advance"}
    assert said(page) == ["2 texts done."]


def test_a_whole_section_is_checked_whatever_language_is_shown(people, unchecked):
    people.reviewer.open(STATUS, language="en").press("check compensation")
    assert checked_today() == {"damages", "state-advance"}


def test_what_is_ticked_is_checked_and_its_text_stays(people, unchecked):
    people.reviewer.open(STATUS).press("check", cell="damages et")
    assert checked_today() == {"damages"}
    assert Revision.objects.count() == 3


def test_what_was_never_published_is_not_checked(people, draft):
    draft("damages")
    page = people.reviewer.open(STATUS).press("check", cell=["damages et", "appeal et"])
    assert not checked_today()
    assert len(said(page)) == 2


# Who may


@pytest.mark.parametrize("act", ["submit", "publish", "check", "submit compensation", "check compensation"])
@pytest.mark.parametrize("who", ["author", "translator", "reviewer", "manager"])
def test_a_forged_act_does_what_the_person_may_do_and_no_more(people, draft, handed_in, publish_text, who, act):
    draft("damages")
    handed_in("state-advance")
    publish_text("EE", "state-compensation", "et", checked_on=datetime.date(2025, 1, 1))
    desk = getattr(people, who)
    read(desk, "state-advance")
    cells = ["damages et", "state-advance et", "state-compensation et"]
    desk.send(f"{STATUS}?language=et", {"act": act, "cell": cells})
    name = act.split()[0]
    may = {"author": {"submit"}, "reviewer": {"publish", "check"}}.get(who, set())
    assert states()["damages"] == ("in-review" if "submit" in may and name == "submit" else "draft")
    assert states()["state-advance"] == ("published" if "publish" in may and name == "publish" else "in-review")
    assert checked_today() == ({"state-compensation"} if "check" in may and name == "check" else set()) | (
        {"state-advance"} if states()["state-advance"] == "published" else set()
    )


def test_the_table_of_another_country_is_not_there(people, draft):
    draft("damages")
    assert people.stranger.open(STATUS).status == 404
    assert people.stranger.send(STATUS, {"act": "submit", "cell": "damages et"}).status == 404
    assert states() == {"damages": "draft"}


def test_a_forged_act_does_not_tell_what_is_drafted_in_a_language_of_others(people, draft):
    draft("damages")
    answers = [
        said(people.translator.send(STATUS, {"act": "submit", "cell": f"{question} et"}))[0].partition(":")[2]
        for question in ("damages", "state-advance")
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "cells", [["atlantis et"], ["damages xx"], ["damages"], [""], ["<script>alert(1)</script> et"]]
)
def test_a_cell_that_there_is_not_changes_nothing(people, draft, cells):
    draft("damages")
    page = people.author.send(STATUS, {"act": "submit", "cell": cells})
    assert page.status == 200
    assert "<script>alert(1)" not in page.html
    assert states() == {"damages": "draft"}


def test_an_act_that_there_is_not_is_said(people):
    assert said(people.author.send(STATUS, {"act": "burn", "cell": "damages et"})) == ["Choose what is to be done."]


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("author", {"submit"}),
        ("translator", {"submit"}),
        ("reviewer", {"publish", "check"}),
        ("both", {"submit", "publish", "check"}),
        ("manager", set()),
    ],
)
def test_only_what_a_person_may_do_is_offered(people, who, offered):
    assert {act.split()[0] for act in getattr(people, who).open(STATUS).acts} == offered


def test_the_filters_stay_after_an_act(people, draft):
    draft("damages", "en")
    page = people.author.open(STATUS, language="en", state="draft").press("submit", cell="damages en")
    assert page.response.request["QUERY_STRING"] == "language=en&state=draft"
    assert Publication.objects.count() == 0
