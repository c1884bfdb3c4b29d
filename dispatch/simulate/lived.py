"""A day under a policy: the clock, what the desk is told, and what the policy decides."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dispatch.errors import InputError, fault
from dispatch.live.desk import Desk
from dispatch.live.events import (
    Absent,
    BrokenOff,
    Ended,
    Event,
    NotHome,
    Overrun,
    Promised,
    StandsBy,
    Started,
)
from dispatch.live.foresight import Futures
from dispatch.plan import Crew, Plan, Route, Stop, crews
from dispatch.referee import broken
from dispatch.roads import TravelTimes
from dispatch.rules import latest_return
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.durations import duration_of
from dispatch.simulate.nature import Nature
from dispatch.simulate.policies.policy import Policy, Scene
from dispatch.simulate.records import MINUTE, CaregiverRecord, DecisionRecord, ResponseClass
from dispatch.simulate.traces import Trace, Traces
from dispatch.simulate.truth import Happened, Truth
from dispatch.simulate.worked import Worked

_HOUR: Final = 60 * MINUTE
_ENDS: Final = 24 * _HOUR - MINUTE
"""When a day is over, and everybody home, if nobody works at night: milliseconds after midnight."""
_LONGER: Final = 5 * MINUTE
"""How much longer caregivers say they need when they are not done in time."""


@dataclass(frozen=True)
class Day:
    """A day that is about to be lived.

    Attributes
    ----------
    number : int
        0 is the first one.
    scenario : Scenario
        The day with its pre-booked visits.
    plan : Plan
        Its morning plan.
    travel : TravelTimes
        The planned travel times.
    home : Mapping of str to str
        By the id of a caregiver, the street that she works in.
    requests : tuple of (int, Visit)
        What is asked for, and when, in milliseconds after midnight, in order. What was asked for
        on earlier days comes first.
    known : Mapping of str to Trace
        What became of requests on earlier days.
    expected : Mapping of ResponseClass to float
        By class, the mean number of requests on such a day.
    """

    number: int
    scenario: Scenario
    plan: Plan
    travel: TravelTimes
    home: Mapping[str, str]
    requests: tuple[tuple[int, Visit], ...]
    known: Mapping[str, Trace] = field(default_factory=dict)
    expected: Mapping[ResponseClass, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Lived:
    """What a day leaves behind.

    Attributes
    ----------
    traces : Mapping of str to Trace
        By the id of a visit; times in milliseconds after the day's midnight.
    caregivers : tuple of CaregiverRecord
    decisions : tuple of DecisionRecord
        Their times are milliseconds after the day's midnight, too.
    """

    traces: Mapping[str, Trace]
    caregivers: tuple[CaregiverRecord, ...]
    decisions: tuple[DecisionRecord, ...]


def live(day: Day, nature: Nature, policy: Policy) -> Lived:
    """Let a day go by under a policy.

    Parameters
    ----------
    day
        The day.
    nature
        What happens.
    policy
        Who decides.
    """
    return _LivingDay(day, nature, policy).lived()


class _LivingDay:
    def __init__(self, day: Day, nature: Nature, policy: Policy) -> None:
        self._day, self._nature, self._policy = day, nature, policy
        self._world = nature.world
        self._scenario = policy.opened(softly(day.scenario), day.plan, day.home)
        plan = day.plan.model_copy(update={"scenario": self._scenario.fingerprint})
        self._desk = Desk(self._scenario, plan, day.travel)
        real = day.scenario.unchecked(policy=self._scenario.policy)
        self._truth = Truth(real, self._desk.plan, day.travel, nature, day.number)
        self._traces = Traces(self._truth, self._world.tolerance)
        self._ends = ends(day.scenario)
        self._decisions: list[DecisionRecord] = []
        self._told_at = self._absent_until = -1
        self._judged: Plan | None = None
        self._possible: Mapping[str, tuple[Crew, int]] = {}
        self._to_tell: list[Event] = []
        self._orders: list[StandsBy] = []
        self._is_told: set[str] = set()
        self._waiting: list[Visit] = []
        at = self._scenario.at
        for visit in self._scenario.visits:
            promise, facts = visit.promise, visit.facts
            told = None if promise is None else at(promise.start)
            begun = None if facts is None or facts.started is None else at(facts.started)
            self._traces.of[visit.id] = Trace(promised=told, told=told, started=begun)
        self._note(0)

    def lived(self) -> Lived:
        for at, new in self._moments():
            self._go_on(at, new)
            self._decide(at, "request" if new else "review")
        self._go_on(self._ends, ())
        worked = Worked(self._truth, self._traces, self._nature, self._day.number)
        people = tuple(map(worked.of, self._scenario.caregivers))
        return Lived(self._traces.of, people, tuple(self._decisions))

    def _moments(self) -> Iterator[tuple[int, tuple[Visit, ...]]]:
        """Yield the moments at which the policy decides, and the requests heard since the last.

        The first one is when absences are known. Thinking takes its time: nothing is decided
        sooner after an event than the world charges.
        """
        world, every = self._world, self._policy.every
        opens, closes = world.opens * _HOUR, world.closes * _HOUR
        at = int(world.absence_known) + world.decision
        coming = [(max(at, heard + world.decision), visit) for heard, visit in self._day.requests]
        while at < self._ends:
            new = tuple(visit for when, visit in coming if when <= at)
            coming = coming[len(new) :]
            yield at, new
            due = [when for when, _ in coming[:1]]
            if at < closes:
                due += [] if every is None else [max(opens, at + every)]
                due += self._when_free(at) if self._policy.when_free and self._waiting else []
            if not due:
                return
            at = max(at + 1000, min(due))

    def _when_free(self, at: int) -> Iterator[int]:
        """Yield when visits and their notes are done, shifts begin, and streets may borrow."""
        charged, delay = self._world.decision, self._world.borrowing_delay
        scenario, people = self._scenario, self._scenario.caregivers
        moments = [
            end + scenario.service[scenario.visit[name].service].documentation
            for name, end in self._truth.ends()
        ]
        moments += [scenario.at(shift.start) for one in people for shift in one.shifts]
        moments += [self._scenario.at(visit.requested or "") + delay for visit in self._waiting]
        yield from (moment + charged for moment in moments if moment + charged > at)

    def _go_on(self, at: int, new: Sequence[Visit]) -> None:
        """Let the day go on, and keep for the desk what has happened."""
        absent = [*self._absent(at)]
        self._truth.add(new)
        self._scenario = self._scenario.unchecked(visits=(*self._scenario.visits, *new))
        happened = self._truth.go_on(at, [*absent, *self._orders])
        self._orders = []
        for each in happened:
            visit = self._scenario.visit[each.visit]
            self._traces.happened(each, visit, self._scenario.client[visit.client].place)
        self._to_tell += [*absent, *self._reports(happened)]
        for visit in new:
            self._traces.of[visit.id] = self._day.known.get(visit.id) or Trace()
            self._waiting.append(visit)
            event = self._policy.heard(visit, self._scenario.moment(at))
            self._to_tell += [] if event is None else [event]

    def _absent(self, at: int) -> Iterator[Absent]:
        for one in self._scenario.caregivers:
            for known in self._nature.absences(one.id, self._day.number):
                if self._absent_until < known <= at:
                    yield Absent(at=self._scenario.moment(known), caregiver=one.id)
        self._absent_until = at

    def _reports(self, happened: Sequence[Happened]) -> Iterator[Event]:
        """Yield what caregivers report: starts and ends, and that nobody was at home."""
        moment = self._scenario.moment
        over = {each.visit for each in happened if each.over}
        for each in happened:
            outcome, is_told = self._truth.outcome(each.visit), each.visit in self._is_told
            if each.over and outcome == "not_home" and not is_told:
                start = self._traces.of[each.visit].started or 0
                yield NotHome(at=moment(start), visit=each.visit)
            elif each.over:
                kind = Ended if outcome == "given" else BrokenOff
                yield kind(at=moment(each.at), visit=each.visit)
            elif outcome != "not_home" or each.visit not in over:
                self._is_told.add(each.visit)
                yield Started(at=moment(each.at), visit=each.visit, caregivers=each.caregivers)

    def _informed(self, at: int) -> Desk:
        """Return the desk, once it has been told what has happened."""
        if self._told_at < at:
            news = [*self._to_tell, *self._overruns(at)]
            self._desk.tell(news, self._scenario.moment(at))
            self._to_tell, self._told_at = [], at
            self._possible = crews(self._scenario, self._desk.plan)
        return self._desk

    def _overruns(self, at: int) -> Iterator[Event]:
        """Yield the visits that should be over by now and are not, as caregivers report."""
        moment = self._scenario.moment
        for visit, _ in self._truth.ends():
            if self._expected(visit) <= at:
                yield Overrun(at=moment(at), visit=visit, until=moment(at + _LONGER))

    def _expected(self, visit: str) -> int:
        """Return when the desk expects the end of a visit that is running."""
        facts, at = self._desk.scenario.visit[visit].facts, self._scenario.at
        if facts is not None and facts.expected_end is not None:
            return at(facts.expected_end)
        started = self._traces.of[visit].started or 0
        return started + duration_of(self._scenario, self._scenario.visit[visit])

    def _decide(self, at: int, kind: str) -> None:
        before = crews(self._scenario, self._truth.plan)
        scene = Scene(
            ask=lambda: self._informed(at),
            repair=lambda iterations, futures=(): self._repair(at, iterations, futures),
            stand_by=lambda name, station: self._order(at, name, station),
            scenario=self._scenario,
            plan=self._truth.plan,
            idle=self._truth.idle(),
            travel=self._day.travel,
            world=self._world,
            expected=self._day.expected,
            home=self._day.home,
            now=at,
            waiting=tuple(self._waiting),
            uncovered=frozenset(self._uncovered(before)),
            latest=self._traces.latest(before),
        )
        began = time.perf_counter()
        plan = self._policy.decide(scene)
        seconds = time.perf_counter() - began
        if plan is None:
            found = DecisionRecord(at=at, seconds=seconds, kind=kind)
        else:
            found = DecisionRecord(
                at=at,
                seconds=seconds,
                kind=kind,
                freeze_changes=self._changes(at, plan),
                violations=self._broken(at, plan),
            )
            self._truth.plan = self._with_forgotten(plan)
        self._decisions.append(found)
        self._note(at)

    def _repair(self, at: int, iterations: int, futures: Futures) -> Plan:
        """Let the desk repair its plan; the referee has judged what it returns."""
        desk, seed = self._informed(at), at // 1000
        self._judged = desk.replan(iterations=iterations, seed=seed, futures=futures).plan
        return self._judged

    def _order(self, at: int, caregiver: str, station: str | None) -> None:
        """Let a caregiver stand by, and the desk know of it."""
        event = StandsBy(at=self._scenario.moment(at), caregiver=caregiver, station=station)
        self._orders.append(event)
        self._to_tell.append(event)

    def _broken(self, at: int, plan: Plan) -> tuple[str, ...]:
        """Return the kinds of hard rules that a plan breaks, by the referee.

        Raises
        ------
        InputError
            If it is not the plan of the desk, so that nobody would know of it.
        """
        if plan is self._judged:
            return ()
        desk = self._informed(at)
        if plan != desk.plan:
            raise InputError(fault("policy-plan", self._policy.name))
        return tuple({each.kind: None for each in broken(desk.scenario, desk.travel, plan)})

    def _uncovered(self, planned: Collection[str]) -> Iterator[str]:
        """Yield the pre-booked visits that nobody is to give."""
        for visit in self._day.scenario.visits:
            if visit.id not in planned and self._traces.is_to_come(visit.id):
                yield visit.id

    def _changes(self, at: int, plan: Plan) -> int:
        """Count the visits that were about to start, could, and get another crew."""
        self._informed(at)
        after = crews(self._scenario, plan)
        frozen = at + self._scenario.policy.running_day.freeze
        return sum(
            start < frozen and self._traces.is_to_come(name) and after.get(name, ("",))[0] != crew
            for name, (crew, start) in self._possible.items()
        )

    def _with_forgotten(self, plan: Plan) -> Plan:
        """Return a plan with the visits of which the desk assumes that they are over.

        They are not even begun, because somebody is late; the desk hears of it when they begin.
        """
        forgotten = {
            visit.id
            for visit in self._desk.scenario.visits
            if visit.over and self._traces.is_to_come(visit.id)
        }
        routes = {(route.caregiver, route.shift): route for route in plan.routes}
        for route in self._truth.plan.routes if forgotten else ():
            stops = tuple(stop for stop in route.stops if stop.visit in forgotten)
            if stops:
                key = route.caregiver, route.shift
                routes[key] = _before(stops, routes.get(key), route)
        return plan.model_copy(update={"routes": tuple(routes.values())})

    def _note(self, at: int) -> None:
        """Tell clients when somebody comes."""
        planned, moment = crews(self._scenario, self._truth.plan), self._scenario.moment
        for name in self._traces.noted(at, planned, self._truth.plan):
            start = planned[name][1]
            promised = Promised(
                at=moment(min(at, start - 1000)),  # before it starts
                visit=name,
                start=moment(start),
                tolerance=self._world.tolerance,
            )
            self._to_tell.append(promised)
        self._waiting = [
            visit
            for visit in self._waiting
            if visit.id not in planned and self._traces.is_to_come(visit.id)
        ]


def _before(stops: tuple[Stop, ...], route: Route | None, former: Route) -> Route:
    """Return a route with stops before its own."""
    if route is None:
        return former.model_copy(update={"stops": stops})
    return route.model_copy(update={"stops": (*stops, *route.stops)})


def ends(scenario: Scenario) -> int:
    """Return when a day is over and everybody is home, in milliseconds after midnight."""
    returns = (
        latest_return(scenario, each, number)
        for each in scenario.caregivers
        for number in range(len(each.shifts))
    )
    return max([_ENDS, *returns])


def softly(scenario: Scenario) -> Scenario:
    """Return a day on which a promise that cannot be kept any more is moved, not given up."""
    rules = scenario.policy.rules.model_copy(update={"promise": "soft"})
    return scenario.unchecked(policy=scenario.policy.model_copy(update={"rules": rules}))
