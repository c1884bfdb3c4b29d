"""Whether people and equipment have a way to a visit and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from dispatch.rules.amounts import end_place, start_place
from dispatch.scenario import Caregiver, EquipmentPool, Place, Scenario, Visit

Between: TypeAlias = Callable[[str, Place, Place], int | None]
"""The time of a leg, given a mode, an origin and a destination; None if there is no way."""


def way_reasons(
    scenario: Scenario, visit: Visit, caregiver: Caregiver, shift_index: int, between: Between
) -> tuple[str, ...]:
    """List why `caregiver` cannot get to `visit` and back in a shift.

    Returns
    -------
    tuple of str
        ``no_way``, if the caregiver's mode has no way from the start place to the client or from
        the end of the visit to the end place. A running visit needs no way.
    """
    shift = caregiver.shifts[shift_index]
    ends = start_place(scenario, caregiver, shift), end_place(scenario, caregiver, shift)
    running = visit.running
    there = running or _there_and_back(scenario, visit, caregiver.mode, *ends, between)
    return () if there else ("no_way",)


def pool_way_reason(
    scenario: Scenario, visit: Visit, pool: EquipmentPool, between: Between
) -> str | None:
    """Return ``equipment_no_way`` if a carried piece has no way to `visit` and back, or None."""
    if not pool.carried or pool.station is None:
        return None
    station, mode = scenario.place_of(pool.station), pool.mode or scenario.modes[0].id
    there = _there_and_back(scenario, visit, mode, station, station, between)
    return None if there else "equipment_no_way"


def _there_and_back(
    scenario: Scenario, visit: Visit, mode: str, start: Place, end: Place, between: Between
) -> bool:
    client = scenario.client[visit.client].place
    left = client if visit.end_place is None else visit.end_place
    return between(mode, start, client) is not None and between(mode, left, end) is not None
