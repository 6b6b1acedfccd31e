"""Facts over all countries: one indicator with its map and bars, and all of them in a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countries import selectors
from countries.selectors import CountryEntry
from portal.web.rendering import render_page
from rights.comparison import charts, files, tables
from rights.comparison.choice import Choice, choose
from rights.comparison.requests import query_of, with_query
from rights.selectors import indicators
from rights.selectors.indicators import FactMatrix, FactStatus


@dataclass(frozen=True)
class FactsRequest:
    """What is known of every country, by one indicator or by all."""

    countries: list[CountryEntry]
    facts: FactMatrix

    @classmethod
    def of(cls, slug: str | None = None) -> "FactsRequest":
        """Raises Http404."""
        language = translation.get_language()
        countries = selectors.countries(language)
        help_lines = selectors.victim_help_lines(countries, language)
        facts = indicators.read(countries, help_lines, language, slug)
        if slug and not facts.indicators:
            raise Http404(f"no indicator {slug!r}")
        return cls(countries, facts)


@dataclass(frozen=True)
class CountriesOfFacts:
    """The countries that a table of facts is of; those of which anything is known, where nobody chose any."""

    choice: Choice
    countries: list[CountryEntry]

    @classmethod
    def of(cls, slugs: Iterable[str], wanted: FactsRequest) -> "CountriesOfFacts":
        choice = choose(slugs, wanted.countries)
        stated = [c for c in wanted.countries if any(fact.is_stated for fact in wanted.facts.of_country(c))]
        return cls(choice, list(choice.countries) or stated)

    @property
    def query(self) -> str:
        return query_of(self.choice)


@require_safe
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """One fact over all countries: a table to sort, a map, and where it is a number a chart."""
    wanted = FactsRequest.of(indicator)
    [this] = wanted.facts.indicators
    facts = wanted.facts.of_indicator(this, wanted.countries)
    of_states = [fact for fact in facts if not fact.country.is_union]
    unknown = [fact.country for fact in of_states if fact.status == FactStatus.UNKNOWN]
    unknown = unknown if len(unknown) > 1 else []
    known = sum(fact.is_stated for fact in of_states)
    sort = request.GET.get("sort", "value")
    return render_page(
        request,
        "rights/compare/indicator.html",
        countries=wanted.countries,
        indicator=this,
        union=next((fact for fact in facts if fact.country.is_union), None),
        rows=[row for row in charts.ranked(of_states, sort) if row.fact.country not in unknown],
        unknown=unknown,
        sort=sort if sort in charts.SORTS else "value",
        path=with_query(request.path, f"sort={sort}" if sort in charts.SORTS and "sort" in request.GET else ""),
        known=known,
        draws=known >= charts.FEWEST,
        states=len(of_states),
        map=charts.tile_map(of_states),
        bars=charts.bars(of_states),
        files=files.links("indicator-file", ("by-country", "by-indicator"), [this.slug]),
        permanent=request.build_absolute_uri(request.path),
    )


@require_safe
def indicator_file(request: HttpRequest, indicator: str, layout: str, form: str) -> HttpResponse:
    wanted = FactsRequest.of(indicator)
    [this] = wanted.facts.indicators
    address = request.build_absolute_uri(reverse("indicator", args=[indicator]))
    table = tables.of_facts(str(this), address, wanted.facts, wanted.countries)
    return files.response(table, indicator, layout, form)


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """All facts of some countries."""
    wanted = FactsRequest.of()
    shown = CountriesOfFacts.of(request.GET.getlist("country"), wanted)
    return render_page(
        request,
        "rights/compare/matrix.html",
        countries=wanted.countries,
        rows=[(entry, wanted.facts.of_indicator(entry, shown.countries)) for entry in wanted.facts.indicators],
        shown=shown.countries,
        chosen=[country.slug for country in shown.countries],
        unknown=shown.choice.unknown,
        path=with_query(request.path, shown.query),
        scrolls=len(shown.countries) > 4,
        files=files.links("matrix-file", ("by-indicator", "by-country"), query=shown.query),
        permanent=request.build_absolute_uri(),
        status=404 if shown.choice.unknown else 200,
    )


@require_safe
def matrix_file(request: HttpRequest, layout: str, form: str) -> HttpResponse:
    wanted = FactsRequest.of()
    shown = CountriesOfFacts.of(request.GET.getlist("country"), wanted)
    if shown.choice.unknown:
        raise Http404(f"no country {shown.choice.unknown[0]!r}")
    address = request.build_absolute_uri(with_query(reverse("matrix"), shown.query))
    table = tables.of_facts(_("Facts compared"), address, wanted.facts, shown.countries)
    return files.response(table, "indicators", layout, form)
