"""Facts drawn: a map of equal squares, bars, the order of rows. All that is drawn stands in the table as text too."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from rights.indicators import Fact, IndicatorEntry, Money, Status, Type, in_order
from rights.models import IndicatorValue

SORTS = ("value", "-value", "country", "-country")
STEPS = 4  # shades of a map: more cannot be told apart at a glance, nor by people who see colours differently
SIDE, GAP = 88, 4  # of a tile, in units of the drawing

# Where each country's square stands, roughly as in Europe: column, row.
PLACES = {
    "SE": (5, 0), "FI": (6, 0),
    "DK": (4, 1), "EE": (6, 1),
    "IE": (0, 2), "LV": (6, 2),
    "NL": (3, 3), "DE": (4, 3), "PL": (5, 3), "LT": (6, 3),
    "BE": (2, 4), "LU": (3, 4), "CZ": (4, 4), "SK": (5, 4),
    "FR": (2, 5), "AT": (4, 5), "HU": (5, 5), "RO": (6, 5),
    "PT": (0, 6), "ES": (1, 6), "IT": (3, 6), "SI": (4, 6), "HR": (5, 6), "BG": (6, 6),
    "MT": (3, 7), "EL": (6, 7), "CY": (7, 7),
}  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """A country's square: its place in the drawing and the shade of its value ("step-0", the darkest, to "step-3")."""

    fact: Fact
    x: int
    y: int
    shade: str

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2

    @property
    def is_long(self) -> bool:
        """Whether the value must be squeezed to fit."""
        return len(self.fact.short) > 6


@dataclass(frozen=True)
class Shade:
    """A line of the legend: a shade, what it means, and how many countries have it."""

    shade: str
    label: str
    countries: int


@dataclass(frozen=True)
class TileMap:
    tiles: tuple[Tile, ...]
    legend: tuple[Shade, ...]
    side: int = SIDE

    @property
    def size(self) -> tuple[int, int]:
        columns, rows = (max(place[axis] for place in PLACES.values()) + 1 for axis in (0, 1))
        return columns * (SIDE + GAP) - GAP, rows * (SIDE + GAP) - GAP


def tile_map(indicator: IndicatorEntry, facts: list[Fact]) -> TileMap:
    """A map of facts; a country that has no place on it (one that joins) stands in the table alone."""
    shades = _shades(indicator, facts)
    tiles = tuple(
        Tile(fact, *(place * (SIDE + GAP) for place in PLACES[fact.country.code]), shades[fact.country.pk].shade)
        for fact in facts
        if fact.country.code in PLACES
    )
    meanings = list(shades.values())
    legend = tuple(
        Shade(shade, label, meanings.count(meaning))
        for meaning in sorted(set(meanings), key=lambda meaning: meaning.place)
        for shade, label in [(meaning.shade, meaning.label)]
    )
    return TileMap(tiles, legend)


@dataclass(frozen=True)
class _Meaning:
    place: int
    shade: str
    label: str


def _shades(indicator: IndicatorEntry, facts: list[Fact]) -> dict[int, _Meaning]:
    """What each country's square is coloured by, by the key of the country."""
    found = {}
    levels = _levels(facts)
    for fact in facts:
        if not fact.is_known:
            place = 90 + list(Status).index(fact.status)
            found[fact.country.pk] = _Meaning(place, str(fact.status), fact.label)
        elif indicator.type == Type.CHOICE:
            step = indicator.choices.index(fact.value)
            shade = "step-3" if fact.value == IndicatorValue.Choice.NO else f"step-{step}"
            found[fact.country.pk] = _Meaning(step, shade, fact.label)
        elif fact.country.pk in levels:
            found[fact.country.pk] = levels[fact.country.pk]
        else:
            found[fact.country.pk] = _Meaning(50, "text", _beside(fact))
    return found


def _beside(fact: Fact) -> str:
    """What the legend says of a value that has no shade: an amount in another currency, or a text."""
    return fact.label if isinstance(fact.value, Money) else _("described in the table")


def _levels(facts: list[Fact]) -> dict[int, _Meaning]:
    """Numbers in at most four groups of about as many countries each, the largest darkest.

    Amounts are grouped in the currency that most of them are in: there is no dated rate to turn one into another.
    """
    measured = _comparable(facts)
    values = sorted({fact.as_number for fact in measured}, reverse=True)
    groups = min(STEPS, len(values))
    found = {}
    step_of = {value: place * groups // len(values) for place, value in enumerate(values)}
    for step in range(groups):
        members = [fact for fact in measured if step_of[fact.as_number] == step]
        ordered = sorted(members, key=lambda fact: fact.as_number)
        first, last = ordered[0].label, ordered[-1].label
        label = first if first == last else f"{first} – {last}"
        for fact in members:
            found[fact.country.pk] = _Meaning(step, f"step-{step}", label)
    return found


def _comparable(facts: list[Fact]) -> list[Fact]:
    """The facts that one measure fits: all durations or ages, and the amounts in the commonest currency."""
    measured = [fact for fact in facts if fact.as_number is not None]
    currencies = [fact.value.currency for fact in measured if isinstance(fact.value, Money)]
    if not currencies:
        return measured
    commonest = max(sorted(set(currencies)), key=currencies.count)
    return [fact for fact in measured if fact.value.currency == commonest]


@dataclass(frozen=True)
class Bar:
    fact: Fact
    percent: float


@dataclass(frozen=True)
class Bars:
    """Bars drawn to one measure; `unit` names the currency where there are several."""

    unit: str
    bars: tuple[Bar, ...]


def bars(facts: list[Fact]) -> list[Bars]:
    """The known numbers as bars, the longest first; amounts in each currency to a measure of their own."""

    def unit(fact: Fact) -> str:
        return fact.value.currency if isinstance(fact.value, Money) else ""

    measured = [fact for fact in facts if fact.as_number is not None]
    found = []
    for name, group in groupby(sorted(measured, key=lambda fact: (unit(fact) != "EUR", unit(fact))), key=unit):
        ordered = sorted(group, key=lambda fact: fact.as_number, reverse=True)
        longest = ordered[0].as_number or 1
        found.append(Bars(name, tuple(Bar(fact, round(100 * fact.as_number / longest, 1)) for fact in ordered)))
    return found


@dataclass(frozen=True)
class Ranked:
    """A row of the table, with what a script sorts by: equal values have the same rank, unknown ones none.

    `absence` is 0 of what is known, and rises with the kinds of absence in the order in which they stand last.
    """

    fact: Fact
    country_rank: int
    value_rank: int | None

    @property
    def absence(self) -> int:
        return list(Status).index(self.fact.status)


def ranked(facts: list[Fact], sort: str) -> list[Ranked]:
    """The rows as `sort` says ("value", "-value", "country", "-country"; anything else is "value").

    `facts` come in the order of the reader's alphabet.
    """
    alphabet = {fact.country.pk: place for place, fact in enumerate(facts)}
    values = sorted({fact.order for fact in facts if fact.is_known})
    if sort in ("country", "-country"):
        ordered = facts[::-1] if sort.startswith("-") else facts
    else:
        ordered = in_order(facts, descending=sort == "-value")
    return [
        Ranked(fact, alphabet[fact.country.pk], values.index(fact.order) if fact.is_known else None) for fact in ordered
    ]
