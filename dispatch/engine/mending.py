"""Repair of decisions that break a rule or have no timetable: keep what fits, drop the rest.

Visits are added one after another in the order of their times. If one does not fit, another of the
same routes may have to go instead, as in the scheduling of as many jobs as possible by Moore 1968,
10.1287/mnsc.15.1.102.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from dispatch.engine.assignment import rows
from dispatch.engine.handover import given
from dispatch.engine.packed import Packed
from dispatch.engine.problem import Problem, Solution
from dispatch.engine.routes import fill
from dispatch.engine.schedule import bare_routes
from dispatch.engine.state import TOTAL, State, empty_state
from dispatch.errors import NoPlan, fault

Unit: TypeAlias = tuple[int, ...]
"""Visits that are served all or none."""


def mended(problem: Problem, packed: Packed, solution: Solution) -> tuple[Solution, Unit]:
    """Drop visits from a solution until the rest keeps every rule; what has begun is never dropped.

    Parameters
    ----------
    problem, packed
        The problem.
    solution
        The decisions. Its starts only tell the order of visits; -1 for those that it leaves out.

    Returns
    -------
    Solution, tuple of int
        The decisions that are kept, and the visits that are dropped. A break is moved if it does
        not fit at its place.

    Raises
    ------
    NoPlan
        If not even what has begun has a timetable, because a break cannot be taken.
    """
    mending = _Mending(problem, packed, solution)
    mending.mend()
    return mending.kept_of(mending.kept), mending.dropped


class _Mending:
    """The decisions that are kept so far."""

    def __init__(self, problem: Problem, packed: Packed, solution: Solution) -> None:
        self._problem, self._packed = problem, packed
        self._state: State = empty_state(packed, 0)
        self._when = _starts(problem, solution)
        self._routes = [list(nodes) for nodes in solution.routes]
        self._solution = solution
        self._add_what_has_begun()
        self.kept: list[Unit] = []
        self._left = sorted(
            _units(problem, solution), key=lambda unit: min(self._when[v] for v in unit)
        )
        self._all = {v for unit in self._left for v in unit}

    @property
    def dropped(self) -> Unit:
        """The visits that are not kept, in order."""
        return tuple(sorted(self._all - {v for unit in self.kept for v in unit}))

    def mend(self) -> None:
        """Keep as many visits as fit."""
        if self._total([]) is None:
            self._begin_bare()
        while self._left:
            fitting = self._prefix()
            self.kept += self._left[:fitting]
            added = self._left[fitting : fitting + 1]
            self._left = self._left[fitting + 1 :]
            for unit in added:
                self.kept = self._with(unit)

    def kept_of(self, units: Iterable[Unit]) -> Solution:
        """Return the decisions about some units and about what has begun."""
        kept = {v for unit in units for v in unit}
        p = self._problem
        routes = tuple(
            tuple(
                node
                for node in nodes
                if node >= p.n_stops or p.begun[p.visit[node]] or int(p.visit[node]) in kept
            )
            for nodes in self._routes
        )
        held = tuple(h if v in kept else 0 for v, h in enumerate(self._solution.held))
        return replace(self._solution, routes=routes, held=held)

    def _total(self, units: Iterable[Unit]) -> int | None:
        """Return the cost with the ranks of visits left out; None if a rule is broken."""
        if fill(self._packed, self._state, *given(self._problem, self.kept_of(units))):
            return int(self._state.tally[TOTAL])
        return None

    def _add_what_has_begun(self) -> None:
        """Add the stops of visits that have begun and that the routes lack, by their times."""
        p, made = self._problem, {node for nodes in self._routes for node in nodes}
        for r, bare in enumerate(bare_routes(p)):
            for stop in (node for node in bare if node < p.n_stops and node not in made):
                nodes = self._routes[r]
                later = (
                    k
                    for k, node in enumerate(nodes)
                    if node < p.n_stops and self._when[p.visit[node]] > self._when[p.visit[stop]]
                )
                nodes.insert(next(later, len(nodes)), stop)

    def _begin_bare(self) -> None:
        """Put what has begun, and the break, in front of everything else on its routes."""
        for r, bare in enumerate(bare_routes(self._problem)):
            self._routes[r] = [*bare, *(node for node in self._routes[r] if node not in bare)]
        if self._total([]) is None:
            raise NoPlan(fault("break-not-had"))

    def _prefix(self) -> int:
        """Return how many of the next units fit together, by bisection."""
        fits, fails = 0, len(self._left) + 1
        while fits + 1 < fails:
            middle = (fits + fails) // 2 if fails <= len(self._left) else len(self._left)
            if self._total([*self.kept, *self._left[:middle]]) is None:
                fails = middle
            else:
                fits = middle
        return fits

    def _with(self, unit: Unit) -> list[Unit]:
        """Return the units to keep once one more comes that does not fit."""
        if self._moves_a_break(unit):
            return [*self.kept, unit]
        routes = self._routes_of(unit)
        ways = [self.kept]
        ways += [
            [*(each for each in self.kept if each != other), unit]
            for other in self.kept
            if self._routes_of(other) & routes
        ]
        totals = [
            (total, k) for k, way in enumerate(ways) if (total := self._total(way)) is not None
        ]
        return ways[min(totals)[1]]

    def _moves_a_break(self, unit: Unit) -> bool:
        """Put a break on the routes of a unit where the unit fits; return False if none does."""
        best: tuple[int, int, list[int]] | None = None
        for r in self._routes_of(unit):
            before = self._routes[r]
            for nodes in _break_elsewhere(self._problem, r, before):
                self._routes[r] = nodes
                total = self._total([*self.kept, unit])
                if total is not None and (best is None or total < best[0]):
                    best = total, r, nodes
            self._routes[r] = before
        if best is not None:
            self._routes[best[1]] = best[2]
        return best is not None

    def _routes_of(self, unit: Unit) -> set[int]:
        p = self._problem
        stops = {s for v in unit for s in rows(p.stops, v)}
        return {r for r, nodes in enumerate(self._routes) if not stops.isdisjoint(nodes)}


def _starts(problem: Problem, solution: Solution) -> list[int]:
    """Return the given start of each visit; of what has begun, the real one."""
    first = problem.allowed_from[np.minimum(problem.allowed[:-1], len(problem.allowed_from) - 1)]
    pairs = zip(solution.start, first, problem.begun, strict=True)
    return [int(real) if begun else start for start, real, begun in pairs]


def _units(problem: Problem, solution: Solution) -> Iterator[Unit]:
    """Yield the visits of a solution, groups together, without what has begun."""
    served = {
        int(problem.visit[n]) for nodes in solution.routes for n in nodes if n < problem.n_stops
    }
    for g in range(len(problem.group) - 1):
        group = tuple(int(problem.group_visits[k]) for k in rows(problem.group, g))
        if served.intersection(group):
            yield group
            served.difference_update(group)
    yield from ((v,) for v in served if not problem.begun[v])


def _break_elsewhere(problem: Problem, r: int, nodes: Sequence[int]) -> Iterator[list[int]]:
    """Yield the nodes of a route with its break, if it has one, at each place."""
    pause = problem.n_stops + r
    stops = [node for node in nodes if node != pause]
    for k in range(len(stops) + 1 if pause in nodes else 0):
        yield [*stops[:k], pause, *stops[k:]]
