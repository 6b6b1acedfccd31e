"""The shape of what a fixture file holds, declared once: each check yields what is wrong, as sentences."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from portal.i18n import languages, translated
from portal.text import addresses

Check = Callable[[Any, str], Iterator[str]]  # (value, what it is called) → sentences


def text(value, name: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{name} must be a text"


def address(check: Callable[[str], None], example: str) -> Check:
    """Something that a link leads to."""

    def checked(value, name: str) -> Iterator[str]:
        if not isinstance(value, str) or not addresses.passes(check, value):
            yield f"{name} holds {value!r:.60}, which is no address such as {example}"

    return checked


web_address = address(addresses.web_address, "https://example.eu/page")
mail_address = address(addresses.mail_address, "help@example.eu")


def flag(value, name: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{name} must be true or false"


def number(value, name: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        yield f"{name} must be a whole number"


def day(value, name: str) -> Iterator[str]:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        yield f"{name} must be a day, as in 2020-10-01"


def nullable(check: Check) -> Check:
    return lambda value, name: iter(()) if value is None else check(value, name)


def one_of(options: Iterable[str], what: str) -> Check:
    def checked(value, _name: str) -> Iterator[str]:
        if not isinstance(value, str) or value not in options:
            yield f"unknown {what} {value!r}"

    return checked


language = one_of(languages.CODES, "language")


def listed(check: Check) -> Check:
    """A list of things of one kind."""

    def checked(value, name: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{name} must be a list"
            return
        for item in value:
            yield from check(item, name)

    return checked


def texts(value, _name: str) -> Iterator[str]:
    """A text in several languages, `{en: …, lv: …}`."""
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        yield "give a text for each language, as in {en: …, lv: …}"
        return
    for code in value:
        if code not in languages.CODES:
            yield f"unknown language {code!r}"
    if languages.ENGLISH not in value:
        yield "the English text is missing"


def either(first: Check, second: Check) -> Check:
    """One of two kinds; the faults of the second where it is neither."""
    return lambda value, name: iter(()) if not list(first(value, name)) else second(value, name)


def record(required: dict[str, Check], optional: dict[str, Check], missing: dict[str, str] | None = None) -> Check:
    """A mapping with these entries and no others. `missing` are sentences for required ones that are not there."""

    def checked(value, name: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{name} must be a mapping"
            return
        if unknown := sorted(str(key) for key in value if key not in required and key not in optional):
            yield f"unknown entry {', '.join(unknown)}"
        for entry, check in {**required, **optional}.items():
            if entry in value:
                yield from check(value[entry], entry)
            elif entry in required:
                yield (missing or {}).get(entry, f"{entry} is missing")

    return checked


def one_line(by_language: dict[str, str] | None) -> dict[str, str]:
    """Texts in several languages, folded to one line each."""
    return {code: " ".join(value.split()) for code, value in (by_language or {}).items()}


def columns(row: dict, *names: str) -> dict[str, str]:
    """The translated columns of some texts of a row, those that it has."""
    return {
        column: value
        for name in names
        for column, value in translated.by_language(name, one_line(row.get(name))).items()
    }
