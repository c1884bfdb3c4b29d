"""An attempt to serve a visit with some rules relaxed, and the proof of its result."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dispatch.encoding import Encoded, changed, decode, encode, encode_plan, with_routes_of
from dispatch.engine import Solution
from dispatch.engine.aims import least_miss, least_overtime, travel_only
from dispatch.engine.parts import part_of as part_of_solution
from dispatch.engine.problem import Ints
from dispatch.explanations.explanation import Moved, MovedBreak, Way
from dispatch.explanations.fields import field_changes
from dispatch.explanations.looser import (
    Whom,
    starts_by_gaps,
    wanted_starts,
    without_gaps,
)
from dispatch.explanations.more import original_of, with_copies, with_pieces
from dispatch.explanations.part import part_of, with_more_of
from dispatch.explanations.placed import concerns, served_by, spans_of
from dispatch.explanations.proposed import in_desk_hours, is_proposable
from dispatch.explanations.relaxations import Relaxation, applicable, loosened
from dispatch.plan import Plan, Route
from dispatch.referee import judge
from dispatch.rules import begun_routes, groups, hours
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.engine.standing import Addition, Standing
    from dispatch.roads import TravelTimes


@dataclass(frozen=True)
class Day:
    """A scenario, its plan, and the visit to add."""

    scenario: Scenario
    travel: TravelTimes
    plan: Plan
    visit: Visit
    cost: float
    """Cost of the present plan."""
    judged: Scenario | None = None
    """The scenario by which ways are judged, if it is another."""
    known: dict[object, tuple[Encoded, Standing]] = field(default_factory=dict)
    """Cache of `standing`."""

    @property
    def original(self) -> Scenario:
        """The scenario by which ways are judged."""
        return self.judged or self.scenario

    @cached_property
    def without_gaps(self) -> Day:
        """The day with the gaps of the visit dropped: they connect it with others.

        What connects visits cannot be changed later by `changed`.
        """
        if self.judged is not None:
            return self
        looser = without_gaps(self.scenario, self.visit, ())
        visit = looser.visit[self.visit.id]
        return Day(looser, self.travel, self.plan, visit, self.cost, judged=self.scenario)

    @cached_property
    def spans(self) -> dict[str, tuple[int, int]]:
        """When the visits of the plan begin and end, in milliseconds."""
        return spans_of(self.scenario, self.plan)

    @cached_property
    def relaxations(self) -> list[Relaxation]:
        """Relaxations that apply to the visit."""
        return applicable(self.scenario, self.visit)

    @cached_property
    def part(self) -> Scenario:
        """The part of the scenario that the visit's own numbers depend on."""
        return part_of(self.scenario, self.visit)

    @cached_property
    def encoded(self) -> Encoded:
        """The encoded scenario, with one more of each person and piece that relaxations may add."""
        loosest = loosened(self.part, self.visit.id, self.relaxations)
        return encode(with_more_of(self.scenario, loosest), self.travel, self.visit.id)

    @cached_property
    def solution(self) -> Solution:
        """The plan as a solution."""
        return encode_plan(self.encoded, self.plan)

    def standing(self, looser: Scenario) -> tuple[Encoded, Standing]:
        """Return the plan among the people and the pieces of a looser scenario."""
        key = (tuple(looser.caregiver), tuple(pool.count for pool in looser.equipment))
        if key not in self.known:
            from dispatch.engine.standing import Standing

            left, numbers = with_routes_of(self.encoded, looser)
            solution = part_of_solution(self.solution, self.encoded.problem, numbers)
            self.known[key] = left, Standing(left.problem, solution)
        return self.known[key]


class Attempt:
    """The day with some rules relaxed, encoded.

    Parameters
    ----------
    day
        The scenario, the plan and the visit.
    relaxed
        The relaxations.
    whom
        Shifts whose caregivers' rules are relaxed; None for all.
    """

    def __init__(
        self, day: Day, relaxed: tuple[Relaxation, ...] = (), whom: Whom | None = None
    ) -> None:
        if any(each.code == "gap" for each in relaxed):
            day = day.without_gaps
        self.day, self.relaxed, self.whom = day, relaxed, whom
        asked = loosened(day.part, day.visit.id, relaxed, whom)
        asked = in_desk_hours(day.original, asked, day.visit.id)
        left, self.standing = day.standing(asked)
        self.encoded = changed(left, asked)
        self.number = [visit.id for visit in day.scenario.open_visits].index(day.visit.id)

    @cached_property
    def addition(self) -> Addition:
        """The visit, ready to be added to the routes of the plan."""
        codes = {relaxation.code for relaxation in self.relaxed}
        numbers, tick = self.encoded.problem, self.encoded.tick
        day, asked = self.day, self.day.original
        wanted = wanted_starts(asked, asked.visit[day.visit.id], codes)
        if "gap" in codes:
            wanted = wanted or starts_by_gaps(asked, asked.visit[day.visit.id], day.spans)
        if wanted or "overtime" in codes:
            numbers = travel_only(numbers)
        if "overtime" in codes:
            numbers = least_overtime(numbers, self._old_limits())
        ticks = [(first // tick, last // tick) for first, last in wanted]
        aims = [*least_miss(numbers, self.number, ticks)]
        return self.standing.addition(self.number, numbers, aims)

    def is_hopeless(self) -> bool:
        """Return whether some stop of the visit has no route, or the visit no allowed start."""
        p, v = self.encoded.problem, self.number
        able = p.eligible[p.stops[v] : p.stops[v + 1]].any(axis=1)
        return not able.all() or p.allowed[v] == p.allowed[v + 1]

    def in_place(self) -> Way | None:
        """Serve the visit with all others unmoved."""
        solution = None if self.is_hopeless() else self.addition.in_place()
        if solution is None:
            return None
        if self._is_wide():
            crew = self._crew_of(solution)
            return self._break_elsewhere(crew) or Attempt(self.day, self.relaxed, crew).in_place()
        return self._proved(solution)

    def one_moved(self) -> Way | None:
        """Serve the visit and move one other visit to another place or time."""
        found = None if self.is_hopeless() else self.addition.one_moved()
        if found is None:
            return None
        solution, other = found
        if self._is_wide():
            return Attempt(self.day, self.relaxed, self._crew_of(solution)).one_moved()
        return self._proved(solution, moved=self.day.scenario.open_visits[other].id)

    def _old_limits(self) -> Ints:
        """Return the latest return of each route in the original scenario, (R,), in ticks."""
        limits = self.encoded.problem.latest_return.copy()
        original, names = self.day.scenario, {name for name, _ in self.encoded.routes}
        more = {name: original_of(original, name) for name in names - original.caregiver.keys()}
        original = with_copies(original, more)
        bounds = hours(original, begun_routes(original, self.encoded.travel.between))
        for route, key in enumerate(self.encoded.routes):
            limits[route] = bounds[key].latest_return // self.encoded.tick
        return limits

    def _is_wide(self) -> bool:
        """Return whether all breaks are dropped, although only those of the crew need to be."""
        return self.whom is None and any(each.code == "break" for each in self.relaxed)

    def _crew_of(self, solution: Solution) -> frozenset[tuple[str, int]]:
        stops = self.encoded.problem.stops[self.number : self.number + 2]
        return frozenset(
            key
            for key, nodes in zip(self.encoded.routes, solution.routes, strict=False)
            if not set(nodes).isdisjoint(range(*stops))
        )

    def _break_elsewhere(self, crew: Collection[tuple[str, int]]) -> Way | None:
        """Keep the breaks of the crew, but at other places of their routes."""
        kept = Attempt(self.day, tuple(each for each in self.relaxed if each.code != "break"))
        for route, key in enumerate(kept.encoded.routes):
            if key in crew and kept.encoded.problem.break_length[route]:
                solution = kept.addition.break_elsewhere(route)
                way = None if solution is None else kept._proved(solution, resting=key[0])
                if way is not None and way.moved_break is not None:
                    return way
        return None

    def _proved(
        self, solution: Solution, *, moved: str | None = None, resting: str | None = None
    ) -> Way | None:
        """Return the way given by a solution; None if it breaks more than is relaxed."""
        original, visit = self.day.original, self.day.visit.id
        stops = range(self.encoded.problem.n_stops)
        more = {
            name: original_of(original, name)
            for (name, _), nodes in zip(self.encoded.routes, solution.routes, strict=False)
            if name not in original.caregiver and any(node in stops for node in nodes)
        }
        if len(more) > 1:
            return None
        plan = decode(self.encoded, solution)
        pieces = tuple(
            route.equipment
            for route in plan.equipment
            if route.piece > original.pool[route.equipment].count
        )
        asked = with_pieces(with_copies(original, more), pieces)
        group = next((group for group in groups(original) if visit in group), (visit,))
        left_out = tuple(each for each in self.day.plan.unserved if each.visit not in group)
        plan = plan.model_copy(update={"scenario": asked.fingerprint, "unserved": left_out})
        judgement = judge(asked, self.day.travel, plan)
        broken = judgement.violations
        kinds = {kind for relaxation in self.relaxed for kind in relaxation.kinds}
        if any(each.kind not in kinds or not concerns(each, {visit}) for each in broken):
            return None
        others = [moved or visit, *group]
        starts = {other: served_by(asked, plan, other) for other in others}
        if not all(is_proposable(original, name, start) for name, (_, start) in starts.items()):
            return None
        caregivers, start = served_by(asked, plan, visit)
        return Way(
            relaxed=tuple(relaxation.code for relaxation in self.relaxed),
            caregivers=caregivers,
            start=start,
            like=tuple(more.values()),
            pieces=pieces,
            together=tuple(
                Moved(other, *served_by(asked, plan, other)) for other in group if other != visit
            ),
            moved=None if moved is None else Moved(moved, *served_by(asked, plan, moved)),
            moved_break=None if resting is None else _break_of(plan, resting, visit),
            violations=broken,
            changes=tuple(field_changes(asked, visit, start, broken)),
            cost=judgement.cost.total - self.day.cost,
            plan=plan,
        )


def _comes(route: Route, visit: str) -> bool:
    return any(stop.visit == visit for stop in route.stops)


def _break_of(plan: Plan, caregiver: str, visit: str) -> MovedBreak | None:
    """Return the break of a caregiver in the route that serves a visit."""
    for route in plan.routes:
        if route.caregiver == caregiver and route.meal_break is not None and _comes(route, visit):
            return MovedBreak(caregiver, route.meal_break.start)
    return None
