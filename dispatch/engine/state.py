"""The mutable state of a search: explicit routes with times, undone by a log.

All numbers that a move may change are in one table, with a row for each node, so a single log of
(place, old value) undoes any move. The data of a visit are in the row of its first stop, those of a
route in the row of its head.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dispatch.engine.compiled import kernel, known_columns
from dispatch.engine.packed import (
    ACCESS,
    AFTER,
    CAREGIVER,
    CLIENT,
    EARLIER,
    END_POINT,
    FLAGS,
    HAS_KITS,
    LATER,
    LEAD,
    MODE,
    OFFSET,
    OUT,
    POINT_IN,
    POINT_OUT,
    PRICED,
    SERVICE,
    SHIFT_START,
    START_POINT,
    STATIONS,
    STATIONS_END,
    Packed,
    first_break,
    first_head,
    rows_on_lines,
)
from dispatch.engine.problem import NO_CLIENT, Ints

WIDTH = 16
(
    NEXT,  # node after this one
    BEFORE,  # node before this one
    ROUTE,  # route it is on; -1 if unserved
    READY,  # stop: earliest start of its visit that this caregiver allows; break: arrival for it
    WAY_IN,  # stop or head: ticks of travel from the stop or head before it
    START,  # visit: its start, -1 if unserved; break: its start; head: the return
    HELD,  # visit: number of the release it is held for, 0 for none
    COST,  # cost of the visit, of a missed break, or of a route's waiting and overtime
    WAY,  # route: ticks of travel; break: those that it adds to its route
    WORK,  # route: ticks of access, service and documentation
    LATE,  # visit: its tardiness
    WORKLOAD,  # first route of a caregiver: ticks of travel and work on all of them
    QUEUED,  # 1 while it is queued to be timed
    TOUCHED,  # route: 1 while its cost has to be updated
    IDLE,  # route: its idle time
    FREE,  # break: when the caregiver arrives at the next door
) = range(WIDTH)

CARRIED, PAID, TOIL, UNEQUAL = READY, FREE, HELD, LATE
"""Columns of a head: the kits that the stops of its route bring, a bit for each; if shares of work
cost anything, the route's paid time and heavy work, and at the first route of a caregiver what her
shares cost."""

(
    LOGGED,  # lengths of the log and of the two queues
    WAITING_NODES,
    TOUCHED_ROUTES,
    DELTA,  # change of cost by this move so far
    HIGHEST,  # highest `DELTA` of this move so far
    LATE_MOST,  # largest tardiness that this move has written
    LATE_MOST_OF,  # visit of `LATE_MOST`
    TOTAL,  # cost that moves start from
    LARGEST,  # largest tardiness in `TOTAL`
    LARGEST_OF,  # visit of `LARGEST`
    GLOBAL,  # cost in `TOTAL` of the terms that depend on many routes
    NEW_LARGEST,  # the same three after this move, if it is kept
    NEW_LARGEST_OF,
    NEW_GLOBAL,
    ROOM,  # 99th percentile of the cost that a good move wins back by its times
    UPHILL,  # 5th percentile of what moves cost that make the plan worse
    LEARNED,  # number of moves that `UPHILL` is learned from
    RANDOM,  # state of the random numbers
) = range(18)
"""Positions in `State.tally`."""

LISTS = 6
QUEUE, WHEN, REPRICE, MEMBERS, STARTS, LOOSE = range(LISTS)
"""Columns of `State.lists`: nodes to be timed, about when they are, and routes to be priced; visits
that gaps connect, and their starts; visits that are ruined together."""

LOOSE_MOST = 20
"""Maximum number of visits that are ruined together."""

MOVE_UPDATES = 600
"""Number of updates after which a move counts as a deadlock of couplings."""

GAP_ROUNDS = 200
"""Base number of rounds that raise starts of visits with gaps before they count as a deadlock."""


class State(NamedTuple):
    """Routes, times and costs of one search; N nodes."""

    table: Ints
    """(N, WIDTH)."""
    log: Ints
    """(L, 2): place in the table, old value."""
    lists: Ints
    """(N, LISTS): see `QUEUE` and its siblings."""
    tally: Ints
    """(18,): see `LOGGED` and its siblings."""


known_state = known_columns(WIDTH, 2, LISTS, None)
"""Tells the compiler the column counts of a state in an entry."""

IMPOSSIBLE = 1 << 62
"""Change of cost that means that there is no timetable; see `dispatch.engine.ranking`."""


def empty_state(p: Packed, seed: int) -> State:
    """Return a state without served visits; `dispatch.engine.routes.fill` sets its numbers."""
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
    if k < len(s.log):  # only `fill` may overflow the log, and it is never undone
        s.log[k, 0] = node * WIDTH + field
        s.log[k, 1] = s.table[node, field]
        s.tally[LOGGED] = k + 1
    s.table[node, field] = value


@kernel
def undo(s: State, mark: int) -> None:
    """Undo every write since the log had `mark` entries."""
    for k in range(s.tally[LOGGED] - 1, mark - 1, -1):
        place = s.log[k, 0]
        s.table[place // WIDTH, place % WIDTH] = s.log[k, 1]
    s.tally[LOGGED] = mark


@kernel
def soon(s: State, node: int, when: int) -> None:
    """Queue a node to be timed."""
    if s.table[node, QUEUED] == 0:
        s.table[node, QUEUED] = 1
        k = s.tally[WAITING_NODES]
        s.lists[k, QUEUE] = node
        s.lists[k, WHEN] = when
        s.tally[WAITING_NODES] = k + 1


@kernel
def touch(p: Packed, s: State, route: int) -> None:
    """Queue a route to be priced, if its times cost anything or a limit binds it."""
    head = first_head(p) + route
    if p.node[head, PRICED] != 0 and s.table[head, TOUCHED] == 0:
        s.table[head, TOUCHED] = 1
        s.lists[s.tally[TOUCHED_ROUTES], REPRICE] = route
        s.tally[TOUCHED_ROUTES] += 1


@kernel
def forget(p: Packed, s: State) -> None:
    """Empty both queues."""
    for k in range(s.tally[WAITING_NODES]):
        s.table[s.lists[k, QUEUE], QUEUED] = 0
    s.tally[WAITING_NODES] = 0
    for k in range(s.tally[TOUCHED_ROUTES]):
        s.table[first_head(p) + s.lists[k, REPRICE], TOUCHED] = 0
    s.tally[TOUCHED_ROUTES] = 0


@kernel
def is_break(p: Packed, node: int) -> bool:
    """Return whether a node is a break."""
    return first_break(p) <= node < first_head(p)


@kernel
def stop_before(p: Packed, s: State, node: int) -> int:
    """Return the node itself, or the one before it if it is a break."""
    return s.table[node, BEFORE] if is_break(p, node) else node


@kernel
def stop_after(p: Packed, s: State, node: int) -> int:
    """Return the node itself, or the one after it if it is a break."""
    return s.table[node, NEXT] if is_break(p, node) else node


@kernel
def partner(p: Packed, gap: int, visit: int) -> int:
    """Return the other visit of a gap."""
    return p.pool[gap, EARLIER] if p.pool[gap, LATER] == visit else p.pool[gap, LATER]


@kernel
def has_kits(p: Packed) -> bool:
    """Return whether some stop brings a kit."""
    return p.pool[0, FLAGS] & HAS_KITS != 0


@kernel
def leg(p: Packed, s: State, route: int, here: int, there: int) -> int:
    """Return the ticks of travel from one stop or head to the next, with the kits of the route."""
    kits = 0
    if has_kits(p) and (here >= first_break(p) or there >= first_break(p)):
        kits = s.table[first_head(p) + route, CARRIED]
    return leg_with(p, kits, route, here, there)


@kernel
def leg_with(p: Packed, kits: int, route: int, here: int, there: int) -> int:
    """Return the ticks of travel from one stop or head to the next on a route that brings kits."""
    n = first_break(p)
    if here >= n and there >= n:
        return 0  # a route without stops involves no travel
    a = p.node[here, POINT_OUT] if here < n else p.node[first_head(p) + route, START_POINT]
    b = p.node[there, POINT_IN] if there < n else p.node[first_head(p) + route, END_POINT]
    if kits != 0 and (there >= n or (here >= n and p.node[first_head(p) + route, OUT] == 0)):
        return _over_stations(p, kits, route, a, b, here >= n)
    return int(p.travel[p.node[first_head(p) + route, MODE], a, b])


@kernel
def access(p: Packed, here: int, stop: int) -> int:
    """Return the ticks of access of a stop behind a stop or head: none if they share a client."""
    if (
        here < first_break(p)
        and p.node[here, POINT_OUT] == p.node[stop, POINT_IN]
        and p.node[here, CLIENT] == p.node[stop, CLIENT] != NO_CLIENT
    ):
        return 0
    return p.node[stop, ACCESS]


@kernel
def _over_stations(p: Packed, kits: int, route: int, a: int, b: int, out: bool) -> int:
    """Return the ticks of travel between two points over the stations of kits."""
    head = first_head(p) + route
    size = p.node[head, STATIONS_END] - p.node[head, STATIONS]
    ticks = 0
    for k in range(size):
        kit = k if out else size - 1 - k
        if (kits >> kit) & 1:
            station = p.pool[p.node[head, STATIONS] + kit, 0]
            ticks += p.travel[p.node[head, MODE], a, station]
            a = station
    return int(ticks + p.travel[p.node[head, MODE], a, b])


@kernel
def ends(p: Packed, s: State, stop: int) -> int:
    """Return when the caregiver leaves a stop."""
    start = s.table[p.node[stop, LEAD], START]
    return start + p.node[stop, OFFSET] + p.node[stop, SERVICE] + p.node[stop, AFTER]


@kernel
def leaves(p: Packed, s: State, route: int, here: int) -> int:
    """Return when the caregiver leaves a stop or head."""
    return ends(p, s, here) if here < first_break(p) else p.node[first_head(p) + route, SHIFT_START]


@kernel
def about(p: Packed, s: State, route: int, node: int) -> int:
    """Return about when a node is: nodes are timed in this order, so that few are timed twice.

    This is not only faster: in another order, a time may look impossible temporarily.
    """
    if node < first_break(p):
        return s.table[p.node[node, LEAD], START] + p.node[node, OFFSET]
    if is_break(p, node):
        return s.table[node, START]
    return p.node[first_head(p) + route, SHIFT_START]


@kernel
def whose(p: Packed, s: State, stop: int) -> int:
    """Return the caregiver of a served stop."""
    return p.node[first_head(p) + s.table[stop, ROUTE], CAREGIVER]
