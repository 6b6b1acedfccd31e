"""The questionnaire, the answers, how an answer came to be public, and what the importer remembers."""

from rights.models.exchange import ConfirmedHeading
from rights.models.factsheet import Answer, Question, QuestionGroup, Section
from rights.models.revision import Assignment, Change, Digest, Opened, Publication, Revision, Shipped

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
    "Section",
    "Shipped",
]
