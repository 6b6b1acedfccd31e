"""The page of the glossary: every term of a language, by its alphabet."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from countries import selectors
from portal.i18n import languages
from portal.text import alphabets
from portal.web import page_cache
from portal.web.rendering import render_page
from rights.selectors.glossary import TermEntry, read_glossaries


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All terms, each at #<slug>; what a language has not yet is told, and stands on the English page."""
    language = translation.get_language()
    glossaries = read_glossaries(page_cache.version_clock.now(), language)
    terms = glossaries[language].terms
    lacking = {term.slug for term in glossaries[languages.ENGLISH].terms} - {term.slug for term in terms}
    return render_page(
        request,
        "rights/glossary.html",
        countries=selectors.countries(language),
        terms=terms,
        letters=first_of_each_letter(terms, language),
        missing=len(lacking),
    )


def first_of_each_letter(terms: tuple[TermEntry, ...], language: str) -> list[tuple[str, str]]:
    """Each letter that a term begins with, and the first such term."""
    found: dict[str, str] = {}
    for term in terms:
        found.setdefault(alphabets.letters(term.term, language)[0], term.slug)
    return [(letter.upper() if len(letter) == 1 else letter.capitalize(), slug) for letter, slug in found.items()]
