"""Whether a query says that somebody is in danger, and of what kind: the words of fixtures/danger.yaml, in any order.

Pure: no database. Nobody types it as the law says it, and a frightened person mistypes: words count by how they begin,
so that every inflection counts; in the reader's language and in English an unknown word may have one mistake.
A query may be in another language than the page: the table of every language is tried.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from portal.environment import BASE_DIR
from portal.i18n import languages
from portal.text import analysis
from portal.text.folding import fold_word
from rights.search import latin
from rights.seeding.files import read

FILE = BASE_DIR / "fixtures" / "danger.yaml"
KINDS = ("violence", "sexual", "stalking", "threat", "captivity", "self-harm", "fear")
SELF_HARM, FEAR, CHILD = "self-harm", "fear", "child"
EVERY, WORDS = "every", "words"
MOST_WORDS = 60
BETWEEN = 3  # other words that may stand between those of an expression
LONG = 5  # letters, from which on a word may have a mistake
SHORT, ENDING = 3, 2  # letters of a stem that in another language takes only so short an ending: "billete" is no "бил"
UNMISTAKABLE = 6  # letters, from which on a single word of another language than the reader's says enough
BRACES = re.compile(r"\{([^{}]*)\}")
APOSTROPHES = re.compile("['’`´]")  # which an English word may go without: can't, he's


class Expression(NamedTuple):
    """Words that mean danger where they stand near each other; each by the key of the words that may stand there."""

    kind: str
    slots: tuple[int, ...]
    is_whole: bool  # nothing else may stand there, but a word beside several


@dataclass
class Table:
    """The expressions of one language."""

    language: str
    slots: dict[str, int] = field(default_factory=dict)  # as written in the file → key
    words: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    stems: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_slot: dict[int, list[Expression]] = field(default_factory=lambda: defaultdict(list))
    shortest: dict[int, int] = field(default_factory=dict)  # letters of the shortest word that a slot takes

    def slot(self, forms: Iterable[str]) -> int:
        """The key of what may stand in one place of an expression."""
        forms = sorted(set(forms))
        key = self.slots.setdefault(" ".join(forms), len(self.slots))
        for form in forms:
            (self.stems if form.endswith("*") else self.words)[form.rstrip("*")].add(key)
        self.shortest[key] = min(len(form) for form in forms)
        return key

    def add(self, expression: Expression):
        rarest = max(expression.slots, key=lambda slot: self.shortest[slot])
        self.by_slot[rarest].append(expression)

    def positions(self, words: list[str], mistyped: Collection[str], is_own: bool) -> dict[int, list[int]]:
        """Which positions in a query each slot may take; `is_own` if the reader's language or English has it."""
        found: dict[int, list[int]] = defaultdict(list)
        for position, word in enumerate(words):
            slots = self._slots_of(word, 0 if is_own else SHORT)
            if position + 1 < len(words):
                slots |= self.words.get(f"{word}_{words[position + 1]}", set())
            if not slots and word in mistyped:
                slots = self._slots_nearly_of(word)
            for slot in slots:
                found[slot].append(position)
        return found

    def _slots_of(self, word: str, short: int) -> set[int]:
        """The slots of a word, and of its beginnings; one of `short` letters or fewer takes no long ending."""
        slots = set(self.words.get(word, ()))
        for length in range(2, len(word) + 1):
            if (length > short or len(word) - length <= ENDING) and (more := self.stems.get(word[:length])):
                slots |= more
        return slots

    def _slots_nearly_of(self, word: str) -> set[int]:
        """The slots of words that this one is with one mistake, which is never its first letter."""
        slots: set[int] = set()
        for forms, near, starts in (
            (self.words, self._near_words, [word]),
            (self.stems, self._near_stems, [word[:n] for n in range(LONG - 1, len(word) + 1)]),
        ):
            for start in starts:
                for less in _with_one_less(start):
                    for form in near.get(less, ()):
                        if OSA.distance(start, form, score_cutoff=1) <= 1:
                            slots |= forms[form]
        return slots

    @cached_property
    def _near_words(self) -> dict[str, list[str]]:
        return _near(self.words)

    @cached_property
    def _near_stems(self) -> dict[str, list[str]]:
        return _near(self.stems)


def _near(forms: Iterable[str]) -> dict[str, list[str]]:
    """The longer forms, by what is left of them without one letter or another."""
    found: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        if len(form) >= LONG and "_" not in form:
            for less in _with_one_less(form):
                found[less].append(form)
    return dict(found)


def _with_one_less(word: str) -> set[str]:
    """A word, and it without one of its letters but the first."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


# The file


@lru_cache(1)
def tables() -> dict[str, Table]:
    """Every language's expressions, read once; raises `Faults` or `ValueError` if the file is wrong."""
    rows = read(FILE)
    every = rows.pop(EVERY)
    return {language: _table(language, row, every) for language, row in rows.items()}


def _table(language: str, row: dict, every: dict[str, list[str]]) -> Table:
    table = Table(language)
    lists = {name.upper(): [*_forms(words, language)] for name, words in row[WORDS].items()}
    if unknown := row.keys() - {WORDS, *KINDS}:
        raise ValueError(f"{FILE.name}: {language}: no such kind {unknown}")
    for kind in KINDS:
        for text in [*every.get(kind, ()), *row.get(kind, ())]:
            is_whole = text.startswith("=")
            slots = tuple(
                table.slot(form for part in place.split("|") for form in _part(part, lists, language))
                for place in text.lstrip("= ").split()
            )
            table.add(Expression(kind, slots, is_whole))
    table.slots[CHILD] = table.slot(lists["CHILD"])
    return table


def _part(part: str, lists: dict[str, list[str]], language: str) -> Iterable[str]:
    if part.isupper():
        if part not in lists:
            raise ValueError(f"{FILE.name}: {language}: no list {part}")
        return lists[part]
    return _forms(part, language)


def _forms(text: str, language: str) -> Iterator[str]:
    """The words of a text of the file, folded, without braces, as `_words` has those of a query."""
    for word in text.split():
        for each in _without_braces(word):
            form = "_".join(fold_word(piece) for piece in each.rstrip("*").split("_"))
            star = "*" if each.endswith("*") else ""
            if language in latin.SPELLINGS:
                form = latin.plain(form, language)
            yield form + star
            if language in latin.KEYS and form.isalpha():
                yield latin.of(form, language) + star


def _without_braces(word: str) -> list[str]:
    match = BRACES.search(word)
    if not match:
        return [word]
    return [
        each
        for choice in match[1].split(",")
        for each in _without_braces(word[: match.start()] + choice + word[match.end() :])
    ]


# A query


def kinds(query: str, language: str, mistyped: Collection[str] = (), known: Collection[str] = ()) -> frozenset[str]:
    """The kinds of danger that a query speaks of, with `CHILD` if a child is in it; none if it speaks of no danger.

    `mistyped` are its unknown words, folded; `known` those that the reader's language has, which are hardly meant as
    the word for violence that another language spells like them.
    """
    text = analysis.normal(query)
    typed, english = _words(text), _words(APOSTROPHES.sub("", text))
    found: set[str] = set()
    own = {language, languages.ENGLISH}
    mentions_child = False
    for code, table in tables().items():
        words = _spelled(english if code == languages.ENGLISH else typed, code, is_own=code == language)
        positions = table.positions(words, mistyped if code in own else (), code in own)
        here = {
            expression.kind
            for slot, places in positions.items()
            if code in own or not known or {words[place] for place in places} - set(known)
            for expression in table.by_slot.get(slot, ())
            if (code in own or _is_unmistakable(expression, positions, words))
            and _occurs(expression, positions, len(words))
        }
        found |= here
        mentions_child |= bool(here) and table.slots[CHILD] in positions
    if mentions_child and found != {SELF_HARM}:
        found.add(CHILD)
    return frozenset(found)


def _words(text: str) -> list[str]:
    """The words of a query, folded; those of one letter too ("m'a")."""
    return [fold_word(word) for word in analysis.WORD.findall(text)[:MOST_WORDS]]


def _spelled(words: list[str], language: str, is_own: bool) -> list[str]:
    """The words as the table of a language spells them."""
    if is_own and language in latin.KEYS:
        words = [latin.key(word, language) if word.isascii() else word for word in words]
    if language in latin.SPELLINGS:
        words = [latin.plain(word, language) for word in words]
    return words


def _is_unmistakable(expression: Expression, positions: dict[int, list[int]], words: list[str]) -> bool:
    first, *more = expression.slots
    return bool(more) or any(len(words[position]) >= UNMISTAKABLE for position in positions[first])


def _occurs(expression: Expression, positions: dict[int, list[int]], length: int) -> bool:
    """Whether its words stand in a query of so many words, each in a position of its own, near each other."""
    if expression.is_whole and length > len(expression.slots) + (len(expression.slots) > 1):
        return False
    if any(slot not in positions for slot in expression.slots):
        return False
    first, *rest = sorted(expression.slots, key=lambda slot: len(positions[slot]))
    reach = len(expression.slots) + BETWEEN
    return any(_fits(rest, (position,), positions, reach) for position in positions[first])


def _fits(slots: list[int], taken: tuple[int, ...], positions: dict[int, list[int]], reach: int) -> bool:
    """Whether the slots find positions beside those that are taken, within reach of all of them."""
    if not slots:
        return True
    return any(
        _fits(slots[1:], (*taken, position), positions, reach)
        for position in positions[slots[0]]
        if position not in taken and max(*taken, position) - min(*taken, position) < reach
    )
