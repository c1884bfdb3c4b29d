"""What it costs that caregivers or clients fare unequally.

`dispatch.engine.fairness` defines it in plain Python.
"""

from __future__ import annotations

from dispatch.engine.compiled import kernel
from dispatch.engine.packed import (
    ALL_MOST,
    BENDS,
    BOUNDS,
    CARES,
    EACH,
    FACTOR,
    LEVELS,
    LEVELS_END,
    MEMBER,
    MEMBER_END,
    MINUTE,
    PERCENTS,
    RESPONSE_FROM,
    ROUTES_OF,
    ROUTES_OF_END,
    SHARE,
    SHARED_BASE,
    SHARED_SO_FAR,
    TALLIES,
    WHAT,
    Packed,
)
from dispatch.engine.problem import (
    EVERYBODY,
    GINI,
    HEAVY_SHARE,
    PAID_SHARE,
    RANGE,
    RESPONSE,
    TARDINESS,
    TRAVEL_SHARE,
)
from dispatch.engine.state import LATE, PAID, START, TOIL, WAY, State


@kernel
def _cost_at(p: Packed, first: int, end: int, column: int, level: int) -> int:
    """Return an entry of a table in the pool; beyond its end it grows as there."""
    last = end - first - 1
    at = p.pool[first + max(0, min(level, last)), column]
    if level > last:
        at += (level - last) * (at - p.pool[first + last - 1, column])
    return at


@kernel
def _minutes(p: Packed, owner: int, share: int, ticks: int) -> int:
    """Return the minutes of a caregiver's share, with `ticks` on her routes."""
    scaled = p.node[owner, FACTOR] * (p.node[owner, SHARED_SO_FAR + share] + ticks)
    return int(-(-scaled // (1000 * p.pool[0, MINUTE])))


@kernel
def _has(p: Packed, s: State, owner: int, share: int) -> int:
    """Return the ticks of a share on the routes of a caregiver."""
    column = PAID if share == PAID_SHARE else WAY if share == TRAVEL_SHARE else TOIL
    ticks = 0
    for k in range(p.node[owner, ROUTES_OF], p.node[owner, ROUTES_OF_END]):
        ticks += s.table[p.pool[k, 0], column]
    return ticks


@kernel
def shares_cost(p: Packed, s: State, owner: int) -> int:
    """Return what the shares of a caregiver cost more than without her routes."""
    first, end = p.node[owner, LEVELS], p.node[owner, LEVELS_END]
    cost = 0
    for share in range(HEAVY_SHARE + 1 if first < end else 0):
        base = p.node[owner, SHARED_BASE + share]
        busy = _minutes(p, owner, share, _has(p, s, owner, share)) - base
        idle = _minutes(p, owner, share, 0) - base
        cost += _cost_at(p, first, end, share, busy) - _cost_at(p, first, end, share, idle)
    return cost


@kernel
def beyond_bounds(p: Packed, s: State) -> int:
    """Return the cost of shares that are too unequal."""
    cost = 0
    for b in range(p.pool[1, BOUNDS], p.pool[1, BOUNDS + 1]):
        cost += p.pool[b, EACH] * _beyond(p, s, b)
    return cost


@kernel
def _beyond(p: Packed, s: State, b: int) -> int:
    """Return by how many minutes, rounded up, the shares of a bound are too unequal."""
    begin, end = p.pool[b, MEMBER], p.pool[b, MEMBER_END]
    n, share, most, what = end - begin, p.pool[b, SHARE], p.pool[b, ALL_MOST], p.pool[b, WHAT]
    if n == 0:
        return 0
    first, last = p.pool[b, BENDS], p.pool[b, BENDS + 1]
    middle = (last - first) // 2
    largest, smallest, total, apart, bent = -1, 1 << 60, 0, 0, 0
    for k in range(begin, end):
        owner = p.pool[k, 0]
        mine = _minutes(p, owner, share, _has(p, s, owner, share))
        largest, smallest = max(largest, mine), min(smallest, mine)
        total += mine
        if what == GINI:
            for i in range(begin, k):
                other = p.pool[i, 0]
                apart += abs(mine - _minutes(p, other, share, _has(p, s, other, share)))
        elif what != RANGE:
            bent += _cost_at(p, first, last, 0, mine - most + middle)
    if what == RANGE:
        return max(0, largest - smallest - most)
    if what == GINI:
        return max(0, -(-(1000 * apart - most * n * total) // (1000 * n)))
    return max(0, -(-(bent - n * p.pool[first + middle, 0]) // (1000 * n)))


@kernel
def of_groups(p: Packed, s: State) -> int:
    """Return the cost of the worst groups of visits."""
    response, late, unserved, of_all, size_of_all = 0, 0, 0, 0, 1
    for g in range(p.pool[1, TALLIES], p.pool[1, TALLIES + 1]):
        what, each = p.pool[g, WHAT], p.pool[g, EACH]
        size = p.pool[g, MEMBER_END] - p.pool[g, MEMBER]
        ticks, left_out = 0, 0
        for k in range(p.pool[g, MEMBER], p.pool[g, MEMBER_END]):
            visit = p.pool[k, 0]
            start = s.table[visit, START]
            if start < 0:
                left_out += 1
            elif what == RESPONSE:
                ticks += max(0, start - p.node[visit, RESPONSE_FROM])
            elif what == TARDINESS:
                ticks += s.table[visit, LATE]
        if size == 0:
            continue
        mean = -(-ticks // (size * p.pool[0, MINUTE]))
        if what == EVERYBODY:
            of_all, size_of_all = left_out, size
        elif what == RESPONSE:
            response = max(response, mean * each)
        elif what == TARDINESS:
            late = max(late, mean * each)
        else:
            more = left_out * size_of_all - of_all * size
            unserved = max(unserved, -(-100 * more // (size * size_of_all)) * each)
    return response + late + unserved


@kernel
def of_clients(p: Packed, s: State) -> int:
    """Return the cost of the care that clients are not given."""
    cost = 0
    for c in range(p.pool[1, CARES], p.pool[1, CARES + 1]):
        given = p.pool[c, WHAT]
        for k in range(p.pool[c, MEMBER], p.pool[c, MEMBER_END]):
            if s.table[p.pool[k, 0], START] >= 0:
                given += p.pool[k, 1]
        cost += p.pool[p.pool[1, PERCENTS] + min(100, 100 * given // p.pool[c, ALL_MOST]), 0]
    return cost
