"""The read side of search: a query in a language → the answers that it finds, best first.

`search` reads from top to bottom: clean query → words → named countries → known words → danger → corrections → terms →
entries → ranking → hits. The database only says which entries have the words; `ranking` orders them. What somebody
typed reaches an expression of the database as tokens only: letters and digits, in quotes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from countries.models import ContentVersion
from rights.search import danger, matching, phone_numbers, places, spelling, synonyms, vocabulary
from rights.search.hits import Hit, read_hits
from rights.search.lexicon import Entry, Lexicon, read_lexicon
from rights.search.places import NamedCountries
from rights.search.query_words import QueryWord, clean, words_of
from rights.search.ranking import Ranking
from rights.search.spelling import Correction
from rights.search.terms import Term, TermReader
from rights.search.urgency import in_danger, urgent_entries
from rights.search.vocabulary import KnownWords

PER_PAGE = 10

Words = Mapping[str, list[QueryWord]]  # a query as each language divides it
Terms = Mapping[str, list[Term]]


@dataclass(frozen=True)
class Results:
    """What a query finds: `hits` in the reader's language, and apart from them answers that there are in English only.

    `query` is what was typed, as it was understood; `shown` what was searched, with other words where some were
    corrected. `matching` is "all" where every word was found, else "most". `numbers` and `telephones` are the keys of
    the help lines and of the services that have such a number. `dangers` are the kinds of danger that the query speaks
    of (`danger.kinds`), `named` the countries that it names, `place` the country that it is about: named, chosen or
    being read. `by_country` counts the hits of each country that a filter by it would leave, `by_section` those of each
    section.
    """

    query: str
    shown: str
    is_corrected: bool = False
    matching: str = matching.ALL
    total: int = 0
    hits: tuple[Hit, ...] = ()
    pages: int = 0
    page: int = 1
    in_english: tuple[Hit, ...] = ()
    english_total: int = 0
    dangers: frozenset[str] = frozenset()
    named: tuple[int, ...] = ()
    place: int | None = None
    numbers: tuple[int, ...] = ()
    telephones: tuple[int, ...] = ()
    by_country: dict[int, int] = field(default_factory=dict)
    by_section: dict[str, int] = field(default_factory=dict)

    @property
    def is_danger(self) -> bool:
        return bool(self.dangers)


@dataclass(frozen=True)
class ResultsPage:
    """The entries of one page of results."""

    number: int
    of: int
    own: list[Entry]
    english: list[Entry]


def search(
    query: str,
    *,
    language: str,
    version: str | None = None,
    reading: int | None = None,
    countries: Collection[int] = (),
    section: str = "",
    page: int = 1,
    exact: bool = False,
) -> Results:
    """Find answers; see `Results`. Any text whatever is a query, and at most a few milliseconds' work.

    `version` is the content version that the rest of the page was read for, else the present one; `reading` is the
    country whose answers come first, `countries` and `section` are filters; `exact` keeps words that look mistyped.
    """
    version = version or ContentVersion.state()
    lexicon = read_lexicon(version, language)

    query = clean(query)
    words = {code: words_of(query, code) for code in lexicon.languages}
    names = places.named(query, language)
    named = tuple(lexicon.countries[code] for code in names.codes if code in lexicon.countries)
    country = next(iter([*named, *countries]), reading)

    known = vocabulary.look_up(words)
    dangers = _dangers(query, language, words, known, lexicon)
    corrections: dict[QueryWord, Correction] = {}
    if not exact and not dangers:
        corrections = spelling.corrections(
            words[language], language, known=known, lexicon=lexicon, country_names=names.words, version=version
        )
    terms = _terms(words, names, known, lexicon, corrections)

    parts, degree = matching.find(terms, lexicon, language, countries, country)
    entries = list(parts)
    urgent = urgent_entries(dangers, lexicon, country)
    if dangers:
        entries, degree = in_danger(entries, urgent, lexicon, country), matching.ALL
    ranked = Ranking(terms, lexicon, (*named, reading), urgent, parts).sorted(
        entry for entry in entries if lexicon.is_within(entry, countries, section)
    )
    own = [entry for entry in ranked if entry.language == language]
    english = [entry for entry in ranked if entry.language != language]

    shown = _page(own, english, page)
    marked = {} if dangers else terms  # nobody in danger needs to see their words underlined
    hits = read_hits([*shown.own, *shown.english], marked, lexicon)
    numbers, telephones = phone_numbers.find(
        query, reading=reading, countries=countries, lexicon=lexicon, version=version
    )
    corrected = spelling.corrected(query, corrections)
    return Results(
        query=query,
        shown=corrected,
        is_corrected=corrected != query,
        matching=degree,
        total=len(own),
        hits=tuple(hit for hit in hits if hit.language == language),
        pages=shown.of,
        page=shown.number,
        in_english=tuple(hit for hit in hits if hit.language != language),
        english_total=len(english),
        dangers=dangers,
        named=named,
        place=country,
        numbers=numbers,
        telephones=telephones,
        by_country=_by_country(entries, language, lexicon, section),
        by_section=_by_section(entries, language, lexicon, countries),
    )


def _dangers(query: str, language: str, words: Words, known: KnownWords, lexicon: Lexicon) -> frozenset[str]:
    """The kinds of danger that a query speaks of; what editors have added on the desk is fear."""
    forms = {word.form for some in words.values() for word in some}
    typed = {code: {stem for meaning in lexicon.meanings[code] for stem in meaning.typed} for code in words}
    forms_in_texts = {
        word.form
        for code, some in words.items()
        for word in some
        if known.of(word, code).exact or word.rough_stem in typed[code]
    }
    in_own = {word.form for word in words[language] if known.of(word, language).exact}
    if kinds := danger.kinds(query, language, forms - forms_in_texts, in_own):
        return kinds
    is_added = synonyms.mentions_danger(query, lexicon.danger_phrases, lexicon.languages)
    return frozenset([danger.FEAR] if is_added else ())


def _terms(
    words: Words,
    names: NamedCountries,
    known: KnownWords,
    lexicon: Lexicon,
    corrections: Mapping[QueryWord, Correction],
) -> Terms:
    """The terms to look for, in the reader's language and in English; the latter's words are not corrected."""
    return {
        code: TermReader(some, code, known, lexicon, corrections, frozenset(names.words)).read()
        for code, some in words.items()
    }


def _page(own: list[Entry], english: list[Entry], number: int) -> ResultsPage:
    """The entries of a page, or of the nearest that there is; those in English are on the first."""
    of = -(-len(own) // PER_PAGE)
    number = max(1, min(number, of))
    return ResultsPage(
        number, of, own[(number - 1) * PER_PAGE : number * PER_PAGE], english[:PER_PAGE] if number == 1 else []
    )


def _by_country(entries: Iterable[Entry], language: str, lexicon: Lexicon, section: str) -> dict[int, int]:
    """How many answers a filter by each country would leave."""
    return dict(
        Counter(
            entry.country for entry in entries if entry.language == language and lexicon.is_within(entry, (), section)
        )
    )


def _by_section(
    entries: Iterable[Entry], language: str, lexicon: Lexicon, countries: Collection[int]
) -> dict[str, int]:
    """How many answers a filter by each section would leave."""
    return dict(
        Counter(
            lexicon.title_of(entry).section
            for entry in entries
            if entry.language == language and lexicon.is_within(entry, countries, "")
        )
    )
