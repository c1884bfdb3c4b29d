"""Papers that visits require, who lacks them, and the day on which a caregiver had them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final, NamedTuple

from dispatch.messages import listed, say
from dispatch.rules import dates_in_shift, eligibility, service_reasons
from dispatch.rules.told import paper_text
from dispatch.scenario import Caregiver, Certificate, Role, Scenario, Service, Visit
from dispatch.scenario.care import Requirement

_PAPERS: Final = frozenset(
    {"certificate_missing", "certificate_expired", "course_missing", "examination_missing"}
)
"""Reasons that a certificate, a course or an examination removes."""


class Asked(NamedTuple):
    """One paper that a service requires.

    Attributes
    ----------
    code : str
        ``certificate_missing``, ``course_missing`` or ``examination_missing``.
    paper : str
        The certificates, any of which is enough, the course, or the service.
    role : str or None
        The role of the crew that requires it; None for all roles.
    alone : Service
        A service that requires nothing else, so that the rules decide who meets it.
    """

    code: str
    paper: str
    role: str | None
    alone: Service

    def told(self) -> str:
        """Return the paper in words."""
        if self.code == "certificate_missing":
            return self.paper
        return say(f"overview-{self.code}", paper=self.paper)


def papers_asked(service: Service) -> Iterator[Asked]:
    """Yield each paper that a service and the roles of its crew require."""
    bare = service.model_copy(
        update={"requires": Requirement(), "crew": (Role(id="any"),), "examination": False}
    )
    sets = [(None, service.requires), *((role.id, role.requires) for role in service.crew)]
    for role, requirement in sets:
        for needs in requirement.certificates:
            one = bare.model_copy(update={"requires": Requirement(certificates=(needs,))})
            paper = listed(map(paper_text, needs), "list-or")
            yield Asked("certificate_missing", paper, role, one)
        for course in requirement.courses:
            one = bare.model_copy(update={"requires": Requirement(courses=(course,))})
            yield Asked("course_missing", course, role, one)
    if service.examination:
        one = bare.model_copy(update={"examination": True})
        yield Asked("examination_missing", service.id, None, one)


def lacks(scenario: Scenario, asked: Asked, caregiver: Caregiver, on: date) -> bool:
    """Return whether a caregiver has no such paper that counts on a date."""
    codes = {asked.code, "certificate_expired", "institution_not_registered"}
    role = asked.alone.crew[0]
    return not codes.isdisjoint(service_reasons(scenario, asked.alone, role, caregiver, on))


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


def with_papers(
    scenario: Scenario, name: str, services: Collection[str]
) -> tuple[Scenario, tuple[str, ...]]:
    """Return the day on which a caregiver has the papers for a role of some services.

    Of each service it is the role for which she lacks the fewest.

    Returns
    -------
    Scenario, tuple of str
        The day, and the papers that she has more on it, in words.
    """
    caregiver = scenario.caregiver[name]
    more = [
        each
        for service in scenario.services
        if service.id in services
        for each in _fewest(scenario, caregiver, service)
    ]
    richer = _with(caregiver, more)
    day = scenario.unchecked(
        caregivers=tuple(richer if each.id == name else each for each in scenario.caregivers)
    )
    return day, tuple(dict.fromkeys(each.told() for each in more))


def _fewest(scenario: Scenario, caregiver: Caregiver, service: Service) -> list[Asked]:
    """Return the papers that she lacks for the role for which these are the fewest."""
    lacking = [
        each
        for each in papers_asked(service)
        if any(lacks(scenario, each, caregiver, on) for on in scenario.dates)
    ]
    roles = ([each for each in lacking if each.role in (None, role.id)] for role in service.crew)
    return min(roles, key=len)


def _with(caregiver: Caregiver, more: Collection[Asked]) -> Caregiver:
    sets = [each.alone.requires for each in more]
    certificates = [
        Certificate(certificate=needs[0].certificate, grade=needs[0].grade)
        for requirement in sets
        for needs in requirement.certificates
    ]
    courses = [course for requirement in sets for course in requirement.courses]
    examinations = [each.alone.id for each in more if each.alone.examination]
    return caregiver.model_copy(
        update={
            "certificates": (*caregiver.certificates, *certificates),
            "courses": tuple(dict.fromkeys((*caregiver.courses, *courses))),
            "examinations": tuple(dict.fromkeys((*caregiver.examinations, *examinations))),
        }
    )
