"""The read side of facts: what each indicator says of a country, as typed values that can be shown and sorted.

Durations come from the time limits and the help line from its record; the rest are values of their own. Where nothing
is known there is a fact too, `UNKNOWN`: it says so, and never sorts as zero.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from babel.numbers import format_decimal, get_currency_symbol
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from countries.directory import VICTIM_SUPPORT, CountryEntry, HelpLineEntry, SourceEntry
from portal import localized
from portal.localized import Text
from rights.models import SCALES, Indicator, IndicatorValue, TimeLimit

Type, Choice, Unit = Indicator.Type, IndicatorValue.Choice, TimeLimit.Unit
HOURS_OF = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.WEEKS: 24 * 7, Unit.MONTHS: 24 * 30.4375, Unit.YEARS: 24 * 365.25}
EURO = "EUR"

# Each at most eight letters: they are printed on the tiles of a map.
SHORT_CHOICES = {
    Choice.YES: pgettext_lazy("map tile, at most 8 letters", "yes"),
    Choice.PARTLY: pgettext_lazy("map tile, at most 8 letters", "partly"),
    Choice.EVERYONE: pgettext_lazy("map tile, at most 8 letters", "all"),
    Choice.SOME_GROUPS: pgettext_lazy("map tile, at most 8 letters", "some"),
    Choice.MEANS_TESTED: pgettext_lazy("map tile, at most 8 letters", "means"),
    Choice.ALWAYS: pgettext_lazy("map tile, at most 8 letters", "always"),
    Choice.ON_REQUEST: pgettext_lazy("map tile, at most 8 letters", "request"),
    Choice.SOME_VICTIMS: pgettext_lazy("map tile, at most 8 letters, of victims", "some"),
    Choice.OPINION_ONLY: pgettext_lazy("map tile, at most 8 letters", "opinion"),
    Choice.OPERATES: pgettext_lazy("map tile, at most 8 letters", "yes"),
    Choice.OTHER_NUMBER: pgettext_lazy("map tile, at most 8 letters", "other"),
    Choice.NO: pgettext_lazy("map tile, at most 8 letters", "no"),
}
SHORT_UNITS = {
    Unit.HOURS: pgettext_lazy("abbreviated unit", "h"),
    Unit.DAYS: pgettext_lazy("abbreviated unit", "d"),
    Unit.WEEKS: pgettext_lazy("abbreviated unit", "wk"),
    Unit.MONTHS: pgettext_lazy("abbreviated unit", "mo"),
    Unit.YEARS: pgettext_lazy("abbreviated unit", "y"),
}


class Status(StrEnum):
    """What kind of value, or of absence, a fact is. Never shown alike."""

    KNOWN = "known"
    NO_LIMIT = "no-limit"
    NATIONAL_LAW = "national-law"
    DOES_NOT_APPLY = "does-not-apply"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class IndicatorEntry:
    slug: str
    title: Text
    explanation: Text
    type: str
    scale: str
    question: str
    section: str

    @property
    def is_number(self) -> bool:
        return self.type in (Type.DURATION, Type.MONEY, Type.AGE)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that are possible, from what gives a victim most to what gives least."""
        return SCALES.get(self.scale, ())

    def __str__(self):
        return str(self.title)


@dataclass(frozen=True)
class Duration:
    """A period as the law writes it; its days are working days where `working` is set."""

    length: int
    unit: str
    working: bool = False

    @property
    def days(self) -> float:
        """About how many calendar days, to compare periods of different units: five working days are a week."""
        return self.length * HOURS_OF[self.unit] / 24 * (7 / 5 if self.working else 1)

    def __str__(self):
        number = {"number": self.length}
        said = {
            Unit.HOURS: ngettext("%(number)s hour", "%(number)s hours", self.length),
            Unit.DAYS: ngettext("%(number)s day", "%(number)s days", self.length),
            Unit.WEEKS: ngettext("%(number)s week", "%(number)s weeks", self.length),
            Unit.MONTHS: ngettext("%(number)s month", "%(number)s months", self.length),
            Unit.YEARS: ngettext("%(number)s year", "%(number)s years", self.length),
        }[Unit(self.unit)] % number
        return _("%(duration)s (working days)") % {"duration": said} if self.working else said

    @property
    def short(self) -> str:
        return f"{self.length}\u00a0{SHORT_UNITS[Unit(self.unit)]}"


@dataclass(frozen=True)
class Money:
    amount: Decimal
    currency: str
    language: str

    def __str__(self):
        return f"{self._number}\u00a0{self.currency}"

    @property
    def short(self) -> str:
        return f"{self._number}\u00a0{get_currency_symbol(self.currency, self.language)}"

    @property
    def _number(self) -> str:
        whole = self.amount == self.amount.to_integral_value()
        return format_decimal(self.amount, format="#,##0" if whole else "#,##0.00", locale=self.language)


@dataclass(frozen=True)
class Detail:
    """What qualifies a value; `lead` is in the language of the page, the text perhaps in another."""

    text: Text
    lead: str = ""

    def __str__(self):
        return f"{self.lead} {self.text}".strip()


@dataclass(frozen=True)
class Fact:
    """What an indicator says of a country, with what is known about it.

    `value` is a choice, a `Duration`, `Money`, a whole number of years or a `Text`; None unless the fact is known.
    `details` qualify it: conditions, or from when a period runs and its exceptions.
    """

    indicator: IndicatorEntry
    country: CountryEntry
    status: Status = Status.UNKNOWN
    value: str | Duration | Money | int | Text | None = None
    details: tuple[Detail, ...] = ()
    legal_basis: str = ""
    source: SourceEntry | None = None
    valid_from: datetime.date | None = None
    checked_on: datetime.date | None = None

    @property
    def is_known(self) -> bool:
        return self.status == Status.KNOWN

    @property
    def is_stated(self) -> bool:
        """Whether anything is known: a value, or that there is none."""
        return self.status != Status.UNKNOWN

    @property
    def date(self) -> datetime.date | None:
        """What day the value is of: from when it is valid, else when it was checked, else the date of its source."""
        return self.valid_from or self.checked_on or (self.source and self.source.date)

    @property
    def label(self) -> str:
        """The value with its unit, or what kind of absence it is."""
        if not self.is_known:
            return {
                Status.NO_LIMIT: _("no limit"),
                Status.NATIONAL_LAW: _("left to each country"),
                Status.DOES_NOT_APPLY: _("does not apply here"),
                Status.UNKNOWN: _("not known yet"),
            }[self.status]
        if self.indicator.type == Type.CHOICE:
            return str(Choice(self.value).label)
        if self.indicator.type == Type.AGE:
            return ngettext("%(number)s year", "%(number)s years", self.value) % {"number": self.value}
        return str(self.value)

    @property
    def short(self) -> str:
        """The value as it fits on a tile of a map."""
        if not self.is_known:
            return {Status.NO_LIMIT: "∞", Status.NATIONAL_LAW: "–", Status.DOES_NOT_APPLY: "–"}.get(self.status, "?")
        if self.indicator.type == Type.CHOICE:
            return str(SHORT_CHOICES[Choice(self.value)])
        if self.indicator.type == Type.TEXT:
            return pgettext("map tile: there is a text in the table", "text")
        return self.value.short if isinstance(self.value, Duration | Money) else str(self.value)

    @property
    def lang(self) -> str:
        """The attribute that marks a text in another language than the page's."""
        return self.value.lang if isinstance(self.value, Text) else ""

    @property
    def as_number(self) -> float | None:
        """What a chart or a scale of colours measures; None where there is nothing to measure."""
        if isinstance(self.value, Duration):
            return self.value.days
        if isinstance(self.value, Money):
            return float(self.value.amount)
        return float(self.value) if self.indicator.type == Type.AGE and self.is_known else None

    @property
    def order(self) -> tuple:
        """What known facts of one indicator sort by: the scale, length, amount within its currency, age, alphabet."""
        if self.indicator.type == Type.CHOICE:
            return (self.indicator.choices.index(self.value),)
        if isinstance(self.value, Money):
            return (self.value.currency != EURO, self.value.currency, self.value.amount)
        if isinstance(self.value, Text):
            return (str(self.value).casefold(),)
        return (self.as_number,)


def in_order(facts: Iterable[Fact], descending: bool = False) -> list[Fact]:
    """Facts of one indicator by value, equal ones in the order given; what is not known stands last either way."""
    facts = list(facts)
    known = sorted((fact for fact in facts if fact.is_known), key=lambda fact: fact.order, reverse=descending)
    statuses = list(Status)
    return known + sorted((f for f in facts if not f.is_known), key=lambda fact: statuses.index(fact.status))


@dataclass(frozen=True)
class FactSheet:
    """Indicators with the facts of some countries, every pair there."""

    indicators: tuple[IndicatorEntry, ...]
    facts: dict[tuple[str, int], Fact]

    def of_indicator(self, indicator: IndicatorEntry, countries: Iterable[CountryEntry]) -> list[Fact]:
        return [self.facts[indicator.slug, country.pk] for country in countries]

    def of_country(self, country: CountryEntry) -> list[Fact]:
        return [self.facts[indicator.slug, country.pk] for indicator in self.indicators]


SOURCE_FIELDS = ("slug", "publisher", "url", "language", "date")
VALUE_FIELDS = (
    "country_id", "kind", "choice", "number", "currency", "legal_basis", "valid_from", "checked_on",
)  # fmt: skip
LIMIT_FIELDS = ("country_id", "length", "unit", "counting", "legal_basis", "valid_from", "checked_on")


def read(
    countries: list[CountryEntry], lines: dict[int, list[HelpLineEntry]], language: str, slug: str | None = None
) -> FactSheet:
    """What is known of each country by every indicator, or by one of them: one query.

    `lines` are the help lines of each country by its key, which the fact about the help line comes from.
    """
    keys = [country.pk for country in countries]
    texts = {
        f"{alias}_{column}": F(f"{path}{column}")
        for alias, path, fields in (
            ("own", "", ("title", "explanation")),
            ("value", "value__", ("text", "note")),
            ("value_source", "value__source__", ("title",)),
            ("period", "period__", ("start", "exceptions")),
            ("period_source", "period__source__", ("title",)),
        )
        for column in localized.readable_columns(fields, language)
    }
    plain = {
        f"{alias}_{name}": F(f"{path}{name}")
        for alias, path, names in (
            ("value", "value__", VALUE_FIELDS),
            ("value_source", "value__source__", SOURCE_FIELDS),
            ("period", "period__", LIMIT_FIELDS),
            ("period_source", "period__source__", SOURCE_FIELDS),
        )
        for name in names
    }
    rows = Indicator.objects.annotate(
        value=FilteredRelation("values", condition=Q(values__country__in=keys)),
        period=FilteredRelation("time_limits", condition=Q(time_limits__country__in=keys)),
    )
    if slug:
        rows = rows.filter(slug=slug)
    names = {"question_slug": F("question__slug"), "section_slug": F("question__section__slug")}
    rows = rows.annotate(**names, **plain, **texts).order_by("position", "slug")
    rows = rows.values_list("slug", "type", "scale", *names, *plain, *texts, named=True)
    by_country = {country.pk: country for country in countries}
    indicators: dict[str, IndicatorEntry] = {}
    facts: dict[tuple[str, int], Fact] = {}
    for row in rows:
        indicator = indicators.setdefault(row.slug, _indicator(row, language))
        for key, fact_of in ((row.value_country_id, _value), (row.period_country_id, _period)):
            if key is not None:
                facts[indicator.slug, key] = fact_of(row, indicator, by_country[key], language)
    for indicator in indicators.values():
        for country in countries:
            if indicator.scale == Indicator.Scale.HOTLINE:
                facts[indicator.slug, country.pk] = _hotline(indicator, country, lines.get(country.pk, ()))
            facts.setdefault((indicator.slug, country.pk), Fact(indicator, country))
    return FactSheet(tuple(indicators.values()), facts)


def _indicator(row, language: str) -> IndicatorEntry:
    title, explanation = (localized.text(row, f"own_{name}", language) for name in ("title", "explanation"))
    return IndicatorEntry(row.slug, title, explanation, row.type, row.scale, row.question_slug, row.section_slug)


def _value(row, indicator: IndicatorEntry, country: CountryEntry, language: str) -> Fact:
    note = localized.text(row, "value_note", language)
    value = None
    if row.value_kind == IndicatorValue.Kind.VALUE:
        value = {
            Type.CHOICE: lambda: row.value_choice,
            Type.MONEY: lambda: Money(row.value_number, row.value_currency, language),
            Type.AGE: lambda: int(row.value_number),
            Type.TEXT: lambda: localized.text(row, "value_text", language),
        }[Type(indicator.type)]()
    return Fact(
        indicator,
        country,
        Status.KNOWN if value is not None else Status(row.value_kind),
        value,
        (Detail(note),) if note else (),
        row.value_legal_basis,
        _source(row, "value_source", language),
        row.value_valid_from,
        row.value_checked_on,
    )


def _period(row, indicator: IndicatorEntry, country: CountryEntry, language: str) -> Fact:
    start = localized.text(row, "period_start", language)
    exceptions = localized.text(row, "period_exceptions", language)
    return Fact(
        indicator,
        country,
        Status.KNOWN,
        Duration(row.period_length, row.period_unit, row.period_counting == TimeLimit.Counting.WORKING),
        (Detail(start, _("Counted from:")), *([Detail(exceptions)] if exceptions else [])),
        row.period_legal_basis,
        _source(row, "period_source", language),
        row.period_valid_from,
        row.period_checked_on,
    )


def _source(row, alias: str, language: str) -> SourceEntry:
    own = {name: getattr(row, f"{alias}_{name}") for name in SOURCE_FIELDS}
    return SourceEntry(title=localized.text(row, f"{alias}_title", language), **own)


def _hotline(indicator: IndicatorEntry, country: CountryEntry, lines: Iterable[HelpLineEntry]) -> Fact:
    """Whether 116 006 works in a country, or another line for victims of any crime; unknown where no record says."""
    lines = list(lines)
    common = next((line for line in lines if line.number == VICTIM_SUPPORT and line.operates is not None), None)
    own = next((line for line in lines if line.for_victims and line.operates), None)
    if common and common.operates:
        line, choice = common, Choice.OPERATES
    elif own:
        line, choice = own, Choice.OTHER_NUMBER
    elif common:
        line, choice = common, Choice.NO
    else:
        return Fact(indicator, country)
    number = Text(line.telephone.shown, line.name.page_language, line.name.page_language)
    details = tuple(Detail(text) for text in (number, line.hours) if text)
    return Fact(indicator, country, Status.KNOWN, choice, details, "", line.source, checked_on=line.checked_on)
