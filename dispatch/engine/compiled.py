"""Compile the search kernel with numba and cache the result on disk.

numba's own cache checks only the file of the function itself, so it misses changes in the functions
that it calls, even after an upgrade of the package. Here the folder's name is a hash of all engine
sources, numba and Python, so stale code is never found. If no folder can be written, the kernel is
compiled in memory, with one warning.

`lean` and `kept` use numba's internals, which another release may change. A trial therefore
compiles a small kernel. If the result is wrong, `plain` compiles in numba's usual way: this takes
longer and gives slower code, but the same plans. If caching fails, every process compiles.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from platformdirs import user_cache_dir

from dispatch.errors import fault

CACHE_VARIABLE = "DISPATCH_CACHE_DIR"
"""Environment variable that names a cache folder to use instead of the user's."""

Function = TypeVar("Function", bound=Callable[..., Any])
Arrays = TypeVar("Arrays", bound=tuple[Any, ...])


@cache
def fingerprint() -> str:
    """Return sixteen hexadecimal digits that change with any engine source, numba or Python."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:16]


@cache
def cache_folder() -> Path | None:
    """Return the folder of compiled kernels; None, with a warning, if it cannot be written."""
    base = os.environ.get(CACHE_VARIABLE) or user_cache_dir("caregiver-dispatch", appauthor=False)
    folder = Path(base) / "kernels" / fingerprint()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        warnings.warn(
            str(
                fault(
                    "kernel-folder",
                    folder=folder,
                    reason=error.strerror,
                    variable=CACHE_VARIABLE,
                )
            ),
            stacklevel=2,
        )
        return None
    return folder


def is_compiled() -> bool:
    """Return whether compiled kernels are on disk, so that a search can begin at once."""
    folder = cache_folder()
    return folder is not None and any(folder.glob("*.nbc"))


class _Way(NamedTuple):
    """A way to compile kernels."""

    by: str
    """Name of the module: `lean` or `plain`."""
    kept: bool
    """Whether compiled code is kept in the cache folder."""

    @property
    def compiler(self) -> Any:
        return import_module(f"dispatch.engine.{self.by}")

    def entry(self, function: Function, inside: str = "") -> Function:
        compiled = self.compiler.entry(function)
        folder = cache_folder()
        if self.kept and folder is not None:
            from dispatch.engine.kept import keep

            keep(compiled, function, folder / inside, fingerprint())
        return cast("Function", compiled)


@cache
def _way() -> _Way:
    """Return the best way that passes a trial.

    A success of the very best is noted on disk, which saves later processes the trial.
    """
    folder = cache_folder()
    passed = None if folder is None else folder / "trial" / "passed"
    ways = [_Way("lean", kept=False), _Way("plain", kept=False)]
    if passed is not None:
        if passed.exists():
            return _Way("lean", kept=True)
        ways = [_Way("lean", kept=True), _Way("plain", kept=True), *ways]
    for way in ways:
        try:
            _trial(way)
        except Exception:  # changed internals may fail in any way
            continue
        if passed is not None and way == ways[0]:
            passed.touch()
        return way
    return ways[-1]


def _trial(way: _Way) -> None:
    """Compile a small kernel, and load it again if it is kept."""
    known = way.compiler.known_columns(2)

    def at(arrays: tuple[Any], row: int) -> Any:
        return arrays[0][row, 1]

    part = way.compiler.kernel(at)

    def whole(arrays: tuple[Any], row: int) -> Any:
        return part(known(arrays), row)

    for _ in range(2):
        answer = way.entry(whole, "trial")((np.arange(6).reshape(3, 2),), 1)
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
