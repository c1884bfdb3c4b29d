"""What it costs that caregivers or clients fare unequally, as linear terms and tables.

`dispatch.engine.fairness` defines it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from dispatch.engine.assignment import rows
from dispatch.engine.exact.departures import tardiness
from dispatch.engine.exact.model import Expression, Model, Variable
from dispatch.engine.exact.rules import paid
from dispatch.engine.fairness import cost_at, level_of, minutes_of
from dispatch.engine.problem import (
    EVERYBODY,
    GINI,
    HEAVY_SHARE,
    PAID_SHARE,
    RANGE,
    SHARES,
    TARDINESS,
    TRAVEL_SHARE,
    UNSERVED,
    Ints,
)


def fairness(model: Model) -> list[Expression]:
    """Return the costs of unequal shares, of bounds on them, of worst groups and of clients."""
    bounds = range(len(model.problem.bound_cost))
    return [
        *_shared(model),
        *(int(model.problem.bound_cost[b]) * _beyond(model, b) for b in bounds),
        *_of_groups(model),
        *_of_clients(model),
    ]


def _shared(model: Model) -> list[Expression]:
    p = model.problem
    people = range(p.shared_so_far.shape[1])
    counted = [share for share in SHARES if p.share_cost[share].any()]
    return [_share(model, share, c) for share in counted for c in people]


def _share(model: Model, share: int, c: int) -> Expression:
    """Return the cost of a caregiver's share, from a table of its levels."""
    costs = model.problem.share_cost[share].tolist()
    lowest = level_of(model.problem, share, c, 0)
    minutes, more = _minutes(model, share, c)
    table = [cost_at(costs, lowest + k) - cost_at(costs, lowest) for k in range(more + 1)]
    cost = model.cp.new_int_var(0, table[-1], f"share {share} {c}")
    model.cp.add_element(minutes, table, cost)
    return cost


def _minutes(model: Model, share: int, c: int) -> tuple[Variable, int]:
    """Return a variable for the minutes of a share beyond those so far, and the most it can be."""
    p = model.problem
    so_far, scale = int(p.shared_so_far[share, c]), int(p.workload_scale[c])
    routes = routes_of(model, c)
    most = int(p.heavy.sum())
    if share != HEAVY_SHARE:
        returns = np.minimum(model.horizon, p.latest_return[routes])
        most = int(np.maximum(0, returns - p.shift_start[routes]).sum())
    before = minutes_of(p, share, c, 0)
    more = minutes_of(p, share, c, most) - before
    minutes = model.cp.new_int_var(0, more, f"minutes {share} {c}")
    grain = 1000 * int(p.minute[0])
    over = grain * (minutes + before) - scale * (so_far + _ticks(model, share, routes))
    model.cp.add_linear_constraint(over, 0, grain - 1)
    return minutes, more


def largest_share(model: Model, share: int) -> Variable:
    """Return a variable that is at least each caregiver's scaled share, in thousandths of ticks."""
    p = model.problem
    ticks = [_ticks(model, share, routes_of(model, c)) for c in range(len(p.workload_scale))]
    most = int(p.heavy.sum()) if share == HEAVY_SHARE else model.horizon
    return largest_of(model, p.workload_scale, p.shared_so_far[share], ticks, most)


def largest_of(
    model: Model, scales: Ints, so_far: Ints, ticks: Sequence[cp_model.LinearExpr], most: int
) -> Variable:
    """Return a variable that is at least each caregiver's scaled ticks, with those `so_far`.

    Nobody has more than `most` of these `ticks`.
    """
    each = [*zip(scales.tolist(), so_far.tolist(), ticks, strict=True)]
    top = max((scale * (had + most) for scale, had, _ in each), default=0)
    largest = model.cp.new_int_var(0, top, "largest")
    for scale, had, own in each:
        model.cp.add(largest >= scale * (had + own))
    return largest


def routes_of(model: Model, c: int) -> list[int]:
    """Return the routes of a caregiver."""
    return [r for r, of in enumerate(model.problem.caregiver) if of == c]


def _ticks(model: Model, share: int, routes: list[int]) -> cp_model.LinearExpr:
    """Return the ticks of a share on some routes."""
    if share == PAID_SHARE:
        return cp_model.LinearExpr.sum([paid(model, r) for r in routes])
    if share == TRAVEL_SHARE:
        return cp_model.LinearExpr.sum([model.way(r) for r in routes])
    heavy = model.problem.heavy.tolist()
    own = [heavy[s] * x for (s, r), x in model.serves.items() if r in routes]
    return cp_model.LinearExpr.sum(own)


def _beyond(model: Model, b: int) -> Expression:
    """Return a variable that is at least the minutes by which a bound is exceeded."""
    p, cp = model.problem, model.cp
    share, most = int(p.bound_share[b]), int(p.bound_most[b])
    members = [int(p.bound_members[k]) for k in rows(p.bound, b)]
    if not members:
        return 0
    n, before = len(members), [minutes_of(p, share, c, 0) for c in members]
    found = [_minutes(model, share, c) for c in members]
    own = [minutes + had for (minutes, _), had in zip(found, before, strict=True)]
    top = max(had + more for (_, more), had in zip(found, before, strict=True))
    if p.bound_what[b] == RANGE:
        beyond = cp.new_int_var(0, top, f"beyond {b}")
        for one, other in combinations(own, 2):
            cp.add(beyond >= one - other - most)
            cp.add(beyond >= other - one - most)
        return beyond
    if p.bound_what[b] == GINI:
        beyond = cp.new_int_var(0, n * top, f"beyond {b}")
        apart = []
        for k, (one, other) in enumerate(combinations(own, 2)):
            apart.append(cp.new_int_var(0, top, f"apart {b} {k}"))
            cp.add(apart[-1] >= one - other)
            cp.add(apart[-1] >= other - one)
        total = most * n * cp_model.LinearExpr.sum(own)
        cp.add(1000 * n * beyond >= 1000 * cp_model.LinearExpr.sum(apart) - total)
        return beyond
    bends = p.bound_bend[b].tolist()
    middle = len(bends) // 2
    bent, largest = [], 0
    for k, ((minutes, more), had) in enumerate(zip(found, before, strict=True)):
        table = [cost_at(bends, had + at - most + middle) for at in range(more + 1)]
        bent.append(cp.new_int_var(0, table[-1], f"bent {b} {k}"))
        cp.add_element(minutes, table, bent[-1])
        largest = max(largest, table[-1])
    beyond = cp.new_int_var(0, largest // 1000 + 1, f"beyond {b}")
    cp.add(1000 * n * beyond >= cp_model.LinearExpr.sum(bent) - n * bends[middle])
    return beyond


def _of_groups(model: Model) -> list[Expression]:
    """Return the cost of the worst group of each kind."""
    p, cp = model.problem, model.cp
    farthest = model.horizon + max(
        int(abs(each).max(initial=0)) for each in (p.response_from, p.soft_due)
    )
    worst: dict[int, Variable] = {}
    cost: dict[int, int] = {}
    ticks: dict[tuple[int, int], Variable] = {}
    of_all, size_of_all = cp_model.LinearExpr.sum([]), 1
    for g, kind in enumerate(p.tally_what.tolist()):
        members = [int(p.tally_visits[k]) for k in rows(p.tally, g)]
        size, minute = len(members), int(p.minute[0])
        left_out = cp_model.LinearExpr.sum([1 - model.served[v] for v in members])
        if not members:
            continue
        if kind == EVERYBODY:
            of_all, size_of_all = left_out, size
            continue
        top = 100 if kind == UNSERVED else farthest
        most = worst.setdefault(kind, cp.new_int_var(0, top, f"worst group {kind}"))
        cost[kind] = int(p.tally_cost[g])
        if kind == UNSERVED:
            more = size_of_all * left_out - size * of_all
            cp.add(size * size_of_all * most >= 100 * more)
            continue
        for v in members:
            if (kind, v) not in ticks:
                ticks[kind, v] = _late(model, v) if kind == TARDINESS else _response(model, v)
        total = cp_model.LinearExpr.sum([ticks[kind, v] for v in members])
        cp.add(size * minute * most >= total)
    return [cost[kind] * most for kind, most in worst.items()]


def _late(model: Model, v: int) -> Variable:
    if rows(model.problem.soft, v):
        return tardiness(model, v)
    return model.cp.new_constant(0)


def _response(model: Model, v: int) -> Variable:
    since = int(model.problem.response_from[v])
    after = model.amount(f"response in a group {v}", since)
    model.cp.add(after >= model.begins(v) - since).only_enforce_if(model.served[v])
    return after


def _of_clients(model: Model) -> list[Expression]:
    """Return the cost of the care that clients are not given."""
    p, cp = model.problem, model.cp
    costs = p.care_cost.tolist()
    terms: list[Expression] = []
    for c, (had, asked) in enumerate(zip(p.care_had.tolist(), p.care_asked.tolist(), strict=True)):
        uses = [int(p.care_use[k]) * model.served[p.care_visits[k]] for k in rows(p.care, c)]
        percent = cp.new_int_var(0, 100, f"care {c}")
        cp.add(asked * percent <= 100 * (had + cp_model.LinearExpr.sum(uses)))
        cost = cp.new_int_var(costs[-1], costs[0], f"cost of care {c}")
        cp.add_element(percent, costs, cost)
        terms.append(cost)
    return terms
