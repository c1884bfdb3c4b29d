"""The moves of the search: each changes links, and leaves times and judgement to `settle`.

A move answers whether it changed anything. Positions are given by the node that a stop is put
behind; on which side of a break a stop comes is drawn.
"""

from __future__ import annotations

import numpy as np

from dispatch.engine.compiled import kernel
from dispatch.engine.problem import TRAVEL
from dispatch.engine.state import (
    BEFORE,
    HELD,
    NEXT,
    RANDOM,
    ROUTE,
    START,
    State,
    door,
    first_allowed,
    is_break,
    leg,
    link,
    may_serve,
    put,
    released,
    set_start,
    soon,
    stop_after,
    stop_before,
    unlink,
)
from dispatch.engine.tables import (
    ACCESS,
    ALLOWED,
    ALLOWED_END,
    EARLIER,
    FROM,
    GAPS,
    GAPS_END,
    LATER,
    LEAD,
    LENGTH,
    MODE,
    NEAR,
    NEARBY,
    OFFSET,
    RELEASES,
    RELEASES_END,
    ROUTES,
    ROUTES_END,
    SHIFT_END,
    SIZE,
    TO,
    Tables,
    first_break,
    first_head,
)


@kernel
def draw(s: State) -> np.uint64:
    """Next 64 random bits (xorshift64*, Vigna 2016, 10.1145/2845077)."""
    x = np.uint64(s.tally[RANDOM])
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    s.tally[RANDOM] = np.int64(x)
    return x * np.uint64(2685821657736338717)


@kernel
def below(s: State, n: int) -> int:
    """Draw a whole number from 0 to n - 1."""
    return int(np.int64((draw(s) >> np.uint64(33)) % np.uint64(n)))


@kernel
def unit(s: State) -> float:
    """Draw a number from [0, 1)."""
    return np.float64(draw(s) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@kernel
def travel_of_insertion(p: Tables, s: State, stop: int, here: int, route: int) -> int:
    """Ticks of travel that a stop behind `here` would add."""
    a = stop_before(p, s, here)
    b = stop_after(p, s, s.table[here, NEXT])
    return leg(p, route, a, stop) + leg(p, route, stop, b) - leg(p, route, a, b)


@kernel
def travel_of_removal(p: Tables, s: State, stop: int) -> int:
    """Ticks of travel that go away with a stop."""
    route = s.table[stop, ROUTE]
    a = stop_before(p, s, s.table[stop, BEFORE])
    b = stop_after(p, s, s.table[stop, NEXT])
    return leg(p, route, a, stop) + leg(p, route, stop, b) - leg(p, route, a, b)


@kernel
def take_out(p: Tables, s: State, visit: int) -> None:
    """Make a visit unserved."""
    for stop in range(visit, visit + p.node[visit, SIZE]):
        unlink(p, s, stop)
    set_start(p, s, visit, -1)
    wake_gaps(p, s, visit)


@kernel
def wake_gaps(p: Tables, s: State, visit: int) -> None:
    """Have the visits that this one has gaps to timed anew."""
    for k in range(p.node[visit, GAPS], p.node[visit, GAPS_END]):
        g = p.pool[k, 0]
        other = p.pool[g, EARLIER] if p.pool[g, LATER] == visit else p.pool[g, LATER]
        if s.table[other, ROUTE] >= 0:
            soon(s, other, s.table[other, START])


@kernel
def beside(p: Tables, s: State, stop: int) -> int:
    """Draw a node to go behind, so as to come directly before or after `stop`."""
    if below(s, 2) == 0:
        here = s.table[stop, BEFORE]
        if is_break(p, here) and below(s, 2) == 0:
            here = s.table[here, BEFORE]
        return here
    there = s.table[stop, NEXT]
    return there if is_break(p, there) and below(s, 2) == 0 else stop


@kernel
def by_time(p: Tables, s: State, route: int, when: int) -> int:
    """The node of a route behind which a stop at about `when` comes."""
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
def near_stop(p: Tables, s: State, stop: int) -> int:
    """Draw a served stop near this one, the nearest most often; -1 where the draw fails."""
    k = int(unit(s) ** 1.5 * NEAR)
    other = p.pool[p.node[stop, NEARBY] + k, 0]
    if other < 0 or s.table[other, ROUTE] < 0:
        return -1
    return other


@kernel
def some_route(p: Tables, s: State, stop: int) -> int:
    """Draw a route that may serve a stop; -1 where there is none."""
    first = p.node[stop, ROUTES]
    n = p.node[stop, ROUTES_END] - first
    return p.pool[first + below(s, n), 0] if n > 0 else -1


@kernel
def likely_start(p: Tables, s: State, stop: int, here: int, route: int) -> int:
    """About when a visit would start with this stop behind `here`; -1 where it cannot."""
    a = stop_before(p, s, here)
    ready = door(p, s, route, a, stop) + p.node[stop, ACCESS] - p.node[stop, OFFSET]
    if is_break(p, here):
        ready = max(
            ready,
            s.table[here, START] + p.node[first_break(p) + route, LENGTH] + p.node[stop, ACCESS],
        )
    visit = p.node[stop, LEAD]
    return first_allowed(p, visit, max(ready, released(p, s, visit)))


@kernel
def place_stop(p: Tables, s: State, stop: int) -> int:
    """Put a loose stop at a drawn place; answer about when its visit starts, -1 where it fails."""
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
    if when >= 0:
        link(p, s, stop, here, route)
    return when


@kernel
def join_stop(p: Tables, s: State, stop: int, when: int) -> bool:
    """Put a loose stop of a crew where its time is about right, on the best of some routes."""
    best = -1
    best_here = -1
    best_cost = 0
    for _ in range(4):
        route = some_route(p, s, stop)
        if route < 0:
            return False
        here = by_time(p, s, route, when)
        cost = travel_of_insertion(p, s, stop, here, route) * p.pool[0, TRAVEL]
        cost += p.pair[stop, route]
        if best < 0 or cost < best_cost:
            best, best_here, best_cost = route, here, cost
    link(p, s, stop, best_here, best)
    return True


@kernel
def insert_visit(p: Tables, s: State, visit: int) -> bool:
    """Serve an unserved visit at a drawn place."""
    first = visit
    lead = first + below(s, visit + p.node[visit, SIZE] - first)
    when = place_stop(p, s, lead)
    if when < 0:
        return False
    for stop in range(first, visit + p.node[visit, SIZE]):
        if stop != lead and not join_stop(p, s, stop, when):
            return False
    return may_serve(p, s, visit)


@kernel
def relocate_stop(p: Tables, s: State, stop: int, bound: float) -> bool:
    """Move one stop beside a near one, unless its travel alone costs more than `bound`."""
    other = near_stop(p, s, stop)
    if other < 0:
        return False
    route = s.table[other, ROUTE]
    if p.pair[stop, route] < 0:
        return False
    here = beside(p, s, other)
    if here == stop or s.table[here, NEXT] == stop:
        return False
    a = stop_before(p, s, here)
    b = stop_after(p, s, s.table[here, NEXT])
    if a != stop and b != stop:
        change = travel_of_insertion(p, s, stop, here, route) - travel_of_removal(p, s, stop)
        cost = change * p.pool[0, TRAVEL] + p.pair[stop, route]
        if cost - p.pair[stop, s.table[stop, ROUTE]] > bound:
            return False
    unlink(p, s, stop)
    link(p, s, stop, here, route)
    return may_serve(p, s, p.node[stop, LEAD])


@kernel
def move_visit(p: Tables, s: State, visit: int) -> bool:
    """Move a whole visit: every member of its crew, or all but one who stays."""
    first = visit
    size = visit + p.node[visit, SIZE] - first
    stays = -1
    if size > 1 and below(s, 2) == 0:
        stays = first + below(s, size)
    for stop in range(first, first + size):
        if stop != stays:
            unlink(p, s, stop)
    when = s.table[first, START]
    lead = stays
    if stays < 0:
        lead = first + below(s, size)
        when = place_stop(p, s, lead)
        if when < 0:
            return False
    for stop in range(first, first + size):
        if stop != lead and not join_stop(p, s, stop, when):
            return False
    return may_serve(p, s, visit)


@kernel
def exchange(p: Tables, s: State, stop: int, bound: float) -> bool:
    """Let two served stops change places."""
    other = near_stop(p, s, stop)
    if other < 0 or p.node[other, LEAD] == p.node[stop, LEAD]:
        return False
    mine = s.table[stop, ROUTE]
    theirs = s.table[other, ROUTE]
    if p.pair[stop, theirs] < 0 or p.pair[other, mine] < 0:
        return False
    here = s.table[stop, BEFORE]
    there = s.table[other, BEFORE]
    if here == other or there == stop or mine == theirs:
        return False
    a, b = stop_before(p, s, here), stop_after(p, s, s.table[stop, NEXT])
    c, d = stop_before(p, s, there), stop_after(p, s, s.table[other, NEXT])
    change = leg(p, mine, a, other) + leg(p, mine, other, b)
    change += leg(p, theirs, c, stop) + leg(p, theirs, stop, d)
    change -= leg(p, mine, a, stop) + leg(p, mine, stop, b)
    change -= leg(p, theirs, c, other) + leg(p, theirs, other, d)
    cost = change * p.pool[0, TRAVEL] + p.pair[stop, theirs] + p.pair[other, mine]
    if cost - p.pair[stop, mine] - p.pair[other, theirs] > bound:
        return False
    unlink(p, s, stop)
    unlink(p, s, other)
    link(p, s, stop, there, theirs)
    link(p, s, other, here, mine)
    return may_serve(p, s, p.node[stop, LEAD]) and may_serve(p, s, p.node[other, LEAD])


@kernel
def replace(p: Tables, s: State, visit: int) -> bool:
    """Serve an unserved visit in the place of a served one near it."""
    other = near_stop(p, s, visit)
    if other < 0 or p.pair[visit, s.table[other, ROUTE]] < 0:
        return False
    route = s.table[other, ROUTE]
    here = s.table[other, BEFORE]
    when = s.table[p.node[other, LEAD], START]
    for stop in range(p.node[other, LEAD], p.node[other, LEAD] + p.node[p.node[other, LEAD], SIZE]):
        if here == stop:
            return False
    take_out(p, s, p.node[other, LEAD])
    link(p, s, visit, here, route)
    for stop in range(visit + 1, visit + p.node[visit, SIZE]):
        if not join_stop(p, s, stop, when):
            return False
    return may_serve(p, s, visit)


@kernel
def same_mode(p: Tables, mine: int, theirs: int) -> bool:
    """Whether two routes travel alike."""
    return p.node[first_head(p) + mine, MODE] == p.node[first_head(p) + theirs, MODE]


@kernel
def swap_tails(p: Tables, s: State, stop: int, bound: float) -> bool:
    """Let two routes change everything behind a point (2-opt*).

    Potvin and Rousseau 1995, 10.1057/jors.1995.204. Breaks stay with their caregivers.
    """
    other = near_stop(p, s, stop)
    if other < 0 or s.table[other, ROUTE] == s.table[stop, ROUTE]:
        return False
    mine = s.table[stop, ROUTE]
    theirs = s.table[other, ROUTE]
    heads = first_head(p)
    a = stop if below(s, 8) > 0 else heads + mine
    c = stop_before(p, s, s.table[other, BEFORE])
    b = stop_after(p, s, s.table[a, NEXT])
    d = stop_after(p, s, s.table[c, NEXT])
    if same_mode(p, mine, theirs):
        change = leg(p, mine, a, d if d < heads else heads + mine)
        change += leg(p, theirs, c, b if b < heads else heads + theirs)
        change -= leg(p, mine, a, b) + leg(p, theirs, c, d)
        if change * p.pool[0, TRAVEL] > bound:
            return False
    if not _tail_may_go(p, s, b, theirs) or not _tail_may_go(p, s, d, mine):
        return False
    paused_mine = _loosen_break(p, s, a, mine)
    paused_theirs = _loosen_break(p, s, c, theirs)
    last_mine = _move_tail(p, s, d, a, mine, heads + theirs)
    last_theirs = _move_tail(p, s, b, c, theirs, heads + mine)
    if paused_mine:
        _place_break(p, s, mine)
    if paused_theirs:
        _place_break(p, s, theirs)
    return _tail_may_serve(p, s, a, last_mine) and _tail_may_serve(p, s, c, last_theirs)


@kernel
def _tail_may_go(p: Tables, s: State, stop: int, route: int) -> bool:
    """Whether a route may serve a stop and all that follow it."""
    while stop < first_break(p):
        if p.pair[stop, route] < 0:
            return False
        stop = stop_after(p, s, s.table[stop, NEXT])
    return True


@kernel
def _loosen_break(p: Tables, s: State, node: int, route: int) -> bool:
    """Take a route's break out where it lies behind `node`."""
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
def _place_break(p: Tables, s: State, route: int) -> None:
    """Put a loose break where its time is about right."""
    span = p.node[first_break(p) + route, TO] - p.node[first_break(p) + route, FROM] + 1
    here = by_time(p, s, route, p.node[first_break(p) + route, FROM] + below(s, span))
    link(p, s, first_break(p) + route, here, route)


@kernel
def _move_tail(p: Tables, s: State, stop: int, last: int, route: int, end: int) -> int:
    """Move a stop and all that follow it up to `end` behind `last`; answer the new last node."""
    while stop != end:
        following = s.table[stop, NEXT]
        unlink(p, s, stop)
        link(p, s, stop, last, route)
        last = stop
        stop = following
    return last


@kernel
def _tail_may_serve(p: Tables, s: State, first: int, last: int) -> bool:
    """Whether the visits behind `first` up to `last` may be served by who serves them."""
    while last != first:
        if last < first_break(p) and not may_serve(p, s, p.node[last, LEAD]):
            return False
        last = s.table[last, BEFORE]
    return True


@kernel
def move_segment(p: Tables, s: State, stop: int, bound: float) -> bool:
    """Move two or three stops in a row beside a near one (or-opt)."""
    route = s.table[stop, ROUTE]
    n = first_break(p)
    size = 2 + below(s, 2)
    other = near_stop(p, s, stop)
    if other < 0:
        return False
    target = s.table[other, ROUTE]
    last = stop
    count = 1
    while count < size and s.table[last, NEXT] < n:
        last = s.table[last, NEXT]
        count += 1
    if count < 2:
        return False
    node = stop
    for _ in range(count):
        if node == other or p.pair[node, target] < 0:
            return False
        node = s.table[node, NEXT]
    here = beside(p, s, other)
    if here == last or s.table[here, NEXT] == stop:
        return False
    a = stop_before(p, s, s.table[stop, BEFORE])
    b = stop_after(p, s, s.table[last, NEXT])
    c = stop_before(p, s, here)
    d = stop_after(p, s, s.table[here, NEXT])
    if c != last and d != stop:
        change = leg(p, target, c, stop) + leg(p, target, last, d) - leg(p, target, c, d)
        change += leg(p, route, a, b) - leg(p, route, a, stop) - leg(p, route, last, b)
        if (
            p.node[first_head(p) + route, MODE] == p.node[first_head(p) + target, MODE]
            and change * p.pool[0, TRAVEL] > bound
        ):
            return False
    node = stop
    for _ in range(count):
        following = s.table[node, NEXT]
        unlink(p, s, node)
        link(p, s, node, here, target)
        here = node
        if not may_serve(p, s, p.node[node, LEAD]):
            return False
        node = following
    return True


@kernel
def move_break(p: Tables, s: State, route: int) -> bool:
    """Move a route's break somewhere else on it."""
    if p.node[first_break(p) + route, LENGTH] == 0:
        return False
    unlink(p, s, first_break(p) + route)
    _place_break(p, s, route)
    return True


@kernel
def hold(p: Tables, s: State, visit: int) -> None:
    """Draw what a visit is held for: one of its releases, or nothing."""
    n = p.node[visit, RELEASES_END] - p.node[visit, RELEASES]
    put(s, visit, HELD, below(s, n + 1))
    if s.table[visit, START] >= 0:
        soon(s, visit, s.table[visit, START])
