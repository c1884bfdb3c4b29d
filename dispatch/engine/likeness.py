"""Which routes are alike, so that they can swap all their stops at no cost."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from dispatch.engine.packed import (
    AHEAD,
    FACTOR,
    LENGTH,
    MODE,
    OWNER,
    SCALE,
    SHARED_BASE,
    SO_FAR,
    WORKLOAD_COST,
    Packed,
)
from dispatch.engine.problem import (
    NOBODY,
    SHARES,
    Ints,
    Problem,
)
from dispatch.engine.rows import kinds


def likeness(problem: Problem, packed: Packed) -> Ints:
    """Number the routes so that two with the same number can swap all their stops at no cost.

    A caregiver who has several shifts, or shares a limit with others, is like no other.
    """
    n, heads = problem.n_stops, problem.n_stops + problem.n_routes
    head, pause = packed.node[heads:], packed.node[n:heads]
    _, which, shifts = np.unique(problem.caregiver, return_inverse=True, return_counts=True)
    several = (shifts[which] > 1) & (problem.caregiver != NOBODY)
    own: list[tuple[object, ...]] = [
        (problem.base_points[a:b].tobytes(), route if several[route] else -1)
        for route, (a, b) in enumerate(pairwise(problem.base.tolist()))
    ]
    for begin, end, *bound in zip(
        problem.limit[:-1], problem.limit[1:], problem.limit_what, problem.limit_most,
        problem.limit_kit, strict=True,
    ):  # fmt: skip
        for route in problem.limit_routes[begin:end]:
            own[route] += (*map(int, bound), -1 if end - begin == 1 else int(route))
    of_bound = np.repeat(np.arange(len(problem.bound_cost)), np.diff(problem.bound))
    for number, member in zip(of_bound.tolist(), problem.bound_members, strict=True):
        for route in np.flatnonzero(problem.caregiver == member):
            own[route] += ("bound", number)
    share = range(FACTOR, SHARED_BASE + len(SHARES))
    of_head = head[:, [*range(MODE, OWNER), WORKLOAD_COST, SO_FAR, SCALE, *share]]
    of_break = pause[:, LENGTH : AHEAD + 1]
    rows = zip(own, of_head, of_break, packed.pair.T, strict=True)
    return kinds((limits, *(row.tobytes() for row in others)) for limits, *others in rows)[1]
