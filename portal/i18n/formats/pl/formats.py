"""Polish: Django takes 03-04-26 for 26 April 2003."""

from portal.i18n.formats.day_first import DATE_INPUT_FORMATS, DATETIME_INPUT_FORMATS  # noqa: F401
