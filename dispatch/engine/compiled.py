"""Compile the search kernel with numba and cache the result on disk.

numba's own cache checks only the file of the function itself, so it misses changes in the functions
that it calls, even after an upgrade of the package. Here the folder's name is a hash of all engine
sources, numba and Python, so stale code is never found. Code is read without a right to write. What
cannot be written is compiled in memory, with one warning.

`lean` and `kept` use numba's internals, which another release may change. A trial therefore
compiles a small kernel. If the result is wrong, `plain` compiles in numba's usual way: this takes
longer and gives slower code, but the same plans. If caching fails, every process compiles.
"""

from __future__ import annotations

import functools
import hashlib
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from dispatch.cache import CACHE_VARIABLE, cache_folder, read_sealed, write_sealed
from dispatch.errors import Fault, InputError, fault

SUFFIX = ".kernel"
"""Ending of the files of compiled code."""

Function = TypeVar("Function", bound=Callable[..., Any])
Arrays = TypeVar("Arrays", bound=tuple[Any, ...])


@functools.cache
def fingerprint() -> str:
    """Return sixteen hexadecimal digits that change with any engine source, numba or Python."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def folder() -> Path:
    """Return the folder of compiled kernels; it need not exist.

    Raises
    ------
    FileNotFoundError
        If there is no cache folder.
    """
    return cache_folder() / "kernels" / fingerprint()


def is_compiled() -> bool:
    """Return whether compiled kernels are on disk, so that a search can begin at once."""
    with suppress(OSError):
        return any(folder().glob(f"*{SUFFIX}"))
    return False


_lost: list[Fault] = []
"""Why code that this process compiled was not kept."""

_must_keep = ContextVar("must_keep", default=False)


@contextmanager
def keeping() -> Iterator[None]:
    """Refuse to compile what cannot be kept for later processes.

    Raises
    ------
    InputError
        If something cannot be kept, or could not be kept when this process compiled it.
    """
    if not _way().kept:
        raise InputError(fault("kernel-numba", version=numba.__version__))
    if _lost:
        raise InputError(*_lost[:1])
    before = _must_keep.set(True)
    try:
        yield
    finally:
        _must_keep.reset(before)


def _lose(error: OSError) -> None:
    """Warn once that every process compiles again, or refuse it."""
    try:
        where, reason = folder(), error.strerror
        found = fault("kernel-folder", folder=where, reason=reason, variable=CACHE_VARIABLE)
    except FileNotFoundError:
        found = fault("kernel-no-home", variable=CACHE_VARIABLE)
    _lost.append(found)
    if _must_keep.get():
        raise InputError(found)
    if len(_lost) == 1:
        with suppress(UserWarning):  # a host may turn warnings into errors, but the code is there
            warnings.warn(str(found), stacklevel=2)


class _Way(NamedTuple):
    """A way to compile kernels."""

    by: str
    """Name of the module: `lean` or `plain`."""
    kept: bool
    """Whether compiled code is kept in the cache folder."""

    @property
    def compiler(self) -> Any:
        return import_module(f"dispatch.engine.{self.by}")

    def entry(
        self,
        function: Function,
        where: Callable[[], Path] = folder,
        lost: Callable[[OSError], None] = _lose,
    ) -> Function:
        compiled = self.compiler.entry(function)
        if self.kept:
            from dispatch.engine.kept import keep

            keep(compiled, lambda kind: where() / f"{function.__name__}-{kind}{SUFFIX}", lost)
        return cast("Function", compiled)


def _trials() -> Path:
    """Return the folder of what is compiled on trial."""
    return folder() / "trial"


@functools.cache
def _way() -> _Way:
    """Return the best way that passes a trial.

    A success of the very best is noted on disk, which saves later processes the trial.
    """
    best, *others = (_Way(by, kept) for kept in (True, False) for by in ("lean", "plain"))
    with suppress(OSError):
        if read_sealed(_trials() / "passed") is not None:
            return best
    for way in (best, *others):
        try:
            _trial(way)
        except Exception:  # changed internals may fail in any way
            continue
        if way == best:
            with suppress(OSError):
                write_sealed(_trials() / "passed", b"")
        return way
    return others[-1]


def _trial(way: _Way) -> None:
    """Compile a small kernel, and load it again if it is kept."""
    known = way.compiler.known_columns(2)

    def at(arrays: tuple[Any], row: int) -> Any:
        return arrays[0][row, 1]

    part = way.compiler.kernel(at)

    def whole(arrays: tuple[Any], row: int) -> Any:
        return part(known(arrays), row)

    for _ in range(2):
        tried = way.entry(whole, lambda: _trials() / way.by, lost=lambda _: None)
        answer = tried((np.arange(6).reshape(3, 2),), 1)
        if answer != 3:
            raise ValueError(answer)


def known_columns(*columns: int | None) -> Callable[[Arrays], Arrays]:
    """Return a compiled function that passes a tuple of arrays through with fixed column counts.

    Parameters
    ----------
    *columns
        Number of columns of each array; None leaves it open.
    """
    return cast("Callable[[Arrays], Arrays]", _way().compiler.known_columns(*columns))


def kernel(function: Function) -> Function:
    """Compile a function that other kernels call; it is cached with its callers."""
    return cast("Function", _way().compiler.kernel(function))


def entry(function: Function) -> Function:
    """Compile a function that Python calls, and cache it on disk."""
    return _way().entry(function)
