"""axe-core finds nothing: on no kind of page, in no language, light or dark, on a telephone or at a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.i18n import languages
from tests.browser.conftest import SIZES
from tests.matrices import in_turn
from tests.public_pages import KINDS

pytestmark = pytest.mark.browser

PAGES = {
    **KINDS,
    "services-of-estonia": "estonia/services/",
    "country-latvia": "latvia/",
    "section-of-latvia": "latvia/compensation/",
    "question-of-the-union": "european-union/compensation/damages/",
}
MATRIX = in_turn(PAGES, list(SIZES), languages.CODES, ["light", "dark"])
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
FOUND = """async (options) => (await axe.run(options)).violations.flatMap((found) => found.nodes.map((node) =>
  `${found.id}: ${node.html} ${[...node.any, ...node.all, ...node.none].map((check) => check.message).join(" ")}`))"""


def _of_colours(options: dict) -> dict:
    """What another scheme changes: colours, and nothing else that a rule looks at."""
    strict = options.get("rules", {}).get("color-contrast-enhanced", {}).get("enabled")
    rules = ["color-contrast", *(["color-contrast-enhanced"] if strict else [])]
    return {"runOnly": {"type": "rule", "values": rules}, "resultTypes": ["violations"]}


def assert_axe_finds_nothing(page, options=OPTIONS, schemes=("light", "dark")):
    page.evaluate(Axe().axe_script)
    found = []
    for place, scheme in enumerate(schemes):
        rules = _of_colours(options) if place else options
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}: {fault}" for fault in page.evaluate(FOUND, rules)]
    assert not found, "\n".join([page.url, *found])


def test_every_language_has_its_turn():
    assert {case.values[2] for case in MATRIX if not case.marks} == set(languages.CODES)


@pytest.mark.parametrize(("kind", "size", "language", "scheme"), MATRIX)
def test_axe_finds_nothing(kind, size, language, scheme, visit):
    page = visit(f"/{language}/{PAGES[kind]}", size)
    page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
    assert_axe_finds_nothing(page, schemes=[scheme])


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
