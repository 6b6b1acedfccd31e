"""Countries side by side: questions × countries as a matrix of answers."""

from dataclasses import dataclass

from countries.selectors import CountryEntry
from rights.selectors.answers import AnswerEntry, AnswerStatus, Resting, read_answers_of_countries
from rights.selectors.questionnaire import QuestionEntry, Questionnaire


@dataclass(frozen=True)
class Cell:
    """A country’s answer to a question; `is_in_union_column` where it is the EU’s minimum, as that column says it."""

    country: CountryEntry
    answer: AnswerEntry
    is_in_union_column: bool = False

    @property
    def question(self) -> QuestionEntry:
        return self.answer.question

    @property
    def is_its_own(self) -> bool:
        """Whether the country says something itself, rather than EU law for it."""
        return self.answer.has_text and self.answer.status != AnswerStatus.EU_MINIMUM

    @property
    def is_empty(self) -> bool:
        """Whether it says no more than the name of its country and the kind of its answer."""
        return self.is_in_union_column or (
            self.answer.status == AnswerStatus.NOT_ANSWERED and not self.answer.not_bound
        )


@dataclass(frozen=True)
class Row:
    question: QuestionEntry
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no country, nor the European Union, says anything: one line is enough for all of them."""
        return all(cell.is_empty and not cell.is_in_union_column for cell in self.cells)

    @property
    def countries(self) -> list[CountryEntry]:
        return [cell.country for cell in self.cells if not cell.country.is_union]


@dataclass(frozen=True)
class Comparison:
    countries: tuple[CountryEntry, ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]


def compare(
    countries: list[CountryEntry],
    questions: list[QuestionEntry],
    questionnaire: Questionnaire,
    language: str,
    instruments: list[Resting] | None = None,
) -> Comparison:
    """The answers of some countries to some questions, both in the order given: as many queries as for one country."""
    answers = read_answers_of_countries(countries, questions, questionnaire, language, instruments)
    has_union = any(country.is_union for country in countries)

    def cell(country: CountryEntry, answer: AnswerEntry) -> Cell:
        return Cell(country, answer, has_union and answer.status == AnswerStatus.EU_MINIMUM and not answer.not_bound)

    return Comparison(
        tuple(countries),
        tuple(
            Row(question, tuple(cell(country, answers[country.pk][place]) for country in countries))
            for place, question in enumerate(questions)
        ),
    )
