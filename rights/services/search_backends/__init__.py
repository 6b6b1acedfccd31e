"""The full-text index of the search in each kind of database; `backend` is that of the one in use.

`rights.services.search_index` writes through it and nobody else; `rights.search.matching` asks it.
"""

from django.db import connection

from rights.services.search_backends.base import Backend, EntryTokens, Expression, batches, token
from rights.services.search_backends.postgresql import PostgreSQL
from rights.services.search_backends.sqlite import SQLite

__all__ = ["Backend", "EntryTokens", "Expression", "backend", "batches", "token"]

BACKENDS: dict[str, type[Backend]] = {"sqlite": SQLite, "postgresql": PostgreSQL}

backend: Backend = BACKENDS[connection.vendor]()
