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
from dispatch.planner import settled
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
        encoded = encode(scenario, travel)
        solution = timed(encoded.problem, encode_plan(encoded, plan))
        if solution is None:  # a break may have to lie elsewhere
            solution = _kept(encoded, plan)
        return cls(scenario, _decoded(encoded, solution, plan), encoded, solution, version)


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
    version : int
        The number of the state.
    """

    told: Day
    before: Plan
    travel: TravelTimes
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

    @cached_property
    def state(self) -> State:
        """The day with what can be kept of its plan."""
        scenario, plan = self.told.scenario, self.told.plan
        encoded = encode(scenario, self.travel)
        solution = _kept(encoded, plan)
        return State(scenario, _decoded(encoded, solution, plan), encoded, solution, self.version)


def _kept(encoded: Encoded, plan: Plan) -> Solution:
    """Return what can be kept of a plan."""
    from dispatch.engine.slots import timed

    solution = timed(encoded.problem, settled(encoded, plan)[0])
    assert solution is not None
    return solution


def _decoded(encoded: Encoded, solution: Solution, before: Plan) -> Plan:
    """Return the plan of a solution, with the reasons of a plan before it."""
    given = {each.visit: each for each in before.unserved}
    made = decode(encoded, solution)
    unserved = tuple(given.get(each.visit, each) for each in made.unserved)
    return made.model_copy(update={"unserved": unserved})
