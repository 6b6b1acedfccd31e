"""How fast the search is at full size: 28 countries × 57 questions × 24 languages, on both databases.

`make bench` (or `python bench/search.py [--countries 28] [--queries 12]`) makes up texts, indexes them, asks queries of
every kind in every language, and writes bench/results/search.md. The texts resemble language as far as it matters to an
index: words of each script with its diacritics and with endings, their frequencies after Zipf, a vocabulary of some ten
thousand words. Everything happens in a folder of its own, which is removed; it ends by itself within `--minutes`.
"""

import argparse
import datetime
import json
import os
import platform
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "search.md"
WORDS_OF_SUMMARY, WORDS_OF_BODY = 25, 180
VOCABULARY = 12_000  # words of a language
ENTRY_LIMIT, QUERY_LIMIT = 5, 20  # milliseconds
ROUNDS = 3  # each query is asked so often and its quickest time counts: whatever else the machine does is not measured

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
    from django.utils import timezone

    from countries.models import Country
    from portal import languages, localized
    from rights.models import Answer, Publication, Question, Revision
    from rights.shipping import reference

    reference.load()
    spoken = {code: Language(code) for code in languages.CODES}
    for question in Question.objects.all():
        for code, language in spoken.items():
            setattr(question, localized.column("title", code), " ".join(language.text(8)))
            setattr(question, localized.column("short", code), " ".join(language.text(3))[:60])
        question.save()
    now, made = timezone.now(), 0
    for country in Country.objects.order_by("position")[:countries]:
        answers = []
        for question in Question.objects.all():
            answer = Answer(country=country, question=question, source_language="en")
            for code, language in spoken.items():
                setattr(answer, localized.column("summary", code), language.sentences(WORDS_OF_SUMMARY))
                body = f"<h2>{language.sentences(4)}</h2><p>{language.sentences(WORDS_OF_BODY - 4)}</p>"
                setattr(answer, localized.column("body", code), body)
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
    from portal import localized
    from rights.models import Answer
    from rights.search import analysis

    chosen = random.Random(f"queries {code}")
    answers = list(Answer.objects.values_list(localized.column("summary", code), flat=True))
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
        "without diacritics": lambda: " ".join(analysis.fold(word) for word in some(2)),
        "a beginning": lambda: max(some(4), key=len)[:4],
        "a phrase": lambda: f'"{" ".join(some(2))}"',
        "mistyped": lambda: mistyped(max(some(6), key=len)),
        "words that do not meet": lambda: f"{some(1)[0]} {some(1)[0]} {some(1)[0]} {some(1)[0]}",
    }
    return [(kind, make()) for kind, make in kinds.items() for _ in range(max(1, number // len(kinds)))]


def measure(countries: int, number: int) -> dict:
    """Everything that is measured, on the database that the settings name."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from portal import languages
    from rights.models import Answer, SearchEntry, Word
    from rights.search import index, query

    load = os.getloadavg()[0]
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        texts = build(countries)
    before = size(connection)
    started = time.perf_counter()
    index.reindex()
    taken = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    one = []
    for answer in Answer.objects.select_related("country", "question").order_by("pk")[:100]:
        with transaction.atomic():
            index.remove(answer, "de")
        began = time.perf_counter()
        with transaction.atomic():
            index.index(answer, "de")
        one.append((time.perf_counter() - began) * 1000)
    times: dict[str, list[float]] = {}
    first_mistyped, found = [], 0
    for code in languages.CODES:
        asked = queries(code, number)
        query.search(asked[0][1], language=code)  # titles and synonyms are read once for a content version
        began = time.perf_counter()
        query.search(next(words for kind, words in asked if kind == "mistyped") + "q", language=code)
        first_mistyped.append((time.perf_counter() - began) * 1000)
        for kind, words in asked:
            taken_each = []
            for _again in range(ROUNDS):
                began = time.perf_counter()
                results = query.search(words, language=code)
                taken_each.append((time.perf_counter() - began) * 1000)
            times.setdefault(kind, []).append(min(taken_each))
            found += bool(results.total)
    version = (
        connection.cursor().execute("SELECT sqlite_version()").fetchone()[0]
        if connection.vendor == "sqlite"
        else (".".join(str(connection.pg_version // 10000).split()))
    )
    return {
        "database": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor] + f" {version}",
        "texts": texts,
        "entries": SearchEntry.objects.count(),
        "words": Word.objects.exclude(written="").count(),
        "index": taken,
        "size": size(connection) - before,
        "before": before,
        "one": one,
        "first_mistyped": first_mistyped,
        "times": times,
        "found": found,
        "load": f"{load:.1f}–{os.getloadavg()[0]:.1f}",
    }


def size(connection) -> int:
    """Bytes on the disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return Path(connection.settings_dict["NAME"]).stat().st_size
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


# Both databases


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def run(database: str, folder: Path, arguments: argparse.Namespace, deadline: float) -> dict:
    """Measure in a process of its own, which ends with its time."""
    address = f"sqlite:///{folder / 'bench.sqlite3'}"
    if database == "postgresql":
        started = subprocess.run(
            [ROOT / "scripts/postgres.sh", "start", folder], capture_output=True, text=True, check=True
        )
        address = started.stdout.strip()
    answer = folder.with_suffix(".json")
    environment = {**os.environ, "DATABASE_URL": address, "PORTAL_DATA_DIR": str(folder.with_suffix(".data"))}
    Path(environment["PORTAL_DATA_DIR"]).mkdir()
    environment |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, "--measure", str(answer)]
    command += ["--countries", str(arguments.countries), "--queries", str(arguments.queries)]
    try:
        subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=max(1, deadline - time.monotonic()))
    finally:
        if database == "postgresql":
            subprocess.run([ROOT / "scripts/postgres.sh", "stop", folder], check=False)
    return json.loads(answer.read_text())


def report(measured: list[dict], arguments: argparse.Namespace) -> str:
    """The results as Markdown."""

    def row(name: str, value) -> str:
        return f"| {name} | " + " | ".join(value(each) for each in measured) + " |"

    def milliseconds(values: list[float]) -> str:
        middle, high = statistics.median(values), percentile(values, 0.95)
        return f"{middle:.1f} / {high:.1f} / {max(values):.1f} ms"

    def every(each: dict) -> list[float]:
        return [value for values in each["times"].values() for value in values]

    kinds = measured[0]["times"]

    def indexing(each: dict) -> str:
        return f"{each['index']:.0f} s ({each['index'] / each['entries'] * 1000:.1f} ms each)"

    def every_query(each: dict) -> str:
        return f"**{milliseconds(every(each))}** ({len(every(each))} queries, {each['found']} found)"

    def first_mistyped(each: dict) -> str:
        return milliseconds(each["first_mistyped"])

    lines = [
        "# Search at full size",
        "",
        f"`make bench` on {datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores "
        f"(load before and after each: {', '.join(each['load'] for each in measured)}), "
        f"Python {platform.python_version()}: {arguments.countries} countries × 57 questions × 24 languages of made-up "
        f"text ({WORDS_OF_SUMMARY + WORDS_OF_BODY} words each). Times of queries: median / 95th percentile / longest, "
        f"for one query in one process, everything included, the quickest of {ROUNDS} times.",
        "",
        "| | " + " | ".join(each["database"] for each in measured) + " |",
        "|---|" + "---|" * len(measured),
        row("texts indexed", lambda each: f"{each['entries']:,}"),
        row("different words", lambda each: f"{each['words']:,}"),
        row("indexing all of them", indexing),
        row("indexing one, with its commit", lambda each: milliseconds(each["one"])),
        row("size of the index", lambda each: f"{each['size'] / 1e6:.0f} MB (texts: {each['before'] / 1e6:.0f} MB)"),
        row("**every query**", every_query),
        *(row(kind, lambda each, kind=kind: milliseconds(each["times"][kind])) for kind in kinds),
        row("first mistyped word of a language: once for each process and publication", first_mistyped),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--countries", type=int, default=28)
    parser.add_argument("--queries", type=int, default=20, help="in each language")
    parser.add_argument("--minutes", type=float, default=20, help="after which it gives up")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        arguments.measure.write_text(json.dumps(measure(arguments.countries, arguments.queries)))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that PostgreSQL is stopped
    deadline = time.monotonic() + arguments.minutes * 60
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    try:
        measured = []
        for database in [arguments.only] if arguments.only else ["sqlite", "postgresql"]:
            (folder / "sqlite").mkdir(exist_ok=True)
            measured.append(run(database, folder / database, arguments, deadline))
    finally:
        shutil.rmtree(folder)
    text = report(measured, arguments)
    print(text)
    if arguments.countries == 28 and not arguments.only:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(text)
    slow = [
        each["database"]
        for each in measured
        if percentile([v for vs in each["times"].values() for v in vs], 0.95) > QUERY_LIMIT
    ]
    slow += [each["database"] for each in measured if statistics.median(each["one"]) > ENTRY_LIMIT]
    if slow:
        sys.exit(f"Slower than {QUERY_LIMIT} ms a query or {ENTRY_LIMIT} ms a text: {', '.join(slow)}")


if __name__ == "__main__":
    main()
