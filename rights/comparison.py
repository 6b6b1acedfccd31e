"""Countries side by side: questions × countries as a matrix of answers."""

from dataclasses import dataclass

from countries.directory import CountryEntry
from rights import factsheets
from rights.factsheets import AnswerEntry, QuestionEntry, Questionnaire, Status


@dataclass(frozen=True)
class Cell:
    """A country’s answer to a question; `is_in_union_column` where it is the EU’s minimum, as that column says it."""

    country: CountryEntry
    answer: AnswerEntry
    is_in_union_column: bool = False

    @property
    def question(self) -> QuestionEntry:
        return self.answer.question


@dataclass(frozen=True)
class Row:
    question: QuestionEntry
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    countries: tuple[CountryEntry, ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]


def compare(
    countries: list[CountryEntry], questions: list[QuestionEntry], asked: Questionnaire, language: str
) -> Comparison:
    """The answers of some countries to some questions, both in the order given: as many queries as for one country."""
    found = factsheets.answers_of(countries, questions, language, asked.section_of_question())
    has_union = any(country.is_union for country in countries)

    def cell(country: CountryEntry, answer: AnswerEntry) -> Cell:
        return Cell(country, answer, has_union and answer.status == Status.EU_MINIMUM and not answer.not_bound)

    return Comparison(
        tuple(countries),
        tuple(
            Row(question, tuple(cell(country, found[country.pk][place]) for country in countries))
            for place, question in enumerate(questions)
        ),
    )
