"""Makes a route from its stops: computes departure, arrivals and return."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from dispatch.plan.plan import BreakTaken, Route, Stop


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


def route_of(
    caregiver: str,
    legs: Iterable[Leg],
    way_back: int,
    moment: Callable[[int], str],
    *,
    shift: int = 0,
    meal_break: BreakTaken | None = None,
) -> Route:
    """Make a route that departs as late as its first start allows and leaves each stop at once.

    Does not check that there is enough time for travel and for the meal break; the referee does.

    Parameters
    ----------
    caregiver, shift, meal_break
        The values of these fields of the route.
    legs
        The legs in order, at least one.
    way_back
        Milliseconds from the last stop to the end place.
    moment
        Formats milliseconds after the first midnight: `Scenario.moment`.
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
