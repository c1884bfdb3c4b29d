"""Compile kernels in numba's usual way, if `lean` does not know numba's internals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])
Arrays = TypeVar("Arrays", bound=tuple[Any, ...])


def known_columns(*columns: int | None) -> Callable[[Arrays], Arrays]:
    """Return a compiled function that passes a tuple of arrays through; the counts are ignored."""
    del columns

    @entry
    def answer(arrays: Arrays) -> Arrays:
        return arrays

    return answer


def kernel(function: Function) -> Function:
    """Compile a function that other kernels call."""
    return entry(function)


def entry(function: Function) -> Function:
    """Compile a function that Python calls."""
    compile_it: Any = numba.njit(nogil=True, error_model="numpy")
    return cast("Function", compile_it(function))
