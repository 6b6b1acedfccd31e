"""Which entries have the terms of a query: all of them, or else most."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from portal.i18n import languages
from rights.search.lexicon import Entry, Lexicon
from rights.search.terms import Term, telling
from rights.services.search_backends import Expression, backend, token

ALL, MOST = "all", "most"
A_SENTENCE = 3  # terms, from which on a text need not have every one: people who are afraid tell what happened
FEW = 10  # entries with every term, below which those with most of them are found too
ENOUGH = 0.5  # of the weight of the terms that the best entry has
MOST_TERMS = 8  # that one query to the database asks for, one by one


def find(
    terms: Mapping[str, Sequence[Term]],
    lexicon: Lexicon,
    language: str,
    countries: Collection[int],
    country: int | None,
) -> tuple[dict[Entry, float], str]:
    """The entries with every term, in the reader's language and apart in English; else those with most of them; and
    which part of the terms each has, by their weight.

    Those with most of them are found too where few have every word of a sentence, and where other countries' answers
    have every term and those of the `countries` chosen, or of the `country` that the reader asks about, have not.
    """
    own = terms[language]
    found = dict.fromkeys(_with_all(terms, lexicon), 1.0)
    found |= dict.fromkeys(_by_title(own, lexicon, language, found), 1.0)
    there = [entry for entry in found if entry.language == language]
    asked = countries or [country] if country else []
    if there:
        here = [entry for entry in there if entry.country in asked] if asked else there
        if len(own) > 1 and len(here) < (FEW if len(own) >= A_SENTENCE else 1):
            found = _with_most(own, language, lexicon, asked) | found
        return found, ALL
    for code in dict.fromkeys([language, *([] if found else terms)]):
        if len(terms[code]) > 1 and (most := _with_most(terms[code], code, lexicon, countries)):
            return most | found, MOST
    return found, ALL


def _with_all(terms: Mapping[str, Sequence[Term]], lexicon: Lexicon) -> list[Entry]:
    """The entries that have every term of their language, but the common ones: one query."""
    of_languages = [
        Expression("and", tuple(_expression(term, code) for term in telling(some)))
        for code, some in terms.items()
        if some
    ]
    if not of_languages:
        return []
    matches = backend.matches([Expression("or", tuple(of_languages))])
    return [lexicon.entries[pk] for _place, pk in matches if pk in lexicon.entries]


def _by_title(terms: Sequence[Term], lexicon: Lexicon, language: str, found: Iterable[Entry]) -> list[Entry]:
    """What else there is in English of questions whose title in the reader's language has every term."""
    if not terms or language == languages.ENGLISH:
        return []
    questions = {
        question
        for question, title in lexicon.titles[language].items()
        if all(any(title.stems.issuperset(variant.stems) for variant in term.variants) for term in terms)
    }
    known = {entry.pk for entry in found}
    return [
        entry
        for entry in (lexicon.entries.values() if questions else ())
        if entry.language != language and entry.question in questions and entry.pk not in known
    ]


def _with_most(
    terms: Sequence[Term], language: str, lexicon: Lexicon, countries: Collection[int] = ()
) -> dict[Entry, float]:
    """The entries that have nearly as much of the terms, by their weight, as the one that has most: one query."""
    by_weight = sorted(terms, key=lambda term: (term.is_common, -term.weight))[:MOST_TERMS]
    for wanted in (telling(by_weight), by_weight):
        matches = [
            (place, lexicon.entries[pk])
            for place, pk in backend.matches(_expression(term, language) for term in wanted)
            if pk in lexicon.entries and (not countries or lexicon.entries[pk].country in countries)
        ]
        if matches:
            break
    weights: dict[Entry, float] = defaultdict(float)
    for place, entry in matches:
        weights[entry] += wanted[place].weight
    enough = ENOUGH * max(weights.values(), default=0)
    total = sum(term.weight for term in wanted)
    return {entry: weight / total for entry, weight in weights.items() if weight >= enough}


def _expression(term: Term, language: str) -> Expression:
    """Any of the variants of a term."""
    return Expression(
        "or",
        tuple(
            Expression("phrase" if variant.is_phrase else "and", tuple(token(language, stem) for stem in variant.stems))
            for variant in term.variants
        ),
    )
