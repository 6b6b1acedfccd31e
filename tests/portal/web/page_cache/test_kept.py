"""What is kept, and for whom: the same bytes for everybody until something is published."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client

from portal.web import page_cache
from tests.portal.web.page_cache.pages import TEXT, a_page

pytestmark = pytest.mark.django_db


def test_a_page_is_the_same_bytes_twice_and_is_rendered_once(client, page, django_assert_num_queries):
    first = client.get(page)
    page_cache.version_clock.forget()
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
    assert response.headers["Cache-Control"] == page_cache.CACHE_CONTROL
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
    response.headers["Cache-Control"] = page_cache.CACHE_CONTROL
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
