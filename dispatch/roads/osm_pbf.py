"""OSM PBF, the compact form of OpenStreetMap's extracts, through pyosmium."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from dispatch.errors import RoadsError, fault
from dispatch.roads.graph import RoadGraph
from dispatch.roads.osm import KEPT_KEYS, OSMMap

if TYPE_CHECKING:
    from osmium import BaseFilter
    from osmium.osm import osm_entity_bits

_HEADER: Final = b"\n\x09OSMHeader"


def is_pbf(content: bytes) -> bool:
    """Say whether a file is OSM PBF: after a length of 4 bytes it names its first block."""
    return content[4:].startswith(_HEADER)


def read_pbf(content: bytes) -> RoadGraph:
    """Read the roads of an OSM PBF file.

    Ways come first, so that of the nodes, which are most of a file, only theirs are kept.

    Raises
    ------
    RoadsError
        If the file is damaged or incomplete, or contains no road.
    """
    from osmium import InvalidLocationError, osm
    from osmium.filter import IdFilter, KeyFilter

    streets = OSMMap[int]()
    try:
        for way in _objects(content, osm.WAY, KeyFilter("highway", "route")):
            streets.way([node.ref for node in way.nodes], _kept(way.tags))
        for node in _objects(content, osm.NODE, IdFilter(streets.references)):
            streets.node(node.id, (node.location.lon, node.location.lat), _kept(node.tags))
    except (RuntimeError, UnicodeDecodeError, InvalidLocationError) as error:
        raise RoadsError(fault("roads-pbf", reason=error)) from error
    return streets.built()


def _objects(content: bytes, kind: osm_entity_bits, passing: BaseFilter) -> Iterator[Any]:
    """Objects of one kind that pass a filter and are not deleted; each is valid until the next."""
    from osmium import FileProcessor
    from osmium.io import FileBuffer

    found: Iterable[Any] = FileProcessor(FileBuffer(content, "pbf"), kind).with_filter(passing)
    return (each for each in found if each.visible)


def _kept(tags: Iterable[Any]) -> dict[str, str]:
    return {tag.k: tag.v for tag in tags if tag.k in KEPT_KEYS}
