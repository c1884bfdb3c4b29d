"""A plan as the referee reads it: stops with their visits and caregivers, times as numbers.

This module judges nothing. It takes only decisions and times from the plan. It leaves out what it
cannot interpret (unknown ids, visits that are over, equipment that no visit needs); `violations`
names these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dispatch.plan import Plan, Route
from dispatch.rules import duration_of, end_place, role_duration, start_place
from dispatch.scenario import (
    Caregiver,
    Client,
    EquipmentPool,
    Place,
    Scenario,
    Service,
    Shift,
    Visit,
)

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


@dataclass(frozen=True, slots=True)
class Call:
    """One caregiver's part in one visit. Times are milliseconds after the first midnight."""

    visit: Visit
    client: Client
    service: Service
    role: int | None
    """Index in the crew; None if the plan names a role that the service lacks."""
    caregiver: Caregiver | None
    """None if the scenario lacks the caregiver."""
    arrival: int
    start: int
    end: int
    duration: int
    """The required length of this part; for an unknown role, of the whole visit."""

    @property
    def work(self) -> int:
        """The required access, service and documentation."""
        return self.client.access + self.duration + self.service.documentation

    @property
    def end_place(self) -> Place:
        """Where it ends: the client's place, or the end place of an escort."""
        return _end_place(self.client, self.visit)

    @property
    def visit_start(self) -> int:
        """When the visit starts, computed from this caregiver's start."""
        return self.start - (0 if self.role is None else self.service.crew[self.role].offset)


@dataclass(frozen=True, slots=True)
class Rest:
    """A meal break; ``position`` counts the calls before it and is None if it is invalid."""

    position: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tour:
    """A route of a known shift of a known caregiver, with at least one call."""

    caregiver: Caregiver
    number: int
    """The index of the shift among the caregiver's."""
    shift: Shift
    calls: tuple[Call, ...]
    ways: tuple[int | None, ...]
    """Travel to each call and finally to the end place; None where there is no way."""
    metres: float
    departure: int
    returned: int
    rest: Rest | None
    shift_start: int
    shift_end: int

    @property
    def travel(self) -> int:
        """All travel; a leg without a way counts as 0."""
        return sum(way or 0 for way in self.ways)

    @property
    def rests_on_the_way(self) -> bool:
        """Whether the break lies between departure and return."""
        position = None if self.rest is None else self.rest.position
        return position is not None and 0 < position < len(self.calls)

    @property
    def overtime(self) -> int:
        """Milliseconds from the end of the shift to the return."""
        return max(0, self.returned - self.shift_end)

    @property
    def work(self) -> int:
        """Access, service and documentation of all calls."""
        return sum(call.work for call in self.calls)


@dataclass(frozen=True, slots=True)
class Taken:
    """A piece of equipment at a served visit that needs it."""

    visit: Visit
    taken: int
    free: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of equipment and its uses."""

    pool: EquipmentPool
    number: int
    """Counted from 1."""
    uses: tuple[Taken, ...]
    ways: tuple[int | None, ...]
    """Travel to each use and finally back to the station; 0 if the piece is not carried, None where
    there is no way."""

    @property
    def travel(self) -> int:
        """All travel; a leg without a way counts as 0."""
        return sum(way or 0 for way in self.ways)


@dataclass(frozen=True)
class Reading:
    """A plan that has been read, with the travel times of its scenario."""

    travel: TravelTimes
    calls: dict[str, tuple[Call, ...]]
    """The calls of each visit that has any."""
    starts: dict[str, int]
    """When each of these visits starts: by the last start of its crew."""
    tours: tuple[Tour, ...]
    pieces: tuple[Piece, ...]

    @cached_property
    def tours_of(self) -> Mapping[str, tuple[Tour, ...]]:
        """The tours of each caregiver, by id; none of one who stays at home."""
        found: defaultdict[str, tuple[Tour, ...]] = defaultdict(tuple)
        for tour in self.tours:
            found[tour.caregiver.id] += (tour,)
        return found


def read(scenario: Scenario, travel: TravelTimes, plan: Plan) -> Reading:
    """Read a plan of a scenario."""
    calls: dict[str, tuple[Call, ...]] = {}
    tours = []
    for route in plan.routes:
        called = _calls(scenario, route)
        for call in called:
            calls[call.visit.id] = (*calls.get(call.visit.id, ()), call)
        caregiver = scenario.caregiver.get(route.caregiver)
        if caregiver and called and 0 <= route.shift < len(caregiver.shifts):
            tours.append(_tour(scenario, travel, route, caregiver, called))
    starts = {visit: max(call.visit_start for call in made) for visit, made in calls.items()}
    pieces = tuple(_pieces(scenario, travel, plan, starts))
    return Reading(travel, calls, starts, tuple(tours), pieces)


def needs(scenario: Scenario, visit: str, pool: EquipmentPool) -> bool:
    """Whether the service of a known visit names a pool."""
    return pool.id in scenario.service[scenario.visit[visit].service].equipment


def _is_open(scenario: Scenario, name: str) -> bool:
    visit = scenario.visit.get(name)
    return visit is not None and not (visit.facts and visit.facts.over)


def _calls(scenario: Scenario, route: Route) -> tuple[Call, ...]:
    calls = []
    for stop in route.stops:
        if not _is_open(scenario, stop.visit):
            continue
        visit = scenario.visit[stop.visit]
        service = scenario.service[visit.service]
        role = next((k for k, role in enumerate(service.crew) if role.id == stop.role), None)
        calls.append(
            Call(
                visit=visit,
                client=scenario.client[visit.client],
                service=service,
                role=role,
                caregiver=scenario.caregiver.get(route.caregiver),
                arrival=scenario.at(stop.arrival),
                start=scenario.at(stop.start),
                end=scenario.at(stop.end),
                duration=(
                    duration_of(scenario, visit)
                    if role is None
                    else role_duration(scenario, visit, service.crew[role])
                ),
            )
        )
    return tuple(calls)


def _tour(
    scenario: Scenario,
    travel: TravelTimes,
    route: Route,
    caregiver: Caregiver,
    calls: tuple[Call, ...],
) -> Tour:
    shift = caregiver.shifts[route.shift]
    leave = [start_place(scenario, caregiver, shift), *(call.end_place for call in calls)]
    reach = [*(call.client.place for call in calls), end_place(scenario, caregiver, shift)]
    legs = list(zip(leave, reach, strict=True))
    return Tour(
        caregiver=caregiver,
        number=route.shift,
        shift=shift,
        calls=calls,
        ways=tuple(travel.between(caregiver.mode, here, there) for here, there in legs),
        metres=_metres(travel, caregiver.mode, legs),
        departure=scenario.at(route.departure),
        returned=scenario.at(route.returned),
        rest=_rest(scenario, route),
        shift_start=scenario.at(shift.start),
        shift_end=scenario.at(shift.end),
    )


def _end_place(client: Client, visit: Visit) -> Place:
    return client.place if visit.end_place is None else visit.end_place


def _metres(travel: TravelTimes, mode: str, legs: Sequence[tuple[Place, Place]]) -> float:
    leave, reach = ([travel.index(place) for place in places] for places in zip(*legs, strict=True))
    return float(travel.metres(mode, leave, reach).trace())


def _rest(scenario: Scenario, route: Route) -> Rest | None:
    taken = route.meal_break
    if taken is None:
        return None
    position: int | None = None
    if 0 <= taken.position <= len(route.stops):
        before = route.stops[: taken.position]
        position = sum(_is_open(scenario, stop.visit) for stop in before)
    return Rest(position, scenario.at(taken.start), scenario.at(taken.end))


def _pieces(
    scenario: Scenario, travel: TravelTimes, plan: Plan, starts: Mapping[str, int]
) -> Iterator[Piece]:
    """Collect the uses of each piece, although a plan may list it in several entries."""
    taken: dict[tuple[str, int], list[Taken]] = {}
    for route in plan.equipment:
        pool = scenario.pool.get(route.equipment)
        if pool is None or not 1 <= route.piece <= pool.count:
            continue
        taken.setdefault((pool.id, route.piece), []).extend(
            Taken(scenario.visit[use.visit], scenario.at(use.taken), scenario.at(use.free))
            for use in route.uses
            if use.visit in starts and needs(scenario, use.visit, pool)
        )
    for (name, number), uses in taken.items():
        pool = scenario.pool[name]
        yield Piece(pool, number, tuple(uses), _carried(scenario, travel, pool, uses))


def _carried(
    scenario: Scenario, travel: TravelTimes, pool: EquipmentPool, uses: Sequence[Taken]
) -> tuple[int | None, ...]:
    """Return the travel of a piece from its station to each use and back."""
    if not pool.carried or pool.station is None or not uses:
        return (0,) * (len(uses) + 1)
    station, mode = scenario.station[pool.station].place, pool.mode or scenario.modes[0].id
    visited = [(scenario.client[use.visit.client], use.visit) for use in uses]
    leave = [station, *(_end_place(client, visit) for client, visit in visited)]
    reach = [*(client.place for client, _ in visited), station]
    return tuple(
        travel.between(mode, here, there) for here, there in zip(leave, reach, strict=True)
    )
