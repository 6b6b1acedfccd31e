"""Whatever of a request a page looks at is played against the page cache.

`tests/portal/web/page_cache/test_key.py` holds the requests; here every kind of page says what it reads.
"""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http.request import HttpHeaders
from django.test import RequestFactory

from portal.web import page_cache
from tests.portal.web.page_cache.test_key import OTHER_REQUESTS, connection_stays  # noqa: F401 – a fixture
from tests.public_pages import KINDS

PLAYED = {name for other in OTHER_REQUESTS for name in other}
# The server's own, which no request can set, and what is the same for whoever asks.
OF_THE_SERVER = {"wsgi.input", "wsgi.errors", "wsgi.file_wrapper", "CSRF_COOKIE_NEEDS_UPDATE"}


class Noted(dict):
    """The environment of a request, which notes what is looked at."""

    def __init__(self, environ, read: set[str]):
        super().__init__(environ)
        self.read = read

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.read.add(name)
        return super().__contains__(name)

    def get(self, name, default=None):
        self.read.add(name)
        return super().get(name, default)

    def pop(self, name, *default):
        return super().pop(name, *default)  # what is taken away is not looked at


@pytest.fixture
def read_of(monkeypatch):
    """What the whole site looks at of a request for an address: names as in the environment."""
    read: set[str] = set()
    lookup = HttpHeaders.__getitem__

    def noted(headers, name):
        key = name.upper().replace("-", "_")
        read.add(key if key in HttpHeaders.UNPREFIXED_HEADERS else f"HTTP_{key}")
        return lookup(headers, name)

    monkeypatch.setattr(HttpHeaders, "__getitem__", noted)
    handler = WSGIHandler()

    def read_of(path: str) -> set[str]:
        read.clear()
        page_cache.clear()
        environ = RequestFactory().get(path, HTTP_HOST="localhost").environ
        b"".join(handler(Noted(environ, read), lambda status, headers, *_: None))
        return set(read)

    return read_of


def test_a_page_looks_at_nothing_of_a_request_that_is_not_played_against_the_cache(
    shipped,
    connection_stays,  # noqa: F811
    read_of,
    settings,
):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    wrong = {}
    for kind, path in KINDS.items():
        if strange := read_of(f"/en/{path}") - PLAYED - OF_THE_SERVER:
            wrong[kind] = strange
    assert wrong == {}
    read = read_of("/en/estonia/")
    assert {"HTTP_HOST", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING", "HTTP_X_FORWARDED_PROTO"} <= read
