"""Kept pages outlive a database that is down."""

import pytest
from django.test import Client

from portal.web import page_cache
from tests.portal.web.page_cache.pages import TEXT, a_page, database_down

pytestmark = pytest.mark.django_db


def test_a_kept_page_is_served_though_the_database_is_down(site, monkeypatch):
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: 1000.0)  # within the clock's second
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
    assert page_cache.CACHE_CONTROL not in response.headers.get("Cache-Control", "")
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
