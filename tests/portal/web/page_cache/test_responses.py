"""Conditional requests, encodings and HEAD."""

import gzip

import brotli
import pytest
from django.http import HttpResponse

from portal.web import page_cache
from tests.portal.web.page_cache.pages import TEXT, a_page

pytestmark = pytest.mark.django_db


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
    assert response.headers["Cache-Control"] == page_cache.CACHE_CONTROL
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
    page_cache.clear()
    assert etag_of(get) in tags  # the same page, rendered again
    assert etag_of(site(lambda request: HttpResponse(TEXT + "!"))) in tags  # kept under the same address
    page_cache.clear()
    assert etag_of(site(lambda request: HttpResponse(TEXT + "!"))) not in tags


def test_an_etag_of_another_encoding_is_another_page(site):
    get = site(a_page)
    plain = etag_of(get)
    assert get(**{"If-None-Match": plain, "Accept-Encoding": "br"}).status_code == 200


def test_a_304_comes_even_where_the_page_was_not_kept_yet(site):
    get = site(a_page)
    etag = etag_of(get)
    page_cache.clear()
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
        page_cache.clear()
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
    page_cache.clear()
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
