"""What a change makes of a plan: the best of the plans that it may make, judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dispatch.editing.times import timed
from dispatch.encoding import Encoded, encode, without_slack
from dispatch.errors import InputError, fault
from dispatch.plan import Difference, Plan, difference
from dispatch.referee import Judgement, judge
from dispatch.referee.violation import Violation
from dispatch.roads import TravelTimes, travel_times
from dispatch.scenario import Scenario


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
        return _without(self.judgement.violations, self.before.violations)

    @property
    def mended(self) -> tuple[Violation, ...]:
        """The broken rules of the plan before that the plan does not break any more."""
        return _without(self.before.violations, self.judgement.violations)

    def as_dict(self) -> dict[str, Any]:
        """Return what changes, costs and breaks as plain values, for JSON."""
        return {
            **self.difference.as_dict(),
            "violations": [each.as_dict() for each in self.judgement.violations],
            "broken": [each.as_dict() for each in self.broken],
            "mended": [each.as_dict() for each in self.mended],
            "cost": self.judgement.cost.as_dict(),
            "cost_before": self.before.cost.as_dict(),
        }


def _without(some: Sequence[Violation], others: Sequence[Violation]) -> tuple[Violation, ...]:
    """Return the violations of rules that others do not break, by whatever amount."""
    known = [replace(each, amount=0) for each in others]
    return tuple(each for each in some if replace(each, amount=0) not in known)


def edited(
    scenario: Scenario,
    plan: Plan,
    asked: Scenario,
    ways: Iterable[Plan],
    travel: TravelTimes | None,
    *,
    timed_for: Scenario | None = None,
    off: Callable[[Plan], int] = lambda _: 0,
) -> Edited:
    """Give each of the changed plans its times, and return the best one.

    Slack that the policy wants behind visits is kept unless that breaks a rule.

    Parameters
    ----------
    scenario, plan
        The day and its plan before the change.
    asked
        The day with pins, by which plans are judged.
    ways
        The changed plans.
    travel
        Travel times.
    timed_for
        The day by which plans are timed, if that is another.
    off
        By how much a plan is off the time that was asked for; this counts first.
    """

    def rank(each: tuple[Plan, Judgement]) -> tuple[float, ...]:
        broken, cost = each[1].violations, each[1].cost
        return off(each[0]), len(broken), sum(one.amount for one in broken), *cost.rank

    travel = travel_times(scenario) if travel is None else travel
    before = judge(scenario, travel, plan)
    encoded, ways = encode(timed_for or asked, travel), [*ways]
    best = min(_made(asked, encoded, plan, ways, before), key=rank)
    if encoded.problem.slack.any() and len(best[1].violations) > len(before.violations):
        best = min([best, *_made(asked, without_slack(encoded), plan, ways, before)], key=rank)
    changed, judgement = best
    return Edited(asked, changed, judgement, before, difference(asked, plan, changed))


def _made(
    asked: Scenario, encoded: Encoded, plan: Plan, ways: Sequence[Plan], before: Judgement
) -> list[tuple[Plan, Judgement]]:
    """Return the changed plans with their times, each with its judgement; at least one."""
    found, wrong = [], None
    for way in ways:
        try:
            changed = timed(asked, encoded, plan, way)
        except InputError as error:
            wrong = wrong or error
            continue
        found.append((changed, judge(asked, encoded.travel, changed)))
    kept = [each for each in found if not _against_facts(each[1]) - _against_facts(before)]
    if found and not kept:
        lost = sorted(_against_facts(found[0][1]))
        raise InputError(*(fault("edit-against-facts", visit=name) for name in lost))
    if wrong is not None and not found:
        raise wrong
    return kept


def _against_facts(judgement: Judgement) -> set[str]:
    """Return the visits that have begun in another way than the plan says."""
    found = (each for each in judgement.violations if each.kind == "fact_contradicted")
    return {each.visit or "" for each in found}
