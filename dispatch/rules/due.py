"""What the desk has to do soon, by the scenario and, if given, a plan.

Only those hours of an entitlement are due that the plan could have given: a scenario of one date
does not say what other dates of the week will bring.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from dispatch.messages import listed, say
from dispatch.plan import Plan
from dispatch.rules.eligibility import service_reasons
from dispatch.rules.limits import entitlements
from dispatch.scenario import Caregiver, Certificate, Client, Duration, Scenario
from dispatch.scenario.durations import duration_of

MONTHS_DISABLED = 6
"""Months until the disabled should be assessed again: good practice."""

MONTHS_AT_MOST = 24
"""Months for which any assessment is valid."""


@dataclass(frozen=True)
class DueCertificate:
    """A certificate that expires, or has expired, and that no later one replaces."""

    caregiver: str
    certificate: str
    until: date
    expired: bool

    def __str__(self) -> str:
        fields = {"certificate": self.certificate, "caregiver": self.caregiver, "date": self.until}
        if self.expired:
            return say("due-certificate-expired", **fields)
        return say("due-certificate", **fields)


@dataclass(frozen=True)
class DueReassessment:
    """A client whose assessment expires."""

    client: str
    by: date

    def __str__(self) -> str:
        return say("due-reassessment", client=self.client, date=self.by)


@dataclass(frozen=True)
class DueExamination:
    """An examination, the only thing a caregiver lacks for a service that visits ask for."""

    caregiver: str
    service: str

    def __str__(self) -> str:
        return say("due-examination", caregiver=self.caregiver, service=self.service)


@dataclass(frozen=True)
class DueCare:
    """Requested care that a client is entitled to and that the plan leaves out."""

    client: str
    owed: Duration

    def __str__(self) -> str:
        return say("due-entitled", client=self.client, minutes=self.owed.minutes)


@dataclass(frozen=True)
class DueLists:
    """What is due within some days of the scenario's first date."""

    within: int
    certificates: tuple[DueCertificate, ...]
    reassessments: tuple[DueReassessment, ...]
    examinations: tuple[DueExamination, ...]
    entitled: tuple[DueCare, ...] = ()

    def summary(self) -> str:
        """Count the entries in one line; empty if nothing is due."""
        lists = (
            ("due-certificates", self.certificates),
            ("due-reassessments", self.reassessments),
            ("due-examinations", self.examinations),
            ("due-entitlements", self.entitled),
        )
        counts = [say(code, count=len(some)) for code, some in lists if some]
        return say("due-within", days=self.within, counts=listed(counts)) if counts else ""

    def lines(self) -> Iterator[str]:
        """Yield a sentence for each entry."""
        lists = (self.certificates, self.reassessments, self.examinations, self.entitled)
        return map(str, chain(*lists))


def due_lists(scenario: Scenario, plan: Plan | None = None, *, within: int = 30) -> DueLists:
    """List what is due within some days of the scenario's first date, inclusive.

    Parameters
    ----------
    scenario
        The question.
    plan
        The answer; without it the lists have no entitlements.
    within
        Number of days.

    Returns
    -------
    DueLists
        Certificates by date, reassessments by date (none for clients who were never assessed),
        examinations by caregiver; for each entitled client what the plan leaves unserved, as far
        as the entitlement still covers it.
    """
    today = scenario.dates[0]
    horizon = today + timedelta(days=within)
    certificates = (
        DueCertificate(
            caregiver.id, paper.certificate, paper.valid_until, paper.valid_until < today
        )
        for caregiver in scenario.caregivers
        for paper in caregiver.certificates
        if paper.valid_until is not None
        and paper.valid_until <= horizon
        and not _is_replaced(scenario, caregiver, paper)
    )
    reassessments = (
        DueReassessment(client.id, by)
        for client in scenario.clients
        if (by := _reassessed_by(client)) is not None and by <= horizon
    )
    return DueLists(
        within=within,
        certificates=tuple(sorted(certificates, key=lambda due: (due.until, due.caregiver))),
        reassessments=tuple(sorted(reassessments, key=lambda due: (due.by, due.client))),
        examinations=tuple(_examinations(scenario)),
        entitled=() if plan is None else tuple(_entitled(scenario, plan)),
    )


def _is_replaced(scenario: Scenario, caregiver: Caregiver, paper: Certificate) -> bool:
    """Whether another certificate of the kind, at least equal in grade, lasts longer."""
    grades = scenario.certificate[paper.certificate].grades

    def rank(each: Certificate) -> int:
        return -1 if each.grade is None else grades.index(each.grade)

    return any(
        other.certificate == paper.certificate
        and rank(other) >= rank(paper)
        and _lasts_longer(other, paper)
        for other in caregiver.certificates
    )


def _lasts_longer(other: Certificate, paper: Certificate) -> bool:
    if other.valid_until is None or paper.valid_until is None:
        return paper.valid_until is not None
    return other.valid_until > paper.valid_until


def _reassessed_by(client: Client) -> date | None:
    """Return when an assessment expires; None for a client who was never assessed."""
    if client.assessed_on is None:
        return None
    return _months_later(client.assessed_on, MONTHS_DISABLED if client.disabled else MONTHS_AT_MOST)


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _examinations(scenario: Scenario) -> Iterator[DueExamination]:
    asked = {visit.service for visit in scenario.visits}
    for caregiver in scenario.caregivers:
        for service in scenario.services:
            if service.id in asked and any(
                service_reasons(scenario, service, role, caregiver, scenario.dates[0])
                == ("examination_missing",)
                for role in service.crew
            ):
                yield DueExamination(caregiver.id, service.id)


def _entitled(scenario: Scenario, plan: Plan) -> Iterator[DueCare]:
    left_out = {each.visit for each in plan.unserved}
    owed: dict[str, int] = {}
    for week in entitlements(scenario):
        lengths = {name: duration_of(scenario, scenario.visit[name]) for name in week.visits}
        unserved = sum(length for name, length in lengths.items() if name in left_out)
        free = week.most - (sum(lengths.values()) - unserved)
        owed[week.client] = owed.get(week.client, 0) + max(0, min(free, unserved))
    return (DueCare(client, Duration(most)) for client, most in owed.items() if most)
