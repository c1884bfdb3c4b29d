"""OSM PBF, the compact form of OpenStreetMap's extracts, through pyosmium."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from dispatch.errors import RoadsError, fault
from dispatch.roads.graph import RoadGraph
from dispatch.roads.osm import KEPT_KEYS, OSMMap

if TYPE_CHECKING:
    from osmium import FileProcessor
    from osmium.osm import osm_entity_bits

_HEADER: Final = b"\n\x09OSMHeader"
_LOCATIONS: Final = "sparse_mem_map"
"""How pyosmium keeps locations: this way serves files in any order of ids."""


def is_pbf(content: bytes) -> bool:
    """Say whether a file is OSM PBF: after a length of 4 bytes it names its first block."""
    return content[4:].startswith(_HEADER)


def read_pbf(content: bytes) -> RoadGraph:
    """Read the roads of an OSM PBF file.

    Raises
    ------
    RoadsError
        If the file is damaged or incomplete, or contains no road.
    """
    from osmium import InvalidLocationError

    try:
        streets = _streets(content)
    except (RuntimeError, UnicodeDecodeError, InvalidLocationError) as error:
        raise RoadsError(fault("roads-pbf", reason=error)) from error
    return streets.built()


def _streets(content: bytes) -> OSMMap[int]:
    """Read ways and barriers in Python; of all other nodes, only those that the ways need."""
    from osmium import osm

    streets = OSMMap[int]()
    ways: Iterable[Any] = _objects(content, osm.WAY, "highway", "route")
    for way in ways:
        if way.visible:
            streets.way([node.ref for node in way.nodes], _kept(way.tags))
    nodes: Any = _objects(content, osm.NODE, "barrier").with_locations(_LOCATIONS)
    barriers = {node.id: _kept(node.tags) for node in nodes if node.visible}
    for reference in streets.references:
        with suppress(KeyError, TypeError):  # outside the extract; negative, so never uploaded
            location = nodes.node_location_storage.get(reference)
            streets.node(reference, (location.lon, location.lat), barriers.get(reference, {}))
    return streets


def _objects(content: bytes, kind: osm_entity_bits, *keys: str) -> FileProcessor:
    """Objects of one kind with one of the keys; each is valid until the next."""
    from osmium import FileProcessor
    from osmium.filter import KeyFilter
    from osmium.io import FileBuffer

    return FileProcessor(FileBuffer(content, "pbf"), kind).with_filter(KeyFilter(*keys))


def _kept(tags: Iterable[Any]) -> dict[str, str]:
    return {tag.k: tag.v for tag in tags if tag.k in KEPT_KEYS}
