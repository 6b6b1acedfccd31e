"""What each word of a query may be in the texts of a language: its terms, each with its variants. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from rights.search.lexicon import Lexicon
from rights.search.query_words import QueryWord
from rights.search.spelling import Correction
from rights.search.synonyms import Meaning, Stems
from rights.search.vocabulary import KnownWord, KnownWords

SHORTEST_BEGINNING = 3  # letters of a known word that may still be the beginning of another
COMMON_FROM = 20  # texts, from which on a word may be too common to be asked for
COMMON = 0.5  # the part of all texts that have a common word
LEAST_WEIGHT = 0.15
BETWEEN = 2  # other words that may stand between those of one meaning
# How well a variant stands for what was typed
EXACT, INFLECTED, SYNONYM, CORRECTED, COMPLETED = 1.0, 0.95, 0.8, 0.8, 0.6


class Variant(NamedTuple):
    """Stems that together stand for something typed; `is_phrase` where they must stand side by side."""

    stems: Stems
    closeness: float
    is_phrase: bool = False


@dataclass(frozen=True)
class Term:
    """One word of a query, or several that mean one thing: its variants, the best first, and how much it tells."""

    variants: tuple[Variant, ...]
    weight: float
    is_common: bool = False  # nearly every text has it


def telling(terms: Sequence[Term]) -> Sequence[Term]:
    """The terms without the common ones, where that leaves any."""
    return [term for term in terms if not term.is_common] or terms


@dataclass(frozen=True)
class TermReader:
    """Reads the words of a query as terms of one language."""

    words: Sequence[QueryWord]
    language: str
    known: KnownWords
    lexicon: Lexicon
    corrections: Mapping[QueryWord, Correction]
    names: frozenset[str]  # folded, of countries: not looked for in the texts, where that leaves anything else

    def read(self) -> list[Term]:
        """The terms in the order of the query: quoted words together, and what people type with what it means."""
        return self._read(self.names) or self._read(frozenset())

    def _read(self, names: frozenset[str]) -> list[Term]:
        terms, at = [], 0
        while at < len(self.words):
            word = self.words[at]
            if word.quote is None and word.form in names and not self._meaning(at):  # "speak no German" means more
                at += 1
                continue
            term, length = self._quoted(at) if self.words[at].quote is not None else self._unquoted(at)
            terms.append(term)
            at += length
        return terms

    def _quoted(self, at: int) -> tuple[Term, int]:
        length = sum(word.quote == self.words[at].quote for word in self.words[at:])
        variant = Variant(self._stems(at, length), EXACT, is_phrase=length > 1)
        return Term((variant,), _weight(0, self.known.texts_of(self.language))), length

    def _unquoted(self, at: int) -> tuple[Term, int]:
        meaning = self._meaning(at)
        length = len(meaning.typed) if meaning else 1
        if length == 1:
            meaning = self._meaning_apart(at) or meaning
        if length > 1:
            variants, text_count = [Variant(self._stems(at, length), EXACT)], 0
        else:
            variants, text_count = self._variants(self.words[at])
        if meaning:
            variants += [Variant(stems, SYNONYM) for stems in meaning.meant]
        texts = self.known.texts_of(self.language)
        text_count = max(text_count, round(texts * self._part_of_titles(variants)))
        is_common = texts >= COMMON_FROM and text_count > texts * COMMON
        return Term(_distinct(variants), _weight(text_count, texts), is_common), length

    def _part_of_titles(self, variants: Iterable[Variant]) -> float:
        """In which part of all titles a word is: "I", "can" and "get" tell little, though few answers have them."""
        titles = self.lexicon.titles[self.language].values()
        stems = {variant.stems[0] for variant in variants if variant.closeness >= INFLECTED and len(variant.stems) == 1}
        return sum(not stems.isdisjoint(title.stems) for title in titles) / len(titles) if titles else 0.0

    @cached_property
    def _rough_stems(self) -> Stems:
        """The rough stem of each word; of a quoted one none, since it means what it says."""
        return tuple("" if word.quote is not None else self._corrected(word).rough_stem for word in self.words)

    def _meaning(self, at: int) -> Meaning | None:
        """What the words from here on mean, where people type them for something else; the longest run of them."""
        meanings = self.lexicon.meanings[self.language]
        return next((each for each in meanings if self._rough_stems[at : at + len(each.typed)] == each.typed), None)

    def _meaning_apart(self, at: int) -> Meaning | None:
        """What several words from here on mean where others stand between them: "no money for a good lawyer"."""
        stems = self._rough_stems[at:]
        several = (each for each in self.lexicon.meanings[self.language] if len(each.typed) > 1)
        return next((each for each in several if each.typed[0] == stems[0] and _is_in_order(each.typed, stems)), None)

    def _variants(self, word: QueryWord) -> tuple[list[Variant], int]:
        """What a single word may be in the texts, the best first, and in how many texts it is."""
        if correction := self.corrections.get(word):
            return [Variant(stems, CORRECTED) for stems in correction.variants], correction.text_count
        known = self.known.of(word, self.language)
        variants = [Variant((word.stem,), EXACT)]
        variants += [Variant((stem,), EXACT) for stem in known.exact]
        variants += [Variant((stem,), INFLECTED) for stem in known.inflected]
        if len(word.written) >= SHORTEST_BEGINNING or not known.exact:  # "me" is no beginning of mediation
            variants += [Variant((stem,), COMPLETED) for stem in known.completions]
        return variants, known.text_count

    def _stems(self, at: int, length: int) -> Stems:
        return tuple(
            _stem(self._corrected(word), self.known.of(word, self.language)) for word in self.words[at : at + length]
        )

    def _corrected(self, word: QueryWord) -> QueryWord:
        return replace(word, written=self.corrections[word].written) if word in self.corrections else word


def _is_in_order(typed: Stems, stems: Stems) -> bool:
    """Whether the stems have those typed in their order, with few others between them."""
    near = iter(stems[: len(typed) + BETWEEN])
    return all(stem in near for stem in typed)


def _stem(word: QueryWord, known: KnownWord) -> str:
    """The stem of a word as typed, or as the texts have it where it was typed without its diacritics."""
    found = known.exact or known.inflected
    return word.stem if word.stem in found or not found else max(found, key=lambda stem: (found[stem], stem))


def _distinct(variants: Iterable[Variant]) -> tuple[Variant, ...]:
    found: dict[tuple[Stems, bool], Variant] = {}
    for variant in variants:
        found.setdefault((variant.stems, variant.is_phrase), variant)
    return tuple(found.values())


def _weight(text_count: int, texts: int) -> float:
    """How much a word tells that is in so many of all texts: the rarer, the more."""
    return max(LEAST_WEIGHT, math.log(1 + (texts - text_count + 0.5) / (text_count + 0.5))) if texts else 1.0
