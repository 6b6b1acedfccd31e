"""The read side of countries, services and help lines: plain data in the reader's language."""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import phonenumbers
from django.db.models import F, FilteredRelation, Q

from countries.models import EUROPEAN_UNION, Country, HelpLine, RetiredSlug, Source, SupportService, Telephone
from portal.i18n import translated
from portal.i18n.translated import TranslatedText

EMERGENCY = "112"
VICTIM_SUPPORT = "116006"


@dataclass(frozen=True)
class CountryEntry:
    """A country as a page shows it."""

    pk: int
    code: str
    slug: str
    name: TranslatedText
    native_name: str
    official_languages: tuple[str, ...]
    place: int
    lines_taken_down: frozenset[str] = frozenset()  # numbers of help lines that its texts may not name for now

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
    title: TranslatedText
    publisher: str
    url: str
    language: str
    date: datetime.date | None


@dataclass(frozen=True)
class TelephoneEntry:
    """A number as it is shown and as it is dialled; `uri` is empty where it cannot be dialled as it is written."""

    shown: str
    uri: str
    note: TranslatedText | None = None


@dataclass(frozen=True)
class ServiceEntry:
    slug: str
    kind: str
    kind_label: str
    name: TranslatedText
    description: TranslatedText
    hours: TranslatedText
    address: str
    telephones: tuple[TelephoneEntry, ...]
    emails: tuple[str, ...]
    urls: tuple[str, ...]
    source: SourceEntry
    checked_on: datetime.date | None
    taken_down_at: datetime.datetime | None = None


@dataclass(frozen=True)
class ServiceTelephones:
    """The telephone numbers of a service, without the rest."""

    slug: str
    name: TranslatedText
    telephones: tuple[TelephoneEntry, ...]


@dataclass(frozen=True)
class HelpLineEntry:
    """A help line; `operates` is True, False, or None where no source says.

    `country_code` is whose record it is: the EU's holds what is the same everywhere. Of one that was taken down, there
    is its name and nothing to call; the number stands for which one it is, and is not shown.
    """

    number: str
    telephone: TelephoneEntry
    name: TranslatedText
    operates: bool | None
    hours: TranslatedText
    cost: TranslatedText
    note: TranslatedText
    spoken_languages: tuple[str, ...]
    source: SourceEntry
    checked_on: datetime.date | None
    for_victims: bool = False
    country_code: str = ""
    taken_down_at: datetime.datetime | None = None

    @property
    def is_emergency(self) -> bool:
        return self.number == EMERGENCY


def successors(kind: str, slugs: Collection[str]) -> dict[str, int]:
    """The keys of the records of a kind ("country", "question") that once had these slugs: one query."""
    retired = RetiredSlug.objects.filter(kind=kind, slug__in=slugs)
    return dict(retired.values_list("slug", "successor"))


def countries(language: str) -> list[CountryEntry]:
    """All 28 in the order of the reader's alphabet, the European Union last: one query."""
    rows = Country.objects.only(
        "code", "slug", "native_name", "official_languages", "position", "alphabetical",
        *translated.readable_columns(["name"], language),
    )  # fmt: skip
    rows = rows.annotate(
        line=FilteredRelation("help_lines", condition=Q(help_lines__taken_down_at__isnull=False)),
        line_down=F("line__number"),
    )  # a row for each line that was taken down, or one where none was
    down: dict[str, set[str]] = {}
    for row in rows:
        down.setdefault(row.code, set()).update({row.line_down} - {None})
    entries = [
        CountryEntry(
            row.pk,
            row.code,
            row.slug,
            translated.text(row, "name", language),
            row.native_name,
            tuple(row.official_languages),
            row.alphabetical.get(language, row.position),
            frozenset(down[row.code] | down.get(EUROPEAN_UNION, set())),
        )
        for row in {row.pk: row for row in rows}.values()
    ]
    return sorted(entries, key=lambda entry: (entry.is_union, entry.place))


def lines_taken_down() -> Callable[[int], frozenset[str]]:
    """The numbers that texts of a country, by its key, may not name for now: one query, whatever is asked then."""
    lines = HelpLine.objects.filter(taken_down_at__isnull=False).values_list("country", "country__code", "number")
    down = list(lines)

    def of_country(key: int) -> frozenset[str]:
        return frozenset(number for country, code, number in down if country == key or code == EUROPEAN_UNION)

    return of_country


def telephone(number: str, note: TranslatedText | None = None) -> TelephoneEntry:
    """The one format for telephone numbers: 112 as it is, 116 006 in threes, others international ("+371 80 001 801").

    A number that does not lead anywhere, such as one with too few digits, is shown as it was written, and not linked.
    """
    digits = "".join(character for character in number if character.isdigit())
    if not number.startswith("+"):
        shown = f"{digits[:3]}\u00a0{digits[3:]}" if len(digits) == 6 else digits
        return TelephoneEntry(shown, f"tel:{digits}", note)
    parsed = _parsed(number)
    if parsed is None:
        return TelephoneEntry(number, "", note)
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    dialled = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return TelephoneEntry(shown.replace(" ", "\u00a0"), f"tel:{dialled}", note)


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    """A number in international form, None where no telephone can have it."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


def can_be_dialled(number: str) -> bool:
    return bool(telephone(number).uri)


def source_columns(language: str, prefix: str = "") -> list[str]:
    """The columns of a source to name in `only()`, reached through `prefix` ("source__")."""
    names = ["slug", "publisher", "url", "language", "date", *translated.readable_columns(["title"], language)]
    return [f"{prefix}{name}" for name in names]


def source_entry(source: Source, language: str) -> SourceEntry:
    return SourceEntry(
        source.slug,
        translated.text(source, "title", language),
        source.publisher,
        source.url,
        source.language,
        source.date,
    )


def services(country_id: int, language: str) -> list[ServiceEntry]:
    """Who helps in a country, victim support first, in the order of `SupportService.Kind`: one query.

    Of a service that was taken down, there is its name and nothing to reach it by.
    """
    notes = translated.readable_columns(["note"], language)
    rows = (
        SupportService.objects.filter(country_id=country_id)
        .select_related("source")
        .only(
            "country", "slug", "kind", "address", "emails", "urls", "checked_on", "position", "taken_down_at",
            *translated.readable_columns(["name", "description", "hours"], language),
            *source_columns(language, "source__"),
        )
        .annotate(line=F("telephones__number"), **{f"line_{note}": F(f"telephones__{note}") for note in notes})
        .order_by("position", "slug", "telephones__position", "telephones__number")
    )  # fmt: skip
    lines: dict[int, list[TelephoneEntry]] = {}  # a row for each telephone number, or one where there is none
    for row in rows:
        numbers = lines.setdefault(row.pk, [])
        if row.line:
            numbers.append(telephone(row.line, translated.text(row, "line_note", language)))
    kinds = SupportService.Kind.values
    return [
        _service(row, lines[row.pk], language)
        for row in sorted({row.pk: row for row in rows}.values(), key=lambda row: kinds.index(row.kind))
    ]


def _service(row: SupportService, lines: list[TelephoneEntry], language: str) -> ServiceEntry:
    entry = ServiceEntry(
        row.slug,
        row.kind,
        row.get_kind_display(),
        translated.text(row, "name", language),
        translated.text(row, "description", language),
        translated.text(row, "hours", language),
        row.address,
        tuple(lines),
        tuple(row.emails),
        tuple(row.urls),
        source_entry(row.source, language),
        row.checked_on,
        row.taken_down_at,
    )
    nothing = TranslatedText("", language, language)
    if not entry.taken_down_at:
        return entry
    return replace(entry, description=nothing, hours=nothing, address="", telephones=(), emails=(), urls=())


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
            "taken_down_at",
            *translated.readable_columns(["name", "hours", "cost", "note"], language),
            *source_columns(language, "source__"),
        )
        .order_by("position", "number")
    )  # fmt: skip


def help_lines_by_key(keys: Collection[int], language: str) -> list[tuple[int, HelpLineEntry]]:
    """The help lines with these keys, each with the key of its country: one query."""
    rows = help_line_rows(language).in_bulk(list(keys))
    return [(rows[key].country_id, help_line_entry(rows[key], language)) for key in keys if key in rows]


def service_telephones_by_key(keys: Collection[int], language: str) -> list[tuple[int, ServiceTelephones]]:
    """The services with these keys and their numbers, each with the key of its country: one query."""
    rows = (
        Telephone.objects.filter(service__in=keys)
        .select_related("service")
        .only(
            "number", "position", *translated.readable_columns(["note"], language),
            "service__country", "service__slug", *translated.readable_columns(["service__name"], language),
        )
        .order_by("position", "number")
    )  # fmt: skip
    by_service: dict[int, list[Telephone]] = {}
    for row in rows:
        by_service.setdefault(row.service_id, []).append(row)
    chosen = [by_service[key] for key in keys if key in by_service]
    return [(rows[0].service.country_id, service_telephones(rows, language)) for rows in chosen]


def service_telephones(rows: list[Telephone], language: str) -> ServiceTelephones:
    service = rows[0].service
    return ServiceTelephones(
        service.slug,
        translated.text(service, "name", language),
        tuple(telephone(row.number, translated.text(row, "note", language)) for row in rows),
    )


def help_line_entry(row: HelpLine, language: str) -> HelpLineEntry:
    if row.taken_down_at:
        return _taken_down(row, language)
    return HelpLineEntry(
        row.number,
        telephone(row.number),
        translated.text(row, "name", language),
        row.operates,
        translated.text(row, "hours", language),
        translated.text(row, "cost", language),
        translated.text(row, "note", language),
        tuple(row.spoken_languages),
        source_entry(row.source, language),
        row.checked_on,
        row.for_victims,
        row.country.code,
    )


def _taken_down(row: HelpLine, language: str) -> HelpLineEntry:
    nothing = TranslatedText("", language, language)
    return HelpLineEntry(
        number=row.number,
        telephone=TelephoneEntry("", ""),
        name=translated.text(row, "name", language),
        operates=None,
        hours=nothing,
        cost=nothing,
        note=nothing,
        spoken_languages=(),
        source=source_entry(row.source, language),
        checked_on=None,
        country_code=row.country.code,
        taken_down_at=row.taken_down_at,
    )


def victim_help_lines(countries: list[CountryEntry], language: str) -> dict[int, list[HelpLineEntry]]:
    """The help lines for victims of any crime, by the key of their country: one query."""
    rows = help_line_rows(language).filter(
        Q(number=VICTIM_SUPPORT) | Q(for_victims=True), country__in=[country.pk for country in countries]
    )
    by_country: dict[int, list[HelpLineEntry]] = {}
    for row in rows:
        by_country.setdefault(row.country_id, []).append(help_line_entry(row, language))
    return by_country


def header_lines(lines: list[HelpLineEntry]) -> list[HelpLineEntry]:
    """What the slim line of every page shows: 112, and 116 006 where it operates."""
    return [line for line in lines if line.operates and line.number in (EMERGENCY, VICTIM_SUPPORT)]
