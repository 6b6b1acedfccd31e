"""What changed between two texts, word by word, as HTML with <del> and <ins>."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from rapidfuzz.distance import Indel

from rights import richtext
from rights.models import Answer

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
LARGEST = 20_000  # tokens of both; beyond that the reader sees both texts whole


@dataclass(frozen=True)
class Changes:
    """What changed between two versions of an answer; `kind` is empty where it stayed."""

    kind: SafeString
    summary: SafeString
    body: SafeString
    legal_basis: SafeString


def texts(before, after) -> Changes:
    """What changed between two versions: anything with kind, summary, body and legal_basis."""
    return Changes(
        _kinds(before.kind, after.kind),
        words(before.summary, after.summary),
        html(before.body, after.body),
        words(before.legal_basis, after.legal_basis),
    )


def _kinds(before: str, after: str) -> SafeString:
    if before == after or not (before and after):
        return SafeString("")
    return format_html("<del>{}</del> <ins>{}</ins>", Answer.Kind(before).label, Answer.Kind(after).label)


def words(before: str, after: str) -> SafeString:
    """Two plain texts as one, what went marked <del>, what came <ins>."""
    return mark_safe("".join(_marked(TOKEN.findall(before), TOKEN.findall(after))))


def html(before: str, after: str) -> SafeString:
    """Two clean rich texts as one, a paragraph to each block: what changed in the words, not in the markup.

    List items and headings keep a mark ("• ", "## ") so that a change of theirs is seen.
    """
    parts = []
    for old, new in _changes(richtext.blocks(before), richtext.blocks(after)):
        if old == new:
            parts += [f"<p>{escape(text)}</p>" for text in new]
            continue
        pairs = min(len(old), len(new))
        parts += [f"<p>{words(old[n], new[n])}</p>" for n in range(pairs)]
        parts += [f"<p><del>{escape(text)}</del></p>" for text in old[pairs:]]
        parts += [f"<p><ins>{escape(text)}</ins></p>" for text in new[pairs:]]
    return mark_safe("\n".join(parts))


def _marked(old: list[str], new: list[str]) -> Iterator[str]:
    runs = _changes(old, new) if len(old) + len(new) <= LARGEST else [(old, new)]
    for went, came in runs:
        if went == came:
            yield escape("".join(came))
            continue
        if went:
            yield f"<del>{escape(''.join(went))}</del>"
        if came:
            yield f"<ins>{escape(''.join(came))}</ins>"


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Two sequences as runs (what stood, what stands), those that stayed and those that changed taking turns.

    Nothing but white space between two changes belongs to them: a reader sees one change, not two.
    """
    went, came = [], []
    for act, a1, a2, b1, b2 in Indel.opcodes(old, new):
        kept = old[a1:a2] if act == "equal" else []
        if kept and (not (went or came) or "".join(kept).strip()):
            if went or came:
                yield went, came
            yield kept, kept
            went, came = [], []
        else:
            went, came = went + old[a1:a2], came + new[b1:b2]
    if went or came:
        yield went, came
