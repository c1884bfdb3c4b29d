"""Keep what numba compiled in a folder of one's own, by numba's insides.

`compiled` does without this module where they are not as they are taken to be here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from numba.core import caching
from numba.core.runtime.nrt import rtsys


def keep(compiled: Any, function: Callable[..., Any], folder: Path, stamp: str) -> None:
    """Let numba look for the code of `function` in `folder`, and write it there.

    Parameters
    ----------
    compiled
        What numba made of `function`.
    function
        A function of Python.
    folder
        Where the code lies; its parent is there.
    stamp
        What is found under another stamp is not used.
    """

    class Locator:
        """Tells where the code lies."""

        def ensure_cache_path(self) -> None:
            folder.mkdir(exist_ok=True)

        def get_cache_path(self) -> str:
            return str(folder)

        def get_source_stamp(self) -> str:
            return stamp

        def get_disambiguator(self) -> str:
            return function.__qualname__

        @classmethod
        def from_function(cls, function: Callable[..., Any], source: str) -> Locator:
            del function, source
            return cls()

    class Implementation(caching.CompileResultCacheImpl):
        _locator_classes = cast("list[type[object]]", [Locator])

    class Cache(caching.FunctionCache):
        _impl_class = Implementation

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            """Load it without all that only compiling needs, most of numba and scipy."""
            rtsys.initialize(target_context)
            with self._guard_against_spurious_io_errors():
                return self._load_overload(sig, target_context)

    made: Any = Cache
    compiled._cache = made(function)
