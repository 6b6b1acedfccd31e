"""When something breaks: a page that needs nothing that could break again.

These tests have no database: a page that reads it fails, as it would where the database is down.
"""

import logging

import html5lib
import pytest

from portal.i18n import languages
from tests.public_pages import main_of, parse, text_of


@pytest.fixture(autouse=True)
def _as_a_reader_meets_it(client):
    client.raise_request_exception = False
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("language", languages.CODES)
def test_the_page_is_in_the_language_of_the_address(client, language):
    answer = client.get(f"/{language}/estonia/", headers={"Accept-Language": "lv" if language != "lv" else "de"})
    assert answer.status_code == 500
    assert parse(answer.content.decode()).get("lang") == language
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize("path", ["/go/EE/damages", "/healthz"])
def test_an_address_without_a_language_is_answered_in_english(client, path):
    answer = client.get(path, headers={"Accept-Language": "lv"})
    assert answer.status_code == 500
    assert parse(answer.content.decode()).get("lang") == "en"


def test_the_page_says_what_happened_and_whom_to_call(client):
    answer = client.get("/en/estonia/")
    main = main_of(answer.content.decode())
    assert "Something went wrong on our side" in text_of(main)
    assert "tel:112" in [link.get("href") for link in main.iter("a")]


def test_the_page_lets_the_reader_leave(client):
    page = parse(client.get("/en/estonia/").content.decode())
    leave = [link for link in page.iter("a") if link.get("data-leave") is not None]
    assert leave
    assert all(link.get("href").startswith("https://") for link in leave)


def test_the_page_tells_nothing_about_the_fault(client):
    text = client.get("/en/estonia/").content.decode()
    for secret in ("Traceback", "RuntimeError", "Database access", "countries/views.py"):
        assert secret not in text


def test_the_page_is_valid_html_with_one_main_heading(client):
    html = client.get("/en/estonia/").content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    assert len(list(parse(html).iter("h1"))) == 1


def test_every_link_of_the_page_has_an_address_and_a_text(client):
    links = list(parse(client.get("/lv/estonia/").content.decode()).iter("a"))
    assert [link.get("href") for link in links if not link.get("href") or not text_of(link)] == []


def test_the_page_is_kept_by_no_cache_and_sets_no_cookie(client):
    answer = client.get("/en/estonia/")
    assert answer.headers.get("Cache-Control") == "no-store"
    assert not answer.cookies


def test_the_page_has_the_security_headers_of_every_page(client):
    headers = client.get("/en/estonia/").headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "'none'" in headers["Content-Security-Policy"]


def test_after_the_fault_the_page_is_served_again(client, request):
    assert client.get("/en/").status_code == 500
    request.getfixturevalue("reference")
    assert client.get("/en/").status_code == 200
