"""The cache folder, and files that are read and written whole or not at all.

Nothing depends on the cache: if it cannot be read or written, the program works without it. It
contains compiled code, which is run as it is. Whoever can write to the folder can therefore run
code as its readers.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

CACHE_VARIABLE: Final = "DISPATCH_CACHE_DIR"
"""Environment variable that names a cache folder to use instead of the user's."""

_STREAMS: Final = {"/dev/stdout": 1, "/dev/fd/1": 1, "/dev/stderr": 2, "/dev/fd/2": 2}
"""Descriptors by the names of streams. A stream may lead into a file, which goes on where it is."""

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
    write_files({file: hashlib.sha256(content).digest() + content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files, all of them completely or none at all.

    A file that is there keeps its permissions. What is there and is no regular file, such as a pipe
    or a device, is written to as it is, and so is a stream of this process.

    Raises
    ------
    OSError
        If one of them cannot be written; its ``filename`` is that of the file.
    """
    written: list[tuple[Path, Path]] = []
    streams: list[tuple[Path, bytes]] = []
    try:
        for file, content in contents.items():
            with _naming(file):
                mode = file.stat().st_mode if file.exists() else None
                if mode is not None and stat.S_ISDIR(mode):
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                if mode is not None and (not stat.S_ISREG(mode) or str(file) in _STREAMS):
                    streams.append((file, content))
                    continue
                path = file.resolve()
                beside = _beside(path, "part")
                written.append((beside, path))
                _write(beside, content, mode)
        for file, content in streams:  # what goes into a pipe cannot be taken back
            with _naming(file), _stream(file) as out:
                out.write(content)
        _replace(written)
    finally:
        for beside, _ in written:
            beside.unlink(missing_ok=True)


def _stream(file: Path) -> BinaryIO:
    if str(file) not in _STREAMS:
        return file.open("wb")
    sys.stdout.flush()  # it comes behind what has been printed
    return os.fdopen(os.dup(_STREAMS[str(file)]), "wb")


def _write(file: Path, content: bytes, mode: int | None) -> None:
    """Write a new file, which at no time more people can read than the permissions say."""
    allowed = 0o666 if mode is None else stat.S_IMODE(mode)
    with open(file, "xb", opener=partial(os.open, mode=allowed)) as out:
        out.write(content)
    if mode is not None:
        file.chmod(allowed)  # also what the umask forbids


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f".{path.name[:40]}.{uuid4().hex}.{ending}")


def _replace(written: Sequence[tuple[Path, Path]]) -> None:
    """Move new files to their places; if one cannot be moved, put the former ones back."""
    if len(written) == 1:
        with _naming(written[0][1]):
            written[0][0].replace(written[0][1])
        return
    former: list[tuple[Path | None, Path]] = []
    try:
        for beside, path in written:
            with _naming(path):
                kept = _beside(path, "former") if path.exists() else None
                if kept is not None:
                    path.replace(kept)
                former.append((kept, path))
                beside.replace(path)
    except BaseException:
        for kept, path in former:
            path.unlink(missing_ok=True)
            if kept is not None:
                kept.replace(path)
        raise
    for kept, _ in former:
        if kept is not None:
            kept.unlink()


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Let an error name the file that was asked for, not one beside it."""
    try:
        yield
    except OSError as error:
        error.filename = os.fspath(file)
        raise
    except ValueError as error:  # a name that no file can have
        raise OSError(errno.EINVAL, str(error), os.fspath(file)) from error


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
