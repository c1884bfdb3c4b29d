"""Makes a route from its stops: computes departure, arrivals and return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from dispatch.plan.plan import BreakTaken, Route, Stop
from dispatch.scenario.geography import Place


class Leg(NamedTuple):
    """The way to a stop, and the stop. All times are in milliseconds."""

    visit: str
    """The id of the visit."""
    role: str
    """The id of the role in the crew."""
    way: int
    """The travel time to the stop."""
    start: int
    """When the service begins, after the first midnight."""
    end: int
    """When the service ends, after the first midnight."""
    before: int = 0
    """Access and set-up, between arrival and the earliest start."""
    after: int = 0
    """Packing up and documentation, before the caregiver leaves."""
    early: int | None = None
    """How long before she is needed a caregiver arrives who waits before she goes; she goes at once
    if not given."""


class Rest(NamedTuple):
    """A meal break. All times are in milliseconds."""

    position: int
    """The number of stops before it."""
    start: int
    """When it begins, after the first midnight."""
    end: int
    """When it ends, after the first midnight."""
    at_home: bool = False
    """Whether it is taken before departure or after the return."""
    place: Place | None = None
    """Where it is taken on the way, if that is not a door."""
    on: int = 0
    """The way on from that place."""

    def reached(self, left: int, way: int) -> int:
        """Return the arrival at the end of the way on which the break lies.

        Parameters
        ----------
        left
            When the caregiver leaves for it.
        way
            The way without a detour.
        """
        if self.place is not None:
            return self.end + self.on
        return left + way if self.is_at_door(left, way) else self.end + way

    def is_at_door(self, left: int, way: int) -> bool:
        """Return whether it is taken at the end of the way; see `reached`."""
        return self.place is None and self.start >= left + way


def route_of(
    caregiver: str,
    legs: Iterable[Leg],
    way_back: int,
    moment: Callable[[int], str],
    *,
    shift: int = 0,
    rest: Rest | None = None,
    out: int | None = None,
) -> Route:
    """Make a route that departs as late as its first start allows.

    Does not check that there is enough time for travel and for the meal break; the referee does.

    Parameters
    ----------
    caregiver, shift
        The values of these fields of the route.
    legs
        The legs in order, at least one unless the caregiver is `out`.
    way_back
        Milliseconds from the last stop to the end place.
    moment
        Formats milliseconds after the first midnight: `Scenario.moment`.
    rest
        The meal break.
    out
        When a caregiver who has set out before is free; the departure does not follow from the
        first start.
    """
    legs = tuple(legs)
    departure = _departure(legs, rest) if out is None else out
    left = departure
    stops = []
    for position, leg in enumerate(legs):
        arrival = left + leg.way
        if position or out is not None:
            here = rest if rest is not None and rest.position == position else None
            arrival = _arrival(leg, left, here)
        stops.append(
            Stop(
                visit=leg.visit,
                role=leg.role,
                arrival=moment(arrival),
                start=moment(leg.start),
                end=moment(leg.end),
            )
        )
        left = leg.end + leg.after
    returned = left + way_back
    if rest is not None and rest.position == len(legs) and not rest.at_home:
        returned = rest.end + way_back
    return Route(
        caregiver=caregiver,
        shift=shift,
        departure=moment(departure),
        stops=tuple(stops),
        meal_break=None if rest is None else _written(rest, moment),
        returned=moment(returned),
    )


def _arrival(leg: Leg, left: int, rest: Rest | None) -> int:
    """Return when a caregiver arrives who may leave for a stop; a break may lie on her way."""
    soonest = left + leg.way if rest is None else rest.reached(left, leg.way)
    if leg.early is None:
        return soonest
    latest = leg.start - leg.before - leg.early
    if rest is not None and rest.is_at_door(left, leg.way):
        latest = min(latest, rest.start)
    return max(soonest, latest)


def _departure(legs: Sequence[Leg], rest: Rest | None) -> int:
    first, *_ = legs
    if rest is not None and rest.position == 0 and not rest.at_home:
        return rest.start - first.way
    return first.start - first.before - first.way


def _written(rest: Rest, moment: Callable[[int], str]) -> BreakTaken:
    return BreakTaken(
        position=rest.position,
        start=moment(rest.start),
        end=moment(rest.end),
        place=rest.place,
    )


def position_of(rest: BreakTaken, stops: Sequence[Stop], at: Callable[[str], int]) -> int:
    """Return how many stops lie before a break.

    That is its `position` if its times fit between the stops there, otherwise the number of stops
    that begin before it does.

    Parameters
    ----------
    rest
        The break.
    stops
        The stops of the route.
    at
        Converts a moment to milliseconds after the first midnight: `Scenario.at`.
    """
    position, start, end = rest.position, at(rest.start), at(rest.end)
    if position is not None and 0 <= position <= len(stops):
        before, after = stops[:position][-1:], stops[position : position + 1]
        if all(at(stop.end) <= start for stop in before) and all(
            end <= at(stop.start) for stop in after
        ):
            return position
    return sum(at(stop.start) <= start for stop in stops)
