"""How sure a reader may be that something still holds: when it was last checked, else how old its source is."""

import datetime
from collections.abc import Callable
from typing import Protocol

from django.utils.translation import gettext as _


class Checked(Protocol):
    """An answer or a fact."""

    @property
    def checked_on(self) -> datetime.date | None:
        """The day on which somebody last read its source again; None where nobody has."""

    @property
    def source_date(self) -> datetime.date | None:
        """The date of its source, or of the oldest of several; None where they bear none."""


def sentence(entry: Checked, day: Callable[[datetime.date], str]) -> str:
    """The sentence that stands under an answer or a fact; `day` writes a date."""
    if entry.checked_on:
        return _("Last checked on %(date)s.") % {"date": day(entry.checked_on)}
    if entry.source_date:
        return _("Source dated %(date)s; not checked since.") % {"date": day(entry.source_date)}
    return _("No date of a check is known.")


def cell(entry: Checked) -> str:
    """The same in a column of its own: the day of the check alone, so that it sorts; empty where no date is known."""
    if entry.checked_on:
        return entry.checked_on.isoformat()
    return sentence(entry, datetime.date.isoformat) if entry.source_date else ""
