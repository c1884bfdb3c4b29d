"""The judgement of a plan, made by an engine or by hand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from dispatch.plan import Plan
from dispatch.referee.cost import Cost, cost
from dispatch.referee.facts import of_facts
from dispatch.referee.fairness import Fairness, fairness
from dispatch.referee.measures import Measures, measures
from dispatch.referee.reading import Reading, read
from dispatch.referee.violation import Violation
from dispatch.referee.violations import violations
from dispatch.scenario import Scenario

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes

_FOUND: Final = ("violations", "facts", "cost", "measures", "fairness")


class Judgement:
    """What the referee finds; it computes costs and measures even if rules are broken.

    Rules are judged at once; everything else when somebody first looks at it.

    Attributes
    ----------
    violations : tuple of Violation
        The hard rules that the plan breaks.
    """

    def __init__(self, scenario: Scenario, reading: Reading, found: Iterable[Violation]) -> None:
        self._scenario, self._reading = scenario, reading
        self.violations = tuple(
            each
            for each in found
            if each.visit is None or each not in self.facts  # bounds on routes are wider already
        )

    @cached_property
    def facts(self) -> tuple[Violation, ...]:
        """The rules that what has begun breaks by itself. The plan is not to blame for these."""
        return of_facts(self._scenario, self._reading.travel)

    @cached_property
    def cost(self) -> Cost:
        """The cost."""
        return cost(self._scenario, self._reading)

    @cached_property
    def measures(self) -> Measures:
        """The measures."""
        return measures(self._scenario, self._reading)

    @cached_property
    def fairness(self) -> Fairness:
        """How work is shared among caregivers, and care among clients."""
        return fairness(self._scenario, self._reading, self.measures)

    def __getstate__(self) -> dict[str, Any]:
        """Return what was found, without what it was found in."""
        return {name: getattr(self, name) for name in _FOUND}

    def __eq__(self, other: object) -> bool:
        """Return whether two judgements found the same."""
        return isinstance(other, Judgement) and self.__getstate__() == other.__getstate__()

    @property
    def ok(self) -> bool:
        """Whether the plan keeps every hard rule."""
        return not self.violations

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists, numbers and None, ready for JSON.

        `kind` and the names of terms and measures are stable; `sentence` is for people.
        """
        return {
            "violations": [each.as_dict() for each in self.violations],
            "facts": [each.as_dict() for each in self.facts],
            "cost": self.cost.as_dict(),
            "measures": self.measures.as_dict(),
            "fairness": self.fairness.as_dict(),
        }


def broken(scenario: Scenario, travel: TravelTimes, plan: Plan) -> tuple[Violation, ...]:
    """Return the hard rules that a plan breaks; parameters are those of `judge`."""
    return judge(scenario, travel, plan).violations


def judge(scenario: Scenario, travel: TravelTimes, plan: Plan) -> Judgement:
    """Recompute everything from a plan's decisions and times.

    Parameters
    ----------
    scenario
        The question.
    travel
        The travel times between the places of the scenario.
    plan
        The answer; it may be made by hand and contain any mistake.
    """
    reading = read(scenario, travel, plan)
    return Judgement(scenario, reading, violations(scenario, travel, plan, reading))
