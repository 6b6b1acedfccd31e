"""The desk's history of one answer in one language: who, when, why, what changed; and restoring a version."""

import datetime

import pytest
from django.utils import timezone

from rights.models import Revision
from rights.services import revisions
from tests.public_pages import text_of
from tests.rights.desk.people import DAMAGES, TYPED

pytestmark = pytest.mark.django_db

HISTORY = f"{DAMAGES}history/"
LATVIAN = "/admin/answers/estonia/damages/lv/"


def rows(page) -> dict[int, list[str]]:
    """Number of a version → what its row says, cell by cell."""
    [table] = page.all("table", class_="versions")
    found = {}
    for tr in table.iter("tr"):
        cells = [each for each in tr if each.tag in ("td", "th")]
        if cells[1].get("scope") == "row":
            found[int(text_of(cells[1]))] = [text_of(each) for each in cells]
    return found


def restore(desk, number, address=DAMAGES):
    return desk.send(f"{address}restore/{number}/", {})


@pytest.fixture
def versions(answer, publish, people):
    """Three versions: one superseded, one public, one put away."""
    publish(answer, legal_basis="§ 1")
    publish(answer, summary="You may claim damages.", legal_basis="§ 2", significance="minor")
    people.second.open().press("save", summary="Put away.")
    people.second.open().press("discard")
    return answer


# Who, when, why


def test_every_version_is_listed_the_newest_first_with_its_state(people, versions):
    found = rows(people.author.open(HISTORY))
    assert list(found) == [3, 2, 1]
    assert [found[number][2] for number in (1, 2, 3)] == ["superseded", "published", "put away"]


def test_a_version_says_who_wrote_it_and_who_reviewed_it(people, versions):
    found = rows(people.author.open(HISTORY))
    assert [found[number][3] for number in (1, 3)] == ["author reviewed by reviewer", "second"]


def test_everybody_who_wrote_a_version_is_named(people):
    people.author.open().press("save", **TYPED)
    people.second.open().press("save", summary="Mended.")
    [row] = rows(people.author.open(HISTORY)).values()
    assert "author" in row[3]
    assert "second" in row[3]


def test_a_version_says_from_when_until_when_it_was_public(people, versions):
    at = [datetime.datetime(2026, month, 5, 12, tzinfo=datetime.UTC) for month in (1, 2, 3)]
    Revision.objects.filter(number=1).update(created_at=at[0], published_at=at[1], ended_at=at[2])
    assert rows(people.author.open(HISTORY))[1][4] == "5 January 2026 public from 5 February 2026 until 5 March 2026"


def test_a_day_is_the_day_where_the_portal_is(people, versions):
    late = datetime.datetime(2026, 6, 30, 22, 30, tzinfo=datetime.UTC)  # half past midnight in Brussels
    Revision.objects.filter(number=1).update(published_at=late)
    assert timezone.localtime(late).day == 1
    assert "public from 1 July 2026" in rows(people.author.open(HISTORY))[1][4]


def test_a_version_says_why(people, answer, publish, publish_text):
    publish(answer)
    publish(answer, "lv", significance="minor")
    withdrawn = people.reviewer.open(f"{LATVIAN}withdrawal/")
    withdrawn.press("withdraw", comment="It was <b>wrong</b>.")
    [row] = rows(people.translator.open(f"{LATVIAN}history/")).values()
    for word in ("withdrawn", "translation", "minor", "renders version 1 in Estonian", "It was <b>wrong</b>."):
        assert word in " ".join(row)


def test_shipped_texts_say_that_nobody_wrote_them(people, publish_text):
    publish_text("EE", "damages", "et")
    [row] = rows(people.author.open(HISTORY)).values()
    assert row[3] == "—"
    assert "came with the portal" in row[5]


def test_the_versions_of_another_language_are_not_in_it(people, versions, publish):
    publish(versions, "lv")
    assert list(rows(people.translator.open(f"{LATVIAN}history/"))) == [1]


def test_an_answer_that_nobody_has_begun_has_an_empty_history(people):
    page = people.author.open(HISTORY)
    assert (page.status, "There is no text yet." in page.text) == (200, True)


def test_a_reviewer_s_comment_stays_in_the_history_after_the_text_was_published(people, answer, in_review):
    in_review(answer)
    people.reviewer.open().press("return", comment="Say by when.")
    people.author.open().press("submit", summary="Within ten days.")
    people.reviewer.open().press("publish")
    assert "Say by when." in rows(people.author.open(HISTORY))[1][5]


# Differences


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        (1, 2, {"can", "1"}, {"may", "2"}),
        (2, 1, {"may", "2"}, {"can", "1"}),
        (1, 1, set(), set()),
    ],
)
def test_any_two_versions_are_compared_word_by_word(people, versions, old, new, gone, come):
    page = people.author.open(HISTORY, **{"from": old, "to": new})
    assert f"From version {old} to version {new}" in page.text
    assert {text_of(each) for each in page.all("del")} == gone
    assert {text_of(each) for each in page.all("ins")} == come


def test_versions_that_are_not_neighbours_are_compared_too(people, versions):
    page = people.author.open(HISTORY, **{"from": 1, "to": 3})
    assert "Put away" in " ".join(text_of(each) for each in page.all("ins"))


def test_the_form_asks_for_the_two_that_are_chosen(people, versions):
    page = people.author.open(HISTORY, **{"from": 1, "to": 2})
    chosen = [
        (field.get("name"), field.get("value")) for field in page.all("input") if field.get("checked") is not None
    ]
    assert sorted(chosen) == [("from", "1"), ("to", "2")]


@pytest.mark.parametrize("asked", [{"from": 1}, {"to": 2}, {"from": 1, "to": 99}, {"from": "x", "to": "<script>"}])
def test_a_comparison_with_a_version_that_there_is_not_is_none(people, versions, asked):
    page = people.author.open(HISTORY, **asked)
    assert (page.status, page.all("ins"), page.all("del")) == (200, [], [])
    assert "<script>" not in page.html.replace('<script src="', "")


def test_a_change_of_the_kind_of_answer_is_seen(people, answer, publish):
    publish(answer)
    publish(answer, kind="no-right")
    page = people.author.open(HISTORY, **{"from": 1, "to": 2})
    assert "the law gives no such right" in page.text


def test_what_a_version_says_is_escaped(people):
    people.author.open().press("save", **{**TYPED, "summary": "<script>alert(1)</script>"})
    people.author.open().press("discard")
    people.author.open().press("save", **TYPED)
    page = people.author.open(HISTORY, **{"from": 1, "to": 2})
    assert "<script>alert(1)" not in page.html


# Restoring


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_version_is_restored_as_a_new_draft_and_what_is_public_stays(people, versions, number):
    version = Revision.objects.get(number=number)
    buttons = [button.get("form") for button in people.second.open(HISTORY).all("button") if button.get("form")]
    assert f"restore-{number}" in buttons
    page = restore(people.second, number)
    assert f"A draft was begun with the text of version {number}." in page.text
    fields = page.fields("save")
    for name in ("summary", "body", "legal_basis"):
        assert fields[name] == getattr(version, name)
    draft = revisions.open_revision(versions, "et")
    assert (draft.state, draft.number, draft.author) == ("draft", 4, people.second.person)
    assert revisions.published_revision(versions, "et").number == 2


def test_a_withdrawn_text_is_restored_and_published_again(people, answer, publish):
    publish(answer)
    people.reviewer.open(f"{DAMAGES}withdrawal/").press("withdraw", comment="Wrong.")
    restore(people.author, 1).press("submit")
    assert "The text is public now." in people.reviewer.open().press("publish").text


def test_a_restored_translation_renders_what_it_rendered_then(people, answer, publish):
    publish(answer)
    first = publish(answer, "lv", summary="Latvian, one.")
    newest = publish(answer, summary="New.")
    people.translator.open(LATVIAN).press("submit", summary="Latvian, two.", newest="on")
    people.reviewer.open(LATVIAN).press("publish")
    page = restore(people.translator, 1, LATVIAN)
    assert page.fields("save")["summary"] == "Latvian, one."
    assert revisions.open_revision(answer, "lv").based_on == first.based_on != newest
    assert "What changed since this translation was made" in page.text


def test_nothing_is_restored_over_an_open_draft(people, versions):
    people.author.open().press("save", summary="Mine.")
    page = restore(people.second, 1)
    assert page.status == 409
    assert "Somebody has begun a draft of this text already." in page.alert
    assert revisions.open_revision(versions, "et").summary == "Mine."
    assert not [each for each in people.second.open(HISTORY).all("form") if "restore" in each.get("action", "")]


def test_a_reviewer_compares_and_does_not_restore(people, versions):
    assert not [each for each in people.reviewer.open(HISTORY).all("form") if "restore" in each.get("action", "")]
    assert restore(people.reviewer, 1).status == 403
    assert revisions.open_revision(versions, "et") is None


def test_the_history_of_another_country_or_language_is_not_there(people, versions):
    for desk in (people.stranger, people.translator):
        assert desk.open(HISTORY).status == 404
        assert restore(desk, 1).status == 404
    assert revisions.open_revision(versions, "et") is None


def test_a_version_that_there_is_not_is_not_found(people, versions):
    assert restore(people.author, 99).status == 404


def test_a_version_is_not_restored_by_a_link(people, versions):
    assert people.author.open(f"{DAMAGES}restore/1/").status == 405
    assert revisions.open_revision(versions, "et") is None
