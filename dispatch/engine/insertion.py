"""Visits served where it costs least."""

from __future__ import annotations

from dispatch.engine.chance import unit
from dispatch.engine.compiled import entry, kernel
from dispatch.engine.packed import (
    CAREGIVER,
    GROUP,
    MEMBER,
    MEMBER_END,
    ROUTES,
    ROUTES_END,
    SIZE,
    Packed,
    first_head,
)
from dispatch.engine.places import by_time, lateness_of_insertion, likely_start, travel_of_insertion
from dispatch.engine.pricing import global_change
from dispatch.engine.problem import NOBODY, TRAVEL, Ints
from dispatch.engine.routes import give_up, keep, link, may_serve, take_out
from dispatch.engine.state import (
    COST,
    GLOBAL,
    HELD,
    IMPOSSIBLE,
    LOGGED,
    MOVE_UPDATES,
    NEW_GLOBAL,
    NEXT,
    RANDOM,
    READY,
    ROUTE,
    START,
    TOTAL,
    State,
    is_break,
    put,
)
from dispatch.engine.timing import propagate, settle

COMPANY = 8
"""How many routes are tried for one more of a crew in passing."""


@kernel
def best_place(p: Packed, s: State, visit: int, blink: float) -> int:
    """Serve an unserved visit where it costs least; answer the change, or `IMPOSSIBLE`.

    Each place is passed over with probability `blink`. Only places whose travel alone is cheaper
    than the best so far are timed, and with `blink` only where what is late then may be, too. The
    log is as long afterwards as the insertion made it.
    """
    first = visit
    size = visit + p.node[visit, SIZE] - first
    mark = s.tally[LOGGED]
    best = IMPOSSIBLE
    best_here = -1
    best_route = -1
    best_drawn = s.tally[RANDOM]
    gain = s.table[first, COST]
    for k in range(p.node[first, ROUTES], p.node[first, ROUTES_END]):
        route = p.pool[k, 0]
        head = first_head(p) + route
        here = head
        while True:
            cost = travel_of_insertion(p, s, first, here, route) * p.pool[0, TRAVEL]
            cost += p.pair[first, route] - gain
            if cost < best and unit(s) >= blink:
                when = likely_start(p, s, first, here, route)
                likely = when >= 0
                if likely and blink > 0.0:
                    there = s.table[here, NEXT]
                    cost += gain
                    cost += lateness_of_insertion(p, s, first, here, there, route, best - cost)
                    likely = cost < best
                elif likely and size > 1:
                    likely = _has_room(p, s, first, here, route)
                if likely:
                    link(p, s, first, here, route)
                    drawn = s.tally[RANDOM]
                    whole = size == 1 or _best_company(p, s, visit, when, blink)
                    if whole and may_serve(p, s, visit):
                        delta = settle(p, s, MOVE_UPDATES, best)
                        if delta < best:
                            delta += global_change(p, s, True)
                        if delta < best:
                            best, best_here, best_route = delta, here, route
                            best_drawn = drawn
                    give_up(p, s, mark)
                elif when < 0 and s.table[head, NEXT] != head and not is_break(p, here):
                    break  # later places on this route are later still
            here = s.table[here, NEXT]
            if here == head:
                break
    if best_here < 0:
        return IMPOSSIBLE
    link(p, s, first, best_here, best_route)
    if size > 1:
        when = likely_start(p, s, first, best_here, best_route)
        drawn = s.tally[RANDOM]
        s.tally[RANDOM] = best_drawn  # the same company again
        _best_company(p, s, visit, when, blink)
        s.tally[RANDOM] = drawn
    return settle(p, s, MOVE_UPDATES, IMPOSSIBLE)


@kernel
def _has_room(p: Packed, s: State, visit: int, here: int, route: int) -> bool:
    """Whether there is time for a visit's first stop behind `here`, whoever else comes."""
    mark = s.tally[LOGGED]
    for stop in range(visit, visit + p.node[visit, SIZE]):
        put(s, stop, READY, 0)  # what it was elsewhere
    link(p, s, visit, here, route)
    fits = propagate(p, s, MOVE_UPDATES, IMPOSSIBLE)
    give_up(p, s, mark)
    return fits


@kernel
def _best_company(p: Packed, s: State, visit: int, when: int, blink: float) -> bool:
    """Put the rest of a crew where its time is about right and its travel least.

    Whom a role takes may be the only one for another: with `blink` some are passed over, ten times
    as often as places are, and all but some `COMPANY` of many.
    """
    first = visit
    for stop in range(first + 1, visit + p.node[visit, SIZE]):
        best = IMPOSSIBLE
        best_here = -1
        best_route = -1
        n = p.node[stop, ROUTES_END] - p.node[stop, ROUTES]
        passed = max(10.0 * blink, 1.0 - COMPANY / max(1, n)) if blink > 0.0 else 0.0
        for k in range(p.node[stop, ROUTES], p.node[stop, ROUTES_END]):
            route = p.pool[k, 0]
            taken = False
            for other in range(first, stop):
                caregiver = p.node[first_head(p) + s.table[other, ROUTE], CAREGIVER]
                same = caregiver == p.node[first_head(p) + route, CAREGIVER]
                taken = taken or (same and caregiver != NOBODY)
            if taken or (passed > 0.0 and unit(s) < passed):
                continue
            here = by_time(p, s, route, when)
            at = likely_start(p, s, stop, here, route)
            if at < 0:
                continue
            cost = travel_of_insertion(p, s, stop, here, route) * p.pool[0, TRAVEL]
            cost += p.pair[stop, route] + max(0, at - when) * max(1, p.pool[0, TRAVEL])
            if cost < best:
                best, best_here, best_route = cost, here, route
        if best_here < 0:
            return False
        link(p, s, stop, best_here, best_route)
    return True


@kernel
def serve(p: Packed, s: State, visit: int, blink: float) -> int:
    """Serve an unserved visit and the rest of its group; answer the change, or `IMPOSSIBLE`."""
    delta = best_place(p, s, visit, blink)
    group = p.node[visit, GROUP]
    if group == 0:
        return delta
    for k in range(p.pool[group, MEMBER], p.pool[group, MEMBER_END]):
        if delta != IMPOSSIBLE and s.table[p.pool[k, 0], START] < 0:
            change = best_place(p, s, p.pool[k, 0], blink)
            delta = IMPOSSIBLE if change == IMPOSSIBLE else delta + change
    return delta


@entry
def insert_all(p: Packed, s: State, order: Ints) -> None:
    """Serve visits in the given order, each where it costs least, if that pays."""
    for visit in order:
        if s.table[visit, START] >= 0:
            continue
        mark = s.tally[LOGGED]
        delta = serve(p, s, visit, 0.0)
        if delta != IMPOSSIBLE:
            delta += global_change(p, s, True)
        if delta < 0:
            keep(s, delta)
        else:
            give_up(p, s, mark)


@entry
def substitute(
    p: Packed, s: State, out: Ints, into: Ints, on: Ints, costs: Ints, found: Ints
) -> None:
    """Find what all costs with a visit taken out and others served instead, each time anew.

    Parameters
    ----------
    out
        (K,): a served visit that is taken out; -1 for none. In the end all are back.
    into
        (K, N): what is then served, in this order, each where it costs least.
    on
        (K,): which of the routes that may serve it the first of them gets; -1 for any.
    costs
        (K,): the answer; `IMPOSSIBLE` where something finds no place.
    found
        (K, 1 + M): the answer; when the first of them starts, and the routes of its first M stops.
    """
    before = s.tally[GLOBAL]
    for k in range(len(out)):
        first = into[k, 0]
        begin, end = p.node[first, ROUTES], p.node[first, ROUTES_END]
        if on[k] >= 0:
            p.node[first, ROUTES] = begin + on[k]
            p.node[first, ROUTES_END] = begin + on[k] + 1
        costs[k] = _cost_substituted(p, s, out[k], into[k])
        p.node[first, ROUTES], p.node[first, ROUTES_END] = begin, end
        found[k, 0] = s.table[first, START]
        for stop in range(min(found.shape[1] - 1, p.node[first, SIZE])):
            found[k, 1 + stop] = s.table[first + stop, ROUTE]
        give_up(p, s, 0)
        s.tally[GLOBAL] = before


@kernel
def _cost_substituted(p: Packed, s: State, out: int, into: Ints) -> int:
    if out >= 0:
        take_out(p, s, out)
        put(s, out, HELD, 0)
    cost = s.tally[TOTAL]
    delta = settle(p, s, MOVE_UPDATES, IMPOSSIBLE)
    for visit in into:
        if delta == IMPOSSIBLE:
            return IMPOSSIBLE
        cost += delta + global_change(p, s, True)
        s.tally[GLOBAL] = s.tally[NEW_GLOBAL]  # what is served next is compared with this
        delta = best_place(p, s, visit, 0.0)
    return IMPOSSIBLE if delta == IMPOSSIBLE else cost + delta + global_change(p, s, True)
