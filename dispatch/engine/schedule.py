"""The timetable and the cost of decisions, said plainly: slow, and the measure of every engine.

Decisions are the routes (nodes in order, the break among them) and for each visit whether it is
held, and for what. Everything begins as soon as it can: the timetable is the least one that keeps
the rules, found by raising every start from below until nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dispatch.engine.assignment import Flaw, Routes, is_exceeded, misassigned, rows, stops_of
from dispatch.engine.problem import (
    LARGEST_TARDINESS,
    NEVER,
    NOBODY,
    OVERTIME,
    PAID,
    TRAVEL,
    WAITING,
    Problem,
    Solution,
)


@dataclass(frozen=True)
class Timetable:
    """When everything happens, in ticks; -1 for what does not happen.

    Attributes
    ----------
    start : tuple of int
        Of each visit.
    break_start : tuple of int
        Of each route's break.
    departure, returned : tuple of int
        Of each route with stops.
    """

    start: tuple[int, ...]
    break_start: tuple[int, ...]
    departure: tuple[int, ...]
    returned: tuple[int, ...]


def legs(problem: Problem, r: int, nodes: Sequence[int]) -> list[int]:
    """Return the ticks of travel of route `r`: to each stop in order, and to the end place."""
    stops = stops_of(problem, nodes)
    if not stops:
        return []
    leave = [problem.start_point[r], *(problem.point_out[s] for s in stops)]
    reach = [*(problem.point_in[s] for s in stops), problem.end_point[r]]
    ways = problem.travel[problem.mode[r]]
    return [int(ways[a, b]) for a, b in zip(leave, reach, strict=True)]


def work(problem: Problem, stop: int) -> int:
    """Return the ticks of access, service and documentation of a stop."""
    return int(problem.before[stop] + problem.service[stop] + problem.after[stop])


def pause(problem: Problem, r: int, nodes: Sequence[int]) -> int:
    """Return the ticks of a route's break where it lies between departure and return."""
    return int(problem.break_length[r]) * any(n >= problem.n_stops for n in nodes[1:-1])


def timetable(problem: Problem, routes: Routes, held: Sequence[int]) -> Timetable | None:
    """Return the earliest timetable that keeps every rule of time, or None where there is none."""
    found = _timetable(problem, routes, held)
    return found if isinstance(found, Timetable) else None


def flaw_of(problem: Problem, routes: Routes, held: Sequence[int]) -> Flaw | None:
    """Return why the decisions are no solution; None if they are one."""
    flaw = misassigned(problem, routes)
    if flaw is None:
        found = _timetable(problem, routes, held)
        flaw = found if isinstance(found, Flaw) else None
    return flaw


def solution_of(problem: Problem, routes: Routes, held: Sequence[int]) -> Solution | None:
    """Return the solution that follows from the decisions, or None where they are flawed.

    Parameters
    ----------
    problem
        What is asked.
    routes
        For each route its nodes in order: stops, and the break ``S + r`` where one is due.
    held
        For each visit 0, or 1 + the place of the release that it is held for.
    """
    times = None if misassigned(problem, routes) else timetable(problem, routes, held)
    if times is None:
        return None
    mandatory_unserved, cost, _ = cost_of(problem, routes, times)
    return Solution(
        routes=tuple(tuple(map(int, nodes)) for nodes in routes),
        held=tuple(map(int, held)),
        start=times.start,
        break_start=times.break_start,
        mandatory_unserved=mandatory_unserved,
        cost=cost,
    )


def cost_of(problem: Problem, routes: Routes, times: Timetable) -> tuple[int, int, dict[str, int]]:
    """Return mandatory visits left out, the cost, and its terms by their names in the model."""
    left_out = [v for v, start in enumerate(times.start) if start < 0]
    terms = _visit_terms(problem, times) | _route_terms(problem, routes, times)
    terms["unserved"] = sum(int(problem.unserved_cost[v]) for v in left_out)
    mandatory_unserved = sum(int(problem.mandatory[v]) for v in left_out)
    return mandatory_unserved, sum(terms.values()), terms


def tardiness(problem: Problem, visit: int, start: int) -> int:
    """Return the ticks from the end of the soft window that counts at `start`, if positive."""
    windows = rows(problem.soft, visit)
    due = [int(problem.soft_due[k]) for k in windows if problem.soft_from[k] <= start]
    return max(0, start - due[-1]) if due else 0


def _visit_terms(problem: Problem, times: Timetable) -> dict[str, int]:
    """Costs that depend on when a visit starts."""
    served = [(v, start) for v, start in enumerate(times.start) if start >= 0]
    late = {v: tardiness(problem, v, start) for v, start in served}
    return {
        "tardiness": sum(late[v] * int(problem.tardiness_cost[v]) for v, _ in served),
        "largest_tardiness": max(late.values(), default=0)
        * int(problem.weights[LARGEST_TARDINESS]),
        "response": sum(
            max(0, start - int(problem.response_from[v])) * int(problem.response_cost[v])
            for v, start in served
        ),
        "preferred_time": sum(
            abs(start - int(problem.preferred_at[v])) * int(problem.preferred_cost[v])
            for v, start in served
        ),
    }


def _route_terms(problem: Problem, routes: Routes, times: Timetable) -> dict[str, int]:
    """Costs that depend on who goes where, and when they are back."""
    travel = waiting = overtime = preference = 0
    load = [int(ticks) for ticks in problem.load_so_far]
    for r, nodes in enumerate(routes):
        stops = stops_of(problem, nodes)
        if not stops:
            continue
        way, toil = sum(legs(problem, r, nodes)), sum(work(problem, s) for s in stops)
        travel += way
        if problem.caregiver[r] == NOBODY:
            continue
        away = times.returned[r] - times.departure[r]
        waiting += away - way - toil - pause(problem, r, nodes)
        overtime += max(0, times.returned[r] - int(problem.shift_end[r]))
        preference += sum(int(problem.pair_cost[s, r]) for s in stops)
        load[problem.caregiver[r]] += way + toil
    weighed = [ticks * int(each) for ticks, each in zip(load, problem.load_cost, strict=True)]
    return {
        "travel": travel * int(problem.weights[TRAVEL]),
        "waiting": waiting * int(problem.weights[WAITING]),
        "overtime": overtime * int(problem.weights[OVERTIME]),
        "preference": preference,
        "balance": max(weighed, default=0),
    }


def _timetable(problem: Problem, routes: Routes, held: Sequence[int]) -> Timetable | Flaw:
    start = _earliest(problem, routes, held)
    if start is None:
        return Flaw.DEADLOCK
    if any(t > _last_allowed(problem, v) for v, t in start.items()):
        return Flaw.WINDOW_PASSED
    walks = [_Walk(problem, r, nodes, start) for r, nodes in enumerate(routes)]
    for r, walk in enumerate(walks):
        if walk.break_start > problem.break_to[r] and problem.break_length[r]:
            return Flaw.BREAK_MISSED
        if walk.returned > problem.latest_return[r]:
            return Flaw.LATE_RETURN
    paid = [
        walk.returned - walk.departure - pause(problem, r, nodes)
        for r, (walk, nodes) in enumerate(zip(walks, routes, strict=True))
    ]
    if is_exceeded(problem, PAID, paid):
        return Flaw.LIMIT_EXCEEDED
    return Timetable(
        start=tuple(start.get(v, -1) for v in range(problem.n_visits)),
        break_start=tuple(walk.break_start for walk in walks),
        departure=tuple(walk.departure for walk in walks),
        returned=tuple(walk.returned for walk in walks),
    )


def _earliest(problem: Problem, routes: Routes, held: Sequence[int]) -> dict[int, int] | None:
    """Return the least starts that satisfy one another, or None where they chase each other.

    Between two changes of the interval in which some visit lies, starts are maxima of sums, so one
    that is well founded settles within as many rounds as there are visits (Bellman and Ford).
    """
    served = {int(problem.visit[s]) for nodes in routes for s in stops_of(problem, nodes)}
    start = dict.fromkeys(served, -NEVER)
    changes_of_interval = len(problem.allowed_from) + 2 * len(served)
    for _ in range((len(served) + 1) * (changes_of_interval + 1)):
        raised = _raise(problem, routes, held, start)
        if raised == start:
            return start
        start = raised
    return None


def _raise(
    problem: Problem, routes: Routes, held: Sequence[int], start: dict[int, int]
) -> dict[int, int]:
    """Return what each start has to be at least, were the others right."""
    ready = dict.fromkeys(start, -NEVER)
    for v in ready:
        if held[v]:
            ready[v] = int(problem.release_at[problem.release[v] + held[v] - 1])
    for r, nodes in enumerate(routes):
        for s, door in _Walk(problem, r, nodes, start).doors.items():
            v = int(problem.visit[s])
            ready[v] = max(ready[v], door + int(problem.before[s] - problem.offset[s]))
    for earlier, later, least, most in _gaps(problem):
        if earlier in start and later in start:
            ready[later] = max(ready[later], start[earlier] + least)
            if most < NEVER:
                ready[earlier] = max(ready[earlier], start[later] - most)
    return {v: _first_allowed(problem, v, t) for v, t in ready.items()}


def _gaps(problem: Problem) -> Iterator[tuple[int, int, int, int]]:
    arrays = (problem.gap_earlier, problem.gap_later, problem.gap_least, problem.gap_most)
    for earlier, later, least, most in zip(*arrays, strict=True):
        yield int(earlier), int(later), int(least), int(most)


def _first_allowed(problem: Problem, visit: int, ready: int) -> int:
    """Return the first allowed start from `ready` on; `ready` itself where none is left."""
    for k in rows(problem.allowed, visit):
        if ready <= problem.allowed_to[k]:
            return max(ready, int(problem.allowed_from[k]))
    return ready


def _last_allowed(problem: Problem, visit: int) -> int:
    here = slice(problem.allowed[visit], problem.allowed[visit + 1])
    return max(map(int, problem.allowed_to[here]), default=-NEVER)


class _Walk:
    """One route walked from its start place to its end place, given the visits' starts."""

    def __init__(
        self, problem: Problem, r: int, nodes: Sequence[int], start: dict[int, int]
    ) -> None:
        self.doors: dict[int, int] = {}
        """When each stop's access may begin: on arrival, or after the break that is taken there."""
        self.break_start = self.departure = self.returned = -1
        rest, opens = int(problem.break_length[r]), int(problem.break_from[r])
        clock = int(problem.shift_start[r])
        stops, ways = stops_of(problem, nodes), legs(problem, r, nodes)
        break_node = problem.n_stops + r
        if nodes and nodes[0] == break_node:
            self.break_start = max(clock, opens)
            clock = self.break_start + rest
        after_break = {node for before, node in pairwise(nodes) if before == break_node}
        for place, (s, way) in enumerate(zip(stops, ways[:-1], strict=True)):
            clock += way
            if place and s in after_break:
                self.break_start = max(clock, opens)
                clock = self.break_start + rest
            self.doors[s] = clock
            clock = start[int(problem.visit[s])] + int(problem.offset[s])
            if place == 0:
                self.departure = clock - int(problem.before[s]) - way
            clock += int(problem.service[s] + problem.after[s])
        if stops:
            self.returned = clock + ways[-1]
            if nodes[-1] == break_node:
                self.break_start = max(self.returned, opens)
