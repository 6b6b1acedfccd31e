"""The write side of search: what is public, as tokens that the database can match.

Publishing and withdrawing call `index` and `remove` in their own transaction; `reindex` brings everything up to date
that came about otherwise (an upgrade, new wording of the questionnaire, a restored database). Tokens begin with the
code of their language: a word of one language is never looked for among those of another.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db import connection, models, transaction

from countries.models import ContentVersion, Country
from portal.i18n import languages, translated
from portal.text import analysis, richtext
from portal.text.folding import fold_word
from rights.models import Answer, Publication, Question, SearchEntry, Word
from rights.services.search_backends import EntryTokens, backend, batches, token

MOST_WORDS = 20_000  # of one body
MOST_FREQUENT = 40  # stems that an entry remembers as frequent
BATCH = 100  # entries in one transaction of `reindex`: whoever else writes waits no longer than that
ROWS = 500  # in one statement

Key = tuple[int, str]  # answer, language
WordCounts = Mapping[tuple[str, str], int]  # language, word → how many texts more or fewer have it; the word "": texts


@dataclass(frozen=True)
class Document:
    """A published text with what it is found by besides."""

    answer: int
    language: str
    country: int
    question: int
    revision_number: int
    wording_digest: str
    title: str
    country_name: str
    summary: str
    body: str

    @property
    def key(self) -> Key:
        return self.answer, self.language


class Stems(NamedTuple):
    """A document as stems, field by field, with its different words."""

    title: list[str]
    summary: list[str]
    body: list[str]
    words: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> "Stems":
        language = document.language
        title = analysis.words(document.title, language) + analysis.words(document.country_name, language)
        summary = analysis.words(document.summary, language)
        body = analysis.words(richtext.plain(document.body), language)[:MOST_WORDS]
        title_stems, summary_stems, body_stems = (
            [analysis.stem_of_text(word, language) for word in words] for words in (title, summary, body)
        )
        return cls(title_stems, summary_stems, body_stems, frozenset([*title, *summary, *body]))

    @property
    def frequent(self) -> str:
        """The stems that the body has more than once, then how often it has each: "court victim|7 2"."""
        counted = sorted(Counter(self.body).items(), key=lambda each: (-each[1], each[0]))
        counted = [(stem, times) for stem, times in counted[:MOST_FREQUENT] if times > 1]
        return f"{' '.join(stem for stem, _times in counted)}|{' '.join(str(times) for _stem, times in counted)}"

    def tokens(self, entry: SearchEntry) -> EntryTokens:
        fields = ([token(entry.language, stem) for stem in stems] for stems in (self.title, self.summary, self.body))
        return EntryTokens(entry.pk, *fields)


# One text


def index(answer: Answer, language: str):
    """Make a text that is public now findable, in the transaction that publishes it."""
    _write(list(_documents(language, [answer.pk])))


def remove(answer: Answer, language: str):
    """Find a text no longer that is no longer public."""
    _delete([(answer.pk, language)])


def reworded(record: models.Model, columns: Iterable[str]):
    """After a change of these columns of a record: reindex what is found by a question's title or a country's name."""
    if not any(column.startswith(("title_", "short_", "name_")) for column in columns):
        return
    if isinstance(record, Question):
        reindex(questions=[record.pk])
    elif isinstance(record, Country):
        reindex(countries=[record.pk])


def _title(question: Question, language: str) -> str:
    """What a question is called, in that language alone: a title in English is not found by words of another one."""
    return " ".join(getattr(question, column) or "" for column in translated.columns(["title", "short"], language))


def _name(country: Country, language: str) -> str:
    return getattr(country, translated.column("name", language)) or ""


def _digest(text: str) -> str:
    return hashlib.sha256(f"{analysis.VERSION} {text}".encode()).hexdigest()[:8]


# Everything


def reindex(
    everything: bool = False,
    *,
    answers: Collection[int] = (),
    questions: Collection[int] = (),
    countries: Collection[int] = (),
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Bring the index up to date, or that of some answers, questions and countries (keys); returns how many entries
    were written or removed.

    Only what is out of date, unless `everything`. A transaction for each batch: readers see either the entry as it was
    or as it is, and whoever publishes meanwhile waits for a batch, not for all of them. `progress` is told how many
    entries of how many are done.
    """
    published, indexed = Publication.objects.filter(taken_down_at=None), SearchEntry.objects.all()
    if answers or questions or countries:
        published = published.filter(
            models.Q(answer__in=answers)
            | models.Q(answer__question__in=questions)
            | models.Q(answer__country__in=countries)
        )
        indexed = indexed.filter(
            models.Q(answer__in=answers) | models.Q(question__in=questions) | models.Q(country__in=countries)
        )
    outdated = _outdated(published, indexed, everything)
    done = 0
    for language, keys in groupby(sorted(outdated, key=lambda key: (key[1], key[0])), key=lambda key: key[1]):
        for batch in batches(keys, BATCH):
            _bring_up_to_date(language, [answer for answer, _language in batch])
            done += len(batch)
            if progress:
                progress(done, len(outdated))
    if everything:
        _delete_orphans()
        for language in languages.CODES:
            _recount_words(language)
    if outdated or everything:
        ContentVersion.bump()  # what is kept in memory of the words is outdated
    return done


def _outdated(
    published: models.QuerySet[Publication], indexed: models.QuerySet[SearchEntry], everything: bool
) -> set[Key]:
    """What is public and not indexed in this version and wording, or indexed and not public."""
    titles, names = _wording_digests()
    wanted = {
        (answer, language): (number, titles[question, language] + names[country, language])
        for answer, language, number, country, question in published.order_by().values_list(
            "answer", "language", "revision__number", "answer__country", "answer__question"
        )
    }
    found = {
        (answer, language): (number, digest)
        for answer, language, number, digest in indexed.order_by().values_list(
            "answer", "language", "revision_number", "wording_digest"
        )
    }
    return {key for key in wanted.keys() | found.keys() if everything or wanted.get(key) != found.get(key)}


def _wording_digests() -> tuple[dict[tuple[int, str], str], dict[tuple[int, str], str]]:
    """The digests of the titles and of the countries' names, by key and language."""
    questions, countries = Question.objects.all(), Country.objects.all()
    return (
        {(row.pk, code): _digest(_title(row, code)) for row in questions for code in languages.CODES},
        {(row.pk, code): _digest(_name(row, code)) for row in countries for code in languages.CODES},
    )


@transaction.atomic
def _bring_up_to_date(language: str, answers: list[int]):
    """Index what is public of these answers now, and remove the rest."""
    _lock()
    documents = list(_documents(language, answers))
    _write(documents)
    _delete({(answer, language) for answer in answers} - {document.key for document in documents})


def _documents(language: str, answers: list[int]) -> Iterator[Document]:
    summary, body = translated.columns(["summary", "body"], language)
    title_columns, name = translated.columns(["title", "short"], language), translated.column("name", language)
    rows = (
        Publication.objects.filter(answer__in=answers, language=language, taken_down_at=None)
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
        title, country_name = _title(answer.question, language), _name(answer.country, language)
        yield Document(
            answer=answer.pk,
            language=language,
            country=answer.country_id,
            question=answer.question_id,
            revision_number=row.revision.number,
            wording_digest=_digest(title) + _digest(country_name),
            title=title,
            country_name=country_name,
            summary=getattr(answer, summary),
            body=getattr(answer, body),
        )


@transaction.atomic
def _delete_orphans():
    _lock()
    backend.delete_orphans()


@transaction.atomic
def _recount_words(language: str):
    _lock()
    counts: Counter[str] = Counter()
    for words in SearchEntry.objects.filter(language=language).values_list("words", flat=True).iterator():
        counts.update(["", *words.split()])
    Word.objects.filter(language=language).delete()
    _add_to_counts({(language, word): count for word, count in counts.items()})


# What is written


def _lock():
    """Let nobody else write the index until this transaction ends: two would count the same words."""
    list(ContentVersion.objects.select_for_update().filter(pk=1).values_list("pk"))


@transaction.atomic(savepoint=False)
def _write(documents: Sequence[Document]):
    """Write the entries of documents, with their tokens, and count their words."""
    _lock()
    stems = {document.key: Stems.of(document) for document in documents}
    counted = _counted_words(stems.keys())
    rows = SearchEntry.objects.bulk_create(
        [_entry(document, stems[document.key]) for document in documents],
        update_conflicts=True,
        unique_fields=["answer", "language"],
        update_fields=["revision_number", "wording_digest", "summary", "frequent_stems", "words"],
    )
    backend.write([stems[row.answer_id, row.language].tokens(row) for row in rows])
    changes: Counter[tuple[str, str]] = Counter()
    for (answer, language), written in stems.items():
        before, after = counted.get((answer, language), frozenset()), written.words | {""}
        changes.update((language, word) for word in after - before)
        changes.subtract((language, word) for word in before - after)
    _count_words(changes)


def _entry(document: Document, stems: Stems) -> SearchEntry:
    return SearchEntry(
        answer_id=document.answer,
        language=document.language,
        country_id=document.country,
        question_id=document.question,
        revision_number=document.revision_number,
        wording_digest=document.wording_digest,
        summary=" ".join(stems.summary),
        frequent_stems=stems.frequent,
        words=" ".join(sorted(stems.words)),
    )


def _delete(keys: Collection[Key]):
    if not keys:
        return
    with transaction.atomic(savepoint=False):
        _lock()
        changes: Counter[tuple[str, str]] = Counter()
        for (_answer, language), words in _counted_words(keys).items():
            changes.subtract((language, word) for word in words)
        rows = SearchEntry.objects.filter(_condition(keys))
        backend.delete(rows.values_list("pk", flat=True))
        rows.delete()
        _count_words(changes)


def _condition(keys: Iterable[Key]) -> models.Q:
    """That an entry has one of these keys."""
    by_language: dict[str, list[int]] = {}
    for answer, language in keys:
        by_language.setdefault(language, []).append(answer)
    condition = models.Q(pk__in=[])
    for language, answers in by_language.items():
        condition |= models.Q(language=language, answer__in=answers)
    return condition


def _counted_words(keys: Iterable[Key]) -> dict[Key, frozenset[str]]:
    """The words that entries were counted with; "" counts the entry itself."""
    rows = SearchEntry.objects.filter(_condition(keys)).values_list("answer", "language", "words")
    return {(answer, language): frozenset(["", *words.split()]) for answer, language, words in rows}


def _count_words(changes: WordCounts):
    changes = {key: change for key, change in changes.items() if change}
    _add_to_counts(changes)
    for language, words in _fewer(changes).items():
        Word.objects.filter(language=language, written__in=words, count__lte=0).delete()


def _fewer(changes: WordCounts) -> dict[str, list[str]]:
    """The words that fewer texts have than before, by language."""
    by_language: dict[str, list[str]] = {}
    for (language, word), change in changes.items():
        if change < 0:
            by_language.setdefault(language, []).append(word)
    return by_language


def _add_to_counts(changes: WordCounts):
    """Add to the counts of words, each of which may be new. Both databases understand the same statement."""
    with connection.cursor() as cursor:
        for batch in batches(sorted(changes.items()), ROWS):
            rows = [
                (language, word, fold_word(word), analysis.stem_of_text(word, language) if word else "", change)
                for (language, word), change in batch
            ]
            cursor.execute(
                "INSERT INTO rights_word (language, written, form, stem, count) "
                f"VALUES {', '.join(['(%s, %s, %s, %s, %s)'] * len(rows))} "
                "ON CONFLICT (language, written) DO UPDATE SET count = rights_word.count + excluded.count",
                [value for row in rows for value in row],
            )
