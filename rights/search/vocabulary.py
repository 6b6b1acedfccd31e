"""What search knows of words: those of the published texts, of the questionnaire, and those that people type instead.

What is small (titles, names of countries, synonyms) is kept in memory for one content version; a word of the texts is
looked up in its table, and the whole vocabulary of a language is read only when somebody has mistyped something.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter
from os.path import commonprefix
from typing import NamedTuple

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from countries.models import Country, HelpLine, Telephone
from portal import languages, localized
from portal.localized import Text
from rights.models import Question, SearchEntry, Synonym, Word
from rights.search import analysis

Stems = tuple[str, ...]
NO_DIGIT = re.compile(r"\D")
LAST = "\U0010ffff"  # sorts after every letter
MOST_BEGUN = 30  # words that a beginning may stand for
SHORTEST_CORRECTED = 4  # letters
DANGER_MISSING = 4  # words from which on one may be missing in words of danger


@dataclass(frozen=True)
class Title:
    """What a question is called: as shown, and its stems in the language in which it is searched."""

    slug: str
    section: str
    place: int
    shown: Text
    title: Stems
    short: Stems
    stems: frozenset[str]


class Entry(NamedTuple):
    """A text that can be found."""

    pk: int
    answer: int
    language: str
    country: int
    question: int


class Said(NamedTuple):
    """A word of danger, or one of a query to compare it with."""

    form: str
    rough: str


class Meaning(NamedTuple):
    """What people type, by rough stems, and what it means, each a run of stems."""

    typed: Stems
    means: tuple[Stems, ...]


@dataclass(frozen=True)
class Lexicon:
    """The small things that a search in a language needs to know; in that language and in English."""

    titles: dict[str, dict[int, Title]]  # language → question → title
    countries: dict[str, dict[int, frozenset[str]]]  # language → country → stems of its name
    entries: dict[int, Entry]  # those in the language, and those in English of answers that are not public in it
    order: dict[int, int]  # country → place in the alphabet
    meanings: dict[str, tuple[Meaning, ...]]  # the longest typed first
    danger: tuple[tuple[str, tuple["Said", ...]], ...]  # language, words
    typed: dict[str, frozenset[str]]  # language → written words that stand in the tables above, for spelling


@lru_cache(48)
def lexicon(language: str, version: int) -> Lexicon:
    """Read the lexicon of a language as it is at a content version: four queries."""
    codes = tuple(dict.fromkeys([language, languages.ENGLISH]))
    columns = localized.readable_columns(["title", "short"], language)
    questions = list(
        Question.objects.select_related("section")
        .only("slug", "position", "section__slug", "section__position", *columns)
        .order_by("section__position", "position")
    )
    names = localized.readable_columns(["name"], language)
    countries = list(Country.objects.only("alphabetical", *names).order_by("position"))
    synonyms = list(Synonym.objects.filter(language__in=codes).order_by("slug"))
    typed: dict[str, set[str]] = {code: set() for code in codes}
    for code in codes:
        for texts in (
            *(_texts(question, ["title", "short"], code) for question in questions),
            *(_texts(country, ["name"], code) for country in countries),
            *(synonym.words for synonym in synonyms if synonym.language == code),
        ):
            for each in texts:
                typed[code].update(analysis.words(each, code))
    return Lexicon(
        {code: {question.pk: _title(question, n, code) for n, question in enumerate(questions)} for code in codes},
        {code: {row.pk: frozenset(_stems(*_texts(row, ["name"], code), code)) for row in countries} for code in codes},
        _entries(language),
        {country.pk: country.alphabetical.get(language, 0) for country in countries},
        {code: _meanings(synonyms, code) for code in codes},
        tuple(
            (synonym.language, said)
            for synonym in synonyms
            if synonym.kind == Synonym.Kind.DANGER
            for words in synonym.words
            if (said := _said(words, synonym.language))
        ),
        {code: frozenset(words) for code, words in typed.items()},
    )


def _entries(language: str) -> dict[int, Entry]:
    rows = SearchEntry.objects.filter(language__in=[language, languages.ENGLISH]).order_by()
    entries = [Entry(*row) for row in rows.values_list("pk", "answer", "language", "country", "question")]
    own = {entry.answer for entry in entries if entry.language == language}
    return {entry.pk: entry for entry in entries if entry.language == language or entry.answer not in own}


def _texts(row, fields: Iterable[str], language: str) -> list[str]:
    return [getattr(row, column) or "" for column in localized.columns(fields, language)]


def _stems(text: str, language: str) -> Stems:
    return tuple(analysis.stem(word, language) for word in analysis.words(text, language))


def _rough(text: str, language: str) -> Stems:
    return tuple(analysis.rough(word, language) for word in analysis.words(text, language))


def _said(text: str, language: str) -> tuple[Said, ...]:
    return tuple(Said(analysis.fold(word), analysis.rough(word, language)) for word in analysis.words(text, language))


def _title(question: Question, place: int, language: str) -> Title:
    title, short = (_stems(text, language) for text in _texts(question, ["title", "short"], language))
    shown = localized.text(question, "title", language)
    return Title(question.slug, question.section.slug, place, shown, title, short, frozenset(title + short))


def _typed(synonym: Synonym) -> list[Stems]:
    return [stems for words in synonym.words if (stems := _rough(words, synonym.language))]


def _meanings(synonyms: Iterable[Synonym], language: str) -> tuple[Meaning, ...]:
    means: dict[Stems, dict[Stems, None]] = defaultdict(dict)
    for synonym in synonyms:
        if synonym.language == language and synonym.kind == Synonym.Kind.SYNONYM:
            meant = [stems for each in synonym.means if (stems := _stems(each, language))]
            for typed in _typed(synonym):
                means[typed] |= dict.fromkeys(meant)
    found = [Meaning(typed, tuple(meant)) for typed, meant in means.items() if meant]
    return tuple(sorted(found, key=lambda meaning: (-len(meaning.typed), meaning.typed)))


def is_danger(lexicon: Lexicon, text: str) -> bool:
    """Whether a query has words of immediate danger, in the reader's language or in English."""
    asked = {code: _said(text, code) for code in lexicon.titles}
    return any(_are_said(danger, asked[language]) for language, danger in lexicon.danger)


def _are_said(danger: tuple[Said, ...], asked: tuple[Said, ...]) -> bool:
    """Whether the words stand in a query in their order, close together; of four or more, one may be missing.

    The longest may not: it is the one that says what happens.
    """
    telling = max(danger, key=lambda word: len(word.form))
    needed = len(danger) - (len(danger) >= DANGER_MISSING)
    for start in range(len(asked)):
        window, at, said, told = asked[start : start + len(danger) + 1], 0, 0, False
        for word in danger:
            place = next((n for n in range(at, len(window)) if _is_nearly(window[n], word)), None)
            if place is not None:
                at, said, told = place + 1, said + 1, told or word == telling
        if told and said >= needed:
            return True
    return False


def _is_nearly(typed: Said, meant: Said) -> bool:
    """Whether it is the word, inflected or with one mistake."""
    if typed.rough == meant.rough:
        return True
    return len(meant.form) > SHORTEST_CORRECTED and OSA.distance(typed.form, meant.form, score_cutoff=1) <= 1


# Words of the texts


@dataclass
class Known:
    """What the texts of a language have of a typed word: stem → in how many texts."""

    exactly: dict[str, int] = field(default_factory=dict)
    inflected: dict[str, int] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)

    def __bool__(self):
        return bool(self.exactly or self.inflected or self.begun)

    @property
    def count(self) -> int:
        return sum(self.exactly.values()) + sum(self.inflected.values())


class Asked(NamedTuple):
    """A word as somebody typed it, and whether it may be the beginning of one."""

    written: str
    may_go_on: bool


def look_up(asked: dict[str, Collection[Asked]]) -> tuple[dict[tuple[str, Asked], Known], dict[str, int]]:
    """What the texts have of these words, by language, and how many texts each language has: one query."""
    known: dict[tuple[str, Asked], Known] = {}
    wanted, ranges = Q(pk__in=[]), defaultdict(list)
    for language, words in asked.items():
        wanted |= Q(language=language, written="")
        for word in words:
            form, own = analysis.fold(word.written), analysis.stem(word.written, language)
            rough = analysis.rough(word.written, language)
            start = _in_common(form, own, rough)
            known[language, word] = Known()
            ranges[language].append((word, form, own, rough, start))
        for start in {start for *_word, start in ranges[language]}:
            wanted |= Q(language=language, form__gte=start, form__lt=start + LAST)
    texts = {}
    rows = Word.objects.filter(wanted).values_list("language", "written", "form", "stem", "count")
    for language, written, form, stem, count in sorted(rows):
        if not written:
            texts[language] = count
            continue
        for word, typed, own, rough, start in ranges[language]:
            if not form.startswith(start):
                continue
            found = known[language, word]
            if form == typed:
                found.exactly[stem] = found.exactly.get(stem, 0) + count
            elif stem == own or analysis.stem(form, language) == rough:
                found.inflected[stem] = found.inflected.get(stem, 0) + count
            elif word.may_go_on and form.startswith(typed):
                found.begun[stem] = found.begun.get(stem, 0) + count
    for found in known.values():
        found.begun = dict(sorted(found.begun.items(), key=lambda each: (-each[1], each[0]))[:MOST_BEGUN])
    return known, texts


def _in_common(form: str, *stems: str) -> str:
    """The letters that a form and its stems begin with: every inflected form begins so."""
    common = commonprefix([form, *stems])  # noqa: RUF071
    return common if len(common) >= min(3, len(form)) else form[:3]


# Spelling


class Spelled(NamedTuple):
    """A word that the portal knows."""

    written: str
    form: str
    stem: str
    count: int


class Guess(NamedTuple):
    """What an unknown word is taken for: how that is written, its runs of stems, in how many texts it is."""

    written: str
    runs: tuple[Stems, ...]
    count: int


LINKS = ("", "s", "es", "n", "en", "e", "o")  # what joins the parts of a compound


class Spelling:
    """Every word of a language, to find the nearest ones to a word that is none of them."""

    def __init__(self, words: Iterable[Spelled]):
        self.words: dict[str, Spelled] = {}
        self.stems: dict[str, Spelled] = {}
        for word in sorted(words, key=attrgetter("count"), reverse=True):
            self.words.setdefault(word.form, word)
            self.stems.setdefault(word.stem, word)
        self.by_length = [_by_length(self.words), _by_length(self.stems)]

    @cached_property
    def forms(self) -> list[str]:
        return sorted(self.words)

    def guess(self, written: str, language: str) -> Guess | None:
        """What a word may mean that is none of these: one with two letters swapped, another form of one, two of them in
        one, or one mistyped.
        """
        form = analysis.fold(written)
        if swapped := self.swapped(form):
            return Guess(swapped.written, ((swapped.stem,),), swapped.count)
        if cousins := self.cousins(form):
            return Guess(written, tuple((word.stem,) for word in cousins), cousins[0].count)
        if parts := self.parts(form):
            return Guess(written, (tuple(word.stem for word in parts),), min(word.count for word in parts))
        if near := self.nearest(form, analysis.rough(written, language)):
            return Guess(near[0].written, tuple((word.stem,) for word in near), near[0].count)
        return None

    def swapped(self, form: str) -> Spelled | None:
        """The word that it is with two neighbouring letters in each other's place: no language inflects so."""
        if len(form) < SHORTEST_CORRECTED:
            return None
        pairs = (form[:at] + form[at + 1] + form[at] + form[at + 2 :] for at in range(len(form) - 1))
        found = [self.words[each] for each in pairs if each != form and each in self.words]
        return max(found, key=attrgetter("count"), default=None)

    def nearest(self, form: str, stem: str) -> list[Spelled]:
        """The words nearest to one that is mistyped, the most frequent first, three at most; else to its stem."""
        for typed, words, by_length in ((form, self.words, self.by_length[0]), (stem, self.stems, self.by_length[1])):
            if near := _nearest(typed, words, by_length):
                return near
        return []

    def cousins(self, form: str) -> list[Spelled]:
        """The words that differ from one in their endings alone: where no stemmer brings the two together."""
        for length in range(len(form) - 1, max(5, len(form) * 2 // 3), -1):
            start = form[:length]
            found = self.forms[bisect_left(self.forms, start) : bisect_left(self.forms, start + LAST)]
            found = [each for each in found if len(each) <= len(form) + 4]
            if found:
                found.sort(key=lambda each: (-self.words[each].count, each))
                return [self.words[each] for each in found[:5]]
        return []

    def parts(self, form: str) -> tuple[Spelled, Spelled] | None:
        """The two known words that a compound is made of, such as Opfer-entschädigung."""
        best = None
        for at in range(SHORTEST_CORRECTED, len(form) - SHORTEST_CORRECTED + 1):
            second = self.words.get(form[at:])
            if second is None:
                continue
            for link in LINKS:
                first = self.words.get(form[: at - len(link)]) if form[:at].endswith(link) else None
                if first and len(form[: at - len(link)]) >= SHORTEST_CORRECTED:
                    rarer = min(first.count, second.count)
                    if best is None or rarer > best[0]:
                        best = rarer, (first, second)
        return best and best[1]


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for word in words:
        found[len(word)].append(word)
    return dict(found)


def _nearest(typed: str, words: dict[str, Spelled], by_length: dict[int, list[str]]) -> list[Spelled]:
    allowed = 0 if len(typed) < SHORTEST_CORRECTED else 1 if len(typed) < 6 else 2
    found = []
    for length in range(len(typed) - allowed, len(typed) + allowed + 1) if allowed else ():
        choices = by_length.get(length, ())
        found += process.extract(typed, choices, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    least = min((distance for _word, distance, _place in found), default=0)
    near = [word for word, distance, _place in found if distance == least]
    near.sort(key=lambda word: (word[0] != typed[0], -words[word].count, word))
    return [words[word] for word in near[:3]]


@lru_cache(12)  # some 4 MB each
def spelling(language: str, version: int) -> Spelling:
    """Every word of a language, read once for a content version: one query, of some ten thousand rows."""
    rows = Word.objects.filter(language=language).exclude(written="").values_list("written", "form", "stem", "count")
    more = lexicon(language, version).typed[language]
    return Spelling(
        [
            *(Spelled(*row) for row in rows),
            *(Spelled(word, analysis.fold(word), analysis.stem(word, language), 0) for word in sorted(more)),
        ]
    )


# Numbers


class Number(NamedTuple):
    """A telephone number, the key of its help line or service, and whose it is."""

    record: int
    digits: str
    country: int
    code: str


@lru_cache(2)
def numbers(version: int) -> tuple[list[Number], list[Number]]:
    """The numbers of all help lines and of all services at a content version: two queries."""
    lines = HelpLine.objects.order_by("pk").values_list("pk", "number", "country", "country__code")
    phones = Telephone.objects.order_by("pk").values_list(
        "service", "number", "service__country", "service__country__code"
    )
    lines, phones = (
        [Number(record, NO_DIGIT.sub("", number), country, code) for record, number, country, code in rows]
        for rows in (lines, phones)
    )
    return lines, phones


def forget():
    """Forget what is kept in memory: for tests, where a content version comes twice."""
    numbers.cache_clear()
    lexicon.cache_clear()
    spelling.cache_clear()
