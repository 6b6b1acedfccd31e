"""Every response has its policies, whoever makes it: a view, a middleware, WhiteNoise, Django or the server."""

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client

from portal import policies
from tests.rights.desk.people import BACKEND

HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload"}


def faults(kind: str, path: str, headers: dict) -> list[str]:
    """What a response lacks, and what it says that it should not."""
    expected = policies.EVERY_RESPONSE | HSTS
    if path.startswith("/admin/"):
        expected |= {"Referrer-Policy": "same-origin"}
    own = headers.get("Content-Security-Policy", "").split("; ")  # in any order
    if "default-src 'none'" in own and "frame-ancestors 'none'" in own:  # a page's own names what it loads besides
        expected = {name: value for name, value in expected.items() if name != "Content-Security-Policy"}
    wrong = [f"{name}: {headers.get(name)}" for name, value in expected.items() if headers.get(name) != value]
    wrong += [f"{name}: {headers[name]}" for name in ("Server", "X-Powered-By", "Via") if name in headers]
    if headers.get("Access-Control-Allow-Origin") is not None:
        wrong.append("any site may read it")
    return [f"{kind}: {each}" for each in wrong]


# Kind → address, status, and what is sent along. A kind of response that is new belongs here.
KINDS = {
    "a page": ("/en/privacy/", 200, {}),
    "a kept page": ("/en/privacy/", 200, {}),
    "a page that the browser has": ("/en/privacy/", 304, {"If-None-Match": "*"}),
    "a page's head": ("/en/privacy/", 200, {"method": "head"}),
    "a search": ("/en/search/?q=help", 200, {}),
    "a choice of too many fields": ("/en/compare/?" + "country=a&" * 1100, 400, {}),
    "a page that is not there": ("/en/atlantis/", 404, {}),
    "a page that cannot be posted to": ("/en/privacy/", 405, {"method": "post", "signed in": True}),
    "a host that is not ours": ("/en/privacy/", 400, {"Host": "evil.example"}),
    "a way to the reader's language": ("/", 302, {}),
    "a way to a page": ("/go/EE/damages", 302, {}),
    "an address without its slash": ("/en/privacy", 301, {}),
    "a file": ("/en/compare/indicators/by-country.csv", 200, {}),
    "titles for a script": ("/en/search/titles.json", 200, {}),
    "for machines": ("/robots.txt", 200, {}),
    "health": ("/healthz", 200, {}),
    "a static file": ("/static/portal.css", 200, {}),
    "a static file that the browser has": (
        "/static/portal.css",
        304,
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ),
    "a part of a static file": ("/static/portal.css", 206, {"Range": "bytes=0-9"}),
    "a part that is not there": ("/static/portal.css", 416, {"Range": "bytes=9999999-"}),
    "a static file that is not there": ("/static/nothing.css", 404, {}),
    "the desk's door": ("/admin/login/", 200, {}),
    "the way to the desk's door": ("/admin/", 302, {}),
    "a form without its token": ("/admin/login/", 403, {"method": "post"}),
    "the desk": ("/admin/", 200, {"signed in": True}),
    "nothing on the desk": ("/admin/nothing/", 404, {"signed in": True}),
    "the way out of the desk": ("/admin/logout/", 405, {"signed in": True}),
}


@pytest.mark.django_db
def test_every_kind_of_response_has_every_policy_and_no_cookie_leaves_the_desk(shipped, user, monkeypatch):
    for name, value in HSTS.items():
        monkeypatch.setitem(policies.EVERY_RESPONSE, name, value)
    assert find("portal.css")
    reader = Client(enforce_csrf_checks=True, raise_request_exception=False)
    editor = Client()
    editor.force_login(user("root", is_staff=True, is_superuser=True), backend=BACKEND)
    wrong = []
    for kind, (path, status, sent) in KINDS.items():
        headers = {name: value for name, value in sent.items() if name not in ("method", "signed in")}
        client = editor if "signed in" in sent else reader
        response = getattr(client, sent.get("method", "get"))(path, headers=headers)
        if response.status_code != status:
            wrong.append(f"{kind}: {response.status_code}")
        wrong += faults(kind, path, response.headers)
        for cookie in response.cookies.values():
            is_safe = cookie["path"] == "/admin/" and cookie["samesite"] == "Strict" and cookie["httponly"]
            if not (is_safe and path.startswith("/admin/")):
                wrong.append(f"{kind}: the cookie {cookie.OutputString()}")
        b"".join(response)  # to its end, where a file is closed
    assert wrong == []


@pytest.mark.django_db
def test_what_the_desk_says_after_an_act_travels_in_no_cookie(reference, cast):
    client = Client()
    client.force_login(cast.superuser, backend=BACKEND)
    record = "/admin/countries/source/add/"
    data = {"slug": "ee-new", "publisher": "P", "language": "en", "title_en": "T", "url": "https://example.eu/"}
    answer = client.post(record, data)
    assert answer.status_code == 302, answer.content[:2000]
    assert "messages" not in answer.cookies
    assert "was added successfully" in client.get(answer["Location"]).content.decode()
