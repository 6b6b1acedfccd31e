"""What holds for every answer of a page, and so is said once on top, with a short mark at each answer."""

from collections.abc import Iterable

from rights.selectors.answers import AnswerEntry, AnswerStatus

FEWEST = 2  # texts on a page that are worth a notice of their own


def of_answers(answers: Iterable[AnswerEntry]) -> dict:
    """For the template: an answer that stands for all where they share their language, or an older original.

    Both are None where they do not, or where there is but one text.
    """
    texts = [answer for answer in answers if answer.has_text]
    first = texts[0] if len(texts) >= FEWEST else None
    return {
        "all_in": first if first and first.is_fallback and len({text.language for text in texts}) == 1 else None,
        "all_outdated": first if first and first.outdated_since and len({_day(text) for text in texts}) == 1 else None,
    }


def of_country(answers: Iterable[AnswerEntry]) -> dict:
    """The same of one country's answers, and whether all that it shows is the EU's minimum."""
    answers = list(answers)
    texts = [answer for answer in answers if answer.has_text]
    minimum = len(texts) >= FEWEST and all(answer.status == AnswerStatus.EU_MINIMUM for answer in texts)
    return {**of_answers(answers), "all_minimum": minimum}


def _day(answer: AnswerEntry):
    return answer.outdated_since and answer.outdated_since.date()
