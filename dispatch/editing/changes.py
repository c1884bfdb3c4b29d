"""The changes: for each, the plans that it may make, and the pins that it leaves in the day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from dispatch.editing.edited import Edited, edited
from dispatch.errors import InputError, fault
from dispatch.plan import Plan, Route, crews, edits, pins
from dispatch.roads import TravelTimes
from dispatch.rules import allowed_starts, break_due, releases
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE, Moment
from dispatch.scenario.clock_checks import clock_time


def assign(
    scenario: Scenario,
    plan: Plan,
    visit: str,
    caregivers: Sequence[str],
    *,
    at: Moment | None = None,
    travel: TravelTimes | None = None,
) -> Edited:
    """Give a visit to some caregivers, whether the plan serves it already or leaves it out.

    Parameters
    ----------
    scenario, plan
        The day and its plan; the plan may break rules.
    visit
        The id of the visit.
    caregivers
        The ids of those who come, in the order of the crew's roles; they are pinned.
    at
        When the visit starts; others make room for it. If given, it is pinned.
    travel
        The scenario's travel times, if they are available.

    Raises
    ------
    InputError
        If the visit or a caregiver is unknown, has begun, or has no shift, if their number is not
        that of the crew, if `at` is no clock time of the day, or if there is no way to the visit.
    """
    caregivers = tuple(caregivers)
    at = _checked(scenario, visit, caregivers, at)
    asked = pins.pin(scenario, visit, caregivers=caregivers, start=at)
    ways = _placed(asked, plan, visit, caregivers)
    return edited(scenario, plan, asked, ways, travel, off=_off_start(scenario, visit, at))


def unassign(
    scenario: Scenario, plan: Plan, visit: str, *, travel: TravelTimes | None = None
) -> Edited:
    """Leave a visit out, and release its pins: the next plan may serve it in another way.

    Raises
    ------
    InputError
        If the visit is unknown, has begun, or is left out already.
    """
    way = edits.unassign(scenario, plan, visit)
    return edited(scenario, plan, pins.unpin(scenario, visit), [way], travel)


def swap(
    scenario: Scenario, plan: Plan, one: str, other: str, *, travel: TravelTimes | None = None
) -> Edited:
    """Let two visits exchange their caregivers, who are pinned; or two caregivers their visits.

    Of two visits each takes the other's place in the routes, or comes at its own time. If the same
    caregivers make both, the two exchange places.

    Raises
    ------
    InputError
        If the two are not two visits of the plan, with as many caregivers each, nor two caregivers.
    """
    ways = [edits.swap(scenario, plan, one, other)]
    found, now = crews(scenario, plan), crews(scenario, ways[0])
    moved = [name for name in found if name in now and now[name][0] != found[name][0]]
    if one in found and other in found and moved:
        (mine, my_start), (theirs, their_start) = found[one], found[other]
        bare = edits.unassign(scenario, edits.unassign(scenario, plan, one), other)
        crossed = edits.assign(scenario, bare, one, theirs, scenario.moment(my_start))
        ways.append(edits.assign(scenario, crossed, other, mine, scenario.moment(their_start)))
    asked = scenario
    for name in moved:
        asked = pins.pin(asked, name, caregivers=now[name][0])
    return edited(scenario, plan, asked, ways, travel)


def pin(
    scenario: Scenario,
    plan: Plan,
    visit: str,
    *,
    caregivers: Sequence[str] = (),
    at: Moment | None = None,
    travel: TravelTimes | None = None,
) -> Edited:
    """Pin a visit, and let the plan keep the pins.

    Parameters
    ----------
    scenario, plan, visit, travel
        As for `assign`.
    caregivers
        Who must come; only the start is pinned if nobody is given.
    at
        When the visit must start. With neither caregivers nor a start, the visit is pinned as it is
        planned.

    Raises
    ------
    InputError
        As for `assign`, also of those who come as planned; or if the visit is to be pinned as
        planned and is left out.
    """
    if caregivers:
        return assign(scenario, plan, visit, caregivers, at=at, travel=travel)
    people, start = crews(scenario, plan).get(visit, (None, 0))
    at = _checked(scenario, visit, people, at)
    if at is not None:
        asked = pins.pin(scenario, visit, start=at)
        if people is None:
            return edited(scenario, plan, asked, [plan], travel)
        ways = _placed(asked, plan, visit, people)
        return edited(scenario, plan, asked, ways, travel, off=_off_start(scenario, visit, at))
    if people is None:
        raise InputError(fault("edit-not-served", visit=visit))
    asked = pins.pin(scenario, visit, caregivers=people, start=scenario.moment(start))
    return edited(scenario, plan, asked, [plan], travel)


def move_break(
    scenario: Scenario,
    plan: Plan,
    caregiver: str,
    at: Moment,
    *,
    travel: TravelTimes | None = None,
) -> Edited:
    """Let the meal break of a caregiver begin at a moment.

    It is pinned there if its window allows the moment; otherwise the plan breaks a rule, and the
    next one has the break in its window again.

    Raises
    ------
    InputError
        If `at` is no clock time of the day, if the caregiver is unknown or has no visits in the
        shift, or if no meal break is due in it.
    """
    at = clock_time(scenario, "at", at)
    edits.move_break(scenario, plan, caregiver, at)  # refuses what is wrong
    person, asked_at = scenario.caregiver[caregiver], scenario.at(at)
    number = edits.shift_at(scenario, person, asked_at)
    if break_due(scenario, person.shifts[number]) is None:
        raise InputError(fault("edit-no-break", caregiver=caregiver))

    def mine(of: Plan) -> Iterator[Route]:
        return (each for each in of.routes if (each.caregiver, each.shift) == (caregiver, number))

    starts = [scenario.at(stop.start) for route in mine(plan) for stop in route.stops]
    ways = (
        edits.move_break(scenario, plan, caregiver, moment, shift=number)
        for moment in _told(scenario, {asked_at, max(0, min(starts) - 1), *starts})
    )
    held = pins.pin_break(scenario, caregiver, at)
    asked = held if pins.allows_break(scenario, caregiver, at) else scenario

    def off(changed: Plan) -> int:
        rests = [route.meal_break for route in mine(changed) if route.meal_break is not None]
        return min((abs(scenario.at(rest.start) - asked_at) for rest in rests), default=0)

    return edited(scenario, plan, asked, ways, travel, timed_for=held, off=off)


def _checked(
    scenario: Scenario, visit: str, caregivers: Sequence[str] | None, at: Moment | None
) -> Moment | None:
    """Refuse all that is wrong with a visit, its crew and its start; return the start as read."""
    found = [*edits.wrong(scenario, visit, caregivers)]
    try:
        read = None if at is None else clock_time(scenario, "at", at)
    except InputError as error:
        found += error.faults
    if found:
        raise InputError(*found)
    return read


def _placed(
    scenario: Scenario, plan: Plan, visit: str, caregivers: Sequence[str]
) -> Iterator[Plan]:
    """Yield the plan with a visit at each place in the routes of its caregivers."""
    asked, at = scenario.visit[visit], scenario.at
    moments = {*releases(scenario, asked, allowed_starts(scenario, asked))}
    if asked.pinned_start is not None:
        moments.add(at(asked.pinned_start))
    for name in caregivers:
        routes = [route for route in plan.routes if route.caregiver == name]
        stops = [stop for route in routes for stop in route.stops if stop.visit != visit]
        rests = [route.meal_break for route in routes if route.meal_break is not None]
        begins = {at(stop.start) for stop in stops}
        shifts = {at(shift.start) for shift in scenario.caregiver[name].shifts}
        first = max(0, min(begins | shifts) - MILLISECONDS_A_MINUTE)
        moments |= {first, *begins, *shifts, *(at(rest.end) for rest in rests)}
    for moment in _told(scenario, moments):
        yield edits.assign(scenario, plan, visit, caregivers, moment)


def _told(scenario: Scenario, moments: Collection[int]) -> Iterator[Moment]:
    return map(scenario.moment, sorted(moments))


def _off_start(scenario: Scenario, visit: str, at: Moment | None) -> Callable[[Plan], int]:
    """Return by how much a plan is off a start of a visit that was asked for, if one was."""

    def off(changed: Plan) -> int:
        assert at is not None
        return abs(crews(scenario, changed)[visit][1] - scenario.at(at))

    return off if at is not None else lambda _: 0
