"""What the start of a visit costs, and leaving it out."""

from __future__ import annotations

from dispatch.engine.compiled import kernel
from dispatch.engine.packed import (
    RESPONSE_COST,
    RESPONSE_FROM,
    SOFT,
    SOFT_END,
    TARDINESS_COST,
    UNSERVED_COST,
    WISHES,
    WISHES_END,
    Packed,
)
from dispatch.engine.problem import NEVER


@kernel
def due(p: Packed, visit: int, start: int) -> int:
    """Return the due start of the last soft window that has opened; `NEVER` without one."""
    found = NEVER
    for k in range(p.node[visit, SOFT], p.node[visit, SOFT_END]):
        if p.pool[k, 0] <= start:
            found = p.pool[k, 1]
    return found


@kernel
def tardiness(p: Packed, visit: int, start: int) -> int:
    """Return the ticks of tardiness of a visit that starts at `start`."""
    return max(0, start - due(p, visit, start))


@kernel
def visit_cost(p: Packed, visit: int, start: int, late: int) -> int:
    """Return the cost of a single visit; `start` is -1 if it is not served."""
    if start < 0:
        return p.node[visit, UNSERVED_COST]
    cost = late * p.node[visit, TARDINESS_COST]
    if p.node[visit, RESPONSE_COST] > 0:
        cost += p.node[visit, RESPONSE_COST] * max(0, start - p.node[visit, RESPONSE_FROM])
    for k in range(p.node[visit, WISHES], p.node[visit, WISHES_END]):
        cost += p.pool[k, 0] * max(0, p.pool[k, 1] - start, start - p.pool[k, 2])
    return cost
