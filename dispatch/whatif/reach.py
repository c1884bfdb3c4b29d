"""Who lives within a walk of a station, and within a ride of somebody who may do what she needs.

The first is the circle of 15 minutes for care (15分钟养老服务圈): a walk from the client's home
to a station. The second goes from where the shifts of caregivers start, with the mode of each. Both
are on the scenario's own roads, and look at rules and ways only: neither hours nor other visits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import Fault, InputError, RoadsError, fault, shown
from dispatch.roads import NO_WAY, TravelTimes, travel_times
from dispatch.rules import start_place
from dispatch.rules.bars import People
from dispatch.rules.traits import AGE_BANDS, age_band
from dispatch.scenario import Client, Place, Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE
from dispatch.whatif.reach_answer import Candidate, Group, Home, Reach

UNKNOWN: Final = "unknown"
"""The value of clients of whom a trait is not known."""


def reach(
    scenario: Scenario,
    *,
    walk: float = 15.0,
    ride: float = 15.0,
    candidates: Sequence[Place] = (),
    travel: TravelTimes | None = None,
) -> Reach:
    """Find which clients live within a walk of a station and within a ride of care.

    A client is within the ride if, for each part of each of the client's visits, somebody on duty
    who may take it by the rules of papers, contracts, gender and areas starts a shift no farther
    away.

    Parameters
    ----------
    scenario
        The scenario.
    walk, ride
        Minutes, 0 or more, padding and handling of the mode included; both ends are within.
    candidates
        Places where a station may be opened, in the scenario's system.
    travel
        The scenario's travel times, if they are at hand.

    Raises
    ------
    InputError
        If a number of minutes is below 0.
    RoadsError
        If there are no travel times, or a candidate lies off the roads.
    """
    wrong = [
        fault("reach-minutes", name, value=shown(value))
        for name, value in (("walk", walk), ("ride", ride))
        if not 0 <= value < float("inf")
    ]
    if wrong:
        raise InputError(*wrong)
    times = _joined(travel_times(scenario) if travel is None else travel, candidates)
    mode = next((each.id for each in scenario.modes if each.network == "walk"), None)
    stations = [station.place for station in scenario.stations]
    missing: tuple[Fault, ...] = ()
    walks = np.full((len(scenario.clients), len(stations) + len(candidates)), np.inf)
    if mode is not None:
        try:
            walks = _walks(scenario, times, mode, [*stations, *candidates])
        except RoadsError as error:
            missing = error.faults
    known = mode is not None and not missing
    homes = tuple(_homes(scenario, times, walks, (walk, ride)))
    added = tuple(
        Candidate(place, _added(homes, [number], walk)) for number, place in enumerate(candidates)
    )
    return Reach(
        scenario=scenario.fingerprint,
        walk=walk,
        ride=ride,
        mode=mode,
        missing=missing,
        stations=len(stations),
        on_duty=len(scenario.on_duty),
        homes=homes,
        groups=tuple(_groups(scenario, homes, added, known=known)),
        candidates=added,
        together=_added(homes, range(len(candidates)), walk),
    )


def _joined(travel: TravelTimes, candidates: Sequence[Place]) -> TravelTimes:
    """Return travel times with the candidates; refuse all that no road reaches, at once."""
    wrong: list[Fault] = []
    for number, place in enumerate(candidates):
        try:
            travel = travel.joined(place)
        except RoadsError as error:
            wrong += [
                replace(each, where=f"candidates[{number}]")
                for each in error.faults
                if each.code != "roads-far"  # the heading of a list
            ]
    if wrong:
        raise RoadsError(*wrong)
    return travel


def _added(homes: Sequence[Home], candidates: Iterable[int], walk: float) -> tuple[str, ...]:
    """Return the clients who are within the walk of none of the stations, but of a candidate."""
    numbers = tuple(candidates)
    return tuple(
        each.client
        for each in homes
        if not each.in_walk and any(_within(each.candidates[number], walk) for number in numbers)
    )


def _within(minutes: float | None, longest: float) -> bool:
    return minutes is not None and minutes <= longest


def _walks(
    scenario: Scenario, travel: TravelTimes, mode: str, places: Sequence[Place]
) -> NDArray[np.float64]:
    """Return the minutes from each client to each place; infinite without a way."""
    return _minutes(travel, mode, [client.place for client in scenario.clients], places)


def _minutes(
    travel: TravelTimes, mode: str, origins: Sequence[Place], destinations: Sequence[Place]
) -> NDArray[np.float64]:
    """Return minutes, infinite without a way and from or to a place that is off the roads."""
    leave = [travel.index(place) for place in origins]
    arrive = [travel.index(place) for place in destinations]
    if not leave or not arrive:
        return np.full((len(leave), len(arrive)), np.inf)
    block = travel.block(mode, leave, arrive)
    minutes = np.where(block == NO_WAY, np.inf, block / MILLISECONDS_A_MINUTE)
    minutes[[place in travel.unreachable for place in origins]] = np.inf
    minutes[:, [place in travel.unreachable for place in destinations]] = np.inf
    return minutes


def _homes(
    scenario: Scenario,
    travel: TravelTimes,
    walks: NDArray[np.float64],
    longest: tuple[float, float],
) -> Iterator[Home]:
    walk, ride = longest
    stations = [station.id for station in scenario.stations]
    parts, rides = _parts(scenario), _rides(scenario, travel)
    people = People(scenario)
    for row, client in enumerate(scenario.clients):
        nearest = int(np.argmin(walks[row, : len(stations)])) if stations else None
        minutes = np.inf if nearest is None else walks[row, nearest]
        asked = parts.get(client.id, ())
        who = [_qualified(people, client, *part) for part in asked]
        soonest = (min((rides[name][row] for name in each), default=np.inf) for each in who)
        last = max(soonest, default=np.inf)
        yield Home(
            client=client.id,
            traits=traits_of(client),
            station=None if nearest is None or np.isinf(minutes) else stations[nearest],
            walk=_finite(minutes),
            in_walk=bool(minutes <= walk),
            parts=len(asked),
            unqualified=sum(not each for each in who),
            ride=_finite(last),
            in_ride=bool(last <= ride) if asked else None,
            candidates=tuple(map(_finite, walks[row, len(stations) :])),
        )


def _finite(minutes: float) -> float | None:
    return None if np.isinf(minutes) else float(minutes)


def _parts(scenario: Scenario) -> Mapping[str, list[tuple[str, int]]]:
    """Return, for each client, the service and the role of each part of each visit to come."""
    found: dict[str, list[tuple[str, int]]] = {}
    for visit in scenario.open_visits:
        crew = scenario.service[visit.service].crew
        found.setdefault(visit.client, []).extend((visit.service, k) for k in range(len(crew)))
    return found


def _qualified(people: People, client: Client, service: str, role: int) -> list[str]:
    """List the caregivers on duty who may take a part, on one of the dates."""
    scenario = people.scenario
    asked = scenario.service[service]
    welcome = people.welcome(client, asked)
    papers = [people.papers(asked, role, on) for on in scenario.dates]
    return [
        each.id
        for each in scenario.on_duty
        if not welcome[each.id] and not all(answers[each.id] for answers in papers)
    ]


def _rides(scenario: Scenario, travel: TravelTimes) -> Mapping[str, NDArray[np.float64]]:
    """Return the minutes from the nearest start of each caregiver on duty to each client."""
    homes = [client.place for client in scenario.clients]
    return {
        each.id: _minutes(
            travel,
            each.mode,
            [*dict.fromkeys(start_place(scenario, each, shift) for shift in each.shifts)],
            homes,
        ).min(axis=0)
        for each in scenario.on_duty
    }


def traits_of(client: Client) -> dict[str, str]:
    """Return the value of each trait of a client by which there are groups."""
    return {
        "care_level": str(client.care_level),
        "disabled": "yes" if client.disabled else "no",
        "solitary": "yes" if client.solitary else "no",
        "age_band": age_band(client),
        "area": UNKNOWN if client.area is None else client.area,
    }


def _values(scenario: Scenario) -> dict[str, list[str]]:
    """List the values that each trait may have."""
    return {
        "care_level": [str(level) for level in range(7)],
        "disabled": ["yes", "no"],
        "solitary": ["yes", "no"],
        "age_band": [*(band for _, band in AGE_BANDS), "90+"],
        "area": [area.id for area in scenario.areas],
    }


def _groups(
    scenario: Scenario, homes: Sequence[Home], candidates: Sequence[Candidate], *, known: bool
) -> Iterator[Group]:
    """Yield the groups; that of the unknown only if somebody is in it."""
    added = [frozenset(each.added) for each in candidates]

    def group(trait: str, value: str, members: Sequence[Home]) -> Group:
        return Group(
            trait=trait,
            value=value,
            clients=len(members),
            in_walk=sum(each.in_walk for each in members) if known else None,
            asking=sum(each.in_ride is not None for each in members),
            in_ride=sum(each.in_ride is True for each in members),
            added=tuple(sum(each.client in new for each in members) for new in added),
        )

    yield group("", "all", homes)
    for trait, values in _values(scenario).items():
        of = {value: [each for each in homes if each.traits[trait] == value] for value in values}
        unknown = [each for each in homes if each.traits[trait] not in of]
        yield from (group(trait, value, members) for value, members in of.items())
        if unknown:
            yield group(trait, UNKNOWN, unknown)
