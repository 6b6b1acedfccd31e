"""How much of the portal is translated: by part and language, with what is missing by name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from countries.models import Country, Instrument
from portal.i18n import catalogues, languages, translated
from rights.models import Answer, GlossaryTerm, Indicator, Publication, Question, QuestionGroup, Section

# Part → model, what names its rows, and the texts that readers meet. An instrument's full title is official or absent.
QUESTIONNAIRE: dict[str, tuple[Any, tuple[str, ...]]] = {
    "sections": (Section, ("title", "description")),
    "groups": (QuestionGroup, ("title",)),
    "questions": (Question, ("title", "short")),
    "indicators": (Indicator, ("title", "explanation")),
    "instruments": (Instrument, ("short",)),
}
GLOSSARY, INTERFACE = "glossary", "interface"


@dataclass(frozen=True)
class Coverage:
    """What of one part there is in one language; `missing` are slugs of rows or answers, or messages."""

    part: str  # of the questionnaire, the code of a country, "glossary" or "interface"
    language: str
    total: int
    missing: tuple[str, ...]

    @property
    def done(self) -> int:
        return self.total - len(self.missing)


def read_translation_status() -> list[Coverage]:
    """Questionnaire, glossary, EU answers and interface in all languages; countries in English and their own."""
    return [*_questionnaire(), *_glossary(), *_answers(), *_interface()]


def _questionnaire() -> Iterator[Coverage]:
    for part, (model, fields) in QUESTIONNAIRE.items():
        rows = list(model._base_manager.order_by("pk"))
        for language in languages.CODES:
            columns = [translated.column(field, language) for field in fields]
            missing = (str(row.slug) for row in rows if not all(getattr(row, column) for column in columns))
            yield _coverage(part, language, len(rows), missing)


def _glossary() -> Iterator[Coverage]:
    there = set(GlossaryTerm.objects.values_list("language", "slug"))
    slugs = sorted(slug for language, slug in there if language == languages.ENGLISH)
    for language in languages.CODES:
        yield _coverage(GLOSSARY, language, len(slugs), (slug for slug in slugs if (language, slug) not in there))


def _answers() -> Iterator[Coverage]:
    public: dict[str, set[int]] = defaultdict(set)
    for pk, language in Publication.objects.values_list("answer", "language"):
        public[language].add(pk)
    anywhere = {pk for published in public.values() for pk in published}
    answers: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for pk, country_pk, question in Answer.objects.order_by("question__position").values_list(
        "pk", "country", "question__slug"
    ):
        if pk in anywhere:
            answers[country_pk].append((pk, question))
    for country in Country.objects.filter(pk__in=answers).order_by("position"):
        own = languages.CODES if country.is_union else sorted({languages.ENGLISH, *country.official_languages})
        for language in own:
            missing = (question for pk, question in answers[country.pk] if pk not in public[language])
            yield _coverage(country.code, language, len(answers[country.pk]), missing)


def _interface() -> Iterator[Coverage]:
    for language in languages.CODES:
        messages = list(catalogues.messages(language))
        yield _coverage(INTERFACE, language, len(messages), (name for name, there in messages if not there))


def _coverage(part: str, language: str, total: int, missing: Iterable[str]) -> Coverage:
    return Coverage(part, language, total, tuple(missing))
