"""Moves of the search: each changes links and leaves times and judgement to `settle`.

A move returns whether it changed anything. A position is given by the node in front of it; if a
break is there, the side of the break is drawn.
"""

from __future__ import annotations

from dispatch.engine.chance import below
from dispatch.engine.compiled import kernel
from dispatch.engine.kits import change_at_ends, kits_without
from dispatch.engine.packed import (
    AFTER_RETURN,
    BEGUN,
    BRINGS,
    EARLIER,
    FROM,
    GAPS,
    GAPS_END,
    GROUP,
    LATER,
    LEAD,
    LEAST,
    LENGTH,
    MEMBER,
    MEMBER_END,
    MISSED_COST,
    MODE,
    MOST,
    NEAR,
    NEARBY,
    QUOTA,
    RELEASES,
    RELEASES_END,
    SIZE,
    TO,
    UNSERVED_COST,
    Packed,
    first_break,
    first_head,
)
from dispatch.engine.places import (
    beside,
    by_time,
    join_stop,
    lateness_of_insertion,
    lateness_of_segment,
    likely_start,
    near_stop,
    place_crew,
    travel_of_insertion,
    travel_of_removal,
)
from dispatch.engine.problem import NEVER, TRAVEL
from dispatch.engine.routes import link, may_serve, take_out, unlink
from dispatch.engine.state import (
    BEFORE,
    CARRIED,
    COST,
    HELD,
    IMPOSSIBLE,
    NEXT,
    ROUTE,
    START,
    WAY_IN,
    State,
    about,
    has_kits,
    is_break,
    leg,
    leg_with,
    put,
    soon,
    stop_after,
    stop_before,
)


@kernel
def insert_visit(p: Packed, s: State, visit: int, bound: float) -> bool:
    """Serve an unserved visit at a drawn place, and the rest of its group."""
    if p.node[visit, GROUP] != 0:
        bound = IMPOSSIBLE  # the cost of one visit says little about the whole group
    served = _insert_one(p, s, visit, bound) and _insert_group(p, s, visit)
    return served and _follow_breaks(p, s, visit)


@kernel
def insert_instead(p: Packed, s: State, visit: int, bound: float) -> bool:
    """Serve an unserved visit instead of another visit of its quota."""
    quota = p.node[visit, QUOTA]
    first = p.pool[quota, MEMBER]
    other = p.pool[first + below(s, p.pool[quota, MEMBER_END] - first), 0]
    if s.table[other, START] < 0 or p.node[other, BEGUN] != 0:
        return False
    take_out(p, s, other)
    return insert_visit(p, s, visit, bound)


@kernel
def _insert_one(p: Packed, s: State, visit: int, bound: float) -> bool:
    return place_crew(p, s, visit, bound) >= 0 and may_serve(p, s, visit)


@kernel
def _follow_breaks(p: Packed, s: State, visit: int) -> bool:
    """Put a drawn stop behind each break on the visit's routes that comes last but must not."""
    for stop in range(visit, visit + p.node[visit, SIZE]):
        if not _follow_break(p, s, s.table[stop, ROUTE]):
            return False
    return True


@kernel
def _follow_break(p: Packed, s: State, route: int) -> bool:
    """Put a drawn stop behind the break of a route if the break comes last but must not."""
    pause = first_break(p) + route
    if s.table[pause, NEXT] < first_head(p) or s.table[pause, BEFORE] >= first_head(p):
        return True
    if p.node[pause, AFTER_RETURN] != 0 or p.node[pause, MISSED_COST] != NEVER:
        return True
    stop = p.node[s.table[pause, BEFORE], NEARBY + below(s, NEAR)]
    if stop < 0 or p.pair[stop, route] < 0 or s.table[stop, ROUTE] == route:
        return False
    visit = p.node[stop, LEAD]
    if s.table[stop, ROUTE] >= 0:
        unlink(p, s, stop)
        link(p, s, stop, pause, route)
        return may_serve(p, s, visit)
    when = likely_start(p, s, stop, pause, route)
    if when < 0:
        return False
    link(p, s, stop, pause, route)
    for other in range(visit, visit + p.node[visit, SIZE]):
        if other != stop and not join_stop(p, s, other, when, IMPOSSIBLE):
            return False
    return may_serve(p, s, visit) and _insert_group(p, s, visit)


@kernel
def _insert_group(p: Packed, s: State, visit: int) -> bool:
    """Serve the other visits of a group at drawn places."""
    group = p.node[visit, GROUP]
    if group == 0:
        return True
    for k in range(p.pool[group, MEMBER], p.pool[group, MEMBER_END]):
        member = p.pool[k, 0]
        loose = member != visit and s.table[member, ROUTE] < 0
        if loose and not _insert_one(p, s, member, IMPOSSIBLE):
            return False
    return True


@kernel
def relocate_stop(p: Packed, s: State, stop: int, bound: float) -> bool:
    """Move one stop beside a near one, unless that is known to cost more than `bound`."""
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
        change = travel_of_insertion(p, s, stop, here, route) - travel_of_removal(p, s, stop, route)
        cost = change * p.pool[0, TRAVEL] + p.pair[stop, route]
        cost -= p.pair[stop, s.table[stop, ROUTE]]
        ahead = about(p, s, route, here) < about(p, s, route, stop)
        if cost <= bound and (ahead or route != s.table[stop, ROUTE]):
            cost += lateness_of_insertion(
                p, s, stop, here, s.table[here, NEXT], route, bound - cost
            )
        if cost > bound:
            return False
    left = s.table[stop, ROUTE]
    unlink(p, s, stop)
    link(p, s, stop, here, route)
    if not may_serve(p, s, p.node[stop, LEAD]):
        return False
    return _follow_break(p, s, left) and _follow_break(p, s, route)


@kernel
def move_visit(p: Packed, s: State, visit: int, bound: float) -> bool:
    """Move a whole visit: all of its stops, or all but one."""
    size = p.node[visit, SIZE]
    stays = visit + below(s, size) if size > 1 and below(s, 2) == 0 else -1
    for stop in range(visit, visit + size):
        if stop != stays:
            unlink(p, s, stop)
    if stays < 0:
        return _insert_one(p, s, visit, bound) and _follow_breaks(p, s, visit)
    for stop in range(visit, visit + size):
        if stop != stays and not join_stop(p, s, stop, s.table[visit, START], bound):
            return False
    return may_serve(p, s, visit) and _follow_breaks(p, s, visit)


@kernel
def move_pair(p: Packed, s: State, visit: int, bound: float) -> bool:
    """Move a visit together with one that a gap keeps near it in time."""
    n = p.node[visit, GAPS_END] - p.node[visit, GAPS]
    g = p.pool[p.node[visit, GAPS] + below(s, n), 0]
    ahead = p.pool[g, EARLIER] == visit
    other = p.pool[g, LATER] if ahead else p.pool[g, EARLIER]
    if s.table[other, ROUTE] < 0 or p.pool[g, MOST] == NEVER:
        return move_visit(p, s, visit, bound)
    for stop in range(visit, visit + p.node[visit, SIZE]):
        unlink(p, s, stop)
    for stop in range(other, other + p.node[other, SIZE]):
        unlink(p, s, stop)
    when = place_crew(p, s, visit, bound)
    if when < 0:
        return False
    when += p.pool[g, LEAST] if ahead else -p.pool[g, LEAST]
    for stop in range(other, other + p.node[other, SIZE]):
        if not join_stop(p, s, stop, when, bound):
            return False
    return may_serve(p, s, visit) and may_serve(p, s, other)


@kernel
def exchange(p: Packed, s: State, stop: int, bound: float) -> bool:
    """Swap two served stops."""
    lead = p.node[stop, LEAD]
    other = near_stop(p, s, stop)
    if p.node[lead, SIZE] > 1 and below(s, 2) == 0:
        other = lead + below(s, p.node[lead, SIZE])  # two of a crew swap roles
    if other < 0 or other == stop:
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
    kits_mine, kits_theirs = kits_without(p, s, mine, stop), kits_without(p, s, theirs, other)
    if has_kits(p):
        kits_mine |= p.node[other, BRINGS]
        kits_theirs |= p.node[stop, BRINGS]
    change = leg_with(p, kits_mine, mine, a, other) + leg_with(p, kits_mine, mine, other, b)
    change += leg_with(p, kits_theirs, theirs, c, stop) + leg_with(p, kits_theirs, theirs, stop, d)
    change -= s.table[stop, WAY_IN] + s.table[b, WAY_IN]
    change -= s.table[other, WAY_IN] + s.table[d, WAY_IN]
    change += change_at_ends(p, s, kits_mine, mine, a, b)
    change += change_at_ends(p, s, kits_theirs, theirs, c, d)
    cost = change * p.pool[0, TRAVEL] + p.pair[stop, theirs] + p.pair[other, mine]
    cost -= p.pair[stop, mine] + p.pair[other, theirs]
    heads = first_head(p)
    as_now = kits_mine == s.table[heads + mine, CARRIED]
    as_now = as_now and kits_theirs == s.table[heads + theirs, CARRIED]
    if as_now and cost <= bound:
        cost += lateness_of_insertion(p, s, stop, there, s.table[other, NEXT], theirs, bound - cost)
    if as_now and cost <= bound:
        cost += lateness_of_insertion(p, s, other, here, s.table[stop, NEXT], mine, bound - cost)
    if cost > bound:
        return False
    unlink(p, s, stop)
    unlink(p, s, other)
    link(p, s, stop, there, theirs)
    link(p, s, other, here, mine)
    return may_serve(p, s, p.node[stop, LEAD]) and may_serve(p, s, p.node[other, LEAD])


@kernel
def replace(p: Packed, s: State, visit: int, bound: float) -> bool:
    """Serve an unserved visit in place of a served one near it."""
    other = near_stop(p, s, visit)
    if other < 0 or p.pair[visit, s.table[other, ROUTE]] < 0:
        return False
    if p.node[p.node[other, LEAD], BEGUN] != 0:
        return False
    if p.node[visit, SIZE] == p.node[p.node[other, LEAD], SIZE] > 1 and below(s, 2) == 0:
        return _take_place(p, s, visit, p.node[other, LEAD])
    route = s.table[other, ROUTE]
    here = s.table[other, BEFORE]
    when = s.table[p.node[other, LEAD], START]
    take_out(p, s, p.node[other, LEAD])
    if here < first_break(p) and s.table[here, ROUTE] < 0:
        return False  # it was removed, too
    if is_break(p, s.table[here, NEXT]) and below(s, 2) == 0:
        here = s.table[here, NEXT]
    if p.node[visit, GROUP] != 0:
        bound = IMPOSSIBLE
    link(p, s, visit, here, route)
    for stop in range(visit + 1, visit + p.node[visit, SIZE]):
        if not join_stop(p, s, stop, when, bound):
            return False
    return may_serve(p, s, visit) and _insert_group(p, s, visit)


@kernel
def _take_place(p: Packed, s: State, visit: int, other: int) -> bool:
    """Serve a visit by the crew of another one of the same size, and in its place."""
    for k in range(p.node[visit, SIZE]):
        route = s.table[other + k, ROUTE]
        if p.pair[visit + k, route] < 0:
            return False
        link(p, s, visit + k, s.table[other + k, BEFORE], route)
    take_out(p, s, other)
    return may_serve(p, s, visit) and _insert_group(p, s, visit)


@kernel
def move_segment(p: Packed, s: State, stop: int, bound: float) -> bool:
    """Move two or three consecutive stops beside a near one (or-opt)."""
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
    kits = 0
    cost = 0.0
    for _ in range(count):
        if node == other or p.pair[node, target] < 0:
            return False
        cost += p.pair[node, target] - p.pair[node, route]
        if has_kits(p):
            kits |= p.node[node, BRINGS]
        node = s.table[node, NEXT]
    here = beside(p, s, other)
    if here == last or s.table[here, NEXT] == stop:
        return False
    a = stop_before(p, s, s.table[stop, BEFORE])
    b = stop_after(p, s, s.table[last, NEXT])
    c = stop_before(p, s, here)
    d = stop_after(p, s, s.table[here, NEXT])
    if kits == 0 and c != last and d != stop:
        change = leg(p, s, target, c, stop) + leg(p, s, target, last, d) - s.table[d, WAY_IN]
        change += leg(p, s, route, a, b) - s.table[stop, WAY_IN] - s.table[b, WAY_IN]
        cost += change * p.pool[0, TRAVEL]
        if same_mode(p, route, target) and cost <= bound:
            ahead = about(p, s, target, here) < about(p, s, route, stop)
            if ahead or target != route:
                there = s.table[here, NEXT]
                cost += lateness_of_segment(p, s, stop, last, here, there, target, bound - cost)
        if same_mode(p, route, target) and cost > bound:
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
def leave_out(p: Packed, s: State, visit: int, bound: float) -> bool:
    """Take a visit and its group out, unless that is known to cost more than `bound`."""
    if p.node[visit, GROUP] == 0:
        cost = p.node[visit, UNSERVED_COST] - s.table[visit, COST]
        for stop in range(visit, visit + p.node[visit, SIZE]):
            route = s.table[stop, ROUTE]
            cost -= travel_of_removal(p, s, stop, -1) * p.pool[0, TRAVEL] + p.pair[stop, route]
        if cost > bound:
            return False
    take_out(p, s, visit)
    return True


@kernel
def move_break(p: Packed, s: State, route: int) -> bool:
    """Move a route's break to another place on it."""
    if p.node[first_break(p) + route, LENGTH] == 0:
        return False
    unlink(p, s, first_break(p) + route)
    place_break(p, s, route)
    return True


@kernel
def place_break(p: Packed, s: State, route: int) -> None:
    """Link a loose break at about its time."""
    span = p.node[first_break(p) + route, TO] - p.node[first_break(p) + route, FROM] + 1
    here = by_time(p, s, route, p.node[first_break(p) + route, FROM] + below(s, span))
    link(p, s, first_break(p) + route, here, route)


@kernel
def hold(p: Packed, s: State, visit: int) -> None:
    """Draw what a visit is held for: one of its releases, or nothing."""
    n = p.node[visit, RELEASES_END] - p.node[visit, RELEASES]
    put(s, visit, HELD, below(s, n + 1))
    if s.table[visit, START] >= 0:
        soon(s, visit, s.table[visit, START])


@kernel
def same_mode(p: Packed, mine: int, theirs: int) -> bool:
    """Return whether two routes have the same mode of travel."""
    return p.node[first_head(p) + mine, MODE] == p.node[first_head(p) + theirs, MODE]
