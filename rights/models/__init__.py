"""The questionnaire, the answers, and how an answer came to be public."""

from rights.models.factsheet import Answer, Question, QuestionGroup, Section
from rights.models.revision import Assignment, Change, Digest, Opened, Publication, Revision, Shipped

__all__ = [
    "Answer",
    "Assignment",
    "Change",
    "Digest",
    "Opened",
    "Publication",
    "Question",
    "QuestionGroup",
    "Revision",
    "Section",
    "Shipped",
]
