"""The questionnaire, the answers, and how an answer came to be public."""

from rights.models.factsheet import Answer, Question, QuestionGroup, Section
from rights.models.revision import Assignment, Change, Publication, Revision, Shipped

__all__ = [
    "Answer",
    "Assignment",
    "Change",
    "Publication",
    "Question",
    "QuestionGroup",
    "Revision",
    "Section",
    "Shipped",
]
