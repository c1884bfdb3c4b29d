"""The state of a desk: a planned day in words and in numbers, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dispatch.encoding import Encoded, decode, encode, encode_plan
from dispatch.engine.problem import Solution
from dispatch.errors import BrokenRule, fault
from dispatch.live.day import Day
from dispatch.plan import Plan, Route, difference
from dispatch.planner import settled, with_room
from dispatch.referee import broken
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


@dataclass(frozen=True)
class State:
    """A planned day; immutable.

    Attributes
    ----------
    scenario : Scenario
        The scenario.
    plan : Plan
        The plan, with the times that the solver gives its decisions.
    encoded : Encoded
        The scenario in numbers.
    solution : Solution
        The plan in numbers, with its times.
    before : Plan or None
        The plan that somebody has seen last, if events since then have not been repaired.
    """

    scenario: Scenario
    plan: Plan
    encoded: Encoded
    solution: Solution
    before: Plan | None = None

    @property
    def state(self) -> State:
        """The state itself: its numbers are known."""
        return self

    @property
    def found(self) -> State:
        """The state itself."""
        return self

    @property
    def day(self) -> Day:
        """The day in words."""
        return Day(self.scenario, self.plan)

    @property
    def seen(self) -> Plan:
        """The plan that was told to clients and caregivers last."""
        return self.plan if self.before is None else self.before

    @cached_property
    def version(self) -> int:
        """A number that another scenario or another plan does not have."""
        words = f"{self.scenario.fingerprint} {self.plan.model_dump_json()}"
        return int(hashlib.sha256(words.encode()).hexdigest()[:12], 16)  # exact in any JSON

    @property
    def travel(self) -> TravelTimes:
        """The travel times of the day."""
        return self.encoded.travel

    def followed_by(self, plan: Plan) -> Plan | None:
        """Return the plan that somebody has seen last, once this one is followed by another.

        What the other plan changes has been seen; what events have changed before has not.
        """
        if self.before is None:
            return None
        changes = difference(self.scenario, self.before, self.plan).changes
        unseen = {each.visit for each in changes}
        return _with_visits_of(plan, self.before, unseen) if unseen else None

    @property
    def latest(self) -> Encoded:
        """The day in numbers."""
        return self.encoded

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        plan: Plan,
        travel: TravelTimes | None,
        before: Plan | None = None,
    ) -> State:
        """Encode a scenario and a plan.

        Raises
        ------
        InputError
            If the plan contains what the scenario lacks.
        BrokenRule
            If the plan breaks a rule, so that nothing can be offered beside it.
        RoadsError
            If travel times cannot be found.
        """
        from dispatch.engine.slots import timed

        travel = travel_times(scenario) if travel is None else travel
        if found := broken(scenario, travel, plan):
            raise BrokenRule(fault("desk-broken"), *(each.fault for each in found))
        encoded = with_room(encode(scenario, travel), plan)
        solution = timed(encoded.problem, encode_plan(encoded, plan))
        if solution is None:  # a break may have to lie elsewhere
            return cls(scenario, *_kept(encoded, plan), before)
        made = _reasoned(decode(encoded, solution), plan)
        return cls(scenario, made, encoded, solution, before)


@dataclass(frozen=True)
class Told:
    """A day that has gone on; the numbers follow when somebody asks for them.

    Attributes
    ----------
    told : Day
        The day; its plan may break rules.
    before : Plan
        The plan that somebody has seen last.
    travel : TravelTimes
        Its travel times.
    known : Encoded
        The last moment of which the numbers are known.
    """

    told: Day
    before: Plan
    travel: TravelTimes
    known: Encoded

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.told.scenario

    @property
    def seen(self) -> Plan:
        """The plan that was told to clients and caregivers last."""
        return self.before

    @property
    def day(self) -> Day:
        """The day from which it goes on: with the plan that somebody has seen, if anybody has."""
        return self.state.day if "state" in self.__dict__ else self.told

    @property
    def latest(self) -> Encoded:
        """The last moment of which the numbers are known."""
        return self.state.encoded if "state" in self.__dict__ else self.known

    @property
    def found(self) -> State | None:
        """The state, if somebody has asked for it."""
        return self.state if "state" in self.__dict__ else None

    @cached_property
    def state(self) -> State:
        """The day with what can be kept of its plan."""
        scenario, plan = self.told.scenario, self.told.plan
        encoded = with_room(encode(scenario, self.travel, known=self.known), plan)
        before = None if self.before is plan else self.before
        return State(scenario, *_kept(encoded, plan), before)


def _kept(encoded: Encoded, plan: Plan) -> tuple[Plan, Encoded, Solution]:
    """Return what can be kept of a plan, in words and in numbers."""
    from dispatch.engine.slots import timed

    decisions, made, _ = settled(encoded, plan)
    solution = timed(encoded.problem, decisions)  # with the same times, and its cost
    assert solution is not None
    return _reasoned(made, plan), encoded, solution


def _reasoned(made: Plan, before: Plan) -> Plan:
    """Return a plan with the reasons of a plan before it."""
    given = {each.visit: each for each in before.unserved}
    unserved = tuple(given.get(each.visit, each) for each in made.unserved)
    return made.model_copy(update={"unserved": unserved})


def _with_visits_of(plan: Plan, other: Plan, visits: Collection[str]) -> Plan:
    """Return a plan with some visits as another plan has them, behind all others of a route."""

    def part(route: Route, keep: bool) -> Route:
        stops = tuple(stop for stop in route.stops if (stop.visit in visits) is keep)
        return route.model_copy(update={"stops": stops})

    routes = {(route.caregiver, route.shift): part(route, keep=False) for route in plan.routes}
    for route in other.routes:
        theirs, key = part(route, keep=True), (route.caregiver, route.shift)
        if theirs.stops:
            own = routes.get(key)
            stops = (*(own.stops if own else ()), *theirs.stops)
            routes[key] = (own or theirs).model_copy(update={"stops": stops})
    return plan.model_copy(update={"routes": tuple(routes.values())})
