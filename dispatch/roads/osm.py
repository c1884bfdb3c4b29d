"""Ways and nodes of OpenStreetMap become a road graph, from whatever file they come.

Ways with a ``highway`` become streets and ferries, cut at their junctions and at barriers; the
points in between become their bends. Everything else in an ordinary export (buildings, land use,
relations) is ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final, Generic, TypeVar

import numpy as np

from dispatch.roads.barriers import BARRIER_KEYS, Barriers, read_barrier
from dispatch.roads.coordinates import Point, great_circle
from dispatch.roads.ferries import ferry_kmh, is_ferry
from dispatch.roads.graph import NOT_BUILT, TAG_KEYS, GraphBuilder, RoadGraph, Tags, tag_values

Reference = TypeVar("Reference", bound=Hashable)
"""The id of a node."""

KEPT_KEYS: Final = frozenset((*TAG_KEYS, *BARRIER_KEYS, "junction", "area", "route", "duration"))
"""The tags of ways and nodes that are read."""

_FORWARD: Final = frozenset({"yes", "true", "1"})
_BACKWARD: Final = frozenset({"-1", "reverse"})
_CIRCLES: Final = frozenset({"roundabout", "circular"})
_LANE_DIRECTIONS: Final = tuple(key for key in TAG_KEYS if key.endswith(":oneway"))


def is_road(tags: Mapping[str, str]) -> bool:
    """Say whether the tags of a way make it a road or a ferry that exists."""
    road = tags.get("highway", "")
    return is_ferry(tags) or (road != "" and road not in NOT_BUILT)


class OSMMap(Generic[Reference]):
    """Collects the nodes and ways of a map, in any order; `built` makes the graph."""

    def __init__(self) -> None:
        self._points: dict[Reference, Point] = {}
        self._barriers: dict[Reference, Tags] = {}
        self._ways: list[tuple[Sequence[Reference], Mapping[str, str]]] = []

    def node(self, reference: Reference, point: Point, tags: Mapping[str, str]) -> None:
        """Add a node, given its longitude and latitude."""
        self._points[reference] = point
        if "barrier" in tags and (barrier := read_barrier(tags)) is not None:
            self._barriers[reference] = barrier

    def way(self, references: Sequence[Reference], tags: Mapping[str, str]) -> None:
        """Add a way, unless it is no road or an area."""
        if is_road(tags) and tags.get("area") != "yes":
            self._ways.append((references, tags))

    @property
    def references(self) -> set[Reference]:
        """The nodes that the ways need."""
        return {reference for references, _ in self._ways for reference in references}

    def built(self) -> RoadGraph:
        """Cut the ways at their junctions and at barriers; return the graph.

        Raises
        ------
        RoadsError
            If there is no road, or a point is not on the globe.
        """
        pieces = [
            (piece, tags)
            for references, tags in self._ways
            for piece in self._within_extract(references)
        ]
        meetings = Counter(reference for piece, _ in pieces for reference in piece)
        for piece, _ in pieces:
            meetings.update((piece[0], piece[-1]))
        meetings.update(self._barriers.keys() & meetings.keys())
        builder = GraphBuilder()
        barriers = Barriers(builder)
        nodes = {
            reference: barriers.node(self._points[reference], self._barriers.get(reference))
            for reference, count in meetings.items()
            if count > 1
        }
        for piece, tags in pieces:
            self._add(builder, barriers, nodes, piece, tags)
        return builder.built()

    def _within_extract(self, references: Sequence[Reference]) -> Iterator[list[Reference]]:
        """Stretches of a way whose nodes are all known: an extract cuts ways at its border."""
        stretch: list[Reference] = []
        for reference in [*references, None]:
            if reference is not None and reference in self._points:
                if not stretch or stretch[-1] != reference:
                    stretch.append(reference)
            else:
                if len(stretch) > 1:
                    yield stretch
                stretch = []

    def _add(
        self,
        builder: GraphBuilder,
        barriers: Barriers,
        nodes: Mapping[Reference, int],
        references: list[Reference],
        tags: Mapping[str, str],
    ) -> None:
        backward = tags.get("oneway", "") in _BACKWARD
        way = references[::-1] if backward else references
        values = self._values(references, _turned(tags) if backward else tags)
        begin = 0
        for position in range(1, len(way)):
            if way[position] in nodes:
                builder.street(
                    *barriers.ends(nodes[way[begin]], nodes[way[position]]),
                    values,
                    oneway=backward or _is_single(tags),
                    shape=tuple(self._points[bend] for bend in way[begin + 1 : position]),
                )
                begin = position

    def _values(self, references: Sequence[Reference], tags: Mapping[str, str]) -> Tags:
        """Return the tags of the edges of a way."""
        values: dict[str, tuple[str, ...]] = {
            key: tag_values([tags[key]]) for key in TAG_KEYS if key in tags
        }
        if is_ferry(tags):
            values["highway"] = ("ferry",)
            kmh = ferry_kmh(self._metres(references), tags.get("duration", ""))
            if kmh is not None:
                values["speed_kmh"] = (f"{kmh:.3f}",)
        return values

    def _metres(self, references: Sequence[Reference]) -> float:
        x, y = np.array([self._points[reference] for reference in references]).T
        return float(great_circle(x[:-1], y[:-1], x[1:], y[1:]).sum())


def _is_single(tags: Mapping[str, str]) -> bool:
    """Say whether only the direction of a way is open to cars."""
    oneway = tags.get("oneway", "")
    implied = tags.get("junction") in _CIRCLES or tags.get("highway") == "motorway"
    return oneway in _FORWARD or (not oneway and implied)


def _turned(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags of a way whose direction is reversed."""
    opposite = dict.fromkeys(_FORWARD, "-1") | dict.fromkeys(_BACKWARD, "yes")
    turned = {key: opposite.get(tags[key], tags[key]) for key in _LANE_DIRECTIONS if key in tags}
    return {**tags, **turned}
