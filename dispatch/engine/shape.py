"""Axes of a problem's arrays, and descriptions of its fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Axis(Enum):
    """Meaning of one dimension of a field."""

    __hash__ = object.__hash__  # members are unique objects, and each problem looks up hundreds

    STOP = auto()
    VISIT = auto()
    ALLOWED = auto()
    """An interval of allowed starts of a visit."""
    SOFT = auto()
    """A soft window of a visit."""
    RELEASE = auto()
    """An instant that a visit may be held for."""
    GAP = auto()
    OPENING = auto()
    """An opening of the windows of a gap's visits."""
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
    BASE = auto()
    """A point to which a caregiver goes for a break."""
    KIT = auto()
    """A kind of equipment that caregivers fetch at its station and bring."""
    CAREGIVER = auto()
    SHARE = auto()
    """A quantity that caregivers share."""
    LEVEL = auto()
    """A minute of a share."""
    BOUND = auto()
    """A bound on how unequal shares may be."""
    BOUND_MEMBER = auto()
    """A caregiver of a bound."""
    BEND = auto()
    """A minute of a share below or above a bound."""
    TALLY = auto()
    """A group of visits that is compared with others."""
    TALLY_VISIT = auto()
    """A visit of such a group."""
    CARE = auto()
    """The care that a client is given."""
    CARE_VISIT = auto()
    """A visit that is part of it."""
    PERCENT = auto()
    """A percentage of it."""
    MODE = auto()
    POINT = auto()
    WEIGHT = auto()
    ONE = auto()
    """The only entry of a number that describes the whole problem."""


FIXED = {Axis.WEIGHT: 6, Axis.SHARE: 3, Axis.PERCENT: 101, Axis.ONE: 1}
"""Axes of constant length."""


class Unit(Enum):
    """How a number changes with the length of a tick."""

    PLAIN = auto()
    """Not at all: a count, a flag, an index, or the cost of a tick."""
    TICK = auto()
    """A time: finer ticks make it larger."""
    BOUND = auto()
    """An upper bound on a sum of times; it need not be a multiple of the tick."""
    COST = auto()
    """The cost of an occurrence; it grows with the number of ticks in a minute."""


@dataclass(frozen=True)
class Column:
    """Description of a field of a problem.

    Attributes
    ----------
    axes : tuple of Axis
        Axis of each dimension.
    unit : Unit
        How the numbers depend on the tick.
    into : Axis or None
        For an index, the axis that it points to; -1 points to nothing.
    rows : Axis or None
        For a pointer, the axis of the entries: those of row ``k`` are ``pointer[k]`` to
        ``pointer[k + 1] - 1``, so a pointer has one more entry than its axis.
    default : int
        Value of a field that is not given.
    dtype : type
        Type of the numbers.
    """

    axes: tuple[Axis, ...]
    unit: Unit = Unit.PLAIN
    into: Axis | None = None
    rows: Axis | None = None
    default: int = 0
    dtype: type[np.generic] = np.int64

    def lengths(self, array: ArrayLike) -> dict[Axis, int]:
        """Return the lengths of the field's axes, and of what a pointer's rows lie along."""
        shape = np.shape(array)
        if self.rows is None:
            return dict(zip(self.axes, shape, strict=True))
        return {self.axes[0]: shape[0] - 1, self.rows: int(np.asarray(array)[-1])}

    def filled(self, lengths: dict[Axis, int]) -> NDArray[np.generic]:
        """Return the default array of a field; axes of unknown length get length 0."""
        more = 0 if self.rows is None else 1
        shape = [lengths.get(axis, 0) + more for axis in self.axes]
        return np.full(shape, self.default, dtype=self.dtype)
