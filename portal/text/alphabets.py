"""The order of words in each language, as its dictionaries have it: letters and digraphs of Unicode's CLDR.

A letter that an alphabet does not name (é in English, ő in Hungarian) stands with its plain letter.
"""

import unicodedata
from functools import cache

from portal.text.folding import fold

LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
ALPHABETS = {
    "bg": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ь ю я",
    "cs": "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž",
    "da": LATIN + " æ ø å",
    "el": "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω",
    "es": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "et": "a b c d e f g h i j k l m n o p q r s š z ž t u v w õ ä ö ü x y",
    "fi": LATIN + " å ä ö",
    "hr": "a b c č ć d dž đ e f g h i j k l lj m n nj o p q r s š t u v w x y z ž",
    "hu": "a b c cs d dz dzs e f g gy h i j k l ly m n ny o ö p q r s sz t ty u ü v w x y z zs",
    "lt": "a b c č d e f g h i j k l m n o p q r s š t u v w x z ž",
    "lv": "a b c č d e f g ģ h i j k ķ l ļ m n ņ o p q r s š t u v w x y z ž",
    "mt": "a b ċ c d e f ġ g għ h ħ i ie j k l m n o p q r s t u v w x y ż z",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
    "sk": "a ä b c č d e f g h ch i j k l m n o ô p q r s š t u v w x y z ž",
    "sl": "a b c č ć d đ e f g h i j k l m n o p q r s š t u v w x y z ž",
    "sv": LATIN + " å ä ö",
}
SAME = {("lt", "y"): "i", ("hu", "ő"): "ö", ("hu", "ű"): "ü", ("el", "ς"): "σ"}


def letters(word: str, language: str) -> list[str]:
    """The letters of a word as the language counts them: "chata" begins with "ch" in Czech. Signs are left out."""
    known = _places(language)
    text = unicodedata.normalize("NFC", word.casefold() if language != "el" else word.lower())
    found, at = [], 0
    while at < len(text):
        size = next((size for size in (3, 2, 1) if text[at : at + size] in known), 1)
        letter = text[at : at + size]
        letter = SAME.get((language, letter), letter if letter in known else fold(letter))
        found += [each for each in ([letter] if letter in known else letter) if each in known]
        at += size
    return found


def place(word: str, language: str) -> tuple[list[int], str]:
    """What to sort words by."""
    known = _places(language)
    return [known[letter] for letter in letters(word, language)], word


@cache
def _places(language: str) -> dict[str, int]:
    return {letter: place for place, letter in enumerate(ALPHABETS.get(language, LATIN).split())}
