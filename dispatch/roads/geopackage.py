"""Road graphs as a GeoPackage: the layers ``nodes`` and ``edges``, named as osmnx names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import RoadsError, fault
from dispatch.roads.access import Assumptions, speeds
from dispatch.roads.graph import TAG_KEYS, RoadGraph
from dispatch.roads.osmnx_graph import OsmnxGraph, as_text
from dispatch.scenario import TravelMode
from dispatch.scenario.writing import write_whole

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

SQLITE: Final = b"SQLite format 3\x00"
"""The first bytes of a GeoPackage, which is a database."""
_NEEDED: Final = {"nodes": {"osmid", "x", "y"}, "edges": {"u", "v"}}
_UNDIRECTED: Final = {"from", "to"}


def read_geopackage(content: bytes) -> RoadGraph:
    """Read the road graph of a GeoPackage from `write_geopackage` or osmnx.

    Raises
    ------
    RoadsError
        If it is damaged, has no such layers and columns, is undirected, or contains no road.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "roads.gpkg"
        file.write_bytes(content)
        nodes, edges = _layer(file, "nodes"), _layer(file, "edges")
    if edges.columns.isin(_UNDIRECTED).any():
        raise RoadsError(fault("roads-undirected"))
    graph = OsmnxGraph()
    for fields in _rows(nodes):
        graph.node(fields["osmid"], fields)
    for fields, line in zip(_rows(edges), edges.geometry, strict=True):
        shape = () if line is None else tuple((x, y) for x, y, *_ in line.coords)[1:-1]
        graph.edge(fields["u"], fields["v"], fields, shape)
    return graph.built()


def _layer(file: Path, layer: str) -> GeoDataFrame:
    import geopandas
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        table = geopandas.read_file(file, layer=layer)
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise RoadsError(fault("roads-geopackage", reason=error)) from error
    missing = sorted(_NEEDED[layer] - set(table.columns))
    if missing:
        found = fault("roads-geopackage-columns", layer=layer, columns=tuple(missing))
        raise RoadsError(found)
    return table


def _rows(table: GeoDataFrame) -> Iterator[dict[str, str]]:
    """Fields of each row that have a value, as text."""
    plain = table.drop(columns=table.geometry.name)
    there = plain.notna().to_numpy()
    columns = [column.tolist() for _, column in plain.items()]
    for known, values in zip(there, zip(*columns, strict=True), strict=True):
        fields = zip(plain.columns, known, values, strict=True)
        yield {name: str(value) for name, given, value in fields if given}


def write_geopackage(graph: RoadGraph, file: str | Path, modes: Sequence[TravelMode]) -> None:
    """Write a road graph as a GeoPackage, for QGIS and for `dispatch.roads.load_graph`.

    The layers ``nodes`` and ``edges`` are in WGS84. An edge has its ends ``u`` and ``v``, its
    ``length`` in metres, its tags (``highway`` is its class) and, for each mode, the minutes along
    it, without padding, or nothing if it is closed. The file is written completely or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "roads.gpkg"
        for layer, table in (("nodes", _nodes(graph)), ("edges", _edges(graph, modes))):
            table.to_file(whole, driver="GPKG", layer=layer)
        content = whole.read_bytes()
    write_whole(file, content)


def _nodes(graph: RoadGraph) -> GeoDataFrame:
    from geopandas import GeoDataFrame, points_from_xy

    x, y = graph.longitude, graph.latitude
    fields = {"osmid": np.arange(len(x)), "x": x, "y": y}
    return GeoDataFrame(fields, geometry=points_from_xy(x, y), crs="EPSG:4326")


def _edges(graph: RoadGraph, modes: Sequence[TravelMode]) -> GeoDataFrame:
    from geopandas import GeoDataFrame
    from shapely import linestrings

    parallel: dict[tuple[int, int], int] = {}
    keys = []
    for ends in zip(graph.tail.tolist(), graph.head.tolist(), strict=True):
        parallel[ends] = parallel.get(ends, -1) + 1
        keys.append(parallel[ends])
    fields: dict[str, Any] = {
        "u": graph.tail, "v": graph.head, "key": keys, "length": graph.length,
        "oneway": _of_edges(graph, ["oneway" in tags for tags in graph.tags]),
    }  # fmt: skip
    for key in TAG_KEYS:
        if key not in fields and any(key in tags for tags in graph.tags):
            texts = [as_text(tags[key]) if key in tags else None for tags in graph.tags]
            fields[key] = _of_edges(graph, texts)
    for mode in modes:
        fields[f"{mode.id}_minutes"] = _minutes(graph, mode)
    points, owners = _points(graph)
    lines = linestrings(points, indices=owners)
    return GeoDataFrame(fields, geometry=lines, crs="EPSG:4326")


def _of_edges(graph: RoadGraph, by_tags: Sequence[object]) -> NDArray[Any]:
    """Return what belongs to the tags of each edge."""
    return np.array(by_tags)[graph.tagging]


def _minutes(graph: RoadGraph, mode: TravelMode) -> NDArray[np.float64]:
    by_tags = [speeds(tags, mode.network, mode.speed_kmh, Assumptions())[0] for tags in graph.tags]
    metres_a_minute = _of_edges(graph, [kmh * 1000 / 60 or np.nan for kmh in by_tags])
    minutes: NDArray[np.float64] = np.round(graph.length / metres_a_minute, 3)
    return minutes


def _points(graph: RoadGraph) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Points of all edges from end to end, shape (points, 2), and the edge of each."""
    edges = np.arange(len(graph.tail))
    bends = np.repeat(edges, np.diff(graph.shape_start))
    corners = np.column_stack((graph.longitude, graph.latitude))
    points = np.concatenate((corners[graph.tail], graph.shape, corners[graph.head]))
    owners = np.concatenate((edges, bends, edges))
    order = np.argsort(owners, kind="stable")
    return points[order], owners[order]
