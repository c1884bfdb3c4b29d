"""Explanation of why a visit is not served, and of ways to serve it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from dispatch.errors import BrokenRule, InputError, fault
from dispatch.explain.attempt import Attempt, Day, served_by
from dispatch.explain.explanation import Explanation, Way
from dispatch.explain.lacking import lacking
from dispatch.explain.obstacles import is_used_up, missing_of
from dispatch.explain.relaxations import Relaxation
from dispatch.plan import Plan, Reason
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.rules import why_unserved
from dispatch.scenario import Scenario

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


def explain(
    scenario: Scenario, plan: Plan, visit_id: str, *, travel: TravelTimes | None = None
) -> Explanation:
    """Explain why a visit is not in a plan, and which rules would have to be relaxed for it.

    Relaxations come from a closed list: the visit's window, overtime, a meal break, the required
    gender, exclusions, the area, the pin, an additional piece of equipment, and an additional
    caregiver. They are tried singly, and in pairs if no single one is enough; each first with all
    other visits left with their caregivers and in their order, and then with one other visit moved.
    Each way comes with a plan in which the referee finds no violation but those relaxed.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        A plan that keeps every rule.
    visit_id
        Id of the visit.
    travel
        The scenario's travel times, if they are available.

    Returns
    -------
    Explanation
        Who serves the visit if it is served; otherwise reasons and ways.

    Raises
    ------
    InputError
        If the scenario has no such visit, or the visit is over.
    BrokenRule
        If the plan itself breaks a rule, so that nothing can be proved from it.
    RoadsError
        If travel times cannot be found.
    """
    if visit_id not in scenario.visit:
        near = "', '".join(difflib.get_close_matches(visit_id, scenario.visit, 3, 0.6))
        raise InputError(fault("explain-unknown-visit", name=visit_id, near=near))
    visit = scenario.visit[visit_id]
    if visit not in scenario.open_visits:
        raise InputError(fault("explain-over", visit=visit_id))
    travel = travel_times(scenario) if travel is None else travel
    judgement = judge(scenario, travel, plan)
    if not judgement.ok:
        broken = (violation.fault for violation in judgement.violations)
        raise BrokenRule(fault("explain-broken"), *broken)
    caregivers, start = served_by(scenario, plan, visit_id)
    if caregivers:
        return Explanation(visit_id, caregivers, start)
    day = Day(scenario, travel, plan, visit, judgement.cost.total)
    absent = tuple(lacking(scenario, visit))
    if absent:
        (reasons,) = why_unserved(scenario, [visit], travel.between)
        return Explanation(visit_id, lacking=absent, reasons=reasons)
    if is_used_up(day):
        return Explanation(visit_id, reasons=(Reason(code="entitlement_used"),))
    as_it_is = Attempt(day)
    way = as_it_is.in_place()
    (reasons,) = why_unserved(scenario, [visit], travel.between)
    if way is not None:
        return Explanation(visit_id, reasons=reasons, ways=(way,))
    reasons = tuple(missing_of(as_it_is, reasons))
    return Explanation(visit_id, reasons=reasons, ways=tuple(_ways(as_it_is)))


def _ways(as_it_is: Attempt) -> Iterator[Way]:
    """Yield ways if the visit does not fit: one visit moved, one relaxation, two relaxations."""
    day = as_it_is.day
    way = as_it_is.one_moved()
    if way is not None:
        yield way
    move = way is None  # a relaxation plus a move is no better than the move alone
    enough = []
    for relaxation in day.relaxations:
        attempt = Attempt(day, (relaxation,))
        found = attempt.in_place() or (attempt.one_moved() if move else None)
        if found is not None:
            enough.append(relaxation)
            yield found
    if move and all(relaxation.code == "caregiver" for relaxation in enough):
        left = [relaxation for relaxation in day.relaxations if relaxation not in enough]
        yield from _in_pairs(day, left)


def _in_pairs(day: Day, left: Sequence[Relaxation]) -> Iterator[Way]:
    pairs = [Attempt(day, pair) for pair in combinations(left, 2) if _go_together(pair)]
    ways = [way for pair in pairs if (way := pair.in_place()) is not None]
    yield from ways
    if not ways:
        yield from (way for pair in pairs if (way := pair.one_moved()) is not None)


def _go_together(pair: tuple[Relaxation, ...]) -> bool:
    """Return whether two relaxations differ: an additional caregiver copies her model's breaks."""
    return {relaxation.code for relaxation in pair} != {"break", "caregiver"}
