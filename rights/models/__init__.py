"""The questionnaire, the answers, how an answer came to be public, facts, and what the importer remembers."""

from rights.models.exchange import ConfirmedHeading
from rights.models.facts import SCALES, Indicator, IndicatorValue, TimeLimit
from rights.models.factsheet import Answer, Question, QuestionGroup, Section
from rights.models.revision import Assignment, Change, Digest, Opened, Publication, Revision, Shipped

__all__ = [
    "SCALES",
    "Answer",
    "Assignment",
    "Change",
    "ConfirmedHeading",
    "Digest",
    "Indicator",
    "IndicatorValue",
    "Opened",
    "Publication",
    "Question",
    "QuestionGroup",
    "Revision",
    "Section",
    "Shipped",
    "TimeLimit",
]
