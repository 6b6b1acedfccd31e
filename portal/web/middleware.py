"""What every response gets: its language and its policies."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django_prose_editor.widgets import importmap

from portal.i18n import languages
from portal.policies import EVERY_RESPONSE
from portal.web import views
from portal.web.page_cache import HEALTH

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


@cache
def import_map_hash() -> str:
    """The hash that lets the rich-text editor's inline import map pass a Content-Security-Policy without 'unsafe'."""
    match = re.search(r"<script[^>]*>(.*)</script>", str(importmap), re.DOTALL)
    if match is None:
        raise ValueError("the editor's import map has another form than it had")
    return csp_hash(match[1])


@cache
def editor_style_hashes() -> list[str]:
    """The hash of the one style sheet that the editor writes into the page; none where it writes no such thing."""
    path = finders.find("django_prose_editor/editor.js")
    script = Path(path).read_text(encoding="utf-8") if path else ""
    return [csp_hash(style) for style in re.findall(r"`(\.ProseMirror \{[^`$]*)`", script)]


def csp_hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


class DeskScriptsMiddleware:
    """The desk's own policy: the editor's import map, style and icons besides what the site allows, nothing else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(DESK):
            response._csp_update = {
                "script-src": [import_map_hash()],
                "style-src": editor_style_hashes(),
                "font-src": ["'self'"],
            }
        return response


class HealthMiddleware:
    """Answers whoever looks whether the portal lives, by whatever name or address they call it.

    It stands before what asks for the host, which for every other address must be one of ours.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return views.healthz(request) if request.path_info == HEALTH else self.get_response(request)


class ResponsePolicyMiddleware:
    """The policies of every response (`portal/policies.py`); a view may have its own.

    Under the desk `no-referrer` would make Chromium send `Origin: null` with forms, which the CSRF check refuses; there
    it is `same-origin`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(DESK):
            response.headers["Referrer-Policy"] = "same-origin"
        for name, value in EVERY_RESPONSE.items():
            response.headers.setdefault(name, value)
        if settings.DEBUG and response.status_code >= 400:
            del response.headers["Content-Security-Policy"]  # Django's page for developers has its style inline
        return response
