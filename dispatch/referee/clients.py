"""The rule that a client is in one visit at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from dispatch.referee.reading import Reading
from dispatch.referee.violation import Violation, minutes
from dispatch.rules import client_mode, duration_of, occupies
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


class _Occupied(NamedTuple):
    """When a visit occupies its client."""

    start: int
    free: int
    visit: str
    has_begun: bool


def of_clients(scenario: Scenario, travel: TravelTimes, reading: Reading) -> Iterator[Violation]:
    """Find visits that occupy a client while another visit does; both are named."""
    occupied: defaultdict[str, list[_Occupied]] = defaultdict(list)
    for visit in scenario.open_visits:
        start = _start(scenario, reading, visit)
        if start is not None and occupies(scenario, visit):
            free = start + duration_of(scenario, visit) + _way_home(scenario, travel, visit)
            begun = visit.running
            occupied[visit.client].append(_Occupied(start, free, visit.id, begun))
    for times in occupied.values():
        for one, other in combinations(sorted(times), 2):
            apart = other.start >= one.free or one.start >= other.free
            if not apart and not (one.has_begun and other.has_begun):
                overlap = minutes(min(one.free, other.free) - other.start)
                detail = {"other": one.visit}
                yield Violation("client_overlap", other.visit, amount=overlap, detail=detail)


def _start(scenario: Scenario, reading: Reading, visit: Visit) -> int | None:
    """Return when a visit starts or really did; None if it does not take place."""
    if visit.facts is not None and visit.facts.started is not None:
        return scenario.at(visit.facts.started)
    return reading.starts.get(visit.id)


def _way_home(scenario: Scenario, travel: TravelTimes, visit: Visit) -> int:
    """Return how long a client travels home after an escort: for ever if there is no way."""
    if visit.end_place is None:
        return 0
    home = scenario.client[visit.client].place
    way = travel.between(client_mode(scenario), visit.end_place, home)
    return scenario.horizon if way is None else way
