"""Which answers are best: computed from numbers that are the same on both databases, so that both answer alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rights.models import SearchEntry
from rights.search import vocabulary
from rights.search.vocabulary import Entry, Lexicon, Stems

MOST_DETAILS = 150  # entries that are looked at closely: those whose titles fit best
# How much the places of a word weigh
IN_TITLE, IN_TEXT, IN_PLACE, SIDE_BY_SIDE = 3.0, 2.0, 2.0, 0.6
DAMPING = 3.0  # the larger, the more it tells how often a word is there
OF_SUMMARY = 5  # times of a word in the body that one in In brief is worth


class Run(NamedTuple):
    """Stems that stand together for something typed; `is_phrase` where they must stand side by side."""

    stems: Stems
    worth: float
    is_phrase: bool = False


@dataclass(frozen=True)
class Term:
    """What one word of a query, or several that mean one thing, may be in the texts; and how much that tells."""

    runs: tuple[Run, ...]
    weight: float
    is_common: bool = False

    @property
    def is_possible(self) -> bool:
        return bool(self.runs)


class Order:
    """The order of entries: the country being read first, then by how well they fit; ties by question and country."""

    def __init__(self, terms: dict[str, list[Term]], lexicon: Lexicon, reading: int | None):
        self.terms, self.lexicon, self.reading = terms, lexicon, reading
        self.single = {code: _single_stems(some) for code, some in terms.items()}
        self.titles = {
            code: {question: _worth_of_title(title, terms[code]) for question, title in of_language.items()}
            for code, of_language in lexicon.titles.items()
        }
        self.places = {
            code: {country: _worth_of_place(stems, terms[code]) for country, stems in of_language.items()}
            for code, of_language in lexicon.countries.items()
        }
        self.pairs = {code: _pairs(some) for code, some in terms.items()}

    def sorted(self, entries: Iterable[Entry]) -> list[Entry]:
        """The best first: one query, for the texts of those whose titles fit best."""
        rest = [self._ranked(entry, self._of_title(entry)) for entry in entries]
        rest.sort()
        best = {ranked[-1].pk: ranked[-1] for ranked in rest[:MOST_DETAILS]}
        details = SearchEntry.objects.filter(pk__in=best).order_by().values_list("pk", "summary", "often")
        at_least = {code: self._of_text(code, "", "") for code in self.terms}
        order = [
            self._ranked(best[pk], self._of_title(best[pk]) + self._of_text(best[pk].language, summary, often))
            for pk, summary, often in (details if best else ())
        ]
        for ranked in rest[MOST_DETAILS:]:
            entry = ranked[-1]
            order.append(self._ranked(entry, self._of_title(entry) + at_least[entry.language]))
        order.sort()
        return [ranked[-1] for ranked in order]

    def _ranked(self, entry: Entry, worth: float) -> tuple:
        place = self.lexicon.titles[entry.language][entry.question].place
        return entry.country != self.reading, -round(worth, 4), place, self.lexicon.order[entry.country], entry

    def _of_title(self, entry: Entry) -> float:
        return self.titles[entry.language][entry.question] + self.places[entry.language].get(entry.country, 0)

    def _of_text(self, language: str, summary: str, often: str) -> float:
        """What the text itself is worth: how often it has each word; In brief weighs more."""
        single, terms = self.single[language], self.terms[language]
        best = [1 / (1 + DAMPING)] * len(terms)  # it is there, if only once
        in_summary = summary.split()
        stems, _bar, counts = often.partition("|")
        in_body = stems.split()
        for stem in single.keys() & {*in_summary, *in_body}:
            times = OF_SUMMARY * in_summary.count(stem)
            if stem in in_body:
                times += int(counts.split()[in_body.index(stem)])
            for n, worth in single[stem]:
                best[n] = max(best[n], worth * times / (times + DAMPING))
        worth = sum(term.weight * each for term, each in zip(terms, best, strict=True))
        for pair, weight in self.pairs[language]:
            if pair in f" {summary} ":
                worth += SIDE_BY_SIDE * weight
        return IN_TEXT * worth


def _single_stems(terms: list[Term]) -> dict[str, list[tuple[int, float]]]:
    """The stems that may stand for a term: stem → which terms, and how well. One of several counts for less."""
    found: dict[str, list[tuple[int, float]]] = {}
    for n, term in enumerate(terms):
        for run in term.runs:
            for stem in run.stems:
                found.setdefault(stem, []).append((n, run.worth / len(run.stems)))
    return found


def _worth_of_title(title: vocabulary.Title, terms: list[Term]) -> float:
    """What a title is worth: the words that it has, the more of it they are, and those side by side as typed."""
    worth, covered = 0.0, set()
    for term in terms:
        run = max(
            (run for run in term.runs if title.stems.issuperset(run.stems)), key=lambda run: run.worth, default=None
        )
        if run:
            worth += term.weight * run.worth
            covered.update(run.stems)
    if not worth:
        return 0.0
    coverage = max(sum(stem in covered for stem in each) / len(each) for each in (title.title, title.short) if each)
    texts = [f" {' '.join(each)} " for each in (title.title, title.short)]
    side_by_side = sum(weight for pair, weight in _pairs(terms) if any(pair in text for text in texts))
    return IN_TITLE * (worth * (0.6 + 0.4 * coverage) + SIDE_BY_SIDE * side_by_side)


def _worth_of_place(stems: frozenset[str], terms: list[Term]) -> float:
    return IN_PLACE * sum(term.weight for term in terms if any(stems.issuperset(run.stems) for run in term.runs[:1]))


def _pairs(terms: list[Term]) -> list[tuple[str, float]]:
    """Neighbours of a query that may stand side by side in a text too: ` legal aid `."""
    firsts = [" ".join(term.runs[0].stems) for term in terms]
    return [
        (f" {one} {other} ", min(terms[n].weight, terms[n + 1].weight))
        for n, (one, other) in enumerate(pairwise(firsts))
    ]
