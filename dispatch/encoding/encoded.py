"""A scenario beside the problem that it makes, and what stands for what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dispatch.engine.problem import Problem
from dispatch.roads import TravelTimes
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE


@dataclass(frozen=True)
class Frame:
    """What the numbers of points, modes and pieces mean.

    Attributes
    ----------
    travel : TravelTimes
        A point is the position of a place in its `places`.
    modes : tuple of str
        The ids of the modes in use. A piece that does not travel has the mode after the last.
    pieces : tuple of (pool id, number from 1)
        What each route after those of people stands for: a piece of equipment. There are no more
        of a pool than visits that need one.
    """

    travel: TravelTimes
    modes: tuple[str, ...]
    pieces: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Encoded:
    """A scenario and the problem that it makes.

    Attributes
    ----------
    frame : Frame
        What else the numbers mean.
    tick : int
        Milliseconds of a tick: the longest that loses nothing, and a whole part of a minute.
    stops : tuple of (visit id, place)
        What each stop stands for: the role of the crew, and behind the last role the equipment
        that the service names, in order.
    routes : tuple of (caregiver id, shift index)
        What each route of a person stands for.
    """

    scenario: Scenario
    frame: Frame
    problem: Problem
    tick: int
    stops: tuple[tuple[str, int], ...]
    routes: tuple[tuple[str, int], ...]

    @property
    def travel(self) -> TravelTimes:
        """The scenario's travel times."""
        return self.frame.travel

    @property
    def pieces(self) -> tuple[tuple[str, int], ...]:
        """What each route after those of people stands for."""
        return self.frame.pieces

    @property
    def cost_unit(self) -> int:
        """How many units of the problem's costs make a cost of 1."""
        return 1000 * (MILLISECONDS_A_MINUTE // self.tick)

    @cached_property
    def stop_of(self) -> dict[tuple[str, int], int]:
        """Stops by visit and place."""
        return {key: stop for stop, key in enumerate(self.stops)}

    @cached_property
    def route_of(self) -> dict[tuple[str, int], int]:
        """People's routes by caregiver and shift index."""
        return {key: route for route, key in enumerate(self.routes)}

    @cached_property
    def routes_of_pool(self) -> dict[str, list[int]]:
        """The routes of the pieces of each pool that is in use."""
        found: dict[str, list[int]] = {}
        for route, (pool, _) in enumerate(self.pieces, len(self.routes)):
            found.setdefault(pool, []).append(route)
        return found
