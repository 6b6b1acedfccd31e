"""axe-core finds nothing: on no kind of page, in no language, light or dark, on a telephone or at a desk."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal import languages
from tests.browser.conftest import SIZES
from tests.public_pages import KINDS

pytestmark = pytest.mark.browser

PAGES = {
    **KINDS,
    "services-of-estonia": "estonia/services/",
    "country-latvia": "latvia/",
    "section-of-latvia": "latvia/compensation/",
    "question-of-the-union": "european-union/compensation/damages/",
}
# Each page in each size, in the language whose turn it is.
FEW = [
    (kind, size, languages.CODES[(turn + turn // len(languages.CODES)) % len(languages.CODES)])
    for turn, (kind, size) in enumerate(itertools.product(PAGES, SIZES))
]
ALL = list(itertools.product(PAGES, SIZES, languages.CODES))
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
FOUND = """async (options) => (await axe.run(options)).violations.flatMap((found) => found.nodes.map((node) =>
  `${found.id}: ${node.html} ${[...node.any, ...node.all, ...node.none].map((check) => check.message).join(" ")}`))"""


def assert_axe_finds_nothing(page, options=OPTIONS):
    page.evaluate(Axe().axe_script)
    found = []
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        found += [f"{colours}: {fault}" for fault in page.evaluate(FOUND, options)]
    assert not found, "\n".join([page.url, *found])


def test_every_language_has_its_turn():
    assert {language for *_, language in FEW} == set(languages.CODES)


@pytest.mark.parametrize(("kind", "size", "language"), FEW)
def test_axe_finds_nothing(kind, size, language, visit):
    page = visit(f"/{language}/{PAGES[kind]}", size)
    page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
    assert_axe_finds_nothing(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("picker", [0, 1], ids=["countries", "languages"])
def test_axe_finds_nothing_in_an_open_list_of_countries_or_languages(picker, size, visit):
    page = visit("/en/estonia/", size)
    page.locator(".picker summary").nth(picker).click()
    assert_axe_finds_nothing(page)


def test_axe_finds_nothing_while_a_press_of_shift_is_shown(visit):
    page = visit("/en/estonia/")
    page.keyboard.press("Shift")
    assert_axe_finds_nothing(page)


def test_axe_finds_nothing_where_no_country_has_the_name_typed(visit):
    page = visit("/en/")
    page.locator("#filter").fill("Atlantis")
    assert_axe_finds_nothing(page)


@pytest.mark.full
@pytest.mark.parametrize(("kind", "size", "language"), ALL)
def test_axe_finds_nothing_on_any_page_in_any_language(kind, size, language, visit):
    test_axe_finds_nothing(kind, size, language, visit)
