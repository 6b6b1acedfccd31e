"""Rich text: HTML of a short list of tags, and nothing else.

It is cleaned on the way in, whatever wrote it (the editor, Markdown of shipped content, an import); stored headings
begin at level 2; symbolic links (`question:legal-aid`, `service:police`, `help-line:112`) are kept as they are and
turned into addresses when a page is rendered, so that a text never holds an address of the portal itself.
"""

import re
from collections.abc import Callable
from html import unescape

import nh3
from markdown_it import MarkdownIt

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
SCHEMES = {"https", "http", "mailto", "tel", *SYMBOLIC_SCHEMES}
SYMBOLIC_LINK = re.compile(rf'href="\s*({"|".join(SYMBOLIC_SCHEMES)}):([^"]*)"', re.IGNORECASE)
HEADING = re.compile(r"<(/?)h([2-6])>")
TAG = re.compile(r"<[^>]+>")
BLOCK_EDGE = re.compile(r"</?(?:p|li|h[2-6]|td|th|tr|table|thead|tbody|ul|ol|blockquote|caption)\b[^>]*>|<br>")

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


def clean(html: str) -> str:
    """Only the allowed tags, attributes and schemes; every other tag goes and its text stays.

    Scripts and styles go with their content, addresses within the portal altogether (symbolic links are there for
    those). Level-1 headings become level 2: the page has its own.
    """
    html = re.sub(r"<(/?)h1\b[^>]*>", r"<\1h2>", html, flags=re.IGNORECASE)
    html = re.sub(r"<(/?)h[56]\b[^>]*>", r"<\1h4>", html, flags=re.IGNORECASE)
    html = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny", link_rel=None)
    html = SYMBOLIC_LINK.sub(lambda match: f'href="{match[1].lower()}:{match[2]}"', html)
    return html.replace("<th>", '<th scope="col">').strip()


def from_markdown(text: str) -> str:
    """Clean HTML of Markdown (CommonMark with tables); raw HTML in it is text, never markup."""
    return clean(_markdown.render(text))


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

    return re.sub(r"<a\b([^>]*)>(.*?)</a>", whole_link, html, flags=re.DOTALL)


def split_at_headings(html: str) -> list[str]:
    """The text before the first level-2 heading (possibly empty), then one part for each such heading."""
    return re.split(r"(?=<h2>)", html)
