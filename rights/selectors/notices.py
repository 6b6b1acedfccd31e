"""What every page says on top for some days: a line that cannot be reached, a law that has changed, repairs."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from countries import selectors
from portal.i18n import languages, translated
from portal.i18n.translated import TranslatedText
from rights.models import SiteNotice


@dataclass(frozen=True)
class NoticeEntry:
    """A notice, with what its sentence names: a country, and of a dead line its name and number."""

    kind: str
    country: TranslatedText | None = None
    line: TranslatedText | None = None


@lru_cache(2 * len(languages.CODES))
def read_notices(_version: str, language: str, today: datetime.date) -> tuple[NoticeEntry, ...]:
    """The notices of a day, the newest first: one query, once for each content version."""
    rows = SiteNotice.objects.filter(starts_on__lte=today, ends_on__gte=today)
    return tuple(_entry(row, language) for row in rows.select_related("country", "help_line__country"))


def _entry(row: SiteNotice, language: str) -> NoticeEntry:
    if row.kind == SiteNotice.Kind.DEAD_LINE and row.help_line:
        name = translated.text(row.help_line, "name", language)
        number = "" if row.help_line.taken_down_at else f" ({selectors.telephone(row.help_line.number).shown})"
        line = TranslatedText(f"{name}{number}", name.language, language)
        return NoticeEntry(row.kind, translated.text(row.help_line.country, "name", language), line)
    if row.kind == SiteNotice.Kind.CHANGED_LAW and row.country:
        return NoticeEntry(row.kind, translated.text(row.country, "name", language))
    return NoticeEntry(row.kind)
