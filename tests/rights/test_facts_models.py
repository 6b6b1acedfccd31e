"""What may be kept of indicators, time limits and values: each type its own fields, one fact in one home."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from countries.models import Country, RetiredSlug
from rights.models import SCALES, Indicator, IndicatorValue, Question, TimeLimit
from tests.rights.facts import a_source, help_line, period, value

pytestmark = pytest.mark.django_db

CLOSURE, MOST, AGE = "appeal-closure-days", "state-compensation-max", "child-interview-age"
UNTIL, FREE, HOTLINE = "claim-damages-until", "support-free", "hotline-116006"


@pytest.fixture(autouse=True)
def _reference(reference):
    """The countries and the indicators, without any fact."""


def refusal(make, *args, **fields) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        make(*args, **fields)
    return refused.value.message_dict


def indicator(slug: str) -> Indicator:
    return Indicator.objects.get(slug=slug)


# Values


@pytest.mark.parametrize(
    ("slug", "given"),
    [
        *((FREE, word) for word in SCALES["yes-partly-no"]),
        *(("free-legal-aid", word) for word in SCALES["coverage"]),
        *(("release-notice", word) for word in SCALES["notice"]),
        *(("heard-on-release", word) for word in SCALES["hearing"]),
        (MOST, ("3100", "EUR")),
        (MOST, ("0", "CZK")),
        (MOST, ("9590.55", "EUR")),
        (AGE, 0),
        (AGE, 18),
        (UNTIL, "The first hearing"),
    ],
)
def test_a_value_of_the_indicator_s_type_is_taken(slug, given):
    assert value("EE", slug, given).pk


@pytest.mark.parametrize("kind", ["no-limit", "national-law", "does-not-apply"])
@pytest.mark.parametrize("slug", [FREE, CLOSURE, MOST, AGE, UNTIL])
def test_an_absence_needs_no_value_whatever_the_type(slug, kind):
    assert value("EE", slug, kind=kind).pk


@pytest.mark.parametrize("slug", [FREE, MOST, AGE, UNTIL])
@pytest.mark.parametrize("fields", [{"choice": "yes"}, {"number": 5}, {"currency": "EUR"}, {"text_en": "A text"}])
def test_an_absence_takes_no_value(slug, fields):
    said = refusal(value, "EE", slug, kind="no-limit", **fields)
    assert said == {next(iter(fields)): ["This indicator has no such value."]}


@pytest.mark.parametrize(
    ("slug", "fields", "lacking"),
    [
        (FREE, {}, "choice"),
        (MOST, {"currency": "EUR"}, "number"),
        (MOST, {"number": 5}, "currency"),
        (AGE, {}, "number"),
        (UNTIL, {}, "text_en"),
        (UNTIL, {"text_en": ""}, "text_en"),
        (UNTIL, {"text_lv": "Pirmā sēde"}, "text_en"),
    ],
)
def test_a_value_that_is_wanting_is_refused_at_its_field(slug, fields, lacking):
    """A text needs English, which every reader falls back on."""
    assert refusal(value, "EE", slug, **fields) == {lacking: ["This indicator needs it."]}


@pytest.mark.parametrize(
    ("slug", "given", "fields"),
    [
        (FREE, "yes", {"number": 5}),
        (FREE, "yes", {"currency": "EUR"}),
        (FREE, "yes", {"text_en": "Yes"}),
        (MOST, (5, "EUR"), {"choice": "yes"}),
        (MOST, (5, "EUR"), {"text_en": "Five"}),
        (AGE, 5, {"currency": "EUR"}),
        (AGE, 5, {"choice": "no"}),
        (UNTIL, "Text", {"number": 0}),
        (UNTIL, "Text", {"choice": "no"}),
    ],
)
def test_a_value_of_another_type_beside_it_is_refused(slug, given, fields):
    assert refusal(value, "EE", slug, given, **fields) == {next(iter(fields)): ["This indicator has no such value."]}


@pytest.mark.parametrize(
    ("slug", "word"),
    [
        (FREE, "everyone"),
        (FREE, "opinion-only"),
        ("free-legal-aid", "partly"),
        ("release-notice", "yes"),
        ("heard-on-release", "partly"),
    ],
)
def test_a_word_of_another_scale_is_refused(slug, word):
    assert refusal(value, "EE", slug, word) == {"choice": ["This is not on the scale of the indicator."]}


@pytest.mark.parametrize("number", [Decimal("14.5"), Decimal("0.01")])
def test_an_age_is_whole(number):
    assert refusal(value, "EE", AGE, number=number) == {"number": ["Give the age in whole years."]}


@pytest.mark.parametrize("number", [Decimal("-1"), Decimal("-0.01"), Decimal("12345678901"), Decimal("1.234")])
@pytest.mark.parametrize("slug", [MOST, AGE])
def test_a_number_is_no_less_than_nothing_and_not_absurd(slug, number):
    fields = {"currency": "EUR"} if slug == MOST else {}
    assert "number" in refusal(value, "EE", slug, number=number, **fields)


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", "EU", "EUR\n", "E1R"])
def test_a_currency_is_a_code_of_three_capitals(currency):
    assert "currency" in refusal(value, "EE", MOST, (5, currency))


def test_a_duration_is_no_value_but_a_time_limit():
    [sentence] = refusal(value, "EE", CLOSURE, number=10)["__all__"]
    assert "time limits" in sentence


@pytest.mark.parametrize("kind", ["value", "no-limit", "national-law", "does-not-apply"])
def test_the_help_line_is_no_value_of_any_kind_but_a_record(kind):
    """A value beside it would never be shown."""
    fields = {"choice": "operates"} if kind == "value" else {}
    [sentence] = refusal(value, "EE", HOTLINE, kind=kind, **fields)["__all__"]
    assert "help lines" in sentence


def test_a_value_has_a_source():
    with pytest.raises(ValidationError):
        value("EE", FREE, "yes", source=None)


def test_a_country_has_one_value_of_an_indicator():
    value("EE", FREE, "yes")
    value("LV", FREE, "yes")
    assert "__all__" in refusal(value, "EE", FREE, "no")
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorValue.objects.create(
            country=Country.objects.get(code="EE"), indicator=indicator(FREE), choice="no", source=a_source()
        )


# Time limits


def test_a_country_says_a_duration_once_as_a_time_limit_or_as_an_absence():
    period("EE", 10, "days")
    [sentence] = refusal(value, "EE", CLOSURE, kind="no-limit")["__all__"]
    assert "time limit" in sentence
    value("LV", CLOSURE, kind="no-limit")
    assert "no such period" in refusal(period, "LV", 10, "days")["indicator"][0]


def test_a_time_limit_is_for_an_indicator_of_durations_alone():
    assert "indicator" in refusal(period, "EE", 10, "days", FREE)


def test_a_time_limit_needs_no_indicator():
    for number in range(3):
        assert period("EE", 10, "days", None, slug=f"limit-{number}").pk
    assert TimeLimit.objects.filter(indicator=None).count() == 3


@pytest.mark.parametrize("unit", ["hours", "weeks", "months", "years"])
def test_only_days_are_working_days(unit):
    assert refusal(period, "EE", 10, unit, counting="working") == {"counting": ["Only days can be working days."]}
    assert period("EE", 10, "days", counting="working").pk


@pytest.mark.parametrize("length", [0, -1])
def test_a_length_is_at_least_one(length):
    assert "length" in refusal(period, "EE", length, "days")


@pytest.mark.parametrize("unit", ["fortnights", "day", ""])
def test_a_unit_is_one_of_five(unit):
    assert "unit" in refusal(period, "EE", 10, unit)


def test_a_slug_is_once_per_country_and_an_indicator_too():
    period("EE", 10, "days")
    assert "__all__" in refusal(period, "EE", 10, "days", None)
    assert "__all__" in refusal(period, "EE", 10, "days", slug="another")
    assert period("LV", 10, "days").pk


def test_a_time_limit_may_be_saved_again():
    row = period("EE", 10, "days")
    row.length = 15
    row.full_clean()
    row.save()
    assert TimeLimit.objects.get().length == 15


# Indicators


@pytest.mark.parametrize(
    ("kind", "scale"), [("choice", ""), ("duration", "yes-partly-no"), ("money", "hotline"), ("text", "coverage")]
)
def test_an_indicator_of_a_scale_names_it_and_no_other_has_one(kind, scale):
    made = Indicator(
        slug="new", question=Question.objects.get(slug="damages"), type=kind, scale=scale,
        title_en="New", explanation_en="New.", position=99,
    )  # fmt: skip
    assert "scale" in refusal(made.full_clean)


@pytest.mark.parametrize(
    ("slug", "changed", "field"),
    [
        (FREE, {"type": "duration", "scale": ""}, "type"),
        (FREE, {"type": "text", "scale": ""}, "type"),
        (FREE, {"scale": "coverage"}, "scale"),
        (MOST, {"type": "age"}, "type"),
        (CLOSURE, {"type": "choice", "scale": "yes-partly-no"}, "type"),
    ],
)
def test_an_indicator_with_facts_keeps_its_type_and_scale(client, slug, changed, field):
    """Otherwise its facts could no longer be read, and the pages with them."""
    period("EE", 10, "days") if slug == CLOSURE else value("EE", slug, (1, "EUR") if slug == MOST else "yes")
    row = indicator(slug)
    for name, given in changed.items():
        setattr(row, name, given)
    assert field in refusal(row.full_clean)
    with pytest.raises(ValidationError):
        row.save()
    assert client.get(f"/en/compare/indicators/{slug}/").status_code == 200


def test_an_indicator_without_facts_may_change_its_type():
    row = indicator(FREE)
    row.type, row.scale = "text", ""
    row.full_clean()
    row.save()
    assert indicator(FREE).type == "text"


def test_a_renamed_indicator_leaves_its_old_address(client):
    row = indicator(FREE)
    row.slug = "help-is-free"
    row.save()
    assert RetiredSlug.objects.filter(kind="indicator", slug=FREE, successor=row.pk).exists()
    for path in (f"/en/compare/indicators/{FREE}/", f"/en/compare/indicators/{FREE}/by-country.csv"):
        answer = client.get(path)
        assert answer.status_code == 301
        assert client.get(answer.headers["Location"]).status_code == 200


def test_an_indicator_with_a_time_limit_is_not_deleted_from_under_it():
    period("EE", 10, "days")
    with pytest.raises(ProtectedError):
        indicator(CLOSURE).delete()


def test_a_source_is_not_deleted_from_under_a_fact():
    value("EE", FREE, "yes")
    with pytest.raises(ProtectedError):
        a_source().delete()


@pytest.mark.parametrize(("slug", "is_derived"), [(CLOSURE, True), (HOTLINE, True), (FREE, False), (MOST, False)])
def test_what_is_derived_is_known(slug, is_derived):
    assert indicator(slug).is_derived is is_derived


def test_a_help_line_says_whether_it_is_for_victims_of_any_crime():
    assert help_line("EE", "116006").for_victims is False


def test_names_say_the_country_and_the_slug():
    assert str(value("EE", FREE, "yes", checked_on=datetime.date(2026, 1, 1))) == "EE · support-free"
    assert str(period("EE", 10, "days")) == "EE · a-limit"
