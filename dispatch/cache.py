"""The cache folder, and files in it that are read whole or not at all.

Nothing depends on the cache: if it cannot be read or written, the program works without it. It
contains compiled code, which is run as it is. Whoever can write to the folder can therefore run
code as its readers.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

CACHE_VARIABLE: Final = "DISPATCH_CACHE_DIR"
"""Environment variable that names a cache folder to use instead of the user's."""

_DIGEST: Final = hashlib.sha256().digest_size


def cache_folder() -> Path:
    """Return the cache folder; it need not exist.

    Raises
    ------
    FileNotFoundError
        If the environment names none and the user has no home.
    """
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_dir

    with suppress(RuntimeError):  # some versions raise it without a home, others return "~"
        found = Path(user_cache_dir("caregiver-dispatch", appauthor=False))
        if found.is_absolute():
            return found
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "~")


def read_sealed(file: Path) -> bytes | None:
    """Return the content of a file that `write_sealed` wrote; None if it is damaged.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    sealed = file.read_bytes()
    seal, content = sealed[:_DIGEST], sealed[_DIGEST:]
    return content if hashlib.sha256(content).digest() == seal else None


def write_sealed(file: Path, content: bytes) -> None:
    """Write a file and its seal, and its folder if need be.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, hashlib.sha256(content).digest() + content)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file completely or not at all.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    part = file.with_name(f".{file.name[:80]}.{uuid4().hex}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def turn(place: Path) -> Iterator[None]:
    """Wait until no other thread or process has its turn in a folder, and keep the others waiting.

    The system ends the turn of a process that dies.

    Raises
    ------
    OSError
        If the folder cannot be written or locked.
    """
    place.mkdir(parents=True, exist_ok=True)
    with (place / "turn").open("ab") as file:
        _lock(file.fileno())
        try:
            yield
        finally:
            _unlock(file.fileno())


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        while True:
            try:
                return msvcrt.locking(number, msvcrt.LK_LOCK, 1)
            except OSError as error:
                if error.errno != errno.EDEADLK:  # what ten seconds without success are called
                    raise

    def _unlock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX)

    def _unlock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_UN)  # also for children that have inherited the file
