"""Many changes of public content in one transaction, what follows from each of them done once at its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction

from countries.models import ContentVersion, Country
from rights.models import Change, Question
from rights.services import search_index as search

ROWS = 200  # of one statement: a change holds every language of a record


class Batch:
    """What changed so far, and what has to be brought up to date because of it."""

    def __init__(self) -> None:
        self.is_empty = True
        self.changes: list[Change] = []
        self.answers: set[int] = set()
        self.questions: set[int] = set()
        self.countries: set[int] = set()

    def add_change(self, change: Change, record: models.Model) -> None:
        """A short record was changed: search finds answers by the names of their question and country."""
        self.is_empty = False
        self.changes.append(change)
        if isinstance(record, Question):
            self.questions.add(record.pk)
        elif isinstance(record, Country):
            self.countries.add(record.pk)

    def add_answer(self, answer: int, is_new_text: bool = True) -> None:
        """An answer was changed: its public text, or only when somebody last checked it."""
        self.is_empty = False
        if is_new_text:
            self.answers.add(answer)

    def finish(self) -> None:
        if self.is_empty:
            return
        Change.objects.bulk_create(self.changes, ROWS)
        if self.answers or self.questions or self.countries:
            search.reindex(answers=self.answers, questions=self.questions, countries=self.countries)
        ContentVersion.bump()


@contextmanager
def batch() -> Iterator[Batch]:
    """One transaction; at its end the changes are noted, search knows them, and the content version is raised once."""
    with transaction.atomic():
        changes = Batch()
        yield changes
        changes.finish()
