"""Tables of the legs between all places, one for each mode, and their cache.

The key of a cached table depends on everything that determines its legs, so an entry is never out
of date. `TIMES_VERSION` represents the code.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dispatch.roads import cache

TIMES_VERSION: Final = 3
"""Increase it whenever the same map, mode and places give other legs: older tables are ignored."""

MOST_PLACES: Final = 3_000
"""Tables between more places, which exceed 100 MB, are not cached."""

MOST_BYTES: Final = 500_000_000
"""The maximum size of all cached tables together; beyond it, the oldest are removed."""


@dataclass(frozen=True, slots=True)
class LegTable:
    """Legs of one mode between all places; rows are filled when they are first requested."""

    times: NDArray[np.int64]
    metres: NDArray[np.float32]
    filled: NDArray[np.bool_]

    @classmethod
    def empty(cls, size: int) -> LegTable:
        """Return a table in which no row is filled."""
        return cls(
            np.empty((size, size), np.int64),
            np.empty((size, size), np.float32),
            np.zeros(size, np.bool_),
        )

    def widened(self) -> LegTable:
        """Return a table with one more place, whose legs are not filled yet."""
        size = len(self.filled)
        wider = LegTable.empty(size + 1)
        wider.times[:size, :size] = self.times
        wider.metres[:size, :size] = self.metres
        wider.filled[:size] = self.filled
        return wider


def key_of(*origin: object) -> str:
    """Name of the entry for a table, from the plain values that determine its legs."""
    return f"{TIMES_VERSION}-{hashlib.sha256(repr(origin).encode()).hexdigest()}"


def find(key: str) -> LegTable | None:
    """Return the table stored under a key, if it is complete."""
    arrays = cache.read(_name(key))
    if arrays is None:
        return None
    return LegTable(**arrays, filled=np.ones(len(arrays["times"]), np.bool_))


def keep(key: str, table: LegTable) -> None:
    """Store a table whose rows are all filled, if the folder can be written."""
    cache.write(_name(key), {"times": table.times, "metres": table.metres})
    _remove_oldest()


def _name(key: str) -> str:
    return f"{key}.times"


def _remove_oldest() -> None:
    with suppress(OSError):
        entries = [(file.stat(), file) for file in cache.folder().glob(_name("*"))]
        entries.sort(key=lambda entry: entry[0].st_mtime_ns, reverse=True)
        taken = 0
        for status, file in entries:
            taken += status.st_size
            if taken > MOST_BYTES:
                file.unlink(missing_ok=True)
