"""Rules along the routes of one caregiver: shifts, travel, meal breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from dispatch.plan import Plan
from dispatch.referee.reading import Reading, Rest, Tour
from dispatch.referee.violation import Violation, minutes
from dispatch.rules import bases, break_due, way_reasons
from dispatch.scenario import Scenario


def of_routes(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    """Find the rules that routes break, alone and together with the caregiver's other routes."""
    yield from _shifts(scenario, plan, reading)
    for tour in reading.tours:
        yield from _hours(tour)
        if reading.travel.gaps:
            yield from _cut_off(scenario, tour, reading)
        yield from _way(scenario, tour)
        yield from _break(scenario, tour)


def _shifts(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    routes = Counter((route.caregiver, route.shift) for route in plan.routes)
    for (caregiver, _), times in routes.items():
        if times > 1 and caregiver in scenario.caregiver:
            yield Violation("shift_twice", caregiver=caregiver, amount=times - 1)
    by_departure = sorted(reading.tours, key=lambda tour: (tour.caregiver.id, tour.departure))
    for one, other in pairwise(by_departure):
        overlap = one.returned - other.departure
        if one.caregiver.id == other.caregiver.id and overlap > 0:
            yield Violation("stops_overlap", None, one.caregiver.id, minutes(overlap))


def _hours(tour: Tour) -> Iterator[Violation]:
    begins = tour.departure if tour.rest is None else min(tour.departure, tour.rest.start)
    if begins < tour.hours.start:
        early = minutes(tour.hours.start - begins)
        yield Violation("before_shift", None, tour.caregiver.id, early)
    beyond = tour.returned - tour.hours.latest_return
    if beyond > 0:
        yield Violation("overtime_limit", None, tour.caregiver.id, minutes(beyond))


def _cut_off(scenario: Scenario, tour: Tour, reading: Reading) -> Iterator[Violation]:
    """Find calls without a way to and fro, and calls without a way from the call before them."""
    caregiver, between = tour.caregiver, reading.travel.between
    over_base = tour.rest is not None and tour.rest.place is not None and tour.rest.position
    for position, call in enumerate(tour.calls):
        visit = call.visit
        if way_reasons(scenario, visit, caregiver, tour.number, between):
            yield Violation("no_way", visit.id, caregiver.id)
        elif position and position != over_base and tour.ways[position] is None:
            detail = {"after": tour.calls[position - 1].visit.id}
            yield Violation("no_way", visit.id, caregiver.id, detail=detail)


def _way(scenario: Scenario, tour: Tour) -> Iterator[Violation]:
    """Check along a route that nobody arrives, rests or begins too early.

    A leg without a way takes no time here: `_cut_off` reports it.
    """
    caregiver = tour.caregiver.id
    left, before = tour.departure, None
    for position, call in enumerate(tour.calls):
        ready, short = _on_the_way(scenario, tour, position, left, call.arrival)
        short = max(short, ready + call.before - call.start)
        if before is not None and call.start < before.end:
            overlap = minutes(before.end - call.start)
            yield Violation("stops_overlap", call.visit.id, caregiver, overlap)
        elif short > 0:
            yield Violation("travel_too_short", call.visit.id, caregiver, minutes(short))
        left, before = call.end + call.after, call
    _, short = _on_the_way(scenario, tour, len(tour.calls), left, tour.returned)
    if short > 0:
        yield Violation("travel_too_short", None, caregiver, minutes(short))


def _on_the_way(
    scenario: Scenario, tour: Tour, position: int, left: int, arrival: int
) -> tuple[int, int]:
    """Follow a way, with the break that lies on it.

    Returns
    -------
    int
        When the caregiver is ready for the access.
    int
        By how much travel and break are too long for the times of the plan, if positive.
    """
    rest, way = tour.rest, tour.ways[position] or 0
    if rest is None or rest.position != position or not tour.rests_on_the_way:
        return max(left + way, arrival), left + way - arrival
    if rest.place is not None:
        door = rest.end + (rest.on or 0)
        return max(door, arrival), max(left + (rest.there or 0) - rest.start, door - arrival)
    ahead = max(rest.end + way, arrival), max(left - rest.start, rest.end + way - arrival)
    if position == len(tour.calls):
        return ahead
    reached = max(left + way, arrival)
    behind = max(reached, rest.end), max(left + way - arrival, reached - rest.start)
    if (position == 0 and not tour.shift.out) or scenario.policy.rules.break_place != "door":
        return behind
    return min(ahead, behind, key=lambda each: each[1])


def _break(scenario: Scenario, tour: Tour) -> Iterator[Violation]:
    caregiver, rest, due = tour.caregiver.id, tour.rest, break_due(scenario, tour.shift)
    if rest is None:
        if due and scenario.policy.rules.meal_break == "hard":
            yield Violation("break_missing", None, caregiver)
        return
    at_home = rest.end - tour.departure
    if rest.start < tour.departure and at_home > 0:
        yield Violation("stops_overlap", None, caregiver, minutes(at_home))
    short = (0 if due is None else due.duration) - (rest.end - rest.start)
    if due is None:
        if short > 0:  # it ends before it begins
            yield Violation("break_too_short", None, caregiver, minutes(short))
        return
    if rest.start >= tour.returned and not tour.hours.break_after_return:
        yield Violation("break_after_return", None, caregiver)
    if tour.rests_on_the_way and not _is_allowed_place(scenario, tour, rest):
        yield Violation("break_place", None, caregiver)
    outside = max(scenario.at(due.earliest) - rest.start, rest.start - tour.hours.latest_break)
    if outside > 0:
        yield Violation("break_outside_window", None, caregiver, minutes(outside))
    if short > 0:
        yield Violation("break_too_short", None, caregiver, minutes(short))


def _is_allowed_place(scenario: Scenario, tour: Tour, rest: Rest) -> bool:
    """Whether a break on the way lies where the policy allows it."""
    where = scenario.policy.rules.break_place
    if where == "base":
        allowed = bases(scenario, tour.caregiver, tour.shift)
        reached = rest.there is not None and rest.on is not None
        return reached and rest.place in {scenario.place_of(place) for place in allowed}
    return rest.place is None and (where == "door" or rest.position < len(tour.calls))
