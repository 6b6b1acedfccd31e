"""/<lang>/compare/questions/<question>/: one question, all 28."""

import pytest

from countries.models import Country, Instrument
from rights.models import Answer, Question
from tests import test_queries
from tests.public_pages import main_of, parse, passages, text_of

pytestmark = pytest.mark.django_db

PATH = "compare/questions/damages/"


@pytest.fixture
def page(reference, client):
    return lambda language="en", path=PATH: main_of(client.get(f"/{language}/{path}").content.decode())


def rows(page) -> dict:
    [body] = page.iter("tbody")
    return {row.get("id"): row for row in body.iter("tr")}


def lines(page) -> list:
    """The lines that name the countries of which there is nothing more to say."""
    return [line for line in page.iter("p") if "alike" in (line.get("class") or "")]


def slugs() -> set[str]:
    return set(Country.objects.values_list("slug", flat=True))


def tally(page) -> dict[str, int]:
    [listed] = [found for found in page.iter("ul") if found.get("class") == "tally"]
    return {item.get("class"): int(text_of(next(item.iter("b")))) for item in listed.iter("li")}


@pytest.fixture
def every_state(publish_text):
    publish_text("EU", "damages", "en", instruments=["2012-29"])
    publish_text("EE", "damages", "en", source_language="en")
    publish_text("LV", "damages", "en", source_language="en", kind="no-right", summary="No.", body="")
    publish_text("LT", "damages", "en", source_language="en", kind="does-not-apply", summary="No.", body="")
    publish_text("FI", "damages", "fi", source_language="fi")


@pytest.mark.parametrize("language", ["en", "lv", "el"])
def test_the_union_stands_first_and_the_countries_by_the_reader_s_alphabet(page, publish_text, language):
    for code in Country.objects.values_list("code", flat=True):
        publish_text(code, "damages", "en")
    found = list(rows(page(language)))
    places = {country.slug: country.alphabetical[language] for country in Country.objects.all()}
    assert found[0] == "european-union"
    assert found[1:] == sorted(set(places) - {"european-union"}, key=places.get)
    assert len(found) == 28


def test_every_state_is_told_apart_and_counted(page, every_state):
    found = page()
    assert tally(found) == {
        "answered": 3, "no-right": 1, "does-not-apply": 1, "eu-minimum": 22, "not-answered": 1,
    }  # fmt: skip
    said = {slug: text_of(row) for slug, row in rows(found).items()}
    assert "In brief, damages in en." in said["estonia"]
    assert "The law here gives no such right." in said["latvia"]
    assert "This does not apply here." in said["lithuania"]
    assert "Not yet available in English; shown in Finnish." in said["finland"]
    assert "does not bind Denmark" in said["denmark"]
    assert set(said) == {"european-union", "estonia", "latvia", "lithuania", "finland", "denmark"}
    [line] = lines(found)
    assert text_of(line).startswith("EU minimum: Austria, Belgium, Bulgaria")
    assert {link.get("id") for link in line.iter("a")} == slugs() - set(said)


def test_the_minimum_is_on_the_page_once(page, every_state):
    texts = [text for text, _language in passages(page(), "en") if text == "In brief, damages in en."]
    assert len(texts) == 2  # the Union and Estonia


def test_where_nobody_has_answered_one_line_says_so_and_the_union_what_that_means_of_it(page):
    found = page()
    assert tally(found) == {"not-answered": 28}
    assert "EU law has no rule on this." in text_of(rows(found)["european-union"])
    assert "European Union has not answered" not in text_of(found)
    [line] = lines(found)
    assert text_of(line).startswith("Not answered yet: Austria, Belgium, Bulgaria")
    assert {link.get("id") for link in line.iter("a")} == slugs() - {"european-union"}


def test_a_row_in_another_language_is_marked(page, every_state):
    assert dict(passages(rows(page("lv"))["finland"], "lv"))["The whole answer on damages in fi."] == "fi"


def test_every_country_leads_to_its_own_answer(page):
    links = [link.get("href") for link in page().iter("a")]
    assert {f"/en/{slug}/compensation/damages/" for slug in slugs()} <= set(links)


def test_headings_of_an_answer_stand_below_that_of_the_page(page, publish_text):
    publish_text("EE", "damages", "en", source_language="en", body="<h2>Who</h2><p>You.</p>")
    assert [found.tag for found in rows(page())["estonia"].iter() if found.tag in ("h2", "h3", "h4")] == ["h2"]


@pytest.mark.parametrize(
    ("question", "before", "after"),
    [
        ("damages", None, "making-offender-pay"),
        ("state-advance", "making-offender-pay", "state-compensation"),
        ("emergency-payment", "no-conviction", None),
    ],
)
def test_the_questions_before_and_after_in_the_section_are_a_link_away(page, question, before, after):
    links = {a.get("rel"): a.get("href") for a in page(path=f"compare/questions/{question}/").iter("a") if a.get("rel")}
    expected = {"prev": before, "next": after}
    assert links == {rel: f"/en/compare/questions/{slug}/" for rel, slug in expected.items() if slug}


def test_it_is_not_for_search_engines_sets_no_cookie_and_names_its_permanent_link(reference, client):
    answer = client.get(f"/en/{PATH}")
    root = parse(answer.content.decode())
    [robots] = [meta for meta in root.iter("meta") if meta.get("name") == "robots"]
    assert robots.get("content") == "noindex"
    assert not answer.cookies
    assert f"http://testserver/en/{PATH}" in [link.get("href") for link in root.iter("a")]


@pytest.mark.parametrize("slug", ["nonsense", "x" * 5000, "DAMAGES", "%00", "%22", "damages+appeal", "%3Cscript%3E"])
def test_what_is_no_question_is_not_found(reference, client, slug):
    assert client.get(f"/en/compare/questions/{slug}/").status_code == 404


def test_a_question_that_was_renamed_is_found_under_its_former_name(reference, client):
    question = Question.objects.get(slug="damages")
    question.slug = "harm"
    question.save()
    for rest in ("", "by-country.xlsx"):
        answer = client.get(f"/lv/{PATH}{rest}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/lv/compare/questions/harm/{rest}")


@pytest.mark.slow
def test_all_28_ask_no_more_often_than_two(reference, client):
    path = f"/lv/{PATH}"
    nothing = len(test_queries.queries(client, path))
    test_queries.answer_everything(["EU"], ["en"], sources=1)
    for answer in Answer.objects.filter(question__slug="damages"):
        answer.instruments.set(Instrument.objects.all())
    minimum = len(test_queries.queries(client, path))
    test_queries.empty()
    test_queries.answer_everything(Country.objects.values_list("code", flat=True), test_queries.SEVERAL, sources=4)
    full = len(test_queries.queries(client, path))
    two = len(test_queries.queries(client, "/lv/compare/latvia+estonia/compensation/"))
    assert nothing <= full == two
    assert max(minimum, full) <= test_queries.AT_MOST


@pytest.mark.slow
def test_each_answer_is_worked_on_once(reference, client, monkeypatch):
    test_queries.answer_everything(Country.objects.values_list("code", flat=True), ["en"], sources=1)
    resolved = []
    monkeypatch.setattr("rights.selectors.answers.resolve_links", lambda html, *rest: resolved.append(1) or html)
    assert client.get(f"/en/{PATH}").status_code == 200
    assert len(resolved) == 28
