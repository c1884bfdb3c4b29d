"""Times of everything in plain Python: slow, and the reference for every engine.

Everything begins as soon as it can: the timetable is the earliest that keeps the rules, found by
raising all starts from below until none changes. A break that may be missed is missed if it would
begin too late; the order of time decides which would. Finally routes set out later where that costs
less than the waiting that it saves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dispatch.engine.assignment import Flaw, Routes, is_exceeded, rows, stops_of
from dispatch.engine.postponement import NO_VISIT, openings, postponed, slack
from dispatch.engine.problem import NEVER, NOBODY, PAID, Problem
from dispatch.engine.walk import Walk, may_miss


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
    detour : tuple of int
        Ticks of travel that each route's break adds.
    """

    start: tuple[int, ...]
    break_start: tuple[int, ...]
    departure: tuple[int, ...]
    returned: tuple[int, ...]
    detour: tuple[int, ...]


def pause(problem: Problem, r: int, times: Timetable) -> int:
    """Return the ticks of a route's break if it is taken between departure and return."""
    on_the_way = times.departure[r] <= times.break_start[r] < times.returned[r]
    return int(problem.break_length[r]) * on_the_way


def paid(problem: Problem, r: int, times: Timetable) -> int:
    """Return the ticks from a route's departure to its return, without the break in between."""
    return times.returned[r] - times.departure[r] - pause(problem, r, times)


def timetable(problem: Problem, routes: Routes, held: Sequence[int]) -> Timetable | None:
    """Return the earliest timetable that keeps every rule of time; None if there is none."""
    found = timed(problem, routes, held)
    return found if isinstance(found, Timetable) else None


def soonest(problem: Problem, routes: Routes, held: Sequence[int]) -> Timetable | None:
    """Return the earliest timetable, even if it breaks other rules of time.

    A visit that has no allowed start left begins as soon as it can, a break as soon as it is
    reached. None if visits hold each other up in a cycle.
    """
    found = _with_breaks(problem, routes, held)
    return None if found is None else _later(problem, routes, *found)


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
        if not walk.is_timely or (walk.break_start > problem.break_to[r]):
            return Flaw.BREAK_MISSED
        if walk.returned > problem.latest_return[r]:
            return Flaw.LATE_RETURN
    times = _later(problem, routes, start, walks)
    of_routes = [paid(problem, r, times) for r, _ in enumerate(routes)]
    return Flaw.LIMIT_EXCEEDED if is_exceeded(problem, PAID, of_routes) else times


def _later(
    problem: Problem, routes: Routes, start: dict[int, int], walks: Sequence[Walk]
) -> Timetable:
    """Return the timetable in which each route sets out later where that pays."""
    moved = dict(start)
    for r, walk in enumerate(walks):
        if problem.caregiver[r] != NOBODY:
            links = [
                link
                if link.visit == NO_VISIT
                else link._replace(slack=slack(problem, link.visit, start[link.visit], start))
                for link in walk.links
            ]
            moved |= postponed(problem, links, start)
    final = [
        Walk(problem, r, nodes, moved, missed=walk.missed)
        for r, (nodes, walk) in enumerate(zip(routes, walks, strict=True))
    ]
    return Timetable(
        start=tuple(moved.get(v, -1) for v in range(problem.n_visits)),
        break_start=tuple(walk.break_start for walk in final),
        departure=tuple(walk.departure for walk in final),
        returned=tuple(walk.returned for walk in final),
        detour=tuple(walk.detour for walk in final),
    )


def _with_breaks(
    problem: Problem, routes: Routes, held: Sequence[int]
) -> tuple[dict[int, int], list[Walk]] | None:
    """Return the earliest starts, and the walks along all routes; None if there are none.

    A break between two stops that may be missed is missed if it would begin too late. At first all
    of these are missed. Then they are taken one by one, the earliest first, because later events do
    not change when it begins.
    """
    missed = {
        r
        for r, nodes in enumerate(routes)
        if may_miss(problem, r) and any(node >= problem.n_stops for node in nodes[1:-1])
    }
    while True:
        start = _earliest(problem, routes, held, missed)
        if start is None:
            return None
        walks = [
            Walk(problem, r, nodes, start, missed=r in missed) for r, nodes in enumerate(routes)
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
    changes_of_interval += 2 * len(problem.opening_earlier)
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
        for s, soonest in Walk(problem, r, nodes, start, missed=r in missed).soonest.items():
            v = int(problem.visit[s])
            ready[v] = max(ready[v], soonest - int(problem.offset[s]))
    for g, (earlier, later, least, most) in enumerate(_gaps(problem)):
        if earlier in start and later in start:
            if problem.gap_ordered[g]:
                ready[later] = max(ready[later], start[earlier] + least)
            if problem.gap_ordered[g] and most < NEVER:
                ready[earlier] = max(ready[earlier], start[later] - most)
            for one, other in ((earlier, later), (later, earlier)):
                opens = zip(openings(problem, g, one), openings(problem, g, other), strict=True)
                reached = [at for opening, at in opens if start[one] >= opening]
                ready[other] = max([ready[other], *reached])
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
