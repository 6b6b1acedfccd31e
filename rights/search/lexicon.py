"""The small things that a search in a language needs to know: titles, names of countries, synonyms, what is public."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from countries import selectors
from countries.models import Country
from portal.i18n import languages, translated
from portal.i18n.translated import TranslatedText
from portal.text import analysis
from portal.text.folding import fold_word
from rights.models import Question, SearchEntry, Synonym
from rights.search import synonyms
from rights.search.synonyms import DangerPhrase, Meaning, Stems
from rights.selectors.kept import kept_by_version


@dataclass(frozen=True)
class Title:
    """What a question is called: as shown, and by its stems in the language in which it is searched."""

    slug: str
    section: str
    position: int
    shown: TranslatedText
    title: Stems
    short: Stems
    stems: frozenset[str]


class Entry(NamedTuple):
    """A published text that can be found; all but the language are keys."""

    pk: int
    answer: int
    language: str
    country: int
    question: int


class LexiconWord(NamedTuple):
    """A word of a title, of the name of a country or of a synonym."""

    written: str
    form: str


@dataclass(frozen=True)
class Lexicon:
    """What is known in a language and in English, at one content version."""

    titles: dict[str, dict[int, Title]]  # language → question → title
    country_names: dict[str, dict[int, frozenset[str]]]  # language → country → stems of its name
    entries: dict[int, Entry]  # those in the language, and those in English of answers that are not public in it
    alphabetical: dict[int, int]  # country → place in the alphabet
    countries: dict[str, int]  # code of a country → its key
    meanings: dict[str, tuple[Meaning, ...]]  # language → synonyms
    danger_phrases: tuple[DangerPhrase, ...]
    words: dict[str, tuple[LexiconWord, ...]]  # by language
    lines_taken_down: Callable[[int], frozenset[str]]  # the numbers that texts of a country may not name for now

    @property
    def languages(self) -> tuple[str, ...]:
        """The language, then English."""
        return tuple(self.titles)

    def title_of(self, entry: Entry) -> Title:
        return self.titles[entry.language][entry.question]

    def is_within(self, entry: Entry, countries: Collection[int], section: str) -> bool:
        """Whether filters by countries and by a section leave an entry; empty ones leave every entry."""
        return (not countries or entry.country in countries) and section in ("", self.title_of(entry).section)


@kept_by_version(2 * len(languages.CODES))
def read_lexicon(language: str) -> Lexicon:
    """Read the lexicon of a language: five queries."""
    codes = tuple(dict.fromkeys([language, languages.ENGLISH]))
    questions, countries = _questions(language), _countries(language)
    rows = list(Synonym.objects.filter(language__in=codes).order_by("slug"))
    return Lexicon(
        titles={
            code: {question.pk: _title(question, position, code) for position, question in enumerate(questions)}
            for code in codes
        },
        country_names={
            code: {country.pk: frozenset(analysis.stems(_name(country, code), code)) for country in countries}
            for code in codes
        },
        entries=_entries(language),
        alphabetical={country.pk: country.alphabetical.get(language, 0) for country in countries},
        countries={country.code: country.pk for country in countries},
        meanings={code: synonyms.meanings(rows, code) for code in codes},
        danger_phrases=synonyms.danger_phrases(rows),
        words={
            code: tuple(LexiconWord(word, fold_word(word)) for word in _words(questions, countries, rows, code))
            for code in codes
        },
        lines_taken_down=selectors.lines_taken_down(),
    )


def _questions(language: str) -> list[Question]:
    columns = translated.readable_columns(["title", "short"], language)
    return list(
        Question.objects.select_related("section")
        .only("slug", "position", "section__slug", "section__position", *columns)
        .order_by("section__position", "position")
    )


def _countries(language: str) -> list[Country]:
    columns = translated.readable_columns(["name"], language)
    return list(Country.objects.only("code", "alphabetical", *columns).order_by("position"))


def _entries(language: str) -> dict[int, Entry]:
    rows = SearchEntry.objects.filter(language__in=[language, languages.ENGLISH]).order_by()
    entries = [Entry(*row) for row in rows.values_list("pk", "answer", "language", "country", "question")]
    own = {entry.answer for entry in entries if entry.language == language}
    return {entry.pk: entry for entry in entries if entry.language == language or entry.answer not in own}


def _words(
    questions: Iterable[Question], countries: Iterable[Country], rows: Iterable[Synonym], language: str
) -> list[str]:
    """The different words of the lexicon in a language, as written."""
    texts = [title for question in questions for title in _titles(question, language)]
    texts += [_name(country, language) for country in countries]
    texts += [words for row in rows if row.language == language for words in row.words]
    return sorted({word for text in texts for word in analysis.words(text, language)})


def _titles(question: Question, language: str) -> list[str]:
    """A question's title and short title, each empty where it has none in the language."""
    return [getattr(question, column) or "" for column in translated.columns(["title", "short"], language)]


def _name(country: Country, language: str) -> str:
    return getattr(country, translated.column("name", language)) or ""


def _title(question: Question, position: int, language: str) -> Title:
    title, short = (analysis.stems(text, language) for text in _titles(question, language))
    shown = translated.text(question, "title", language)
    return Title(question.slug, question.section.slug, position, shown, title, short, frozenset(title + short))
