"""What search asks of a database of whatever kind: to keep the tokens of entries, and to say which entries match."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple, TypeVar

from django.db import connection

TABLE = "rights_searchtokens"  # made by the migration 0005_search, since no model describes it

Row = TypeVar("Row")


def token(language: str, stem: str) -> str:
    """A stem as it is indexed. A stem is letters and digits only (`portal.text.analysis`)."""
    return f"{language}{stem}"


class EntryTokens(NamedTuple):
    """The tokens of one search entry, field by field, in their order."""

    entry: int
    title: Sequence[str]
    summary: Sequence[str]
    body: Sequence[str]


class Expression(NamedTuple):
    """What an entry must have: all of some tokens or expressions, any of them, or tokens side by side."""

    operator: Literal["and", "or", "phrase"]
    operands: tuple["Expression | str", ...]


class Backend(ABC):
    """The table of tokens in one kind of database; its rows have the keys of `SearchEntry`."""

    key: str  # column with the key of the entry
    condition: str  # that a row meets an expression
    operators: dict[str, str]

    def matches(self, expressions: Iterable[Expression]) -> list[tuple[int, int]]:
        """Which entries match each of some expressions, in one query: (place of the expression, key of the entry)."""
        values = [self.written(expression) for expression in expressions]
        selects = [f"SELECT {place}, {self.key} FROM {TABLE} WHERE {self.condition}" for place in range(len(values))]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(selects), values)
            return cursor.fetchall()

    def written(self, expression: Expression | str) -> str:
        """An expression in the database's own notation, each token in quotes."""
        if isinstance(expression, str):
            return self.quoted(expression)
        if len(expression.operands) == 1:
            return self.written(expression.operands[0])
        operator = self.operators[expression.operator]
        return f"({operator.join(self.written(operand) for operand in expression.operands)})"

    @abstractmethod
    def quoted(self, token: str) -> str: ...

    @abstractmethod
    def write(self, rows: Iterable[EntryTokens]):
        """Write the tokens of entries, in place of those that they have."""

    def delete(self, entries: Iterable[int]):
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {TABLE} WHERE {self.key} = %s", [(entry,) for entry in entries])

    def delete_orphans(self):
        """Delete the tokens whose entry has gone with its answer."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE {self.key} NOT IN (SELECT id FROM rights_searchentry)")


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
