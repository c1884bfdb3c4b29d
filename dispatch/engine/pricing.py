"""Costs of visits and routes, and the terms that depend on many routes."""

from __future__ import annotations

from dispatch.engine.compiled import kernel
from dispatch.engine.departures import postponement, time_away
from dispatch.engine.equity import beyond_bounds, of_clients, of_groups, shares_cost
from dispatch.engine.packed import (
    ALL_MOST,
    CAREGIVER,
    CARGO,
    COMPARES,
    FLAGS,
    KIT,
    LENGTH,
    LIMITS,
    LIMITS_END,
    MEMBER,
    MEMBER_END,
    MINUTE,
    OWNER,
    SCALE,
    SHARES_WORK,
    SHIFT_END,
    SHIFT_START,
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
    NOBODY,
    OVERTIME,
    TRAVEL,
    VISITS,
    WORKLOAD_SPREAD,
)
from dispatch.engine.problem import (
    PAID as PAID_LIMIT,
)
from dispatch.engine.state import (
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
    PAID,
    REPRICE,
    START,
    TOUCHED,
    TOUCHED_ROUTES,
    UNEQUAL,
    WAY,
    WORK,
    WORKLOAD,
    State,
    is_break,
    put,
    stop_after,
)


@kernel
def book(p: Packed, s: State, route: int, way: int, work: int) -> None:
    """Add ticks of travel and of work to a route, and to the workload of its caregiver."""
    head = first_head(p) + route
    put(s, head, WAY, s.table[head, WAY] + way)
    put(s, head, WORK, s.table[head, WORK] + work)
    s.tally[DELTA] += way * p.pool[0, TRAVEL]
    if p.pool[0, FLAGS] & WEIGHS_WORKLOAD != 0:
        row = p.node[head, OWNER]
        put(s, row, WORKLOAD, s.table[row, WORKLOAD] + way + work)


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
def route_cost(p: Packed, s: State, head: int) -> tuple[int, int]:
    """Return the cost of a route's times, and its paid time.

    The cost is that of waiting and overtime, and what later starts change.
    """
    if stop_after(p, s, s.table[head, NEXT]) == head:
        return 0, 0
    away = time_away(p, s, head)
    waiting = away - s.table[head, WAY] - s.table[head, WORK]
    late = max(0, s.table[head, START] - p.node[head, SHIFT_END])
    cost = waiting * p.node[head, WAITING_COST] + late * p.pool[0, OVERTIME]
    later = 0
    if waiting > 0 and p.node[head, WAITING_COST] > 0:
        later, change = postponement(p, s, head)
        cost += change
    return cost, away - later


@kernel
def paid_time(p: Packed, s: State, head: int) -> int:
    """Return the ticks from departure to return, without the break in between; 0 without stops."""
    if stop_after(p, s, s.table[head, NEXT]) == head:
        return 0
    return time_away(p, s, head) - postponement(p, s, head)[0]


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
            if p.pool[limit, WHAT] == PAID_LIMIT:
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
        cost, paid = route_cost(p, s, head)
        if cost != s.table[head, COST]:
            s.tally[DELTA] += cost - s.table[head, COST]
            put(s, head, COST, cost)
        if p.pool[0, LARGEST_IDLE] > 0 and p.node[head, CAREGIVER] != NOBODY:
            put(s, head, IDLE, idle_time(p, s, head))
        if p.pool[0, FLAGS] & SHARES_WORK != 0 and p.node[head, CAREGIVER] != NOBODY:
            put(s, head, PAID, paid)
            owner = p.node[head, OWNER]
            unequal = shares_cost(p, s, owner)
            s.tally[DELTA] += unequal - s.table[owner, UNEQUAL]
            put(s, owner, UNEQUAL, unequal)
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
    if p.pool[0, FLAGS] & WEIGHS_WORKLOAD != 0:
        cost += dearest_load(p, s)
    if p.pool[0, WORKLOAD_SPREAD] > 0:
        cost += p.pool[0, WORKLOAD_SPREAD] * spread(p, s)
    if p.pool[0, LARGEST_IDLE] > 0:
        cost += p.pool[0, LARGEST_IDLE] * largest_idle(p, s)
    if p.pool[0, FLAGS] & COMPARES != 0:
        cost += beyond_bounds(p, s) + of_groups(p, s) + of_clients(p, s)
    s.tally[NEW_GLOBAL] = cost
    return cost - s.tally[GLOBAL]
