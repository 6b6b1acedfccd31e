"""Pages that put countries side by side: fetch, build, render."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countries import directory
from countries.directory import CountryEntry
from portal.pages import address_after_rename, render_page
from rights import comparison, factsheets, indicators
from rights.compare import charts, tables
from rights.compare.choice import FEWEST, MOST, Choice, choose, join
from rights.factsheets import QuestionEntry, Questionnaire, SectionEntry, Status

FORMATS = {
    "csv": (tables.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (tables.as_spreadsheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
ACROSS = ("living-abroad", "report-crime", "state-compensation", "interpreter", "contacts")
VICTIMS, COMPENSATION = "2012-29", "2004-80"  # the directives that speak of crimes in another country


# Choosing


@require_safe
def picker(request: HttpRequest) -> HttpResponse:
    """Choose countries and a section. With `go`, on to the comparison; what a link names is ticked already."""
    language = translation.get_language()
    countries = directory.countries(language)
    asked = factsheets.questionnaire(language)
    choice = choose(request.GET.getlist("country"), countries)
    section = asked.section(request.GET.get("section", ""))
    if "go" not in request.GET:
        status = 404 if choice.unknown else 200
        return picker_page(request, countries, asked, choice, section, choice.unknown_names, status)
    problems = choice.problems
    if section is None:
        problems.append(_("Choose what you want to compare."))
    if problems:
        return picker_page(request, countries, asked, choice, section, problems, status=400)
    return HttpResponseRedirect(reverse("compare", args=[choice.address, section.slug]))


def picker_page(
    request: HttpRequest,
    countries: list[CountryEntry],
    asked: Questionnaire,
    choice: Choice,
    section: SectionEntry | None = None,
    problems: list[str] = (),
    status: int = 200,
) -> HttpResponse:
    return render_page(
        request,
        "rights/compare/picker.html",
        countries=countries,
        asked=asked,
        chosen=choice.slugs,
        section=section,
        problems=problems,
        path=_with_query(reverse("picker"), _query(choice, section)),
        fewest=FEWEST,
        most=MOST,
        member_states=[country for country in countries if not country.is_union],
        status=status,
    )


@require_safe
def without_section(request: HttpRequest, countries: str) -> HttpResponse:
    """Countries without a section: on to the picker, with these ticked."""
    query = urlencode([("country", slug) for slug in countries.split("+") if slug])
    return HttpResponseRedirect(f"{reverse('picker')}?{query}")


# Answers side by side


@require_safe
def compare(request: HttpRequest, countries: str, section: str) -> HttpResponse:
    """Two to eight countries, one section."""
    found = _chosen(request, countries, section)
    if isinstance(found, HttpResponse):
        return found
    everywhere, asked, choice, chosen = found
    compared = comparison.compare(
        list(choice.countries), asked.of_section(chosen.slug), asked, translation.get_language()
    )
    return render_page(
        request,
        "rights/compare/section.html",
        countries=everywhere,
        section=chosen,
        sections=[(other, reverse("compare", args=[choice.address, other.slug])) for other in asked.sections],
        comparison=compared,
        columns=_columns(choice, chosen),
        union=_union(everywhere, choice, chosen),
        more=f"{reverse('picker')}?{_query(choice, chosen)}" if len(choice.countries) < MOST else "",
        scrolls=len(choice.countries) > 4,
        files=_files("compare-file", ["by-question", "by-country"], [choice.address, chosen.slug]),
        permanent=request.build_absolute_uri(request.path),
    )


@require_safe
def compare_file(request: HttpRequest, countries: str, section: str, layout: str, form: str) -> HttpResponse:
    found = _chosen(request, countries, section, rest=[layout, form])
    if isinstance(found, HttpResponse):
        return found
    _everywhere, asked, choice, chosen = found
    questions = asked.of_section(chosen.slug)
    compared = comparison.compare(list(choice.countries), questions, asked, translation.get_language())
    address = request.build_absolute_uri(reverse("compare", args=[choice.address, chosen.slug]))
    table = tables.of_answers(str(chosen), address, compared.rows, compared.countries, request.build_absolute_uri)
    flipped = table.flipped() if layout == "by-country" else table
    return _file(flipped, f"{choice.address.replace('+', '-')}-{chosen.slug}", form)


def _chosen(request: HttpRequest, named: str, section: str, rest: list[str] | None = None):
    """All countries, the questionnaire, those chosen and the section; or the answer where there is none to compare."""
    language = translation.get_language()
    countries = directory.countries(language)
    asked = factsheets.questionnaire(language)
    chosen = asked.section(section)
    if chosen is None and address_after_rename(request):
        raise Http404(f"no section {section!r} any more")  # leads on to its new address
    choice = choose(named.split("+"), countries)
    problems = choice.problems + ([] if chosen else [_("Choose what you want to compare.")])
    if problems:
        return picker_page(request, countries, asked, choice, chosen, problems, status=404)
    if named != choice.address:  # a country twice or by a former name, a "+" too many
        view, arguments = ("compare-file", rest) if rest else ("compare", [])
        return HttpResponseRedirect(reverse(view, args=[choice.address, section, *arguments]))
    return countries, asked, choice, chosen


def _columns(choice: Choice, section: SectionEntry) -> list[dict]:
    """Each column with the addresses that move it to the front, or leave it out."""
    countries = list(choice.countries)

    def without(place: int) -> str:
        left = countries[:place] + countries[place + 1 :]
        return reverse("compare", args=[join(left), section.slug]) if len(left) >= FEWEST else ""

    def forward(place: int) -> str:
        moved = [countries[place], *countries[:place], *countries[place + 1 :]]
        return reverse("compare", args=[join(moved), section.slug])

    return [
        {"country": country, "without": without(place), "forward": forward(place) if place else ""}
        for place, country in enumerate(countries)
    ]


def _union(everywhere: list[CountryEntry], choice: Choice, section: SectionEntry) -> dict | None:
    """The EU's minimum as a column to switch on; it is switched off like any other."""
    union = next((country for country in everywhere if country.is_union), None)
    if union is None or union in choice.countries or len(choice.countries) >= MOST:
        return None
    return {"country": union, "href": reverse("compare", args=[join([*choice.countries, union]), section.slug])}


def _query(choice: Choice, section: SectionEntry | None = None) -> str:
    """What names a choice in the address of a form."""
    return urlencode([("country", slug) for slug in choice.slugs] + ([("section", section.slug)] if section else []))


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


@require_safe
def question(request: HttpRequest, question: str) -> HttpResponse:
    """One question, all 28: the European Union first, then the countries by the alphabet."""
    countries, asked, chosen, compared = _of_question(question)
    before, after = asked.neighbours(asked.of_section(chosen.section.slug), chosen)
    statuses = [cell.answer.status for cell in compared.cells]
    return render_page(
        request,
        "rights/compare/question.html",
        countries=countries,
        section=chosen.section,
        question=chosen,
        cells=compared.cells,
        tally=[(status, tables.kind_of(status), statuses.count(status)) for status in Status if status in statuses],
        before=before,
        after=after,
        files=_files("compare-question-file", ["by-question", "by-country"], [chosen.slug]),
        permanent=request.build_absolute_uri(request.path),
    )


@require_safe
def question_file(request: HttpRequest, question: str, layout: str, form: str) -> HttpResponse:
    _countries, _asked, chosen, compared = _of_question(question)
    address = request.build_absolute_uri(reverse("compare-question", args=[chosen.slug]))
    table = tables.of_answers(str(chosen), address, compared.rows, compared.countries, request.build_absolute_uri)
    return _file(table.flipped() if layout == "by-country" else table, chosen.slug, form)


def _of_question(slug: str) -> tuple[list[CountryEntry], Questionnaire, QuestionEntry, comparison.Comparison]:
    language = translation.get_language()
    countries = directory.countries(language)
    asked = factsheets.questionnaire(language)
    chosen = asked.question(slug)
    if chosen is None:
        raise Http404(f"no question {slug!r}")
    union_first = sorted(countries, key=lambda country: not country.is_union)
    return countries, asked, chosen, comparison.compare(union_first, [chosen], asked, language)


# Facts


@require_safe
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """One fact over all countries: a table to sort, a map, and where it is a number a chart."""
    countries, sheet = _facts(indicator)
    chosen = sheet.indicators[0]
    facts = sheet.of_indicator(chosen, countries)
    states = [fact for fact in facts if not fact.country.is_union]
    sort = request.GET.get("sort", "value")
    return render_page(
        request,
        "rights/compare/indicator.html",
        countries=countries,
        indicator=chosen,
        union=next((fact for fact in facts if fact.country.is_union), None),
        rows=charts.ranked(states, sort),
        sort=sort if sort in charts.SORTS else "value",
        known=sum(fact.is_stated for fact in states),
        states=len(states),
        map=charts.tile_map(chosen, states),
        bars=charts.bars(states),
        files=_files("indicator-file", ["by-country", "by-indicator"], [chosen.slug]),
        permanent=request.build_absolute_uri(request.path),
    )


@require_safe
def indicator_file(request: HttpRequest, indicator: str, layout: str, form: str) -> HttpResponse:
    countries, sheet = _facts(indicator)
    address = request.build_absolute_uri(reverse("indicator", args=[indicator]))
    return _facts_file(sheet, countries, layout, form, indicator, address)


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """All facts of the countries chosen; of those of which anything is known, where none is."""
    countries, sheet = _facts()
    choice, shown = _shown(request, countries, sheet)
    query = _query(choice)
    return render_page(
        request,
        "rights/compare/matrix.html",
        countries=countries,
        rows=[(entry, sheet.of_indicator(entry, shown)) for entry in sheet.indicators],
        shown=shown,
        chosen=[country.slug for country in shown],
        unknown=choice.unknown,
        path=_with_query(request.path, query),
        scrolls=len(shown) > 4,
        files=_files("matrix-file", ["by-indicator", "by-country"], [], query),
        permanent=request.build_absolute_uri(),
        status=404 if choice.unknown else 200,
    )


@require_safe
def matrix_file(request: HttpRequest, layout: str, form: str) -> HttpResponse:
    countries, sheet = _facts()
    choice, shown = _shown(request, countries, sheet)
    if choice.unknown:
        raise Http404(f"no country {choice.unknown[0]!r}")
    address = request.build_absolute_uri(_with_query(reverse("matrix"), _query(choice)))
    return _facts_file(sheet, shown, layout, form, "indicators", address)


def _facts(slug: str | None = None) -> tuple[list[CountryEntry], indicators.FactSheet]:
    """All countries with what is known of them, by one indicator or by all."""
    language = translation.get_language()
    countries = directory.countries(language)
    sheet = indicators.read(countries, directory.victim_lines(countries, language), language, slug)
    if slug and not sheet.indicators:
        raise Http404(f"no indicator {slug!r}")
    return countries, sheet


def _shown(request: HttpRequest, countries: list[CountryEntry], sheet) -> tuple[Choice, list[CountryEntry]]:
    choice = choose(request.GET.getlist("country"), countries)
    some_known = [country for country in countries if any(fact.is_stated for fact in sheet.of_country(country))]
    return choice, list(choice.countries) or some_known


def _facts_file(sheet, countries, layout: str, form: str, name: str, address: str) -> HttpResponse:
    rows = [(str(entry), sheet.of_indicator(entry, countries)) for entry in sheet.indicators]
    title = str(sheet.indicators[0]) if len(sheet.indicators) == 1 else _("Facts compared")
    table = tables.of_facts(title, address, rows, countries)
    return _file(table.flipped() if layout == "by-country" else table, name, form)


# Across a border


@require_safe
def across_picker(request: HttpRequest) -> HttpResponse:
    """Where it happened and where one lives; with both, on to the page."""
    crime, home = request.GET.get("crime", ""), request.GET.get("home", "")
    if not crime and not home:
        return _across_page(request, directory.countries(translation.get_language()), None, None)
    return _across(request, crime, home, is_form=True)


@require_safe
def across(request: HttpRequest, crime: str, home: str) -> HttpResponse:
    """The crime happened in one country, the victim lives in another."""
    return _across(request, crime, home)


def _across(request: HttpRequest, crime: str, home: str, is_form: bool = False) -> HttpResponse:
    language = translation.get_language()
    countries = directory.countries(language)
    choices = [choose([slug], countries) for slug in (crime, home)]
    there, here = (next(iter(choice.countries), None) for choice in choices)
    problems = [sentence for choice in choices for sentence in choice.unknown_names]
    if not (crime and home):
        problems.append(_("Choose both countries."))
    elif there and there == here:
        problems.append(_("Choose two different countries. Where both are the same, its own pages say what you need."))
    if any(country and country.is_union for country in (there, here)):
        problems.append(_("Choose a country: the European Union itself has no police and no courts for this."))
    if problems:
        return _across_page(request, countries, there, here, problems, status=400 if is_form else 404)
    if is_form or (crime, home) != (there.slug, here.slug):
        return HttpResponseRedirect(reverse("across", args=[there.slug, here.slug]))
    asked = factsheets.questionnaire(language)
    questions = [found for slug in ACROSS if (found := asked.question(slug))]
    laws = {law.slug: law for law in factsheets.instruments(language)}
    union = next((country for country in countries if country.is_union), None)
    claims = laws.get(COMPENSATION)
    return _across_page(
        request,
        countries,
        there,
        here,
        comparison=comparison.compare([there, here], questions, asked, language),
        victims=laws.get(VICTIMS),
        compensation=claims,
        claims_unbound=[country for country in (there, here) if claims and country.code in claims.not_binding],
        there_bound=VICTIMS in laws and there.code not in laws[VICTIMS].not_binding,
        here_bound=VICTIMS in laws and here.code not in laws[VICTIMS].not_binding,
        union_answers=[
            (found, reverse("question", args=[union.slug, found.section.slug, found.slug]))
            for found in questions
            if union and found.slug in ("living-abroad", "state-compensation")
        ],
        permanent=request.build_absolute_uri(request.path),
    )


def _across_page(request, countries, there, here, problems=(), status: int = 200, **context) -> HttpResponse:
    return render_page(
        request,
        "rights/compare/across.html" if "comparison" in context else "rights/compare/across_picker.html",
        countries=countries,
        member_states=[country for country in countries if not country.is_union],
        there=there,
        here=here,
        problems=problems,
        status=status,
        **context,
    )


# Files


def _files(view: str, layouts: list[str], arguments: list[str], query: str = "") -> list[dict]:
    """The addresses of the same comparison as files, the way that the page shows it first."""
    return [
        {
            "form": form,
            "layout": layout,
            "href": _with_query(reverse(view, args=[*arguments, layout, form]), query),
        }
        for form in FORMATS
        for layout in layouts
    ]


def _file(table: tables.Table, name: str, form: str) -> HttpResponse:
    write, content_type = FORMATS[form]
    return HttpResponse(
        write(table),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name[:120]}.{form}"',
            "X-Robots-Tag": "noindex",
        },
    )
