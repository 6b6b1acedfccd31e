"""/<lang>/<country>/<section>/<question>/history/: every version of an answer that was ever public."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from countries.models import Country
from portal.web import page_cache
from rights.models import Question, Revision
from rights.services import drafting, publishing
from tests.public_pages import main_of, parse, passages, text_of
from tests.rights.seeding.cited import a_source

pytestmark = pytest.mark.django_db

QUESTION = "estonia/compensation/damages/"
PATH = f"{QUESTION}history/"


@pytest.fixture
def answer(reference, db):
    return drafting.answer_for(Country.objects.get(code="EE"), Question.objects.get(slug="damages"))


@pytest.fixture
def page(reference, db, client):
    def fetch(language="en", path=PATH):
        page_cache.clear()
        return main_of(client.get(f"/{language}/{path}").content.decode())

    return fetch


def versions(page) -> list[tuple[str, str]]:
    """The address and the words of each version that a page lists, in its order."""
    lists = [found for found in page.iter("ol") if found.get("class") == "versions"]
    return [(item.find("a").get("href"), text_of(item)) for found in lists for item in found.iter("li")]


def numbers(page) -> list[int]:
    return [int(href.rstrip("/").rpartition("/")[2]) for href, _words in versions(page)]


def dated(answer, number, language="en", **days):
    """Give a version its dates: `published_at` and `ended_at` as days of 2026."""
    at = {name: datetime.datetime(*day, 12, tzinfo=timezone.get_current_timezone()) for name, day in days.items()}
    Revision.objects.filter(answer=answer, language=language, number=number).update(**at)


# What is listed


def test_every_version_that_was_ever_public_is_listed_the_newest_first(page, publish_text):
    for n in (1, 2, 3):
        publish_text("EE", "damages", "en", source_language="en", summary=f"In brief, {n}.")
    assert numbers(page()) == [3, 2, 1]
    assert [href for href, _words in versions(page())] == [f"/en/{PATH}{n}/" for n in (3, 2, 1)]


def test_every_version_is_dated(page, publish_text):
    for n in (1, 2):
        answer = publish_text("EE", "damages", "en", source_language="en", summary=f"In brief, {n}.")
    dated(answer, 1, published_at=(2026, 3, 1), ended_at=(2026, 4, 2))
    dated(answer, 2, published_at=(2026, 4, 2))
    newest, oldest = (words for _href, words in versions(page()))
    assert newest.lower() == "version 2: public since 2 april 2026"
    assert oldest.lower() == "version 1: public from 1 march 2026 to 2 april 2026"


def test_the_dates_are_in_the_reader_s_language(page, publish_text):
    answer = publish_text("EE", "damages", "lv", source_language="lv")
    dated(answer, 1, "lv", published_at=(2026, 3, 1))
    [(_href, words)] = versions(page("lv"))
    assert "2026. gada 1. marts" in words


def test_a_withdrawn_version_is_listed_as_such_without_its_text_or_the_reason(page, cast, publish_text):
    answer = publish_text("EE", "damages", "en", source_language="en", summary="A mistake.", body="<p>Wrong.</p>")
    publishing.withdraw(answer, "en", cast.reviewer, "It was about another law.")
    dated(answer, 1, published_at=(2026, 3, 1), ended_at=(2026, 3, 2))
    [(href, words)] = versions(page())
    assert href == f"/en/{PATH}1/"
    assert words.lower() == "version 1: public from 1 march 2026, withdrawn on 2 march 2026"
    for left_out in ("A mistake", "Wrong.", "another law"):
        assert left_out not in text_of(page())


def begin(answer, author, words="Lühidalt.", **fields):
    draft = drafting.start_draft(answer, "et", author)
    text = {"summary": words, "body": f"<p>Kogu vastus: {words}</p>", "sources": [a_source()]}
    return drafting.save_draft(draft, author, draft.saved_at, **text, **fields)


def test_a_minor_change_is_called_so(page, cast, answer):
    for words, significance in (("Üks.", "substantive"), ("Kaks.", "minor")):
        draft = begin(answer, cast.author, words, significance=significance)
        publishing.publish(drafting.submit(draft, cast.author), cast.reviewer)
    assert ["(minor change)" in words for _href, words in versions(page("en"))] == [True, False]


def test_what_was_never_public_is_not_listed(page, cast, publish_text):
    answer = publish_text("EE", "damages", "et", source_language="et")
    drafting.discard(begin(answer, cast.author), cast.author)  # 2
    returned = drafting.submit(begin(answer, cast.author), cast.author)  # 3
    publishing.send_back(returned, cast.reviewer, "A secret comment.")
    assert numbers(page("et")) == [1]
    returned.refresh_from_db()
    drafting.submit(returned, cast.author)  # in review again
    assert numbers(page("et")) == [1]
    publishing.publish(returned, cast.reviewer)
    assert numbers(page("et")) == [3, 1]
    begin(answer, cast.author)  # 4
    assert numbers(page("et")) == [3, 1]
    assert "A secret comment." not in text_of(page("et"))
    assert "Lühidalt" not in text_of(page("et"))


def test_nobody_who_wrote_or_reviewed_is_named(page, cast, answer):
    revision = drafting.submit(begin(answer, cast.author), cast.author)
    publishing.publish(revision, cast.reviewer)
    for path in (PATH, f"{PATH}1/"):
        words = text_of(page("et", path)).lower()
        assert cast.author.username not in words
        assert cast.reviewer.username not in words


def test_a_new_version_is_listed_at_once(client, publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    assert numbers(main_of(client.get(f"/en/{PATH}").content.decode())) == [1]
    publish_text("EE", "damages", "en", summary="Another.")
    page_cache.version_clock.forget()  # a second passes
    assert numbers(main_of(client.get(f"/en/{PATH}").content.decode())) == [2, 1]


def test_each_answer_has_a_history_of_its_own(page, publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "appeal", "en", source_language="en")
    publish_text("LV", "damages", "en", source_language="en")
    publish_text("LV", "damages", "en", summary="Another.")
    assert numbers(page()) == [1]
    assert numbers(page(path="latvia/compensation/damages/history/")) == [2, 1]


# Languages


def test_each_language_has_versions_of_its_own(page, publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "lv", summary="Īsumā, vēlreiz.")
    assert numbers(page("en")) == [1]
    assert numbers(page("lv")) == [2, 1]


@pytest.mark.parametrize(
    ("published", "reader", "shown"),
    [
        (["et", "en", "lv"], "lv", "lv"),
        (["et", "en"], "lv", "en"),
        (["et"], "lv", "et"),
        (["et", "lv"], "en", "et"),
    ],
)
def test_a_reader_gets_their_language_else_english_else_the_source_language(
    page, publish_text, published, reader, shown
):
    for language in published:
        publish_text("EE", "damages", language, source_language="et")
    assert [href for href, _words in versions(page(reader))] == [f"/{shown}/{PATH}1/"]


def labels(page) -> list[str]:
    return [text_of(found) for found in page.iter("p") if found.get("class") == "label language"]


def test_versions_in_another_language_are_labelled_and_their_links_say_which(page, publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    [label] = labels(page("mt"))
    assert "Malti" in label
    assert "Ingliż" in label
    [link] = [found for found in page("mt").iter("a") if (found.get("href") or "").endswith("/history/1/")]
    assert link.get("hreflang") == "en"
    assert labels(page("en")) == []


def test_what_was_withdrawn_in_a_language_is_listed_there_and_not_replaced_by_another(page, cast, publish_text):
    answer = publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "damages", "lv")
    publishing.withdraw(answer, "lv", cast.reviewer, "Wrong.")
    assert [href for href, _words in versions(page("lv"))] == [f"/lv/{PATH}1/"]


def test_the_question_in_another_language_is_marked(page, publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    Question.objects.filter(slug="damages").update(title_mt=None)
    title = Question.objects.get(slug="damages").title_en
    assert dict(passages(page("mt"), "mt"))[title] == "en"


# Where it stands


def links(page) -> set[str]:
    return {link.get("href") for link in page.iter("a")}


@pytest.mark.parametrize("path", [QUESTION, "estonia/compensation/"])
def test_every_answer_links_to_its_history(page, publish_text, path):
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("EE", "state-advance", "en", source_language="en", kind="no-right", body="")
    assert f"/lv/{PATH}" in links(page("lv", path))
    if path != QUESTION:
        assert f"/lv/{path}state-advance/history/" in links(page("lv", path))


def test_the_minimum_in_place_of_an_answer_links_to_no_history(page, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    assert f"/en/{PATH}" not in links(page("en", QUESTION))
    union = "european-union/compensation/damages/"
    assert f"/en/{union}history/" in links(page("en", union))


def test_the_history_leads_back_to_the_answer_of_today(page, publish_text):
    publish_text("EE", "damages", "en", source_language="en")
    assert {f"/lv/{QUESTION}", "/lv/estonia/", "/lv/estonia/compensation/"} <= links(page("lv"))


def test_a_question_that_was_never_answered_has_an_empty_history_that_says_so(page, publish_text, client):
    assert client.get(f"/en/{PATH}").status_code == 200
    assert "Estonia has not answered this question yet." in text_of(page())
    assert versions(page()) == []


def test_the_minimum_is_not_the_history_of_a_country(page, publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    assert versions(page()) == []


@pytest.mark.parametrize(
    "path",
    [
        "atlantis/compensation/damages/history/",
        "estonia/nothing/damages/history/",
        "estonia/compensation/nothing/history/",
        "estonia/trial/damages/history/",
    ],
)
def test_what_does_not_exist_has_no_history(reference, client, publish_text, path):
    publish_text("EE", "damages", "en", source_language="en")
    assert client.get(f"/en/{PATH}").status_code == 200
    assert client.get(f"/en/{path}").status_code == 404


def test_search_engines_are_asked_to_keep_the_answer_not_its_history(publish_text, client):
    publish_text("EE", "damages", "en", source_language="en")

    def robots(path):
        page = parse(client.get(f"/en/{path}").content.decode())
        return [found.get("content") for found in page.iter("meta") if found.get("name") == "robots"]

    assert robots(PATH) == robots(f"{PATH}1/") == ["noindex"]
    assert robots(QUESTION) == []


def test_a_history_is_the_same_for_everybody_and_sets_no_cookie(publish_text, client, cast):
    publish_text("EE", "damages", "en", source_language="en")
    public = client.get(f"/en/{PATH}")
    assert not public.cookies
    assert public.headers["Cache-Control"].startswith("public")
    page_cache.clear()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/en/{PATH}").content == public.content
    assert client.post(f"/en/{PATH}").status_code == 405


@pytest.mark.parametrize("path", [PATH, f"{PATH}40/"])
def test_a_long_history_asks_no_more_than_eight_times(publish_text, client, path):
    for n in range(40):
        publish_text("EE", "damages", "en", source_language="en", summary=f"In brief, {n}.")
    client.get("/robots.txt")  # reads the content version
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/lv/{path}").status_code == 200
    assert len(asked) <= 8
