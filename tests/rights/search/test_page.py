"""The page of search: each of its states, with what the engine finds made up; and odd queries, with the engine."""

import io
import json
import logging
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import brotli
import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import translation

from countries.models import Country, HelpLine, SupportService
from portal.i18n import languages
from portal.logs import WithoutReader
from portal.web import page_cache
from rights.models import Question
from rights.search import query
from rights.search.query import Hit, Results
from tests.public_pages import main_of, parse, text_of
from tests.timing import Stopwatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(every_status_state, db):
    """The portal with every kind of answer."""


@dataclass
class Engine:
    """Finds what it is told to, and remembers what it was asked."""

    results: Results = None
    asked: list = field(default_factory=list)

    def search(self, words, **options):
        self.asked.append((words, options))
        return self.results

    def finds(self, words="compensation", **found):
        defaults = {"shown": words, "by_country": {}, "by_section": {}}
        self.results = Results(**{"query": words, **defaults, **found})


@pytest.fixture
def engine(content, monkeypatch) -> Engine:
    engine = Engine()
    engine.finds("")
    monkeypatch.setattr(query, "search", engine.search)
    return engine


@pytest.fixture
def page(client):
    """The page for a query: `page("compensation", "lv", reading="latvia")`."""

    def fetch(words="compensation", language="en", **parameters):
        answer = client.get(f"/{language}/search/", {"q": words, **parameters})
        assert answer.status_code == 200
        return parse(answer.content.decode())

    return fetch


def hit(code="LV", question="state-compensation", language="en") -> Hit:
    snippet = (("The state pays ", False), ("compensation", True), (" to victims.", False))
    return Hit(pk(code), question, language, "The state pays.", snippet, (("Can I get ", False), ("money", True)))


def pk(code: str) -> int:
    return Country.objects.values_list("pk", flat=True).get(code=code)


def main(root):
    return next(root.iter("main"))


def links(root) -> list[tuple[str, str]]:
    return [(text_of(link), link.get("href")) for link in main(root).iter("a")]


def headings(root) -> list[str]:
    return [f"{each.tag} {text_of(each)}" for each in main(root).iter() if each.tag in ("h1", "h2", "h3", "h4")]


def parameters(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


# What is asked


def test_the_engine_is_asked_what_the_address_says(engine, page):
    """And for the content version that names and titles were read for: a page is of one version."""
    engine.finds("x")
    page("court costs", "lv", reading="latvia", country="estonia", section="trial", page="3", exact="1")
    assert engine.asked == [
        (
            "court costs",
            {
                "language": "lv",
                "version": page_cache.version_clock.now(),
                "reading": pk("LV"),
                "countries": [pk("EE")],
                "section": "trial",
                "page": 3,
                "exact": True,
            },
        )
    ]


UNKNOWN = {
    **dict.fromkeys(("reading", "country", "section"), ("atlantis", "", "\0", "' OR 1=1")),
    "page": ("0", "-1", "x", "1.5", "٣", "99999999999999999999", "", "²"),
    "exact": ("yes", "0", ""),
}


def test_what_an_address_names_that_there_is_not_counts_as_not_named(engine, page):
    engine.finds("x")
    version = page_cache.version_clock.now()
    nothing = {
        "language": "en", "version": version, "reading": None, "countries": (), "section": "", "page": 1,
        "exact": False,
    }  # fmt: skip
    wrong = []
    for name, value in [(name, value) for name, values in UNKNOWN.items() for value in values]:
        page("x", **{name: value})
        _words, options = engine.asked.pop()
        if options not in (nothing, {**nothing, "page": 0}):
            wrong.append((name, value, options))
    assert wrong == []


def test_an_address_that_names_something_twice_is_answered(engine, client):
    assert client.get("/en/search/?q=a&q=b&country=latvia&country=estonia").status_code == 200


# What is found


def test_answers_stand_under_their_country_in_the_order_of_the_best(engine, page):
    engine.finds(total=4, pages=1, hits=(hit("LV"), hit("EE"), hit("LV", "damages"), hit("EU")))
    root = page()
    assert [each for each in headings(root) if each[:2] in ("h1", "h2")] == [
        "h1 4 answers found", "h2 Latvia", "h2 Estonia", "h2 European Union"
    ]  # fmt: skip
    assert [href for text, href in links(root) if text == "Can I get money"] == [
        "/en/latvia/compensation/state-compensation/",
        "/en/latvia/compensation/damages/",
        "/en/estonia/compensation/state-compensation/",
        "/en/european-union/compensation/state-compensation/",
    ]


def test_the_words_found_are_marked_in_title_and_passage(engine, page):
    engine.finds(total=1, pages=1, hits=(hit(),))
    root = page()
    assert [text_of(mark) for mark in root.iter("mark")] == ["money", "compensation"]
    assert "The state pays compensation to victims." in text_of(main(root))


def test_what_is_found_is_escaped(engine, page):
    pieces = (("<b>1</b>", False), ("<script>", True))
    engine.finds("<i>", total=1, pages=1, hits=(Hit(pk("LV"), "damages", "en", "", pieces, pieces),))
    root = page("<i>")
    assert "<b>1</b> <script>" in text_of(main(root)).replace("</b><script>", "</b> <script>")
    assert list(main(root).iter("script")) == []


def test_one_answer_is_counted_as_one(engine, page):
    engine.finds(total=1, pages=1, hits=(hit(),))
    assert headings(page())[0] == "h1 1 answer found"


def test_a_hit_whose_question_went_a_moment_ago_is_left_out(engine, page):
    engine.finds(total=2, pages=1, hits=(hit(question="gone"), hit()))
    assert len([text for text, _href in links(page()) if text == "Can I get money"]) == 1


def test_the_words_stand_in_the_field_and_not_in_the_title(engine, page):
    engine.finds('he "hits" me', total=1, pages=1, hits=(hit(),))
    root = page('he "hits" me')
    assert [field.get("value") for field in root.iter("input") if field.get("name") == "q"] == ['he "hits" me']
    assert "hits" not in text_of(next(root.iter("title")))


def test_the_page_is_for_no_search_engine(engine, page):
    assert [meta.get("content") for meta in page().iter("meta") if meta.get("name") == "robots"] == ["noindex"]


# Corrected, most of the words, pages, filters


def test_corrected_words_are_said_with_a_way_to_those_typed(engine, page):
    engine.finds("compensatoin", shown="compensation", is_corrected=True, total=1, pages=1, hits=(hit(),))
    root = page("compensatoin", reading="latvia")
    assert "Showing results for compensation." in text_of(main(root))
    [address] = [href for text, href in links(root) if text == "Search instead for compensatoin"]
    assert parameters(address) == {"q": "compensatoin", "reading": "latvia", "exact": "1"}


def test_nothing_is_said_of_correction_where_there_was_none(engine, page):
    engine.finds(total=1, pages=1, hits=(hit(),))
    text = text_of(main(page()))
    assert "Showing results" not in text
    assert "most of" not in text


def test_most_of_the_words_is_said(engine, page):
    engine.finds(matching="most", total=1, pages=1, hits=(hit(),))
    assert "No answer has all of your words. These have most of them." in text_of(main(page()))


def test_pages_lead_to_the_one_before_and_the_next(engine, page):
    engine.finds(total=43, pages=5, page=2, hits=(hit(),))
    root = page(reading="latvia", country="estonia", page=2)
    assert headings(root)[0] == "h1 43 answers found Page 2 of 5"
    ways = {link.get("rel"): parameters(link.get("href")) for link in main(root).iter("a") if link.get("rel")}
    kept = {"q": "compensation", "reading": "latvia", "country": "estonia"}
    assert ways == {"prev": kept, "next": {**kept, "page": "3"}}


@pytest.mark.parametrize(("page_number", "ways"), [(1, ["next"]), (5, ["prev"])])
def test_there_is_nothing_before_the_first_and_after_the_last_page(page_number, ways, engine, page):
    engine.finds(total=43, pages=5, page=page_number, hits=(hit(),))
    assert [link.get("rel") for link in main(page(page=page_number)).iter("a") if link.get("rel")] == ways


def test_filters_lead_to_a_country_and_to_a_topic_with_their_numbers(engine, page):
    engine.finds(
        total=12, pages=2, hits=(hit(),), by_country={pk("LV"): 7, pk("EE"): 5}, by_section={"compensation": 12}
    )
    root = page(reading="latvia")
    found = {text: parameters(href) for text, href in links(root)}
    assert found["Estonia (5)"] == {"q": "compensation", "reading": "latvia", "country": "estonia"}
    assert found["Latvia (7)"] == {"q": "compensation", "reading": "latvia", "country": "latvia"}
    assert found["Compensation (12)"] == {"q": "compensation", "reading": "latvia", "section": "compensation"}
    assert not [text for text in found if text.startswith("Belgium")]


def test_a_filter_that_is_chosen_is_marked_and_can_be_taken_back(engine, page):
    engine.finds(
        total=5, pages=1, hits=(hit("EE"),), by_country={pk("LV"): 7, pk("EE"): 5}, by_section={"compensation": 5}
    )
    root = page(country="estonia", section="compensation")
    current = [text_of(link) for link in main(root).iter("a") if link.get("aria-current")]
    assert current == ["Estonia (5)", "Compensation (5)"]
    found = {text: parameters(href) for text, href in links(root)}
    assert found["Every country"] == {"q": "compensation", "section": "compensation"}
    assert found["Every topic"] == {"q": "compensation", "country": "estonia"}


def test_there_is_no_filter_where_there_is_nothing_to_choose(engine, page):
    engine.finds(total=1, pages=1, hits=(hit(),), by_country={pk("LV"): 1}, by_section={"compensation": 1})
    assert list(main(page()).iter("details")) == []


# English, apart


def test_english_answers_stand_apart_and_say_so(engine, page):
    engine.finds(total=1, pages=1, hits=(hit(language="lv"),), in_english=(hit("EE"), hit("BE")), english_total=2)
    root = page(language="lv")
    levels = [each[:2] for each in headings(root)]
    assert levels == ["h1", "h2", "h3", "h2", "h3", "h4", "h3", "h4"]
    titles = [link for link in main(root).iter("a") if text_of(link) == "Can I get money"]
    assert [link.get("lang") for link in titles] == [None, "en", "en"]
    passages = [each for each in main(root).iter("p") if text_of(each).startswith("The state pays")]
    assert [each.get("lang") for each in passages] == [None, "en", "en"]


def test_a_title_that_there_is_in_english_only_says_so(engine, page):
    """The engine gives the English title where the questionnaire has none in the reader's language."""
    Question.objects.filter(slug="state-compensation").update(title_mt=None, short_mt=None)
    engine.finds(total=1, pages=1, hits=(hit(language="mt"),))
    [title] = [link for link in main(page(language="mt")).iter("a") if text_of(link) == "Can I get money"]
    assert title.get("lang") == "en"


def test_english_alone_is_found_under_a_heading_that_says_so(engine, page):
    engine.finds(in_english=(hit("EE"),), english_total=1)
    assert headings(page(language="mt"))[0] != headings(page(language="mt"))[1]


# Numbers and danger


def test_a_number_that_leads_nowhere_is_found_and_not_linked(engine, page):
    service = SupportService.objects.get(country__code="FR", slug="centre")
    service.telephones.update(number="+33 1 23")
    engine.finds("123", telephones=(service.pk,))
    root = page("123")
    assert "+33 1 23 This number cannot be dialled as it is written here." in text_of(main(root))
    assert "+33 1 23" not in dict(links(root))


def test_numbers_are_links_that_call(engine, page):
    line = HelpLine.objects.get(country__code="FR", number="116006")
    service = SupportService.objects.get(country__code="FR", slug="centre")
    engine.finds("116006", numbers=(line.pk,), telephones=(service.pk,))
    root = page("116006")
    found = dict(links(root))
    assert found["116\xa0006".replace("\xa0", " ")] == "tel:116006"
    assert found["+33 1 23 45 67 89"] == "tel:+33123456789"
    assert "This number does not work here." in text_of(main(root))
    assert ("France", "/en/france/services/#help-line-116006") in links(root)
    assert ("France", "/en/france/services/#centre") in links(root)


def test_112_comes_first_when_somebody_is_in_danger(engine, page):
    engine.finds("he hits me", dangers=frozenset(["violence"]), total=1, pages=1, hits=(hit(),))
    assert links(page("he hits me"))[0] == ("Call 112", "tel:112")


HELP_LINES = {"116006": True, "116016": True, "116111": True, "116123": True, "116000": True}


@pytest.mark.parametrize(
    ("dangers", "lines"),
    [
        (["violence"], ["116016", "116006"]),
        (["sexual", "child"], ["116111", "116016", "116006"]),
        (["self-harm"], ["116123"]),
        (["fear"], ["116123", "116006"]),
    ],
)
def test_in_danger_the_lines_that_operate_and_are_for_it_follow_112(dangers, lines, engine, page, source):
    denmark = Country.objects.get(code="DK")
    for number in HELP_LINES:
        HelpLine.objects.create(country=denmark, number=number, name_en=number, operates=True, source=source)
    engine.finds("he hits me", dangers=frozenset(dangers), place=denmark.pk, total=1, pages=1, hits=(hit(),))
    called = [
        href.removeprefix("tel:") for _text, href in links(page("he hits me", reading="latvia")) if "tel:" in href
    ]
    assert called == ["112", *lines]
    HelpLine.objects.filter(country=denmark).update(operates=None)
    called = [href for _text, href in links(page("he hits me", reading="denmark")) if "tel:" in href]
    assert called == ["tel:112"]


def test_in_danger_without_a_country_one_is_chosen_and_the_words_stay(engine, page):
    engine.finds("he hits me", dangers=frozenset(["violence"]), total=1, pages=1, hits=(hit("EU"),))
    chosen = [parameters(href) for _text, href in links(page("he hits me")) if "reading=" in href]
    assert len(chosen) == 27
    assert {"q": "he hits me", "reading": "estonia"} in chosen


def test_a_country_that_is_named_comes_before_the_answers_and_is_something_found(engine, page):
    engine.finds("Holland", named=(pk("NL"),), total=1, pages=1, hits=(hit(),))
    assert links(page("Holland"))[0] == ("Netherlands", "/en/netherlands/")
    engine.finds("Holland", named=(pk("NL"),))
    root = page("Holland")
    assert headings(root) == ["h1 Netherlands"]
    assert links(root) == [("Netherlands", "/en/netherlands/")]


def test_112_comes_first_also_where_nothing_is_found(engine, page):
    engine.finds("he hits me", dangers=frozenset(["violence"]))
    assert links(page("he hits me"))[0] == ("Call 112", "tel:112")


# Nothing


def test_nothing_found_helps_on_with_the_country_being_read(engine, page):
    engine.finds("qqq")
    root = page("qqq", reading="estonia")
    assert headings(root)[0] == "h1 Nothing found"
    addresses = [href for _text, href in links(root)]
    assert "/en/estonia/compensation/" in addresses
    assert "/en/estonia/services/" in addresses
    assert "/en/european-union/" in addresses
    assert "tel:112" in addresses
    assert "spelling" in text_of(main(root))


def test_nothing_found_offers_every_country_where_none_is_read(engine, page):
    engine.finds("qqq")
    addresses = [href for _text, href in links(page("qqq"))]
    assert len([href for href in addresses if href.count("/") == 3]) == 28


def test_nothing_found_in_one_country_offers_to_search_in_all(engine, page):
    engine.finds("qqq")
    root = page("qqq", country="estonia", section="trial", reading="latvia")
    [address] = [href for text, href in links(root) if text == "Search in every country and every topic"]
    assert parameters(address) == {"q": "qqq", "reading": "latvia"}


@pytest.mark.parametrize(("language", "offered"), [("lv", 1), ("en", 0)])
def test_nothing_found_in_another_language_offers_english(language, offered, engine, page):
    engine.finds("court")
    addresses = [href for _text, href in links(page("court", language, reading="latvia"))]
    assert addresses.count("/en/search/?q=court&reading=latvia") == offered


def test_nothing_found_without_correction_offers_it(engine, page):
    engine.finds("qqq")
    [address] = [href for text, href in links(page("qqq", exact="1")) if text == "Search for similar words too"]
    assert parameters(address) == {"q": "qqq"}


# No query


@pytest.mark.parametrize("path", ["", "?q=", "?q=%20%00", "?reading=latvia"])
def test_without_a_query_the_page_says_how_to_ask(path, content, client):
    root = parse(client.get(f"/en/search/{path}").content.decode())
    assert headings(root)[0] == "h1 Search"
    examples = [href for _text, href in links(root) if "q=" in href]
    assert len(examples) > 2
    assert "does not write down what you search for" in text_of(main(root))


def test_every_example_finds_something(content, client):
    root = parse(client.get("/en/search/").content.decode())
    for words, address in [(text, href) for text, href in links(root) if "q=" in href]:
        assert "found" in text_of(main_of(client.get(address).content.decode())).split("Nothing")[0], words


# The field in every header


def test_every_header_has_the_field(content, client):
    for path in ("", "about/", "atlantis/", "search/", "estonia/", "latvia/compensation/damages/"):
        root = parse(client.get(f"/lv/{path}").content.decode())
        [form] = [form for form in root.iter("form") if form.get("role") == "search"]
        assert (form.get("action"), form.get("method")) == ("/lv/search/", None)
        [box] = [box for box in form.iter("input") if box.get("name") == "q"]
        assert box.get("id") in [label.get("for") for label in form.iter("label") if text_of(label)]
        assert box.get("autocomplete") == "off", "the browser would keep what is typed"
        assert [text_of(button) for button in form.iter("button")] != [""]
        reading = [box.get("value") for box in form.iter("input") if box.get("name") == "reading"]
        assert reading == [path.split("/")[0]] * path.startswith(("estonia", "latvia")), path


def test_the_page_keeps_the_country_being_read(engine, page):
    root = page(reading="latvia")
    assert [box.get("value") for box in root.iter("input") if box.get("name") == "reading"] == ["latvia"]
    assert "tel:116006" in [link.get("href") for link in next(root.iter("header")).iter("a")]  # it operates there


def test_the_pickers_keep_the_query(engine, page):
    engine.finds("court", total=1, pages=1, hits=(hit(),))
    header = next(page("court", reading="latvia", section="trial").iter("header"))
    addresses = {text_of(link): link.get("href") for link in header.iter("a")}
    assert addresses["Deutsch"] == "/de/search/?q=court&reading=latvia&section=trial"
    assert addresses["Estonia"] == "/en/search/?q=court&reading=estonia&section=trial"


# Nobody keeps what was asked


def test_an_answer_is_stored_nowhere(content, client):
    page_cache.clear()
    for words in ("compensation", "qqq", "he is hitting me", ""):
        answer = client.get("/en/search/", {"q": words})
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert not answer.cookies
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert page_cache.store.pages == {}


def test_the_page_without_a_query_is_like_any_other(content, client):
    assert client.get("/en/search/").headers["Cache-Control"] == page_cache.CACHE_CONTROL


def test_an_answer_is_compressed_though_the_page_cache_never_sees_it(content, client):
    plain = client.get("/en/search/", {"q": "compensation"})
    answer = client.get("/en/search/", {"q": "compensation"}, headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.content) == plain.content
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_no_query_is_logged_whatever_happens(content, client, monkeypatch):
    def fails(words, **_options):
        raise DatabaseError(f'syntax error near "{words}"')

    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(WithoutReader())  # as in the settings
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no_reader"]
    loggers = [logging.getLogger(), *[logging.getLogger(name) for name in settings.LOGGING["loggers"]]]
    client.raise_request_exception = False
    for logger in loggers:
        logger.addHandler(handler)
    try:
        client.get("/en/search/", {"q": "confession", "reading": "confession"})
        client.get("/en/search/confession/")
        client.post("/en/search/?q=confession")
        monkeypatch.setattr(query, "search", fails)
        assert client.get("/en/search/", {"q": "confession"}).status_code == 500
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    assert "a page could not be served" in said.getvalue()
    assert "DatabaseError" in said.getvalue()
    assert "confession" not in said.getvalue()


# Odd queries

ODD = {
    "long": "x" * 10_000,
    "long words": "compensation " * 1_000,
    "many letters": "ა" * 5_000,
    "nul": "compen\0sation",
    "controls": "".join(map(chr, range(32))),
    "right to left marks": "\u202ecompensation\u200f\u200e\u2066",
    "hebrew": "פיצויים",
    "emoji": "😭👩‍👩‍👧 help 🆘",
    "lone surrogate": b"\xed\xa0\x80",
    "broken utf-8": b"\xff\xfe\xc3",
    "single quote": "victim's",
    "open quote": '"compensation',
    "quotes": '"" "\'" “compensation„ «x»',
    "operators": "compensation AND NOT (victim OR NEAR(state, 5)) -x +y ^z *",
    "fts column": "title:compensation {a b}:c",
    "tsquery": "a & b | !c <-> d:* \\",
    "sql": "'; DROP TABLE rights_searchentry; --",
    "like": "%_%[a-z]\\",
    "percent": "%s %(x)s {0} {{ 7|add:7 }} {% debug %}",
    "html": "<script>alert(1)</script>",
    "spaces": " \t\n\u00a0\u2003\u200b ",
    "combining marks": "e" + "\u0301" * 2_000,
    "digits": "1" * 2_000,
    "one letter": "a",
    "punctuation": "?!.,;:-–—…",
    "other digits": "١١٢ ½ ²",
}


@pytest.mark.parametrize("language", ["en", "el", "mt"])
def test_no_query_gives_an_error_or_takes_long(language, content, client):
    for words in ("warm up", "wramm uppp", "html", "112"):  # what is read once, for spelling and numbers too
        client.get(f"/{language}/search/", {"q": words, "reading": "latvia"})
    faults = []
    for name, words in ODD.items():
        with Stopwatch() as watch:
            answer = client.get(f"/{language}/search/?{urlencode({'q': words, 'reading': 'latvia'})}")
        took = watch.seconds
        html = answer.content.decode()
        faults += [
            (name, fault)
            for fault, is_fault in {
                f"status {answer.status_code}": answer.status_code != 200,
                f"took {took:.2f} s": took > 0.6,
                "stored": answer.headers["Cache-Control"] != "no-store",
                "a script of the query": "<script>alert" in html,
                "a NUL": "\0" in html,
                "too large": len(html) > 250_000,
            }.items()
            if is_fault
        ]
    assert faults == []


def test_an_address_with_very_many_parameters_is_answered(content, client):
    assert client.get("/en/search/?" + "a=1&" * 3_000 + "q=x").status_code == 200


def test_a_search_is_only_read(content, client):
    assert {getattr(client, method)("/en/search/?q=x").status_code for method in ("post", "put", "delete")} == {405}


# How often the database is asked


QUERIES = [
    {"q": "compensation"},
    {"q": "compensation", "reading": "latvia"},
    {"q": "compensatoin from teh state"},
    {"q": "116006", "reading": "france"},
    {"q": "0123456789"},
    {"q": "he is hitting me", "reading": "estonia"},
    {"q": "qqqqq zzzzz", "reading": "estonia"},
    {"q": "compensation", "country": "estonia", "section": "compensation"},
]


def test_the_page_asks_at_most_eight_times(content, client):
    too_many = []
    for language in ("en", "lv", "mt"):
        client.get(f"/{language}/search/", {"q": "mistyypped"})  # what each process keeps until the next publication
        for parameters in QUERIES:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/{language}/search/", parameters).status_code == 200
            asked = [query["sql"][:200] for query in captured.captured_queries if "contentversion" not in query["sql"]]
            too_many += [(language, parameters, asked)] if len(asked) > 8 else []
    assert too_many == []


def test_the_page_itself_asks_at_most_five_times(engine, client):
    line = HelpLine.objects.get(country__code="FR", number="116006")
    service = SupportService.objects.get(country__code="FR", slug="centre")
    engine.finds(
        total=2, hits=(hit(), hit("EE")), in_english=(hit("BE"),), numbers=(line.pk,), telephones=(service.pk,)
    )
    with CaptureQueriesContext(connection) as captured:
        client.get("/lv/search/", {"q": "x", "reading": "latvia"})
    assert len(captured) <= 6  # the content version, countries, questions; help lines; and the numbers found


# Titles


def test_the_titles_are_one_small_list_for_everybody(content, client):
    everything = Question.objects.count() + Country.objects.count()
    for language in languages.CODES:
        answer = client.get(f"/{language}/search/titles.json")
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == page_cache.CACHE_CONTROL
        assert not answer.cookies
        assert len(brotli.compress(answer.content)) < 4_000, language
        titles = json.loads(answer.content)
        assert len(titles) == everything, language
        assert {title_language for _title, _address, title_language in titles} <= {language, "en"}
        with translation.override(language):
            wrong = [
                (title, address)
                for title, address, _language in titles
                if not title
                or not address.startswith(f"/{language}/")
                or resolve(address.replace("*", "estonia")).url_name not in ("question", "country")
            ]
        assert wrong == []


def test_titles_lead_to_their_pages(content, client):
    for title, address, _language in client.get("/lv/search/titles.json").json()[::6]:
        page = client.get(address.replace("*", "estonia"))
        assert page.status_code == 200
        assert title in text_of(main_of(page.content.decode()))


def test_the_titles_come_from_the_page_cache_the_second_time(content, client, django_assert_num_queries):
    client.get("/en/search/titles.json")
    with django_assert_num_queries(0):
        assert client.get("/en/search/titles.json").status_code == 200
