"""Cuts routes into what happens on them: travel, access, waiting, service, documentation, break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from dispatch.plan import Plan, Route, Stop
from dispatch.roads import TravelTimes
from dispatch.rules.amounts import end_place, start_place
from dispatch.scenario import Place, Scenario, Visit

PieceKind: TypeAlias = Literal["travel", "waiting", "access", "service", "documentation", "break"]


class Piece(NamedTuple):
    """A stretch of a route's time, in milliseconds after the first midnight."""

    kind: PieceKind
    start: int
    end: int
    stop: int
    """The stop that it leads to or belongs to; the number of stops on the way back."""


class Leg(NamedTuple):
    """A way from one place to the next."""

    origin: Place
    destination: Place


@dataclass(frozen=True)
class Day:
    """What every drawing and table of the page looks at. Made by `of`."""

    scenario: Scenario
    plan: Plan
    """Without what the scenario does not know."""
    travel: TravelTimes

    @classmethod
    def of(cls, scenario: Scenario, plan: Plan, travel: TravelTimes) -> Day:
        """Leave out stops, routes and visits that the scenario does not know."""
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
        unserved = [left_out for left_out in plan.unserved if left_out.visit in scenario.visit]
        known = {
            "routes": tuple(route for route in routes if route.stops),
            "unserved": tuple(unserved),
        }
        return cls(scenario, plan.model_copy(update=known), travel)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number that stands for a caregiver on the map and in the chart, from 1."""
        return {caregiver.id: n for n, caregiver in enumerate(self.scenario.caregivers, 1)}

    @cached_property
    def crew(self) -> Mapping[str, list[tuple[str, Stop]]]:
        """Caregiver and stop of everybody who comes to a visit, by visit."""
        together: dict[str, list[tuple[str, Stop]]] = {}
        for route in self.plan.routes:
            for stop in route.stops:
                together.setdefault(stop.visit, []).append((route.caregiver, stop))
        return together

    @cached_property
    def pieces(self) -> tuple[tuple[Piece, ...], ...]:
        """For each route, its time without gaps from departure to return, and its meal break.

        Time on a way beyond what the way takes is waiting before setting out; a plan made by hand
        may have some.
        """
        return tuple(
            tuple(piece for piece in self._cut(route) if piece.end > piece.start)
            for route in self.plan.routes
        )

    def visit_start(self, stop: Stop) -> int:
        """When the visit of a stop starts, in milliseconds: its role may begin later."""
        crew = self.scenario.service[self.scenario.visit[stop.visit].service].crew
        offsets = [role.offset for role in crew if role.id == stop.role]
        return self.scenario.at(stop.start) - sum(offsets)

    def place(self, visit: Visit) -> Place:
        """Where a visit begins."""
        return self.scenario.place_of(self.scenario.client[visit.client].place)

    def legs(self, route: Route) -> list[Leg]:
        """The ways of a route in order, one more than it has stops."""
        caregiver = self.scenario.caregiver[route.caregiver]
        shift = caregiver.shifts[route.shift]
        here = start_place(self.scenario, caregiver, shift)
        ways = []
        for stop in route.stops:
            visit = self.scenario.visit[stop.visit]
            there = self.place(visit)
            ways.append(Leg(here, there))
            here = self.scenario.place_of(visit.end_place) if visit.end_place else there
        return [*ways, Leg(here, end_place(self.scenario, caregiver, shift))]

    def documentation(self, stop: Stop) -> int:
        """Milliseconds of documentation after a stop."""
        return int(self.scenario.service[self.scenario.visit[stop.visit].service].documentation)

    def _cut(self, route: Route) -> Iterator[Piece]:
        at, pause, last = self.scenario.at, route.meal_break, len(route.stops)
        mode = self.scenario.caregiver[route.caregiver].mode
        clock = at(route.departure)
        for index, leg in enumerate(self.legs(route)):
            arrival = at(route.returned if index == last else route.stops[index].arrival)
            setting_out = max(clock, arrival - self.travel.between(mode, *leg))
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
