"""The cost as a linear expression of a `Model`, with one function for each term.

All terms are minimised, so variables that a cost pushes down are bounded only from below.
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from dispatch.engine.assignment import rows
from dispatch.engine.exact.departures import tardiness
from dispatch.engine.exact.fairness import fairness, largest_of, routes_of
from dispatch.engine.exact.model import Expression, Model, Variable
from dispatch.engine.problem import (
    LARGEST_IDLE,
    LARGEST_TARDINESS,
    OVERTIME,
    TRAVEL,
    WAITING,
    WORKLOAD_SPREAD,
    Ints,
)


def mandatory_unserved(model: Model) -> cp_model.LinearExpr:
    """Return the number of mandatory visits left out."""
    must = zip(model.problem.mandatory, model.served, strict=True)
    return cp_model.LinearExpr.sum([1 - served for mandatory, served in must if mandatory])


def cost(model: Model) -> cp_model.LinearExpr:
    """Return the total cost, without the rank of mandatory visits."""
    terms = [
        *_unserved(model),
        *_tardiness(model),
        *_response(model),
        *_preferred_time(model),
        *_told(model),
        *_preference(model),
        *_travel(model),
        *_waiting(model),
        *_overtime(model),
        *_balance(model),
        *_missed_break(model),
        *_largest_idle(model),
        *_workload_spread(model),
        *fairness(model),
    ]
    return cp_model.LinearExpr.sum(terms)


def _unserved(model: Model) -> list[Expression]:
    pairs = zip(model.problem.unserved_cost, model.served, strict=True)
    return [int(each) * (1 - served) for each, served in pairs]


def _tardiness(model: Model) -> list[Expression]:
    """Return the terms of tardiness, measured from the last soft window opened by the start."""
    p = model.problem
    of_largest = int(p.weights[LARGEST_TARDINESS])
    largest = model.amount("largest tardiness")
    terms: list[Expression] = [of_largest * largest]
    for v, each in enumerate(p.tardiness_cost):
        if rows(p.soft, v) and (each or of_largest):
            late = tardiness(model, v)
            terms.append(int(each) * late)
            model.cp.add(largest >= late)
    return terms


def _response(model: Model) -> list[Expression]:
    p = model.problem
    terms: list[Expression] = []
    for v, each in enumerate(p.response_cost):
        since = int(p.response_from[v])
        if each:
            after = model.amount(f"response {v}", since)
            model.cp.add(after >= model.begins(v) - since).only_enforce_if(model.served[v])
            terms.append(int(each) * after)
    return terms


def _preferred_time(model: Model) -> list[Expression]:
    p = model.problem
    terms: list[Expression] = []
    for v, each in enumerate(p.preferred_cost):
        if each:
            at = int(p.preferred_at[v])
            away = model.amount(f"away {v}", at)
            for difference in (model.begins(v) - at, at - model.begins(v)):
                model.cp.add(away >= difference).only_enforce_if(model.served[v])
            terms.append(int(each) * away)
    return terms


def _told(model: Model) -> list[Expression]:
    """Return the terms of starts before or after those that the clients were told."""
    p = model.problem
    terms: list[Expression] = []
    for v, each in enumerate(p.told_cost):
        if each:
            first, last = int(p.told_from[v]), int(p.told_to[v])
            off = model.amount(f"off what was told {v}", max(abs(first), abs(last)))
            for difference in (model.begins(v) - last, first - model.begins(v)):
                model.cp.add(off >= difference).only_enforce_if(model.served[v])
            terms.append(int(each) * off)
    return terms


def _preference(model: Model) -> list[Expression]:
    cost, people = model.problem.pair_cost, model.staffed
    return [int(cost[s, r]) * x for (s, r), x in model.serves.items() if r in people]


def _travel(model: Model) -> list[Expression]:
    each = int(model.problem.weights[TRAVEL])
    return [each * model.way(r) for r in range(model.problem.n_routes)]


def _waiting(model: Model) -> list[Expression]:
    each = int(model.problem.weights[WAITING])
    return [each * model.waiting[r] for r in model.staffed]


def _overtime(model: Model) -> list[Expression]:
    each = int(model.problem.weights[OVERTIME])
    return [each * over for over in overtime(model)] if each else []


def overtime(model: Model) -> list[Variable]:
    """Return variables that are at least the ticks of overtime of each route of a caregiver."""
    over = []
    for r in model.staffed:
        over.append(model.amount(f"overtime {r}"))
        model.cp.add(over[-1] >= model.returned[r] - int(model.problem.shift_end[r]))
    return over


def _balance(model: Model) -> list[Expression]:
    """Return the largest weighted workload of any caregiver, including earlier work."""
    cost = model.problem.workload_cost
    return [largest_workload(model, cost)] if cost.any() else []


def largest_workload(model: Model, scales: Ints) -> Variable:
    """Return a variable that is at least the workload of each caregiver, by a scale for each."""
    so_far = model.problem.workload_so_far
    loads = [_load(model, c) for c in range(len(scales))]
    return largest_of(model, scales, so_far, loads, model.horizon)


def _load(model: Model, c: int) -> cp_model.LinearExpr:
    """Return the ticks of travel and work of a caregiver."""
    routes = routes_of(model, c)
    return cp_model.LinearExpr.sum([model.way(r) + model.toil(r) for r in routes])


def _missed_break(model: Model) -> list[Expression]:
    """Return the missed breaks of routes with stops; those of empty routes cost nothing."""
    terms: list[Expression] = []
    for r, missed in model.break_missed.items():
        sorry = model.cp.new_bool_var(f"sorry {r}")
        model.cp.add(sorry >= missed - model.unused[r])
        terms.append(int(model.problem.missed_cost[r]) * sorry)
    return terms


def _largest_idle(model: Model) -> list[Expression]:
    """Return the largest idle time of any shift, counted to the return if that is later."""
    p, each = model.problem, int(model.problem.weights[LARGEST_IDLE])
    if not each:
        return []
    most = model.amount("largest idle", int(p.shift_end[model.staffed].max(initial=0)))
    for r in model.staffed:
        begun, end = int(p.shift_start[r]), int(p.shift_end[r])
        spent = model.way(r) + model.toil(r) + int(p.break_length[r]) * _rests(model, r)
        model.cp.add(most >= end - begun - spent)
        model.cp.add(most >= model.returned[r] - begun - spent)
    return [each * most]


def _rests(model: Model, r: int) -> Variable | int:
    """Return whether a break is taken and begins before the end of shift and route."""
    if r not in model.break_first:
        return 0
    p, end = model.problem, int(model.problem.shift_end[r])
    rests = model.cp.new_bool_var(f"rests {r}")
    if max(p.shift_start[r], p.break_from[r]) >= end:
        model.cp.add_implication(rests, model.unused[r].negated())
    if r in model.break_missed:
        model.cp.add_implication(rests, model.break_missed[r].negated())
    late = [rests, model.break_last[r]]
    if p.break_from[r] >= end:
        model.cp.add_bool_or([x.negated() for x in late])
    model.cp.add(model.returned[r] < end).only_enforce_if(late)
    return rests


def _workload_spread(model: Model) -> list[Expression]:
    """Return the deviations of scaled workloads from their mean, in minutes, each rounded up."""
    p, each = model.problem, int(model.problem.weights[WORKLOAD_SPREAD])
    if not each:
        return []
    scales, so_far, size = (
        p.workload_scale.tolist(),
        p.workload_so_far.tolist(),
        len(p.workload_scale),
    )
    scaled = [scale * (so_far[c] + _load(model, c)) for c, scale in enumerate(scales)]
    top = sum(scale * (model.horizon + had) for scale, had in zip(scales, so_far, strict=True))
    minute = int(p.minute[0])
    grain = size * 1000 * minute
    terms: list[Expression] = []
    for c, own in enumerate(scaled):
        off = model.cp.new_int_var(0, size * top // grain + 1, f"off the mean {c}")
        for sign in (1, -1):
            model.cp.add(grain * off >= sign * (size * own - cp_model.LinearExpr.sum(scaled)))
        terms.append(each * minute * off)
    return terms
