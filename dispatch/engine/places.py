"""Places for a stop: near another one, or at about a given time."""

from __future__ import annotations

import math

from dispatch.engine.chance import below, unit
from dispatch.engine.compiled import kernel
from dispatch.engine.kits import change_at_ends, kits_with, kits_without
from dispatch.engine.packed import (
    AFTER,
    ALLOWED,
    ALLOWED_END,
    CAREGIVER,
    CREW,
    FROM,
    LEAD,
    LENGTH,
    NEAR,
    NEARBY,
    OFFSET,
    ROUTES,
    ROUTES_END,
    SERVICE,
    SHIFT_END,
    SIZE,
    Packed,
    first_break,
    first_head,
)
from dispatch.engine.problem import NOBODY, TRAVEL
from dispatch.engine.punctuality import tardiness, visit_cost
from dispatch.engine.routes import link
from dispatch.engine.state import (
    BEFORE,
    CARRIED,
    COST,
    DELTA,
    IMPOSSIBLE,
    NEXT,
    READY,
    ROUTE,
    START,
    WAY_IN,
    State,
    access,
    is_break,
    leaves,
    leg,
    leg_with,
    stop_after,
    stop_before,
    whose,
)
from dispatch.engine.timing import first_allowed, released


@kernel
def travel_of_insertion(p: Packed, s: State, stop: int, here: int, route: int) -> int:
    """Return the ticks of travel that a stop behind `here` would add."""
    a = stop_before(p, s, here)
    b = stop_after(p, s, s.table[here, NEXT])
    kits = kits_with(p, s, route, stop)
    ways = leg_with(p, kits, route, a, stop) + leg_with(p, kits, route, stop, b)
    return ways - s.table[b, WAY_IN] + change_at_ends(p, s, kits, route, a, b)


@kernel
def travel_of_removal(p: Packed, s: State, stop: int, target: int) -> int:
    """Return the ticks of travel that removing a stop saves if it goes to a target route, or -1."""
    route = s.table[stop, ROUTE]
    a = stop_before(p, s, s.table[stop, BEFORE])
    b = stop_after(p, s, s.table[stop, NEXT])
    kits = s.table[first_head(p) + route, CARRIED]
    if target != route:
        kits = kits_without(p, s, route, stop)
    ways = s.table[stop, WAY_IN] + s.table[b, WAY_IN] - leg_with(p, kits, route, a, b)
    return ways - change_at_ends(p, s, kits, route, a, b)


@kernel
def beside(p: Packed, s: State, stop: int) -> int:
    """Draw a node to go behind, so as to come directly before or after `stop`."""
    if below(s, 2) == 0:
        here = s.table[stop, BEFORE]
        if is_break(p, here) and below(s, 2) == 0:
            here = s.table[here, BEFORE]
        return here
    there = s.table[stop, NEXT]
    return there if is_break(p, there) and below(s, 2) == 0 else stop


@kernel
def by_time(p: Packed, s: State, route: int, when: int) -> int:
    """Return the node of a route behind which a stop at about `when` belongs."""
    head = first_head(p) + route
    here = head
    there = s.table[here, NEXT]
    while there != head:
        row = there if is_break(p, there) else p.node[there, LEAD]
        if s.table[row, START] > when:
            break
        here = there
        there = s.table[here, NEXT]
    return here


@kernel
def near_stop(p: Packed, s: State, stop: int) -> int:
    """Draw a served stop near this one, the nearest most often; -1 if the draw fails."""
    drawn = unit(s)
    k = int(drawn * math.sqrt(drawn) * NEAR)
    other = p.node[stop, NEARBY + k]
    if other < 0 or s.table[other, ROUTE] < 0:
        return -1
    return other


@kernel
def some_route(p: Packed, s: State, stop: int) -> int:
    """Draw a route that may serve a stop; -1 if there is none."""
    first = p.node[stop, ROUTES]
    n = p.node[stop, ROUTES_END] - first
    return p.pool[first + below(s, n), 0] if n > 0 else -1


@kernel
def likely_start(p: Packed, s: State, stop: int, here: int, route: int) -> int:
    """Return about when a visit would start with this stop behind `here`; -1 if it cannot."""
    a = stop_before(p, s, here)
    at = leaves(p, s, route, a)
    at += leg_with(p, kits_with(p, s, route, stop), route, a, stop)
    if is_break(p, here) and s.table[here, START] >= 0:
        at = max(at, p.node[here, FROM]) + p.node[here, LENGTH]
    ready = at + access(p, a, stop) - p.node[stop, OFFSET]
    visit = p.node[stop, LEAD]
    return first_allowed(p, visit, max(ready, released(p, s, visit)))


@kernel
def lateness_of_insertion(
    p: Packed, s: State, stop: int, here: int, there: int, route: int, bound: float
) -> float:
    """Return a lower bound on the added cost of visits' starts if a stop goes between two nodes.

    As `lateness_of_segment`.
    """
    return lateness_of_segment(p, s, stop, stop, here, there, route, bound)


@kernel
def lateness_of_segment(
    p: Packed, s: State, stop: int, last: int, here: int, there: int, route: int, bound: float
) -> float:
    """Return a lower bound on the added cost of visits' starts if stops go between two nodes.

    The result is `IMPOSSIBLE` if one of the visits could no longer start. The scan along the route
    ends where nothing is delayed any more, or as soon as the cost exceeds `bound`. It runs before
    any link changes, and rejects most moves.
    """
    start = likely_start(p, s, stop, here, route)
    if start < 0:
        return IMPOSSIBLE
    visit = p.node[stop, LEAD]
    start = _with_the_rest(p, s, stop, start)
    if start < 0:
        return IMPOSSIBLE
    cost = visit_cost(p, visit, start, tardiness(p, visit, start)) - s.table[visit, COST]
    here = stop
    while here != last:
        left = start + p.node[here, OFFSET] + p.node[here, SERVICE] + p.node[here, AFTER]
        following = s.table[here, NEXT]
        ready = left + leg(p, s, route, here, following) + access(p, here, following)
        start = _with_the_rest(p, s, following, ready - p.node[following, OFFSET])
        if start < 0:
            return IMPOSSIBLE
        visit = p.node[following, LEAD]
        cost += visit_cost(p, visit, start, tardiness(p, visit, start)) - s.table[visit, COST]
        here = following
    way = leg(p, s, route, last, there)
    while there < first_break(p) and there != stop and cost <= bound:
        left = start + p.node[here, OFFSET] + p.node[here, SERVICE] + p.node[here, AFTER]
        ready = left + way + access(p, here, there) - p.node[there, OFFSET]
        visit = p.node[there, LEAD]
        if ready <= s.table[visit, START]:
            break
        start = _with_the_rest(p, s, there, ready)
        if start < 0:
            return IMPOSSIBLE
        cost += visit_cost(p, visit, start, tardiness(p, visit, start)) - s.table[visit, COST]
        here = there
        there = s.table[there, NEXT]
        way = s.table[there, WAY_IN]
    return cost


@kernel
def _with_the_rest(p: Packed, s: State, stop: int, ready: int) -> int:
    """Return when a visit can start if one stop is ready only at `ready`; -1 if it cannot."""
    visit = p.node[stop, LEAD]
    for other in range(visit, visit + p.node[visit, SIZE]):
        if other != stop and s.table[other, ROUTE] >= 0:
            ready = max(ready, s.table[other, READY])
    return first_allowed(p, visit, ready)


@kernel
def place_crew(p: Packed, s: State, visit: int, bound: float) -> int:
    """Link the loose stops of a visit at drawn places; return about when it starts.

    The result is -1 if that fails, or if the move would cost more than `bound`.
    """
    lead = visit + below(s, p.node[visit, SIZE])
    when = _place_lead(p, s, lead, bound)
    if when < 0:
        return -1
    for stop in range(visit, visit + p.node[visit, SIZE]):
        if stop != lead and not join_stop(p, s, stop, when, bound):
            return -1
    return when


@kernel
def _place_lead(p: Packed, s: State, stop: int, bound: float) -> int:
    other = near_stop(p, s, stop) if below(s, 10) > 0 else -1
    if other >= 0:
        route = s.table[other, ROUTE]
        if p.pair[stop, route] < 0:
            return -1
        here = beside(p, s, other)
    else:
        route = some_route(p, s, stop)
        if route < 0:
            return -1
        visit = p.node[stop, LEAD]
        k = p.node[visit, ALLOWED]
        n = p.node[visit, ALLOWED_END] - k
        if n == 0:
            return -1
        k += below(s, n)
        span = min(p.pool[k, 1], p.node[first_head(p) + route, SHIFT_END]) - p.pool[k, 0]
        here = by_time(p, s, route, p.pool[k, 0] + below(s, max(1, span)))
    when = likely_start(p, s, stop, here, route)
    cost = travel_of_insertion(p, s, stop, here, route) * p.pool[0, TRAVEL] + p.pair[stop, route]
    visit = p.node[stop, LEAD]
    if s.table[visit, START] < 0:
        cost -= s.table[visit, COST]
    if when < 0 or s.tally[DELTA] + cost > bound:
        return -1
    link(p, s, stop, here, route)
    return when


@kernel
def in_crew(p: Packed, s: State, stop: int, route: int) -> bool:
    """Return whether a route's caregiver serves another stop of the visit; never for equipment."""
    caregiver = p.node[first_head(p) + route, CAREGIVER]
    visit = p.node[stop, LEAD]
    if caregiver == NOBODY:
        return False
    for other in range(visit, visit + p.node[visit, CREW]):
        if other != stop and s.table[other, ROUTE] >= 0 and whose(p, s, other) == caregiver:
            return True
    return False


@kernel
def join_stop(p: Packed, s: State, stop: int, when: int, bound: float) -> bool:
    """Link a loose stop of a crew at about its time, on the best of some drawn routes.

    Return False if that fails, or if the move would cost more than `bound`.
    """
    best = -1
    best_here = -1
    best_cost = 0
    for _ in range(4 if below(s, 4) > 0 else 1):
        route = some_route(p, s, stop)
        if route < 0:
            return False
        if in_crew(p, s, stop, route):
            continue
        here = by_time(p, s, route, when)
        if below(s, 8) == 0:  # the other side of the break
            if is_break(p, here):
                here = s.table[here, BEFORE]
            elif is_break(p, s.table[here, NEXT]):
                here = s.table[here, NEXT]
        cost = travel_of_insertion(p, s, stop, here, route) * p.pool[0, TRAVEL]
        cost += p.pair[stop, route]
        if best < 0 or cost < best_cost:
            best, best_here, best_cost = route, here, cost
    if best < 0 or s.tally[DELTA] + best_cost > bound:
        return False
    link(p, s, stop, best_here, best)
    return True
