"""Pools: the caregivers whose shares may be compared, because they qualify for the same work."""

from __future__ import annotations

from typing import Final

from dispatch.rules.eligibility import VOLUNTEERS, valid_kinds
from dispatch.scenario import Caregiver, Scenario

_OF_VOLUNTEERS: Final = "volunteers"
_WITHOUT_CERTIFICATE: Final = "no certificate"


def pools(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Divide the caregivers on duty into those who may do the same work by their certificates.

    Two caregivers are in one pool if they meet the same any-of sets of certificates among those
    that the services of open visits require, with certificates that are valid on the first date.
    Grades, courses, examinations, gender and areas divide no pool: a course can be taken, and a
    difference between streets is something that one wants to see. Volunteers are a pool of their
    own, because the law limits them to services of low risk.

    Returns
    -------
    dict of str to tuple of str
        The ids of the caregivers of each pool, by its name, in the order of the names. The name
        consists of the sets that all others follow from, such as ``nurse-licence`` or
        ``elderly-care-worker/medical-care-worker``, with `` + `` between them; who meets none is
        in ``no certificate``, and volunteers are in ``volunteers``.
    """
    asked = _asked(scenario)
    found: dict[str, tuple[str, ...]] = {}
    for caregiver in scenario.on_duty:
        name = _name(scenario, caregiver, asked)
        found[name] = (*found.get(name, ()), caregiver.id)
    return dict(sorted(found.items()))


def _asked(scenario: Scenario) -> frozenset[frozenset[str]]:
    """Return the any-of sets of kinds that the services of open visits require."""
    services = {visit.service for visit in scenario.open_visits}
    return frozenset(
        frozenset(need.certificate for need in needs)
        for service in map(scenario.service.__getitem__, services)
        for needs in service.any_ofs
    )


def _name(scenario: Scenario, caregiver: Caregiver, asked: frozenset[frozenset[str]]) -> str:
    if caregiver.type in VOLUNTEERS:
        return _OF_VOLUNTEERS
    kinds = valid_kinds(scenario, caregiver, scenario.dates[0])
    met = [needs for needs in asked if needs & kinds]
    least = [needs for needs in met if not any(other < needs for other in met)]
    return " + ".join(sorted("/".join(sorted(needs)) for needs in least)) or _WITHOUT_CERTIFICATE
