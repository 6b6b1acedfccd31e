"""The read side of countries, services and help lines: plain data in the reader's language."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

import phonenumbers
from django.db.models import F, Q

from countries.models import EUROPEAN_UNION, Country, HelpLine, Source, SupportService, Telephone
from portal import localized
from portal.localized import Text

EMERGENCY = "112"
VICTIM_SUPPORT = "116006"


@dataclass(frozen=True)
class CountryEntry:
    """A country as a page shows it."""

    pk: int
    code: str
    slug: str
    name: Text
    native_name: str
    official_languages: tuple[str, ...]
    place: int

    @property
    def flag(self) -> str:
        return self.code.lower()

    @property
    def is_union(self) -> bool:
        return self.code == EUROPEAN_UNION

    def __str__(self):
        return str(self.name)


@dataclass(frozen=True)
class SourceEntry:
    """A source as a page cites it; `date` is None where it bears none."""

    slug: str
    title: Text
    publisher: str
    url: str
    language: str
    date: datetime.date | None


@dataclass(frozen=True)
class TelephoneEntry:
    """A number as it is shown and as it is dialled."""

    shown: str
    uri: str
    note: Text | None = None


@dataclass(frozen=True)
class ServiceEntry:
    slug: str
    kind: str
    kind_label: str
    name: Text
    description: Text
    hours: Text
    address: str
    telephones: tuple[TelephoneEntry, ...]
    emails: tuple[str, ...]
    urls: tuple[str, ...]
    source: SourceEntry
    checked_on: datetime.date | None


@dataclass(frozen=True)
class ServiceLines:
    """The telephone numbers of a service, without the rest."""

    slug: str
    name: Text
    telephones: tuple[TelephoneEntry, ...]


@dataclass(frozen=True)
class HelpLineEntry:
    """A help line; `operates` is True, False, or None where no source says.

    `country_code` is whose record it is: the EU's holds what is the same everywhere.
    """

    number: str
    telephone: TelephoneEntry
    name: Text
    operates: bool | None
    hours: Text
    cost: Text
    note: Text
    spoken_languages: tuple[str, ...]
    source: SourceEntry
    checked_on: datetime.date | None
    for_victims: bool = False
    country_code: str = ""

    @property
    def is_emergency(self) -> bool:
        return self.number == EMERGENCY


def countries(language: str) -> list[CountryEntry]:
    """All 28 in the order of the reader's alphabet, the European Union last."""
    rows = Country.objects.only(
        "code", "slug", "native_name", "official_languages", "position", "alphabetical",
        *localized.readable_columns(["name"], language),
    )  # fmt: skip
    entries = [
        CountryEntry(
            row.pk,
            row.code,
            row.slug,
            localized.text(row, "name", language),
            row.native_name,
            tuple(row.official_languages),
            row.alphabetical.get(language, row.position),
        )
        for row in rows
    ]
    return sorted(entries, key=lambda entry: (entry.is_union, entry.place))


def telephone(number: str, note: Text | None = None) -> TelephoneEntry:
    """The one format for telephone numbers: 112 as it is, 116 006 in threes, others international ("+371 80 001 801").

    A number that the library does not know is shown as it was written.
    """
    digits = "".join(character for character in number if character.isdigit())
    if not number.startswith("+"):
        shown = f"{digits[:3]}\u00a0{digits[3:]}" if len(digits) == 6 else digits
        return TelephoneEntry(shown, f"tel:{digits}", note)
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return TelephoneEntry(number, f"tel:+{digits}", note)
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    dialled = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return TelephoneEntry(shown.replace(" ", "\u00a0"), f"tel:{dialled}", note)


def source_columns(language: str, prefix: str = "") -> list[str]:
    """The columns of a source to name in `only()`, reached through `prefix` ("source__")."""
    names = ["slug", "publisher", "url", "language", "date", *localized.readable_columns(["title"], language)]
    return [f"{prefix}{name}" for name in names]


def source_entry(source: Source, language: str) -> SourceEntry:
    return SourceEntry(
        source.slug,
        localized.text(source, "title", language),
        source.publisher,
        source.url,
        source.language,
        source.date,
    )


def services(country_id: int, language: str) -> list[ServiceEntry]:
    """Who helps in a country, victim support first, in the order of `SupportService.Kind`: one query."""
    notes = localized.readable_columns(["note"], language)
    rows = (
        SupportService.objects.filter(country_id=country_id)
        .select_related("source")
        .only(
            "country", "slug", "kind", "address", "emails", "urls", "checked_on", "position",
            *localized.readable_columns(["name", "description", "hours"], language),
            *source_columns(language, "source__"),
        )
        .annotate(line=F("telephones__number"), **{f"line_{note}": F(f"telephones__{note}") for note in notes})
        .order_by("position", "slug", "telephones__position", "telephones__number")
    )  # fmt: skip
    lines: dict[int, list[TelephoneEntry]] = {}  # a row for each telephone number, or one where there is none
    for row in rows:
        numbers = lines.setdefault(row.pk, [])
        if row.line:
            numbers.append(telephone(row.line, localized.text(row, "line_note", language)))
    kinds = SupportService.Kind.values
    return [
        ServiceEntry(
            row.slug,
            row.kind,
            row.get_kind_display(),
            localized.text(row, "name", language),
            localized.text(row, "description", language),
            localized.text(row, "hours", language),
            row.address,
            tuple(lines[row.pk]),
            tuple(row.emails),
            tuple(row.urls),
            source_entry(row.source, language),
            row.checked_on,
        )
        for row in sorted({row.pk: row for row in rows}.values(), key=lambda row: kinds.index(row.kind))
    ]


def help_lines(country_code: str, language: str) -> list[HelpLineEntry]:
    """The help lines of a country, its own facts before those of the whole EU: one query.

    A number that the country says something about is not repeated from the EU's list.
    """
    rows = help_line_rows(language).filter(country__code__in=[country_code, EUROPEAN_UNION])
    own = {row.number: row for row in rows if row.country.code == country_code}
    shared = {row.number: row for row in rows if row.number not in own}
    entries = [help_line_entry(row, language) for row in {**shared, **own}.values()]
    order = {row.number: (row.number in shared, row.position) for row in (*shared.values(), *own.values())}
    return sorted(entries, key=lambda entry: (entry.number != EMERGENCY, entry.operates is None, order[entry.number]))


def help_line_rows(language: str):
    return (
        HelpLine.objects.select_related("source", "country")
        .only(
            "number", "operates", "for_victims", "spoken_languages", "checked_on", "position", "country__code",
            *localized.readable_columns(["name", "hours", "cost", "note"], language),
            *source_columns(language, "source__"),
        )
        .order_by("position", "number")
    )  # fmt: skip


def help_lines_by_key(keys: Collection[int], language: str) -> list[tuple[int, HelpLineEntry]]:
    """The help lines with these keys, each with the key of its country: one query."""
    rows = help_line_rows(language).in_bulk(list(keys))
    return [(rows[key].country_id, help_line_entry(rows[key], language)) for key in keys if key in rows]


def telephones_of(keys: Collection[int], language: str) -> list[tuple[int, ServiceLines]]:
    """The services with these keys and their numbers, each with the key of its country: one query."""
    rows = (
        Telephone.objects.filter(service__in=keys)
        .select_related("service")
        .only(
            "number", "position", *localized.readable_columns(["note"], language),
            "service__country", "service__slug", *localized.readable_columns(["service__name"], language),
        )
        .order_by("position", "number")
    )  # fmt: skip
    by_service: dict[int, list[Telephone]] = {}
    for row in rows:
        by_service.setdefault(row.service_id, []).append(row)
    found = [by_service[key] for key in keys if key in by_service]
    return [(rows[0].service.country_id, service_lines(rows, language)) for rows in found]


def service_lines(rows: list[Telephone], language: str) -> ServiceLines:
    service = rows[0].service
    return ServiceLines(
        service.slug,
        localized.text(service, "name", language),
        tuple(telephone(row.number, localized.text(row, "note", language)) for row in rows),
    )


def help_line_entry(row: HelpLine, language: str) -> HelpLineEntry:
    return HelpLineEntry(
        row.number,
        telephone(row.number),
        localized.text(row, "name", language),
        row.operates,
        localized.text(row, "hours", language),
        localized.text(row, "cost", language),
        localized.text(row, "note", language),
        tuple(row.spoken_languages),
        source_entry(row.source, language),
        row.checked_on,
        row.for_victims,
        row.country.code,
    )


def victim_lines(countries: list[CountryEntry], language: str) -> dict[int, list[HelpLineEntry]]:
    """The help lines for victims of any crime, by the key of their country: one query."""
    rows = help_line_rows(language).filter(
        Q(number=VICTIM_SUPPORT) | Q(for_victims=True), country__in=[country.pk for country in countries]
    )
    found: dict[int, list[HelpLineEntry]] = {}
    for row in rows:
        found.setdefault(row.country_id, []).append(help_line_entry(row, language))
    return found


def header_lines(lines: list[HelpLineEntry]) -> list[HelpLineEntry]:
    """What the slim line of every page shows: 112, and 116 006 where it operates."""
    return [line for line in lines if line.operates and line.number in (EMERGENCY, VICTIM_SUPPORT)]
