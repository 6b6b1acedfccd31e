"""Small screens, large letters, thumbs, keyboards and paper: nothing is cut, covered or out of reach."""

import itertools

import pytest
from playwright.sync_api import expect

from portal.i18n import languages
from tests.matrices import in_turn
from tests.public_pages import KINDS

pytestmark = pytest.mark.browser

SEEN = "(parts) => parts.filter((part) => part.checkVisibility({contentVisibilityAuto: true})).length"

MANY = ["home", "about", "for-other-sites", "country", "services", "services-with-every-fact", "section",
        "section-with-groups", "section-with-every-status", "question", "question-outdated", "search", "search-found",
        "search-numbers", "search-in-danger", "search-nothing", "picker", "compared", "compared-eight",
        "question-compared", "facts", "fact-duration", "fact-choice", "across", "across-picker",
        "not-found"]  # fmt: skip
FEW = ["home", "country", "services", "section", "question", "search-found", "search-in-danger", "not-found"]
LONG_WORDS = ("bg", "fi", "de")

# For the scripts below: what is drawn, its lines of text, and its name in a message.
DRAWN = """
const drawn = (element) => element.checkVisibility({visibilityProperty: true})
  && !element.closest(".unseen, .skip, svg")
  && !(innerWidth < 768 && element.closest(".matrix > table > thead"));
const every = (selector) => [...document.querySelectorAll(selector)].filter(drawn);
const lines = (element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim() || !drawn(walker.currentNode.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    found.push(...[...range.getClientRects()].filter((box) => box.width > 0));
  }
  return found;
};
const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
const named = (element) =>
  `${element.localName}.${element.className}: ${element.textContent.trim().replace(/\\s+/g, " ").slice(0, 40)}`;
const unfold = () => { for (const fold of document.querySelectorAll("main details")) fold.open = true; };
"""


def nothing(faults, *where):
    assert not faults, "\n".join(map(str, [*where, *faults]))


# Small screens and large letters

BEYOND_THE_SCREEN = f"""() => {{ {DRAWN} unfold();
  const width = document.documentElement.clientWidth;
  const scrolling = (element) => element && getComputedStyle(element).overflowX === "auto";
  const held = (element) => element && (scrolling(element) || held(element.parentElement));
  const beyond = every("body *").filter((element) => {{
    const box = element.getBoundingClientRect();
    return !held(element.parentElement) && (box.right > width + 1 || box.left < -1)
      || element.matches(".picker ul") && element.scrollWidth > element.clientWidth;
  }});
  const scrolls = document.documentElement.scrollWidth > width ? ["the page scrolls"] : [];
  return [...scrolls, ...beyond.map(named)];
}}"""


@pytest.mark.parametrize(("kind", "language"), in_turn(MANY, languages.CODES))
def test_nothing_scrolls_sideways_on_the_narrowest_screen(kind, language, visit):
    page = visit(f"/{language}/{KINDS[kind]}", None, viewport={"width": 320, "height": 640})
    nothing(page.evaluate(BEYOND_THE_SCREEN))


@pytest.mark.parametrize("picker", [0, 1], ids=["countries", "languages"])
def test_an_open_list_of_countries_or_languages_fits_the_narrowest_screen(picker, visit):
    page = visit("about:blank", None, viewport={"width": 320, "height": 640})
    for language in LONG_WORDS:
        page.goto(f"/{language}/estonia/")
        page.locator(".picker summary").nth(picker).click()
        nothing(page.evaluate(BEYOND_THE_SCREEN), language)


CUT = f"""() => {{ {DRAWN} unfold();
  const faults = [];
  for (const element of every("body *")) {{
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (style.display === "inline" || style.display === "contents") continue;
    if (lines(element).some((line) => line.right > box.right + 2 || line.left < box.left - 2
      || line.top < box.top - line.height / 4 || line.bottom > box.bottom + line.height / 4)) {{
      faults.push(`leaves its box: ${{named(element)}}`);
    }}
    if (style.overflow !== "visible" && !element.matches("input") && (element.scrollWidth > element.clientWidth + 1
      || element.scrollHeight > element.clientHeight + 1)) faults.push(`is clipped: ${{named(element)}}`);
  }}
  const pieces = every(".strip a, .brand, .picker summary, .leave, .crumbs a, h1, h2, .lead, .card, summary")
    .map((element) => [element, lines(element)]);
  pieces.forEach(([one, ones], place) => pieces.slice(place + 1).forEach(([other, others]) => {{
    if (!one.contains(other) && ones.some((a) => others.some((b) => meet(a, b)))) {{
      faults.push(`lies on the other: ${{named(one)}} / ${{named(other)}}`);
    }}
  }}));
  return faults;
}}"""


@pytest.mark.parametrize(("kind", "width", "language"), in_turn(FEW, [390, 640, 1280], LONG_WORDS))
def test_nothing_is_cut_when_the_text_is_twice_as_large(kind, width, language, visit):
    page = visit("about:blank", None, viewport={"width": width, "height": 900})
    # What a reader does who sets larger text in the browser.
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    page.goto(f"/{language}/{KINDS[kind]}")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    nothing(page.evaluate(BEYOND_THE_SCREEN) + page.evaluate(CUT))


ON_LEAVE = f"""() => {{ {DRAWN}
  const leave = document.querySelector(".leave").getBoundingClientRect();
  return every("main *, header *, .strip *")
    .filter((element) => !element.children.length && lines(element).some((line) => meet(line, leave))).map(named);
}}"""


@pytest.mark.parametrize(("kind", "language"), in_turn([*FEW, "about"], LONG_WORDS))
def test_no_text_lies_under_leave_this_site_where_a_page_begins(kind, language, visit):
    page = visit(f"/{language}/{KINDS[kind]}", None, viewport={"width": 320, "height": 900})
    for width in (320, 390, 600, 800, 959, 960, 1024, 1152, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        nothing(page.evaluate(ON_LEAVE), width)


# Thumbs

TOO_SMALL = f"""(place) => {{ {DRAWN} unfold();
  const inText = (element) => getComputedStyle(element).display === "inline"
    && (element.closest(".answer")
      || element.closest("p, li, th, td").textContent.trim() !== element.textContent.trim());
  const targets = every(`${{place}} :is(a, summary, input, button, select, label:has(input))`)
    .filter((element) => !inText(element) && !element.matches("label > input"));
  return targets.flatMap((element) => {{
    const {{width, height}} = element.getBoundingClientRect();
    return height < 43.9 || width < 43.9 ? [`${{named(element)}} ${{width.toFixed(1)}} × ${{height.toFixed(1)}}`] : [];
  }});
}}"""


@pytest.mark.parametrize(("kind", "size"), in_turn(MANY, ["telephone", "desk"]))
def test_whatever_one_taps_is_at_least_44_pixels_large(kind, size, visit):
    page = visit(f"/en/{KINDS[kind]}", size)
    nothing(page.evaluate(TOO_SMALL, "body"))


@pytest.mark.parametrize("size", ["telephone", "desk"])
@pytest.mark.parametrize("picker", [0, 1], ids=["countries", "languages"])
def test_every_country_and_language_of_a_picker_is_at_least_44_pixels_large(picker, size, visit):
    page = visit("/lv/estonia/", size)
    page.locator(".picker summary").nth(picker).click()
    expect(page.locator(".picker").nth(picker).get_by_role("link")).to_have_count([27, 24][picker])
    nothing(page.evaluate(TOO_SMALL, ".pickers"))


# The keyboard

# What has the focus: its text, the outline, and whether something lies on it. A link in running text may go over
# several lines; each is looked at in its middle.
FOCUS = f"""() => {{ {DRAWN}
  const element = document.activeElement, style = getComputedStyle(element), boxes = [...element.getClientRects()];
  const seen = boxes.map((box) => document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
  const leave = document.querySelector(".leave");
  const under = !element.closest(".leave-bar, .skip")
    && boxes.some((box) => meet(box, leave.getBoundingClientRect()));
  return {{
    element: element === document.body ? null : `${{element.href || ""}} ${{element.textContent.trim()}}`,
    outline: `${{style.outlineStyle}} ${{style.outlineWidth}}`,
    inView: boxes.every((box) => box.bottom > 0 && box.top < innerHeight),
    covered: under || seen.some((found) => !element.contains(found) && !found?.contains(element)),
  }};
}}"""


def test_the_keyboard_reaches_the_way_past_the_header_first_and_then_the_way_out(visit):
    page = visit("/en/estonia/", "desk")
    for text in ("Skip to the text", "Leave this site"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(text)
        expect(page.locator(":focus")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_text("Countries")


@pytest.mark.parametrize(
    ("kind", "size"),
    in_turn(["home", "country", "section", "question", "services", "search-found"], ["telephone", "desk"]),
)
def test_the_focus_is_always_seen(kind, size, visit):
    page = visit(f"/en/{KINDS[kind]}", size)
    forward = list(walk(page, "Tab"))
    page.locator("a").last.focus()
    backward = [page.evaluate(FOCUS), *itertools.islice(walk(page, "Shift+Tab"), len(forward) - 1)]
    assert len(forward) > 15
    assert [stop["element"] for stop in reversed(backward)] == [stop["element"] for stop in forward]
    nothing([stop for stop in forward + backward if stop["outline"] != "solid 3px"])
    nothing([stop for stop in forward + backward if stop["covered"] or not stop["inView"]])


def walk(page, key):
    """Every stop of the keyboard from here to the end of the page."""
    page.keyboard.press(key)
    while (stop := page.evaluate(FOCUS))["element"]:
        yield stop
        page.keyboard.press(key)


@pytest.mark.parametrize("size", ["telephone", "desk"])
def test_the_contents_lead_to_a_question_whose_heading_is_not_covered(size, visit):
    page = visit("/en/latvia/investigation/", size)
    contents = page.locator("details.contents").first
    contents.locator("summary").focus()
    page.keyboard.press("Enter")
    for link in contents.get_by_role("link").all()[3:20:8]:
        target = link.get_attribute("href")
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{target}")
        heading = page.locator(f"{target} :is(h2, h3)").first
        expect(heading).to_be_in_viewport(ratio=1)
        assert not page.evaluate(f"""(heading) => {{ {DRAWN}
          const leave = document.querySelector(".leave").getBoundingClientRect();
          return lines(heading).some((line) => meet(line, leave));
        }}""", heading.element_handle())  # fmt: skip


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_what_is_folded_opens_and_closes_by_keyboard(key, visit):
    page = visit("/en/estonia/", "desk", java_script_enabled=False)
    folds = page.locator("details")
    assert folds.count() > 7
    for fold in folds.all():
        fold.locator("summary").focus()
        page.keyboard.press(key)
        expect(fold).to_have_attribute("open", "")
        page.keyboard.press(key)
        expect(fold).not_to_have_attribute("open", "")


# Paper


def test_an_answer_is_folded_on_a_telephone_alone_and_open_where_an_address_leads(visit):
    whole = ".question .fold > .answer"
    page = visit("/en/estonia/compensation/", "telephone")
    assert page.locator(whole).evaluate_all(SEEN) == 0
    page.goto("/en/estonia/compensation/#state-compensation")
    assert page.locator(whole).evaluate_all(SEEN) == 1
    expect(page.locator("#state-compensation .fold > .answer")).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator(whole).evaluate_all(SEEN) == page.locator(whole).count() > 3
    desk = visit("/en/estonia/compensation/", "desk")
    assert desk.locator(whole).evaluate_all(SEEN) == desk.locator(whole).count()


@pytest.mark.parametrize("kind", ["country", "section", "question", "services"])
def test_a_print_says_where_it_is_from_and_leaves_out_what_cannot_be_tapped(kind, visit, site):
    page = visit(f"/en/{KINDS[kind]}")
    printed = page.locator(".printed")
    expect(printed).to_be_hidden()
    page.emulate_media(media="print")
    expect(printed).to_be_visible()
    expect(printed).to_contain_text(f"{site}/en/{KINDS[kind]}")
    assert page.get_by_role("navigation").all() == []
    for left_out in page.locator(".pickers, .crumbs, .neighbours, .leave-bar, .skip, footer .links").all():
        expect(left_out).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_print_in_the_dark_is_black_on_white(visit):
    page = visit("/en/estonia/", color_scheme="dark")
    page.emulate_media(media="print")
    colours = "(body) => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor]"
    assert page.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_the_print_of_a_country_holds_its_questions_and_the_whole_first_answer(visit):
    page = visit("/en/estonia/")
    page.emulate_media(media="print")
    expect(page.get_by_text("Can I get compensation from the state?")).to_be_visible()
    expect(page.locator(".overview .answer .answer > *").first).to_be_visible()
