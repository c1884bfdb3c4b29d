"""Ruin and recreate.

Schrimpf et al. 2000, 10.1006/jcph.1999.6413; Christiaens and Vanden Berghe 2020,
10.1287/trsc.2019.0914.
"""

from __future__ import annotations

from dispatch.engine.chance import below, unit
from dispatch.engine.compiled import kernel
from dispatch.engine.insertion import serve
from dispatch.engine.moves import hold
from dispatch.engine.packed import (
    BEGUN,
    LEAD,
    MEMBER,
    MEMBER_END,
    NEAR,
    NEARBY,
    QUOTA,
    SIZE,
    Packed,
    first_break,
    first_head,
)
from dispatch.engine.pricing import global_change
from dispatch.engine.routes import give_up, take_out
from dispatch.engine.state import (
    COST,
    IMPOSSIBLE,
    LOGGED,
    LOOSE,
    LOOSE_MOST,
    MOVE_UPDATES,
    NEXT,
    ROUTE,
    START,
    State,
    stop_after,
)
from dispatch.engine.timing import settle


@kernel
def some_unserved(p: Packed, s: State) -> int:
    """Draw a visit; prefer an unserved one, if there is one among the next 300."""
    stops = first_break(p)
    visit = p.node[below(s, stops), LEAD]
    for _ in range(min(stops, 300)):
        if s.table[visit, START] < 0:
            break
        visit = p.node[(visit + p.node[visit, SIZE]) % stops, LEAD]
    return visit


@kernel
def _loosen(p: Packed, s: State, visit: int, n: int) -> int:
    """Add a visit to the list of loose visits and unlink it; return the new length of the list.

    A visit that has begun stays.
    """
    if p.node[visit, BEGUN] != 0:
        return n
    for i in range(n):
        if s.lists[i, LOOSE] == visit:
            return n
    if s.table[visit, START] >= 0:
        take_out(p, s, visit)
    s.lists[n, LOOSE] = visit
    return n + 1


@kernel
def _loosen_near(p: Packed, s: State, centre: int, n: int) -> int:
    """Loosen some visits near a stop; return the new length of the list."""
    wanted = 2 + below(s, 8)
    for k in range(NEAR):
        if n >= wanted:
            break
        other = p.node[centre, NEARBY + k]
        if other < 0 or unit(s) < 0.2:
            other = below(s, first_break(p))
        if s.table[p.node[other, LEAD], START] >= 0 and unit(s) < 0.6:
            n = _loosen(p, s, p.node[other, LEAD], n)
    return n


@kernel
def _loosen_route(p: Packed, s: State, route: int, n: int) -> int:
    """Loosen the visits of a route, from its start on; return the new length of the list."""
    here = first_head(p) + route
    stop = stop_after(p, s, s.table[here, NEXT])
    while n < LOOSE_MOST and stop < first_break(p):
        n = _loosen(p, s, p.node[stop, LEAD], n)
        if p.node[p.node[stop, LEAD], BEGUN] != 0:
            here = stop
        stop = stop_after(p, s, s.table[here, NEXT])
    return n


@kernel
def _shuffle(s: State, n: int, by_cost: bool) -> None:
    """Put the loose visits in random order, or the most expensive ones first."""
    for i in range(n - 1, 0, -1):
        j = below(s, i + 1)
        s.lists[i, LOOSE], s.lists[j, LOOSE] = s.lists[j, LOOSE], s.lists[i, LOOSE]
    if by_cost:
        for i in range(1, n):
            for j in range(i, 0, -1):
                a, b = s.lists[j, LOOSE], s.lists[j - 1, LOOSE]
                if s.table[a, COST] > s.table[b, COST]:
                    s.lists[j, LOOSE], s.lists[j - 1, LOOSE] = b, a


@kernel
def ruin_and_recreate(p: Packed, s: State) -> int:
    """Remove some visits and insert them again; return the change of cost.

    The visits are near each other, or those of one route: emptying routes reduces the number of
    caregivers. Half of the time this happens around an unserved visit, to make room for it.
    """
    stops = first_break(p)
    centre = some_unserved(p, s) if below(s, 2) == 0 else p.node[below(s, stops), LEAD]
    route = s.table[centre, ROUTE] if below(s, 2) == 0 else -1
    n = _loosen(p, s, centre, 0)
    quota = p.node[centre, QUOTA]
    if quota > 0:
        for k in range(p.pool[quota, MEMBER], p.pool[quota, MEMBER_END]):
            if n < LOOSE_MOST // 2 and below(s, 2) == 0:
                n = _loosen(p, s, p.pool[k, 0], n)
    n = _loosen_route(p, s, route, n) if route >= 0 else _loosen_near(p, s, centre, n)
    delta = settle(p, s, MOVE_UPDATES, IMPOSSIBLE)
    if delta == IMPOSSIBLE:
        return IMPOSSIBLE
    for _ in range(2):
        visit = some_unserved(p, s)
        if s.table[visit, START] < 0:
            n = _loosen(p, s, visit, n)
    _shuffle(s, n, below(s, 2) == 0)
    shared = global_change(p, s, True)
    for i in range(n):
        if s.table[s.lists[i, LOOSE], START] >= 0:
            continue  # served with its group
        mark = s.tally[LOGGED]
        if below(s, 2) == 0:
            hold(p, s, s.lists[i, LOOSE])
        change = serve(p, s, s.lists[i, LOOSE], 0.02)
        shared_then = global_change(p, s, True)
        if change + shared_then < shared:
            delta += change
            shared = shared_then
        else:
            give_up(p, s, mark)
    return delta
