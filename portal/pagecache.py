"""The page cache: the outermost layer. It keeps finished public pages, compressed, and answers conditional requests.

A public page is the same bytes for everybody (no cookie, no token, no nonce), so it may be kept as it is. The key
holds everything that can change it: the path, the content version, the release and the date (ages of checks are
shown). A publication raises the content version, and with it every kept page is out of date at once.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from datetime import UTC, datetime
from typing import NamedTuple

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

MAX_BYTES = 64 * 1024 * 1024  # per process
CACHE_CONTROL = "public, s-maxage=10, stale-while-revalidate=86400, stale-if-error=604800"
NO_STORE = "no-store"
COMPRESSIBLE = ("text/", "application/json", "application/xml", "image/svg+xml")
SHORTEST_WORTH_COMPRESSING = 500
ENCODERS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}


class VersionClock:
    """The content version, read from the database at most once a second per process."""

    def __init__(self):
        self.value, self.read_at = 0, float("-inf")

    def now(self) -> int:
        from countries.models import ContentVersion

        if time.monotonic() - self.read_at >= 1:
            self.value, self.read_at = ContentVersion.current(), time.monotonic()
        return self.value

    def forget(self):
        self.read_at = float("-inf")


class Page(NamedTuple):
    """A finished response as it is kept: nothing that happens to a response on its way out can reach it."""

    content: bytes
    headers: dict[str, str]

    @classmethod
    def of(cls, response: HttpResponse) -> "Page":
        return cls(response.content, dict(response.headers))

    def response(self) -> HttpResponse:
        return HttpResponse(self.content, headers=self.headers)


class Store:
    """Finished pages by key, the longest unused leaving first once `MAX_BYTES` are held."""

    def __init__(self):
        self.pages: OrderedDict[tuple, Page] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def get(self, key: tuple) -> Page | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def put(self, key: tuple, response: HttpResponse):
        page = Page.of(response)
        with self.lock:
            if key in self.pages:
                self.size -= len(self.pages.pop(key).content)
            self.pages[key] = page
            self.size += len(page.content)
            while self.size > MAX_BYTES:
                self.size -= len(self.pages.popitem(last=False)[1].content)

    def clear(self):
        with self.lock:
            self.pages.clear()
            self.size = 0


version_clock = VersionClock()
store = Store()


def clear():
    """Forget everything that this process keeps."""
    version_clock.forget()
    store.clear()


class PageCacheMiddleware:
    """Serves GET and HEAD of public pages from the store, fills it, and compresses.

    What an address asks with a query string (a choice, a search) is kept by nobody, here or on the way.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_page(request):
            return self.get_response(request)
        encoding = preferred_encoding(request.headers.get("Accept-Encoding", ""))
        if request.META.get("QUERY_STRING"):
            response = self.get_response(request)
            response.headers.setdefault("Cache-Control", NO_STORE)
            finish(response, encoding)
            return response
        try:
            version = version_clock.now()
        except Exception:  # the database is down: the page itself says so, nothing is kept
            return self.get_response(request)
        # Permanent links on a page name its scheme and host; unencrypted requests are redirected, not answered.
        origin = (request.scheme, request.META.get("HTTP_HOST", ""))
        key = (origin, request.path_info, encoding, version, settings.RELEASE, datetime.now(UTC).date())
        if page := store.get(key):
            response = page.response()
        else:
            response = self.get_response(request)
            finish(response, encoding)
            if is_public(response):
                store.put(key, response)
        return not_modified(request, response) or response


def is_page(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and not request.path_info.startswith(
        ("/admin/", settings.STATIC_URL, "/healthz")
    )


def is_public(response: HttpResponse) -> bool:
    """Whether a finished response is the same for everybody: `finish` gives only such ones this header."""
    return response.headers.get("Cache-Control") == CACHE_CONTROL and not response.streaming and not response.cookies


def preferred_encoding(accepted: str) -> str:
    """The best of "br", "gzip" and "" (none) that an Accept-Encoding header allows; `q=0` is a refusal."""
    allowed = set()
    for item in accepted.lower().split(","):
        name, _, parameter = item.partition(";")
        if parameter.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            allowed.add(name.strip())
    return next((encoding for encoding in ENCODERS if encoding in allowed), "")


def finish(response: HttpResponse, encoding: str):
    """Give a response its caching headers, a strong ETag and its compressed body, in place."""
    if response.streaming or response.cookies:
        return
    response.headers.setdefault("Cache-Control", CACHE_CONTROL if response.status_code == 200 else NO_STORE)
    if not response.headers.get("Content-Type", "").startswith(COMPRESSIBLE):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    if encoding and len(response.content) >= SHORTEST_WORTH_COMPRESSING:
        response.content = ENCODERS[encoding](response.content)
        response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(response.content))
    if response.headers["Cache-Control"] == CACHE_CONTROL:
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'


def not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    etag = response.headers.get("ETag")
    sent = request.headers.get("If-None-Match")
    if not etag or not sent or response.status_code != 200:
        return None
    if "*" not in parse_etags(sent) and etag not in [tag.removeprefix("W/") for tag in parse_etags(sent)]:
        return None
    unchanged = HttpResponseNotModified()
    for name in ("Cache-Control", "ETag", "Vary", "Content-Security-Policy"):
        if name in response.headers:
            unchanged.headers[name] = response.headers[name]
    return unchanged
