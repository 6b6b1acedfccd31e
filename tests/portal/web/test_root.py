"""/: to the best language of the reader's browser."""

import pytest
from django.utils import timezone

from portal.i18n import languages


def lead(client, accept: str | None) -> str:
    answer = client.get("/", headers={} if accept is None else {"Accept-Language": accept})
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.parametrize("code", languages.CODES)
def test_each_of_the_24_languages_is_understood(client, code):
    assert lead(client, code) == f"/{code}/"


@pytest.mark.parametrize(
    ("accept", "code"),
    [
        ("el", "el"),
        ("lv-LV,lv;q=0.9,en-US;q=0.8,en;q=0.7", "lv"),
        ("pt-BR", "pt"),
        ("de-AT, de;q=0.9", "de"),
        ("MT", "mt"),
        ("ET-ee", "et"),
        ("sr-Latn-RS, hr;q=0.8, en;q=0.5", "hr"),
        ("en;q=0.5, fr;q=0.9", "fr"),
        ("fr ; q=0.3 , sl ; q=0.4", "sl"),
        ("zh-CN, ja;q=0.9, fi;q=0.1", "fi"),
        ("de;q=0, cs;q=0.2", "cs"),
        ("*;q=0.5, bg;q=0.4", "bg"),
        ("xx, yy, ga", "ga"),
        (",".join(["zz;q=0.9"] * 30) + ", hu;q=0.1", "hu"),
    ],
)
def test_the_best_language_of_ours_is_chosen(client, accept, code):
    assert lead(client, accept) == f"/{code}/"


@pytest.mark.parametrize(
    "accept",
    [
        None, "", "*", "zh, ja;q=0.9", "nb-NO", "no", "lb", "de;q=0", "de;q=0.0", "lv;q=", ";;;", "lv;q=abc", "1",
        "../../etc", "\t", "lv" * 500, "//example.eu", "x" * 5000, "dé",
    ],
)  # fmt: skip
def test_a_header_that_names_none_of_ours_leads_to_english(client, accept):
    assert lead(client, accept) == "/en/"


def test_the_answer_is_kept_by_nobody_and_says_what_it_depends_on(client):
    answer = client.get("/", headers={"Accept-Language": "lv"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "accept-language" in answer.headers["Vary"].lower()
    assert "cookie" not in answer.headers["Vary"].lower()


def test_no_cookie_is_set(client):
    assert not client.get("/", headers={"Accept-Language": "lv"}).cookies


def test_a_cookie_is_not_listened_to(client):
    client.cookies["django_language"] = "de"
    assert lead(client, "lv") == "/lv/"


def test_one_reader_after_another_is_led_to_their_own_language(client):
    assert [lead(client, code) for code in ("lv", "de", "lv", None)] == ["/lv/", "/de/", "/lv/", "/en/"]


def test_the_next_site_is_not_told_where_the_reader_came_from(client):
    assert client.get("/").headers["Referrer-Policy"] == "no-referrer"


def test_the_database_is_not_needed(client):
    assert lead(client, "lv") == "/lv/"  # this test has none


def test_head_is_answered_and_post_is_not(client):
    assert client.head("/").status_code == 302
    assert client.post("/").status_code == 405


@pytest.mark.django_db
def test_whoever_finds_a_flaw_is_told_where_to_write_if_the_operator_has_said_so(client, reference, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:safe@portal.example"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    contact, expires, *_more = answer.content.decode().splitlines()
    assert contact == "Contact: mailto:safe@portal.example"
    assert expires > f"Expires: {timezone.now():%Y-%m-%d}"
