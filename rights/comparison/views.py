"""Answers side by side: choose, compare a section, compare one question in every country."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from countries.selectors import CountryEntry
from portal.web.rendering import render_page
from rights.comparison import files, tables
from rights.comparison.choice import BETWEEN, MOST
from rights.comparison.requests import ComparisonRequest, PickerRequest, QuestionComparison, compares
from rights.selectors import common_states
from rights.selectors.answers import AnswerStatus
from rights.selectors.comparison import Cell

LAYOUTS = ("by-question", "by-country")


@require_safe
@compares
def picker(request: HttpRequest) -> HttpResponse:
    """Choose countries and a section. With `go`, on to the comparison; what a link names is ticked already."""
    wanted = PickerRequest.of(request.GET.getlist("country"), request.GET.get("section", ""))
    if "go" in request.GET:
        return HttpResponseRedirect(wanted.complete(status=400).address)
    return wanted.page(request, wanted.choice.unknown_names, status=404 if wanted.choice.unknown else 200)


@require_safe
def without_section(request: HttpRequest, countries: str) -> HttpResponse:
    """Countries without a section: on to the picker, with these ticked."""
    query = urlencode([("country", slug) for slug in countries.split(BETWEEN) if slug])
    return HttpResponseRedirect(f"{reverse('picker')}?{query}")


@require_safe
@compares
def compare(request: HttpRequest, countries: str, section: str) -> HttpResponse:
    """Two to eight countries, one section."""
    wanted = ComparisonRequest.of(request, countries, section)
    chosen = wanted.choice.countries
    comparison = wanted.read()
    return render_page(
        request,
        "rights/compare/section.html",
        countries=wanted.countries,
        section=wanted.section,
        sections=[(other, wanted.address_of(chosen, other)) for other in wanted.questionnaire.sections],
        comparison=comparison,
        **common_states.of_answers(cell.answer for cell in comparison.cells),
        columns=wanted.columns,
        with_union=wanted.with_union,
        more=wanted.picker_address if len(chosen) < MOST else "",
        scrolls=len(chosen) > 4,
        files=files.links("compare-file", LAYOUTS, [wanted.choice.address, wanted.section.slug]),
        permanent=request.build_absolute_uri(request.path),
    )


@require_safe
@compares
def compare_file(request: HttpRequest, countries: str, section: str, layout: str, form: str) -> HttpResponse:
    wanted = ComparisonRequest.of(request, countries, section, layout, form)
    address = request.build_absolute_uri(wanted.address)
    table = tables.of_answers(str(wanted.section), address, wanted.read(), request.build_absolute_uri)
    name = f"{wanted.choice.address.replace(BETWEEN, '-')}-{wanted.section.slug}"
    return files.response(table, name, layout, form)


@require_safe
def question(request: HttpRequest, question: str) -> HttpResponse:
    """One question, all 28."""
    wanted = QuestionComparison.of(question)
    cells = wanted.read().cells
    rows, alike = without_repetition(cells)
    statuses = [cell.answer.status for cell in cells]
    before, after = wanted.neighbours
    return render_page(
        request,
        "rights/compare/question.html",
        countries=wanted.countries,
        section=wanted.question.section,
        question=wanted.question,
        cells=rows,
        alike=alike,
        **common_states.of_answers(cell.answer for cell in rows),
        tally=[
            (status, tables.kind_of(status), statuses.count(status)) for status in AnswerStatus if status in statuses
        ],
        before=before,
        after=after,
        files=files.links("compare-question-file", LAYOUTS, [wanted.question.slug]),
        permanent=request.build_absolute_uri(request.path),
    )


def without_repetition(cells: list[Cell]) -> tuple[list[Cell], list[tuple[str, list[CountryEntry]]]]:
    """The cells that say something, and the countries of the others by what kind of answer they have."""
    empty: dict[AnswerStatus, list[Cell]] = {}
    for cell in cells:
        if cell.is_empty and not cell.country.is_union:
            empty.setdefault(cell.answer.status, []).append(cell)
    repeated = {status: found for status, found in empty.items() if len(found) > 1}
    alike = [(tables.kind_of(status), [cell.country for cell in found]) for status, found in repeated.items()]
    return [cell for cell in cells if not any(cell in found for found in repeated.values())], alike


@require_safe
def question_file(request: HttpRequest, question: str, layout: str, form: str) -> HttpResponse:
    wanted = QuestionComparison.of(question)
    address = request.build_absolute_uri(reverse("compare-question", args=[wanted.question.slug]))
    table = tables.of_answers(str(wanted.question), address, wanted.read(), request.build_absolute_uri)
    return files.response(table, wanted.question.slug, layout, form)
