"""A road of 222 m with a barrier half-way, and a way round of 314 m."""

import pytest

from dispatch.roads import (
    Assumptions,
    load_graph,
    travel_times,
    write_geopackage,
    write_graphml,
)
from dispatch.roads.access import speeds
from dispatch.scenario import Graph

POINTS = {1: (0.001, 0), 2: (0.002, 0), 3: (0.003, 0), 4: (0.002, 0.001)}
ENDS = [POINTS[1], POINTS[3]]
THROUGH, ROUND = 222.39, 314.5
RIDERS = {"bicycle", "e_bike"}
EVERYONE = {"walk", "drive"} | RIDERS
PLAIN = Assumptions()


def in_osm_xml(barrier):
    tags = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in barrier.items())
    nodes = "".join(
        f'<node id="{node}" lon="{x}" lat="{y}">{tags if node == 2 else ""}</node>'
        for node, (x, y) in POINTS.items()
    )
    road = '<tag k="highway" v="residential"/></way>'
    return (
        f'<osm>{nodes}<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/>{road}'
        f'<way id="2"><nd ref="1"/><nd ref="4"/><nd ref="3"/>{road}</osm>'
    )


def in_graphml(barrier):
    fields = {"x": "node", "y": "node", "highway": "edge", **dict.fromkeys(barrier, "node")}
    keys = "".join(
        f'<key id="{name}" for="{owner}" attr.name="{name}"/>' for name, owner in fields.items()
    )
    given = "".join(f'<data key="{key}">{value}</data>' for key, value in barrier.items())
    nodes = "".join(
        f'<node id="{node}"><data key="x">{x}</data><data key="y">{y}</data>'
        f"{given if node == 2 else ''}</node>"
        for node, (x, y) in POINTS.items()
    )
    edges = "".join(
        f'<edge source="{tail}" target="{head}"><data key="highway">residential</data></edge>'
        for one, other in [(1, 2), (2, 3), (1, 4), (4, 3)]
        for tail, head in [(one, other), (other, one)]
    )
    return (
        f"<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>{keys}"
        f"<graph edgedefault='directed'>{nodes}{edges}</graph></graphml>"
    )


@pytest.fixture(params=[in_osm_xml, in_graphml])
def passing(request, tmp_path, scenario_of):
    """Return who passes a barrier on a map of either format."""

    def who(**barrier):
        file = tmp_path / "barrier.map"
        file.write_text(request.param({k.replace("__", ":"): v for k, v in barrier.items()}))
        times = travel_times(scenario_of(Graph(file=str(file)), ENDS, used=sorted(EVERYONE)))
        metres = {kind: times.metres(kind, [0], [1])[0, 0] for kind in EVERYONE}
        there = {kind for kind, length in metres.items() if length < (THROUGH + ROUND) / 2}
        expected = {kind: THROUGH if kind in there else ROUND for kind in EVERYONE}
        assert metres == pytest.approx(expected, abs=0.2)
        return there

    return who


@pytest.mark.parametrize(
    ("barrier", "travellers"),
    [
        ("bollard", {"walk"} | RIDERS),
        ("block", {"walk"} | RIDERS),
        ("cycle_barrier", {"walk"} | RIDERS),
        ("stile", {"walk"}),
        ("turnstile", {"walk"}),
        ("wall", set()),
        ("fence", set()),
        ("gate", EVERYONE),
        ("lift_gate", EVERYONE),
        ("kerb", EVERYONE),
        ("something_new", EVERYONE),
    ],
)
def test_a_barrier_stops_those_whom_it_usually_stops(passing, barrier, travellers):
    assert passing(barrier=barrier) == travellers


@pytest.mark.parametrize(
    ("tags", "travellers"),
    [
        ({"barrier": "bollard", "bicycle": "no"}, {"walk"}),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, EVERYONE),
        ({"barrier": "bollard", "access": "yes"}, EVERYONE),
        ({"barrier": "bollard", "foot": "yes", "bicycle": "yes"}, {"walk"} | RIDERS),
        ({"barrier": "bollard", "access": "no"}, set()),
        ({"barrier": "wall", "foot": "yes"}, {"walk"}),
        ({"barrier": "gate", "access": "no"}, set()),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, {"walk"}),
        ({"barrier": "gate", "access": "private"}, {"walk"} | RIDERS),
        ({"barrier": "gate", "locked": "yes"}, set()),
        ({"barrier": "gate", "locked": "yes", "access": "private"}, set()),
        ({"barrier": "gate", "locked": "yes", "bicycle": "designated"}, RIDERS),
        ({"barrier": "gate", "locked": "no"}, EVERYONE),
        ({"barrier": "lift_gate", "motorcar": "no"}, {"walk"} | RIDERS),
        ({"barrier": "gate", "access__conditional": "no @ (22:00-06:00)"}, set()),
        ({"access": "no"}, EVERYONE),
    ],
)
def test_tags_of_a_barrier_override_its_kind(passing, tags, travellers):
    assert passing(**tags) == travellers


def test_a_barrier_at_a_crossing_parts_all_its_arms(tmp_path):
    file = tmp_path / "crossing.osm"
    ways = "".join(
        f'<way id="{end}"><nd ref="2"/><nd ref="{end}"/><tag k="highway" v="service"/></way>'
        for end in (1, 3, 4)
    )
    file.write_text(in_osm_xml({"barrier": "bollard"}).split("<way")[0] + ways + "</osm>")
    graph = load_graph(file)
    # The middle, a side of it for each arm, and the three ends; in both directions.
    assert (len(graph.longitude), len(graph.tail)) == (7, 12)
    driven = [
        (tail, head)
        for tail, head, tagging in zip(graph.tail, graph.head, graph.tagging, strict=True)
        if speeds(graph.tags[tagging], "drive", 25, PLAIN)[0]
    ]
    assert len({frozenset(ends) for ends in driven}) == 3
    assert len({node for ends in driven for node in ends}) == 6


def test_a_barrier_that_stops_nobody_does_not_cut_the_road(tmp_path):
    file = tmp_path / "gate.osm"
    file.write_text(in_osm_xml({"barrier": "gate", "foot": "yes"}))
    assert (len(load_graph(file).longitude), len(load_graph(file).tail)) == (2, 4)


@pytest.mark.parametrize("ending", ["graphml", "gpkg"])
def test_a_written_graph_keeps_its_barriers(tmp_path, ending):
    file = tmp_path / "bollard.osm"
    file.write_text(in_osm_xml({"barrier": "bollard"}))
    graph = load_graph(file)
    written = tmp_path / f"bollard.{ending}"
    if ending == "gpkg":
        write_geopackage(graph, written, [])
    else:
        write_graphml(graph, written)
    again = load_graph(written)
    assert again.tags == graph.tags
    assert (again.tail == graph.tail).all()
    assert again.length == pytest.approx(graph.length, abs=1e-3)
