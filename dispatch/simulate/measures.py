"""The measures of one arm of the comparison; ``docs/measures.md`` defines each.

An undefined number (such as a mean of nothing) is None, never 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dispatch.referee.inequality import gini
from dispatch.simulate.records import (
    CLASSES,
    MINUTE,
    Arm,
    BookedRecord,
    CaregiverRecord,
    DecisionRecord,
    RequestRecord,
    VisitRecord,
)
from dispatch.simulate.response import (
    HEADLINE,
    Group,
    Response,
    by_group,
    by_hour,
    rank,
    response,
    restricted,
    rural_ratio,
    share,
    worst,
)

ON_TIME: Final = 15 * MINUTE
"""How far from its promise a pre-booked visit may start to be on time."""

PROMISE_WITHIN: Final = 30 * MINUTE
"""How long after the request a start is to be promised."""


@dataclass(frozen=True, slots=True)
class Booked:
    """The pre-booked visits.

    Attributes
    ----------
    visits, unserved : int
        Their number, and how many of them did not start.
    on_time : float or None
        The share that started within `ON_TIME` of the first promise.
    medication_misses : int
        The medication visits that did not start in their hard window.
    """

    visits: int
    unserved: int
    on_time: float | None
    medication_misses: int

    @property
    def late(self) -> float | None:
        """The share that was not on time or not served."""
        return None if self.on_time is None else 1 - self.on_time


@dataclass(frozen=True, slots=True)
class Work:
    """What the caregivers did.

    Attributes
    ----------
    caregivers : int
        How many had a shift.
    paid, overtime, travel : float
        Minutes, over all of them.
    overtime_per_caregiver : float or None
        Minutes.
    caregivers_per_client : float or None
        The mean number of different caregivers of a client, over the clients who were visited.
    heavy_gini : float or None
        The Gini index of heavy points per offered hour; None if nobody had any.
    """

    caregivers: int
    paid: float
    overtime: float
    travel: float
    overtime_per_caregiver: float | None
    caregivers_per_client: float | None
    heavy_gini: float | None


@dataclass(frozen=True, slots=True)
class Stability:
    """What became of the promises.

    Attributes
    ----------
    promised : int
        Visits and requests with a promised start.
    promised_in_time : float or None
        The share of the requests that were promised a start within `PROMISE_WITHIN`.
    moves, swaps : int
        Changes of promised starts, and replaced caregivers, after notice.
    moves_per_hundred : float or None
        Changes of promised starts for each 100 promises.
    moved : float
        The sum of these changes in minutes.
    """

    promised: int
    promised_in_time: float | None
    moves: int
    swaps: int
    moves_per_hundred: float | None
    moved: float


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of the whole week, with Monday: no rule may be broken on any day.

    Attributes
    ----------
    decisions, freeze_changes, violations : int
        Counts: decisions, changes of what was frozen, hard violations.
    p50, p99 : float or None
        Seconds per decision (nearest rank).
    """

    decisions: int
    freeze_changes: int
    violations: int
    p50: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of an arm.

    Attributes
    ----------
    headline : Response
        The classes of `HEADLINE`, pooled.
    classes : mapping of str to Response
        Each class, also one without a request.
    groups : mapping of str to mapping of str to Response
        The headline's requests by `TRAITS` and value; the groups of a trait are disjoint and
        together contain all of them.
    hours : mapping of int to Response
        The headline's requests by the hour of the day in which the client asked, each of the 24.
    worst : Group or None
        The group with the largest mean, of equals the first.
    rural_ratio : float or None
        The mean of the rural areas divided by that of both kinds of town.
    responses : tuple of float
        The restricted response times of the headline in minutes, in ascending order.
    unserved : int
        Requests of any class that did not start.
    booked : Booked
    work : Work
    stability : Stability
    decisions : Decisions
    """

    headline: Response
    classes: Mapping[str, Response]
    groups: Mapping[str, Mapping[str, Response]]
    hours: Mapping[int, Response]
    worst: Group | None
    rural_ratio: float | None
    responses: tuple[float, ...]
    unserved: int
    booked: Booked
    work: Work
    stability: Stability
    decisions: Decisions


def measured(arm: Arm, first_day: int = 1) -> Measures:
    """Compute all measures of an arm.

    Parameters
    ----------
    arm
        The rows of one week.
    first_day
        The first day that counts. Monday, day 0, is a warm-up: it begins without open requests.
    """
    requests = [
        each for each in arm.requests if each.day >= first_day and each.outcome != "handed_over"
    ]
    booked = [each for each in arm.booked if each.day >= first_day]
    headline = [each for each in requests if each.response_class in HEADLINE]
    groups = by_group(headline)
    return Measures(
        headline=response(headline),
        classes={
            name: response([each for each in requests if each.response_class == name])
            for name in CLASSES
        },
        groups=groups,
        hours=by_hour(headline),
        worst=worst(groups),
        rural_ratio=rural_ratio(groups["area_kind"]),
        responses=tuple(sorted(restricted(each) / MINUTE for each in headline)),
        unserved=sum(each.started is None for each in requests),
        booked=_booked(booked),
        work=_work([each for each in arm.caregivers if each.day >= first_day], requests, booked),
        stability=_stability(requests, booked),
        decisions=_decisions(arm.decisions),
    )


def _booked(visits: Sequence[BookedRecord]) -> Booked:
    on_time = sum(
        each.started is not None and abs(each.started - each.promised_start) <= ON_TIME
        for each in visits
    )
    return Booked(
        visits=len(visits),
        unserved=sum(each.started is None for each in visits),
        on_time=share(on_time, len(visits)),
        medication_misses=sum(each.medication and not in_window(each) for each in visits),
    )


def in_window(visit: BookedRecord) -> bool:
    """Return whether a visit started in its hard window."""
    return (
        visit.started is not None
        and (visit.earliest is None or visit.earliest <= visit.started)
        and (visit.latest is None or visit.started <= visit.latest)
    )


def _work(
    days: Sequence[CaregiverRecord],
    requests: Sequence[RequestRecord],
    booked: Sequence[BookedRecord],
) -> Work:
    offered: dict[str, int] = defaultdict(int)
    heavy: dict[str, int] = defaultdict(int)
    for each in days:
        offered[each.caregiver] += each.offered
        heavy[each.caregiver] += each.heavy_points
    team = [caregiver for caregiver, length in offered.items() if length]
    overtime = sum(each.overtime for each in days) / MINUTE
    return Work(
        caregivers=len(team),
        paid=sum(each.paid for each in days) / MINUTE,
        overtime=overtime,
        travel=sum(each.travel for each in days) / MINUTE,
        overtime_per_caregiver=share(overtime, len(team)),
        caregivers_per_client=_caregivers_per_client([*requests, *booked]),
        heavy_gini=gini([heavy[each] / (offered[each] / (60 * MINUTE)) for each in team]),
    )


def _caregivers_per_client(visits: Sequence[VisitRecord]) -> float | None:
    faces: dict[str, set[str]] = defaultdict(set)
    for visit in visits:
        if visit.started is not None:
            faces[visit.client].update(visit.caregivers)
    return share(sum(map(len, faces.values())), len(faces))


def _stability(requests: Sequence[RequestRecord], booked: Sequence[BookedRecord]) -> Stability:
    visits: list[VisitRecord] = [*requests, *booked]
    promised = sum(each.promised_start is not None for each in visits)
    moves = sum(each.moves for each in visits)
    in_time = sum(
        each.promised_at is not None and each.promised_at - each.asked <= PROMISE_WITHIN
        for each in requests
    )
    return Stability(
        promised=promised,
        promised_in_time=share(in_time, len(requests)),
        moves=moves,
        swaps=sum(each.swaps for each in visits),
        moves_per_hundred=share(100 * moves, promised),
        moved=sum(each.moved for each in visits) / MINUTE,
    )


def _decisions(decisions: Sequence[DecisionRecord]) -> Decisions:
    seconds = sorted(each.seconds for each in decisions)
    return Decisions(
        decisions=len(decisions),
        freeze_changes=sum(each.freeze_changes for each in decisions),
        violations=sum(len(each.violations) for each in decisions),
        p50=rank(seconds, 50),
        p99=rank(seconds, 99),
    )
