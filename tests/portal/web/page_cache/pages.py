"""A page to keep, and what stands behind the cache."""

from contextlib import contextmanager

from django.db import OperationalError, connection
from django.http import HttpResponse

PAGE = "/en/estonia/compensation/damages/"
TEXT = "<p>" + "The whole answer. " * 100 + "</p>"


def a_page(request):
    return HttpResponse(TEXT)


@contextmanager
def database_down():
    def refuse(*args):
        raise OperationalError("the database is down")

    with connection.execute_wrapper(refuse):
        yield
