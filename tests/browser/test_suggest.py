"""Titles offered as one types in the header's field: for fingers and keyboards, and without a keystroke leaving."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import assert_axe_finds_nothing

pytestmark = pytest.mark.browser

SIZES = ["telephone", "desk"]
QUESTION = "Can I get compensation from the state?"


def typing(page, text):
    """What somebody types, once the titles have come; and everything that is asked for meanwhile."""
    asked = []
    with page.expect_response("**/titles.json"):
        page.locator("#q").focus()
    page.context.on("request", lambda request: asked.append(request.url))
    page.locator("#q").press_sequentially(text)
    return asked


def offers(page):
    return page.get_by_role("option")


@pytest.mark.parametrize("size", SIZES)
def test_titles_are_offered_and_lead_to_the_answer_of_the_country_being_read(size, visit):
    page = visit("/en/latvia/services/", size)
    asked = typing(page, "compens state")
    expect(offers(page)).to_have_text([QUESTION])
    assert asked == []
    offers(page).click()
    page.wait_for_url("**/en/latvia/compensation/state-compensation/")


def test_a_country_is_offered_too(visit):
    page = visit("/de/")
    typing(page, "österr")
    offers(page).tap()
    page.wait_for_url("**/de/austria/")


def test_where_no_country_is_read_a_question_is_searched_for(visit):
    page = visit("/en/about/")
    typing(page, "from the state")
    offers(page).filter(has_text=QUESTION).tap()
    page.wait_for_url("**/en/search/?q=Can+I+get+compensation+from+the+state*")


@pytest.mark.parametrize(
    ("language", "typed", "offered"),
    [
        ("en", "STATE Compensation", QUESTION),
        ("cs", "recko", "Řecko"),
        ("pl", "wlochy", "Włochy"),
        ("da", "ostrig", "Østrig"),
        ("el", "ελλαδα", "Ελλάδα"),
    ],
)
def test_titles_are_found_in_any_case_with_or_without_accents(language, typed, offered, visit):
    page = visit(f"/{language}/")
    typing(page, typed)
    expect(offers(page).filter(has_text=offered)).to_have_count(1)


def test_the_titles_come_on_first_focus_and_once(visit):
    page = visit("about:blank", "desk")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "titles" in request.url else None)
    page.goto("/en/latvia/", wait_until="networkidle")
    assert asked == []
    for _ in range(3):
        page.locator("#q").focus()
        page.locator("#q").fill("compens")
        expect(offers(page).first).to_be_visible()
        page.locator(".brand").focus()
        expect(offers(page)).to_have_count(0)
    assert len(asked) == 1


def test_the_keyboard_goes_through_the_offers_and_back_to_the_field(visit):
    page = visit("/en/latvia/", "desk")
    typing(page, "compens")
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    count = offers(page).count()
    assert 1 < count <= 5
    for place in [*range(count), None, 0]:
        page.keyboard.press("ArrowDown")
        expect_chosen(page, place)
    for place in [None, count - 1, count - 2]:
        page.keyboard.press("ArrowUp")
        expect_chosen(page, place)
    expect(box).to_be_focused()
    chosen = page.locator("[aria-selected=true]").text_content()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/latvia/*/*/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(chosen)


def expect_chosen(page, place):
    selected = page.locator("[aria-selected=true]")
    expect(selected).to_have_count(0 if place is None else 1)
    active = "" if place is None else offers(page).nth(place).get_attribute("id")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", active)
    if place is not None:
        expect(selected).to_have_attribute("id", active)


def test_enter_searches_for_what_was_typed_where_nothing_is_chosen(visit):
    page = visit("/en/latvia/", "desk")
    typing(page, "compens")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=compens&reading=latvia")


def test_escape_closes_the_list_and_keeps_what_was_typed(visit):
    page = visit("/en/latvia/", "desk")
    typing(page, "compens")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(offers(page)).to_have_count(0)
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#q")).to_have_value("compens")


@pytest.mark.parametrize("typed", ["", "c", "zzzz", '"', "\\"])
def test_nothing_is_offered_for_what_no_title_has(typed, visit):
    page = visit("/en/latvia/")
    typing(page, typed)
    expect(offers(page)).to_have_count(0)
    expect(page.locator(".offers")).to_be_hidden()


def test_a_title_in_another_language_says_so(visit):
    page = visit("/mt/latvia/")
    typing(page, "compensation from the state")
    expect(offers(page)).to_have_attribute("lang", "en")


@pytest.mark.parametrize("size", SIZES)
def test_the_offers_cover_nothing_of_the_way_out_and_axe_finds_nothing(size, visit):
    page = visit("/en/latvia/", size)
    typing(page, "compens")
    page.keyboard.press("ArrowDown")
    assert page.locator(".leave").evaluate(
        """(link) => { const box = link.getBoundingClientRect();
          return link.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)); }"""
    )
    heights = offers(page).evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().height)")
    assert min(heights) >= 44
    assert_axe_finds_nothing(page)


def test_without_the_titles_the_field_still_searches(visit):
    page = visit("/en/latvia/", "desk")
    page.route("**/titles.json", lambda route: route.abort())
    page.locator("#q").fill("compensation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=compensation&reading=latvia")


def test_without_javascript_the_field_still_searches(visit):
    page = visit("/en/latvia/", java_script_enabled=False)
    page.locator("#q").fill("compensation")
    page.get_by_role("button", name="Search").tap()
    page.wait_for_url("**/en/search/?q=compensation&reading=latvia")
    expect(page.locator("main").get_by_role("link").first).to_be_visible()
    assert page.context.cookies() == []
