"""Explanation of why a visit is not served, and of ways to serve it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

from dispatch.encoding import encode, encode_plan
from dispatch.errors import BrokenRule, InputError, fault
from dispatch.explanations.attempt import Attempt, Day
from dispatch.explanations.explanation import NEVER_GIVES_WAY, Explanation, Way
from dispatch.explanations.lacking import lacking
from dispatch.explanations.nearest import main_reasons, nearest
from dispatch.explanations.placed import served_by
from dispatch.explanations.relaxations import Relaxation
from dispatch.messages import listed, say
from dispatch.plan import Plan, Reason
from dispatch.reasons import why_left_out
from dispatch.referee import Judgement, judge
from dispatch.roads import travel_times
from dispatch.rules.told import phrase, sentence
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes

_MOST_NAMES: Final = 6
"""How many caregivers a line names who share a reason."""


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
    visit = open_visit(scenario, visit_id)
    travel = travel_times(scenario) if travel is None else travel
    judgement = sound(scenario, travel, plan)
    caregivers, start = served_by(scenario, plan, visit_id)
    if caregivers:
        return Explanation(visit_id, caregivers, start)
    encoded = encode(scenario, travel)
    (reasons,) = why_left_out(scenario, encoded, encode_plan(encoded, plan), [visit])
    unserved = Explanation(
        visit_id,
        lacking=tuple(lacking(scenario, visit)),
        reasons=reasons,
        sentences=tuple(sentence(scenario, visit_id, reason) for reason in reasons),
        told=tuple(in_lines(scenario, visit, reasons)),
    )
    if unserved.lacking or any(each.code in NEVER_GIVES_WAY for each in reasons):
        return unserved
    as_it_is = Attempt(Day(scenario, travel, plan, visit, judgement.cost.total))
    near = tuple(nearest(as_it_is, reasons))
    named = {each.caregiver for each in near}
    rest = [each for each in reasons if each.caregiver is None]
    rest += [each for each in main_reasons(reasons) if each.caregiver not in named]
    told = [line for each in near for line in each.told]
    way = as_it_is.in_place()
    return replace(
        unserved,
        near=near,
        told=(*told, *in_lines(scenario, visit, rest)),
        ways=tuple(_ways(as_it_is)) if way is None else (way,),
    )


def open_visit(scenario: Scenario, name: str) -> Visit:
    """Return a visit that is not over.

    Raises
    ------
    InputError
        If there is none with this id.
    """
    if name not in scenario.visit:
        text = name if isinstance(name, str) else ""  # a number is like no id, not even its own
        near = "', '".join(difflib.get_close_matches(text, scenario.visit, 3, 0.6))
        raise InputError(fault("explain-unknown-visit", name=name, near=near))
    visit = scenario.visit[name]
    if visit not in scenario.open_visits:
        raise InputError(fault("explain-over", visit=name))
    return visit


def sound(scenario: Scenario, travel: TravelTimes, plan: Plan) -> Judgement:
    """Judge a plan from which something is to be proved.

    Raises
    ------
    BrokenRule
        If it breaks a rule.
    """
    judgement = judge(scenario, travel, plan)
    if not judgement.ok:
        broken = (violation.fault for violation in judgement.violations)
        raise BrokenRule(fault("explain-broken"), *broken)
    return judgement


def in_lines(scenario: Scenario, visit: Visit, reasons: Iterable[Reason]) -> Iterator[str]:
    """Yield the reasons in words, with one line for all caregivers who share a reason."""
    shared: dict[tuple[str, str | None, str], list[Reason]] = {}
    for reason in reasons:
        shared.setdefault((reason.code, reason.role, reason.detail), []).append(reason)
    for (_, role, _), several in shared.items():
        if len(several) == 1:
            yield sentence(scenario, visit.id, several[0])
            continue
        names = listed(each.caregiver or "" for each in several[:_MOST_NAMES])
        more = len(several) - _MOST_NAMES
        names = say("explain-more", names=names, count=more) if more > 0 else names
        text = say("explain-several", phrase=phrase(scenario, visit, several), names=names)
        yield text if role is None else say("reason-role", text=text, role=role)


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
