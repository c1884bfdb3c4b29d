"""A problem in which some visits keep their people and their start."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dispatch.encoding.fields import ints, pointer
from dispatch.engine.assignment import people_of, rows
from dispatch.engine.problem import Problem, Solution


def frozen(problem: Problem, solution: Solution, visits: Iterable[int]) -> Problem:
    """Return the problem with some visits as if they had begun: served as in a solution.

    Their groups stay with them, because a group is served as one.

    Parameters
    ----------
    problem
        The problem.
    solution
        A solution with its times, which serves the visits.
    visits
        The numbers of the visits.
    """
    kept = _with_groups(problem, visits)
    route_of = {node: route for route, nodes in enumerate(solution.routes) for node in nodes}
    eligible, begun = problem.eligible.copy(), problem.begun.copy()
    spans = [
        [*zip(problem.allowed_from[a:b].tolist(), problem.allowed_to[a:b].tolist(), strict=True)]
        for a, b in zip(problem.allowed[:-1], problem.allowed[1:], strict=True)
    ]
    for visit in kept:
        begun[visit] = 1
        spans[visit] = [(solution.start[visit], solution.start[visit])]
        for stop in people_of(problem, visit):
            eligible[stop] = np.arange(problem.n_routes) == route_of[stop]
    return problem.replace(
        begun=begun,
        eligible=eligible,
        allowed=pointer(spans),
        allowed_from=ints(first for row in spans for first, _ in row),
        allowed_to=ints(last for row in spans for _, last in row),
    )


def _with_groups(problem: Problem, visits: Iterable[int]) -> list[int]:
    """Return visits with the other members of their groups, in order."""
    kept = {*visits}
    for g in range(len(problem.group) - 1):
        members = {int(problem.group_visits[k]) for k in rows(problem.group, g)}
        kept |= members if kept & members else set()
    return sorted(kept)
