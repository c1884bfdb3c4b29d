"""Cache code that numba compiled in a given folder, through numba's internals.

`compiled` does not use this module if the internals are not as assumed here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from numba.core import caching
from numba.core.runtime.nrt import rtsys


def keep(compiled: Any, function: Callable[..., Any], folder: Path, stamp: str) -> None:
    """Make numba load the code of `function` from `folder`, and save it there.

    Parameters
    ----------
    compiled
        numba's compiled version of `function`.
    function
        The Python function.
    folder
        Folder of the code; its parent must exist.
    stamp
        Version of the code; code with another stamp is not used.
    """

    class Locator:
        """Tells numba where the code lies."""

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
            """Load the code without most of numba and scipy, which only compiling needs."""
            rtsys.initialize(target_context)
            with self._guard_against_spurious_io_errors():
                return self._load_overload(sig, target_context)

    made: Any = Cache
    compiled._cache = made(function)
