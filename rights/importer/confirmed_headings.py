"""The headings that editors put to questions: remembered per language, used by every later import."""

from rights.importer import boilerplate
from rights.importer.decoding import fold
from rights.models import ConfirmedHeading, Question
from rights.validation import max_length

LONGEST = max_length(ConfirmedHeading, "folded")


def headings(language: str) -> dict[str, str]:
    """Each heading that is known in a language, folded, with the slug of its question."""
    rows = ConfirmedHeading.objects.filter(language=language)
    return dict(rows.values_list("folded", "question__slug"))


def remember(language: str, heading: str, question: Question, user):
    """Note that an editor put a heading to a question; the last word counts.

    "More information" heads something else on every page, so it is not remembered.
    """
    folded = fold(heading)
    if not folded or len(folded) > LONGEST or boilerplate.is_additional(heading):
        return
    ConfirmedHeading.objects.update_or_create(
        language=language, folded=folded, defaults={"question": question, "confirmed_by": user}
    )
