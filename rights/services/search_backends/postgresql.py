"""PostgreSQL: a tsvector for each entry, with a GIN index."""

from collections.abc import Iterable

from django.db import connection

from rights.services.search_backends.base import TABLE, Backend, EntryTokens, batches

ROWS = 500  # in one statement
MOST_POSITIONS = 200  # of one token: a tsvector holds 256


class PostgreSQL(Backend):
    key = "id"
    condition = "tokens @@ %s::tsquery"
    operators = {"and": " & ", "or": " | ", "phrase": " <-> "}

    def quoted(self, token: str) -> str:
        return f"'{token}'"

    def write(self, rows: Iterable[EntryTokens]):
        with connection.cursor() as cursor:
            for batch in batches(rows, ROWS):
                places = ", ".join(["(%s, %s::tsvector)"] * len(batch))
                cursor.execute(
                    f"INSERT INTO {TABLE} (id, tokens) VALUES {places} "
                    "ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens",
                    [value for row in batch for value in (row.entry, _tsvector(row))],
                )


def _tsvector(row: EntryTokens) -> str:
    """A tsvector as PostgreSQL reads it; a gap between the fields, so that no phrase runs from one into the next."""
    positions: dict[str, list[int]] = {}
    start = 1
    for field in (row.title, row.summary, row.body):
        for position, token in enumerate(field, start):
            positions.setdefault(token, []).append(position)
        start += len(field) + 1
    return " ".join(f"'{token}':{','.join(map(str, at[:MOST_POSITIONS]))}" for token, at in positions.items())
