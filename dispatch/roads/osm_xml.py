"""OSM XML, as OpenStreetMap's export, Overpass and JOSM write it.

Ways with a ``highway`` become streets, cut at their junctions; the points in between become their
bends. Everything else in an ordinary export (buildings, land use, relations) is ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from dispatch.errors import RoadsError, fault
from dispatch.roads.coordinates import Point
from dispatch.roads.graph import NOT_BUILT, TAG_KEYS, GraphBuilder, RoadGraph, Tags, tag_values

_FORWARD: Final = frozenset({"yes", "true", "1"})
_BACKWARD: Final = frozenset({"-1", "reverse"})
_CIRCLES: Final = frozenset({"roundabout", "circular"})
_KEPT: Final = frozenset((*TAG_KEYS, "junction", "area"))


class OSMReader:
    """A target for `xml.etree.ElementTree.XMLParser`; `close` returns the graph."""

    def __init__(self) -> None:
        self._points: dict[str, Point] = {}
        self._ways: list[tuple[list[str], dict[str, str]]] = []
        self._references: list[str] = []
        self._tags: dict[str, str] = {}
        self._in_way = False
        self._by_osmnx = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if tag == "node" and _exists(attributes):
            try:
                point = float(attributes["lon"]), float(attributes["lat"])
                self._points[attributes["id"]] = point
            except (KeyError, ValueError):
                node = attributes.get("id", "")
                found = fault("roads-node-numbers", node=node, x="lon", y="lat")
                raise RoadsError(found) from None
        elif tag == "way":
            self._in_way = _exists(attributes)
            self._references, self._tags = [], {}
        elif tag == "nd" and self._in_way:
            self._references.append(attributes.get("ref", ""))
        elif tag == "tag" and self._in_way and attributes.get("k") in _KEPT:
            self._tags[attributes["k"]] = attributes.get("v", "")
        elif tag == "osm":
            self._by_osmnx = attributes.get("generator", "").startswith("OSMnx")

    def end(self, tag: str) -> None:
        """End an element."""
        if tag == "way" and self._in_way:
            self._in_way = False
            tags = self._tags
            if tags.get("highway", "") and tags["highway"] not in NOT_BUILT:
                if self._by_osmnx:
                    _refuse_fragments(self._references)
                if tags.get("area") != "yes":
                    self._ways.append((self._references, tags))

    def close(self) -> RoadGraph:
        """Cut the ways at their junctions and return the graph."""
        pieces = [
            (piece, tags)
            for references, tags in self._ways
            for piece in self._within_extract(references)
        ]
        meetings = Counter(reference for piece, _ in pieces for reference in piece)
        for piece, _ in pieces:
            meetings.update((piece[0], piece[-1]))
        builder = GraphBuilder()
        nodes = {
            reference: builder.node(*self._points[reference])
            for reference, count in meetings.items()
            if count > 1
        }
        for piece, tags in pieces:
            self._add(builder, nodes, piece, tags)
        return builder.built()

    def _within_extract(self, references: list[str]) -> Iterator[list[str]]:
        """Stretches of a way whose nodes are all known: an extract cuts ways at its border."""
        stretch: list[str] = []
        for reference in [*references, ""]:
            if reference in self._points:
                if not stretch or stretch[-1] != reference:
                    stretch.append(reference)
            else:
                if len(stretch) > 1:
                    yield stretch
                stretch = []

    def _add(
        self,
        builder: GraphBuilder,
        nodes: dict[str, int],
        references: list[str],
        tags: dict[str, str],
    ) -> None:
        oneway = tags.get("oneway", "")
        way = references[::-1] if oneway in _BACKWARD else references
        implied = tags.get("junction") in _CIRCLES or tags["highway"] == "motorway"
        single = oneway in _FORWARD | _BACKWARD or (not oneway and implied)
        values: Tags = {key: tag_values([tags[key]]) for key in TAG_KEYS if key in tags}
        begin = 0
        for position in range(1, len(way)):
            if way[position] in nodes:
                builder.street(
                    nodes[way[begin]],
                    nodes[way[position]],
                    values,
                    oneway=single,
                    shape=tuple(self._points[bend] for bend in way[begin + 1 : position]),
                )
                begin = position


def _exists(attributes: dict[str, str]) -> bool:
    return attributes.get("visible") != "false" and attributes.get("action") != "delete"


def _refuse_fragments(references: list[str]) -> None:
    """Refuse the OSM XML that osmnx writes for a graph with two-way edges.

    osmnx orders the edges of a way topologically. If a way has both directions, osmnx drops edges
    until an order exists, so only a piece ``A B A`` of a two-way street remains.
    """
    if any(first == third for first, third in zip(references, references[2:], strict=False)):
        raise RoadsError(fault("roads-fragments"))
