"""An encoded scenario, and the meaning of its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dispatch.encoding.clients import Clients
from dispatch.encoding.staff import Staff
from dispatch.engine.problem import Problem
from dispatch.roads import TravelTimes
from dispatch.scenario import Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE


@dataclass(frozen=True)
class Frame:
    """Meaning of the numbers of points, modes, pieces and clients.

    Attributes
    ----------
    travel : TravelTimes
        Travel times; a point is the position of a place in its `places`.
    modes : tuple of str
        Ids of the modes in use. Pieces that do not travel and clients have the mode after the last.
    pieces : tuple of (pool id, number from 1)
        Piece of equipment of each route after those of people; kits that crews bring have no route.
        A pool has at most as many pieces as there are visits that need one.
    clients : Clients
        What keeps visits of one client apart; the clients' routes come after those of pieces.
    staff : Staff
        What the rules answer about caregivers.
    step : int
        Milliseconds: the longest tick that divides a minute and all times but the travel times.
    """

    travel: TravelTimes
    modes: tuple[str, ...]
    pieces: tuple[tuple[str, int], ...]
    clients: Clients
    staff: Staff
    step: int = 1


@dataclass(frozen=True)
class Encoded:
    """A scenario and its problem.

    Attributes
    ----------
    scenario : Scenario
        The scenario.
    frame : Frame
        Meaning of points, modes and pieces.
    problem : Problem
        The problem.
    tick : int
        Milliseconds of a tick: the longest that is exact and divides a minute.
    stops : tuple of (visit id, position)
        For each stop, its visit and the position of its role in the crew; positions after the last
        role are those of the equipment that has routes of its own, in the order of the service, and
        then the client's.
    routes : tuple of (caregiver id, shift index)
        For each route of a person, the caregiver and the shift.
    """

    scenario: Scenario
    frame: Frame
    problem: Problem
    tick: int
    stops: tuple[tuple[str, int], ...]
    routes: tuple[tuple[str, int], ...]

    @property
    def travel(self) -> TravelTimes:
        """Travel times of the scenario."""
        return self.frame.travel

    @property
    def pieces(self) -> tuple[tuple[str, int], ...]:
        """Piece of equipment of each route after those of people."""
        return self.frame.pieces

    @property
    def cost_unit(self) -> int:
        """Number of units of the problem's costs in a cost of 1."""
        return 1000 * (MILLISECONDS_A_MINUTE // self.tick)

    @property
    def clients(self) -> Clients:
        """What keeps visits of one client apart."""
        return self.frame.clients

    @property
    def first_client(self) -> int:
        """The first of the clients' routes, which come last."""
        return len(self.routes) + len(self.pieces)

    @cached_property
    def stop_of(self) -> dict[tuple[str, int], int]:
        """Stops by visit and position."""
        return {key: stop for stop, key in enumerate(self.stops)}

    @cached_property
    def route_of(self) -> dict[tuple[str, int], int]:
        """Routes of people by caregiver and shift index."""
        return {key: route for route, key in enumerate(self.routes)}

    @cached_property
    def routes_of_caregiver(self) -> dict[str, range]:
        """Routes of each caregiver who has a shift; they lie side by side."""
        found: dict[str, range] = {}
        for route, (name, _) in enumerate(self.routes):
            found[name] = range(found[name].start if name in found else route, route + 1)
        return found

    @cached_property
    def routes_of_pool(self) -> dict[str, list[int]]:
        """Routes of the pieces of each pool that is in use."""
        found: dict[str, list[int]] = {}
        for route, (pool, _) in enumerate(self.pieces, len(self.routes)):
            found.setdefault(pool, []).append(route)
        return found
