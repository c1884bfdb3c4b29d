"""A road graph as plain arrays, independent of the file format.

`RoadGraph.from_arrays` makes one in Python; `dispatch.roads.files` reads one from a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dispatch.errors import RoadsError, fault
from dispatch.roads.coordinates import Point, great_circle

Tags: TypeAlias = Mapping[str, tuple[str, ...]]
"""OpenStreetMap tags of an edge; a simplified edge may carry several values of one key."""

_BY_MODE: Final = ("access", "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot")
ACCESS_KEYS: Final[tuple[str, ...]] = (*_BY_MODE, *(f"{key}:conditional" for key in _BY_MODE))
"""The tags of ways and of barriers that open or close them, always or at some hours."""

TAG_KEYS: Final[tuple[str, ...]] = (
    "highway", *ACCESS_KEYS, "maxspeed", "speed_kmh",
    "oneway", "oneway:bicycle", "cycleway", "cycleway:left", "cycleway:right", "cycleway:both",
    "cycleway:left:oneway", "cycleway:right:oneway", "cycleway:both:oneway",
)  # fmt: skip
"""The tags that are kept: they decide who may use an edge, in which direction and how fast."""

NOT_BUILT: Final = frozenset({"construction", "proposed", "planned", "abandoned", "razed"})
"""Values of ``highway`` of roads that do not exist today."""


@dataclass(frozen=True, slots=True)
class RoadGraph:
    """Streets between points; each edge is one direction of travel. Coordinates are WGS84.

    Attributes
    ----------
    longitude, latitude : arrays of shape (nodes,)
        In degrees.
    tail, head : integer arrays of shape (edges,)
        The nodes where an edge starts and ends.
    length : array of shape (edges,)
        In metres.
    tagging : integer array of shape (edges,)
        Index into `tags`.
    tags : tuple of mappings
        The distinct combinations of the tags in `TAG_KEYS`. ``oneway`` is ``("yes",)`` on edges
        whose opposite direction is closed to cars, and absent otherwise. ``highway`` is
        ``("ferry",)`` on a ferry, where ``speed_kmh`` is its speed, and ``("barrier",)`` on an edge
        of length 0 across a barrier.
    shape_start : integer array of shape (edges + 1,)
        The first row in `shape` of an edge's bends.
    shape : array of shape (bends, 2)
        Longitude and latitude of the bends between the two ends of an edge.
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
        """Make a graph of streets; a two-way street becomes an edge in each direction.

        Parameters
        ----------
        longitude, latitude
            The nodes in degrees, WGS84.
        tail, head
            The nodes at the two ends of each street; a one-way street leads from tail to head.
        highway
            The road class in OpenStreetMap, one for all or one for each street.
        oneway
            One for all or one for each street.
        maxspeed
            The text of the tag for each street, such as ``"50"``; empty if it has none.
        length
            Metres for each street; great-circle distances if not given.

        Raises
        ------
        RoadsError
            If a street names an unknown node, a length is not valid, or there is no road.
        ValueError
            If arrays differ in length.
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
    """Collects nodes and edges; `built` makes the arrays."""

    _points: list[Point] = field(default_factory=list)
    _ends: list[tuple[int, int]] = field(default_factory=list)
    _lengths: list[float] = field(default_factory=list)
    _tagging: list[int] = field(default_factory=list)
    _known_tags: dict[tuple[tuple[str, ...] | None, ...], int] = field(default_factory=dict)
    _shapes: list[Sequence[Point]] = field(default_factory=list)

    def node(self, longitude: float, latitude: float) -> int:
        """Add a node and return its index.

        Raises
        ------
        RoadsError
            If the point is not on the globe, as in a projected graph.
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
        """Add one direction of travel; skip edges that are no road or are not built yet.

        Raises
        ------
        RoadsError
            If an end is not a known node, or the length is not from 0 to 1e8 metres.
        """
        if "highway" not in tags or not NOT_BUILT.isdisjoint(tags["highway"]):
            return
        if not (0 <= tail < len(self._points) and 0 <= head < len(self._points)):
            raise RoadsError(fault("roads-edge-nowhere", tail=tail, head=head))
        if length is not None and not 0 <= length < 1e8:
            raise RoadsError(fault("roads-edge-length", length=length))
        key = tuple(map(tags.get, TAG_KEYS))
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
        """Add a street: one edge with ``oneway``, or one in each direction.

        The second one is closed to bicycles if ``oneway:bicycle`` says that they ride along only.
        """
        if oneway:
            self.edge(tail, head, {**tags, "oneway": ("yes",)}, length=length, shape=shape)
        else:
            plain = {key: values for key, values in tags.items() if key != "oneway"}
            self.edge(tail, head, plain, length=length, shape=shape)
            back = against_bicycles(plain)
            self.edge(head, tail, back, length=length, shape=tuple(reversed(shape)))

    def built(self) -> RoadGraph:
        """Return the graph.

        Raises
        ------
        RoadsError
            If it contains no road.
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
    """Measure along the bends the edges whose length is not given."""
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


def against_bicycles(tags: Tags) -> Tags:
    """Tags of the second direction of a two-way street: closed if bicycles ride along only."""
    return {**tags, "bicycle": ("no",)} if "yes" in tags.get("oneway:bicycle", ()) else tags


_BETWEEN: Final = re.compile(r";(?![^()]*\))")


def tag_values(texts: Iterable[str]) -> tuple[str, ...]:
    """Distinct values of a tag in order; ``a;b`` is two values, ``a @ (b;c)`` is one."""
    parts = (part.strip() for text in texts for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))
