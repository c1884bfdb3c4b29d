"""Compile the search kernel with numba, and keep what was compiled on disk.

numba's own cache looks at the file of a function alone, so a change in a function that it calls,
even by an upgrade of the package, goes unnoticed. Here the folder's name is a hash of every source
file of the engine, numba and Python, so that nothing old can be found. Where no folder can be
written the kernel is compiled in memory, with one warning.

numba also makes every function ready to run, with all that it calls linked in and optimised once
more at each level of calls. Here only an `entry` is; a `kernel` is a part that an entry takes up,
which nearly halves the time to compile and changes nothing in the result.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import caching, codegen, compiler
from numba.core.runtime.nrt import rtsys
from platformdirs import user_cache_dir

CACHE_VARIABLE = "DISPATCH_CACHE_DIR"
"""Environment variable that names another cache folder than the user's own."""

Function = TypeVar("Function", bound=Callable[..., Any])


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
            f"{folder} cannot be written ({error.strerror}): the search is compiled anew in every "
            f"process. Set {CACHE_VARIABLE} to a folder that can be.",
            stacklevel=2,
        )
        return None
    return folder


def is_compiled() -> bool:
    """Whether compiled kernels lie on disk, so that a search begins at once."""
    folder = cache_folder()
    return folder is not None and any(folder.glob("*.nbc"))


class _Locator:
    """Tells numba where a function's compiled code lies."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._name = function.__qualname__

    def ensure_cache_path(self) -> None:
        """Nothing to do: `cache_folder` has made it."""

    def get_cache_path(self) -> str:
        return str(cache_folder())

    def get_source_stamp(self) -> str:
        return fingerprint()

    def get_disambiguator(self) -> str:
        return self._name

    @classmethod
    def from_function(cls, function: Callable[..., Any], source: str) -> _Locator:
        del source
        return cls(function)


class _Implementation(caching.CompileResultCacheImpl):
    _locator_classes = cast("list[type[object]]", [_Locator])


class _FunctionCache(caching.FunctionCache):
    _impl_class = _Implementation

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load what is compiled without all that only compiling needs, most of numba and scipy."""
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


_LEAN: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,  # kernels allocate nothing, so nothing need be counted
}
"""Compiles a third faster than the defaults, to code that is several times as fast."""


class _Part(codegen.JITCodeLibrary):
    """The code of a kernel, as it was written down: not optimised, and never run by itself."""

    def finalize(self) -> None:
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        del name
        return 0

    @property
    def codegen(self) -> _Part:
        return self

    def set_env(self, name: str, environment: object) -> None:
        """Nothing to do: a kernel has no use for Python objects."""


class _Whole(codegen.JITCodeLibrary):
    """The code of an entry, with every part that it calls, or that its parts call."""

    def finalize(self) -> None:
        parts = dict.fromkeys(self._linking_libraries)
        ahead = list(parts)
        while ahead:
            more = [part for part in ahead.pop()._linking_libraries if part not in parts]
            parts |= dict.fromkeys(more)
            ahead += more
        self._linking_libraries = list(parts)
        super().finalize()


class _PartCompiler(compiler.Compiler):
    def __init__(self, typing: Any, target: Any, library: None, *rest: Any) -> None:
        del library
        super().__init__(typing, target, _Part(target.codegen(), "part"), *rest)


class _WholeCompiler(compiler.Compiler):
    def __init__(self, typing: Any, target: Any, library: None, *rest: Any) -> None:
        del library
        whole = _Whole(target.codegen(), "whole")
        whole.enable_object_caching()
        super().__init__(typing, target, whole, *rest)


def kernel(function: Function) -> Function:
    """Compile a function that other kernels call; it is kept with its callers."""
    compile_it: Any = numba.njit(**_LEAN, pipeline_class=_PartCompiler)
    return cast("Function", compile_it(function))


def entry(function: Function) -> Function:
    """Compile a function that Python calls; what is compiled is kept on disk."""
    compile_it: Any = numba.njit(nogil=True, error_model="numpy", pipeline_class=_WholeCompiler)
    compiled = compile_it(function)
    if cache_folder() is not None:
        keep: Any = _FunctionCache
        compiled._cache = keep(function)
    return cast("Function", compiled)
