"""Text → text to compare by: as somebody types it who has no time for capitals and diacritics. Pure.

One table of letters for the search, the importer and whatever else compares texts; the filters in the browser have the
few letters of it that occur in names.
"""

import re
import unicodedata
from typing import Literal

# Letters and signs that Unicode does not decompose into a plain one and a mark.
LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ς": "σ",
        "þ": "th", "’": "'",
    }
)  # fmt: skip
NOT_IN_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """A text without case and diacritics, of whatever script, one space between its words."""
    return " ".join(_plain(text, "NFD").split())


def fold_word(word: str) -> str:
    """A word folded: letters and digits only, ligatures and fractions as what they stand for (ﬁ, ĳ, ½)."""
    return NOT_IN_A_WORD.sub("", _plain(word, "NFKD"))


def _plain(text: str, form: Literal["NFD", "NFKD"]) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize(form, text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(LETTERS)
