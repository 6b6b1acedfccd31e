"""What holds for every public page, whatever it shows and in whichever language."""

import itertools
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import html5lib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import LocalePrefixPattern, get_resolver, resolve
from django.utils import translation

from countries.models import Country, HelpLine, Instrument, Source, SupportService, Telephone
from portal.i18n import languages, translated
from portal.web import page_cache
from rights.models import Answer, Indicator, IndicatorValue, Question, QuestionGroup, Section, TimeLimit
from tests import undefined
from tests.public_pages import EXTERNAL, KINDS, Page, passages, text_of

pytestmark = pytest.mark.django_db

# Each kind of page in English and in one other language, so that each language has a kind of page.
FEW = [(kind, "en") for kind in KINDS] + [
    (list(KINDS)[place % len(KINDS)], languages.CODES[place % len(languages.CODES)])
    for place in range(max(len(KINDS), len(languages.CODES)))
]
FEW = list(dict.fromkeys(FEW))
ALL = [(kind, language) for kind in KINDS for language in languages.CODES]
TRANSLATED = {
    Section: ("title", "description"),
    QuestionGroup: ("title",),
    Question: ("title", "short"),
    Answer: ("summary",),
    Instrument: ("title",),
    Source: ("title",),
    SupportService: ("name", "description", "hours"),
    Telephone: ("note",),
    HelpLine: ("name", "hours", "cost", "note"),
    Indicator: ("title", "explanation"),
    TimeLimit: ("title", "start", "exceptions"),
    IndicatorValue: ("text", "note"),
}
# Not pages: files, tested in tests/rights/comparison/test_files.py, and one address that leads on to the picker.
NO_PAGES = {
    "titles",
    "compare-file",
    "compare-question-file",
    "indicator-file",
    "matrix-file",
    "compare-without-section",
}


class Content:
    """The content that all tests of this module read, and each page of it once."""

    def __init__(self):
        self.pages: dict[tuple[str, str] | str, Page | set[str]] = {}
        self.languages_of_text: dict[str, set[str]] = {}
        for model, fields in TRANSLATED.items():
            for row in model.objects.all():
                for field in fields:
                    for code in languages.CODES:
                        if text := getattr(row, translated.column(field, code)):
                            self.languages_of_text.setdefault(" ".join(text.split()), set()).add(code)
        self.instruments = {
            getattr(row, translated.column("title", code)): code
            for row in Instrument.objects.all()
            for code in languages.CODES
            if getattr(row, translated.column("title", code))
        }
        self.indicators = set(Indicator.objects.values_list("slug", flat=True))
        self.country_slugs = set(Country.objects.values_list("slug", flat=True))
        self.sections = set(Section.objects.values_list("slug", flat=True))
        self.questions = set(Question.objects.values_list("section__slug", "slug"))

    def page(self, kind: str, language: str) -> Page:
        if (kind, language) not in self.pages:
            self.pages[kind, language] = Page(kind, language)
        return self.pages[kind, language]


@pytest.fixture(scope="module")
def content(every_status_state, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(TEMPLATES=undefined.leave_traces(settings.TEMPLATES)):
        yield Content()


CHECKS: list[Callable[[Page, Content], None]] = []


def check(function: Callable[[Page, Content], None]) -> Callable[[Page, Content], None]:
    """Registers what is asked of every page. Its name says what holds."""
    CHECKS.append(function)
    return function


def faults(page: Page, content: Content) -> list[str]:
    """Everything that is wrong with a page, each with the check that found it."""
    found = []
    for each in CHECKS:
        try:
            each(page, content)
        except (AssertionError, html5lib.html5parser.ParseError) as fault:
            found.append(f"{each.__name__.replace('_', ' ')}: {fault}")
    return found


@pytest.mark.parametrize(("kind", "language"), FEW, ids=lambda part: part)
@pytest.mark.slow
def test_every_kind_of_page_passes_every_check(kind, language, content):
    assert faults(content.page(kind, language), content) == []


@pytest.mark.full
@pytest.mark.parametrize(("kind", "language"), ALL, ids=lambda part: part)
def test_every_kind_of_page_in_every_language_passes_every_check(kind, language, content):
    assert faults(content.page(kind, language), content) == []


# What is visited


def test_every_kind_of_page_and_every_language_is_visited():
    assert {kind for kind, _language in FEW} == set(KINDS)
    assert {language for _kind, language in FEW} == set(languages.CODES)


def test_every_public_address_is_a_kind_of_page_here():
    def names(patterns):
        for pattern in patterns:
            yield from names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.name]

    [localised] = [
        pattern for pattern in get_resolver().url_patterns if isinstance(pattern.pattern, LocalePrefixPattern)
    ]
    visited = {resolve(urlsplit(f"/en/{path}").path).url_name for kind, path in KINDS.items() if kind != "not-found"}
    assert set(names(localised.url_patterns)) - NO_PAGES == visited


# The answer itself


@check
def a_page_answers(page, content):
    assert page.response.status_code == page.expected_status


@check
def a_page_says_which_language_it_is_in(page, content):
    assert page.root.get("lang") == page.language
    assert page.response.headers["Content-Language"] == page.language


@check
def a_page_is_html_in_utf_8(page, content):
    assert page.response.headers["Content-Type"] == "text/html; charset=utf-8"


@check
def a_page_sets_no_cookie_and_varies_by_none(page, content):
    assert not page.response.cookies
    vary = {name.strip().lower() for name in page.response.headers.get("Vary", "").split(",")}
    assert vary <= {"accept-encoding", ""}


@check
def a_page_may_be_cached_by_everybody_unless_there_is_none_or_it_answers_a_query(page, content):
    directives = {part.strip() for part in page.response.headers["Cache-Control"].split(",")}
    may_be_kept = page.expected_status == 200 and "?" not in page.path
    assert ("public" in directives) is may_be_kept
    assert ("no-store" in directives) is not may_be_kept


@check
def a_page_has_its_security_headers(page, content):
    headers = page.response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@check
def the_content_security_policy_allows_nothing_inline_and_nothing_from_elsewhere(page, content):
    parts = [part.split() for part in page.response.headers["Content-Security-Policy"].split(";")]
    policy = {part[0]: set(part[1:]) for part in parts if part}
    assert policy["default-src"] == {"'none'"}
    assert policy["base-uri"] == policy["frame-ancestors"] == {"'none'"}
    assert policy["form-action"] == policy["script-src"] == policy["style-src"] == {"'self'"}
    assert set().union(*policy.values()) <= {"'none'", "'self'", "data:"}


# The HTML


@check
def no_variable_of_a_page_is_undefined(page, content):
    assert undefined.names_in(page.html) == []


@check
def a_page_is_valid_html(page, content):
    html5lib.HTMLParser(strict=True).parse(page.html)


@check
def nothing_is_loaded_from_another_site(page, content):
    loaded = []
    for element in page.root.iter():
        names = {"src", "srcset", "poster", "data", "action", "formaction", "ping", "background", "manifest"}
        if element.tag not in ("a", "area") and element.get("rel") not in ("canonical", "alternate"):
            names |= {"href", "{http://www.w3.org/1999/xlink}href", "xlink:href"}
        loaded += [value for name, value in element.attrib.items() if name in names]
    assert loaded, "not even the stylesheet"
    assert [value for value in loaded if EXTERNAL.match(value)] == []
    assert page.all("base", "iframe", "object", "embed") == []
    assert not [meta for meta in page.all("meta") if (meta.get("http-equiv") or "").lower() == "refresh"]


@check
def nothing_is_inline_that_the_policy_forbids(page, content):
    assert page.all("style") == []
    assert [script for script in page.all("script") if not script.get("src") or script.text] == []
    forbidden = [
        (element.tag, name, value)
        for element in page.root.iter()
        for name, value in element.attrib.items()
        if name == "style" or name.startswith("on") or value.strip().lower().startswith("javascript:")
    ]
    assert forbidden == []


@check
def a_page_has_one_main_heading_and_skips_no_level(page, content):
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    skipped = [(before, after) for before, after in itertools.pairwise(levels) if after > before + 1]
    assert skipped == []


@check
def no_heading_is_empty(page, content):
    headings = page.all("h1", "h2", "h3", "h4", "h5", "h6")
    assert [heading.get("id") for heading in headings if not text_of(heading)] == []


@check
def every_id_stands_once(page, content):
    assert sorted(page.ids) == sorted(set(page.ids))


@check
def every_reference_to_an_element_of_the_page_resolves(page, content):
    named = [
        (name, target)
        for element in page.root.iter()
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for")
        for target in (element.get(name) or "").split()
    ]
    fragments = [
        ("href", urlsplit(link.get("href")).fragment)
        for link in page.all("a")
        if urlsplit(link.get("href")).path in ("", page.path) and "#" in link.get("href")
    ]
    assert fragments, "not even the link that skips to the text"
    assert [(name, target) for name, target in named + fragments if target not in page.ids] == []


@check
def every_link_into_another_page_leads_to_something_on_it(page, content):
    """Services are linked to by their place on the page of services, questions by theirs in the section."""
    missing = []
    for link in page.all("a"):
        target = urlsplit(link.get("href"))
        if target.netloc or target.path in ("", page.path) or not target.fragment:
            continue
        _language, path = target.path.lstrip("/").split("/", 1)
        ids = content.pages.get(target.path) or set(re.findall(r'id="([^"]+)"', _text(target.path)))
        content.pages[target.path] = ids
        if target.fragment not in ids:
            missing.append((path, target.fragment))
    assert missing == []


def _text(path: str) -> str:
    return Client().get(path).content.decode()


@check
def every_symbol_is_in_its_sprite(page, content):
    used = [use.get("href") for use in page.all("use")]
    assert page.kind not in ("home", "country") or used
    missing = []
    for address in used:
        path, _, symbol = address.partition("#")
        with open(finders.find(path.removeprefix("/static/")), encoding="utf-8") as sprite:
            if f'id="{symbol}"' not in sprite.read():
                missing.append(address)
    assert missing == []


@check
def every_file_that_a_page_names_exists(page, content):
    named = [element.get("href") or element.get("src") for element in page.all("link", "script", "img")]
    files = [address for address in named if address and address.startswith("/static/")]
    assert files
    assert [address for address in files if not finders.find(address.removeprefix("/static/"))] == []


@check
def every_link_has_a_text_and_an_address(page, content):
    nameless = [link.get("href") for link in page.all("a") if not (text_of(link) or link.get("aria-label"))]
    assert nameless == []
    assert [text_of(link) for link in page.all("a") if not link.get("href")] == []


@check
def every_link_within_the_portal_leads_to_a_record_that_exists(page, content):
    wrong = []
    for link in page.all("a"):
        target = urlsplit(link.get("href"))
        if target.scheme or target.netloc or not target.path:
            continue
        with translation.override(languages.language_of_path(target.path) or languages.ENGLISH):
            asked = resolve(target.path).kwargs
        exists = (
            ("indicator" not in asked or asked["indicator"] in content.indicators)
            and set(asked.get("countries", "estonia").split("+")) <= content.country_slugs
            and {asked[end] for end in ("crime", "home") if end in asked} <= content.country_slugs
            and ("country" not in asked or asked["country"] in content.country_slugs | {"atlantis"})
            and ("section" not in asked or asked["section"] in content.sections)
            and ("question" not in asked or "section" not in asked or _pair(asked) in content.questions)
        )
        if not exists:
            wrong.append(target.path)
    assert wrong == []


def _pair(asked: dict) -> tuple[str, str]:
    return asked["section"], asked["question"]


@check
def every_control_has_a_label(page, content):
    labelled = {label.get("for") for label in page.all("label")}
    unlabelled = [
        control.get("id")
        for control in page.all("input", "select", "textarea")
        if control.get("type") != "hidden" and control.get("id") not in labelled and not control.get("aria-label")
    ]
    assert unlabelled == []


@check
def every_table_says_what_its_headings_head(page, content):
    assert [text_of(cell) for cell in page.all("th") if cell.get("scope") not in ("col", "row")] == []


@check
def every_image_has_a_text_or_is_hidden_from_readers_of_the_screen(page, content):
    bare = [image.get("src") for image in page.all("img") if image.get("alt") is None]
    drawn = page.all("svg")
    assert bare == []
    assert [svg.get("class") for svg in drawn if svg.get("aria-hidden") != "true" and svg.get("role") != "img"] == []


@check
def no_code_of_a_template_and_no_missing_value_leaks(page, content):
    texts = [text for text, _language in passages(page.root)]
    texts += [value for element in page.root.iter() for value in element.attrib.values()]
    leaked = [text for text in texts if re.search(r"\{[{%#]|[%#}]\}|\bNone\b(?! of)|%\(\w+\)|<Text|Text\(", text)]
    assert leaked == []


# Languages


@check
def a_passage_in_another_language_says_so(page, content):
    unmarked = [
        (text, language)
        for text, language in passages(page.root)
        if text in content.languages_of_text and language not in content.languages_of_text[text]
    ]
    assert unmarked == []


@check
def the_title_of_an_eu_instrument_within_a_sentence_says_its_language(page, content):
    unmarked = [
        (title, language)
        for text, language in passages(page.root)
        for title, titles_language in content.instruments.items()
        if title in text and titles_language != language
    ]
    assert unmarked == []


@check
def the_language_switch_keeps_the_page(page, content):
    """But for a version, which other languages number otherwise: there it leads to the history."""
    links = [link for link in page.all("a") if link.get("hreflang") and link.get("lang")]
    path = "" if page.kind == "not-found" else KINDS[page.kind]
    path = path.removesuffix("1/") if page.kind.startswith("version") else path
    assert [(link.get("hreflang"), link.get("href")) for link in links] == [
        (code, f"/{code}/{path}") for code in languages.CODES
    ]
    assert [link.get("lang") for link in links] == list(languages.CODES)
    assert [link.get("hreflang") for link in links if link.get("aria-current")] == [page.language]


# What a page must have


@check
def a_page_has_landmarks_a_title_and_a_way_past_the_header(page, content):
    assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1
    [title] = page.root.findall("head/title")
    assert len(text_of(title).split(" – ")[0]) >= 3  # "Søg"
    [body] = page.all("body")
    first_link = next(iter(body.iter("a")))
    assert first_link.get("href") == f"#{page.all('main')[0].get('id')}"


@check
def a_page_offers_the_emergency_number_and_the_way_out(page, content):
    links = page.all("a")
    assert [link for link in links if link.get("href") == "tel:112"]
    leave = [link for link in links if link.get("data-leave") is not None]
    assert len(leave) == 2
    for link in leave:
        assert link.get("href").startswith("https://")
        assert "noreferrer" in link.get("rel")


@check
def a_page_has_a_description_of_its_own_language(page, content):
    [description] = [meta for meta in page.all("meta") if meta.get("name") == "description"]
    assert len(description.get("content")) > 20


# The same bytes for everybody


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_browser_sends_along_changes_nothing(kind, content):
    expected = content.page(kind, "en").html
    page_cache.clear()
    browser = Client(HTTP_ACCEPT_LANGUAGE="lv", HTTP_USER_AGENT="Telephone", HTTP_REFERER="https://example.eu/")
    browser.cookies.load({"sessionid": "a", "csrftoken": "b", "django_language": "de"})
    answer = browser.get(f"/en/{KINDS[kind]}")
    assert answer.content.decode() == expected
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize("kind", ["home", "country", "section", "history", "services", "about", "compared", "facts"])
def test_a_page_cannot_be_posted_to(kind, content):
    answer = Client().post(f"/en/{KINDS[kind]}")
    assert answer.status_code == 405


# Stylesheets and scripts


@pytest.mark.parametrize(
    "name",
    [
        "portal.css",
        "compare.css",
        "search.css",
        "leave.js",
        "listen.js",
        "read-aloud.js",
        "filter.js",
        "sort.js",
        "suggest.js",
        "flags.svg",
        "icon.svg",
    ],
)
def test_a_static_file_loads_nothing_from_another_site(name):
    with open(finders.find(name), encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/|^\s*//.*$", "", file.read(), flags=re.DOTALL | re.MULTILINE)
    text = text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert re.findall(r"""https?:|["'(]\s*//|@import|wss?:""", text) == []
