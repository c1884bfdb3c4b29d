"""A plan as the referee reads it: stops with their visits and caregivers, times as numbers.

This module judges nothing. It takes only decisions and times from the plan. It leaves out what it
cannot interpret (unknown ids and places, all stops of unknown caregivers and shifts, visits that
are over, equipment that no visit needs); `violations` names these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from dispatch.plan import Plan, Route
from dispatch.referee.alone import route_alone
from dispatch.rules import (
    BegunRoutes,
    Hours,
    begun_routes,
    clearing,
    duration_of,
    end_place,
    hours,
    kits,
    kits_brought,
    piece_place,
    role_duration,
    set_up,
    start_place,
)
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
    caregiver: Caregiver
    arrival: int
    start: int
    end: int
    duration: int
    """The required length of this part; for an unknown role, of the whole visit."""
    brings: tuple[EquipmentPool, ...]
    """The pools of which this caregiver brings a piece."""
    before: int
    """The required access and set-up, from the arrival to the start."""
    after: int
    """The required work after the end: packing up what she brings, documentation."""

    @property
    def work(self) -> int:
        """The required access, set-up, service, packing up and documentation."""
        return self.before + self.duration + self.after

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
    """A meal break; ``position`` counts the calls before it."""

    position: int
    start: int
    end: int
    place: Place | None
    """The place where it is taken, if that is not a door."""
    there: int | None = 0
    """Travel to that place; None if there is no way."""
    on: int | None = 0
    """Travel on from that place; None if there is no way."""


@dataclass(frozen=True, slots=True)
class Tour:
    """A route of a known shift of a known caregiver; it has calls, unless the caregiver is out."""

    caregiver: Caregiver
    number: int
    """The index of the shift among the caregiver's."""
    shift: Shift
    calls: tuple[Call, ...]
    ways: tuple[int | None, ...]
    """Travel to each call and finally to the end place, without the way to a break; the first and
    the last way lead over the stations of the equipment that the caregiver brings. None where there
    is no way."""
    legs: tuple[tuple[Place, Place], ...]
    """From where to where all ways lead, also that to a break."""
    departure: int
    returned: int
    rest: Rest | None
    hours: Hours
    shift_end: int

    @property
    def brings(self) -> frozenset[str]:
        """The pools of which the caregiver brings a piece, or has one along."""
        held = () if self.shift.out is None else self.shift.out.kits
        return frozenset((*held, *(pool.id for call in self.calls for pool in call.brings)))

    @property
    def rests_on_the_way(self) -> bool:
        """Whether the break lies between departure and return."""
        return self.rest is not None and self.departure <= self.rest.start < self.returned

    @property
    def travel(self) -> int:
        """Milliseconds of travel; a way that there is not counts as 0."""
        ways = list(self.ways)
        if self.rest is not None and self.rest.place is not None:
            ways[self.rest.position : self.rest.position + 1] = [self.rest.there, self.rest.on]
        return sum(way or 0 for way in ways)

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
    """A piece of equipment that does not come with the crew, and its uses."""

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
    begun: BegunRoutes
    """The routes that serve only what has begun."""
    hours: Mapping[tuple[str, int], Hours]
    """The bounds of every shift, by caregiver and shift index."""

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
    begun = begun_routes(scenario, travel.between)
    bounds = hours(scenario, begun)
    for route in plan.routes:
        caregiver = scenario.caregiver.get(route.caregiver)
        bound = bounds.get((route.caregiver, route.shift))
        if caregiver is None or bound is None:
            continue
        called = _calls(scenario, route, caregiver)
        for call in called:
            calls[call.visit.id] = (*calls.get(call.visit.id, ()), call)
        if called or caregiver.shifts[route.shift].out:
            tours.append(_tour(scenario, travel, route, caregiver, called, bound))
    known = {(tour.caregiver.id, tour.number) for tour in tours}
    for (name, index), back in begun.items():
        if back.out and (name, index) not in known:  # whoever is out comes back
            caregiver = scenario.caregiver[name]
            route = route_alone(scenario, travel, name, index, back)
            called = _calls(scenario, route, caregiver)  # the plan lacks them
            tours.append(_tour(scenario, travel, route, caregiver, called, bounds[name, index]))
    starts = {visit: max(call.visit_start for call in made) for visit, made in calls.items()}
    pieces = tuple(_pieces(scenario, travel, plan, starts))
    return Reading(travel, calls, starts, tuple(tours), pieces, begun, bounds)


def needs(scenario: Scenario, visit: str, pool: EquipmentPool) -> bool:
    """Whether the service of a known visit names a pool."""
    return pool.id in scenario.service[scenario.visit[visit].service].equipment


def _is_open(scenario: Scenario, name: str) -> bool:
    visit = scenario.visit.get(name)
    return visit is not None and not visit.over


def _calls(scenario: Scenario, route: Route, caregiver: Caregiver) -> tuple[Call, ...]:
    calls: list[Call] = []
    known = 0 <= route.shift < len(caregiver.shifts)
    out = caregiver.shifts[route.shift].out if known else None
    for stop in route.stops:
        if not _is_open(scenario, stop.visit):
            continue
        visit = scenario.visit[stop.visit]
        service, client = scenario.service[visit.service], scenario.client[visit.client]
        number = next((k for k, role in enumerate(service.crew) if role.id == stop.role), None)
        role = None if number is None else service.crew[number]
        there = bool(calls) and calls[-1].client is client and calls[-1].end_place == client.place
        if not calls and out is not None and out.client == client.id:
            there = scenario.place_of(out.place) == client.place
        access = 0 if there else client.access
        calls.append(
            Call(
                visit=visit,
                client=client,
                service=service,
                role=number,
                caregiver=caregiver,
                arrival=scenario.at(stop.arrival),
                start=scenario.at(stop.start),
                end=scenario.at(stop.end),
                duration=(
                    duration_of(scenario, visit)
                    if role is None
                    else role_duration(scenario, visit, role)
                ),
                brings=kits_brought(scenario, visit, role) if role else (),
                before=access + (set_up(scenario, visit, role) if role else 0),
                after=service.documentation + (clearing(scenario, visit, role) if role else 0),
            )
        )
    return tuple(calls)


def _tour(
    scenario: Scenario,
    travel: TravelTimes,
    route: Route,
    caregiver: Caregiver,
    calls: tuple[Call, ...],
    bound: Hours,
) -> Tour:
    shift = caregiver.shifts[route.shift]
    begin, end = start_place(scenario, caregiver, shift), end_place(scenario, caregiver, shift)
    held = () if shift.out is None else shift.out.kits
    stations = [
        scenario.station[pool.station].place
        for pool in kits(scenario)
        if pool.station and (pool.id in held or any(pool in call.brings for call in calls))
    ]
    fetched = [] if shift.out else stations
    starts = [[begin, *fetched], *([call.end_place] for call in calls)]
    ends = [*([call.client.place] for call in calls), [*reversed(stations), end]]
    journeys = [[*leave, *reach] for leave, reach in zip(starts, ends, strict=True)]
    ways = tuple(_travelled(travel, caregiver.mode, places) for places in journeys)
    rest = _rest(scenario, travel, route, calls)
    if rest is not None and rest.place is not None:
        here, base, there = journeys[rest.position][0], rest.place, journeys[rest.position][-1]
        journeys[rest.position] = [here, base, there]
        rest = replace(
            rest,
            there=_travelled(travel, caregiver.mode, [here, base]),
            on=_travelled(travel, caregiver.mode, [base, there]),
        )
    return Tour(
        caregiver=caregiver,
        number=route.shift,
        shift=shift,
        calls=calls,
        ways=ways,
        legs=tuple(leg for places in journeys for leg in pairwise(places)),
        departure=bound.start if shift.out else scenario.at(route.departure),
        returned=scenario.at(route.returned),
        rest=rest,
        hours=bound,
        shift_end=scenario.at(shift.end),
    )


def _travelled(travel: TravelTimes, mode: str, places: Sequence[Place]) -> int | None:
    """Return the time of a way over some places; None if there is no way."""
    ways = [travel.between(mode, here, there) for here, there in pairwise(places)]
    return None if None in ways else sum(way or 0 for way in ways)


def _end_place(client: Client, visit: Visit) -> Place:
    return client.place if visit.end_place is None else visit.end_place


def _rest(
    scenario: Scenario, travel: TravelTimes, route: Route, calls: Sequence[Call]
) -> Rest | None:
    """Read a break; its position follows from its times if the given one contradicts them."""
    taken = route.meal_break
    if taken is None:
        return None
    start, end = scenario.at(taken.start), scenario.at(taken.end)
    position = sum(call.start <= start for call in calls)
    given = taken.position
    if given is not None and 0 <= given <= len(route.stops):
        before = sum(_is_open(scenario, stop.visit) for stop in route.stops[:given])
        late = before > 0 and calls[before - 1].end > start
        early = before < len(calls) and calls[before].start < end
        position = position if late or early else before
    place = None if taken.place is None else scenario.place_of(taken.place)
    return Rest(position, start, end, place if place in travel.places else None)


def _pieces(
    scenario: Scenario, travel: TravelTimes, plan: Plan, starts: Mapping[str, int]
) -> Iterator[Piece]:
    """Collect the uses of each piece, although a plan may list it in several entries.

    Pieces that come with the crew are not among them: who brings them follows from the routes.
    """
    taken: dict[tuple[str, int], list[Taken]] = {}
    for route in plan.equipment:
        pool = scenario.pool.get(route.equipment)
        if pool is None or pool.comes_with_crew or not 1 <= route.piece <= pool.count:
            continue
        taken.setdefault((pool.id, route.piece), []).extend(
            Taken(scenario.visit[use.visit], scenario.at(use.taken), scenario.at(use.free))
            for use in route.uses
            if use.visit in starts and needs(scenario, use.visit, pool)
        )
    for (name, number), uses in taken.items():
        pool = scenario.pool[name]
        yield Piece(pool, number, tuple(uses), _carried(scenario, travel, pool, number, uses))


def _carried(
    scenario: Scenario,
    travel: TravelTimes,
    pool: EquipmentPool,
    number: int,
    uses: Sequence[Taken],
) -> tuple[int | None, ...]:
    """Return the travel of a piece from where it is to each use, and back to its station."""
    if not pool.comes_by_courier or pool.station is None or not uses:
        return (0,) * (len(uses) + 1)
    station, mode = scenario.station[pool.station].place, pool.mode or scenario.modes[0].id
    visited = [(scenario.client[use.visit.client], use.visit) for use in uses]
    here = piece_place(pool, number)
    here = station if here is None else scenario.place_of(here)
    leave = [here, *(_end_place(client, visit) for client, visit in visited)]
    reach = [*(client.place for client, _ in visited), station]
    return tuple(
        travel.between(mode, here, there) for here, there in zip(leave, reach, strict=True)
    )
