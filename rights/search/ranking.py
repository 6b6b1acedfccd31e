"""Which answers are best: computed from numbers that are the same on both databases, so that both answer alike."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from rights.models import SearchEntry
from rights.search.lexicon import Entry, Lexicon, Title
from rights.search.terms import Term

MOST_DETAILED = 150  # entries whose texts are looked at: those whose titles fit best
# How much the places of a word weigh
IN_TITLE, IN_TEXT, IN_COUNTRY_NAME, SIDE_BY_SIDE = 3.0, 2.0, 2.0, 0.6
COVERAGE = 0.4  # the part of a title's score that depends on how much of the title was typed
DAMPING = 3.0  # the larger, the more it tells how often a word is there
OF_SUMMARY = 5  # times of a word in the body that one in In brief is worth


class Pair(NamedTuple):
    """Neighbours of a query that may stand side by side in a text too: ` legal aid `."""

    stems: str
    weight: float


class Ranking:
    """The order of entries: what is urgent first, then the countries in the order given (those that the query names,
    the one being read), then by how well they fit and which part of the terms they have; ties by question and country.
    """

    def __init__(
        self,
        terms: Mapping[str, Sequence[Term]],
        lexicon: Lexicon,
        countries: Iterable[int | None],
        urgent: Mapping[int, int],
        parts: Mapping[Entry, float],
    ):
        self.terms, self.lexicon, self.urgent, self.parts = terms, lexicon, urgent, parts
        self.countries = {country: place for place, country in enumerate(dict.fromkeys(countries))}
        self.closeness = {code: _closeness(some) for code, some in terms.items()}
        self.pairs = {code: _pairs(some) for code, some in terms.items()}
        self.title_scores = {
            code: {question: _title_score(title, terms[code], self.pairs[code]) for question, title in titles.items()}
            for code, titles in lexicon.titles.items()
        }
        self.country_scores = {
            code: {country: _country_score(stems, terms[code]) for country, stems in names.items()}
            for code, names in lexicon.country_names.items()
        }

    def sorted(self, entries: Iterable[Entry]) -> list[Entry]:
        """The best first: one query, for the texts of those whose titles fit best."""
        by_title = sorted(self._sort_key(entry, self._score(entry)) for entry in entries)
        best = {key[-1].pk: key[-1] for key in by_title[:MOST_DETAILED]}
        rows = SearchEntry.objects.filter(pk__in=best).order_by().values_list("pk", "summary", "frequent_stems")
        keys = [
            self._sort_key(best[pk], self._score(best[pk]) + self._text_score(best[pk].language, summary, frequent))
            for pk, summary, frequent in (rows if best else ())
        ]
        least = {code: self._text_score(code, "", "") for code in self.terms}
        for *_key, entry in by_title[MOST_DETAILED:]:
            keys.append(self._sort_key(entry, self._score(entry) + least[entry.language]))
        return [key[-1] for key in sorted(keys)]

    def _sort_key(self, entry: Entry, score: float) -> tuple:
        urgency = self.urgent.get(entry.pk, math.inf)
        country = self.countries.get(entry.country, len(self.countries))
        position = self.lexicon.title_of(entry).position
        score *= self.parts.get(entry, 1.0)
        return urgency, country, -round(score, 4), position, self.lexicon.alphabetical[entry.country], entry

    def _score(self, entry: Entry) -> float:
        """What an entry scores by what it is called."""
        of_country = self.country_scores[entry.language].get(entry.country, 0)
        return self.title_scores[entry.language][entry.question] + of_country

    def _text_score(self, language: str, summary: str, frequent_stems: str) -> float:
        """What the text itself scores: by how often it has each term; In brief weighs more."""
        terms = self.terms[language]
        best = [1 / (1 + DAMPING)] * len(terms)  # it is there, if only once
        for stem, times in self._occurrences(language, summary, frequent_stems).items():
            for place, closeness in self.closeness[language][stem]:
                best[place] = max(best[place], closeness * times / (times + DAMPING))
        score = sum(term.weight * each for term, each in zip(terms, best, strict=True))
        score += SIDE_BY_SIDE * sum(pair.weight for pair in self.pairs[language] if pair.stems in f" {summary} ")
        return IN_TEXT * score

    def _occurrences(self, language: str, summary: str, frequent_stems: str) -> dict[str, int]:
        """How often a text has each stem of the query; one in In brief counts several times."""
        in_summary = summary.split()
        stems, _bar, counts = frequent_stems.partition("|")
        in_body = dict(zip(stems.split(), map(int, counts.split()), strict=True))
        return {
            stem: OF_SUMMARY * in_summary.count(stem) + in_body.get(stem, 0)
            for stem in self.closeness[language].keys() & {*in_summary, *in_body}
        }


def _closeness(terms: Sequence[Term]) -> dict[str, list[tuple[int, float]]]:
    """Stem → which terms it may stand for, by place, and how closely. One of several stems counts for less."""
    found: dict[str, list[tuple[int, float]]] = {}
    for place, term in enumerate(terms):
        for variant in term.variants:
            for stem in variant.stems:
                found.setdefault(stem, []).append((place, variant.closeness / len(variant.stems)))
    return found


def _pairs(terms: Sequence[Term]) -> list[Pair]:
    firsts = [" ".join(term.variants[0].stems) for term in terms]
    return [
        Pair(f" {one} {other} ", min(terms[place].weight, terms[place + 1].weight))
        for place, (one, other) in enumerate(pairwise(firsts))
    ]


def _title_score(title: Title, terms: Sequence[Term], pairs: Sequence[Pair]) -> float:
    """What a title scores: by the terms that it has, the more of it they are, and those side by side as typed."""
    score, covered = 0.0, set[str]()
    for term in terms:
        fitting = [variant for variant in term.variants if title.stems.issuperset(variant.stems)]
        if fitting:
            closest = max(fitting, key=lambda variant: variant.closeness)
            score += term.weight * closest.closeness
            covered.update(closest.stems)
    if not score:
        return 0.0
    coverage = max(sum(stem in covered for stem in each) / len(each) for each in (title.title, title.short) if each)
    texts = [f" {' '.join(each)} " for each in (title.title, title.short)]
    side_by_side = sum(pair.weight for pair in pairs if any(pair.stems in text for text in texts))
    return IN_TITLE * (score * (1 - COVERAGE + COVERAGE * coverage) + SIDE_BY_SIDE * side_by_side)


def _country_score(name: frozenset[str], terms: Sequence[Term]) -> float:
    return IN_COUNTRY_NAME * sum(term.weight for term in terms if name.issuperset(term.variants[0].stems))
