"""What is asked of one more visit: what to make as little of as can be, what does not count."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.engine.problem import NEVER, OVERTIME, TRAVEL, Ints, Problem

AIM = 1000
"""What a tick of what is to be least weighs, where a tick of travel weighs 1."""


@dataclass(frozen=True)
class Aim:
    """Starts that are asked of the visit: as near as can be to one of them.

    Attributes
    ----------
    allowed : tuple of (int, int)
        Intervals of starts, in order.
    near : int
        Each tick between it and the start costs `AIM`.
    late : bool
        Whether the visit is to start as late as it can.
    """

    allowed: tuple[tuple[int, int], ...]
    near: int
    late: bool


@dataclass(frozen=True)
class Lifted:
    """What does not count for once: limits, by their numbers, and whether pieces are needed."""

    limits: Collection[int] = ()
    pieces: bool = False


def travel_only(problem: Problem) -> Problem:
    """Let nothing but travel cost anything."""
    weights = np.zeros_like(problem.weights)
    weights[TRAVEL] = 1
    return problem.replace(
        weights=weights,
        tardiness_cost=np.zeros_like(problem.tardiness_cost),
        response_cost=np.zeros_like(problem.response_cost),
        preferred_cost=np.zeros_like(problem.preferred_cost),
        pair_cost=np.zeros_like(problem.pair_cost),
        missed_cost=np.where(problem.missed_cost == NEVER, NEVER, 0),
    )


def least_overtime(problem: Problem, limits: Ints) -> Problem:
    """Let each tick of a return after the old `limits`, (R,), cost `AIM`."""
    weights = problem.weights.copy()
    weights[OVERTIME] = AIM
    return problem.replace(shift_end=limits, weights=weights)


def least_miss(problem: Problem, visit: int, allowed: Sequence[tuple[int, int]]) -> Iterator[Aim]:
    """Ask for starts as near as can be to those that were `allowed`.

    There is an aim for each end of an interval: the last start before it, or the first after it.
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
    """The first and the last starts of the intervals in which a visit may start."""
    row = slice(problem.allowed[visit], problem.allowed[visit + 1])
    return problem.allowed_from[row].tolist(), problem.allowed_to[row].tolist()
