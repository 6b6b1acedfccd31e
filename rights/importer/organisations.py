"""Organisations that a text names → support services: which are there already, and new records of the others."""

from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from countries.models import Country, HelpLine, Source, SupportService, Telephone
from portal.i18n import languages, translated
from portal.text import addresses
from rights import permissions
from rights.importer.decoding import fold
from rights.importer.report import NamedOrganisation
from rights.services import errors, records
from rights.validation import max_length

SAME_NAME = 88  # of 100
TELEPHONE_DIGITS = 7  # from the end: with and without the country's prefix a number is the same
NAME_LENGTH = max_length(SupportService, "name_en")


@dataclass(frozen=True)
class KnownRecord:
    """A record that seems to be the organisation: a support service, or the help line of its number."""

    record: SupportService | HelpLine

    @property
    def is_service(self) -> bool:
        return isinstance(self.record, SupportService)


def compare(
    services: tuple[NamedOrganisation, ...], country: Country
) -> list[tuple[NamedOrganisation, KnownRecord | None]]:
    """Each organisation with the record that seems to be it, by name, number or address."""
    records = list(SupportService.objects.filter(country=country).prefetch_related("telephones"))
    lines = list(HelpLine.objects.filter(country=country))
    return [(service, _known(service, records, lines)) for service in services]


def _known(service: NamedOrganisation, records: list[SupportService], lines: list[HelpLine]) -> KnownRecord | None:
    for record in records:
        if _shares_contact(service, record) or _same_name(service.name, record):
            return KnownRecord(record)
    numbers = {_digits(number) for number in service.phones}
    return next((KnownRecord(line) for line in lines if _digits(line.number) in numbers), None)


def _shares_contact(service: NamedOrganisation, record: SupportService) -> bool:
    numbers = {_digits(row.number) for row in record.telephones.all()} & {_digits(one) for one in service.phones}
    emails = {one.casefold() for one in record.emails} & {one.casefold() for one in service.emails}
    return bool(numbers or emails)


def _same_name(name: str, record: SupportService) -> bool:
    names = {getattr(record, translated.column("name", code)) for code in languages.CODES}
    return any(fuzz.token_sort_ratio(fold(name), fold(other)) >= SAME_NAME for other in names if other)


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())[-TELEPHONE_DIGITS:]


def create(
    service: NamedOrganisation, kind: str, country: Country, language: str, source: Source, user
) -> SupportService:
    """A new record of an organisation, with its contacts as far as they are valid; for managers, public at once."""
    if not permissions.may_manage(user, country):
        raise errors.NotAllowed(_("Only a manager of this country adds its services."))
    others = SupportService.objects.filter(country=country)
    record = SupportService(
        country=country,
        slug=_free_slug(service.name, set(others.values_list("slug", flat=True))),
        kind=kind,
        emails=[email for email in service.emails if addresses.passes(addresses.mail_address, email)],
        urls=[url for url in map(_with_scheme, service.urls) if addresses.passes(addresses.web_address, url)],
        source=source,
        position=max(others.values_list("position", flat=True), default=0) + 1,
    )
    for column in {translated.column("name", code) for code in (language, languages.ENGLISH)}:
        setattr(record, column, service.name[:NAME_LENGTH])
    records.save(record, user)
    for position, number in enumerate(dict.fromkeys(map(_as_kept, service.phones)), start=1):
        records.save(Telephone(service=record, number=number, position=position), user)
    return record


def _free_slug(name: str, taken: set[str]) -> str:
    start = slugify(name)[:40].strip("-") or "service"
    number = 1
    while (slug := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return slug


def _with_scheme(url: str) -> str:
    return url if "://" in url else f"https://{url}"


def _as_kept(number: str) -> str:
    """In international form, the short ones as they are dialled."""
    return number if number.startswith("+") else "".join(number.split())
