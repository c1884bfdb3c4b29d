"""A scenario beside the problem that it makes, and what stands for what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dispatch.engine.problem import Problem
from dispatch.roads import TravelTimes
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE


@dataclass(frozen=True)
class Encoded:
    """A scenario with its travel times, and the problem that they make.

    Attributes
    ----------
    tick : int
        Milliseconds of a tick: the longest that loses nothing, and a whole part of a minute.
    stops : tuple of (visit id, role index)
        What each stop stands for.
    routes : tuple of (caregiver id, shift index)
        What each route stands for.
    """

    scenario: Scenario
    travel: TravelTimes
    problem: Problem
    tick: int
    stops: tuple[tuple[str, int], ...]
    routes: tuple[tuple[str, int], ...]

    @property
    def cost_unit(self) -> int:
        """How many units of the problem's costs make a cost of 1."""
        return 1000 * (MILLISECONDS_A_MINUTE // self.tick)

    @cached_property
    def stop_of(self) -> dict[tuple[str, int], int]:
        """Stops by visit and role index."""
        return {key: stop for stop, key in enumerate(self.stops)}

    @cached_property
    def route_of(self) -> dict[tuple[str, int], int]:
        """Routes by caregiver and shift index."""
        return {key: route for route, key in enumerate(self.routes)}
