"""Linking and unlinking of stops, and filling, keeping or restoring a whole state."""

from __future__ import annotations

from dispatch.engine.compiled import entry, kernel
from dispatch.engine.kits import kits_with, kits_without
from dispatch.engine.packed import (
    AFTER,
    ALL_MOST,
    BEGUN,
    BRINGS,
    CAREGIVER,
    CREW,
    GAPS,
    GAPS_END,
    GROUP,
    HEAVY,
    LEAD,
    MEMBER,
    MEMBER_END,
    QUOTA,
    SERVICE,
    SHIFT_START,
    SIZE,
    SLACK,
    SO_FAR,
    WHO,
    Packed,
    first_break,
    first_head,
)
from dispatch.engine.pricing import book, global_change, idle_time
from dispatch.engine.problem import DIFFERENT, LARGEST_IDLE, NOBODY, SAME, Ints
from dispatch.engine.punctuality import visit_cost
from dispatch.engine.state import (
    BEFORE,
    CARRIED,
    COST,
    DELTA,
    GLOBAL,
    HELD,
    IDLE,
    IMPOSSIBLE,
    LARGEST,
    LARGEST_OF,
    LATE_MOST,
    LOGGED,
    NEW_GLOBAL,
    NEW_LARGEST,
    NEW_LARGEST_OF,
    NEXT,
    RANDOM,
    READY,
    ROUTE,
    START,
    TOIL,
    TOTAL,
    WAY,
    WAY_IN,
    WIDTH,
    WORKLOAD,
    State,
    about,
    access,
    forget,
    has_kits,
    is_break,
    leg,
    partner,
    put,
    soon,
    stop_after,
    stop_before,
    touch,
    undo,
)
from dispatch.engine.timing import set_start, settle


@kernel
def unlink(p: Packed, s: State, node: int) -> None:
    """Take a stop or a break out of its route; the caller updates the visit's start."""
    route = node - first_break(p) if is_break(p, node) else s.table[node, ROUTE]
    here = s.table[node, BEFORE]
    there = s.table[node, NEXT]
    put(s, here, NEXT, there)
    put(s, there, BEFORE, here)
    if node < first_break(p):
        a = stop_before(p, s, here)
        b = stop_after(p, s, there)
        way = leg(p, s, route, a, b)
        change = way - s.table[node, WAY_IN] - s.table[b, WAY_IN]
        put(s, b, WAY_IN, way)
        _attach(p, s, route, node, change, -1, a, b)
        put(s, node, ROUTE, -1)
        if has_kits(p) and p.node[node, BRINGS] != 0:
            _carry(p, s, route, kits_without(p, s, route, node))
    elif s.table[node, WAY] != 0:
        book(p, s, route, -s.table[node, WAY], 0)
        put(s, node, WAY, 0)
    touch(p, s, route)
    if is_break(p, here):
        soon(s, here, s.table[here, START])
    soon(s, there, about(p, s, route, node) + 1)


@kernel
def link(p: Packed, s: State, node: int, here: int, route: int) -> None:
    """Put a stop or a break of `route` behind the node `here` of that route."""
    there = s.table[here, NEXT]
    if node < first_break(p):
        if has_kits(p) and p.node[node, BRINGS] != 0:
            _carry(p, s, route, kits_with(p, s, route, node))
        a = stop_before(p, s, here)
        b = stop_after(p, s, there)
        way_in, way_out = leg(p, s, route, a, node), leg(p, s, route, node, b)
        change = way_in + way_out - s.table[b, WAY_IN]
        put(s, node, WAY_IN, way_in)
        put(s, b, WAY_IN, way_out)
        put(s, node, ROUTE, route)
        put(s, node, READY, 0)  # the value from elsewhere must not hold the rest of a crew
        visit = p.node[node, LEAD]
        if s.table[visit, START] < 0 and s.table[visit, COST] != 0:
            s.tally[DELTA] -= s.table[visit, COST]  # it is served from now on
            put(s, visit, COST, 0)
        _attach(p, s, route, node, change, 1, a, b)
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
def _attach(
    p: Packed, s: State, route: int, stop: int, way: int, sign: int, a: int, b: int
) -> None:
    """Book travel, work and preferences of a stop between two nodes; `sign` -1 takes it out."""
    work = access(p, a, stop) + p.node[stop, SERVICE]
    work += p.node[stop, AFTER] - p.node[stop, SLACK]
    if b < first_break(p):
        work += access(p, stop, b) - access(p, a, b)
    book(p, s, route, way, sign * work)
    if p.node[stop, HEAVY] != 0:
        head = first_head(p) + route
        put(s, head, TOIL, s.table[head, TOIL] + sign * p.node[stop, HEAVY])
    s.tally[DELTA] += sign * p.pair[stop, route]


@kernel
def _carry(p: Packed, s: State, route: int, kits: int) -> None:
    """Set the kits that a route brings, and update the ways from its start and to its end."""
    head = first_head(p) + route
    if kits == s.table[head, CARRIED]:
        return
    put(s, head, CARRIED, kits)
    first = stop_after(p, s, s.table[head, NEXT])
    if first == head:
        return
    before_end = s.table[head, BEFORE]
    last = stop_before(p, s, before_end)
    out, back = leg(p, s, route, head, first), leg(p, s, route, last, head)
    book(p, s, route, out + back - s.table[first, WAY_IN] - s.table[head, WAY_IN], 0)
    put(s, first, WAY_IN, out)
    put(s, head, WAY_IN, back)
    touch(p, s, route)
    soon(s, s.table[head, NEXT], p.node[head, SHIFT_START])
    soon(s, before_end if is_break(p, before_end) else head, about(p, s, route, last) + 1)


@kernel
def may_serve(p: Packed, s: State, visit: int) -> bool:
    """Return whether a served visit keeps its quota and the rules about its caregivers.

    These rules concern its crew and its gaps; equipment is subject to none.
    """
    if p.node[visit, QUOTA] > 0 and not within_quota(p, s, p.node[visit, QUOTA]):
        return False
    first = visit
    last = visit + p.node[visit, CREW]
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
            other = partner(p, g, visit)
            if s.table[other, ROUTE] >= 0:
                shared = 0
                for a in range(first, last):
                    for b in range(other, other + p.node[other, CREW]):
                        if s.table[b, ROUTE] >= 0 and (
                            p.node[first_head(p) + s.table[a, ROUTE], CAREGIVER]
                            == p.node[first_head(p) + s.table[b, ROUTE], CAREGIVER]
                        ):
                            shared += 1
                smaller = min(p.node[visit, CREW], p.node[other, CREW])
                if p.pool[g, WHO] == SAME and shared < smaller:
                    return False
                if p.pool[g, WHO] == DIFFERENT and shared > 0:
                    return False
    return True


@kernel
def within_quota(p: Packed, s: State, quota: int) -> bool:
    """Return whether the served visits of a quota use no more than allowed."""
    total = 0
    for member in range(p.pool[quota, MEMBER], p.pool[quota, MEMBER_END]):
        if s.table[p.pool[member, 0], ROUTE] >= 0:
            total += p.pool[member, 1]
    return total <= p.pool[quota, ALL_MOST]


@kernel
def take_out(p: Packed, s: State, visit: int) -> None:
    """Make a visit and its whole group unserved."""
    group = p.node[visit, GROUP]
    if group == 0:
        _take_one_out(p, s, visit)
        return
    for member in range(p.pool[group, MEMBER], p.pool[group, MEMBER_END]):
        if s.table[p.pool[member, 0], START] >= 0:
            _take_one_out(p, s, p.pool[member, 0])


@kernel
def _take_one_out(p: Packed, s: State, visit: int) -> None:
    for stop in range(visit, visit + p.node[visit, SIZE]):
        unlink(p, s, stop)
    set_start(p, s, visit, -1)
    wake_gaps(p, s, visit)


@kernel
def is_whole(p: Packed, s: State, visit: int) -> bool:
    """Return whether a visit's group is served completely or not at all."""
    group = p.node[visit, GROUP]
    if group == 0:
        return True
    served = 0
    for member in range(p.pool[group, MEMBER], p.pool[group, MEMBER_END]):
        served += s.table[p.pool[member, 0], ROUTE] >= 0
    return served == 0 or served == p.pool[group, MEMBER_END] - p.pool[group, MEMBER]


@kernel
def wake_gaps(p: Packed, s: State, visit: int) -> None:
    """Queue the served visits that gaps connect with this one, to be timed again."""
    for k in range(p.node[visit, GAPS], p.node[visit, GAPS_END]):
        g = p.pool[k, 0]
        other = partner(p, g, visit)
        if s.table[other, ROUTE] >= 0:
            soon(s, other, s.table[other, START])


@kernel
def keep(s: State, delta: int) -> None:
    """Accept the present routes as those that later moves start from.

    The last results of `global_change` become theirs.
    """
    s.tally[TOTAL] += delta
    s.tally[LARGEST] = s.tally[NEW_LARGEST]
    s.tally[LARGEST_OF] = s.tally[NEW_LARGEST_OF]
    s.tally[GLOBAL] = s.tally[NEW_GLOBAL]
    s.tally[LATE_MOST] = 0
    s.tally[LOGGED] = 0


@kernel
def give_up(p: Packed, s: State, mark: int) -> None:
    """Undo a move back to the log position `mark`, whatever state it is in."""
    forget(p, s)
    s.tally[DELTA] = 0
    if mark == 0:
        s.tally[LATE_MOST] = 0
    undo(s, mark)


@entry
def fill(p: Packed, s: State, order: Ints, pointer: Ints, held: Ints) -> bool:
    """Fill a state from routes; return False if they have no timetable or break a rule.

    Parameters
    ----------
    order, pointer
        The routes' nodes in compressed rows, (R + 1,) pointers.
    held
        (S,): at the positions of leads, the releases that their visits are held for.
    """
    n = first_break(p)
    for k in range(RANDOM):
        s.tally[k] = 0
    for node in range(len(s.table)):
        for field in range(WIDTH):
            s.table[node, field] = 0
    for stop in range(n):
        s.table[stop, ROUTE] = -1
        if p.node[stop, LEAD] == stop:
            s.table[stop, START] = -1
            s.table[stop, HELD] = held[stop]
            s.table[stop, COST] = visit_cost(p, stop, -1, 0)
            s.tally[TOTAL] += s.table[stop, COST]
    for route in range(p.pair.shape[1]):
        head = first_head(p) + route
        s.table[head, NEXT] = head
        s.table[head, BEFORE] = head
        s.table[head, START] = p.node[head, SHIFT_START]
        s.table[head, WORKLOAD] = p.node[head, SO_FAR]
        if p.pool[0, LARGEST_IDLE] > 0 and p.node[head, CAREGIVER] != NOBODY:
            s.table[head, IDLE] = idle_time(p, s, head)
        here = head
        for k in range(pointer[route], pointer[route + 1]):
            link(p, s, order[k], here, route)
            here = order[k]
    for visit in range(n):
        size = p.node[visit, SIZE]
        served = 0
        for stop in range(visit, visit + size):
            served += s.table[stop, ROUTE] >= 0
        if served > 0 and (served < size or not may_serve(p, s, visit)):
            return False
        if served == 0 and p.node[visit, BEGUN] != 0:
            return False
        if size > 0 and not is_whole(p, s, visit):
            return False
    delta = settle(
        p, s, 100 * len(s.table), IMPOSSIBLE
    )  # times rise from nothing, in an unfavourable order
    if delta == IMPOSSIBLE:
        return False
    keep(s, delta + global_change(p, s, True))
    return True
