"""Priorities and weights as whole thousandths, so that every cost is exact.

All rounding is half away from zero.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from dispatch.scenario import Caregiver, MealBreak, Place, Role, Scenario, Shift, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE
from dispatch.scenario.durations import role_duration

RATING_PRIOR: Final = Decimal("4.0")
"""The rating of a caregiver without reviews; an assumption."""
PRIOR_REVIEWS: Final = 10
"""The number of reviews that the prior equals; an assumption."""


@lru_cache(maxsize=1000)
def thousandths(weight: float) -> int:
    """Convert a weight to thousandths, from the decimal number as written."""
    return _thousandths(Decimal(str(weight)))


def _thousandths(amount: Decimal) -> int:
    return int((amount * 1000).quantize(Decimal(1), ROUND_HALF_UP))


def priority(scenario: Scenario, visit: Visit) -> int:
    """Return the priority of `visit` in thousandths: as given, or by the policy's formula."""
    if visit.priority is not None:
        return thousandths(visit.priority)
    formula, client = scenario.policy.priority, scenario.client[visit.client]
    high_age = client.age is None or client.age >= formula.high_age
    terms = (
        (formula.base, 1),
        (formula.disabled, client.disabled),
        (formula.solitary, client.solitary and high_age),
        (formula.low_income, client.low_income),
        (formula.per_care_level, client.care_level),
    )
    return _thousandths(sum((Decimal(str(amount)) * times for amount, times in terms), Decimal(0)))


def weighed(weight: float, priority: int) -> int:
    """Multiply a weight by a priority in thousandths; the result is in thousandths."""
    return (thousandths(weight) * priority + 500) // 1000


def shrunk_rating(caregiver: Caregiver) -> int:
    """Return the rating of `caregiver` in thousandths, shrunk towards a prior for few reviews.

    It is the mean of the reviews and of `PRIOR_REVIEWS` more with the rating `RATING_PRIOR`; for a
    caregiver without a rating it is the prior.
    """
    return _shrunk(caregiver.rating, caregiver.reviews)


@lru_cache(maxsize=1000)
def _shrunk(rating: float | None, reviews: int) -> int:
    if rating is None:
        return _thousandths(RATING_PRIOR)
    given = reviews * Decimal(str(rating)) + PRIOR_REVIEWS * RATING_PRIOR
    return _thousandths(given / (reviews + PRIOR_REVIEWS))


def rating_cost(scenario: Scenario, caregiver: Caregiver) -> int:
    """Return the cost of a stop by `caregiver` for a rating below 5, in thousandths."""
    return weighed(scenario.policy.weights.rating, 5000 - shrunk_rating(caregiver))


def workload_factor(scenario: Scenario, caregiver: Caregiver) -> int:
    """Return the factor of a minute of work of `caregiver` in workloads, in thousandths.

    It is a full-time day divided by a fifth of the contracted week; 1000 for a caregiver without
    contracted hours.
    """
    week = caregiver.contracted_week
    if not week:
        return 1000
    return (10_000 * scenario.policy.full_time_day + week) // (2 * week)


def begins(scenario: Scenario, shift: Shift) -> int:
    """Return when a shift may begin, or go on, in milliseconds after the first midnight.

    On a running day it does not begin before now. A shift whose caregiver is out goes on when she
    is free.
    """
    if shift.out is not None:
        return scenario.at(shift.out.free)
    back = None if shift.under_way is None else shift.under_way.returned
    moments = (shift.start, shift.late, scenario.now, back)
    return max(scenario.at(moment) for moment in moments if moment is not None)


def break_due(scenario: Scenario, shift: Shift) -> MealBreak | None:
    """Return the meal break that is still due in `shift`, if any.

    None is due in a short shift, or if it has been taken, or if it does not fit before a caregiver
    who leaves early has to be back, or if she has had it at home.
    """
    rest, state = shift.meal_break, shift.under_way
    length = scenario.at(shift.end) - scenario.at(shift.start)
    if rest is None or not rest.duration or length < scenario.policy.break_due_from:
        return None
    if state is not None and state.break_start is not None:
        return None
    if shift.gone is not None:
        soonest = max(begins(scenario, shift), scenario.at(rest.earliest))
        if soonest + rest.duration > scenario.at(shift.gone):
            return None
    return None if _had_at_home(scenario, shift, rest) else rest


def _had_at_home(scenario: Scenario, shift: Shift, rest: MealBreak) -> bool:
    """Return whether a caregiver has had her break at home, before she sets out.

    She has if she sets out only after its latest time, or was at home long enough since its
    earliest.
    """
    state, out = shift.under_way, shift.out
    until = begins(scenario, shift) if out is None else scenario.at(out.departed)
    back = None if state is None else state.returned
    since = (shift.start, shift.late, back, rest.earliest)
    soonest = max(scenario.at(moment) for moment in since if moment is not None)
    is_day_running = scenario.now is not None
    return until > scenario.at(rest.latest) or (is_day_running and soonest + rest.duration <= until)


def arrives_early(scenario: Scenario, visit: Visit) -> int | None:
    """Return how long before she is needed a caregiver arrives who waits before she goes, in ms.

    None if she goes at once: by the policy, or to a client who asked for the visit, whom she may
    serve sooner than planned.
    """
    running = scenario.policy.running_day
    waits = running.wait == "here" and visit.requested is None
    return running.arrive_early if waits else None


def paid_before(scenario: Scenario, shift: Shift, resumed: int) -> int:
    """Return the milliseconds paid in a shift before it is `resumed`, or until the return.

    A break at home, before the departure, is no part of them.
    """
    state = shift.under_way
    if state is None:
        return 0
    departed = scenario.at(state.departed)
    until = resumed if state.returned is None else scenario.at(state.returned)
    rested = 0
    if state.break_start is not None and state.break_end is not None:
        began = scenario.at(state.break_start)
        rested = scenario.at(state.break_end) - began if departed <= began < until else 0
    return until - departed - rested


def worked_before(caregiver: Caregiver) -> int:
    """Return the milliseconds of work and travel of a caregiver before the rest of the plan."""
    states = (shift.under_way for shift in caregiver.shifts)
    done = sum(state.worked + state.travelled for state in states if state is not None)
    return caregiver.so_far.paid + done


def start_place(scenario: Scenario, caregiver: Caregiver, shift: Shift) -> Place:
    """Return where a shift begins: its own start place, or the caregiver's.

    A shift under way goes on where the caregiver is free; after a return, from the end place.
    """
    if shift.out is not None:
        return scenario.place_of(shift.out.place)
    if shift.under_way is not None:
        return end_place(scenario, caregiver, shift)
    place = caregiver.start if shift.start_place is None else shift.start_place
    return scenario.place_of(place)


def end_place(scenario: Scenario, caregiver: Caregiver, shift: Shift) -> Place:
    """Return where a shift ends: its own end place, or the caregiver's end, or her start."""
    for place in (shift.end_place, caregiver.end):
        if place is not None:
            return scenario.place_of(place)
    return scenario.place_of(caregiver.start)


def slack(scenario: Scenario, visit: Visit, role: Role) -> int:
    """Return the milliseconds that plans leave free behind a part of a visit that has not begun."""
    share = thousandths(scenario.policy.buffers.service)
    if visit.running or not share:
        return 0
    minutes = -(-share * role_duration(scenario, visit, role) // (1000 * MILLISECONDS_A_MINUTE))
    return minutes * MILLISECONDS_A_MINUTE


def bases(scenario: Scenario, caregiver: Caregiver, shift: Shift) -> tuple[Place, ...]:
    """Return where a break at a base may be taken: the ends of the shift, and every station."""
    ends = start_place(scenario, caregiver, shift), end_place(scenario, caregiver, shift)
    return (*ends, *(station.id for station in scenario.stations))
