"""Problems and solutions as arrays of numbers.

Nodes are numbered: *stops* ``0 .. S-1`` (one for each role of each visit, a visit's stops side by
side), then one *break* node for each route ``S .. S+R-1``, then one *head* for each route
``S+R .. S+2R-1``, which represents both its start place and its end place. Times are integer ticks
after the first midnight; costs are integers, in thousandths of a weight times ticks.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, TypeAlias, get_type_hints

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.shape import FIXED, Axis, Column, Unit

Ints: TypeAlias = NDArray[np.int64]

TRAVEL, WAITING, OVERTIME, LARGEST_TARDINESS, LARGEST_IDLE, WORKLOAD_SPREAD = range(6)
"""Positions in `Problem.weights`: each is the cost of a tick."""

ANY, SAME, DIFFERENT = range(3)
"""Which caregivers may serve the two visits of a gap."""

MOST_COST = 1 << 51
"""Bound on the total cost of a plan; see `dispatch.engine.ranking`."""

NEVER = 1 << 40
"""A tick that no plan reaches: the maximum of an unbounded gap, the end of an endless route."""

NOBODY = -1
"""Caregiver of a route that is a piece of equipment, or a client."""

NO_CLIENT = -1
"""Client of a stop of equipment."""

PAID, VISITS, CARGO, KITS = range(4)
"""Quantities of a limit: ticks from departure to return without the break, stops, their cargo,
routes that bring a kit."""

SHARES = PAID_SHARE, TRAVEL_SHARE, HEAVY_SHARE = range(3)
"""What caregivers share: paid time, travel, and heavy work."""

RANGE, GINI, KOLM_POLLAK = range(3)
"""How unequal the shares of a bound are: largest less smallest, Gini index, or equal equivalent."""

EVERYBODY, RESPONSE, TARDINESS, UNSERVED = range(4)
"""What is compared between groups of visits: means, and shares of visits that are left out.
`EVERYBODY` are all visits, with whose share left out those of the groups behind are compared."""

MOST_KITS = 62
"""Maximum number of kits; each has a bit in `Problem.brings`."""


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

    A route is a shift of a caregiver, a piece of equipment, or a client. The last two belong to
    `NOBODY`: their travel counts, but they have no break, waiting, overtime, preference or
    workload. A visit's stops are those of its crew, then one for each kind of equipment, then one
    for its client if its other visits must be kept apart from it.

    The `Column` of each field tells along which axes it lies, what it points to, and whether it
    depends on the tick. All code that takes problems apart or puts them together follows these
    columns. Arrays are converted to contiguous arrays of the column's type.

    Raises
    ------
    ValueError
        If two fields differ about the length of an axis.
    """

    visit: Annotated[Ints, _index(_STOP, _VISIT)]
    """Visit of the stop; not decreasing."""
    point_in: Annotated[Ints, _index(_STOP, Axis.POINT)]
    """Point where the stop begins."""
    point_out: Annotated[Ints, _index(_STOP, Axis.POINT)]
    """Point where the stop ends; differs from `point_in` for an escort."""
    client: Annotated[Ints, _of(_STOP, default=NO_CLIENT)]
    """Number of the client who is cared for; `NO_CLIENT` for a stop of equipment."""
    before: Annotated[Ints, _of(_STOP, _TICK)]
    """Access, between arrival and the earliest start; none where the stop before on the route is at
    the same client and ends where this one begins."""
    service: Annotated[Ints, _of(_STOP, _TICK)]
    """Set-up of equipment, then the time with the client."""
    after: Annotated[Ints, _of(_STOP, _TICK)]
    """Packing up of equipment, and documentation."""
    slack: Annotated[Ints, _of(_STOP, _TICK)]
    """Time after that in which nothing is planned: waiting, before the caregiver leaves."""
    offset: Annotated[Ints, _of(_STOP, _TICK)]
    """Start of this stop's service after the visit's start; negative for a set-up before it."""
    cargo: Annotated[Ints, _of(_STOP)]
    """Amount that the stop adds to the load, which is carried from departure on."""
    brings: Annotated[Ints, _of(_STOP)]
    """Kits that the stop's caregiver brings: bit ``k`` for kit ``k``."""
    heavy: Annotated[Ints, _of(_STOP, _TICK)]
    """Heavy work of the stop, which counts like time."""

    stops: Annotated[Ints, _pointer(_VISIT, _STOP)]
    crew: Annotated[Ints, _of(_VISIT, default=1)]
    """Number of crew stops; they come first among a visit's stops."""
    mandatory: Annotated[Ints, _of(_VISIT)]
    """1 if the visit must be served whenever possible."""
    begun: Annotated[Ints, _of(_VISIT)]
    """1 if the visit is running: every solution serves it. It has one allowed start, and each of
    its crew stops one eligible route; these stops, and a piece of each pool, fit without others."""
    unserved_cost: Annotated[Ints, _of(_VISIT, _COST)]
    tardiness_cost: Annotated[Ints, _of(_VISIT)]
    """Cost of a tick of tardiness."""
    response_cost: Annotated[Ints, _of(_VISIT)]
    """Cost of a tick of response."""
    response_from: Annotated[Ints, _of(_VISIT, _TICK)]
    preferred_cost: Annotated[Ints, _of(_VISIT)]
    """Cost of a tick away from the preferred start."""
    preferred_at: Annotated[Ints, _of(_VISIT, _TICK)]
    still: Annotated[Ints, _of(_VISIT)]
    """1 if the visit does not start later because its route sets out later."""
    told_cost: Annotated[Ints, _of(_VISIT)]
    """Cost of a tick before `told_from` or after `told_to`: what the client was told."""
    told_from: Annotated[Ints, _of(_VISIT, _TICK)]
    told_to: Annotated[Ints, _of(_VISIT, _TICK)]
    allowed: Annotated[Ints, _pointer(_VISIT, Axis.ALLOWED)]
    """Pointer to disjoint intervals of starts, in order."""
    allowed_from: Annotated[Ints, _of(Axis.ALLOWED, _TICK)]
    allowed_to: Annotated[Ints, _of(Axis.ALLOWED, _TICK)]
    soft: Annotated[Ints, _pointer(_VISIT, Axis.SOFT)]
    """Pointer to soft windows, in order of `soft_from`."""
    soft_from: Annotated[Ints, _of(Axis.SOFT, _TICK)]
    """The start from which this soft window counts."""
    soft_due: Annotated[Ints, _of(Axis.SOFT, _TICK)]
    """The last start in this soft window that is not tardy."""
    release: Annotated[Ints, _pointer(_VISIT, Axis.RELEASE)]
    """Pointer to the instants that a visit may be held for."""
    release_at: Annotated[Ints, _of(Axis.RELEASE, _TICK)]

    gap_earlier: Annotated[Ints, _index(_GAP, _VISIT)]
    """A gap: start of the later visit minus that of the earlier lies in [least, most]."""
    gap_later: Annotated[Ints, _index(_GAP, _VISIT)]
    gap_least: Annotated[Ints, _of(_GAP, _TICK)]
    gap_most: Annotated[Ints, _of(_GAP, _TICK, default=NEVER)]
    """`NEVER` if there is no maximum."""
    gap_who: Annotated[Ints, _of(_GAP)]
    """`ANY`, `SAME` or `DIFFERENT` caregiver."""
    gap_ordered: Annotated[Ints, _of(_GAP, default=1)]
    """0 if the visits come in any order; then [least, most] does not bind."""
    gap_window: Annotated[Ints, _pointer(_GAP, Axis.OPENING)]
    """Pointer to the openings of windows that either both visits start before, or none does."""
    opening_earlier: Annotated[Ints, _of(Axis.OPENING, _TICK)]
    """The start of the earlier visit that its window opens at."""
    opening_later: Annotated[Ints, _of(Axis.OPENING, _TICK)]
    """The same of the later visit."""

    quota: Annotated[Ints, _pointer(Axis.QUOTA, Axis.QUOTA_VISIT)]
    """Pointer to visits whose total use is bounded; no visit is in two quotas."""
    quota_visits: Annotated[Ints, _index(Axis.QUOTA_VISIT, _VISIT)]
    quota_use: Annotated[Ints, _of(Axis.QUOTA_VISIT, _TICK)]
    """Amount of the quota that this visit uses."""
    quota_most: Annotated[Ints, _of(Axis.QUOTA, Unit.BOUND)]
    group: Annotated[Ints, _pointer(Axis.GROUP, Axis.GROUP_VISIT)]
    """Pointer to visits that are served all or none. No visit is in two groups, and every group has
    at least two."""
    group_visits: Annotated[Ints, _index(Axis.GROUP_VISIT, _VISIT)]

    caregiver: Annotated[Ints, _index(_ROUTE, Axis.CAREGIVER)]
    """`NOBODY` for a piece of equipment or a client."""
    mode: Annotated[Ints, _index(_ROUTE, Axis.MODE)]
    start_point: Annotated[Ints, _index(_ROUTE, Axis.POINT)]
    end_point: Annotated[Ints, _index(_ROUTE, Axis.POINT)]
    shift_start: Annotated[Ints, _of(_ROUTE, _TICK)]
    shift_end: Annotated[Ints, _of(_ROUTE, _TICK, default=NEVER)]
    latest_return: Annotated[Ints, _of(_ROUTE, _TICK, default=NEVER)]
    """`NEVER` for a piece of equipment or a client."""
    break_length: Annotated[Ints, _of(_ROUTE, _TICK)]
    """0 if no break is due."""
    break_from: Annotated[Ints, _of(_ROUTE, _TICK)]
    break_to: Annotated[Ints, _of(_ROUTE, _TICK)]
    """The latest tick at which the break may begin."""
    missed_cost: Annotated[Ints, _of(_ROUTE, _COST)]
    """Cost of missing the route's break; exactly `NEVER` if it must be taken, 0 if none is due. A
    break that cannot begin by `break_to` at its place in the route is not taken."""
    break_home: Annotated[Ints, _of(_ROUTE, default=1)]
    """1 if the route's break may be taken after the return, also if none is due. A route without
    stops takes it at home in either case."""
    break_ahead: Annotated[Ints, _of(_ROUTE, default=1)]
    """1 if the route's break may be taken at a door before leaving it, also if none is due; 0 if
    only on arrival."""
    out: Annotated[Ints, _of(_ROUTE)]
    """1 if the caregiver has set out before: the route goes on where she is, with the kits that its
    first stop brings, and its first way does not lead over their stations."""
    base: Annotated[Ints, _pointer(_ROUTE, Axis.BASE)]
    """Pointer to the points to which the caregiver goes for a break between two stops. If there is
    none, she takes it at a door."""
    base_points: Annotated[Ints, _index(Axis.BASE, Axis.POINT)]

    limit: Annotated[Ints, _pointer(Axis.LIMIT, Axis.LIMIT_ROUTE)]
    """Pointer to routes whose total of some quantity is bounded."""
    limit_routes: Annotated[Ints, _index(Axis.LIMIT_ROUTE, _ROUTE)]
    limit_what: Annotated[Ints, _of(Axis.LIMIT)]
    """`PAID`, `VISITS`, `CARGO` or `KITS`."""
    limit_most: Annotated[Ints, _of(Axis.LIMIT)]
    """At least 0; in ticks for `PAID`."""
    limit_kit: Annotated[Ints, _index(Axis.LIMIT, Axis.KIT)]
    """For `KITS`, the kit that these routes bring."""

    station: Annotated[Ints, _index(Axis.KIT, Axis.POINT)]
    """Point where each kit is kept. A route that brings kits leads over their points, after its
    start in the order of the kits, and before its end in reverse order."""

    workload_cost: Annotated[Ints, _of(Axis.CAREGIVER)]
    """Cost of a tick of work and travel; the caregiver with the largest product counts."""
    workload_so_far: Annotated[Ints, _of(Axis.CAREGIVER, _TICK)]
    """Work and travel before these routes."""
    workload_scale: Annotated[Ints, _of(Axis.CAREGIVER, default=1000)]
    """Thousandths of a tick for which a tick of this caregiver's work and travel counts when
    workloads are compared with their mean."""

    shared_so_far: Annotated[Ints, Column((Axis.SHARE, Axis.CAREGIVER), _TICK)]
    """Paid time, travel and heavy work before these routes; see `SHARES`."""
    shared_base: Annotated[Ints, Column((Axis.SHARE, Axis.CAREGIVER))]
    """Minutes of a scaled share at which its costs begin."""
    share_cost: Annotated[Ints, Column((Axis.SHARE, Axis.LEVEL), _COST)]
    """Cost of a share of so many minutes beyond the base; beyond the table it grows as between the
    last two entries. An empty table if nothing is shared. Scaled by `workload_scale`, rounded up to
    whole minutes."""

    bound: Annotated[Ints, _pointer(Axis.BOUND, Axis.BOUND_MEMBER)]
    """Pointer to caregivers among whom a share must not be too unequal; beyond, each minute costs.
    Minutes are those of `share_cost`."""
    bound_members: Annotated[Ints, _index(Axis.BOUND_MEMBER, Axis.CAREGIVER)]
    bound_share: Annotated[Ints, _of(Axis.BOUND)]
    """One of `SHARES`."""
    bound_what: Annotated[Ints, _of(Axis.BOUND)]
    """`RANGE`, `GINI` or `KOLM_POLLAK`."""
    bound_most: Annotated[Ints, _of(Axis.BOUND)]
    """In minutes; a Gini index in thousandths."""
    bound_cost: Annotated[Ints, _of(Axis.BOUND, _COST)]
    """Cost of a minute beyond; for a Gini index, the excess times the sum of the shares."""
    bound_bend: Annotated[Ints, Column((Axis.BOUND, Axis.BEND))]
    """For `KOLM_POLLAK`, thousandths of minutes by a caregiver's minutes; the middle one is that of
    `bound_most`. Their mean less the middle one is what lies beyond."""

    tally: Annotated[Ints, _pointer(Axis.TALLY, Axis.TALLY_VISIT)]
    """Pointer to groups of visits; of each kind the worst group costs. Visits whose response or
    tardiness counts are `still`."""
    tally_visits: Annotated[Ints, _index(Axis.TALLY_VISIT, _VISIT)]
    tally_what: Annotated[Ints, _of(Axis.TALLY)]
    """`EVERYBODY`, `RESPONSE`, `TARDINESS` or `UNSERVED`."""
    tally_cost: Annotated[Ints, _of(Axis.TALLY, _COST)]
    """Cost of a minute of the group's mean, or of a percentage point beyond the share of
    `EVERYBODY`; equal for all groups of a kind."""

    care: Annotated[Ints, _pointer(Axis.CARE, Axis.CARE_VISIT)]
    """Pointer to the visits of each client."""
    care_visits: Annotated[Ints, _index(Axis.CARE_VISIT, _VISIT)]
    care_use: Annotated[Ints, _of(Axis.CARE_VISIT)]
    """Amount of care that the visit gives."""
    care_had: Annotated[Ints, _of(Axis.CARE)]
    """Amount of care that the client has had."""
    care_asked: Annotated[Ints, _of(Axis.CARE, default=1)]
    """Amount of care that would be all."""
    care_cost: Annotated[Ints, _of(Axis.PERCENT, _COST)]
    """Cost of a client who is given so many percent of her care, rounded down; not increasing."""

    eligible: Annotated[NDArray[np.uint8], Column((_STOP, _ROUTE), dtype=np.uint8)]
    pair_cost: Annotated[Ints, Column((_STOP, _ROUTE), _COST)]
    """Preferences: cost if this route serves this stop."""
    travel: Annotated[
        NDArray[np.int32], Column((Axis.MODE, Axis.POINT, Axis.POINT), _TICK, dtype=np.int32)
    ]
    """Ticks from point to point for each mode; `no_way` where there is none."""
    no_way: Annotated[Ints, _of(Axis.ONE, _TICK, default=NEVER)]
    """Ticks of a leg that has no way: so many that no route has the time for it."""
    weights: Annotated[Ints, _of(Axis.WEIGHT)]
    """Cost of a tick of each; see `TRAVEL` and its siblings."""
    minute: Annotated[Ints, _of(Axis.ONE, _TICK, default=1)]
    """Ticks of a minute, to which `WORKLOAD_SPREAD` rounds."""

    lengths: dict[Axis, int] = field(init=False, repr=False)
    """Length of each axis."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lengths", dict(FIXED))
        self._set({name: getattr(self, name) for name in schema()})

    def _set(self, fields: Mapping[str, Any]) -> None:
        """Set fields whose lengths agree with one another and with those of the axes so far."""
        for name, given in fields.items():
            column = schema()[name]
            array = np.ascontiguousarray(given, dtype=column.dtype)
            object.__setattr__(self, name, array)
            for axis, length in column.lengths(array).items():
                if self.lengths.setdefault(axis, length) != length:
                    others = self.lengths[axis]
                    raise ValueError(f"{name} has {length} along {axis.name}, others {others}")

    @classmethod
    def of(cls, **given: Any) -> Problem:
        """Return a problem with the given fields; the others get their columns' defaults."""
        lengths = dict(FIXED)
        for name, array in given.items():
            column = schema()[name]
            lengths |= column.lengths(array)
        left = {name: column for name, column in schema().items() if name not in given}
        more: dict[str, Any] = {name: column.filled(lengths) for name, column in left.items()}
        return cls(**given, **more)

    def replace(self, **fields: Any) -> Problem:
        """Return the problem with some fields replaced."""
        found = (schema()[name].lengths(array).items() for name, array in fields.items())
        if any(self.lengths[axis] != length for each in found for axis, length in each):
            return replace(self, **fields)
        same = copy(self)  # the other fields have been checked, which takes longer than the rest
        same._set(fields)
        return same

    @property
    def n_stops(self) -> int:
        """Number of stops, without breaks."""
        return len(self.visit)

    @property
    def n_visits(self) -> int:
        """Number of visits."""
        return len(self.stops) - 1

    @property
    def n_routes(self) -> int:
        """Number of routes."""
        return len(self.caregiver)


@cache
def schema() -> dict[str, Column]:
    """Return the column of each array of `Problem`, in their order."""
    hints = get_type_hints(Problem, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if name != "lengths"}


@dataclass(frozen=True)
class Solution:
    """A solution in numbers; immutable.

    Attributes
    ----------
    routes : tuple of tuple of int
        The nodes of each route in order, without heads: stops, and the break node ``S + r`` if a
        break is due, even if it is missed (alone if the route has no stops).
    held : tuple of int
        For each visit 0, or 1 + the position (within its row) of the release that it is held for.
    start : tuple of int
        Start of each visit in ticks; -1 if it is not served.
    break_start : tuple of int
        Start of each route's break in ticks; -1 if none is due or it is missed.
    mandatory_unserved : int
        Number of mandatory visits that are left out.
    cost : int
        Total cost, without the rank of mandatory visits.
    proved : bool
        Whether no better solution exists.
    bound : int or None
        Lower bound on the cost of solutions that leave out as many mandatory visits; given only if
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
        """Sort key for solutions: mandatory visits left out, then cost."""
        return self.mandatory_unserved, self.cost
