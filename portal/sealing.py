"""Secrets that the database keeps: sealed with a key derived from SECRET_KEY, so that a copy of it opens none.

A new SECRET_KEY takes over while the former one is among SECRET_KEY_FALLBACKS: what that sealed still opens, and
`manage.py reseal`, a step of every start, seals it anew.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12  # bytes


class Unsealable(ValueError):
    """What no key of ours has sealed, or not for this purpose."""


def seal(secret: bytes, purpose: str) -> str:
    """Opens again for the same purpose only: what was sealed for one person is of no use in another's row."""
    nonce = os.urandom(NONCE)
    return urlsafe_b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, secret, purpose.encode())).decode()


def unseal(sealed: str, purpose: str) -> bytes:
    """Raises `Unsealable`."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            data = urlsafe_b64decode(sealed.encode())
            return _cipher(key).decrypt(data[:NONCE], data[NONCE:], purpose.encode())
        except (InvalidTag, ValueError):
            continue
    raise Unsealable("sealed with a key that is not there, or for another purpose")


@cache
def _cipher(secret_key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=b"portal.sealing").derive(secret_key.encode()))
