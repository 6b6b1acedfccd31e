"""The read side of facts: typed values, how they are said, what day they are of, and in what order they stand."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from countries import selectors
from countries.models import Country, HelpLine
from portal.i18n import languages
from rights.models import SCALES, Indicator, IndicatorValue, TimeLimit
from rights.selectors import indicators
from rights.selectors.indicators import Age, Duration, FactStatus, Grade, Money, in_order
from tests.rights import facts
from tests.rights.facts import facts_of, in_alphabet, period, value

pytestmark = pytest.mark.django_db

CLOSURE, MOST, AGE = "appeal-closure-days", "state-compensation-max", "child-interview-age"
UNTIL, FREE, HOTLINE = "claim-damages-until", "support-free", "hotline-116006"


@pytest.fixture(autouse=True)
def _reference(reference):
    """The countries and the indicators, without any fact."""


def codes(found) -> list[str]:
    return [fact.country.code for fact in found]


# What is read


def test_every_indicator_has_a_fact_of_every_country(reference):
    matrix = facts.read()
    slugs = list(Indicator.objects.order_by("position").values_list("slug", flat=True))
    assert [entry.slug for entry in matrix.indicators] == slugs
    assert len(slugs) == 22
    assert len(matrix.facts) == 22 * 28
    assert {fact.status for fact in matrix.facts.values()} == {FactStatus.UNKNOWN}


def test_every_type_of_value_is_read_as_what_it_is():
    period("EE", 10, "days")
    value("EE", MOST, ("9590.50", "EUR"))
    value("EE", AGE, 14)
    value("EE", UNTIL, "The first hearing")
    value("EE", FREE, "partly")
    read = {slug: facts_of(slug)["EE"].value for slug in (CLOSURE, MOST, AGE, UNTIL, FREE)}
    assert read[CLOSURE] == Duration(10, "days")
    assert read[MOST] == Money(Decimal("9590.50"), "EUR", "en")
    assert read[AGE] == Age(14)
    assert read[UNTIL].label == "The first hearing"
    assert read[FREE] == Grade("partly", SCALES["yes-partly-no"])
    assert {fact.country.code for fact in facts.read().facts.values() if fact.is_known} == {"EE"}


def test_a_fact_brings_its_law_source_and_dates():
    days = {"valid_from": datetime.date(2023, 1, 1), "checked_on": datetime.date(2026, 5, 4)}
    value("EE", FREE, "yes", legal_basis_en="Act, § 1", note_en="For all.", **days)
    period("LV", 10, "days", legal_basis="Act, § 2", exceptions_en="Unless you were ill.", **days)
    estonia, latvia = facts_of(FREE)["EE"], facts_of(CLOSURE)["LV"]
    assert (str(estonia.legal_basis), str(latvia.legal_basis)) == ("Act, § 1", "Act, § 2")
    assert [str(detail) for detail in estonia.details] == ["For all."]
    assert [str(detail) for detail in latvia.details] == ["Counted from: the day after", "Unless you were ill."]
    for fact in (estonia, latvia):
        assert (fact.source.slug, str(fact.source.title)) == ("law-of-tests", "A law of tests")
        assert (fact.valid_from, fact.checked_on) == tuple(days.values())


def test_reading_asks_once_whatever_there_is(django_assert_num_queries):
    countries = selectors.countries("lv")
    with django_assert_num_queries(1):
        indicators.read(countries, {}, "lv")
    for country in countries:
        value(country.code, FREE, "yes", source=facts.a_source(slug=f"law-{country.code}"))
        period(country.code, 10, "days")
    with django_assert_num_queries(1):
        matrix = indicators.read(countries, {}, "lv")
    assert sum(fact.is_known for fact in matrix.facts.values()) == 2 * 28


def test_facts_of_other_countries_are_not_mixed_in():
    value("EE", FREE, "yes")
    value("LV", FREE, "no")
    period("EE", 10, "days")
    period("LV", 1, "years")
    found = facts.read(codes=["LV"])
    assert {fact.country.code for fact in found.facts.values()} == {"LV"}
    assert {fact.indicator.slug: fact.label for fact in found.facts.values() if fact.is_known} == {
        FREE: "no",
        CLOSURE: "1 year",
    }


def test_where_some_countries_have_a_period_and_others_none_each_says_its_own():
    period("EE", 10, "days")
    period("LV", 1, "months")
    value("FR", CLOSURE, kind="no-limit", note_en="Whenever you like.")
    value("EU", CLOSURE, kind="national-law")
    found = facts_of(CLOSURE)
    assert {code: fact.label for code, fact in found.items() if fact.status != FactStatus.UNKNOWN} == {
        "EE": "10 days", "LV": "1 month", "FR": "no limit", "EU": "left to each country",
    }  # fmt: skip
    assert [str(detail) for detail in found["FR"].details] == ["Whenever you like."]


def test_a_text_is_read_in_the_reader_s_language_else_in_english():
    value("EE", UNTIL, "The first hearing", text_lv="Pirmā sēde", note_en="Ask early.")
    in_latvian, in_german = facts_of(UNTIL, "lv")["EE"], facts_of(UNTIL, "de")["EE"]
    assert (in_latvian.label, in_latvian.lang) == ("Pirmā sēde", "")
    assert (in_german.label, in_german.lang) == ("The first hearing", ' lang="en"')
    assert in_latvian.details[0].text.lang == ' lang="en"'


# The help line


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        ([], "not known yet"),
        ([("116006", None, False)], "not known yet"),
        ([("116006", True, False)], "operates"),
        ([("116006", False, False)], "no"),
        ([("116006", False, False), ("+37080001801", True, True)], "another number"),
        ([("116006", None, False), ("+37080001801", True, True)], "another number"),
        ([("116006", True, False), ("+37080001801", True, True)], "operates"),
        ([("+37080001801", True, True)], "another number"),
        ([("+37080001801", False, True)], "not known yet"),
        ([("+37080001801", True, False)], "not known yet"),
        ([("116111", True, False)], "not known yet"),
    ],
)
def test_the_help_line_is_what_its_record_says(lines, label):
    for number, operates, for_victims in lines:
        facts.help_line("LT", number, operates, for_victims=for_victims)
    assert facts_of(HOTLINE)["LT"].label == label


def test_the_help_line_brings_its_number_hours_source_and_date():
    facts.help_line("LT", "+37080001801", for_victims=True, hours_en="Day and night", checked_on="2026-02-01")
    fact = facts_of(HOTLINE)["LT"]
    number, hours = map(str, fact.details)
    assert "".join(number.split()) == "+37080001801"
    assert hours == "Day and night"
    assert fact.source.slug == "law-of-tests"
    assert fact.date == datetime.date(2026, 2, 1)


def test_the_union_s_list_of_numbers_says_nothing_of_a_country(client):
    """On the country's own page as on that of all countries: what holds everywhere is no fact of one country."""
    assert not HelpLine.objects.filter(country__code="LT").exists()
    facts.help_line("EU", "+3222222222", for_victims=True)
    assert facts_of(HOTLINE)["LT"].label == "not known yet"
    assert "another number" not in client.get("/en/lithuania/").content.decode()


# How they are said


@pytest.mark.parametrize(
    ("length", "unit", "counting", "label", "short"),
    [
        (72, "hours", "calendar", "72 hours", "72\xa0h"),
        (1, "days", "calendar", "1 day", "1\xa0d"),
        (10, "days", "working", "10 days (working days)", "10\xa0d"),
        (2, "weeks", "calendar", "2 weeks", "2\xa0wk"),
        (1, "months", "calendar", "1 month", "1\xa0mo"),
        (3, "years", "calendar", "3 years", "3\xa0y"),
    ],
)
def test_a_duration_has_its_unit(length, unit, counting, label, short):
    period("EE", length, unit, counting=counting)
    fact = facts_of(CLOSURE)["EE"]
    assert (fact.label, fact.short) == (label, short)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "label"),
    [
        ("3100", "EUR", "en", "3,100\xa0EUR"),
        ("9590.50", "EUR", "en", "9,590.50\xa0EUR"),
        ("9590.50", "EUR", "de", "9.590,50\xa0EUR"),
        ("200000", "CZK", "fr", "200\u202f000\xa0CZK"),
        ("0", "EUR", "en", "0\xa0EUR"),
    ],
)
def test_an_amount_has_its_currency_and_the_reader_s_digits(amount, currency, language, label):
    value("EE", MOST, (amount, currency))
    assert facts_of(MOST, language)["EE"].label == label


@pytest.mark.parametrize("language", languages.CODES)
def test_an_amount_is_said_in_every_language(language):
    value("EE", MOST, ("1234.50", "EUR"))
    fact = facts_of(MOST, language)["EE"]
    assert [letter for letter in fact.label if letter.isdigit()] == list("123450")
    assert fact.label.endswith("\xa0EUR")
    assert fact.short.endswith(("\xa0€", "\xa0EUR"))


def test_an_age_is_said_in_years():
    value("EE", AGE, 14)
    value("LV", AGE, 1)
    found = facts_of(AGE)
    assert (found["EE"].label, found["EE"].short, found["LV"].label) == ("14 years", "14", "1 year")


def test_every_kind_of_absence_is_said_otherwise():
    for code, kind in (("EE", "no-limit"), ("LV", "national-law"), ("LT", "does-not-apply")):
        value(code, CLOSURE, kind=kind)
    found = facts_of(CLOSURE)
    labels = [found[code].label for code in ("EE", "LV", "LT", "FI")]
    assert labels == ["no limit", "left to each country", "does not apply here", "not known yet"]
    assert {found[code].number for code in ("EE", "LV", "LT", "FI")} == {None}
    assert [found[code].is_known for code in ("EE", "LV", "LT", "FI")] == [False] * 4


@pytest.mark.parametrize("scale", SCALES)
def test_every_word_of_a_scale_has_a_label_and_fits_a_tile(scale):
    for choice in SCALES[scale]:
        assert str(IndicatorValue.Choice(choice).label)
        assert 0 < len(str(indicators.SHORT_CHOICES[choice])) <= 8


def test_every_word_and_every_unit_has_a_short_form():
    assert set(indicators.SHORT_CHOICES) == set(IndicatorValue.Choice)
    assert set(indicators.SHORT_UNITS) == set(indicators.HOURS_OF) == set(TimeLimit.Unit)
    assert set(SCALES) == set(Indicator.Scale)
    assert {choice for scale in SCALES.values() for choice in scale} == set(IndicatorValue.Choice)


# What day a value is of


@pytest.mark.parametrize(
    ("valid_from", "checked_on", "printed", "expected"),
    [
        ("2023-01-01", "2026-05-04", "2020-02-02", datetime.date(2023, 1, 1)),
        (None, "2026-05-04", "2020-02-02", datetime.date(2026, 5, 4)),
        (None, None, "2020-02-02", datetime.date(2020, 2, 2)),
        (None, None, None, None),
    ],
)
def test_a_value_is_of_the_day_that_is_nearest_to_it(valid_from, checked_on, printed, expected):
    source = facts.a_source(slug="dated", date=printed)
    value("EE", FREE, "yes", valid_from=valid_from, checked_on=checked_on, source=source)
    assert facts_of(FREE)["EE"].date == expected


def test_what_is_not_known_has_no_date():
    assert facts_of(FREE)["EE"].date is None


# The order


LENGTHS = [  # from the shortest to the longest; what stands together is equally long
    [("AT", 24, "hours", "calendar")],
    [("BE", 72, "hours", "calendar"), ("BG", 3, "days", "calendar")],
    [("HR", 5, "days", "calendar")],
    [("CY", 1, "weeks", "calendar"), ("CZ", 5, "days", "working")],
    [("DK", 10, "days", "calendar")],
    [("EE", 10, "days", "working"), ("FI", 14, "days", "calendar"), ("FR", 2, "weeks", "calendar")],
    [("DE", 30, "days", "calendar")],
    [("EL", 1, "months", "calendar")],
    [("HU", 6, "weeks", "calendar")],
    [("IE", 12, "months", "calendar"), ("IT", 1, "years", "calendar")],
    [("LV", 3, "years", "calendar")],
]


@pytest.fixture
def lengths():
    for group in reversed(LENGTHS):
        for code, length, unit, counting in reversed(group):
            period(code, length, unit, counting=counting)
    value("LT", CLOSURE, kind="no-limit")
    value("LU", CLOSURE, kind="does-not-apply")
    value("MT", CLOSURE, kind="national-law")
    return [fact for fact in in_alphabet(CLOSURE) if not fact.country.is_union]


def test_durations_stand_by_their_length_whatever_their_unit(lengths):
    expected = [code for group in LENGTHS for code, *_ in group]
    assert codes(in_order(lengths))[: len(expected)] == expected


def test_the_longest_stands_first_the_other_way_and_equal_ones_keep_the_alphabet(lengths):
    expected = [code for group in reversed(LENGTHS) for code, *_ in group]
    assert codes(in_order(lengths, descending=True))[: len(expected)] == expected


@pytest.mark.parametrize("descending", [False, True])
def test_what_is_missing_stands_last_either_way_by_kind_and_alphabet(lengths, descending):
    missing = codes(in_order(lengths, descending))[sum(map(len, LENGTHS)) :]
    unknown = [fact.country.code for fact in lengths if fact.status == FactStatus.UNKNOWN]
    assert missing == ["LT", "MT", "LU", *unknown]
    assert len(unknown) == 8


@pytest.mark.parametrize("descending", [False, True])
def test_a_missing_amount_does_not_stand_where_zero_stands(descending):
    value("EE", MOST, (0, "EUR"))
    value("LV", MOST, (3100, "EUR"))
    found = in_order(in_alphabet(MOST), descending)
    assert codes(found)[:2] == (["LV", "EE"] if descending else ["EE", "LV"])
    assert {fact.is_known for fact in found[2:]} == {False}


def test_amounts_stand_within_their_currency_euros_first():
    for code, amount, currency in (
        ("LV", 3100, "EUR"), ("EE", 9590, "EUR"), ("CZ", 200_000, "CZK"), ("CY", 1, "CZK"), ("BG", 100, "BGN"),
    ):  # fmt: skip
        value(code, MOST, (amount, currency))
    assert codes(in_order(in_alphabet(MOST)))[:5] == ["LV", "EE", "BG", "CY", "CZ"]


def test_words_stand_by_what_gives_a_victim_most():
    for code, word in (("AT", "no"), ("BE", "means-tested"), ("BG", "everyone"), ("HR", "some-groups"), ("CY", "no")):
        value(code, "free-legal-aid", word)
    found = in_alphabet("free-legal-aid")
    assert codes(in_order(found))[:5] == ["BG", "HR", "BE", "AT", "CY"]
    assert codes(in_order(found, descending=True))[:5] == ["AT", "CY", "BE", "HR", "BG"]


def test_ages_stand_by_number_and_texts_by_alphabet():
    for code, age in (("AT", 18), ("BE", 9), ("BG", 14)):
        value(code, AGE, age)
    for code, text in (("AT", "zebra"), ("BE", "Apple"), ("BG", "banana")):
        value(code, UNTIL, text)
    assert codes(in_order(in_alphabet(AGE)))[:3] == ["BE", "BG", "AT"]
    assert codes(in_order(in_alphabet(UNTIL)))[:3] == ["BE", "BG", "AT"]


def test_equal_values_keep_the_alphabet_of_the_reader():
    for code in ("AT", "DE", "ES", "EL"):
        value(code, FREE, "yes")
    with translation.override("de"):
        assert codes(in_order(in_alphabet(FREE, "de")))[:4] == ["DE", "EL", "AT", "ES"]
    assert codes(in_order(in_alphabet(FREE, "en")))[:4] == ["AT", "DE", "EL", "ES"]


# What an administrator may do to an indicator


def test_an_indicator_that_is_only_in_english_is_marked_elsewhere():
    Indicator.objects.filter(slug=FREE).update(title_lv="")
    entry = facts.read(FREE, "lv").indicators[0]
    assert entry.title.lang == ' lang="en"'


def test_a_country_that_is_renamed_keeps_its_facts():
    value("EE", FREE, "yes")
    country = Country.objects.get(code="EE")
    country.slug = "eesti"
    country.save()
    assert facts_of(FREE)["EE"].label == "yes"
