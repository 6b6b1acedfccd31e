"""Reads the configuration from environment variables and stops the start, in one sentence, where it is wrong."""

import contextlib
import os
import re
import secrets
import stat
import tempfile
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent


def stop(sentence: str) -> NoReturn:
    """End the process with one sentence: a wrong configuration is for the person who starts it, not for a log."""
    raise SystemExit(f"The portal does not start: {sentence}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in options:
        stop(f"{name} is {value!r}; it must be one of {', '.join(options)}.")
    return value


def whole_number(name: str, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        stop(f"{name} is {value!r}; it must be a whole number from {low} to {high}.")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder for the portal alone, that exists, or is made, and can be written to."""
    value = text(name, str(default))
    try:
        path = Path(value).expanduser().absolute()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        stop(f"{name} is {value!r}, which cannot be made ({getattr(error, 'strerror', None) or error}).")
    if path.stat().st_mode & stat.S_ISVTX:
        stop(f"{name} is {value!r}, which everybody uses; the portal needs a folder of its own.")
    try:
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError:
        stop(f"{name} is {value!r}, which cannot be written to.")
    keep_private(path, name)
    return path


def keep_private(path: Path, name: str):
    """Take from everybody but its owner what a file or folder of the portal allows them; `name` is its variable."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            path.chmod(mode & ~0o077)
    except FileNotFoundError:
        return
    except OSError:
        stop(f"{name}: {str(path)!r} belongs to somebody else and is open to others; give it to who runs the portal.")


def database(name: str, default: str) -> dict[str, Any]:
    """The settings of a database from its address."""
    value = text(name, default)
    try:
        scheme = urlsplit(value).scheme
        if scheme not in ("sqlite", "postgres", "postgresql"):
            stop(f"{name} must begin with sqlite:// or postgresql://.")
        if scheme == "sqlite":
            return sqlite(name, {**dj_database_url.parse(value, conn_max_age=1)})
        # A connection that has broken since the last request (a restart, a restored database) is opened anew.
        return {**dj_database_url.parse(value, conn_max_age=600, conn_health_checks=True)}
    except ValueError:
        # Not shown: it may hold a password.
        stop(f"{name} is not an address such as postgresql://user:password@host:5432/name.")


def sqlite(name: str, settings: dict) -> dict:
    """The settings of a SQLite database, whose files are kept from others.

    It is opened anew once a second: a backup may be put in the place of the file at any time.
    """
    path = Path(settings["NAME"]).absolute()
    if not os.access(path.parent, os.W_OK):
        stop(f"{name}: the folder {str(path.parent)!r} is missing or cannot be written to.")
    for part in ("", "-wal", "-shm", "-journal"):
        keep_private(path.with_name(path.name + part), name)
    if path.exists() and not os.access(path, os.W_OK):
        stop(f"{name}: the database {str(path)!r} cannot be written to.")
    return settings | {
        "OPTIONS": {
            # Write-ahead log: readers do not wait for a writer. IMMEDIATE: two writers queue; neither fails half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    }


def contact(name: str) -> str:
    """An address to write to, as "mailto:…" or "https://…"; empty where none is given."""
    value = text(name)
    if value and "@" in value and ":" not in value:
        value = f"mailto:{value}"
    if value and not (value.startswith(("mailto:", "https://")) and value.isprintable() and " " not in value):
        stop(f"{name} is {value!r}; it must be an address of mail, or one that begins with https://.")
    return value


def origins(name: str) -> list[str]:
    values = names(name)
    for value in values:
        if not value.startswith(("https://", "http://")):
            stop(f"{name} holds {value!r}; each origin must begin with https:// (or http://).")
    return values


def desk_address(name: str, hosts: list[str], port: int) -> str:
    """Where the desk is, as links in mails say it: scheme, host and port. Without a value, the first of the hosts."""
    known = [host for host in hosts if not host.startswith((".", "*"))]
    value = text(name, f"https://{known[0]}/admin/" if known else "" if hosts else f"http://127.0.0.1:{port}/admin/")
    if not re.fullmatch(r"https?://[^/?#@\s]+/admin/", value):
        stop(f"{name} is {value!r}; it must be an address such as https://portal.example/admin/.")
    return value


def secret_key(name: str, data_dir: Path, production: bool) -> str:
    """The given key; where none is given, one generated once into the data folder, which production refuses."""
    value = text(name)
    if value:
        if production and len(value) < 50:
            stop(f"{name} has {len(value)} characters; production wants at least 50 random ones.")
        return value
    if production:
        stop(f"{name} is missing; production needs one of at least 50 random characters.")
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            _write_new_key(path)
        key = path.read_text().strip()
    except OSError as error:
        stop(f"the secret key cannot be kept in {str(path)!r} ({error.strerror}).")
    keep_private(path, name)
    if len(key) < 50:
        stop(f"{str(path)!r} holds no secret key; delete it, and a new one is made.")
    return key


def _write_new_key(path: Path):
    """Written aside and linked into place: of two processes that start together, one key wins, whole."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="secret_key.") as draft:  # made with mode 600
        draft.write(secrets.token_urlsafe(50))
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)
