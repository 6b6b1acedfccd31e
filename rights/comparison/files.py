"""Comparisons as files: their addresses on a page, and the response that brings one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rights.comparison import tables
from rights.comparison.requests import with_query
from rights.comparison.tables import Table

CSV = "text/csv; charset=utf-8"
FORMATS = {
    "csv": (tables.as_csv, CSV),
    "excel.csv": (tables.as_csv_for_excel, CSV),
    "xlsx": (tables.as_spreadsheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass(frozen=True)
class Link:
    title: str
    address: str


def links(view: str, layouts: Iterable[str], arguments: Iterable[str] = (), query: str = "") -> list[Link]:
    """The same comparison as files; of the layouts, the one that the page has comes first."""
    forms = {"csv": "CSV", "excel.csv": _("CSV for Excel"), "xlsx": _("Spreadsheet")}
    rows = {
        "by-country": _("a row for each country"),
        "by-question": _("a row for each question"),
        "by-indicator": _("a row for each fact"),
    }
    return [
        Link(f"{forms[form]}, {rows[layout]}", with_query(reverse(view, args=[*arguments, layout, form]), query))
        for form in FORMATS
        for layout in layouts
    ]


def response(table: Table, name: str, layout: str, form: str) -> HttpResponse:
    """A table as a file; tables come with a column for each country, `by-country` has a row for each."""
    write, content_type = FORMATS[form]
    return HttpResponse(
        write(table.flipped() if layout == "by-country" else table),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name[:120]}.{form}"',
            "X-Robots-Tag": "noindex",
        },
    )
