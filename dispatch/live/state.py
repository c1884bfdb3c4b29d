"""The state of a desk: a planned day in words and in numbers, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch.encoding import Encoded, decode, encode, encode_plan
from dispatch.engine.problem import Solution
from dispatch.errors import BrokenRule, fault
from dispatch.plan import Plan
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
        if solution is None:
            raise BrokenRule(fault("desk-no-times"))
        given = {each.visit: each for each in plan.unserved}
        made = decode(encoded, solution)
        unserved = tuple(given.get(each.visit, each) for each in made.unserved)
        return cls(
            scenario,
            made.model_copy(update={"unserved": unserved}),
            encoded,
            solution,
            version,
        )
