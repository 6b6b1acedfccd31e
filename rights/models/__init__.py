"""The questionnaire, answers, how they came to be public, facts, what the importer remembers, what search reads, the
glossary, and what readers report or are told."""

from rights.models.exchange import ConfirmedHeading
from rights.models.facts import SCALES, Indicator, IndicatorValue, TimeLimit
from rights.models.factsheet import Answer, Question, QuestionGroup, Section
from rights.models.glossary import GlossaryTerm
from rights.models.public_words import MistakeReport, SiteNotice
from rights.models.revision import Assignment, Change, Digest, Opened, Publication, Revision, Shipped
from rights.models.search import SearchEntry, Synonym, Word
from rights.models.second_factor import CodeDevice

__all__ = [
    "SCALES",
    "Answer",
    "Assignment",
    "Change",
    "CodeDevice",
    "ConfirmedHeading",
    "Digest",
    "GlossaryTerm",
    "Indicator",
    "IndicatorValue",
    "MistakeReport",
    "Opened",
    "Publication",
    "Question",
    "QuestionGroup",
    "Revision",
    "SearchEntry",
    "Section",
    "Shipped",
    "SiteNotice",
    "Synonym",
    "TimeLimit",
    "Word",
]
