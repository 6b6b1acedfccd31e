"""Entries found, as the page shows them: title and snippet with the words of the query marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rights.search import snippets
from rights.search.lexicon import Entry, Lexicon, Title
from rights.search.snippets import Pieces
from rights.search.terms import Term, telling
from rights.selectors.answers import published_texts, without_lines


@dataclass(frozen=True)
class Hit:
    """One answer found. Title and snippet are in pieces, those with a word of the query marked."""

    country_pk: int
    question_slug: str
    language: str
    summary: str
    snippet: Pieces
    title: Pieces


def read_hits(entries: Sequence[Entry], terms: Mapping[str, Sequence[Term]], lexicon: Lexicon) -> list[Hit]:
    """The hits of some entries: one query, for their texts. One that was withdrawn a moment ago is left out."""
    if not entries:
        return []
    texts = published_texts([entry.answer for entry in entries], lexicon.languages)
    weights = {code: _weights(some) for code, some in terms.items()}
    return [
        _hit(entry, _text(texts, entry, lexicon), weights, lexicon.title_of(entry))
        for entry in entries
        if (entry.answer, entry.language) in texts
    ]


def _text(texts: Mapping[tuple[int, str], tuple[str, str]], entry: Entry, lexicon: Lexicon) -> tuple[str, str]:
    summary, body = texts[entry.answer, entry.language]
    return summary, without_lines(body, lexicon.lines_taken_down(entry.country))


def _hit(entry: Entry, text: tuple[str, str], weights: Mapping[str, Mapping[str, float]], title: Title) -> Hit:
    summary, body = text
    of_title = weights.get(title.shown.language, {})
    return Hit(
        entry.country,
        title.slug,
        entry.language,
        summary,
        snippets.snippet(summary, body, entry.language, weights.get(entry.language, {})),
        snippets.marked(title.shown.text, title.shown.language, of_title),
    )


def _weights(terms: Sequence[Term]) -> dict[str, float]:
    """The stems to mark, each with what it tells. What nearly every text has is not marked beside better words."""
    weights: dict[str, float] = {}
    for term in telling(terms):
        for variant in term.variants:
            for stem in variant.stems:
                weights[stem] = max(weights.get(stem, 0), term.weight * variant.closeness)
    return weights
