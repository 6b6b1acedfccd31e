"""What is read from the database once for each content version and kept in memory: texts and names, no query."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

_caches: list[Callable[[], None]] = []


def kept_by_version(size: int) -> Callable[[Callable[[*Arguments], Result]], Callable[[str, *Arguments], Result]]:
    """Keep the last `size` results of a function, which then takes a content version before its own arguments."""

    def decorate(read: Callable[[*Arguments], Result]) -> Callable[[str, *Arguments], Result]:
        @lru_cache(size)
        def kept(_version: str, *arguments: *Arguments) -> Result:
            return read(*arguments)

        @wraps(read)
        def of_version(version: str, *arguments: *Arguments) -> Result:
            return kept(version, *arguments)

        _caches.append(kept.cache_clear)
        return of_version

    return decorate


def forget():
    """Forget everything: for tests, where a content version comes twice."""
    for clear in _caches:
        clear()
