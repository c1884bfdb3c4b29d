"""Papers that a caregiver lacks for a visit, and the day on which she had them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from dispatch.rules import dates_in_shift, eligibility
from dispatch.scenario import Caregiver, Certificate, Scenario, Visit

_PAPERS: Final = frozenset(
    {"certificate_missing", "certificate_expired", "course_missing", "examination_missing"}
)
"""Reasons that a certificate, a course or an examination removes."""


def lacks_only_papers(scenario: Scenario, visit: Visit) -> Iterator[str]:
    """Yield the caregivers on shift who could take a role of a visit if they had more papers."""
    for caregiver in scenario.caregivers:
        bars = (
            set(eligibility(scenario, visit, role, caregiver, on))
            for shift, _ in enumerate(caregiver.shifts)
            for on in dates_in_shift(scenario, visit, caregiver, shift)
            for role, _ in enumerate(scenario.service[visit.service].crew)
        )
        if any(each and each <= _PAPERS for each in bars):
            yield caregiver.id


def with_papers(scenario: Scenario, name: str, services: Collection[str]) -> Scenario:
    """Return the day on which a caregiver has all papers that some services require."""
    caregivers = (
        _with(scenario, each, services) if each.id == name else each for each in scenario.caregivers
    )
    return scenario.unchecked(caregivers=tuple(caregivers))


def _with(scenario: Scenario, caregiver: Caregiver, services: Collection[str]) -> Caregiver:
    asked = [service for service in scenario.services if service.id in services]
    sets = [one for each in asked for one in (each.requires, *(r.requires for r in each.crew))]
    certificates = tuple(
        Certificate(certificate=needs[0].certificate, grade=needs[0].grade)
        for one in sets
        for needs in one.certificates
    )
    courses = tuple(course for one in sets for course in one.courses)
    examinations = tuple(service.id for service in asked if service.examination)
    return caregiver.model_copy(
        update={
            "certificates": (*caregiver.certificates, *certificates),
            "courses": tuple(dict.fromkeys((*caregiver.courses, *courses))),
            "examinations": tuple(dict.fromkeys((*caregiver.examinations, *examinations))),
        }
    )
