"""The questionnaire in a language: every section with its questions, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from countries.selectors import successors
from portal.i18n import translated
from portal.i18n.translated import TranslatedText
from rights.models import Question, Section

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class QuestionEntry:
    pk: int
    slug: str
    title: TranslatedText
    short: TranslatedText
    group: TranslatedText | None
    section: "SectionEntry"

    def __str__(self):
        return str(self.title)


@dataclass(frozen=True)
class SectionEntry:
    pk: int
    slug: str
    title: TranslatedText
    description: TranslatedText
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
        return self._by_slug.get(slug)

    @cached_property
    def _by_slug(self) -> dict[str, QuestionEntry]:
        return {question.slug: question for question in self.questions}

    @staticmethod
    def neighbours(entries: Sequence[Entry], entry: Entry) -> tuple[Entry | None, Entry | None]:
        """What stands before and after an entry of a list, None at the ends."""
        place = entries.index(entry)
        return (
            entries[place - 1] if place else None,
            entries[place + 1] if place + 1 < len(entries) else None,
        )


def read_questionnaire(language: str) -> Questionnaire:
    """The whole questionnaire: one query."""
    wording = translated.readable_columns(["title"], language)
    section_texts = translated.readable_columns(["title", "description"], language)
    rows = (
        Question.objects.select_related("section", "group")
        .only(
            "slug", "position", *wording, *translated.readable_columns(["short"], language),
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
                translated.text(row.section, "title", language),
                translated.text(row.section, "description", language),
                row.section.audience,
            ),
        )
        questions.append(
            QuestionEntry(
                row.pk,
                row.slug,
                translated.text(row, "title", language),
                translated.text(row, "short", language),
                translated.text(row.group, "title", language) if row.group else None,
                section,
            )
        )
    return Questionnaire(tuple(sections.values()), tuple(questions))


def question_with_slug(slug: str) -> Question | None:
    """A question, with its section, by the slug that it has or once had."""
    questions = Question.objects.select_related("section").only("slug", "section__slug")
    return (
        questions.filter(slug=slug).first() or questions.filter(pk__in=successors("question", [slug]).values()).first()
    )
