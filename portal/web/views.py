"""The root, the pages about the portal itself, and what machines ask for."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from countries import selectors
from portal.i18n import languages
from portal.web import page_cache
from portal.web.rendering import by_reader_language, render_page


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send the reader to their language."""
    language = languages.best_of(request.headers.get("Accept-Language", ""))
    return by_reader_language(HttpResponseRedirect(f"/{language}/"))


@require_safe
def about(request: HttpRequest, page: str) -> HttpResponse:
    """One of the pages about the portal itself."""
    countries = selectors.countries(translation.get_language())
    return render_page(request, f"pages/{page}.html", countries=countries)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Says "ok" where the application and its database answer."""
    page_cache.version_clock.forget()
    page_cache.version_clock.now()
    headers = {"Cache-Control": page_cache.NO_STORE, "Content-Length": "3"}
    return HttpResponse("ok\n", content_type="text/plain", headers=headers)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /admin/\nDisallow: /go/\n", content_type="text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a flaw (RFC 9116), where the operator has named somebody; good for a month at a time."""
    if not settings.SECURITY_CONTACT:
        raise Http404("no contact for flaws is set")
    until = (timezone.now() + datetime.timedelta(days=30)).strftime("%Y-%m-%dT00:00:00Z")
    text = f"Contact: {settings.SECURITY_CONTACT}\nExpires: {until}\nPreferred-Languages: en\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
