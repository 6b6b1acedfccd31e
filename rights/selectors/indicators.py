"""The read side of facts: what each indicator says of a country, as typed values that can be shown and sorted.

Durations come from the time limits and the help line from its record; the rest are values of their own. Where nothing
is known there is a fact too, `UNKNOWN`: it says so, and never sorts as zero.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from babel.numbers import format_decimal, get_currency_symbol
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from countries.selectors import VICTIM_SUPPORT, CountryEntry, HelpLineEntry, SourceEntry
from portal.i18n import translated
from portal.i18n.translated import TranslatedText
from rights.models import SCALES, Indicator, IndicatorValue, TimeLimit

Type, Kind, Choice, Unit = Indicator.Type, IndicatorValue.Kind, IndicatorValue.Choice, TimeLimit.Unit
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


class FactStatus(StrEnum):
    """What kind of value, or of absence, a fact is. Never shown alike."""

    KNOWN = "known"
    NO_LIMIT = "no-limit"
    NATIONAL_LAW = "national-law"
    DOES_NOT_APPLY = "does-not-apply"
    UNKNOWN = "unknown"


ABSENCES = {
    FactStatus.NO_LIMIT: gettext_lazy("no limit"),
    FactStatus.NATIONAL_LAW: gettext_lazy("left to each country"),
    FactStatus.DOES_NOT_APPLY: gettext_lazy("does not apply here"),
    FactStatus.UNKNOWN: gettext_lazy("not known yet"),
}
SHORT_ABSENCES = {
    FactStatus.NO_LIMIT: "∞",
    FactStatus.NATIONAL_LAW: "–",
    FactStatus.DOES_NOT_APPLY: "–",
    FactStatus.UNKNOWN: "?",
}


@dataclass(frozen=True)
class IndicatorEntry:
    slug: str
    title: TranslatedText
    explanation: TranslatedText
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


class Value(Protocol):
    """What an indicator says of a country. Each type of indicator has a class of its own."""

    @property
    def label(self) -> str:
        """The value in words, with its unit."""

    @property
    def short(self) -> str:
        """The value as it fits on a tile of a map."""

    @property
    def sort_key(self) -> tuple:
        """What values of one indicator are sorted by."""

    @property
    def number(self) -> float | None:
        """What a chart measures; None where there is nothing to measure."""

    @property
    def unit(self) -> str:
        """Numbers of different units cannot be compared; empty where an indicator has only one."""

    @property
    def lang(self) -> str:
        """The attribute that marks a text in another language than the page's."""


@dataclass(frozen=True)
class Grade:
    """A place on a closed scale; the first of `scale` gives a victim most."""

    choice: str
    scale: tuple[str, ...]
    number: ClassVar[None] = None
    unit: ClassVar[str] = ""
    lang: ClassVar[str] = ""

    @property
    def label(self) -> str:
        return str(Choice(self.choice).label)

    @property
    def short(self) -> str:
        return str(SHORT_CHOICES[Choice(self.choice)])

    @property
    def place(self) -> int:
        return self.scale.index(self.choice)

    @property
    def sort_key(self) -> tuple:
        return (self.place,)


@dataclass(frozen=True)
class Duration:
    """A period as the law writes it; its days are working days where `working` is set."""

    length: int
    time_unit: str
    working: bool = False
    unit: ClassVar[str] = ""
    lang: ClassVar[str] = ""

    @property
    def number(self) -> float:
        """About how many calendar days, to compare periods of different units: five working days are a week."""
        return self.length * HOURS_OF[Unit(self.time_unit)] / 24 * (7 / 5 if self.working else 1)

    @property
    def sort_key(self) -> tuple:
        return (self.number,)

    @property
    def label(self) -> str:
        period = {
            Unit.HOURS: ngettext("%(number)s hour", "%(number)s hours", self.length),
            Unit.DAYS: ngettext("%(number)s day", "%(number)s days", self.length),
            Unit.WEEKS: ngettext("%(number)s week", "%(number)s weeks", self.length),
            Unit.MONTHS: ngettext("%(number)s month", "%(number)s months", self.length),
            Unit.YEARS: ngettext("%(number)s year", "%(number)s years", self.length),
        }[Unit(self.time_unit)] % {"number": self.length}
        return _("%(duration)s (working days)") % {"duration": period} if self.working else period

    @property
    def short(self) -> str:
        return f"{self.length}\u00a0{SHORT_UNITS[Unit(self.time_unit)]}"


@dataclass(frozen=True)
class Money:
    """An amount. `language` is the reader's, whose digits and signs it is written with."""

    amount: Decimal
    currency: str
    language: str
    lang: ClassVar[str] = ""

    @property
    def number(self) -> float:
        return float(self.amount)

    @property
    def unit(self) -> str:
        return self.currency

    @property
    def sort_key(self) -> tuple:
        return (self.currency != EURO, self.currency, self.amount)

    @property
    def label(self) -> str:
        return f"{self._digits}\u00a0{self.currency}"

    @property
    def short(self) -> str:
        return f"{self._digits}\u00a0{get_currency_symbol(self.currency, self.language)}"

    @property
    def _digits(self) -> str:
        whole = self.amount == self.amount.to_integral_value()
        return format_decimal(self.amount, format="#,##0" if whole else "#,##0.00", locale=self.language)


@dataclass(frozen=True)
class Age:
    """An age in whole years."""

    years: int
    unit: ClassVar[str] = ""
    lang: ClassVar[str] = ""

    @property
    def number(self) -> float:
        return float(self.years)

    @property
    def sort_key(self) -> tuple:
        return (self.years,)

    @property
    def label(self) -> str:
        return ngettext("%(number)s year", "%(number)s years", self.years) % {"number": self.years}

    @property
    def short(self) -> str:
        return str(self.years)


@dataclass(frozen=True)
class Words:
    """A short text, perhaps in another language than the page's."""

    text: TranslatedText
    number: ClassVar[None] = None
    unit: ClassVar[str] = ""

    @property
    def lang(self) -> str:
        return self.text.lang

    @property
    def label(self) -> str:
        return str(self.text)

    @property
    def short(self) -> str:
        return pgettext("map tile: there is a text in the table", "text")

    @property
    def sort_key(self) -> tuple:
        return (self.label.casefold(),)


@dataclass(frozen=True)
class Detail:
    """What qualifies a value; `lead` is in the language of the page, the text perhaps in another."""

    text: TranslatedText
    lead: str = ""

    def __str__(self):
        return f"{self.lead} {self.text}".strip()


@dataclass(frozen=True)
class Fact:
    """What an indicator says of a country, with what is known about it.

    `value` is None unless the fact is known. `details` qualify it: conditions, or from when a period runs and its
    exceptions.
    """

    indicator: IndicatorEntry
    country: CountryEntry
    status: FactStatus = FactStatus.UNKNOWN
    value: Value | None = None
    details: tuple[Detail, ...] = ()
    legal_basis: TranslatedText | None = None
    source: SourceEntry | None = None
    valid_from: datetime.date | None = None
    checked_on: datetime.date | None = None

    @property
    def is_known(self) -> bool:
        return self.status == FactStatus.KNOWN

    @property
    def is_stated(self) -> bool:
        """Whether anything is known: a value, or that there is none."""
        return self.status != FactStatus.UNKNOWN

    @property
    def source_date(self) -> datetime.date | None:
        return self.source.date if self.source else None

    @property
    def date(self) -> datetime.date | None:
        """What day the value is of: from when it is valid, else when it was checked, else the date of its source."""
        return self.valid_from or self.checked_on or self.source_date

    @property
    def label(self) -> str:
        """The value with its unit, or what kind of absence it is."""
        return self.value.label if self.value else str(ABSENCES[self.status])

    @property
    def short(self) -> str:
        """The value, or the sign of its absence, as it fits on a tile of a map."""
        return self.value.short if self.value else SHORT_ABSENCES[self.status]

    @property
    def lang(self) -> str:
        """The attribute that marks a text in another language than the page's."""
        return self.value.lang if self.value else ""

    @property
    def number(self) -> float | None:
        """What a chart or a scale of colours measures; None where there is nothing to measure."""
        return self.value.number if self.value else None


def in_order(facts: Iterable[Fact], descending: bool = False) -> list[Fact]:
    """Facts of one indicator by value, equal ones in the order given; what is not known stands last either way."""
    facts, statuses = list(facts), list(FactStatus)
    known = [(fact.value.sort_key, fact) for fact in facts if fact.value]
    known.sort(key=lambda pair: pair[0], reverse=descending)
    unknown = [fact for fact in facts if not fact.value]
    unknown.sort(key=lambda fact: statuses.index(fact.status))
    return [fact for _key, fact in known] + unknown


@dataclass(frozen=True)
class FactMatrix:
    """Indicators with the facts of some countries, every pair there."""

    indicators: tuple[IndicatorEntry, ...]
    facts: dict[tuple[str, int], Fact]

    def of_indicator(self, indicator: IndicatorEntry, countries: Iterable[CountryEntry]) -> list[Fact]:
        return [self.facts[indicator.slug, country.pk] for country in countries]

    def of_country(self, country: CountryEntry) -> list[Fact]:
        return [self.facts[indicator.slug, country.pk] for indicator in self.indicators]


SOURCE_FIELDS = ("slug", "publisher", "url", "language", "date")
VALUE_FIELDS = (
    "country_id", "kind", "choice", "number", "currency", "valid_from", "checked_on",
)  # fmt: skip
LIMIT_FIELDS = ("country_id", "length", "unit", "counting", "valid_from", "checked_on")


def read(
    countries: list[CountryEntry], lines: dict[int, list[HelpLineEntry]], language: str, slug: str | None = None
) -> FactMatrix:
    """What is known of each country by every indicator, or by one of them: one query.

    `lines` are the help lines of each country by its key, which the fact about the help line comes from.
    """
    keys = [country.pk for country in countries]
    texts = {
        f"{alias}_{column}": F(f"{path}{column}")
        for alias, path, fields in (
            ("own", "", ("title", "explanation")),
            ("value", "value__", ("text", "note", "legal_basis")),
            ("value_source", "value__source__", ("title",)),
            ("period", "period__", ("start", "exceptions", "legal_basis")),
            ("period_source", "period__source__", ("title",)),
        )
        for column in translated.readable_columns(fields, language)
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
    named_rows: Iterable[Any] = rows.values_list("slug", "type", "scale", *names, *plain, *texts, named=True)
    by_country = {country.pk: country for country in countries}
    indicators: dict[str, IndicatorEntry] = {}
    facts: dict[tuple[str, int], Fact] = {}
    for row in named_rows:
        indicator = indicators.setdefault(row.slug, _indicator(row, language))
        for key, fact_of in ((row.value_country_id, _value), (row.period_country_id, _period)):
            if key is not None:
                facts[indicator.slug, key] = fact_of(row, indicator, by_country[key], language)
    for indicator in indicators.values():
        for country in countries:
            if indicator.scale == Indicator.Scale.HOTLINE:
                facts[indicator.slug, country.pk] = _hotline(indicator, country, lines.get(country.pk, ()))
            facts.setdefault((indicator.slug, country.pk), Fact(indicator, country))
    return FactMatrix(tuple(indicators.values()), facts)


def _indicator(row, language: str) -> IndicatorEntry:
    title, explanation = (translated.text(row, f"own_{name}", language) for name in ("title", "explanation"))
    return IndicatorEntry(row.slug, title, explanation, row.type, row.scale, row.question_slug, row.section_slug)


VALUE_OF_TYPE: dict[str, Callable[[Any, IndicatorEntry, str], Value]] = {
    Type.CHOICE: lambda row, indicator, _language: Grade(row.value_choice, indicator.choices),
    Type.MONEY: lambda row, _indicator, language: Money(row.value_number, row.value_currency, language),
    Type.AGE: lambda row, _indicator, _language: Age(int(row.value_number)),
    Type.TEXT: lambda row, _indicator, language: Words(translated.text(row, "value_text", language)),
}


def _value(row, indicator: IndicatorEntry, country: CountryEntry, language: str) -> Fact:
    note = translated.text(row, "value_note", language)
    value = VALUE_OF_TYPE[indicator.type](row, indicator, language) if row.value_kind == Kind.VALUE else None
    return Fact(
        indicator,
        country,
        FactStatus.KNOWN if value else FactStatus(row.value_kind),
        value,
        (Detail(note),) if note else (),
        translated.text(row, "value_legal_basis", language),
        _source(row, "value_source", language),
        row.value_valid_from,
        row.value_checked_on,
    )


def _period(row, indicator: IndicatorEntry, country: CountryEntry, language: str) -> Fact:
    start = translated.text(row, "period_start", language)
    exceptions = translated.text(row, "period_exceptions", language)
    return Fact(
        indicator,
        country,
        FactStatus.KNOWN,
        Duration(row.period_length, row.period_unit, row.period_counting == TimeLimit.Counting.WORKING),
        (Detail(start, _("Counted from:")), *([Detail(exceptions)] if exceptions else [])),
        translated.text(row, "period_legal_basis", language),
        _source(row, "period_source", language),
        row.period_valid_from,
        row.period_checked_on,
    )


def _source(row, alias: str, language: str) -> SourceEntry:
    own = {name: getattr(row, f"{alias}_{name}") for name in SOURCE_FIELDS}
    return SourceEntry(title=translated.text(row, f"{alias}_title", language), **own)


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
    number = TranslatedText(line.telephone.shown, line.name.page_language, line.name.page_language)
    details = tuple(Detail(text) for text in (number, line.hours) if text)
    grade = Grade(choice, indicator.choices)
    return Fact(indicator, country, FactStatus.KNOWN, grade, details, source=line.source, checked_on=line.checked_on)
