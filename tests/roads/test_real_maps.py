"""Real road data, where it lies beside the repository; none of it belongs to it."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.errors import RoadsError
from dispatch.roads import describe, load_graph, travel_times, write_graphml
from dispatch.scenario import Graph

ROADS = Path(__file__).parents[2].parent / "shared" / "roads"
pytestmark = pytest.mark.skipif(not ROADS.is_dir(), reason="no road data beside the repository")


@pytest.mark.parametrize(
    ("name", "nodes", "edges", "share"),
    [
        ("shanghai-changshou-jingan-12km2", 592, 1398, 0.846),
        ("shanghai-centre-79km2", 3635, 8621, 0.990),
        ("shanghai-centre-79km2-unsimplified", 20647, 32937, 0.974),
        ("zhengzhou-airport-mixed-295km2", 1677, 3454, 0.863),
    ],
)
def test_graphml_has_the_size_and_strong_share_that_its_notice_says(name, nodes, edges, share):
    summary = describe(ROADS / f"{name}.graphml.gz")
    assert (summary.nodes, summary.edges) == (nodes, edges)
    assert summary.networks["drive"].strong_share == pytest.approx(share, abs=0.005)
    assert summary.networks["walk"].strong_share > 0.99


def test_footways_are_open_to_walkers_and_closed_to_cars():
    networks = describe(ROADS / "shanghai-baoshan-shu-campus-allroads.graphml.gz").networks
    assert networks["walk"].nodes == 282
    assert networks["drive"].nodes < networks["walk"].nodes


def test_an_ordinary_export_gives_only_roads():
    graph = load_graph(ROADS / "osm" / "shanghai-shu-campus-full-export.osm.gz")
    classes = {road for tags in graph.tags for road in tags["highway"]}
    assert classes == {
        "service", "footway", "tertiary", "path", "secondary", "residential", "primary",
        "living_street", "track", "barrier",
    }  # fmt: skip
    assert len(graph.tail) == 907


@pytest.mark.parametrize("name", ["shanghai-changshou-1km.osm", "shanghai_center.osm.gz"])
def test_osm_xml_becomes_a_connected_graph_of_the_same_length(name, tmp_path):
    graph = load_graph(ROADS / "osm" / name)
    write_graphml(graph, tmp_path / "map.graphml.gz")
    again = load_graph(tmp_path / "map.graphml.gz")
    assert again.length.sum() == pytest.approx(graph.length.sum(), rel=1e-6)
    assert describe(tmp_path / "map.graphml.gz").networks["drive"].strong_share > 0.8


def test_osm_xml_written_by_osmnx_is_refused():
    with pytest.raises(RoadsError, match="written by OSMnx from two-way edges"):
        load_graph(ROADS / "osm" / "shanghai-peoples-square-osmnx-written.osm.gz")


def test_a_real_map_agrees_with_networkx_on_the_way_of_an_e_bike(scenario_of):
    import networkx
    import osmnx

    file = ROADS / "shanghai-changshou-jingan-12km2.graphml.gz"
    theirs = osmnx.load_graphml(file)
    theirs.remove_edges_from(
        [
            (tail, head, key)
            for tail, head, key, highway in theirs.edges(keys=True, data="highway")
            if any(road.split("_")[0] in ("motorway", "trunk") for road in np.atleast_1d(highway))
        ]
    )
    strong = sorted(max(networkx.strongly_connected_components(theirs), key=len))
    chosen = strong[:: len(strong) // 9]
    places = [(theirs.nodes[node]["x"], theirs.nodes[node]["y"]) for node in chosen]
    times = travel_times(scenario_of(Graph(file=str(file)), places, used=("e_bike",)))
    for row, origin in enumerate(chosen):
        expected = networkx.single_source_dijkstra_path_length(theirs, origin, weight="length")
        metres = times.metres("e_bike", [row], range(len(places)))[0]
        assert metres == pytest.approx([expected[node] for node in chosen], abs=3)
        seconds = times.block("e_bike", [row], range(len(places)))[0] / 1000
        assert seconds == pytest.approx(metres / (15 / 3.6), abs=1.5)


def test_a_line_is_as_long_as_its_way(scenario_of):
    from dispatch.roads.coordinates import great_circle

    file = ROADS / "shanghai-centre-79km2.graphml.gz"
    places = [(121.4700, 31.2300), (121.4450, 31.2450), (121.5000, 31.2350), (121.4750, 31.2000)]
    times = travel_times(scenario_of(Graph(file=str(file)), places, used=("walk", "drive")))
    for mode in ("walk", "drive"):
        metres = times.metres(mode, range(4), range(4))
        for start in range(4):
            for end in set(range(4)) - {start}:
                line = np.array(times.line(mode, places[start], places[end]))
                along = great_circle(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]).sum()
                assert metres[start, end] == pytest.approx(along, abs=6)
    drive, walk = times.block("drive", range(4), range(4)), times.metres("walk", range(4), range(4))
    assert (drive != drive.T).any()
    assert (walk == walk.T).all()
