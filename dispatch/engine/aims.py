"""Objectives for adding one visit: desired starts, reduced costs, suspended limits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.engine.fairness import without_fairness
from dispatch.engine.problem import NEVER, OVERTIME, TRAVEL, Ints, Problem

AIM = 1000
"""Cost of a tick of the quantity to minimise; a tick of travel costs 1."""


@dataclass(frozen=True)
class Aim:
    """Starts wanted for the visit, and the start that it should be nearest to.

    Attributes
    ----------
    allowed : tuple of (int, int)
        Intervals of starts, in order.
    near : int
        Desired start; each tick between it and the start costs `AIM`.
    late : bool
        Whether the visit should start as late as possible.
    """

    allowed: tuple[tuple[int, int], ...]
    near: int
    late: bool


@dataclass(frozen=True)
class Lifted:
    """Rules to ignore for one question: limits, by number, and stops that the visit can do without.

    These are stops of equipment, or of the client.
    """

    limits: Collection[int] = ()
    stops: Collection[int] = ()


NOTHING = Lifted()
"""No rule is ignored."""


def travel_only(problem: Problem) -> Problem:
    """Return the problem with travel as the only cost."""
    weights = np.zeros_like(problem.weights)
    weights[TRAVEL] = 1
    return without_fairness(problem).replace(
        weights=weights,
        tardiness_cost=np.zeros_like(problem.tardiness_cost),
        response_cost=np.zeros_like(problem.response_cost),
        preferred_cost=np.zeros_like(problem.preferred_cost),
        told_cost=np.zeros_like(problem.told_cost),
        pair_cost=np.zeros_like(problem.pair_cost),
        missed_cost=np.where(problem.missed_cost == NEVER, NEVER, 0),
    )


def least_overtime(problem: Problem, limits: Ints) -> Problem:
    """Return the problem with overtime counted after `limits`, (R,), at `AIM` a tick."""
    weights = problem.weights.copy()
    weights[OVERTIME] = AIM
    return problem.replace(shift_end=limits, weights=weights)


def least_miss(problem: Problem, visit: int, allowed: Sequence[tuple[int, int]]) -> Iterator[Aim]:
    """Yield aims for starts as near as possible to the intervals that were `allowed`.

    Each end of an interval gives an aim: the last start before it, or the first after it.
    """
    bounds = [
        0,
        *(tick for interval in allowed for tick in interval),
        int(problem.allowed_to.max()),
    ]
    for k, (first, last) in enumerate(allowed):
        sides = ((first, bounds[2 * k], first), (last, last, bounds[2 * k + 3]))
        for end, begins, ends in sides:
            clipped = (
                (max(a, begins), min(b, ends))
                for a, b in zip(*allowed_of(problem, visit), strict=True)
            )
            left = tuple((a, b) for a, b in clipped if a <= b)
            if left:
                yield Aim(left, end, late=end == first and begins < first)


def allowed_of(problem: Problem, visit: int) -> tuple[list[int], list[int]]:
    """Return the first and the last starts of the visit's allowed intervals."""
    row = slice(problem.allowed[visit], problem.allowed[visit + 1])
    return problem.allowed_from[row].tolist(), problem.allowed_to[row].tolist()
