"""Dates in words, in each of the 24 languages."""

import datetime

from babel.dates import format_date
from django.utils import timezone, translation

EUROPEAN_FORM = {"en": "en_GB", "pt": "pt_PT"}  # CLDR's plain forms are American and Brazilian


def day(date: datetime.date | datetime.datetime | None) -> str:
    """A date in the language of the page: "1 October 2020"; empty where there is none.

    Babel knows Maltese, Django does not. A moment is given as the day that it was in the portal's own time zone.
    """
    language = translation.get_language()
    if isinstance(date, datetime.datetime) and timezone.is_aware(date):
        date = timezone.localtime(date)
    return format_date(date, "long", EUROPEAN_FORM.get(language, language)) if date else ""
