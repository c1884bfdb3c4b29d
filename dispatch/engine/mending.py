"""Repair of decisions that break a rule or have no timetable: keep what fits, drop the rest.

Visits are added one after another in the order of their times. If one does not fit, it moves to
another place of its route, or it goes, or another of the same routes goes instead, as in the
scheduling of as many jobs as possible by Moore 1968, 10.1287/mnsc.15.1.102.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from dispatch.engine.assignment import rows
from dispatch.engine.handover import given, taken
from dispatch.engine.packed import MISSED_COST, Packed
from dispatch.engine.packing import pack
from dispatch.engine.problem import Problem, Solution
from dispatch.engine.routes import fill
from dispatch.engine.schedule import bare_routes
from dispatch.engine.state import TOTAL, State, empty_state
from dispatch.errors import NoPlan, fault

Unit: TypeAlias = tuple[int, ...]
"""Visits that are served all or none."""


def mended(
    problem: Problem, solution: Solution, packed: Packed | None = None
) -> tuple[Solution, Unit]:
    """Drop visits from a solution until the rest keeps every rule; what has begun is never dropped.

    Parameters
    ----------
    problem
        The problem.
    solution
        The decisions. Its starts only tell the order of visits; -1 for those that it leaves out.
    packed
        The problem, if it is packed already.

    Returns
    -------
    Solution, tuple of int
        The decisions that are kept, with their times, and the visits that are dropped. A stop or a
        break that does not fit at its place is moved to another place of its route if it fits
        there.

    Raises
    ------
    NoPlan
        If not even what has begun has a timetable, because a break cannot be taken.
    """
    packed = pack(problem, to_search=False) if packed is None else packed
    mending = _Mending(problem, packed, solution)
    mending.mend()
    return mending.timed(), mending.dropped


class _Mending:
    """The decisions that are kept so far."""

    def __init__(self, problem: Problem, packed: Packed, solution: Solution) -> None:
        self._problem, self._packed = problem, packed
        self._state: State = empty_state(packed, 0)
        self._when = _starts(problem, solution)
        self._routes = [list(nodes) for nodes in solution.routes]
        self._solution = solution
        self._add_what_has_begun()
        self._made_by = {node: r for r, nodes in enumerate(self._routes) for node in nodes}
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
        asked, self._left = self._left, []
        if self._total(asked) is not None:
            self.kept = asked
            return
        if self._total([]) is None:
            self._begin_bare()
        self._left = asked
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

    def timed(self) -> Solution:
        """Return the decisions that are kept, with their times."""
        fits = self._total(self.kept)
        assert fits is not None
        return taken(self._problem, self._packed, self._state)

    def _total(self, units: Iterable[Unit]) -> int | None:
        """Return the cost with the ranks of visits left out; None if a rule is broken.

        A break may be missed for now if visits are still to be added on its route.
        """
        p, units = self._problem, set(units)
        to_come = [unit for unit in self._left if unit not in units]
        breaks = self._packed.node[p.n_stops : p.n_stops + p.n_routes]
        breaks[sorted({r for unit in to_come for r in self._routes_of(unit)}), MISSED_COST] = 0
        fits = fill(self._packed, self._state, *given(p, self.kept_of(units)))
        breaks[:, MISSED_COST] = p.missed_cost
        return int(self._state.tally[TOTAL]) if fits else None

    def _add_what_has_begun(self) -> None:
        """Add the stops of visits that have begun and that the routes lack, by their times."""
        p, made = self._problem, {node for nodes in self._routes for node in nodes}
        if made.issuperset(np.flatnonzero(p.begun[p.visit]).tolist()):
            return
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
        bare = bare_routes(self._problem)
        moved = {node for nodes in bare for node in nodes}
        for r, first in enumerate(bare):
            self._routes[r] = [*first, *(node for node in self._routes[r] if node not in moved)]
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
        more, routes = [*self.kept, unit], self._routes_of(unit)
        if self._moves(unit, more):
            return more
        apart = [other for other in self.kept if not self._routes_of(other) & routes]
        ways = [self.kept]
        ways += [[u for u in more if u != other] for other in self.kept if other not in apart]
        best = self._best(ways, self._left) or self._best(ways)
        if best is None and self._moves(unit, self.kept):
            return self.kept  # without the unit a break stood at a wrong place
        return best or self._best([apart]) or []

    def _best(self, ways: Iterable[list[Unit]], rest: Sequence[Unit] = ()) -> list[Unit] | None:
        """Return the way that costs least together with the rest; None if none fits."""
        totals = ((self._total([*way, *rest]), k, way) for k, way in enumerate(ways))
        return min(((total, k, way) for total, k, way in totals if total is not None),
                   default=(0, 0, None))[2]  # fmt: skip

    def _moves(self, unit: Unit, units: Sequence[Unit]) -> bool:
        """Move a stop of a unit, or a break, to another place of its route, so that units fit."""
        best: tuple[int, int, list[int]] | None = None
        p = self._problem
        for r in self._routes_of(unit):
            before = self._routes[r]
            stops = [s for v in unit for s in rows(p.stops, v)]
            for node in (node for node in before if node in stops or node == p.n_stops + r):
                for nodes in _elsewhere(before, node):
                    self._routes[r] = nodes
                    total = self._total(units)
                    if total is not None and (best is None or total < best[0]):
                        best = total, r, nodes
            self._routes[r] = before
        if best is not None:
            self._routes[best[1]] = best[2]
        return best is not None

    def _routes_of(self, unit: Unit) -> set[int]:
        p = self._problem
        return {self._made_by[s] for v in unit for s in rows(p.stops, v) if s in self._made_by}


def _starts(problem: Problem, solution: Solution) -> list[int]:
    """Return the given start of each visit; of what has begun, the real one."""
    return [
        int(problem.allowed_from[problem.allowed[v]]) if problem.begun[v] else start
        for v, start in enumerate(solution.start)
    ]


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


def _elsewhere(nodes: Sequence[int], node: int) -> Iterator[list[int]]:
    """Yield the nodes of a route with one of them at each other place."""
    others = [each for each in nodes if each != node]
    for k in range(len(others) + 1):
        if nodes[k] != node:
            yield [*others[:k], node, *others[k:]]
