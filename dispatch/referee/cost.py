"""The cost of a plan, term by term, from the times in the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from dispatch.referee.amounts import response, tardiness, waiting
from dispatch.referee.equity import of_fairness
from dispatch.referee.reading import Reading, Tour
from dispatch.rules import (
    Hours,
    break_due,
    left_out_with_another,
    preference_misses,
    priority,
    rating_cost,
    thousandths,
    told_start,
    weighed,
    worked_before,
    workload_factor,
)
from dispatch.scenario import Caregiver, Scenario, Shift, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

OCCURRENCE = MILLISECONDS_A_MINUTE
"""An occurrence, such as a visit left out, counts as much as a minute."""


@dataclass(frozen=True)
class Cost:
    """The cost of a plan.

    Attributes
    ----------
    mandatory_unserved : int
        How many mandatory visits the plan leaves out; plans are compared by this first.
    components : mapping of str to float
        The terms of ``docs/model.md``, each amount times weight; their sum is `total`.
    exact : int
        The total as a whole number of thousandths of a weight times milliseconds.
    """

    mandatory_unserved: int
    components: Mapping[str, float]
    exact: int

    @property
    def total(self) -> float:
        """The sum of all terms, in weights times minutes."""
        return _shown(self.exact)

    @property
    def rank(self) -> tuple[int, int]:
        """The key by which plans are compared; smaller is better."""
        return self.mandatory_unserved, self.exact

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON; the names of the terms are stable."""
        return {
            "mandatory_unserved": self.mandatory_unserved,
            "total": self.total,
            "components": dict(self.components),
        }


def _shown(exact: int) -> float:
    return exact / (1000 * MILLISECONDS_A_MINUTE)


def cost(scenario: Scenario, reading: Reading) -> Cost:
    """Sum up every term of the cost."""
    left_out = [visit for visit in scenario.open_visits if visit.id not in reading.starts]
    free = left_out_with_another(scenario)
    unserved = ((visit, OCCURRENCE) for visit in left_out if visit.id not in free)
    terms = {
        "unserved": _of_visits(scenario, "unserved", unserved),
        **_of_starts(scenario, reading),
        **_of_tours(scenario, reading),
        **_of_preferences(scenario, reading),
        **_of_workloads(scenario, reading),
        "largest_idle": thousandths(scenario.policy.weights.largest_idle)
        * largest_idle(scenario, reading),
        "missed_break": thousandths(scenario.policy.weights.missed_break)
        * missed_breaks(scenario, reading)
        * OCCURRENCE,
    }
    terms |= of_fairness(scenario, reading)
    return Cost(
        mandatory_unserved=sum(visit.binding for visit in left_out),
        components={name: _shown(amount) for name, amount in terms.items()},
        exact=sum(terms.values()),
    )


def idle(scenario: Scenario, tour: Tour) -> int:
    """Return the idle milliseconds of a shift, up to the return if that is later.

    A due break that is taken and begins before that moment is not idle.
    """
    over = max(tour.returned, tour.shift_end)
    spent = tour.travel + tour.work
    due, rest = break_due(scenario, tour.shift), tour.rest
    if due is not None and rest is not None and rest.start < over:
        spent += max(0, min(due.duration, rest.end - rest.start))
    return over - tour.hours.start - spent


def largest_idle(scenario: Scenario, reading: Reading) -> int:
    """Return the largest idle time of any shift in milliseconds; shifts without stops count."""
    with_stops = {(tour.caregiver.id, tour.number) for tour in reading.tours}
    at_home = (
        _idle_at_home(scenario, shift, reading.hours[caregiver.id, number])
        for caregiver in scenario.caregivers
        for number, shift in enumerate(caregiver.shifts)
        if (caregiver.id, number) not in with_stops
    )
    return max([0, *at_home, *(idle(scenario, tour) for tour in reading.tours)])


def _idle_at_home(scenario: Scenario, shift: Shift, bound: Hours) -> int:
    """Return the milliseconds of a shift without stops, less its break, which always fits."""
    due = break_due(scenario, shift)
    rest = 0 if due is None else due.duration
    return scenario.at(shift.end) - bound.start - rest


def missed_breaks(scenario: Scenario, reading: Reading) -> int:
    """Count the shifts with stops whose due break is missed, if the rule is soft."""
    if scenario.policy.rules.meal_break == "hard":
        return 0
    return sum(
        tour.rest is None and break_due(scenario, tour.shift) is not None for tour in reading.tours
    )


def off_told_start(scenario: Scenario, visit: Visit, start: int) -> dict[str, int]:
    """Return the milliseconds by which a start lies outside what the client was told, by term."""
    told = told_start(scenario, visit)
    return {} if told is None else {told.term: max(0, told.first - start, start - told.last)}


def broken_promises(scenario: Scenario, reading: Reading) -> dict[str, int]:
    """Return the milliseconds by which visits break their soft promises, the most first.

    The start of a running visit is a fact, and no plan breaks its promise.
    """
    off = {
        name: off_told_start(scenario, scenario.visit[name], start).get("broken_promise", 0)
        for name, start in reading.starts.items()
        if not _has_started(scenario.visit[name])
    }
    broken = sorted((name for name in off if off[name]), key=lambda name: (-off[name], name))
    return {name: off[name] for name in broken}


def _has_started(visit: Visit) -> bool:
    return visit.facts is not None and visit.facts.started is not None


def workload(reading: Reading, caregiver: Caregiver) -> int:
    """Return a caregiver's milliseconds of work and travel, and of what she had done before."""
    tours = reading.tours_of[caregiver.id]
    return worked_before(caregiver) + sum(tour.work + tour.travel for tour in tours)


def _of_visits(scenario: Scenario, term: str, amounts: Iterable[tuple[Visit, int]]) -> int:
    """Sum up amounts whose weight is multiplied by the priority of the visit."""
    weight = getattr(scenario.policy.weights, term)
    return sum(weighed(weight, priority(scenario, visit)) * amount for visit, amount in amounts)


def _of_starts(scenario: Scenario, reading: Reading) -> dict[str, int]:
    weights = scenario.policy.weights
    starts = [(scenario.visit[visit], start) for visit, start in reading.starts.items()]
    late = [(visit, tardiness(scenario, visit, start)) for visit, start in starts]
    responses = [(visit, response(scenario, visit, start) or 0) for visit, start in starts]
    away = sum(
        abs(start - scenario.at(visit.preferred_start))
        for visit, start in starts
        if visit.preferred_start is not None
    )
    largest = max((amount for _, amount in late), default=0)
    told = Counter({"broken_promise": 0, "announced_start": 0})
    for visit, start in starts:
        told.update(off_told_start(scenario, visit, start))
    return {
        "tardiness": _of_visits(scenario, "tardiness", late),
        "largest_tardiness": thousandths(weights.largest_tardiness) * largest,
        "response": _of_visits(scenario, "response", responses),
        "preferred_time": thousandths(weights.preferred_time) * away,
        **{term: thousandths(getattr(weights, term)) * off for term, off in told.items()},
    }


def _of_tours(scenario: Scenario, reading: Reading) -> dict[str, int]:
    weights, tours = scenario.policy.weights, reading.tours
    waited = sum(waiting(scenario, tour) for tour in tours)
    on_the_way = sum(tour.travel for tour in tours)
    on_the_way += sum(piece.travel for piece in reading.pieces)
    return {
        "travel": thousandths(weights.travel) * on_the_way,
        "waiting": thousandths(weights.waiting) * waited,
        "overtime": thousandths(weights.overtime) * sum(tour.overtime for tour in tours),
    }


def _of_preferences(scenario: Scenario, reading: Reading) -> dict[str, int]:
    costs = dict.fromkeys(
        ("gender_preference", "continuity", "exclusion", "announced_caregiver", "rating"), 0
    )
    for tour in reading.tours:
        costs["rating"] += rating_cost(scenario, tour.caregiver) * len(tour.calls) * OCCURRENCE
        for call in tour.calls:
            for miss in preference_misses(scenario, call.visit, tour.caregiver):
                weight = getattr(scenario.policy.weights, miss)
                costs[miss] += thousandths(weight) * OCCURRENCE
    return costs


def _of_workloads(scenario: Scenario, reading: Reading) -> dict[str, int]:
    """Return the costs of the scaled workloads: of the largest and of their spread."""
    weights = scenario.policy.weights
    rows = [
        (workload_factor(scenario, caregiver), workload(reading, caregiver))
        for caregiver in scenario.on_duty
    ]
    scaled = [Fraction(factor * done, 1000 * MILLISECONDS_A_MINUTE) for factor, done in rows]
    mean = sum(scaled, Fraction(0)) / max(1, len(scaled))
    apart = sum(ceil(abs(each - mean)) for each in scaled)
    return {
        "balance": max(
            (weighed(weights.balance, factor) * done for factor, done in rows), default=0
        ),
        "workload_spread": thousandths(weights.workload_spread) * apart * MILLISECONDS_A_MINUTE,
    }
