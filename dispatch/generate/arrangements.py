"""What has been arranged or has happened on a generated day by seven, when it is planned."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from dispatch.generate.caregivers import is_nurse, is_volunteer
from dispatch.generate.dials import Dials
from dispatch.generate.shifts import EARLY, NIGHT
from dispatch.generate.streams import Stream, every
from dispatch.rules import allowed_starts, duration_of, occupies
from dispatch.rules.pins import release_pins
from dispatch.scenario import Caregiver, Client, Facts, Promise, Scenario, Visit

_BEGAN: Final = 6 * 60 + 50
"""The start of care that is running: 06:50."""
_MINUTE: Final = 60_000
_QUARTER: Final = 15 * _MINUTE


def arranged(scenario: Scenario, stream: Stream, dials: Dials) -> Scenario:
    """Add promises, pins, and the facts of the night.

    Nobody books a visit that cannot be: naps and earliest hours that leave it no start are removed,
    and of two visits of a client that would overlap at all times, one has only a wish for its time.
    """
    scenario = _apart_where_possible(_undisturbed_where_possible(scenario))
    caregivers, visits = _under_way(scenario, stream.of("under way"), dials)
    visits = _cared_for_at_night(visits, caregivers)
    visits = [_promised(scenario, visit, stream.of("promised"), dials) for visit in visits]
    visits = [_pinned(scenario, visit, stream.of("pinned"), dials) for visit in visits]
    update = {"caregivers": tuple(caregivers), "visits": tuple(visits)}
    return release_pins(scenario.model_copy(update=update))


def _undisturbed_where_possible(scenario: Scenario) -> Scenario:
    awake = {visit.client for visit in scenario.open_visits if not allowed_starts(scenario, visit)}
    clients = tuple(
        one.model_copy(update={"blackouts": (), "earliest": None}) if one.id in awake else one
        for one in scenario.clients
    )
    return scenario.model_copy(update={"clients": clients})


def _apart_where_possible(scenario: Scenario) -> Scenario:
    """Make windows soft so that the visits of each client can be one after the other."""
    visits = {visit.id: visit for visit in scenario.visits}
    together: dict[str, list[Visit]] = {}
    for visit in scenario.open_visits:
        if occupies(scenario, visit):
            together.setdefault(visit.client, []).append(visit)
    for booked in together.values():
        for one, other in combinations(booked, 2):
            if not (_can_follow(scenario, one, other) or _can_follow(scenario, other, one)):
                wish = one if other.exact_start or other.mandatory else other
                soft = tuple(each.model_copy(update={"hard": False}) for each in wish.windows)
                visits[wish.id] = wish.model_copy(update={"windows": soft})
    return scenario.model_copy(update={"visits": tuple(visits.values())})


def _can_follow(scenario: Scenario, later: Visit, earlier: Visit) -> bool:
    """Whether some allowed starts let a visit begin when another one has ended."""
    first, last = allowed_starts(scenario, earlier), allowed_starts(scenario, later)
    return first[0][0] + duration_of(scenario, earlier) <= last[-1][1]


def _under_way(
    scenario: Scenario, stream: Stream, dials: Dials
) -> tuple[list[Caregiver], list[Visit]]:
    """Let some home care be running, by a caregiver of the early shift who went there first."""
    team = {one.id: one for one in scenario.caregivers}
    free = [one for one in scenario.caregivers if one.shifts == (EARLY,) and not is_nurse(one)]
    offset, index = stream.share(), 0
    made: list[Visit] = []
    for visit in scenario.visits:
        if visit.service == "home-care" and not visit.requested:
            client = scenario.client[visit.client]
            here = [one for one in free if client.area in one.areas and not is_volunteer(one)]
            if every(dials.under_way, index, offset) and here:
                free.remove(here[0])
                team[here[0].id] = _there(here[0], client)
                visit = _running(visit, here[0])
            index += 1
        made.append(visit)
    return list(team.values()), made


def _running(visit: Visit, caregiver: Caregiver) -> Visit:
    facts = Facts(started=_clock(_BEGAN))
    update = {"facts": facts, "pinned_caregivers": (caregiver.id,)}
    return visit.model_copy(update=update | {"windows": (), "preferred_start": None})


def _there(caregiver: Caregiver, client: Client) -> Caregiver:
    """Let the shift begin at the client's door, early enough for the stairs."""
    door = _clock(_BEGAN - client.access // _MINUTE)
    shift = EARLY.model_copy(update={"start": door, "start_place": client.place})
    return caregiver.model_copy(update={"shifts": (shift,)})


def _cared_for_at_night(visits: Sequence[Visit], team: Sequence[Caregiver]) -> list[Visit]:
    """Set who gave the visits that are over: the first of the night workers, if any."""
    there = next((one.id for one in team if one.shifts == (NIGHT,)), None)
    return [
        visit.model_copy(update={"pinned_caregivers": (there,)}) if there and visit.over else visit
        for visit in visits
    ]


def _promised(scenario: Scenario, visit: Visit, stream: Stream, dials: Dials) -> Visit:
    """Draw a promise, if any: a time within the window, and who comes."""
    draw = stream.of(visit.id)
    plain = [window.applies_to for window in visit.windows] == ["start"] and not visit.requested
    client = scenario.client[visit.client]
    if not plain or client.blackouts or client.earliest or not draw.chance(dials.promised):
        return visit
    window = visit.windows[0]
    opens, closes = scenario.at(window.open), scenario.at(window.close)
    start = opens + _QUARTER * draw.whole(0, (closes - opens) // 2 // _QUARTER)
    promise = Promise(start=scenario.clock.hours(start), caregivers=client.preferred[:1])
    return visit.model_copy(update={"promise": promise})


def _pinned(scenario: Scenario, visit: Visit, stream: Stream, dials: Dials) -> Visit:
    """Draw a pin, if any, to a caregiver whom the client knows."""
    known = scenario.client[visit.client].preferred
    alone = len(scenario.service[visit.service].crew) == 1
    if visit.facts or not known or not alone or not stream.of(visit.id).chance(dials.pinned):
        return visit
    return visit.model_copy(update={"pinned_caregivers": known[:1]})


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
