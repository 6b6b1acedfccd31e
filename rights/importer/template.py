"""The questionnaire as the importer needs it: which question stands where in the two templates."""

from dataclasses import dataclass, field

from portal.i18n import languages
from portal.i18n.translated import column
from rights.models import Question

FIVE_PART, FOUR_PART = "five-part", "four-part"


@dataclass(frozen=True)
class TemplateQuestion:
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
    questions: tuple[TemplateQuestion, ...]

    def section(self, template: str, number: int | None) -> list[TemplateQuestion]:
        """The questions that a template asks in its section, in its order."""
        placed = [
            (place, question)
            for question in self.questions
            for section, place in question.places(template)
            if section == number and place
        ]
        return [question for _place, question in sorted(placed, key=lambda pair: pair[0])]

    def whole_section(self, template: str, number: int | None) -> TemplateQuestion | None:
        """The question that a section of the template answers as a whole: the four-part one's organisations."""
        return next((question for question in self.questions if (number, 0) in question.places(template)), None)

    def get(self, slug: str) -> TemplateQuestion | None:
        return next((question for question in self.questions if question.slug == slug), None)


def numbers(text: str) -> tuple[tuple[int, int], ...]:
    """Places in a template from their notation: "1.13, 2.8" → ((1, 13), (2, 8)); "4" → ((4, 0),)."""
    parts = (part.strip().partition(".") for part in text.split(",") if part.strip())
    return tuple((int(section), int(place or 0)) for section, _dot, place in parts)


def from_database() -> Questionnaire:
    """The questionnaire as it is now, with its wordings in every language that has one."""
    return Questionnaire(
        tuple(
            TemplateQuestion(
                question.slug,
                question.section.slug,
                numbers(question.five_part),
                numbers(question.four_part),
                {code: title for code in languages.CODES if (title := getattr(question, column("title", code)))},
            )
            for question in Question.objects.select_related("section").order_by("position")
        )
    )
