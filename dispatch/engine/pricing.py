"""What visits and routes cost, and the terms that are maxima."""

from __future__ import annotations

from dispatch.engine.compiled import kernel
from dispatch.engine.problem import (
    BALANCE,
    LARGEST_TARDINESS,
    MANDATORY,
    NEVER,
    OVERTIME,
    TRAVEL,
    WAITING,
)
from dispatch.engine.state import (
    BEFORE,
    COST,
    DELTA,
    HEAVIEST,
    LARGEST,
    LATE,
    LOAD,
    NEXT,
    PAIRS,
    REPRICE,
    START,
    TOUCHED,
    TOUCHED_ROUTES,
    WAY,
    WORK,
    State,
    leg,
    put,
    stop_after,
)
from dispatch.engine.tables import (
    ACCESS,
    FACTOR,
    LEAD,
    LENGTH,
    MUST,
    OFFSET,
    PREFERRED_AT,
    PREFERRED_COST,
    RESPONSE_COST,
    RESPONSE_FROM,
    SHIFT_END,
    SOFT,
    SOFT_END,
    TARDINESS_COST,
    UNSERVED_COST,
    Tables,
    first_break,
    first_head,
)


@kernel
def tardiness(p: Tables, visit: int, start: int) -> int:
    """Ticks of tardiness of a visit that starts at `start`."""
    due = NEVER
    for k in range(p.node[visit, SOFT], p.node[visit, SOFT_END]):
        if p.pool[k, 0] <= start:
            due = p.pool[k, 1]
    return max(0, start - due)


@kernel
def visit_cost(p: Tables, visit: int, start: int, late: int) -> int:
    """The cost of a visit for itself; `start` is -1 where it is not served."""
    if start < 0:
        return p.node[visit, UNSERVED_COST] + MANDATORY * p.node[visit, MUST]
    cost = late * p.node[visit, TARDINESS_COST]
    if p.node[visit, RESPONSE_COST] > 0:
        cost += p.node[visit, RESPONSE_COST] * max(0, start - p.node[visit, RESPONSE_FROM])
    if p.node[visit, PREFERRED_COST] > 0:
        cost += p.node[visit, PREFERRED_COST] * abs(start - p.node[visit, PREFERRED_AT])
    return cost


@kernel
def route_cost(p: Tables, s: State, route: int) -> int:
    """The cost of a route: travel, waiting, overtime and preferences."""
    n = first_break(p)
    head = first_head(p) + route
    first = stop_after(p, s, s.table[head, NEXT])
    if first == head:
        return 0
    way = s.table[head, WAY]
    back = s.table[head, START]
    start = s.table[p.node[first, LEAD], START] + p.node[first, OFFSET]
    departure = start - p.node[first, ACCESS] - leg(p, route, head, first)
    waiting = back - departure - way - s.table[head, WORK]
    if p.node[first_break(p) + route, LENGTH] > 0:
        pause = n + route
        if s.table[pause, BEFORE] != head and s.table[pause, NEXT] != head:
            waiting -= p.node[first_break(p) + route, LENGTH]
    cost = way * p.pool[0, TRAVEL] + waiting * p.pool[0, WAITING] + s.table[head, PAIRS]
    return cost + max(0, back - p.node[first_head(p) + route, SHIFT_END]) * p.pool[0, OVERTIME]


@kernel
def reprice(p: Tables, s: State) -> None:
    """Bring the costs of touched routes up to date."""
    heads = first_head(p)
    for k in range(s.tally[TOUCHED_ROUTES]):
        head = heads + s.lists[k, REPRICE]
        s.table[head, TOUCHED] = 0
        cost = route_cost(p, s, s.lists[k, REPRICE])
        if cost != s.table[head, COST]:
            s.tally[DELTA] += cost - s.table[head, COST]
            put(s, head, COST, cost)
    s.tally[TOUCHED_ROUTES] = 0


@kernel
def largest_tardiness(p: Tables, s: State) -> int:
    """The largest tardiness of any visit."""
    largest = 0
    for stop in range(first_break(p)):
        largest = max(largest, s.table[stop, LATE])
    return largest


@kernel
def heaviest_load(p: Tables, s: State) -> int:
    """The largest scaled workload of any caregiver, in thousandths of a tick."""
    largest = 0
    for head in range(first_head(p), len(p.node)):
        largest = max(largest, s.table[head, LOAD] * p.node[head, FACTOR])
    return largest


@kernel
def global_cost(p: Tables, largest: int, heaviest: int) -> int:
    """The cost of the terms that are maxima."""
    return p.pool[0, LARGEST_TARDINESS] * largest + p.pool[0, BALANCE] * heaviest // 1000


@kernel
def maxima(p: Tables, s: State) -> int:
    """The change of the terms that are maxima, from what `TOTAL` holds to the present routes."""
    if p.pool[0, LARGEST_TARDINESS] == 0 and p.pool[0, BALANCE] == 0:
        return 0
    largest = largest_tardiness(p, s) if p.pool[0, LARGEST_TARDINESS] > 0 else 0
    heaviest = heaviest_load(p, s) if p.pool[0, BALANCE] > 0 else 0
    old = global_cost(p, s.tally[LARGEST], s.tally[HEAVIEST])
    return global_cost(p, largest, heaviest) - old
