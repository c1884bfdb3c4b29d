"""The ways of equipment in the order of time: what couriers carry, and what crews fetch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dispatch.messages import say
from dispatch.plan import Route
from dispatch.report.timeline import Day
from dispatch.report.tips import clock, kit_name, piece_name, place_name, station_name
from dispatch.rules import kits_brought, set_up, start_place
from dispatch.scenario import EquipmentPool, Scenario, Visit


class Errand(NamedTuple):
    """A piece of equipment on its way; times in milliseconds after the first midnight."""

    leaves: int
    """When it leaves: a courier may come for it until then."""
    who: str
    """The caregiver's id; empty for a courier."""
    piece: str
    origin: str
    """A station, a client, or where an escort ends."""
    destination: str
    visit: str
    """The visit that it is for; empty on the way back to its station."""
    due: int
    """When it has to be there; on the way back, when it is there."""
    equipment: str
    """The id of its pool."""


def errands(day: Day) -> list[Errand]:
    """List the ways of all pieces that are carried, in the order of time."""
    return sorted([*_of_couriers(day), *_of_crews(day)])


def errand_lines(day: Day) -> list[str]:
    """Write the errands as sentences."""
    return [_sentence(day.scenario, each) for each in errands(day)]


def errand_fields(day: Day) -> list[dict[str, Any]]:
    """Return the errands as plain values with clock times, ready for JSON.

    A courier has no `caregiver`, and a way back no `visit`: they are None.
    """
    return [
        {
            "leaves": day.scenario.moment(each.leaves),
            "caregiver": each.who or None,
            "equipment": each.equipment,
            "piece": each.piece,
            "station": day.scenario.pool[each.equipment].station,
            "origin": each.origin,
            "destination": each.destination,
            "visit": each.visit or None,
            "due": day.scenario.moment(each.due),
            "sentence": _sentence(day.scenario, each),
        }
        for each in errands(day)
    ]


def _sentence(scenario: Scenario, errand: Errand) -> str:
    return say(
        "errand-bring" if errand.visit else "errand-back",
        leaves=clock(scenario, errand.leaves), who=errand.who or say("errand-courier"),
        piece=errand.piece, origin=errand.origin, destination=errand.destination,
        visit=errand.visit, due=clock(scenario, errand.due),
    )  # fmt: skip


def _of_couriers(day: Day) -> Iterator[Errand]:
    scenario = day.scenario
    for lane in day.lanes:
        pool = scenario.pool[lane.route.equipment]
        if not pool.comes_by_courier:
            continue
        piece, station = piece_name(scenario, lane.route), station_name(scenario, pool)
        here, left = station, 0
        for each in lane.uses:
            visit = scenario.visit[each.use.visit]
            yield Errand(
                each.leaves, "", piece, here, visit.client, visit.id, each.taken, pool.id
            )  # fmt: skip
            here, left = _end(visit), each.free
        yield Errand(left, "", piece, here, station, "", lane.back, pool.id)


def _of_crews(day: Day) -> Iterator[Errand]:
    for route in day.plan.routes:
        for each in day.fetched(route):
            piece = kit_name(day, route, each.pool)
            station = station_name(day.scenario, each.pool)
            if each.collected is not None:
                use = _first_use(day, route, each.pool)
                yield Errand(each.collected, route.caregiver, piece, station, *use, each.pool.id)
            yield Errand(
                day.left_last(route), route.caregiver, piece, _last(day, route), station, "",
                each.returned, each.pool.id,
            )  # fmt: skip


def _first_use(day: Day, route: Route, pool: EquipmentPool) -> tuple[str, str, int]:
    """Return the client and the visit that first need a piece, and the start of its set-up."""
    parts = ((day.scenario.visit[stop.visit], day.role(stop), stop) for stop in route.stops)
    return next(
        (
            visit.client,
            visit.id,
            day.scenario.at(stop.start) - set_up(day.scenario, visit, role),
        )
        for visit, role, stop in parts
        if role is not None and pool in kits_brought(day.scenario, visit, role)
    )


def _last(day: Day, route: Route) -> str:
    """Name where a caregiver leaves for the way back."""
    scenario = day.scenario
    if route.stops:
        return _end(scenario.visit[route.stops[-1].visit])
    caregiver = scenario.caregiver[route.caregiver]
    return place_name(scenario, start_place(scenario, caregiver, caregiver.shifts[route.shift]))


def _end(visit: Visit) -> str:
    """Name where a visit ends."""
    return say("errand-end-place", visit=visit.id) if visit.end_place else visit.client
