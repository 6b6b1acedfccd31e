"""Facts drawn: a map of equal squares, bars, the order of rows. All that is drawn stands in the table as text too."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from rights.models import IndicatorValue
from rights.selectors.indicators import EURO, Fact, FactStatus, Grade, in_order

SORTS = ("value", "-value", "country", "-country")
FEWEST = 8  # known values that are worth a drawing: of fewer a table says more at a glance
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


def tile_map(facts: list[Fact]) -> TileMap:
    """A map of facts; a country that has no place on it (one that joins) stands in the table alone."""
    shades = _shades(facts)
    tiles = tuple(
        Tile(fact, column * (SIDE + GAP), row * (SIDE + GAP), shades[fact.country.pk].shade)
        for fact in facts
        if fact.country.code in PLACES
        for column, row in [PLACES[fact.country.code]]
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


def _shades(facts: list[Fact]) -> dict[int, _Meaning]:
    """What each country's square is coloured by, by the key of the country."""
    levels = _levels(facts)
    return {fact.country.pk: levels.get(fact.country.pk) or _meaning(fact) for fact in facts}


def _meaning(fact: Fact) -> _Meaning:
    """The shade of a fact that is not one of the measured numbers."""
    if fact.value is None:
        return _Meaning(90 + list(FactStatus).index(fact.status), str(fact.status), fact.label)
    if isinstance(fact.value, Grade):
        step = fact.value.place
        shade = "step-3" if fact.value.choice == IndicatorValue.Choice.NO else f"step-{step}"
        return _Meaning(step, shade, fact.label)
    # An amount in another currency, or a text
    return _Meaning(50, "text", fact.label if fact.value.unit else _("described in the table"))


def _levels(facts: list[Fact]) -> dict[int, _Meaning]:
    """Numbers in at most four groups of about as many countries each, the largest darkest.

    Amounts are grouped in the currency that most of them are in: there is no dated rate to turn one into another.
    """
    measured = _comparable(_measured(facts))
    numbers = sorted({each.number for each in measured}, reverse=True)
    groups = min(STEPS, len(numbers))
    step_of = {number: place * groups // len(numbers) for place, number in enumerate(numbers)}
    levels = {}
    for step in range(groups):
        members = [each for each in measured if step_of[each.number] == step]
        ordered = sorted(members, key=lambda each: each.number)
        first, last = ordered[0].fact.label, ordered[-1].fact.label
        label = first if first == last else f"{first} – {last}"
        for each in members:
            levels[each.fact.country.pk] = _Meaning(step, f"step-{step}", label)
    return levels


@dataclass(frozen=True)
class _Measured:
    """A fact whose value is a number, in a unit that it can be compared in."""

    fact: Fact
    number: float
    unit: str


def _measured(facts: list[Fact]) -> list[_Measured]:
    return [
        _Measured(fact, fact.value.number, fact.value.unit)
        for fact in facts
        if fact.value and fact.value.number is not None
    ]


def _comparable(measured: list[_Measured]) -> list[_Measured]:
    """What one measure fits: all durations or ages, and the amounts in the commonest currency."""
    units = [each.unit for each in measured]
    commonest = max(sorted(set(units)), key=units.count, default="")
    return [each for each in measured if each.unit == commonest]


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
    measured = sorted(_measured(facts), key=lambda each: (each.unit != EURO, each.unit))
    drawn = []
    for unit, group in groupby(measured, key=lambda each: each.unit):
        ordered = sorted(group, key=lambda each: each.number, reverse=True)
        longest = ordered[0].number or 1
        drawn.append(Bars(unit, tuple(Bar(each.fact, round(100 * each.number / longest, 1)) for each in ordered)))
    return drawn


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
        return list(FactStatus).index(self.fact.status)


def ranked(facts: list[Fact], sort: str) -> list[Ranked]:
    """The rows as `sort` says ("value", "-value", "country", "-country"; anything else is "value").

    `facts` come in the order of the reader's alphabet.
    """
    alphabet = {fact.country.pk: place for place, fact in enumerate(facts)}
    values = sorted({fact.value.sort_key for fact in facts if fact.value})
    if sort in ("country", "-country"):
        ordered = facts[::-1] if sort.startswith("-") else facts
    else:
        ordered = in_order(facts, descending=sort == "-value")
    return [
        Ranked(fact, alphabet[fact.country.pk], values.index(fact.value.sort_key) if fact.value else None)
        for fact in ordered
    ]
