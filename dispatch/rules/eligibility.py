"""Who may serve whom, and whom a client prefers.

Every function returns reason codes in a fixed order; no code means yes. The functions are divided
by what they depend on, so that a caller may ask once for each distinct service and role, client and
caregiver instead of once for each visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from dispatch.rules.amounts import shrunk_rating, thousandths
from dispatch.rules.equipment import mode_reasons
from dispatch.rules.promises import told_caregivers
from dispatch.scenario import (
    Caregiver,
    Certificate,
    CertificateNeed,
    Client,
    Provider,
    Role,
    Scenario,
    Service,
    Visit,
)
from dispatch.scenario.people import Gender

VOLUNTEERS: Final = frozenset({"time_bank_volunteer", "young_old_volunteer"})


def service_reasons(
    scenario: Scenario, service: Service, role: Role, caregiver: Caregiver, on: date
) -> tuple[str, ...]:
    """List what bars `caregiver` from this role of `service` on a date, clients aside.

    Returns
    -------
    tuple of str
        Any of ``certificate_missing``, ``certificate_expired`` (the caregiver holds a sufficient
        certificate, but it is not valid on the date), ``institution_not_registered`` (such a
        certificate is valid, but counts only with a registered institution), ``course_missing``,
        ``examination_missing``, ``service_not_in_contract``, ``volunteer_service``,
        ``rating_too_low`` and ``equipment_mode`` (the role brings equipment that nobody may carry
        in the caregiver's travel mode).
    """
    return (
        *_papers(scenario, service, role, caregiver, on),
        *_contract(scenario, service, caregiver),
        *mode_reasons(scenario, service, role, caregiver),
    )


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
    valid = [[paper for paper in papers if _is_valid(paper, on)] for papers in held if papers]
    if not all(valid):
        yield "certificate_expired"
    if any(
        papers and not any(_counts(scenario, paper, caregiver) for paper in papers)
        for papers in valid
    ):
        yield "institution_not_registered"
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


def _counts(scenario: Scenario, paper: Certificate, caregiver: Caregiver) -> bool:
    kind = scenario.certificate[paper.certificate]
    return caregiver.registered_institution or not kind.registered_institutions_only


def valid_kinds(scenario: Scenario, caregiver: Caregiver, on: date) -> frozenset[str]:
    """Return the kinds of the certificates that `caregiver` holds and that count on a date.

    Grades aside: a certificate of any grade has its kind.
    """
    return frozenset(
        paper.certificate
        for paper in caregiver.certificates
        if _is_valid(paper, on) and _counts(scenario, paper, caregiver)
    )


def _contract(scenario: Scenario, service: Service, caregiver: Caregiver) -> Iterator[str]:
    provider = _provider(scenario, caregiver)
    contracts = (caregiver.services, provider.services if provider else ())
    if any(services and service.id not in services for services in contracts):
        yield "service_not_in_contract"
    if caregiver.type in VOLUNTEERS and not service.low_risk:
        yield "volunteer_service"
    floor = scenario.policy.rules.rating_floor
    if floor is not None and shrunk_rating(caregiver) < thousandths(floor):
        yield "rating_too_low"


def _provider(scenario: Scenario, caregiver: Caregiver) -> Provider | None:
    return None if caregiver.provider is None else scenario.provider[caregiver.provider]


def client_reasons(
    scenario: Scenario, client: Client, service: Service, caregiver: Caregiver
) -> tuple[str, ...]:
    """List why `caregiver` may not come to `client` for `service`, papers aside.

    Returns
    -------
    tuple of str
        Any of ``gender_required``, ``intimate_gender``, ``caregiver_excluded`` and
        ``area_not_served``.
    """
    personal = personal_reasons(scenario, client, service, caregiver)
    return personal + area_reasons(scenario, client, caregiver)


def personal_reasons(
    scenario: Scenario, client: Client, service: Service, caregiver: Caregiver
) -> tuple[str, ...]:
    """Find the reasons of `client_reasons` that are about gender and excluded caregivers."""
    rules = scenario.policy.rules
    reasons = []
    if client.gender_required not in (None, caregiver.gender):
        reasons.append("gender_required")
    intimate = _intimate_gender(client, service)
    if rules.intimate_gender == "hard" and intimate not in (None, caregiver.gender):
        reasons.append("intimate_gender")
    if rules.exclusion == "hard" and caregiver.id in client.excluded:
        reasons.append("caregiver_excluded")
    return tuple(reasons)


def area_reasons(scenario: Scenario, client: Client, caregiver: Caregiver) -> tuple[str, ...]:
    """Find whether the client's area is one that the caregiver and the provider serve."""
    provider = _provider(scenario, caregiver)
    served = (caregiver.areas, provider.areas if provider else ())
    outside = any(areas and client.area not in areas for areas in served)
    return ("area_not_served",) if outside and scenario.policy.rules.areas == "hard" else ()


def _intimate_gender(client: Client, service: Service) -> Gender | None:
    """Return the gender that an intimate service needs; None if the client's wish decides."""
    spoken = client.gender_required or client.gender_preferred
    return client.gender if service.intimate and not spoken else None


def pin_reasons(
    scenario: Scenario, visit: Visit, role_index: int, caregiver: Caregiver
) -> tuple[str, ...]:
    """List why pins and gaps of `visit` bar `caregiver` from the role `role_index` of the crew.

    Returns
    -------
    tuple of str
        Any of ``pinned_caregiver`` (the role is pinned to another caregiver),
        ``same_caregiver_required`` (others gave a linked visit that is over) and
        ``different_caregiver_required`` (this caregiver gave it). For a running visit only the
        first.
    """
    pins = visit.pinned_caregivers
    reasons = []
    if role_index < len(pins) and pins[role_index] != caregiver.id:
        reasons.append("pinned_caregiver")
    if not visit.running:
        reasons += dict.fromkeys(_who_was_there(scenario, visit, caregiver))
    return tuple(reasons)


def _who_was_there(scenario: Scenario, visit: Visit, caregiver: Caregiver) -> Iterator[str]:
    """Yield what gaps to visits that are over require of `caregiver`."""
    linked = [(scenario.visit[gap.after], gap) for gap in visit.gaps]
    linked += scenario.followers.get(visit.id, ())
    crew = scenario.service[visit.service].crew
    for other, gap in linked:
        facts, came = other.facts, other.pinned_caregivers
        if facts is None or not facts.over or facts.started is None or not came:
            continue
        if gap.caregiver == "same" and len(crew) <= len(came) and caregiver.id not in came:
            yield "same_caregiver_required"
        if gap.caregiver == "different" and caregiver.id in came:
            yield "different_caregiver_required"


def eligibility(
    scenario: Scenario, visit: Visit, role_index: int, caregiver: Caregiver, on: date
) -> tuple[str, ...]:
    """List all reasons why `caregiver` may not take this role of `visit` on a date.

    For a running visit only `pin_reasons` count.
    """
    if visit.running:
        return pin_reasons(scenario, visit, role_index, caregiver)
    service = scenario.service[visit.service]
    return (
        service_reasons(scenario, service, service.crew[role_index], caregiver, on)
        + client_reasons(scenario, scenario.client[visit.client], service, caregiver)
        + pin_reasons(scenario, visit, role_index, caregiver)
    )


def preference_misses(scenario: Scenario, visit: Visit, caregiver: Caregiver) -> tuple[str, ...]:
    """List the wishes and expectations of a client that `caregiver` does not meet at `visit`.

    If the visit's promise names caregivers, they are the preferred ones.

    Returns
    -------
    tuple of str
        Any of ``gender_preference`` (also if the gender of an intimate service is soft),
        ``continuity``, ``exclusion`` and ``announced_caregiver``; the first three each only if the
        policy holds it soft. The codes are the names of the weights that each stop costs.
    """
    client, service = scenario.client[visit.client], scenario.service[visit.service]
    rules = scenario.policy.rules
    wished = client.gender_preferred if rules.gender_preference == "soft" else None
    if rules.intimate_gender == "soft":
        wished = wished or _intimate_gender(client, service)
    misses = []
    if wished not in (None, caregiver.gender):
        misses.append("gender_preference")
    familiar = (visit.promise and visit.promise.caregivers) or client.preferred
    if rules.continuity == "soft" and familiar and caregiver.id not in familiar:
        misses.append("continuity")
    if rules.exclusion == "soft" and caregiver.id in client.excluded:
        misses.append("exclusion")
    told = told_caregivers(visit)
    if told and caregiver.id not in told:
        misses.append("announced_caregiver")
    return tuple(misses)
