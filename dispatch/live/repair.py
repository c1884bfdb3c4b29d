"""Repair of a plan during the day: what is near stays, and the rest is planned again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dispatch.encoding import decode, encode
from dispatch.engine import Progress, Stop
from dispatch.errors import Fault, InputError, RoadsError, fault, told
from dispatch.live.day import Day, progress
from dispatch.live.events import Event
from dispatch.plan import Difference, Plan, difference
from dispatch.planner import Outcome, kept, plan_day
from dispatch.referee import Judgement, judge
from dispatch.roads import TravelTimes, travel_times
from dispatch.rules import broken_pins, release_pins
from dispatch.scenario import Client, Place, Promise, Scenario, Visit
from dispatch.scenario.checks import faults_of

Crew = tuple[str, ...]
"""The caregivers of a visit, in the order of the crew's roles."""


@dataclass(frozen=True)
class Repair:
    """A repaired day.

    Attributes
    ----------
    scenario : Scenario
        The day as it is now.
    plan : Plan
        The plan for what is left.
    judgement : Judgement
        The referee's judgement of the plan.
    released : tuple of Fault
        Each visit that was about to start and could not keep its people and its start, and why.
    difference : Difference
        What changes in what is left of the former plan.
    outcome : Outcome
        What the planner says of the search.
    """

    scenario: Scenario
    plan: Plan
    judgement: Judgement
    released: tuple[Fault, ...]
    difference: Difference
    outcome: Outcome

    def as_dict(self) -> dict[str, Any]:
        """Return what changes, what was released, and the judgement, ready for JSON."""
        return {
            **self.difference.as_dict(),
            "released": [{"where": each.where, "sentence": each.what} for each in self.released],
            "judgement": self.judgement.as_dict(),
        }


def replan(
    scenario: Scenario,
    plan: Plan,
    now: str,
    events: Sequence[Event] = (),
    *,
    time_limit: float | None = 2.0,
    iterations: int | None = None,
    deadline: float | None = None,
    seed: int = 0,
    threads: int = 1,
    reasons: bool = True,
    travel: TravelTimes | None = None,
    stop: Stop | None = None,
    report: Callable[[Progress], None] | None = None,
) -> Repair:
    """Repair a plan after what has happened until now.

    Visits that are under way stay as they are. Visits that should start within
    ``policy.running_day.freeze`` keep their people and their order, and the start that what has
    happened allows, unless it made that impossible. All others are planned again; what was promised
    and announced has its weight. The plan itself has been announced, unless
    ``policy.running_day.announced`` is false.

    Parameters
    ----------
    scenario, plan
        The day and its plan, as they were; also those of an earlier repair.
    now
        The moment, such as ``10:20``.
    events
        What has happened.
    time_limit, iterations, deadline, seed, threads, reasons, stop
        As for `dispatch.plan_day`.
    travel
        The travel times of `scenario`, if they are available.
    report
        Called during the search, like `progress` of `dispatch.plan_day`.

    Raises
    ------
    InputError
        If events contradict the day, one another, or the moment; each is listed.
    RoadsError
        If travel times cannot be found.
    NoPlan
        If not even what has begun has a plan.
    """
    before = _reaching(travel_times(scenario) if travel is None else travel, events)
    day, broken = _without_broken_pins(progress(scenario, plan, before, now, events))
    if wrong := faults_of(day.scenario):
        raise InputError(*told(wrong))
    day = _announced(day)
    after = travel_times(day.scenario)
    frozen, known, released = freeze(day, after)
    outcome = plan_day(
        frozen,
        time_limit=time_limit,
        iterations=iterations,
        deadline=deadline,
        seed=seed,
        threads=threads,
        initial=known,
        reasons=reasons,
        travel=after,
        stop=stop,
        progress=report,
    )
    made = outcome.plan.model_copy(update={"scenario": day.scenario.fingerprint})
    return Repair(
        scenario=day.scenario,
        plan=made,
        judgement=judge(day.scenario, after, made),
        released=(*broken, *released),
        difference=difference(day.scenario, day.plan, made),
        outcome=outcome,
    )


def _reaching(travel: TravelTimes, events: Sequence[Event]) -> TravelTimes:
    """Return travel times that also know the places that events mention for the first time."""
    for event in events:
        client, visit = getattr(event, "client", None), getattr(event, "visit", None)
        places = [client.place] if isinstance(client, Client) else []
        if isinstance(visit, Visit) and visit.end_place is not None:
            places.append(visit.end_place)
        for place in places:
            if not _is_known(travel, place):
                travel = travel.joined(place)
    return travel


def _is_known(travel: TravelTimes, place: Place) -> bool:
    try:
        travel.index(place)
    except RoadsError:
        return False
    return True


def _without_broken_pins(day: Day) -> tuple[Day, tuple[Fault, ...]]:
    """Release the pins that what has happened made impossible, and tell each."""
    broken = broken_pins(day.scenario)
    told = (fault("replan-unpinned", each.where, reason=each.what) for each in broken)
    return replace(day, scenario=release_pins(day.scenario)), tuple(told)


def _announced(day: Day) -> Day:
    """Tell what the plan says of each visit, where that differs from what was told before."""
    scenario = day.scenario
    if not scenario.policy.running_day.announced:
        return day
    planned = _appointments(scenario, day.plan)
    visits = tuple(
        _told(scenario, visit, *planned[visit.id])
        if visit.id in planned and _is_to_come(scenario, visit.id)
        else visit
        for visit in scenario.visits
    )
    return replace(day, scenario=scenario.unchecked(visits=visits))


def _told(scenario: Scenario, visit: Visit, crew: Crew, start: int) -> Visit:
    """Return a visit with its announcement; one that still holds stays."""
    told = visit.announced or Promise(start=scenario.moment(start), caregivers=crew)
    holds = set(told.caregivers) == set(crew)
    if not holds or abs(scenario.at(told.start) - start) > told.tolerance:
        told = told.model_copy(update={"start": scenario.moment(start), "caregivers": crew})
    return visit.model_copy(update={"announced": told})


def freeze(day: Day, travel: TravelTimes) -> tuple[Scenario, Plan, tuple[Fault, ...]]:
    """Pin the visits that are about to start to their people, and to the start that they can have.

    Returns
    -------
    Scenario
        The day's scenario with these pins.
    Plan
        What can be kept of the day's plan, with its times.
    tuple of Fault
        The visits that could not be pinned, each with the reason.
    """
    scenario = day.scenario
    encoded = encode(scenario, travel)
    solution, dropped = kept(encoded, day.plan)
    plan = decode(encoded, solution)
    asked, can = _appointments(scenario, day.plan), _appointments(scenario, plan)
    until = scenario.at(scenario.now or "") + scenario.policy.running_day.freeze
    near = [name for name, (_, at) in asked.items() if at < until and _is_to_come(scenario, name)]
    held = {name for name in near if name in can and can[name][0] == asked[name][0]}
    pinned = tuple(
        _pinned(scenario, visit, *can[visit.id]) if visit.id in held else visit
        for visit in scenario.visits
    )
    why = {each.where: each for each in dropped}
    released = (
        fault(
            "replan-released",
            f"visits[{name}]",
            visit=name,
            start=scenario.clock.hours(asked[name][1]),
            reason=why.get(f"visits[{name}]", fault("initial-no-room")).what,
        )
        for name in near
        if name not in held
    )
    return release_pins(scenario.unchecked(visits=pinned)), plan, tuple(released)


def _is_to_come(scenario: Scenario, name: str) -> bool:
    """Whether a visit of the former plan has not begun and is still wanted."""
    facts = scenario.visit[name].facts
    return facts is None or not (facts.running or facts.over)


def _pinned(scenario: Scenario, visit: Visit, crew: Crew, start: int) -> Visit:
    return visit.model_copy(
        update={"pinned_caregivers": crew, "pinned_start": scenario.moment(start)}
    )


def _appointments(scenario: Scenario, plan: Plan) -> dict[str, tuple[Crew, int]]:
    """Return the crew, in the order of the roles, and the start of each visit of a plan."""
    stops: dict[str, dict[str, tuple[str, int]]] = {}
    for route in plan.routes:
        for stop in route.stops:
            stops.setdefault(stop.visit, {})[stop.role] = route.caregiver, scenario.at(stop.start)
    found = {}
    for name, by in stops.items():
        visit = scenario.visit.get(name)
        roles = scenario.service[visit.service].crew if visit else ()
        if visit is not None and all(role.id in by for role in roles):
            start = max(by[role.id][1] - role.offset for role in roles)
            found[name] = tuple(by[role.id][0] for role in roles), start
    return found
