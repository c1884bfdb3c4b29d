"""Which stops go well beside each other, found without a matrix of all pairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.packed import NEAR, NEARBY, Packed
from dispatch.engine.problem import NOBODY, TRAVEL, Ints, Problem
from dispatch.engine.rows import entries, kinds

Reals: TypeAlias = NDArray[np.float64]

BLOCK = 64
"""For how many stops at once all others are looked at: some megabytes of scores."""


def near_stops(problem: Problem) -> Ints:
    """Find for each stop the stops that go well beside it.

    Two stops are near where the way between them is short, with little waiting and no lateness, in
    the better of the two orders, and some caregiver may serve both.

    Returns
    -------
    array of shape (S, NEAR)
        The nearest first, again from the first where there are fewer; -1 for a stop without any.
    """
    n = problem.n_stops
    near = np.full((n, NEAR), -1, dtype=np.int64)
    if problem.n_routes == 0:
        return near
    starts = _starts(problem)
    first, kind = kinds(row.tobytes() for row in problem.eligible)
    able = problem.eligible[first].astype(np.float32)
    meet = able @ able.T > 0
    for begin in range(0, n, BLOCK):
        rows = np.arange(begin, min(n, begin + BLOCK))
        score = np.minimum(_after(problem, starts, rows), _before(problem, starts, rows))
        score[~meet[kind[rows]][:, kind]] = np.inf
        own, which = entries(problem.stops, problem.visit[rows])
        score[np.repeat(np.arange(len(rows)), np.diff(which)), own] = np.inf
        for row, scores in zip(rows, score, strict=True):
            found = _smallest(scores)
            near[row] = found[np.arange(NEAR) % len(found)] if len(found) else -1
    return near


class _Starts(NamedTuple):
    """When stops begin and how long they last, each (S,)."""

    opens: Reals
    due: Reals
    busy: Reals


def _starts(problem: Problem) -> _Starts:
    opens, due = spans(problem)
    busy = (problem.service + problem.after).astype(np.float64)
    return _Starts(opens[problem.visit], due[problem.visit], busy)


def _after(problem: Problem, starts: _Starts, rows: Ints) -> Reals:
    """Score each stop directly after those of `rows`, (rows, S)."""
    ways = ways_of_people(problem, problem.point_out[rows], slice(None))
    onward = ways[:, problem.point_in] + problem.before
    opens, due, busy = (each[rows, None] for each in starts)
    return _score(onward, _Starts(opens, due, busy), starts)


def _before(problem: Problem, starts: _Starts, rows: Ints) -> Reals:
    """Score each stop directly before those of `rows`, (rows, S)."""
    ways = ways_of_people(problem, slice(None), problem.point_in[rows]).T
    onward = ways[:, problem.point_out] + problem.before[rows, None]
    opens, due, busy = (each[rows, None] for each in starts)
    return _score(onward, starts, _Starts(opens, due, busy))


def _score(onward: Reals, first: _Starts, second: _Starts) -> Reals:
    """Score pairs of stops by the way between them, the waiting and the lateness."""
    waiting = second.opens - (first.due + first.busy) - onward
    lateness = (first.opens + first.busy) + onward
    lateness -= second.due
    score = np.maximum(0, waiting, out=waiting)
    score *= 0.2
    score += onward
    score += np.maximum(0, lateness, out=lateness)
    return score


def _smallest(scores: Reals) -> Ints:
    """Find the `NEAR` smallest finite scores, in order; of equal ones the first come first."""
    if len(scores) > NEAR:
        most = np.partition(scores, NEAR - 1)[NEAR - 1]
        few = np.flatnonzero((scores <= most) & np.isfinite(scores))
    else:
        few = np.flatnonzero(np.isfinite(scores))
    return few[np.argsort(scores[few], kind="stable")][:NEAR]


def ways_of_people(problem: Problem, origins: Ints | slice, destinations: Ints | slice) -> Reals:
    """Ticks from some points to others, the mean over the ways that people travel."""
    return _mean(problem.travel[mode][origins][:, destinations] for mode in _modes(problem))


def spans(problem: Problem) -> tuple[Reals, Reals]:
    """First and last start of each visit that costs no tardiness, each (V,)."""
    opens = np.zeros(problem.n_visits)
    due = np.zeros(problem.n_visits)
    some = np.flatnonzero(np.diff(problem.allowed))
    opens[some] = problem.allowed_from[problem.allowed[some]]
    due[some] = problem.allowed_to[problem.allowed[some + 1] - 1]
    some = np.flatnonzero(np.diff(problem.soft))
    due[some] = np.minimum(due[some], problem.soft_due[problem.soft[some + 1] - 1])
    return opens, due


def near_cost(problem: Problem, packed: Packed) -> float:
    """What the way to another place near a stop costs on average: the scale of temperatures.

    Where nothing is far from anything, or ways cost nothing, a hundredth of what it costs to leave
    a visit out.
    """
    near = packed.node[: problem.n_stops, NEARBY : NEARBY + 5]
    there = problem.point_in[np.maximum(near, 0)]
    legs = _mean(
        problem.travel[mode][problem.point_out[:, None], there] for mode in _modes(problem)
    )[near >= 0]
    if not (legs > 0).any():
        legs = ways_of_people(problem, slice(None), slice(None)) / 4
    legs = legs[legs > 0]
    if len(legs) and problem.weights[TRAVEL] > 0:
        return float(legs.mean()) * float(problem.weights[TRAVEL])
    return max(1.0, float(problem.unserved_cost.mean()) / 100)


def _modes(problem: Problem) -> Ints:
    people = problem.caregiver != NOBODY
    return np.unique(problem.mode[people] if people.any() else problem.mode)


def _mean(tables: Iterable[NDArray[np.int32]]) -> Reals:
    mean: Reals = np.mean([table.astype(np.float64) for table in tables], axis=0)
    return mean
