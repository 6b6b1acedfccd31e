"""How often something may be tried by a name and from a place of the network, without anybody being written down.

Counts live in the memory of this process (Django's cache) and end with their time; a process counts for itself, so a
site of two processes allows twice as much. What is counted is a mark: made with a random key that is thrown away after
a few hours, it can be led back to no address, and two marks of one address from different keys to one another.
"""

import hmac
import secrets
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60  # seconds
KEY = "throttling-key"
KEY_SECONDS = 4 * 60 * MINUTE
PREFIX = {4: 32, 6: 64}  # bits that are one household's or one office's; the rest of an address its owner may choose


def source_of(request: HttpRequest) -> str:
    """The network that a request comes from; "" where nothing says it. Only marks of it are kept.

    Each proxy in front adds the address that it sees to the end of X-Forwarded-For; what stands before is the client's
    own word.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXIES and forwarded:
        address = forwarded[-min(settings.PROXIES, len(forwarded))]
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found.packed, PREFIX[found.version]), strict=False))


@dataclass(frozen=True)
class Limit:
    """So many tries of something in so many seconds, counted from the first."""

    of: str
    most: int
    seconds: int

    def is_reached(self, *what: str) -> bool:
        return cache.get(self._mark(what), 0) >= self.most

    def count(self, *what: str) -> None:
        mark = self._mark(what)
        if not cache.add(mark, 1, self.seconds):
            try:
                cache.incr(mark)
            except ValueError:  # its time ended just now
                cache.set(mark, 1, self.seconds)

    def forget(self, *what: str) -> None:
        cache.delete(self._mark(what))

    def _mark(self, what: tuple[str, ...]) -> str:
        key = cache.get_or_set(KEY, lambda: secrets.token_bytes(32), KEY_SECONDS) or b""
        return hmac.digest(key, repr((self.of, *what)).encode(errors="replace"), "sha256").hex()
