"""What every public page has: its languages, countries, help lines and notices."""

from collections.abc import Collection
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from countries import selectors
from countries.models import EUROPEAN_UNION
from countries.selectors import CountryEntry
from portal.i18n import languages
from portal.web import page_cache
from rights.selectors.notices import read_notices

# An ordinary, well-known page, the same in every language, that raises no question when somebody looks over a shoulder.
LEAVE_ADDRESS = "https://www.wikipedia.org/"
# Of an address that a page repeats for every language; the longest of the portal's own, a search, has some 4,000.
LONGEST_ADDRESS = 5_000
ABOUT_PAGES = ("about", "safety", "privacy", "accessibility", "for-other-sites")


def render_page(
    request: HttpRequest,
    template: str,
    *,
    countries: list[CountryEntry],
    country: CountryEntry | None = None,
    help_lines: list | None = None,
    status: int = 200,
    path: str | None = None,
    spoken: Collection[str] = languages.CODES,
    text_language: str | None = None,
    **context,
) -> HttpResponse:
    """Render a public page. `country` is the one being read; `help_lines` are its own, read here where not given.

    `path` is the page's public address where the request came by another (a preview), and with what a form chose, which
    stays when the language changes. `spoken` are the languages that what it shows is public in, `text_language` the one
    that it shows all of it in where that is not the page's.
    """
    language = translation.get_language()
    path = path or request.path
    if len(path) > LONGEST_ADDRESS:
        path = f"/{language}/"
    if help_lines is None:
        help_lines = selectors.help_lines(country.code if country else EUROPEAN_UNION, language)
    return render(
        request,
        template,
        {
            "language": language,
            "languages": [
                {
                    "code": code,
                    "name": name,
                    "href": languages.in_language(path, code),
                }
                for code, name in languages.LANGUAGES
            ],
            **_head(request, path, spoken, text_language or language, status),
            "country": country,
            "countries": countries,
            "elsewhere": [
                {"country": other, "href": in_country(path, country, other)}
                for other in countries
                if country is None or other.pk != country.pk
            ],
            "header_lines": selectors.header_lines(help_lines),
            "help_lines": help_lines,
            "notices": read_notices(page_cache.version_clock.now(), language, timezone.localdate()),
            "leave_address": LEAVE_ADDRESS,
            "about_pages": ABOUT_PAGES,
            **context,
        },
        status=status,
    )


def _head(request: HttpRequest, path: str, spoken: Collection[str], shown: str, status: int) -> dict:
    """Where search engines find this page: its one address, and those in the languages that it is public in."""
    if status != HTTPStatus.OK:
        return {}
    if languages.language_of_path(request.path):  # not a preview, nor what links to other pages than itself
        path = request.path

    def address(code: str) -> str:
        return request.build_absolute_uri(languages.in_language(path.partition("?")[0], code))

    ordered = [code for code in languages.CODES if code in spoken]
    default = languages.ENGLISH if languages.ENGLISH in ordered else shown
    return {
        "canonical": address(shown),
        "alternates": [(code, address(code)) for code in ordered]
        + ([("x-default", address(default))] if ordered else []),
    }


def in_country(path: str, country: CountryEntry | None, other: CountryEntry) -> str:
    """The same page of another country; its first page where the page is of no country."""
    if country is None:
        return reverse("country", args=[other.slug])
    return path.replace(f"/{country.slug}/", f"/{other.slug}/", 1)


def find_country(slug: str, countries: list[CountryEntry]) -> CountryEntry:
    for country in countries:
        if country.slug == slug:
            return country
    raise Http404(f"no country {slug!r}")


def by_reader_language(response: HttpResponse) -> HttpResponse:
    """Mark a response that depends on the reader's Accept-Language: not to be stored."""
    response.headers["Cache-Control"] = page_cache.NO_STORE
    patch_vary_headers(response, ["Accept-Language"])
    return response
