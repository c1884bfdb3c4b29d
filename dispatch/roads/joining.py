"""Where places join a network: at the nearest point of the nearest street that it may use.

A street is joined only if people can come back from it: its two ends lie in the same strongly
connected component of the network. A street where nobody can stop is joined only by places that
have no other, and so is a street of a *fragment*: there a gap in the map is more likely than an
island. All geometry is planar, in the Mercator projection, which keeps the shapes around a
place, so the nearest point of the map is the nearest on the ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.coordinates import EARTH_RADIUS, Point, great_circle
from dispatch.roads.graph import RoadGraph

if TYPE_CHECKING:
    import shapely

FRAGMENT_ACROSS: Final = 1000.0
FRAGMENT_GAP: Final = 100.0
FRAGMENT_SHARE: Final = 20
"""A fragment is a component less than `FRAGMENT_ACROSS` metres across, and within `FRAGMENT_GAP`
metres of a component that is at least `FRAGMENT_SHARE` times as far across."""
SAME_SPOT: Final = 0.05
"""Points of a street less than so many metres apart are the same, and equally near streets are
all joined: so a place at a crossing joins every street there."""

Lines: TypeAlias = NDArray[Any]
"""Lines of shapely."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Directions of travel along the edges of a graph that one kind of traveller may use.

    Attributes
    ----------
    edge : array of shape (arcs,)
        The edge; ``~edge`` if the arc goes against its direction.
    tail, head : arrays of shape (arcs,)
        The nodes where the arc starts and ends.
    length, kmh : arrays of shape (arcs,)
        Metres, and the speed.
    stop : array of shape (arcs,)
        Whether it is possible to stop there.
    """

    edge: NDArray[np.int64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length: NDArray[np.float64]
    kmh: NDArray[np.float64]
    stop: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Joint:
    """A place and the point of the network that it joins.

    Attributes
    ----------
    door : tuple of float
        Longitude and latitude of the place.
    metres : float
        The straight line from the place to that point.
    component : int
        Number of the strongly connected component, 0 for the one that is the farthest across.
    foot : tuple of float
        Longitude and latitude of the point.
    arcs, along : tuples of equal length
        The arcs through the point, and the metres from each arc's tail to the point.
    """

    door: Point
    metres: float
    component: int
    foot: Point
    arcs: tuple[int, ...]
    along: tuple[float, ...]


class Streets:
    """The arcs of a network that places may join.

    Parameters
    ----------
    graph, arcs
        The road graph, and all arcs of the network.
    part : array of shape (nodes,)
        The strongly connected component of each node.
    """

    def __init__(self, graph: RoadGraph, arcs: Arcs, part: NDArray[np.int32]) -> None:
        self._graph, self._arcs = graph, arcs
        self._inside = np.flatnonzero(part[arcs.tail] == part[arcs.head])
        self._part = part[arcs.tail[self._inside]]
        self._lines = _lines(graph, arcs.edge[self._inside])

    @cached_property
    def _across(self) -> NDArray[np.float64]:
        """Metres across each component: the diagonal of its bounding box; 0 without streets."""
        import shapely

        box = shapely.bounds(self._lines)
        parts = int(self._part.max()) + 1
        low, high = np.full((parts, 2), np.inf), np.full((parts, 2), -np.inf)
        np.minimum.at(low, self._part, box[:, :2])
        np.maximum.at(high, self._part, box[:, 2:])
        filled = np.isfinite(low[:, 0])
        across = np.zeros(parts)
        size = np.hypot(*(high[filled] - low[filled]).T)
        across[filled] = size * _metre_scale((low[filled, 1] + high[filled, 1]) / 2)
        return across

    @cached_property
    def _number(self) -> NDArray[np.intp]:
        """The number of each component in the order of size."""
        return np.argsort(np.argsort(-self._across, kind="stable"), kind="stable")

    @cached_property
    def _choices(self) -> list[tuple[NDArray[np.intp], shapely.STRtree]]:
        """The joinable arcs, by choice: where people can stop, where not, and in fragments."""
        import shapely

        fragment, stop = self._in_fragments(), self._arcs.stop[self._inside]
        sets = map(np.flatnonzero, (~fragment & stop, ~fragment & ~stop, fragment))
        return [(each, shapely.STRtree(self._lines[each])) for each in sets if len(each)]

    def _in_fragments(self) -> NDArray[np.bool_]:
        """Whether each arc inside a component belongs to a fragment."""
        import shapely

        across = self._across[self._part]
        most = min(FRAGMENT_ACROSS, float(across.max()) / FRAGMENT_SHARE)
        small, large = np.flatnonzero(across < most), np.flatnonzero(across >= most)
        gap = FRAGMENT_GAP / _metre_scale(shapely.bounds(self._lines[small])[:, 1])
        tree = shapely.STRtree(self._lines[large])
        one, other = tree.query(self._lines[small], predicate="dwithin", distance=gap)
        dwarfed = across[small[one]] * FRAGMENT_SHARE <= across[large[other]]
        return np.isin(self._part, self._part[small[one[dwarfed]]])

    def join(self, points: NDArray[np.float64], limit: float) -> list[Joint]:
        """Join places, points (n, 2) in degrees.

        A later choice is taken only by places with no earlier one within `limit` metres.
        """
        (first, *rest) = self._choices
        joints = self._nearest(points, *first)
        for choice in rest:
            far = [place for place, joint in enumerate(joints) if joint.metres > limit]
            if not far:
                break
            for place, joint in zip(far, self._nearest(points[far], *choice), strict=True):
                joints[place] = min(joints[place], joint, key=lambda each: each.metres)
        return joints

    def _nearest(
        self, points: NDArray[np.float64], arcs: NDArray[np.intp], tree: shapely.STRtree
    ) -> list[Joint]:
        """Join each place to the nearest of some arcs, which are in a tree.

        All arcs within `SAME_SPOT` of the nearest count; at a crossing, only those that meet there.
        """
        import shapely

        spots = _mercator(points)
        at = shapely.points(spots)
        _, reach = tree.query_nearest(at, return_distance=True, all_matches=False)
        reach += SAME_SPOT / _metre_scale(spots[:, 1])
        place, near = tree.query(at, predicate="dwithin", distance=reach)
        rows = arcs[near]
        along, foot, crossing = self._feet(rows, at[place])
        kept = crossing | (np.bincount(place, crossing, len(points)) == 0)[place]
        place, rows, along, foot = place[kept], rows[kept], along[kept], foot[kept]
        metres = great_circle(*points[place].T, *foot.T)
        order = np.lexsort((rows, metres, place))
        each = np.split(order, np.searchsorted(place[order], np.arange(1, len(points))))
        return [
            Joint(
                door=(float(points[number, 0]), float(points[number, 1])),
                metres=float(metres[chosen[0]]),
                component=int(self._number[self._part[rows[chosen[0]]]]),
                foot=(float(foot[chosen[0], 0]), float(foot[chosen[0], 1])),
                arcs=tuple(self._inside[rows[chosen]].tolist()),
                along=tuple(along[chosen].tolist()),
            )
            for number, chosen in enumerate(each)
        ]

    def _feet(
        self, rows: NDArray[np.intp], at: Lines
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
        """Return the nearest points of arcs to places on the Mercator map.

        Returns
        -------
        tuple of arrays
            Metres along each arc, longitudes and latitudes (n, 2), and whether an end is so near.
        """
        import shapely

        lines, arc = self._lines[rows], self._inside[rows]
        with np.errstate(invalid="ignore"):  # a street of no length
            share = np.nan_to_num(shapely.line_locate_point(lines, at, normalized=True))
        foot = shapely.line_interpolate_point(lines, share, normalized=True)
        degrees = _degrees(shapely.get_coordinates(foot))
        length = self._arcs.length[arc]
        along = np.where(self._arcs.edge[arc] >= 0, share, 1 - share) * length
        first, last = along < SAME_SPOT, length - along < SAME_SPOT
        along = np.where(first, 0.0, np.where(last, length, along))
        node = np.where(first, self._arcs.tail[arc], self._arcs.head[arc])
        ends = np.column_stack((self._graph.longitude[node], self._graph.latitude[node]))
        return along, np.where((first | last)[:, None], ends, degrees), first | last


def polyline(graph: RoadGraph, edge: int) -> NDArray[np.float64]:
    """Longitudes and latitudes along an edge, ends included; ``~edge`` is against its direction."""
    forth = edge if edge >= 0 else ~edge
    ends = [graph.tail[forth], graph.head[forth]]
    corners = np.column_stack((graph.longitude[ends], graph.latitude[ends]))
    points = np.vstack((corners[:1], graph.bends(forth), corners[1:]))
    return points if edge >= 0 else points[::-1]


def distances(points: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    """Metres from the first point of a polyline to each, where the whole has the given length."""
    steps = np.hypot(*np.diff(_mercator(points), axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    return along * (length / along[-1] if along[-1] else 0.0)


def _lines(graph: RoadGraph, edges: NDArray[np.int64]) -> Lines:
    """Return the lines of edges, each in the direction of its edge, in the Mercator projection."""
    import shapely

    edges = np.where(edges >= 0, edges, ~edges)
    nodes = _mercator(np.column_stack((graph.longitude, graph.latitude)))
    start, bends = graph.shape_start[edges], np.diff(graph.shape_start)[edges]
    first = np.concatenate(([0], np.cumsum(bends + 2)))
    points = np.empty((first[-1], 2))
    points[first[:-1]], points[first[1:] - 1] = nodes[graph.tail[edges]], nodes[graph.head[edges]]
    inner = np.ones(len(points), bool)
    inner[first[:-1]] = inner[first[1:] - 1] = False
    rows = np.arange(bends.sum()) + np.repeat(start - np.cumsum(bends) + bends, bends)
    points[inner] = _mercator(graph.shape[rows])
    lines: Lines = shapely.linestrings(points, indices=np.repeat(np.arange(len(edges)), bends + 2))
    return lines


def _mercator(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Project points in degrees, (n, 2), onto the Mercator map of a globe of radius 1."""
    longitude, latitude = np.radians(points).T
    return np.column_stack((longitude, np.arcsinh(np.tan(latitude))))


def _degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the longitudes and latitudes of points on the Mercator map, (n, 2)."""
    latitude = np.arctan(np.sinh(points[:, 1]))
    degrees: NDArray[np.float64] = np.degrees(np.column_stack((points[:, 0], latitude)))
    return degrees


def _metre_scale(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres on the ground of a unit of the Mercator map, at its ordinates `y`."""
    metres: NDArray[np.float64] = EARTH_RADIUS / np.cosh(y)
    return metres
