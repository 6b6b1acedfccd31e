"""The questionnaire, answers, how they came to be public, facts, what the importer remembers and what search reads."""

from rights.models.exchange import ConfirmedHeading
from rights.models.facts import SCALES, Indicator, IndicatorValue, TimeLimit
from rights.models.factsheet import Answer, Question, QuestionGroup, Section
from rights.models.revision import Assignment, Change, Digest, Opened, Publication, Revision, Shipped
from rights.models.search import SearchEntry, Synonym, Word

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
    "SearchEntry",
    "Section",
    "Shipped",
    "Synonym",
    "TimeLimit",
    "Word",
]
