"""Text → words and stems, in each of the 24 languages. Pure: no database, no settings.

A word is kept in three ways. *Written*: in lower case with its diacritics. *Form*: folded (`folding.fold_word`).
*Stem*: what is matched; made from the written word, since Snowball's rules need the diacritics, and folded afterwards.
The *rough* stem is made from the form, so that it is the same however a word was typed: where the rough stems of a
typed word and of a word of the texts are equal, the one stands for the other.

Nothing that a reader types is kept in memory: `stem` keeps nothing; `stem_of_text` is for words of published texts.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version

import snowballstemmer

from portal.text import stemmers
from portal.text.folding import fold_word

LONGEST = 60  # letters of a word that count
SNOWBALL = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian", "it": "italian", "lt": "lithuanian",
    "nl": "dutch", "pl": "polish", "pt": "portuguese", "ro": "romanian", "sv": "swedish",
}  # fmt: skip
VERSION = f"1/{version('snowballstemmer')}"  # raise the 1 when tokens come out differently: everything is indexed anew

WORD = re.compile(r"[^\W_]+")
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)  # soft hyphens and marks of direction stand inside words and are not of them
# The article and the prepositions that melt into it, which a hyphen divides from their noun.
MALTESE_ARTICLES = frozenset(
    f"{start}{end}"
    for start in ("i", "ta", "bi", "fi", "ma", "sa", "da", "mi", "għa", "li", "bħa", "lej")
    for end in ("l", "ll", "d", "n", "r", "s", "t", "x", "z", "ż", "ċ")
)


def spans(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Where each word of a text begins and ends, and the word as written. Single letters are no words."""
    for match in WORD.finditer(text):
        word = match[0]
        if len(word) > 1 or word.isdigit():
            written = word.lower()[:LONGEST]
            if language != "mt" or written not in MALTESE_ARTICLES:
                yield match.start(), match.end(), written


def words(text: str, language: str) -> list[str]:
    """The words of a text, in order, in lower case."""
    return [written for _start, _end, written in spans(normal(text), language)]


def normal(text: str) -> str:
    """A text in composed letters, without what is invisible."""
    return unicodedata.normalize("NFC", text).translate(INVISIBLE)


def stem(written: str, language: str) -> str:
    """The stem of a word as written, folded: what the index holds."""
    if written.isdigit():
        return fold_word(written)
    if stemmer := stemmers.OF.get(language):
        return stemmer(fold_word(written))
    return fold_word(_snowball(language, written)) or fold_word(written)


@lru_cache(32_768)  # some 8 MB
def stem_of_text(written: str, language: str) -> str:
    """The stem of a word that stands in a published text or a title: the same words come again and again."""
    return stem(written, language)


def rough_stem(written: str, language: str) -> str:
    """The stem that a word has whether or not it is written with its diacritics."""
    return stem(fold_word(written), language)


def stems(text: str, language: str) -> tuple[str, ...]:
    """The stems of a published text or a title, in order."""
    return tuple(stem_of_text(word, language) for word in words(text, language))


def rough_stems(text: str, language: str) -> tuple[str, ...]:
    """The rough stems of a text, in order."""
    return tuple(rough_stem(word, language) for word in words(text, language))


_lock = threading.Lock()  # a stemmer of Snowball holds the word that it works on


@lru_cache(None)
def _stemmer(language: str):
    return snowballstemmer.stemmer(SNOWBALL[language])


def _snowball(language: str, word: str) -> str:
    with _lock:
        return _stemmer(language).stemWord(word)
