"""A scenario as events change it, with what its visits take. Times are milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from dispatch.roads import Legs
from dispatch.rules import clearing, duration_of, kits_brought, role_duration, set_up
from dispatch.scenario import (
    Alarm,
    Caregiver,
    Client,
    EquipmentPool,
    Place,
    Scenario,
    Shift,
    SlowerTravel,
    Visit,
)

SECOND = 1000


def whole(at: int) -> int:
    """Round up to whole seconds: a running day is told in them."""
    return -(-at // SECOND) * SECOND


class Part(NamedTuple):
    """What a visit takes from one of its crew, in milliseconds."""

    offset: int
    """From the start of the visit to that of this part."""
    length: int
    set_up: int
    """Before this part."""
    after: int
    """Packing up and documentation."""
    early: bool
    """Whether this caregiver leaves while the visit goes on."""


class Situation:
    """What events change of a scenario.

    Parameters
    ----------
    scenario
        The scenario before them.
    travel
        Its travel times.
    expected
        Those by which people set out.
    """

    def __init__(self, scenario: Scenario, travel: Legs, expected: Legs) -> None:
        self.scenario = scenario
        self.travel = travel
        self.expected = expected
        self.started: dict[str, int] = {}
        self.visits: dict[str, Visit] = dict(scenario.visit)
        self.clients: dict[str, Client] = dict(scenario.client)
        self.pools: dict[str, EquipmentPool] = dict(scenario.pool)
        self.alarms: dict[str, Alarm] = {alarm.id: alarm for alarm in scenario.alarms}
        self.slower: tuple[SlowerTravel, ...] = scenario.slower
        self.shifts: dict[tuple[str, int], Shift] = {
            (caregiver.id, number): shift
            for caregiver in scenario.caregivers
            for number, shift in enumerate(caregiver.shifts)
        }
        self._crews = {
            service.id: {role.id: int(role.offset) for role in service.crew}
            for service in scenario.services
        }
        self._parts: dict[tuple[str, str], Part] = {}
        self._lengths: dict[str, int] = {}

    @cached_property
    def running(self) -> Scenario:
        """The scenario as one of a running day: what it says of breaks at home counts."""
        before = self.scenario
        return before if before.now is not None else before.unchecked(now=before.moment(0))

    def is_open(self, visit: str) -> bool:
        """Return whether a visit is known and not over."""
        return visit in self.visits and not self.visits[visit].over

    def caregiver(self, name: str) -> Caregiver:
        """Return a caregiver; the shifts are those before the events."""
        return self.scenario.caregiver[name]

    def crew(self, visit: str) -> Mapping[str, int]:
        """Return the offsets of a visit's crew, by role, in their order."""
        return self.crew_of(self.visits[visit])

    def crew_of(self, visit: Visit) -> Mapping[str, int]:
        """Return the offsets of the crew of a visit that need not be known yet."""
        return self._crews[visit.service]

    def client(self, visit: str) -> Client:
        """Return the client of a visit."""
        return self.clients[self.visits[visit].client]

    def door(self, visit: str) -> Place:
        """Return where a visit begins."""
        return self.scenario.place_of(self.client(visit).place)

    def end_place(self, visit: str) -> Place:
        """Return where a visit ends."""
        place = self.visits[visit].end_place
        return self.door(visit) if place is None else self.scenario.place_of(place)

    def length(self, visit: str) -> int:
        """Return how long a visit should last."""
        known = self._lengths.get(visit)
        if known is None:
            known = self._lengths[visit] = self.length_of(self.visits[visit])
        return known

    def length_of(self, visit: Visit) -> int:
        """Return how long a visit that need not be known yet should last."""
        return duration_of(self.scenario, _to_come(visit))

    def part(self, visit: str, role: str) -> Part:
        """Return what a visit takes from a role of its crew."""
        known = self._parts.get((visit, role))
        if known is None:
            known = self._parts[visit, role] = self.part_of(self.visits[visit], role)
        return known

    def part_of(self, visit: Visit, name: str) -> Part:
        """Return what a visit that need not be known yet takes from a role of its crew."""
        scenario, visit = self.scenario, _to_come(visit)
        service = scenario.service[visit.service]
        role = next(each for each in service.crew if each.id == name)
        length = role_duration(scenario, visit, role)
        brought = kits_brought(scenario, visit, role)
        waits = clearing(scenario, visit, role) - sum(pool.turn_round for pool in brought)
        return Part(
            offset=role.offset,
            length=length + waits,
            set_up=set_up(scenario, visit, role),
            after=sum(pool.turn_round for pool in brought) + service.documentation,
            early=role.offset + length + waits < duration_of(scenario, visit),
        )

    def change(self, visit: Visit) -> None:
        """Give a visit other fields."""
        self.visits[visit.id] = visit
        self._lengths.pop(visit.id, None)
        for key in [key for key in self._parts if key[0] == visit.id]:
            del self._parts[key]

    def pools_of(self, visit: str) -> tuple[str, ...]:
        """Return the pools that a visit needs a piece of."""
        return self.scenario.service[self.visits[visit].service].equipment

    def kits(self, visit: str, role: str) -> tuple[str, ...]:
        """Return the pools of which a role brings a piece."""
        service = self.scenario.service[self.visits[visit].service]
        if role != service.bringer.id:
            return ()
        return tuple(name for name in service.equipment if self.pools[name].comes_with_crew)

    def way(self, mode: str, *places: Place) -> int:
        """Return the travel time over some places; a leg without a way takes none."""
        return _way(self.travel, mode, places)

    def expected_way(self, mode: str, *places: Place) -> int:
        """Return the travel time that people expect."""
        return _way(self.expected, mode, places)

    def stations(self, kits: tuple[str, ...]) -> tuple[Place, ...]:
        """Return the stations of some pools, in the order in which they are fetched."""
        return tuple(
            self.scenario.place_of(pool.station)
            for pool in self.scenario.equipment
            if pool.id in kits and pool.station is not None
        )


def _way(travel: Legs, mode: str, places: Sequence[Place]) -> int:
    return sum(travel.between(mode, here, there) or 0 for here, there in pairwise(places))


def _to_come(visit: Visit) -> Visit:
    return visit if visit.facts is None else visit.model_copy(update={"facts": None})
