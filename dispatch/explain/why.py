"""Why a visit has nobody, and what would have to give way for it."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dispatch.encoding import Encoded, decode, encode, encode_plan
from dispatch.engine import Solution
from dispatch.errors import BrokenRule, InputError
from dispatch.errors import Problem as Wrong
from dispatch.explain.explanation import Explanation, Moved, MovedBreak, Way
from dispatch.explain.insertion import Aim, Trial, least_miss, least_overtime, travel_only
from dispatch.explain.lacking import lacking
from dispatch.explain.relaxations import (
    Relaxation,
    applicable,
    loosened,
    original_of,
    with_copies,
)
from dispatch.messages import problem, say
from dispatch.plan import Plan
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.rules import allowed_starts, why_unserved
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


def explain(
    scenario: Scenario, plan: Plan, visit_id: str, *, travel: TravelTimes | None = None
) -> Explanation:
    """Say why a visit is not in a plan, and what would have to give way for it.

    Relaxations come from a closed list: the visit's window, overtime, a meal break, the gender that
    is required, who is excluded, the area, the pin, and one more caregiver. They are tried singly,
    and in pairs where no single one is enough; each with all other visits left with their
    caregivers and in their order, and then with one other visit moved. Each way comes with a plan
    in which the referee finds nothing broken but what is given up.

    Parameters
    ----------
    scenario
        What was asked.
    plan
        An answer that keeps every rule.
    visit_id
        The visit.
    travel
        The scenario's travel times, where they are at hand.

    Raises
    ------
    InputError
        Where the scenario has no such visit.
    UnsupportedRule
        Where the scenario uses a rule that is not kept yet.
    BrokenRule
        Where the plan breaks a rule itself: nothing can be proved from it.
    """
    if visit_id not in scenario.visit:
        raise InputError([_unknown(scenario, visit_id)])
    travel = travel_times(scenario) if travel is None else travel
    judgement = judge(scenario, travel, plan)
    if not judgement.ok:
        raise BrokenRule("\n".join([say("explain-broken"), *map(str, judgement.violations)]))
    caregivers, start = served_by(scenario, plan, visit_id)
    if caregivers:
        return Explanation(visit_id, caregivers, start)
    visit = scenario.visit[visit_id]
    absent = tuple(lacking(scenario, visit))
    day = _Day(scenario, travel, plan, judgement.cost.total, visit)
    return Explanation(
        visit_id,
        lacking=absent,
        reasons=why_unserved(scenario, visit),
        ways=() if absent else tuple(_ways(day)),
    )


def _unknown(scenario: Scenario, visit_id: str) -> Wrong:
    near = difflib.get_close_matches(visit_id, scenario.visit, 3, 0.6)
    found = problem("explain-unknown-visit", name=visit_id)
    return dataclasses.replace(found, todo=say("near", near="', '".join(near))) if near else found


def served_by(scenario: Scenario, plan: Plan, visit_id: str) -> tuple[tuple[str, ...], str]:
    """Who serves a visit in a plan, in the order of the crew, and when it starts."""
    roles = [role.id for role in scenario.service[scenario.visit[visit_id].service].crew]
    found = sorted(
        (roles.index(stop.role), route.caregiver, stop.start)
        for route in plan.routes
        for stop in route.stops
        if stop.visit == visit_id
    )
    start = min((start for _, _, start in found), default="")
    return tuple(caregiver for _, caregiver, _ in found), start


@dataclass(frozen=True)
class _Day:
    """What is asked, what is answered, and the visit that is to be added."""

    scenario: Scenario
    travel: TravelTimes
    plan: Plan
    cost: float
    visit: Visit


def _ways(day: _Day) -> Iterator[Way]:
    """Look for ways: as it is, with one relaxation, with two; in place first."""
    as_it_is = _Attempt(day, ())
    way = as_it_is.in_place()
    if way is not None:
        yield way
        return
    way = as_it_is.one_moved()
    if way is not None:
        yield way
    move = way is None  # a relaxation and a move are no better than the move alone
    single = applicable(day.scenario, day.visit)
    enough = []
    for relaxation in single:
        attempt = _Attempt(day, (relaxation,))
        found = attempt.in_place() or (attempt.one_moved() if move else None)
        if found is not None:
            enough.append(relaxation)
            yield found
    if move and all(relaxation.code == "caregiver" for relaxation in enough):
        left = [relaxation for relaxation in single if relaxation not in enough]
        yield from _in_pairs(day, left)


def _in_pairs(day: _Day, left: Sequence[Relaxation]) -> Iterator[Way]:
    pairs = [_Attempt(day, pair) for pair in combinations(left, 2) if _go_together(pair)]
    ways = [way for pair in pairs if (way := pair.in_place()) is not None]
    yield from ways
    if not ways:
        yield from (way for pair in pairs if (way := pair.one_moved()) is not None)


def _go_together(pair: tuple[Relaxation, ...]) -> bool:
    """Whether a pair can be told apart: who is one more has the breaks of whom they are like."""
    return {relaxation.code for relaxation in pair} != {"break", "caregiver"}


class _Attempt:
    """The day with some rules given up, in numbers."""

    def __init__(
        self, day: _Day, relaxed: tuple[Relaxation, ...], whom: frozenset[str] | None = None
    ) -> None:
        self.day, self.relaxed, self.whom = day, relaxed, whom
        scenario = loosened(day.scenario, day.visit.id, relaxed, whom)
        self.encoded = encode(scenario, day.travel)
        number = [visit.id for visit in scenario.visits].index(day.visit.id)
        self.trial = Trial(
            list(_aims(day, self.encoded, relaxed, number)),
            encode_plan(self.encoded, day.plan),
            number,
        )

    def in_place(self) -> Way | None:
        """Serve the visit, all others where they are."""
        solution = self.trial.in_place()
        if solution is None:
            return None
        if self._is_wide():
            crew = self._crew_of(solution)
            return self._break_elsewhere(crew) or _Attempt(self.day, self.relaxed, crew).in_place()
        return self._proved(solution)

    def one_moved(self) -> Way | None:
        """Serve the visit, and one other elsewhere or at another time."""
        found = self.trial.one_moved()
        if found is None:
            return None
        solution, other = found
        if self._is_wide():
            return _Attempt(self.day, self.relaxed, self._crew_of(solution)).one_moved()
        return self._proved(solution, moved=self.encoded.scenario.visits[other].id)

    def _is_wide(self) -> bool:
        """Whether everybody goes without a break, for the sake of one who has to."""
        return self.whom is None and any(each.code == "break" for each in self.relaxed)

    def _crew_of(self, solution: Solution) -> frozenset[str]:
        plan = _decoded(self.encoded, solution)
        return frozenset(served_by(self.day.scenario, plan, self.day.visit.id)[0])

    def _break_elsewhere(self, crew: Collection[str]) -> Way | None:
        """Leave the crew their breaks, at other places of their routes."""
        kept = _Attempt(self.day, tuple(each for each in self.relaxed if each.code != "break"))
        for route, (caregiver, _) in enumerate(kept.encoded.routes):
            if caregiver in crew and kept.encoded.problem.break_length[route]:
                solution = kept.trial.break_elsewhere(route)
                way = None if solution is None else kept._proved(solution, resting=caregiver)
                if way is not None and way.moved_break is not None:
                    return way
        return None

    def _proved(
        self, solution: Solution, *, moved: str | None = None, resting: str | None = None
    ) -> Way | None:
        """Make a way of a solution, where it breaks nothing but what is given up."""
        original, visit = self.day.scenario, self.day.visit.id
        plan = _decoded(self.encoded, solution)
        more = {
            route.caregiver: original_of(original, route.caregiver)
            for route in plan.routes
            if route.caregiver not in original.caregiver
        }
        if len(more) > 1:
            return None
        asked = with_copies(original, more)
        left_out = tuple(each for each in self.day.plan.unserved if each.visit != visit)
        plan = plan.model_copy(update={"scenario": asked.fingerprint, "unserved": left_out})
        judgement = judge(asked, self.day.travel, plan)
        broken = judgement.violations
        kinds = {kind for relaxation in self.relaxed for kind in relaxation.kinds}
        if any(each.kind not in kinds or each.visit not in (None, visit) for each in broken):
            return None
        caregivers, start = served_by(asked, plan, visit)
        return Way(
            relaxed=tuple(relaxation.code for relaxation in self.relaxed),
            caregivers=caregivers,
            start=start,
            like=tuple(more.values()),
            moved=None if moved is None else Moved(moved, *served_by(asked, plan, moved)),
            moved_break=None if resting is None else _break_of(plan, resting, visit),
            violations=broken,
            cost=judgement.cost.total - self.day.cost,
            plan=plan,
        )


def _break_of(plan: Plan, caregiver: str, visit: str) -> MovedBreak | None:
    """The break of somebody who comes to a visit, in the route that comes there."""
    for route in plan.routes:
        comes = route.caregiver == caregiver and any(stop.visit == visit for stop in route.stops)
        if comes and route.meal_break is not None:
            return MovedBreak(caregiver, route.meal_break.start)
    return None


def _decoded(encoded: Encoded, solution: Solution) -> Plan:
    """Decode the routes alone: whatever is left out keeps the reasons that it has."""
    start = tuple(max(0, at) for at in solution.start)
    return decode(encoded, dataclasses.replace(solution, start=start))


def _aims(
    day: _Day, encoded: Encoded, relaxed: tuple[Relaxation, ...], visit: int
) -> Iterator[Aim]:
    """What the insertion is to cost: as little as possible of what is given up, else as always."""
    codes = {relaxation.code for relaxation in relaxed}
    numbers = encoded.problem
    if codes & {"overtime", "window"}:
        numbers = travel_only(numbers)
    if "overtime" in codes:
        limits = [_old_limit(day.scenario, *route) // encoded.tick for route in encoded.routes]
        numbers = least_overtime(numbers, np.array(limits, dtype=np.int64))
    allowed = [
        (first // encoded.tick, last // encoded.tick)
        for first, last in allowed_starts(day.scenario, day.visit)
    ]
    if "window" in codes and allowed:
        yield from least_miss(numbers, visit, allowed)
    else:
        yield Aim(numbers)


def _old_limit(scenario: Scenario, caregiver: str, shift: int) -> int:
    """When a caregiver, or whom they are a copy of, has to be back in the original scenario."""
    who = scenario.caregiver[original_of(scenario, caregiver)]
    return scenario.at(who.shifts[shift].end) + who.overtime_limit
