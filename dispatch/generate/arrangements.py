"""What has been arranged or has happened on a generated day by seven, when it is planned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dispatch.generate.caregivers import is_nurse, is_volunteer
from dispatch.generate.dials import Dials
from dispatch.generate.shifts import EARLY, NIGHT
from dispatch.generate.streams import Stream, every
from dispatch.rules import allowed_starts
from dispatch.rules.pins import release_pins
from dispatch.scenario import Caregiver, Client, Facts, Promise, Scenario, Visit

_BEGAN: Final = 6 * 60 + 50
"""The start of care that is running: 06:50."""
_MINUTE: Final = 60_000
_QUARTER: Final = 15 * _MINUTE


def arranged(scenario: Scenario, stream: Stream, dials: Dials) -> Scenario:
    """Add promises, pins, and the facts of the night.

    Naps and earliest hours that leave a visit no start are removed: nobody books such a visit.
    """
    scenario = _undisturbed_where_possible(scenario)
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
        visit.model_copy(update={"pinned_caregivers": (there,)})
        if there and visit.facts and visit.facts.over
        else visit
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
