"""A problem in which some visits keep their people and their start."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dispatch.encoding.fields import ints, pointer
from dispatch.engine.assignment import people_of
from dispatch.engine.problem import Problem, Solution


def frozen(problem: Problem, solution: Solution, visits: Iterable[int]) -> Problem:
    """Return the problem with some visits as if they had begun: served as in a solution.

    Parameters
    ----------
    problem
        The problem.
    solution
        A solution with its times, which serves the visits.
    visits
        The numbers of the visits.
    """
    kept = [*visits]
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
