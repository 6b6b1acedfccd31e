"""Two starts at once: one brings the database up to date, the other waits, and both end well."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from portal.environment import BASE_DIR

HOLDS = """
import django, time
django.setup()
from portal.starting import one_at_a_time
with one_at_a_time(lambda line: print("waits", flush=True)), one_at_a_time(print):
    print("holds", flush=True)
    time.sleep({seconds})
print("ends", flush=True)
"""


@pytest.fixture
def address(django_db_setup, django_db_blocker):
    """A database of its own, empty: a file in the data folder, or one on the server that `DATABASE_URL` names."""
    if "DATABASE_URL" not in os.environ:
        yield {}
        return
    name = f"test_starting_{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield {"DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"}
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def begin(tmp_path, address):
    """Starts a process on the database of `address`."""
    begun = []

    def run(*command):
        environment = {**os.environ, "PORTAL_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings"}
        environment |= address
        begun.append(
            subprocess.Popen(
                [sys.executable, *command], cwd=BASE_DIR, env=environment, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )
        )  # fmt: skip
        return begun[-1]

    yield run
    for process in begun:
        process.kill()
        process.communicate()


@pytest.mark.database
@pytest.mark.slow
def test_two_starts_on_an_empty_folder_both_succeed(begin):
    both = [begin("manage.py", "migrate", "--no-input", "--skip-checks") for _start in "ab"]
    said = [start.communicate(timeout=100)[0] for start in both]
    assert [start.returncode for start in both] == [0, 0], said
    assert sorted("waiting for it to end" in each for each in said) == [False, True]
    assert sorted("No migrations to apply" in each for each in said) == [False, True]


@pytest.mark.database
@pytest.mark.slow
def test_the_second_waits_for_the_first_and_for_nobody_who_was_killed(begin):
    first = begin("-c", HOLDS.format(seconds=100))
    assert first.stdout.readline() == "holds\n"
    second = begin("-c", HOLDS.format(seconds=0))
    assert second.stdout.readline() == "waits\n"
    time.sleep(0.5)
    assert second.poll() is None
    first.send_signal(signal.SIGKILL)
    assert second.communicate(timeout=20)[0].split() == ["holds", "ends"]
