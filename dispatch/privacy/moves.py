"""Where places are moved to: the middle of a street, or the middle of a square."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from dispatch.roads.coordinates import (
    EARTH_RADIUS,
    CoordinateSystem,
    Point,
    from_wgs84,
    great_circle,
    to_wgs84,
)

if TYPE_CHECKING:
    from dispatch.roads import RoadGraph
    from dispatch.roads.network import Network

SQUARE: Final = 200.0
"""Metres along the side of a square."""
_DECIMALS: Final = 6
"""Decimals of a degree: 0.1 m."""


class Moves:
    """Moves places, each always to the same point.

    Parameters
    ----------
    coordinates
        The system of longitudes and latitudes.
    graph
        The roads: a place moves to the middle of the street between two crossings that is nearest
        for walkers. Without a graph, and farther than a kilometre from any street, it moves to the
        middle of its square of some 200 m; the same squares on every day.
    """

    def __init__(self, coordinates: CoordinateSystem, graph: RoadGraph | None) -> None:
        self._coordinates = coordinates
        self._network = None if graph is None else _for_walkers(graph)
        self._known: dict[Point, Point] = {}
        self.on_streets = 0
        """How many places were moved to a street; all others were moved to a square."""

    @property
    def known(self) -> Mapping[Point, Point]:
        """The places that were moved, and where to."""
        return self._known

    @property
    def farthest(self) -> float:
        """The metres of the longest move."""
        if not self._known:
            return 0.0
        before, after = np.array([*self._known]), np.array([*self._known.values()])
        return float(great_circle(*before.T, *after.T).max())

    def __call__(self, place: Point) -> Point:
        """Return where a place, its longitude and latitude, is moved to."""
        if place not in self._known:
            self._known[place] = self._street(place) or _square(place)
        return self._known[place]

    def _street(self, place: Point) -> Point | None:
        if self._network is None:
            return None
        from dispatch.roads.access import Assumptions
        from dispatch.roads.joining import distances, polyline

        limit, network = Assumptions().snap_limit, self._network
        (joint,) = network.join(np.array([to_wgs84(place, self._coordinates)]), limit)
        if joint.metres > limit:
            return None
        edge = int(network.arcs.edge[joint.arcs[0]])
        points = polyline(network.graph, edge)
        along = distances(points, 1.0)
        middle = (float(np.interp(0.5, along, degrees)) for degrees in points.T)
        self.on_streets += 1
        return _rounded(from_wgs84((next(middle), next(middle)), self._coordinates))


def _for_walkers(graph: RoadGraph) -> Network:
    from dispatch.roads.access import Assumptions
    from dispatch.roads.network import Network

    assumptions = Assumptions()
    return Network.of(graph, "walk", assumptions.walking_kmh, assumptions)


def _square(place: Point) -> Point:
    """Return the middle of a square; those of one row are equally wide."""
    longitude, latitude = place
    high = math.degrees(SQUARE / EARTH_RADIUS)
    row = math.floor(latitude / high)
    middle = (row + 0.5) * high
    wide = high / max(math.cos(math.radians(middle)), 0.01)  # at the poles there are few squares
    across = (math.floor(longitude / wide) + 0.5) * wide
    return _rounded((max(-180.0, min(across, 180.0)), max(-90.0, min(middle, 90.0))))


def _rounded(place: Point) -> Point:
    return round(place[0], _DECIMALS), round(place[1], _DECIMALS)
