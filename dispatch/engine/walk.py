"""A route traversed from its start place to its end place, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dispatch.engine.assignment import rows, stops_of
from dispatch.engine.postponement import Link
from dispatch.engine.problem import NEVER, NO_CLIENT, Problem
from dispatch.engine.ways import legs


def access(problem: Problem, before: int | None, stop: int) -> int:
    """Return the ticks of access of a stop: none if the caregiver is with the client already."""
    if before is not None and stays(problem, before, stop):
        return 0
    return int(problem.before[stop])


def stays(problem: Problem, before: int, stop: int) -> bool:
    """Return whether a caregiver who goes from one stop to another stays with the client."""
    same = problem.client[before] == problem.client[stop] != NO_CLIENT
    return bool(same and problem.point_out[before] == problem.point_in[stop])


def work(problem: Problem, nodes: Sequence[int]) -> int:
    """Return the ticks of access, service and documentation of a route."""
    stops = stops_of(problem, nodes)
    doors = sum(access(problem, *each) for each in zip([None, *stops], stops, strict=False))
    return doors + sum(int(problem.service[s] + problem.after[s]) for s in stops)


def may_miss(problem: Problem, r: int) -> bool:
    """Return whether a route's break may be missed."""
    return bool(problem.break_length[r]) and problem.missed_cost[r] != NEVER


class Base(NamedTuple):
    """A point for a break between two stops, with the ticks of the ways there and on from there."""

    point: int
    there: int
    on: int


def base_between(problem: Problem, r: int, before: int, stop: int) -> Base:
    """Return the base of a route with the shortest way from one stop over it to another."""
    ways = problem.travel[problem.mode[r]]
    leave, reach = problem.point_out[before], problem.point_in[stop]
    points = [int(problem.base_points[k]) for k in rows(problem.base, r)]
    each = [Base(x, int(ways[leave, x]), int(ways[x, reach])) for x in points]
    return min(each, key=lambda base: base.there + base.on)


class _Spot(NamedTuple):
    """A place for a break on a way, in ticks."""

    reached: int
    """When the caregiver can be there."""
    on: int
    """The way on from there."""


class Walk:
    """The times of a route, given the visits' starts.

    A break lies on one of the route's ways. It is taken after the way, at the next door or after
    the return, if it can begin there in time; otherwise before the way, at the start place or at
    the last door if the route permits that. On the first way it is taken at the start place if that
    delays nothing. If the route has bases, a break between two stops is taken at one of them, with
    the way there, and no break is taken at a door.

    Parameters
    ----------
    problem, r, nodes
        The problem, the route and its nodes.
    start
        The start of each visit.
    missed
        Whether a break between two stops is missed. A break on the first or the last way is missed
        if it may be and would begin too late.
    """

    def __init__(
        self,
        problem: Problem,
        r: int,
        nodes: Sequence[int],
        start: Mapping[int, int],
        *,
        missed: bool,
    ) -> None:
        self.soonest: dict[int, int] = {}
        """When each stop may begin: after the way, a break taken before, and access."""
        self.links: list[Link] = []
        """The visits and a break on the way, with the waiting before them."""
        self.missed = missed
        self.break_start = self.departure = self.returned = -1
        self.ready = -1
        """When the break could begin at the earliest, taken or missed."""
        self.is_timely = True
        """Whether the break begins in time, or may be missed at its place."""
        self.detour = 0
        """The ticks that the way to a base and on adds to the route."""
        self._problem, self._r, self._start, self._nodes = problem, r, start, nodes
        self._length, self._opens = int(problem.break_length[r]), int(problem.break_from[r])
        self._closes = int(problem.break_to[r])
        self._bases = len(rows(problem.base, r))
        self._traverse()

    def _traverse(self) -> None:
        p, r = self._problem, self._r
        stops, ways = stops_of(p, self._nodes), legs(p, r, self._nodes)
        rest = self._nodes.index(p.n_stops + r) if self._length else None
        left = int(p.shift_start[r])
        if self._length and not stops:
            self._pause([_Spot(left, 0)], left, missed=False)
        before = None
        for place, (stop, way) in enumerate(zip(stops, ways, strict=False)):
            door = left + way
            if place == rest:
                spots = self._spots(left, before, stop, way)
                door = self._pause(spots, door, missed=self.missed and place > 0)
            left = self._call(before, stop, door, way)
            before = stop
        if stops:
            self._return(left, ways[-1], pauses=rest == len(stops))

    def _spots(self, left: int, before: int | None, stop: int, way: int) -> list[_Spot]:
        """Return the places for a break on the way to a stop, the preferred one first."""
        p = self._problem
        if not self._bases:
            ahead = before is None or p.break_ahead[self._r]
            return [_Spot(left + way, 0), _Spot(left, way)][: 1 + bool(ahead)]
        if before is None:
            return [_Spot(left, way)]
        base = base_between(p, self._r, before, stop)
        return [_Spot(left + base.there, base.on)]

    def _pause(self, spots: Sequence[_Spot], onward: int, *, missed: bool) -> int:
        """Take the break at the first spot that is in time, or miss it; return the next arrival.

        Parameters
        ----------
        spots
            The places for it.
        onward
            The next arrival without it.
        missed
            Whether it is missed in any case.
        """
        self.ready = max(self._opens, min(spot.reached for spot in spots))
        timely = [spot for spot in spots if max(spot.reached, self._opens) <= self._closes]
        if missed or (not timely and may_miss(self._problem, self._r)):
            return onward
        self.is_timely = bool(timely)
        spot = (timely or spots)[0]
        self.break_start = max(spot.reached, self._opens)
        self.detour = spot.reached + spot.on - onward
        self.links.append(Link(self.break_start - spot.reached, self._closes - self.break_start))
        return self.break_start + self._length + spot.on

    def _call(self, before: int | None, stop: int, door: int, way: int) -> int:
        """Make a stop; return when the caregiver leaves it."""
        p, visit = self._problem, int(self._problem.visit[stop])
        begins = self._start[visit] + int(p.offset[stop])
        knocks = begins - access(p, before, stop)
        self.soonest[stop] = door + begins - knocks
        if before is None:
            door = self._set_out(knocks, way)
        self.links.append(Link(knocks - door, 0, visit))
        return begins + int(p.service[stop] + p.after[stop] + p.slack[stop])

    def _set_out(self, knocks: int, way: int) -> int:
        """Depart as late as the first access allows; return when it could begin."""
        self.links.clear()
        self.departure = knocks - way
        if self.break_start < 0:
            return knocks
        self.break_start = max(int(self._problem.shift_start[self._r]), self._opens)
        if self.break_start + self._length <= self.departure:
            return knocks
        self.break_start = min(self._closes, knocks - self._length)
        self.departure = self.break_start - way
        self.links.append(Link(0, self._closes - self.break_start))
        return self.break_start + self._length

    def _return(self, left: int, way: int, *, pauses: bool) -> None:
        self.returned = left + way
        if not pauses:
            return
        at_home = max(self.returned, self._opens)
        if self._problem.break_home[self._r] and at_home <= self._closes:
            self.break_start = at_home
        elif self._bases or not self._problem.break_ahead[self._r]:
            self.is_timely = may_miss(self._problem, self._r)
        else:
            self.returned = self._pause([_Spot(left, way)], self.returned, missed=False)
