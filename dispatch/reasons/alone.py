"""What bars a caregiver from a visit even if nothing else is in her shifts, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from dispatch.encoding import Encoded
from dispatch.engine.alone import Alone, Bar, Obstacle, Placement
from dispatch.engine.problem import Ints
from dispatch.plan import Reason
from dispatch.rules import limits
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

Crew: TypeAlias = Mapping[str, Sequence[Placement]]
"""Who can take a role, or which pieces of a pool can come, and how."""

_CODES: Final = {
    Bar.TOO_FAR: "too_far",
    Bar.TOO_LATE: "cannot_arrive_in_time",
    Bar.LATE_RETURN: "returns_too_late",
    Bar.BREAK: "meal_break_in_the_way",
}
_OF_LIMITS: Final = {
    "paid_hours_cap": "day_too_short",
    "weekly_cap": "week_used_up",
    "probation_cap": "no_visit_on_probation",
    "carrying_limit": "too_heavy",
}
"""The codes of limits that leave no room even if nothing else is in the plan."""

_UNITS: Final = {"no_visit_on_probation": 1, "too_heavy": 1000}
"""The codes whose figures are no minutes, and how many of the problem's units make one."""

_CLOCK: Final = frozenset({Bar.TOO_LATE, Bar.LATE_RETURN, Bar.BREAK})
"""The bars whose figures are clock times."""


class InShifts:
    """What caregivers and pieces of equipment can do with nothing else in the plan.

    Parameters
    ----------
    scenario
        The scenario.
    encoded
        The scenario in numbers.
    visits
        The numbers of the visits to ask about.
    """

    def __init__(self, scenario: Scenario, encoded: Encoded, visits: Ints) -> None:
        self._scenario, self._encoded, self._visits = scenario, encoded, visits
        self._known: dict[tuple[int, ...], Alone] = {}

    def caregiver(self, stop: int, name: str) -> tuple[list[Placement], list[Reason]]:
        """Find how a caregiver can take a stop, or else what bars her."""
        alone = self._alone(*self._encoded.routes_of_caregiver[name])
        placements = alone.placements(stop)
        return placements, [] if placements else list(self._told(name, alone.obstacles(stop)))

    def pieces(self, stop: int, pool: str) -> Crew:
        """Find how each piece of a pool can come to a stop."""
        routes = self._encoded.routes_of_pool.get(pool, [])
        each = {f"{pool}/{route}": self._alone(route).placements(stop) for route in routes}
        return {name: placements for name, placements in each.items() if placements}

    def _alone(self, *routes: int) -> Alone:
        if routes not in self._known:
            self._known[routes] = Alone(self._encoded.problem, self._visits, routes)
        return self._known[routes]

    def _told(self, name: str, obstacles: Sequence[Obstacle]) -> Iterator[Reason]:
        if not obstacles:
            yield Reason(code="shift_outside_window", caregiver=name)
        for each in obstacles:
            code = self._code(name, each)
            yield Reason(code=code, caregiver=name, figures=self._figures(each, code))

    def _code(self, name: str, obstacle: Obstacle) -> str:
        caregiver = self._scenario.caregiver[name]
        if obstacle.bar is Bar.LIMIT:
            return _OF_LIMITS[limits(self._scenario, caregiver)[obstacle.limit].code]
        if obstacle.bar is Bar.LATE_RETURN:
            at, shift = self._scenario.at, caregiver.shifts[obstacle.route]
            ends = at(shift.end) + caregiver.overtime_limit
            ends = ends if shift.gone is None else min(ends, at(shift.gone))
            if obstacle.has * self._encoded.tick < ends:
                return "no_return_before_next_shift"
        return _CODES[obstacle.bar]

    def _figures(self, obstacle: Obstacle, code: str) -> dict[str, float | str]:
        tick, both = self._encoded.tick, (obstacle.needs, obstacle.has)
        told: tuple[float | str, ...]
        if obstacle.bar in _CLOCK:
            told = tuple(self._scenario.moment(at * tick) for at in both)
        else:
            told = tuple(amount / _UNITS.get(code, MILLISECONDS_A_MINUTE / tick) for amount in both)
        way = obstacle.way * tick / MILLISECONDS_A_MINUTE
        return {"way": way, "needs": told[0], "has": told[1]}
