"""Road graphs from files: recognises the format, reads them through the cache, describes them."""

from __future__ import annotations

import bz2
import gzip
import io
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError, XMLParser

from dispatch.errors import RoadsError, fault
from dispatch.roads import cache as kept
from dispatch.roads.geopackage import SQLITE, read_geopackage
from dispatch.roads.graph import RoadGraph
from dispatch.roads.graphml import GraphMLReader
from dispatch.roads.osm_pbf import is_pbf, read_pbf
from dispatch.roads.osm_xml import OSMReader
from dispatch.roads.summary import GraphSummary, summarise

_CHUNK: Final = 1 << 20
_READERS: Final = {b"graphml": GraphMLReader, b"osm": OSMReader}
_GZIP: Final = b"\x1f\x8b"
_BZIP2: Final = b"BZh"
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s>]")


def load_graph(file: str | Path, *, cache: bool = True) -> RoadGraph:
    """Read a road graph: GraphML or OSM XML (plain, ``.gz``, ``.bz2``), OSM PBF, GeoPackage.

    Parameters
    ----------
    file
        The file; its content shows its format.
    cache
        Whether to keep the arrays in the user's cache folder, by the content of the file.

    Raises
    ------
    RoadsError
        If it cannot be read or contains no road.
    """
    path = Path(file)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise RoadsError(replace(fault("file-missing"), file=str(path))) from None
    except OSError as error:
        found = fault("file-unreadable", reason=error.strerror)
        raise RoadsError(replace(found, file=str(path))) from error
    key = kept.key_of(content)
    graph = kept.find(key) if cache else None
    if graph is None:
        try:
            graph = _parsed(content)
        except RoadsError as error:
            raise RoadsError(*(replace(each, file=str(path)) for each in error.faults)) from error
        if cache:
            kept.keep(key, graph)
    return graph


def describe(file: str | Path) -> GraphSummary:
    """Describe a road graph: its size, its area, and the roads open to each kind of traveller.

    Raises
    ------
    RoadsError
        If it cannot be read or contains no road.
    """
    return summarise(load_graph(file))


def _parsed(content: bytes) -> RoadGraph:
    if is_pbf(content):
        return read_pbf(content)
    if content.startswith(SQLITE):
        return read_geopackage(content)
    raw = io.BytesIO(content)
    try:
        if content.startswith(_GZIP):
            return _of_xml(gzip.GzipFile(fileobj=raw))
        if content.startswith(_BZIP2):
            return _of_xml(bz2.BZ2File(raw))
    except (OSError, EOFError, zlib.error) as error:
        raise RoadsError(fault("roads-archive")) from error
    return _of_xml(raw)


def _of_xml(stream: io.BufferedIOBase) -> RoadGraph:
    try:
        chunk = stream.read(_CHUNK)
        first = _ROOT.search(chunk[:4096])
        name = first[1] if first else b""
        if name not in _READERS:
            root = name.decode(errors="replace")
            raise RoadsError(fault("roads-other-xml" if root else "roads-no-xml", root=root))
        parser: XMLParser[RoadGraph] = XMLParser(target=_READERS[name]())
        while chunk:
            parser.feed(chunk)
            chunk = stream.read(_CHUNK)
        return parser.close()
    except ParseError as error:
        line, column = error.position
        raise RoadsError(replace(fault("roads-xml"), line=line, column=column + 1)) from error
