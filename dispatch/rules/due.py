"""What the desk has to see to soon, read from the scenario, and from a plan where there is one.

Of an entitlement only those hours are due that the plan could have given: what the week is to bring
on other dates, no scenario of one date says.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from dispatch.messages import say
from dispatch.plan import Plan
from dispatch.rules.eligibility import service_reasons
from dispatch.rules.limits import entitlements
from dispatch.scenario import Caregiver, Certificate, Client, Duration, Scenario
from dispatch.scenario.durations import duration_of

MONTHS_DISABLED = 6
"""After how many months the disabled are to be assessed again: good practice."""

MONTHS_AT_MOST = 24
"""How many months any assessment counts at most."""


@dataclass(frozen=True)
class DueCertificate:
    """A certificate that expires, or has expired, and that no later one of the kind replaces."""

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
    """A client whose assessment lapses."""

    client: str
    by: date

    def __str__(self) -> str:
        return say("due-reassessment", client=self.client, date=self.by)


@dataclass(frozen=True)
class DueExamination:
    """An examination that is all a caregiver lacks for a service that visits ask for."""

    caregiver: str
    service: str

    def __str__(self) -> str:
        return say("due-examination", caregiver=self.caregiver, service=self.service)


@dataclass(frozen=True)
class DueCare:
    """Care that a client is entitled to, that was asked for, and that the plan leaves out."""

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
        """Count them in one line; empty where nothing is due."""
        lists = (
            ("due-certificates", self.certificates),
            ("due-reassessments", self.reassessments),
            ("due-examinations", self.examinations),
            ("due-entitlements", self.entitled),
        )
        counts = [say(code, count=len(some)) for code, some in lists if some]
        return say("due-within", days=self.within, counts=", ".join(counts)) if counts else ""

    def lines(self) -> Iterator[str]:
        """Word each."""
        lists = (self.certificates, self.reassessments, self.examinations, self.entitled)
        return map(str, chain(*lists))


def due_lists(scenario: Scenario, plan: Plan | None = None, *, within: int = 30) -> DueLists:
    """List what is due within some days of the scenario's first date, that day included.

    Parameters
    ----------
    scenario
        What is asked.
    plan
        What is answered; without it nothing is said of entitlements.
    within
        Days.

    Returns
    -------
    DueLists
        Certificates by date, reassessments by date (clients that were never assessed have none),
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
    """Whether another certificate of the kind, no lower in grade, lasts longer."""
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
    """When an assessment lapses; None for a client that was never assessed."""
    if client.assessed_on is None:
        return None
    return _months_later(client.assessed_on, MONTHS_DISABLED if client.disabled else MONTHS_AT_MOST)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
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
