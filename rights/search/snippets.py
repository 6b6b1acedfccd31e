"""What is shown of the text of an answer found: its best sentence, the words of the query marked. Pure."""

import re
from collections.abc import Mapping

from portal.text import analysis, richtext

Pieces = tuple[tuple[str, bool], ...]  # a text in pieces: (text, whether it is marked as found)

LONGEST = 280  # letters of a snippet
BEFORE = 80  # letters before the first word found, where a snippet is cut
SENTENCE_END = re.compile(r"(?<=[.!?;…])\s+|\n")


def marked(text: str, language: str, weights: Mapping[str, float]) -> Pieces:
    """A text in pieces, the words marked whose stems have a weight: those of the query."""
    text = analysis.normal(text)
    pieces, at = [], 0
    for start, end, written in analysis.spans(text, language):
        if analysis.stem_of_text(written, language) in weights:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:], False))
    return tuple(piece for piece in pieces if piece[0])


def snippet(summary: str, body: str, language: str, weights: Mapping[str, float]) -> Pieces:
    """In brief where it has a word of the query, else the sentence of the body that has the best of them."""
    brief = marked(_cut(summary, language, weights), language, weights)
    if any(is_marked for _text, is_marked in brief):
        return brief
    best, most = "", 0.0
    for sentence in SENTENCE_END.split(richtext.plain(body)):
        worth = _worth(sentence, language, weights)
        if worth > most:
            best, most = sentence, worth
    if best:
        return marked(_cut(best, language, weights), language, weights)
    return brief or ((_cut(richtext.plain(body), language, weights), False),) if summary or body else ()


def _worth(sentence: str, language: str, weights: Mapping[str, float]) -> float:
    """How much a sentence has of the query, each word counted once."""
    stems = {analysis.stem_of_text(written, language) for _start, _end, written in analysis.spans(sentence, language)}
    return sum(weights[stem] for stem in stems & weights.keys())


def _cut(text: str, language: str, weights: Mapping[str, float]) -> str:
    """A text of at most so many letters, around the first word found, ending at ends of words."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    first = next(
        (
            start
            for start, _end, word in analysis.spans(text, language)
            if analysis.stem_of_text(word, language) in weights
        ),
        0,
    )
    start = text.rfind(" ", 0, max(0, first - BEFORE)) + 1 if first > LONGEST - BEFORE else 0
    cut = text[start : start + LONGEST].rsplit(" ", 1)[0] if start + LONGEST < len(text) else text[start:]
    return f"{'… ' if start else ''}{cut}{' …' if start + len(cut) < len(text) else ''}"
