"""What every response gets: its language and its policies."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from portal import languages

DESK = "/admin/"


class LanguageOfPathMiddleware:
    """The address says the language, never a cookie or a header; the desk follows the browser.

    Django's own LocaleMiddleware would add `Vary: Accept-Language` and read a cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = languages.language_of_path(request.path_info)
        if language is None and request.path_info.startswith(DESK):
            language = languages.best_of(request.headers.get("Accept-Language", ""))
        with translation.override(language or languages.ENGLISH):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


class ResponsePolicyMiddleware:
    """Referrer and permissions policies by address.

    `no-referrer` (the setting) on public pages: the next site must not learn where a victim came from. Under the desk
    it would make Chromium send `Origin: null` with forms, which the CSRF check refuses; there it is `same-origin`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(DESK):
            response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        return response
