"""Changes by hand: what becomes of a plan that somebody changes, what it breaks and what it costs.

Every function takes a day and its plan and returns an `Edited`: the changed plan, in times of the
solver's own timetable, with the referee's judgement. Caregivers whose routes do not change keep
their times, as long as nobody whom they wait for comes later. Where a change leaves a choice of
places in the routes, that one is taken at which the plan breaks the fewest rules, then by the
smallest amount, and then costs least.

A plan is also made if it breaks a rule: a person decides. The scenario of an `Edited` has what was
decided as pins, so that the next plan keeps it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from dispatch.encoding import Encoded, decode, encode, timed_as_written, without_slack
from dispatch.errors import InputError
from dispatch.plan import (
    BreakTaken,
    Difference,
    PieceRoute,
    Plan,
    Route,
    crews,
    difference,
    edits,
    pins,
    position_of,
)
from dispatch.referee import Judgement, judge
from dispatch.referee.cost import Cost
from dispatch.referee.violation import Violation
from dispatch.roads import TravelTimes, travel_times
from dispatch.rules import allowed_starts, break_due, releases
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE, Moment

Part: TypeAlias = tuple[str, str, str]
"""A visit, a role in it, and who takes it."""


@dataclass(frozen=True)
class Edited:
    """A plan changed by hand.

    Attributes
    ----------
    scenario : Scenario
        The day, with what was decided as pins.
    plan : Plan
        The changed plan; it may break rules.
    judgement, before : Judgement
        Of the changed plan for this scenario, and of the plan before for the day as it was.
    difference : Difference
        What changes: whom to call, and each caregiver's day.
    """

    scenario: Scenario
    plan: Plan
    judgement: Judgement
    before: Judgement
    difference: Difference

    @property
    def broken(self) -> tuple[Violation, ...]:
        """The broken rules that the plan before did not break."""
        return tuple(v for v in self.judgement.violations if v not in self.before.violations)

    @property
    def mended(self) -> tuple[Violation, ...]:
        """The broken rules of the plan before that the plan does not break any more."""
        return tuple(v for v in self.before.violations if v not in self.judgement.violations)

    def as_dict(self) -> dict[str, Any]:
        """Return what changes, costs and breaks as plain values, for JSON."""
        return {
            **self.difference.as_dict(),
            "violations": [str(each) for each in self.judgement.violations],
            "broken": [str(each) for each in self.broken],
            "mended": [str(each) for each in self.mended],
            "cost": _told_cost(self.judgement.cost),
            "cost_before": _told_cost(self.before.cost),
        }


def _told_cost(cost: Cost) -> dict[str, Any]:
    return {**asdict(cost), "total": cost.total}


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
        that of the crew, or if there is no way to the visit.
    """
    edits.assign(scenario, plan, visit, caregivers, scenario.moment(0))  # refuses what is wrong
    asked = pins.pin(scenario, visit, caregivers=caregivers, start=at)
    ways = _placed(asked, plan, visit, caregivers)
    return _edited(scenario, plan, asked, ways, travel)


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
    return _edited(scenario, plan, pins.unpin(scenario, visit), [way], travel)


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
    found = crews(scenario, plan)
    moved = [
        name for name in found if crews(scenario, ways[0]).get(name, ((), 0))[0] != found[name][0]
    ]
    if one in scenario.visit and moved:
        (mine, my_start), (theirs, their_start) = found[one], found[other]
        bare = edits.unassign(scenario, edits.unassign(scenario, plan, one), other)
        crossed = edits.assign(scenario, bare, one, theirs, scenario.moment(my_start))
        ways.append(edits.assign(scenario, crossed, other, mine, scenario.moment(their_start)))
    asked, now = scenario, crews(scenario, ways[0])
    for name in moved:
        asked = pins.pin(asked, name, caregivers=now[name][0])
    return _edited(scenario, plan, asked, ways, travel)


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
        As for `assign`; also if the visit is to be pinned as planned and is left out.
    """
    if caregivers:
        return assign(scenario, plan, visit, caregivers, at=at, travel=travel)
    edits.check_visit(scenario, visit)
    planned = crews(scenario, plan).get(visit)
    if at is not None:
        asked = pins.pin(scenario, visit, start=at)
        ways = [plan] if planned is None else _placed(asked, plan, visit, planned[0])
        return _edited(scenario, plan, asked, ways, travel)
    if planned is None:
        edits.unassign(scenario, plan, visit)  # tells that it is left out
    assert planned is not None
    people, start = planned
    asked = pins.pin(scenario, visit, caregivers=people, start=scenario.moment(start))
    return _edited(scenario, plan, asked, [plan], travel)


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
        If the caregiver is unknown or has no visits in the shift, or if no meal break is due in it.
    """
    way = edits.move_break(scenario, plan, caregiver, at)
    held = pins.pin_break(scenario, caregiver, at)
    starts = [
        scenario.at(stop.start)
        for route in way.routes
        for stop in route.stops
        if route.caregiver == caregiver
    ]
    moments = {scenario.at(at), max(0, min(starts) - 1), *starts}
    ways = (edits.move_break(scenario, plan, caregiver, m) for m in _told(scenario, moments))
    asked = held if pins.allows_break(scenario, caregiver, at) else scenario
    return _edited(scenario, plan, asked, ways, travel, timed_for=held)


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


def _edited(
    scenario: Scenario,
    plan: Plan,
    asked: Scenario,
    ways: Iterable[Plan],
    travel: TravelTimes | None,
    timed_for: Scenario | None = None,
) -> Edited:
    """Give each of the changed plans its times, and return the best one.

    Slack that the policy wants behind visits is kept unless that breaks a rule.
    """
    travel = travel_times(scenario) if travel is None else travel
    before = judge(scenario, travel, plan)
    encoded, ways = encode(timed_for or asked, travel), [*ways]
    best = _best(asked, encoded, plan, ways)
    if encoded.problem.slack.any() and len(best[1].violations) > len(before.violations):
        tight = _best(asked, without_slack(encoded), plan, ways)
        best = min(best, tight, key=lambda each: _rank(each[1]))
    changed, judgement = best
    return Edited(asked, changed, judgement, before, difference(asked, plan, changed))


def _best(
    asked: Scenario, encoded: Encoded, plan: Plan, ways: Sequence[Plan]
) -> tuple[Plan, Judgement]:
    found, wrong = [], None
    for way in ways:
        try:
            timed = _timed(asked, encoded, plan, way)
        except InputError as error:
            wrong = wrong or error
            continue
        found.append((timed, judge(asked, encoded.travel, timed)))
    if wrong is not None and not found:
        raise wrong
    return min(found, key=lambda each: _rank(each[1]))


def _rank(judgement: Judgement) -> tuple[int, float, tuple[int, int]]:
    broken = judgement.violations
    return len(broken), sum(each.amount for each in broken), judgement.cost.rank


def _timed(asked: Scenario, encoded: Encoded, plan: Plan, way: Plan) -> Plan:
    """Give the routes that differ from those of a plan their times, and others if they must."""
    same = [route for route in way.routes if route in plan.routes]
    kept = {stop.visit for route in same for stop in route.stops}
    way = way.model_copy(
        update={
            "routes": tuple(
                route if route in same else _with_break(asked, route) for route in way.routes
            )
        }
    )
    decided = decode(encoded, timed_as_written(encoded, way, kept))
    made = {(route.caregiver, route.shift): route for route in decided.routes}
    before, routes = _starts(asked, plan.routes), []
    for route in way.routes:
        new = made.get((route.caregiver, route.shift), route)
        stays = route in same and _starts(asked, [new]).items() <= before.items()
        routes.append(route if stays else new)
    after = _starts(asked, decided.routes)
    return way.model_copy(
        update={
            "scenario": asked.fingerprint,
            "scenario_name": asked.name,
            "routes": tuple(routes),
            "equipment": tuple(_pieces(plan, decided, {*_moved(before, after)})),
        }
    )


def _starts(scenario: Scenario, routes: Iterable[Route]) -> dict[Part, int]:
    """Return when each part of a visit starts on some routes."""
    return {
        (stop.visit, stop.role, route.caregiver): scenario.at(stop.start)
        for route in routes
        for stop in route.stops
    }


def _with_break(scenario: Scenario, route: Route) -> Route:
    """Return a route with the break that is due, at its first time if the route has none."""
    caregiver = scenario.caregiver.get(route.caregiver)
    if route.meal_break is not None or caregiver is None or route.shift >= len(caregiver.shifts):
        return route
    due = break_due(scenario, caregiver.shifts[route.shift])
    if due is None:
        return route
    end = scenario.moment(scenario.at(due.earliest) + due.duration)
    rest = BreakTaken(start=due.earliest, end=end)
    place = position_of(rest, route.stops, scenario.at)
    return route.model_copy(update={"meal_break": rest.model_copy(update={"position": place})})


def _moved(before: Mapping[Part, int], after: Mapping[Part, int]) -> Iterator[str]:
    """Yield the visits with a part that starts at another time, or that only one plan has."""
    yield from (part[0] for part in {**before, **after} if before.get(part) != after.get(part))


def _pieces(plan: Plan, decided: Plan, moved: Collection[str]) -> Iterator[PieceRoute]:
    """Yield the pieces of equipment; those of which no visit has moved, as they were."""
    same = {_key(piece): piece for piece in plan.equipment}
    for piece in decided.equipment:
        stays = all(use.visit not in moved for use in piece.uses)
        yield same.get(_key(piece), piece) if stays else piece


def _key(piece: PieceRoute) -> tuple[object, ...]:
    visits = tuple(use.visit for use in piece.uses)
    return piece.equipment, piece.piece, piece.caregiver, piece.shift, visits
