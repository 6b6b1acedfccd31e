"""/<lang>/compare/indicators/<indicator>/: one fact over all countries, as a table to sort, a map and bars."""

import datetime

import pytest

from countries.models import Country
from rights.comparison import charts
from rights.models import Indicator
from tests import test_queries
from tests.public_pages import main_of, parse, passages, text_of
from tests.rights.facts import a_source, help_line, period, value

pytestmark = pytest.mark.django_db

CLOSURE, MOST, AGE = "appeal-closure-days", "state-compensation-max", "child-interview-age"
UNTIL, FREE, HOTLINE = "claim-damages-until", "support-free", "hotline-116006"


@pytest.fixture
def page(reference, client):
    return lambda slug=CLOSURE, query="", language="en": main_of(
        client.get(f"/{language}/compare/indicators/{slug}/{query}").content.decode()
    )


@pytest.fixture
def drawing(reference, monkeypatch):
    """Draws however little is known."""
    monkeypatch.setattr(charts, "FEWEST", 1)


@pytest.fixture
def periods(reference):
    source = a_source(slug="dated", title_en="The Code", date=datetime.date(2020, 2, 3))
    period("EE", 10, "days", legal_basis="Code, § 5", exceptions_en="Unless ill.", source=source)
    period("LV", 1, "weeks", valid_from=datetime.date(2023, 1, 1), checked_on=datetime.date(2026, 5, 4))
    period("SE", 5, "days", counting="working")
    value("FI", CLOSURE, kind="no-limit", note_en="Whenever you like.")
    value("EU", CLOSURE, kind="national-law", note_en="Each country decides.")


def rows(page) -> dict:
    [body] = page.iter("tbody")
    return {row.get("id"): row for row in body.iter("tr")}


def said(page) -> dict[str, str]:
    """The value of each country, as its row says it."""
    return {
        slug: next(text_of(span) for span in row.iter("span") if (span.get("class") or "").startswith("value"))
        for slug, row in rows(page).items()
    }


def drawn(page) -> dict[str, tuple[str, str]]:
    """What the map says: the code of each country, with its shade and its value."""
    [svg] = [svg for svg in page.iter("svg") if svg.get("role") == "img"]
    found = {}
    for tile in svg.iter("g"):
        code, shown = [text_of(text) for text in tile.iter("text")]
        found[code] = (tile.get("class"), shown)
    return found


# The table


def test_the_table_has_what_is_known_one_line_the_rest_and_the_union_stands_apart(page, periods):
    found = page()
    assert set(rows(found)) == {"estonia", "latvia", "sweden", "finland"}
    [line] = [line for line in found.iter("p") if "alike" in (line.get("class") or "")]
    assert text_of(line).startswith("Not known yet: Austria, Belgium, Bulgaria")
    assert [link.get("id") for link in line.iter("a")] == [
        country.slug
        for country in sorted(Country.objects.exclude(code="EU"), key=lambda country: country.alphabetical["en"])
        if country.slug not in rows(found)
    ]
    [union] = [box for box in found.iter("div") if box.get("class") == "union"]
    assert "What EU law says left to each country Each country decides." in text_of(union)


def test_where_eu_law_is_not_known_nothing_is_said_of_it(page):
    assert [box for box in page().iter("div") if box.get("class") == "union"] == []


def test_a_row_has_the_value_its_conditions_law_source_and_date(page, periods):
    estonia, latvia = (text_of(rows(page())[slug]) for slug in ("estonia", "latvia"))
    for words in (
        "10 days",
        "Counted from: the day after",
        "Unless ill.",
        "Code, § 5",
        "The Code, Parliament, 3 February 2020",
    ):
        assert words in estonia
    assert "Valid from 1 January 2023." in latvia
    assert "Last checked on 4 May 2026." in latvia
    assert "Source dated 3 February 2020; not checked since." in estonia


def test_what_is_known_is_counted_and_so_is_what_has_no_limit(page, periods):
    assert "Known for 4 of 27 countries." in text_of(page())


def test_where_the_only_thing_known_is_that_there_is_no_limit_the_page_does_not_say_that_nothing_is(page, reference):
    value("FI", CLOSURE, kind="no-limit")
    found = page()
    assert "Nothing is known" not in text_of(found)
    assert said(found) == {"finland": "no limit"}


def test_where_nothing_is_known_the_page_says_so_and_draws_nothing(page):
    found = page()
    assert "Nothing is known about this of any country yet." in text_of(found)
    assert list(found.iter("figure")) == []
    assert list(found.iter("table")) == []
    assert "Not known yet: Austria, Belgium" in text_of(found)


def test_a_single_country_of_which_nothing_is_known_keeps_its_row(page, reference):
    for country in Country.objects.exclude(code__in=["EU", "MT"]):
        value(country.code, CLOSURE, kind="no-limit")
    found = page()
    assert len(rows(found)) == 27
    assert said(found)["malta"] == "not known yet"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("", ["latvia", "sweden", "estonia", "finland"]),
        ("?sort=value", ["latvia", "sweden", "estonia", "finland"]),
        ("?sort=-value", ["estonia", "latvia", "sweden", "finland"]),
        ("?sort=country", ["estonia", "finland", "latvia", "sweden"]),
        ("?sort=-country", ["sweden", "latvia", "finland", "estonia"]),
        ("?sort=nonsense", ["latvia", "sweden", "estonia", "finland"]),
        ("?sort=%00", ["latvia", "sweden", "estonia"]),
        ("?sort=" + "x" * 10_000, ["latvia", "sweden", "estonia"]),
        ("?sort=%3Cscript%3E&sort=country", ["estonia", "finland"]),
        ("?sort=xcountry", ["latvia", "sweden", "estonia"]),
    ],
)
def test_the_rows_stand_as_the_address_asks(page, periods, query, first):
    """A week and five working days are equally long: they keep the alphabet. What is missing stands last."""
    assert list(rows(page(query=query)))[: len(first)] == first


@pytest.mark.parametrize(
    ("query", "sorted_by", "offers"),
    [
        ("", ("Value", "ascending"), ["?sort=country", "?sort=-value"]),
        ("?sort=-value", ("Value", "descending"), ["?sort=country", "?sort=value"]),
        ("?sort=country", ("Country", "ascending"), ["?sort=-country", "?sort=value"]),
        ("?sort=-country", ("Country", "descending"), ["?sort=country", "?sort=value"]),
        ("?sort=xcountry", ("Value", "ascending"), ["?sort=country", "?sort=-value"]),
    ],
)
def test_the_heads_say_how_it_is_sorted_and_offer_the_other_way(page, periods, query, sorted_by, offers):
    [head] = page(query=query).iter("thead")
    heads = list(head.iter("th"))
    assert [(text_of(th), th.get("aria-sort")) for th in heads if th.get("aria-sort")] == [sorted_by]
    assert [link.get("href") for th in heads for link in th.iter("a")] == offers


def test_every_kind_of_absence_looks_and_reads_otherwise(page, reference):
    kinds = {"EE": "no-limit", "LV": "national-law", "LT": "does-not-apply"}
    for country in Country.objects.exclude(code__in=["EU", "SE"]):
        value(country.code, CLOSURE, kind=kinds.get(country.code, "no-limit"))
    found = page()
    labels = [said(found)[slug] for slug in ("estonia", "latvia", "lithuania", "sweden")]
    assert labels == ["no limit", "left to each country", "does not apply here", "not known yet"]
    spans = [next(rows(found)[slug].iter("td")).find("span") for slug in ("estonia", "latvia", "lithuania", "sweden")]
    assert len({span.get("class") for span in spans}) == 4


@pytest.mark.parametrize(
    ("slug", "given", "label", "short"),
    [
        (FREE, "partly", "partly", "partly"),
        (MOST, ("9590.50", "EUR"), "9,590.50 EUR", "9,590.50 €"),
        (AGE, 14, "14 years", "14"),
        (UNTIL, "The first hearing", "The first hearing", "text"),
    ],
)
def test_every_type_is_said_in_the_table_and_on_the_map(page, drawing, slug, given, label, short):
    value("EE", slug, given)
    found = page(slug)
    assert said(found)["estonia"] == label
    assert drawn(found)["EE"][1] == short


def test_the_help_line_is_said_with_its_number(page, reference):
    help_line("EE", "116006")
    help_line("LV", "116006", False)
    help_line("LT", "+37080001801", for_victims=True)
    found = page(HOTLINE)
    assert said(found) == {"estonia": "operates", "latvia": "no", "lithuania": "another number"}
    assert "116 006" in text_of(rows(found)["estonia"])


# The drawings


@pytest.mark.parametrize(("known", "is_drawn"), [(7, False), (8, True)])
def test_what_is_known_of_eight_countries_is_drawn(page, reference, known, is_drawn):
    for country in Country.objects.exclude(code="EU")[:known]:
        value(country.code, AGE, 14)
    assert len(list(page(AGE).iter("figure"))) == (2 if is_drawn else 0)


def test_the_map_says_what_the_table_says(page, periods, drawing):
    found = page()
    assert drawn(found)["EE"][1] == "10 d"
    assert {code: short for code, (_shade, short) in drawn(found).items() if short != "?"} == {
        "EE": "10 d", "LV": "1 wk", "SE": "5 d", "FI": "∞",
    }  # fmt: skip
    assert len(drawn(found)) == 27


def test_the_map_has_a_name_and_says_where_its_text_stands(page, periods, drawing):
    [svg] = [svg for svg in page().iter("svg") if svg.get("role") == "img"]
    title = next(svg.iter("title"))
    assert svg.get("aria-labelledby") == title.get("id")
    assert "The table below says the same." in text_of(title)


@pytest.mark.parametrize(
    ("slug", "given", "number"), [(MOST, (5, "EUR"), 1), (AGE, 14, 1), (FREE, "yes", 0), (UNTIL, "x", 0)]
)
def test_numbers_have_bars_and_nothing_else_has(page, drawing, slug, given, number):
    value("EE", slug, given)
    assert len([figure for figure in page(slug).iter("figure") if figure.get("class") == "bars"]) == number


def test_bars_say_their_country_and_value(page, drawing):
    value("EE", MOST, ("9590", "EUR"))
    value("CZ", MOST, ("200000", "CZK"))
    figures = [figure for figure in page(MOST).iter("figure") if figure.get("class") == "bars"]
    assert [text_of(figure) for figure in figures] == [
        "Amounts in EUR Estonia 9,590 EUR",
        "Amounts in CZK Czechia 200,000 CZK",
    ]


# Languages, links, frame


def test_what_is_only_in_english_is_marked_on_a_page_in_another_language(page, periods):
    Indicator.objects.filter(slug=CLOSURE).update(title_lv="", explanation_lv="")
    indicator = Indicator.objects.get(slug=CLOSURE)
    found = page(language="lv")
    spoken = [(text, language) for text, language in passages(found, "lv")]
    for text in (
        indicator.title_en,
        indicator.explanation_en,
        "the day after",
        "Unless ill.",
        "Whenever you like.",
        "The Code",
    ):
        assert {language for shown, language in spoken if shown == text} == {"en"}, text


def test_amounts_are_written_as_the_reader_writes_them(page, reference):
    value("EE", MOST, ("9590.50", "EUR"))
    assert said(page(MOST, language="de"))["estonia"] == "9.590,50 EUR"


def test_every_country_leads_to_its_whole_answer_and_the_page_to_all_of_them(page):
    found = page()
    links = [link.get("href") for link in found.iter("a")]
    assert {f"/en/{slug}/investigation/case-closed/" for slug in ("estonia", "malta")} <= set(links)
    assert "/en/compare/questions/case-closed/" in links


def test_it_is_not_for_search_engines_sets_no_cookie_and_names_its_permanent_link(reference, client):
    answer = client.get(f"/en/compare/indicators/{CLOSURE}/?sort=country")
    root = parse(answer.content.decode())
    [robots] = [meta for meta in root.iter("meta") if meta.get("name") == "robots"]
    assert robots.get("content") == "noindex"
    assert not answer.cookies
    assert f"http://testserver/en/compare/indicators/{CLOSURE}/" in [link.get("href") for link in root.iter("a")]


@pytest.mark.parametrize("slug", ["nonsense", "x" * 5000, "%00", "%22", "%3Cscript%3E", "support-free+report-within"])
def test_what_is_no_indicator_is_not_found(reference, client, slug):
    assert client.get(f"/en/compare/indicators/{slug}/").status_code == 404


def test_what_was_typed_is_shown_as_text(page, reference):
    value("EE", UNTIL, "<script>alert(1)</script>", note_en="<b>bold</b>")
    found = rows(page(UNTIL))["estonia"]
    assert "<script>alert(1)</script> <b>bold</b>" in " ".join(text_of(cell) for cell in found.iter("td"))
    assert list(found.iter("script")) == []
    assert "bold" not in [text_of(b) for b in found.iter("b")]


def test_the_page_asks_equally_often_however_much_is_known(reference, client):
    path = f"/lv/compare/indicators/{CLOSURE}/"
    before = len(test_queries.queries(client, path))
    for code in Country.objects.values_list("code", flat=True):
        period(code, 10, "days", source=a_source(slug=f"law-{code}"))
        help_line(code, "116006")
    assert len(test_queries.queries(client, path)) == before <= test_queries.AT_MOST


# The key facts of a country


def test_a_country_shows_what_is_known_of_it_as_the_page_of_all_countries_does(reference, client, periods, page):
    for slug in ("estonia", "finland"):
        country = main_of(client.get(f"/en/{slug}/").content.decode())
        [table] = [found for found in country.iter("table") if found.get("class") == "facts"]
        [row] = table.iter("tr")
        assert said(page())[slug] in text_of(row)
        assert f"/en/compare/indicators/{CLOSURE}/" in [link.get("href") for link in row.iter("a")]


def test_a_country_of_which_nothing_is_known_has_no_key_facts(reference, client):
    assert "Key facts" not in client.get("/en/germany/").content.decode()
