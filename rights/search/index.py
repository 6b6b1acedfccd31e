"""The write side of search: what is public, as tokens that the database can match.

The workflow calls `index` and `remove` with each publication and withdrawal, in its own transaction; `reindex` brings
everything up to date that came about otherwise (an upgrade, new wording of the questionnaire, a restored database).
Tokens begin with the code of their language: a word of one language is never looked for among those of another.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from django.db import connection, models, transaction

from countries.models import ContentVersion, Country
from portal import languages, localized
from rights import richtext
from rights.models import Answer, Publication, Question, SearchEntry, Word
from rights.search import analysis

TABLE = "rights_searchtokens"
MOST_WORDS = 20_000  # of one body
MOST_OFTEN = 40  # stems that an entry remembers as frequent
BATCH = 100  # entries in one transaction of `reindex`: others who write wait no longer than that
ROWS = 500  # in one statement

Key = tuple[int, str]  # answer, language


@dataclass(frozen=True)
class Document:
    """A published text with what it is found by besides."""

    answer: int
    language: str
    country: int
    question: int
    number: int
    wording: str
    title: str
    place: str
    summary: str
    body: str

    @property
    def key(self) -> Key:
        return self.answer, self.language


@dataclass(frozen=True)
class Tokens:
    """A document as stems, field by field, with its different words."""

    title: list[str]
    summary: list[str]
    body: list[str]
    words: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> "Tokens":
        def read(text: str) -> list[str]:
            return analysis.words(text, document.language)

        title, summary = read(document.title) + read(document.place), read(document.summary)
        body = read(richtext.plain(document.body))[:MOST_WORDS]

        def stems(words: list[str]) -> list[str]:
            return [analysis.stem(word, document.language) for word in words]

        return cls(stems(title), stems(summary), stems(body), frozenset([*title, *summary, *body]))

    @property
    def often(self) -> str:
        """The stems that the body has more than once, then how often it has each: "court victim|7 2"."""
        counted = sorted(Counter(self.body).items(), key=lambda each: (-each[1], each[0]))
        counted = [(stem, times) for stem, times in counted[:MOST_OFTEN] if times > 1]
        return f"{' '.join(stem for stem, _times in counted)}|{' '.join(str(times) for _stem, times in counted)}"


# One text


def index(answer: Answer, language: str):
    """Make a text that is public now findable, in the transaction that publishes it."""
    number = answer.publications.filter(language=language).values_list("revision__number", flat=True).get()
    title, place = _title(answer.question, language), _name(answer.country, language)
    summary, body = (getattr(answer, column) for column in localized.columns(["summary", "body"], language))
    wording = _wording(title) + _wording(place)
    _write([
        Document(
            answer.pk, language, answer.country_id, answer.question_id, number, wording, title, place, summary, body
        )
    ])  # fmt: skip


def remove(answer: Answer, language: str):
    """A text that is public no more is found no more."""
    _delete([(answer.pk, language)])


def reworded(record: models.Model, columns: Iterable[str]):
    """After a change of these columns of a record: index anew what is found by a question's title or country's name."""
    if not any(column.startswith(("title_", "short_", "name_")) for column in columns):
        return
    if isinstance(record, Question):
        reindex(entries=models.Q(question=record), publications=models.Q(answer__question=record))
    elif isinstance(record, Country):
        reindex(entries=models.Q(country=record), publications=models.Q(answer__country=record))


def _title(question, language: str) -> str:
    """What a question is called, in that language alone: a title in English is not found by words of another one."""
    return " ".join(getattr(question, column) or "" for column in localized.columns(["title", "short"], language))


def _name(country, language: str) -> str:
    return getattr(country, localized.column("name", language)) or ""


def _wording(text: str) -> str:
    return hashlib.sha256(f"{analysis.VERSION} {text}".encode()).hexdigest()[:8]


# Everything


def reindex(
    everything: bool = False,
    entries: models.Q | None = None,
    publications: models.Q | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Bring the index up to date; returns how many entries were written or removed.

    Only what is out of date, unless `everything`. A transaction for each batch: readers see either the entry as it was
    or as it is, and who publishes meanwhile waits for a batch, not for all of them.
    """
    titles, names = _wordings()
    wanted = {
        (answer, language): (number, titles[question, language] + names[country, language])
        for answer, language, number, country, question in Publication.objects.filter(publications or models.Q())
        .order_by()
        .values_list("answer", "language", "revision__number", "answer__country", "answer__question")
    }
    found = {
        (answer, language): (number, wording)
        for answer, language, number, wording in SearchEntry.objects.filter(entries or models.Q())
        .order_by()
        .values_list("answer", "language", "revision_number", "wording")
    }
    stale = {key for key in wanted.keys() | found.keys() if everything or wanted.get(key) != found.get(key)}
    done = 0
    for language, keys in groupby(sorted(stale, key=lambda key: (key[1], key[0])), key=lambda key: key[1]):
        for batch in _batches(keys, BATCH):
            _bring_up_to_date(language, [answer for answer, _language in batch])
            done += len(batch)
            progress(done, len(stale))
    if everything:
        _sweep()
        for language in languages.CODES:
            _count_words_anew(language)
    if stale or everything:
        ContentVersion.bump()  # what was kept in memory of the words is out of date
    return done


def _wordings() -> tuple[dict[tuple[int, str], str], dict[tuple[int, str], str]]:
    """The digests of the titles and of the countries' names, by key and language."""
    questions, countries = Question.objects.all(), Country.objects.all()
    return (
        {(row.pk, code): _wording(_title(row, code)) for row in questions for code in languages.CODES},
        {(row.pk, code): _wording(_name(row, code)) for row in countries for code in languages.CODES},
    )


@transaction.atomic
def _bring_up_to_date(language: str, answers: list[int]):
    """Index what is public of these answers now, and remove the rest."""
    _alone()
    documents = list(_documents(language, answers))
    _write(documents)
    _delete({(answer, language) for answer in answers} - {document.key for document in documents})


def _documents(language: str, answers: list[int]) -> Iterator[Document]:
    summary, body = localized.columns(["summary", "body"], language)
    title_columns, name = localized.columns(["title", "short"], language), localized.column("name", language)
    rows = (
        Publication.objects.filter(answer__in=answers, language=language)
        .select_related("answer__question", "answer__country", "revision")
        .only(
            "answer", "language", "revision__number", "answer__country", "answer__question",
            f"answer__{summary}", f"answer__{body}",
            f"answer__country__{name}", *(f"answer__question__{column}" for column in title_columns),
        )
        .order_by("answer")
    )  # fmt: skip
    for row in rows:
        answer = row.answer
        title, place = _title(answer.question, language), _name(answer.country, language)
        yield Document(
            answer.pk,
            language,
            answer.country_id,
            answer.question_id,
            row.revision.number,
            _wording(title) + _wording(place),
            title,
            place,
            getattr(answer, summary),
            getattr(answer, body),
        )


@transaction.atomic
def _sweep():
    """Tokens whose entry went with its answer."""
    _alone()
    key = "rowid" if connection.vendor == "sqlite" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE {key} NOT IN (SELECT id FROM rights_searchentry)")


@transaction.atomic
def _count_words_anew(language: str):
    _alone()
    counts = Counter()
    for words in SearchEntry.objects.filter(language=language).values_list("words", flat=True).iterator():
        counts.update(["", *words.split()])
    Word.objects.filter(language=language).delete()
    _add_words({(language, word): count for word, count in counts.items()})


def _batches(rows: Iterable, size: int) -> Iterator[list]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


# What is written


def _alone():
    """Whoever writes the index waits for whoever does: they would count the same words. For this transaction."""
    list(ContentVersion.objects.select_for_update().filter(pk=1).values_list("pk"))


@transaction.atomic(savepoint=False)
def _write(documents: Iterable[Document]):
    """Write the entries of documents, with their tokens, and count their words."""
    _alone()
    tokens = {document.key: Tokens.of(document) for document in documents}
    known = _known_words(tokens.keys())
    rows = SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                answer_id=document.answer,
                language=document.language,
                country_id=document.country,
                question_id=document.question,
                revision_number=document.number,
                wording=document.wording,
                summary=" ".join(tokens[document.key].summary),
                often=tokens[document.key].often,
                words=" ".join(sorted(tokens[document.key].words)),
            )
            for document in documents
        ],
        update_conflicts=True,
        unique_fields=["answer", "language"],
        update_fields=["revision_number", "wording", "summary", "often", "words"],
    )
    _write_tokens([(row.pk, row.language, tokens[row.answer_id, row.language]) for row in rows])
    changes = Counter()
    for key, written in tokens.items():
        before, after = known.get(key, frozenset()), written.words | {""}
        changes.update((key[1], word) for word in after - before)
        changes.subtract((key[1], word) for word in before - after)
    _count_words(changes)


def _delete(keys: Iterable[Key]):
    keys = set(keys)
    if not keys:
        return
    with transaction.atomic(savepoint=False):
        _alone()
        changes = Counter()
        for (_answer, language), words in _known_words(keys).items():
            changes.subtract((language, word) for word in words)
        rows = SearchEntry.objects.filter(_of(keys))
        _delete_tokens(rows.values_list("pk", flat=True))
        rows.delete()
        _count_words(changes)


def _of(keys: Iterable[Key]) -> models.Q:
    by_language: dict[str, list[int]] = {}
    for answer, language in keys:
        by_language.setdefault(language, []).append(answer)
    wanted = models.Q(pk__in=[])
    for language, answers in by_language.items():
        wanted |= models.Q(language=language, answer__in=answers)
    return wanted


def _known_words(keys: Iterable[Key]) -> dict[Key, frozenset[str]]:
    """The words that entries were counted with; "" counts the entry itself."""
    rows = SearchEntry.objects.filter(_of(keys)).values_list("answer", "language", "words")
    return {(answer, language): frozenset(["", *words.split()]) for answer, language, words in rows}


def _write_tokens(rows: list[tuple[int, str, Tokens]]):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                f"INSERT OR REPLACE INTO {TABLE} (rowid, title, summary, body) VALUES (%s, %s, %s, %s)",
                [
                    (pk, *(" ".join(f"{language}{stem}" for stem in field) for field in (t.title, t.summary, t.body)))
                    for pk, language, t in rows
                ],
            )
            return
        for some in _batches(rows, ROWS):
            values = [value for pk, language, tokens in some for value in (pk, _tsvector(language, tokens))]
            cursor.execute(
                f"INSERT INTO {TABLE} (id, tokens) VALUES {', '.join(['(%s, %s::tsvector)'] * len(some))} "
                "ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens",
                values,
            )


def _tsvector(language: str, tokens: Tokens) -> str:
    """A tsvector as PostgreSQL reads it; a gap between the fields, so that no phrase runs from one into the next."""
    places: dict[str, list[int]] = {}
    start = 1
    for field in (tokens.title, tokens.summary, tokens.body):
        for place, stem in enumerate(field, start):
            places.setdefault(stem, []).append(place)
        start += len(field) + 1
    return " ".join(f"'{language}{stem}':{','.join(map(str, found[:200]))}" for stem, found in places.items())


def _delete_tokens(keys: Iterable[int]):
    column = "rowid" if connection.vendor == "sqlite" else "id"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE {column} = %s", [(key,) for key in keys])


def _count_words(changes: dict[tuple[str, str], int]):
    changes = {key: change for key, change in changes.items() if change}
    _add_words(changes)
    for language, words in _fewer(changes).items():
        Word.objects.filter(language=language, written__in=words, count__lte=0).delete()


def _fewer(changes: dict[tuple[str, str], int]) -> dict[str, list[str]]:
    by_language: dict[str, list[str]] = {}
    for (language, word), change in changes.items():
        if change < 0:
            by_language.setdefault(language, []).append(word)
    return by_language


def _add_words(changes: dict[tuple[str, str], int]):
    """Add to the counts of words, each of which may be new. Both databases understand the same statement."""
    with connection.cursor() as cursor:
        for some in _batches(sorted(changes.items()), ROWS):
            values = [
                value
                for (language, word), change in some
                for value in (
                    language,
                    word,
                    analysis.fold(word),
                    analysis.stem(word, language) if word else "",
                    change,
                )
            ]
            cursor.execute(
                "INSERT INTO rights_word (language, written, form, stem, count) "
                f"VALUES {', '.join(['(%s, %s, %s, %s, %s)'] * len(some))} "
                "ON CONFLICT (language, written) DO UPDATE SET count = rights_word.count + excluded.count",
                values,
            )
