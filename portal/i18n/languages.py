"""The 24 official languages of the European Union: the one table of languages of the portal."""

import json
from functools import cache
from typing import NamedTuple

from babel.numbers import get_decimal_symbol
from django.utils.translation.trans_real import parse_accept_lang_header

from portal.environment import BASE_DIR

ENGLISH = "en"


class Language(NamedTuple):
    code: str
    native_name: str


LANGUAGES = tuple(
    Language(*row)
    for row in [
        ("bg", "български"),
        ("cs", "čeština"),
        ("da", "dansk"),
        ("de", "Deutsch"),
        ("el", "ελληνικά"),
        ("en", "English"),
        ("es", "español"),
        ("et", "eesti"),
        ("fi", "suomi"),
        ("fr", "français"),
        ("ga", "Gaeilge"),
        ("hr", "hrvatski"),
        ("hu", "magyar"),
        ("it", "italiano"),
        ("lt", "lietuvių"),
        ("lv", "latviešu"),
        ("mt", "Malti"),
        ("nl", "Nederlands"),
        ("pl", "polski"),
        ("pt", "português"),
        ("ro", "română"),
        ("sk", "slovenčina"),
        ("sl", "slovenščina"),
        ("sv", "svenska"),
    ]
)
CODES = tuple(language.code for language in LANGUAGES)
CHOICES = [(language.code, language.native_name) for language in LANGUAGES]
NAMES_FILE = BASE_DIR / "fixtures" / "names.json"


@cache
def _names() -> dict[str, dict[str, str]]:
    return json.loads(NAMES_FILE.read_text(encoding="utf-8"))["languages"]


def name_of(code: str, reader_language: str) -> str:
    """The name of language `code` in the reader's language, as CLDR has it, e.g. ("en", "mt") gives "Ingliż"."""
    return _names()[reader_language][code]


def has_decimal_comma(code: str) -> bool:
    """Whether the decimal sign is a comma: then lists of numbers, and spreadsheet programs, separate by a semicolon."""
    return get_decimal_symbol(code) == ","


def language_of_path(path: str) -> str | None:
    """The language that an address is in: "lv" for "/lv/latvia/", None where the first segment is no language."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in CODES else None


def in_language(path: str, language: str) -> str:
    """The same address in another language; the path is the same in all of them."""
    rest = path.lstrip("/").split("/", 1)
    return f"/{language}/{rest[1] if len(rest) > 1 and rest[0] in CODES else ''}"


def best_of(accept_language: str) -> str:
    """The language of ours that an Accept-Language header prefers, English where it names none of ours.

    Regional forms count as their language ("pt-BR" as "pt"); Norwegian, Luxembourgish and the like are not guessed.
    """
    for tag, quality in parse_accept_lang_header(accept_language.lower()):
        code = tag.split("-", 1)[0]
        if quality and code in CODES:
            return code
    return ENGLISH
