"""Swedish: Django reads 03/04/2026 as Americans do."""

from portal.i18n.formats.day_first import DATE_INPUT_FORMATS, DATETIME_INPUT_FORMATS  # noqa: F401
