"""What of a text is shown of an answer found: its words marked, and its best passage."""

import re
from collections.abc import Mapping

from rights import richtext
from rights.search import analysis

Pieces = tuple[tuple[str, bool], ...]  # a text in pieces: (text, whether it is marked as found)

LONGEST = 280  # letters of a passage
BEFORE = 80  # letters before the first word found, where a passage is cut
SENTENCE_END = re.compile(r"(?<=[.!?;…])\s+|\n")


def marked(text: str, language: str, wanted: Mapping[str, float]) -> Pieces:
    """A text in pieces, the words whose stems are wanted marked."""
    text = analysis.normal(text)
    pieces, at = [], 0
    for start, end, written in analysis.spans(text, language):
        if analysis.stem(written, language) in wanted:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:], False))
    return tuple(piece for piece in pieces if piece[0])


def passage(summary: str, body: str, language: str, wanted: Mapping[str, float]) -> Pieces:
    """In brief where it has a word that is wanted, else the sentence of the body that has the best of them."""
    brief = marked(_cut(summary, language, wanted), language, wanted)
    if any(is_marked for _text, is_marked in brief):
        return brief
    best, most = "", 0.0
    for sentence in SENTENCE_END.split(richtext.plain(body)):
        worth = _worth(sentence, language, wanted)
        if worth > most:
            best, most = sentence, worth
    if best:
        return marked(_cut(best, language, wanted), language, wanted)
    return brief or ((_cut(richtext.plain(body), language, wanted), False),) if summary or body else ()


def _worth(sentence: str, language: str, wanted: Mapping[str, float]) -> float:
    """How much a sentence has of what is wanted, each word counted once."""
    stems = {analysis.stem(written, language) for _start, _end, written in analysis.spans(sentence, language)}
    return sum(wanted[stem] for stem in stems & wanted.keys())


def _cut(text: str, language: str, wanted: Mapping[str, float]) -> str:
    """A text of at most so many letters, around the first word found, ending at ends of words."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    first = next(
        (start for start, _end, word in analysis.spans(text, language) if analysis.stem(word, language) in wanted), 0
    )
    start = text.rfind(" ", 0, max(0, first - BEFORE)) + 1 if first > LONGEST - BEFORE else 0
    cut = text[start : start + LONGEST].rsplit(" ", 1)[0] if start + LONGEST < len(text) else text[start:]
    return f"{'… ' if start else ''}{cut}{' …' if start + len(cut) < len(text) else ''}"
