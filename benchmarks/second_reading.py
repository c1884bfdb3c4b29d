"""Where everybody is by the times of a plan: a reading of docs/model.md without the referee."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from dispatch.plan import Plan, Route, Stop, Use
from dispatch.roads import TravelTimes
from dispatch.scenario import EquipmentPool, Place, Scenario, Service

MINUTE = 60_000


class Span(NamedTuple):
    """Milliseconds from `start` to `end`."""

    start: float
    end: float


class Rest(NamedTuple):
    """A meal break, and the number of stops before it if it lies on the way."""

    start: int
    end: int
    position: int | None


class Reading:
    """A plan and its scenario: where everybody is and when. All times are in milliseconds."""

    def __init__(self, scenario: Scenario, travel: TravelTimes, plan: Plan) -> None:
        self.scenario, self.travel, self.plan = scenario, travel, plan
        self.at = scenario.at
        self.span = self._spans()

    def _spans(self) -> dict[str, Span]:
        """From the last start of the crew, less its offset, to the last end."""
        spans: dict[str, Span] = {}
        for route in self.plan.routes:
            for stop in route.stops:
                crew = self.service(stop.visit).crew
                offset = next(role.offset for role in crew if role.id == stop.role)
                old = spans.get(stop.visit, Span(-math.inf, -math.inf))
                start, end = self.at(stop.start) - offset, self.at(stop.end)
                spans[stop.visit] = Span(max(old.start, start), max(old.end, end))
        return spans

    def service(self, visit: str) -> Service:
        """The service of a visit."""
        return self.scenario.service[self.scenario.visit[visit].service]

    def running(self, visit: str) -> bool:
        """Whether a visit has begun and is not over."""
        facts = self.scenario.visit[visit].facts
        return facts is not None and facts.running

    def door(self, visit: str) -> Place:
        """Where a visit begins."""
        place = self.scenario.client[self.scenario.visit[visit].client].place
        return self.scenario.place_of(place)

    def leaves_from(self, visit: str) -> Place:
        """Where a visit ends."""
        return self.scenario.place_of(self.scenario.visit[visit].end_place or self.door(visit))

    def ends(self, route: Route) -> tuple[Place, Place]:
        """The start place and the end place of a route."""
        caregiver = self.scenario.caregiver[route.caregiver]
        shift = caregiver.shifts[route.shift]
        start = shift.start_place or caregiver.start
        end = shift.end_place or caregiver.end or caregiver.start
        return self.scenario.place_of(start), self.scenario.place_of(end)

    def shift(self, route: Route) -> Span:
        """From the start of a route's shift to its latest return."""
        caregiver = self.scenario.caregiver[route.caregiver]
        shift = caregiver.shifts[route.shift]
        start = self.at(shift.start)
        later = [at for at in (self.at(each.start) for each in caregiver.shifts) if at > start]
        return Span(start, min([self.at(shift.end) + caregiver.overtime_limit, *later]))

    def way(self, mode: str, *places: Place) -> float:
        """The travel time from place to place; infinite if there is no way."""
        legs = [self.travel.between(mode, *leg) for leg in pairwise(places)]
        return sum(math.inf if leg is None else leg for leg in legs)

    def station(self, pool: EquipmentPool) -> Place:
        """Where the pieces of a carried pool are kept."""
        assert pool.station is not None
        return self.scenario.station[pool.station].place

    def brought(self, stop: Stop) -> list[EquipmentPool]:
        """The pools of which the caregiver at this stop brings a piece."""
        service = self.service(stop.visit)
        named = [role.id for role in service.crew if role.brings_equipment]
        if stop.role != (named or [service.crew[0].id])[0]:
            return []
        pools = [pool for pool in self.scenario.equipment if pool.id in service.equipment]
        return [pool for pool in pools if pool.carried and pool.carried_by == "crew"]

    def lacks(self, use: Use, pool: EquipmentPool, start: float) -> float:
        """By how much a use is too short for set-up (before `start`), visit and turn-round."""
        set_up = 0 if self.running(use.visit) else pool.set_up
        end = self.span[use.visit].end + pool.turn_round
        return max(self.at(use.taken) + set_up - start, end - self.at(use.free))

    def fetched(self, route: Route) -> list[EquipmentPool]:
        """The pools that a route brings, in the scenario's order; a running visit has its own."""
        stops = [stop for stop in route.stops if not self.running(stop.visit)]
        ids = {pool.id for stop in stops for pool in self.brought(stop)}
        return [pool for pool in self.scenario.equipment if pool.id in ids]

    def rest(self, route: Route) -> Rest | None:
        """The meal break and its position, which is None before departure and after the return."""
        if (taken := route.meal_break) is None:
            return None
        start, end, stops = self.at(taken.start), self.at(taken.end), route.stops
        position = taken.position
        known = position in range(len(stops) + 1)
        if end <= self.at(route.departure) or start >= self.at(route.returned):
            position = None
        elif (
            not known
            or any(self.at(stop.end) > start for stop in stops[:position])
            or any(self.at(stop.start) < end for stop in stops[position:])
        ):
            position = sum(self.at(stop.start) < start for stop in stops)
        return Rest(start, end, position)
