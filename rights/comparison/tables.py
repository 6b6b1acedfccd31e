"""Comparisons as files: CSV for programs, a spreadsheet for people. Rows and columns can change places."""

import csv
import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from countries.selectors import CountryEntry
from portal.i18n import languages
from portal.text import richtext
from rights.models import Revision
from rights.selectors import freshness
from rights.selectors.answers import AnswerStatus
from rights.selectors.comparison import Cell, Comparison
from rights.selectors.indicators import Fact, FactMatrix

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


def of_answers(title: str, address: str, comparison: Comparison, absolute: Callable[[str], str]) -> Table:
    """A comparison of answers, questions down. `absolute(path)` is a whole address."""
    parts = (
        _("In brief"), _("The whole answer"), _("What kind of answer"), _("Language"), _("Legal basis"),
        _("Source"), _("Last checked"), _("Note"), _("Address"),
    )  # fmt: skip
    return Table(
        title,
        address,
        tuple(str(row.question) for row in comparison.rows),
        tuple(str(country) for country in comparison.countries),
        parts,
        tuple(tuple(_answer_parts(cell, absolute) for cell in row.cells) for row in comparison.rows),
    )


def _notes(cell: Cell) -> list[str]:
    """What the page says beside an answer: that it is not reviewed, out of date, or shown in another language."""
    answer, notes = cell.answer, []
    if answer.is_fallback:
        names = {"wanted": answer.page_language_name, "shown": answer.language_name}
        notes.append(_("Not yet available in %(wanted)s; shown in %(shown)s.") % names)
    if answer.outdated_since:
        sentence = _("The original text changed on %(date)s; this translation does not have the change yet.")
        notes.append(sentence % {"date": timezone.localdate(answer.outdated_since).isoformat()})
    if answer.taken_down_at:
        sentence = _("This answer was taken down on %(date)s while it is being checked.")
        notes.append(sentence % {"date": timezone.localdate(answer.taken_down_at).isoformat()})
    for instrument in answer.not_bound:
        sentence = _("%(title)s does not bind %(country)s, so what it gives is not shown here.")
        notes.append(sentence % {"title": instrument.title, "country": cell.country})
    if answer.has_text and answer.origin in (Revision.Origin.SEED, Revision.Origin.UNREVIEWED_TRANSLATION):
        notes.append(_("Not yet reviewed."))
    return notes


def kind_of(status: AnswerStatus, is_union: bool = False) -> str:
    if is_union and status == AnswerStatus.NOT_ANSWERED:
        return _("no rule in EU law")
    return {
        AnswerStatus.ANSWERED: _("answered"),
        AnswerStatus.NO_RIGHT: _("no such right"),
        AnswerStatus.DOES_NOT_APPLY: _("does not apply here"),
        AnswerStatus.EU_MINIMUM: _("EU minimum"),
        AnswerStatus.NOT_ANSWERED: _("not answered yet"),
        AnswerStatus.TAKEN_DOWN: _("being checked"),
    }[status]


def _answer_parts(cell: Cell, absolute) -> tuple[str, ...]:
    answer = cell.answer
    address = reverse("question", args=[cell.country.slug, answer.question.section.slug, answer.question.slug])
    return (
        answer.summary,
        richtext.plain(answer.body),
        kind_of(answer.status, cell.country.is_union),
        answer.language,
        "; ".join(answer.legal_basis),
        "; ".join(_cited(source) for source in answer.sources),
        freshness.cell(answer),
        " ".join(_notes(cell)),
        absolute(address),
    )


def of_facts(title: str, address: str, facts: FactMatrix, countries: list[CountryEntry]) -> Table:
    """Indicators down, countries across."""
    parts = (_("Value"), _("Note"), _("Legal basis"), _("Source"), _("Valid from"), _("Last checked"))
    return Table(
        title,
        address,
        tuple(str(indicator) for indicator in facts.indicators),
        tuple(str(country) for country in countries),
        parts,
        tuple(
            tuple(_fact_parts(fact) for fact in facts.of_indicator(indicator, countries))
            for indicator in facts.indicators
        ),
    )


def _fact_parts(fact: Fact) -> tuple[str, ...]:
    return (
        fact.label,
        " ".join(str(text) for text in fact.details),
        str(fact.legal_basis or ""),
        _cited(fact.source) if fact.source else "",
        _iso(fact.valid_from),
        freshness.cell(fact),
    )


def _cited(source) -> str:
    return ", ".join(part for part in (str(source.title), source.publisher, _iso(source.date), source.url) if part)


def _iso(date: datetime.date | None) -> str:
    return date.isoformat() if date else ""


def as_csv(table: Table, separator: str = ",") -> bytes:
    """UTF-8 with a byte order mark, which spreadsheet programs need to see; a column for each part of a cell."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    heads = [
        f"{column}: {part}" if len(table.parts) > 1 else column for column in table.columns for part in table.parts
    ]
    writer.writerow(["", *map(_harmless, heads)])
    for head, cells in zip(table.rows, table.cells, strict=True):
        writer.writerow([_harmless(head), *(_harmless(text) for parts in cells for text in parts)])
    return "\ufeff".encode() + file.getvalue().encode()


def as_csv_for_excel(table: Table) -> bytes:
    """The same with the separator that Excel expects of a file in the page's language: by a click it asks for none."""
    return as_csv(table, ";" if languages.has_decimal_comma(translation.get_language()) else ",")


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
