"""How much a reader must fetch before they can read: the first view fits in a fresh connection's first round trip."""

import brotli
import pytest
from django.contrib.staticfiles import finders

from rights.models import Section
from tests import public_pages
from tests.public_pages import KINDS, main_of, parse, text_of

WHOLE_FIRST_VIEW = 14_600
BESIDE_THE_TEXT = 9 * 1024
STYLESHEET = 14 * 1024
SCRIPTS = 6 * 1024
SUGGESTIONS = 2000
SECTIONS = ["overview", "investigation", "trial", "post-trial", "compensation", "support", "defendants"]


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    with public_pages.kept_for_the_module(django_db_blocker):
        public_pages.load_shipped()
        public_pages.load_every_status()
        yield


@pytest.fixture
def html(shipped, db, client):
    """The page as it is sent, before compression."""

    def fetch(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
        return answer.content.decode()

    return fetch


def static(address: str) -> bytes:
    with open(finders.find(address.removeprefix("/static/")), "rb") as file:
        return file.read()


def size(content: bytes | str) -> int:
    """Compressed as well as Brotli can."""
    return len(brotli.compress(content.encode() if isinstance(content, str) else content, quality=11))


def fetched_with(page: str) -> list[str]:
    """The stylesheets and scripts that a page names."""
    root = parse(page)
    sheets = [link.get("href") for link in root.iter("link") if link.get("rel") == "stylesheet"]
    return sheets + [script.get("src") for script in root.iter("script")]


def test_the_compensation_page_of_estonia_fits_in_the_first_round_trip(html):
    page = html("/en/estonia/compensation/")
    files = fetched_with(page)
    assert "/static/portal.css" in files
    assert "/static/leave.js" in files
    assert size(page) + sum(size(static(address)) for address in files) <= WHOLE_FIRST_VIEW


@pytest.mark.parametrize("language", ["en", "lv"])
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("country", ["estonia", "latvia", "european-union"])
def test_a_section_page_is_hardly_more_than_its_own_text(html, country, section, language):
    page = html(f"/{language}/{country}/{section}/")
    own_text = size(text_of(main_of(page)))
    assert size(page) + sum(size(static(address)) for address in fetched_with(page)) <= own_text + BESIDE_THE_TEXT


@pytest.mark.django_db
def test_every_section_is_measured(shipped):
    assert list(Section.objects.order_by("position").values_list("slug", flat=True)) == SECTIONS


def test_the_stylesheet_is_small():
    assert len(static("/static/portal.css")) <= STYLESHEET


def test_the_script_of_the_field_in_the_header_is_small():
    assert len(static("/static/suggest.js")) <= SUGGESTIONS


def test_all_scripts_together_are_small(html):
    named = {
        address
        for kind, path in KINDS.items()
        if kind != "not-found"
        for address in fetched_with(html(f"/en/{path}"))
        if address.endswith(".js")
    }
    assert {"/static/leave.js", "/static/filter.js", "/static/suggest.js"} <= named
    assert sum(len(static(address)) for address in named) <= SCRIPTS
