"""The read side: what a country says, in a language. Pages, and whatever else reads a factsheet, ask here.

An answer is read, summary and body together, in the reader's language, else in English, else in its source language;
where the country has published none, the EU's minimum stands in for it, as far as it binds the country.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from countries import directory
from countries import models as countries_models
from countries.directory import CountryEntry, SourceEntry
from countries.models import EUROPEAN_UNION
from portal import languages, localized
from portal.localized import Text
from rights import minimum, richtext
from rights.models import Answer, Question, Revision, Section

WORDS_PER_MINUTE = 200
STALE_AFTER = datetime.timedelta(days=365)


class Status(StrEnum):
    """What kind of answer, or of absence, a reader meets. Never shown alike."""

    ANSWERED = "answered"
    NO_RIGHT = "no-right"
    DOES_NOT_APPLY = "does-not-apply"
    EU_MINIMUM = "eu-minimum"
    NOT_ANSWERED = "not-answered"


STATUS_OF_KIND = {
    Answer.Kind.TEXT: Status.ANSWERED,
    Answer.Kind.NO_RIGHT: Status.NO_RIGHT,
    Answer.Kind.DOES_NOT_APPLY: Status.DOES_NOT_APPLY,
}


@dataclass(frozen=True)
class QuestionEntry:
    pk: int
    slug: str
    title: Text
    short: Text
    group: Text | None
    section: "SectionEntry"

    def __str__(self):
        return str(self.title)


@dataclass(frozen=True)
class SectionEntry:
    pk: int
    slug: str
    title: Text
    description: Text
    audience: str

    @property
    def is_for_the_accused(self) -> bool:
        return self.audience == Section.Audience.ACCUSED

    def __str__(self):
        return str(self.title)


@dataclass(frozen=True)
class Questionnaire:
    """Every section with its questions, in order."""

    sections: tuple[SectionEntry, ...]
    questions: tuple[QuestionEntry, ...]

    def of_section(self, slug: str) -> list[QuestionEntry]:
        return [question for question in self.questions if question.section.slug == slug]

    def section(self, slug: str) -> SectionEntry | None:
        return next((section for section in self.sections if section.slug == slug), None)

    def question(self, slug: str) -> QuestionEntry | None:
        return next((question for question in self.questions if question.slug == slug), None)

    def section_of_question(self) -> dict[str, str]:
        return {question.slug: question.section.slug for question in self.questions}

    @staticmethod
    def neighbours(entries, entry):
        """What stands before and after an entry of a list, None at the ends."""
        place = entries.index(entry)
        return (
            entries[place - 1] if place else None,
            entries[place + 1] if place + 1 < len(entries) else None,
        )


@dataclass(frozen=True)
class AnswerEntry:
    """One answer as a reader meets it.

    `language` is the language of the text, `is_fallback` whether it is another than the reader's; `not_bound` names the
    EU instruments whose minimum is not shown because they do not bind the country.
    """

    question: QuestionEntry
    status: Status
    summary: str = ""
    body: str = ""
    legal_basis: tuple[str, ...] = ()
    language: str = ""
    page_language: str = ""
    origin: str = ""
    since: datetime.datetime | None = None
    outdated_since: datetime.datetime | None = None
    checked_on: datetime.date | None = None
    sources: tuple[SourceEntry, ...] = ()
    not_bound: tuple[minimum.Instrument, ...] = ()

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
    def text(self) -> Text:
        """In brief, for its `lang` attribute."""
        return Text(self.summary or self.body, self.language, self.page_language)

    @property
    def words(self) -> int:
        return len(self.summary.split()) + richtext.words(self.body)

    @property
    def is_stale(self) -> bool:
        """Last checked more than a year ago."""
        return self.checked_on is not None and datetime.date.today() - self.checked_on > STALE_AFTER


def reading_minutes(answers: Iterable[AnswerEntry]) -> int:
    """How long a section takes to read, in whole minutes, at least one."""
    return max(1, round(sum(answer.words for answer in answers) / WORDS_PER_MINUTE))


def questionnaire(language: str) -> Questionnaire:
    """The whole questionnaire: one query."""
    wording = localized.readable_columns(["title"], language)
    section_texts = localized.readable_columns(["title", "description"], language)
    rows = (
        Question.objects.select_related("section", "group")
        .only(
            "slug", "position", *wording, *localized.readable_columns(["short"], language),
            "section__slug", "section__audience", "section__position", *[f"section__{name}" for name in section_texts],
            "group__section", *[f"group__{name}" for name in wording],
        )
        .order_by("section__position", "position")
    )  # fmt: skip
    sections: dict[int, SectionEntry] = {}
    questions = []
    for row in rows:
        section = sections.setdefault(
            row.section_id,
            SectionEntry(
                row.section_id,
                row.section.slug,
                localized.text(row.section, "title", language),
                localized.text(row.section, "description", language),
                row.section.audience,
            ),
        )
        questions.append(
            QuestionEntry(
                row.pk,
                row.slug,
                localized.text(row, "title", language),
                localized.text(row, "short", language),
                localized.text(row.group, "title", language) if row.group else None,
                section,
            )
        )
    return Questionnaire(tuple(sections.values()), tuple(questions))


def answers(
    country: CountryEntry, questions: Iterable[QuestionEntry], language: str, sections_by_question: dict[str, str]
) -> list[AnswerEntry]:
    """A country's answer to each question, in the order of the questions: as `answers_of` several."""
    return answers_of([country], questions, language, sections_by_question)[country.pk]


def answers_of(
    countries: Iterable[CountryEntry],
    questions: Iterable[QuestionEntry],
    language: str,
    sections_by_question: dict[str, str],
) -> dict[int, list[AnswerEntry]]:
    """Several countries' answers to each question, by the key of the country: three queries at most.

    `sections_by_question` (question slug → section slug, `Questionnaire.section_of_question`) is what links between
    answers are resolved by.
    """
    countries, questions = list(countries), list(questions)
    rows = {
        (row["question_id"], row["country_code"]): row
        for row in Answer.objects.filter(
            question__in=[question.pk for question in questions],
            country__code__in={EUROPEAN_UNION, *(country.code for country in countries)},
        )
        .for_language(language)
        .annotate(country_code=F("country__code"))
        .order_by()
    }
    read = {
        (question.pk, code): _read(rows.get((question.pk, code)), question, language)
        for question in questions
        for code in {EUROPEAN_UNION, *(country.code for country in countries)}
    }
    lacking = [
        (question.pk, country)
        for country in countries
        for question in questions
        if not country.is_union and read[question.pk, country.code] is None and read[question.pk, EUROPEAN_UNION]
    ]
    pks = {key: rows[key]["pk"] for key, entry in read.items() if entry}
    minimum_of: dict[tuple[int, str], AnswerEntry] = {}
    if lacking:
        instruments = _instruments(language, {pks[question, EUROPEAN_UNION] for question, _country in lacking})
        for question, country in lacking:
            answer_pk = pks[question, EUROPEAN_UNION]
            union = read[question, EUROPEAN_UNION]
            minimum_of[question, country.code] = _as_minimum(union, country, instruments, answer_pk)
            pks[question, country.code] = answer_pk
    shown = {pks[question.pk, c.code] for c in countries for question in questions if (question.pk, c.code) in pks}
    sources = _sources(shown, language)

    def finished(question: QuestionEntry, country: CountryEntry) -> AnswerEntry:
        key = (question.pk, country.code)
        entry = read[key] or minimum_of.get(key)
        if entry is None:
            return AnswerEntry(question, Status.NOT_ANSWERED, page_language=language)
        return replace(
            entry,
            sources=_cited(sources.get(pks[key], ()), entry),
            body=resolve_links(entry.body, country, sections_by_question),
        )

    return {country.pk: [finished(question, country) for question in questions] for country in countries}


def texts(answer_pks: Iterable[int], codes: Iterable[str]) -> dict[tuple[int, str], tuple[str, str]]:
    """What is public of some answers in some languages: (answer, language) → (In brief, body): one query."""
    columns = {code: localized.columns(["summary", "body"], code) for code in codes}
    rows = Answer.objects.filter(pk__in=answer_pks).order_by()
    return {
        (row["pk"], code): (row[summary] or "", row[body] or "")
        for row in rows.values("pk", *(column for names in columns.values() for column in names))
        for code, (summary, body) in columns.items()
    }


@dataclass(frozen=True)
class Version:
    """A published version of an answer in one language, now or formerly public.

    A withdrawn one keeps its place and dates, but shows no text. `until` is None while it is public.
    """

    number: int
    language: str
    state: str
    since: datetime.datetime
    until: datetime.datetime | None
    significance: str
    origin: str
    kind: str
    summary: str
    body: str
    legal_basis: str

    @property
    def is_public(self) -> bool:
        return self.state == Revision.State.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == Revision.State.WITHDRAWN

    @property
    def status(self) -> Status:
        return STATUS_OF_KIND[self.kind]


def versions(country: CountryEntry, question: QuestionEntry, language: str) -> list[Version]:
    """Every version that was ever public in a language, the newest first: one query."""
    rows = Revision.objects.filter(
        answer__country=country.pk, answer__question=question.pk, language=language, published_at__isnull=False
    ).order_by("-number")
    return [_version(row) for row in rows]


def _version(row: Revision) -> Version:
    shown = row.state != Revision.State.WITHDRAWN
    return Version(
        row.number,
        row.language,
        row.state,
        row.published_at,
        row.ended_at,
        row.significance,
        row.origin,
        row.kind,
        row.summary if shown else "",
        row.body if shown else "",
        row.legal_basis if shown else "",
    )


def language_of_history(country: CountryEntry, question: QuestionEntry, language: str) -> str | None:
    """The language whose versions a reader is shown: their own, else English, else the source language; or None."""
    published = Revision.objects.filter(
        answer__country=country.pk, answer__question=question.pk, published_at__isnull=False
    )
    found = dict(published.values_list("language", "answer__source_language").distinct().order_by())
    wanted = [language, languages.ENGLISH, *found.values()]
    return next((code for code in wanted if code in found), None)


def preview(
    revision: Revision,
    country: CountryEntry,
    question: QuestionEntry,
    language: str,
    sections_by_question: dict[str, str],
    outdated_since: datetime.datetime | None,
) -> AnswerEntry:
    """A version as it would be read if it were published today, or as it is read where it is public."""
    answer = revision.answer
    if revision.is_translation:
        kind, sources = answer.kind, _sources([answer.pk], language).get(answer.pk, [])
    else:
        found = sorted(revision.sources.all(), key=lambda source: source.slug)
        found.sort(key=lambda source: source.date or datetime.date.min, reverse=True)
        kind, sources = revision.kind, [directory.source_entry(source, language) for source in found]
    checks = not revision.is_translation and revision.state != Revision.State.PUBLISHED
    return AnswerEntry(
        question=question,
        status=STATUS_OF_KIND[kind],
        summary=revision.summary,
        body=resolve_links(richtext.clean(revision.body), country, sections_by_question),
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


def _read(row: dict | None, question: QuestionEntry, language: str) -> AnswerEntry | None:
    """The text of a row in the first language that is public: the reader's, English, the source language."""
    if row is None:
        return None
    for role, code in (("reader", language), ("english", languages.ENGLISH), ("source", row["source_language"])):
        if row[f"{role}_since"] is None:
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
    return None


def _as_minimum(entry: AnswerEntry, country: CountryEntry, instruments, answer_pk: int) -> AnswerEntry:
    main = [instrument for instrument, answers in instruments if answer_pk in answers]
    left = minimum.for_country(
        country.code, entry.summary, entry.body, entry.legal_basis, main, [i for i, _answers in instruments]
    )
    return replace(
        entry,
        status=Status.EU_MINIMUM if left else Status.NOT_ANSWERED,
        summary=left.summary,
        body=left.body,
        legal_basis=left.legal_basis if left else (),
        not_bound=left.not_bound,
    )


def instruments(language: str) -> list[minimum.Instrument]:
    """Every instrument of the EU with the countries that it does not bind: one query."""
    return [instrument for instrument, _answers in _instruments(language, ())]


def _instruments(language: str, answer_pks: Iterable[int]) -> list[tuple[minimum.Instrument, set[int]]]:
    """Every instrument, with those of the given answers whose main text rests on it: one query."""
    title, english = localized.columns(["title"], language) + localized.columns(["title"], languages.ENGLISH)
    wanted = set(answer_pks)
    found: dict[str, tuple[dict, set[str], set[int]]] = {}
    for row in countries_models.Instrument.objects.order_by("date", "slug").values(
        "slug", "number", code=F("not_binding__code"), answer=F("answers"), own=F(title), english=F(english)
    ):
        _row, codes, answers_resting = found.setdefault(row["slug"], (row, set(), set()))
        codes.add(row["code"])
        if row["answer"] in wanted:
            answers_resting.add(row["answer"])
    return [
        (
            minimum.Instrument(
                slug,
                row["number"],
                Text(row["own"] or row["english"], language if row["own"] else languages.ENGLISH, language),
                frozenset(codes - {None}),
            ),
            answers_resting,
        )
        for slug, (row, codes, answers_resting) in found.items()
    ]


def _sources(answer_pks: Iterable[int], language: str) -> dict[int, list[SourceEntry]]:
    """The sources of answers, newest first: one query."""
    by_answer: dict[int, list[SourceEntry]] = {}
    links = (
        Answer.sources.through.objects.filter(answer__in=list(answer_pks))
        .select_related("source")
        .only("answer", *directory.source_columns(language, "source__"))
        .order_by(F("source__date").desc(nulls_last=True), "source__slug")
    )
    for link in links:
        by_answer.setdefault(link.answer_id, []).append(directory.source_entry(link.source, language))
    return by_answer


def resolve_links(html: str, country: CountryEntry, sections_by_question: dict[str, str]) -> str:
    """Turn the symbolic links of a text into addresses of the page's language.

    A question that was renamed since is reached through its permanent link, which knows former slugs.
    """

    def address(scheme: str, target: str) -> str | None:
        if scheme == "question" and target in sections_by_question:
            return reverse("question", args=[country.slug, sections_by_question[target], target])
        if scheme == "question":
            address = {"code": country.code, "question": target, "language": translation.get_language()}
            return reverse("go", kwargs=address)
        if scheme == "service":
            return f"{reverse('services', args=[country.slug])}#{target}"
        if scheme == "help-line":
            return directory.telephone(target).uri
        return None

    return richtext.resolve_links(html, address)
