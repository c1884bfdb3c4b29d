"""Keep code that numba compiled on disk, through numba's internals.

numba's own cache must write to its folder, runs damaged code, and lets processes that begin at once
all compile. `compiled` does not use this module if the internals are not as assumed here.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from numba.core import caching, compiler, serialize
from numba.core.runtime.nrt import rtsys

from dispatch.cache import read_sealed, turn, write_sealed


def keep(compiled: Any, file: Callable[[str], Path], lost: Callable[[OSError], None]) -> None:
    """Make numba load the code of a function from a file, and otherwise compile it and write it.

    Meanwhile, other processes that would compile in the same folder wait for it.

    Parameters
    ----------
    compiled
        numba's compiled version of the function.
    file
        Returns the file for a kind of code, sixteen hexadecimal digits that change with types and
        processors; may raise an `OSError`.
    lost
        Called if the file cannot be written.
    """

    def file_of(signature: object) -> Path:
        kind = repr((signature, compiled.targetctx.codegen().magic_tuple()))
        return file(hashlib.sha256(kind.encode()).hexdigest()[:16])

    def found(signature: object) -> bytes | None:
        try:
            return read_sealed(file_of(signature))
        except OSError:
            return None

    class Cache(caching.NullCache):
        def load_overload(self, signature: object, target: Any) -> Any:
            """Load the code without most of numba and scipy, which only compiling needs."""
            content = found(signature)
            if content is None:
                return None
            rtsys.initialize(target)
            return compiler.CompileResult._rebuild(target, *pickle.loads(content))

        def save_overload(self, signature: object, result: Any) -> None:
            """Write the code, unless it contains addresses of this process."""
            if result.library.has_dynamic_globals:
                return
            content = serialize.dumps(result._reduce())
            try:
                write_sealed(file_of(signature), content)
            except OSError as error:
                lost(error)

    compile_it = compiled.compile

    def compile_in_turn(signature: object) -> Any:
        with ExitStack() as its_turn:
            if found(signature) is None:
                with suppress(OSError):  # where nothing can be locked, nobody waits
                    its_turn.enter_context(turn(file_of(signature).parent))
            return compile_it(signature)

    made: Any = Cache
    compiled._cache = made()
    compiled.compile = compile_in_turn
