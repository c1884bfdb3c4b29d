"""A route from its stops: who leaves, arrives and is back when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from dispatch.plan.plan import BreakTaken, Route, Stop


class Leg(NamedTuple):
    """The way to a stop, and the stop. All times are milliseconds."""

    visit: str
    """The id of the visit."""
    role: str
    """The id of the role in the crew."""
    way: int
    """How long the travel to it takes."""
    start: int
    """When the service begins, after the first midnight."""
    end: int
    """When it ends."""
    before: int = 0
    """Access, between arrival and the earliest start."""
    after: int = 0
    """Documentation, before the route goes on."""


def route_of(
    caregiver: str,
    legs: Iterable[Leg],
    way_back: int,
    moment: Callable[[int], str],
    *,
    shift: int = 0,
    meal_break: BreakTaken | None = None,
) -> Route:
    """Make a route that leaves as late as its first start allows, and goes on at once after a stop.

    Whether there is time enough for the ways, and for the meal break, is the referee's to say.

    Parameters
    ----------
    caregiver, shift, meal_break
        As they stand in the route.
    legs
        At least one, in order.
    way_back
        Milliseconds from the last stop to the end place.
    moment
        What writes milliseconds after the first midnight: `Scenario.moment`.
    """
    first, *_ = legs = tuple(legs)
    departure = left = first.start - first.before - first.way
    stops = []
    for leg in legs:
        stops.append(
            Stop(
                visit=leg.visit,
                role=leg.role,
                arrival=moment(left + leg.way),
                start=moment(leg.start),
                end=moment(leg.end),
            )
        )
        left = leg.end + leg.after
    return Route(
        caregiver=caregiver,
        shift=shift,
        departure=moment(departure),
        stops=tuple(stops),
        meal_break=meal_break,
        returned=moment(left + way_back),
    )
