"""Whether one visit more fits into routes that are there: numbers only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dispatch.engine.problem import OVERTIME, TRAVEL, Ints, Problem, Solution

if TYPE_CHECKING:
    from dispatch.engine.tables import Tables

DEAR = 1 << 44
"""What a visit left out costs here: more than any insertion, and their sum still fits."""

AIM = 1000
"""What a tick of what is to be least weighs, where a tick of travel weighs 1."""

MOST_MOVED = 60
"""How many visits are tried to be moved at the most, those nearest in time first."""


@dataclass(frozen=True)
class Aim:
    """A problem, and whether the visit that is added is to start as late in it as it can."""

    problem: Problem
    late: bool = False


class Trial:
    """Routes to which one visit is to be added.

    Parameters
    ----------
    aims
        Their problems differ in costs and in the allowed starts of `visit` only; the cheapest
        insertion of all of them counts.
    solution
        The routes as they stand, without `visit`.
    visit
        What is to be added.
    """

    def __init__(self, aims: Sequence[Aim], solution: Solution, visit: int) -> None:
        from dispatch.engine.state import empty_state
        from dispatch.engine.tables import pack

        self._problem = aims[0].problem
        dear = np.full(self._problem.n_visits, DEAR, dtype=np.int64)
        dearer = [aim.problem._replace(unserved_cost=dear, mandatory=0 * dear) for aim in aims]
        self._packed = [
            (pack(problem), aim.late) for problem, aim in zip(dearer, aims, strict=True)
        ]
        self._state = empty_state(self._packed[0][0], 0)
        self._solution, self._visit = solution, visit

    def in_place(self) -> Solution | None:
        """Insert the visit where it costs least, all others where they are; None if nowhere."""
        return self._cheapest((), timed=True)

    def one_moved(self) -> tuple[Solution, int] | None:
        """Take another visit out, insert the visit, then the other: the cheapest way of all.

        Returns
        -------
        Solution and int, or None
            The way and the visit that is moved.
        """
        ranked = [
            (found.rank, other)
            for other in self._neighbours()
            if (found := self._cheapest((other,), timed=False)) is not None
        ]
        if not ranked:
            return None
        _, other = min(ranked)
        best = self._cheapest((other,), timed=True)
        return None if best is None else (best, other)

    def break_elsewhere(self, route: int) -> Solution | None:
        """Insert the visit, with the break of `route` anywhere between its stops."""
        pause = self._problem.n_stops + route
        stops = tuple(node for node in self._solution.routes[route] if node != pause)
        found = []
        for k in range(len(stops) + 1):
            routes = [*self._solution.routes]
            routes[route] = (*stops[:k], pause, *stops[k:])
            other = copy(self)
            other._solution = replace(self._solution, routes=tuple(routes))
            found.append(other.in_place())
        ways = (solution for solution in found if solution is not None)
        return min(ways, key=lambda solution: solution.rank, default=None)

    def _neighbours(self) -> list[int]:
        """List visits that may be in the way: on routes that may serve the visit, near in time."""
        from dispatch.engine.routes import load
        from dispatch.engine.state import START

        p, v = self._problem, self._visit
        if not load(self._packed[0][0], self._state, *_rows(p, self._solution, ())):
            return []
        starts = self._state.table[p.stops[:-1], START]
        spans = [*zip(*_allowed(p, v), strict=True)]
        able = p.eligible[p.stops[v] : p.stops[v + 1]].any(axis=0)
        off = {
            int(p.visit[node]): min(
                (max(first - starts[p.visit[node]], starts[p.visit[node]] - last, 0)
                 for first, last in spans),
                default=0,
            )
            for route in np.flatnonzero(able)
            for node in self._solution.routes[route]
            if node < p.n_stops
        }  # fmt: skip
        return sorted(off, key=lambda other: (off[other], other))[:MOST_MOVED]

    def _cheapest(self, moved: tuple[int, ...], *, timed: bool) -> Solution | None:
        """Insert the visit, then those that are moved, by the cheapest of the aims."""
        found = []
        for tables, late in self._packed:
            solution = self._insert(tables, moved)
            if solution is not None:
                if late and timed:
                    solution = self._latest(tables, moved, solution)
                found.append(solution)
        return min(found, key=lambda solution: solution.rank, default=None)

    def _insert(self, tables: Tables, moved: tuple[int, ...]) -> Solution | None:
        from dispatch.engine.insertion import insert_all
        from dispatch.engine.routes import load
        from dispatch.engine.search import read
        from dispatch.engine.state import START, TOTAL

        state, order = self._state, self._problem.stops[[self._visit, *moved]]
        if not load(tables, state, *_rows(self._problem, self._solution, moved)):
            return None
        insert_all(tables, state, order)
        if (state.table[order, START] < 0).any():
            return None
        return read(self._problem, state.table, int(state.tally[TOTAL]))

    def _latest(self, tables: Tables, moved: tuple[int, ...], solution: Solution) -> Solution:
        """Let the visit start as late as its allowed starts and the routes let it, by bisection."""
        at, last = solution.start[self._visit], max(_allowed_in(tables, self._lead)[:, 1])
        while at < last:
            later = (at + int(last) + 1) // 2
            found = self._insert(_not_before(tables, self._lead, later), moved)
            if found is None:
                last = later - 1
            else:
                solution, at = found, found.start[self._visit]
        return solution

    @property
    def _lead(self) -> int:
        return int(self._problem.stops[self._visit])


def _allowed_in(tables: Tables, lead: int) -> Ints:
    """The rows of a visit's allowed starts, first and last of each."""
    from dispatch.engine.tables import ALLOWED, ALLOWED_END

    return tables.pool[tables.node[lead, ALLOWED] : tables.node[lead, ALLOWED_END]]


def _not_before(tables: Tables, lead: int, first: int) -> Tables:
    """Forbid a visit every start before `first`."""
    changed = tables._replace(pool=tables.pool.copy())
    rows = _allowed_in(changed, lead)
    rows[rows[:, 1] < first, 1] = -1  # no start is ready by then
    rows[:, 0] = np.maximum(rows[:, 0], first)
    return changed


def _rows(problem: Problem, solution: Solution, out: tuple[int, ...]) -> tuple[Ints, Ints, Ints]:
    """The routes in compressed rows without some visits, and what visits are held for."""
    routes = [
        [n for n in nodes if n >= problem.n_stops or problem.visit[n] not in out]
        for nodes in solution.routes
    ]
    held = np.zeros(problem.n_stops, dtype=np.int64)
    held[problem.stops[:-1]] = solution.held
    held[problem.stops[list(out)]] = 0
    pointer = np.cumsum([0, *(len(nodes) for nodes in routes)], dtype=np.int64)
    order = np.array([node for nodes in routes for node in nodes], dtype=np.int64)
    return order, pointer, held


def travel_only(problem: Problem) -> Problem:
    """Let nothing but travel cost anything."""
    weights = np.zeros_like(problem.weights)
    weights[TRAVEL] = 1
    return problem._replace(
        weights=weights,
        tardiness_cost=np.zeros_like(problem.tardiness_cost),
        response_cost=np.zeros_like(problem.response_cost),
        preferred_cost=np.zeros_like(problem.preferred_cost),
        pair_cost=np.zeros_like(problem.pair_cost),
    )


def least_overtime(problem: Problem, limits: Ints) -> Problem:
    """Let each tick of a return after the old `limits`, (R,), cost `AIM`."""
    weights = problem.weights.copy()
    weights[OVERTIME] = AIM
    return problem._replace(shift_end=limits, weights=weights)


def least_miss(problem: Problem, visit: int, allowed: Sequence[tuple[int, int]]) -> Iterator[Aim]:
    """Let each tick between the visit's start and the starts that were `allowed` cost `AIM`.

    There is an aim for each end of an interval: the last start before it, or the first after it.
    """
    bounds = [
        0,
        *(tick for interval in allowed for tick in interval),
        int(problem.allowed_to.max()),
    ]
    cost = problem.preferred_cost.copy()
    cost[visit] = AIM
    for k, (first, last) in enumerate(allowed):
        sides = ((first, bounds[2 * k], first), (last, last, bounds[2 * k + 3]))
        for end, begins, ends in sides:
            liked = problem.preferred_at.copy()
            liked[visit] = end
            clipped = _clipped(problem, visit, begins, ends)
            aimed = clipped._replace(preferred_cost=cost, preferred_at=liked)
            yield Aim(aimed, late=end == first and begins < first)


def _allowed(problem: Problem, visit: int) -> tuple[list[int], list[int]]:
    row = slice(problem.allowed[visit], problem.allowed[visit + 1])
    return problem.allowed_from[row].tolist(), problem.allowed_to[row].tolist()


def _clipped(problem: Problem, visit: int, begins: int, ends: int) -> Problem:
    """Leave a visit only the allowed starts from `begins` to `ends`."""
    row = slice(int(problem.allowed[visit]), int(problem.allowed[visit + 1]))
    first = np.maximum(problem.allowed_from[row], begins)
    last = np.minimum(problem.allowed_to[row], ends)
    left = first <= last
    after = np.arange(len(problem.allowed)) > visit
    return problem._replace(
        allowed=problem.allowed - after * int((~left).sum()),
        allowed_from=_spliced(problem.allowed_from, row, first[left]),
        allowed_to=_spliced(problem.allowed_to, row, last[left]),
    )


def _spliced(array: Ints, row: slice, new: Ints) -> Ints:
    return np.concatenate([array[: row.start], new, array[row.stop :]])
