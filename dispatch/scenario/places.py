"""The places of a scenario, and the travel modes by which people go from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dispatch.scenario.geography import Place

if TYPE_CHECKING:
    from dispatch.scenario.scenario import Scenario


def places_of(scenario: Scenario) -> dict[Place, str]:
    """Return every place of a scenario once, with the first field that names it."""
    where: dict[Place, str] = {}
    for place, at in places(scenario):
        where.setdefault(scenario.place_of(place), at)
    return where


def modes_in_use(scenario: Scenario) -> set[str]:
    """Return the ids of the modes of caregivers, couriers and clients."""
    used = {caregiver.mode for caregiver in scenario.caregivers}
    couriers = (pool for pool in scenario.equipment if pool.comes_by_courier)
    used |= {pool.mode or scenario.modes[0].id for pool in couriers}
    return used | {mode for mode in (scenario.policy.client_mode,) if mode is not None}


def places(scenario: Scenario) -> Iterator[tuple[Place, str]]:
    """Yield every place at which a journey may start or end, with its field in the scenario."""
    for client in scenario.clients:
        yield client.place, f"clients[{client.id}].place"
    for station in scenario.stations:
        yield station.place, f"stations[{station.id}].place"
    for caregiver in scenario.caregivers:
        at = f"caregivers[{caregiver.id}]"
        ends = [(caregiver.start, f"{at}.start"), (caregiver.end, f"{at}.end")]
        for index, shift in enumerate(caregiver.shifts):
            ends.append((shift.start_place, f"{at}.shifts[{index}].start_place"))
            ends.append((shift.end_place, f"{at}.shifts[{index}].end_place"))
            if shift.under_way is not None:
                ends.append((shift.under_way.place, f"{at}.shifts[{index}].under_way.place"))
        yield from ((end, where) for end, where in ends if end is not None)
    for visit in scenario.visits:
        if visit.end_place is not None:
            yield visit.end_place, f"visits[{visit.id}].end_place"
    for pool in scenario.equipment:
        for index, piece in enumerate(pool.pieces):
            if piece.place is not None:
                yield piece.place, f"equipment[{pool.id}].pieces[{index}].place"


def memory_needed(scenario: Scenario) -> int:
    """Estimate how many bytes of memory `dispatch.plan_day` takes, besides those of the program.

    Travel times take most of it, because each mode in use has a table of all places: 1,000 places
    and three modes take 60 MB with a map and half of it without, and ten times the places a hundred
    times as much. Reasons take 260 bytes for each shift and each caregiver whom a visit needs.

    Parameters
    ----------
    scenario
        The scenario; nothing is computed but these numbers.
    """
    tables = (len(modes_in_use(scenario)) + 1) * len(places_of(scenario)) ** 2
    of_a_leg = 4 if scenario.roads.kind in ("straight_line", "matrix") else 16
    crews = sum(len(scenario.service[visit.service].crew) for visit in scenario.open_visits)
    shifts = sum(len(caregiver.shifts) for caregiver in scenario.caregivers)
    return of_a_leg * tables + 260 * crews * shifts + 2_000 * len(scenario.visits)
