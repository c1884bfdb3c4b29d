"""Compressed rows: a pointer says where each row's entries begin and end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.problem import Ints


def entries(pointer: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Find the entries of some rows, in the order of `rows`.

    Parameters
    ----------
    pointer
        (K + 1,): row ``k`` has the entries ``pointer[k]`` to ``pointer[k + 1] - 1``.
    rows
        (N,): some of the K rows.

    Returns
    -------
    array of shape (E,), array of shape (N + 1,)
        The entries, and a pointer to them.
    """
    counts = pointer[rows + 1] - pointer[rows]
    own = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return np.repeat(pointer[rows] - own[:-1], counts) + np.arange(own[-1]), own


def kinds(table: NDArray[Any]) -> tuple[Ints, Ints]:
    """Find the rows of a table that differ from all rows before them.

    Returns
    -------
    array of shape (K,), array of shape (N,)
        The numbers of those rows, and for each row which of them it equals.
    """
    known: dict[bytes, int] = {}
    lines = np.ascontiguousarray(table)
    which = np.array([known.setdefault(line.tobytes(), len(known)) for line in lines], np.int64)
    return np.unique(which, return_index=True)[1], which
