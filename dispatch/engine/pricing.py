"""Costs of visits and routes, and the terms that depend on many routes."""

from __future__ import annotations

from dispatch.engine.compiled import kernel
from dispatch.engine.packed import (
    ACCESS,
    ALL_MOST,
    CAREGIVER,
    CARGO,
    KIT,
    LEAD,
    LENGTH,
    LIMITS,
    LIMITS_END,
    MEMBER,
    MEMBER_END,
    MINUTE,
    OFFSET,
    PREFERRED_AT,
    PREFERRED_COST,
    RESPONSE_COST,
    RESPONSE_FROM,
    SCALE,
    SHIFT_END,
    SHIFT_START,
    SOFT,
    SOFT_END,
    TARDINESS_COST,
    UNSERVED_COST,
    WAITING_COST,
    WEIGHS_WORKLOAD,
    WHAT,
    WORKLOAD_COST,
    Packed,
    first_break,
    first_head,
)
from dispatch.engine.problem import (
    KITS,
    LARGEST_IDLE,
    LARGEST_TARDINESS,
    NEVER,
    NOBODY,
    OVERTIME,
    PAID,
    VISITS,
    WORKLOAD_SPREAD,
)
from dispatch.engine.state import (
    BEFORE,
    CARRIED,
    COST,
    DELTA,
    GLOBAL,
    IDLE,
    LARGEST,
    LARGEST_OF,
    LATE,
    LATE_MOST,
    LATE_MOST_OF,
    NEW_GLOBAL,
    NEW_LARGEST,
    NEW_LARGEST_OF,
    NEXT,
    REPRICE,
    START,
    TOUCHED,
    TOUCHED_ROUTES,
    WAY,
    WAY_IN,
    WORK,
    WORKLOAD,
    State,
    is_break,
    put,
    stop_after,
)


@kernel
def tardiness(p: Packed, visit: int, start: int) -> int:
    """Return the ticks of tardiness of a visit that starts at `start`."""
    due = NEVER
    for k in range(p.node[visit, SOFT], p.node[visit, SOFT_END]):
        if p.pool[k, 0] <= start:
            due = p.pool[k, 1]
    return max(0, start - due)


@kernel
def visit_cost(p: Packed, visit: int, start: int, late: int) -> int:
    """Return the cost of a single visit; `start` is -1 if it is not served."""
    if start < 0:
        return p.node[visit, UNSERVED_COST]
    cost = late * p.node[visit, TARDINESS_COST]
    if p.node[visit, RESPONSE_COST] > 0:
        cost += p.node[visit, RESPONSE_COST] * max(0, start - p.node[visit, RESPONSE_FROM])
    if p.node[visit, PREFERRED_COST] > 0:
        cost += p.node[visit, PREFERRED_COST] * abs(start - p.node[visit, PREFERRED_AT])
    return cost


@kernel
def rest(p: Packed, s: State, route: int) -> int:
    """Return the ticks of a route's break, if it is taken between two stops."""
    pause = first_break(p) + route
    head = first_head(p) + route
    if p.node[pause, LENGTH] == 0 or s.table[pause, START] < 0:
        return 0
    if s.table[pause, BEFORE] == head or s.table[pause, NEXT] == head:
        return 0
    return p.node[pause, LENGTH]


@kernel
def idle_time(p: Packed, s: State, head: int) -> int:
    """Return the ticks of a shift that are neither travel nor work nor its break."""
    until = max(p.node[head, SHIFT_END], s.table[head, START])
    idle = until - p.node[head, SHIFT_START] - s.table[head, WAY] - s.table[head, WORK]
    pause = head - first_head(p) + first_break(p)
    if p.node[pause, LENGTH] > 0 and 0 <= s.table[pause, START] < until:
        idle -= p.node[pause, LENGTH]
    return idle


@kernel
def paid_time(p: Packed, s: State, head: int) -> int:
    """Return the ticks from departure to return, without the break in between; 0 without stops."""
    first = stop_after(p, s, s.table[head, NEXT])
    if first == head:
        return 0
    route = head - first_head(p)
    start = s.table[p.node[first, LEAD], START] + p.node[first, OFFSET]
    departure = start - p.node[first, ACCESS] - s.table[first, WAY_IN]
    return s.table[head, START] - departure - rest(p, s, route)


@kernel
def route_cost(p: Packed, s: State, head: int) -> int:
    """Return the cost of a route's times: waiting and overtime."""
    if stop_after(p, s, s.table[head, NEXT]) == head:
        return 0
    waiting = paid_time(p, s, head) - s.table[head, WAY] - s.table[head, WORK]
    late = max(0, s.table[head, START] - p.node[head, SHIFT_END])
    return waiting * p.node[head, WAITING_COST] + late * p.pool[0, OVERTIME]


@kernel
def _brings(p: Packed, s: State, head: int, limit: int) -> bool:
    """Return whether a route brings the kit that a limit counts."""
    return bool((s.table[head, CARRIED] >> p.pool[limit, KIT]) & 1)


@kernel
def within_limits(p: Packed, s: State, head: int) -> bool:
    """Return whether a route keeps its limits, together with the routes that share them."""
    for k in range(p.node[head, LIMITS], p.node[head, LIMITS_END]):
        limit = p.pool[k, 0]
        if p.pool[limit, WHAT] == KITS and not _brings(p, s, head, limit):
            continue  # routes that bring the kit are checked themselves
        total = 0
        for member in range(p.pool[limit, MEMBER], p.pool[limit, MEMBER_END]):
            other = p.pool[member, 0]
            if p.pool[limit, WHAT] == PAID:
                total += paid_time(p, s, other)
                continue
            if p.pool[limit, WHAT] == KITS:
                total += _brings(p, s, other, limit)
                continue
            node = s.table[other, NEXT]
            while node != other:
                if not is_break(p, node):
                    total += 1 if p.pool[limit, WHAT] == VISITS else p.node[node, CARGO]
                node = s.table[node, NEXT]
        if total > p.pool[limit, ALL_MOST]:
            return False
    return True


@kernel
def reprice(p: Packed, s: State) -> bool:
    """Update the costs of touched routes; return False if one breaks a limit."""
    fits = True
    for k in range(s.tally[TOUCHED_ROUTES]):
        head = first_head(p) + s.lists[k, REPRICE]
        s.table[head, TOUCHED] = 0
        cost = route_cost(p, s, head)
        if cost != s.table[head, COST]:
            s.tally[DELTA] += cost - s.table[head, COST]
            put(s, head, COST, cost)
        if p.pool[0, LARGEST_IDLE] > 0 and p.node[head, CAREGIVER] != NOBODY:
            put(s, head, IDLE, idle_time(p, s, head))
        if p.node[head, LIMITS] != p.node[head, LIMITS_END]:
            fits = fits and within_limits(p, s, head)
    s.tally[TOUCHED_ROUTES] = 0
    return fits


@kernel
def find_largest(p: Packed, s: State, anew: bool) -> None:
    """Find the largest tardiness of any visit; scan all visits only if needed, or if `anew` is set.

    The writes of this move suffice, unless the visit that was latest no longer is.
    """
    largest = s.tally[LARGEST]
    visit = s.tally[LARGEST_OF]
    most = s.tally[LATE_MOST]
    if most > largest:
        largest = most
        visit = s.tally[LATE_MOST_OF]
    if anew or s.table[visit, LATE] != largest:
        largest = 0
        for stop in range(first_break(p)):
            if s.table[stop, LATE] > largest:
                largest = s.table[stop, LATE]
                visit = stop
    s.tally[NEW_LARGEST] = largest
    s.tally[NEW_LARGEST_OF] = visit


@kernel
def dearest_load(p: Packed, s: State) -> int:
    """Return the cost of the largest weighted workload of any caregiver."""
    dearest = 0
    for head in range(first_head(p), len(p.node)):
        dearest = max(dearest, s.table[head, WORKLOAD] * p.node[head, WORKLOAD_COST])
    return dearest


@kernel
def spread(p: Packed, s: State) -> int:
    """Return the ticks by which workloads differ from their mean, each rounded up to minutes."""
    n = 0
    total = 0
    for head in range(first_head(p), len(p.node)):
        if p.node[head, SCALE] >= 0:
            n += 1
            total += s.table[head, WORKLOAD] * p.node[head, SCALE]
    minutes = 0
    for head in range(first_head(p), len(p.node)):
        if p.node[head, SCALE] >= 0:
            away = abs(n * s.table[head, WORKLOAD] * p.node[head, SCALE] - total)
            minutes -= -away // (n * 1000 * p.pool[0, MINUTE])
    return minutes * p.pool[0, MINUTE]


@kernel
def largest_idle(p: Packed, s: State) -> int:
    """Return the largest idle time of any shift."""
    largest = 0
    for head in range(first_head(p), len(p.node)):
        largest = max(largest, s.table[head, IDLE])
    return largest


@kernel
def global_change(p: Packed, s: State, anew: bool) -> int:
    """Return the change of the terms that depend on many routes, relative to those in `TOTAL`.

    If `anew` is true, the largest tardiness is searched among all visits; see `find_largest`.
    """
    cost = 0
    if p.pool[0, LARGEST_TARDINESS] > 0:
        find_largest(p, s, anew)
        cost += p.pool[0, LARGEST_TARDINESS] * s.tally[NEW_LARGEST]
    if p.pool[0, WEIGHS_WORKLOAD] > 0:
        cost += dearest_load(p, s)
    if p.pool[0, WORKLOAD_SPREAD] > 0:
        cost += p.pool[0, WORKLOAD_SPREAD] * spread(p, s)
    if p.pool[0, LARGEST_IDLE] > 0:
        cost += p.pool[0, LARGEST_IDLE] * largest_idle(p, s)
    s.tally[NEW_GLOBAL] = cost
    return cost - s.tally[GLOBAL]
