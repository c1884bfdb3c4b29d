"""Whether one visit more fits into routes that are there: numbers only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import TYPE_CHECKING

import numpy as np

from dispatch.engine.problem import NEVER, PAID, Ints, Problem, Solution
from dispatch.explain.aims import AIM, Aim, allowed_of

if TYPE_CHECKING:
    from dispatch.engine.tables import Tables

DEAR = 1 << 44
"""What a visit left out costs here: more than any insertion, and their sum still fits."""

MOST_MOVED = 60
"""How many visits are tried to be moved at the most, those nearest in time first."""

MOST_CHOICES = 40
"""How many choices of pieces of equipment are tried at the most."""


@dataclass(frozen=True)
class Lifted:
    """What does not count for once: limits, by their numbers, and whether pieces are needed."""

    limits: Collection[int] = ()
    pieces: bool = False


class Trial:
    """Routes to which one visit is to be added, with all of its group where it has one.

    Parameters
    ----------
    problem
        What is asked.
    solution
        The routes as they stand, without `visit`.
    visit
        What is to be added.
    aims
        Starts that are asked of it; the cheapest insertion of all of them counts. Where there are
        none, starts are allowed and cost what they do in the problem.
    """

    def __init__(
        self, problem: Problem, solution: Solution, visit: int, aims: Sequence[Aim] = ()
    ) -> None:
        from dispatch.engine.state import empty_state
        from dispatch.engine.tables import pack

        dear = np.full(problem.n_visits, DEAR, dtype=np.int64)
        self._problem, self._visit = problem, visit
        self._group = _group_of(problem, visit)
        self._tables = pack(
            problem._replace(
                unserved_cost=dear,
                mandatory=0 * dear,
                group=problem.group[:1],  # they are inserted one by one, and all have to be
                group_visits=problem.group_visits[:0],
            ),
            near=False,
        )
        self._state = empty_state(self._tables, 0)
        self._stand(solution)
        aimed = [(_aimed(self._tables, self._lead, aim), aim.late) for aim in aims]
        self._aimed = [
            (tables, self._bare(tables), late) for tables, late in aimed or [(self._tables, False)]
        ]
        self._pieces = list(islice(self._choices(), MOST_CHOICES))

    def fits(self, stop: int, routes: range, lifted: Lifted) -> bool:
        """Whether there is room for the visit in place, with one of its stops on some routes."""
        tables = _with_routes(self._tables, {stop: routes})
        tables = _without_limits(tables, self._problem, lifted.limits)
        if lifted.pieces:
            tables = _without_pieces(tables, self._problem, self._visit)
        return self._insert(tables, ()) is not None

    def in_place(self) -> Solution | None:
        """Insert the visit where it costs least, all others where they are; None if nowhere."""
        return self._cheapest(())

    def one_moved(self) -> tuple[Solution, int] | None:
        """Take another visit out, insert the visit, then the other: the cheapest way of all.

        Returns
        -------
        Solution and int, or None
            The way and the visit that is moved.
        """
        from dispatch.engine.state import IMPOSSIBLE

        others = np.array(self._neighbours(), dtype=np.int64)
        found: list[tuple[int, int]] = []
        for tables, bare, _ in self._aimed:
            able = others
            if self._has_choice:
                able = others[self._exchanged(bare, others, [self._visit]) < IMPOSSIBLE]
            for pieces in self._pieces if len(able) else ():
                costs = self._exchanged(
                    _with_routes(tables, pieces), able, [self._visit, *self._group], back=True
                )
                found += zip(costs.tolist(), able.tolist(), strict=True)
        cost, other = min(found, default=(IMPOSSIBLE, -1))
        best = None if cost >= IMPOSSIBLE else self._cheapest((other,))
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
            other._stand(replace(self._solution, routes=tuple(routes)))
            found.append(other.in_place())
        ways = (solution for solution in found if solution is not None)
        return min(ways, key=lambda solution: solution.rank, default=None)

    def _stand(self, solution: Solution) -> None:
        """Compute the times of the routes as they stand, where they have any."""
        from dispatch.engine.routes import load

        self._solution = solution
        self._timed: tuple[Ints, Ints] | None = None
        if load(self._tables, self._state, *_rows(self._problem, solution, ())):
            self._timed = self._state.table.copy(), self._state.tally.copy()

    def _stands(self) -> bool:
        """Fill the state with the routes as they stand; False where they have no timetable."""
        if self._timed is None:
            return False
        self._state.table[:], self._state.tally[:] = self._timed
        return True

    def _neighbours(self) -> list[int]:
        """List visits that may be in the way: on routes that may serve the visit, near in time."""
        from dispatch.engine.state import START

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
            if node < p.n_stops
        }  # fmt: skip
        return sorted(off, key=lambda other: (off[other], other))[:MOST_MOVED]

    def _exchanged(self, tables: Tables, out: Ints, into: list[int], *, back: bool = False) -> Ints:
        """What all costs with each of some visits taken out, `into` served, and it `back` again.

        The state holds the routes as they stand, and does so afterwards.
        """
        from dispatch.engine.insertion import exchange

        lead = self._problem.stops
        costs = np.empty(len(out), dtype=np.int64)
        order = np.tile(lead[into], (len(out), 1))
        if back:
            order = np.column_stack([order, lead[out]])
        exchange(tables, self._state, lead[out], np.ascontiguousarray(order), costs)
        return costs

    def _cheapest(self, moved: tuple[int, ...]) -> Solution | None:
        """Insert the visit, then those that are moved, by the cheapest of the aims and pieces."""
        found = []
        for aimed, bare, late in self._aimed:
            if self._has_choice and not self._served(bare, moved, [self._visit]):
                continue
            for pieces in self._pieces:
                tables = _with_routes(aimed, pieces)
                solution = self._insert(tables, moved)
                if solution is not None:
                    found.append(self._latest(tables, moved, solution) if late else solution)
        return min(found, key=lambda solution: solution.rank, default=None)

    def _insert(self, tables: Tables, moved: tuple[int, ...]) -> Solution | None:
        from dispatch.engine.search import read
        from dispatch.engine.state import TOTAL

        if not self._served(tables, moved, [self._visit, *self._group, *moved]):
            return None
        return read(self._problem, self._state.table, int(self._state.tally[TOTAL]))

    def _served(self, tables: Tables, moved: tuple[int, ...], visits: list[int]) -> bool:
        """Fill the state, and insert some visits where there is room for all of them."""
        from dispatch.engine.insertion import insert_all
        from dispatch.engine.routes import load
        from dispatch.engine.state import START

        order = self._problem.stops[visits]
        if moved or not self._stands():  # they may stand where some limit is lifted
            rows = _rows(self._problem, self._solution, moved)
            if not load(tables, self._state, *rows):
                return False
        insert_all(tables, self._state, order)
        return bool((self._state.table[order, START] >= 0).all())

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

    def _bare(self, tables: Tables) -> Tables:
        """Let the visit need nothing that it may have to wait for, but people.

        Where there is no room for it then, there is none with any choice of pieces: they make it
        later, which is of use only to a bound on paid time.
        """
        paid = np.flatnonzero(self._problem.limit_what == PAID).tolist()
        tables = _without_limits(tables, self._problem, paid)
        return _without_pieces(tables, self._problem, self._visit)

    @property
    def _has_choice(self) -> bool:
        """Whether there is more than one choice of pieces, so that it pays to look first."""
        return len(self._pieces) > 1

    @property
    def _lead(self) -> int:
        return int(self._problem.stops[self._visit])

    def _choices(self) -> Iterator[dict[int, range]]:
        """Every choice of pieces for the visit; of those that are idle, the first of each pool."""
        p, visit = self._problem, self._visit
        stops = range(self._lead + int(p.crew[visit]), int(p.stops[visit + 1]))
        pieces = []
        for stop in stops:
            able = np.flatnonzero(p.eligible[stop]).tolist()
            used = [route for route in able if self._solution.routes[route]]
            pieces.append(used + [route for route in able if route not in used][:1])
        for chosen in product(*pieces):
            yield {stop: range(r, r + 1) for stop, r in zip(stops, chosen, strict=True)}


def _group_of(problem: Problem, visit: int) -> list[int]:
    """The other visits that are served if and only if `visit` is."""
    for g in range(len(problem.group) - 1):
        group = problem.group_visits[problem.group[g] : problem.group[g + 1]].tolist()
        if visit in group:
            return [other for other in group if other != visit]
    return []


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


def _aimed(tables: Tables, lead: int, aim: Aim) -> Tables:
    """Let a visit start near an instant, whatever it was allowed and liked before."""
    from dispatch.engine.tables import ALLOWED, ALLOWED_END, PREFERRED_AT, PREFERRED_COST

    node, width = tables.node.copy(), tables.pool.shape[1]
    rows = np.array([(*each, *[0] * (width - 2)) for each in aim.allowed], dtype=np.int64)
    node[lead, ALLOWED] = len(tables.pool)
    node[lead, ALLOWED_END] = len(tables.pool) + len(rows)
    node[lead, PREFERRED_COST], node[lead, PREFERRED_AT] = AIM, aim.near
    return tables._replace(node=node, pool=np.concatenate([tables.pool, rows]))


def _with_routes(tables: Tables, routes: Mapping[int, range]) -> Tables:
    """Let stops be served by none but some neighbouring routes of those that may."""
    from dispatch.engine.tables import ROUTES, ROUTES_END

    if not routes:
        return tables
    node = tables.node.copy()
    for stop, few in routes.items():
        begin, end = tables.node[stop, [ROUTES, ROUTES_END]]
        able = tables.pool[begin:end, 0]
        node[stop, ROUTES] = begin + np.searchsorted(able, few.start)
        node[stop, ROUTES_END] = begin + np.searchsorted(able, few.stop)
    return tables._replace(node=node)


def _without_pieces(tables: Tables, problem: Problem, visit: int) -> Tables:
    """Let a visit need none of its equipment."""
    from dispatch.engine.tables import SIZE

    tables = tables._replace(node=tables.node.copy())
    tables.node[problem.stops[visit], SIZE] = problem.crew[visit]
    return tables


def _without_limits(tables: Tables, problem: Problem, limits: Collection[int]) -> Tables:
    """Let some limits bind nobody."""
    from dispatch.engine.tables import ALL_MOST, LIMITS

    if not limits:
        return tables
    pool, route = tables.pool.copy(), int(problem.limit_routes[0])
    first = pool[tables.node[problem.n_stops + problem.n_routes + route, LIMITS], 0]  # limit 0
    pool[first + np.array([*limits]), ALL_MOST] = NEVER
    return tables._replace(pool=pool)


def _rows(problem: Problem, solution: Solution, out: tuple[int, ...]) -> tuple[Ints, Ints, Ints]:
    """The routes in compressed rows without some visits, and what visits are held for."""
    gone = {n for visit in out for n in range(problem.stops[visit], problem.stops[visit + 1])}
    routes = [[n for n in nodes if n not in gone] for nodes in solution.routes]
    held = np.zeros(problem.n_stops, dtype=np.int64)
    held[problem.stops[:-1]] = solution.held
    held[problem.stops[list(out)]] = 0
    pointer = np.cumsum([0, *(len(nodes) for nodes in routes)], dtype=np.int64)
    order = np.array([node for nodes in routes for node in nodes], dtype=np.int64)
    return order, pointer, held
