"""Words that nobody knows, and what they are taken for: mistyped, otherwise inflected, or made of two."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.text import analysis
from portal.text.folding import fold_word
from rights.models import Word
from rights.search import places
from rights.search.lexicon import Lexicon, LexiconWord
from rights.search.query_words import QueryWord
from rights.search.synonyms import Stems
from rights.search.vocabulary import LAST_LETTER, KnownWords
from rights.selectors.kept import kept_by_version

SHORTEST_CORRECTED = 4  # letters
MISTAKES_OF_LONG = 2  # in a word of six letters or more; one in a shorter
LONG = 6
LINKS = ("", "s", "es", "n", "en", "e", "o")  # what joins the parts of a compound
MOST_NEAR, MOST_RELATED = 3, 5  # words that an unknown one may stand for


class Candidate(NamedTuple):
    """A word that the portal knows, and in how many texts it is."""

    written: str
    form: str
    stem: str
    text_count: int


class Correction(NamedTuple):
    """What an unknown word is taken for: how that is written, its runs of stems, and in how many texts it is."""

    written: str
    variants: tuple[Stems, ...]
    text_count: int


class SpellChecker:
    """Every word of a language, to find what a word may be that is none of them."""

    def __init__(self, words: Iterable[Candidate]):
        self.by_form: dict[str, Candidate] = {}
        self.by_stem: dict[str, Candidate] = {}
        for word in sorted(words, key=attrgetter("text_count"), reverse=True):
            self.by_form.setdefault(word.form, word)
            self.by_stem.setdefault(word.stem, word)
        self.forms_by_length, self.stems_by_length = _by_length(self.by_form), _by_length(self.by_stem)

    @cached_property
    def forms(self) -> list[str]:
        return sorted(self.by_form)

    def correct(self, written: str, language: str) -> Correction | None:
        """What an unknown word may be: two letters swapped, a form of another, two words in one, or a mistyped one."""
        form = fold_word(written)
        if swapped := self.swapped(form):
            return Correction(swapped.written, ((swapped.stem,),), swapped.text_count)
        if related := self.related(form):
            return Correction(written, tuple((word.stem,) for word in related), related[0].text_count)
        if parts := self.parts(form):
            stems = tuple(word.stem for word in parts)
            return Correction(written, (stems,), min(word.text_count for word in parts))
        if near := self.nearest(form, analysis.rough_stem(written, language)):
            return Correction(near[0].written, tuple((word.stem,) for word in near), near[0].text_count)
        return None

    def swapped(self, form: str) -> Candidate | None:
        """The word that it is with two neighbouring letters in each other's place: no language inflects so."""
        if len(form) < SHORTEST_CORRECTED:
            return None
        pairs = (form[:at] + form[at + 1] + form[at] + form[at + 2 :] for at in range(len(form) - 1))
        found = [self.by_form[each] for each in pairs if each != form and each in self.by_form]
        return max(found, key=attrgetter("text_count"), default=None)

    def related(self, form: str) -> list[Candidate]:
        """The words that differ from it in their endings alone, where no stemmer brings them together."""
        for length in range(len(form) - 1, max(5, len(form) * 2 // 3), -1):
            start = form[:length]
            found = self.forms[bisect_left(self.forms, start) : bisect_left(self.forms, start + LAST_LETTER)]
            found = [each for each in found if len(each) <= len(form) + 4]
            if found:
                found.sort(key=lambda each: (-self.by_form[each].text_count, each))
                return [self.by_form[each] for each in found[:MOST_RELATED]]
        return []

    def parts(self, form: str) -> tuple[Candidate, Candidate] | None:
        """The two known words that a compound is made of, such as Opfer-entschädigung; the most frequent pair."""
        best: tuple[Candidate, Candidate] | None = None
        for at in range(SHORTEST_CORRECTED, len(form) - SHORTEST_CORRECTED + 1):
            second = self.by_form.get(form[at:])
            if second is None:
                continue
            for first in self._first_parts(form[:at]):
                if best is None or min(first.text_count, second.text_count) > min(word.text_count for word in best):
                    best = first, second
        return best

    def _first_parts(self, start: str) -> Iterable[Candidate]:
        """The known words that the first part of a compound may be, without what links it to the second."""
        for link in LINKS:
            part = start.removesuffix(link)
            if start.endswith(link) and len(part) >= SHORTEST_CORRECTED and part in self.by_form:
                yield self.by_form[part]

    def nearest(self, form: str, stem: str) -> list[Candidate]:
        """The words nearest to a mistyped one, the most frequent first; else those nearest to its stem."""
        return _nearest(form, self.by_form, self.forms_by_length) or _nearest(stem, self.by_stem, self.stems_by_length)


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for word in words:
        found[len(word)].append(word)
    return dict(found)


def _nearest(typed: str, words: Mapping[str, Candidate], by_length: Mapping[int, Sequence[str]]) -> list[Candidate]:
    if len(typed) < SHORTEST_CORRECTED:
        return []
    mistakes = MISTAKES_OF_LONG if len(typed) >= LONG else 1
    found: list[tuple[str, int]] = []
    for length in range(len(typed) - mistakes, len(typed) + mistakes + 1):
        matches = process.extract(
            typed, by_length.get(length, ()), scorer=OSA.distance, score_cutoff=mistakes, limit=None
        )
        found += [(word, distance) for word, distance, _index in matches]
    least = min((distance for _word, distance in found), default=0)
    near = [word for word, distance in found if distance == least]
    near.sort(key=lambda word: (word[0] != typed[0], -words[word].text_count, word))
    return [words[word] for word in near[:MOST_NEAR]]


@kept_by_version(12)  # some 4 MB each
def read_spell_checker(language: str, titles: tuple[LexiconWord, ...]) -> SpellChecker:
    """Every word of a language, read when somebody first mistypes one: one query, of some ten thousand rows."""
    rows = Word.objects.filter(language=language).exclude(written="").values_list("written", "form", "stem", "count")
    return SpellChecker(
        [
            *(Candidate(*row) for row in rows),
            *(Candidate(word.written, word.form, analysis.stem_of_text(word.written, language), 0) for word in titles),
        ]
    )


def corrections(
    words: Iterable[QueryWord],
    language: str,
    *,
    known: KnownWords,
    lexicon: Lexicon,
    country_names: Collection[str],
    version: str,
) -> dict[QueryWord, Correction]:
    """What the unknown words of a query are taken for. A number and the name of a country are never another word."""
    found = {}
    for word in words:
        if word.written.isdigit() or word.form in country_names or places.is_outside_union(word.form):
            continue
        if any(known.of(word, code) or _is_in_lexicon(word, lexicon, code) for code in lexicon.languages):
            continue
        if correction := read_spell_checker(version, language, lexicon.words[language]).correct(word.written, language):
            found[word] = correction
    return found


def _is_in_lexicon(word: QueryWord, lexicon: Lexicon, language: str) -> bool:
    """Whether a word stands, in any inflection, in a title, the name of a country or a synonym."""
    rough_stem = analysis.rough_stem(word.written, language)
    return any(
        analysis.stem_of_text(known.form, language) == rough_stem
        or (word.is_prefix and known.form.startswith(word.form))
        for known in lexicon.words[language]
    )


def corrected(query: str, corrections: Mapping[QueryWord, Correction]) -> str:
    """A query with its corrections in place of the words that they are for."""
    for word in sorted(corrections, key=attrgetter("start"), reverse=True):
        if corrections[word].written != word.written:
            query = query[: word.start] + corrections[word].written + query[word.end :]
    return query
