"""Fills an empty database with made-up texts, asks the search for them, and records how long that takes: for search.py.

The texts resemble language as far as it matters to an index: words of each script with its diacritics and with endings,
their frequencies after Zipf, a vocabulary of some ten thousand words.
"""

import json
import os
import random
import time
from itertools import accumulate
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from countries.models import Country
from portal.i18n import languages, translated
from portal.text.folding import fold_word
from rights.models import Answer, Publication, Question, Revision, SearchEntry, Word
from rights.search import query
from rights.seeding import reference
from rights.services import search_index

WORDS_OF_SUMMARY, WORDS_OF_BODY = 25, 180
VOCABULARY = 12_000  # words of a language
ROUNDS = 3  # each query is asked so often and its quickest time counts: whatever else the machine does is not measured
DATABASES = {  # name, statements for its version and its size in bytes
    "sqlite": (
        "SQLite",
        "SELECT sqlite_version()",
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    ),
    "postgresql": (
        "PostgreSQL",
        "SELECT current_setting('server_version_num')::int / 10000",
        "SELECT pg_database_size(current_database())",
    ),
}

LATIN = ("b c d f g h j k l m n p r s t v z br kl pr st tr", "a e i o u", "s n m es en a")
SOUNDS = {  # consonants, vowels, endings
    "bg": ("б в г д ж з к л м н п р с т ф х ц ч ш щ ст пр", "а е и о у ъ я ю", "та то те и а ът ове"),
    "el": ("β γ δ ζ θ κ λ μ ν ξ π ρ σ τ φ χ ψ στ πρ", "α ά ε έ η ή ι ί ο ό υ ω ώ ου", "ς σης ση εις ων ου"),
    "cs": (LATIN[0] + " č ř š ž ň ť ď", LATIN[1] + " á é í ě ů ý", "a y ou ách ům ami í ého"),
    "sk": (LATIN[0] + " č š ž ň ť ľ", LATIN[1] + " á é í ô ú ý ia", "a y ou ách ov ami í ého"),
    "lv": (LATIN[0] + " č š ž ņ ļ ģ ķ", LATIN[1] + " ā ē ī ū ie", "s a u am ā os iem as ība"),
    "lt": (LATIN[0] + " č š ž", LATIN[1] + " ą ę ė į ų ū ie", "as o ui ą e ai ų ams"),
    "et": (LATIN[0], LATIN[1] + " ä ö ü õ aa ee uu", "d le st sse ga ta te ks"),
    "fi": (LATIN[0], LATIN[1] + " ä ö aa ää ii", "n ssa sta lle t en ksi"),
    "hu": (LATIN[0] + " sz gy ny", LATIN[1] + " á é í ó ö ő ú ü ű", "t nak ban ok val ért"),
    "pl": (LATIN[0] + " ł ś ż ź ć ń cz sz rz", LATIN[1] + " ą ę ó y", "a y ie ów ami om ego"),
    "mt": (LATIN[0] + " ħ għ ż ċ ġ q x", LATIN[1] + " ie", "iet i a ijiet in"),
    "ro": (LATIN[0] + " ș ț", LATIN[1] + " ă â î", "ul ului le lor e i"),
    "fr": (LATIN[0] + " ç ch", LATIN[1] + " é è ê ou eau oi", "s e es ment tion"),
    "de": (LATIN[0] + " sch ß", LATIN[1] + " ä ö ü ei", "en e er ung ungen s"),
    "da": (LATIN[0], LATIN[1] + " æ ø å", "en er et erne s"),
    "sv": (LATIN[0], LATIN[1] + " ä ö å", "en ar et na s"),
}


# A language, and what is written in it


class Language:
    def __init__(self, code: str):
        self.random = random.Random(code)
        consonants, vowels, endings = (each.split() for each in SOUNDS.get(code, LATIN))
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            syllables = self.random.choice((1, 2, 2, 3, 3, 4))
            stem = "".join(self.random.choice(consonants) + self.random.choice(vowels) for _ in range(syllables))
            words[stem + self.random.choice(consonants)] = None
            if len(stem) > 4:
                for ending in self.random.sample(endings, 3):
                    words[stem + ending] = None
        self.words = list(words)[:VOCABULARY]
        self.random.shuffle(self.words)
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))

    def text(self, length: int) -> list[str]:
        return self.random.choices(self.words, cum_weights=self.weights, k=length)

    def sentences(self, length: int) -> str:
        words = self.text(length)
        return " ".join(" ".join(words[at : at + 12]).capitalize() + "." for at in range(0, length, 12))


def build(countries: int) -> int:
    """Answer every question in every language; returns how many texts there are."""

    reference.load()
    spoken = {code: Language(code) for code in languages.CODES}
    for question in Question.objects.all():
        for code, language in spoken.items():
            setattr(question, translated.column("title", code), " ".join(language.text(8)))
            setattr(question, translated.column("short", code), " ".join(language.text(3))[:60])
        question.save()
    now, made = timezone.now(), 0
    for country in Country.objects.order_by("position")[:countries]:
        answers = []
        for question in Question.objects.all():
            answer = Answer(country=country, question=question, source_language="en")
            for code, language in spoken.items():
                setattr(answer, translated.column("summary", code), language.sentences(WORDS_OF_SUMMARY))
                body = f"<h2>{language.sentences(4)}</h2><p>{language.sentences(WORDS_OF_BODY - 4)}</p>"
                setattr(answer, translated.column("body", code), body)
            answers.append(answer)
        Answer.objects.bulk_create(answers)
        revisions = Revision.objects.bulk_create(
            Revision(answer=answer, language=code, number=1, state="published", published_at=now)
            for answer in answers
            for code in languages.CODES
        )
        Publication.objects.bulk_create(
            Publication(answer=each.answer, language=each.language, revision=each, since=now, origin="seed")
            for each in revisions
        )
        made += len(revisions)
    return made


# What is asked


def queries(code: str, number: int) -> list[tuple[str, str]]:
    """Queries of every kind in a language, with words of its texts: (kind, query)."""

    chosen = random.Random(f"queries {code}")
    answers = list(Answer.objects.values_list(translated.column("summary", code), flat=True))
    frequent = Language(code).words[:60]

    def some(length: int) -> list[str]:
        words = chosen.choice(answers).replace(".", "").split()
        at = chosen.randrange(len(words) - length)
        return words[at : at + length]

    def mistyped(word: str) -> str:
        at = chosen.randrange(1, len(word))
        return word[:at] + word[at - 1] + word[at:]

    kinds = {
        "one word": lambda: some(1)[0],
        "a frequent word": lambda: chosen.choice(frequent),
        "two words": lambda: " ".join(some(2)),
        "three words": lambda: " ".join(some(3)),
        "seven words": lambda: " ".join(some(7)),
        "without diacritics": lambda: " ".join(fold_word(word) for word in some(2)),
        "a beginning": lambda: max(some(4), key=len)[:4],
        "a phrase": lambda: f'"{" ".join(some(2))}"',
        "mistyped": lambda: mistyped(max(some(6), key=len)),
        "words that do not meet": lambda: f"{some(1)[0]} {some(1)[0]} {some(1)[0]} {some(1)[0]}",
    }
    return [(kind, make()) for kind, make in kinds.items() for _ in range(max(1, number // len(kinds)))]


# What is measured


def record(path: str, countries: int, number: int):
    """Write what is measured on the database that the settings name."""
    Path(path).write_text(json.dumps(measure(countries, number)))


def measure(countries: int, number: int) -> dict:
    load = os.getloadavg()[0]
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        texts = build(countries)
    name, version, size = DATABASES[connection.vendor]
    before = value(size)
    began = time.perf_counter()
    search_index.reindex()
    taken = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "database": f"{name} {value(version)}",
        "texts": texts,
        "words_of_text": WORDS_OF_SUMMARY + WORDS_OF_BODY,
        "rounds": ROUNDS,
        "entries": SearchEntry.objects.count(),
        "words": Word.objects.exclude(written="").count(),
        "index": taken,
        "size": value(size) - before,
        "before": before,
        "one": [milliseconds_of_publication(answer) for answer in sample()],
        **milliseconds_of_queries(number),
        "load": f"{load:.1f}–{os.getloadavg()[0]:.1f}",
    }


def value(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def sample():
    return Answer.objects.select_related("country", "question").order_by("pk")[:100]


def milliseconds_of_publication(answer: Answer) -> float:
    """How long it takes to index one text, with its commit."""
    with transaction.atomic():
        search_index.remove(answer, "de")
    began = time.perf_counter()
    with transaction.atomic():
        search_index.index(answer, "de")
    return (time.perf_counter() - began) * 1000


def milliseconds_of_queries(number: int) -> dict:
    times: dict[str, list[float]] = {}
    first_mistyped, found = [], 0
    for code in languages.CODES:
        of_language = queries(code, number)
        query.search(of_language[0][1], language=code)  # titles and synonyms are read once for a content version
        mistyped = next(words for kind, words in of_language if kind == "mistyped")
        first_mistyped.append(milliseconds_of_query(f"{mistyped}q", code)[0])
        for kind, words in of_language:
            rounds = [milliseconds_of_query(words, code) for _round in range(ROUNDS)]
            times.setdefault(kind, []).append(min(taken for taken, _total in rounds))
            found += bool(rounds[0][1])
    return {"first_mistyped": first_mistyped, "times": times, "found": found}


def milliseconds_of_query(words: str, language: str) -> tuple[float, int]:
    """How long a query takes, and how many answers it finds."""
    began = time.perf_counter()
    results = query.search(words, language=language)
    return (time.perf_counter() - began) * 1000, results.total
