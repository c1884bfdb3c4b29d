"""What a visit takes and nobody has: known before anything is searched."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.explain.explanation import Lacking
from dispatch.rules import allowed_starts, service_reasons
from dispatch.scenario import CertificateNeed, Role, Scenario, Service, Visit
from dispatch.scenario.care import Requirement


def lacking(scenario: Scenario, visit: Visit) -> Iterator[Lacking]:
    """Find every certificate, course and examination that the visit takes and nobody has."""
    service = scenario.service[visit.service]
    starts = allowed_starts(scenario, visit)
    on = scenario.date_at(starts[0][0]) if starts else scenario.dates[0]
    for role, code, paper, alone in _asked(service):
        codes = {code, "certificate_expired", "institution_not_registered"}
        if all(
            codes.intersection(service_reasons(scenario, alone, alone.crew[0], caregiver, on))
            for caregiver in scenario.caregivers
        ):
            yield Lacking(code, paper, role, on.isoformat())


def _asked(service: Service) -> Iterator[tuple[str | None, str, str, Service]]:
    """Take a service's requirements apart: role, code, paper, and a service that asks for it only.

    So that the rules themselves say who has it.
    """
    bare = service.model_copy(
        update={"requires": Requirement(), "crew": (Role(id="any"),), "examination": False}
    )
    sets = [(None, service.requires), *((role.id, role.requires) for role in service.crew)]
    for role, requirement in sets:
        for needs in requirement.certificates:
            one = bare.model_copy(update={"requires": Requirement(certificates=(needs,))})
            yield role, "certificate_missing", " / ".join(map(_paper, needs)), one
        for course in requirement.courses:
            one = bare.model_copy(update={"requires": Requirement(courses=(course,))})
            yield role, "course_missing", course, one
    if service.examination:
        yield None, "examination_missing", service.id, bare.model_copy(update={"examination": True})


def _paper(need: CertificateNeed) -> str:
    return f"{need.certificate} ({need.grade})" if need.grade else need.certificate
