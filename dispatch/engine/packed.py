"""The problem in the form that the kernel reads: few arrays, as each adds to every call's cost.

`docs/engine.md` draws the columns. The rows of `Packed.node` are the nodes of
`dispatch.engine.problem`. The data of a visit are in the row of its first stop, its *lead*, which
the kernel uses as the visit's number. The data of a route are in the row of its head, and those of
a break in the break's own row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import kernel, known_columns
from dispatch.engine.problem import Ints

NEAR = 30
"""Number of near stops of each stop."""

(
    LEAD,  # stop: first stop of its visit
    POINT_IN,
    POINT_OUT,
    ACCESS,
    SERVICE,
    AFTER,  # with the slack
    OFFSET,
    SIZE,  # visit: number of its stops
    ROUTES,  # stop: rows of the pool with the routes that may serve it
    ROUTES_END,
    RELEASES,  # visit: rows of the pool
    RELEASES_END,
    GAPS,  # visit: rows of the pool, each with the row of a gap
    GAPS_END,
    QUOTA,  # visit: row of the pool of its quota; 0 for none
    GROUP,  # visit: row of the pool of its group; 0 for none
    ALLOWED,  # visit: rows of the pool, first and last allowed start
    ALLOWED_END,
    SOFT,  # visit: rows of the pool, the start from which a window counts, and its due start
    SOFT_END,
    TARDINESS_COST,
    RESPONSE_COST,
    WISHES,  # visit: rows of the pool, the cost of a tick outside, the first and the last start
    WISHES_END,
    RESPONSE_FROM,
    UNSERVED_COST,  # visit: with its rank if it is mandatory
    CREW,  # visit: number of its crew stops, which come first
    CARGO,
    CLIENT,
    BEGUN,  # visit: whether it has begun and is always served
    SLACK,
    NEARBY,  # stop: the first of `NEAR` columns, the stops that go well beside it
) = range(32)
BRINGS = NEARBY + NEAR  # stop: `Problem.brings`
HEAVY, STILL = BRINGS + 1, BRINGS + 2  # stop: `Problem.heavy`; visit: `Problem.still`
COLUMNS = 64  # whole cache lines; the first holds what every move reads
POOL_COLUMNS = 8
(
    CAREGIVER,
    MODE,
    START_POINT,
    END_POINT,
    SHIFT_START,
    SHIFT_END,
    LATEST_RETURN,
    WAITING_COST,
    OWNER,  # head: the head whose row holds the caregiver's workload
    WORKLOAD_COST,
    SO_FAR,  # the owner's head: workload before these routes
    LIMITS,  # head: rows of the pool, each with the row of a limit
    LIMITS_END,
    SCALE,  # the owner's head: `Problem.workload_scale`; -1 if it does not count
    PRICED,  # head: whether its times cost anything or count towards a limit
    STATIONS,  # head: rows of the pool with the points of all kits; 0 if no stop brings any
    STATIONS_END,
    LIKE,  # head: equal for routes that can swap all their stops at no cost
    OUT,  # head: whether the caregiver is out, so that the first way leads over no station
    ROUTES_OF,  # the owner's head: rows of the pool with the heads of all routes of the caregiver
    ROUTES_OF_END,
    LEVELS,  # the owner's head: rows of the pool, each with the costs of a level of each share
    LEVELS_END,
    FACTOR,  # the owner's head: `Problem.workload_scale`
    SHARED_SO_FAR,  # the owner's head: this and the next columns, `Problem.shared_so_far`
) = range(25)
SHARED_BASE = SHARED_SO_FAR + 3  # the owner's head: `Problem.shared_base`
LENGTH, FROM, TO, MISSED_COST, AFTER_RETURN, AHEAD, BASES, BASES_END = range(8)
"""Columns of a break's row; the last two are rows of the pool, the points for a break between two
stops."""

EARLIER, LATER, LEAST, MOST, WHO, WINDOWS, WINDOWS_END = range(7)
"""Columns of a gap's row in the pool: leads of two visits, least, most, who, rows of openings.
In any order the least is -`NEVER`."""

WHAT, ALL_MOST, MEMBER, MEMBER_END, KIT = range(5)
"""Columns of the row of a limit, quota or group: quantity, maximum, rows of the members; the kit
that a limit counts."""

SHARE, EACH, BENDS = range(4, 7)
"""More columns of a bound's row: what is shared, the cost of a minute beyond, the rows of its bend.
A group that is compared has its cost in `EACH`, too."""

BOUNDS, TALLIES, CARES, PERCENTS = 0, 2, 4, 6
"""Positions in row 1 of the pool: rows of bounds, of groups that are compared and of clients, each
followed by the row after the last; rows of the costs of a percentage of care."""

FLAGS, MINUTE = 6, 7
"""Positions in row 0 of the pool: what holds for the whole problem; ticks of a minute."""

WEIGHS_WORKLOAD, HAS_KITS, SHARES_WORK, COMPARES = 1, 2, 4, 8
"""Bits of the flags: whether workloads cost anything, some stop brings a kit, shares of work count,
and caregivers or clients are compared."""


class Packed(NamedTuple):
    """A packed problem; N nodes, S stops, R routes."""

    node: Ints
    """(N, COLUMNS): columns differ for stops, breaks and heads."""
    pool: Ints
    """(K, POOL_COLUMNS): row 0 has the weights, the `FLAGS` and `MINUTE`, row 1 points to what
    is compared; the other rows are lists that `node` points into."""
    pair: Ints
    """(S, R): cost of preferences; -1 if the route may not serve the stop."""
    travel: NDArray[np.int32]


known_packed = known_columns(COLUMNS, POOL_COLUMNS, None, None)
"""Tells the compiler the column counts of a packed problem in an entry."""


@kernel
def first_break(p: Packed) -> int:
    """Return the first break's node, which is the number of stops."""
    return p.pair.shape[0]


@kernel
def first_head(p: Packed) -> int:
    """Return the first head's node."""
    return p.pair.shape[0] + p.pair.shape[1]


def rows_on_lines(rows: int, columns: int) -> Ints:
    """Return zeros whose first row, and each row of 8, 16 or 64 columns, starts a cache line."""
    room = np.zeros(rows * columns + 7, dtype=np.int64)
    first = -(room.ctypes.data // room.itemsize) % 8
    return room[first : first + rows * columns].reshape(rows, columns)
