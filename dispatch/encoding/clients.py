"""What keeps visits of one client apart.

A client is like a piece of equipment of which there is one: a route without a person, with a stop
of each visit that could overlap with another. A running visit only takes away allowed starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from dispatch.roads import TravelTimes
from dispatch.rules import allowed_starts, client_mode, duration_of, occupies, pools_apart
from dispatch.rules.starts import Interval
from dispatch.scenario import Scenario, Service, Visit


@dataclass(frozen=True)
class Clients:
    """What keeps visits of one client apart.

    Attributes
    ----------
    apart : dict of visit id to client id
        The visits that could overlap with another one of their client.
    around : dict of visit id to tuple of (int, int)
        For visits whose clients have running visits: the last start before each of these, and the
        first start after it.
    """

    apart: Mapping[str, str]
    around: Mapping[str, tuple[Interval, ...]]

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The clients with a route, numbered in order."""
        return {client: number for number, client in enumerate(dict.fromkeys(self.apart.values()))}


def clients_of(scenario: Scenario, travel: TravelTimes, asked: str | None = None) -> Clients:
    """Find what keeps the open visits of each client apart.

    Visits never overlap, and need nothing that keeps them apart, if their allowed starts are too
    far from each other or if a gap is long enough.

    Parameters
    ----------
    scenario, travel
        The scenario and its travel times.
    asked
        Id of a visit whose allowed starts do not count, because they may be replaced later.
    """
    apart: dict[str, str] = {}
    around: dict[str, tuple[Interval, ...]] = {}
    for client, visits in _together(scenario).items():
        length = {each.id: occupied(scenario, travel, each) for each in visits}
        begun = {
            each.id: scenario.at(each.facts.started)
            for each in visits
            if each.facts is not None and each.facts.started is not None
        }
        ahead = [each for each in visits if each.id not in begun]
        if begun:
            around |= {
                each.id: tuple((at - length[each.id], at + length[k]) for k, at in begun.items())
                for each in ahead
            }
        starts = {
            each.id: ((0, scenario.horizon),)
            if each.id == asked
            else allowed_starts(scenario, each, around.get(each.id, ()))
            for each in ahead
        }
        for one, other in combinations(ahead, 2):
            if not _has_gap(scenario, one, other, length) and any(
                first - length[other.id] < to and since < last + length[one.id]
                for (first, last), (since, to) in product(starts[one.id], starts[other.id])
            ):
                apart[one.id] = apart[other.id] = client
    return Clients(apart, around)


def meeting(scenario: Scenario, travel: TravelTimes, visit: Visit) -> tuple[Interval, ...]:
    """List the starts at which a visit needs something to keep it apart from others.

    In each interval, the ends excluded, another visit of the client that has not begun could occupy
    her at the same time.
    """
    if not occupies(scenario, visit):
        return ()
    others = [
        each
        for each in scenario.open_visits
        if each.client == visit.client
        and each.id != visit.id
        and occupies(scenario, each)
        and not (each.facts and each.facts.started)
    ]
    length = {each.id: occupied(scenario, travel, each) for each in (visit, *others)}
    return tuple(
        (since - length[visit.id], to + length[other.id])
        for other in others
        if not _has_gap(scenario, visit, other, length)
        for since, to in allowed_starts(scenario, other)
    )


def client_place(scenario: Scenario, service: Service) -> int:
    """Return the position of a client's stop in a visit: after the crew and the equipment."""
    return len(service.crew) + len(pools_apart(scenario, service))


def occupied(scenario: Scenario, travel: TravelTimes, visit: Visit) -> int:
    """Return the milliseconds for which a visit occupies its client."""
    return duration_of(scenario, visit) + way_home(scenario, travel, visit)


def way_home(scenario: Scenario, travel: TravelTimes, visit: Visit) -> int:
    """Return the milliseconds of the client's way home after an escort; 0 after other visits.

    Without a way she does not come home.
    """
    if visit.end_place is None:
        return 0
    home = scenario.client[visit.client].place
    way = travel.between(client_mode(scenario), visit.end_place, home)
    return scenario.horizon if way is None else way


def _together(scenario: Scenario) -> dict[str, list[Visit]]:
    """Return the visits that occupy a client, for each client with at least two."""
    found: dict[str, list[Visit]] = {}
    for visit in scenario.open_visits:
        if occupies(scenario, visit):
            found.setdefault(visit.client, []).append(visit)
    return {client: visits for client, visits in found.items() if len(visits) > 1}


def _has_gap(scenario: Scenario, one: Visit, other: Visit, length: Mapping[str, int]) -> bool:
    """Return whether a gap between two visits is as long as the earlier one occupies the client."""
    return any(
        gap.after == earlier.id
        and gap.minimum + (duration_of(scenario, earlier) if gap.measured_from == "end" else 0)
        >= length[earlier.id]
        for earlier, later in ((one, other), (other, one))
        for gap in later.gaps
    )
