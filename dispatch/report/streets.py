"""Reduces a road graph to the lines that a map of its size can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dispatch.roads import RoadGraph
from dispatch.roads.coordinates import EARTH_RADIUS

if TYPE_CHECKING:
    import shapely

MAIN = frozenset({"motorway", "trunk", "primary", "secondary"})
"""Road classes with broader lines."""


@dataclass(frozen=True)
class Plane:
    """Metres east and north of a centre: true to shape within a city (local equirectangular)."""

    longitude: float
    latitude: float

    def __call__(self, longitudes: ArrayLike, latitudes: ArrayLike) -> NDArray[np.float64]:
        """Project degrees (WGS84) to metres, shape (n, 2), exact to a decimetre."""
        east = np.radians(np.asarray(longitudes, float) - self.longitude)
        north = np.radians(np.asarray(latitudes, float) - self.latitude)
        shrink = np.cos(np.radians(self.latitude))
        return np.round(EARTH_RADIUS * np.stack((east * shrink, north), axis=-1), 1)


class Box(NamedTuple):
    """A rectangle in metres."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: NDArray[np.float64]) -> Box:
        """Return the smallest rectangle around points of shape (n, 2)."""
        return cls(*map(float, (*points.min(axis=0), *points.max(axis=0))))

    @property
    def size(self) -> float:
        """The longer side."""
        return max(self.east - self.west, self.north - self.south)

    def grown(self, metres: float) -> Box:
        """Return the rectangle with a margin."""
        return Box(self.west - metres, self.south - metres, self.east + metres, self.north + metres)


class Polyline(NamedTuple):
    """A line in whole metres."""

    xs: list[int]
    ys: list[int]

    @classmethod
    def thinned(cls, points: NDArray[np.float64], tolerance: float) -> Polyline:
        """Make a line of points of shape (n, 2), without unnecessary points (see `streets`)."""
        import shapely

        line = shapely.simplify(shapely.LineString(points), tolerance)
        return cls.of(shapely.remove_repeated_points(line))

    @classmethod
    def of(cls, line: shapely.LineString) -> Polyline:
        """Round a line of shapely to whole metres."""
        import shapely

        xs, ys = np.round(shapely.get_coordinates(line)).astype(int).T
        return cls(xs.tolist(), ys.tolist())


class Streets(NamedTuple):
    """The broad lines, and the rest."""

    main: list[Polyline]
    other: list[Polyline]


def streets(roads: RoadGraph, plane: Plane, box: Box, tolerance: float) -> Streets:
    """Merge, clip and simplify the roads within `box`.

    No line moves by more than `tolerance` metres (Douglas and Peucker 1973,
    10.3138/FM57-6770-U75U-7727).
    """
    is_main = np.array(
        [any(road.removesuffix("_link") in MAIN for road in tags["highway"]) for tags in roads.tags]
    )[roads.tagging]
    once = _one_direction(roads)
    return Streets(
        _lines(roads, plane, once[is_main[once]], box, tolerance),
        _lines(roads, plane, once[~is_main[once]], box, tolerance),
    )


def _one_direction(roads: RoadGraph) -> NDArray[np.intp]:
    """Return the edges, without those that run along another edge in the other direction."""
    ends = np.sort(np.stack((roads.tail, roads.head), axis=1), axis=1)
    keys = np.column_stack((ends, np.round(roads.length), np.diff(roads.shape_start)))
    _, first = np.unique(keys, axis=0, return_index=True)
    return np.sort(first)


def _lines(
    roads: RoadGraph, plane: Plane, edges: NDArray[np.intp], box: Box, tolerance: float
) -> list[Polyline]:
    import shapely

    if not len(edges):
        return []
    nodes = plane(roads.longitude, roads.latitude)
    bends = plane(roads.shape[:, 0], roads.shape[:, 1])
    ways = [
        np.vstack(
            (
                nodes[roads.tail[edge]],
                bends[roads.shape_start[edge] : roads.shape_start[edge + 1]],
                nodes[roads.head[edge]],
            )
        )
        for edge in edges
    ]
    points = np.vstack(ways)
    owner = np.repeat(np.arange(len(ways)), [len(way) for way in ways])
    merged = shapely.line_merge(
        shapely.multilinestrings(shapely.linestrings(points, indices=owner))
    )
    thinned = shapely.simplify(shapely.get_parts(merged), tolerance)
    parts = shapely.get_parts(shapely.clip_by_rect(thinned, *box))
    parts = parts[(shapely.get_dimensions(parts) == 1) & (shapely.length(parts) > tolerance)]
    return [Polyline.of(part) for part in parts]
