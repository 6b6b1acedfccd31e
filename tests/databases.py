"""The databases that tests begin from. Each is built once for a run and copied for each worker.

Every state is built on a copy of the one before it: nothing, the reference data, the factsheets that tests of pages
read, a country with every kind of answer, and last everything that ships. A test says by its fixtures in which state
it begins; what it writes is rolled back after it.
"""

import contextlib
import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import translation

from rights.seeding import factsheet, reference
from tests import public_pages


def migrate():
    call_command("migrate", verbosity=0)


def load_everything():
    for path in factsheet.files():
        factsheet.load(path)


# State → what it is built on, and how.
STATES: dict[str, tuple[str | None, Callable]] = {
    "empty": (None, migrate),
    "reference": ("empty", reference.load),
    "shipped": ("reference", public_pages.load_shipped),
    "every_status": ("shipped", public_pages.load_every_status),
    "everything": ("reference", load_everything),
}


class Databases:
    """The states of one worker; `use` says in which one the connection is."""

    def __init__(self, folder: Path, worker: str, blocker):
        self.folder, self.worker, self.blocker = folder, worker, blocker
        self.original = connection.settings_dict["NAME"]
        self.backend = PostgreSQL(worker) if connection.vendor == "postgresql" else SQLite(folder, worker)
        self.copied: set[str] = set()
        self.current = ""

    def use(self, state: str):
        """Connect to this worker's copy of a state; it is built first where this run has not built it yet."""
        if state == self.current:
            return
        assert not connection.in_atomic_block, f"{state}: another state is in use by the tests of this module"
        if state not in self.copied:
            self.build(state)
            with self.blocker.unblock():
                self.backend.copy(state)
            self.copied.add(state)
        self._connect_to(self.backend.of_worker(state))
        self.current = state

    def build(self, state: str) -> str:
        """The name of the database that this worker's copy of a state is made from."""
        with self.blocker.unblock():
            self._build(state)
        self.current = ""
        return self.backend.master(state)

    def close(self):
        connection.close()
        with self.blocker.unblock():
            self.backend.remove(self.copied)
        connection.settings_dict["NAME"] = self.original

    def _build(self, state: str):
        """One worker builds a state; who wants it meanwhile waits, who wants another one builds that."""
        basis, build = STATES[state]
        done = self.folder / f"{state}.built"
        with self._lock(state):
            if done.exists():
                return
            if basis:
                self._build(basis)
            self.backend.create(state, basis)
            self._connect_to(self.backend.master(state))
            with translation.override("en"):
                build()
            self.backend.finish()
            connection.close()
            done.touch()

    @contextlib.contextmanager
    def _lock(self, state: str) -> Iterator[None]:
        with (self.folder / f"{state}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _connect_to(self, name: str):
        connection.close()
        connection.settings_dict["NAME"] = name


class SQLite:
    """A file for each state, and a copy for each worker."""

    def __init__(self, folder: Path, worker: str):
        self.folder, self.worker = folder, worker

    def master(self, state: str) -> str:
        return str(self.folder / f"test_{state}.sqlite3")

    def of_worker(self, state: str) -> str:
        return str(self.folder / f"test_{state}_{self.worker}.sqlite3")

    def create(self, state: str, basis: str | None):
        if basis:
            shutil.copy(self.master(basis), self.master(state))

    def finish(self):
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(self, state: str):
        shutil.copy(self.master(state), self.of_worker(state))

    def remove(self, states):
        for state in states:
            Path(self.of_worker(state)).unlink(missing_ok=True)


class PostgreSQL:
    """A database for each state, and one for each worker made from it as a template."""

    def __init__(self, worker: str):
        self.worker = worker

    def master(self, state: str) -> str:
        return f"test_{state}"

    def of_worker(self, state: str) -> str:
        return f"test_{state}_{self.worker}"

    def create(self, state: str, basis: str | None):
        self._create(self.master(state), self.master(basis) if basis else "template0")

    def finish(self):
        connection.cursor().execute("ANALYZE")  # a copy has the statistics of its template

    def copy(self, state: str):
        self._create(self.of_worker(state), self.master(state))

    def remove(self, states):
        for state in states:
            self._administer(f'DROP DATABASE IF EXISTS "{self.of_worker(state)}"')

    def _create(self, name: str, template: str):
        self._administer(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _administer(self, *statements: str):
        connection.close()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
