"""The measures of a plan; ``docs/measures.md`` defines each.

An undefined number (such as a mean of nothing) is None, never 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from dispatch.referee.cost import (
    broken_promises,
    missed_breaks,
    paid,
    response,
    tardiness,
    waiting,
    workload,
)
from dispatch.referee.reading import Reading, Tour
from dispatch.rules import workload_factor
from dispatch.scenario import Caregiver, Matrix, Scenario, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


@dataclass(frozen=True)
class VisitMeasures:
    """The measures of a group of visits."""

    visits: int
    served: int
    mandatory_unserved: int
    response_mean: float | None
    """Minutes, over served visits with a request."""
    response_p90: float | None
    """Minutes that nine in ten of these visits do not exceed (nearest rank)."""
    within_target: float | None
    """Share of visits with request and target that start within it; unserved ones do not."""
    on_time: float | None
    """Share of served visits with soft windows that are not tardy."""
    tardiness: float
    """Minutes, the sum over the visits."""
    largest_tardiness: float | None

    @property
    def unserved(self) -> int:
        """Visits that the plan leaves out."""
        return self.visits - self.served


@dataclass(frozen=True)
class CaregiverMeasures:
    """The measures of a caregiver; minutes, except stops, heavy points and utilisation."""

    stops: int
    paid: float
    overtime: float
    travel: float
    waiting: float
    work: float
    """Access, service, work with equipment, and documentation."""
    workload: float
    """Work, travel and the paid time so far, scaled to a full-time contract."""
    heavy_points: int
    utilisation: float | None
    """Work and travel as a share of the shifts."""


@dataclass(frozen=True)
class Spread:
    """The distribution of a resource over the caregivers with a shift, even without a visit."""

    largest: float
    smallest: float
    range: float
    gini: float | None
    """The Gini index: 0 if all are equal, towards 1 if one has everything, None if the sum is 0."""


@dataclass(frozen=True)
class Continuity:
    """The measures of continuity."""

    familiar: float | None
    """Share of stops, at clients with familiar caregivers, that one of these makes."""
    caregivers_per_client: float | None
    """Mean number of different caregivers at one client, over clients who are visited."""
    most_caregivers: int | None
    """Largest number of different caregivers at one client."""


@dataclass(frozen=True)
class Measures:
    """All measures of a plan.

    Attributes
    ----------
    visits : VisitMeasures
        All visits that are not over.
    groups : mapping of str to mapping of str to VisitMeasures
        The same for each value of each trait of clients and visits; the groups of a trait are
        disjoint and together contain all these visits.
    paid, overtime, travel, waiting, work : float
        Minutes, over all routes.
    kilometres : float or None
        Length of all ways; None if only times are known.
    equipment_travel : float
        Minutes in which couriers carry equipment; not part of `travel`.
    missed_breaks : int
        Shifts with stops whose due break is missed, if that breaks no rule.
    broken_promises : mapping of str to float
        The visits that start outside the tolerance of a soft promise, with the minutes, the most
        first.
    travel_per_visit : float or None
        Minutes of travel for each served visit.
    utilisation : float or None
        Work and travel as a share of all shifts.
    continuity : Continuity
    caregivers : mapping of str to CaregiverMeasures
    balance : mapping of str to Spread
        For paid time, travel, heavy points and workload.
    """

    visits: VisitMeasures
    groups: Mapping[str, Mapping[str, VisitMeasures]]
    paid: float
    overtime: float
    travel: float
    waiting: float
    work: float
    kilometres: float | None
    equipment_travel: float
    missed_breaks: int
    broken_promises: Mapping[str, float]
    travel_per_visit: float | None
    utilisation: float | None
    continuity: Continuity
    caregivers: Mapping[str, CaregiverMeasures]
    balance: Mapping[str, Spread]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, numbers and None, ready for JSON."""
        return asdict(self)


def _metres(travel: TravelTimes, tour: Tour) -> float:
    """Return the length of a caregiver's ways."""
    leave = [travel.index(origin) for origin, _ in tour.legs]
    reach = [travel.index(destination) for _, destination in tour.legs]
    return float(travel.metres(tour.caregiver.mode, leave, reach).trace())


def measures(scenario: Scenario, reading: Reading) -> Measures:
    """Compute all measures of a plan."""
    caregivers = {
        caregiver.id: _of_caregiver(scenario, reading, caregiver)
        for caregiver in scenario.caregivers
    }
    times = {
        visit: _Times(
            response(scenario, scenario.visit[visit], start),
            tardiness(scenario, scenario.visit[visit], start),
        )
        for visit, start in reading.starts.items()
    }
    each = caregivers.values()
    travel = sum(one.travel for one in each)
    work = sum(one.work for one in each)
    shifts = sum(_shift_minutes(scenario, caregiver) for caregiver in scenario.caregivers)
    metres = sum(_metres(reading.travel, tour) for tour in reading.tours)
    return Measures(
        visits=_of_visits(times, scenario.open_visits),
        groups={
            trait: {value: _of_visits(times, visits) for value, visits in values.items()}
            for trait, values in by_trait(scenario).items()
        },
        paid=sum(one.paid for one in each),
        overtime=sum(one.overtime for one in each),
        travel=travel,
        waiting=sum(one.waiting for one in each),
        work=work,
        kilometres=None if isinstance(scenario.roads, Matrix) else metres / 1000,
        equipment_travel=_minutes(sum(piece.travel for piece in reading.pieces)),
        missed_breaks=missed_breaks(scenario, reading),
        broken_promises={
            visit: _minutes(off) for visit, off in broken_promises(scenario, reading).items()
        },
        travel_per_visit=_share(travel, len(reading.starts)),
        utilisation=_share(work + travel, shifts),
        continuity=_continuity(reading),
        caregivers=caregivers,
        balance={
            resource: _spread([getattr(caregivers[one.id], resource) for one in scenario.on_duty])
            for resource in ("paid", "travel", "heavy_points", "workload")
        },
    )


def _minutes(milliseconds: int) -> float:
    return milliseconds / MILLISECONDS_A_MINUTE


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


class _Times(NamedTuple):
    """Milliseconds of a visit that is served."""

    response: int | None
    tardiness: int


def by_trait(scenario: Scenario) -> dict[str, dict[str, list[Visit]]]:
    """Divide the visits that are not over by each trait of clients and visits."""
    found: dict[str, dict[str, list[Visit]]] = defaultdict(lambda: defaultdict(list))
    for visit in scenario.open_visits:
        for trait, value in _traits(scenario, visit).items():
            found[trait][value].append(visit)
    return {trait: dict(sorted(values.items())) for trait, values in found.items()}


def _traits(scenario: Scenario, visit: Visit) -> dict[str, str]:
    client = scenario.client[visit.client]
    area = None if client.area is None else scenario.area[client.area]
    flags = {
        "disabled": client.disabled,
        "solitary": client.solitary,
        "low_income": client.low_income,
        "two_caregivers": len(scenario.service[visit.service].crew) > 1,
    }
    return {name: "yes" if flag else "no" for name, flag in flags.items()} | {
        "care_level": str(client.care_level),
        "area_kind": "unknown" if area is None else area.kind,
        "channel": client.channel,
    }


def _of_visits(times: Mapping[str, _Times], visits: Sequence[Visit]) -> VisitMeasures:
    served = [(visit, times[visit.id]) for visit in visits if visit.id in times]
    asked = [(visit, each.response) for visit, each in served]
    responses = sorted(_minutes(time) for _, time in asked if time is not None)
    late = [
        each.tardiness for visit, each in served if not all(window.hard for window in visit.windows)
    ]
    timely = sum(
        time is not None and visit.response_target is not None and time <= visit.response_target
        for visit, time in asked
    )
    targets = sum(
        visit.requested is not None and visit.response_target is not None for visit in visits
    )
    return VisitMeasures(
        visits=len(visits),
        served=len(served),
        mandatory_unserved=sum(visit.binding and visit.id not in times for visit in visits),
        response_mean=_share(sum(responses), len(responses)),
        response_p90=responses[ceil(len(responses) * 9 / 10) - 1] if responses else None,
        within_target=_share(timely, targets),
        on_time=_share(sum(amount == 0 for amount in late), len(late)),
        tardiness=_minutes(sum(late)),
        largest_tardiness=_minutes(max(late)) if late else None,
    )


def _of_caregiver(scenario: Scenario, reading: Reading, caregiver: Caregiver) -> CaregiverMeasures:
    tours = reading.tours_of[caregiver.id]
    travel = sum(tour.travel for tour in tours)
    work = sum(tour.work for tour in tours)
    calls = [call for tour in tours for call in tour.calls]
    return CaregiverMeasures(
        stops=len(calls),
        paid=_minutes(sum(paid(scenario, tour) for tour in tours)),
        overtime=_minutes(sum(tour.overtime for tour in tours)),
        travel=_minutes(travel),
        waiting=_minutes(sum(waiting(scenario, tour) for tour in tours)),
        work=_minutes(work),
        workload=_minutes(workload(reading, caregiver))
        * workload_factor(scenario, caregiver)
        / 1000,
        heavy_points=sum(call.service.heavy_points for call in calls),
        utilisation=_share(_minutes(work + travel), _shift_minutes(scenario, caregiver)),
    )


def _shift_minutes(scenario: Scenario, caregiver: Caregiver) -> float:
    return _minutes(
        sum(scenario.at(shift.end) - scenario.at(shift.start) for shift in caregiver.shifts)
    )


def _continuity(reading: Reading) -> Continuity:
    stops = [(call.client, tour.caregiver.id) for tour in reading.tours for call in tour.calls]
    known = [caregiver in client.preferred for client, caregiver in stops if client.preferred]
    faces: dict[str, set[str]] = defaultdict(set)
    for client, caregiver in stops:
        faces[client.id].add(caregiver)
    counts = [len(caregivers) for caregivers in faces.values()]
    return Continuity(
        familiar=_share(sum(known), len(known)),
        caregivers_per_client=_share(sum(counts), len(counts)),
        most_caregivers=max(counts, default=None),
    )


def _spread(amounts: Sequence[float]) -> Spread:
    ranked = sorted(amounts) or [0.0]  # nobody works, so the workloads are equal
    weighted = sum((2 * rank - len(ranked) - 1) * x for rank, x in enumerate(ranked, start=1))
    return Spread(
        largest=ranked[-1],
        smallest=ranked[0],
        range=ranked[-1] - ranked[0],
        gini=_share(weighted, len(ranked) * sum(ranked)),
    )
