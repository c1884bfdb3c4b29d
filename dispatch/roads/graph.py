"""A road graph as plain arrays, whatever it was read from.

`RoadGraph.from_arrays` makes one by hand; `dispatch.roads.files` reads and writes files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dispatch.errors import RoadsError, fault
from dispatch.roads.coordinates import Point, great_circle

Tags: TypeAlias = Mapping[str, tuple[str, ...]]
"""OpenStreetMap tags of an edge; a simplified edge may carry several values of one key."""

TAG_KEYS: Final[tuple[str, ...]] = (
    "highway", "access", "vehicle", "motor_vehicle", "bicycle", "foot", "maxspeed",
    "oneway", "oneway:bicycle", "cycleway", "cycleway:left", "cycleway:right", "cycleway:both",
)  # fmt: skip
"""The tags that are kept: those that decide who may use an edge, which way and how fast."""

NOT_BUILT: Final = frozenset({"construction", "proposed", "planned", "abandoned", "razed"})
"""Values of ``highway`` that are no road today."""


@dataclass(frozen=True, slots=True)
class RoadGraph:
    """Streets between points; each edge is one direction of travel. Coordinates are WGS84.

    Attributes
    ----------
    longitude, latitude : arrays of shape (nodes,)
        In degrees.
    tail, head : integer arrays of shape (edges,)
        The nodes an edge leads from and to.
    length : array of shape (edges,)
        In metres.
    tagging : integer array of shape (edges,)
        Index into `tags`.
    tags : tuple of mappings
        The distinct combinations of the tags in `TAG_KEYS`. ``oneway`` is ``("yes",)`` on edges
        whose opposite direction is closed to cars, and absent otherwise.
    shape_start : integer array of shape (edges + 1,)
        Where the bends of an edge begin in `shape`.
    shape : array of shape (bends, 2)
        Longitude and latitude of the bends between an edge's two ends.
    """

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length: NDArray[np.float64]
    tagging: NDArray[np.int32]
    tags: tuple[Tags, ...]
    shape_start: NDArray[np.int64]
    shape: NDArray[np.float64]

    @classmethod
    def from_arrays(
        cls,
        longitude: ArrayLike,
        latitude: ArrayLike,
        tail: Sequence[int] | NDArray[np.integer],
        head: Sequence[int] | NDArray[np.integer],
        highway: str | Sequence[str] = "residential",
        *,
        oneway: bool | Sequence[bool] | NDArray[np.bool_] = False,
        maxspeed: Sequence[str] | None = None,
        length: Sequence[float] | NDArray[np.float64] | None = None,
    ) -> RoadGraph:
        """Make a graph of streets; a street that is not one-way gets an edge in each direction.

        Parameters
        ----------
        longitude, latitude
            The nodes in degrees, WGS84.
        tail, head
            Nodes at the two ends of each street; a one-way street leads from tail to head.
        highway
            The road class of OpenStreetMap, one for all or one per street.
        oneway
            One for all or one per street.
        maxspeed
            The tag's text per street, such as ``"50"``; empty where there is none.
        length
            Metres per street; great-circle distances where it is not given.

        Raises
        ------
        RoadsError
            When a street names a node that is not there, or arrays differ in length.
        """
        builder = GraphBuilder()
        for point in zip(np.asarray(longitude, float), np.asarray(latitude, float), strict=True):
            builder.node(float(point[0]), float(point[1]))
        streets = len(tail)
        classes = [highway] * streets if isinstance(highway, str) else highway
        one_way = np.broadcast_to(np.asarray(oneway, bool), streets)
        limits = [""] * streets if maxspeed is None else maxspeed
        lengths = [None] * streets if length is None else [float(metres) for metres in length]
        for start, end, road, single, limit, metres in zip(
            tail, head, classes, one_way, limits, lengths, strict=True
        ):
            tags = {"highway": (road,)}
            if limit:
                tags["maxspeed"] = (limit,)
            builder.street(int(start), int(end), tags, oneway=bool(single), length=metres)
        return builder.built()

    def bends(self, edge: int) -> NDArray[np.float64]:
        """Longitudes and latitudes of the bends of an edge, shape (bends, 2)."""
        return self.shape[self.shape_start[edge] : self.shape_start[edge + 1]]


@dataclass(slots=True)
class GraphBuilder:
    """Collects nodes and edges one by one; `built` makes the arrays."""

    _points: list[Point] = field(default_factory=list)
    _ends: list[tuple[int, int]] = field(default_factory=list)
    _lengths: list[float] = field(default_factory=list)
    _tagging: list[int] = field(default_factory=list)
    _known_tags: dict[tuple[tuple[str, ...], ...], int] = field(default_factory=dict)
    _shapes: list[Sequence[Point]] = field(default_factory=list)

    def node(self, longitude: float, latitude: float) -> int:
        """Add a node and return its index.

        Raises
        ------
        RoadsError
            When the point is not on the globe (a projected graph, for instance).
        """
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            node = len(self._points) + 1
            raise RoadsError(fault("roads-no-degrees", node=node, x=longitude, y=latitude))
        self._points.append((longitude, latitude))
        return len(self._points) - 1

    def edge(
        self,
        tail: int,
        head: int,
        tags: Tags,
        *,
        length: float | None = None,
        shape: Sequence[Point] = (),
    ) -> None:
        """Add one direction of travel; ways that are not built, or no road at all, are left out.

        Raises
        ------
        RoadsError
            When an end is no known node, or the length is not a positive number of metres.
        """
        if "highway" not in tags or not NOT_BUILT.isdisjoint(tags["highway"]):
            return
        if not (0 <= tail < len(self._points) and 0 <= head < len(self._points)):
            raise RoadsError(fault("roads-edge-nowhere", tail=tail, head=head))
        if length is not None and not 0 <= length < 1e8:
            raise RoadsError(fault("roads-edge-length", length=length))
        key = tuple(tags.get(name, ()) for name in TAG_KEYS)
        self._ends.append((tail, head))
        self._lengths.append(np.nan if length is None else length)
        self._tagging.append(self._known_tags.setdefault(key, len(self._known_tags)))
        self._shapes.append(shape)

    def street(
        self,
        tail: int,
        head: int,
        tags: Tags,
        *,
        oneway: bool,
        length: float | None = None,
        shape: Sequence[Point] = (),
    ) -> None:
        """Add a street: one edge with ``oneway``, or one in each direction."""
        if oneway:
            self.edge(tail, head, {**tags, "oneway": ("yes",)}, length=length, shape=shape)
        else:
            plain = {key: values for key, values in tags.items() if key != "oneway"}
            self.edge(tail, head, plain, length=length, shape=shape)
            self.edge(head, tail, plain, length=length, shape=tuple(reversed(shape)))

    def built(self) -> RoadGraph:
        """Return the graph.

        Raises
        ------
        RoadsError
            When it holds no road.
        """
        if not self._ends:
            raise RoadsError(fault("roads-empty"))
        points = np.array(self._points, dtype=np.float64)
        ends = np.array(self._ends, dtype=np.int32)
        counts = np.array([len(shape) for shape in self._shapes])
        bends = [point for shape in self._shapes for point in shape]
        graph = RoadGraph(
            longitude=points[:, 0].copy(),
            latitude=points[:, 1].copy(),
            tail=ends[:, 0].copy(),
            head=ends[:, 1].copy(),
            length=np.array(self._lengths),
            tagging=np.array(self._tagging, dtype=np.int32),
            tags=tuple(
                {name: values for name, values in zip(TAG_KEYS, key, strict=True) if values}
                for key in self._known_tags
            ),
            shape_start=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            shape=np.array(bends, dtype=np.float64).reshape(-1, 2),
        )
        _fill_lengths(graph)
        return graph


def _fill_lengths(graph: RoadGraph) -> None:
    """Measure along the bends where a length is not given."""
    for edge in np.flatnonzero(np.isnan(graph.length)).tolist():
        tail, head = graph.tail[edge], graph.head[edge]
        way = np.vstack(
            (
                (graph.longitude[tail], graph.latitude[tail]),
                graph.bends(edge),
                (graph.longitude[head], graph.latitude[head]),
            )
        )
        graph.length[edge] = great_circle(way[:-1, 0], way[:-1, 1], way[1:, 0], way[1:, 1]).sum()


def tag_values(texts: Iterable[str]) -> tuple[str, ...]:
    """Distinct values of a tag in order, with ``a;b`` taken apart."""
    parts = (part.strip() for text in texts for part in text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))
