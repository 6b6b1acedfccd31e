"""Pages for addresses that do not exist, or no longer, and for faults."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views import defaults

from countries import selectors
from portal.i18n import languages
from portal.web import page_cache
from portal.web.rendering import LEAVE_ADDRESS, render_page
from rights.selectors.renames import renamed

BAD_REQUEST_PAGE = "bad_request_page"  # the attribute of a view that has one


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """A page that helps on; or the way to the new address where a slug was renamed."""
    if moved := address_after_rename(request):
        return HttpResponsePermanentRedirect(moved)
    language = translation.get_language()
    countries = selectors.countries(language)
    # The other languages' links lead to their first pages: the address is there in none of them, and may be a long one.
    return render_page(request, "404.html", countries=countries, status=404, path=f"/{language}/")


def address_after_rename(request: HttpRequest) -> str | None:
    """The address that this one has become, where a country, section or question in it was renamed."""
    match = request.resolver_match
    if match is None:
        return None
    now = renamed(match.kwargs)
    return reverse(match.view_name, kwargs={**match.kwargs, **now}) if now else None


def with_bad_request_page(page: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Gives a view a page of its own for requests that cannot be read, such as too long ones."""

    def decorate(view: Callable) -> Callable:
        setattr(view, BAD_REQUEST_PAGE, page)
        return view

    return decorate


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read (Django's handler400): the page that its view has for that, else a plain one."""
    page = getattr(getattr(request.resolver_match, "func", None), BAD_REQUEST_PAGE, None)
    if page:
        return page(request)
    if isinstance(exception, RequestDataTooBig):
        return plain_page(request, "413.html", 413)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Says so."""
    return plain_page(request, "500.html", 500)


def plain_page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A page without the database and without anything that could fail again."""
    language = languages.language_of_path(request.path_info) or languages.ENGLISH
    with translation.override(language):
        response = render(request, template, {"language": language, "leave_address": LEAVE_ADDRESS}, status=status)
    response.headers["Cache-Control"] = page_cache.NO_STORE
    return response
