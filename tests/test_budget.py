"""How much a reader must fetch before they can read: the first view fits in a fresh connection's first round trip."""

from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from portal.web.storage import MinifiedStaticFilesStorage
from rights.models import Section
from tests.public_pages import KINDS, main_of, parse, text_of

WHOLE_FIRST_VIEW = 14_600
BESIDE_THE_TEXT = 10 * 1024 + 512  # with the languages that a page is public in, and the meanings of terms
STYLESHEET = 3700
SCRIPTS = 2300
SUGGESTIONS = 850
READING_ALOUD = 500  # fetched after the page, by devices that have a voice
SECTIONS = ["overview", "investigation", "trial", "post-trial", "compensation", "support", "defendants"]


@pytest.fixture
def html(every_status_state, db, client):
    """The page as it is sent, before compression."""

    def fetch(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
        return answer.content.decode()

    return fetch


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """The bytes of a static file as a browser fetches it: collected, minified, compressed."""
    storage = MinifiedStaticFilesStorage(tmp_path_factory.mktemp("static"), "/static/")
    sources = {name: (source, name) for name, source in finders.AppDirectoriesFinder({"portal.web"}).list([])}
    for name, (source, _name) in sources.items():
        with source.open(name) as file:
            storage.save(name, file)
    for _name, _hashed_name, processed in storage.post_process(sources):
        assert not isinstance(processed, Exception)

    def measure(address: str) -> int:
        collected = Path(storage.path(storage.stored_name(address.removeprefix("/static/"))))
        return len(collected.with_name(f"{collected.name}.br").read_bytes())

    return measure


def size(content: str) -> int:
    """Compressed as well as Brotli can."""
    return len(brotli.compress(content.encode(), quality=11))


def fetched_with(page: str) -> list[str]:
    """The stylesheets and scripts that a page names."""
    root = parse(page)
    sheets = [link.get("href") for link in root.iter("link") if link.get("rel") == "stylesheet"]
    return sheets + [script.get("src") for script in root.iter("script")]


def test_the_compensation_page_of_estonia_fits_in_the_first_round_trip(html, sent):
    page = html("/en/estonia/compensation/")
    files = fetched_with(page)
    assert "/static/portal.css" in files
    assert "/static/leave.js" in files
    assert size(page) + sum(sent(address) for address in files) <= WHOLE_FIRST_VIEW


@pytest.mark.parametrize("language", ["en", "lv"])
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("country", ["estonia", "latvia", "european-union"])
@pytest.mark.slow
def test_a_section_page_is_hardly_more_than_its_own_text(html, sent, country, section, language):
    page = html(f"/{language}/{country}/{section}/")
    own_text = size(text_of(main_of(page)))
    assert size(page) + sum(sent(address) for address in fetched_with(page)) <= own_text + BESIDE_THE_TEXT


@pytest.mark.django_db
def test_every_section_is_measured(shipped):
    assert list(Section.objects.order_by("position").values_list("slug", flat=True)) == SECTIONS


def test_the_stylesheet_is_small(sent):
    assert sent("/static/portal.css") <= STYLESHEET


def test_the_script_of_the_field_in_the_header_is_small(sent):
    assert sent("/static/suggest.js") <= SUGGESTIONS


def test_the_script_that_reads_aloud_is_small(sent):
    assert sent("/static/read-aloud.js") <= READING_ALOUD


@pytest.mark.slow
def test_all_scripts_together_are_small(html, sent):
    named = {
        address
        for kind, path in KINDS.items()
        if kind != "not-found"
        for address in fetched_with(html(f"/en/{path}"))
        if address.endswith(".js")
    }
    assert {"/static/leave.js", "/static/filter.js", "/static/suggest.js"} <= named
    assert sum(sent(address) for address in named) <= SCRIPTS
