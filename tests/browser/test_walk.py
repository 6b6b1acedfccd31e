"""From the home page to an answer: three taps, with nothing but a telephone, and nobody told of it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ADDRESS = "/en/latvia/compensation/state-compensation/"
QUESTION = "Can I get compensation from the state?"


def tap_through_to_the_answer(page):
    """The second and third tap: a stage's questions, then one of them."""
    page.locator(".stage", has_text="Compensation").locator("summary").tap()
    page.get_by_role("link", name=QUESTION).tap()


def test_an_answer_is_three_taps_away_without_javascript(visit):
    page = visit("/en/", java_script_enabled=False)
    page.get_by_role("link", name="Latvia").tap()
    tap_through_to_the_answer(page)
    page.wait_for_url(f"**{ADDRESS}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    expect(page.locator(".brief")).to_be_in_viewport()


def test_all_answers_of_a_stage_are_two_taps_away_without_javascript(visit):
    page = visit("/en/", java_script_enabled=False)
    page.get_by_role("link", name="Estonia").tap()
    page.get_by_role("link", name="The investigation", exact=True).tap()
    page.wait_for_url("**/en/estonia/investigation/")
    assert page.locator("article .brief").count() > 15


def test_the_filter_is_not_shown_where_it_cannot_work(visit):
    page = visit("/en/", java_script_enabled=False)
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator(".countries .card")).to_have_count(27)


def test_a_walk_to_an_answer_tells_nobody_and_leaves_nothing_behind(visit, site):
    page = visit("about:blank")
    requests, faults, opened = [], [], []
    page.context.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.context.on("page", lambda page: opened.append(page.url))

    page.goto("/en/")
    page.get_by_label("Find a country").fill("latv")
    page.get_by_role("link", name="Latvia").tap()
    tap_through_to_the_answer(page)
    page.wait_for_url(f"**{ADDRESS}")
    expect(page.locator(".brief")).to_be_in_viewport()
    for path in ("/en/latvia/services/", "/en/latvia/compensation/", "/en/safety/", "/lv/"):
        page.goto(path, wait_until="networkidle")

    assert {url for url in requests if not url.startswith((f"{site}/", "data:"))} == set()
    assert any(url.endswith(".js") for url in requests), "the scripts ran"
    assert faults == []
    assert opened == []
    assert page.context.cookies() == []
    kept = "[localStorage, sessionStorage].map((store) => store.length)"
    assert page.evaluate(kept) == [0, 0]
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    assert page.evaluate("caches.keys().then((found) => found.length)") == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0


@pytest.mark.parametrize(
    ("language", "typed", "country"),
    [
        ("en", "latv", "latvia"),
        ("en", "  LATV ", "latvia"),
        ("en", "eesti", "estonia"),  # its own name
        ("en", "osterreich", "austria"),  # Österreich
        ("de", "osterr", "austria"),  # Österreich
        ("cs", "recko", "greece"),  # Řecko
        ("en", "ελλαδα", "greece"),  # Ελλάδα
        ("bg", "българия", "bulgaria"),
        ("fr", "slovenie", "slovenia"),  # Slovénie
        ("da", "ostrig", "austria"),  # Østrig
        ("pl", "wlochy", "italy"),  # Włochy
        ("hr", "madarska", "hungary"),  # Mađarska
    ],
)
def test_a_country_is_found_as_one_types_with_or_without_accents(language, typed, country, visit):
    page = visit(f"/{language}/")
    page.locator("#filter").press_sequentially(typed)
    shown = page.locator(".countries .card:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("href", f"/{language}/{country}/")


def test_typing_what_no_country_is_called_says_so_and_deleting_it_brings_all_back(visit):
    page = visit("/en/")
    said = page.locator("[data-filter]").get_by_role("status")
    expect(said).to_be_empty()
    page.locator("#filter").fill("Atlantis")
    expect(said).to_have_text("No country has this name.")
    expect(page.locator(".countries .card:visible")).to_have_count(0)
    page.locator("#filter").fill("")
    expect(said).to_be_empty()
    expect(page.locator(".countries .card:visible")).to_have_count(27)
