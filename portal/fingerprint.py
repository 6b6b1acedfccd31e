"""Short texts that stay the same as long as some files do: what has not changed need not be done again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from portal.environment import BASE_DIR


def of_files(paths: Iterable[Path]) -> str:
    """Of the places and the content of files; when they were written does not count."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def of_code(*places: str) -> str:
    """Of Python files and packages of the project, and of the versions of what it rests on."""
    paths = [BASE_DIR / "requirements.lock"]
    for place in places:
        path = BASE_DIR / place
        paths += path.rglob("*.py") if path.is_dir() else [path]
    return of_files(path for path in paths if path.exists())
