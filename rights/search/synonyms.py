"""What editors have added on the desk: what people type and the law does not say, and words of danger. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from portal.text import analysis
from portal.text.folding import fold_word
from rights.models import Synonym

Stems = tuple[str, ...]
SHORTEST_MISTYPED = 5  # letters of a word of danger, from which on it may have a mistake
LONG_PHRASE = 4  # words of danger, from which on one may be missing


class Meaning(NamedTuple):
    """What people type, by rough stems, and what it means, each a run of stems."""

    typed: Stems
    meant: tuple[Stems, ...]


class DangerWord(NamedTuple):
    """A word of danger, or one of a query to compare with it."""

    form: str
    rough_stem: str


class DangerPhrase(NamedTuple):
    """Words of danger in one language, in their order."""

    language: str
    words: tuple[DangerWord, ...]


def meanings(synonyms: Iterable[Synonym], language: str) -> tuple[Meaning, ...]:
    """The synonyms of a language, the longest first."""
    by_typed: dict[Stems, dict[Stems, None]] = defaultdict(dict)
    for synonym in synonyms:
        if synonym.language == language and synonym.kind == Synonym.Kind.SYNONYM:
            meant = [stems for each in synonym.means if (stems := analysis.stems(each, language))]
            for words in synonym.words:
                if typed := analysis.rough_stems(words, language):
                    by_typed[typed] |= dict.fromkeys(meant)
    found = [Meaning(typed, tuple(meant)) for typed, meant in by_typed.items() if meant]
    return tuple(sorted(found, key=lambda meaning: (-len(meaning.typed), meaning.typed)))


def danger_phrases(synonyms: Iterable[Synonym]) -> tuple[DangerPhrase, ...]:
    return tuple(
        DangerPhrase(synonym.language, words)
        for synonym in synonyms
        if synonym.kind == Synonym.Kind.DANGER
        for text in synonym.words
        if (words := _danger_words(text, synonym.language))
    )


def mentions_danger(query: str, phrases: Iterable[DangerPhrase], languages: Collection[str]) -> bool:
    """Whether a query, read in these languages, has one of the phrases. What ships is in `rights.search.danger`."""
    words: Mapping[str, Sequence[DangerWord]] = {language: _danger_words(query, language) for language in languages}
    return any(_has_phrase(words[phrase.language], phrase.words) for phrase in phrases)


def _danger_words(text: str, language: str) -> tuple[DangerWord, ...]:
    words = analysis.words(text, language)
    return tuple(DangerWord(fold_word(word), analysis.rough_stem(word, language)) for word in words)


def _has_phrase(words: Sequence[DangerWord], phrase: Sequence[DangerWord]) -> bool:
    """Whether a query has the words of a phrase in their order, close together; of four or more, one may be missing.

    The longest may not: it is the one that says what happens.
    """
    needed = len(phrase) - (len(phrase) >= LONG_PHRASE)
    decisive = max(phrase, key=lambda word: len(word.form))
    for start in range(len(words)):
        window, at, present = words[start : start + len(phrase) + 1], 0, []
        for word in phrase:
            position = next((n for n in range(at, len(window)) if _is_nearly(window[n], word)), None)
            if position is not None:
                at = position + 1
                present.append(word)
        if decisive in present and len(present) >= needed:
            return True
    return False


def _is_nearly(typed: DangerWord, meant: DangerWord) -> bool:
    """Whether it is the word, inflected or with one mistake."""
    if typed.rough_stem == meant.rough_stem:
        return True
    return len(meant.form) >= SHORTEST_MISTYPED and OSA.distance(typed.form, meant.form, score_cutoff=1) <= 1
