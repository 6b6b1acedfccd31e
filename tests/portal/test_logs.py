"""The log says what broke and where, and nothing of who asked for what."""

import io
import logging
import logging.config
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.test import Client, RequestFactory

SECRET = "confession"


@contextmanager
def the_log():
    """All that is written by the handlers of the settings."""
    said, console = io.StringIO(), {**settings.LOGGING["handlers"]["console"]}
    configuration = {**settings.LOGGING, "handlers": {**settings.LOGGING["handlers"], "console": console}}
    console["stream"] = said
    try:
        logging.config.dictConfig(configuration)
        yield said
    finally:
        logging.config.dictConfig(settings.LOGGING)


def an_error() -> ValueError:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"{SECRET}: /en/search/?q={SECRET}") from error
    except ValueError as error:
        return error


# Logger, template, arguments, and what else a record has: as frameworks, libraries and gunicorn write them.
RECORDS = [
    ("django.request", "Internal Server Error: %s", ["/en/confession/"], {"request": RequestFactory().get("/")}),
    ("django.security.DisallowedHost", "Invalid HTTP_HOST header: 'confession'", [], {}),
    ("django.security.csrf", "Forbidden (%s): %s", ["Origin", "/admin/confession/"], {}),
    ("django.security.TooManyFieldsSent", "confession", [], {"request": RequestFactory().get("/")}),
    ("django.db.backends", "(0.000) SELECT '%s'", [SECRET], {}),
    ("django.core.mail", "to %s", [SECRET], {}),
    ("axes.handlers.database", "AXES: Repeated login failure by %s.", ["confession"], {}),
    ("openpyxl", "cannot write %r", [SECRET], {}),
    ("", "said by a library that has no logger of its own: %s", [SECRET], {}),
    ("gunicorn.error", "Invalid request from ip=127.0.0.1: confession", [], {}),
    ("gunicorn.error", "Error handling request %s %s", ["GET", "/en/confession/"], {}),
    ("gunicorn.error", "Something new about %s", ["/en/confession/"], {}),
    ("gunicorn.error", an_error(), [], {}),
    ("portal.web", "an error of our own", [], {}),
]


def test_no_record_tells_of_a_request_and_each_tells_where_it_comes_from():
    error, wrong = an_error(), []
    for name, template, arguments, more in RECORDS:
        for exc_info in (None, (type(error), error, error.__traceback__)):
            with the_log() as said:
                logging.getLogger(name).error(template, *arguments, extra=more, exc_info=exc_info)
                logging.getLogger(name).error(template, *arguments, extra=more, exc_info=exc_info, stack_info=True)
            text = said.getvalue()
            quiet = name == "django.security.DisallowedHost"
            is_placed = (name or "root") in text or "our own" in text
            is_traced = not exc_info or ("builtins.KeyError" in text and "builtins.ValueError" in text)
            if SECRET in text or "127.0.0.1" in text or (not quiet and not (is_placed and is_traced)):
                wrong.append((name, text))
    assert wrong == []


@pytest.mark.django_db
def test_a_lock_out_at_the_desks_door_names_nobody(user):
    user(SECRET, is_staff=True)
    with the_log() as said:
        for _attempt in range(8):
            Client().post("/admin/login/", {"username": SECRET, "password": "confession too"})
    assert SECRET not in said.getvalue()


@pytest.mark.django_db
def test_an_unknown_host_is_no_event(client):
    with the_log() as said:
        assert client.get("/en/confession/", headers={"host": "confession.example"}).status_code == 400
    assert said.getvalue() == ""
    assert issubclass(DisallowedHost, Exception)
