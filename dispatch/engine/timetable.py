"""Times of everything in plain Python: slow, and the reference for every engine.

Everything begins as soon as it can: the timetable is the earliest that keeps the rules, found by
raising all starts from below until none changes. A break that may be missed is missed if it would
begin too late, or if it comes after a return and may not be taken there. The order of time decides
which breaks would begin too late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dispatch.engine.assignment import Flaw, Routes, is_exceeded, rows, stops_of
from dispatch.engine.problem import NEVER, PAID, Problem
from dispatch.engine.ways import legs


@dataclass(frozen=True)
class Timetable:
    """Times of everything, in ticks; -1 for what does not happen.

    Attributes
    ----------
    start : tuple of int
        Start of each visit.
    break_start : tuple of int
        Start of each route's break; -1 also if it is missed.
    departure, returned : tuple of int
        Departure and return of each route with stops.
    """

    start: tuple[int, ...]
    break_start: tuple[int, ...]
    departure: tuple[int, ...]
    returned: tuple[int, ...]


def work(problem: Problem, stop: int) -> int:
    """Return the ticks of access, service and documentation of a stop."""
    return int(problem.before[stop] + problem.service[stop] + problem.after[stop])


def pause(problem: Problem, r: int, nodes: Sequence[int], break_start: int) -> int:
    """Return the ticks of a route's break if it is taken between departure and return."""
    return int(problem.break_length[r]) * (break_start >= 0 and _rests_on_the_way(problem, nodes))


def _rests_on_the_way(problem: Problem, nodes: Sequence[int]) -> bool:
    return any(node >= problem.n_stops for node in nodes[1:-1])


def may_miss(problem: Problem, r: int) -> bool:
    """Return whether a route's break may be missed."""
    return bool(problem.break_length[r]) and problem.missed_cost[r] != NEVER


def _is_timely(problem: Problem, r: int, break_start: int) -> bool:
    """Return whether a due break begins in time, or may be missed at its place."""
    return break_start <= problem.break_to[r] and (break_start >= 0 or may_miss(problem, r))


def timetable(problem: Problem, routes: Routes, held: Sequence[int]) -> Timetable | None:
    """Return the earliest timetable that keeps every rule of time; None if there is none."""
    found = timed(problem, routes, held)
    return found if isinstance(found, Timetable) else None


def earliest_starts(problem: Problem, routes: Routes, held: Sequence[int]) -> dict[int, int] | None:
    """Return the earliest start of each served visit, even if that breaks other rules.

    None if visits hold each other up in a cycle.
    """
    found = _with_breaks(problem, routes, held)
    return None if found is None else found[0]


def timed(problem: Problem, routes: Routes, held: Sequence[int]) -> Timetable | Flaw:
    """Return the earliest timetable that keeps every rule of time, or the flaw if there is none."""
    found = _with_breaks(problem, routes, held)
    if found is None:
        return Flaw.DEADLOCK
    start, walks = found
    if any(t > _last_allowed(problem, v) for v, t in start.items()):
        return Flaw.WINDOW_PASSED
    for r, walk in enumerate(walks):
        if problem.break_length[r] and not _is_timely(problem, r, walk.break_start):
            return Flaw.BREAK_MISSED
        if walk.returned > problem.latest_return[r]:
            return Flaw.LATE_RETURN
    paid = [
        walk.returned - walk.departure - pause(problem, r, nodes, walk.break_start)
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


def _with_breaks(
    problem: Problem, routes: Routes, held: Sequence[int]
) -> tuple[dict[int, int], list[_Walk]] | None:
    """Return the earliest starts, and the walks along all routes; None if there are none.

    A break on the way that may be missed is missed if it would begin too late. At first all of
    these are missed. Then they are taken one by one, the earliest first, because later events do
    not change when it begins.
    """
    missed = {
        r
        for r, nodes in enumerate(routes)
        if may_miss(problem, r) and _rests_on_the_way(problem, nodes)
    }
    while True:
        start = _earliest(problem, routes, held, missed)
        if start is None:
            return None
        walks = [
            _Walk(problem, r, nodes, start, missed=r in missed) for r, nodes in enumerate(routes)
        ]
        timely = [(walks[r].ready, r) for r in missed if walks[r].ready <= problem.break_to[r]]
        if not timely:
            return start, walks
        missed.remove(min(timely)[1])


def _earliest(
    problem: Problem, routes: Routes, held: Sequence[int], missed: Collection[int]
) -> dict[int, int] | None:
    """Return the least starts that satisfy each other, or None if they raise each other forever.

    Until some visit's interval changes, starts are maxima of sums. A start that depends on no cycle
    then settles within as many rounds as there are visits (Bellman and Ford).
    """
    served = {int(problem.visit[s]) for nodes in routes for s in stops_of(problem, nodes)}
    start = dict.fromkeys(served, -NEVER)
    changes_of_interval = len(problem.allowed_from) + 2 * len(served)
    for _ in range((len(served) + 1) * (changes_of_interval + 1)):
        raised = _raise(problem, routes, held, missed, start)
        if raised == start:
            return start
        start = raised
    return None


def _raise(
    problem: Problem,
    routes: Routes,
    held: Sequence[int],
    missed: Collection[int],
    start: dict[int, int],
) -> dict[int, int]:
    """Return lower bounds on all starts, given the other starts."""
    ready = dict.fromkeys(start, -NEVER)
    for v in ready:
        if held[v]:
            ready[v] = int(problem.release_at[problem.release[v] + held[v] - 1])
    for r, nodes in enumerate(routes):
        for s, door in _Walk(problem, r, nodes, start, missed=r in missed).doors.items():
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
    """Return the first allowed start from `ready` on; `ready` itself if none is left."""
    for k in rows(problem.allowed, visit):
        if ready <= problem.allowed_to[k]:
            return max(ready, int(problem.allowed_from[k]))
    return ready


def _last_allowed(problem: Problem, visit: int) -> int:
    here = slice(problem.allowed[visit], problem.allowed[visit + 1])
    return max(map(int, problem.allowed_to[here]), default=-NEVER)


class _Walk:
    """A route traversed from its start place to its end place, given the visits' starts.

    A break on the way is taken unless it is `missed`. A break at either end delays no visit, or
    begins at a given time; it is missed if it may be and would begin too late. After the return it
    is not taken if that is not allowed, even in time.
    """

    def __init__(
        self,
        problem: Problem,
        r: int,
        nodes: Sequence[int],
        start: dict[int, int],
        *,
        missed: bool,
    ) -> None:
        self.doors: dict[int, int] = {}
        """When each stop's access may begin: on arrival, or after the break taken there."""
        self.break_start = self.departure = self.returned = -1
        self.ready = -1
        """When the break could begin, taken or missed."""
        self._rest, self._opens = int(problem.break_length[r]), int(problem.break_from[r])
        self._closes = int(problem.break_to[r]) if may_miss(problem, r) else NEVER
        clock = int(problem.shift_start[r])
        stops, ways = stops_of(problem, nodes), legs(problem, r, nodes)
        break_node = problem.n_stops + r
        if nodes and nodes[0] == break_node:
            clock = self._pause(clock, missed=max(clock, self._opens) > self._closes)
        after_break = {node for before, node in pairwise(nodes) if before == break_node}
        for place, (s, way) in enumerate(zip(stops, ways[:-1], strict=True)):
            clock += way
            if place and s in after_break:
                clock = self._pause(clock, missed=missed)
            self.doors[s] = clock
            clock = start[int(problem.visit[s])] + int(problem.offset[s])
            if place == 0:
                self.departure = clock - int(problem.before[s]) - way
            clock += int(problem.service[s] + problem.after[s])
        if stops:
            self.returned = clock + ways[-1]
            if nodes[-1] == break_node and problem.break_home[r]:
                self._pause(self.returned, missed=max(self.returned, self._opens) > self._closes)

    def _pause(self, clock: int, *, missed: bool) -> int:
        """Take or miss the break; return when the caregiver continues."""
        self.ready = max(clock, self._opens)
        if missed:
            return clock
        self.break_start = self.ready
        return self.ready + self._rest
