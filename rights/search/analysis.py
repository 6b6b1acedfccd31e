"""Text → words, folded forms and stems, in each of the 24 languages. Pure: no database, no settings.

A word is kept in three ways. *Written*: in lower case with its diacritics. *Form*: folded, as somebody types it who has
no time for diacritics. *Stem*: what is matched; made from the written word, since Snowball's rules need the diacritics,
and folded afterwards. The *rough* stem is made from the folded form, so that it is the same however a word was typed:
where the rough stems of a typed word and of a word of the texts are equal, the one stands for the other.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version

import snowballstemmer

from rights.search import stemmers

LONGEST = 60  # letters of a word that count
SNOWBALL = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian", "it": "italian", "lt": "lithuanian",
    "nl": "dutch", "pl": "polish", "pt": "portuguese", "ro": "romanian", "sv": "swedish",
}  # fmt: skip
VERSION = f"1/{version('snowballstemmer')}"  # raise the 1 when tokens come out differently: everything is indexed anew

WORD = re.compile(r"[^\W_]+")
NOT_IN_A_WORD = re.compile(r"[\W_]+")
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)  # soft hyphens and marks of direction stand inside words and are not of them
LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ς": "σ", "þ": "th"}
)  # what Unicode does not take apart
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


@lru_cache(100_000)
def fold(word: str) -> str:
    """A word without case and diacritics, of whatever script."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(LETTERS)
    return NOT_IN_A_WORD.sub("", plain)


@lru_cache(100_000)
def stem(written: str, language: str) -> str:
    """The stem of a word as written, folded: what the index holds."""
    if written.isdigit():
        return fold(written)
    if stemmer := stemmers.OF.get(language):
        return stemmer(fold(written))
    return fold(_snowball(language, written)) or fold(written)


def rough(written: str, language: str) -> str:
    """The stem that a word has whether or not it is written with its diacritics."""
    return stem(fold(written), language)


_lock = threading.Lock()  # a stemmer keeps the word that it is at


@lru_cache(None)
def _stemmer(language: str):
    return snowballstemmer.stemmer(SNOWBALL[language])


def _snowball(language: str, word: str) -> str:
    with _lock:
        return _stemmer(language).stemWord(word)
