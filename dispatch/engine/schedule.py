"""The timetable and the cost of decisions, said plainly: slow, and the measure of every engine.

Decisions are the routes (nodes in order, the break among them) and for each visit whether it is
held, and for what. Everything begins as soon as it can: the timetable is the least one that keeps
the rules, found by raising every start from below until nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from dispatch.engine.problem import (
    BALANCE,
    DIFFERENT,
    LARGEST_TARDINESS,
    NEVER,
    OVERTIME,
    SAME,
    TRAVEL,
    WAITING,
    Problem,
    Solution,
)


class Flaw(Enum):
    """Why decisions are no solution."""

    BREAK_MISPLACED = auto()
    """A route lacks its break node, or has one too many."""
    STOP_TWICE = auto()
    INELIGIBLE = auto()
    CREW_INCOMPLETE = auto()
    SAME_CAREGIVER_TWICE = auto()
    """One caregiver fills two roles of a visit."""
    WRONG_CAREGIVER = auto()
    """A gap's rule of the same or a different caregiver is broken."""
    DEADLOCK = auto()
    """Visits wait for one another for ever."""
    WINDOW_PASSED = auto()
    """A visit is ready only after the last of its allowed starts."""
    BREAK_MISSED = auto()
    LATE_RETURN = auto()


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


Routes = Sequence[Sequence[int]]


def stops_of(problem: Problem, nodes: Sequence[int]) -> list[int]:
    """Return the stops among a route's nodes, the break left out."""
    return [node for node in nodes if node < problem.n_stops]


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


def crew_of(problem: Problem, routes: Routes, visit: int) -> list[int]:
    """Return the caregivers at a visit, one for each stop of it that is on a route."""
    return [
        int(problem.caregiver[r])
        for r, nodes in enumerate(routes)
        for s in stops_of(problem, nodes)
        if problem.visit[s] == visit
    ]


def misassigned(problem: Problem, routes: Routes) -> Flaw | None:
    """Return what is wrong with who does what, whatever the times; None if nothing is."""
    listed = [s for nodes in routes for s in stops_of(problem, nodes)]
    if len(set(listed)) < len(listed):
        return Flaw.STOP_TWICE
    for r, nodes in enumerate(routes):
        breaks = [node for node in nodes if node >= problem.n_stops]
        if breaks != [problem.n_stops + r] * bool(problem.break_length[r]):
            return Flaw.BREAK_MISPLACED
        if not all(problem.eligible[s, r] for s in stops_of(problem, nodes)):
            return Flaw.INELIGIBLE
    crews = [crew_of(problem, routes, v) for v in range(problem.n_visits)]
    for v, crew in enumerate(crews):
        if crew and len(crew) < problem.stops[v + 1] - problem.stops[v]:
            return Flaw.CREW_INCOMPLETE
        if len(set(crew)) < len(crew):
            return Flaw.SAME_CAREGIVER_TWICE
    for earlier, later, who in zip(
        problem.gap_earlier, problem.gap_later, problem.gap_who, strict=True
    ):
        small, large = sorted((set(crews[earlier]), set(crews[later])), key=len)
        if (who == SAME and not small <= large) or (who == DIFFERENT and small & large):
            return Flaw.WRONG_CAREGIVER
    return None


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
    windows = range(problem.soft[visit], problem.soft[visit + 1])
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
    load = [0] * len(problem.load_factor)
    for r, nodes in enumerate(routes):
        stops = stops_of(problem, nodes)
        if not stops:
            continue
        way, toil = sum(legs(problem, r, nodes)), sum(work(problem, s) for s in stops)
        pause = int(problem.break_length[r]) * any(n >= problem.n_stops for n in nodes[1:-1])
        travel += way
        waiting += times.returned[r] - times.departure[r] - way - toil - pause
        overtime += max(0, times.returned[r] - int(problem.shift_end[r]))
        preference += sum(int(problem.pair_cost[s, r]) for s in stops)
        load[problem.caregiver[r]] += way + toil
    scaled = [ticks * int(factor) for ticks, factor in zip(load, problem.load_factor, strict=True)]
    return {
        "travel": travel * int(problem.weights[TRAVEL]),
        "waiting": waiting * int(problem.weights[WAITING]),
        "overtime": overtime * int(problem.weights[OVERTIME]),
        "preference": preference,
        "balance": int(problem.weights[BALANCE]) * max(scaled, default=0) // 1000,
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
    for k in range(problem.allowed[visit], problem.allowed[visit + 1]):
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
