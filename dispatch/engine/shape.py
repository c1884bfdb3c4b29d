"""What the axes of a problem are, and what a field of it says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray


class Axis(Enum):
    """What the entries along one dimension of a field stand for."""

    STOP = auto()
    VISIT = auto()
    ALLOWED = auto()
    """An interval of allowed starts of a visit."""
    SOFT = auto()
    """A soft window of a visit."""
    RELEASE = auto()
    """An instant that a visit may be held for."""
    GAP = auto()
    QUOTA = auto()
    QUOTA_VISIT = auto()
    """A visit of a quota."""
    GROUP = auto()
    GROUP_VISIT = auto()
    """A visit of a group."""
    ROUTE = auto()
    LIMIT = auto()
    LIMIT_ROUTE = auto()
    """A route of a limit."""
    CAREGIVER = auto()
    MODE = auto()
    POINT = auto()
    WEIGHT = auto()
    ONE = auto()
    """The only entry of a number that belongs to the whole problem."""


FIXED = {Axis.WEIGHT: 6, Axis.ONE: 1}
"""The axes whose length never differs."""


class Unit(Enum):
    """What happens to a number when the tick changes."""

    PLAIN = auto()
    """Nothing: it is a count, a flag, an index, or the cost of a tick."""
    TICK = auto()
    """It is a time: there are more of finer ticks."""
    BOUND = auto()
    """It is what a sum of times may come to at most: it need not be a multiple of the tick."""
    COST = auto()
    """It is the cost of an occurrence: it grows with the ticks of a minute."""


@dataclass(frozen=True)
class Column:
    """What a field of a problem holds.

    Attributes
    ----------
    axes : tuple of Axis
        Of each dimension.
    unit : Unit
        How it depends on the tick.
    into : Axis or None
        For an index, what it points to; -1 points to nothing.
    rows : Axis or None
        For a pointer, the axis of the entries: those of row ``k`` are ``pointer[k]`` to
        ``pointer[k + 1] - 1``, so that it is one longer than its axis.
    default : int
        What it is where nothing is said.
    dtype : type
        Of its numbers.
    """

    axes: tuple[Axis, ...]
    unit: Unit = Unit.PLAIN
    into: Axis | None = None
    rows: Axis | None = None
    default: int = 0
    dtype: type[np.generic] = np.int64

    def lengths(self, shape: Sequence[int]) -> dict[Axis, int]:
        """Tell how long its axes are, from the shape of an array."""
        more = 0 if self.rows is None else 1
        return {axis: length - more for axis, length in zip(self.axes, shape, strict=True)}

    def filled(self, lengths: dict[Axis, int]) -> NDArray[np.generic]:
        """Make the array of a field that is not given; axes of unknown length have none."""
        more = 0 if self.rows is None else 1
        shape = [lengths.get(axis, 0) + more for axis in self.axes]
        return np.full(shape, self.default, dtype=self.dtype)
