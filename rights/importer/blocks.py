"""Lines of published text → clean HTML: paragraphs, nested and numbered lists, tables, sub-headings, links."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.text import richtext
from rights import validation

LINK = "\ue000"  # stands in a line where the site's phrase for "link" stood; never in what is given out
BULLET = re.compile(r"^(?P<indent>\s*)(?:[•·●▪◦‣∙■\uf0b7]\s*|[-–—]\s+|(?<=\s)o\s+)(?P<text>\S.*)$")
NUMBERED = re.compile(r"^(?P<indent>\s*)(?P<label>\d{1,3})[.)]\s+(?P<text>\S.*)$")
ADDRESS = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"“”«»\ue000]{3,2000}|\bwww\.[^\s<>\"“”«»\ue000]{3,2000})"
    r"|(?P<email>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"
)
# The end of a site's name with the next sentence glued to it: "www.policija.lvPolicija".
GLUED_TO_SITE = re.compile(r"^((?:https?://)?[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,6})(?=[^\W\d_a-z][^.]*$)")
LOOSE_NBSP = re.compile(r"(?<![\d§])\xa0|\xa0(?!\d)")  # a no-break space that holds no number together
BOLD = re.compile(r"^\s*\*\*(?P<text>[^*]+)\*\*$")
QUESTION_MARKS = "?\u037e"
SENTENCE_END = (".", ",", ";", ":", "!", "…")
SUBHEADING_WORDS = 10


@dataclass(frozen=True)
class Line:
    """A filled line: where it stood, what it says, and whether blank lines stood around it."""

    number: int
    text: str
    indent: int = 0
    bullet: bool = False
    label: int | None = None  # of a numbered line
    gap_before: bool = True
    gap_after: bool = True

    @property
    def plain(self) -> str:
        return self.text.replace(LINK, "")

    @property
    def is_item(self) -> bool:
        return self.bullet or self.label is not None

    @property
    def is_row(self) -> bool:
        return "\t" in self.text or self.text.count("|") >= 2

    @property
    def source(self) -> str:
        """The line as it stood, without bullet but with its number."""
        return f"{self.label}. {self.plain}" if self.label is not None else self.plain


def filled_lines(raw: list[str]) -> list[Line]:
    """The lines that hold something, from the lines of the text."""
    found = []
    for position, line in enumerate(raw):
        if not line.strip():
            continue
        gaps = {
            "gap_before": position == 0 or not raw[position - 1].strip(),
            "gap_after": position + 1 == len(raw) or not raw[position + 1].strip(),
        }
        found.append(_line(position + 1, line, gaps))
    return found


def _line(number: int, raw: str, gaps: dict) -> Line:
    if bold := BOLD.match(raw):
        raw = bold["text"]
    if match := BULLET.match(raw):
        return Line(number, match["text"].strip(), _width(match["indent"]), bullet=True, **gaps)
    if match := NUMBERED.match(raw):
        text, label = match["text"].strip(), int(match["label"])
        return Line(number, text, _width(match["indent"]), label=label, **gaps)
    return Line(number, raw.strip(), _width(raw[: len(raw) - len(raw.lstrip())]), **gaps)


def _width(indent: str) -> int:
    return len(indent.expandtabs(4))


def asks(text: str) -> bool:
    """Whether a line ends as a question does: "…?", also with a bracket or an example behind it."""
    if text.endswith(tuple(QUESTION_MARKS)):
        return True
    return text.endswith(")") and any(mark in text for mark in QUESTION_MARKS)


def render(lines: list[Line]) -> str:
    """Clean HTML of the lines; every word of them is in it."""
    lines = _margin_numbers(_with_continuations(lines))
    parts, at = [], 0
    while at < len(lines):
        end = _run(lines, at)
        parts.append(_block(lines[at:end], lines, end))
        at = end
    return richtext.clean("".join(parts))


def _with_continuations(lines: list[Line]) -> list[Line]:
    """Indented lines right below an item go on with it."""
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        may_go_on = not line.is_item and not line.gap_before and not line.is_row
        if above and above.is_item and may_go_on and line.indent > above.indent:
            joined[-1] = replace(above, text=f"{above.text} {line.text}")
        else:
            joined.append(line)
    return joined


def _run(lines: list[Line], at: int) -> int:
    """Where the block that begins at `at` ends: a list, a table, or lines without a gap between them."""
    end = at + 1
    if lines[at].is_item:
        while end < len(lines) and lines[end].is_item:
            end += 1
    elif _is_table(lines, at):
        while end < len(lines) and lines[end].is_row and not lines[end].is_item:
            end += 1
    else:
        while end < len(lines) and not lines[end].gap_before and not lines[end].is_item and not _is_table(lines, end):
            end += 1
    return end


def _is_table(lines: list[Line], at: int) -> bool:
    pair = lines[at : at + 2]
    return len(pair) == 2 and all(line.is_row and not line.is_item for line in pair)


def _block(block: list[Line], lines: list[Line], end: int) -> str:
    if block[0].is_item:
        return _list(block)
    if len(block) > 1 and block[0].is_row and block[1].is_row:
        return _table(block)
    following = lines[end] if end < len(lines) else None
    if len(block) == 1 and _is_subheading(block[0], following):
        return f"<h3>{_inline(block[0].text)}</h3>"
    return "<p>" + "<br>".join(_inline(line.text) for line in block) + "</p>"


def _is_subheading(line: Line, following: Line | None) -> bool:
    """A short line on its own, without an end, above a sentence or a list; not one of several loose lines."""
    if following is None or not is_title_like(line, SUBHEADING_WORDS):
        return False
    return following.is_item or following.plain.endswith((".", ":", "!", "?")) or len(following.plain.split()) > 15


def is_title_like(line: Line, words: int) -> bool:
    """A line on its own that reads like a heading: few words, a capital first, no sentence's end, no contact in it."""
    text = line.plain
    return (
        line.gap_before
        and not line.is_item
        and not line.is_row
        and LINK not in line.text
        and len(text.split()) <= words
        and text.lstrip("¿¡")[:1].isupper()
        and not text.endswith(SENTENCE_END)
        and not any(sign.isdigit() for sign in text)
        and not ADDRESS.search(text)
    )


def _margin_numbers(lines: list[Line]) -> list[Line]:
    """A numbered line at the margin is a list item where it reads like one, else a title with its number."""
    return [
        line if line.label is None or line.indent or _reads_like_item(lines, at) else _as_title(line)
        for at, line in enumerate(lines)
    ]


def _reads_like_item(lines: list[Line], at: int) -> bool:
    line = lines[at]
    neighbours = [lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines)]
    in_sequence = line.label is not None and any(
        other.label is not None and abs(other.label - line.label) == 1 for other in neighbours
    )
    return in_sequence or line.text.endswith(SENTENCE_END) or line.text[:1].islower()


def _as_title(line: Line) -> Line:
    return Line(line.number, line.source, gap_before=line.gap_before, gap_after=line.gap_after)


def _list(items: list[Line]) -> str:
    """Nested by indentation; a list whose numbers jump goes on as a new one that starts there."""
    parts: list[str] = []
    open_lists: list[tuple[int, str, int]] = []  # indentation, tag, last number

    def close():
        parts.append(f"</li></{open_lists.pop()[1]}>")

    for item in items:
        tag = "ul" if item.bullet else "ol"
        while open_lists and open_lists[-1][0] > item.indent and (len(open_lists) > 1):
            close()
        if open_lists and item.indent <= open_lists[-1][0]:
            same = open_lists[-1][1] == tag and (item.bullet or item.label == open_lists[-1][2] + 1)
            if same:
                parts.append("</li>")
                open_lists[-1] = (open_lists[-1][0], tag, item.label or 0)
            else:
                close()
                parts.append(_opening(item, tag))
                open_lists.append((item.indent, tag, item.label or 0))
        else:
            parts.append(_opening(item, tag))
            open_lists.append((item.indent, tag, item.label or 0))
        parts.append(f"<li>{_inline(item.text)}")
    while open_lists:
        close()
    return "".join(parts)


def _opening(item: Line, tag: str) -> str:
    return f'<ol start="{item.label}">' if tag == "ol" and item.label != 1 else f"<{tag}>"


def _table(rows: list[Line]) -> str:
    """Cells parted by tabs or bars; whether the first row is a heading cannot be told from plain text."""
    cells = (_cells(row.text) for row in rows)
    return "<table><tbody>" + "".join(f"<tr>{''.join(row)}</tr>" for row in cells if row) + "</tbody></table>"


def _cells(text: str) -> list[str]:
    parts = text.split("\t") if "\t" in text else text.strip("| ").split("|")
    return [] if all(set(part) <= set("-: ") for part in parts) else [f"<td>{_inline(part)}</td>" for part in parts]


def _inline(text: str) -> str:
    """Escaped text with its addresses as links."""
    parts, at = [], 0
    for match in ADDRESS.finditer(text):
        address = _trimmed(match[0])
        parts.append(_escaped(text[at : match.start()]))
        href = f"mailto:{address}" if match["email"] else address if "://" in address else f"https://{address}"
        parts.append(f'<a href="{html.escape(href)}">{_escaped(address)}</a>')
        at = match.start() + len(address)
        if text[at : at + 1].isalpha():
            parts.append(" ")
    return "".join([*parts, _escaped(text[at:])]).strip()


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence around it, and without a sentence glued to it."""
    if glued := GLUED_TO_SITE.match(address):
        address = glued[1]
    address = address.rstrip(".,;:!?'’*")
    while address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1].rstrip(".,;:")
    return address


def _escaped(text: str) -> str:
    # Half of a lost letter may be a no-break space: there it stays, so that the letter is still found.
    if not validation.MOJIBAKE.search(text):
        text = LOOSE_NBSP.sub(" ", text)
    return html.escape(text.replace(LINK, ""), quote=False)


def addresses(lines: Iterable[Line]) -> list[tuple[str, bool]]:
    """Every address in the lines, and whether it is one of e-mail."""
    return [(_trimmed(match[0]), bool(match["email"])) for line in lines for match in ADDRESS.finditer(line.text)]


def words(lines: Iterable[Line]) -> int:
    return sum(len(line.plain.split()) for line in lines)
