"""Compile the search kernel with numba, and keep what was compiled on disk.

numba's own cache looks at the file of a function alone, so a change in a function that it calls,
even by an upgrade of the package, goes unnoticed. Here the folder's name is a hash of every source
file of the engine, numba and Python, so that nothing old can be found. Where no folder can be
written the kernel is compiled in memory, with one warning.

`lean` and `kept` use numba's insides, which another release may change. So a trial decides: where
a small kernel does not come out right, `plain` compiles in numba's usual way, in more time and to
slower code, but to the same plans; and what cannot be kept is compiled in every process.
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
"""Environment variable that names another cache folder than the user's own."""

Function = TypeVar("Function", bound=Callable[..., Any])
Arrays = TypeVar("Arrays", bound=tuple[Any, ...])


@cache
def fingerprint() -> str:
    """Sixteen hexadecimal digits that change with any engine source, numba or Python."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:16]


@cache
def cache_folder() -> Path | None:
    """The folder of compiled kernels, or None (with a warning) where none can be written."""
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
    """Whether compiled kernels lie on disk, so that a search begins at once."""
    folder = cache_folder()
    return folder is not None and any(folder.glob("*.nbc"))


class _Way(NamedTuple):
    """How kernels are compiled."""

    by: str
    """The module: `lean` or `plain`."""
    kept: bool
    """Whether what is compiled is kept in the cache folder."""

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
    """The best way that stands a trial; later processes are saved the trial of the very best."""
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
        except Exception:  # whatever comes of insides that are others now
            continue
        if passed is not None and way == ways[0]:
            passed.touch()
        return way
    return ways[-1]


def _trial(way: _Way) -> None:
    """Compile a small kernel, and find it again where it is kept."""
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
    """Make a part that answers a tuple of arrays as it is, some with as many columns as told."""
    return cast("Callable[[Arrays], Arrays]", _way().compiler.known_columns(*columns))


def kernel(function: Function) -> Function:
    """Compile a function that other kernels call; it is kept with its callers."""
    return cast("Function", _way().compiler.kernel(function))


def entry(function: Function) -> Function:
    """Compile a function that Python calls; what is compiled is kept on disk."""
    return _way().entry(function)
