"""The message catalogues of the interface: where they are, and what they leave untranslated."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

from portal.i18n import languages


def sources() -> list[Path]:
    """Every catalogue of the portal, as its translators write it."""
    return sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """A catalogue. Raises `PoFileError` or `ValueError` where it cannot be read."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def messages(language: str) -> Iterator[tuple[str, bool]]:
    """Each message of the interface, and whether the language has it; English is what the code says itself."""
    for path in sources():
        if path.parent.parent.name == language:
            for message in read(path):
                if message.id:
                    yield _name(message.id), language == languages.ENGLISH or _is_translated(message)


def _name(identifier: str | Sequence[str]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def _is_translated(message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else message.string
    return bool(forms) and all(forms) and not message.fuzzy
