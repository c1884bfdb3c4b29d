"""Cuts routes into pieces: travel, access, waiting, service, documentation and meal break.

The lanes of equipment are cut into travel and visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from dispatch.plan import BreakTaken, PieceRoute, Plan, Route, Stop, Use, position_of
from dispatch.report.stress import Stress
from dispatch.roads import TravelTimes
from dispatch.rules import (
    clearing,
    duration_of,
    end_place,
    kits,
    kits_brought,
    set_up,
    start_place,
)
from dispatch.scenario import EquipmentPool, Place, Role, Scenario, UnderWay, Visit

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


class Fetched(NamedTuple):
    """A piece of equipment that a caregiver brings, in milliseconds after the first midnight."""

    pool: EquipmentPool
    collected: int | None
    """When she leaves its station with it; None if she is out and has it along."""
    returned: int
    """When it is back at its station."""


class Lane(NamedTuple):
    """The day of one piece of equipment."""

    route: PieceRoute
    row: int
    """Its row in the chart, counted from 1; below all caregivers."""
    uses: tuple[Taken, ...]
    back: int
    """When it is back at its station, in milliseconds after the first midnight."""


@dataclass(frozen=True)
class Day:
    """The data of every drawing and table of the page. Made by `of`."""

    scenario: Scenario
    plan: Plan
    """The plan without entries that the scenario does not know."""
    travel: TravelTimes
    stress: Stress | None = None
    """What the plan bears, if that is known."""

    @classmethod
    def of(
        cls, scenario: Scenario, plan: Plan, travel: TravelTimes, stress: Stress | None = None
    ) -> Day:
        """Make a day without stops, routes, visits and places that the scenario does not know."""
        routes = [
            route.model_copy(
                update={
                    "stops": tuple(stop for stop in route.stops if stop.visit in scenario.visit),
                    "meal_break": _known(route.meal_break, scenario, travel),
                }
            )
            for route in plan.routes
            if route.caregiver in scenario.caregiver
            and 0 <= route.shift < len(scenario.caregiver[route.caregiver].shifts)
        ]
        routes = [route for route in routes if route.stops or _leads_home(scenario, route)]
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
        return cls(scenario, plan.model_copy(update=known), travel, stress)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each caregiver on the map and in the chart, counted from 1."""
        return {caregiver.id: n for n, caregiver in enumerate(self.scenario.caregivers, 1)}

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The place of each visit among the scenario's, counted from 0; drawings name it by it."""
        return {visit.id: n for n, visit in enumerate(self.scenario.visits)}

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
        return visit.running

    def role(self, stop: Stop) -> Role | None:
        """The role of a stop; None if its service lacks it."""
        crew = self.scenario.service[self.scenario.visit[stop.visit].service].crew
        return next((role for role in crew if role.id == stop.role), None)

    def brought(self, route: Route) -> list[EquipmentPool]:
        """The pools of which the caregiver brings a piece, in the scenario's order."""
        if (out := self.out(route)) is not None:
            return [pool for pool in kits(self.scenario) if pool.id in out.kits]
        roles = [(self.scenario.visit[stop.visit], self.role(stop)) for stop in route.stops]
        pools = [kits_brought(self.scenario, visit, role) for visit, role in roles if role]
        return [pool for pool in kits(self.scenario) if any(pool in each for each in pools)]

    def out(self, route: Route) -> UnderWay | None:
        """Where the shift of a route stands, if its caregiver is out."""
        return self.scenario.caregiver[route.caregiver].shifts[route.shift].out

    def fetched(self, route: Route) -> list[Fetched]:
        """The pieces that a caregiver brings, in the order in which she collects them."""
        pools, ways, out = self.brought(route), self.legs(route), self.out(route)
        first = None if out else self.scenario.at(route.stops[0].arrival)
        leaves = self.left_last(route)
        return [
            Fetched(
                pool,
                None if first is None else first - self.travelled(route, ways[0][1 + place :]),
                leaves + self.travelled(route, ways[-1][: 1 + len(pools) - place]),
            )
            for place, pool in enumerate(pools)
        ]

    def legs(self, route: Route) -> list[tuple[Place, ...]]:
        """The ways of a route in order, each by its places; one more than the route has stops.

        The first and the last lead over the stations of equipment that the caregiver brings; the
        first of one who is out does not.
        """
        caregiver = self.scenario.caregiver[route.caregiver]
        shift = caregiver.shifts[route.shift]
        stations = [self.scenario.place_of(pool.station or "") for pool in self.brought(route)]
        here = [start_place(self.scenario, caregiver, shift), *([] if shift.out else stations)]
        ways = []
        for stop in route.stops:
            visit = self.scenario.visit[stop.visit]
            ways.append((*here, self.place(visit)))
            here = [self.left_at(visit)]
        return [*ways, (*here, *reversed(stations), end_place(self.scenario, caregiver, shift))]

    def travelled(self, route: Route, places: Sequence[Place]) -> int:
        """The milliseconds of travel of a route along some places."""
        mode = self.scenario.caregiver[route.caregiver].mode
        return sum(self.travel.between(mode, *leg) or 0 for leg in pairwise(places))

    def left(self, stop: Stop) -> int:
        """When the caregiver leaves a stop, in milliseconds after the first midnight."""
        visit, role = self.scenario.visit[stop.visit], self.role(stop)
        packing = 0 if role is None else clearing(self.scenario, visit, role)
        written = self.scenario.service[visit.service].documentation
        return self.scenario.at(stop.end) + packing + written

    def left_last(self, route: Route) -> int:
        """When the caregiver leaves for the way back: her last stop, or where she is."""
        return self.left(route.stops[-1]) if route.stops else self.scenario.at(route.departure)

    def _lane(self, route: PieceRoute, row: int) -> Lane:
        at, pool = self.scenario.at, self.scenario.pool[route.equipment]
        here = home = self.scenario.place_of(pool.station or "") if pool.comes_by_courier else ""
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
        rests_at = None if pause is None else position_of(pause, route.stops, at)
        clock = at(route.departure)
        before: Visit | None = None
        for index, places in enumerate(self.legs(route)):
            arrival = at(route.returned if index == last else route.stops[index].arrival)
            if pause is not None and rests_at == index:
                yield from self._with_break(
                    route, places, pause, clock, arrival, index, back=index == last
                )
                if index < last and at(pause.start) >= clock:
                    arrival = max(arrival, at(pause.end))
            else:
                yield from self._straight(route, places, clock, arrival, index)
            if index < last:
                stop = route.stops[index]
                yield from self._at_the_door(stop, before, arrival, index)
                clock = self.left(stop)
                before = self.scenario.visit[stop.visit]

    def _straight(
        self, route: Route, places: Sequence[Place], clock: int, arrival: int, index: int
    ) -> Iterator[Piece]:
        """Cut a way without a break: it ends at the arrival."""
        setting_out = max(clock, arrival - self.travelled(route, places))
        yield Piece("waiting", clock, setting_out, index)
        yield Piece("travel", setting_out, arrival, index)

    def _with_break(
        self,
        route: Route,
        places: Sequence[Place],
        pause: BreakTaken,
        clock: int,
        arrival: int,
        index: int,
        *,
        back: bool,
    ) -> Iterator[Piece]:
        """Cut a way with the break before it, after it, or at a place on it."""
        begins, ends = self.scenario.at(pause.start), self.scenario.at(pause.end)
        rest = Piece("break", begins, ends, index)
        if begins < clock:
            yield rest
            yield from self._straight(route, places, clock, arrival, index)
        elif begins >= arrival:
            yield from self._straight(route, places, clock, arrival, index)
            if not back:
                yield Piece("waiting", arrival, begins, index)
            yield rest
        elif pause.place is None:
            yield Piece("waiting", clock, begins, index)
            yield rest
            yield from self._straight(route, places, ends, arrival, index)
        else:
            base = self.scenario.place_of(pause.place)
            reached = clock + self.travelled(route, (places[0], base))
            yield Piece("travel", clock, reached, index)
            yield Piece("waiting", reached, begins, index)
            yield rest
            yield from self._straight(route, (base, places[-1]), ends, arrival, index)

    def _at_the_door(
        self, stop: Stop, before: Visit | None, clock: int, index: int
    ) -> Iterator[Piece]:
        start, end = self.scenario.at(stop.start), self.scenario.at(stop.end)
        visit, role = self.scenario.visit[stop.visit], self.role(stop)
        stays = (
            before is not None
            and before.client == visit.client
            and self.left_at(before) == self.place(visit)
        )
        access = 0 if stays else self.scenario.client[visit.client].access
        prepared = start - (0 if role is None else set_up(self.scenario, visit, role))
        ready = min(clock + access, prepared)
        yield Piece("access", clock, ready, index)
        yield Piece("waiting", ready, prepared, index)
        yield Piece("access", prepared, start, index)
        yield Piece("service", start, end, index)
        yield Piece("documentation", end, self.left(stop), index)


def _leads_home(scenario: Scenario, route: Route) -> bool:
    """Whether a caregiver is out and has nothing left to do but to come home."""
    out = scenario.caregiver[route.caregiver].shifts[route.shift].out
    return out is not None and scenario.at(route.departure) < scenario.at(route.returned)


def _known(taken: BreakTaken | None, scenario: Scenario, travel: TravelTimes) -> BreakTaken | None:
    """Return a break without a place that the scenario does not know."""
    if taken is None or taken.place is None or scenario.place_of(taken.place) in travel.places:
        return taken
    return taken.model_copy(update={"place": None})
