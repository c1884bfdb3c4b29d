"""Size of costs, and the weight of a mandatory visit left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.problem import (
    LARGEST_TARDINESS,
    MOST_COST,
    NEVER,
    NOBODY,
    WORKLOAD_SPREAD,
    Ints,
    Problem,
)

ROOM = 1 << 61
"""Bound on the weights of all mandatory visits left out. With its cost a plan weighs less than
twice as much, so two plans can be added in 64 bits."""


def rank(problem: Problem) -> int:
    """Return the weight of a mandatory visit left out in a search: more than all costs together.

    All of these weights plus the cost stay below twice `ROOM`.
    """
    return min(MOST_COST, ROOM // max(1, int(problem.mandatory.sum())))


def is_exact(problem: Problem) -> bool:
    """Return whether every plan's cost is computed exactly and stays below the rank of a visit."""
    caregivers, scattered = len(problem.workload_scale), False
    if problem.weights[WORKLOAD_SPREAD]:
        load = _workload(problem, _horizon(problem)) * float(problem.workload_scale.max(initial=0))
        scattered = load * caregivers**2 >= 2.0**62
    return most_cost(problem) < rank(problem) and not scattered


def most_cost(problem: Problem) -> float:
    """Return an upper bound on the cost of any plan, without the rank of mandatory visits."""
    horizon, routes = _horizon(problem), max(1, problem.n_routes)
    workload = _workload(problem, horizon)
    bound = float(problem.unserved_cost.sum()) + float(_of_starts(problem, horizon).sum())
    bound += float(problem.pair_cost.max(initial=0)) * problem.n_stops
    bound += horizon * float(problem.weights[:WORKLOAD_SPREAD].sum()) * routes
    bound -= _first(problem.soft_due) * float(problem.weights[LARGEST_TARDINESS])
    bound += workload * float(problem.workload_cost.max(initial=0))
    bound += _shares(problem, horizon) + _compared(problem, horizon)
    bound += float(problem.missed_cost[problem.missed_cost != NEVER].sum())
    caregivers, minute = len(problem.workload_scale), float(problem.minute[0])
    scaled = workload * float(problem.workload_scale.max(initial=0)) * caregivers
    return bound + float(problem.weights[WORKLOAD_SPREAD]) * (
        2 * scaled / 1000 + caregivers * minute
    )


def _horizon(problem: Problem) -> float:
    """Return a bound on the last tick of a plan; equipment goes home after the last visit."""
    returns = problem.latest_return[problem.latest_return < NEVER]
    travel = problem.travel
    farthest = travel.max(initial=0, where=travel != problem.no_way[0])
    return float(returns.max(initial=1)) + float(farthest)


def _first(at: Ints) -> float:
    """Return the first of some instants or levels, at most 0."""
    return float(at.min(initial=0))


def _shares(problem: Problem, horizon: float) -> float:
    """Return a bound on what all shares cost; a heavier one than the table goes on as its end."""
    if not problem.share_cost.size:
        return 0.0
    levels = np.maximum(0, _minutes(problem, horizon) - problem.shared_base)
    last = problem.share_cost[:, -1:].astype(float)
    return float((last + levels * (last - problem.share_cost[:, -2:-1])).sum())


def _compared(problem: Problem, horizon: float) -> float:
    """Return a bound on what it costs that caregivers or clients fare unequally."""
    groups = [problem.tally_cost[problem.tally_what == kind].max(initial=0) for kind in range(4)]
    first = min(_first(problem.response_from), _first(problem.soft_due))
    cost = float(sum(groups)) * max(100.0, (horizon - first) / float(problem.minute[0]) + 1)
    cost += float(problem.care_cost.max(initial=0)) * len(problem.care_had)
    if len(problem.bound_cost):
        minutes = float(_minutes(problem, horizon).max(initial=0))
        steepest = float(np.diff(problem.bound_bend, axis=1).max(initial=1000))
        beyond = minutes * max(float(len(problem.workload_scale)), steepest / 1000)
        beyond += float(problem.bound_bend.max(initial=0)) / 1000
        cost += float(problem.bound_cost.sum()) * beyond
    return cost


def _minutes(problem: Problem, horizon: float) -> NDArray[np.float64]:
    """Return a bound on the minutes of each share of each caregiver, (3, C)."""
    people = problem.caregiver[problem.caregiver != NOBODY]
    away = horizon * np.bincount(people, minlength=len(problem.workload_scale))
    heavy = np.full(len(away), float(problem.heavy.sum()))
    most = np.stack([away, away, heavy]) + problem.shared_so_far
    return most * problem.workload_scale / (1000 * float(problem.minute[0])) + 1


def _workload(problem: Problem, horizon: float) -> float:
    before = float(problem.workload_so_far.max(initial=0))
    return horizon * max(1, problem.n_routes) + before


def _of_starts(problem: Problem, horizon: float) -> Ints:
    """Return a bound on what the start of each visit costs, wherever it lies, (V,)."""
    first = _first(problem.allowed_from)
    due = np.full(problem.n_visits, horizon)
    windows = np.repeat(np.arange(problem.n_visits), np.diff(problem.soft))
    np.minimum.at(due, windows, problem.soft_due)
    late = np.maximum(0, horizon - due) * problem.tardiness_cost
    waited = np.maximum(0, horizon - problem.response_from) * problem.response_cost
    off = np.maximum(np.abs(horizon - problem.preferred_at), np.abs(first - problem.preferred_at))
    untold = np.maximum(0, np.maximum(horizon - problem.told_to, problem.told_from - first))
    bound: Ints = late + waited + off * problem.preferred_cost + untold * problem.told_cost
    return bound
