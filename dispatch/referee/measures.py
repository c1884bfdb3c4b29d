"""The measures of a plan; ``docs/measures.md`` defines each.

An undefined number (such as a mean of nothing) is None, never 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from dispatch.referee.amounts import paid, waiting
from dispatch.referee.cost import broken_promises, missed_breaks, workload
from dispatch.referee.reading import Reading, Tour
from dispatch.referee.visits import Outcomes, VisitMeasures, minutes, share
from dispatch.rules import by_trait, preference_misses, shrunk_rating, workload_factor
from dispatch.scenario import Caregiver, Matrix, Scenario

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


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
class Continuity:
    """The measures of continuity, by known faces and by few different ones.

    Home care routing usually has one of the two (Fikar and Hirsch 2017, 10.1016/j.cor.2016.07.019).
    """

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
    other_gender : int
        Stops by a caregiver who is not of the gender that the client prefers, or that an intimate
        service needs if that is soft.
    rating : float or None
        Mean rating, shrunk for few reviews, of the caregivers over all stops.
    caregivers : mapping of str to CaregiverMeasures
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
    other_gender: int
    rating: float | None
    caregivers: Mapping[str, CaregiverMeasures]

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
    outcomes = Outcomes(scenario, reading)
    visits = outcomes.of(scenario.open_visits)
    each = caregivers.values()
    travel = sum(one.travel for one in each)
    work = sum(one.work for one in each)
    shifts = sum(_shift_minutes(scenario, caregiver) for caregiver in scenario.caregivers)
    metres = sum(_metres(reading.travel, tour) for tour in reading.tours)
    return Measures(
        visits=visits,
        groups={
            trait: {value: outcomes.of(members) for value, members in values.items()}
            for trait, values in by_trait(scenario).items()
        },
        paid=sum(one.paid for one in each),
        overtime=sum(one.overtime for one in each),
        travel=travel,
        waiting=sum(one.waiting for one in each),
        work=work,
        kilometres=None if isinstance(scenario.roads, Matrix) else metres / 1000,
        equipment_travel=minutes(sum(piece.travel for piece in reading.pieces)),
        missed_breaks=missed_breaks(scenario, reading),
        broken_promises={
            visit: minutes(off) for visit, off in broken_promises(scenario, reading).items()
        },
        travel_per_visit=share(travel, len(reading.starts)),
        utilisation=share(work + travel, shifts),
        continuity=_continuity(reading, visits.familiar),
        other_gender=_other_gender(scenario, reading),
        rating=_rating(reading),
        caregivers=caregivers,
    )


def _of_caregiver(scenario: Scenario, reading: Reading, caregiver: Caregiver) -> CaregiverMeasures:
    tours = reading.tours_of[caregiver.id]
    travel = sum(tour.travel for tour in tours)
    work = sum(tour.work for tour in tours)
    calls = [call for tour in tours for call in tour.calls]
    return CaregiverMeasures(
        stops=len(calls),
        paid=minutes(sum(paid(scenario, tour) for tour in tours)),
        overtime=minutes(sum(tour.overtime for tour in tours)),
        travel=minutes(travel),
        waiting=minutes(sum(waiting(scenario, tour) for tour in tours)),
        work=minutes(work),
        workload=minutes(workload(reading, caregiver))
        * workload_factor(scenario, caregiver)
        / 1000,
        heavy_points=sum(call.service.heavy_points for call in calls),
        utilisation=share(minutes(work + travel), _shift_minutes(scenario, caregiver)),
    )


def _shift_minutes(scenario: Scenario, caregiver: Caregiver) -> float:
    return minutes(
        sum(scenario.at(shift.end) - scenario.at(shift.start) for shift in caregiver.shifts)
    )


def _other_gender(scenario: Scenario, reading: Reading) -> int:
    return sum(
        "gender_preference" in preference_misses(scenario, call.visit, tour.caregiver)
        for tour in reading.tours
        for call in tour.calls
    )


def _rating(reading: Reading) -> float | None:
    stops = [(shrunk_rating(tour.caregiver), len(tour.calls)) for tour in reading.tours]
    number = sum(calls for _, calls in stops)
    return share(sum(rating * calls for rating, calls in stops) / 1000, number)


def _continuity(reading: Reading, familiar: float | None) -> Continuity:
    faces: dict[str, set[str]] = defaultdict(set)
    for tour in reading.tours:
        for call in tour.calls:
            faces[call.client.id].add(tour.caregiver.id)
    counts = [len(caregivers) for caregivers in faces.values()]
    return Continuity(
        familiar=familiar,
        caregivers_per_client=share(sum(counts), len(counts)),
        most_caregivers=max(counts, default=None),
    )
