"""Two people in the same answer, each with a session of their own: the second is shown both texts and loses neither."""

import pytest
from django.test import Client

from countries.models import Source
from portal.web import page_cache
from rights import permissions
from rights.models import Publication, Revision
from tests.public_pages import text_of
from tests.rights.desk.people import DAMAGES, TYPED
from tests.timing import Stopwatch

pytestmark = pytest.mark.django_db

LATVIAN = "/admin/answers/estonia/damages/lv/"
THEIRS = {"summary": "Theirs in brief.", "body": "<p>Their whole answer.</p>", "legal_basis": "Their § 1"}
MINE = {"summary": "Mine in brief.", "body": "<p>My whole answer.</p>", "legal_basis": "My § 2"}
MERGED = {"summary": "Both in brief.", "body": "<p>Their and my whole answer.</p>", "legal_basis": "Their § 1\nMy § 2"}


def newest(language="et") -> Revision:
    return Revision.objects.filter(answer__question__slug="damages", language=language).latest("number")


def texts_of(revision: Revision) -> dict:
    return {name: getattr(revision, name) for name in TYPED}


def public_page(language="et") -> str:
    page_cache.clear()
    return Client().get(f"/{language}/estonia/compensation/damages/").content.decode()


def assert_both_are_shown(page, theirs=THEIRS, mine=MINE):
    """The page of a conflict: their text to read, mine where I can go on with it, and what differs marked."""
    assert page.status == 409
    assert {name: page.fields("save")[name] for name in mine} == mine
    [conflict] = [section for section in page.all("section", class_="warn") if "Both texts" in text_of(section)]
    for text in (theirs["summary"], text_of_html(theirs["body"]), *theirs["legal_basis"].splitlines()):
        assert text in text_of(conflict)
    assert list(conflict.iter("del"))
    assert list(conflict.iter("ins"))


def text_of_html(html: str) -> str:
    return html.removeprefix("<p>").removesuffix("</p>")


def assert_saving_again_keeps_the_merged_text(page, merged=MERGED):
    saved = page.press("save", **merged)
    assert "The draft is saved." in saved.text
    assert texts_of(newest()) == {**merged}


# Both in the same draft


@pytest.fixture
def both_open(people):
    """Two authors have the page of the same draft open; the second one's is given back."""
    people.author.open().press("save", **TYPED)
    first, second = people.author.open(), people.second.open()
    return first, second


@pytest.mark.parametrize("act", ["save", "submit"])
def test_the_second_to_save_is_shown_both_texts(both_open, act):
    first, second = both_open
    first.press("save", **THEIRS)
    page = second.press(act, **MINE)
    assert_both_are_shown(page)
    assert "Somebody else saved this draft after you opened it." in page.alert
    assert "by author" in page.text
    assert texts_of(newest()) == THEIRS
    assert newest().state == "draft"


@pytest.mark.parametrize("act", ["save", "submit"])
def test_after_both_texts_were_shown_the_merged_text_is_kept(both_open, act):
    first, second = both_open
    first.press("save", **THEIRS)
    page = second.press("save", **MINE).press(act, **MERGED)
    assert page.status == 200
    assert texts_of(newest()) == MERGED


def test_the_first_to_save_cannot_undo_what_was_merged_either(both_open):
    first, second = both_open
    stale = first.press("save", **THEIRS)
    second.press("save", **MINE).press("save", **MERGED)
    assert_both_are_shown(stale.press("save", **THEIRS), theirs=MERGED, mine=THEIRS)
    assert texts_of(newest()) == MERGED


def test_a_text_saved_while_both_were_shown_is_not_overwritten(both_open):
    first, second = both_open
    again = first.press("save", **THEIRS)
    shown = second.press("save", **MINE)
    again.press("save", summary="Theirs, again.")
    page = shown.press("save", **MERGED)
    assert_both_are_shown(page, theirs={**THEIRS, "summary": "Theirs, again."}, mine=MERGED)
    assert newest().summary == "Theirs, again."


def test_the_same_person_in_two_windows_loses_nothing_either(people):
    people.author.open().press("save", **TYPED)
    one, other = people.author.open(), people.author.open()
    one.press("save", **THEIRS)
    assert_both_are_shown(other.press("save", **MINE))


def test_the_sources_that_the_other_chose_are_shown_or_not_lost(people):
    source = Source.objects.create(slug="ee-their-law", title_en="Their law", publisher="Riigi Teataja", language="et")
    people.author.open().press("save", **TYPED)
    first, second = people.author.open(), people.second.open()
    first.press("save", **THEIRS, sources=[source.pk])
    page = second.press("save", **MINE)
    [conflict] = [section for section in page.all("section", class_="warn") if "Both texts" in text_of(section)]
    shown = "Their law" in text_of(conflict)
    page.press("save", **MERGED)
    assert shown or list(newest().sources.all()) == [source]


def test_the_kind_of_answer_that_the_other_chose_is_shown_or_not_lost(people):
    people.author.open().press("save", **TYPED)
    first, second = people.author.open(), people.second.open()
    first.press("save", **THEIRS, kind="no-right")
    page = second.press("save", **MINE)
    [conflict] = [section for section in page.all("section", class_="warn") if "Both texts" in text_of(section)]
    shown = "the law gives no such right" in text_of(conflict)
    page.press("save", **MERGED)
    assert shown or newest().kind == "no-right"


def test_what_the_other_wrote_is_shown_escaped(both_open):
    first, second = both_open
    first.press("save", **{**THEIRS, "summary": "<script>alert(1)</script>"})
    page = second.press("save", **{**MINE, "summary": "<script>alert(2)</script>"})
    assert "<script>alert(" not in page.html
    assert "<script>alert(1)</script>" in page.text


# Both begin the first draft


def test_of_two_who_begin_the_first_draft_the_second_is_shown_both_texts(people):
    first, second = people.author.open(), people.second.open()
    first.press("save", **THEIRS)
    page = second.press("save", **MINE)
    assert_both_are_shown(page)
    assert "Somebody has begun a draft of this text already." in page.alert
    assert Revision.objects.filter(answer__question__slug="damages").count() == 1
    assert_saving_again_keeps_the_merged_text(page)


def test_of_two_who_begin_the_first_translation_the_second_is_shown_both_texts(people, answer, publish):
    publish(answer)
    first, second = people.author.open(LATVIAN), people.translator.open(LATVIAN)
    first.press("save", **THEIRS)
    page = second.press("save", **MINE)
    assert_both_are_shown(page)
    page.press("save", **MERGED)
    assert texts_of(newest("lv")) == MERGED


# Published meanwhile


def test_a_draft_that_was_published_meanwhile_is_shown_beside_what_was_typed(people):
    people.author.open().press("save", **TYPED)
    mine = people.second.open()
    people.author.open().press("submit", **THEIRS)
    people.reviewer.open().press("publish")
    page = mine.press("save", **MINE)
    assert_both_are_shown(page)
    assert "The draft that you opened was published or put away meanwhile." in page.alert
    assert THEIRS["summary"] in public_page()
    assert_saving_again_keeps_the_merged_text(page)
    assert newest().parent == Publication.objects.get(language="et").revision


def test_a_draft_that_was_put_away_meanwhile_is_no_reason_to_lose_what_was_typed(people):
    people.author.open().press("save", **TYPED)
    mine = people.second.open()
    people.author.open().press("discard")
    page = mine.press("save", **MINE)
    assert page.status == 409
    assert {name: page.fields("save")[name] for name in MINE} == MINE
    assert_saving_again_keeps_the_merged_text(page, MINE)


def test_a_draft_that_was_replaced_by_another_meanwhile_is_not_overwritten(people):
    people.author.open().press("save", **TYPED)
    mine = people.second.open()
    people.author.open().press("discard")
    people.author.open().press("save", **THEIRS)
    assert_both_are_shown(mine.press("save", **MINE))
    assert texts_of(newest()) == THEIRS


@pytest.mark.parametrize("act", ["save", "submit"])
def test_a_page_made_from_an_older_public_text_does_not_overwrite_the_newer_one(people, answer, publish, act):
    """No draft stood when the page was opened: a whole draft came and was published before this one is begun."""
    publish(answer)
    mine = people.second.open()
    publish(answer, **THEIRS)
    page = mine.press(act, **MINE)
    assert_both_are_shown(page)
    assert_saving_again_keeps_the_merged_text(page)
    assert newest().parent == Publication.objects.get(language="et").revision


def test_a_draft_overtaken_by_a_newer_public_text_says_so_and_is_not_published(people, answer, publish_text):
    people.author.open().press("submit", **MINE)
    publish_text("EE", "damages", "et", **THEIRS)  # as an upgrade does
    page = people.reviewer.open()
    assert "A newer text was published since this draft was begun" in page.text
    refused = page.press("publish")
    assert refused.status == 409
    for text in (THEIRS["summary"], MINE["summary"]):
        assert text in refused.text
    assert MINE["summary"] not in public_page()


def test_a_draft_overtaken_by_a_newer_public_text_is_published_once_it_was_returned_and_merged(people, publish_text):
    people.author.open().press("submit", **MINE)
    publish_text("EE", "damages", "et", **THEIRS)
    people.reviewer.open().press("return", comment="Bring in the newer text.")
    people.author.open().press("submit", **MERGED)
    people.reviewer.open().press("publish")
    assert MERGED["summary"] in public_page()


# Handed in meanwhile


@pytest.mark.parametrize("act", ["save", "submit"])
def test_what_was_typed_is_shown_beside_a_draft_that_was_handed_in_meanwhile(people, act):
    people.author.open().press("save", **TYPED)
    mine = people.second.open()
    people.author.open().press("submit", **THEIRS)
    page = mine.press(act, **MINE)
    assert page.status == 409
    assert set(MINE.values()) <= set(page.boxes)
    for text in (THEIRS["summary"], "Their whole answer.", THEIRS["legal_basis"]):
        assert text in page.text
    assert texts_of(newest()) == THEIRS


def test_the_one_whose_draft_was_handed_in_by_another_goes_on_once_it_is_returned(people):
    people.author.open().press("save", **TYPED)
    mine = people.second.open()
    people.author.open().press("submit", **THEIRS)
    mine.press("save", **MINE)
    people.reviewer.open().press("return", comment="Ask the second author.")
    assert_saving_again_keeps_the_merged_text(people.second.open())


# What a reviewer has read


def test_a_text_that_changed_after_the_reviewer_opened_it_is_shown_and_not_published(people):
    people.author.open().press("submit", **TYPED)
    opened = people.reviewer.open()
    people.other_reviewer.open().press("return", comment="Say by when.")
    people.author.open().press("submit", **THEIRS)
    page = opened.press("publish")
    assert page.status == 409
    assert "The text changed after you opened it. Read it again." in page.alert
    assert THEIRS["summary"] in page.text
    assert THEIRS["summary"] not in public_page()
    page.press("publish")  # now it was read
    assert THEIRS["summary"] in public_page()


def test_a_text_in_review_is_not_published_without_saying_which_one_was_read(people):
    people.author.open().press("submit", **TYPED)
    people.reviewer.send(DAMAGES, {"act": "publish"})
    assert TYPED["summary"] not in public_page()


def test_a_reviewer_who_is_second_is_told_that_it_is_done(people):
    people.author.open().press("submit", **TYPED)
    opened = people.reviewer.open()
    people.other_reviewer.open().press("publish")
    page = opened.press("publish")
    assert page.status == 409
    assert "There is no version here that this could be done with." in page.alert


# Kept as one types


def autosave(desk, fields, address=DAMAGES, **typed):
    return desk.client.post(f"{address}autosave/", {**fields, **typed})


def test_what_is_typed_is_kept_in_the_draft(people):
    fields = people.author.open().fields("save")
    answered = autosave(people.author, fields, **MINE)
    assert answered.status_code == 200
    assert "Draft kept at" in answered.json()["said"]
    assert texts_of(newest()) == MINE
    again = autosave(people.author, fields, **MERGED, seen=answered.json()["seen"])
    assert (again.status_code, texts_of(newest())) == (200, MERGED)
    page = people.author.send(DAMAGES, {**fields, **TYPED, "seen": again.json()["seen"], "act": "save"})
    assert (page.status, texts_of(newest())) == (200, TYPED)


def test_keeping_does_not_overwrite_what_somebody_else_saved_and_saving_shows_both(people):
    people.author.open().press("save", **TYPED)
    mine = people.second.open()
    people.author.open().press("save", **THEIRS)
    answered = autosave(people.second, mine.fields("save"), **MINE)
    assert answered.status_code == 409
    assert answered.json()["problem"] == "Somebody else saved this draft after you opened it."
    assert texts_of(newest()) == THEIRS
    assert_both_are_shown(mine.press("save", **MINE))


def test_keeping_is_refused_in_a_draft_that_was_begun_meanwhile(people):
    mine = people.second.open()
    people.author.open().press("save", **THEIRS)
    assert autosave(people.second, mine.fields("save"), **MINE).status_code == 409
    assert texts_of(newest()) == THEIRS


def test_keeping_is_refused_in_a_draft_that_was_handed_in_meanwhile(people):
    people.author.open().press("save", **TYPED)
    mine = people.second.open()
    people.author.open().press("submit", **THEIRS)
    assert autosave(people.second, mine.fields("save"), **MINE).status_code == 409
    assert texts_of(newest()) == THEIRS


def test_keeping_is_refused_over_a_public_text_that_is_newer_than_the_page(people, answer, publish):
    publish(answer)
    mine = people.second.open()
    publish(answer, **THEIRS)
    assert autosave(people.second, mine.fields("save"), **MINE).status_code == 409


def test_keeping_a_draft_counts_as_writing_it(people):
    people.author.open().press("save", **TYPED)
    autosave(people.both, people.both.open().fields("save"), **MINE)
    people.author.open().press("submit")
    assert "publish" not in people.both.open().acts
    assert permissions.wrote(people.both.person, newest())


def test_what_is_kept_does_not_leave_a_second_draft(people):
    fields = people.author.open().fields("save")
    autosave(people.author, fields, **MINE)
    assert autosave(people.author, fields, **MINE).status_code == 409  # the page did not take the new time
    assert Revision.objects.count() == 1


def test_a_conflict_over_a_hostile_text_is_shown_at_once(people):
    people.author.open().press("save", **THEIRS)
    page = people.second.open()
    people.author.open().press("save", summary="Once more.")
    with Stopwatch() as watch:
        conflict = page.press("save", body="<p>" + "<" * 4_000 + "a" * 80_000)
    assert watch.seconds < 5
    assert conflict.status == 409
