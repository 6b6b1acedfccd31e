"""Rich text: HTML of a short list of tags, and nothing else.

It is cleaned on the way in, whatever wrote it (the editor, Markdown of shipped content, an import); stored headings
begin at level 2; symbolic links (`question:legal-aid`, `service:police`, `help-line:112`) are kept as they are and
turned into addresses when a page is rendered, so that a text never holds an address of the portal itself.

How large a text may be is decided here, for whatever writes or reads one: what is cleaned is within the limits, and
what takes clean text apart below and elsewhere need not ask again.
"""

import re
from collections.abc import Callable, Collection
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt

from portal.text import addresses

TAGS = {
    "h2", "h3", "h4", "p", "br", "ul", "ol", "li", "strong", "em", "a", "blockquote",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "abbr", "dfn",
}  # fmt: skip
ATTRIBUTES = {
    "*": set(),
    "a": {"href", "hreflang"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "abbr": {"title"},
    "dfn": {"title"},
}
SYMBOLIC_SCHEMES = ("question", "service", "help-line")
SCHEMES = {*addresses.SCHEMES, *SYMBOLIC_SCHEMES}
# The longest answer that ships has 6,000 characters, 240 tags, and lists and tables 5 deep.
LONGEST = 100_000  # characters of a text, before and after it is cleaned
LONGEST_PLAIN = 10_000  # characters of "In brief", of a legal basis, of a comment
MOST_TAGS = 5_000  # opening and closing ones
DEEPEST = 30  # tags within each other
SYMBOLIC_LINK = re.compile(rf'href="\s*({"|".join(SYMBOLIC_SCHEMES)}):([^"]*)"', re.IGNORECASE)
HEADING = re.compile(r"<(/?)h([2-6])>")
# Of clean text, where every "<" begins a tag and every tag is closed.
TAG = re.compile(r"<[^<>]+>")
LINK = re.compile(r"<a\b([^<>]*)>((?:[^<]|<(?!/?a\b))*+)</a>")
START_OR_END = re.compile(r"<(/?)([a-z0-9]+)")
# What HTML opens again in every following paragraph until it is closed; at most three times the same, if it has no
# attributes: with them, 36 KB become 50 MB. None of these has an attribute here.
REPEATED = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^<>]*", re.IGNORECASE)
HIGHEST = re.compile(r"<(/?)h1(?=[\s/>])", re.IGNORECASE)
LOWEST = re.compile(r"<(/?)h[56](?=[\s/>])", re.IGNORECASE)
BLOCK_EDGE = re.compile(r"</?(?:p|li|h[2-6]|td|th|tr|table|thead|tbody|ul|ol|blockquote|caption)\b[^<>]*>|<br>")

NUMBERED = re.compile(r"^((?:[-*+>] | ){0,40})(\d{1,9})[.)](?= )", re.MULTILINE)
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


class TooMuch(ValueError):
    """A text beyond the limits; `kind` says of what there is too much: "length" or "markup"."""

    def __init__(self, kind: str):
        super().__init__(f"too much {kind}")
        self.kind = kind


def clean(html: str) -> str:
    """Only the allowed tags, attributes and schemes; every other tag goes and its text stays.

    Scripts and styles go with their content, addresses within the portal altogether (symbolic links are there for
    those). Level-1 headings become level 2: the page has its own. Raises `TooMuch`.
    """
    _refuse_size(html)
    html = REPEATED.sub(r"<\1", html)
    html = LOWEST.sub(r"<\1h4", HIGHEST.sub(r"<\1h2", html))
    html = _allowed(html)
    _refuse_depth(html)
    html = SYMBOLIC_LINK.sub(lambda match: f'href="{match[1].lower()}:{match[2]}"', html)
    return html.replace("<th>", '<th scope="col">').strip()


def _allowed(html: str) -> str:
    """Only what is allowed, in a form that is read as it is written.

    Where tags that go (such as <select>) held together what HTML does not nest, the rest is read in another way: until
    nothing changes any more, it is not known what a browser will see.
    """
    for _time in range(4):
        before = html
        html = nh3.clean(
            html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny", link_rel=None
        )
        _refuse_size(html)
        if html == before:
            return html
    raise TooMuch("markup")


def _refuse_size(text: str):
    if len(text) > LONGEST:
        raise TooMuch("length")
    if text.count("<") > MOST_TAGS:
        raise TooMuch("markup")


def _refuse_depth(html: str):
    depth = 0
    for closes, tag in START_OR_END.findall(html):
        if tag != "br":
            depth += -1 if closes else 1
        if depth > DEEPEST:
            raise TooMuch("markup")


def from_markdown(text: str) -> str:
    """Clean HTML of Markdown (CommonMark with tables); raw HTML in it is text, never markup. Raises `TooMuch`.

    Unlike in CommonMark, only numbers that count up from 1 make a list: "2025. gada 1. maijā" is the beginning of a
    sentence, in Latvian and in every language that writes ordinals so.
    """
    _refuse_size(text)
    return clean(_markdown.render(_ordinals_as_text(text)))


def _ordinals_as_text(markdown: str) -> str:
    """Puts a backslash before the point of a number at the beginning of a line that is no item of a list."""
    numbers = [(match, len(match[1]), int(match[2])) for match in NUMBERED.finditer(markdown)]
    following: dict[int, int] = {}  # by indentation, the number of the next numbered line
    counts_up = []
    for _match, indent, number in reversed(numbers):
        counts_up.append(following.get(indent) == number + 1)
        following = {each: next_one for each, next_one in following.items() if each < indent} | {indent: number}
    counts_up.reverse()
    last: dict[int, int] = {}  # by indentation, the number of the last item
    pieces, at = [], 0
    for (match, indent, number), goes_on in zip(numbers, counts_up, strict=True):
        if last.get(indent) == number - 1 or (number == 1 and goes_on):
            last = {each: item for each, item in last.items() if each < indent} | {indent: number}
        else:
            pieces.append(markdown[at : match.end(2)] + "\\")
            at = match.end(2)
    return "".join(pieces) + markdown[at:]


def plain(html: str) -> str:
    """The text alone, a line to a block, for checks, search and descriptions."""
    lines = raw(" ".join(html.split())).replace("\xa0", " ").split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def blocks(html: str) -> list[str]:
    """The text block by block, list items and headings with a mark ("• ", "## "), to compare versions."""
    marked = re.sub(r"<li>(?:\s*<p>)?", "<p>• ", html)
    marked = re.sub(r"<h([2-4])>", lambda match: "<p>" + "#" * int(match[1]) + " ", marked)
    return plain(marked).split("\n") if marked else []


def raw(html: str) -> str:
    """The text with its own white space, blocks on lines of their own."""
    return unescape(TAG.sub("", BLOCK_EDGE.sub("\n", html)))


def words(html: str) -> int:
    return len(plain(html).split())


def shift_headings(html: str, level: int) -> str:
    """Move headings so that the highest stored level, 2, becomes `level` (2 to 6)."""
    by = level - 2
    return HEADING.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + by, 6)}>", html) if by else html


def symbolic_links(html: str) -> list[tuple[str, str]]:
    """The symbolic links of a text: [("question", "legal-aid"), …]."""
    return SYMBOLIC_LINK.findall(html)


def resolve_links(html: str, address: Callable[[str, str], str | None]) -> str:
    """Turn symbolic links into addresses by `address(scheme, target)`; where that is None, only the text is kept."""

    def whole_link(match: re.Match) -> str:
        found = SYMBOLIC_LINK.search(match[1])
        if not found:
            return match[0]
        url = address(found[1], found[2])
        return f'<a href="{url}">{match[2]}</a>' if url else match[2]

    return LINK.sub(whole_link, html)


def replace_links(html: str, links: Collection[str], text: str) -> str:
    """Put a plain text in the place of symbolic links ("help-line:116006") and of what they say."""

    def instead(match: re.Match) -> str:
        found = SYMBOLIC_LINK.search(match[1])
        return escape(text) if found and f"{found[1]}:{found[2]}" in links else match[0]

    return LINK.sub(instead, html)


def split_at_headings(html: str) -> list[str]:
    """The text before the first level-2 heading (possibly empty), then one part for each such heading."""
    return re.split(r"(?=<h2>)", html)
