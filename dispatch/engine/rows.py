"""Compressed rows: a pointer tells where each row's entries begin and end."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np

from dispatch.engine.problem import Ints


def entries(pointer: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the entries of some rows, in the order of `rows`.

    Parameters
    ----------
    pointer
        (K + 1,): row ``k`` has the entries ``pointer[k]`` to ``pointer[k + 1] - 1``.
    rows
        (N,): numbers of rows.

    Returns
    -------
    array of shape (E,), array of shape (N + 1,)
        The entries, and a pointer to them.
    """
    counts = pointer[rows + 1] - pointer[rows]
    own = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return np.repeat(pointer[rows] - own[:-1], counts) + np.arange(own[-1]), own


def kinds(keys: Iterable[Hashable]) -> tuple[Ints, Ints]:
    """Find the distinct entries.

    Returns
    -------
    array of shape (K,), array of shape (N,)
        The position of the first of each kind, and the kind of each entry.
    """
    known: dict[Hashable, int] = {}
    which = np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)
    return np.unique(which, return_index=True)[1], which
