"""The countries that a query names: by name, capital, inhabitant or other usual name, in any of the 24 languages.

Names are CLDR's (names.json) with what fixtures/places.yaml adds. A word that is one country's name in the reader's
language or in English is that country; in others it must be a name, not an adjective, and of one country alone.
Pure: no database.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from portal.environment import BASE_DIR
from portal.i18n import languages
from portal.text import analysis
from portal.text.folding import fold_word
from rights.search import latin
from rights.seeding.files import read

FILE = BASE_DIR / "fixtures" / "places.yaml"
SPEAKS = "speaks"
SHORTEST_ABROAD = 5  # letters of a name in another language than the reader's; 4 of CLDR's own
SHORTEST_OF_PEOPLE = 6  # letters of an English word for inhabitants, on a page in another language
SHORTEST_BEGINNING = 5  # letters of a name that a longer word may begin with


class NamedCountries(NamedTuple):
    """Countries that a query names, by code, in its order; and the words that name them, folded."""

    codes: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


class Names(NamedTuple):
    """What a language calls the countries: `form*` or form → country, and what says that a language is meant."""

    places: dict[str, str]
    people: dict[str, str]
    speaks: frozenset[str]


@lru_cache(1)
def names() -> dict[str, Names]:
    """What each language calls the countries, read once."""
    cldr = _cldr()["countries"]
    found = {}
    for language, row in read(FILE).items():
        places = {_form(name.replace(" ", "_"), language): code for code, name in cldr[language].items()}
        people: dict[str, str] = {}
        for code, text in row.items():
            if code != SPEAKS:
                more_names, _bar, inhabitants = str(text).partition("|")
                for words, table in ((more_names, places), (inhabitants, people)):
                    for word in words.split():
                        table.setdefault(_form(word, language), code)
        speaks = frozenset(_form(word, language) for word in row[SPEAKS].split())
        found[language] = Names(places, people, speaks)
    return found


@lru_cache(1)
def _abroad() -> dict[str, str]:
    """The names that mean one country in whatever language."""
    codes: dict[str, set[str]] = defaultdict(set)
    for language, each in names().items():
        own = {_form(name, language) for name in _cldr()["countries"][language].values()}
        for form, code in each.places.items():
            if len(form.rstrip("*")) >= SHORTEST_ABROAD - (form in own):
                codes[form].add(code)
    return {form: min(meant) for form, meant in codes.items() if len(meant) == 1}


@lru_cache(1)
def _outside_union() -> frozenset[str]:
    """The names of the world's other countries: none is a mistyped name of a country of the Union."""
    return frozenset(_form(name, code) for code, names in _cldr()["elsewhere"].items() for name in names)


@lru_cache(1)
def _cldr() -> dict[str, dict]:
    return json.loads(languages.NAMES_FILE.read_text(encoding="utf-8"))


def _form(text: str, language: str) -> str:
    star = "*" if text.endswith("*") else ""
    form = "_".join(fold_word(piece) for piece in text.replace("-", "_").rstrip("*").split("_"))
    return (latin.plain(form, language) if language in latin.SPELLINGS else form) + star


def named(query: str, language: str) -> NamedCountries:
    """The countries that a query names. An adjective names none beside words of speaking and translating."""
    words = [fold_word(word) for word in analysis.WORD.findall(analysis.normal(query))]
    own, english = names()[language], names()[languages.ENGLISH]
    tables = [own.places, _abroad()]
    if not any(_is_any(word, own.speaks | english.speaks) for word in _spelled(words, language)):
        of_people = {form: code for form, code in english.people.items() if len(form) >= SHORTEST_OF_PEOPLE}
        tables[1:1] = [own.people, of_people]
    codes: dict[str, None] = {}
    used: set[str] = set()
    for word, following in pairwise([*words, ""]):
        pair = f"{word}_{following}"
        if code := next((table[pair] for table in tables if pair in table), None):
            codes[code] = None
            used |= {word, following}
        elif code := _country(word, tables, language):
            codes[code] = None
            used.add(word)
    return NamedCountries(tuple(codes), frozenset(used))


def is_outside_union(word: str) -> bool:
    """Whether a folded word is the name of a country outside the Union, or begins with one (Australian)."""
    return word in _outside_union() or any(
        word[:length] in _outside_union() for length in range(SHORTEST_BEGINNING, len(word))
    )


def called(language: str) -> dict[str, list[str]]:
    """What a field in which one looks for a country may be given: country → its names, folded, those of the reader's
    language first; `estoni*` is whatever begins so.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    own = names()[language]
    for table in (own.places, own.people, _abroad()):
        for form, code in table.items():
            found[code][form.replace("_", " ")] = None
    return {code: list(forms) for code, forms in found.items()}


def _country(word: str, tables: list[dict[str, str]], language: str) -> str | None:
    """The country that a word names: as a whole name in any of the tables, else by how it begins."""
    for spelled in _spelled([word], language):
        forms = [spelled, *(f"{spelled[:length]}*" for length in range(len(spelled), 2, -1))]
        exact = next((table[spelled] for table in tables if spelled in table), None)
        if code := exact or next((table[form] for table in tables for form in forms if form in table), None):
            return code
    return None


def _spelled(words: Iterable[str], language: str) -> Iterator[str]:
    for word in words:
        yield word
        if language in latin.SPELLINGS:
            yield latin.plain(word, language)


def _is_any(word: str, forms: frozenset[str]) -> bool:
    return word in forms or any(f"{word[:length]}*" in forms for length in range(2, len(word) + 1))
