"""Comparisons as CSV and as spreadsheets: read back, compared with the page, flipped, and attacked."""

import csv
import datetime
import io

import pytest
from openpyxl import load_workbook

from rights.comparison import tables
from rights.comparison.tables import Table
from rights.models import Publication
from tests.public_pages import main_of, text_of
from tests.rights.facts import help_line, period, value

pytestmark = pytest.mark.django_db

SECTION = "compare/latvia+estonia+european-union/compensation/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"]


@pytest.fixture
def take(reference, client):
    """The file at an address, as rows of CSV or as the sheets of a workbook (name → rows)."""

    def take(path, language="en"):
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 200
        return read_csv(answer.content) if path.partition("?")[0].endswith("csv") else sheets(answer.content)

    return take


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value or "" for cell in row] for row in sheet.rows] for sheet in book}


@pytest.fixture
def answers(publish_text):
    law = "Code, § 1\nAct, § 2"
    publish_text("EE", "damages", "en", source_language="en", legal_basis=law, body="<h2>Who</h2><p>You &amp; I.</p>")
    publish_text("LV", "damages", "en", source_language="en", kind="no-right", body="")
    publish_text("LV", "state-advance", "lv", source_language="lv", summary='Nē, “nekad”; "jā", un\tvēl.')
    publish_text("EE", "state-advance", "en", source_language="en", kind="does-not-apply", checked_on=None)
    publish_text("EU", "emergency-payment", "en", instruments=["2012-29"])


PARTS = [
    "In brief", "The whole answer", "What kind of answer", "Language", "Legal basis", "Source", "Last checked",
    "Note", "Address",
]  # fmt: skip


def part(rows: list[list[str]], row: str, column: str, name: str) -> str:
    [line] = [line for line in rows if line[0] == row]
    return line[rows[0].index(f"{column}: {name}")]


# What is in them


def test_a_file_is_offered_for_download_and_not_for_search_engines(reference, client):
    for form, kind in (("csv", "text/csv; charset=utf-8"), ("excel.csv", "text/csv; charset=utf-8"), ("xlsx", XLSX)):
        answer = client.get(f"/en/{SECTION}by-question.{form}")
        assert answer.headers["Content-Type"] == kind
        expected = f'attachment; filename="latvia-estonia-european-union-compensation.{form}"'
        assert answer.headers["Content-Disposition"] == expected
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies


@pytest.mark.parametrize(
    "path", [SECTION, "compare/questions/damages/", "compare/indicators/", "compare/indicators/support-free/"]
)
def test_the_page_leads_to_its_files_each_of_which_is_there(reference, client, path):
    value("EE", "support-free", "yes")
    page = main_of(client.get(f"/en/{path}").content.decode())
    files = [
        link.get("href")
        for link in page.iter("a")
        if link.get("href", "").partition("?")[0].endswith((".csv", ".xlsx"))
    ]
    assert len(files) == len(set(files)) == 6
    for file in files:
        assert client.get(file).status_code == 200


def test_a_comparison_has_a_row_for_each_question_and_the_parts_of_each_country(take, answers):
    rows = take(f"{SECTION}by-question.csv")
    countries = ["Latvia", "Estonia", "European Union"]
    assert rows[0] == ["", *(f"{country}: {name}" for country in countries for name in PARTS)]
    assert [len(row) for row in rows] == [len(rows[0])] * 7
    damages, _, advance, *_ = [row[0] for row in rows[1:]]
    assert part(rows, damages, "Estonia", "In brief") == "In brief, damages in en."
    assert part(rows, damages, "Estonia", "The whole answer").split() == ["Who", "You", "&", "I."]
    assert part(rows, damages, "Estonia", "What kind of answer") == "answered"
    assert part(rows, damages, "Estonia", "Legal basis") == "Code, § 1; Act, § 2"
    assert part(rows, damages, "Estonia", "Last checked") == "2026-06-01"
    assert part(rows, damages, "Estonia", "Address") == "http://testserver/en/estonia/compensation/damages/"
    source = "A page of the ministry, Ministry of Tests, 2026-01-15, https://example.eu/page"
    assert part(rows, damages, "Estonia", "Source") == source
    assert part(rows, damages, "Latvia", "What kind of answer") == "no such right"
    assert part(rows, damages, "European Union", "What kind of answer") == "no rule in EU law"
    assert part(rows, advance, "Estonia", "What kind of answer") == "does not apply here"
    assert part(rows, advance, "Estonia", "Last checked") == "Source dated 2026-01-15; not checked since."
    assert part(rows, advance, "Latvia", "In brief") == 'Nē, “nekad”; "jā", un\tvēl.'
    assert part(rows, advance, "Latvia", "Language") == "lv"
    assert part(rows, rows[6][0], "Estonia", "What kind of answer") == "EU minimum"


def test_the_file_says_what_the_page_says(take, answers, reference, client):
    rows = take(f"{SECTION}by-question.csv")
    page = main_of(client.get(f"/en/{SECTION}").content.decode())
    [head] = page.iter("thead")
    [body] = page.iter("tbody")
    columns = [text_of(cell) for cell in head.iter("th")][1:]
    for row in body.iter("tr"):
        question = text_of(next(row.iter("th")))
        for column, cell in zip(columns, row.iter("td"), strict=True):
            briefs = [text_of(p) for p in cell.iter("p") if p.get("class") == "brief"]
            if briefs:
                assert briefs == [" ".join(part(rows, question, column, "In brief").split())]


def test_rows_and_columns_change_places(take, answers):
    rows, flipped = take(f"{SECTION}by-question.csv"), take(f"{SECTION}by-country.csv")
    assert [row[0] for row in flipped] == ["", "Latvia", "Estonia", "European Union"]
    for row in rows[1:]:
        for country in ("Latvia", "Estonia", "European Union"):
            for name in PARTS:
                assert part(flipped, country, row[0], name) == part(rows, row[0], country, name)


@pytest.mark.parametrize("layout", ["by-question", "by-country"])
@pytest.mark.parametrize("path", [SECTION, "compare/questions/damages/"])
def test_the_spreadsheet_says_what_the_csv_says(take, answers, path, layout):
    rows, book = take(f"{path}{layout}.csv"), take(f"{path}{layout}.xlsx")
    assert [name.split(" ", 1)[1] for name in book] == [*PARTS, "About"]
    for number, (name, sheet) in enumerate(list(book.items())[:-1]):
        assert [row[0] for row in sheet] == [row[0] for row in rows]
        assert sheet[0][1:] == [head.removesuffix(f": {PARTS[number]}") for head in rows[0][1 + number :: len(PARTS)]]
        assert [row[1:] for row in sheet[1:]] == [row[1 + number :: len(PARTS)] for row in rows[1:]], name


def test_the_spreadsheet_says_what_it_is_where_it_is_from_and_when(take):
    about = list(take(f"{SECTION}by-country.xlsx").values())[-1]
    assert [row[0] for row in about] == [
        "Compensation",
        f"http://testserver/en/{SECTION}",
        datetime.date.today().isoformat(),
    ]


def test_a_question_has_a_row_for_each_of_28_countries_when_flipped(take, answers):
    rows = take("compare/questions/damages/by-country.csv")
    assert len(rows) == 29
    assert rows[1][0] == "European Union"
    assert len(take("compare/questions/damages/by-question.csv")) == 2


def test_a_file_is_in_the_language_of_its_address(take, answers):
    rows = take(f"{SECTION}by-question.csv", "lv")
    assert rows[0][1].startswith("Latvija: ")
    assert any("Nē" in cell for row in rows for cell in row)
    [address] = [cell for cell in rows[1] if cell.endswith("/estonia/compensation/damages/")]
    assert address == "http://testserver/lv/estonia/compensation/damages/"


@pytest.mark.parametrize("language", ["en", "mt", "de", "lv"])
def test_a_file_for_excel_opens_in_columns_and_says_what_the_other_says(reference, client, language):
    """Excel takes the separator of its reader's country: a semicolon wherever the decimal sign is a comma."""
    separator = "," if language in ("en", "mt") else ";"
    file = client.get(f"/{language}/compare/questions/damages/by-question.excel.csv").content
    assert file.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=separator))
    assert len(rows[0]) > 28
    assert rows == read_csv(client.get(f"/{language}/compare/questions/damages/by-question.csv").content)


# Facts


@pytest.fixture
def known(reference):
    days = {"valid_from": datetime.date(2023, 1, 1), "checked_on": datetime.date(2026, 5, 4)}
    value("LV", "state-compensation-max", (3100, "EUR"), note_en="For the worst.", legal_basis_en="Act, § 7", **days)
    period("LV", 10, "days", counting="working")
    value("EE", "appeal-closure-days", kind="no-limit")
    value("EE", "child-interview-age", 14)
    help_line("LV", "+37180001801", for_victims=True)


FACT_PARTS = ["Value", "Note", "Legal basis", "Source", "Valid from", "Last checked"]


def test_facts_are_written_with_their_unit_date_law_and_source(take, known):
    rows = take("compare/indicators/by-indicator.csv?country=latvia&country=estonia")
    assert rows[0] == ["", *(f"{country}: {name}" for country in ("Latvia", "Estonia") for name in FACT_PARTS)]
    assert len(rows) == 23
    [most] = [row for row in rows if row[1] == "3,100\xa0EUR"]
    source = "A law of tests, Parliament, https://example.eu/law"
    assert most[1:7] == ["3,100\xa0EUR", "For the worst.", "Act, § 7", source, "2023-01-01", "2026-05-04"]
    assert most[7:] == ["not known yet", "", "", "", "", ""]
    [closure] = [row for row in rows if row[1].startswith("10 days")]
    assert (closure[1], closure[2], closure[7]) == ("10 days (working days)", "Counted from: the day after", "no limit")


def test_a_fact_that_nobody_has_checked_says_how_old_its_source_is(take, reference, source):
    value("LV", "state-compensation-max", (3100, "EUR"), source=source)
    rows = take("compare/indicators/by-indicator.csv?country=latvia&country=estonia")
    [most] = [row for row in rows if row[1] == "3,100\xa0EUR"]
    assert most[6] == "Source dated 2026-01-15; not checked since."


def test_facts_change_places_too_and_the_spreadsheet_says_the_same(take, known):
    query = "?country=latvia&country=estonia"
    rows, flipped = (take(f"compare/indicators/{layout}.csv{query}") for layout in ("by-indicator", "by-country"))
    for row in rows[1:]:
        for country in ("Latvia", "Estonia"):
            for name in FACT_PARTS:
                assert part(flipped, country, row[0], name) == part(rows, row[0], country, name)
    book = take(f"compare/indicators/by-indicator.xlsx{query}")
    values = next(iter(book.values()))
    unquoted = [[cell.removeprefix("'") for cell in row] for row in rows]
    assert [row[1:] for row in values[1:]] == [row[1 :: len(FACT_PARTS)] for row in unquoted[1:]]
    address = list(book.values())[-1][1][0]
    assert address == f"http://testserver/en/compare/indicators/{query}"


def test_the_file_of_one_fact_has_all_28(take, known):
    rows = take("compare/indicators/state-compensation-max/by-country.csv")
    assert len(rows) == 29
    assert {row[0]: row[1] for row in rows[1:]}["Latvia"] == "3,100\xa0EUR"
    assert sum(row[1] == "not known yet" for row in rows[1:]) == 27


def test_a_telephone_number_is_no_formula(take, known):
    rows = take("compare/indicators/hotline-116006/by-country.csv")
    [note] = [row[2] for row in rows if row[0] == "Latvia"]
    assert note.startswith("'+371")


def test_what_ships_can_be_taken_along(shipped, take):
    rows, book = take(f"{SECTION}by-question.csv"), take(f"{SECTION}by-question.xlsx")
    whole = list(book.values())[1]
    assert [row[1:] for row in whole[1:]] == [
        [cell.removeprefix("'") for cell in row[2 :: len(PARTS)]] for row in rows[1:]
    ]
    assert sum(len(cell) for row in whole for cell in row) > 10_000


def test_a_file_says_what_the_page_says_beside_an_answer(take, answers):
    rows = take("compare/latvia+estonia+denmark/compensation/by-question.csv")
    damages, _, advance, *_ = [row[0] for row in rows[1:]]
    emergency = rows[6][0]
    assert part(rows, damages, "Estonia", "Note") == "Not yet reviewed."
    assert part(rows, advance, "Latvia", "Note") == (
        "Not yet available in English; shown in Latvian. Not yet reviewed."
    )
    note = part(rows, emergency, "Denmark", "Note")
    assert note.startswith("Directive 2012/29/EU")
    assert note.endswith("does not bind Denmark, so what it gives is not shown here.")


def test_a_file_has_the_day_of_the_page(take, client, publish_text):
    """Days are those of the portal's own time zone, not those of Greenwich."""
    for language in ("en", "lv"):
        publish_text("EE", "damages", language)
    at = datetime.datetime(2026, 6, 4, 22, 30, tzinfo=datetime.UTC)  # half past midnight, 5 June
    Publication.objects.filter(language="lv").update(outdated_since=at)
    assert "2026. gada 5. jūnijs" in client.get("/lv/estonia/compensation/damages/").content.decode()
    file = take("compare/questions/damages/by-question.csv", "lv")
    assert "2026-06-05" in str(file)
    assert "2026-06-04" not in str(file)


# Attacks


def table(*texts: str, head: str = "A question", title: str = "Title") -> Table:
    return Table(title, "https://example.eu/", (head,), ("Latvia",), ("One",), ((tuple(texts),),))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_is_none_in_csv(text):
    [heads, [head, cell]] = read_csv(tables.as_csv(table(text, head=text)))
    assert head == cell == f"'{text}"
    assert heads == ["", "Latvia"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_is_text_in_the_spreadsheet(text):
    content = tables.as_spreadsheet(table(text, head=text, title=text))
    book = load_workbook(io.BytesIO(content))
    found = [cell for sheet in book for row in sheet.rows for cell in row if cell.value]
    assert {cell.data_type for cell in found} == {"s"}
    values = [cell.value.replace("\r", "\n") for cell in found]
    assert values.count(text.replace("\r", "\n")) == 3


@pytest.mark.parametrize("text", ["yes", "1+1=2", "a\tb", "", " ", "a=b", "'quoted'", '"', "1; 2, 3", "line\nline"])
def test_any_other_text_stays_as_it_is(text):
    assert read_csv(tables.as_csv(table(text)))[1][1] == text
    assert next(iter(sheets(tables.as_spreadsheet(table(text))).values()))[1][1] == text


@pytest.mark.parametrize("code", [*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])
def test_a_control_character_breaks_no_file(code):
    text = f"before{chr(code)}after"
    assert read_csv(tables.as_csv(table(text)))[1][1] in (text, "beforeafter")
    [[_, _], [_, cell]] = next(iter(sheets(tables.as_spreadsheet(table(text, head=text, title=text))).values()))
    assert cell in (["beforeafter"] + ([text] if code == 127 else []))


def test_a_text_that_is_longer_than_a_cell_can_hold_is_cut_and_says_so():
    text = "x" * 40_000
    assert read_csv(tables.as_csv(table(text)))[1][1] == text
    cell = next(iter(sheets(tables.as_spreadsheet(table(text))).values()))[1][1]
    assert len(cell) == tables.LONGEST_CELL == 32_767
    assert cell.endswith("x…")


def test_a_text_of_just_the_length_of_a_cell_is_whole():
    text = "x" * tables.LONGEST_CELL
    assert next(iter(sheets(tables.as_spreadsheet(table(text))).values()))[1][1] == text


def test_an_attack_in_an_answer_reaches_no_file(take, publish_text, source):
    source.title_en, source.publisher = "=cmd|' /C calc'!A0", "@SUM(A1)"
    source.save()
    publish_text(
        "EE", "damages", "en", source_language="en", summary="=HYPERLINK(A1)", legal_basis="-2+3", sources=[source],
        body="<p>+1 &lt;b&gt;</p>",
    )  # fmt: skip
    rows = take(f"{SECTION}by-question.csv")
    assert [cell for row in rows for cell in row if cell.startswith(tables.FORMULA)] == []
    texts = [cell for row in rows for cell in row if cell.startswith("'")]
    assert "'=HYPERLINK(A1)" in texts
    assert "'-2+3" in texts
    assert any("<b>" in cell for cell in texts)


@pytest.mark.parametrize("part", ["[:*?/\\]'Which", "x" * 60, "", "Ответ / Brief"])
def test_any_word_makes_the_name_of_a_sheet(part):
    made = Table("T", "", ("r",), ("c",), (part, part), ((("1", "2"),),))
    names = list(sheets(tables.as_spreadsheet(made)))
    assert len(names) == len(set(names)) == 3
    assert all(len(name) <= 31 for name in names)


def test_a_table_without_rows_is_a_file_too():
    empty = Table("T", "", (), ("Latvia",), ("One",), ())
    assert read_csv(tables.as_csv(empty)) == [["", "Latvia"]]
    assert len(sheets(tables.as_spreadsheet(empty))) == 2


def test_flipping_twice_changes_nothing():
    made = Table(
        "T", "a", ("r", "s"), ("c", "d", "e"), ("One",), tuple(tuple((f"{r}{c}",) for c in "cde") for r in "rs")
    )
    assert made.flipped().cells[2] == (("re",), ("se",))
    assert made.flipped().flipped() == made


# Files that there are none of


@pytest.mark.parametrize(
    "path",
    [
        f"{SECTION}by-question.pdf",
        f"{SECTION}by-nobody.csv",
        f"{SECTION}by-question.csv/",
        f"{SECTION}by-question.csv%0A",
        f"{SECTION}by-question.csv%00",
        "compare/latvia/compensation/by-question.csv",
        "compare/latvia+atlantis/compensation/by-question.csv",
        "compare/latvia+estonia/nonsense/by-question.csv",
        "compare/questions/nonsense/by-country.csv",
        "compare/indicators/nonsense/by-country.csv",
        "compare/indicators/support-free/by-question.csv",
    ],
)
def test_what_is_no_file_is_not_found(reference, client, path):
    assert client.get(f"/en/{path}").status_code == 404


def test_facts_of_an_unknown_country_are_no_file_of_other_countries(reference, client):
    value("EE", "support-free", "yes")
    assert client.get("/en/compare/indicators/by-country.csv?country=atlantis").status_code == 404
