"""Repair of a plan during the day: what is near stays, and the rest is planned again."""

from __future__ import annotations

import math
import operator
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dispatch.encoding import Encoded, encode, frozen
from dispatch.engine import Progress, Stop
from dispatch.errors import Fault, InputError, fault, told
from dispatch.live.day import Day, known_part, progress
from dispatch.live.event_checks import faults_of_events
from dispatch.live.events import Changed, Event
from dispatch.live.foresight import Foresight, Futures
from dispatch.live.state import State
from dispatch.live.terms import events_of
from dispatch.plan import Crew, Difference, Plan, crews, difference
from dispatch.planner import Budget, Outcome, out_of_range, planned, settled, with_room
from dispatch.referee import Judgement
from dispatch.roads import TravelTimes, slowed, travel_times, usual
from dispatch.rules import begun_routes, broken_pins, release_pins, unreached
from dispatch.rules.told import clock_to_the_second
from dispatch.scenario import Client, Place, Promise, Scenario, Visit
from dispatch.scenario.base import Moment
from dispatch.scenario.checks import faults_of_facts
from dispatch.scenario.clock_checks import clock_time

DEFAULT_SECONDS: Final = 2.0
"""How long a repair searches if nothing limits it."""


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
    now: Moment,
    events: Iterable[Event] = (),
    *,
    time_limit: float | None = None,
    iterations: int | None = None,
    deadline: float | None = None,
    seed: int = 0,
    threads: int = 1,
    reasons: bool = True,
    travel: TravelTimes | None = None,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
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
        The day and its plan, as they were; also those of an earlier repair. What the scenario does
        not have is left out of the plan.
    now
        The moment, such as ``10:20``.
    events
        What has happened; their order does not matter.
    time_limit, iterations, deadline, seed, threads, reasons, stop
        As for `dispatch.plan_day`, but without a limit the search takes `DEFAULT_SECONDS`.
    travel
        The travel times of `scenario`, if they are available.
    progress
        Called during the search, like `progress` of `dispatch.plan_day`.

    Raises
    ------
    InputError
        If arguments are out of range, `now` is no clock time of the day, or events contradict the
        day, one another, or `now`; each is listed.
    RoadsError
        If travel times cannot be found.
    NoPlan
        If not even what has begun has a plan, or the deadline passes first.
    """
    budget = budget_of(time_limit, iterations, deadline, stop, seed, threads)
    news = events_of(events)
    known = travel_times(scenario) if travel is None else travel
    plan = known_part(scenario, plan)
    day, known = told_day(scenario, plan, known, now, news)
    found, _ = repaired(
        day, plan, known, budget, seed=seed, threads=threads, reasons=reasons, progress=progress
    )
    return found


def budget_of(
    time_limit: float | None,
    iterations: int | None,
    deadline: float | None,
    stop: Stop | None,
    seed: int,
    threads: int,
) -> Budget:
    """Return what ends a repair.

    Raises
    ------
    InputError
        If arguments of its search are out of range; each is listed.
    """
    if wrong := [*out_of_range(time_limit, iterations, deadline, seed, threads)]:
        raise InputError(*wrong)
    if time_limit is None and iterations is None and deadline is None:
        time_limit = DEFAULT_SECONDS
    return Budget(time_limit, iterations, deadline, stop)


def told_day(
    scenario: Scenario,
    plan: Plan,
    travel: TravelTimes,
    now: Moment,
    events: Sequence[Event],
) -> tuple[Day, TravelTimes]:
    """Return the day after some events, with what its plan announced, and its travel times.

    Raises
    ------
    InputError
        If `now` is no clock time of the day, or events do not fit the day, or contradict it, one
        another or `now`; each is listed.
    RoadsError
        If a place that an event mentions is too far from any road.
    """
    now = clock_time(scenario, "now", now)
    if wrong := faults_of_events(scenario, events):
        raise InputError(*told(wrong))
    for place in _places_of(events):
        travel = travel.joined(place)
    day = _announced(progress(scenario, plan, travel, now, events), plan)
    travel = slowed(day.scenario, usual(travel))
    begun = begun_routes(day.scenario, travel.between)
    if wrong := [
        *faults_of_facts(day.scenario), *unreached(day.scenario, travel.between, begun)
    ]:  # fmt: skip
        raise InputError(*told(wrong))
    return day, travel


def repaired(
    day: Day,
    before: Plan,
    travel: TravelTimes,
    budget: Budget,
    known: Encoded | None = None,
    state: State | None = None,
    *,
    seed: int = 0,
    threads: int = 1,
    reasons: bool = True,
    progress: Callable[[Progress], None] | None = None,
    futures: Futures = (),
) -> tuple[Repair, Encoded]:
    """Repair the plan of a day in progress; see `replan`.

    Parameters
    ----------
    day
        The day.
    before
        The plan that was told to clients and caregivers last.
    travel
        The travel times of the day.
    budget
        What ends the search.
    known
        The day in numbers, or an earlier moment of it.
    state
        The day with what can be kept of its plan, if that is known.
    seed, threads, reasons, progress
        As for `replan`.
    futures
        As for `Desk.replan`.

    Returns
    -------
    Repair, Encoded
        The repaired day, and its numbers.
    """
    began, took = time.perf_counter(), math.inf
    day, unpinned = _without_broken_pins(day)
    dropped: tuple[Fault, ...] = ()
    if state is not None and state.scenario is day.scenario:
        encoded, start, left = state.encoded, state.solution, state.plan
    else:
        encoded = encode(day.scenario, travel, known=known, look=budget.look)
        took = time.perf_counter() - began
        encoded = with_room(encoded, day.plan)
        start, left, dropped = settled(encoded, day.plan)
    stays, released = about_to_start(day.scenario, before, left, dropped)
    budget.leave_time_to_judge(encoded, took)
    outcome = planned(
        encoded, start, budget, problem=frozen(encoded.problem, start, stays),
        engine=Foresight(encoded, stays, futures) if futures else "search", seed=seed,
        threads=threads, reasons=reasons, progress=progress,
    )  # fmt: skip
    found = Repair(
        scenario=day.scenario,
        plan=outcome.plan,
        judgement=outcome.judgement,
        released=(*unpinned, *released),
        difference=difference(day.scenario, before, outcome.plan),
        outcome=outcome,
    )
    return found, encoded


def _places_of(events: Iterable[Event]) -> Iterator[Place]:
    """Yield the places that events mention, perhaps for the first time."""
    for event in events:
        client, visit = getattr(event, "client", None), getattr(event, "visit", None)
        end = visit.end_place if isinstance(visit, Visit) else None
        end = event.to.get("end_place") if isinstance(event, Changed) else end
        if isinstance(client, Client):
            yield client.place
        if end is not None:
            yield end


def _without_broken_pins(day: Day) -> tuple[Day, tuple[Fault, ...]]:
    """Release the pins that what has happened made impossible, and tell each."""
    broken = broken_pins(day.scenario)
    told = (
        fault("replan-unpinned", each.where, pin=each.where, reason=each.what) for each in broken
    )
    return replace(day, scenario=release_pins(day.scenario)), tuple(told)


def _announced(day: Day, plan: Plan) -> Day:
    """Tell what a plan said of each visit, where that differs from what was told before it."""
    scenario = day.scenario
    if not scenario.policy.running_day.announced:
        return day
    planned = crews(scenario, plan)
    visits = tuple(
        _told(scenario, visit, *planned[visit.id])
        if visit.id in planned and not visit.has_begun
        else visit
        for visit in scenario.visits
    )
    if all(map(operator.is_, visits, scenario.visits)):
        return day
    return replace(day, scenario=scenario.unchecked(visits=visits))


def _told(scenario: Scenario, visit: Visit, crew: Crew, start: int) -> Visit:
    """Return a visit with its announcement; one that still holds stays."""
    told = visit.announced or Promise(start=scenario.moment(start), caregivers=crew)
    holds = set(told.caregivers) == set(crew)
    if not holds or abs(scenario.at(told.start) - start) > told.tolerance:
        told = told.model_copy(update={"start": scenario.moment(start), "caregivers": crew})
    return visit if told == visit.announced else visit.model_copy(update={"announced": told})


def about_to_start(
    scenario: Scenario, before: Plan, left: Plan, dropped: Sequence[Fault]
) -> tuple[list[int], list[Fault]]:
    """Find what is about to start.

    Parameters
    ----------
    scenario
        The day.
    before, left
        The plan that was told last, and what can be kept of it.
    dropped
        What cannot, each with its reason.

    Returns
    -------
    list of int
        The numbers of the visits that keep their people.
    list of Fault
        The visits that cannot, each with the reason.
    """
    asked = crews(scenario, before)
    can = crews(scenario, left)
    now = 0 if scenario.now is None else scenario.at(scenario.now)
    until = now + scenario.policy.running_day.freeze
    why = {each.where: each for each in dropped}
    number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}

    def is_near(name: str, at: int) -> bool:
        return at < until and not scenario.visit[name].has_begun

    stays = [
        number[name]
        for name, (crew, at) in can.items()
        if is_near(name, at) and asked.get(name, (crew, 0))[0] == crew
    ]
    released = []
    for name, (crew, at) in asked.items():
        if is_near(name, at) and not (name in can and can[name][0] == crew):
            where = f"visits[{name}]"
            reason = why.get(where, fault("initial-no-room")).what
            begins = clock_to_the_second(scenario, at)
            released.append(
                fault("replan-released", where, visit=name, start=begins, reason=reason)
            )
    return stays, released
