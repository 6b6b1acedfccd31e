"""What somebody in danger is shown, and in which order."""

from collections.abc import Iterable, Mapping

from countries.models import EUROPEAN_UNION
from rights.search import danger
from rights.search.lexicon import Entry, Lexicon

# What protects and who helps, in this order; a child and somebody who thinks of suicide need other things first.
URGENT = ("protection-types", "support-who", "hotline", "protection-who", "contacts", "report-crime")
URGENT_FOR_CHILDREN = (
    "protection-types",
    "support-who",
    "minor",
    "hotline",
    "protection-who",
    "contacts",
    "report-crime",
)
URGENT_FOR_LIFE = ("support-who", "hotline", "contacts", "state-support", "ngo-support", "support-free")
NOT_IN_DANGER = "family-died"  # nobody who fears to be killed reads about the dead


def urgent_entries(dangers: frozenset[str], lexicon: Lexicon, country: int | None) -> dict[int, int]:
    """The answers that somebody in danger needs first, each with its place among them; none where there is no danger.

    Those of the country that the query is about, else of the Union; where neither has any in a language and no country
    is known, everybody's.
    """
    if not dangers:
        return {}
    slugs = _urgent_questions(dangers)
    union = lexicon.countries.get(EUROPEAN_UNION)
    places: dict[int, int] = {}
    for code in lexicon.languages:
        urgent = {
            entry: slugs.index(lexicon.title_of(entry).slug)
            for entry in lexicon.entries.values()
            if entry.language == code and lexicon.title_of(entry).slug in slugs
        }
        of_country = {entry.pk: place for entry, place in urgent.items() if entry.country == country}
        of_union = {entry.pk: place for entry, place in urgent.items() if entry.country == union}
        of_all = {} if country else {entry.pk: place for entry, place in urgent.items()}
        places |= of_country or of_union or of_all
    return places


def _urgent_questions(dangers: frozenset[str]) -> tuple[str, ...]:
    if dangers == {danger.SELF_HARM}:
        return URGENT_FOR_LIFE
    return URGENT_FOR_CHILDREN if danger.CHILD in dangers else URGENT


def in_danger(
    entries: Iterable[Entry], urgent: Mapping[int, int], lexicon: Lexicon, country: int | None
) -> list[Entry]:
    """What is shown to somebody in danger: what is urgent, and what else was found of the country and of the Union."""
    shown = {lexicon.countries.get(EUROPEAN_UNION), country}
    return [lexicon.entries[pk] for pk in urgent] + [
        entry
        for entry in entries
        if entry.pk not in urgent
        and (country is None or entry.country in shown)
        and lexicon.title_of(entry).slug != NOT_IN_DANGER
    ]
