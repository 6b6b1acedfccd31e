"""The home page and each country's services."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from countries import selectors
from portal.web.rendering import find_country, render_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and every country to choose from."""
    countries = selectors.countries(translation.get_language())
    return render_page(
        request,
        "countries/home.html",
        countries=countries,
        member_states=[country for country in countries if not country.is_union],
        union=next((country for country in countries if country.is_union), None),
    )


@require_safe
def services(request: HttpRequest, country: str) -> HttpResponse:
    """Who helps in a country: its help lines, then its services."""
    language = translation.get_language()
    countries = selectors.countries(language)
    here = find_country(country, countries)
    return render_page(
        request,
        "countries/services.html",
        countries=countries,
        country=here,
        services=selectors.services(here.pk, language),
    )
