"""Published text → its pages: title, section number, date, superseded or not, and the lines that are the page's own.

What the site put around them is gone: phrases before links, disclaimers, notices, contents, template instructions.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from rapidfuzz import fuzz

from rights import validation
from rights.importer import blocks, boilerplate
from rights.importer.blocks import LINK, Line
from rights.importer.decoding import fold, lines_of

NUMBERED_TITLE = re.compile(r"^(?P<number>[1-6])\s*(?P<mark>[-–—.)])\s*(?P<title>[^\W\d_].{2,180})$")
TITLE_LENGTH = 200
HEADING_LENGTH = 350
HEADING_WORDS = 25
# "Telephone: +385 …", "E-mail: …": a contact with its label, which heads nothing.
CONTACT = re.compile(r"^[^:]{2,60}:\s*(?:\+?\d|\S+@|www\.|https?:)")
CONTENTS_REACH = 60  # lines; the longest contents have 14
CHROME_REACH = 6  # paragraphs after a page's date within which disclaimer and notices stand
SAME = 85  # of 100, how alike a heading and its line in the contents are
MAX_PROBLEMS = 200  # of one kind
QUOTE_LENGTH = 160


@dataclass(frozen=True)
class ImportProblem:
    """Something in the text that the editor should see; `line` is 0 where it concerns the whole text."""

    kind: str
    line: int
    text: str


@dataclass(frozen=True)
class SourcePage:
    """A page of a published factsheet. `number` is the section's, 0 for the overview, None where none is given."""

    title: str
    number: int | None
    updated: date | None
    superseded: bool
    lines: list[Line]
    contents: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    pages: list[SourcePage]
    problems: list[ImportProblem]


def read(text: str) -> Document:
    """The pages of a published text. Raises `text.Unreadable` where it is empty or too long."""
    problems = _ImportProblems()
    raw = lines_of(text.replace(LINK, ""))
    lines = _without_markers(raw)
    _report_lost_letters(lines, problems)
    filled = _without_placeholders(blocks.filled_lines(lines), problems)
    pages: list[SourcePage] = []
    for segment, updated in _segments(filled, problems):
        pages += _pages_of(segment, updated, first=not pages)
    return Document(pages, problems.found)


class _ImportProblems:
    """Collects problems, so many of a kind at most: a broken text has thousands."""

    def __init__(self):
        self.found: list[ImportProblem] = []
        self.count: Counter[str] = Counter()

    def add(self, kind: str, line: int, text: str):
        self.count[kind] += 1
        if self.count[kind] <= MAX_PROBLEMS:
            self.found.append(ImportProblem(kind, line, text.replace(LINK, "")[:QUOTE_LENGTH]))


def _without_markers(raw: list[str]) -> list[str]:
    """The lines with a sign of ours in place of the phrase before each link."""
    marker = boilerplate.link_markers(raw)

    def cleaned(line: str) -> str:
        if not marker.search(line):
            return line
        signed = marker.sub(LINK, line)
        # The phrase may have been all that parted two words.
        return re.sub(rf"(?<=[\w,.;:!?)\]”»]){LINK}", f" {LINK}", signed)

    cleaned_lines = [cleaned(line) for line in raw]
    # The phrase on a line of its own belongs to the next one.
    return [
        LINK + line if before.strip() == LINK and line.strip() else line
        for before, line in zip(["", *cleaned_lines], cleaned_lines, strict=False)
        if line.strip() != LINK
    ]


def _report_lost_letters(lines: list[str], problems: _ImportProblems):
    for number, line in enumerate(lines, start=1):
        if match := validation.MOJIBAKE.search(blocks.ADDRESS.sub("", line)):
            start = max(0, match.start() - 60)
            problems.add("encoding", number, line[start : start + QUOTE_LENGTH].strip())


def _without_placeholders(lines: list[Line], problems: _ImportProblems) -> list[Line]:
    """Without the template's instructions, and the list that one introduces with a colon."""
    content, introduced = [], False
    for line in lines:
        placeholder = boilerplate.is_placeholder(line.plain)
        if placeholder or (introduced and line.is_item and not _is_sentence(line)):
            problems.add("placeholder", line.number, line.plain)
            introduced = introduced or line.plain.endswith(":")
            continue
        introduced = False
        content.append(line)
    return content


def _is_sentence(line: Line) -> bool:
    """The template's own lists are of catchwords."""
    return line.text[:1].isupper() and line.text.endswith((".", "!", "?"))


# Pages -----------------------------------------------------------------------------------------------------------


def _segments(lines: list[Line], problems: _ImportProblems) -> list[tuple[list[Line], date | None]]:
    """The lines between the dates that close pages, each without the disclaimer and the notices at its beginning."""
    closing = _date_lines(lines)
    repeated = _repeated_after(lines, closing)
    segments, start = [], 0
    for at in [*closing, len(lines)]:
        segment = _without_chrome(lines[start:at], repeated, problems, after_date=bool(start))
        dated = boilerplate.page_date(lines[at].plain) if at < len(lines) else None
        updated = dated[1] if dated else None
        if at < len(lines) and updated is None:
            problems.add("date", lines[at].number, lines[at].plain)
        if segment:
            segments.append((segment, updated))
        start = at + 1
    return segments


def _date_lines(lines: list[Line]) -> list[int]:
    """Where pages end: dates after a known label, or after one that this text repeats or a disclaimer follows."""
    dated = {
        at: found[0]
        for at, line in enumerate(lines)
        if not line.is_item and (found := boilerplate.page_date(line.plain))
    }
    labels = Counter(dated.values())
    return [
        at
        for at, label in dated.items()
        if label in boilerplate.UPDATED
        or (at + 1 < len(lines) and boilerplate.is_disclaimer(lines[at + 1].plain))
        or (labels[label] > 1 and _same_follows(lines, dated, label))
    ]


def _same_follows(lines: list[Line], dated: dict[int, str], label: str) -> bool:
    """Whether the same long paragraph stands behind every date with this label (except at the very end)."""
    following = [fold(lines[at + 1].plain) for at in dated if dated[at] == label and at + 1 < len(lines)]
    return len(following) > 1 and len(set(following)) == 1 and len(following[0]) > 80


def _repeated_after(lines: list[Line], closing: list[int]) -> set[str]:
    """What stands behind more than one page's date, and is no title: the site's own paragraphs."""
    seen: Counter[str] = Counter()
    for at in closing:
        for line in lines[at + 1 : at + 1 + CHROME_REACH]:
            if _title_parts(line) or blocks.asks(line.plain):
                break
            seen[fold(line.plain)] += 1
    return {text for text, count in seen.items() if count > 1}


def _without_chrome(
    segment: list[Line], repeated: set[str], problems: _ImportProblems, *, after_date: bool
) -> list[Line]:
    at = 0
    while at < len(segment) and at < CHROME_REACH:
        line = segment[at]
        if not (
            boilerplate.is_notice(line.plain)
            or (after_date and (fold(line.plain) in repeated or boilerplate.is_disclaimer(line.plain)))
        ):
            break
        at += 1
    segment = segment[at:]
    return _from_title(segment, problems) if after_date else _after_notices(segment, repeated)


def _after_notices(segment: list[Line], repeated: set[str]) -> list[Line]:
    """The first page without the notices among its first lines, and the country under "Content provided by"."""
    content: list[Line] = []
    skip_country = False
    for at, line in enumerate(segment):
        near = at < CHROME_REACH
        if near and (boilerplate.is_notice(line.plain) or fold(line.plain) in repeated):
            skip_country = fold(line.plain).startswith(boilerplate.PROVIDED)
            titled = all(_is_bare_title(other) for other in [*content, *segment[at + 2 : at + 3]])
            if skip_country and len(content) > 1 and titled:
                content.clear()  # the site's own titles
        elif near and skip_country and len(line.plain.split()) <= 3:
            skip_country = False
        else:
            content.append(line)
    return content


def _from_title(segment: list[Line], problems: _ImportProblems) -> list[Line]:
    """From a numbered title on, if one comes soon: what stands between a page's date and it is the site's."""
    for at, line in enumerate(segment[:CHROME_REACH]):
        if blocks.asks(line.plain):
            break
        if _title_parts(line):
            for notice in segment[:at]:
                problems.add("notice", notice.number, notice.plain)
            return segment[at:]
    # Behind the last page only a disclaimer can stand.
    if len(segment) == 1 and len(segment[0].plain) > TITLE_LENGTH:
        problems.add("notice", segment[0].number, segment[0].plain)
        return []
    return segment


def _title_parts(line: Line) -> tuple[int, str, bool] | None:
    """Number, title and whether superseded, of a line that could be a section's title."""
    text = line.source.strip()
    bare = boilerplate.SUPERSEDED.sub("", text)
    if line.bullet or line.indent or len(bare) > TITLE_LENGTH or bare.endswith((*blocks.SENTENCE_END, "?")):
        return None
    match = NUMBERED_TITLE.match(bare)
    if not match or match["title"][:1].islower():
        return None
    return int(match["number"]), bare, bare != text


def _pages_of(segment: list[Line], updated: date | None, *, first: bool) -> list[SourcePage]:
    """The pages in a segment: one, or several where the dates between them are missing."""
    segment, titles = _without_contents_of_pages(segment, first)
    starts = _starts(segment, titles) or [0]
    if starts[0] > 0:
        starts.insert(0, 0)
    parts = zip(starts, [*starts[1:], len(segment)], strict=True)
    return [page for start, end in parts if (page := _page(segment[start:end], updated, first=first and start == 0))]


def _starts(segment: list[Line], titles: set[str]) -> list[int]:
    starts = []
    before = (0, False)  # number of the page before, and whether superseded
    for at, line in enumerate(segment):
        parts = _title_parts(line)
        if parts and (at == 0 or _starts_page(line, parts, titles, before)):
            starts.append(at)
            before = (parts[0], parts[2])
    return starts


def _starts_page(line: Line, parts: tuple[int, str, bool], titles: set[str], before: tuple[int, bool]) -> bool:
    """Within a page a number before a title is a footnote's or a list's, unless the contents named it or it goes on."""
    number, title, superseded = parts
    dashed = re.match(r"^\S*\d\s*[-–—]", line.source) is not None
    goes_on = number > before[0] or before[1]
    return superseded or fold(title) in titles or (dashed and goes_on and line.gap_before and line.gap_after)


def _without_contents_of_pages(segment: list[Line], first: bool) -> tuple[list[Line], set[str]]:
    """Without the overview's list of pages ("1 - …", "2 - …") and the line that introduces it.

    In a later segment such lines are an answer's, unless they end it.
    """
    content: list[Line] = []
    titles: set[str] = set()
    at = 0
    while at < len(segment):
        end = at
        while end < len(segment) and _is_contents_line(segment[end], 1 + end - at):
            end += 1
        if end - at >= 2 and (first or end == len(segment)):
            titles |= {fold(segment[here].source.replace(LINK, "")) for here in range(at, end)}
            if len(content) > 1 and _introduces(content[-1]):
                content.pop()
            at = end
        elif boilerplate.is_contents_intro(segment[at].plain):
            at += 1
        else:
            content.append(segment[at])
            at += 1
    return content, titles


def _is_contents_line(line: Line, number: int) -> bool:
    if line.label is not None and (line.indent or not line.text.startswith(LINK)):
        return False
    plain = re.sub(r"^(\d)\s{2,}", r"\1 - ", line.plain)
    parts = _title_parts(Line(line.number, plain, label=line.label))
    return parts is not None and parts[0] == number


def _introduces(line: Line) -> bool:
    text = line.plain
    return boilerplate.is_contents_intro(text) or (len(text) < 160 and not text.endswith((".", "!", "?")))


def _page(lines: list[Line], updated: date | None, *, first: bool) -> SourcePage | None:
    if not lines:
        return None
    parts = _title_parts(lines[0])
    number: int | None
    if parts:
        number, title, superseded = parts
        body = lines[1:]
    elif _is_bare_title(lines[0]):
        superseded = bool(boilerplate.SUPERSEDED.match(lines[0].plain))
        title, body = boilerplate.SUPERSEDED.sub("", lines[0].plain), lines[1:]
        number = 0 if first and updated else None
    else:
        number, title, superseded, body = None, "", False, lines
    while body and boilerplate.is_notice(body[0].plain):
        body = body[1:]
    contents, body = _contents(body)
    return SourcePage(title, number, updated, superseded, body, contents)


def _is_bare_title(line: Line) -> bool:
    text = line.plain
    return (
        not line.is_item
        and len(text) <= TITLE_LENGTH
        and not blocks.asks(text)
        and not text.endswith(blocks.SENTENCE_END)
        and line.gap_after
    )


# Headings --------------------------------------------------------------------------------------------------------


def _contents(body: list[Line]) -> tuple[list[str], list[Line]]:
    """The contents at the beginning of a page, and the page without them.

    They are headings without a text that come again below; or end with "More information", where the headings below
    are worded otherwise or in another language.
    """
    run = 0
    while run < min(len(body), CONTENTS_REACH) and is_heading_like(body[run]):
        run += 1
    folded = [fold(line.plain) for line in body[: run + 1]]
    end = _first_repeat(folded) or _after_additional(body, run)
    if not end:
        return [], body
    return [line.plain for line in body[:end]], body[end:]


def _first_repeat(folded: list[str]) -> int:
    """Where the first of a run of headings comes again (or the second or third, counted back)."""
    for at in range(2, len(folded)):
        for first in range(min(3, at - 1)):
            if fuzz.ratio(folded[at], folded[first]) >= SAME and at - first >= 2:
                return at - first
    return 0


def _after_additional(body: list[Line], run: int) -> int:
    for at in range(2, run):
        if boilerplate.is_additional(body[at - 1].plain):
            return at
    return 0


def is_heading_like(line: Line) -> bool:
    """A question, or a few words on a line of their own without a sentence's end."""
    text = line.plain
    if len(text) > HEADING_LENGTH or line.is_row:
        return False
    return is_question(replace(line, bullet=False)) or (
        line.label is None and len(text.split()) <= HEADING_WORDS and not text.endswith((".", ",", ";", "!"))
    )


def is_question(line: Line) -> bool:
    """A line that asks; it may be numbered at the margin, but is no item of a list."""
    text = line.plain
    if line.bullet or (line.label is not None and line.indent):
        return False
    if len(text) > HEADING_LENGTH or len(text.split()) < 2:
        return False
    return blocks.asks(text) or (_is_greek(text) and text.endswith(";"))


def _is_greek(text: str) -> bool:
    """Greek asks with ";": a line with Greek letters for the most part."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum("\u0370" <= sign <= "\u1fff" for sign in letters) * 2 > len(letters)


def could_head(line: Line) -> bool:
    """Whether a line of the page could be the heading of an answer."""
    if is_question(line) or boilerplate.is_additional(line.plain):
        return True
    return blocks.is_title_like(line, HEADING_WORDS) and len(line.plain) > 3


def stands_alone(line: Line) -> bool:
    """A short line between blank ones, in whatever form."""
    return (
        line.gap_before
        and line.gap_after
        and not line.is_row
        and LINK not in line.text
        and len(line.plain.split()) <= HEADING_WORDS
        and not line.plain.endswith((".", ",", ";", "!"))
        and not CONTACT.match(line.plain)
    )


def in_contents(line: Line, page: SourcePage) -> bool:
    folded = fold(line.plain)
    return len(line.plain) <= HEADING_LENGTH and any(fuzz.ratio(folded, fold(entry)) >= SAME for entry in page.contents)
