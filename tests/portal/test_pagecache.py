"""The page cache: the same bytes for everybody, kept until something is published."""

import gzip
from contextlib import contextmanager

import brotli
import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client, RequestFactory

from countries.models import ContentVersion
from portal import pagecache

pytestmark = pytest.mark.django_db
PAGE = "/en/estonia/compensation/damages/"
TEXT = "<p>" + "The whole answer. " * 100 + "</p>"


@pytest.fixture
def page(publish_text):
    publish_text("EE", "damages", "en", body=TEXT)
    return PAGE


@pytest.fixture
def site():
    """A site of one view behind the page cache: `site(view)` gives `get(path, **headers)` and counts in `get.calls`."""

    def behind(view):
        calls = []

        def counted(request):
            calls.append(request.get_full_path())
            return view(request)

        middleware = pagecache.PageCacheMiddleware(counted)

        def get(path="/en/page/", method="GET", **headers):
            return middleware(RequestFactory().generic(method, path, headers=headers))

        get.calls = calls
        return get

    return behind


def a_page(request):
    return HttpResponse(TEXT)


@contextmanager
def database_down():
    def refuse(*args):
        raise OperationalError("the database is down")

    with connection.execute_wrapper(refuse):
        yield


# What is kept


def test_a_page_is_the_same_bytes_twice_and_is_rendered_once(client, page, django_assert_num_queries):
    first = client.get(page)
    pagecache.version_clock.forget()
    with django_assert_num_queries(1):  # the content version
        second = client.get(page)
    assert second.content == first.content
    assert TEXT.encode() in second.content
    assert dict(second.items()) == dict(first.items())


def test_a_kept_page_is_not_rendered_again(site):
    get = site(a_page)
    assert get().content == get().content
    assert get.calls == ["/en/page/"]


def test_every_path_and_host_has_a_page_of_its_own(site):
    get = site(lambda request: HttpResponse(f"{request.get_host()} {request.path} " + TEXT))
    bodies = {
        get(path, Host=host).content for path in ("/en/a/", "/en/b/", "/de/a/") for host in ("localhost", "127.0.0.1")
    }
    assert len(bodies) == 6
    assert get("/en/a/", Host="localhost").content.startswith(b"localhost /en/a/ ")
    assert len(get.calls) == 6


def test_the_readers_cookies_and_language_change_nothing(client, page):
    assert "Set-Cookie" not in client.get(page).headers
    other = Client(headers={"Accept-Language": "de", "Cookie": "django_language=de; sessionid=x"})
    assert other.get(page).content == client.get(page).content


def test_a_public_page_may_be_kept_by_others_and_depends_on_the_encoding_alone(client, page):
    response = client.get(page)
    assert response.headers["Cache-Control"] == pagecache.CACHE_CONTROL
    assert response.headers["Vary"] == "Accept-Encoding"
    assert not response.cookies


def test_a_query_string_bypasses_the_cache(site):
    get = site(a_page)
    get("/en/page/?q=1")
    get("/en/page/?q=1")
    assert len(get.calls) == 2
    get("/en/page/")
    get("/en/page/?q=1")
    assert len(get.calls) == 4


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_than_get_and_head_bypass_the_cache(site, method):
    get = site(a_page)
    get()
    get(method=method)
    get(method=method)
    assert len(get.calls) == 3


@pytest.mark.parametrize("path", ["/admin/", "/admin/rights/answer/", "/healthz", "/static/portal.css"])
def test_the_desk_the_health_check_and_static_files_bypass_the_cache(site, path):
    get = site(a_page)
    get(path)
    get(path)
    assert len(get.calls) == 2


def redirect(request):
    return HttpResponseRedirect("/en/")


def with_a_cookie(request):
    response = HttpResponse(TEXT)
    response.set_cookie("sessionid", "one reader's")
    return response


def with_a_cookie_and_public(request):
    response = with_a_cookie(request)
    response.headers["Cache-Control"] = pagecache.CACHE_CONTROL
    return response


def not_to_be_stored(request):
    return HttpResponse(TEXT, headers={"Cache-Control": "no-store"})


def private(request):
    return HttpResponse(TEXT, headers={"Cache-Control": "private"})


def streamed(request):
    return StreamingHttpResponse([TEXT])


@pytest.mark.parametrize(
    "view",
    [
        redirect,
        with_a_cookie,
        with_a_cookie_and_public,
        not_to_be_stored,
        private,
        streamed,
        lambda request: HttpResponse(TEXT, status=404),
        lambda request: HttpResponse(TEXT, status=410),
        lambda request: HttpResponse(TEXT, status=500),
        lambda request: HttpResponse(TEXT, status=503),
    ],
    ids=[
        "redirect",
        "cookie",
        "cookie on a public page",
        "no-store",
        "private",
        "streamed",
        "404",
        "410",
        "500",
        "503",
    ],
)
def test_what_is_no_public_page_is_never_kept(site, view):
    get = site(view)
    get()
    get()
    assert len(get.calls) == 2


@pytest.mark.parametrize("status", [301, 302, 400, 404, 500])
def test_nobody_else_keeps_what_is_no_page(site, status):
    response = site(lambda request: HttpResponse(TEXT, status=status))()
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_page_that_is_missing_appears_as_soon_as_it_is_there(client, reference):
    from rights.models import Question, Section

    path = "/en/estonia/compensation/new-question/"
    assert client.get(path).status_code == 404
    section = Section.objects.get(slug="compensation")
    Question.objects.create(
        section=section, slug="new-question", title_en="New?", short_en="New", asks="new", position=900
    )
    assert client.get(path).status_code == 200


def test_a_cookie_reaches_its_reader_and_nobody_else(site):
    readers = iter(["first", "second"])

    def view(request):
        response = HttpResponse(TEXT)
        response.set_cookie("reader", next(readers))
        return response

    get = site(view)
    assert get().cookies["reader"].value == "first"
    assert get().cookies["reader"].value == "second"


def test_a_kept_page_is_not_served_without_encryption_where_encryption_is_asked_for(page, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get(page).status_code == 301
    assert client.get(page, secure=True).status_code == 200
    assert client.get(page).status_code == 301


def test_an_address_on_a_kept_page_has_the_scheme_under_which_it_was_asked_for(page):
    client = Client()
    assert b"https://testserver/go/" not in client.get(page).content
    assert b"http://testserver/go/" not in client.get(page, secure=True).content


# Conditional requests


def etag_of(get, **headers):
    return get(**headers).headers["ETag"]


@pytest.mark.parametrize("form", ["{0}", "W/{0}", '"other", {0}', 'W/"other", W/{0}', "*", " {0} "])
def test_a_reader_who_has_the_page_gets_304_without_a_body(site, form):
    get = site(a_page)
    etag = etag_of(get)
    response = get(**{"If-None-Match": form.format(etag)})
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == etag
    assert response.headers["Cache-Control"] == pagecache.CACHE_CONTROL
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("sent", ['"other"', 'W/"other"', "nonsense", "", '"*"'])
def test_a_reader_who_has_another_page_gets_the_page(site, sent):
    get = site(a_page)
    etag_of(get)
    response = get(**{"If-None-Match": sent})
    assert (response.status_code, response.content) == (200, TEXT.encode())


def test_a_304_leaves_the_kept_page_whole(client, page):
    first = client.get(page)
    assert client.get(page, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(page).content == first.content


def test_the_etag_is_strong_and_of_these_very_bytes(site):
    get = site(a_page)
    tags = {etag_of(get, **{"Accept-Encoding": encoding}) for encoding in ("", "gzip", "br")}
    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)
    pagecache.clear()
    assert etag_of(get) in tags  # the same page, rendered again
    assert etag_of(site(lambda request: HttpResponse(TEXT + "!"))) in tags  # kept under the same address
    pagecache.clear()
    assert etag_of(site(lambda request: HttpResponse(TEXT + "!"))) not in tags


def test_an_etag_of_another_encoding_is_another_page(site):
    get = site(a_page)
    plain = etag_of(get)
    assert get(**{"If-None-Match": plain, "Accept-Encoding": "br"}).status_code == 200


def test_a_304_comes_even_where_the_page_was_not_kept_yet(site):
    get = site(a_page)
    etag = etag_of(get)
    pagecache.clear()
    assert get(**{"If-None-Match": etag}).status_code == 304


def test_a_missing_page_is_404_whatever_the_reader_has(site):
    get = site(lambda request: HttpResponse(TEXT, status=404))
    assert get(**{"If-None-Match": "*"}).status_code == 404


# Encodings


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("BR", "br"),
        ("gzip", "gzip"),
        ("gzip;q=0.5, br;q=0.1", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip, br; q=0", "gzip"),
        ("gzip, br;q=0.0", "gzip"),
        ("gzip, br;q=0.000", "gzip"),
        ("gzip, br ; Q=0", "gzip"),
        ("gzip;q=0, br;q=0", None),
        ("gzip;q=0.001", "gzip"),
        ("identity", None),
        ("deflate, zstd", None),
        ("brotli, x-gzip", None),
        ("", None),
        ("br;q=0, *", None),
        (",;,", None),
    ],
)
def test_a_page_is_sent_in_the_best_encoding_that_its_reader_accepts(site, accepted, encoding):
    response = site(a_page)(**{"Accept-Encoding": accepted})
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert response.headers.get("Content-Encoding") == encoding
    assert decode(response.content) == TEXT.encode()
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["Vary"] == "Accept-Encoding"


def test_readers_of_different_encodings_do_not_get_each_others_bytes(client, page):
    bodies = [
        client.get(page, headers={"Accept-Encoding": accepted}).content for accepted in ("br", "", "gzip", "br", "")
    ]
    plain = bodies[1]
    assert TEXT.encode() in plain
    assert bodies == [bodies[0], plain, bodies[2], bodies[0], plain]
    assert brotli.decompress(bodies[0]) == gzip.decompress(bodies[2]) == plain


def test_a_compressed_page_is_the_same_bytes_whenever_it_is_made(site):
    def made(encoding):
        pagecache.clear()
        return site(a_page)(**{"Accept-Encoding": encoding}).content

    assert made("gzip") == made("gzip")
    assert made("br") == made("br")


def test_an_image_is_not_compressed_again(site):
    response = site(lambda request: HttpResponse(b"\x89PNG" * 500, content_type="image/png"))(
        **{"Accept-Encoding": "br"}
    )
    assert "Content-Encoding" not in response.headers
    assert response.content == b"\x89PNG" * 500


def test_a_body_of_a_few_bytes_is_not_compressed(site):
    response = site(lambda request: HttpResponse("ok"))(**{"Accept-Encoding": "br"})
    assert "Content-Encoding" not in response.headers
    assert response.content == b"ok"


def test_a_missing_page_is_compressed_too(site):
    response = site(lambda request: HttpResponse(TEXT, status=404))(**{"Accept-Encoding": "br"})
    assert brotli.decompress(response.content) == TEXT.encode()


# HEAD


def test_head_has_the_headers_of_get_and_no_body(client, page):
    got = client.get(page)
    pagecache.clear()
    head = client.head(page)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control", "Vary"):
        assert head.headers[name] == got.headers[name]


def test_head_and_get_share_a_kept_page(site):
    get = site(a_page)
    head = get(method="HEAD")
    assert get().headers["ETag"] == head.headers["ETag"]
    assert len(get.calls) == 1


def test_a_page_is_whole_after_somebody_asked_for_its_head(client, page):
    client.head(page)
    assert TEXT.encode() in client.get(page).content


def test_what_is_done_to_a_response_on_its_way_out_does_not_reach_the_kept_page(site):
    get = site(a_page)
    first = get()
    first.headers["X-Reader"] = "first"
    first.content = b""
    assert get().content == TEXT.encode()
    assert "X-Reader" not in get().headers


# Publications


def test_a_publication_shows_as_soon_as_the_clocks_second_is_over(client, page, publish_text):
    assert b"The corrected answer." not in client.get(page).content
    publish_text("EE", "damages", "en", body="<p>The corrected answer.</p>")
    pagecache.version_clock.forget()
    assert b"The corrected answer." in client.get(page).content


def test_a_withdrawal_shows_as_soon_as_the_clocks_second_is_over(client, page, cast):
    from rights import workflow
    from rights.models import Answer

    assert TEXT.encode() in client.get(page).content
    workflow.withdraw(Answer.objects.get(), "en", cast.reviewer, "Wrong.")
    pagecache.version_clock.forget()
    assert TEXT.encode() not in client.get(page).content


def test_a_publication_changes_the_etag(client, page, publish_text):
    etag = client.get(page).headers["ETag"]
    publish_text("EE", "damages", "en", body="<p>The corrected answer.</p>")
    pagecache.version_clock.forget()
    assert client.get(page, headers={"If-None-Match": etag}).status_code == 200


def test_the_content_version_is_read_once_a_second_at_most(site, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(pagecache.time, "monotonic", lambda: now[0])
    get = site(a_page)
    get()
    ContentVersion.bump()
    now[0] += 0.9
    get()
    assert len(get.calls) == 1
    now[0] += 0.2
    get()
    assert len(get.calls) == 2


def test_a_new_release_renders_every_page_anew(site, settings):
    get = site(a_page)
    get()
    settings.RELEASE = "9.9.9"
    get()
    assert len(get.calls) == 2


# Room


@pytest.fixture
def room_for_two(monkeypatch):
    monkeypatch.setattr(pagecache, "MAX_BYTES", 2 * len(TEXT))


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
        assert sum(len(page.content) for page in pagecache.store.pages.values()) <= 2 * len(TEXT)


def test_a_page_larger_than_the_room_is_served_though_not_kept(site, monkeypatch):
    monkeypatch.setattr(pagecache, "MAX_BYTES", 10)
    get = site(a_page)
    assert get().content == get().content == TEXT.encode()
    assert len(get.calls) == 2


def test_a_page_kept_twice_takes_its_room_once(room_for_two):
    store = pagecache.Store()
    for _attempt in range(5):
        store.put("a", HttpResponse(TEXT))
    store.put("b", HttpResponse(TEXT))
    assert store.get("a") is not None
    assert store.get("b") is not None


# The database is down


def test_a_kept_page_is_served_though_the_database_is_down(site, monkeypatch):
    monkeypatch.setattr(pagecache.time, "monotonic", lambda: 1000.0)  # within the clock's second
    get = site(a_page)
    get()
    with database_down():
        assert get().content == TEXT.encode()
    assert len(get.calls) == 1


def test_while_the_database_is_down_a_page_says_so_and_nothing_is_kept(page):
    client = Client(raise_request_exception=False)
    with database_down():
        response = client.get(page)
    assert response.status_code == 500
    assert b"<html" in response.content
    assert pagecache.CACHE_CONTROL not in response.headers.get("Cache-Control", "")
    assert TEXT.encode() in client.get(page).content


def test_a_page_that_needs_no_database_is_served_while_it_is_down_but_not_kept(site):
    get = site(a_page)
    with database_down():
        assert get().status_code == get().status_code == 200
    assert len(get.calls) == 2


def test_the_health_check_says_that_the_database_is_down(client, db):
    assert client.get("/healthz").content == b"ok\n"
    broken = Client(raise_request_exception=False)
    with database_down():
        assert broken.get("/healthz").status_code == 500
