"""Papers that a visit requires and nobody has, found before any search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dispatch.explanations.explanation import Lacking
from dispatch.rules import allowed_starts, dates_in_shift, service_reasons
from dispatch.scenario import CertificateNeed, Role, Scenario, Service, Visit
from dispatch.scenario.care import Requirement


def lacking(scenario: Scenario, visit: Visit) -> Iterator[Lacking]:
    """Yield every certificate, course and examination that the visit requires and nobody has.

    A paper counts as lacking if nobody has it on any date on which the visit may take place. A
    running visit requires none.
    """
    if visit.running:
        return
    dates = _dates(scenario, visit)
    for role, code, paper, alone in _asked(scenario.service[visit.service]):
        codes = {code, "certificate_expired", "institution_not_registered"}
        if all(
            codes.intersection(service_reasons(scenario, alone, alone.crew[0], caregiver, on))
            for caregiver in scenario.on_duty
            for on in dates
        ):
            yield Lacking(code, paper, role, ", ".join(on.isoformat() for on in dates))


def _dates(scenario: Scenario, visit: Visit) -> list[date]:
    """Return the dates of shifts on which the visit may start, or else its first possible date."""
    found = {
        on
        for caregiver in scenario.caregivers
        for shift in range(len(caregiver.shifts))
        for on in dates_in_shift(scenario, visit, caregiver, shift)
    }
    starts = allowed_starts(scenario, visit)
    first = scenario.date_at(starts[0][0]) if starts else scenario.dates[0]
    return sorted(found) or [first]


def _asked(service: Service) -> Iterator[tuple[str | None, str, str, Service]]:
    """Yield each requirement of a service: role, code, paper, and a service with nothing else.

    The reduced services let the rules themselves decide who meets a requirement.
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
