"""Cuts routes into pieces: travel, access, waiting, service, documentation and meal break.

The lanes of equipment are cut into travel and visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from dispatch.plan import PieceRoute, Plan, Route, Stop, Use
from dispatch.roads import TravelTimes
from dispatch.rules import duration_of, end_place, start_place
from dispatch.scenario import Place, Scenario, Visit

PieceKind: TypeAlias = Literal["travel", "waiting", "access", "service", "documentation", "break"]


class Piece(NamedTuple):
    """A piece of a route's time, in milliseconds after the first midnight."""

    kind: PieceKind
    start: int
    end: int
    stop: int
    """The index of the stop that it leads to or belongs to; the number of stops on the way back."""


class Taken(NamedTuple):
    """The use of a piece of equipment by a visit, in milliseconds after the first midnight."""

    use: Use
    leaves: int
    """The latest departure to the visit; equal to `taken` if the piece does not travel."""
    taken: int
    start: int
    """The start of the visit."""
    end: int
    """The end of the visit."""
    free: int


class Lane(NamedTuple):
    """The day of one piece of equipment."""

    route: PieceRoute
    row: int
    """Its row in the chart, counted from 1; below all caregivers."""
    uses: tuple[Taken, ...]
    back: int
    """When it is back at its station, in milliseconds after the first midnight."""


class Leg(NamedTuple):
    """A way from one place to the next."""

    origin: Place
    destination: Place


@dataclass(frozen=True)
class Day:
    """The data of every drawing and table of the page. Made by `of`."""

    scenario: Scenario
    plan: Plan
    """The plan without entries that the scenario does not know."""
    travel: TravelTimes

    @classmethod
    def of(cls, scenario: Scenario, plan: Plan, travel: TravelTimes) -> Day:
        """Make a day; leave out stops, routes and visits that the scenario does not know."""
        routes = [
            route.model_copy(
                update={
                    "stops": tuple(stop for stop in route.stops if stop.visit in scenario.visit)
                }
            )
            for route in plan.routes
            if route.caregiver in scenario.caregiver
            and 0 <= route.shift < len(scenario.caregiver[route.caregiver].shifts)
        ]
        routes = [route for route in routes if route.stops]
        served = {stop.visit for route in routes for stop in route.stops}
        pieces = [
            piece.model_copy(
                update={"uses": tuple(use for use in piece.uses if use.visit in served)}
            )
            for piece in plan.equipment
            if piece.equipment in scenario.pool
        ]
        unserved = [left_out for left_out in plan.unserved if left_out.visit in scenario.visit]
        known = {
            "routes": tuple(routes),
            "equipment": tuple(piece for piece in pieces if piece.uses),
            "unserved": tuple(unserved),
        }
        return cls(scenario, plan.model_copy(update=known), travel)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each caregiver on the map and in the chart, counted from 1."""
        return {caregiver.id: n for n, caregiver in enumerate(self.scenario.caregivers, 1)}

    @cached_property
    def crew(self) -> Mapping[str, list[tuple[str, Stop]]]:
        """The caregivers at each visit, with their stops."""
        together: dict[str, list[tuple[str, Stop]]] = {}
        for route in self.plan.routes:
            for stop in route.stops:
                together.setdefault(stop.visit, []).append((route.caregiver, stop))
        return together

    @cached_property
    def pieces(self) -> tuple[tuple[Piece, ...], ...]:
        """For each route, its time without gaps from departure to return, and its meal break.

        If a plan leaves more time for a way than its travel takes, as a plan made by hand may, the
        rest is waiting before departure.
        """
        return tuple(
            tuple(piece for piece in self._cut(route) if piece.end > piece.start)
            for route in self.plan.routes
        )

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """The day of each piece of equipment, in the order of the plan."""
        first = len(self.scenario.caregivers) + 1
        return tuple(self._lane(route, row) for row, route in enumerate(self.plan.equipment, first))

    def visit_start(self, stop: Stop) -> int:
        """The start of a stop's visit in milliseconds; the role of the stop may begin later."""
        crew = self.scenario.service[self.scenario.visit[stop.visit].service].crew
        offsets = [role.offset for role in crew if role.id == stop.role]
        return self.scenario.at(stop.start) - sum(offsets)

    def place(self, visit: Visit) -> Place:
        """The place where a visit begins."""
        return self.scenario.place_of(self.scenario.client[visit.client].place)

    def left_at(self, visit: Visit) -> Place:
        """The place where a visit ends."""
        return self.scenario.place_of(visit.end_place) if visit.end_place else self.place(visit)

    def running(self, visit: Visit) -> bool:
        """Whether a visit has started and is not over."""
        return visit.facts is not None and visit.facts.running

    def legs(self, route: Route) -> list[Leg]:
        """The legs of a route in order, one more than it has stops."""
        caregiver = self.scenario.caregiver[route.caregiver]
        shift = caregiver.shifts[route.shift]
        here = start_place(self.scenario, caregiver, shift)
        ways = []
        for stop in route.stops:
            visit = self.scenario.visit[stop.visit]
            there = self.place(visit)
            ways.append(Leg(here, there))
            here = self.left_at(visit)
        return [*ways, Leg(here, end_place(self.scenario, caregiver, shift))]

    def documentation(self, stop: Stop) -> int:
        """Milliseconds of documentation after a stop."""
        return int(self.scenario.service[self.scenario.visit[stop.visit].service].documentation)

    def _lane(self, route: PieceRoute, row: int) -> Lane:
        at, pool = self.scenario.at, self.scenario.pool[route.equipment]
        here = home = self.scenario.place_of(pool.station) if pool.carried and pool.station else ""
        mode = pool.mode or self.scenario.modes[0].id
        uses: list[Taken] = []
        for use in route.uses:
            visit = self.scenario.visit[use.visit]
            start = min(self.visit_start(stop) for _, stop in self.crew[use.visit])
            way = (self.travel.between(mode, here, self.place(visit)) or 0) if home else 0
            taken, end = at(use.taken), start + duration_of(self.scenario, visit)
            uses.append(Taken(use, taken - way, taken, start, end, at(use.free)))
            here = self.left_at(visit)
        back = (self.travel.between(mode, here, home) or 0) if home else 0
        return Lane(route, row, tuple(uses), uses[-1].free + back)

    def _cut(self, route: Route) -> Iterator[Piece]:
        at, pause, last = self.scenario.at, route.meal_break, len(route.stops)
        mode = self.scenario.caregiver[route.caregiver].mode
        clock = at(route.departure)
        for index, leg in enumerate(self.legs(route)):
            arrival = at(route.returned if index == last else route.stops[index].arrival)
            setting_out = max(clock, arrival - (self.travel.between(mode, *leg) or 0))
            yield Piece("waiting", clock, setting_out, index)
            yield Piece("travel", setting_out, arrival, index)
            clock = arrival
            if pause is not None and pause.position == index:
                yield Piece("break", at(pause.start), at(pause.end), index)
                if 0 < index < last:
                    yield Piece("waiting", clock, at(pause.start), index)
                    clock = max(clock, at(pause.end))
            if index < last:
                yield from self._at_the_door(route.stops[index], clock, index)
                clock = at(route.stops[index].end) + self.documentation(route.stops[index])

    def _at_the_door(self, stop: Stop, clock: int, index: int) -> Iterator[Piece]:
        start, end = self.scenario.at(stop.start), self.scenario.at(stop.end)
        access = self.scenario.client[self.scenario.visit[stop.visit].client].access
        ready = min(clock + access, start)
        yield Piece("access", clock, ready, index)
        yield Piece("waiting", ready, start, index)
        yield Piece("service", start, end, index)
        yield Piece("documentation", end, end + self.documentation(stop), index)
