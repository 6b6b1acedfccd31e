"""The status tables: questions × languages of a country, countries × languages of the whole portal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from countries.models import Country
from rights.models import Question
from rights.services import drafting, publishing
from tests.public_pages import text_of
from tests.rights.desk.people import STATUS, TYPED, AtDesk

pytestmark = pytest.mark.django_db


def cell(page, question="damages", language="et"):
    """The cell of a question in a language: where its link leads is what tells it."""
    href = f"/admin/answers/estonia/{question}/{language}/"
    [found] = [td for td in page.all("td") if any(a.get("href") == href for a in td.iter("a"))]
    return found


def state_of(page, question="damages", language="et") -> str:
    found = cell(page, question, language)
    [a] = found.iter("a")
    shown = a[0].tail.strip() if len(a) else ""
    assert text_of(a[0])  # the sign
    return shown


def questions_of(page) -> list[str]:
    links = [a.get("href") for a in page.all("a") if a.get("href", "").startswith("/admin/answers/estonia/")]
    return list(dict.fromkeys(link.split("/")[4] for link in links))


def languages_of(page) -> set[str]:
    links = [a.get("href") for a in page.all("a") if a.get("href", "").startswith("/admin/answers/estonia/")]
    return {link.split("/")[5] for link in links}


@pytest.fixture
def table(people, answer, publish, publish_text, in_review):
    """A table that has a cell of every state, for the Estonian column and the Latvian one."""
    publish_text("EE", "damages", "et")
    publish_text("EE", "damages", "lv")
    publish_text("EE", "damages", "et", summary="New.")
    publish_text("EE", "appeal", "et")
    publish_text("EE", "appeal", "lv")
    author = people.author
    begun = author.open("/admin/answers/estonia/state-advance/et/")
    begun.press("save", **TYPED)
    author.open("/admin/answers/estonia/case-file/et/").press("submit", **TYPED)
    author.open("/admin/answers/estonia/statement/et/").press("submit", **TYPED)
    people.reviewer.open("/admin/answers/estonia/statement/et/").press("return", comment="Say more.")
    return author.open(STATUS, language=["et", "lv"])


# A country


STATES = {
    ("damages", "et"): "published",
    ("damages", "lv"): "outdated",
    ("appeal", "lv"): "published",
    ("state-advance", "et"): "draft",
    ("case-file", "et"): "in review",
    ("statement", "et"): "returned",
    ("further-appeal", "et"): "missing",
    ("state-advance", "lv"): "missing",
}


def test_a_cell_says_its_state(table):
    assert {place: state_of(table, *place) for place in STATES} == STATES


def test_every_state_has_a_word_a_sign_and_a_look_of_its_own(table):
    cells = [
        cell(table, question, language)
        for question, language in [
            ("damages", "et"),
            ("damages", "lv"),
            ("state-advance", "et"),
            ("case-file", "et"),
            ("statement", "et"),
            ("further-appeal", "et"),
        ]
    ]
    assert len({td.get("class") for td in cells}) == len(cells)
    assert len({text_of(next(td.iter("a"))[0]) for td in cells}) == len(cells)


@pytest.mark.parametrize("state", ["discarded", "withdrawn"])
def test_what_was_put_away_or_withdrawn_is_missing(people, answer, publish, state):
    if state == "discarded":
        people.author.open().press("save", **TYPED).press("discard")
    else:
        publish(answer)
        publishing.withdraw(answer, "et", people.reviewer.person, "Wrong.")
    assert state_of(people.author.open(STATUS)) == "missing"


@pytest.mark.parametrize("act", ["save", "submit"])
def test_what_waits_shows_before_what_is_public_and_says_that_a_text_is_public_too(people, answer, publish, act):
    publish(answer)
    assert "public too" not in text_of(cell(people.author.open(STATUS)))
    people.author.open().press(act, summary="New.")
    page = people.author.open(STATUS)
    assert state_of(page) == ("draft" if act == "save" else "in review")
    assert "public too" in text_of(cell(page))


def test_the_original_is_marked(table):
    assert "original" in text_of(cell(table, "damages", "et"))
    assert "original" not in text_of(cell(table, "damages", "lv"))


def test_every_question_has_a_row_in_the_order_of_the_questionnaire(people):
    asked = Question.objects.order_by("section__position", "position").values_list("slug", flat=True)
    assert questions_of(people.author.open(STATUS)) == list(asked)


def test_an_estonian_text_of_another_country_is_not_in_the_table(people, publish_text):
    publish_text("LV", "damages", "et")
    assert state_of(people.author.open(STATUS)) == "missing"


def test_the_languages_shown_are_the_official_ones_and_english_unless_others_are_chosen(people):
    assert languages_of(people.author.open(STATUS)) == {"et", "en"}
    assert languages_of(people.author.open(STATUS, language=["lv", "fi"])) == {"lv", "fi"}
    assert languages_of(people.translator.open(STATUS)) == {"lv"}


@pytest.mark.parametrize("language", ["et", "xx", "<script>"])
def test_a_language_that_is_not_the_person_s_is_not_shown(people, language):
    page = people.translator.open(STATUS, language=language)
    assert (page.status, languages_of(page)) == (200, {"lv"})


FILTERED = {
    "published": ["appeal", "damages"],
    "outdated": ["damages"],
    "in-review": ["case-file"],
    "returned": ["statement"],
    "draft": ["state-advance"],
    "withdrawn": [],
    "atlantis": [],
}


def test_the_table_is_filtered_by_state(people, table):
    pages = {state: people.author.open(STATUS, language=["et", "lv"], state=state) for state in FILTERED}
    assert {state: sorted(questions_of(page)) for state, page in pages.items()} == FILTERED
    said = {state for state, page in pages.items() if "No question has such a text." in page.text}
    assert said == {state for state, questions in FILTERED.items() if not questions}


def test_the_filter_of_a_state_looks_at_the_languages_shown_alone(people, table):
    assert questions_of(people.author.open(STATUS, language="et", state="outdated")) == []


def test_the_missing_ones_are_all_that_are_not_there(people, table):
    found = questions_of(people.author.open(STATUS, language="et", state="missing"))
    there = {"damages", "appeal", "state-advance", "case-file", "statement"}
    assert set(found) == set(Question.objects.values_list("slug", flat=True)) - there


def test_the_table_is_filtered_by_section(people, table):
    page = people.author.open(STATUS, section="compensation")
    assert questions_of(page) == list(
        Question.objects.filter(section__slug="compensation").order_by("position").values_list("slug", flat=True)
    )
    assert questions_of(people.author.open(STATUS, section="compensation", language="et", state="draft")) == [
        "state-advance"
    ]
    assert questions_of(people.author.open(STATUS, section="atlantis")) == []


def test_the_filters_that_are_set_can_be_seen(people):
    page = people.author.open(STATUS, language="lv", state="draft", section="trial")
    assert [option.get("value") for option in page.all("option") if option.get("selected") is not None] == [
        "draft",
        "trial",
    ]
    boxes = [box for box in page.all("input") if box.get("name") == "language"]
    ticked = [box.get("value") for box in boxes if box.get("checked") is not None]
    assert ticked == ["lv"]


def queries(desk, address, **data) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert desk.open(address, **data).status == 200
    return len(captured)


def fill(publish_text, people, languages=("et", "lv", "en", "fi")):
    for question in Question.objects.filter(section__slug__in=["compensation", "trial"]):
        for language in languages:
            publish_text("EE", question.slug, language)
    for question in Question.objects.filter(section__slug="support"):
        answer = drafting.answer_for(people.country, question)
        for language in languages:
            drafting.start_draft(answer, language, people.author.person)


@pytest.fixture
def country(people):
    people.country = Country.objects.get(code="EE")
    return people.country


@pytest.mark.slow
def test_the_table_s_queries_do_not_grow_with_texts_or_languages(people, country, publish_text):
    queries(people.author, STATUS)
    empty = queries(people.author, STATUS, language="et")
    fill(publish_text, people)
    assert queries(people.author, STATUS, language=["et", "lv", "en", "fi"]) <= empty


# The whole portal


def per_cent(page, country="Estonia") -> dict:
    """Language → what its cell says."""
    codes = [text_of(th) for th in page.all("th", scope="col")][1:]
    [row] = [tr for tr in page.all("tr") if any(a.tag == "a" and text_of(a) == country for a in tr.iter())]
    return dict(zip(codes, [text_of(td) for td in row.iter("td")], strict=True))


def test_the_whole_portal_says_per_cent_of_the_questions_by_country_and_language(people, publish_text):
    asked = Question.objects.count()
    questions = list(Question.objects.values_list("slug", flat=True).order_by("pk"))
    for question in questions[: asked // 2]:
        publish_text("EE", question, "et")
    for question in questions[:10]:
        publish_text("EE", question, "lv")
    for question in questions[:3]:
        publish_text("EE", question, "et", summary="New.")
    found = per_cent(people.root.open("/admin/status/"))
    assert found["et"] == str(round(100 * (asked // 2) / asked))
    assert found["lv"] == f"{round(1000 / asked)} ({round(300 / asked)})"
    assert found["fi"] == "–"
    assert len(found) == 24


def test_a_country_that_has_answered_everything_has_a_hundred_per_cent(people, publish_text):
    for question in Question.objects.values_list("slug", flat=True):
        publish_text("EE", question, "et")
    assert per_cent(people.root.open("/admin/status/"))["et"] == "100"


def test_drafts_do_not_count_as_published(people):
    people.author.open().press("submit", **TYPED)
    assert per_cent(people.root.open("/admin/status/"))["et"] == "–"


def test_everybody_sees_their_own_countries_there(people, user):
    page = people.author.open("/admin/status/")
    assert "Estonia" in page.text
    assert "Latvia" not in page.text.replace("Latvian", "")
    assert len(people.root.open("/admin/status/").all("tr")) == 1 + 28
    nobody = AtDesk(user("nobody", is_staff=True))
    assert nobody.open("/admin/status/").status == 404


@pytest.mark.slow
def test_the_queries_of_the_whole_portal_do_not_grow_with_texts(people, country, publish_text):
    queries(people.root, "/admin/status/")
    empty = queries(people.root, "/admin/status/")
    fill(publish_text, people)
    assert queries(people.root, "/admin/status/") <= empty
