"""OSM XML, as OpenStreetMap's export, Overpass and JOSM write it."""

from __future__ import annotations

from dispatch.errors import RoadsError, fault
from dispatch.roads.graph import RoadGraph
from dispatch.roads.osm import KEPT_KEYS, OSMMap, is_road


class OSMReader:
    """A target for `xml.etree.ElementTree.XMLParser`; `close` returns the graph."""

    def __init__(self) -> None:
        self._map = OSMMap[str]()
        self._owner: dict[str, str] | None = None
        self._references: list[str] = []
        self._tags: dict[str, str] = {}
        self._by_osmnx = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if tag in ("node", "way"):
            self._owner = attributes if _exists(attributes) else None
            self._references, self._tags = [], {}
        elif self._owner is None:
            if tag == "osm":
                self._by_osmnx = attributes.get("generator", "").startswith("OSMnx")
        elif tag == "nd":
            self._references.append(attributes.get("ref", ""))
        elif tag == "tag" and attributes.get("k") in KEPT_KEYS:
            self._tags[attributes["k"]] = attributes.get("v", "")

    def end(self, tag: str) -> None:
        """End an element."""
        if tag not in ("node", "way") or self._owner is None:
            return
        if tag == "node":
            self._end_node(self._owner)
        else:
            if self._by_osmnx and is_road(self._tags):
                _refuse_fragments(self._references)
            self._map.way(self._references, self._tags)
        self._owner = None

    def close(self) -> RoadGraph:
        """Return the graph."""
        return self._map.built()

    def _end_node(self, attributes: dict[str, str]) -> None:
        try:
            point = float(attributes["lon"]), float(attributes["lat"])
            self._map.node(attributes["id"], point, self._tags)
        except (KeyError, ValueError):
            found = fault("roads-node-numbers", node=attributes.get("id", ""), x="lon", y="lat")
            raise RoadsError(found) from None


def _exists(attributes: dict[str, str]) -> bool:
    return attributes.get("visible") != "false" and attributes.get("action") != "delete"


def _refuse_fragments(references: list[str]) -> None:
    """Refuse the OSM XML that osmnx writes for a graph with two-way edges.

    osmnx orders the edges of a way topologically. If a way has both directions, osmnx drops edges
    until an order exists, so only a piece ``A B A`` of a two-way street remains.
    """
    if any(first == third for first, third in zip(references, references[2:], strict=False)):
        raise RoadsError(fault("roads-fragments"))
