"""Who may serve whom, and whom a client would rather have.

Every function returns reason codes, in a fixed order; none at all means yes. They are split by what
they look at, so that a caller may ask once for each distinct service and role, client and caregiver
instead of once for each visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dispatch.scenario import (
    Caregiver,
    Certificate,
    CertificateNeed,
    Client,
    Role,
    Scenario,
    Service,
    Visit,
)


def service_reasons(
    scenario: Scenario, service: Service, role: Role, caregiver: Caregiver, on: date
) -> tuple[str, ...]:
    """Why the papers of `caregiver` do not allow this role of `service` on a date.

    Returns
    -------
    tuple of str
        Of ``certificate_missing``, ``certificate_expired`` (a certificate that would do is held,
        but not valid on the date), ``course_missing`` and ``examination_missing``.
    """
    return tuple(dict.fromkeys(_papers(scenario, service, role, caregiver, on)))


def _papers(
    scenario: Scenario, service: Service, role: Role, caregiver: Caregiver, on: date
) -> Iterator[str]:
    sets = service.requires.certificates + role.requires.certificates
    held = [
        [paper for paper in caregiver.certificates if _meets_any(scenario, paper, needs)]
        for needs in sets
    ]
    if not all(held):
        yield "certificate_missing"
    if any(papers and not any(_is_valid(paper, on) for paper in papers) for papers in held):
        yield "certificate_expired"
    if not {*service.requires.courses, *role.requires.courses} <= {*caregiver.courses}:
        yield "course_missing"
    if service.examination and service.id not in caregiver.examinations:
        yield "examination_missing"


def _meets_any(scenario: Scenario, paper: Certificate, needs: tuple[CertificateNeed, ...]) -> bool:
    return any(_meets(scenario, paper, need) for need in needs)


def _meets(scenario: Scenario, paper: Certificate, need: CertificateNeed) -> bool:
    if paper.certificate != need.certificate:
        return False
    if need.grade is None or paper.grade == need.grade:
        return True
    enough = scenario.certificate[need.certificate].grades
    return paper.grade in enough[enough.index(need.grade) :]


def _is_valid(paper: Certificate, on: date) -> bool:
    begun = paper.valid_from is None or paper.valid_from <= on
    return begun and (paper.valid_until is None or on <= paper.valid_until)


def client_reasons(
    scenario: Scenario, client: Client, service: Service, caregiver: Caregiver
) -> tuple[str, ...]:
    """Why `caregiver` may not come to `client` for `service`, whatever the papers say.

    Returns
    -------
    tuple of str
        Of ``gender_required``, ``caregiver_excluded`` and ``area_not_served``.
    """
    del service  # intimate services and contracts will ask for it
    reasons = []
    if client.gender_required not in (None, caregiver.gender):
        reasons.append("gender_required")
    if caregiver.id in client.excluded:
        reasons.append("caregiver_excluded")
    silo = scenario.policy.rules.areas == "hard"
    if silo and caregiver.areas and client.area not in caregiver.areas:
        reasons.append("area_not_served")
    return tuple(reasons)


def pin_reasons(visit: Visit, role_index: int, caregiver: Caregiver) -> tuple[str, ...]:
    """Why `caregiver` may not take the place `role_index` of the crew: it is another's."""
    pins = visit.pinned_caregivers
    if role_index < len(pins) and pins[role_index] != caregiver.id:
        return ("pinned_caregiver",)
    return ()


def eligibility(
    scenario: Scenario, visit: Visit, role_index: int, caregiver: Caregiver, on: date
) -> tuple[str, ...]:
    """All reasons why `caregiver` may not take this role of `visit` on a date, in a fixed order."""
    service = scenario.service[visit.service]
    return (
        service_reasons(scenario, service, service.crew[role_index], caregiver, on)
        + client_reasons(scenario, scenario.client[visit.client], service, caregiver)
        + pin_reasons(visit, role_index, caregiver)
    )


def preference_misses(scenario: Scenario, client: Client, caregiver: Caregiver) -> tuple[str, ...]:
    """Which wishes of `client` are not met by `caregiver`.

    Returns
    -------
    tuple of str
        Of ``gender_preference`` and ``continuity``, each only where the policy does not turn it
        off; they are the names of the weights that each stop costs.
    """
    rules = scenario.policy.rules
    misses = []
    if rules.gender_preference == "soft" and client.gender_preferred not in (
        None,
        caregiver.gender,
    ):
        misses.append("gender_preference")
    if rules.continuity == "soft" and client.preferred and caregiver.id not in client.preferred:
        misses.append("continuity")
    return tuple(misses)
