"""/healthz for those who keep the portal running, /robots.txt for search engines."""

import logging

import pytest


@pytest.mark.django_db
def test_the_portal_says_that_it_is_well(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.django_db
def test_the_answer_is_never_an_old_one(client):
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"
    assert client.get("/healthz?x=1").headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_the_database_is_asked_each_time(client, django_assert_num_queries):
    for _time in range(3):
        with django_assert_num_queries(1):
            client.get("/healthz")


def test_without_the_database_the_portal_does_not_say_that_it_is_well(client):
    client.raise_request_exception = False  # this test has no database
    logging.disable(logging.ERROR)
    try:
        answer = client.get("/healthz")
    finally:
        logging.disable(logging.NOTSET)
    assert answer.status_code == 500
    assert b"ok\n" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["10.0.3.17:8000", "[2001:db8::1]", "evil.example", "", "a b"])
def test_whoever_asks_is_answered_by_any_name_but_only_here(client, settings, host):
    settings.ALLOWED_HOSTS = ["portal.example.eu"]
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^healthz$"]
    answer = client.get("/healthz", headers={"host": host})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.post("/healthz", headers={"host": host}).status_code == 405
    for path in ("/en/", "/healthz/", "/healthzz", "//healthz", "/robots.txt", "/admin/", "/"):
        assert client.get(path, headers={"host": host}).status_code == 400, path


@pytest.mark.django_db
def test_no_cookie_is_set(client):
    assert not client.get("/healthz").cookies
    assert not client.get("/robots.txt").cookies


@pytest.mark.django_db
def test_search_engines_are_kept_from_the_desk_and_from_permanent_links_alone(client):
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.content.decode().splitlines() == ["User-agent: *", "Disallow: /admin/", "Disallow: /go/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/robots.txt"])
def test_nothing_is_to_be_posted_here(client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
