"""Rules of the model that are not kept yet, and where a scenario uses them.

One row for each rule whose state in ``docs/model.md`` is *refused*. A rule is used where
ignoring it could allow a wrong plan: an empty field, or a rule that this scenario keeps by itself,
is no use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from dispatch.errors import Problem
from dispatch.messages import problem
from dispatch.scenario import Caregiver, LoadSoFar, Scenario, Service
from dispatch.scenario.timetable import duration_of

Uses: TypeAlias = Callable[[Scenario], Iterator[str]]
"""Finds where a scenario uses a rule, as ``visits[bath-3].promise``."""


def unsupported(scenario: Scenario) -> list[Problem]:
    """List every use of a rule that is not kept yet; a scenario with any must be refused."""
    return [problem(code, where) for code, uses in _REFUSED.items() for where in uses(scenario)]


def _asked(scenario: Scenario) -> list[Service]:
    asked = {visit.service for visit in scenario.visits}
    return [service for service in scenario.services if service.id in asked]


def _several_dates(scenario: Scenario) -> Iterator[str]:
    if len(scenario.dates) > 1:
        yield "dates"


def _several_shifts(scenario: Scenario) -> Iterator[str]:
    return _caregivers(scenario, "shifts", lambda caregiver: len(caregiver.shifts) > 1)


def _carrying_limit(scenario: Scenario) -> Iterator[str]:
    loads = any(service.load for service in _asked(scenario))
    return _caregivers(
        scenario,
        "carrying_limit",
        lambda caregiver: loads and caregiver.carrying_limit is not None,
    )


def _load_so_far(scenario: Scenario) -> Iterator[str]:
    weighed = scenario.policy.weights.balance > 0
    return _caregivers(
        scenario, "so_far", lambda caregiver: weighed and caregiver.so_far != LoadSoFar()
    )


def _given(field: str) -> Uses:
    """Find uses of a rule that stands in one field of the caregivers, wherever it is given."""
    return lambda scenario: _caregivers(
        scenario, field, lambda caregiver: getattr(caregiver, field) is not None
    )


def _caregivers(scenario: Scenario, field: str, uses: Callable[[Caregiver], bool]) -> Iterator[str]:
    return (
        f"caregivers[{caregiver.id}].{field}"
        for caregiver in scenario.caregivers
        if uses(caregiver)
    )


def _entitled_week(scenario: Scenario) -> Iterator[str]:
    asked = dict.fromkeys(scenario.client, 0)
    for visit in scenario.visits:
        asked[visit.client] += duration_of(scenario, visit)
    for client in scenario.clients:
        if client.entitled_week is not None and asked[client.id] > client.entitled_week:
            yield f"clients[{client.id}].entitled_week"


def _in_visits(field: str) -> Uses:
    """Find uses of a rule that stands in one field of the visits, wherever it is given."""
    return lambda scenario: (
        f"visits[{visit.id}].{field}"
        for visit in scenario.visits
        if getattr(visit, field) is not None
    )


def _in_services(field: str) -> Uses:
    """Find uses of a rule that stands in one field of the services that are asked for."""
    return lambda scenario: (
        f"services[{service.id}].{field}" for service in _asked(scenario) if getattr(service, field)
    )


_REFUSED: Mapping[str, Uses] = {
    "refused-several-dates": _several_dates,
    "refused-several-shifts": _several_shifts,
    "refused-paid-hours-cap": _given("paid_hours_cap"),
    "refused-weekly-cap": _given("weekly_cap"),
    "refused-probation-cap": _given("probation_cap"),
    "refused-carrying-limit": _carrying_limit,
    "refused-load-so-far": _load_so_far,
    "refused-entitled-week": _entitled_week,
    "refused-facts": _in_visits("facts"),
    "refused-promise": _in_visits("promise"),
    "refused-equipment": _in_services("equipment"),
}
