"""Near stops: which stops go well beside each other, found without a matrix of all pairs."""

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
"""Number of stops that are scored against all others at once; takes some megabytes."""


def near_stops(problem: Problem) -> Ints:
    """Find for each stop the stops that go well beside it.

    Two stops are near if the way between them is short, with little waiting and no lateness, in the
    better of the two orders, and some caregiver may serve both.

    Returns
    -------
    array of shape (S, NEAR)
        The nearest first, repeated from the first if there are fewer than `NEAR`; -1 for a stop
        without any.
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
    """First start, last punctual start, and duration of stops, each (S,), in ticks."""

    opens: Reals
    due: Reals
    busy: Reals


def _starts(problem: Problem) -> _Starts:
    opens, due = spans(problem)
    busy = (problem.service + problem.after + problem.slack).astype(np.float64)
    return _Starts(opens[problem.visit] + problem.offset, due[problem.visit] + problem.offset, busy)


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
    """Score pairs of stops by the way between them, waiting and lateness; small is near."""
    waiting = second.opens - (first.due + first.busy) - onward
    lateness = (first.opens + first.busy) + onward
    lateness -= second.due
    score = np.maximum(0, waiting, out=waiting)
    score *= 0.2
    score += onward
    score += np.maximum(0, lateness, out=lateness)
    return score


def _smallest(scores: Reals) -> Ints:
    """Return the indices of the `NEAR` smallest finite scores, in order; ties by position."""
    if len(scores) > NEAR:
        most = np.partition(scores, NEAR - 1)[NEAR - 1]
        few = np.flatnonzero((scores <= most) & np.isfinite(scores))
    else:
        few = np.flatnonzero(np.isfinite(scores))
    return few[np.argsort(scores[few], kind="stable")][:NEAR]


def ways_of_people(problem: Problem, origins: Ints | slice, destinations: Ints | slice) -> Reals:
    """Return the ticks between points, averaged over the modes of people."""
    return _mean(problem.travel[mode][origins][:, destinations] for mode in _modes(problem))


def spans(problem: Problem) -> tuple[Reals, Reals]:
    """Return the first start and the last punctual start of each visit, each (V,), in ticks."""
    opens = np.zeros(problem.n_visits)
    due = np.zeros(problem.n_visits)
    some = np.flatnonzero(np.diff(problem.allowed))
    opens[some] = problem.allowed_from[problem.allowed[some]]
    due[some] = problem.allowed_to[problem.allowed[some + 1] - 1]
    some = np.flatnonzero(np.diff(problem.soft))
    due[some] = np.minimum(due[some], problem.soft_due[problem.soft[some + 1] - 1])
    return opens, due


def near_cost(problem: Problem, packed: Packed) -> float:
    """Return the average cost of the way between near stops, which scales the temperature.

    If all ways are 0 or travel costs nothing, return a hundredth of the cost of leaving a visit
    out, which may be 0.
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
    return float(problem.unserved_cost.mean()) / 100


def _modes(problem: Problem) -> Ints:
    people = problem.caregiver != NOBODY
    return np.unique(problem.mode[people] if people.any() else problem.mode)


def _mean(tables: Iterable[NDArray[np.int32]]) -> Reals:
    mean: Reals = np.mean([table.astype(np.float64) for table in tables], axis=0)
    return mean
