"""Which files of shipped content were loaded as they are now: a start has nothing to do with them, not even read them.

What editors have changed since then does not matter: they would be left alone again.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from portal import fingerprint
from rights.models import Shipped

# What the loaders rest on: other code may write other rows of the same file.
CODE = (
    "countries",
    "portal/fingerprint.py",
    "portal/i18n",
    "portal/text",
    "rights/models",
    "rights/querysets.py",
    "rights/seeding",
    "rights/services",
    "rights/translation.py",
    "rights/validation.py",
)

_code = cache(fingerprint.of_code)


def mark(paths: Iterable[Path]) -> str:
    """What files say, and what this code makes of them; empty where one cannot be read: who loads it says why."""
    try:
        return f"{fingerprint.of_files(paths)} {_code(*CODE)}"
    except OSError:
        return ""


def is_loaded(name: str, current: str) -> bool:
    return bool(current) and Shipped.objects.filter(key=_key(name), digests={"mark": current}).exists()


def note(name: str, current: str) -> None:
    """In the transaction that loads it."""
    Shipped.objects.update_or_create(key=_key(name), defaults={"digests": {"mark": current}})


def _key(name: str) -> str:
    return f"file:{name}"
