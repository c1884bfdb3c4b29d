"""The running day: what events and the clock make of a scenario and its plan.

A day is a scenario and what is left of its plan, at the scenario's `now`. What nobody tells is
assumed to happen by the plan (`dispatch.live.course`), and what is assumed can be told otherwise
later. Caregivers are always somewhere: one who is on her way arrives there, whatever the plan says
meanwhile.

Nothing here chooses: visits that lose their caregivers or their equipment are left out until a new
plan is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatch.errors import Fault, InputError, fault, told
from dispatch.live.again import again
from dispatch.live.course import Course
from dispatch.live.effects import apply, join, put_off
from dispatch.live.events import Event
from dispatch.live.left import plan_left, scenario_left
from dispatch.live.outlook import Outlook
from dispatch.live.situation import SECOND, Situation
from dispatch.live.told import Report, Telling, in_order
from dispatch.plan import Plan, Stop
from dispatch.roads import Legs
from dispatch.scenario import Scenario
from dispatch.scenario.base import Moment
from dispatch.scenario.checks import Unread
from dispatch.scenario.fact_checks import running_at_once


@dataclass(frozen=True)
class Day:
    """A day in progress.

    Attributes
    ----------
    scenario : Scenario
        With `now`, the facts so far, and the shifts under way.
    plan : Plan
        What is left of the plan: no visit that is over; visits that are running at their real
        starts; the others as they were planned, also if they are late.
    """

    scenario: Scenario
    plan: Plan


def known_part(scenario: Scenario, plan: Plan) -> Plan:
    """Return a plan without shifts, stops and pieces that the scenario does not have."""
    shifts = {caregiver.id: range(len(caregiver.shifts)) for caregiver in scenario.caregivers}
    roles = {service.id: {role.id for role in service.crew} for service in scenario.services}

    def is_known(stop: Stop) -> bool:
        visit = scenario.visit.get(stop.visit)
        return visit is not None and stop.role in roles[visit.service]

    routes = tuple(
        route.model_copy(update={"stops": tuple(filter(is_known, route.stops))})
        for route in plan.routes
        if route.shift in shifts.get(route.caregiver, ())
    )
    equipment = tuple(
        piece
        for piece in plan.equipment
        if piece.equipment in scenario.pool
        and piece.piece in range(1, scenario.pool[piece.equipment].count + 1)
        and (piece.caregiver is None or piece.shift in shifts.get(piece.caregiver, ()))
    )
    same = (routes, equipment) == (plan.routes, plan.equipment)
    return plan if same else plan.model_copy(update={"routes": routes, "equipment": equipment})


def progress(
    scenario: Scenario,
    plan: Plan,
    travel: Legs,
    now: Moment,
    events: Sequence[Event] = (),
    expected: Legs | None = None,
) -> Day:
    """Return a day at a later moment.

    Parameters
    ----------
    scenario
        The scenario, perhaps of a day that has begun.
    plan
        Its plan; it may contain visits that are over.
    travel
        Travel times between all places of the scenario and of the events.
    now
        The moment; fractions of a second are dropped.
    events
        What has happened; ids that they name are known. Their order does not matter. They may lie
        before the scenario's own `now`, as far as they tell more of what was assumed.
    expected
        The travel times by which people set out; `travel` if not given.

    Raises
    ------
    InputError
        With every event that contradicts the clock, the facts or another event.
    """
    until = scenario.at(now) // SECOND * SECOND
    begin = 0 if scenario.now is None else scenario.at(scenario.now)
    reports = in_order(scenario, events)
    _refuse([*_clock(scenario, now, begin, until), *_in_future(reports, now, until)])
    situation = Situation(scenario, travel, expected or travel)
    found = [*join(situation, reports), *put_off(situation, reports)]
    telling = Telling(situation, plan)
    _refuse([*found, *telling.read(reports)])
    course = Course(situation, plan, telling.known)
    _refuse(
        [each for visit in telling.again for each in again(course, visit, telling.since[visit.id])]
    )
    course.gather(name for name in telling.known if name not in telling.replaced)
    found = []
    for report in reports:
        at = max(report.at, begin)
        course.run(at)
        found += apply(course, report, at)
    course.run(until)
    _refuse([*found, *_not_begun(course, telling), *_not_equipped(course, telling)])
    course.settle_all(until)
    left = scenario_left(course, until)
    _refuse([*running_at_once(left, Unread())] if reports else [])
    return Day(left, plan_left(course, left))


def _refuse(found: Sequence[Fault]) -> None:
    if found:
        raise InputError(*told(found))


def _clock(scenario: Scenario, now: Moment, begin: int, until: int) -> Iterator[Fault]:
    if until < begin:
        yield fault("live-back", "now", now=now, before=scenario.now)


def _in_future(reports: Sequence[Report], now: Moment, until: int) -> Iterator[Fault]:
    for report in reports:
        if report.at > until:
            yield fault("live-future", f"{report.where}.at", time=report.event.at, now=now)


def _not_begun(course: Course, telling: Telling) -> Iterator[Fault]:
    """Find visits told to end or to go on that have not begun, as far as anybody told."""
    at, moment = course.situation.scenario.at, course.situation.scenario.moment
    outlook = Outlook(course, 0)
    for name, where in telling.since.items():
        known = course.known[name]
        if not known.is_told:
            continue
        started = course.started.get(name)
        over = known.facts.ended or known.facts.aborted
        if started is None or (over and started > at(over)) or (known.by and started > known.by):
            expected = outlook.start(name) if course.crew(name) or started else None
            if expected is not None and expected > max(course.due(name) or 0, known.by):
                yield fault("live-not-begun", where, visit=name, start=moment(expected))
            else:
                code = "live-elsewhere" if known.crew else "live-nobody"
                yield fault(code, where, visit=name)


def _not_equipped(course: Course, telling: Telling) -> Iterator[Fault]:
    """Find visits told to have begun while every piece that they need was elsewhere."""
    for name, pool in course.lacking.items():
        where, count = telling.since.get(name, ""), course.situation.pools[pool].count
        yield fault("live-no-piece", where, visit=name, pool=pool, count=count)
