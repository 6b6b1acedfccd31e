"""What is sent is refused by its size before anything of it is read."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rights.xliff import markup
from tests.public_pages import parse, text_of
from tests.rights.desk.people import BACKEND

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
IMPORT, XLIFF = "/admin/import/estonia/", "/admin/xliff/estonia/import/"


class Unread:
    """A body that was not to be read."""

    def read(self, *size):
        raise AssertionError("the body is read")

    readline = read


def send(client, address: str, length: int | str, kind="multipart/form-data; boundary=x"):
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind}
    return client.request(REQUEST_METHOD="POST", PATH_INFO=address, QUERY_STRING="", **body)


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize(
    ("address", "length", "sentence"),
    [
        ("/lv/estonia/compensation/", MEGABYTE, "too large for this site"),
        ("/en/search/", MEGABYTE, "too large for this site"),
        ("/admin/login/", 7 * MEGABYTE, "too large for this site"),
        ("/admin/answers/estonia/damages/et/", 7 * MEGABYTE, "too large for this site"),
        ("/admin/answers/estonia/damages/et/autosave/", 7 * MEGABYTE, "too large for this site"),
        (IMPORT, 7 * MEGABYTE, "bring one country in at a time"),
        (XLIFF, 11 * MEGABYTE, "larger than 10 MB"),
    ],
)
@pytest.mark.parametrize("who", ["a stranger", "an author"])
def test_too_large_a_body_is_refused_unread(reference, user, address, length, sentence, kind, who):
    client = Client(enforce_csrf_checks=True)
    if who == "an author":
        client.force_login(user("author", ("author", "EE", ""), is_staff=True), backend=BACKEND)
    page = send(client, address, length, kind)
    assert page.status_code == 413
    if address.startswith("/admin/"):
        assert sentence in text_of(parse(page.content.decode()))


def test_the_refusal_is_in_the_language_of_the_page_and_helps_in_danger(reference):
    page = parse(send(Client(), "/lv/search/", MEGABYTE).content.decode())
    assert page.get("lang") == "lv"
    assert "tel:112" in [link.get("href") for link in page.iter("a")]
    assert "too large" not in text_of(page)


@pytest.mark.parametrize("length", ["", "-1", "²", "many", "9" * 5000])
def test_a_length_that_is_none_reads_nothing(reference, length):
    assert send(Client(), "/en/", length).status_code < 500


def test_a_file_that_an_editor_sends_never_reaches_the_disk(reference, user, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a file is made")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    client = Client()
    client.force_login(user("author", ("author", "EE", ""), is_staff=True), backend=BACKEND)
    page = client.post(XLIFF, {"upload": SimpleUploadedFile("a.xlf", b" " * (5 * MEGABYTE))})
    assert page.status_code == 200, "read, and its faults are shown"
    page = client.post(XLIFF, {"upload": SimpleUploadedFile("a.xlf", b" " * (markup.LARGEST + 1))})
    assert "larger than 10 MB" in page.content.decode()
