"""Comparing in a browser: sorting, narrow screens, heads that stay, the keyboard, paper; and without a script."""

import itertools

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

INDICATOR = "compare/indicators/state-compensation-deadline/"
THREE = "/en/compare/latvia+estonia+european-union/compensation/"
EIGHT = "/en/compare/latvia+estonia+european-union+denmark+france+germany+malta+ireland/compensation/"
ROWS = "() => [...document.querySelectorAll('tbody tr')].map((row) => row.id)"
SORTED = "() => [...document.querySelectorAll('th[aria-sort]')].map((th) => [th.textContent, th.ariaSort])"


def head(page, name):
    return page.locator("thead").get_by_role("link", name=name)


# Sorting


@pytest.mark.parametrize(
    "slug", ["state-compensation-deadline", "free-legal-aid", "hotline-116006", "claim-damages-until"]
)
def test_the_script_sorts_as_the_links_do(slug, visit):
    with_script = visit(f"/en/compare/indicators/{slug}/", "desk")
    without = visit(f"/en/compare/indicators/{slug}/", "desk", java_script_enabled=False)
    assert with_script.evaluate(ROWS) == without.locator("tbody tr").evaluate_all("(rows) => rows.map((row) => row.id)")
    for name in ("Value", "Country", "Country", "Value", "Value"):
        address = with_script.url
        head(with_script, name).click()
        head(without, name).click()
        without.wait_for_load_state()
        assert with_script.evaluate(ROWS) == without.locator("tbody tr").evaluate_all("(rows) => rows.map((r) => r.id)")
        assert with_script.evaluate(SORTED) == without.locator("th[aria-sort]").evaluate_all(
            "(heads) => heads.map((th) => [th.textContent, th.ariaSort])"
        )
        assert with_script.url == without.url != address


def test_sorting_with_the_script_loads_nothing(visit):
    page = visit(f"/en/{INDICATOR}", "desk")
    loaded = []
    page.on("request", lambda request: loaded.append(request.resource_type))
    for name in ("Country", "Value"):
        head(page, name).click()
    assert not {"document", "fetch", "xhr", "script"} & set(loaded)  # the flags come from the browser's cache


def test_the_address_after_sorting_shows_the_same_order(visit):
    page = visit(f"/en/{INDICATOR}", "desk")
    head(page, "Country").click()
    head(page, "Country").click()
    before = page.evaluate(ROWS)
    page.reload()
    assert page.evaluate(ROWS) == before
    assert before[0] == "latvia"


def test_a_table_is_sorted_by_keyboard_and_the_focus_stays(visit):
    page = visit(f"/en/{INDICATOR}", "desk")
    head(page, "Country").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(SORTED) == [["Country", "ascending"]]
    expect(head(page, "Country")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate(SORTED) == [["Country", "descending"]]


def test_a_sorted_page_opens_in_another_tab_where_that_is_asked_for(visit):
    page = visit(f"/en/{INDICATOR}", "desk")
    with page.context.expect_page() as opened:
        head(page, "Country").click(modifiers=["ControlOrMeta"])
    assert opened.value.url.endswith("?sort=country")
    assert page.evaluate(SORTED) == [["Value", "ascending"]]


# Choosing


@pytest.mark.parametrize("scripts", [True, False])
def test_countries_are_chosen_and_compared(scripts, visit):
    page = visit("/en/estonia/compensation/", java_script_enabled=scripts)
    page.get_by_role("link", name="Compare").last.click()
    expect(page.get_by_role("checkbox", name="Estonia")).to_be_checked()
    expect(page.get_by_role("radio", name="Compensation")).to_be_checked()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose one more country")
    expect(page.get_by_role("checkbox", name="Estonia")).to_be_checked()
    page.get_by_role("checkbox", name="Latvia").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Estonia · Latvia")


def test_countries_are_chosen_by_keyboard_alone(visit):
    page = visit("/en/compare/", "desk")
    for name in ("Latvia", "Estonia"):
        page.get_by_role("checkbox", name=name).focus()
        page.keyboard.press("Space")
    page.get_by_role("radio", name="Compensation").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Compare").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Estonia · Latvia")


def test_the_two_countries_of_a_crime_abroad_are_chosen_without_a_script(visit):
    page = visit("/en/compare/across/", java_script_enabled=False)
    page.get_by_label("The crime happened in").select_option("latvia")
    page.get_by_label("You live in").select_option("estonia")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(page.url.split("/en/")[0] + "/en/compare/across/latvia/estonia/")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_whole_answer_is_one_tap_away(scripts, visit):
    page = visit(THREE, "desk", java_script_enabled=scripts)
    fold = page.locator("td details.fold").first
    whole = fold.locator(".answer")
    expect(whole).to_be_hidden()
    fold.locator("summary").click()
    expect(whole).to_be_visible()


# Narrow and wide

PLACES = """() => [...document.querySelectorAll('.matrix > table > tbody > tr:first-child > td')].map((cell) => {
  const {left, top, width} = cell.getBoundingClientRect();
  return [Math.round(left), Math.round(top), Math.round(width)];
})"""


@pytest.mark.parametrize("path", [THREE, EIGHT])
def test_on_a_narrow_screen_cells_are_stacked_each_with_its_country(path, visit):
    page = visit(path, "telephone")
    places = page.evaluate(PLACES)
    assert len({left for left, _top, _width in places}) == 1
    assert all(above[1] < below[1] for above, below in itertools.pairwise(places))
    assert places[0][2] > 300
    labels = page.locator(".matrix > table > tbody > tr:first-child > td > .whose")
    assert labels.count() == len(places)
    for label in labels.all():
        expect(label).to_be_visible()
    expect(page.locator(".matrix > table > thead")).not_to_be_in_viewport()


def test_on_a_wide_screen_cells_stand_side_by_side_without_repeating_the_country(visit):
    page = visit(THREE, "desk")
    places = page.evaluate(PLACES)
    assert len({top for _left, top, _width in places}) == 1
    assert all(one[0] < other[0] for one, other in itertools.pairwise(places))
    for label in page.locator("td > .whose").all():
        expect(label).to_be_hidden()


def test_stacked_cells_are_still_a_table_for_readers_of_the_screen(visit):
    page = visit(THREE, "telephone")
    tree = page.locator(".matrix > table")
    expect(tree.get_by_role("columnheader", name="Latvia", exact=True)).to_have_count(1)
    expect(tree.get_by_role("rowheader")).to_have_count(6)


@pytest.mark.parametrize("path", [THREE, "/en/compare/indicators/free-legal-aid/", "/en/compare/questions/damages/"])
def test_heads_stay_in_view_while_the_page_scrolls(path, visit):
    page = visit(path, "desk")
    last = page.locator(".matrix > table > tbody > tr").last
    last.evaluate("(row) => row.scrollIntoView({block: 'start'})")
    page.mouse.wheel(0, 60)
    page.wait_for_timeout(200)
    for cell in page.locator(".matrix > table > thead th").all():
        expect(cell).to_be_in_viewport(ratio=0.9)
    seen = page.evaluate("""() => [...document.querySelectorAll('.matrix > table > thead th')].every((th) => {
      const box = th.getBoundingClientRect();
      const found = document.elementFromPoint(box.left + 12, box.top + box.height / 2);
      return th === found || th.contains(found);
    })""")
    assert seen


EIGHT_FACTS = "/en/compare/indicators/?" + "&".join(f"country={slug}" for slug in EIGHT.split("/")[3].split("+"))


@pytest.mark.parametrize("path", [EIGHT, EIGHT_FACTS])
def test_many_columns_scroll_under_a_first_column_and_heads_that_stay(path, visit):
    page = visit(path, "desk")
    box = page.locator(".scrolls")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    box.evaluate("(box) => { box.scrollIntoView(); box.scrollTo(600, 300); }")
    corner = box.bounding_box()
    first = page.locator(".matrix > table > tbody > tr > th").first.bounding_box()
    heads = page.locator(".matrix > table > thead th").nth(4).bounding_box()
    assert abs(first["x"] - corner["x"]) < 3
    assert abs(heads["y"] - corner["y"]) < 3


def test_a_table_that_scrolls_is_scrolled_by_keyboard(visit):
    page = visit(EIGHT, "desk")
    box = page.locator(".scrolls")
    box.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    for _ in range(50):  # it scrolls smoothly; the policy of the page lets nobody evaluate what to wait for
        if box.evaluate("box => box.scrollLeft") > 50:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the table did not scroll")


def test_a_tap_on_a_country_of_the_first_row_is_not_covered_by_the_heads(visit):
    page = visit(f"{THREE}#state-compensation", "desk")
    row = page.locator("#state-compensation > th")
    head_of_table = page.locator(".matrix > table > thead th").first.bounding_box()
    assert row.bounding_box()["y"] >= head_of_table["y"] + head_of_table["height"] - 1


def test_a_table_within_an_answer_keeps_its_own_look(visit):
    """It is in a cell of the comparison, which is a table too."""
    page = visit("/en/compare/latvia+france/compensation/", "telephone")
    page.locator("#state-compensation details.fold").first.locator("summary").click()
    inner = page.locator("#state-compensation td table").first
    assert inner.evaluate("(table) => getComputedStyle(table.tBodies[0].rows[0].cells[0]).display") == "table-cell"
    expect(inner.locator("th").first).to_be_visible()
    assert inner.locator("th").first.bounding_box()["height"] > 10
    assert inner.locator("th").first.evaluate("(th) => getComputedStyle(th).position") == "static"


# The map


def test_every_tile_shows_its_value_within_its_square(visit):
    page = visit("/en/compare/indicators/free-legal-aid/")
    outside = page.evaluate("""() => [...document.querySelectorAll('.map g')].filter((tile) => {
      const square = tile.querySelector('rect').getBoundingClientRect();
      return [...tile.querySelectorAll('text')].some((text) => {
        const box = text.getBoundingClientRect();
        return box.left < square.left - 1 || box.right > square.right + 1;
      });
    }).map((tile) => tile.textContent)""")
    assert outside == []


# Paper


def test_a_comparison_prints_as_a_table_on_landscape_paper(visit, site):
    page = visit(THREE, "desk")
    page.emulate_media(media="print")
    places = page.evaluate(PLACES)
    assert len({top for _left, top, _width in places}) == 1
    for left_out in page.locator(".columns-of, .leave-bar, .pickers, .take p:first-child").all():
        expect(left_out).to_be_hidden()
    expect(page.locator(".printed")).to_contain_text(f"{site}{THREE}")
    size = page.pdf(prefer_css_page_size=True)
    width, height = page_size(size)
    assert width > height


def test_a_wide_comparison_prints_all_its_columns(visit):
    page = visit(EIGHT, "desk")
    page.emulate_media(media="print")
    assert page.locator(".scrolls").evaluate("(box) => getComputedStyle(box).overflow") == "visible"


def page_size(pdf: bytes) -> tuple[float, float]:
    box = pdf.split(b"/MediaBox", 1)[1].split(b"[", 1)[1].split(b"]", 1)[0].split()
    left, bottom, right, top = map(float, box)
    return right - left, top - bottom


# The dark


def test_the_map_keeps_its_shades_apart_in_the_dark(visit):
    page = visit("/en/compare/indicators/free-legal-aid/", color_scheme="dark")
    shades = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('.map g')].map((g) => g.className.baseVal))]"
        ".map((name) => getComputedStyle(document.querySelector(`.map g.${name} rect`)).fill)"
    )
    assert len(set(shades)) == len(shades) > 1
