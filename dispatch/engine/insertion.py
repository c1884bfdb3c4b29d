"""Insertion of visits at their cheapest places."""

from __future__ import annotations

from dispatch.engine.chance import unit
from dispatch.engine.compiled import entry, kernel
from dispatch.engine.departures import final_start
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
"""Expected number of routes to try for each further stop of a crew if places are skipped."""


@kernel
def best_place(p: Packed, s: State, visit: int, blink: float) -> int:
    """Serve an unserved visit at its cheapest place; return the change of cost, or `IMPOSSIBLE`.

    Each place is skipped with probability `blink`. A place is timed only if its travel alone is
    cheaper than the best so far; if `blink` is above 0, travel plus a lower bound on lateness must
    be cheaper. What serving the visit wins by the terms that depend on many routes, such as care
    that is given, counts at every place. Afterwards the log holds only the writes of the chosen
    insertion.
    """
    first = visit
    size = visit + p.node[visit, SIZE] - first
    mark = s.tally[LOGGED]
    best = IMPOSSIBLE
    best_here = -1
    best_route = -1
    best_drawn = s.tally[RANDOM]
    gain = s.table[first, COST]
    won = 0  # the most that the terms of many routes have given back for serving it
    for k in range(p.node[first, ROUTES], p.node[first, ROUTES_END]):
        route = p.pool[k, 0]
        head = first_head(p) + route
        here = head
        while True:
            cost = travel_of_insertion(p, s, first, here, route) * p.pool[0, TRAVEL]
            cost += p.pair[first, route] - gain
            if cost < best + won and unit(s) >= blink:
                when = likely_start(p, s, first, here, route)
                likely = when >= 0
                if likely and blink > 0.0:
                    there = s.table[here, NEXT]
                    cost += gain
                    room = best + won - cost
                    cost += lateness_of_insertion(p, s, first, here, there, route, room)
                    likely = cost < best + won
                elif likely and size > 1:
                    likely = _has_room(p, s, first, here, route)
                if likely:
                    link(p, s, first, here, route)
                    drawn = s.tally[RANDOM]
                    whole = size == 1 or _best_company(p, s, visit, when, blink)
                    if whole and may_serve(p, s, visit):
                        delta = settle(p, s, MOVE_UPDATES, best + won)
                        if delta < best + won:
                            shared = global_change(p, s, True)
                            won = max(won, -shared)
                            delta += shared
                        if delta < best:
                            best, best_here, best_route = delta, here, route
                            best_drawn = drawn
                    give_up(p, s, mark)
                elif when < 0 and s.table[head, NEXT] != head and not is_break(p, here):
                    break  # later places on this route are even later
            here = s.table[here, NEXT]
            if here == head:
                break
    if best_here < 0:
        return IMPOSSIBLE
    link(p, s, first, best_here, best_route)
    if size > 1:
        when = likely_start(p, s, first, best_here, best_route)
        drawn = s.tally[RANDOM]
        s.tally[RANDOM] = best_drawn  # draw the same crew again
        _best_company(p, s, visit, when, blink)
        s.tally[RANDOM] = drawn
    return settle(p, s, MOVE_UPDATES, IMPOSSIBLE)


@kernel
def _has_room(p: Packed, s: State, visit: int, here: int, route: int) -> bool:
    """Return whether a visit's first stop fits behind `here`, regardless of the other stops."""
    mark = s.tally[LOGGED]
    for stop in range(visit, visit + p.node[visit, SIZE]):
        put(s, stop, READY, 0)  # forget the value from elsewhere
    link(p, s, visit, here, route)
    fits = propagate(p, s, MOVE_UPDATES, IMPOSSIBLE)
    give_up(p, s, mark)
    return fits


@kernel
def _best_company(p: Packed, s: State, visit: int, when: int, blink: float) -> bool:
    """Place the remaining stops of a crew, each at about its time where travel is cheapest.

    The best route for one stop may be the only one for another. So if `blink` is above 0, some
    routes are skipped: ten times as often as places, and all but about `COMPANY` of many.
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
    """Serve an unserved visit and the rest of its group; return the change, or `IMPOSSIBLE`."""
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
    """Serve visits in the given order, each at its cheapest place, if that pays."""
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
    """Compute the total cost with one visit removed and others inserted, separately for K cases.

    Parameters
    ----------
    out
        (K,): lead of a served visit to remove; -1 for none. All changes are undone at the end.
    into
        (K, N): leads of the visits to insert, in this order, each at its cheapest place.
    on
        (K,): which of the routes that may serve the first of them to use; -1 for any.
    costs
        (K,): output; the total cost, `IMPOSSIBLE` if a visit finds no place.
    found
        (K, 1 + M): output; the start of the first inserted visit and the routes of its first M
        stops.
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
        found[k, 0] = final_start(p, s, first) if costs[k] != IMPOSSIBLE else -1
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
        s.tally[GLOBAL] = s.tally[NEW_GLOBAL]  # the next insertion is compared with this
        delta = best_place(p, s, visit, 0.0)
    return IMPOSSIBLE if delta == IMPOSSIBLE else cost + delta + global_change(p, s, True)
