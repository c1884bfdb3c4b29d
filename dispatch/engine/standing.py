"""Insertion of one more visit into an existing solution: what it costs, and where.

The routes are packed and timed once. Each question may bring other rules for the visit, which are
patched into the packed problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product
from typing import TypeAlias

import numpy as np

from dispatch.engine.aims import NOTHING, Aim, Lifted, allowed_of
from dispatch.engine.handover import given, taken
from dispatch.engine.insertion import insert_all, substitute
from dispatch.engine.packed import ROUTES, ROUTES_END, Packed
from dispatch.engine.packing import pack, patched
from dispatch.engine.patches import (
    allowed_in,
    not_after,
    not_before,
    with_aim,
    with_routes,
    without_limits,
    without_stops,
)
from dispatch.engine.problem import PAID, Ints, Problem, Solution
from dispatch.engine.routes import fill
from dispatch.engine.state import IMPOSSIBLE, START, TOTAL, State, empty_state

DEAR = 1 << 44
"""Cost of a visit left out: more than any insertion, and the sum over all visits still fits."""

MOST_MOVED = 60
"""Maximum number of visits to try to move; the nearest in time come first."""

MOST_CHOICES = 40
"""Maximum number of combinations of pieces of equipment to try."""

Timed: TypeAlias = tuple[Ints, Ints]
"""Table and tally of a state."""


@dataclass(frozen=True)
class Place:
    """A place for one more visit.

    Attributes
    ----------
    cost : int
        Added cost, without the cost of leaving the visit out.
    start : int
        When the visit starts.
    routes : tuple of int
        Route of each of its stops.
    """

    cost: int
    start: int
    routes: tuple[int, ...]


class Standing:
    """A problem with an existing solution.

    Parameters
    ----------
    problem
        The problem.
    solution
        The existing decisions; its times are not read.
    """

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.solution = problem, solution
        self._packed = pack(all_dear(problem), to_search=False)
        self._state = empty_state(self._packed, 0)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The earliest start of each visit; -1 if it is left out, or if there is no timetable."""
        filled = fill(self._packed, self._state, *given(self.problem, self.solution))
        starts = self._state.table[self.problem.stops[:-1], START]
        return tuple(starts.tolist()) if filled else (-1,) * self.problem.n_visits

    def addition(
        self, visit: int, rules: Problem | None = None, aims: Sequence[Aim] = ()
    ) -> Addition:
        """Ask about a visit that is left out, together with its group if it has one.

        Parameters
        ----------
        visit
            Number of the visit.
        rules
            The problem with other starts, people and costs for this visit, and possibly with other
            hours, breaks and general costs; everything else is equal.
        aims
            Starts wanted for the visit; the cheapest insertion among them counts. If there are
            none, allowed starts and their costs are those of the problem.
        """
        if rules is None:
            return Addition(self.problem, self.solution, visit, aims, self._packed, self._state)
        packed = patched(self._packed, all_dear(rules), visit)
        return Addition(rules, self.solution, visit, aims, packed, self._state)


class Addition:
    """A visit to be added to routes; made by `Standing.addition`.

    Parameters
    ----------
    problem, solution, visit, aims
        The problem, the routes without the visit, its number, and starts wanted for it.
    packed
        The packed problem; every visit left out costs `DEAR`, and groups do not count.
    state
        Working state, shared with other questions.
    """

    def __init__(
        self,
        problem: Problem,
        solution: Solution,
        visit: int,
        aims: Sequence[Aim],
        packed: Packed,
        state: State,
    ) -> None:
        self._problem, self._solution, self._visit = problem, solution, visit
        self._aims, self._packed, self._state = aims, packed, state
        self._lead = int(problem.stops[visit])
        self._group = group_of(problem, visit)
        self._aimed = [(with_aim(packed, self._lead, aim), aim.late) for aim in aims]
        self._aimed = self._aimed or [(packed, False)]
        self._pieces = choices(problem, solution, visit)

    def places(self, most: int) -> list[Place]:
        """Return the cheapest places for the visit alone, one for each route of its first stop."""
        begin, end = self._packed.node[self._lead, [ROUTES, ROUTES_END]].tolist()
        if begin == end or not self._stands():
            return []
        before = int(self._state.tally[TOTAL])
        each = np.arange(end - begin)
        nobody = np.full(len(each), -1, dtype=np.int64)
        size = int(self._problem.stops[self._visit + 1]) - self._lead
        costs, found = self._substituted(self._packed, nobody, [self._visit], on=each, size=size)
        order = np.argsort(costs, kind="stable")[:most]
        return [
            Place(int(costs[k]) - before + DEAR, int(found[k, 0]), tuple(found[k, 1:].tolist()))
            for k in order
            if costs[k] < IMPOSSIBLE
        ]

    def cost(self, stop: int, routes: range, lifted: Lifted = NOTHING) -> int | None:
        """Return the added cost with one of the visit's stops on some routes, others unmoved.

        None if the visit, alone of its group, does not fit.
        """
        packed = with_routes(self._packed, {stop: routes})
        packed = without_limits(packed, self._problem, lifted.limits)
        if lifted.stops:
            packed = without_stops(packed, self._problem, self._visit, lifted.stops)
        if not self._stands():
            return None
        before = int(self._state.tally[TOTAL])
        nobody = np.full(1, -1, dtype=np.int64)
        (cost,), _ = self._substituted(packed, nobody, [self._visit], on=nobody)
        return None if cost >= IMPOSSIBLE else int(cost) - before + DEAR

    def making_room(self, stop: int, routes: range, others: Sequence[int]) -> list[int]:
        """Return the other visits each of which, if it alone is dropped, makes room.

        Parameters
        ----------
        stop, routes
            One of the visit's stops, and the routes that it has to be on.
        others
            Other visits of the solution.
        """
        if not others or not self._stands():
            return []
        packed = with_routes(self._packed, {stop: routes})
        costs = self._moved(packed, np.array(others), [self._visit])
        return [other for other, cost in zip(others, costs, strict=True) if cost < IMPOSSIBLE]

    def in_place(self) -> Solution | None:
        """Insert the visit at its cheapest place, all others unmoved; None if it does not fit."""
        return self._cheapest(())

    def one_moved(self) -> tuple[Solution, int] | None:
        """Remove another visit, insert the visit, then the other: the cheapest way of all.

        Returns
        -------
        Solution and int, or None
            The new solution and the visit that was moved.
        """
        others = np.array(self._neighbours(), dtype=np.int64)
        found: list[tuple[int, int]] = []
        for (packed, _), bare in zip(self._aimed, self._bare, strict=True):
            able = others
            if self._has_choice:
                able = others[self._moved(bare, others, [self._visit]) < IMPOSSIBLE]
            for pieces in self._pieces if len(able) else ():
                into = [self._visit, *self._group]
                costs = self._moved(with_routes(packed, pieces), able, into, back=True)
                found += zip(costs.tolist(), able.tolist(), strict=True)
        best_first = [other for cost, other in sorted(found) if cost < IMPOSSIBLE]
        if not self._aims:  # an aim is reached by starting later, too, which these costs ignore
            best_first = best_first[:1]
        ways = ((self._cheapest((other,)), other) for other in dict.fromkeys(best_first))
        best = [(way, other) for way, other in ways if way is not None]
        return min(best, key=lambda way: way[0].rank, default=None)

    def break_elsewhere(self, route: int) -> Solution | None:
        """Insert the visit, with the break of `route` at the best place among its stops."""
        pause = self._problem.n_stops + route
        stops = tuple(node for node in self._solution.routes[route] if node != pause)
        found = []
        for k in range(len(stops) + 1):
            routes = [*self._solution.routes]
            routes[route] = (*stops[:k], pause, *stops[k:])
            solution = replace(self._solution, routes=tuple(routes))
            other = Addition(
                self._problem, solution, self._visit, self._aims, self._packed, self._state
            )
            found.append(other.in_place())
        ways = (solution for solution in found if solution is not None)
        return min(ways, key=lambda solution: solution.rank, default=None)

    @cached_property
    def _timed(self) -> Timed | None:
        """The timed state of the existing routes; None if they have no timetable."""
        if not fill(self._packed, self._state, *given(self._problem, self._solution)):
            return None
        return self._state.table.copy(), self._state.tally.copy()

    def _stands(self) -> bool:
        """Fill the state with the existing routes; return False if they have no timetable."""
        if self._timed is None:
            return False
        self._state.table[:], self._state.tally[:] = self._timed
        return True

    def _neighbours(self) -> list[int]:
        """Return visits that may be in the way: on eligible routes, the nearest in time first.

        What has begun stays.
        """
        p, v = self._problem, self._visit
        if not self._stands():
            return []
        starts = self._state.table[p.stops[:-1], START]
        spans = [*zip(*allowed_of(p, v), strict=True)]
        able = p.eligible[p.stops[v] : p.stops[v + 1]].any(axis=0)
        off = {
            int(p.visit[node]): min(
                (max(first - starts[p.visit[node]], starts[p.visit[node]] - last, 0)
                 for first, last in spans),
                default=0,
            )
            for route in np.flatnonzero(able)
            for node in self._solution.routes[route]
            if node < p.n_stops and not p.begun[p.visit[node]]
        }  # fmt: skip
        return sorted(off, key=lambda other: (off[other], other))[:MOST_MOVED]

    def _moved(self, packed: Packed, out: Ints, into: list[int], *, back: bool = False) -> Ints:
        """Return the total costs with each of `out` removed, `into` inserted and it put `back`.

        The state must hold the existing routes, and holds them again afterwards.
        """
        anywhere = np.full(len(out), -1, dtype=np.int64)
        lead = self._problem.stops
        return self._substituted(packed, lead[out], into, on=anywhere, back=back)[0]

    def _substituted(
        self,
        packed: Packed,
        out: Ints,
        into: list[int],
        *,
        on: Ints,
        back: bool = False,
        size: int = 0,
    ) -> tuple[Ints, Ints]:
        order = np.tile(self._problem.stops[into], (len(out), 1))
        if back:
            order = np.ascontiguousarray(np.column_stack([order, out]))
        costs = np.empty(len(out), dtype=np.int64)
        found = np.empty((len(out), 1 + size), dtype=np.int64)
        substitute(packed, self._state, out, order, on, costs, found)
        return costs, found

    def _cheapest(self, moved: tuple[int, ...]) -> Solution | None:
        """Insert the visit, then the moved ones, by the cheapest of the aims and pieces."""
        found = []
        for (aimed, late), bare in zip(self._aimed, self._bare, strict=True):
            if self._has_choice and not self._served(bare, moved, [self._visit]):
                continue
            for pieces in self._pieces:
                packed = with_routes(aimed, pieces)
                solution = self._insert(packed, moved)
                if solution is not None and self._aims:
                    solution = self._nearest(packed, moved, solution, late=late)
                if solution is not None:
                    found.append(solution)
        return min(found, key=lambda solution: solution.rank, default=None)

    def _insert(self, packed: Packed, moved: tuple[int, ...]) -> Solution | None:
        if not self._served(packed, moved, [self._visit, *self._group, *moved]):
            return None
        return taken(self._problem, packed, self._state)

    def _served(self, packed: Packed, moved: tuple[int, ...], visits: list[int]) -> bool:
        """Fill the state and insert some visits; return False if they do not all fit."""
        order = self._problem.stops[visits]
        if moved or not self._stands():  # the routes may be valid if a limit is lifted
            rows = given(self._problem, self._solution, moved)
            if not fill(packed, self._state, *rows):
                return False
        insert_all(packed, self._state, order)
        return bool((self._state.table[order, START] >= 0).all())

    def _nearest(
        self, packed: Packed, moved: tuple[int, ...], solution: Solution, *, late: bool
    ) -> Solution:
        """Start the visit as late, or as early, as the aim and the routes permit, by bisection."""
        starts = allowed_in(packed, self._lead)
        bound = not_before if late else not_after
        reached, limit = solution.start[self._visit], int(starts[-1, 1] if late else starts[0, 0])
        while reached < limit if late else reached > limit:
            tried = (reached + limit + 1) // 2 if late else (reached + limit) // 2
            found = self._insert(bound(packed, self._lead, tried), moved)
            if found is None:
                limit = tried - 1 if late else tried + 1
            else:
                solution, reached = found, found.start[self._visit]
        return solution

    @cached_property
    def _bare(self) -> list[Packed]:
        """For each aim, the problem with unlimited paid time and no equipment for the visit.

        If the visit does not fit then, it fits with no choice of equipment: equipment only delays
        it, which can help only with a limit on paid time.
        """
        paid = np.flatnonzero(self._problem.limit_what == PAID).tolist()
        loose = (without_limits(aimed, self._problem, paid) for aimed, _ in self._aimed)
        return [without_stops(each, self._problem, self._visit, self._behind) for each in loose]

    @property
    def _behind(self) -> range:
        return behind(self._problem, self._visit)

    @property
    def _has_choice(self) -> bool:
        """Whether there are several choices of equipment, so that a quick check pays."""
        return len(self._pieces) > 1


def choices(problem: Problem, solution: Solution, visit: int) -> list[dict[int, range]]:
    """List the choices of equipment, with only the first idle piece for each stop: some of many."""
    stops = behind(problem, visit)
    pieces = []
    for stop in stops:
        able = np.flatnonzero(problem.eligible[stop]).tolist()
        used = [route for route in able if solution.routes[route]]
        pieces.append(used + [route for route in able if route not in used][:1])
    return [
        {stop: range(r, r + 1) for stop, r in zip(stops, chosen, strict=True)}
        for chosen in islice(product(*pieces), MOST_CHOICES)
    ]


def behind(problem: Problem, visit: int) -> range:
    """Return the stops of a visit behind those of its crew."""
    first = int(problem.stops[visit] + problem.crew[visit])
    return range(first, int(problem.stops[visit + 1]))


def all_dear(problem: Problem) -> Problem:
    """Return the problem with `DEAR` as the cost of every visit left out, and nothing begun.

    It has no groups, either.
    """
    dear = np.full(problem.n_visits, DEAR, dtype=np.int64)
    return problem.replace(
        unserved_cost=dear,
        mandatory=np.zeros_like(dear),
        begun=np.zeros_like(dear),
        group=problem.group[:1],
        group_visits=problem.group_visits[:0],
    )


def group_of(problem: Problem, visit: int) -> list[int]:
    """Return the other visits of the visit's group."""
    for g in range(len(problem.group) - 1):
        group = problem.group_visits[problem.group[g] : problem.group[g + 1]].tolist()
        if visit in group:
            return [other for other in group if other != visit]
    return []
