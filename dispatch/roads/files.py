"""Road graphs from files: which kind a file is, reading it once, and saying what it holds."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError, XMLParser

from dispatch.errors import RoadsError
from dispatch.roads import cache as kept
from dispatch.roads.graph import RoadGraph
from dispatch.roads.graphml import GraphMLReader
from dispatch.roads.osm_xml import OSMReader
from dispatch.roads.summary import GraphSummary, summarise

_CHUNK: Final = 1 << 20
_READERS: Final = {b"graphml": GraphMLReader, b"osm": OSMReader}
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s>]")


def load_graph(file: str | Path, *, cache: bool = True) -> RoadGraph:
    """Read a road graph from GraphML or OSM XML, plain or gzipped.

    Parameters
    ----------
    file
        Which of them it is, is seen from its content.
    cache
        Whether to keep the arrays in the user's cache folder, by the content of the file.

    Raises
    ------
    RoadsError
        When it cannot be read, or holds no road.
    """
    path = Path(file)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise RoadsError(f"the road graph {path} is not there") from None
    except OSError as error:
        raise RoadsError(f"the road graph {path} cannot be read: {error.strerror}") from error
    key = kept.key_of(content)
    graph = kept.find(key) if cache else None
    if graph is None:
        try:
            graph = _parsed(content)
        except RoadsError as error:
            raise RoadsError(f"the road graph {path}: {error}") from error
        if cache:
            kept.keep(key, graph)
    return graph


def describe(file: str | Path) -> GraphSummary:
    """Say what a road graph holds: size, area, and what is open to each kind of traveller.

    Raises
    ------
    RoadsError
        When it cannot be read, or holds no road.
    """
    return summarise(load_graph(file))


def _parsed(content: bytes) -> RoadGraph:
    zipped = content[:2] == b"\x1f\x8b"
    raw = io.BytesIO(content)
    stream = gzip.GzipFile(fileobj=raw) if zipped else raw
    try:
        chunk = stream.read(_CHUNK)
        root = _ROOT.search(chunk[:4096])
        name = root[1] if root else b""
        if name not in _READERS:
            raise RoadsError(_neither(name.decode(errors="replace")))
        parser: XMLParser[RoadGraph] = XMLParser(target=_READERS[name]())
        while chunk:
            parser.feed(chunk)
            chunk = stream.read(_CHUNK)
        return parser.close()
    except ParseError as error:
        line, column = error.position
        raise RoadsError(
            f"the XML breaks off or is damaged at line {line}, column {column + 1}"
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise RoadsError("the gzip archive is damaged or incomplete") from error


def _neither(root: str) -> str:
    found = f"its first element is <{root}>" if root else "it is no XML"
    return (
        f"{found}; a road graph is GraphML (<graphml>) or OSM XML (<osm>), plain or gzipped "
        "(no .pbf, no .json)"
    )
