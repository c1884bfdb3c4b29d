"""Times of everything: as early as possible, updated forward from what a move touched."""

from __future__ import annotations

from dispatch.engine.compiled import kernel
from dispatch.engine.packed import (
    AFTER_RETURN,
    AHEAD,
    ALLOWED,
    ALLOWED_END,
    BASES,
    BASES_END,
    EARLIER,
    FROM,
    GAPS,
    GAPS_END,
    LATER,
    LATEST_RETURN,
    LEAD,
    LEAST,
    LENGTH,
    MISSED_COST,
    MODE,
    MOST,
    OFFSET,
    POINT_IN,
    POINT_OUT,
    RELEASES,
    SHIFT_START,
    SIZE,
    TO,
    WINDOWS,
    WINDOWS_END,
    Packed,
    first_break,
    first_head,
)
from dispatch.engine.pricing import book, reprice
from dispatch.engine.problem import NEVER
from dispatch.engine.punctuality import tardiness, visit_cost
from dispatch.engine.state import (
    BEFORE,
    COST,
    DELTA,
    FREE,
    GAP_ROUNDS,
    HELD,
    HIGHEST,
    IMPOSSIBLE,
    LATE,
    LATE_MOST,
    LATE_MOST_OF,
    MEMBERS,
    NEXT,
    QUEUE,
    QUEUED,
    READY,
    ROUTE,
    START,
    STARTS,
    WAITING_NODES,
    WAY,
    WAY_IN,
    WHEN,
    State,
    access,
    ends,
    is_break,
    leaves,
    partner,
    put,
    soon,
    stop_before,
    touch,
)


@kernel
def first_allowed(p: Packed, visit: int, ready: int) -> int:
    """Return the earliest allowed start at or after `ready`; -1 if there is none."""
    for k in range(p.node[visit, ALLOWED], p.node[visit, ALLOWED_END]):
        if ready <= p.pool[k, 1]:
            return max(ready, p.pool[k, 0])
    return -1


@kernel
def released(p: Packed, s: State, visit: int) -> int:
    """Return the release that a visit is held for, in ticks; 0 if it is not held."""
    held = s.table[visit, HELD]
    return p.pool[p.node[visit, RELEASES] + held - 1, 0] if held > 0 else 0


@kernel
def _held_ready(p: Packed, s: State, visit: int) -> int:
    """Return the earliest allowed start of a visit, ignoring its gaps; -1 if there is none."""
    ready = released(p, s, visit)
    for stop in range(visit, visit + p.node[visit, SIZE]):
        ready = max(ready, s.table[stop, READY])
    return first_allowed(p, visit, ready)


@kernel
def set_start(p: Packed, s: State, visit: int, start: int) -> None:
    """Set a visit's start (-1: unserved), and queue everything that depends on it."""
    row = visit
    if (start < 0) != (s.table[row, START] < 0):
        touch_partners(p, s, visit)
    put(s, row, START, start)
    late = tardiness(p, visit, start) if start >= 0 else 0
    if late != s.table[row, LATE]:
        put(s, row, LATE, late)
        if late > s.tally[LATE_MOST]:
            s.tally[LATE_MOST] = late
            s.tally[LATE_MOST_OF] = visit
    cost = visit_cost(p, visit, start, late)
    if cost != s.table[row, COST]:
        s.tally[DELTA] += cost - s.table[row, COST]
        put(s, row, COST, cost)
    if start >= 0:
        for stop in range(row, visit + p.node[visit, SIZE]):
            touch(p, s, s.table[stop, ROUTE])
            soon(s, s.table[stop, NEXT], ends(p, s, stop))


@kernel
def _time_break(p: Packed, s: State, pause: int) -> bool:
    """Compute when a break begins, and when the caregiver then arrives at the next door.

    It is taken after the way on which it lies if that is in time, otherwise before it; where a
    route has bases, at one of them.
    """
    route = pause - first_break(p)
    head = first_head(p) + route
    here, there = s.table[pause, BEFORE], s.table[pause, NEXT]
    opens, closes = p.node[pause, FROM], p.node[pause, TO]
    based = p.node[pause, BASES] != p.node[pause, BASES_END]
    ahead = not based and (p.node[pause, AHEAD] != 0 or here == head)
    left = leaves(p, s, route, here)
    way = s.table[there, WAY_IN]
    onward = left + way
    in_time = max(onward, opens) <= closes
    at_home = there == head and (
        here == head or not ahead or (in_time and p.node[pause, AFTER_RETURN] != 0)
    )
    at, on = onward, 0
    if based and here != head and there != head:
        at, on = _by_base(p, route, here, there)
        at += left
    elif not at_home and (based or (ahead and (not in_time or there == head))):
        at, on = left, way
    start = max(at, opens)
    free = onward if at_home else start + p.node[pause, LENGTH] + on
    detour = at + on - onward
    cost = 0
    if start > closes or (at_home and here != head and p.node[pause, AFTER_RETURN] == 0):
        if p.node[pause, MISSED_COST] == NEVER:
            return False
        start, free, detour = -1, onward, 0
        cost = p.node[pause, MISSED_COST] if here != there else 0
    if at != s.table[pause, READY]:
        put(s, pause, READY, at)
        touch(p, s, route)
    if start != s.table[pause, START]:
        put(s, pause, START, start)
        touch(p, s, route)
    if detour != s.table[pause, WAY]:
        book(p, s, route, detour - s.table[pause, WAY], 0)
        put(s, pause, WAY, detour)
        touch(p, s, route)
    if cost != s.table[pause, COST]:
        s.tally[DELTA] += cost - s.table[pause, COST]
        put(s, pause, COST, cost)
    if free != s.table[pause, FREE]:
        put(s, pause, FREE, free)
        touch(p, s, route)
    soon(s, there, free)
    return True


@kernel
def _by_base(p: Packed, route: int, here: int, there: int) -> tuple[int, int]:
    """Return the ways from a stop to the base nearest to the next stop's way, and on from it."""
    head = first_head(p) + route
    mode = p.node[head, MODE]
    best, on = 0, NEVER
    pause = first_break(p) + route
    for k in range(p.node[pause, BASES], p.node[pause, BASES_END]):
        base = p.pool[k, 0]
        there_in = int(p.travel[mode, p.node[here, POINT_OUT], base])
        there_on = int(p.travel[mode, base, p.node[there, POINT_IN]])
        if there_in + there_on < best + on:
            best, on = there_in, there_on
    return best, on


@kernel
def touch_partners(p: Packed, s: State, visit: int) -> None:
    """Queue the routes of visits with gaps to this one: its service decides whether they move."""
    for k in range(p.node[visit, GAPS], p.node[visit, GAPS_END]):
        g = p.pool[k, 0]
        other = partner(p, g, visit)
        if s.table[other, ROUTE] >= 0:
            touch(p, s, s.table[other, ROUTE])


@kernel
def _time_return(p: Packed, s: State, head: int) -> bool:
    """Compute when a caregiver returns; return False if that is too late."""
    route = head - first_head(p)
    here = s.table[head, BEFORE]
    if stop_before(p, s, here) == head:
        back = p.node[first_head(p) + route, SHIFT_START]
    elif is_break(p, here):
        back = s.table[here, FREE]
    else:
        back = leaves(p, s, route, here) + s.table[head, WAY_IN]
    if back != s.table[head, START]:
        put(s, head, START, back)
        touch(p, s, route)
    return back <= p.node[first_head(p) + route, LATEST_RETURN]


@kernel
def _time_stop(p: Packed, s: State, stop: int) -> bool:
    """Compute a stop's readiness, the start of its visit, and those that gaps connect with it."""
    route = s.table[stop, ROUTE]
    here = s.table[stop, BEFORE]
    if is_break(p, here):
        at = s.table[here, FREE]
    else:
        at = leaves(p, s, route, here) + s.table[stop, WAY_IN]
    ready = at + access(p, stop_before(p, s, here), stop) - p.node[stop, OFFSET]
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
def _time_gaps(p: Packed, s: State, visit: int) -> bool:
    """Compute the starts of all visits that gaps connect with this one, from readiness upwards.

    Starting from readiness rather than from present starts keeps two visits from holding each other
    up.
    """
    s.lists[0, MEMBERS] = visit
    n = 1
    k = 0
    while k < n:  # collect the connected visits that are served
        for j in range(p.node[s.lists[k, MEMBERS], GAPS], p.node[s.lists[k, MEMBERS], GAPS_END]):
            g = p.pool[j, 0]
            other = partner(p, g, s.lists[k, MEMBERS])
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
                        for k in range(p.pool[g, WINDOWS], p.pool[g, WINDOWS_END]):
                            behind = _behind(p, s, k, o, i)
                            if behind >= 0:
                                opens = p.pool[k, 0] if behind == o else p.pool[k, 1]
                                member = s.lists[behind, MEMBERS]
                                s.lists[behind, STARTS] = first_allowed(p, member, opens)
                                changed = True
                                if s.lists[behind, STARTS] < 0:
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
def _behind(p: Packed, s: State, opening: int, earlier: int, later: int) -> int:
    """Return which of two members starts before its opening, though the other does not; or -1."""
    one = s.lists[earlier, STARTS] >= p.pool[opening, 0]
    other = s.lists[later, STARTS] >= p.pool[opening, 1]
    if one == other:
        return -1
    return later if one else earlier


@kernel
def propagate(p: Packed, s: State, updates: int, bound: float) -> bool:
    """Compute the times of all queued nodes.

    Return False if no timetable exists, if it takes more than `updates`, or as soon as the move
    costs more than `bound`.
    """
    n = first_break(p)
    heads = first_head(p)
    for _ in range(updates):
        size = s.tally[WAITING_NODES]
        delta = s.tally[DELTA]
        if delta > bound:
            return False
        if delta > s.tally[HIGHEST]:
            s.tally[HIGHEST] = delta
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
def settle(p: Packed, s: State, updates: int, bound: float) -> int:
    """Compute times and costs after a move; return the change of cost, or `IMPOSSIBLE`.

    `IMPOSSIBLE` also means that the move costs more than `bound` on the way: one delay usually
    causes more, and little is won back. Terms that depend on many routes are not included; see
    `global_change`. After `IMPOSSIBLE` the move must be given up.
    """
    s.tally[HIGHEST] = s.tally[DELTA]
    if not propagate(p, s, updates, bound) or not reprice(p, s):
        return IMPOSSIBLE
    delta = s.tally[DELTA]
    s.tally[DELTA] = 0
    return delta
