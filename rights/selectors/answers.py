"""What a country says, in a language. Pages, and whatever else reads an answer, ask here.

An answer is read, summary and body together, in the reader's language, else in English, else in its source language;
where the country has published none, the EU's minimum stands in for it, as far as it binds the country.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from countries import models as countries_models
from countries import selectors
from countries.models import EUROPEAN_UNION
from countries.selectors import CountryEntry, SourceEntry
from portal.i18n import languages, translated
from portal.i18n.translated import TranslatedText
from portal.text import richtext
from rights.models import Answer, Publication, Revision
from rights.selectors import eu_minimum
from rights.selectors.glossary import Explained, Glossary, explain
from rights.selectors.questionnaire import QuestionEntry, Questionnaire

WORDS_PER_MINUTE = 200
STALE_AFTER = datetime.timedelta(days=365)


class AnswerStatus(StrEnum):
    """What kind of answer, or of absence, a reader meets. Never shown alike."""

    ANSWERED = "answered"
    NO_RIGHT = "no-right"
    DOES_NOT_APPLY = "does-not-apply"
    EU_MINIMUM = "eu-minimum"
    NOT_ANSWERED = "not-answered"
    TAKEN_DOWN = "taken-down"


STATUS_OF_KIND: dict[str, AnswerStatus] = {
    Answer.Kind.TEXT: AnswerStatus.ANSWERED,
    Answer.Kind.NO_RIGHT: AnswerStatus.NO_RIGHT,
    Answer.Kind.DOES_NOT_APPLY: AnswerStatus.DOES_NOT_APPLY,
}


@dataclass(frozen=True)
class AnswerEntry:
    """One answer as a reader meets it.

    `language` is the language of the text, `is_fallback` whether it is another than the reader's; `not_bound` names the
    EU instruments whose minimum is not shown because they do not bind the country.
    """

    question: QuestionEntry
    status: AnswerStatus
    summary: str = ""
    body: str = ""
    legal_basis: tuple[str, ...] = ()
    language: str = ""
    page_language: str = ""
    origin: str = ""
    since: datetime.datetime | None = None
    outdated_since: datetime.datetime | None = None
    checked_on: datetime.date | None = None
    taken_down_at: datetime.datetime | None = None
    sources: tuple[SourceEntry, ...] = ()
    not_bound: tuple[eu_minimum.Instrument, ...] = ()
    explained: Explained | None = None  # the body with its terms marked, where a page explains them

    @property
    def has_text(self) -> bool:
        return bool(self.summary or self.body)

    @property
    def is_fallback(self) -> bool:
        return self.has_text and self.language != self.page_language

    @property
    def language_name(self) -> str:
        return languages.name_of(self.language, self.page_language)

    @property
    def page_language_name(self) -> str:
        return languages.name_of(self.page_language, self.page_language)

    @property
    def text(self) -> TranslatedText:
        """In brief, for its `lang` attribute."""
        return TranslatedText(self.summary or self.body, self.language, self.page_language)

    @property
    def words(self) -> int:
        return len(self.summary.split()) + richtext.words(self.body)

    @property
    def source_date(self) -> datetime.date | None:
        """The date of the oldest of its sources: what nobody has checked is as old as that."""
        return min((source.date for source in self.sources if source.date), default=None)

    @property
    def known_on(self) -> datetime.date | None:
        """The last day of which somebody says that it held: of the last check, else of the oldest source."""
        return self.checked_on or self.source_date

    @property
    def is_stale(self) -> bool:
        """Last known to hold more than a year ago."""
        return self.known_on is not None and datetime.date.today() - self.known_on > STALE_AFTER


def reading_minutes(answers: Iterable[AnswerEntry]) -> int:
    """How long a section takes to read, in whole minutes, at least one."""
    return max(1, round(sum(answer.words for answer in answers) / WORDS_PER_MINUTE))


def read_answers(
    country: CountryEntry, questions: Iterable[QuestionEntry], questionnaire: Questionnaire, language: str
) -> list[AnswerEntry]:
    """A country's answer to each question, in the order of the questions; see `read_answers_of_countries`."""
    return read_answers_of_countries([country], questions, questionnaire, language)[country.pk]


def with_meanings(answers: Iterable[AnswerEntry], glossaries: dict[str, Glossary]) -> list[AnswerEntry]:
    """Answers with the terms of the law marked in their bodies, each in the language of its text."""
    return [
        replace(answer, explained=explain(answer.body, glossaries[answer.language], answer.question.slug))
        if answer.body and answer.language in glossaries
        else answer
        for answer in answers
    ]


def read_answers_of_countries(
    countries: Iterable[CountryEntry],
    questions: Iterable[QuestionEntry],
    questionnaire: Questionnaire,
    language: str,
    instruments: "list[Resting] | None" = None,
) -> dict[int, list[AnswerEntry]]:
    """Several countries' answers to each question, by the key of the country: three queries at most.

    Links between answers may lead to any question of the questionnaire. Who has read the `instruments` gives them.
    """
    countries, questions = list(countries), list(questions)
    published = _published(countries, questions, language)
    public = {**_minimums(published, countries, questions, language, instruments), **published}
    shown = {(question.pk, country.code) for country in countries for question in questions} & public.keys()
    sources = _sources({public[key].pk for key in shown}, language)

    def answer(question: QuestionEntry, country: CountryEntry) -> AnswerEntry:
        read = public.get((question.pk, country.code))
        if read is None:
            return AnswerEntry(question, AnswerStatus.NOT_ANSWERED, page_language=language)
        return replace(
            read.entry,
            sources=_cited(sources.get(read.pk, ()), read.entry),
            body=resolve_links(read.entry.body, country, questionnaire),
        )

    return {country.pk: [answer(question, country) for question in questions] for country in countries}


class _Public(NamedTuple):
    """An answer as it is read, without its sources, and the key of the row that it was read from."""

    pk: int
    entry: AnswerEntry


_Place = tuple[int, str]  # a question's key and a country's code


def _published(countries: list[CountryEntry], questions: list[QuestionEntry], language: str) -> dict[_Place, _Public]:
    """What the countries, and the European Union, have published themselves: one query."""
    by_pk = {question.pk: question for question in questions}
    rows = (
        Answer.objects.filter(
            question__in=by_pk, country__code__in={EUROPEAN_UNION, *(country.code for country in countries)}
        )
        .for_language(language)
        .annotate(country_code=F("country__code"))
        .order_by()
    )
    return {
        (row["question_id"], row["country_code"]): _Public(row["pk"], entry)
        for row in rows
        if (entry := _read(row, by_pk[row["question_id"]], language))
    }


def _minimums(
    published: dict[_Place, _Public],
    countries: list[CountryEntry],
    questions: list[QuestionEntry],
    language: str,
    instruments: "list[Resting] | None",
) -> dict[_Place, _Public]:
    """The EU's answer where a country has none, as far as it binds the country: one query, none where nothing lacks."""
    missing = [
        (question, country)
        for country in countries
        for question in questions
        if not country.is_union
        and (question.pk, country.code) not in published
        and (question.pk, EUROPEAN_UNION) in published
    ]
    if not missing:
        return {}
    of_union = {question.pk: published[question.pk, EUROPEAN_UNION] for question, _country in missing}
    instruments = read_resting(language) if instruments is None else instruments
    return {
        (question.pk, country.code): _Public(answer.pk, _as_minimum(answer.entry, country, instruments, answer.pk))
        for question, country in missing
        for answer in [of_union[question.pk]]
    }


def public_languages(country: CountryEntry, answers: Iterable[AnswerEntry]) -> set[str]:
    """The languages in which any of the texts that a country's answers show is public: one query."""
    shown = [answer for answer in answers if answer.has_text]
    own = [answer.question.pk for answer in shown if answer.status != AnswerStatus.EU_MINIMUM]
    of_union = [answer.question.pk for answer in shown if answer.status == AnswerStatus.EU_MINIMUM]
    public = Publication.objects.filter(
        Q(answer__country=country.pk, answer__question__in=own)
        | Q(answer__country__code=EUROPEAN_UNION, answer__question__in=of_union)
    )
    return set(public.values_list("language", flat=True).distinct().order_by())


def published_texts(answer_pks: Iterable[int], codes: Iterable[str]) -> dict[tuple[int, str], tuple[str, str]]:
    """What is public of some answers in some languages: (answer, language) → (In brief, body): one query."""
    columns = {code: translated.columns(["summary", "body"], code) for code in codes}
    rows = Answer.objects.filter(pk__in=answer_pks).order_by()
    return {
        (row["pk"], code): (row[summary] or "", row[body] or "")
        for row in rows.values("pk", *(column for names in columns.values() for column in names))
        for code, (summary, body) in columns.items()
    }


def preview_answer(
    revision: Revision,
    country: CountryEntry,
    question: QuestionEntry,
    questionnaire: Questionnaire,
    language: str,
    outdated_since: datetime.datetime | None,
) -> AnswerEntry:
    """A version as it would be read if it were published today, or as it is read where it is public."""
    answer = revision.answer
    if revision.is_translation:
        kind, sources = answer.kind, _sources([answer.pk], language).get(answer.pk, [])
    else:
        rows = sorted(revision.sources.all(), key=lambda source: source.slug)
        rows.sort(key=lambda source: source.date or datetime.date.min, reverse=True)
        kind, sources = revision.kind, [selectors.source_entry(source, language) for source in rows]
    checks = not revision.is_translation and revision.state != Revision.State.PUBLISHED
    return AnswerEntry(
        question=question,
        status=STATUS_OF_KIND[kind],
        summary=revision.summary,
        body=resolve_links(richtext.clean(revision.body), country, questionnaire),
        legal_basis=tuple(revision.legal_basis.splitlines()),
        language=language,
        page_language=language,
        origin=revision.origin,
        outdated_since=outdated_since,
        checked_on=timezone.localdate() if checks else answer.checked_on,
        sources=tuple(sources),
    )


def _cited(sources: Iterable[SourceEntry], entry: AnswerEntry) -> tuple[SourceEntry, ...]:
    """The sources of what is shown: none of an empty answer, and no instrument that was left out."""
    left_out = {f"eu-{instrument.slug}" for instrument in entry.not_bound}
    return tuple(source for source in sources if source.slug not in left_out) if entry.has_text else ()


def _read(row: dict, question: QuestionEntry, language: str) -> AnswerEntry | None:
    """The text of a row in the first language that is public: the reader's, English, the source language.

    Where everything that is public was taken down, that it was, and when.
    """
    taken_down = None
    for role, code in (("reader", language), ("english", languages.ENGLISH), ("source", row["source_language"])):
        if row[f"{role}_since"] is None:
            continue
        if row[f"{role}_taken_down_at"]:
            taken_down = taken_down or row[f"{role}_taken_down_at"]
            continue
        # Where the source language is the reader's or English, its column was fetched under that name.
        return AnswerEntry(
            question=question,
            status=STATUS_OF_KIND[row["kind"]],
            summary=row[f"{role}_summary"] or "",
            body=row[f"{role}_body"] or "",
            legal_basis=tuple((row[f"{role}_legal_basis"] or "").splitlines()),
            language=code,
            page_language=language,
            origin=row[f"{role}_origin"],
            since=row[f"{role}_since"],
            outdated_since=row[f"{role}_outdated_since"],
            checked_on=row["checked_on"],
        )
    if taken_down:
        return AnswerEntry(question, AnswerStatus.TAKEN_DOWN, page_language=language, taken_down_at=taken_down)
    return None


def _as_minimum(entry: AnswerEntry, country: CountryEntry, instruments, answer_pk: int) -> AnswerEntry:
    if entry.taken_down_at:
        return entry
    main = [instrument for instrument, answers in instruments if answer_pk in answers]
    left = eu_minimum.for_country(
        country.code, entry.summary, entry.body, entry.legal_basis, main, [i for i, _answers in instruments]
    )
    return replace(
        entry,
        status=AnswerStatus.EU_MINIMUM if left else AnswerStatus.NOT_ANSWERED,
        summary=left.summary,
        body=left.body,
        legal_basis=left.legal_basis if left else (),
        not_bound=left.not_bound,
    )


class Resting(NamedTuple):
    """An instrument of the EU, and the keys of the answers whose main text rests on it."""

    instrument: eu_minimum.Instrument
    answer_pks: set[int]


def read_instruments(language: str) -> list[eu_minimum.Instrument]:
    """Every instrument of the EU, with the countries that it does not bind: one query."""
    return [instrument for instrument, _answers in read_resting(language)]


def read_resting(language: str) -> list[Resting]:
    """Every instrument, with what rests on it: one query."""
    named = [
        Coalesce(NullIf(short, Value("")), title, output_field=CharField())
        for short, title in (translated.columns(["short", "title"], code) for code in (language, languages.ENGLISH))
    ]
    by_slug: dict[str, tuple[Any, set[str], set[int]]] = {}
    for row in countries_models.Instrument.objects.order_by("date", "slug").values(
        "slug", "number", code=F("not_binding__code"), answer=F("answers"), own=named[0], english=named[1]
    ):
        _row, codes, answers_resting = by_slug.setdefault(row["slug"], (row, set(), set()))
        codes.add(row["code"])
        answers_resting.add(row["answer"])
    return [
        Resting(
            eu_minimum.Instrument(
                slug,
                row["number"],
                TranslatedText(row["own"] or row["english"], language if row["own"] else languages.ENGLISH, language),
                frozenset(codes - {None}),
            ),
            answers_resting,
        )
        for slug, (row, codes, answers_resting) in by_slug.items()
    ]


def _sources(answer_pks: Iterable[int], language: str) -> dict[int, list[SourceEntry]]:
    """The sources of answers, newest first: one query."""
    by_answer: dict[int, list[SourceEntry]] = {}
    links = (
        Answer.sources.through.objects.filter(answer__in=list(answer_pks))
        .select_related("source")
        .only("answer", *selectors.source_columns(language, "source__"))
        .order_by(F("source__date").desc(nulls_last=True), "source__slug")
    )
    for link in links:
        by_answer.setdefault(link.answer_id, []).append(selectors.source_entry(link.source, language))
    return by_answer


def resolve_links(html: str, country: CountryEntry, questionnaire: Questionnaire) -> str:
    """Turn the symbolic links of a text into addresses of the page's language.

    A question that was renamed since is reached through its permanent link, which knows former slugs. Of a link that is
    mistyped ("question:legal aid") the text is kept. Of one to a help line that was taken down not even the number is.
    """
    html = without_lines(html, country.lines_taken_down)

    def address(scheme: str, target: str) -> str | None:
        if scheme == "question" and (question := questionnaire.question(target)):
            return reverse("question", args=[country.slug, question.section.slug, question.slug])
        if scheme == "question":
            address = {"code": country.code, "question": target, "language": translation.get_language()}
            try:
                return reverse("go", kwargs=address)
            except NoReverseMatch:
                return None
        if scheme == "service":
            return f"{reverse('services', args=[country.slug])}#{target}"
        if scheme == "help-line":
            return selectors.telephone(target).uri
        return None

    return richtext.resolve_links(html, address)


def without_lines(html: str, numbers: frozenset[str]) -> str:
    """A text without the help lines that were taken down: neither the links to them nor what these say."""
    links = {f"help-line:{number}" for number in numbers}
    return richtext.replace_links(html, links, f"({_('being checked')})") if links else html
