"""/<lang>/compare/indicators/: all facts of the countries chosen."""

import datetime

import pytest

from countries.models import Country
from tests import test_queries
from tests.public_pages import main_of, parse, passages, text_of
from tests.rights.facts import a_source, period, value

pytestmark = pytest.mark.django_db

PATH = "compare/indicators/"
CLOSURE, FREE, UNTIL = "appeal-closure-days", "support-free", "claim-damages-until"


@pytest.fixture
def known(reference):
    value("EE", FREE, "yes", note_en="Always.", checked_on=datetime.date(2026, 5, 4))
    value("LV", FREE, "no", valid_from=datetime.date(2023, 1, 1))
    period("LV", 10, "days", source=a_source(slug="dated", date=datetime.date(2020, 2, 3)))
    value("FI", CLOSURE, kind="no-limit")
    value("EE", UNTIL, "The first hearing")


@pytest.fixture
def page(reference, client):
    return lambda query="", language="en": main_of(client.get(f"/{language}/{PATH}{query}").content.decode())


def heads(page) -> list[str]:
    [head] = page.iter("thead")
    return [text_of(cell) for cell in head.iter("th")]


def cells(page, indicator: str) -> list:
    [row] = [row for row in page.iter("tr") if row.get("id") == indicator]
    return list(row.iter("td"))


def said(page, indicator: str) -> list[str]:
    return [
        text_of(span)
        for cell in cells(page, indicator)
        for span in cell.iter("span")
        if (span.get("class") or "").startswith("value")
    ]


def ticked(page) -> list[str]:
    return [box.get("value") for box in page.iter("input") if box.get("checked") is not None]


def test_without_a_choice_it_shows_the_countries_of_which_anything_is_known(page, known):
    assert heads(page()) == ["Fact", "Estonia", "Finland", "Latvia"]
    assert ticked(page()) == ["estonia", "finland", "latvia"]


def test_where_nothing_is_known_it_says_so(page):
    assert "Nothing is known of any country yet." in text_of(page())
    assert list(page().iter("table")) == []


def test_the_countries_chosen_stand_in_the_order_chosen(page, known):
    found = page("?country=malta&country=latvia&country=malta")
    assert heads(found) == ["Fact", "Malta", "Latvia"]
    assert said(found, FREE) == ["not known yet", "no"]
    assert set(ticked(found)) == {"malta", "latvia"}


def test_every_fact_is_there_with_its_unit_and_date(page, known):
    found = page("?country=estonia&country=latvia&country=finland&country=malta")
    assert len([row for row in found.iter("tr") if row.get("id")]) == 22
    assert said(found, CLOSURE) == ["not known yet", "10 days", "no limit", "not known yet"]
    estonia, latvia, *_ = map(text_of, cells(found, FREE))
    assert "4 May 2026" in estonia
    assert "1 January 2023" in latvia
    assert "3 February 2020" in text_of(cells(found, CLOSURE)[1])


def test_conditions_are_behind_a_disclosure_that_says_whose(page, known):
    [fold] = cells(page("?country=estonia&country=latvia"), FREE)[0].iter("details")
    assert fold.get("open") is None
    assert text_of(next(fold.iter("summary"))).startswith("Conditions: Estonia, ")
    assert "Always." in text_of(fold)


def test_every_fact_leads_to_its_map(page, known):
    links = [link.get("href") for link in page().iter("a")]
    assert f"/en/compare/indicators/{FREE}/" in links


def test_a_text_only_in_english_is_marked(page, known):
    spoken = dict(passages(page(language="lv"), "lv"))
    assert spoken["The first hearing"] == spoken["Always."] == "en"


def test_all_28_can_be_chosen(page, known):
    slugs = list(Country.objects.values_list("slug", flat=True))
    found = page("?" + "&".join(f"country={slug}" for slug in slugs))
    assert len(heads(found)) == 29
    assert len(cells(found, FREE)) == 28


def test_more_than_four_columns_scroll(page, known):
    def scrolls(slugs):
        found = page("?" + "&".join(f"country={slug}" for slug in slugs))
        return ["scrolls" in d.get("class") for d in found.iter("div") if "matrix" in (d.get("class") or "")]

    assert scrolls(["latvia", "estonia", "malta", "spain"]) == [False]
    assert scrolls(["latvia", "estonia", "malta", "spain", "italy"]) == [True]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?country=latvia&country=atlantis", "atlantis"),
        ("?country=latvia&country=" + "x" * 10_000, "xxx"),
        ("?country=latvia&country=%00", ""),
        ("?country=latvia&country=latvia%2Bestonia", "latvia+estonia"),
        ("?country=latvia&country=%22%27%3Cscript%3E", "\"'<script>"),
        ("?country=latvia&country=Estonia", "Estonia"),
    ],
)
def test_what_is_no_country_is_said_and_the_others_are_kept(reference, client, query, name):
    value("EE", FREE, "yes")
    answer = client.get(f"/en/{PATH}{query}")
    assert answer.status_code == 404
    found = main_of(answer.content.decode())
    [alert] = [box for box in found.iter("div") if box.get("role") == "alert"]
    assert f"There is no country “{name}" in text_of(alert)
    assert heads(found) == ["Fact", "Latvia"]
    assert ticked(found) == ["latvia"]
    assert list(found.iter("script")) == []


def test_a_former_name_is_understood(page, known):
    country = Country.objects.get(code="EE")
    country.slug = "eesti"
    country.save()
    assert heads(page("?country=estonia")) == ["Fact", "Estonia"]
    assert ticked(page("?country=estonia")) == ["eesti"]


def test_other_questions_in_the_address_change_nothing(page, known):
    assert heads(page("?sort=x&page=9&country=")) == ["Fact", "Estonia", "Finland", "Latvia"]


def test_the_choice_is_in_the_permanent_link_the_files_and_the_other_languages(reference, client, known):
    root = parse(client.get(f"/en/{PATH}?country=latvia&country=malta").content.decode())
    links = [link.get("href") for link in root.iter("a")]
    query = "?country=latvia&country=malta"
    assert f"http://testserver/en/{PATH}{query}" in links
    assert f"/lv/{PATH}{query}" in links
    for name in ("by-indicator.csv", "by-country.csv", "by-indicator.xlsx", "by-country.xlsx"):
        assert f"/en/{PATH}{name}{query}" in links


def test_it_is_not_for_search_engines_and_sets_no_cookie(reference, client):
    answer = client.get(f"/en/{PATH}")
    [robots] = [meta for meta in parse(answer.content.decode()).iter("meta") if meta.get("name") == "robots"]
    assert robots.get("content") == "noindex"
    assert not answer.cookies


def test_the_page_asks_equally_often_for_two_countries_and_for_28(reference, client):
    two = "?country=latvia&country=estonia"
    before = len(test_queries.queries(client, f"/lv/{PATH}{two}"))
    for code in Country.objects.values_list("code", flat=True):
        value(code, FREE, "yes")
        period(code, 10, "days")
    every = "?" + "&".join(f"country={slug}" for slug in Country.objects.values_list("slug", flat=True))
    assert {len(test_queries.queries(client, f"/lv/{PATH}{query}")) for query in ("", two, every)} == {before}
    assert before <= test_queries.AT_MOST
