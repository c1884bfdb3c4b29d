"""The state of a desk: a planned day in words and in numbers, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dispatch.encoding import Encoded, decode, encode, encode_plan
from dispatch.engine.problem import Solution
from dispatch.errors import BrokenRule, fault
from dispatch.live.day import Day
from dispatch.plan import Plan
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
    version : int
        The number of the state.
    """

    scenario: Scenario
    plan: Plan
    encoded: Encoded
    solution: Solution
    version: int = 0

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
        return self.plan

    @property
    def travel(self) -> TravelTimes:
        """The travel times of the day."""
        return self.encoded.travel

    @property
    def latest(self) -> Encoded:
        """The day in numbers."""
        return self.encoded

    @classmethod
    def of(
        cls, scenario: Scenario, plan: Plan, travel: TravelTimes | None, version: int = 0
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
            return cls(scenario, *_kept(encoded, plan), version)
        made = _reasoned(decode(encoded, solution), plan)
        return cls(scenario, made, encoded, solution, version)


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
    version : int
        The number of the state.
    """

    told: Day
    before: Plan
    travel: TravelTimes
    known: Encoded
    version: int

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
        return State(scenario, *_kept(encoded, plan), self.version)


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
