"""The search's one mutable thing: explicit routes with times, changed in place and undone by a log.

Every number that a move may change stands in one table, a row for each node, so that a single log
of (place, old value) undoes anything. What belongs to a visit stands in the row of its first stop;
what belongs to a route, in the row of its head.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dispatch.engine.compiled import kernel, known_columns
from dispatch.engine.packed import (
    AFTER,
    CAREGIVER,
    END_POINT,
    LEAD,
    MODE,
    OFFSET,
    POINT_IN,
    POINT_OUT,
    PRICED,
    SERVICE,
    SHIFT_START,
    START_POINT,
    Packed,
    first_break,
    first_head,
    rows_on_lines,
)
from dispatch.engine.problem import Ints

WIDTH = 16
(
    NEXT,  # node after this one
    BEFORE,  # node before this one
    ROUTE,  # route it is on; -1 where unserved
    READY,  # stop: the earliest start of its visit that this caregiver allows
    WAY_IN,  # stop or head: ticks of travel from the stop or head before it
    START,  # visit: its start, -1 where unserved; break: its start; head: the return
    HELD,  # visit: which release it is held for, 0 for none
    COST,  # its part of the cost: a visit's, a missed break's, a route's waiting and overtime
    WAY,  # route: ticks of travel
    WORK,  # route: ticks of access, service and documentation
    LATE,  # visit: its tardiness
    WORKLOAD,  # first route of a caregiver: ticks of travel and work on all of them
    QUEUED,  # 1 while it waits for its time to be computed anew
    TOUCHED,  # route: 1 while its cost waits to be computed anew
    IDLE,  # route: its idle time
    FREE,  # break: when the caregiver stands at the next door
) = range(WIDTH)

(
    LOGGED,  # the sizes of the lists
    WAITING_NODES,
    TOUCHED_ROUTES,
    DELTA,  # the change of cost by this move so far
    HIGHEST,  # the most that it has been, of this move
    LATE_MOST,  # the largest tardiness that this move has written
    LATE_MOST_OF,  # and of which visit
    TOTAL,  # the cost that moves start from
    LARGEST,  # the largest tardiness in it
    LARGEST_OF,  # and of which visit
    GLOBAL,  # the cost of all that depends on many routes in it
    NEW_LARGEST,  # the same, once this move is kept
    NEW_LARGEST_OF,
    NEW_GLOBAL,
    ROOM,  # how much of its change of cost a good move seldom takes back by better times
    RANDOM,  # the random numbers' state
) = range(16)
"""Places of `State.tally`."""

LISTS = 6
QUEUE, WHEN, REPRICE, MEMBERS, STARTS, LOOSE = range(LISTS)
"""Columns of `State.lists`: nodes whose time is to be computed anew, about when they are, routes
whose cost is; visits that gaps connect, and their starts; visits that are ruined together."""

LOOSE_MOST = 20
"""The most visits that are ruined together."""

MOVE_UPDATES = 600
"""How many times one move may compute before it counts as a deadlock of couplings."""

GAP_ROUNDS = 200
"""How often the starts of visits with gaps are raised before they count as a deadlock."""


class State(NamedTuple):
    """Routes, times and costs of one search; N nodes."""

    table: Ints
    """(N, WIDTH)."""
    log: Ints
    """(L, 2): place in the table, old value."""
    lists: Ints
    """(N, LISTS): see `QUEUE` and its siblings."""
    tally: Ints
    """(16,): see `LOGGED` and its siblings."""


known_state = known_columns(WIDTH, 2, LISTS, None)
"""A state, in an entry, for the compiler to know its form."""

IMPOSSIBLE = 1 << 62
"""A change of cost that stands for no timetable at all; see `dispatch.engine.ranking`."""


def empty_state(p: Packed, seed: int) -> State:
    """Make a state without served visits, its numbers still to be filled in by `settle`."""
    nodes = len(p.node)
    tally = np.zeros(RANDOM + 1, dtype=np.int64)
    tally[RANDOM:] = (np.random.SeedSequence(seed).generate_state(1, np.uint64) | 1).view(np.int64)
    return State(
        table=rows_on_lines(nodes, WIDTH),
        log=np.zeros((64 * nodes + 100_000, 2), dtype=np.int64),
        lists=np.zeros((nodes + LOOSE_MOST, LISTS), dtype=np.int64),
        tally=tally,
    )


@kernel
def put(s: State, node: int, field: int, value: int) -> None:
    """Write a number and log the old one."""
    k = s.tally[LOGGED]
    if k < len(s.log):  # only `fill` may write more than the log holds, and it is never undone
        s.log[k, 0] = node * WIDTH + field
        s.log[k, 1] = s.table[node, field]
        s.tally[LOGGED] = k + 1
    s.table[node, field] = value


@kernel
def undo(s: State, mark: int) -> None:
    """Take back every write since the log was `mark` long."""
    for k in range(s.tally[LOGGED] - 1, mark - 1, -1):
        place = s.log[k, 0]
        s.table[place // WIDTH, place % WIDTH] = s.log[k, 1]
    s.tally[LOGGED] = mark


@kernel
def soon(s: State, node: int, when: int) -> None:
    """Have a node's time computed anew."""
    if s.table[node, QUEUED] == 0:
        s.table[node, QUEUED] = 1
        k = s.tally[WAITING_NODES]
        s.lists[k, QUEUE] = node
        s.lists[k, WHEN] = when
        s.tally[WAITING_NODES] = k + 1


@kernel
def touch(p: Packed, s: State, route: int) -> None:
    """Have a route's cost and limits computed anew, where it has any."""
    head = first_head(p) + route
    if p.node[head, PRICED] != 0 and s.table[head, TOUCHED] == 0:
        s.table[head, TOUCHED] = 1
        s.lists[s.tally[TOUCHED_ROUTES], REPRICE] = route
        s.tally[TOUCHED_ROUTES] += 1


@kernel
def forget(p: Packed, s: State) -> None:
    """Empty both waiting lists."""
    for k in range(s.tally[WAITING_NODES]):
        s.table[s.lists[k, QUEUE], QUEUED] = 0
    s.tally[WAITING_NODES] = 0
    for k in range(s.tally[TOUCHED_ROUTES]):
        s.table[first_head(p) + s.lists[k, REPRICE], TOUCHED] = 0
    s.tally[TOUCHED_ROUTES] = 0


@kernel
def is_break(p: Packed, node: int) -> bool:
    """Whether a node is a break."""
    return first_break(p) <= node < first_head(p)


@kernel
def stop_before(p: Packed, s: State, node: int) -> int:
    """The node itself, or the one before it where it is a break."""
    return s.table[node, BEFORE] if is_break(p, node) else node


@kernel
def stop_after(p: Packed, s: State, node: int) -> int:
    """The node itself, or the one after it where it is a break."""
    return s.table[node, NEXT] if is_break(p, node) else node


@kernel
def leg(p: Packed, route: int, here: int, there: int) -> int:
    """Ticks of travel from one stop or head to the next on a route."""
    n = first_break(p)
    if here >= n and there >= n:
        return 0  # a route without stops goes nowhere
    a = p.node[here, POINT_OUT] if here < n else p.node[first_head(p) + route, START_POINT]
    b = p.node[there, POINT_IN] if there < n else p.node[first_head(p) + route, END_POINT]
    return int(p.travel[p.node[first_head(p) + route, MODE], a, b])


@kernel
def ends(p: Packed, s: State, stop: int) -> int:
    """When the caregiver leaves a stop."""
    start = s.table[p.node[stop, LEAD], START]
    return start + p.node[stop, OFFSET] + p.node[stop, SERVICE] + p.node[stop, AFTER]


@kernel
def leaves(p: Packed, s: State, route: int, here: int) -> int:
    """When the caregiver leaves a stop or head."""
    return ends(p, s, here) if here < first_break(p) else p.node[first_head(p) + route, SHIFT_START]


@kernel
def about(p: Packed, s: State, route: int, node: int) -> int:
    """About when a node is: times are computed in this order, so that few are computed twice.

    It matters for more than speed: computed out of order, a time may look impossible in passing.
    """
    if node < first_break(p):
        return s.table[p.node[node, LEAD], START] + p.node[node, OFFSET]
    if is_break(p, node):
        return s.table[node, START]
    return p.node[first_head(p) + route, SHIFT_START]


@kernel
def whose(p: Packed, s: State, stop: int) -> int:
    """The caregiver of a served stop."""
    return p.node[first_head(p) + s.table[stop, ROUTE], CAREGIVER]
