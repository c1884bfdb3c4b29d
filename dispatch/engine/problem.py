"""The question in numbers, and the answer in numbers.

Nodes are numbered: *stops* ``0 .. S-1`` (one for each role of each visit, a visit's stops side by
side), then one *break* node for each route ``S .. S+R-1``, then one *head* for each route
``S+R .. S+2R-1``, which stands for both its start place and its end place. Times are integer ticks
after the first midnight; costs are integers, in thousandths of a weight times ticks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, TypeAlias, get_type_hints

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.shape import FIXED, Axis, Column, Unit

Ints: TypeAlias = NDArray[np.int64]

TRAVEL, WAITING, OVERTIME, LARGEST_TARDINESS, LARGEST_IDLE, WORKLOAD_SPREAD = range(6)
"""Places of `Problem.weights`: cost of a tick of each."""

ANY, SAME, DIFFERENT = range(3)
"""Who may come to the two visits of a gap."""

MOST_COST = 1 << 51
"""More than every cost together may come to; see `dispatch.engine.bounds`."""

NEVER = 1 << 40
"""A tick that no plan reaches; stands for a gap without a maximum, a route without an end."""

NOBODY = -1
"""The caregiver of a route that is a piece of equipment."""

PAID, VISITS, CARGO = range(3)
"""What a limit counts: ticks between departure and return less the break, stops, or their cargo."""


def _of(axis: Axis, unit: Unit = Unit.PLAIN, *, default: int = 0) -> Column:
    return Column((axis,), unit, default=default)


def _index(axis: Axis, into: Axis) -> Column:
    return Column((axis,), into=into)


def _pointer(axis: Axis, rows: Axis) -> Column:
    return Column((axis,), rows=rows)


_STOP, _VISIT, _ROUTE, _GAP = Axis.STOP, Axis.VISIT, Axis.ROUTE, Axis.GAP
_TICK, _COST = Unit.TICK, Unit.COST


@dataclass(frozen=True, eq=False)
class Problem:
    """A scenario in arrays.

    A route is a shift of a caregiver, or a piece of equipment. A piece is `NOBODY`'s: it counts for
    travel, and has no break, waiting, overtime, preference or workload. A visit's stops are its
    crew's, then one for each kind of equipment.

    Each field says by its `Column` along which axes it lies, what it points to, and whether it
    depends on the tick; everything that takes problems apart or puts them together follows that.
    Arrays become contiguous arrays of the column's type.

    Raises
    ------
    ValueError
        Where two fields differ about the length of an axis.
    """

    visit: Annotated[Ints, _index(_STOP, _VISIT)]
    """The visit that the stop belongs to; not decreasing."""
    point_in: Annotated[Ints, _index(_STOP, Axis.POINT)]
    """Where the stop begins."""
    point_out: Annotated[Ints, _index(_STOP, Axis.POINT)]
    """Where it ends; another point for an escort."""
    before: Annotated[Ints, _of(_STOP, _TICK)]
    """Access, between arrival and the earliest start."""
    service: Annotated[Ints, _of(_STOP, _TICK)]
    after: Annotated[Ints, _of(_STOP, _TICK)]
    """Documentation."""
    offset: Annotated[Ints, _of(_STOP, _TICK)]
    """When this role begins, after the visit's start."""
    cargo: Annotated[Ints, _of(_STOP)]
    """What it adds to what is carried from departure on."""

    stops: Annotated[Ints, _pointer(_VISIT, _STOP)]
    crew: Annotated[Ints, _of(_VISIT, default=1)]
    """How many of a visit's stops are people's: the first ones."""
    mandatory: Annotated[Ints, _of(_VISIT)]
    """1 where the visit must be served if anything can."""
    unserved_cost: Annotated[Ints, _of(_VISIT, _COST)]
    tardiness_cost: Annotated[Ints, _of(_VISIT)]
    """Of a tick of tardiness."""
    response_cost: Annotated[Ints, _of(_VISIT)]
    """Of a tick of response."""
    response_from: Annotated[Ints, _of(_VISIT, _TICK)]
    preferred_cost: Annotated[Ints, _of(_VISIT)]
    """Of a tick away from the preferred start."""
    preferred_at: Annotated[Ints, _of(_VISIT, _TICK)]
    allowed: Annotated[Ints, _pointer(_VISIT, Axis.ALLOWED)]
    """To disjoint intervals of starts, in order."""
    allowed_from: Annotated[Ints, _of(Axis.ALLOWED, _TICK)]
    allowed_to: Annotated[Ints, _of(Axis.ALLOWED, _TICK)]
    soft: Annotated[Ints, _pointer(_VISIT, Axis.SOFT)]
    """To soft windows, in order of `soft_from`."""
    soft_from: Annotated[Ints, _of(Axis.SOFT, _TICK)]
    """The start from which this soft window counts."""
    soft_due: Annotated[Ints, _of(Axis.SOFT, _TICK)]
    """The last start that is not tardy in it."""
    release: Annotated[Ints, _pointer(_VISIT, Axis.RELEASE)]
    """To the instants that a visit may be held for."""
    release_at: Annotated[Ints, _of(Axis.RELEASE, _TICK)]

    gap_earlier: Annotated[Ints, _index(_GAP, _VISIT)]
    """Of a gap: the start of the later visit less that of the earlier lies in [least, most]."""
    gap_later: Annotated[Ints, _index(_GAP, _VISIT)]
    gap_least: Annotated[Ints, _of(_GAP, _TICK)]
    gap_most: Annotated[Ints, _of(_GAP, _TICK, default=NEVER)]
    """`NEVER` where there is no maximum."""
    gap_who: Annotated[Ints, _of(_GAP)]
    """`ANY`, `SAME` or `DIFFERENT` caregiver."""

    quota: Annotated[Ints, _pointer(Axis.QUOTA, Axis.QUOTA_VISIT)]
    """To visits of which only so much may be served in all; no visit is in two quotas."""
    quota_visits: Annotated[Ints, _index(Axis.QUOTA_VISIT, _VISIT)]
    quota_use: Annotated[Ints, _of(Axis.QUOTA_VISIT, _TICK)]
    """What this visit takes of it."""
    quota_most: Annotated[Ints, _of(Axis.QUOTA, Unit.BOUND)]
    group: Annotated[Ints, _pointer(Axis.GROUP, Axis.GROUP_VISIT)]
    """To visits that are served all or none. No visit is in two groups, and every group has at
    least two."""
    group_visits: Annotated[Ints, _index(Axis.GROUP_VISIT, _VISIT)]

    caregiver: Annotated[Ints, _index(_ROUTE, Axis.CAREGIVER)]
    """`NOBODY` for a piece of equipment."""
    mode: Annotated[Ints, _index(_ROUTE, Axis.MODE)]
    start_point: Annotated[Ints, _index(_ROUTE, Axis.POINT)]
    end_point: Annotated[Ints, _index(_ROUTE, Axis.POINT)]
    shift_start: Annotated[Ints, _of(_ROUTE, _TICK)]
    shift_end: Annotated[Ints, _of(_ROUTE, _TICK, default=NEVER)]
    latest_return: Annotated[Ints, _of(_ROUTE, _TICK, default=NEVER)]
    """`NEVER` for a piece of equipment."""
    break_length: Annotated[Ints, _of(_ROUTE, _TICK)]
    """0 where no break is due."""
    break_from: Annotated[Ints, _of(_ROUTE, _TICK)]
    break_to: Annotated[Ints, _of(_ROUTE, _TICK)]
    """The latest tick at which the break may begin."""
    missed_cost: Annotated[Ints, _of(_ROUTE, _COST)]
    """What it costs that the route's break is not taken; exactly `NEVER` where it must be, 0 where
    none is due. A break that cannot begin by `break_to` where it stands is not taken."""
    break_home: Annotated[Ints, _of(_ROUTE, default=1)]
    """1 where the route's break may be taken after the return, also where none is due; 0 where it
    may not: there it is not taken. A route without stops takes it at home either way."""

    limit: Annotated[Ints, _pointer(Axis.LIMIT, Axis.LIMIT_ROUTE)]
    """To routes over which the sum of something is bounded."""
    limit_routes: Annotated[Ints, _index(Axis.LIMIT_ROUTE, _ROUTE)]
    limit_what: Annotated[Ints, _of(Axis.LIMIT)]
    """`PAID`, `VISITS` or `CARGO`."""
    limit_most: Annotated[Ints, _of(Axis.LIMIT)]
    """At least 0; in ticks where `PAID` is counted."""

    workload_cost: Annotated[Ints, _of(Axis.CAREGIVER)]
    """Of a tick of work and travel of the caregiver whose workload is dearest."""
    workload_so_far: Annotated[Ints, _of(Axis.CAREGIVER, _TICK)]
    """Work and travel before these routes."""
    workload_scale: Annotated[Ints, _of(Axis.CAREGIVER, default=1000)]
    """Thousandths of a tick that a tick of this caregiver's work and travel counts where workloads
    are compared with their mean."""

    eligible: Annotated[NDArray[np.uint8], Column((_STOP, _ROUTE), dtype=np.uint8)]
    pair_cost: Annotated[Ints, Column((_STOP, _ROUTE), _COST)]
    """Preferences: what it costs that this route serves this stop."""
    travel: Annotated[
        NDArray[np.int32], Column((Axis.MODE, Axis.POINT, Axis.POINT), _TICK, dtype=np.int32)
    ]
    """From point to point for each mode."""
    weights: Annotated[Ints, _of(Axis.WEIGHT)]
    """Of a tick each: see `TRAVEL` and its siblings."""
    minute: Annotated[Ints, _of(Axis.ONE, _TICK, default=1)]
    """The grain of `WORKLOAD_SPREAD`."""

    def __post_init__(self) -> None:
        lengths = dict(FIXED)
        for name, column in schema().items():
            array = np.ascontiguousarray(getattr(self, name), dtype=column.dtype)
            object.__setattr__(self, name, array)
            found = column.lengths(array.shape)
            if column.rows is not None:
                found[column.rows] = int(array[-1])
            for axis, length in found.items():
                if lengths.setdefault(axis, length) != length:
                    raise ValueError(
                        f"{name} has {length} along {axis.name}, others {lengths[axis]}"
                    )

    @classmethod
    def of(cls, **given: Any) -> Problem:
        """Make a problem of some fields; the others have their columns' defaults."""
        lengths = dict(FIXED)
        for name, array in given.items():
            column = schema()[name]
            lengths |= column.lengths(np.shape(array))
            if column.rows is not None:
                lengths[column.rows] = int(array[-1])
        left = {name: column for name, column in schema().items() if name not in given}
        more: dict[str, Any] = {name: column.filled(lengths) for name, column in left.items()}
        return cls(**given, **more)

    def replace(self, **fields: Any) -> Problem:
        """Return the problem with other arrays in some of its fields."""
        return replace(self, **fields)

    @property
    def n_stops(self) -> int:
        """How many stops there are, breaks aside."""
        return len(self.visit)

    @property
    def n_visits(self) -> int:
        """How many visits there are."""
        return len(self.stops) - 1

    @property
    def n_routes(self) -> int:
        """How many routes there are."""
        return len(self.caregiver)


@cache
def schema() -> dict[str, Column]:
    """Return the column of each field of `Problem`, in their order."""
    hints = get_type_hints(Problem, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


@dataclass(frozen=True)
class Solution:
    """The answer in numbers; never changed once made.

    Attributes
    ----------
    routes : tuple of tuple of int
        The nodes of each route in order, heads aside: stops, and the break node ``S + r`` wherever
        a break is due (alone where the route has no stops), also where it is missed.
    held : tuple of int
        For each visit 0, or 1 + the place (within its row) of the release that it is held for.
    start : tuple of int
        For each visit its start in ticks; -1 where it is not served.
    break_start : tuple of int
        For each route when its break begins; -1 where none is due, and where it is missed.
    mandatory_unserved : int
        How many mandatory visits are left out.
    cost : int
        The cost of everything, mandatory visits' rank aside.
    proved : bool
        Whether no better solution exists.
    bound : int or None
        What no solution costs less than that leaves out as many mandatory visits; given only where
        it is proved that none leaves out fewer.
    """

    routes: tuple[tuple[int, ...], ...]
    held: tuple[int, ...]
    start: tuple[int, ...]
    break_start: tuple[int, ...]
    mandatory_unserved: int
    cost: int
    proved: bool = False
    bound: int | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """What solutions are compared by: mandatory visits left out, then cost."""
        return self.mandatory_unserved, self.cost
