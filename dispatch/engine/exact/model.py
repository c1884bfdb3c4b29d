"""CP-SAT variables for the decisions and times of a problem, and the way back to decisions.

Each route is a circuit through its head and its stops, as in vehicle routing models with optional
nodes, for which CP-SAT's ``AddCircuit`` was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, product
from typing import TypeAlias

from ortools.sat.python import cp_model

from dispatch.engine.assignment import people_of, rows
from dispatch.engine.problem import NEVER, NOBODY, Problem, Solution
from dispatch.engine.timetable import may_miss, work

HEAD = -1
"""Represents a route's start place and end place among the nodes of an arc."""

Expression: TypeAlias = cp_model.LinearExprT
Literal: TypeAlias = cp_model.BoolVarT
Variable: TypeAlias = cp_model.IntVar


class Model:
    """Variables of a problem; `rules` constrains them and `costs` weighs them.

    Times of what does not happen are 0, so that they delay nothing.

    Attributes
    ----------
    cp : CpModel
        All variables and constraints so far.
    horizon : int
        A tick that no time exceeds.
    served : list of Variable
        For each visit, whether it is served.
    serves : dict of (stop, route) to Variable
        Whether the route makes the stop; only for eligible pairs.
    arcs : dict of (route, node, node) to Variable
        Whether one node follows the other directly.
    unused : list of Variable
        For each route, whether it has no stops.
    break_first, break_last : dict of route to Variable
        Whether the break is taken at the start place, or after the return.
    break_missed : dict of route to Variable
        Whether the break is missed; only for routes that may miss it.
    break_before : dict of (stop, route) to Variable
        Whether the break is taken on arrival at a stop other than the first.
    held : list of list of Variable
        For each visit and release, whether the visit is held for it.
    within : list of list of Variable
        For each visit and allowed interval, whether the visit starts in it.
    both : list of Variable
        For each gap, whether both visits are served.
    start : list of Variable
        Start of each visit.
    arrival : list of Variable
        Arrival at each stop; a break at the start place is over by then, any other is not.
    departure, returned : list of Variable
        Departure and return of each route.
    waiting : list of Variable
        For each route, the ticks away that are neither travel, work nor a break on the way.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cp = cp_model.CpModel()
        self.horizon = _horizon(problem)
        self._make_decisions()
        self._make_times()

    def _make_decisions(self) -> None:
        p, new = self.problem, self.cp.new_bool_var
        visits, routes = range(p.n_visits), range(p.n_routes)
        pairs = [(s, r) for s, r in product(range(p.n_stops), routes) if p.eligible[s, r]]
        resting = [r for r in routes if p.break_length[r]]
        self.served = [new(f"served {v}") for v in visits]
        self.serves = {(s, r): new(f"serves {s} {r}") for s, r in pairs}
        self.unused = [new(f"unused {r}") for r in routes]
        self.arcs = {
            (r, a, b): new(f"arc {r} {a} {b}")
            for r in routes
            for a, b in product([HEAD, *self.stops_of(r)], repeat=2)
            if self._can_follow(r, a, b)
        }
        self.break_first = {r: new(f"break first {r}") for r in resting}
        self.break_last = {r: new(f"break last {r}") for r in resting}
        self.break_missed = {r: new(f"break missed {r}") for r in resting if may_miss(p, r)}
        self.break_before = {(s, r): new(f"break {s} {r}") for s, r in pairs if r in resting}
        self.held = [[new(f"held {v} {k}") for k, _ in enumerate(self.releases(v))] for v in visits]
        self.within = [[new(f"within {v} {k}") for k in self.allowed(v)] for v in visits]
        self.both = [new(f"both {g}") for g, _ in enumerate(p.gap_earlier)]

    def _make_times(self) -> None:
        p, top = self.problem, self.horizon
        self.start = []
        for v in range(p.n_visits):
            allowed = [[int(p.allowed_from[k]), int(p.allowed_to[k])] for k in self.allowed(v)]
            domain = cp_model.Domain.from_intervals([[0, 0], *allowed])
            domain = domain.intersection_with(cp_model.Domain(0, top))
            self.start.append(self.cp.new_int_var_from_domain(domain, f"start {v}"))
        self.arrival = [self.amount(f"arrival {s}") for s in range(p.n_stops)]
        self.departure = [self.amount(f"departure {r}") for r in range(p.n_routes)]
        self.returned = [self.amount(f"returned {r}") for r in range(p.n_routes)]
        self.waiting = [self.amount(f"waiting {r}") for r in range(p.n_routes)]

    def amount(self, name: str, reference: int = 0) -> Variable:
        """Return a new variable for ticks: a time, or its distance from a reference."""
        return self.cp.new_int_var(0, self.horizon + abs(reference), name)

    def stops_of(self, r: int) -> list[int]:
        """Return the stops that a route may make."""
        return [s for s in range(self.problem.n_stops) if self.problem.eligible[s, r]]

    def stops_at(self, v: int) -> range:
        """Return the stops of a visit."""
        return rows(self.problem.stops, v)

    def crew(self, v: int) -> range:
        """Return the crew stops of a visit."""
        return people_of(self.problem, v)

    @property
    def staffed(self) -> list[int]:
        """The routes that belong to caregivers."""
        return [r for r, c in enumerate(self.problem.caregiver) if c != NOBODY]

    def allowed(self, v: int) -> range:
        """Return the rows of the intervals in which a visit may start."""
        return rows(self.problem.allowed, v)

    def releases(self, v: int) -> list[int]:
        """Return the instants that a visit may be held for."""
        here = slice(self.problem.release[v], self.problem.release[v + 1])
        return [int(at) for at in self.problem.release_at[here]]

    def ticks(self, r: int, a: int, b: int) -> int:
        """Return the ticks of travel of a route from one node to another; `HEAD` is either end."""
        p = self.problem
        here = p.start_point[r] if a == HEAD else p.point_out[a]
        there = p.end_point[r] if b == HEAD else p.point_in[b]
        return int(p.travel[p.mode[r], here, there])

    def way(self, r: int) -> cp_model.LinearExpr:
        """Return the ticks of travel of a route."""
        arcs = [self.ticks(q, a, b) * x for (q, a, b), x in self.arcs.items() if q == r]
        return cp_model.LinearExpr.sum(arcs)

    def toil(self, r: int) -> cp_model.LinearExpr:
        """Return the ticks of access, service and documentation of a route."""
        made = [work(self.problem, s) * x for (s, q), x in self.serves.items() if q == r]
        return cp_model.LinearExpr.sum(made)

    def pause(self, r: int) -> cp_model.LinearExpr:
        """Return the ticks of a route's break if it lies between two stops."""
        rests = [x for (_, q), x in self.break_before.items() if q == r]
        return int(self.problem.break_length[r]) * cp_model.LinearExpr.sum(rests)

    def until_start(self, s: int) -> int:
        """Return the ticks from the door to the visit's start; negative for a role with offset."""
        return int(self.problem.before[s] - self.problem.offset[s])

    def from_start(self, s: int) -> int:
        """Return the ticks from the visit's start until this caregiver leaves."""
        return int(self.problem.offset[s] + self.problem.service[s] + self.problem.after[s])

    def _can_follow(self, r: int, a: int, b: int) -> bool:
        """Return whether stop `b` can directly follow stop `a`, given their allowed starts."""
        if a == HEAD or b == HEAD:
            return a != b
        p = self.problem
        first, last = int(p.visit[a]), int(p.visit[b])
        soonest = min((int(p.allowed_from[k]) for k in self.allowed(first)), default=NEVER)
        latest = max((int(p.allowed_to[k]) for k in self.allowed(last)), default=-NEVER)
        between = self.from_start(a) + self.ticks(r, a, b) + self.until_start(b)
        return first != last and soonest + between <= latest

    def read(self, value: Callable[[Expression], int]) -> tuple[list[list[int]], list[int]]:
        """Return the routes and holds of a solution, given the values of its variables."""
        p = self.problem
        after = {(r, a): b for (r, a, b), x in self.arcs.items() if value(x)}
        routes: list[list[int]] = []
        for r in range(p.n_routes):
            rest = p.n_stops + r
            nodes = [rest] if r in self.break_first and value(self.break_first[r]) else []
            stop = after.get((r, HEAD), HEAD)
            while stop != HEAD:
                if (stop, r) in self.break_before and value(self.break_before[stop, r]):
                    nodes.append(rest)
                nodes.append(stop)
                stop = after[r, stop]
            afterwards = (self.break_last, self.break_missed)
            if any(r in found and value(found[r]) for found in afterwards):
                nodes.append(rest)
            routes.append(nodes)
        held = [next((k for k, x in enumerate(row, 1) if value(x)), 0) for row in self.held]
        return routes, held

    def hint(self, solution: Solution) -> None:
        """Start the next search from a solution."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for variable, value in self._values(solution):
            self.cp.add_hint(variable, value)

    def _values(self, solution: Solution) -> Iterator[tuple[Variable, int]]:
        n_stops = self.problem.n_stops
        for v, start in enumerate(solution.start):
            yield self.served[v], start >= 0
            yield self.start[v], max(0, start)
            for k, held in enumerate(self.held[v], 1):
                yield held, start >= 0 and solution.held[v] == k
        for r, nodes in enumerate(solution.routes):
            stops = [node for node in nodes if node < n_stops]
            used = set(pairwise([HEAD, *stops, HEAD])) if stops else set()
            yield self.unused[r], not stops
            yield from ((x, (a, b) in used) for (q, a, b), x in self.arcs.items() if q == r)
            yield from ((x, s in stops) for (s, q), x in self.serves.items() if q == r)
            if r in self.break_first:
                taken, place = solution.break_start[r] >= 0, nodes.index(n_stops + r)
                yield self.break_first[r], taken and place == 0
                yield self.break_last[r], taken and 0 < place == len(nodes) - 1
                if r in self.break_missed:
                    yield self.break_missed[r], not taken
                here = nodes[place + 1] if taken and 0 < place < len(nodes) - 1 else HEAD
                rests = ((s, x) for (s, q), x in self.break_before.items() if q == r)
                yield from ((x, s == here) for s, x in rests)


def _horizon(problem: Problem) -> int:
    """Return a tick that no time exceeds: the last given time plus all durations."""
    p = problem
    given = (p.shift_start, p.break_from, p.allowed_from, p.release_at)
    last = max((int(row.max()) for row in given if row.size), default=0)
    farthest = int(p.travel.max(initial=0, where=p.travel != p.no_way[0]))
    at_stops = sum(work(p, s) + int(p.offset[s]) + farthest for s in range(p.n_stops))
    on_routes = int(p.break_length.sum()) + farthest * p.n_routes
    return last + at_stops + on_routes + sum(max(0, int(least)) for least in p.gap_least)
