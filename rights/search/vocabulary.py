"""The words of the published texts: which of them a query word may be. One query, however many words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os.path import commonprefix
from typing import NamedTuple

from django.db.models import Q

from portal.text import analysis
from rights.models import Word
from rights.search.query_words import QueryWord

LAST_LETTER = "\U0010ffff"  # sorts after every letter
SHORTEST_START = 3  # letters that every form of a word begins with
MOST_COMPLETIONS = 30  # words that a beginning may stand for


@dataclass
class KnownWord:
    """What the texts of a language have of a query word: stem → in how many texts."""

    exact: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    inflected: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    completions: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # longer words

    def __bool__(self):
        return bool(self.exact or self.inflected or self.completions)

    @property
    def text_count(self) -> int:
        return sum(self.exact.values()) + sum(self.inflected.values())


@dataclass(frozen=True)
class KnownWords:
    """What the texts have of the words of a query, and how many texts each language has."""

    words: Mapping[tuple[str, str, bool], KnownWord]  # by language, word as written, whether it may be a beginning
    text_counts: Mapping[str, int]

    def of(self, word: QueryWord, language: str) -> KnownWord:
        return self.words.get((language, word.written, word.is_prefix)) or KnownWord()

    def texts_of(self, language: str) -> int:
        return self.text_counts.get(language, 0)


class _Wanted(NamedTuple):
    """A query word as the table of words is asked for it: every row that may be it begins with `start`."""

    word: QueryWord
    known: KnownWord
    start: str

    @classmethod
    def of(cls, word: QueryWord) -> "_Wanted":
        start = commonprefix([word.form, word.stem, word.rough_stem])  # noqa: RUF071 (letters of words, no paths)
        if len(start) < min(SHORTEST_START, len(word.form)):
            start = word.form[:SHORTEST_START]
        return cls(word, KnownWord(), start)

    def take(self, form: str, stem: str, text_count: int):
        """Note a word of the texts where the query word may stand for it."""
        if not form.startswith(self.start):
            return
        word = self.word
        if form == word.form:
            self.known.exact[stem] += text_count
        elif stem == word.stem or analysis.stem_of_text(form, word.language) == word.rough_stem:
            self.known.inflected[stem] += text_count
        elif word.is_prefix and form.startswith(word.form):
            self.known.completions[stem] += text_count


def look_up(words: Mapping[str, Sequence[QueryWord]]) -> KnownWords:
    """What the texts have of the words of a query, by language."""
    wanted = {
        language: {(word.written, word.is_prefix): _Wanted.of(word) for word in of_language}
        for language, of_language in words.items()
    }
    text_counts = {}
    for language, written, form, stem, text_count in _rows(wanted):
        if not written:
            text_counts[language] = text_count
            continue
        for each in wanted[language].values():
            each.take(form, stem, text_count)
    known = {(language, *key): each.known for language, some in wanted.items() for key, each in some.items()}
    for word in known.values():
        word.completions = _most_frequent(word.completions)
    return KnownWords(known, text_counts)


def _rows(wanted: Mapping[str, Mapping[tuple[str, bool], _Wanted]]) -> list[tuple[str, str, str, str, int]]:
    """The rows of the table of words that may be wanted; the row of a language without a word counts its texts."""
    condition = Q(pk__in=[])
    for language, words in wanted.items():
        condition |= Q(language=language, written="")
        for start in {word.start for word in words.values()}:
            condition |= Q(language=language, form__gte=start, form__lt=start + LAST_LETTER)
    return sorted(Word.objects.filter(condition).values_list("language", "written", "form", "stem", "count"))


def _most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST_COMPLETIONS])
