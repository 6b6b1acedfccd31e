"""The page of search: what its address asks for, the answers found, and ways on where there are none.

What somebody types here can be a confession. An answer to it is stored nowhere (`no-store`, past the page cache),
is logged nowhere, and its title does not repeat the words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from countries import directory
from countries.directory import CountryEntry
from portal import languages, pagecache
from portal.localized import Text
from portal.pages import render_page
from rights import factsheets
from rights.factsheets import QuestionEntry, Questionnaire, SectionEntry
from rights.models import SearchEntry
from rights.search import query

EXAMPLES = (_("compensation"), _("interpreter"), _("free lawyer"), _("what happens at the trial"))


@dataclass(frozen=True)
class Asked:
    """What the address of a results page asks for. What it names that does not exist counts as not named."""

    words: str = ""
    reading: CountryEntry | None = None  # the country whose page the reader came from
    country: CountryEntry | None = None
    section: SectionEntry | None = None
    page: int = 1
    is_exact: bool = False

    @classmethod
    def of(cls, request: HttpRequest, countries: list[CountryEntry], asked: Questionnaire) -> "Asked":
        given = parameters(request)
        by_slug = {country.slug: country for country in countries}
        page = given.get("page", "")
        return cls(
            given.get("q", ""),
            by_slug.get(given.get("reading")),
            by_slug.get(given.get("country")),
            asked.section(given.get("section")),
            int(page) if page.isascii() and page.isdecimal() and len(page) < 4 else 1,
            given.get("exact") == "1",
        )

    def address(self, **changes) -> str:
        """The address that asks for this, or for this with changes; a change of what is asked begins at page 1."""
        new = replace(self, **{"page": 1, **changes})
        wanted = {
            "q": new.words,
            "reading": new.reading and new.reading.slug,
            "country": new.country and new.country.slug,
            "section": new.section and new.section.slug,
            "exact": new.is_exact and "1",
            "page": new.page > 1 and new.page,
        }
        named = urlencode({name: value for name, value in wanted.items() if value})
        return f"{reverse('search')}?{named}" if named else reverse("search")


def parameters(request: HttpRequest) -> QueryDict:
    try:
        return request.GET
    except TooManyFieldsSent:
        return QueryDict()


@dataclass(frozen=True)
class Found:
    """An answer found, as the page shows it; the pieces of its title and passage are (text, whether it is marked)."""

    country: CountryEntry
    question: QuestionEntry
    title: tuple[tuple[str, bool], ...]
    passage: tuple[tuple[str, bool], ...]
    title_text: Text  # for their `lang` attributes
    passage_text: Text


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The answers that a query finds, grouped by country; without a query, how to ask one."""
    language = translation.get_language()
    countries, questionnaire = names(language, pagecache.version_clock.now())
    asked = Asked.of(request, countries, questionnaire)
    results = find(asked, language)
    asked = replace(asked, words=results.query, page=results.page)
    response = render_page(
        request,
        "rights/search.html",
        countries=countries,
        country=asked.reading,
        path=asked.address(),
        query=results.query,
        results=results,
        examples=[] if results.query else examples(asked, language),
        sections=questionnaire.sections,
        union=next((country for country in countries if country.is_union), None),
        **what_is_found(results, countries, questionnaire, language),
        **ways_on(asked, results, countries, questionnaire),
    )
    if request.META.get("QUERY_STRING"):  # stored by nobody; the page cache passes it on
        response.headers["Cache-Control"] = pagecache.NO_STORE
    return response


@lru_cache(2 * len(languages.CODES))
def names(language: str, version: int) -> tuple[list[CountryEntry], Questionnaire]:
    """What countries and questions are called, read once for a content version: no cache keeps the page itself."""
    return directory.countries(language), factsheets.questionnaire(language)


def examples(asked: Asked, language: str) -> list[tuple[str, str]]:
    """What one may ask for, with its address; nothing in a language that has no texts yet to be found."""
    if not SearchEntry.objects.filter(language=language).exists():
        return []
    return [(replace(asked, words=str(words)).address(), words) for words in EXAMPLES]


def find(asked: Asked, language: str) -> query.Results:
    try:
        return query.search(
            asked.words,
            language=language,
            reading=asked.reading.pk if asked.reading else None,
            countries=[asked.country.pk] if asked.country else (),
            section=asked.section.slug if asked.section else "",
            page=asked.page,
            exact=asked.is_exact,
        )
    except Exception as error:
        # Its words may quote the query, and they would be logged: only its kind and its place are.
        raise RuntimeError(f"the search failed: {type(error).__name__}").with_traceback(error.__traceback__) from None


def what_is_found(results: query.Results, countries: list[CountryEntry], questionnaire: Questionnaire, language: str):
    by_pk = {country.pk: country for country in countries}
    groups = by_country(found(results.hits, by_pk, questionnaire, language))
    in_english = by_country(found(results.in_english, by_pk, questionnaire, language))
    lines = directory.help_lines_by_key(results.numbers, language) if results.numbers else []
    services = directory.telephones_of(results.telephones, language) if results.telephones else []
    return {
        "groups": groups,
        "in_english": in_english,
        "lines": [(by_pk[country], line) for country, line in lines],
        "services": [(by_pk[country], service) for country, service in services],
        "is_nothing": not (groups or in_english or lines or services),
    }


def found(
    hits: Iterable[query.Hit], by_pk: dict[int, CountryEntry], questionnaire: Questionnaire, language: str
) -> Iterator[Found]:
    """The hits with their country and question; one whose question went a moment ago is left out."""
    for hit in hits:
        question = questionnaire.question(hit.question_slug)
        if question and hit.country_pk in by_pk:
            title_language = question.title.language if hit.language == language else hit.language
            yield Found(
                by_pk[hit.country_pk],
                question,
                hit.title,
                hit.passage,
                Text(question.slug, title_language, language),
                Text(question.slug, hit.language, language),
            )


def by_country(entries: Iterable[Found]) -> list[tuple[CountryEntry, list[Found]]]:
    """What was found, by country: the country with the best answer first, within each the best answer first."""
    groups: dict[CountryEntry, list[Found]] = {}
    for entry in entries:
        groups.setdefault(entry.country, []).append(entry)
    return list(groups.items())


def ways_on(asked: Asked, results: query.Results, countries: list[CountryEntry], questionnaire: Questionnaire) -> dict:
    """The addresses that lead from a results page to others: filters, pages, the same for another country."""
    return {
        "narrowed": bool(asked.country or asked.section),
        "chosen_country": asked.country,
        "chosen_section": asked.section,
        "everywhere": asked.address(country=None, section=None),
        "of_every_country": asked.address(country=None),
        "of_every_section": asked.address(section=None),
        "country_filters": [
            (country, asked.address(country=country), results.by_country[country.pk])
            for country in countries
            if results.by_country.get(country.pk)
        ],
        "section_filters": [
            (section, asked.address(section=section), results.by_section[section.slug])
            for section in questionnaire.sections
            if results.by_section.get(section.slug)
        ],
        "english": languages.in_language(asked.address(), languages.ENGLISH),
        "instead": asked.address(is_exact=True),
        "corrected": asked.address(is_exact=False) if asked.is_exact else "",
        "before_href": asked.address(page=results.page - 1) if results.page > 1 else "",
        "after_href": asked.address(page=results.page + 1) if results.page < results.pages else "",
        **(elsewhere(asked, countries) if asked.reading else {}),
    }


def elsewhere(asked: Asked, countries: list[CountryEntry]) -> dict:
    """The same search as a reader of another country."""
    others = [country for country in countries if country.pk != asked.reading.pk]
    return {"elsewhere": [{"country": other, "href": asked.address(reading=other, country=None)} for other in others]}


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
        for question in factsheets.questionnaire(language).questions
    ] + [(country.name, reverse("country", args=[country.slug])) for country in directory.countries(language)]
    return JsonResponse(
        [(str(title), address, title.language) for title, address in offered],
        safe=False,
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
