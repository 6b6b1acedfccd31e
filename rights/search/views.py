"""The page of search: what its address asks for, the answers found, and ways on where there are none.

What somebody types here can be a confession. An answer to it is stored nowhere (`no-store`, past the page cache),
is logged nowhere, and its title does not repeat the words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from countries import selectors
from countries.selectors import CountryEntry, HelpLineEntry
from portal.i18n import languages
from portal.i18n.translated import TranslatedText
from portal.web import page_cache
from portal.web.rendering import render_page
from rights.models import SearchEntry
from rights.search import query
from rights.search.danger import CHILD, KINDS, SELF_HARM
from rights.search.hits import Hit
from rights.search.snippets import Pieces
from rights.selectors.kept import kept_by_version
from rights.selectors.questionnaire import QuestionEntry, Questionnaire, SectionEntry, read_questionnaire

# Whom a number of the Union is for. A country's own lines are for victims, or for whomever their name says.
FOR_VICTIMS = {"violence", "sexual", "stalking", "threat", "captivity", "child", "fear"}
LINES_FOR = {
    "116006": FOR_VICTIMS,
    "116016": FOR_VICTIMS - {"child", "fear"},
    "116111": {"child"},
    "116123": {"self-harm", "fear"},
    "116000": set(),
}

EXAMPLES = (_("compensation"), _("interpreter"), _("free lawyer"), _("what happens at the trial"))


@dataclass(frozen=True)
class SearchRequest:
    """What the address of a results page asks for. What it names that does not exist counts as not named."""

    words: str = ""
    reading: CountryEntry | None = None  # the country whose page the reader came from
    country: CountryEntry | None = None
    section: SectionEntry | None = None
    page: int = 1
    is_exact: bool = False

    @classmethod
    def of(cls, request: HttpRequest, countries: list[CountryEntry], questionnaire: Questionnaire) -> "SearchRequest":
        given = parameters(request)
        by_slug = {country.slug: country for country in countries}
        page = given.get("page") or ""
        return cls(
            given.get("q") or "",
            by_slug.get(given.get("reading") or ""),
            by_slug.get(given.get("country") or ""),
            questionnaire.section(given.get("section") or ""),
            int(page) if page.isascii() and page.isdecimal() and len(page) < 4 else 1,
            given.get("exact") == "1",
        )

    def address(self, **changes) -> str:
        """The address that asks for this, or for this with changes; a change of what is wanted begins at page 1."""
        new = replace(self, **{"page": 1, **changes})
        parameters = {
            "q": new.words,
            "reading": new.reading and new.reading.slug,
            "country": new.country and new.country.slug,
            "section": new.section and new.section.slug,
            "exact": new.is_exact and "1",
            "page": new.page > 1 and new.page,
        }
        encoded = urlencode({name: value for name, value in parameters.items() if value})
        return f"{reverse('search')}?{encoded}" if encoded else reverse("search")


def parameters(request: HttpRequest) -> QueryDict:
    try:
        return request.GET
    except TooManyFieldsSent:
        return QueryDict()


@dataclass(frozen=True)
class FoundAnswer:
    """An answer found, as the page shows it; the pieces of its title and snippet are (text, whether it is marked)."""

    country: CountryEntry
    question: QuestionEntry
    title: Pieces
    snippet: Pieces
    title_text: TranslatedText  # for their `lang` attributes
    snippet_text: TranslatedText


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The answers that a query finds, grouped by country; without a query, how to ask one."""
    language = translation.get_language()
    version = page_cache.version_clock.now()
    countries, questionnaire = names(version, language)
    wanted = SearchRequest.of(request, countries, questionnaire)
    results = find(wanted, language, version)
    wanted = replace(wanted, words=results.query, page=results.page)
    danger = in_danger(wanted, results, countries, language) if results.is_danger else None
    response = render_page(
        request,
        "rights/search.html",
        countries=countries,
        country=wanted.reading,
        help_lines=danger.help_lines if danger and danger.place == wanted.reading else None,
        danger=danger,
        path=wanted.address(),
        query=results.query,
        results=results,
        examples=[] if results.query else examples(wanted, language),
        sections=questionnaire.sections,
        union=next((country for country in countries if country.is_union), None),
        **what_is_found(results, countries, questionnaire, language),
        **ways_on(wanted, results, countries, questionnaire),
    )
    if request.META.get("QUERY_STRING"):  # stored by nobody; the page cache passes it on
        response.headers["Cache-Control"] = page_cache.NO_STORE
    return response


@dataclass(frozen=True)
class Danger:
    """What the page says first to somebody in danger: whom to call where they are, or else where that may be."""

    is_of_life: bool  # it is their own life that they speak of taking
    place: CountryEntry | None
    lines: tuple[HelpLineEntry, ...]
    places: tuple[tuple[CountryEntry, str], ...]  # a country to choose, with the address of the same search there
    help_lines: list[HelpLineEntry] | None


def in_danger(wanted: SearchRequest, results: query.Results, countries: list[CountryEntry], language: str) -> Danger:
    place = next((each for each in countries if each.pk == results.place and not each.is_union), None)
    help_lines = selectors.help_lines(place.code, language) if place else None
    return Danger(
        results.dangers == {SELF_HARM},
        place,
        tuple(lines_for(results.dangers, help_lines or [])),
        () if place else tuple((each, wanted.address(reading=each)) for each in countries if not each.is_union),
        help_lines,
    )


def lines_for(dangers: frozenset[str], lines: Iterable[HelpLineEntry]) -> list[HelpLineEntry]:
    """The lines that operate and are for somebody in such danger, besides 112; those for the fewest kinds first."""
    others = len(KINDS) + 1 if dangers.isdisjoint({CHILD, SELF_HARM}) else 3  # a country's own line may be for children

    def number_of_kinds(line: HelpLineEntry) -> int:
        kinds = kinds_of(line)
        return others if kinds is None else len(kinds)

    fitting = [line for line in lines if line.operates and not line.is_emergency and is_for(line, dangers)]
    return sorted(fitting, key=number_of_kinds)


def is_for(line: HelpLineEntry, dangers: frozenset[str]) -> bool:
    kinds = kinds_of(line)
    return kinds is None or not kinds.isdisjoint(dangers)


def kinds_of(line: HelpLineEntry) -> set[str] | None:
    """The kinds of danger that a line is for; None if no record says so."""
    return LINES_FOR.get(line.number, FOR_VICTIMS if line.for_victims else None)


@kept_by_version(2 * len(languages.CODES))
def names(language: str) -> tuple[list[CountryEntry], Questionnaire]:
    """What countries and questions are called: no cache keeps the page itself."""
    return selectors.countries(language), read_questionnaire(language)


def examples(wanted: SearchRequest, language: str) -> list[tuple[str, str]]:
    """What one may ask for, with its address; nothing in a language that has no texts yet to be found."""
    if not SearchEntry.objects.filter(language=language).exists():
        return []
    return [(replace(wanted, words=str(words)).address(), str(words)) for words in EXAMPLES]


def find(wanted: SearchRequest, language: str, version: str) -> query.Results:
    try:
        return query.search(
            wanted.words,
            language=language,
            version=version,
            reading=wanted.reading.pk if wanted.reading else None,
            countries=[wanted.country.pk] if wanted.country else (),
            section=wanted.section.slug if wanted.section else "",
            page=wanted.page,
            exact=wanted.is_exact,
        )
    except Exception as error:
        # Its words may quote the query, and they would be logged: only its kind and its place are.
        raise RuntimeError(f"the search failed: {type(error).__name__}").with_traceback(error.__traceback__) from None


def what_is_found(results: query.Results, countries: list[CountryEntry], questionnaire: Questionnaire, language: str):
    by_pk = {country.pk: country for country in countries}
    groups = by_country(found(results.hits, by_pk, questionnaire, language))
    in_english = by_country(found(results.in_english, by_pk, questionnaire, language))
    lines = selectors.help_lines_by_key(results.numbers, language) if results.numbers else []
    services = selectors.service_telephones_by_key(results.telephones, language) if results.telephones else []
    named = [by_pk[pk] for pk in results.named if pk in by_pk]
    return {
        "named": named,
        "groups": groups,
        "in_english": in_english,
        "lines": [(by_pk[country], line) for country, line in lines],
        "services": [(by_pk[country], service) for country, service in services],
        "is_nothing": not (groups or in_english or lines or services or named),
    }


def found(
    hits: Iterable[Hit], by_pk: dict[int, CountryEntry], questionnaire: Questionnaire, language: str
) -> Iterator[FoundAnswer]:
    """The hits with their country and question; one whose question went a moment ago is left out."""
    for hit in hits:
        question = questionnaire.question(hit.question_slug)
        if question and hit.country_pk in by_pk:
            title_language = question.title.language if hit.language == language else hit.language
            yield FoundAnswer(
                by_pk[hit.country_pk],
                question,
                hit.title,
                hit.snippet,
                TranslatedText(question.slug, title_language, language),
                TranslatedText(question.slug, hit.language, language),
            )


def by_country(entries: Iterable[FoundAnswer]) -> list[tuple[CountryEntry, list[FoundAnswer]]]:
    """What was found, by country: the country with the best answer first, within each the best answer first."""
    groups: dict[CountryEntry, list[FoundAnswer]] = {}
    for entry in entries:
        groups.setdefault(entry.country, []).append(entry)
    return list(groups.items())


def ways_on(
    wanted: SearchRequest, results: query.Results, countries: list[CountryEntry], questionnaire: Questionnaire
) -> dict:
    """The addresses that lead from a results page to others: filters, pages, the same for another country."""
    return {
        "narrowed": bool(wanted.country or wanted.section),
        "chosen_country": wanted.country,
        "chosen_section": wanted.section,
        "everywhere": wanted.address(country=None, section=None),
        "of_every_country": wanted.address(country=None),
        "of_every_section": wanted.address(section=None),
        "country_filters": [
            (country, wanted.address(country=country), results.by_country[country.pk])
            for country in countries
            if results.by_country.get(country.pk)
        ],
        "section_filters": [
            (section, wanted.address(section=section), results.by_section[section.slug])
            for section in questionnaire.sections
            if results.by_section.get(section.slug)
        ],
        "english": languages.in_language(wanted.address(), languages.ENGLISH),
        "instead": wanted.address(is_exact=True),
        "corrected": wanted.address(is_exact=False) if wanted.is_exact else "",
        "before_href": wanted.address(page=results.page - 1) if results.page > 1 else "",
        "after_href": wanted.address(page=results.page + 1) if results.page < results.pages else "",
        **(elsewhere(wanted, wanted.reading, countries) if wanted.reading else {}),
    }


def elsewhere(wanted: SearchRequest, reading: CountryEntry, countries: list[CountryEntry]) -> dict:
    """The same search as a reader of another country than `reading`."""
    others = [country for country in countries if country.pk != reading.pk]
    return {"elsewhere": [{"country": other, "href": wanted.address(reading=other, country=None)} for other in others]}


@require_safe
def titles(request: HttpRequest) -> HttpResponse:
    """What the field in the header offers as one types: [title, address, language of the title].

    "*" in the address of a question stands for the country being read. It is the same list for everybody, filtered in
    the browser: no keystroke leaves the device.
    """
    language = translation.get_language()
    home = reverse("home")
    offered = [
        (question.title, f"{home}*/{question.section.slug}/{question.slug}/")
        for question in read_questionnaire(language).questions
    ] + [(country.name, reverse("country", args=[country.slug])) for country in selectors.countries(language)]
    return JsonResponse(
        [(str(title), address, title.language) for title, address in offered],
        safe=False,
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
