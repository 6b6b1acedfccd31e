"""The state of every text: questions × languages of a country, and countries × languages of the whole portal."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from countries.models import Country
from portal.i18n import languages
from rights.desk.inbox import edit_address
from rights.models import Publication, Question, Revision, Section


class CellState(StrEnum):
    """What a cell says, told apart by word, sign and colour."""

    PUBLISHED = "published"
    OUTDATED = "outdated"
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    DRAFT = "draft"
    MISSING = "missing"


WORDS = {
    CellState.PUBLISHED: _("published"),
    CellState.OUTDATED: _("outdated"),
    CellState.IN_REVIEW: _("in review"),
    CellState.RETURNED: _("returned"),
    CellState.DRAFT: _("draft"),
    CellState.MISSING: _("missing"),
}
SIGNS = {
    CellState.PUBLISHED: "●",
    CellState.OUTDATED: "◐",
    CellState.IN_REVIEW: "▲",
    CellState.RETURNED: "↩",
    CellState.DRAFT: "○",
    CellState.MISSING: "–",
}


@dataclass(frozen=True)
class StatusCell:
    """A question in a language: an open version shows before what is published, since it is what waits."""

    state: CellState
    language: str
    href: str
    is_public: bool
    is_source: bool
    revision: Revision | None = None

    @property
    def word(self) -> str:
        return str(WORDS[self.state])

    @property
    def sign(self) -> str:
        return SIGNS[self.state]


@dataclass(frozen=True)
class StatusRow:
    question: Question
    cells: tuple[StatusCell, ...]


def table(
    country: Country, shown: list[str], state: str = "", section: str = ""
) -> list[tuple[Section, list[StatusRow]]]:
    """The status table of a country for some languages, section by section: three queries.

    `state` keeps only rows that have such a cell.
    """
    questions = Question.objects.select_related("section").order_by("section__position", "position")
    if section:
        questions = questions.filter(section__slug=section)
    public = {
        (row.answer.question_id, row.language): row
        for row in Publication.objects.filter(answer__country=country, language__in=shown)
        .select_related("answer")
        .only("language", "outdated_since", "answer__question_id", "answer__source_language")
    }
    waiting = {
        (row.answer.question_id, row.language): row
        for row in Revision.objects.filter(answer__country=country, language__in=shown, state__in=Revision.OPEN)
        .select_related("answer")
        .only("language", "state", "number", "saved_at", "author_id", "answer__question_id", "answer__source_language")
    }
    rows = [
        StatusRow(
            question,
            tuple(
                _cell(country, question, code, public.get((question.pk, code)), waiting.get((question.pk, code)))
                for code in shown
            ),
        )
        for question in questions
    ]
    chosen = [row for row in rows if not state or any(cell.state == state for cell in row.cells)]
    return [(section, list(found)) for section, found in groupby(chosen, key=lambda row: row.question.section)]


def _cell(country: Country, question: Question, code: str, publication, revision) -> StatusCell:
    if revision:
        state = CellState(revision.state)
    elif publication:
        state = CellState.OUTDATED if publication.outdated_since else CellState.PUBLISHED
    else:
        state = CellState.MISSING
    known = publication or revision
    return StatusCell(
        state,
        code,
        edit_address(country.slug, question.slug, code),
        publication is not None,
        known is not None and known.answer.source_language == code,
        revision,
    )


def whole_portal(countries: list[Country]) -> list[tuple[Country, list[tuple[str, int, int]]]]:
    """Countries × the 24 languages: (language, per cent of the questions published, per cent outdated). Two queries."""
    questions = Question.objects.count() or 1
    published: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for country, language, number, outdated in (
        Publication.objects.filter(answer__country__in=countries)
        .values_list("answer__country", "language")
        .annotate(number=Count("pk"), outdated=Count("outdated_since"))
        .order_by()
    ):
        published[country, language] = (number, outdated)
    return [
        (
            country,
            [
                (
                    code,
                    round(100 * published[country.pk, code][0] / questions),
                    round(100 * published[country.pk, code][1] / questions),
                )
                for code in languages.CODES
            ],
        )
        for country in countries
    ]
