"""The questionnaire as the importer needs it: which question stands where in the two templates."""

from dataclasses import dataclass, field

import yaml

from portal.environment import BASE_DIR

FIXTURE = BASE_DIR / "fixtures" / "questionnaire.yaml"
FIVE_PART, FOUR_PART = "five-part", "four-part"


@dataclass(frozen=True)
class AskedQuestion:
    """A question, its numbers in the templates as (section, place), and its wording by language."""

    slug: str
    section: str
    five_part: tuple[tuple[int, int], ...] = ()
    four_part: tuple[tuple[int, int], ...] = ()
    wordings: dict[str, str] = field(default_factory=dict)

    def places(self, template: str) -> tuple[tuple[int, int], ...]:
        return self.five_part if template == FIVE_PART else self.four_part


@dataclass(frozen=True)
class Questionnaire:
    questions: tuple[AskedQuestion, ...]

    def section(self, template: str, number: int) -> list[AskedQuestion]:
        """The questions that a template asks in its section, in its order."""
        placed = [
            (place, question)
            for question in self.questions
            for section, place in question.places(template)
            if section == number and place
        ]
        return [question for _place, question in sorted(placed, key=lambda pair: pair[0])]

    def whole_section(self, template: str, number: int) -> AskedQuestion | None:
        """The question that a section of the template answers as a whole: the four-part one's organisations."""
        return next((question for question in self.questions if (number, 0) in question.places(template)), None)

    def get(self, slug: str) -> AskedQuestion | None:
        return next((question for question in self.questions if question.slug == slug), None)


def numbers(text: str) -> tuple[tuple[int, int], ...]:
    """Places in a template from their notation: "1.13, 2.8" → ((1, 13), (2, 8)); "4" → ((4, 0),)."""
    parts = (part.strip().partition(".") for part in text.split(",") if part.strip())
    return tuple((int(section), int(place or 0)) for section, _dot, place in parts)


def from_database() -> Questionnaire:
    from portal import languages
    from portal.localized import column
    from rights.models import Question

    return Questionnaire(
        tuple(
            AskedQuestion(
                question.slug,
                question.section.slug,
                numbers(question.five_part),
                numbers(question.four_part),
                {code: title for code in languages.CODES if (title := getattr(question, column("title", code)))},
            )
            for question in Question.objects.select_related("section").order_by("position")
        )
    )


def from_fixture() -> Questionnaire:
    """The questionnaire as it ships, without a database."""
    sections = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
    return Questionnaire(
        tuple(
            AskedQuestion(
                row["slug"],
                section["slug"],
                numbers(row.get("five_part", "")),
                numbers(row.get("four_part", "")),
                row["title"],
            )
            for section in sections
            for row in section["questions"]
        )
    )
