"""Road graphs as a GeoPackage, and the part of a map around some places."""

import geopandas
import numpy as np
import pyogrio
import pytest

from dispatch.errors import InputError, RoadsError
from dispatch.roads import (
    RoadGraph,
    cut_out,
    load_graph,
    travel_times,
    write_geopackage,
    write_graphml,
)
from dispatch.roads import cache as kept
from dispatch.roads.graph import GraphBuilder
from dispatch.scenario import Graph, TravelMode

WALK = TravelMode(id="on foot", network="walk", speed_kmh=3.6)
DRIVE = TravelMode(id="car", network="drive", speed_kmh=25)


@pytest.fixture
def graph():
    """A residential street with a bend, two-way, and a one-way trunk road with two limits."""
    builder = GraphBuilder()
    nodes = [builder.node(121.4 + 1 / 3000 * step, 31.2) for step in range(3)]
    street = {"highway": ("residential",), "oneway:bicycle": ("no",)}
    builder.street(*nodes[:2], street, oneway=False, length=120.0, shape=((121.4001, 31.2001),))
    trunk = {"highway": ("trunk",), "maxspeed": ("60", "80")}
    builder.street(*nodes[1:], trunk, oneway=True, length=1 / 3 * 1000)
    return builder.built()


@pytest.fixture
def written(graph, tmp_path):
    write_geopackage(graph, tmp_path / "roads.gpkg", [WALK, DRIVE])
    return tmp_path / "roads.gpkg"


def test_what_is_written_reads_back_exactly(graph, written, tmp_path):
    assert kept.digest(load_graph(written)) == kept.digest(graph)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cache", "roads.gpkg"]


def test_map_programs_see_lines_with_class_limit_and_minutes(graph, written):
    assert [name for name, _ in pyogrio.list_layers(written)] == ["nodes", "edges"]
    nodes = geopandas.read_file(written, layer="nodes")
    edges = geopandas.read_file(written, layer="edges")
    assert nodes.crs == edges.crs == "EPSG:4326"
    assert list(zip(nodes.geometry.x, nodes.geometry.y, strict=True)) == list(
        zip(graph.longitude, graph.latitude, strict=True)
    )
    assert list(zip(edges.u, edges.v, edges.key, strict=True)) == [(0, 1, 0), (1, 0, 0), (1, 2, 0)]
    assert edges.highway.tolist() == ["residential", "residential", "trunk"]
    assert edges.maxspeed.fillna("").tolist() == ["", "", "['60', '80']"]
    assert edges.oneway.tolist() == [False, False, True]
    assert list(edges.geometry[0].coords)[1] == (121.4001, 31.2001)
    assert list(edges.geometry[1].coords)[1] == (121.4001, 31.2001)
    # 120 m on foot take 120 s; at 0.7 * 20 km/h, 30.86 s. 333.3 m at 0.7 * 60 km/h take 28.57 s.
    assert edges["on foot_minutes"].tolist() == pytest.approx([2, 2, np.nan], nan_ok=True)
    assert edges["car_minutes"].tolist() == pytest.approx([0.514, 0.514, 0.476])


def test_osmnx_takes_the_layers(graph, written):
    import osmnx

    nodes = geopandas.read_file(written, layer="nodes").set_index("osmid")
    edges = geopandas.read_file(written, layer="edges").set_index(["u", "v", "key"])
    theirs = osmnx.graph_from_gdfs(nodes, edges)
    assert (len(theirs), theirs.number_of_edges()) == (3, 3)


@pytest.fixture
def theirs():
    """A graph of osmnx: a two-way street, then a one-way street with two classes."""
    import networkx

    roads = networkx.MultiDiGraph(crs="epsg:4326", simplified=True)
    for node in (7, 8, 9):
        roads.add_node(node, x=node / 1000, y=0.0)
    for tail, head in ((7, 8), (8, 7)):
        street = {"osmid": 1, "highway": "residential", "length": 111.2}
        roads.add_edge(tail, head, oneway=False, reversed=tail == 8, **street)
    classes = ["primary", "secondary"]
    roads.add_edge(8, 9, osmid=[2, 3], highway=classes, length=111.2, oneway=True, reversed=False)
    return roads


def test_what_osmnx_writes_is_read(theirs, tmp_path):
    import osmnx

    osmnx.save_graph_geopackage(theirs, tmp_path / "theirs.gpkg", directed=True)
    graph = load_graph(tmp_path / "theirs.gpkg")
    assert sorted(zip(graph.tail.tolist(), graph.head.tolist(), strict=True)) == [
        (0, 1), (1, 0), (1, 2),
    ]  # fmt: skip
    assert graph.length.tolist() == [111.2] * 3
    assert graph.tags == (
        {"highway": ("residential",)},
        {"highway": ("primary", "secondary"), "oneway": ("yes",)},
    )


def test_the_undirected_layers_of_osmnx_are_refused(theirs, tmp_path):
    import osmnx

    osmnx.save_graph_geopackage(theirs, tmp_path / "theirs.gpkg", directed=False)
    with pytest.raises(RoadsError, match="the graph is undirected"):
        load_graph(tmp_path / "theirs.gpkg")


def test_other_geopackages_are_refused(written, tmp_path):
    edges = geopandas.read_file(written, layer="edges")
    edges.to_file(tmp_path / "no-nodes.gpkg", layer="edges")
    with pytest.raises(RoadsError, match=r"no-nodes\.gpkg: the GeoPackage is damaged or holds no"):
        load_graph(tmp_path / "no-nodes.gpkg")
    edges.to_file(tmp_path / "other.gpkg", layer="nodes")
    edges.to_file(tmp_path / "other.gpkg", layer="edges")
    with pytest.raises(RoadsError, match=r"the layer 'nodes' has no columns: osmid, x, y"):
        load_graph(tmp_path / "other.gpkg")


@pytest.mark.parametrize("share", [0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_cut_geopackage_is_refused(written, share):
    whole = written.read_bytes()
    written.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(RoadsError, match=r"roads\.gpkg: ") as refused:
        load_graph(written)
    assert refused.value.exit_code == 3


def test_a_folder_that_is_not_there_cannot_be_written(graph, tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        write_geopackage(graph, tmp_path / "no" / "roads.gpkg", [WALK])
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def grid():
    """Crossings every 0.01 degrees around the equator, 1.11 km apart, numbered row by row."""
    across = range(7)
    number = np.arange(49).reshape(7, 7)
    streets = [*zip(number[:, :-1].flat, number[:, 1:].flat, strict=True)]
    streets += zip(number[:-1].flat, number[1:].flat, strict=True)
    return RoadGraph.from_arrays(
        [x / 100 for _ in across for x in across],
        [y / 100 for y in across for _ in across],
        [int(tail) for tail, _ in streets],
        [int(head) for _, head in streets],
    )


def test_a_cut_out_reaches_so_far_around_the_places(grid):
    part = cut_out(grid, [(0.02, 0.03), (0.04, 0.03)], around_km=1.2)
    assert sorted({round(x, 3) for x in part.longitude}) == [0.01, 0.02, 0.03, 0.04, 0.05]
    assert sorted({round(y, 3) for y in part.latitude}) == [0.02, 0.03, 0.04]
    # 3 rows of 4 streets and 5 columns of 2, both directions.
    assert len(part.tail) == 2 * (3 * 4 + 5 * 2)


def test_travel_times_are_the_same_on_a_cut_out(grid, tmp_path, scenario_of):
    places = [(0.02, 0.03), (0.04, 0.03), (0.031, 0.021)]
    times = []
    write_graphml(grid, tmp_path / "whole.graphml")
    write_geopackage(cut_out(grid, places, 2.5), tmp_path / "part.gpkg", [WALK])
    for file in ("whole.graphml", "part.gpkg"):
        asked = scenario_of(Graph(file=str(tmp_path / file)), places, used=("walk", "drive"))
        between = travel_times(asked)
        times.append([between.block(mode, range(3), range(3)) for mode in ("walk", "drive")])
    assert np.array_equal(times[0], times[1])


def test_nothing_around_the_places_is_refused(grid):
    with pytest.raises(RoadsError, match="no road lies within 1 km of the places"):
        cut_out(grid, [(3.0, 3.0)], around_km=1.0)


def test_a_cut_out_keeps_the_bends_of_its_edges(graph):
    part = cut_out(graph, [(121.4, 31.2), (121.4 + 1 / 3000, 31.2)], around_km=0.01)
    assert len(part.tail) == 2
    assert [part.bends(edge).tolist() for edge in (0, 1)] == [[[121.4001, 31.2001]]] * 2
    assert part.length.tolist() == [120, 120]
