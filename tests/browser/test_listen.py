"""Listen: an answer is read aloud by a voice of the device for its language, stops at once, and is absent otherwise."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

QUESTION = "/lv/latvia/compensation/state-compensation/"
SECTION = "/en/latvia/compensation/"
IN_ANOTHER_LANGUAGE = "/en/france/compensation/state-advance/"  # French, on an English page
LATVIAN = {"name": "Ilze", "lang": "lv-LV", "localService": True}
FRENCH = {"name": "Anne", "lang": "fr_FR", "localService": True}  # as some telephones write it
ENGLISH = {"name": "Kate", "lang": "en-GB", "localService": True}
# What the device can say; `said` is what it was told to.
SPEECH = """
window.said = [];
window.voices = VOICES;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const speech = {
    getVoices: () => window.voices,
    speak: (each) => window.said.push(each),
    cancel: () => { window.cancelled = (window.cancelled ?? 0) + 1; window.said = []; },
};
Object.defineProperty(window, "speechSynthesis", { value: speech });
"""
WHAT_WAS_SAID = "() => said.map(({ text, lang, voice }) => [text, lang, voice.name])"


@pytest.fixture
def read(visit):
    """Opens a page on a device with some voices."""

    def read(path, *voices, **options):
        page = visit("/en/safety/", **options)
        page.context.add_init_script(SPEECH.replace("VOICES", json.dumps(voices)))
        page.goto(path, wait_until="networkidle")
        return page

    return read


def buttons(page):
    return page.locator("main button.act:visible")


def test_a_voice_of_the_device_reads_the_whole_answer_in_its_language_and_stops_at_once(read):
    page = read(QUESTION, ENGLISH, LATVIAN)
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    listen = buttons(page).first
    assert listen.bounding_box()["height"] >= 44
    name = listen.inner_text()
    listen.press("Enter")
    said = page.evaluate(WHAT_WAS_SAID)
    assert {(language, voice) for _text, language, voice in said} == {("lv", "Ilze")}
    shown = page.locator(".question > .answer").inner_text()
    assert " ".join(text for text, *_rest in said).split() == shown.split()
    assert len(said) > 3
    expect(listen).not_to_have_text(name)
    listen.press("Enter")
    assert page.evaluate("said.length") == 0
    expect(listen).to_have_text(name)
    listen.press("Enter")
    page.evaluate("said.at(-1).onend()")
    expect(listen).to_have_text(name)
    assert errors == []


def test_only_one_answer_is_read_at_a_time_and_leaving_silences_it(read):
    page = read(SECTION, ENGLISH)
    page.context.route("https://www.wikipedia.org/**", lambda route: route.fulfill(status=204))  # one stays on the page
    first, second = buttons(page).nth(0), buttons(page).nth(1)
    first.click()
    second.click()
    expect(first).to_have_text("Listen")
    expect(second).to_have_text("Stop")
    own = page.locator(".question > .answer").nth(1).inner_text()
    assert page.evaluate("said[0].text") in own
    page.evaluate("window.cancelled = 0")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    assert page.evaluate("[cancelled, said.length]") == [1, 0]


def test_an_answer_in_another_language_needs_a_voice_of_that_language(read):
    assert buttons(read(IN_ANOTHER_LANGUAGE, ENGLISH)).count() == 0
    page = read(IN_ANOTHER_LANGUAGE, FRENCH)
    buttons(page).first.click()
    assert {tuple(each[1:]) for each in page.evaluate(WHAT_WAS_SAID)} == {("fr", "Anne")}


@pytest.mark.parametrize(
    "voices", [(), ({**LATVIAN, "localService": False},), (ENGLISH,)], ids=["no", "server", "other"]
)
def test_without_a_voice_of_the_device_for_the_language_there_is_no_button(read, voices):
    page = read(QUESTION, *voices)
    assert buttons(page).count() == 0
    fetched = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert any("read-aloud" in name for name in fetched) is (ENGLISH in voices)


def test_without_a_script_there_is_no_button(read):
    assert buttons(read(QUESTION, LATVIAN, java_script_enabled=False)).count() == 0


def test_voices_that_are_known_late_bring_the_button_once(read):
    page = read(QUESTION)
    page.evaluate("(voice) => { voices = [voice]; speechSynthesis.onvoiceschanged(); }", LATVIAN)
    expect(buttons(page)).to_have_count(1)
    page.evaluate("speechSynthesis.onvoiceschanged()")
    expect(buttons(page)).to_have_count(1)
