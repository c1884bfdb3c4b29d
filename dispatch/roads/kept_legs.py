"""Tables of the legs between all places, one per mode, and those that are kept from run to run.

The key of a kept table tells all that its legs come from, so that no entry is ever out of date;
for the code they come from stands `TIMES_VERSION`.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dispatch.roads import cache

TIMES_VERSION: Final = 1
"""Raise it whenever the same map, mode and places come to other legs: older tables are passed."""

MOST_PLACES: Final = 3_000
"""Tables between more places, of over 100 MB, are not kept."""

MOST_BYTES: Final = 500_000_000
"""Room for all kept tables together; where they need more, the oldest are removed."""


@dataclass(frozen=True, slots=True)
class LegTable:
    """Legs of one mode between all places; rows are filled when they are first asked for."""

    times: NDArray[np.int64]
    metres: NDArray[np.float32]
    filled: NDArray[np.bool_]

    @classmethod
    def empty(cls, size: int) -> LegTable:
        """Return a table without any row."""
        return cls(
            np.empty((size, size), np.int64),
            np.empty((size, size), np.float32),
            np.zeros(size, np.bool_),
        )

    def widened(self) -> LegTable:
        """Return a table with one place more, the legs to and from it yet to be filled."""
        size = len(self.filled)
        wider = LegTable.empty(size + 1)
        wider.times[:size, :size] = self.times
        wider.metres[:size, :size] = self.metres
        wider.filled[:size] = self.filled
        return wider


def key_of(*origin: object) -> str:
    """Name of the entry for a table, by the plain values that its legs come from."""
    return f"{TIMES_VERSION}-{hashlib.sha256(repr(origin).encode()).hexdigest()}"


def find(key: str) -> LegTable | None:
    """Return the table that is kept under a key, if it is there whole."""
    arrays = cache.read(_name(key))
    if arrays is None:
        return None
    return LegTable(**arrays, filled=np.ones(len(arrays["times"]), np.bool_))


def keep(key: str, table: LegTable) -> None:
    """Keep a table, every row of which is filled, if the folder can be written."""
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
