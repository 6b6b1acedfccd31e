"""Two starts at once (two containers, a rolling update): one brings the database up to date, and the other waits."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

KEY = 0x766963_74696D73  # of the advisory lock: one number of ours among those of a PostgreSQL database
held = False


@contextmanager
def one_at_a_time(say: Callable[[str], None]) -> Iterator[None]:
    """Wait until no other start is bringing this database up to date. The lock ends with its process.

    A process that holds it may ask for it again. `say` is called when there is another start to wait for.
    """
    global held
    if held:
        yield
        return
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    with _file_lock(connection, say) if isinstance(connection, SQLite) else _advisory_lock(connection, say):
        held = True
        try:
            yield
        finally:
            held = False


@contextmanager
def _file_lock(connection: SQLite, say: Callable[[str], None]) -> Iterator[None]:
    """On a file beside the database."""
    database = Path(connection.settings_dict["NAME"])
    lock = database.with_name(database.name + ".lock")
    for path in (database, lock):
        path.touch(mode=0o600)  # SQLite makes its other files with the mode of the first
    with lock.open() as file:
        _wait(lambda: _flock(file), say)
        yield


def _flock(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _advisory_lock(connection: BaseDatabaseWrapper, say: Callable[[str], None]) -> Iterator[None]:
    try:
        _wait(lambda: _lock(connection), say)
        yield
    finally:
        connection.close()


def _lock(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        return cursor.fetchone()[0]


def _wait(is_ours: Callable[[], bool], say: Callable[[str], None]):
    if is_ours():
        return
    say("Another start is bringing the database up to date; waiting for it to end.")
    while not is_ours():
        time.sleep(0.2)
