"""The room that kept pages take."""

import gc
import tracemalloc
from contextlib import contextmanager

import pytest
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.test import RequestFactory

from portal.web import page_cache
from tests.portal.web.page_cache.pages import TEXT, a_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def room_for_two(monkeypatch):
    monkeypatch.setattr(page_cache, "MAX_BYTES", int(2.5 * size_of_a_page()))


def size_of_a_page() -> int:
    get_site = page_cache.PageCacheMiddleware(a_page)
    get_site(RequestFactory().get("/en/a/"))
    [size] = [page_cache.size_of(key, page) for key, page in page_cache.store.pages.items()]
    page_cache.clear()
    return size


def test_the_page_that_was_not_asked_for_the_longest_makes_room(site, room_for_two):
    get = site(a_page)
    get("/en/a/")
    get("/en/b/")
    get("/en/a/")
    get("/en/c/")  # b leaves
    get("/en/a/")
    assert get.calls == ["/en/a/", "/en/b/", "/en/c/"]
    get("/en/b/")
    assert get.calls[-1] == "/en/b/"
    assert len(get.calls) == 4


def test_no_more_is_held_than_there_is_room_for(site, room_for_two):
    get = site(a_page)
    for number in range(10):
        get(f"/en/{number}/")
        assert len(page_cache.store.pages) == min(number + 1, 2)


def test_no_more_pages_are_held_than_may_be(site, monkeypatch):
    monkeypatch.setattr(page_cache, "MAX_PAGES", 3)
    get = site(a_page)
    for number in range(10):
        get(f"/en/{number}/")
    assert [key.path for key in page_cache.store.pages] == ["/en/7/", "/en/8/", "/en/9/"]


@contextmanager
def memory_grown():
    """How many bytes more are held at the end than at the beginning."""
    grown = []
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    yield grown
    gc.collect()
    grown.append(tracemalloc.get_traced_memory()[0] - before)
    tracemalloc.stop()


@pytest.mark.slow
def test_the_room_counts_all_that_a_page_takes(site, monkeypatch):
    """A page of no text with an address of a thousand letters: its key and headers are what there is of it."""
    monkeypatch.setattr(page_cache, "MAX_BYTES", 1_000_000)
    get = site(lambda request: HttpResponse("", headers={"X-Long": "x" * 500 + request.path[-20:]}))
    with memory_grown() as grown:
        for number in range(2000):
            get(f"/en/{'long' * 250}{number}/")
            get.calls.clear()
    assert 0 < len(page_cache.store.pages) < 1000
    assert grown[0] < 1_500_000


HOSTILE = {
    "hosts that are not ours": lambda n: ("/en/page/", {"Host": f"reader{n}.example"}),
    "our host with every port": lambda n: ("/en/page/", {"Host": f"localhost:{n + 1}"}),
    "addresses that are not there": lambda n: (f"/en/missing/{n}/", {}),
    "searches": lambda n: (f"/en/page/?q={n}", {}),
    "languages": lambda n: ("/en/page/", {"Accept-Language": f"xx-{n}"}),
    "encodings": lambda n: ("/en/page/", {"Accept-Encoding": f"x{n}, br;q=0.{n}"}),
    "cookies": lambda n: ("/en/page/", {"Cookie": f"sessionid={n}"}),
    "tags": lambda n: ("/en/page/", {"If-None-Match": f'"{n}"'}),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.slow
def test_thousands_of_requests_of_one_kind_take_no_room(site, kind):
    get = site(lambda request: HttpResponse(TEXT * 2, status=404 if "missing" in request.path else 200))
    with memory_grown() as grown:
        for number in range(1000):
            path, headers = HOSTILE[kind](number)
            try:
                get(path, **headers)
            except DisallowedHost:
                assert "not ours" in kind
            get.calls.clear()
    assert len(page_cache.store.pages) <= page_cache.MAX_ORIGINS
    assert grown[0] < 1_000_000


def test_a_host_of_ours_with_ever_new_ports_does_not_push_out_what_readers_read(site):
    get = site(a_page)
    for port in range(1, 50):
        get("/en/page/", Host="localhost")
        get("/en/page/", Host=f"localhost:{port}")
    assert get.calls.count("/en/page/") == 50


def test_a_page_larger_than_the_room_is_served_though_not_kept(site, monkeypatch):
    monkeypatch.setattr(page_cache, "MAX_BYTES", 10)
    get = site(a_page)
    assert get().content == get().content == TEXT.encode()
    assert len(get.calls) == 2


def test_a_page_kept_twice_takes_its_room_once(room_for_two):
    store = page_cache.Store()
    a, b = (page_cache.Key.of(RequestFactory().get(path), "", "state") for path in ("/en/a/", "/en/b/"))
    for _attempt in range(5):
        store.put(a, HttpResponse(TEXT))
    store.put(b, HttpResponse(TEXT))
    assert store.get(a) is not None
    assert store.get(b) is not None
