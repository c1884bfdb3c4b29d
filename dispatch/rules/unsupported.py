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
from dispatch.rules.starts import duration_of
from dispatch.scenario import Caregiver, LoadSoFar, Scenario, Service

VOLUNTEERS = frozenset({"time_bank_volunteer", "young_old_volunteer"})


Uses: TypeAlias = Callable[[Scenario], Iterator[str]]
"""Finds where a scenario uses a rule, as ``visits[bath-3].exact_start``."""


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


def _registered_institutions(scenario: Scenario) -> Iterator[str]:
    some = {kind.id for kind in scenario.certificates if kind.registered_institutions_only}
    return _caregivers(
        scenario,
        "registered_institution",
        lambda caregiver: (
            not caregiver.registered_institution
            and any(paper.certificate in some for paper in caregiver.certificates)
        ),
    )


def _intimate_services(scenario: Scenario) -> Iterator[str]:
    if scenario.policy.rules.intimate_gender == "off":
        return
    genders = {caregiver.gender for caregiver in scenario.caregivers}
    for visit in scenario.visits:
        client = scenario.client[visit.client]
        says_nothing = client.gender_required is None and client.gender_preferred is None
        matters = client.gender is not None and genders - {client.gender}
        if scenario.service[visit.service].intimate and says_nothing and matters:
            yield f"visits[{visit.id}].service"


def _rating_floor(scenario: Scenario) -> Iterator[str]:
    if scenario.policy.rules.rating_floor is not None:
        yield "policy.rules.rating_floor"


def _contract_services(scenario: Scenario) -> Iterator[str]:
    asked = {service.id for service in _asked(scenario)}
    return _caregivers(
        scenario,
        "services",
        lambda caregiver: bool(caregiver.services) and not asked <= {*caregiver.services},
    )


def _volunteers(scenario: Scenario) -> Iterator[str]:
    risky = any(not service.low_risk for service in _asked(scenario))
    return _caregivers(scenario, "type", lambda caregiver: risky and caregiver.type in VOLUNTEERS)


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


def _blackouts(scenario: Scenario) -> Iterator[str]:
    visited = {visit.client for visit in scenario.visits}
    for client in scenario.clients:
        if client.blackouts and client.id in visited:
            yield f"clients[{client.id}].blackouts"


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


def _in_crews(field: str) -> Uses:
    """Find uses of a rule that stands in one field of a crew's roles; none and zero are no use."""
    return lambda scenario: (
        f"services[{service.id}].crew[{role.id}].{field}"
        for service in _asked(scenario)
        for role in service.crew
        if getattr(role, field)
    )


def _large_crews(scenario: Scenario) -> Iterator[str]:
    for service in _asked(scenario):
        if len(service.crew) > 2:
            yield f"services[{service.id}].crew"


_REFUSED: Mapping[str, Uses] = {
    "refused-several-dates": _several_dates,
    "refused-several-shifts": _several_shifts,
    "refused-registered-institution": _registered_institutions,
    "refused-intimate-gender": _intimate_services,
    "refused-rating-floor": _rating_floor,
    "refused-contract-services": _contract_services,
    "refused-volunteer": _volunteers,
    "refused-paid-hours-cap": _given("paid_hours_cap"),
    "refused-weekly-cap": _given("weekly_cap"),
    "refused-probation-cap": _given("probation_cap"),
    "refused-carrying-limit": _carrying_limit,
    "refused-load-so-far": _load_so_far,
    "refused-entitled-week": _entitled_week,
    "refused-blackout": _blackouts,
    "refused-exact-start": _in_visits("exact_start"),
    "refused-escort": _in_visits("end_place"),
    "refused-facts": _in_visits("facts"),
    "refused-promise": _in_visits("promise"),
    "refused-equipment": _in_services("equipment"),
    "refused-pre-check": _in_services("pre_check"),
    "refused-post-check": _in_services("post_check"),
    "refused-crew-offset": _in_crews("offset"),
    "refused-role-duration": _in_crews("duration"),
    "refused-large-crew": _large_crews,
}
