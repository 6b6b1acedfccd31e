"""Bulgarian and Greek as people type them in Latin letters, and the other spellings of letters with a sign. Pure."""

import re

BULGARIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ь": "", "ю": "yu", "я": "ya",
}  # fmt: skip
GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "τ": "t", "υ": "i", "φ": "f", "χ": "h",
    "ψ": "ps", "ω": "o",
}  # fmt: skip
GREEK_PAIRS = {"ου": "u", "αι": "e", "ει": "i", "οι": "i", "ευ": "ef", "αυ": "af", "μπ": "b", "ντ": "d", "γκ": "g"}
# What is typed for the same sound is one letter: in the words of a table and in those of a query.
KEYS = {
    "bg": [("sht|6t", "щ"), ("zh", "j"), ("sh|6", "š"), ("ch|4", "č"), ("kh|x", "h"), ("w", "v"), ("[yij]a|q", "a"),
           ("[yij]u", "u"), ("y", "a"), ("c(?!h)", "ts")],
    "el": [("8", "th"), ("ks|ch|x|3", "h"), ("ph", "f"), ("mp|b", "v"), ("nt", "d"), ("gk|gg", "g"), ("ou", "u"),
           ("ai", "e"), ("ei|oi|y|u", "i"), ("w", "o"), ("c", "k"), ("ef(?=[aeioulmnrvgd])", "ev"), ("(.)\\1", "\\1")],
}  # fmt: skip
# Two letters for one with a sign, which folding has made one.
SPELLINGS = {"de": [("ae", "a"), ("oe", "o"), ("ue", "u")], "da": [("aa", "a"), ("oe", "o")]}


def of(word: str, language: str) -> str:
    """A folded word in Latin letters, as `key` has it."""
    letters = GREEK if language == "el" else BULGARIAN
    if language == "el":
        for pair, sound in GREEK_PAIRS.items():
            word = word.replace(pair, sound)
    return key("".join(letters.get(letter, letter) for letter in word), language)


def key(word: str, language: str) -> str:
    """A word in Latin letters, the different ways to type a sound made one."""
    for typed, sound in KEYS[language]:
        word = re.sub(typed, sound, word)
    return word


def plain(word: str, language: str) -> str:
    """A word with ae, oe, ue as the folded letters for which they stand (schlaegt)."""
    for typed, letter in SPELLINGS[language]:
        word = word.replace(typed, letter)
    return word
