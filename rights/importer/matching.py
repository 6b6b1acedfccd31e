"""Headings of a page → questions: by what an editor confirmed, by meaning, and by their place in the template's order.

No heading is matched because it must be some question: where meaning and place do not suffice, it stays unmatched, with
suggestions.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from rights.importer import heading_keywords
from rights.importer.decoding import fold
from rights.importer.template import FIVE_PART, FOUR_PART, Questionnaire, TemplateQuestion

THRESHOLD = 0.5  # below this confidence a heading is left to the editor
NEAR = 0.2  # similarity from which a heading may hold on to a question at all
SURE = 0.45  # similarity of a heading that says itself what it asks
CLEAR = 0.12  # by so much it must be nearer to its question than to any other, to be matched out of order
SHORT_NEAR = 0.5  # a heading that is no question needs more
TITLE_EVIDENCE = 1.5
MAX_HEADINGS = 120  # of a page; the templates ask 19 questions at most
NAMES = 3  # suggestions


@dataclass(frozen=True)
class Heading:
    """A line that could head an answer. `question` says that it asks, or stands in the contents."""

    text: str
    is_question: bool = True
    listed: bool = False  # in the contents: surely no part of an answer


@dataclass(frozen=True)
class HeadingMatch:
    """A heading's question (or two, where one heading asks both), and how sure that is."""

    questions: tuple[str, ...]
    confidence: float


@dataclass
class Alignment:
    """A page's headings on the questions of a template's section."""

    template: str
    number: int | None
    found: dict[int, HeadingMatch] = field(default_factory=dict)
    inner: set[int] = field(default_factory=set)  # headings between two neighbours of the template: part of an answer
    score: float = 0.0


class Matcher:
    """Matches the headings of one text."""

    def __init__(self, questionnaire: Questionnaire, language: str, confirmed: Mapping[str, str] | None = None):
        self.questionnaire = questionnaire
        self.language = language
        self.confirmed = {fold(heading): slug for heading, slug in (confirmed or {}).items()}
        self._known = {question.slug for question in questionnaire.questions}

    def similarity(self, text: str, question: TemplateQuestion, template: str = "") -> float:
        """How likely the heading asks the question, by its words alone; 1 where an editor said so."""
        if confirmed := self._confirmed(text):
            return 1.0 if confirmed == question.slug else 0.0
        return max(
            heading_keywords.similarity(self._concepts(text), question.slug, template), self._wording(text, question)
        )

    def _confirmed(self, text: str) -> str:
        slug = self.confirmed.get(fold(text), "")
        return slug if slug in self._known else ""

    def _concepts(self, text: str) -> frozenset[str]:
        return heading_keywords.concepts_in(text, heading_keywords.likely_language(text, self.language))

    def _wording(self, text: str, question: TemplateQuestion) -> float:
        """1 for our own wording of the question, in the page's language or in English."""
        own = (question.wordings.get(code) for code in (self.language, "en"))
        return max((1.0 for wording in own if wording and fuzz.ratio(fold(wording), fold(text)) > 92), default=0.0)

    def suggestions(self, text: str, template: str = "", number: int | None = None) -> list[tuple[str, float]]:
        """The nearest questions, those of the page's own section first among equals, all below the threshold."""
        here = {question.slug for question in self.questionnaire.section(template, number)} if number else set()
        similarities = [
            (self.similarity(text, question) * (1.0 if question.slug in here or not here else 0.8), question.slug)
            for question in self.questionnaire.questions
        ]
        best = sorted((pair for pair in similarities if pair[0] > 0), key=lambda pair: -pair[0])[:NAMES]
        return [(slug, round(min(value, 1) * (THRESHOLD - 0.01), 2)) for value, slug in best]

    def align(self, headings: list[Heading], template: str, number: int | None) -> Alignment:
        """The headings on the section's questions, as far as meaning and order agree."""
        expected = self.questionnaire.section(template, number)
        headings = headings[:MAX_HEADINGS]
        similarities = [
            [self.similarity(heading.text, question, template) for question in expected] for heading in headings
        ]
        pairs = _in_order(similarities, headings)
        _out_of_order(pairs, similarities, headings)
        by_place = _fill_gaps(pairs, similarities, headings, len(expected))
        alignment = Alignment(template, number)
        alignment.score = sum(similarities[at][to] for at, to in pairs.items()) + self._completeness(
            pairs, headings, expected
        )
        for at, to in pairs.items():
            confidence = _confidence(at, to, pairs, similarities, headings, at in by_place)
            if self._confirmed(headings[at].text):
                confidence = 1.0
            if confidence >= THRESHOLD:
                places = sorted([to, *self._second(headings[at].text, to, pairs, expected)])
                alignment.found[at] = HeadingMatch(tuple(expected[place].slug for place in places), confidence)
        alignment.inner = _inner(alignment.found, headings, expected, similarities)
        self._place_confirmed(alignment, headings)
        return alignment

    def _place_confirmed(self, alignment: Alignment, headings: list[Heading]):
        """What an editor confirmed counts wherever the template asks it, in this section or in another."""
        for at, heading in enumerate(headings):
            slug = self._confirmed(heading.text)
            if slug and not (at in alignment.found and slug in alignment.found[at].questions):
                alignment.found[at] = HeadingMatch((slug,), 1.0)
                alignment.inner.discard(at)

    def _completeness(self, pairs: dict[int, int], headings: list[Heading], expected: list[TemplateQuestion]) -> float:
        questions = sum(heading.is_question for heading in headings)
        if not questions or not expected:
            return 0.0
        # Unmatched headings and unasked questions both speak against the template.
        return 1.0 - abs(questions - len(expected)) / max(questions, len(expected)) - 0.1 * (questions - len(pairs))

    def _second(self, text: str, to: int, pairs: dict[int, int], expected: list[TemplateQuestion]) -> list[int]:
        """The place of the template's next (or previous) question, where one heading asks both in two sentences."""
        sentences = [part for part in re.split(r"(?<=[?;\u037e])\s+", text) if len(part.split()) > 1]
        taken = set(pairs.values())
        for other in (to + 1, to - 1):
            if len(sentences) < 2 or not 0 <= other < len(expected) or other in taken:
                continue
            for sentence in sentences:
                nearness = self.similarity(sentence, expected[other])
                if nearness >= SURE + CLEAR and nearness > self.similarity(sentence, expected[to]):
                    return [other]
        return []

    def title_evidence(self, title: str, number: int | None) -> float:
        """What a page's title says of its template: above 0 for the five-part one, below for the four-part one."""
        found = self._concepts(title)
        if number == 5:
            return TITLE_EVIDENCE
        speaks = {
            1: ({"victim"}, {"investigation"}),
            2: ({"report"}, {"trial"}),
            4: ({"compensation"}, {"support"}),
        }.get(number or 0)
        if not speaks or not found:
            return 0.0
        five, four = (bool(found & evidence) for evidence in speaks)
        if number == 1 and four:
            five = False
        if number == 2 and five:
            four = False
        return TITLE_EVIDENCE * (five - four)


def choose_templates(pairs: list[tuple[float, float]]) -> list[str]:
    """The template of each page from (five-part score, four-part score): its own where clear, else the majority's."""
    overall = sum(five - four for five, four in pairs)
    chosen = []
    for five, four in pairs:
        lead = five - four if abs(five - four) > TITLE_EVIDENCE else overall
        chosen.append(FIVE_PART if lead >= 0 else FOUR_PART)
    return chosen


def _in_order(similarities: list[list[float]], headings: list[Heading]) -> dict[int, int]:
    """The pairing of headings with questions, both in their order, that agrees most."""
    rows, columns = len(similarities), len(similarities[0]) if similarities else 0
    best = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    for at in range(rows):
        least = NEAR if headings[at].is_question else SHORT_NEAR
        for to in range(columns):
            gain = similarities[at][to] - NEAR + 0.01 if similarities[at][to] >= least else -1.0
            best[at + 1][to + 1] = max(best[at][to + 1], best[at + 1][to], best[at][to] + gain)
    pairs, at, to = {}, rows, columns
    while at and to:
        if best[at][to] == best[at - 1][to]:
            at -= 1
        elif best[at][to] == best[at][to - 1]:
            to -= 1
        else:
            at, to = at - 1, to - 1
            pairs[at] = to
    return dict(sorted(pairs.items()))


def _out_of_order(pairs: dict[int, int], similarities: list[list[float]], headings: list[Heading]):
    """Headings that say clearly what they ask, though the template asks it elsewhere in the section."""
    for at, values in enumerate(similarities):
        if at in pairs or not values:
            continue
        to = max(range(len(values)), key=values.__getitem__)
        others = max((value for other, value in enumerate(values) if other != to), default=0.0)
        least = SURE + CLEAR if headings[at].is_question else 0.75
        if to not in pairs.values() and values[to] >= least and values[to] - others >= 2 * CLEAR:
            pairs[at] = to


def _fill_gaps(
    pairs: dict[int, int], similarities: list[list[float]], headings: list[Heading], expected: int
) -> set[int]:
    """Pair what is left by place alone: as many headings as questions between two pairs that stand."""
    ends = [(-1, -1), *_increasing(pairs), (len(headings), expected)]
    pairs_by_meaning = bool(pairs)
    filled = set()
    for (at, to), (next_at, next_to) in itertools.pairwise(ends):
        open_headings = [here for here in range(at + 1, next_at) if headings[here].is_question and here not in pairs]
        open_questions = [there for there in range(to + 1, next_to) if there not in pairs.values()]
        if len(open_headings) != len(open_questions):
            continue
        for here, there in zip(open_headings, open_questions, strict=True):
            # Between pairs, a question that resembles nothing may be an answer's own.
            similar = similarities[here][there] >= NEAR or headings[here].listed or not pairs_by_meaning
            if similar and (
                max(similarities[here]) < SURE or similarities[here][there] >= max(similarities[here]) - CLEAR
            ):
                pairs[here] = there
                filled.add(here)
    return filled


def _increasing(pairs: dict[int, int]) -> list[tuple[int, int]]:
    """The pairs whose questions are in order; the others stand outside it."""
    separate: list[tuple[int, int]] = []
    for at, to in sorted(pairs.items()):
        if not separate or to > separate[-1][1]:
            separate.append((at, to))
    return separate


def _confidence(
    at: int, to: int, pairs: dict[int, int], similarities: list[list[float]], headings: list[Heading], by_place: bool
) -> float:
    """From meaning, from how much farther the other questions are, and from the neighbours' places."""
    value = similarities[at][to]
    rest = max((other for place, other in enumerate(similarities[at]) if place != to), default=0.0)
    place = (_neighbour(at, -1, pairs, headings, -1) == to - 1) / 2
    place += (_neighbour(at, 1, pairs, headings, len(similarities[at])) == to + 1) / 2
    if not headings[at].is_question and not place:
        return 0.0  # a sub-heading may use a question's words anywhere: only its place makes it one
    lead = min(1.0, max(0.0, 0.5 + (value - rest) / 0.3))
    confidence = 0.45 * min(1.0, value / 0.75) + 0.2 * lead + 0.35 * place
    if by_place:
        confidence = max(confidence, 0.3 + 0.25 * place + 0.3 * value)
    elif value >= SURE and value - rest >= CLEAR:
        confidence = max(confidence, 0.35 + value / 2)
    return round(min(confidence, 0.99), 2)


def _neighbour(at: int, step: int, pairs: dict[int, int], headings: list[Heading], edge: int) -> int | None:
    """The question of the next heading in a direction, `edge` behind the last; None where that one has none."""
    at += step
    while 0 <= at < len(headings):
        if at in pairs:
            return pairs[at]
        if headings[at].is_question:
            return None
        at += step
    return edge


def _inner(
    found: dict[int, HeadingMatch],
    headings: list[Heading],
    expected: list[TemplateQuestion],
    similarities: list[list[float]],
) -> set[int]:
    """Unmatched headings that belong to the answer before them.

    Those between two neighbours of the template do; and where enough others resemble the questions in between, those
    that resemble none.
    """
    places = {question.slug: place for place, question in enumerate(expected)}
    inner = set()
    matched = sorted(found)
    for first, second in zip(matched, [*matched[1:], len(headings)], strict=False):
        start = max(places[slug] for slug in found[first].questions) + 1
        end = min(places[slug] for slug in found[second].questions) if second in found else len(expected)
        between = range(first + 1, second)
        similar = {at for at in between if headings[at].listed or max(similarities[at][start:end], default=0.0) >= NEAR}
        if start == end:
            inner |= set(between)
        elif start < end <= start + len(similar):
            inner |= set(between) - similar
    return inner
