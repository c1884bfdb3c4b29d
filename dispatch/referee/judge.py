"""The judgement of a plan, made by an engine or by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from dispatch.plan import Plan
from dispatch.referee.cost import Cost, cost
from dispatch.referee.facts import of_facts
from dispatch.referee.measures import Measures, measures
from dispatch.referee.reading import Reading, read
from dispatch.referee.violation import Violation
from dispatch.referee.violations import violations
from dispatch.scenario import Scenario

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


@dataclass(frozen=True)
class Judgement:
    """What the referee finds; it computes costs and measures even if rules are broken.

    Attributes
    ----------
    violations : tuple of Violation
        The hard rules that the plan breaks.
    facts : tuple of Violation
        The rules that what has begun breaks by itself. The plan is not to blame for these.
    cost : Cost
        The cost.
    measures : Measures
        The measures.
    """

    violations: tuple[Violation, ...]
    facts: tuple[Violation, ...]
    cost: Cost
    measures: Measures

    @property
    def ok(self) -> bool:
        """Whether the plan keeps every hard rule."""
        return not self.violations

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists, numbers and None, ready for JSON.

        `kind` and the names of terms and measures are stable; `sentence` is for people.
        """
        return {
            "violations": _told(self.violations),
            "facts": _told(self.facts),
            "cost": {
                "mandatory_unserved": self.cost.mandatory_unserved,
                "total": self.cost.total,
                "components": dict(self.cost.components),
            },
            "measures": self.measures.as_dict(),
        }


def _told(violations: tuple[Violation, ...]) -> list[dict[str, Any]]:
    return [{**asdict(violation), "sentence": str(violation)} for violation in violations]


def broken(scenario: Scenario, travel: TravelTimes, plan: Plan) -> tuple[Violation, ...]:
    """Return the hard rules that a plan breaks; parameters are those of `judge`."""
    return _broken(scenario, travel, plan, read(scenario, travel, plan), of_facts(scenario, travel))


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
    facts = of_facts(scenario, travel)
    return Judgement(
        violations=_broken(scenario, travel, plan, reading, facts),
        facts=facts,
        cost=cost(scenario, reading),
        measures=measures(scenario, reading),
    )


def _broken(
    scenario: Scenario,
    travel: TravelTimes,
    plan: Plan,
    reading: Reading,
    facts: tuple[Violation, ...],
) -> tuple[Violation, ...]:
    return tuple(
        each
        for each in violations(scenario, travel, plan, reading)
        if each.visit is None or each not in facts  # bounds on routes are wider already
    )
