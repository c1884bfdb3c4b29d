"""The secret key, and the ids that it gives."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from dispatch.scenario.spot import refuse

SHORTEST: Final = 32
"""How many bytes a key has at least."""
_DIGITS: Final = 12
"""Hexadecimal digits of an id: two of 100,000 names share one by a chance of 1 in 50,000."""


def new_key() -> bytes:
    """Return a new key: 64 hexadecimal digits."""
    return secrets.token_hex(32).encode()


def read_key(file: str | os.PathLike[str]) -> bytes:
    """Read a key; blanks around it do not count.

    Raises
    ------
    InputError
        If it cannot be read, or has fewer than `SHORTEST` bytes.
    """
    try:
        key = Path(file).read_bytes().strip()
    except OSError as reason:
        refuse(os.fspath(file), (0, 0), "file-unreadable", reason=reason.strerror)
    if len(key) < SHORTEST:
        refuse(os.fspath(file), (0, 0), "privacy-key-short", least=SHORTEST)
    return key


def pseudonym(key: bytes, kind: str, name: str) -> str:
    """Return the id of a name: ``client-0c1d2e3f4a5b``.

    HMAC-SHA256 (RFC 2104, 10.17487/RFC2104) of the kind and the name. Without the key nobody can
    tell whose id it is by trying all names, as would be possible with a hash alone.
    """
    message = f"{kind}\0{name}".encode(errors="surrogatepass")
    return f"{kind}-{hmac.digest(key, message, 'sha256').hex()[:_DIGITS]}"
