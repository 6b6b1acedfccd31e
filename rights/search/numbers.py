"""Help lines and services by the digits of their numbers."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from countries.models import EUROPEAN_UNION
from rights.search import vocabulary
from rights.search.vocabulary import Lexicon

MOST_NUMBERS = 12
SHORTEST_NUMBER = 3


def found(
    query: str, reading: int | None, countries: Collection[int], lexicon: Lexicon, version: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The keys of the help lines, and of the services, whose number somebody typed."""
    asked = [digits for digits in _digits(query) if len(digits) >= SHORTEST_NUMBER]
    if not asked:
        return (), ()

    def ordered(numbers: Iterable[vocabulary.Number]) -> tuple[int, ...]:
        rows = [
            number
            for number in numbers
            if (not countries or number.country in countries)
            and any(_is_number(number.digits, digits) for digits in asked)
        ]
        rows.sort(
            key=lambda row: (
                row.country != reading,
                row.code != EUROPEAN_UNION,
                lexicon.order.get(row.country, 0),
                row.record,
            )
        )
        return tuple(dict.fromkeys(row.record for row in rows))[:MOST_NUMBERS]

    lines, phones = vocabulary.numbers(version)
    return ordered(lines), ordered(phones)


def _digits(query: str) -> list[str]:
    """The numbers that a query may mean: each run of digits, and runs that only spaces and the like divide, as one."""
    plain = unicodedata.normalize("NFKC", query)
    runs = re.findall(r"[+(]*\d[\d\s()./+-]*", plain)
    joined = [re.sub(r"\D", "", run) for run in runs]
    return list(dict.fromkeys(digits.lstrip("0") or digits for digits in joined if digits.isascii()))


def _is_number(number: str, digits: str) -> bool:
    """Whether somebody who typed these digits means the number: all of it, its end, or the beginning of a short one."""
    if number == digits:
        return True
    if len(number) <= 6:
        return number.startswith(digits)
    return len(digits) >= 5 and digits in number
