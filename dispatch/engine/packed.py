"""The problem as the kernel reads it: few arrays, because every array costs at every call.

`docs/engine.md` draws the columns. The rows of `Packed.node` are the nodes of
`dispatch.engine.problem`. What belongs to a visit stands in the row of its first stop, its *lead*,
by which the kernel names the visit; what belongs to a route stands in the row of its head, and what
belongs to a break in the break's own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import kernel, known_columns
from dispatch.engine.problem import Ints

NEAR = 30
"""How many near stops each stop has."""

(
    LEAD,  # stop: first stop of its visit
    POINT_IN,
    POINT_OUT,
    ACCESS,
    SERVICE,
    AFTER,
    OFFSET,
    SIZE,  # visit: how many stops
    ROUTES,  # stop: its rows of the pool, the routes that may serve it
    ROUTES_END,
    RELEASES,  # visit: its rows of the pool
    RELEASES_END,
    GAPS,  # visit: its rows of the pool, the rows of its gaps
    GAPS_END,
    QUOTA,  # visit: the row of the pool of its quota; 0 for none
    GROUP,  # visit: the row of the pool of its group; 0 for none
    ALLOWED,  # visit: its rows of the pool, first and last allowed start
    ALLOWED_END,
    SOFT,  # visit: its rows of the pool, from which start and until which due
    SOFT_END,
    TARDINESS_COST,
    RESPONSE_COST,
    RESPONSE_FROM,
    PREFERRED_COST,
    PREFERRED_AT,
    UNSERVED_COST,  # visit: with its rank, where it is mandatory
    CREW,  # visit: how many of its stops are people's, the first ones
    CARGO,
    NEARBY,  # stop: the first of `NEAR` columns, the stops that go well beside it
) = range(29)
COLUMNS = 64  # whole cache lines; what every move reads stands in the first
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
    OWNER,  # head: the head in whose row the caregiver's workload stands
    WORKLOAD_COST,
    SO_FAR,  # the owner's head: the workload before these routes
    LIMITS,  # head: its rows of the pool, the rows of its limits
    LIMITS_END,
    SCALE,  # the owner's head: `Problem.workload_scale`; -1 where it does not count
    PRICED,  # head: whether times cost it anything, or break a limit
    LIKE,  # head: the same where routes change nothing by changing all they have
) = range(16)
LENGTH, FROM, TO, MISSED_COST, AFTER_RETURN = range(5)

EARLIER, LATER, LEAST, MOST, WHO = range(5)
"""Columns of a gap's row of the pool: two visits by their leads, least, most, who."""

WHAT, ALL_MOST, MEMBER, MEMBER_END = range(4)
"""Columns of the row of a limit, quota or group: what counts, at most how much, members' rows."""

WEIGHS_WORKLOAD, MINUTE = 6, 7
"""Places in the pool's row 0: whether workloads cost anything; ticks of a minute."""


class Packed(NamedTuple):
    """A problem, packed; N nodes, S stops, R routes."""

    node: Ints
    """(N, COLUMNS): other columns for stops, breaks and heads."""
    pool: Ints
    """(K, POOL_COLUMNS): row 0 has the weights, `WEIGHS_WORKLOAD` and `MINUTE`; then what `node`
    points into."""
    pair: Ints
    """(S, R): cost of preferences; -1 where the route may not serve the stop."""
    travel: NDArray[np.int32]


known_packed = known_columns(COLUMNS, POOL_COLUMNS, None, None)
"""Tells the compiler, in an entry, the form of a packed problem."""


@kernel
def first_break(p: Packed) -> int:
    """The first break's node, which is the number of stops."""
    return p.pair.shape[0]


@kernel
def first_head(p: Packed) -> int:
    """The first head's node."""
    return p.pair.shape[0] + p.pair.shape[1]


def rows_on_lines(rows: int, columns: int) -> Ints:
    """Make zeros that begin with a cache line, and so do rows of 8, 16 or 64."""
    room = np.zeros(rows * columns + 7, dtype=np.int64)
    first = -(room.ctypes.data // room.itemsize) % 8
    return room[first : first + rows * columns].reshape(rows, columns)
