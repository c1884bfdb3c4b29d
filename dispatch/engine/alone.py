"""One stop alone on a route: when it can be, what it costs, and which rule forbids it.

Everything is found with the plain timetable, the reference for the rules of time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from dispatch.engine.assignment import Routes, rows, stops_of
from dispatch.engine.fairness import without_fairness
from dispatch.engine.parts import part
from dispatch.engine.problem import (
    CARGO,
    KITS,
    LARGEST_IDLE,
    NEVER,
    PAID,
    VISITS,
    WORKLOAD_SPREAD,
    Ints,
    Problem,
)
from dispatch.engine.schedule import cost_of
from dispatch.engine.timetable import Timetable, earliest_starts, paid, timetable
from dispatch.engine.walk import may_miss, work
from dispatch.engine.ways import kits_of, legs

_OF_ROUTES = ("travel", "waiting", "overtime", "preference", "missed_break")
"""The terms that a stop costs whoever the rest of its crew is."""


class Bar(Enum):
    """The rule that forbids a stop even alone on its route."""

    TOO_FAR = auto()
    """The way and the work take longer than the route may last."""
    TOO_LATE = auto()
    """The visit can be reached only after its last allowed start."""
    LATE_RETURN = auto()
    BREAK = auto()
    """Without the meal break there would be time."""
    LIMIT = auto()


@dataclass(frozen=True)
class Obstacle:
    """What forbids a stop alone on its route.

    Attributes
    ----------
    bar : Bar
        The rule.
    route : int
        The position of the route among those of the question.
    way : int
        Ticks of travel, there and back.
    needs, has : int
        What the stop needs and what it has: ticks of way and work, and the longest route; the
        earliest and the last start; the earliest and the latest return; or an amount and its limit.
        For a break, the first and the last tick at which it may begin.
    limit : int
        The number of the limit among those of the routes; -1 for other rules.
    """

    bar: Bar
    route: int
    way: int
    needs: int
    has: int
    limit: int = -1


@dataclass(frozen=True)
class Placement:
    """A stop alone on its route, with the break at one place.

    Attributes
    ----------
    first, last : int
        The first and the last start of the visit; all allowed starts in between are possible.
    cost : int
        The least cost of the stop and its visit, without the terms that depend on a whole plan.
    of_route : int
        The least cost of the stop alone, without the terms of the visit.
    """

    first: int
    last: int
    cost: int
    of_route: int


class Alone:
    """All routes of one caregiver or of one piece of equipment, without anything else.

    Parameters
    ----------
    problem
        The whole problem.
    visits
        The numbers of the visits to ask about.
    routes
        The numbers of the routes.
    """

    def __init__(self, problem: Problem, visits: Ints, routes: Sequence[int]) -> None:
        mine, numbers = part(problem, visits, np.array(routes))
        weights = mine.weights.copy()
        weights[[LARGEST_IDLE, WORKLOAD_SPREAD]] = 0
        no_load = np.zeros_like(mine.workload_cost)
        self._problem = without_fairness(mine).replace(weights=weights, workload_cost=no_load)
        self._number = {stop: k for k, stop in enumerate(numbers.stops.tolist())}

    def placements(self, stop: int) -> list[Placement]:
        """List how a stop can be served: for each eligible route and each place of its break."""
        mine = self._number[stop]
        return [each for r in self._able(mine) for each in self._placements(mine, r)]

    def obstacles(self, stop: int) -> list[Obstacle]:
        """List what forbids a stop that has no placement, on the route that lacks the least.

        There is one obstacle, or one for each limit; none if no allowed start lies within a route.
        The order of `Bar` decides which route lacks less: the later a rule stands, the more is
        possible.
        """
        mine = self._number[stop]
        of_routes = (
            list(self._obstacles(mine, r, within))
            for r in self._able(mine)
            if (within := _within(self._problem, mine, r))
        )
        return min(of_routes, key=_lacking, default=[])

    def _able(self, stop: int) -> list[int]:
        able: list[int] = np.flatnonzero(self._problem.eligible[stop]).tolist()
        return able

    def _placements(self, stop: int, r: int) -> Iterator[Placement]:
        p, visit = self._problem, int(self._problem.visit[stop])
        for routes in _arranged(p, stop, r):
            found = []
            for held in range(len(rows(p.release, visit)) + 1):
                times = timetable(p, routes, _holding(p, visit, held))
                if times is not None and not any(self._excesses(routes, times)):
                    found.append((times, cost_of(p, routes, times)[2]))
            first = (earliest_starts(p, routes, _holding(p, visit, 0)) or {}).get(visit)
            if found and first is not None:
                yield Placement(
                    first=first,
                    last=_last_start(p, r, routes[r], stop),
                    cost=min(sum(terms.values()) - terms["unserved"] for _, terms in found),
                    of_route=min(sum(terms[name] for name in _OF_ROUTES) for _, terms in found),
                )

    def _excesses(self, routes: Routes, times: Timetable) -> Iterator[tuple[int, int]]:
        """Yield each limit that is exceeded, and the amount."""
        p = self._problem
        stops = [stops_of(p, nodes) for nodes in routes]
        amounts = {
            PAID: [paid(p, r, times) for r, _ in enumerate(routes)],
            VISITS: [len(each) for each in stops],
            CARGO: [sum(int(p.cargo[stop]) for stop in each) for each in stops],
        }
        for limit, what in enumerate(p.limit_what.tolist()):
            over = [int(p.limit_routes[k]) for k in rows(p.limit, limit)]
            if what == KITS:
                kit = int(p.limit_kit[limit])
                amount = sum(kit in kits_of(p, stops[r]) for r in over)
            else:
                amount = sum(amounts[what][r] for r in over)
            if amount > p.limit_most[limit]:
                yield limit, amount

    def _obstacles(
        self, stop: int, r: int, within: Sequence[tuple[int, int]]
    ) -> Iterator[Obstacle]:
        """Yield what forbids a stop on one route, given the allowed starts within it."""
        p, visit = self._problem, int(self._problem.visit[stop])
        way = sum(legs(p, r, [stop]))
        needs, has = way + work(p, [stop]), int(p.latest_return[r] - p.shift_start[r])
        if needs > has:
            yield Obstacle(Bar.TOO_FAR, r, way, needs, has)
            return
        free, held = _without_bounds(p, visit, r, within), _holding(p, visit, 0)
        (alone,) = _arranged(free, stop, r)
        times = timetable(free, alone, held)
        if times is None:
            ready = earliest_starts(free, alone, held) or {}
            yield Obstacle(Bar.TOO_LATE, r, way, ready[visit], within[-1][1])
        elif times.returned[r] > p.latest_return[r]:
            yield Obstacle(Bar.LATE_RETURN, r, way, times.returned[r], int(p.latest_return[r]))
        else:
            yield from self._of_break_or_limits(stop, r, way)

    def _of_break_or_limits(self, stop: int, r: int, way: int) -> Iterator[Obstacle]:
        p, held = self._problem, _holding(self._problem, int(self._problem.visit[stop]), 0)
        unlimited = p.replace(limit_most=np.full_like(p.limit_most, NEVER))
        found = [
            (routes, times)
            for routes in _arranged(p, stop, r)
            if (times := timetable(unlimited, routes, held)) is not None
        ]
        if not found:
            yield Obstacle(Bar.BREAK, r, way, int(p.break_from[r]), int(p.break_to[r]))
            return
        exceeded = min((list(self._excesses(*each)) for each in found), key=len)
        for limit, amount in exceeded:
            yield Obstacle(Bar.LIMIT, r, way, amount, int(p.limit_most[limit]), limit)


def _lacking(obstacles: Sequence[Obstacle]) -> tuple[int, int]:
    first = obstacles[0]
    return -first.bar.value, first.needs - first.has


def _arranged(problem: Problem, stop: int, r: int) -> Iterator[list[list[int]]]:
    """Yield the routes with the stop alone on route `r`, its break at each place."""
    rests = [
        [problem.n_stops + k] if length else [] for k, length in enumerate(problem.break_length)
    ]
    for nodes in ([*rests[r], stop], [stop, *rests[r]]) if rests[r] else ([stop],):
        yield [nodes if k == r else rest for k, rest in enumerate(rests)]


def _last_start(problem: Problem, r: int, nodes: Sequence[int], stop: int) -> int:
    """Return the latest start with which the return, and a break behind the stop, are in time."""
    p, latest = problem, int(problem.latest_return[r])
    way = legs(p, r, nodes)[-1]
    leaves = [latest - way]
    if p.break_length[r] and nodes[-1] >= p.n_stops and not may_miss(p, r):
        closes = int(p.break_to[r])
        leaves = [min(latest, closes) - way] if p.break_home[r] else []
        if p.break_ahead[r] and not len(rows(p.base, r)):
            leaves.append(min(closes, latest - way - int(p.break_length[r])))
    return max(leaves) - int(p.offset[stop] + p.service[stop] + p.after[stop] + p.slack[stop])


def _within(problem: Problem, stop: int, r: int) -> list[tuple[int, int]]:
    """Return the allowed starts of which a part fits between the shift's start and the return."""
    opens = problem.shift_start[r] + problem.before[stop] - problem.offset[stop]
    closes = problem.latest_return[r] - problem.offset[stop] - problem.service[stop]
    closes -= problem.after[stop] + problem.slack[stop]
    mine = rows(problem.allowed, int(problem.visit[stop]))
    every = ((int(problem.allowed_from[k]), int(problem.allowed_to[k])) for k in mine)
    return [(first, last) for first, last in every if max(first, opens) <= min(last, closes)]


def _holding(problem: Problem, visit: int, held: int) -> list[int]:
    """Return the decisions to hold visits, with `held` for one of them."""
    return [held if k == visit else 0 for k in range(problem.n_visits)]


def _without_bounds(
    problem: Problem, visit: int, r: int, allowed: Sequence[tuple[int, int]]
) -> Problem:
    """Return the problem with some starts of one visit, without latest return, break or limits."""
    length = problem.break_length.copy()
    length[r] = 0
    return problem.replace(
        allowed=np.where(np.arange(problem.n_visits + 1) > visit, len(allowed), 0),
        allowed_from=np.array([first for first, _ in allowed]),
        allowed_to=np.array([last for _, last in allowed]),
        break_length=length,
        latest_return=np.full_like(problem.latest_return, NEVER),
        limit_most=np.full_like(problem.limit_most, NEVER),
    )
