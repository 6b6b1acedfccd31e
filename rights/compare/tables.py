"""Comparisons as files: CSV for programs, a spreadsheet for people. Rows and columns can change places."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from rights import richtext
from rights.comparison import Cell
from rights.factsheets import Status
from rights.indicators import Fact
from rights.models import Revision

LONGEST_CELL = 32_767  # what spreadsheet programs hold
FORMULA = (*"=+-@\t\r\n", *"＝＋－＠")  # what they would run as one; the wide ones in East Asian programs
CONTROLS = {code: None for code in (*range(32), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"}  # XML has none


@dataclass(frozen=True)
class Table:
    """A matrix: heads of rows and columns, and in each cell the same named parts, such as "Answer" and "Source"."""

    title: str
    address: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    parts: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]  # row → column → part

    def flipped(self) -> "Table":
        return Table(
            self.title, self.address, self.columns, self.rows, self.parts, tuple(zip(*self.cells, strict=True))
        )


def of_answers(title: str, address: str, rows: Iterable, countries: Iterable, absolute) -> Table:
    """A comparison of answers (`rights.comparison.Row`), questions down. `absolute(path)` is a whole address."""
    parts = (_("In brief"), _("The whole answer"), _("What kind of answer"), _("Language"), _("Legal basis"))
    parts += (_("Source"), _("Last checked"), _("Note"), _("Address"))
    rows = list(rows)
    return Table(
        title,
        address,
        tuple(str(row.question) for row in rows),
        tuple(str(country) for country in countries),
        parts,
        tuple(tuple(_answer_parts(cell, absolute) for cell in row.cells) for row in rows),
    )


def _notes(cell: Cell) -> list[str]:
    """What the page says beside an answer: that it is not reviewed, out of date, or shown in another language."""
    answer, notes = cell.answer, []
    if answer.is_fallback:
        names = {"wanted": answer.page_language_name, "shown": answer.language_name}
        notes.append(_("Not yet available in %(wanted)s; shown in %(shown)s.") % names)
    if answer.outdated_since:
        sentence = _("The original text changed on %(date)s; this translation does not have the change yet.")
        notes.append(sentence % {"date": answer.outdated_since.date().isoformat()})
    for instrument in answer.not_bound:
        sentence = _("%(title)s does not bind %(country)s, so what it gives is not shown here.")
        notes.append(sentence % {"title": instrument.title, "country": cell.country})
    if answer.has_text and answer.origin in (Revision.Origin.SEED, Revision.Origin.UNREVIEWED_TRANSLATION):
        notes.append(_("Not yet reviewed."))
    return notes


def kind_of(status: Status) -> str:
    return {
        Status.ANSWERED: _("answered"),
        Status.NO_RIGHT: _("no such right"),
        Status.DOES_NOT_APPLY: _("does not apply here"),
        Status.EU_MINIMUM: _("EU minimum"),
        Status.NOT_ANSWERED: _("not answered yet"),
    }[status]


def _answer_parts(cell: Cell, absolute) -> tuple[str, ...]:
    answer = cell.answer
    address = reverse("question", args=[cell.country.slug, answer.question.section.slug, answer.question.slug])
    return (
        answer.summary,
        richtext.plain(answer.body),
        kind_of(answer.status),
        answer.language,
        "; ".join(answer.legal_basis),
        "; ".join(_cited(source) for source in answer.sources),
        _iso(answer.checked_on),
        " ".join(_notes(cell)),
        absolute(address),
    )


def of_facts(title: str, address: str, rows: Iterable[tuple[str, list[Fact]]], countries: Iterable) -> Table:
    """Indicators down, countries across."""
    rows = list(rows)
    parts = (_("Value"), _("Note"), _("Legal basis"), _("Source"), _("Valid from"), _("Last checked"))
    return Table(
        title,
        address,
        tuple(head for head, _facts in rows),
        tuple(str(country) for country in countries),
        parts,
        tuple(tuple(_fact_parts(fact) for fact in facts) for _head, facts in rows),
    )


def _fact_parts(fact: Fact) -> tuple[str, ...]:
    return (
        fact.label,
        " ".join(str(text) for text in fact.details),
        fact.legal_basis,
        _cited(fact.source) if fact.source else "",
        _iso(fact.valid_from),
        _iso(fact.checked_on),
    )


def _cited(source) -> str:
    return ", ".join(part for part in (str(source.title), source.publisher, _iso(source.date), source.url) if part)


def _iso(date: datetime.date | None) -> str:
    return date.isoformat() if date else ""


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheet programs need to see; a column for each part of a cell."""
    file = io.StringIO()
    writer = csv.writer(file)
    heads = [
        f"{column}: {part}" if len(table.parts) > 1 else column for column in table.columns for part in table.parts
    ]
    writer.writerow(["", *map(_harmless, heads)])
    for head, cells in zip(table.rows, table.cells, strict=True):
        writer.writerow([_harmless(head), *(_harmless(text) for parts in cells for text in parts)])
    return "\ufeff".encode() + file.getvalue().encode()


def _harmless(text: str) -> str:
    """Text that no spreadsheet program takes for a formula: an apostrophe goes before it, as their makers advise."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_spreadsheet(table: Table) -> bytes:
    """A workbook with a sheet for each part of a cell and one that says what it is; every cell is text."""
    book = Workbook(write_only=True)
    for number, part in enumerate(table.parts):
        sheet = book.create_sheet(_sheet_name(part, number))
        sheet.freeze_panes = "B2"
        sheet.column_dimensions["A"].width = 36
        for column in range(len(table.columns)):
            sheet.column_dimensions[get_column_letter(column + 2)].width = 48
        sheet.append([_text(sheet, head, bold=True) for head in ("", *table.columns)])
        for head, cells in zip(table.rows, table.cells, strict=True):
            sheet.append([_text(sheet, head, bold=True), *(_text(sheet, parts[number]) for parts in cells)])
    about = book.create_sheet(_sheet_name(_("About"), len(table.parts)))
    about.column_dimensions["A"].width = 100
    for line in (table.title, table.address, datetime.date.today().isoformat()):
        about.append([_text(about, line)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_name(part: str, number: int) -> str:
    """What a sheet may be called: at most 31 letters, some forbidden, none twice."""
    plain = "".join(letter for letter in part if letter not in "[]:*?/\\'")
    return f"{number + 1} {plain}"[:31]


def _text(sheet, text: str, bold: bool = False) -> WriteOnlyCell:
    text = text.translate(CONTROLS)
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # text even where it begins like a formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
