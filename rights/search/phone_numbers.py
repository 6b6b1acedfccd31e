"""Help lines and services by the digits of their numbers."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple

from countries.models import EUROPEAN_UNION, HelpLine, Telephone
from rights.search.lexicon import Lexicon
from rights.selectors.kept import kept_by_version

MOST_FOUND = 12
SHORTEST_TYPED = 3  # digits
SHORTEST_PART = 5  # digits that are enough of a long number
SHORT = 6  # digits of a number of which the first ones are enough
NO_DIGIT = re.compile(r"\D")
DIGITS = re.compile(r"[+(]{0,4}\d[\d\s()./+-]*")  # with what people write between them


class PhoneNumber(NamedTuple):
    """The digits of a number, the key of the help line or service that has it, and its country."""

    record: int
    digits: str
    country: int
    country_code: str


@kept_by_version(2)
def read_numbers() -> tuple[list[PhoneNumber], list[PhoneNumber]]:
    """The numbers of all help lines and of all services that were not taken down: two queries."""
    lines = HelpLine.objects.filter(taken_down_at=None).order_by("pk")
    telephones = Telephone.objects.filter(service__taken_down_at=None).order_by("pk")
    return (
        _numbers(lines.values_list("pk", "number", "country", "country__code")),
        _numbers(telephones.values_list("service", "number", "service__country", "service__country__code")),
    )


def _numbers(rows: Iterable[tuple[int, str, int, str]]) -> list[PhoneNumber]:
    return [PhoneNumber(record, NO_DIGIT.sub("", number), country, code) for record, number, country, code in rows]


def find(
    query: str, *, reading: int | None, countries: Collection[int], lexicon: Lexicon, version: str
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The keys of the help lines, and of the services, whose number somebody typed, those of `reading` first."""
    typed = [digits for digits in _typed_numbers(query) if len(digits) >= SHORTEST_TYPED]
    if not typed:
        return (), ()

    def order(number: PhoneNumber) -> tuple:
        place = lexicon.alphabetical.get(number.country, 0)
        return number.country != reading, number.country_code != EUROPEAN_UNION, place, number.record

    def records(numbers: Iterable[PhoneNumber]) -> tuple[int, ...]:
        found = [
            number
            for number in numbers
            if (not countries or number.country in countries)
            and any(_is_meant(number.digits, digits) for digits in typed)
        ]
        return tuple(dict.fromkeys(number.record for number in sorted(found, key=order)))[:MOST_FOUND]

    lines, services = read_numbers(version)
    return records(lines), records(services)


def _typed_numbers(query: str) -> list[str]:
    """The numbers that a query may mean: each run of digits, and runs that only spaces and the like divide, as one."""
    runs = DIGITS.findall(unicodedata.normalize("NFKC", query))
    joined = [NO_DIGIT.sub("", run) for run in runs]
    return list(dict.fromkeys(digits.lstrip("0") or digits for digits in joined if digits.isascii()))


def _is_meant(number: str, typed: str) -> bool:
    """Whether these digits mean the number: they are all of it, enough of it, or the beginning of a short one."""
    if number == typed:
        return True
    if len(number) <= SHORT:
        return number.startswith(typed)
    return len(typed) >= SHORTEST_PART and typed in number
