"""Swaps of the tails of two routes."""

from __future__ import annotations

from dispatch.engine.chance import below
from dispatch.engine.compiled import kernel
from dispatch.engine.kits import bring_any
from dispatch.engine.moves import place_break, same_mode
from dispatch.engine.packed import LEAD, LIKE, Packed, first_break, first_head
from dispatch.engine.places import by_time, lateness_of_insertion, near_stop, some_route
from dispatch.engine.problem import TRAVEL
from dispatch.engine.routes import link, may_serve, unlink
from dispatch.engine.state import (
    BEFORE,
    NEXT,
    ROUTE,
    START,
    WAY_IN,
    State,
    has_kits,
    leg,
    stop_after,
    stop_before,
)


@kernel
def swap_tails(p: Packed, s: State, stop: int, bound: float) -> bool:
    """Swap all that follows a point on two routes (2-opt*), or all of their stops.

    Potvin and Rousseau 1995, 10.1057/jors.1995.204. Breaks stay with their caregivers. The other
    route passes near the stop, or is any route that may serve the tail.
    """
    heads = first_head(p)
    mine = s.table[stop, ROUTE]
    drawn = below(s, 8)
    a = heads + mine if drawn < 2 else stop
    b = stop_after(p, s, s.table[a, NEXT])
    if drawn == 1 or drawn == 2:
        # Near stops do not lead to caregivers who stay at home, or have other skills.
        if b >= heads:
            return False
        theirs = some_route(p, s, b)
        c = heads + theirs
        if drawn == 1 and p.node[c, LIKE] == p.node[a, LIKE]:
            return False  # the swap would change nothing
        if drawn == 2:
            c = stop_before(p, s, by_time(p, s, theirs, s.table[p.node[b, LEAD], START]))
    else:
        other = near_stop(p, s, stop)
        if other < 0:
            return False
        theirs = s.table[other, ROUTE]
        c = stop_before(p, s, s.table[other, BEFORE])
    if theirs == mine:
        return False
    d = stop_after(p, s, s.table[c, NEXT])
    if not has_kits(p) or not (bring_any(p, s, b) or bring_any(p, s, d)):
        change = 0
        if same_mode(p, mine, theirs):
            change = leg(p, s, mine, a, d if d < heads else heads + mine)
            change += leg(p, s, theirs, c, b if b < heads else heads + theirs)
            change -= s.table[b, WAY_IN] + s.table[d, WAY_IN]
        cost = change * p.pool[0, TRAVEL]
        if cost <= bound and d < heads:
            cost += lateness_of_insertion(p, s, d, a, s.table[d, NEXT], mine, bound - cost)
        if cost <= bound and b < heads:
            cost += lateness_of_insertion(p, s, b, c, s.table[b, NEXT], theirs, bound - cost)
        if cost > bound:
            return False
    if not _tail_may_go(p, s, b, theirs) or not _tail_may_go(p, s, d, mine):
        return False
    paused_mine = _loosen_break(p, s, a, mine)
    paused_theirs = _loosen_break(p, s, c, theirs)
    last_mine = _move_tail(p, s, d, a, mine, heads + theirs)
    last_theirs = _move_tail(p, s, b, c, theirs, heads + mine)
    if paused_mine:
        place_break(p, s, mine)
    if paused_theirs:
        place_break(p, s, theirs)
    return _tail_may_serve(p, s, a, last_mine) and _tail_may_serve(p, s, c, last_theirs)


@kernel
def _tail_may_go(p: Packed, s: State, stop: int, route: int) -> bool:
    """Return whether a route may serve a stop and all that follow it."""
    while stop < first_break(p):
        if p.pair[stop, route] < 0:
            return False
        stop = stop_after(p, s, s.table[stop, NEXT])
    return True


@kernel
def _loosen_break(p: Packed, s: State, node: int, route: int) -> bool:
    """Unlink a route's break if it lies behind `node`; return whether it did."""
    pause = first_break(p) + route
    head = first_head(p) + route
    node = s.table[node, NEXT]
    while node != head:
        if node == pause:
            unlink(p, s, pause)
            return True
        node = s.table[node, NEXT]
    return False


@kernel
def _move_tail(p: Packed, s: State, stop: int, last: int, route: int, end: int) -> int:
    """Move all nodes from `stop` up to `end` behind `last`; return the new last node."""
    while stop != end:
        following = s.table[stop, NEXT]
        unlink(p, s, stop)
        link(p, s, stop, last, route)
        last = stop
        stop = following
    return last


@kernel
def _tail_may_serve(p: Packed, s: State, first: int, last: int) -> bool:
    """Return whether the visits behind `first` up to `last` keep the rules of `may_serve`."""
    while last != first:
        if last < first_break(p) and not may_serve(p, s, p.node[last, LEAD]):
            return False
        last = s.table[last, BEFORE]
    return True
