"""Reads the configuration from environment variables and stops the start, in one sentence, where it is wrong."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent


def stop(sentence: str):
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
    """A folder that exists, or is made, and can be written to."""
    value = text(name, str(default))
    try:
        path = Path(value).expanduser().absolute()
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        stop(f"{name} is {value!r}, which cannot be made ({getattr(error, 'strerror', None) or error}).")
    try:
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError:
        stop(f"{name} is {value!r}, which cannot be written to.")
    return path


def database(name: str, default: str) -> dict:
    """The settings of a database from its address."""
    value = text(name, default)
    try:
        if urlsplit(value).scheme not in ("sqlite", "postgres", "postgresql"):
            stop(f"{name} must begin with sqlite:// or postgresql://.")
        return dj_database_url.parse(value, conn_max_age=600)
    except ValueError:
        # Not shown: it may hold a password.
        stop(f"{name} is not an address such as postgresql://user:password@host:5432/name.")


def origins(name: str) -> list[str]:
    values = names(name)
    for value in values:
        if not value.startswith(("https://", "http://")):
            stop(f"{name} holds {value!r}; each origin must begin with https:// (or http://).")
    return values


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
