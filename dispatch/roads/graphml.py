"""GraphML as osmnx writes it. It is read without networkx, which takes five times as long."""

from __future__ import annotations

import gzip
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TextIO

from dispatch.errors import RoadsError, fault
from dispatch.roads.coordinates import Point
from dispatch.roads.graph import TAG_KEYS, RoadGraph
from dispatch.roads.osmnx_graph import OsmnxGraph, as_text
from dispatch.scenario.writing import write_whole

_NAMESPACE: Final = "{http://graphml.graphdrawing.org/xmlns}"
_DEGREES: Final = ("4326", "crs84", "wgs84")


class GraphMLReader:
    """A target for `xml.etree.ElementTree.XMLParser`; `close` returns the graph."""

    def __init__(self) -> None:
        self._graph = OsmnxGraph()
        self._names: dict[str, str] = {}
        self._fields: dict[str, str] = {}
        self._owner: Mapping[str, str] = {}
        self._key = ""
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = tag.removeprefix(_NAMESPACE)
        if name == "data":
            self._key = self._names.get(attributes.get("key", ""), "")
            self._text = []
        elif name in ("node", "edge"):
            self._owner, self._fields = attributes, {}
        elif name == "key":
            self._names[attributes.get("id", "")] = attributes.get("attr.name", "")
        elif name == "graph" and attributes.get("edgedefault") == "undirected":
            raise RoadsError(fault("roads-undirected"))

    def data(self, text: str) -> None:
        """Collect text."""
        if self._key:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        name = tag.removeprefix(_NAMESPACE)
        if name == "data":
            self._fields[self._key] = "".join(self._text)
            if self._key == "crs" and not self._owner:
                _refuse_projected(self._fields["crs"])
            self._key = ""
        elif name == "node":
            self._graph.node(self._owner.get("id", ""), self._fields)
        elif name == "edge":
            self._end_edge()

    def close(self) -> RoadGraph:
        """Return the graph."""
        return self._graph.built()

    def _end_edge(self) -> None:
        source, target = self._owner.get("source", ""), self._owner.get("target", "")
        try:
            shape = _bends(self._fields.get("geometry", ""))
        except ValueError:
            found = fault("roads-edge-numbers", source=source, target=target)
            raise RoadsError(found) from None
        self._graph.edge(source, target, self._fields, shape)


def _bends(geometry: str) -> tuple[Point, ...]:
    """Points of a WKT line between its two ends; empty for any other geometry."""
    if not geometry.lstrip().upper().startswith("LINESTRING"):
        return ()
    pairs = geometry[geometry.index("(") + 1 : geometry.rindex(")")].split(",")[1:-1]
    return tuple((float(x), float(y)) for x, y, *_ in (pair.split() for pair in pairs))


def _refuse_projected(crs: str) -> None:
    plain = crs.lower().replace(" ", "").replace("_", "")
    if not any(system in plain for system in _DEGREES):
        raise RoadsError(fault("roads-projected", crs=crs))


def write_graphml(graph: RoadGraph, file: str | Path) -> None:
    """Write a road graph as compact GraphML, gzipped if the name ends in ``.gz``.

    `dispatch.roads.load_graph` and ``osmnx.load_graphml`` can read it. The file is written
    completely or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    path = Path(file)
    write_whole(path, graphml_bytes(graph, gzipped=path.suffix == ".gz"))


def graphml_bytes(graph: RoadGraph, *, gzipped: bool) -> bytes:
    """Return a road graph as compact GraphML: no comment, no name and no date of its file."""
    text = io.StringIO()
    _write(graph, text)
    content = text.getvalue().encode()
    return gzip.compress(content, mtime=0) if gzipped else content


def _write(graph: RoadGraph, text: TextIO) -> None:
    used = [key for key in TAG_KEYS if any(key in tags for tags in graph.tags)]
    fields = ["length", "geometry", "oneway", *(key for key in used if key != "oneway")]
    keys = {field: f"e{number}" for number, field in enumerate(fields)}
    text.write(
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        '<key id="g0" for="graph" attr.name="crs" attr.type="string"/>\n'
        '<key id="g1" for="graph" attr.name="simplified" attr.type="string"/>\n'
        '<key id="x" for="node" attr.name="x" attr.type="string"/>\n'
        '<key id="y" for="node" attr.name="y" attr.type="string"/>\n'
    )
    text.writelines(
        f'<key id="{key}" for="edge" attr.name="{field}" attr.type="string"/>\n'
        for field, key in keys.items()
    )
    text.write(
        '<graph edgedefault="directed"><data key="g0">epsg:4326</data><data key="g1">True</data>\n'
    )
    for node, (x, y) in enumerate(zip(graph.longitude, graph.latitude, strict=True)):
        text.write(f'<node id="{node}"><data key="x">{x:.7f}</data>')
        text.write(f'<data key="y">{y:.7f}</data></node>\n')
    tagged = [_tag_data(tags, keys) for tags in graph.tags]
    parallel: dict[tuple[int, int], int] = {}
    for edge, ends in enumerate(zip(graph.tail.tolist(), graph.head.tolist(), strict=True)):
        number = parallel[ends] = parallel.get(ends, -1) + 1
        text.write(f'<edge source="{ends[0]}" target="{ends[1]}" id="{number}">')
        text.write(f'<data key="{keys["length"]}">{graph.length[edge]:.3f}</data>')
        text.write(tagged[graph.tagging[edge]])
        if len(graph.bends(edge)):
            text.write(f'<data key="{keys["geometry"]}">{_line(graph, edge)}</data>')
        text.write("</edge>\n")
    text.write("</graph></graphml>\n")


def _tag_data(tags: Mapping[str, tuple[str, ...]], keys: Mapping[str, str]) -> str:
    from xml.sax.saxutils import escape, quoteattr  # imports much of urllib, so only here

    texts = {name: as_text(values) for name, values in tags.items()}
    texts["oneway"] = str("oneway" in tags)
    return "".join(
        f"<data key={quoteattr(keys[name])}>{escape(value)}</data>" for name, value in texts.items()
    )


def _line(graph: RoadGraph, edge: int) -> str:
    tail, head = graph.tail[edge], graph.head[edge]
    points = [
        (graph.longitude[tail], graph.latitude[tail]),
        *graph.bends(edge),
        (graph.longitude[head], graph.latitude[head]),
    ]
    return "LINESTRING (" + ", ".join(f"{x:.7f} {y:.7f}" for x, y in points) + ")"
