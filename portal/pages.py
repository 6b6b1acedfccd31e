"""What every public page has: its languages, countries and help lines; and the pages that are about the portal."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from countries import directory
from countries.directory import CountryEntry
from countries.models import EUROPEAN_UNION, RetiredSlug
from portal import languages, pagecache

# An ordinary, well-known page, the same in every language, that raises no question when somebody looks over a shoulder.
LEAVE_ADDRESS = "https://www.wikipedia.org/"
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
    **context,
) -> HttpResponse:
    """Render a public page. `country` is the one being read; `help_lines` are its own, read here where not given.

    `path` is the page's public address where the request came by another (a preview), and with what a form chose, which
    stays when the language changes.
    """
    language = translation.get_language()
    path = path or request.path
    if help_lines is None:
        help_lines = directory.help_lines(country.code if country else EUROPEAN_UNION, language)
    return render(
        request,
        template,
        {
            "language": language,
            "languages": [
                {"code": code, "name": name, "href": languages.in_language(path, code)}
                for code, name in languages.LANGUAGES
            ],
            "country": country,
            "countries": countries,
            "elsewhere": [
                {"country": other, "href": in_country(path, country, other)}
                for other in countries
                if country is None or other.pk != country.pk
            ],
            "header_lines": directory.header_lines(help_lines),
            "help_lines": help_lines,
            "leave_address": LEAVE_ADDRESS,
            "about_pages": ABOUT_PAGES,
            **context,
        },
        status=status,
    )


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


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send the reader to their language."""
    language = languages.best_of(request.headers.get("Accept-Language", ""))
    return by_reader_language(HttpResponseRedirect(f"/{language}/"))


def by_reader_language(response: HttpResponse) -> HttpResponse:
    """Mark a response that depends on the reader's Accept-Language: not to be stored."""
    response.headers["Cache-Control"] = pagecache.NO_STORE
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def about(request: HttpRequest, page: str) -> HttpResponse:
    """One of the pages about the portal itself."""
    countries = directory.countries(translation.get_language())
    return render_page(request, f"pages/{page}.html", countries=countries)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Says "ok" where the application and its database answer."""
    pagecache.version_clock.forget()
    pagecache.version_clock.now()
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": pagecache.NO_STORE})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /admin/\nDisallow: /go/\n", content_type="text/plain")


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """A page that helps on; or the way to the new address where a slug was renamed."""
    if moved := address_after_rename(request):
        return HttpResponsePermanentRedirect(moved)
    countries = directory.countries(translation.get_language())
    return render_page(request, "404.html", countries=countries, status=404)


def address_after_rename(request: HttpRequest) -> str | None:
    """The address that this one has become, where a country, section or question in it was renamed."""
    from rights.models import Indicator, Question, Section

    models = {"country": directory.Country, "section": Section, "question": Question, "indicator": Indicator}
    match = request.resolver_match
    if match is None:
        return None
    kwargs, changed = dict(match.kwargs), False
    for kind, model in models.items():
        retired = kind in kwargs and RetiredSlug.objects.filter(kind=kind, slug=kwargs[kind]).first()
        if retired and (slug := model.objects.filter(pk=retired.successor).values_list("slug", flat=True).first()):
            kwargs[kind], changed = slug, True
    return reverse(match.view_name, kwargs=kwargs) if changed else None


def server_error(request: HttpRequest) -> HttpResponse:
    """Says so, without the database and without anything that could fail again."""
    language = languages.language_of_path(request.path_info) or languages.ENGLISH
    with translation.override(language):
        response = render(request, "500.html", {"language": language, "leave_address": LEAVE_ADDRESS}, status=500)
    response.headers["Cache-Control"] = pagecache.NO_STORE
    return response
