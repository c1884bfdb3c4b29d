"""The search's one mutable thing: explicit routes with times, changed in place and undone by a log.

Every number that a move may change stands in one table, a row for each node, so that a single log
of (place, old value) undoes anything. What belongs to a visit stands in the row of its first stop;
what belongs to a route, in the row of its head.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dispatch.engine.compiled import kernel
from dispatch.engine.problem import (
    BALANCE,
    DIFFERENT,
    LARGEST_TARDINESS,
    MANDATORY,
    NEVER,
    OVERTIME,
    SAME,
    TRAVEL,
    WAITING,
    Ints,
)
from dispatch.engine.tables import (
    ACCESS,
    AFTER,
    ALLOWED,
    ALLOWED_END,
    CAREGIVER,
    EARLIER,
    END_POINT,
    FACTOR,
    FROM,
    GAPS,
    GAPS_END,
    LATER,
    LATEST_RETURN,
    LEAD,
    LEAST,
    LENGTH,
    MODE,
    MOST,
    MUST,
    OFFSET,
    OWNER,
    POINT_IN,
    POINT_OUT,
    PREFERRED_AT,
    PREFERRED_COST,
    RELEASES,
    RESPONSE_COST,
    RESPONSE_FROM,
    SERVICE,
    SHIFT_END,
    SHIFT_START,
    SIZE,
    SOFT,
    SOFT_END,
    START_POINT,
    TARDINESS_COST,
    TO,
    UNSERVED_COST,
    WHO,
    Tables,
    first_break,
    first_head,
)

WIDTH = 16
(
    NEXT,  # node after this one
    BEFORE,  # node before this one
    ROUTE,  # route it is on; -1 where unserved
    READY,  # stop: the earliest start of its visit that this caregiver allows
    FREE,  # break: when the caregiver stands at the next door
    START,  # visit: its start, -1 where unserved; break: its start; head: the return
    HELD,  # visit: which release it is held for, 0 for none
    COST,  # visit, route: its part of the cost
    WAY,  # route: ticks of travel
    WORK,  # route: ticks of access, service and documentation
    PAIRS,  # route: cost of preferences
    LATE,  # visit: its tardiness
    LOAD,  # first route of a caregiver: ticks of travel and work on all of them
    QUEUED,  # 1 while it waits for its time to be computed anew
    TOUCHED,  # route: 1 while its cost waits to be computed anew
    SPARE,
) = range(WIDTH)

LOGGED, WAITING_NODES, TOUCHED_ROUTES, DELTA, TOTAL, LARGEST, HEAVIEST, RANDOM = range(8)
"""Places of `State.tally`: sizes of the lists, the move's change of cost so far, the total cost,
the largest tardiness and the largest scaled load that `TOTAL` holds; the random numbers' state."""

QUEUE, WHEN, REPRICE, MEMBERS, STARTS, LOOSE = range(6)
"""Columns of `State.lists`: nodes whose time is to be computed anew, about when they are, routes
whose cost is; visits that gaps connect, and their starts; visits that are ruined together."""

LOOSE_MOST = 12
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
    """(N, 6): see `QUEUE` and its siblings."""
    tally: Ints
    """(8,): see `LOGGED` and its siblings."""


def empty_state(p: Tables, seed: int) -> State:
    """Make a state without served visits, its numbers still to be filled in by `settle`."""
    nodes = len(p.node)
    tally = np.zeros(RANDOM + 1, dtype=np.int64)
    tally[RANDOM:] = (np.random.SeedSequence(seed).generate_state(1, np.uint64) | 1).view(np.int64)
    return State(
        table=np.zeros((nodes, WIDTH), dtype=np.int64),
        log=np.zeros((64 * nodes + 100_000, 2), dtype=np.int64),
        lists=np.zeros((nodes + LOOSE_MOST, 6), dtype=np.int64),
        tally=tally,
    )


@kernel
def put(s: State, node: int, field: int, value: int) -> None:
    """Write a number and log the old one."""
    k = s.tally[LOGGED]
    if k < len(s.log):  # only `load` may write more than the log holds, and it is never undone
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
def touch(p: Tables, s: State, route: int) -> None:
    """Have a route's cost computed anew."""
    head = first_head(p) + route
    if s.table[head, TOUCHED] == 0:
        s.table[head, TOUCHED] = 1
        s.lists[s.tally[TOUCHED_ROUTES], REPRICE] = route
        s.tally[TOUCHED_ROUTES] += 1


@kernel
def forget(p: Tables, s: State) -> None:
    """Empty both waiting lists."""
    for k in range(s.tally[WAITING_NODES]):
        s.table[s.lists[k, QUEUE], QUEUED] = 0
    s.tally[WAITING_NODES] = 0
    for k in range(s.tally[TOUCHED_ROUTES]):
        s.table[first_head(p) + s.lists[k, REPRICE], TOUCHED] = 0
    s.tally[TOUCHED_ROUTES] = 0


@kernel
def is_break(p: Tables, node: int) -> bool:
    """Whether a node is a break."""
    return first_break(p) <= node < first_head(p)


@kernel
def stop_before(p: Tables, s: State, node: int) -> int:
    """The node itself, or the one before it where it is a break."""
    return s.table[node, BEFORE] if is_break(p, node) else node


@kernel
def stop_after(p: Tables, s: State, node: int) -> int:
    """The node itself, or the one after it where it is a break."""
    return s.table[node, NEXT] if is_break(p, node) else node


@kernel
def leg(p: Tables, route: int, here: int, there: int) -> int:
    """Ticks of travel from one stop or head to the next on a route."""
    n = first_break(p)
    if here >= n and there >= n:
        return 0  # a route without stops goes nowhere
    a = p.node[here, POINT_OUT] if here < n else p.node[first_head(p) + route, START_POINT]
    b = p.node[there, POINT_IN] if there < n else p.node[first_head(p) + route, END_POINT]
    return int(p.travel[p.node[first_head(p) + route, MODE], a, b])


@kernel
def ends(p: Tables, s: State, stop: int) -> int:
    """When the caregiver leaves a stop."""
    start = s.table[p.node[stop, LEAD], START]
    return start + p.node[stop, OFFSET] + p.node[stop, SERVICE] + p.node[stop, AFTER]


@kernel
def door(p: Tables, s: State, route: int, here: int, there: int) -> int:
    """When the caregiver comes from a stop or head `here` to the door of `there`."""
    left = ends(p, s, here) if here < first_break(p) else p.node[first_head(p) + route, SHIFT_START]
    return left + leg(p, route, here, there)


@kernel
def first_allowed(p: Tables, visit: int, ready: int) -> int:
    """The earliest allowed start at or after `ready`; -1 where there is none."""
    for k in range(p.node[visit, ALLOWED], p.node[visit, ALLOWED_END]):
        if ready <= p.pool[k, 1]:
            return max(ready, p.pool[k, 0])
    return -1


@kernel
def tardiness(p: Tables, visit: int, start: int) -> int:
    """Ticks of tardiness of a visit that starts at `start`."""
    due = NEVER
    for k in range(p.node[visit, SOFT], p.node[visit, SOFT_END]):
        if p.pool[k, 0] <= start:
            due = p.pool[k, 1]
    return max(0, start - due)


@kernel
def visit_cost(p: Tables, visit: int, start: int, late: int) -> int:
    """The cost of a visit for itself; `start` is -1 where it is not served."""
    if start < 0:
        return p.node[visit, UNSERVED_COST] + MANDATORY * p.node[visit, MUST]
    cost = late * p.node[visit, TARDINESS_COST]
    if p.node[visit, RESPONSE_COST] > 0:
        cost += p.node[visit, RESPONSE_COST] * max(0, start - p.node[visit, RESPONSE_FROM])
    if p.node[visit, PREFERRED_COST] > 0:
        cost += p.node[visit, PREFERRED_COST] * abs(start - p.node[visit, PREFERRED_AT])
    return cost


@kernel
def route_cost(p: Tables, s: State, route: int) -> int:
    """The cost of a route: travel, waiting, overtime and preferences."""
    n = first_break(p)
    head = first_head(p) + route
    first = stop_after(p, s, s.table[head, NEXT])
    if first == head:
        return 0
    way = s.table[head, WAY]
    back = s.table[head, START]
    start = s.table[p.node[first, LEAD], START] + p.node[first, OFFSET]
    departure = start - p.node[first, ACCESS] - leg(p, route, head, first)
    waiting = back - departure - way - s.table[head, WORK]
    if p.node[first_break(p) + route, LENGTH] > 0:
        pause = n + route
        if s.table[pause, BEFORE] != head and s.table[pause, NEXT] != head:
            waiting -= p.node[first_break(p) + route, LENGTH]
    cost = way * p.pool[0, TRAVEL] + waiting * p.pool[0, WAITING] + s.table[head, PAIRS]
    return cost + max(0, back - p.node[first_head(p) + route, SHIFT_END]) * p.pool[0, OVERTIME]


@kernel
def set_start(p: Tables, s: State, visit: int, start: int) -> None:
    """Give a visit its start (-1: unserved), and have what hangs on it computed anew."""
    row = visit
    put(s, row, START, start)
    late = tardiness(p, visit, start) if start >= 0 else 0
    if late != s.table[row, LATE]:
        put(s, row, LATE, late)
    cost = visit_cost(p, visit, start, late)
    if cost != s.table[row, COST]:
        s.tally[DELTA] += cost - s.table[row, COST]
        put(s, row, COST, cost)
    if start >= 0:
        for stop in range(row, visit + p.node[visit, SIZE]):
            touch(p, s, s.table[stop, ROUTE])
            soon(s, s.table[stop, NEXT], ends(p, s, stop))


@kernel
def about(p: Tables, s: State, route: int, node: int) -> int:
    """About when a node is: times are computed in this order, so that few are computed twice.

    It matters for more than speed: computed out of order, a time may look impossible in passing.
    """
    if node < first_break(p):
        return s.table[p.node[node, LEAD], START] + p.node[node, OFFSET]
    if is_break(p, node):
        return s.table[node, START]
    return p.node[first_head(p) + route, SHIFT_START]


@kernel
def unlink(p: Tables, s: State, node: int) -> None:
    """Take a stop or a break out of its route; its visit's start is left to the caller."""
    route = s.table[node, ROUTE]
    here = s.table[node, BEFORE]
    there = s.table[node, NEXT]
    put(s, here, NEXT, there)
    put(s, there, BEFORE, here)
    if node < first_break(p):
        a = stop_before(p, s, here)
        b = stop_after(p, s, there)
        change = leg(p, route, a, b) - leg(p, route, a, node) - leg(p, route, node, b)
        _carry(p, s, route, node, change, -1)
        put(s, node, ROUTE, -1)
    touch(p, s, route)
    if is_break(p, here):
        soon(s, here, s.table[here, START])
    soon(s, there, about(p, s, route, node) + 1)


@kernel
def link(p: Tables, s: State, node: int, here: int, route: int) -> None:
    """Put a stop or a break of `route` behind the node `here` of that route."""
    there = s.table[here, NEXT]
    if node < first_break(p):
        a = stop_before(p, s, here)
        b = stop_after(p, s, there)
        change = leg(p, route, a, node) + leg(p, route, node, b) - leg(p, route, a, b)
        put(s, node, ROUTE, route)
        put(s, node, READY, 0)  # what it was elsewhere must not hold the rest of a crew
        _carry(p, s, route, node, change, 1)
    put(s, node, BEFORE, here)
    put(s, node, NEXT, there)
    put(s, here, NEXT, node)
    put(s, there, BEFORE, node)
    touch(p, s, route)
    when = about(p, s, route, here)
    if is_break(p, here):
        soon(s, here, when)
    soon(s, node, when + 1)
    soon(s, there, when + 2)


@kernel
def _carry(p: Tables, s: State, route: int, stop: int, way: int, sign: int) -> None:
    """Book a stop's travel, work and preferences on its route and its caregiver."""
    head = first_head(p) + route
    work = sign * (p.node[stop, ACCESS] + p.node[stop, SERVICE] + p.node[stop, AFTER])
    put(s, head, WAY, s.table[head, WAY] + way)
    put(s, head, WORK, s.table[head, WORK] + work)
    if p.pair[stop, route] != 0:
        put(s, head, PAIRS, s.table[head, PAIRS] + sign * p.pair[stop, route])
    if p.pool[0, BALANCE] > 0:
        row = p.node[first_head(p) + route, OWNER]
        put(s, row, LOAD, s.table[row, LOAD] + way + work)


@kernel
def whose(p: Tables, s: State, stop: int) -> int:
    """The caregiver of a served stop."""
    return p.node[first_head(p) + s.table[stop, ROUTE], CAREGIVER]


@kernel
def may_serve(p: Tables, s: State, visit: int) -> bool:
    """Whether the caregivers of a served visit go together, in its crew and across its gaps."""
    first = visit
    last = visit + p.node[visit, SIZE]
    for a in range(first + 1, last):
        for b in range(first, a):
            if (
                p.node[first_head(p) + s.table[a, ROUTE], CAREGIVER]
                == p.node[first_head(p) + s.table[b, ROUTE], CAREGIVER]
            ):
                return False
    for k in range(p.node[visit, GAPS], p.node[visit, GAPS_END]):
        g = p.pool[k, 0]
        if p.pool[g, WHO] == SAME or p.pool[g, WHO] == DIFFERENT:
            other = p.pool[g, EARLIER] if p.pool[g, LATER] == visit else p.pool[g, LATER]
            if s.table[other, ROUTE] >= 0:
                shared = 0
                for a in range(first, last):
                    for b in range(other, other + p.node[other, SIZE]):
                        if s.table[b, ROUTE] >= 0 and (
                            p.node[first_head(p) + s.table[a, ROUTE], CAREGIVER]
                            == p.node[first_head(p) + s.table[b, ROUTE], CAREGIVER]
                        ):
                            shared += 1
                smaller = min(last - first, other + p.node[other, SIZE] - other)
                if p.pool[g, WHO] == SAME and shared < smaller:
                    return False
                if p.pool[g, WHO] == DIFFERENT and shared > 0:
                    return False
    return True


@kernel
def _time_break(p: Tables, s: State, pause: int) -> bool:
    """Compute when a break begins and when the caregiver then stands at the next door."""
    n = first_break(p)
    route = pause - n
    head = first_head(p) + route
    here = s.table[pause, BEFORE]
    there = s.table[pause, NEXT]
    if here == head:
        start = max(
            p.node[first_head(p) + route, SHIFT_START], p.node[first_break(p) + route, FROM]
        )
        free = (
            start
            + p.node[first_break(p) + route, LENGTH]
            + (leg(p, route, head, there) if there < n else 0)
        )
    else:
        at = door(p, s, route, here, there)
        start = max(at, p.node[pause, FROM])
        free = start + p.node[pause, LENGTH] if there < n else at
    if start != s.table[pause, START]:
        put(s, pause, START, start)
    if free != s.table[pause, FREE]:
        put(s, pause, FREE, free)
    soon(s, there, free)
    return start <= p.node[pause, TO]


@kernel
def _time_return(p: Tables, s: State, head: int) -> bool:
    """Compute when a caregiver returns."""
    route = head - first_head(p)
    here = s.table[head, BEFORE]
    if stop_before(p, s, here) == head:
        back = p.node[first_head(p) + route, SHIFT_START]
    elif is_break(p, here):
        back = s.table[here, FREE]
    else:
        back = door(p, s, route, here, head)
    if back != s.table[head, START]:
        put(s, head, START, back)
        touch(p, s, route)
    return back <= p.node[first_head(p) + route, LATEST_RETURN]


@kernel
def released(p: Tables, s: State, visit: int) -> int:
    """What a visit is held for; 0 where it is not held."""
    held = s.table[visit, HELD]
    return p.pool[p.node[visit, RELEASES] + held - 1, 0] if held > 0 else 0


@kernel
def _held_ready(p: Tables, s: State, visit: int) -> int:
    """The earliest allowed start of a visit, its gaps aside; -1 where there is none."""
    ready = released(p, s, visit)
    for stop in range(visit, visit + p.node[visit, SIZE]):
        ready = max(ready, s.table[stop, READY])
    return first_allowed(p, visit, ready)


@kernel
def _time_stop(p: Tables, s: State, stop: int) -> bool:
    """Compute a stop's readiness and with it the start of its visit and of those it has gaps to."""
    route = s.table[stop, ROUTE]
    here = s.table[stop, BEFORE]
    at = s.table[here, FREE] if is_break(p, here) else door(p, s, route, here, stop)
    ready = at + p.node[stop, ACCESS] - p.node[stop, OFFSET]
    if ready != s.table[stop, READY]:
        put(s, stop, READY, ready)
    visit = p.node[stop, LEAD]
    if p.node[visit, GAPS] != p.node[visit, GAPS_END]:
        return _time_gaps(p, s, visit)
    start = _held_ready(p, s, visit)
    if start < 0:
        return False
    if start != s.table[visit, START]:
        set_start(p, s, visit, start)
    return True


@kernel
def _time_gaps(p: Tables, s: State, visit: int) -> bool:
    """Compute the starts of all visits that gaps connect with this one, from readiness upwards.

    Starting from readiness, never from present starts, keeps two visits from holding each other up.
    """
    s.lists[0, MEMBERS] = visit
    n = 1
    k = 0
    while k < n:  # collect the served visits that hang together
        for j in range(p.node[s.lists[k, MEMBERS], GAPS], p.node[s.lists[k, MEMBERS], GAPS_END]):
            g = p.pool[j, 0]
            other = (
                p.pool[g, EARLIER] if p.pool[g, LATER] == s.lists[k, MEMBERS] else p.pool[g, LATER]
            )
            known = s.table[other, START] < 0
            for i in range(n):
                known = known or s.lists[i, MEMBERS] == other
            if not known:
                s.lists[n, MEMBERS] = other
                n += 1
        k += 1
    for i in range(n):
        s.lists[i, STARTS] = _held_ready(p, s, s.lists[i, MEMBERS])
        if s.lists[i, STARTS] < 0:
            return False
    changed = True
    for _ in range(GAP_ROUNDS + 4 * n):
        changed = False
        for i in range(n):
            for j in range(
                p.node[s.lists[i, MEMBERS], GAPS], p.node[s.lists[i, MEMBERS], GAPS_END]
            ):
                g = p.pool[j, 0]
                for o in range(n):
                    if (
                        p.pool[g, EARLIER] == s.lists[o, MEMBERS]
                        and p.pool[g, LATER] == s.lists[i, MEMBERS]
                    ):
                        least = s.lists[o, STARTS] + p.pool[g, LEAST]
                        if s.lists[i, STARTS] < least:
                            s.lists[i, STARTS] = first_allowed(p, s.lists[i, MEMBERS], least)
                            changed = True
                            if s.lists[i, STARTS] < 0:
                                return False
                        least = s.lists[i, STARTS] - p.pool[g, MOST]
                        if s.lists[o, STARTS] < least:
                            s.lists[o, STARTS] = first_allowed(p, s.lists[o, MEMBERS], least)
                            changed = True
                            if s.lists[o, STARTS] < 0:
                                return False
        if not changed:
            break
    if changed:
        return False
    for i in range(n):
        if s.lists[i, STARTS] != s.table[s.lists[i, MEMBERS], START]:
            set_start(p, s, s.lists[i, MEMBERS], s.lists[i, STARTS])
    return True


@kernel
def propagate(p: Tables, s: State, updates: int) -> bool:
    """Compute every waiting time; False where there is no timetable, or not in so many updates."""
    n = first_break(p)
    heads = first_head(p)
    for _ in range(updates):
        size = s.tally[WAITING_NODES]
        if size == 0:
            return True
        best = 0
        for k in range(1, size):
            if s.lists[k, WHEN] < s.lists[best, WHEN]:
                best = k
        node = s.lists[best, QUEUE]
        s.lists[best, QUEUE] = s.lists[size - 1, QUEUE]
        s.lists[best, WHEN] = s.lists[size - 1, WHEN]
        s.tally[WAITING_NODES] = size - 1
        s.table[node, QUEUED] = 0
        if node < n:
            fits = s.table[node, ROUTE] < 0 or _time_stop(p, s, node)
        elif node < heads:
            fits = _time_break(p, s, node)
        else:
            fits = _time_return(p, s, node)
        if not fits:
            return False
    return s.tally[WAITING_NODES] == 0


@kernel
def reprice(p: Tables, s: State) -> None:
    """Bring the costs of touched routes up to date."""
    heads = first_head(p)
    for k in range(s.tally[TOUCHED_ROUTES]):
        head = heads + s.lists[k, REPRICE]
        s.table[head, TOUCHED] = 0
        cost = route_cost(p, s, s.lists[k, REPRICE])
        if cost != s.table[head, COST]:
            s.tally[DELTA] += cost - s.table[head, COST]
            put(s, head, COST, cost)
    s.tally[TOUCHED_ROUTES] = 0


@kernel
def largest_tardiness(p: Tables, s: State) -> int:
    """The largest tardiness of any visit."""
    largest = 0
    for stop in range(first_break(p)):
        largest = max(largest, s.table[stop, LATE])
    return largest


@kernel
def heaviest_load(p: Tables, s: State) -> int:
    """The largest scaled workload of any caregiver, in thousandths of a tick."""
    largest = 0
    for head in range(first_head(p), len(p.node)):
        largest = max(largest, s.table[head, LOAD] * p.node[head, FACTOR])
    return largest


@kernel
def global_cost(p: Tables, largest: int, heaviest: int) -> int:
    """The cost of the terms that are maxima."""
    return p.pool[0, LARGEST_TARDINESS] * largest + p.pool[0, BALANCE] * heaviest // 1000
