"""The question in numbers, and the answer in numbers.

Nodes are numbered: *stops* ``0 .. S-1`` (one for each role of each visit, a visit's stops side by
side), then one *break* node for each route ``S .. S+R-1``, then one *head* for each route
``S+R .. S+2R-1``, which stands for both its start place and its end place. Times are integer ticks
after the first midnight; costs are integers, in thousandths of a weight times ticks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]

TRAVEL, WAITING, OVERTIME, LARGEST_TARDINESS, LARGEST_IDLE, WORKLOAD_SPREAD = range(6)
"""Places of `Problem.weights`: cost of a tick of each."""

ANY, SAME, DIFFERENT = range(3)
"""Who may come to the two visits of a gap."""

MANDATORY = 1 << 51
"""What one mandatory visit left out weighs inside a search: more than every other cost together."""

NEVER = 1 << 40
"""A tick that no plan reaches; stands for a gap without a maximum, a route without an end."""

NOBODY = -1
"""The caregiver of a route that is a piece of equipment."""

PAID, VISITS, CARGO = range(3)
"""What a limit counts: ticks between departure and return less the break, stops, or their cargo."""


class Problem(NamedTuple):
    """A scenario in arrays: S stops, V visits, R routes, C caregivers, P points.

    A route is a shift of a caregiver, or a piece of equipment. A piece is `NOBODY`'s: it counts for
    travel, and has no break, waiting, overtime, preference or load. A visit's stops are its crew's,
    then one for each kind of equipment.

    Compressed rows: the entries of visit ``v`` stand at ``pointer[v] .. pointer[v + 1] - 1``.
    """

    # stops, each (S,)
    visit: Ints
    """The visit that the stop belongs to; not decreasing."""
    point_in: Ints
    """Where the stop begins."""
    point_out: Ints
    """Where it ends; another point for an escort."""
    before: Ints
    """Access ticks, between arrival and the earliest start."""
    service: Ints
    after: Ints
    """Documentation ticks."""
    offset: Ints
    """When this role begins, after the visit's start."""
    cargo: Ints
    """What it adds to the load that is carried from departure on."""

    # visits, each (V,) or a pointer (V + 1,)
    stops: Ints
    """Pointer into the stops: visit ``v`` has stops ``stops[v] .. stops[v + 1] - 1``."""
    crew: Ints
    """How many of a visit's stops are people's: the first ones."""
    mandatory: Ints
    """1 where the visit must be served if anything can."""
    unserved_cost: Ints
    tardiness_cost: Ints
    """Of a tick of tardiness."""
    response_cost: Ints
    """Of a tick of response."""
    response_from: Ints
    preferred_cost: Ints
    """Of a tick away from the preferred start."""
    preferred_at: Ints
    allowed: Ints
    """Pointer into `allowed_from` and `allowed_to`: disjoint intervals of starts, in order."""
    allowed_from: Ints
    allowed_to: Ints
    soft: Ints
    """Pointer into `soft_from` and `soft_due`, in order of `soft_from`."""
    soft_from: Ints
    """The start from which this soft window counts."""
    soft_due: Ints
    """The last start that is not tardy in it."""
    release: Ints
    """Pointer into `release_at`: the instants that a visit may be held for."""
    release_at: Ints
    gaps: Ints
    """Pointer into `gap_ids`: the gaps that a visit takes part in, on either side."""
    gap_ids: Ints

    # gaps, each (G,): start[later] - start[earlier] lies in [least, most]
    gap_earlier: Ints
    gap_later: Ints
    gap_least: Ints
    gap_most: Ints
    """`NEVER` where there is no maximum."""
    gap_who: Ints
    """`ANY`, `SAME` or `DIFFERENT` caregiver."""

    # quotas, pointer (Q + 1,), most (Q,): of some visits only so much may be served in all
    quota: Ints
    """Pointer into `quota_visits` and `quota_use`; no visit is in two quotas."""
    quota_visits: Ints
    quota_use: Ints
    """What this visit takes of it."""
    quota_most: Ints

    # routes, each (R,)
    caregiver: Ints
    """`NOBODY` for a piece of equipment."""
    mode: Ints
    start_point: Ints
    end_point: Ints
    shift_start: Ints
    shift_end: Ints
    latest_return: Ints
    """`NEVER` for a piece of equipment."""
    break_length: Ints
    """0 where no break is due."""
    break_from: Ints
    break_to: Ints
    """The latest tick at which the break may begin."""

    # limits, pointer (L + 1,), others (L,): over some routes the sum of something is bounded
    limit: Ints
    """Pointer into `limit_routes`."""
    limit_routes: Ints
    limit_what: Ints
    """`PAID`, `VISITS` or `CARGO`."""
    limit_most: Ints
    """At least 0."""

    # caregivers, each (C,)
    load_cost: Ints
    """Of a tick of work and travel where this caregiver has the dearest load; 0 without balance."""
    load_so_far: Ints
    """Ticks of work and travel before these routes."""

    # pairs, each (S, R)
    eligible: NDArray[np.uint8]
    pair_cost: Ints
    """Preferences: what it costs that this route serves this stop."""

    travel: NDArray[np.int32]
    """Ticks from point to point for each mode, (M, P, P)."""
    weights: Ints
    """(6,): see `TRAVEL` and its siblings."""

    load_scale: Ints
    """(C,): thousandths of a tick that a tick of this caregiver's work and travel counts where
    workloads are compared with their mean."""
    minute: Ints
    """(1,): ticks of a minute, the grain of `WORKLOAD_SPREAD`."""
    missed_cost: Ints
    """(R,): what it costs that the route's break is not taken; exactly `NEVER` where it must be,
    0 where none is due. A break that cannot begin by `break_to` where it stands is not taken."""
    group: Ints
    """Pointer into `group_visits`: visits that are served all or none. No visit is in two groups,
    and every group has at least two."""
    group_visits: Ints
    break_home: Ints
    """(R,): 1 where the route's break may be taken after the return, also where none is due; 0
    where it may not: there it is not taken. A route without stops takes it at home either way."""

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
