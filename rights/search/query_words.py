"""What somebody typed: one clean line, and its words. Pure."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property

from portal.text import analysis
from portal.text.folding import fold_word

LONGEST_QUERY = 300  # letters that count
MOST_WORDS = 12
QUOTES = re.compile(r'"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|»([^«]+)«')


@dataclass(frozen=True)
class QueryWord:
    """A word of a query as a language reads it: as written, in lower case, and where in the query it stands."""

    written: str
    language: str
    start: int
    end: int
    quote: int | None  # the number of the pair of quotes that it stands in
    is_prefix: bool = False  # may be the beginning of a longer word: the last one, unless it is quoted

    @cached_property
    def form(self) -> str:
        return fold_word(self.written)

    @cached_property
    def stem(self) -> str:
        return analysis.stem(self.written, self.language)

    @cached_property
    def rough_stem(self) -> str:
        return analysis.stem(self.form, self.language)


def clean(query: str) -> str:
    """One line of composed letters, without invisible or impossible ones, of bounded length."""
    query = unicodedata.normalize("NFC", query[: 4 * LONGEST_QUERY])
    query = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") else letter for letter in query)
    query = " ".join(analysis.normal(query).split())
    return query[:LONGEST_QUERY].rstrip()


def words_of(query: str, language: str) -> list[QueryWord]:
    """The words of a clean query as a language divides it."""
    quotes = [match.span() for match in QUOTES.finditer(query)]
    words = []
    for start, end, written in analysis.spans(query, language):
        quote = next((number for number, (first, last) in enumerate(quotes) if first <= start < last), None)
        words.append(QueryWord(written, language, start, end, quote))
    words = words[:MOST_WORDS]
    if words and words[-1].quote is None:
        words[-1] = replace(words[-1], is_prefix=True)
    return words
