"""The page cache, outermost but for the policies. It keeps finished public pages and answers conditional requests.

A public page is the same bytes for everybody (no cookie, no token, no nonce), so it may be kept as it is. The key
holds everything that can change it: the scheme and host (permanent links are shown), the path, the encoding, the state
of the content, the release and the date (ages of checks are shown). A publication changes the state of the content,
and with it every kept page is out of date at once. A host that is not ours is refused before anything is kept.
"""

import datetime
import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from sys import getsizeof
from typing import NamedTuple

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from countries.models import ContentVersion

MAX_BYTES = 64 * 1024 * 1024  # per process, with keys and headers
MAX_PAGES = 20_000
MAX_ORIGINS = 8  # a host may be written in capitals and with any port, so there are more than anybody reads
CACHE_CONTROL = "public, s-maxage=10, stale-while-revalidate=86400, stale-if-error=604800"
NO_STORE = "no-store"
HEALTH = "/healthz"
COMPRESSIBLE = ("text/", "application/json", "application/xml", "image/svg+xml")
SHORTEST_WORTH_COMPRESSING = 500
ENCODERS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}


class VersionClock:
    """The state of the content, read from the database at most once a second per process."""

    def __init__(self):
        self.value, self.read_at = "", float("-inf")

    def now(self) -> str:
        if time.monotonic() - self.read_at >= 1:
            self.value, self.read_at = ContentVersion.state(), time.monotonic()
        return self.value

    def forget(self):
        self.read_at = float("-inf")


class CachedPage(NamedTuple):
    """A finished response as it is kept: nothing that happens to a response on its way out can reach it."""

    content: bytes
    headers: dict[str, str]

    @classmethod
    def of(cls, response: HttpResponse) -> "CachedPage":
        return cls(response.content, dict(response.headers))

    def response(self) -> HttpResponse:
        return HttpResponse(self.content, headers=self.headers)


class Key(NamedTuple):
    """Everything that shapes a public page."""

    origin: tuple[str, str]  # scheme and host, the host being one of ours
    path: str
    encoding: str
    state: str  # of the content
    release: str
    date: datetime.date  # as the pages show it

    @classmethod
    def of(cls, request: HttpRequest, encoding: str, state: str) -> "Key":
        """Raises DisallowedHost."""
        origin = (request.scheme or "", request.get_host())
        return cls(origin, request.path_info, encoding, state, settings.RELEASE, timezone.localdate())


class Store:
    """Finished pages by key, the longest unused leaving first where there is no more room."""

    def __init__(self):
        self.pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self.origins: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def get(self, key: Key) -> CachedPage | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
                self.origins.move_to_end(key.origin)
            return self.pages.get(key)

    def put(self, key: Key, response: HttpResponse):
        page = CachedPage.of(response)
        with self.lock:
            self._remove(key)
            self.pages[key] = page
            self.size += size_of(key, page)
            self.origins[key.origin] = None
            self.origins.move_to_end(key.origin)
            if len(self.origins) > MAX_ORIGINS:
                self._forget_an_origin()
            while self.pages and (self.size > MAX_BYTES or len(self.pages) > MAX_PAGES):
                self._remove(next(iter(self.pages)))

    def clear(self):
        with self.lock:
            self.pages.clear()
            self.origins.clear()
            self.size = 0

    def _remove(self, key: Key):
        if page := self.pages.pop(key, None):
            self.size -= size_of(key, page)

    def _forget_an_origin(self):
        unused, _none = self.origins.popitem(last=False)
        for key in [key for key in self.pages if key.origin == unused]:
            self._remove(key)


def size_of(key: Key, page: CachedPage) -> int:
    """The memory that a kept page takes, in bytes: a small page is mostly headers and key."""
    texts = [*key.origin, key.path, *page.headers, *page.headers.values()]
    return sum(getsizeof(part) for part in (key, page, page.content, page.headers, *texts))


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
        request.get_host()  # raises DisallowedHost
        request.META.pop("HTTP_COOKIE", None)  # another site's on this host: a public page neither reads nor sets any
        encoding = preferred_encoding(request.headers.get("Accept-Encoding", ""))
        if request.META.get("QUERY_STRING"):
            response = self.get_response(request)
            response.headers.setdefault("Cache-Control", NO_STORE)
            finish(response, encoding)
            return response
        try:
            state = version_clock.now()
        except Exception:  # the database is down: the page itself says so, nothing is kept
            return self.get_response(request)
        key = Key.of(request, encoding, state)
        if page := store.get(key):
            response = page.response()
        else:
            response = self.get_response(request)
            finish(response, encoding)
            if is_public(response):
                store.put(key, response)
        return not_modified(request, response) or response


def is_page(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and not request.path_info.startswith(("/admin/", settings.STATIC_URL))
        and request.path_info != HEALTH
    )


def is_public(response: HttpResponse) -> bool:
    """Whether a finished response is a page that exists, the same for everybody who takes its encoding."""
    return (
        response.status_code == 200
        and response.headers.get("Cache-Control") == CACHE_CONTROL
        and response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        and not response.streaming
        and not response.cookies
    )


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
