"""The questionnaire, the answers, how an answer came to be public, what the importer remembers, what search reads."""

from rights.models.exchange import ConfirmedHeading
from rights.models.factsheet import Answer, Question, QuestionGroup, Section
from rights.models.revision import Assignment, Change, Digest, Opened, Publication, Revision, Shipped
from rights.models.search import SearchEntry, Synonym, Word

__all__ = [
    "Answer",
    "Assignment",
    "Change",
    "ConfirmedHeading",
    "Digest",
    "Opened",
    "Publication",
    "Question",
    "QuestionGroup",
    "Revision",
    "SearchEntry",
    "Section",
    "Shipped",
    "Synonym",
    "Word",
]
