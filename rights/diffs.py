"""What changed between two texts, word by word, as HTML with <del> and <ins>."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from rapidfuzz.distance import Indel

from portal.text import richtext
from rights.models import Answer

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
LARGEST = 20_000  # tokens of two blocks, and blocks of two texts; beyond that the reader sees both whole


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
    """Two plain texts as one, what removed marked <del>, what added <ins>."""
    return mark_safe("".join(_marked(TOKEN.findall(before), TOKEN.findall(after))))


def html(before: str, after: str) -> SafeString:
    """Two clean rich texts as one, a paragraph to each block: what changed in the words, not in the markup.

    List items and headings keep a mark ("• ", "## ") so that a change of theirs is seen.
    """
    parts = []
    for old, new in _runs(richtext.blocks(before), richtext.blocks(after)):
        if old == new:
            parts += [f"<p>{escape(text)}</p>" for text in new]
            continue
        pairs = min(len(old), len(new)) if _fit(old, new) else 0
        for n in range(pairs):
            one, other = TOKEN.findall(old[n]), TOKEN.findall(new[n])
            parts += ([] if _fit(one, other) else [_too_long()]) + [f"<p>{''.join(_marked(one, other))}</p>"]
        parts += [_too_long()] if old and new and not pairs else []
        parts += [f"<p><del>{escape(text)}</del></p>" for text in old[pairs:]]
        parts += [f"<p><ins>{escape(text)}</ins></p>" for text in new[pairs:]]
    return mark_safe("\n".join(parts))


def _fit(old: list[str], new: list[str]) -> bool:
    return len(old) + len(new) <= LARGEST


def _too_long() -> SafeString:
    return format_html("<p><em>{}</em></p>", _("Too long to compare word by word: both texts stand here whole."))


def _marked(old: list[str], new: list[str]) -> Iterator[str]:
    for removed, added in _runs(old, new):
        if removed == added:
            yield escape("".join(added))
            continue
        if removed:
            yield f"<del>{escape(''.join(removed))}</del>"
        if added:
            yield f"<ins>{escape(''.join(added))}</ins>"


def _runs(old: list[str], new: list[str]) -> Iterable[tuple[list[str], list[str]]]:
    """The changes between two sequences; of those too long to compare, both as one."""
    return _changes(old, new) if _fit(old, new) else [(old, new)]


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Two sequences as runs (what stood, what stands), those that stayed and those that changed taking turns.

    Nothing but white space between two changes belongs to them: a reader sees one change, not two.
    """
    removed: list[str] = []
    added: list[str] = []
    for opcode in Indel.opcodes(old, new):
        before, after = old[opcode.src_start : opcode.src_end], new[opcode.dest_start : opcode.dest_end]
        unchanged = before if opcode.tag == "equal" else []
        if unchanged and (not (removed or added) or "".join(unchanged).strip()):
            if removed or added:
                yield removed, added
            yield unchanged, unchanged
            removed, added = [], []
        else:
            removed += before
            added += after
    if removed or added:
        yield removed, added
