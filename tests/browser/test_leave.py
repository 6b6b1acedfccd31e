"""Leave this site: at once, by link or by key, without a way back to the page, and never in the way."""

import pytest
from playwright.sync_api import expect

from portal.web.rendering import LEAVE_ADDRESS

pytestmark = pytest.mark.browser

QUESTION = "/en/estonia/compensation/damages/"
STATUS = "[data-leave-status]"
DOTS = ".leave .dots i"
FILLED = "(dots) => dots.filter((dot) => getComputedStyle(dot).backgroundColor !== 'rgba(0, 0, 0, 0)').length"


@pytest.fixture
def read(visit):
    """A page that was reached from the home page, and the requests that reached the place to go to: there is no
    network, so that place is a stub."""

    def read(path=QUESTION, **options):
        page, requests = visit("/en/", **options), []

        def answer(route):
            requests.append(route.request)
            route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")

        page.context.route(f"{LEAVE_ADDRESS}**", answer)
        page.goto(path)
        return page, requests

    return read


def has_left(page):
    page.wait_for_url(LEAVE_ADDRESS)
    return page.title() == "Elsewhere"


def press_shift(page, times):
    for _ in range(times):
        page.keyboard.press("Shift")


# The link


def test_the_link_is_an_ordinary_link_without_javascript(read):
    page, requests = read(java_script_enabled=False)
    page.locator(".leave").tap()
    assert has_left(page)
    assert "referer" not in requests[0].all_headers()


@pytest.mark.parametrize("path", ["/en/", "/en/estonia/", "/en/safety/", "/en/atlantis/"])
def test_the_link_leaves_from_every_page(path, read):
    page, requests = read(path)
    page.locator(".leave").tap()
    assert has_left(page)
    assert "referer" not in requests[0].all_headers()


def test_the_page_is_hidden_before_the_next_one_has_come(read):
    page, _requests = read()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(
        """() => new MutationObserver(() => console.log(
          `hidden: ${document.documentElement.hidden}, title: "${document.title}", at: ${location.pathname}`
        )).observe(document.documentElement, {attributes: true})"""
    )
    page.locator(".leave").tap(no_wait_after=True)
    assert has_left(page)
    assert said == [f'hidden: true, title: "", at: {QUESTION}']


@pytest.mark.parametrize("way", ["link", "hidden link", "key"])
def test_going_back_does_not_show_the_page_that_was_left(way, read, site):
    page, _requests = read(size="desk")
    if way == "link":
        page.locator(".leave").click()
    elif way == "hidden link":
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    else:
        press_shift(page, 3)
    assert has_left(page)
    page.go_back()
    page.wait_for_url(f"{site}/en/")
    page.go_forward()
    assert has_left(page)


# The key


def test_shift_pressed_three_times_leaves_and_counts_for_eye_and_ear(read):
    page, _requests = read(size="desk")
    dots, said = page.locator(DOTS), page.locator(STATUS)
    expect(dots.first).to_be_hidden()
    expect(said).to_be_empty()
    for press in (1, 2):
        press_shift(page, 1)
        expect(dots.nth(2)).to_be_visible()
        assert dots.evaluate_all(FILLED) == press
        expect(said).to_contain_text(f"{press} of 3")
        assert page.url.endswith(QUESTION)
    press_shift(page, 1)
    assert has_left(page)


def test_the_announcement_is_polite(read):
    page, _requests = read()
    assert page.get_by_role("status").and_(page.locator(STATUS)).get_attribute("aria-live") in (None, "polite")


@pytest.mark.parametrize("keys", ["Shift+A", "Shift+Tab", "Shift+ArrowRight"])
def test_shift_with_another_key_does_not_count(keys, read):
    page, requests = read(size="desk")
    for _ in range(4):
        page.keyboard.press(keys)
    expect(page.locator(STATUS)).to_be_empty()
    expect(page.locator(DOTS).first).to_be_hidden()
    assert requests == []


def test_shift_held_down_counts_once(read):
    page, requests = read(size="desk")
    for _ in range(4):  # a keyboard repeats a key that is held
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")
    expect(page.locator(STATUS)).to_contain_text("1 of 3")
    assert requests == []


def test_three_presses_within_five_seconds_leave(read):
    page, _requests = timed(read)
    press_shift(page, 1)
    page.clock.run_for(2400)
    press_shift(page, 1)
    page.clock.run_for(2400)
    press_shift(page, 1)
    assert has_left(page)


def test_three_presses_over_more_than_five_seconds_do_not_leave(read):
    page, requests = timed(read)
    for _ in range(4):
        press_shift(page, 1)
        page.clock.run_for(2600)
    expect(page.locator("h1")).to_be_visible()
    assert requests == []


def test_the_count_is_forgotten_after_five_seconds_and_that_is_said(read):
    page, requests = timed(read)
    press_shift(page, 2)
    page.clock.run_for(5100)
    expect(page.locator(DOTS).first).to_be_hidden()
    expect(page.locator(STATUS)).to_have_text("The presses of Shift no longer count.")
    press_shift(page, 2)
    expect(page.locator(STATUS)).to_contain_text("2 of 3")
    assert requests == []


def timed(read):
    """The page, and a clock in our hands: a slow machine changes nothing."""
    page, requests = read("about:blank", size="desk")
    page.clock.install(time=0)
    page.goto(QUESTION)
    page.clock.pause_at(60_000)  # from here on time passes only when told to
    return page, requests


# Where it is


def test_it_is_not_printed(read):
    page, _requests = read()
    expect(page.locator(".leave")).to_be_visible()
    page.emulate_media(media="print")
    for link in page.locator("[data-leave]").all():
        expect(link).to_be_hidden()


IN_FRONT = """(link) => {
  const box = link.getBoundingClientRect();
  return [.02, .25, .5, .75, .98].every((part) =>
    link.contains(document.elementFromPoint(box.left + box.width * part, box.top + box.height / 2)));
}"""


@pytest.mark.parametrize("size", ["telephone", "desk"])
def test_it_stays_in_view_wherever_one_scrolls(size, visit):
    page = visit("/en/estonia/investigation/", size)
    for place in ("0", "1500", "document.body.scrollHeight"):
        page.evaluate(f"scrollTo(0, {place})")
        expect(page.locator(".leave")).to_be_in_viewport(ratio=1)
        assert page.locator(".leave").evaluate(IN_FRONT)


@pytest.mark.parametrize("size", ["telephone", "desk"])
@pytest.mark.parametrize("picker", [0, 1])
def test_an_open_list_of_countries_or_languages_does_not_cover_it(picker, size, visit):
    page = visit("/en/estonia/", size)
    page.locator(".picker summary").nth(picker).click()
    expect(page.locator(".picker ul").nth(picker)).to_be_visible()
    assert page.locator(".leave").evaluate(IN_FRONT)


@pytest.mark.parametrize("size", ["telephone", "desk"])
def test_a_menu_closes_with_escape_with_a_click_elsewhere_and_with_the_other_menu(size, visit):
    page = visit("/en/estonia/", size)
    menus, lists = page.locator(".picker summary"), page.locator(".picker ul")
    for close in ("Escape", "elsewhere", "other"):
        menus.nth(0).click()
        expect(lists.nth(0)).to_be_visible()
        if close == "Escape":
            page.keyboard.press("Escape")
            expect(menus.nth(0)).to_be_focused()
        elif close == "elsewhere":
            page.locator("h1").click()
        else:
            menus.nth(1).click()
            expect(lists.nth(1)).to_be_visible()
        expect(lists.nth(0)).to_be_hidden()
