"""How dates are typed and shown where Django decides: the day stands before the month in every language."""

import datetime

import pytest
from django import forms
from django.utils import formats, translation

from portal.i18n import languages

APRIL = datetime.date(2026, 4, 3)


@pytest.mark.parametrize("language", languages.CODES)
@pytest.mark.parametrize("field", [forms.DateField, forms.DateTimeField])
def test_what_somebody_types_is_read_with_the_day_first_or_refused(language, field):
    read = {}
    with translation.override(language):
        for typed in ("03/04/2026", "03.04.2026", "03-04-2026", "03/04/26", "03.04.26", "03-04-26", "2026-04-03"):
            time = " 10:30" if field is forms.DateTimeField else ""
            try:
                found = field().clean(typed + time)
            except forms.ValidationError:
                continue
            read[typed] = found.date() if time else found
    assert read["2026-04-03"] == APRIL
    assert set(read.values()) == {APRIL}


@pytest.mark.parametrize("language", languages.CODES)
def test_no_date_is_shown_with_the_month_first(language):
    with translation.override(language):
        shown = formats.date_format(APRIL, "SHORT_DATE_FORMAT"), formats.date_format(APRIL, "DATE_FORMAT")
    for text in shown:
        assert not text.startswith(("04/03", "April 3", "Apr", "4/3"))


def test_a_date_that_is_typed_is_shown_again_as_it_was_typed():
    """A browser's field for dates takes no other form than this one."""
    from rights.desk.forms import AnswerForm

    field = AnswerForm.base_fields["new_date"]
    with translation.override("de"):
        assert field.widget.format_value(APRIL) == "2026-04-03"
