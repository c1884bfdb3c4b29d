"""CP-SAT variables for the decisions and times of a problem, and the way back to decisions.

Each route is a circuit through its head and its stops, as in vehicle routing models with optional
nodes, for which CP-SAT's ``AddCircuit`` was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from typing import TypeAlias

import numpy as np
from ortools.sat.python import cp_model

from dispatch.engine.assignment import people_of, rows
from dispatch.engine.problem import NEVER, NOBODY, WAITING, Problem, Solution
from dispatch.engine.timetable import earliest_starts
from dispatch.engine.walk import access, base_between, may_miss, stays, work
from dispatch.engine.ways import kits_of

HEAD = -1
"""Represents a route's start place and end place among the nodes of an arc."""

AFTER, AHEAD, BASE = range(3)
"""Where a break on a way is taken: after the way, ahead of it, or at a base."""

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
        Whether the break is taken on the first way or at the start place, or after the return.
    break_at_end : dict of route to Variable
        Whether the break is taken at the last door; only for routes that permit it.
    break_missed : dict of route to Variable
        Whether the break is missed; only for routes that may miss it.
    break_before : dict of (stop, route, spot) to Variable
        Whether the break is taken on the way to a stop other than the first, at a spot: `AFTER` the
        way, `AHEAD` of it, or at a `BASE`.
    rests_at_door : dict of route to Variable
        Whether a break on the first way is taken at the first door.
    brings : dict of (route, kit) to Variable
        Whether some stop of the route brings the kit; only where one may.
    detour_out, detour_back : dict of route to Variable
        For a route that may bring kits, the ticks that their stations add to the first way and to
        the last; negative if the way over them is shorter.
    held : list of list of Variable
        For each visit and release, whether the visit is held for it.
    within : list of list of Variable
        For each visit and allowed interval, whether the visit starts in it.
    both : list of Variable
        For each gap, whether both visits are served.
    start : list of Variable
        Earliest start of each visit.
    moved : dict of visit to Variable
        How much later a visit starts because its route sets out later; only for visits that may.
    arrival : list of Variable
        Arrival at each stop; a break on the first way is over by then, any other is not.
    departure, returned : list of Variable
        Departure by the earliest starts, after a break at the first door its end less the way; and
        return of each route.
    shift : dict of route to Variable
        How much later the route sets out.
    detour : dict of route to list of Variable
        The ticks that a break on the way to each stop adds to the route's travel.
    rest_added, rest_ended : dict of (stop, route) to Variable
        For a break on the way to a stop, the ticks that it adds if it need not wait for its window,
        and when its way on ends at the earliest; 0 without a break.
    rest_begins : dict of route to Variable
        When a break at the last door begins.
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
        for v in visits:
            if p.begun[v]:
                self.cp.add(self.served[v] == 1)
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
        at_doors = [r for r in resting if not self.has_bases(r)]
        ahead = [r for r in at_doors if p.break_ahead[r]]
        self.break_at_end = {r: new(f"break at the end {r}") for r in ahead}
        self.rests_at_door = {r: new(f"break at the first door {r}") for r in at_doors}
        self.break_before = {
            (s, r, spot): new(f"break {s} {r} {spot}")
            for s, r in pairs
            if r in resting
            for spot in self._spots(r)
        }
        self.brings = {
            (r, k): new(f"brings {r} {k}") for r in routes for k in kits_of(p, self.stops_of(r))
        }
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
        waits = bool(p.weights[WAITING])
        single = [v for v, size in enumerate(np.diff(p.stops)) if size == 1 and waits]
        self.moved = {v: self.amount(f"moved {v}") for v in single}
        self.shift = {r: self.amount(f"shift {r}") for r in self.staffed if waits}
        self.detour: dict[int, list[Variable]] = {r: [] for r in range(p.n_routes)}
        between = {(s, r) for s, r, _ in self.break_before}
        self.rest_added = {each: self.signed(f"rest {each}") for each in sorted(between)}
        self.rest_ended = {each: self.amount(f"rested {each}") for each in sorted(between)}
        self.rest_begins = {r: self.amount(f"rest begins {r}") for r in self.break_at_end}
        self.departure = [self.amount(f"departure {r}") for r in range(p.n_routes)]
        self.returned = [self.amount(f"returned {r}") for r in range(p.n_routes)]
        self.waiting = [self.amount(f"waiting {r}") for r in range(p.n_routes)]
        with_kits = dict.fromkeys(r for r, _ in self.brings)
        self.detour_out = {r: self.cp.new_int_var(-top, top, f"out {r}") for r in with_kits}
        self.detour_back = {r: self.cp.new_int_var(-top, top, f"back {r}") for r in with_kits}

    def signed(self, name: str) -> Variable:
        """Return a new variable for ticks that may be negative."""
        return self.cp.new_int_var(-self.horizon, self.horizon, name)

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

    def has_bases(self, r: int) -> bool:
        """Return whether a break between two stops of a route is taken at a base."""
        return len(rows(self.problem.base, r)) > 0

    def _spots(self, r: int) -> tuple[int, ...]:
        """Return where a break between two stops may be taken."""
        if self.has_bases(r):
            return (BASE,)
        return (AFTER, AHEAD) if self.problem.break_ahead[r] else (AFTER,)

    def begins(self, v: int) -> Expression:
        """Return the start of a visit."""
        return self.start[v] + self.moved.get(v, 0)

    def spot(self, r: int, a: int, b: int, spot: int) -> tuple[int, int]:
        """Return the way from a stop to where the break is taken, and on from there to the next."""
        if spot == BASE:
            base = base_between(self.problem, r, a, b)
            return base.there, base.on
        way = self.ticks(r, a, b)
        return (way, 0) if spot == AFTER else (0, way)

    def ticks(self, r: int, a: int, b: int) -> int:
        """Return the ticks of travel of a route from one node to another without kits.

        `HEAD` is either end.
        """
        p = self.problem
        here = p.start_point[r] if a == HEAD else p.point_out[a]
        there = p.end_point[r] if b == HEAD else p.point_in[b]
        return int(p.travel[p.mode[r], here, there])

    def ticks_with(self, r: int, a: int, b: int, kits: Sequence[int]) -> int:
        """Return the ticks of travel of a route that brings kits to its first or from its last."""
        p = self.problem
        fetched = [] if p.out[r] else kits
        points = [
            int(p.start_point[r] if a == HEAD else p.point_out[a]),
            *(int(p.station[kit]) for kit in (fetched if a == HEAD else reversed(kits))),
            int(p.end_point[r] if b == HEAD else p.point_in[b]),
        ]
        return sum(int(p.travel[p.mode[r], one, other]) for one, other in pairwise(points))

    def loads(self, r: int) -> Iterator[tuple[list[int], list[Literal]]]:
        """Yield each choice of kits that a route may bring, with the literals that say so."""
        own = [(kit, x) for (q, kit), x in self.brings.items() if q == r]
        for chosen in product((False, True), repeat=len(own)):
            kits = [kit for (kit, _), taken in zip(own, chosen, strict=True) if taken]
            yield (
                kits,
                [x if taken else x.negated() for (_, x), taken in zip(own, chosen, strict=True)],
            )

    def first_way(self, r: int, s: int) -> cp_model.LinearExpr:
        """Return the ticks of travel from the start place of a route to its first stop."""
        return cp_model.LinearExpr.sum([self.ticks(r, HEAD, s), self.detour_out.get(r, 0)])

    def last_way(self, r: int, s: int) -> cp_model.LinearExpr:
        """Return the ticks of travel from the last stop of a route to its end place."""
        return cp_model.LinearExpr.sum([self.ticks(r, s, HEAD), self.detour_back.get(r, 0)])

    def way(self, r: int) -> cp_model.LinearExpr:
        """Return the ticks of travel of a route."""
        arcs = [self.ticks(q, a, b) * x for (q, a, b), x in self.arcs.items() if q == r]
        detours = [each[r] for each in (self.detour_out, self.detour_back) if r in each]
        return cp_model.LinearExpr.sum([*arcs, *detours, *self.detour[r]])

    def toil(self, r: int) -> cp_model.LinearExpr:
        """Return the ticks of access, service and documentation of a route."""
        made = [work(self.problem, [s]) * x for (s, q), x in self.serves.items() if q == r]
        saved = [
            -int(self.problem.before[b]) * x
            for (q, a, b), x in self.arcs.items()
            if q == r and self._stays(a, b)
        ]
        return cp_model.LinearExpr.sum(made + saved)

    def pause(self, r: int) -> cp_model.LinearExpr:
        """Return the ticks of a route's break if it lies behind the first stop, on the way."""
        rests = [x for (_, q, _), x in self.break_before.items() if q == r]
        rests += [self.break_at_end[r]] if r in self.break_at_end else []
        return int(self.problem.break_length[r]) * cp_model.LinearExpr.sum(rests)

    def access(self, s: int) -> Expression:
        """Return the ticks of access of a stop that is made."""
        p = self.problem
        staying = [x for (_, a, b), x in self.arcs.items() if b == s and self._stays(a, b)]
        return int(p.before[s]) * (1 - cp_model.LinearExpr.sum(staying))

    def least_access(self, s: int) -> int:
        """Return the ticks of access that a stop has at least."""
        staying = any(b == s and self._stays(a, b) for _, a, b in self.arcs)
        return 0 if staying else int(self.problem.before[s])

    def _stays(self, a: int, b: int) -> bool:
        return a != HEAD and b != HEAD and stays(self.problem, a, b)

    def until_start(self, s: int) -> int:
        """Return the ticks from the door to the visit's start; negative for a role with offset."""
        return int(self.problem.before[s] - self.problem.offset[s])

    def from_start(self, s: int) -> int:
        """Return the ticks from the visit's start until this caregiver leaves."""
        p = self.problem
        return int(p.offset[s] + p.service[s] + p.after[s] + p.slack[s])

    def _can_follow(self, r: int, a: int, b: int) -> bool:
        """Return whether stop `b` can directly follow stop `a`, given their allowed starts."""
        if a == HEAD or b == HEAD:
            return a != b
        p = self.problem
        first, last = int(p.visit[a]), int(p.visit[b])
        soonest = min((int(p.allowed_from[k]) for k in self.allowed(first)), default=NEVER)
        latest = max((int(p.allowed_to[k]) for k in self.allowed(last)), default=-NEVER)
        between = self.from_start(a) + self.ticks(r, a, b) + access(p, a, b) - int(p.offset[b])
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
                rests = [x for (s, q, _), x in self.break_before.items() if (s, q) == (stop, r)]
                if any(map(value, rests)):
                    nodes.append(rest)
                nodes.append(stop)
                stop = after[r, stop]
            afterwards = (self.break_last, self.break_at_end, self.break_missed)
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
        earliest = earliest_starts(self.problem, solution.routes, solution.held) or {}
        for v, start in enumerate(solution.start):
            yield self.served[v], start >= 0
            yield self.start[v], earliest.get(v, 0)
            if v in self.moved:
                yield self.moved[v], max(0, start) - earliest.get(v, 0)
            for k, held in enumerate(self.held[v], 1):
                yield held, start >= 0 and solution.held[v] == k
        for r, nodes in enumerate(solution.routes):
            stops = [node for node in nodes if node < n_stops]
            used = set(pairwise([HEAD, *stops, HEAD])) if stops else set()
            yield self.unused[r], not stops
            yield from ((x, (a, b) in used) for (q, a, b), x in self.arcs.items() if q == r)
            yield from ((x, s in stops) for (s, q), x in self.serves.items() if q == r)
            kits = kits_of(self.problem, stops)
            yield from ((x, kit in kits) for (q, kit), x in self.brings.items() if q == r)
            if r in self.break_first:
                taken, place = solution.break_start[r] >= 0, nodes.index(n_stops + r)
                yield self.break_first[r], taken and place == 0
                if r in self.break_missed:
                    yield self.break_missed[r], not taken
                between = taken and 0 < place < len(nodes) - 1
                rests = ((s, x) for (s, q, _), x in self.break_before.items() if q == r)
                yield from ((x, False) for s, x in rests if not between or s != nodes[place + 1])


def _horizon(problem: Problem) -> int:
    """Return a tick that no time exceeds: the last given time plus all durations."""
    p = problem
    given = (p.shift_start, p.break_from, p.allowed_from, p.release_at)
    last = max((int(row.max()) for row in given if row.size), default=0)
    farthest = int(p.travel.max(initial=0, where=p.travel != p.no_way[0]))
    at_stops = sum(
        work(p, [s]) + abs(int(p.offset[s])) + int(p.slack[s]) + farthest for s in range(p.n_stops)
    )
    over_stations = farthest * p.n_routes * 2 * len(p.station)
    on_routes = int(p.break_length.sum()) + 3 * farthest * p.n_routes + over_stations
    return last + at_stops + on_routes + sum(max(0, int(least)) for least in p.gap_least)
