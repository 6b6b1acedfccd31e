"""A text as segments, which a translator works on one by one, and the skeleton that they are put back into.

A segment is the summary, a block of the body (a paragraph, heading, list item or table cell), the title of an
abbreviation, or the legal basis. Its inline tags are numbered marks; what a mark stands for is known from the original
alone, never from a file, so that a translation can neither break the structure nor bring in markup of its own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby
from typing import NamedTuple

from portal.text import richtext

SUMMARY, BODY, LEGAL_BASIS = "summary", "body", "legal-basis"
GAP = "TODO"  # where a segment of a body has no translation: seen by everybody, and the text checks let it go nowhere
INLINE = {"strong", "em", "a", "abbr", "dfn", "br"}
BLOCKS = richtext.TAGS - INLINE
LINE_BREAK = "br"
NAMED_BLOCKS = ("h2", "h3", "h4", "caption", "th", "td", "li", "blockquote")  # what contains a segment, if not just <p>
CLEAN_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s[^\s=>"]+="[^"]*")*)\s*>')
EDGE = " \t\r\n\f"  # not the no-break space, which is a letter of the text
WHITE_SPACE = re.compile(f"[{EDGE}]+")
TITLE = re.compile(r'\stitle="([^"]*)"')


class Mark(NamedTuple):
    """An inline tag within a segment: its number, and whether it opens, closes or stands alone."""

    act: str
    id: str


Content = tuple[str | Mark, ...]


@dataclass(frozen=True)
class Tag:
    """What a mark stands for. The words of a title are a segment of their own and no part of `start`."""

    start: str
    end: str = ""
    title: str = ""

    @property
    def is_alone(self) -> bool:
        return not self.end

    @property
    def shape(self) -> tuple[str, bool]:
        """What it has in common with the same tag of a translation."""
        return self.start, bool(self.title)


@dataclass(frozen=True)
class Segment:
    """One unit of translation: `block` is the tag that it stands in ("summary" and "legal-basis" stand in none)."""

    name: str
    block: str
    content: Content
    tags: Mapping[str, Tag]

    @property
    def words(self) -> tuple:
        """What it says, tags and titles included, whatever its name: equal for equal segments."""
        return tuple(part if isinstance(part, str) else (part.act, self.tags[part.id]) for part in self.content)


@dataclass(frozen=True)
class SegmentedText:
    """A version taken apart: its segments by name in reading order, and the body's skeleton that holds them."""

    segments: Mapping[str, Segment]
    skeleton: tuple[str | Segment, ...]

    @property
    def shape(self) -> str:
        """The skeleton alone, without its white space: equal for a text and its faithful translation."""
        return "".join("".join(part.split()) if isinstance(part, str) else "\0" for part in self.skeleton)

    def says_the_same_as(self, other: "SegmentedText") -> bool:
        """Whether both are the same text, white space between blocks aside."""
        mine, theirs = ([segment.words for segment in text.segments.values()] for text in (self, other))
        return self.shape == other.shape and mine == theirs


def title_of(segment: str, tag_id: str) -> str:
    """The name of the segment that holds the words of a tag's title."""
    return f"{segment}-title-{tag_id}"


def plain(content: Content) -> str:
    """The words of a segment without its tags, to compare and to show."""
    return " ".join(_text(content).split())


def _text(content: Content) -> str:
    return "".join(part if isinstance(part, str) else " " if part.act == "alone" else "" for part in content)


def _in_one_line(text: str) -> str:
    """A short text as it is read; no-break spaces ("3 000 €") are part of it."""
    return WHITE_SPACE.sub(" ", text).strip(EDGE)


# Taking apart


def take_apart(version) -> SegmentedText:
    """A version (anything with summary, body and legal_basis) as segments; empty texts have none."""
    skeleton = tuple(_skeleton(version.body))
    segments = {}
    if version.summary.strip():
        segments[SUMMARY] = Segment(SUMMARY, SUMMARY, (version.summary.strip(),), {})
    for part in skeleton:
        if isinstance(part, Segment):
            segments |= {part.name: part} | _titles(part)
    if version.legal_basis.strip():
        segments[LEGAL_BASIS] = _legal_basis(version.legal_basis)
    return SegmentedText(segments, skeleton)


def _titles(segment: Segment) -> dict[str, Segment]:
    names = {title_of(segment.name, id_): tag for id_, tag in segment.tags.items() if tag.title}
    return {name: Segment(name, "title", (tag.title,), {}) for name, tag in names.items()}


def _legal_basis(text: str) -> Segment:
    """One law to a line; the line breaks are marks, so that no tool joins two laws."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    content: list[str | Mark] = [lines[0]]
    for number, line in enumerate(lines[1:], start=1):
        content += [Mark("alone", str(number)), line]
    return Segment(
        LEGAL_BASIS, LEGAL_BASIS, tuple(content), {str(number): Tag("\n") for number in range(1, len(lines))}
    )


class Piece(NamedTuple):
    """A tag of clean HTML, or (`tag` empty) the text between two."""

    raw: str
    tag: str = ""
    closes: bool = False


def _pieces(html: str) -> Iterator[Piece]:
    at = 0
    for match in CLEAN_TAG.finditer(html):
        if match.start() > at:
            yield Piece(html[at : match.start()])
        yield Piece(match[0], match[2], bool(match[1]))
        at = match.end()
    if at < len(html):
        yield Piece(html[at:])


def _skeleton(html: str) -> Iterator[str | Segment]:
    """Clean HTML as markup and segments in turn; joined again, it is the same to the letter."""
    number = 0
    inside: list[str] = []
    for is_block, pieces in groupby(_pieces(html), key=lambda piece: piece.tag in BLOCKS):
        for run in [list(pieces)] if is_block else _balanced_runs(list(pieces)):
            raw = "".join(piece.raw for piece in run)
            if is_block:
                _walk(run, inside)
                yield raw
            elif any(not piece.tag and unescape(piece.raw).strip() for piece in run):
                number += 1
                block = next((tag for tag in reversed(inside) if tag in NAMED_BLOCKS), "p")
                yield from _with_edges(run, f"{BODY}-{number}", block)
            elif raw:
                yield raw


def _walk(run: list[Piece], inside: list[str]):
    """Keep account of the blocks that are open."""
    for piece in run:
        if not piece.closes:
            inside.append(piece.tag)
        elif inside:
            inside.pop()


def _balanced_runs(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Inline content, cut at tags that reach beyond it (a link around two paragraphs): those are skeleton."""
    cuts = _unmatched(pieces)
    run: list[Piece] = []
    for number, piece in enumerate(pieces):
        if number in cuts:
            yield run
            yield [piece]
            run = []
        else:
            run.append(piece)
    yield run


def _unmatched(pieces: list[Piece]) -> set[int]:
    opened, lost = [], set()
    for number, piece in enumerate(pieces):
        if not piece.tag or piece.tag == LINE_BREAK:
            continue
        if not piece.closes:
            opened.append(number)
        elif opened and pieces[opened[-1]].tag == piece.tag:
            opened.pop()
        else:
            lost.add(number)
    return lost | set(opened)


def _with_edges(run: list[Piece], name: str, block: str) -> Iterator[str | Segment]:
    """A segment without the white space around it, which stays in the skeleton: tools tend to lose it."""
    first, last = run[0], run[-1]
    if not first.tag and (start := first.raw[: len(first.raw) - len(first.raw.lstrip())]):
        yield start
        run[0] = Piece(first.raw.lstrip())
        last = run[-1]
    end = "" if last.tag else last.raw[len(last.raw.rstrip()) :]
    if end:
        run[-1] = Piece(last.raw.rstrip())
    yield _passage([piece for piece in run if piece.raw], name, block)
    if end:
        yield end


def _passage(run: list[Piece], name: str, block: str) -> Segment:
    content: list[str | Mark] = []
    tags: dict[str, Tag] = {}
    opened: list[str] = []
    for piece in run:
        if not piece.tag:
            content.append(unescape(piece.raw))
        elif piece.closes:
            content.append(Mark("close", opened.pop()))
        else:
            tags[id_ := str(len(tags) + 1)] = _tag(piece)
            content.append(Mark("alone" if tags[id_].is_alone else "open", id_))
            if not tags[id_].is_alone:
                opened.append(id_)
    return Segment(name, block, tuple(content), tags)


def _tag(piece: Piece) -> Tag:
    if piece.tag == LINE_BREAK:
        return Tag(piece.raw)
    title = TITLE.search(piece.raw)
    words = unescape(title[1]).strip() if title else ""
    return Tag(TITLE.sub("", piece.raw) if words else piece.raw, f"</{piece.tag}>", words)


# Putting together


def put_together(text: SegmentedText, translated: Mapping[str, Content]) -> dict[str, str]:
    """The fields of a version with translated segments in the place of the original's, by name.

    A field of which nothing is translated is left out. A segment of the body that is missing leaves a `GAP`.
    """
    present = {name for name in text.segments if plain(translated.get(name, ()))}
    fields = {}
    if SUMMARY in present:
        fields["summary"] = _in_one_line(_text(translated[SUMMARY]))
    if any(isinstance(part, Segment) and part.name in present for part in text.skeleton):
        fields["body"] = "".join(
            part if isinstance(part, str) else _html(part, translated) if part.name in present else GAP
            for part in text.skeleton
        )
    if LEGAL_BASIS in present:
        fields["legal_basis"] = _lines(text.segments[LEGAL_BASIS], translated[LEGAL_BASIS])
    return fields


def _html(segment: Segment, translated: Mapping[str, Content]) -> str:
    out = []
    for part in sound(translated[segment.name], segment.tags):
        if isinstance(part, str):
            out.append(escape(part, quote=False))
        elif part.act == "close":
            out.append(segment.tags[part.id].end)
        else:
            out.append(_start(segment.tags[part.id], translated.get(title_of(segment.name, part.id), ())))
    return "".join(out).strip(EDGE)


def _start(tag: Tag, title: Content) -> str:
    words = _in_one_line(_text(title))
    return tag.start.replace(">", f' title="{escape(words)}">', 1) if tag.title and words else tag.start


def _lines(segment: Segment, content: Content) -> str:
    text = "".join(part.replace("\n", " ") if isinstance(part, str) else "\n" for part in sound(content, segment.tags))
    return "\n".join(_in_one_line(line) for line in text.split("\n") if line.strip())


def sound(content: Content, tags: Mapping[str, Tag]) -> Content:
    """A content with only those marks that the original has, each closed, none across another."""
    out: list[str | Mark] = []
    opened: list[str] = []
    for part in content:
        if isinstance(part, str):
            out.append(part)
        elif part.id not in tags:
            continue
        elif part.act == "close":
            while part.id in opened:
                out.append(Mark("close", opened[-1]))
                if opened.pop() == part.id:
                    break
        elif tags[part.id].is_alone:
            out.append(Mark("alone", part.id))
        elif part.act == "open" and part.id not in opened:  # a tag within itself says nothing, a thousand times over
            out.append(part)
            opened.append(part.id)
    return (*out, *(Mark("close", id_) for id_ in reversed(opened)))


def differing_tags(segment: Segment, content: Content) -> tuple[list[str], bool]:
    """The tags of the original that a translation has lost, and whether it has others, twice or across each other."""
    had = Counter(part.id for part in segment.content if isinstance(part, Mark) and part.act != "close")
    has = Counter(part.id for part in content if isinstance(part, Mark) and part.act != "close")
    lost = [segment.tags[id_].start.strip() or "↵" for id_ in (had - has)]
    return lost, bool(has - had) or sound(content, segment.tags) != content


# Remembering


def remembered(source: SegmentedText, former: SegmentedText, translation: SegmentedText) -> dict[str, Content]:
    """What a translation of a former original already says for the segments of the present one that have not changed.

    Nothing where the translation is built otherwise than the original that it renders: there is no telling then which
    segment renders which.
    """
    if former.shape != translation.shape:
        return {}
    known: dict[str, dict[str, Content]] = {}
    by_words: dict[tuple, dict[str, Content]] = {}
    for name, old in former.segments.items():
        if old.block != "title" and (found := _rendering(old, translation.segments.get(name))):
            known[name] = by_words[old.words] = found
    contents: dict[str, Content] = {}
    for name, segment in source.segments.items():
        if segment.block == "title":
            continue
        same = name in known and former.segments[name].words == segment.words
        found = known[name] if same else by_words.get(segment.words, {})
        contents |= {f"{name}{ending}": content for ending, content in found.items()}
    return contents


def _rendering(original: Segment, translation: Segment | None) -> dict[str, Content] | None:
    """A translated segment with the original's numbers for its marks, and its titles, by the ending of their names.

    None where its tags are not those of the original.
    """
    if translation is None or (numbers := _numbers(original, translation)) is None:
        return None
    content = tuple(part if isinstance(part, str) else Mark(part.act, numbers[part.id]) for part in translation.content)
    titles = {title_of("", numbers[id_]): (tag.title,) for id_, tag in translation.tags.items() if tag.title}
    return {"": content} | titles


def _numbers(original: Segment, translation: Segment) -> dict[str, str] | None:
    """For each mark of a translation the number of the same tag in the original, None where they do not pair off."""
    left = list(original.tags.items())
    numbers = {}
    for id_, tag in translation.tags.items():
        found = next((pair for pair in left if pair[1].shape == tag.shape), None)
        if found is None:
            return None
        left.remove(found)
        numbers[id_] = found[0]
    return None if left else numbers
