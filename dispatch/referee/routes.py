"""Rules along the routes of one caregiver: shifts, travel, meal breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from dispatch.plan import Plan
from dispatch.referee.reading import Reading, Tour
from dispatch.referee.violation import Violation, minutes
from dispatch.rules import break_due, latest_return, way_reasons
from dispatch.scenario import Scenario


def of_routes(scenario: Scenario, plan: Plan, reading: Reading) -> Iterator[Violation]:
    """Find the rules that routes break, alone and together with the caregiver's other routes."""
    yield from _shifts(scenario, plan, reading)
    for tour in reading.tours:
        yield from _hours(scenario, tour)
        if reading.travel.gaps:
            yield from _cut_off(scenario, tour, reading)
        yield from _way(tour)
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


def _hours(scenario: Scenario, tour: Tour) -> Iterator[Violation]:
    begins = tour.departure if tour.rest is None else min(tour.departure, tour.rest.start)
    if begins < tour.shift_start:
        early = minutes(tour.shift_start - begins)
        yield Violation("before_shift", None, tour.caregiver.id, early)
    beyond = tour.returned - latest_return(scenario, tour.caregiver, tour.number)
    if beyond > 0:
        yield Violation("overtime_limit", None, tour.caregiver.id, minutes(beyond))


def _cut_off(scenario: Scenario, tour: Tour, reading: Reading) -> Iterator[Violation]:
    """Find calls without a way to and fro, and calls without a way from the call before them."""
    caregiver, between = tour.caregiver, reading.travel.between
    for position, call in enumerate(tour.calls):
        visit = call.visit
        if way_reasons(scenario, visit, caregiver, tour.number, between):
            yield Violation("no_way", visit.id, caregiver.id)
        elif position and tour.ways[position] is None:
            detail = {"after": tour.calls[position - 1].visit.id}
            yield Violation("no_way", visit.id, caregiver.id, detail=detail)


def _way(tour: Tour) -> Iterator[Violation]:
    """Check along a route that nobody arrives, rests or begins too early.

    A leg without a way takes no time here: `_cut_off` reports it.
    """
    caregiver, rest = tour.caregiver.id, tour.rest
    left, before = tour.departure, None
    for position, call in enumerate(tour.calls):
        door = left + (tour.ways[position] or 0)
        short = door - call.arrival
        ready = max(door, call.arrival)
        if rest is not None and rest.position == position and position > 0:
            short = max(short, ready - rest.start)
            ready = max(ready, rest.end)
        short = max(short, ready + call.client.access - call.start)
        if before is not None and call.start < before.end:
            overlap = minutes(before.end - call.start)
            yield Violation("stops_overlap", call.visit.id, caregiver, overlap)
        elif short > 0:
            yield Violation("travel_too_short", call.visit.id, caregiver, minutes(short))
        left, before = call.end + call.service.documentation, call
    short = left + (tour.ways[-1] or 0) - tour.returned
    if short > 0:
        yield Violation("travel_too_short", None, caregiver, minutes(short))


def _break(scenario: Scenario, tour: Tour) -> Iterator[Violation]:
    caregiver, rest, due = tour.caregiver.id, tour.rest, break_due(scenario, tour.shift)
    if rest is None or rest.position is None:
        if due and (rest or scenario.policy.rules.meal_break == "hard"):
            yield Violation("break_missing", None, caregiver)
        return
    at_home = rest.end - tour.departure if rest.position == 0 else 0
    if rest.position == len(tour.calls):
        at_home = tour.returned - rest.start
    if at_home > 0:
        yield Violation("stops_overlap", None, caregiver, minutes(at_home))
    if due is None:
        return
    if rest.position == len(tour.calls) and not scenario.policy.rules.break_after_return:
        yield Violation("break_after_return", None, caregiver)
    outside = max(scenario.at(due.earliest) - rest.start, rest.start - scenario.at(due.latest))
    if outside > 0:
        yield Violation("break_outside_window", None, caregiver, minutes(outside))
    short = due.duration - (rest.end - rest.start)
    if short > 0:
        yield Violation("break_too_short", None, caregiver, minutes(short))
