"""Everything that could shape a page is in its key, or the page is not kept."""

import datetime
import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import RequestFactory

from portal.web import page_cache
from tests.portal.web.page_cache.pages import TEXT, a_page

pytestmark = pytest.mark.django_db


OTHER_REQUESTS = [
    *({"HTTP_HOST": host} for host in (
        "LOCALHOST", "localhost:81", "localhost.", "127.0.0.1", "[::1]", "testserver", "", "evil.eu", "a b", "\xff",
    )),
    {"HTTP_HOST": None},
    {"HTTP_HOST": None, "SERVER_NAME": "127.0.0.1"},
    {"HTTP_HOST": None, "SERVER_PORT": "81"},
    {"wsgi.url_scheme": "https"},
    *({f"HTTP_X_FORWARDED_{name}": value} for name, value in (
        ("PROTO", "https"), ("HOST", "evil.example"), ("PORT", "81"), ("FOR", "1.2.3.4"), ("PREFIX", "/evil"),
    )),
    {"HTTP_FORWARDED": "host=evil.example;proto=https"},
    *({name: "/evil"} for name in (
        "SCRIPT_NAME", "HTTP_SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL", "HTTP_X_ORIGINAL_URL", "HTTP_X_REWRITE_URL",
        "HTTP_PATH_INFO", "RAW_URI", "REQUEST_URI",
    )),
    *({"PATH_INFO": path} for path in (
        "/en/for-other-sites", "//en/for-other-sites/", "/en//for-other-sites/", "/en/for-other-sites//",
        "/en/for-other-sites/;a", "/en/for-other-sites/ ", "/en/for-other-sites/%20", "/en/for-other-sites/\t",
        "/EN/for-other-sites/", "/de/for-other-sites/", "/en/./for-other-sites/", "/en/for%2Dother-sites/",
        "/en/for-other-sites/\xff", "/en/for-other-sites/\xc3\xa4", "/en/for-other-sites/\x00", "",
    )),
    *({"QUERY_STRING": query} for query in ("x=1", "/", "%ff", "lang=de", "&")),
    *({"REQUEST_METHOD": method} for method in ("HEAD", "POST", "OPTIONS", "get", "PURGE")),
    *({f"HTTP_{name}": value} for name, value in (
        ("ACCEPT_LANGUAGE", "de"), ("COOKIE", "sessionid=x; django_language=de; csrftoken=y"), ("RANGE", "bytes=0-9"),
        ("ACCEPT_ENCODING", "br"), ("ACCEPT_ENCODING", "gzip"), ("ACCEPT_ENCODING", "\xff"), ("ACCEPT_ENCODING", "*"),
        ("IF_NONE_MATCH", "*"), ("IF_NONE_MATCH", '"x"'), ("IF_MATCH", '"x"'), ("IF_RANGE", '"x"'),
        ("IF_MODIFIED_SINCE", "Fri, 01 Jan 2100 00:00:00 GMT"), ("ACCEPT", "application/json"), ("SAVE_DATA", "on"),
        ("X_HTTP_METHOD_OVERRIDE", "DELETE"), ("X_REQUESTED_WITH", "XMLHttpRequest"), ("AUTHORIZATION", "Basic eDp5"),
        ("USER_AGENT", "curl"), ("REFERER", "https://evil.example/"), ("ORIGIN", "https://evil.example"),
        ("UPGRADE_INSECURE_REQUESTS", "1"), ("CACHE_CONTROL", "no-cache"), ("EXPECT", "100-continue"),
    )),
    {"REMOTE_USER": "root"}, {"REMOTE_ADDR": "1.2.3.4"}, {"CONTENT_TYPE": "text/html; charset=utf-16"},
    {"CONTENT_LENGTH": "5", "wsgi.input": io.BytesIO(b"a=b&c")},
]  # fmt: skip
PROXIED = {"SECURE_SSL_REDIRECT": True, "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}


def answer(handler, other):
    """The answer of the whole site to a request: status, headers (but for the time of day) and body."""
    environ = RequestFactory().get("/en/for-other-sites/", HTTP_HOST="localhost").environ
    environ = {name: value for name, value in (environ | other).items() if value is not None}
    begun = []
    body = b"".join(handler(environ, lambda status, headers, *_: begun.extend([status, sorted(headers)])))
    status, headers = begun
    return status, [header for header in headers if header[0] != "Expires"], body


@pytest.fixture
def connection_stays():
    """A request of the whole site leaves the test's connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("more", [{}, PROXIED], ids=["open port", "behind a proxy"])
@pytest.mark.slow
def test_no_request_gets_or_leaves_another_page_than_without_the_cache(reference, connection_stays, settings, more):
    for name, value in more.items():
        setattr(settings, name, value)
    handler, wrong = WSGIHandler(), []
    ours = {"HTTP_X_FORWARDED_PROTO": "https"} if more else {}
    plain = answer(handler, ours)
    assert plain[0] == "200 OK"
    assert answer(handler, ours) == plain
    for other in OTHER_REQUESTS:
        page_cache.clear()
        alone = answer(handler, other)
        if answer(handler, ours) != plain:
            wrong.append(f"{other} leaves its own page to others")
        page_cache.clear()
        answer(handler, ours)
        if answer(handler, other) != alone:
            wrong.append(f"{other} gets the page of others")
    assert wrong == []


@pytest.mark.parametrize("path", ["/en/for-other-sites/", "/en/for-other-sites/?q=1", "/en/missing/", "/"])
def test_a_host_that_is_not_ours_is_refused_before_anything_is_kept(reference, client, path):
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400
    assert not page_cache.store.pages


def test_a_page_is_kept_for_the_day_that_it_shows(site, monkeypatch):
    get, day = site(a_page), datetime.date(2026, 11, 30)
    monkeypatch.setattr(page_cache.timezone, "localdate", lambda: day)
    get()
    get()
    assert len(get.calls) == 1
    day += datetime.timedelta(days=1)
    get()
    assert len(get.calls) == 2


def test_a_page_that_depends_on_more_than_the_encoding_is_not_kept(site):
    get = site(lambda request: HttpResponse(TEXT, headers={"Vary": "Cookie"}))
    get()
    get()
    assert len(get.calls) == 2
