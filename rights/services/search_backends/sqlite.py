"""SQLite: a virtual table of FTS5, a column for each field."""

from collections.abc import Iterable

from django.db import connection

from rights.services.search_backends.base import TABLE, Backend, EntryTokens, Expression


class SQLite(Backend):
    key = "rowid"
    condition = f"{TABLE} MATCH %s"
    operators = {"and": " AND ", "or": " OR "}

    def written(self, expression: Expression | str) -> str:
        if isinstance(expression, Expression) and expression.operator == "phrase":
            return self.quoted(" ".join(str(token) for token in expression.operands))
        return super().written(expression)

    def quoted(self, token: str) -> str:
        return f'"{token}"'

    def write(self, rows: Iterable[EntryTokens]):
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT OR REPLACE INTO {TABLE} (rowid, title, summary, body) VALUES (%s, %s, %s, %s)",
                [(row.entry, " ".join(row.title), " ".join(row.summary), " ".join(row.body)) for row in rows],
            )
