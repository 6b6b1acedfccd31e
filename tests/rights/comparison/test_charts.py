"""Facts drawn: the map of equal squares, its shades and legend, bars, and the ranks of rows."""

import pytest

from rights.comparison import charts
from rights.selectors.indicators import FactStatus
from tests.rights.facts import in_alphabet, period, value

pytestmark = pytest.mark.django_db

CLOSURE, MOST, AGE = "appeal-closure-days", "state-compensation-max", "child-interview-age"
UNTIL, FREE, AID = "claim-damages-until", "support-free", "free-legal-aid"


@pytest.fixture(autouse=True)
def _reference(reference):
    """The countries and the indicators, without any fact."""


def states(slug: str, language="en"):
    return [fact for fact in in_alphabet(slug, language) if not fact.country.is_union]


def drawn(slug: str) -> charts.TileMap:
    return charts.tile_map(states(slug))


def shades(slug: str) -> dict[str, str]:
    return {tile.fact.country.code: tile.shade for tile in drawn(slug).tiles}


def legend(slug: str) -> list[tuple[str, str, int]]:
    return [(shade.shade, shade.label, shade.countries) for shade in drawn(slug).legend]


# The map


def test_every_country_has_a_square_of_its_own_within_the_drawing():
    found = drawn(FREE)
    assert {tile.fact.country.code for tile in found.tiles} == set(charts.PLACES)
    places = [(tile.x, tile.y) for tile in found.tiles]
    assert len(set(places)) == len(places) == 27
    width, height = found.size
    assert all(0 <= x <= width - found.side and 0 <= y <= height - found.side for x, y in places)


def test_squares_do_not_touch():
    places = sorted(charts.PLACES.values())
    assert all(isinstance(axis, int) for place in places for axis in place)
    assert charts.GAP > 0


@pytest.mark.parametrize(
    ("north", "south"), [("SE", "DE"), ("EE", "LV"), ("LV", "LT"), ("DE", "IT"), ("PL", "HU"), ("IT", "MT")]
)
def test_north_is_up(north, south):
    assert charts.PLACES[north][1] < charts.PLACES[south][1]


@pytest.mark.parametrize(("west", "east"), [("PT", "ES"), ("ES", "IT"), ("IE", "DE"), ("FR", "AT"), ("EL", "CY")])
def test_west_is_left(west, east):
    assert charts.PLACES[west][0] < charts.PLACES[east][0]


def test_words_are_shaded_from_what_gives_most_to_what_gives_least():
    for code, word in (("EE", "everyone"), ("LV", "some-groups"), ("LT", "means-tested"), ("FI", "no")):
        value(code, AID, word)
    found = shades(AID)
    assert [found[code] for code in ("EE", "LV", "LT", "FI", "SE")] == [
        "step-0", "step-1", "step-2", "step-3", "unknown"
    ]  # fmt: skip


def test_no_has_the_same_shade_on_a_short_scale():
    value("EE", FREE, "no")
    assert shades(FREE)["EE"] == "step-3"


def test_the_legend_names_each_shade_once_and_counts_its_countries():
    value("EE", FREE, "yes")
    value("LV", FREE, "yes")
    value("LT", FREE, "no")
    value("FI", FREE, kind="does-not-apply")
    assert legend(FREE) == [
        ("step-0", "yes", 2),
        ("step-3", "no", 1),
        ("does-not-apply", "does not apply here", 1),
        ("unknown", "not known yet", 23),
    ]


def test_every_kind_of_absence_has_a_shade_of_its_own():
    for code, kind in (("EE", "no-limit"), ("LV", "national-law"), ("LT", "does-not-apply")):
        value(code, CLOSURE, kind=kind)
    found = shades(CLOSURE)
    assert [found[code] for code in ("EE", "LV", "LT", "FI")] == [
        "no-limit", "national-law", "does-not-apply", "unknown"
    ]  # fmt: skip


def test_numbers_are_shaded_in_at_most_four_groups_the_largest_darkest():
    for code, age in zip(("EE", "LV", "LT", "FI", "SE", "DK", "DE", "PL"), range(11, 19), strict=True):
        value(code, AGE, age)
    assert [shades(AGE)[code] for code in ("PL", "DE", "DK", "SE", "FI", "LT", "LV", "EE")] == [
        "step-0", "step-0", "step-1", "step-1", "step-2", "step-2", "step-3", "step-3",
    ]  # fmt: skip
    assert legend(AGE)[0] == ("step-0", "17 years – 18 years", 2)


def test_equal_numbers_have_equal_shades_whatever_their_unit():
    for code, length, unit in (("EE", 12, "months"), ("LV", 1, "years"), ("LT", 7, "days"), ("FI", 1, "weeks")):
        period(code, length, unit)
    found = shades(CLOSURE)
    assert found["EE"] == found["LV"] != found["LT"] == found["FI"]
    assert [countries for _shade, _label, countries in legend(CLOSURE)] == [2, 2, 23]


def test_one_number_alone_is_one_shade():
    period("EE", 10, "days")
    assert legend(CLOSURE) == [("step-0", "10 days", 1), ("unknown", "not known yet", 26)]


def test_an_amount_in_another_currency_has_no_shade_but_its_own_words():
    """No dated rate turns one into the other."""
    for code, amount, currency in (("EE", 9590, "EUR"), ("LV", 3100, "EUR"), ("CZ", 200_000, "CZK")):
        value(code, MOST, (amount, currency))
    assert (shades(MOST)["EE"], shades(MOST)["CZ"]) == ("step-0", "text")
    assert ("text", "200,000\xa0CZK", 1) in legend(MOST)


def test_texts_have_one_shade_and_stand_in_the_table():
    value("EE", UNTIL, "The first hearing")
    value("LV", UNTIL, "The end")
    assert legend(UNTIL) == [("text", "described in the table", 2), ("unknown", "not known yet", 25)]
    [tile] = [tile for tile in drawn(UNTIL).tiles if tile.fact.country.code == "EE"]
    assert tile.fact.short == "text"


def test_a_legend_counts_every_country_once():
    for slug in (CLOSURE, MOST, AGE, UNTIL, FREE):
        assert sum(countries for _shade, _label, countries in legend(slug)) == 27


def test_what_is_long_is_squeezed_into_its_square():
    value("CZ", MOST, (200_000, "CZK"))
    value("EE", MOST, (5, "EUR"))
    assert {tile.fact.country.code: tile.is_long for tile in drawn(MOST).tiles if tile.fact.is_known} == {
        "CZ": True, "EE": False,
    }  # fmt: skip


# Bars


def test_bars_are_as_long_as_their_numbers_the_longest_first():
    period("EE", 10, "days")
    period("LV", 1, "weeks")
    period("LT", 20, "days")
    value("FI", CLOSURE, kind="no-limit")
    [group] = charts.bars(states(CLOSURE))
    assert group.unit == ""
    assert [(bar.fact.country.code, bar.percent) for bar in group.bars] == [("LT", 100), ("EE", 50), ("LV", 35)]


def test_each_currency_has_bars_of_its_own_euros_first():
    for code, amount, currency in (("EE", 100, "EUR"), ("LV", 50, "EUR"), ("CZ", 9, "CZK"), ("BG", 7, "BGN")):
        value(code, MOST, (amount, currency))
    groups = charts.bars(states(MOST))
    assert [(group.unit, [bar.percent for bar in group.bars]) for group in groups] == [
        ("EUR", [100, 50]), ("BGN", [100]), ("CZK", [100]),
    ]  # fmt: skip


def test_nothing_but_zero_makes_bars_without_length():
    value("EE", MOST, (0, "EUR"))
    [group] = charts.bars(states(MOST))
    assert [bar.percent for bar in group.bars] == [0]


@pytest.mark.parametrize("slug", [FREE, UNTIL])
def test_words_and_texts_have_no_bars(slug):
    value("EE", slug, "yes" if slug == FREE else "The end")
    assert charts.bars(states(slug)) == []


def test_nothing_known_has_no_bars():
    assert charts.bars(states(CLOSURE)) == []


# Ranks


@pytest.fixture
def periods():
    for code, length, unit in (("EE", 1, "weeks"), ("AT", 7, "days"), ("LV", 3, "days"), ("SE", 1, "years")):
        period(code, length, unit)
    value("BE", CLOSURE, kind="national-law")
    value("FI", CLOSURE, kind="no-limit")


def codes(sort: str) -> list[str]:
    return [row.fact.country.code for row in charts.ranked(states(CLOSURE), sort)]


@pytest.mark.parametrize("sort", ["value", "", "nonsense", "country ", "xcountry", "-", "VALUE", "x" * 10_000, "\0"])
def test_rows_stand_by_value_unless_something_else_is_asked_for(periods, sort):
    assert codes(sort)[:6] == ["LV", "AT", "EE", "SE", "FI", "BE"]


def test_rows_stand_the_other_way_with_what_is_missing_last_all_the_same(periods):
    assert codes("-value")[:6] == ["SE", "AT", "EE", "LV", "FI", "BE"]
    assert codes("-value")[4:] == codes("value")[4:]


def test_rows_stand_by_the_alphabet_either_way(periods):
    assert codes("country")[:3] == ["AT", "BE", "BG"]
    assert codes("-country") == codes("country")[::-1]


def test_equal_values_have_equal_ranks_and_what_is_missing_none(periods):
    ranks = {row.fact.country.code: row.value_rank for row in charts.ranked(states(CLOSURE), "value")}
    assert [ranks[code] for code in ("LV", "AT", "EE", "SE", "FI", "BE", "DE")] == [0, 1, 1, 2, None, None, None]


def test_what_a_script_sorts_by_gives_the_same_order(periods):
    """As portal/web/static/sort.js does: kinds of absence, then ranks, then the alphabet."""
    rows = charts.ranked(states(CLOSURE), "country")
    for sort, sign in (("value", 1), ("-value", -1)):
        key = [(row.absence, sign * (row.value_rank or 0), row.country_rank, row.fact.country.code) for row in rows]
        assert [code for *_, code in sorted(key)] == codes(sort)
    assert [row.absence for row in rows if row.fact.is_known] == [0] * 4
    assert len({row.absence for row in rows}) == 4
    assert {row.fact.status for row in rows} == set(FactStatus) - {FactStatus.DOES_NOT_APPLY}
