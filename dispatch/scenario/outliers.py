"""Places that lie far from all others: most likely their coordinates are mistyped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, Final, TypeAlias

from dispatch.errors import Fault, fault

if TYPE_CHECKING:
    from dispatch.scenario.scenario import Scenario

Point: TypeAlias = tuple[float, float]

_LEAST: Final = 5.0
"""Kilometres up to which a place is never far from the others."""
_TIMES: Final = 3.0
"""How many times the spread of all places lies between a far place and the nearest other one."""
_FEWEST: Final = 5
"""With fewer places, none of them is the odd one out."""
_KM_OF_A_DEGREE: Final = 111.2


def far_places(scenario: Scenario) -> Iterator[Fault]:
    """Yield each place whose nearest other place is far, compared with the spread of all.

    The spread is the median distance of the places from their median, so that a few wrong ones do
    not change it.
    """
    where: dict[Point, str] = {}
    for place, field in _places(scenario):
        if not isinstance(place, str):
            where.setdefault(place, field)
    points = [*where]
    if len(points) < _FEWEST:
        return
    middle = median(x for x, _ in points), median(y for _, y in points)
    spread = median(_apart(middle, point) for point in points)
    limit = max(_LEAST, _TIMES * spread)
    for point in points:
        if _apart(middle, point) > limit - spread:  # nearer ones have half of the places around
            nearest = _nearest(point, points, limit)
            if nearest > limit:
                km = f"{nearest:.0f}"
                yield fault("place-far", where[point], km=km, spread=f"{spread:.1f}")


def _nearest(point: Point, points: Sequence[Point], enough: float) -> float:
    """Return the distance of the nearest other place; of any place that is near enough."""
    found = math.inf
    for other in points:
        if other != point:
            found = min(found, _apart(point, other))
            if found <= enough:
                break
    return found


def _places(scenario: Scenario) -> Iterator[tuple[Point | str, str]]:
    for client in scenario.clients:
        yield scenario.place_of(client.place), f"clients[{client.id}].place"
    for station in scenario.stations:
        yield station.place, f"stations[{station.id}].place"
    for caregiver in scenario.caregivers:
        yield scenario.place_of(caregiver.start), f"caregivers[{caregiver.id}].start"


def _apart(one: Point, other: Point) -> float:
    """Return the kilometres between two points, accurate enough for a region."""
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return _KM_OF_A_DEGREE * math.hypot(east, one[1] - other[1])
