"""The read side of search: a query in a language → the answers that it finds, best first.

The database only says which entries have the words; `ranking` orders them. Nothing of what somebody typed reaches an
expression of the database but as tokens of `analysis`: letters and digits, in quotes.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from countries.models import ContentVersion
from portal import languages
from rights import factsheets
from rights.search import analysis, numbers, passages, vocabulary
from rights.search.passages import Pieces
from rights.search.ranking import Order, Run, Term
from rights.search.vocabulary import Asked, Entry, Guess, Known, Lexicon, Stems

LONGEST = 300  # letters of a query that count
MOST_WORDS = 12
PER_PAGE = 10
SHORTEST_BEGINNING = 3  # letters of a word of its own that may go on
COMMON_FROM = 20  # texts, from which on a word may be too common to be asked for
COMMON = 0.5  # the part of all texts that a word is in which need not be there

# How well a word stands for what was typed
EXACT, INFLECTED, MEANT, GUESSED, BEGUN = 1.0, 0.95, 0.8, 0.8, 0.6
QUOTES = re.compile(r'"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|»([^«]+)«')


@dataclass(frozen=True)
class Hit:
    """One answer found. Title and passage are in pieces, those with a word of the query marked."""

    country_pk: int
    question_slug: str
    language: str
    summary: str
    passage: Pieces
    title: Pieces


@dataclass(frozen=True)
class Results:
    """What a query finds: `hits` in the reader's language, and apart from them answers that there are in English only.

    `query` is what was typed, as it was understood; `shown` what was searched, other words where some were corrected.
    `matching` is "all" where every word was found, else "most". `numbers` and `telephones` are the keys of the help
    lines and of the services that have such a number. `by_country` counts the hits of each country that a filter by
    it would leave, `by_section` those of each section.
    """

    query: str
    shown: str
    is_corrected: bool = False
    matching: str = "all"
    total: int = 0
    hits: tuple[Hit, ...] = ()
    pages: int = 0
    page: int = 1
    in_english: tuple[Hit, ...] = ()
    english_total: int = 0
    is_danger: bool = False
    numbers: tuple[int, ...] = ()
    telephones: tuple[int, ...] = ()
    by_country: dict[int, int] = field(default_factory=dict)
    by_section: dict[str, int] = field(default_factory=dict)


class Typed(NamedTuple):
    """A word of a query: where it stands, as written, and in which pair of quotes, if in any."""

    start: int
    end: int
    written: str
    quoted: int | None


def search(
    query: str,
    *,
    language: str,
    reading: int | None = None,
    countries: Collection[int] = (),
    section: str = "",
    page: int = 1,
    exact: bool = False,
) -> Results:
    """Find answers; see `Results`. Any text whatever is a query, and at most a few milliseconds' work.

    `reading` is the country whose answers come first, `countries` and `section` are filters; `exact` keeps words that
    look mistyped as they are.
    """
    query = cleaned(query)
    typed = _typed(query, language)
    version = ContentVersion.current()
    lexicon = vocabulary.lexicon(language, version)
    codes = tuple(lexicon.titles)
    words = {code: _as_asked(_typed(query, code)) for code in codes}
    known, texts = vocabulary.look_up(words)
    guesses = {} if exact else _guesses(typed, known, lexicon, language, version)
    shown = _as_guessed(query, typed, guesses)
    terms = {
        code: _terms(_typed(query, code), code, known, texts.get(code, 0), lexicon, guesses if code == language else {})
        for code in codes
    }
    found, matching = _find(terms, lexicon, language, None if countries else reading)
    own = [entry for entry in found if entry.language == language]
    by_country = Counter(entry.country for entry in own if _is_of(entry, lexicon, (), section))
    by_section = Counter(
        lexicon.titles[language][entry.question].section for entry in own if _is_of(entry, lexicon, countries, "")
    )
    order = Order(terms, lexicon, reading)
    best = order.sorted(entry for entry in found if _is_of(entry, lexicon, countries, section))
    hits = [entry for entry in best if entry.language == language]
    english = [entry for entry in best if entry.language != language]
    pages = -(-len(hits) // PER_PAGE)
    page = max(1, min(page, pages))
    shown_hits = hits[(page - 1) * PER_PAGE : page * PER_PAGE]
    shown_english = english[:PER_PAGE] if page == 1 else []
    as_hits = _hits([*shown_hits, *shown_english], terms, lexicon, language)
    lines, telephones = numbers.found(query, reading, countries, lexicon, version)
    return Results(
        query,
        shown,
        is_corrected=shown != query,
        matching=matching,
        total=len(hits),
        hits=tuple(as_hits[: len(shown_hits)]),
        pages=pages,
        page=page,
        in_english=tuple(as_hits[len(shown_hits) :]),
        english_total=len(english),
        is_danger=vocabulary.is_danger(lexicon, query),
        numbers=lines,
        telephones=telephones,
        by_country=dict(by_country),
        by_section=dict(by_section),
    )


def _is_of(entry: Entry, lexicon: Lexicon, countries: Collection[int], section: str) -> bool:
    return (not countries or entry.country in countries) and (
        not section or lexicon.titles[entry.language][entry.question].section == section
    )


# What was typed


def cleaned(query: str) -> str:
    """A query as it is understood: one line of composed letters, no invisible or impossible ones, of bounded length."""
    query = unicodedata.normalize("NFC", query[: 4 * LONGEST])
    query = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") else letter for letter in query)
    query = " ".join(analysis.normal(query).split())
    return query[:LONGEST].rstrip()


def _typed(query: str, language: str) -> list[Typed]:
    """The words of a query, each with the number of the quotes that it stands in."""
    quotes = [match.span() for match in QUOTES.finditer(query)]
    words = []
    for start, end, written in analysis.spans(query, language):
        quoted = next((n for n, (first, last) in enumerate(quotes) if first <= start < last), None)
        words.append(Typed(start, end, written, quoted))
    return words[:MOST_WORDS]


def _as_asked(typed: list[Typed]) -> list[Asked]:
    """The last word counts also as a beginning, unless it is quoted."""
    return [Asked(word.written, word is typed[-1] and word.quoted is None) for word in typed]


def _guesses(
    typed: list[Typed],
    known: Mapping[tuple[str, Asked], Known],
    lexicon: Lexicon,
    language: str,
    version: int,
) -> dict[int, Guess]:
    """For each place of a word that nobody knows, what it is taken for."""
    guesses = {}
    for place, asked in enumerate(_as_asked(typed)):
        if asked.written.isdigit() or any(known.get((code, asked)) for code in lexicon.titles):
            continue
        if any(_is_of_tables(asked, lexicon, code) for code in lexicon.titles):
            continue
        if guess := vocabulary.spelling(language, version).guess(asked.written, language):
            guesses[place] = guess
    return guesses


def _is_of_tables(asked: Asked, lexicon: Lexicon, language: str) -> bool:
    """Whether a word stands in a title, the name of a country or among what people type."""
    rough = analysis.rough(asked.written, language)
    form = analysis.fold(asked.written)
    return any(
        analysis.rough(word, language) == rough or (asked.may_go_on and analysis.fold(word).startswith(form))
        for word in lexicon.typed[language]
    )


def _as_guessed(query: str, typed: list[Typed], guesses: Mapping[int, Guess]) -> str:
    for place in sorted(guesses, reverse=True):
        word = typed[place]
        if guesses[place].written != word.written:
            query = query[: word.start] + guesses[place].written + query[word.end :]
    return query


# What it may be in the texts


def _terms(
    typed: list[Typed],
    language: str,
    known: Mapping[tuple[str, Asked], Known],
    texts: int,
    lexicon: Lexicon,
    guesses: Mapping[int, Guess],
) -> list[Term]:
    """The terms of a query in a language, in its order: quoted words together, what people type with what it means."""
    asked = _as_asked(typed)
    written = [guesses[n].written if n in guesses else word.written for n, word in enumerate(typed)]
    rough = [analysis.rough(word, language) for word in written]
    terms, at = [], 0
    while at < len(typed):
        if typed[at].quoted is not None:
            quoted = [n for n in range(at, len(typed)) if typed[n].quoted == typed[at].quoted]
            stems = tuple(_own_stem(written[n], language, known.get((language, asked[n]))) for n in quoted)
            terms.append(Term((Run(stems, EXACT, len(stems) > 1),), _weight(0, texts)))
            at = quoted[-1] + 1
            continue
        meaning = _meaning(rough, typed, at, lexicon.meanings[language])
        length = len(meaning.typed) if meaning else 1
        if length == 1:
            runs, count = _runs_of_word(written[at], language, known.get((language, asked[at])), guesses.get(at))
        else:
            stems = (_own_stem(written[n], language, known.get((language, asked[n]))) for n in range(at, at + length))
            runs, count = [Run(tuple(stems), EXACT)], 0
        if meaning:
            runs += [Run(stems, MEANT) for stems in meaning.means]
        is_common = texts >= COMMON_FROM and count > texts * COMMON
        terms.append(Term(_distinct(runs), _weight(count, texts), is_common))
        at += length
    return terms


def _meaning(rough: list[str], typed: list[Typed], at: int, meanings: Iterable[vocabulary.Meaning]):
    """What the words from here on mean, where people type them for something else; the longest run of them."""
    for meaning in meanings:
        end = at + len(meaning.typed)
        if tuple(rough[at:end]) == meaning.typed and all(word.quoted is None for word in typed[at:end]):
            return meaning
    return None


def _own_stem(written: str, language: str, known: Known | None) -> str:
    """The stem of a word as typed, or as the texts have it where it was typed without its diacritics."""
    own = analysis.stem(written, language)
    found = (known.exactly or known.inflected) if known else {}
    return own if own in found or not found else max(found, key=lambda stem: (found[stem], stem))


def _runs_of_word(written: str, language: str, known: Known | None, guess: Guess | None) -> tuple[list[Run], int]:
    """What a word may be in the texts, the best first, and in how many texts it is."""
    if guess:
        return [Run(stems, GUESSED) for stems in guess.runs], guess.count
    runs = [Run((analysis.stem(written, language),), EXACT)]
    if known:
        runs += [Run((stem,), EXACT) for stem in known.exactly]
        runs += [Run((stem,), INFLECTED) for stem in known.inflected]
        if len(written) >= SHORTEST_BEGINNING or not known.exactly:  # "me" is no beginning of mediation
            runs += [Run((stem,), BEGUN) for stem in known.begun]
    return runs, known.count if known else 0


def _distinct(runs: Iterable[Run]) -> tuple[Run, ...]:
    found: dict[tuple[Stems, bool], Run] = {}
    for run in runs:
        found.setdefault((run.stems, run.is_phrase), run)
    return tuple(found.values())


def _weight(count: int, texts: int) -> float:
    """How much a word tells: the rarer, the more."""
    return max(0.15, math.log(1 + (texts - count + 0.5) / (count + 0.5))) if texts else 1.0


# Which entries have it


def _find(
    terms: dict[str, list[Term]], lexicon: Lexicon, language: str, reading: int | None
) -> tuple[list[Entry], str]:
    """The entries with every word, in the reader's language and apart in English; else those with most of them.

    Where other countries' answers have every word and those of the country being read do not, its own with most of them
    are found too: it is that country that the reader asks about.
    """
    expressions = [_every(some, code) for code, some in terms.items() if some]
    if not expressions:
        return [], "all"
    rows = _rows(_matched().format(""), [_expression(Every("or", tuple(expressions)))])
    found = [lexicon.entries[pk] for (pk,) in rows if pk in lexicon.entries]
    found += _titled(terms, lexicon, language, found)
    own = {entry.country for entry in found if entry.language == language}
    if own:
        if reading and reading not in own and len(terms[language]) > 1:
            found += [e for e in _with_most(terms[language], language, lexicon) if e.country == reading]
        return found, "all"
    for code in dict.fromkeys([language, *([] if found else terms)]):
        if len(terms[code]) > 1 and (most := _with_most(terms[code], code, lexicon)):
            return [*found, *most], "most"
    return found, "all"


class Every(NamedTuple):
    """An expression of what the database looks for: tokens, all of some, any of some, or some side by side."""

    kind: str  # "and", "or", "phrase"
    parts: tuple


def _every(terms: list[Term], language: str) -> Every:
    """Every term, but what nearly every text has."""
    telling = [term for term in terms if not term.is_common] or terms
    return Every("and", tuple(_any(term, language) for term in telling))


def _any(term: Term, language: str) -> Every:
    return Every(
        "or",
        tuple(
            Every("phrase" if run.is_phrase else "and", tuple(f"{language}{stem}" for stem in run.stems))
            for run in term.runs
        ),
    )


def _expression(wanted: Every | str) -> str:
    """An expression as the database reads it. Tokens are letters and digits (`analysis`), so quotes hold them."""
    is_sqlite = connection.vendor == "sqlite"
    if isinstance(wanted, str):
        return f'"{wanted}"' if is_sqlite else f"'{wanted}'"
    if len(wanted.parts) == 1:
        return _expression(wanted.parts[0])
    if wanted.kind == "phrase" and is_sqlite:
        return f'"{" ".join(wanted.parts)}"'
    operators = {"and": " AND ", "or": " OR "} if is_sqlite else {"and": " & ", "or": " | ", "phrase": " <-> "}
    return f"({operators[wanted.kind].join(_expression(part) for part in wanted.parts)})"


def _matched() -> str:
    """The statement that finds the keys of the entries that match an expression."""
    if connection.vendor == "sqlite":
        return "SELECT {} rowid FROM rights_searchtokens WHERE rights_searchtokens MATCH %s"
    return "SELECT {} id FROM rights_searchtokens WHERE tokens @@ %s::tsquery"


def _rows(statement: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _titled(terms: dict[str, list[Term]], lexicon: Lexicon, language: str, found: Iterable[Entry]) -> list[Entry]:
    """What else there is in English of questions whose title in the reader's language has every word."""
    if not terms[language] or language == languages.ENGLISH:
        return []
    questions = {
        question
        for question, title in lexicon.titles[language].items()
        if all(any(title.stems.issuperset(run.stems) for run in term.runs) for term in terms[language])
    }
    known = {entry.pk for entry in found}
    return [
        entry
        for entry in (lexicon.entries.values() if questions else ())
        if entry.language != language and entry.question in questions and entry.pk not in known
    ]


def _with_most(terms: list[Term], code: str, lexicon: Lexicon) -> list[Entry]:
    """The entries that have at least half of the words, by what they tell: one query."""
    telling = sorted((term for term in terms if not term.is_common), key=lambda term: -term.weight)[:8] or terms
    statement = " UNION ALL ".join(_matched().format(f"{n},") for n in range(len(telling)))
    found = _rows(statement, [_expression(_any(term, code)) for term in telling])
    had: Counter[int] = Counter()
    for n, pk in found:
        had[pk] += telling[n].weight
    enough = sum(telling[n].weight for n in {n for n, _pk in found}) / 2 - 1e-9
    return [lexicon.entries[pk] for pk, weight in had.items() if weight >= enough and pk in lexicon.entries]


# What is shown


def _hits(entries: list[Entry], terms: dict[str, list[Term]], lexicon: Lexicon, language: str) -> list[Hit]:
    """Entries as the page shows them: one query for their texts."""
    if not entries:
        return []
    texts = factsheets.texts([entry.answer for entry in entries], terms)
    wanted = {code: _wanted(some) for code, some in terms.items()}
    return [
        _hit(entry, texts[entry.answer, entry.language], wanted, lexicon.titles[entry.language][entry.question])
        for entry in entries
        if (entry.answer, entry.language) in texts
    ]


def _hit(
    entry: Entry, text: tuple[str, str], wanted: Mapping[str, Mapping[str, float]], title: vocabulary.Title
) -> Hit:
    summary, body = text
    in_title = wanted.get(title.shown.language, {})
    return Hit(
        entry.country,
        title.slug,
        entry.language,
        summary,
        passages.passage(summary, body, entry.language, wanted[entry.language]),
        passages.marked(title.shown.text, title.shown.language, in_title),
    )


def _wanted(terms: list[Term]) -> dict[str, float]:
    """The stems to mark, each with what it tells. What nearly every text has is not marked beside better words."""
    telling = [term for term in terms if not term.is_common] or terms
    found: dict[str, float] = {}
    for term in telling:
        for run in term.runs:
            for stem in run.stems:
                found[stem] = max(found.get(stem, 0), term.weight * run.worth)
    return found
