"""Organisations with their contacts, from the section on support."""

import re

import phonenumbers

from rights.importer import blocks, boilerplate
from rights.importer.blocks import LINK, Line
from rights.importer.report import NamedOrganisation

HARMONISED = re.compile(r"(?<![\d+])(116)[\s./-]?(\d{3})(?!\d)")  # numbers that are the same in the whole EU
# A short number counts where something says that it is one: a word for telephone, a colon, another number before it.
SHORT = re.compile(r"(?<![\w./,§+-])(?<!\d )\d{3,6}(?![\w/%§€-]|[.,]\d| \d)")
DIALLED = re.compile(
    r"(?::|\bt[eé]l|phone|fono|fon\b|tālr|puhel|telef|τηλ|тел|\d{3}[^\W\d_]*\s+\w{1,5})[^\d:]{0,30}$", re.IGNORECASE
)
TELEPHONE_LENGTH = 2_000  # of a line: longer ones are prose, and the finder of numbers is slow
STREET = re.compile(r"^\d{1,4},?\s+\w|^(?:[A-Z]{1,2}-)?\d{2,5}[- ]|\s\d{1,4}\s?[a-zA-Z]?(?:$|,)")
MAX_LINES = 600
NAME_WORDS = 12
# "Telephone:", "Website:": what stands before a contact and is no name.
LABEL = re.compile(r"^[^:]{2,40}:\s*$")


def services_in(lines: list[Line], country: str) -> tuple[NamedOrganisation, ...]:
    """Each organisation that is named in the lines, with the contacts that follow its name."""
    found: list[tuple[str, int, dict[str, list[str]]]] = []
    name = ""
    lines = lines[:MAX_LINES]
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        contacts = _contacts(line, country)
        if any(contacts.values()):
            own = _name_beside(line)
            _add(found, own or name or _only_address(contacts), line.number, contacts)
        elif _names(line, following) and not (name and _is_address(line)):
            name = line.plain.strip(" :.")
            if LINK in line.text[:1]:
                _add(found, name, line.number, contacts)
    return tuple(
        NamedOrganisation(
            name,
            tuple(dict.fromkeys(contacts["phones"])),
            tuple(dict.fromkeys(contacts["emails"])),
            tuple(dict.fromkeys(contacts["urls"])),
            line=number,
        )
        for name, number, contacts in found
    )


def _add(found: list, name: str, number: int, contacts: dict[str, list[str]]):
    """Contacts of the organisation named last go to it; a new name begins a new one."""
    for known, _number, existing in found:
        if known == name:
            for kind, values in contacts.items():
                existing[kind] += values
            return
    found.append((name, number, contacts))


def _contacts(line: Line, country: str) -> dict[str, list[str]]:
    addresses = blocks.addresses([line])
    return {
        "phones": telephones(line.plain, country),
        "emails": [address for address, is_email in addresses if is_email],
        "urls": [address for address, is_email in addresses if not is_email],
    }


def telephones(text: str, country: str) -> list[str]:
    """The telephone numbers in a text, in international form, the harmonised ones as "116 006"."""
    harmonised = [f"{match[1]} {match[2]}" for match in HARMONISED.finditer(text)]
    if len(text) > TELEPHONE_LENGTH or sum(sign.isdigit() for sign in text) < 3:
        return harmonised
    text = blocks.ADDRESS.sub(" ", HARMONISED.sub(" ", text)).replace("\xa0", " ")
    region = {"EL": "GR", "EU": "ZZ"}.get(country, country)
    matches = list(phonenumbers.PhoneNumberMatcher(text, region, max_tries=100))
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    long = [phonenumbers.format_number(match.number, form) for match in matches]
    return [*long, *_short_numbers(text, region, matches), *harmonised]


def _short_numbers(text: str, region: str, long: list) -> list[str]:
    """The national numbers of few digits ("1522") that are assigned in the country and are named as such."""
    found = []
    for match in SHORT.finditer(text):
        within = any(one.start <= match.start() < one.end for one in long)
        if not within and DIALLED.search(text[: match.start()]) and _is_assigned(match[0], region):
            found.append(match[0])
    return found


def _is_assigned(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_short_number_for_region(phonenumbers.parse(digits, region), region)
    except phonenumbers.NumberParseException:
        return False


def _name_beside(line: Line) -> str:
    """The name before the first contact on the same line ("SPZ Eupen info@…"), unless it is a label."""
    text = line.plain
    starts = [match.start() for match in blocks.ADDRESS.finditer(text)]
    if number := re.search(r"[(+]?\d[\d ()/.-]{4,}", text):
        starts.append(number.start())
    before = text[: min(starts, default=0)].strip(" ,;–—-")
    if not before or (before.endswith(":") and LABEL.match(before) and len(before.split()) <= 3):
        return ""
    if not before[:1].isupper() or len(before.split()) > NAME_WORDS or "." in before.rstrip("."):
        return ""
    return before.rstrip(" :(") if len(before.split()) > 1 else ""


def _names(line: Line, following: Line | None) -> bool:
    """A line that names an organisation: the text of a link, or a title above a description or a contact.

    A title above a list goes on about the organisation named before ("The centre • offers … • helps …").
    """
    text = line.plain
    if (
        blocks.asks(text)
        or text.isupper()
        or boilerplate.is_additional(text)
        or text.endswith((*blocks.SENTENCE_END, "?"))
    ):
        return False
    if line.text.startswith(LINK):
        return 1 < len(text.split()) <= NAME_WORDS
    if line.is_item or following is None or not text[:1].isupper() or len(text.split()) > NAME_WORDS:
        return False
    return not following.is_item or bool(blocks.ADDRESS.search(following.text) or re.search(r"\d{3}", following.text))


def _is_address(line: Line) -> bool:
    """A street with a house number, or a place with a postcode."""
    return LINK not in line.text and bool(STREET.search(line.plain))


def _only_address(contacts: dict[str, list[str]]) -> str:
    for kind in ("urls", "emails", "phones"):
        if contacts[kind]:
            return re.sub(r"^https?://(?:www\.)?|/.*$", "", contacts[kind][0])
    return ""
