"""Pins: what somebody has decided, written into the scenario, so that every plan keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch.plan.edits import break_at, check, shift_at
from dispatch.scenario import MealBreak, Scenario
from dispatch.scenario.base import Moment


def pin(
    scenario: Scenario,
    visit: str,
    *,
    caregivers: Sequence[str] | None = None,
    start: Moment | None = None,
) -> Scenario:
    """Pin the caregivers of a visit, its start, or both; what is not given stays as it is.

    Parameters
    ----------
    scenario
        The day.
    visit
        The id of a visit of the day.
    caregivers
        The ids of those who must come, in the order of the crew's roles; empty to release them.
    start
        When the visit must start.

    Raises
    ------
    InputError
        If the visit is unknown or has begun, or with everything that is wrong with the pins, apart
        from rules that they break.
    """
    pins: dict[str, Any] = {}
    if caregivers is not None:
        pins["pinned_caregivers"] = tuple(caregivers)
    if start is not None:
        pins["pinned_start"] = start
    return _changed(scenario, visit, pins)


def unpin(scenario: Scenario, visit: str) -> Scenario:
    """Release the pins of a visit.

    Raises
    ------
    InputError
        If the visit is unknown or has begun.
    """
    return _changed(scenario, visit, {"pinned_caregivers": (), "pinned_start": None})


def pin_break(scenario: Scenario, caregiver: str, at: Moment) -> Scenario:
    """Let the meal break of a caregiver begin at a moment, and at no other.

    Parameters
    ----------
    scenario
        The day.
    caregiver
        The id of a caregiver with a meal break in the shift in which the moment lies, or in the
        nearest one.
    at
        The moment.

    Raises
    ------
    InputError
        If the caregiver is unknown, or there is no meal break in the shift.
    """
    number, rest = break_at(scenario, caregiver, at)
    person = scenario.caregiver[caregiver]
    shifts = [*person.shifts]
    moved = MealBreak(duration=rest.duration, earliest=at, latest=at)
    shifts[number] = shifts[number].model_copy(update={"meal_break": moved})
    changed = person.model_copy(update={"shifts": tuple(shifts)})
    caregivers = tuple(changed if each is person else each for each in scenario.caregivers)
    return scenario.model_copy(update={"caregivers": caregivers})


def allows_break(scenario: Scenario, caregiver: str, at: Moment) -> bool:
    """Return whether the window of a caregiver's meal break allows it to begin at a moment."""
    person, moment = scenario.caregiver[caregiver], scenario.at(at)
    rest = person.shifts[shift_at(scenario, person, moment)].meal_break
    return rest is not None and scenario.at(rest.earliest) <= moment <= scenario.at(rest.latest)


def _changed(scenario: Scenario, visit: str, pins: Mapping[str, Any]) -> Scenario:
    check(scenario, visit)
    visits = tuple(
        each.model_copy(update=pins) if each.id == visit else each for each in scenario.visits
    )
    return scenario.model_copy(update={"visits": visits})
