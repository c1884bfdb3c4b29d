import gzip

import numpy as np
import pytest

from dispatch.errors import InputError, RoadsError
from dispatch.roads import Assumptions, RoadGraph, describe, load_graph, write_graphml
from dispatch.roads.access import speeds

NODE = "<node id='{}'><data key='x'>{}</data><data key='y'>{}</data></node>"
TWO_NODES = NODE.format(1, 0, 0) + NODE.format(2, 0.001, 0)


def graphml(body, *, default="directed", crs="epsg:4326"):
    names = {"x": "node", "y": "node", "crs": "graph"}
    names |= dict.fromkeys(("highway", "maxspeed", "oneway", "length", "geometry"), "edge")
    names |= dict.fromkeys(("reversed", "oneway_bicycle", "route", "speed_kmh"), "edge")
    keys = "".join(
        f"<key id='{name}' for='{owner}' attr.name='{name}'/>" for name, owner in names.items()
    )
    return (
        f"<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>{keys}"
        f"<graph edgedefault='{default}'><data key='crs'>{crs}</data>{body}</graph></graphml>"
    )


def edge(source, target, **fields):
    data = "".join(f"<data key='{key}'>{value}</data>" for key, value in fields.items())
    return f"<edge source='{source}' target='{target}'>{data}</edge>"


def osm(*ways, nodes=4, generator="test"):
    points = "".join(
        f"<node id='{node}' lon='{node / 1000}' lat='0'/>" for node in range(1, nodes + 1)
    )
    return f"<osm generator='{generator}'>{points}{''.join(ways)}</osm>"


def way(*references, attributes="", **tags):
    inner = "".join(f"<nd ref='{reference}'/>" for reference in references)
    inner += "".join(f"<tag k='{key}' v='{value}'/>" for key, value in tags.items())
    return f"<way id='1' {attributes}>{inner}</way>"


def read(tmp_path, text):
    file = tmp_path / "map"
    file.write_text(text, encoding="utf-8")
    return load_graph(file)


def ends(graph):
    x = np.rint(graph.longitude * 1000).astype(int)
    return sorted(zip(x[graph.tail].tolist(), x[graph.head].tolist(), strict=True))


def test_graphml_edges_keep_tags_length_and_bends(tmp_path):
    line = "LINESTRING (0 0, 0.0004 0.0001, 0.001 0)"
    graph = read(
        tmp_path,
        graphml(
            TWO_NODES
            + edge(1, 2, highway="['primary', 'trunk']", length="120.5", geometry=line)
            + edge(2, 1, highway="residential", oneway="True", maxspeed="['40', '50;60']")
            + edge(2, 1, highway="construction")
            + edge(1, 2, highway="['primary', 'proposed']")
            + edge(1, 2, length="5")
        ),
    )
    assert ends(graph) == [(0, 1), (1, 0)]
    assert graph.length.tolist() == pytest.approx([120.5, 111.195], abs=1e-2)
    assert [graph.tags[tagging] for tagging in graph.tagging] == [
        {"highway": ("primary", "trunk")},
        {"highway": ("residential",), "oneway": ("yes",), "maxspeed": ("40", "50", "60")},
    ]
    assert graph.bends(0).tolist() == [[0.0004, 0.0001]]
    assert graph.bends(1).shape == (0, 2)


def test_osm_ways_are_cut_where_they_meet_and_keep_their_bends(tmp_path):
    crossing = "<node id='9' lon='0.002' lat='0.001'/>"
    text = osm(
        crossing,
        way(1, 2, 3, 4, highway="residential", maxspeed="30"),
        way(9, 3, highway="footway"),
    )
    graph = read(tmp_path, text)
    assert ends(graph) == [(1, 3), (2, 3), (3, 1), (3, 2), (3, 4), (4, 3)]
    assert graph.length.sum() == pytest.approx(2 * (3 * 111.195 + 157.25), abs=0.1)
    bent = [edge for edge in range(6) if len(graph.bends(edge))]
    assert [ends(graph)[0], ends(graph)[2]] == [(1, 3), (3, 1)]
    there, back = sorted(bent, key=lambda edge: graph.longitude[graph.tail[edge]])
    assert graph.bends(there).tolist() == graph.bends(back).tolist() == [[0.002, 0]]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, [(1, 2), (2, 1)]),
        ({"highway": "residential", "oneway": "yes"}, [(1, 2)]),
        ({"highway": "residential", "oneway": "1"}, [(1, 2)]),
        ({"highway": "residential", "oneway": "-1"}, [(2, 1)]),
        ({"highway": "residential", "oneway": "no", "junction": "roundabout"}, [(1, 2), (2, 1)]),
        ({"highway": "residential", "junction": "roundabout"}, [(1, 2)]),
        ({"highway": "motorway"}, [(1, 2)]),
        ({"highway": "motorway", "oneway": "no"}, [(1, 2), (2, 1)]),
    ],
)
def test_directions_of_osm_ways(tmp_path, tags, expected):
    graph = read(tmp_path, osm(way(1, 2, **tags)))
    assert ends(graph) == expected
    assert all(("oneway" in values) == (len(expected) == 1) for values in graph.tags)


def ridden(graph):
    """The ends of the edges that bicycles use, along them and against them."""
    x = np.rint(graph.longitude * 1000).astype(int).tolist()
    found = []
    for tail, head, tagging in zip(graph.tail, graph.head, graph.tagging, strict=True):
        along, against = speeds(graph.tags[tagging], "bicycle", 12, Assumptions())
        found += [(x[tail], x[head])] * (along > 0) + [(x[head], x[tail])] * (against > 0)
    return sorted(found)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"oneway:bicycle": "yes"}, [(1, 2)]),
        ({"oneway:bicycle": "no"}, [(1, 2), (2, 1)]),
        ({"oneway": "yes", "oneway:bicycle": "yes"}, [(1, 2)]),
        ({"oneway": "yes", "cycleway:left:oneway": "-1"}, [(1, 2), (2, 1)]),
        ({"oneway": "yes", "cycleway:right:oneway": "yes"}, [(1, 2)]),
        ({"oneway": "-1", "cycleway:left:oneway": "-1"}, [(2, 1)]),
        ({"oneway": "-1", "cycleway:left:oneway": "yes"}, [(1, 2), (2, 1)]),
    ],
)
def test_directions_of_bicycles(tmp_path, tags, expected):
    assert ridden(read(tmp_path, osm(way(1, 2, highway="residential", **tags)))) == expected


def test_graphml_marks_the_direction_that_bicycles_may_not_ride(tmp_path):
    street = {"highway": "residential", "oneway_bicycle": "yes"}
    text = graphml(
        TWO_NODES + edge(1, 2, reversed="False", **street) + edge(2, 1, reversed="True", **street)
    )
    named = text.replace("attr.name='oneway_bicycle'", "attr.name='oneway:bicycle'")
    assert ridden(read(tmp_path, named)) == [(0, 1)]


def test_graphml_may_have_ferries(tmp_path):
    graph = read(tmp_path, graphml(TWO_NODES + edge(1, 2, route="ferry") + edge(2, 1, route="bus")))
    assert (ends(graph), graph.tags) == ([(0, 1)], ({"highway": ("ferry",)},))


def test_a_semicolon_within_a_condition_parts_no_values(tmp_path):
    condition = "no @ (Mo 07:00-09:00; Su); yes @ (Sa)"
    graph = read(tmp_path, osm(way(1, 2, highway="service", **{"access:conditional": condition})))
    assert graph.tags[0]["access:conditional"] == ("no @ (Mo 07:00-09:00; Su)", "yes @ (Sa)")


def test_an_osm_export_gives_only_roads(tmp_path):
    road = way(1, 2, highway="service")
    others = (
        way(1, 2, 3, 1, building="yes"),
        way(2, 3, highway="construction"),
        way(2, 3, highway="proposed"),
        way(2, 3, highway="residential", attributes="visible='false'"),
        way(2, 3, highway="residential", attributes="action='delete'"),
        way(2, 3, 4, 2, highway="pedestrian", area="yes"),
        "<relation id='1'><member type='way' ref='1'/><tag k='highway' v='service'/></relation>",
    )
    assert ends(read(tmp_path, osm(road, *others))) == [(1, 2), (2, 1)]


def test_an_osm_way_that_leaves_the_extract_is_cut(tmp_path):
    graph = read(tmp_path, osm(way(1, 2, 77, 3, 4, 78, highway="residential", oneway="yes")))
    assert ends(graph) == [(1, 2), (3, 4)]


def test_fragments_written_by_osmnx_are_refused_and_whole_ways_are_not(tmp_path):
    with pytest.raises(RoadsError, match=r"written by OSMnx .* fragments .*save_graphml"):
        read(tmp_path, osm(way(1, 2, 1, highway="primary", oneway="no"), generator="OSMnx 2.0.7"))
    graph = read(
        tmp_path, osm(way(1, 2, 3, highway="primary", oneway="yes"), generator="OSMnx 2.0.7")
    )
    assert ends(graph) == [(1, 3)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "this is not a road graph; a road graph is GraphML"),
        (b"\x00\x01PBF", "this is not a road graph; a road graph is GraphML"),
        (b"<html><body/></html>", "its first element is <html>; a road graph is GraphML"),
        (b"<osm><node id='1' lat='1'", "broken.map:1:6: the XML is incomplete or damaged"),
        (b"<osm><node id='1' lat='x' lon='2'/></osm>", "node 1 has no numbers 'lon' and 'lat'"),
        (b"<osm></osm>", "the graph has no road"),
        (
            gzip.compress(b"<osm>" + b" " * 9999, mtime=0)[:30],
            "the archive is damaged or incomplete",
        ),
        (gzip.compress(b"<osm></osm>", mtime=0), "the graph has no road"),
        (graphml(TWO_NODES).encode(), "the graph has no road"),
        (graphml(TWO_NODES + edge(1, 2, length=5)).encode(), "the graph has no road"),
        (graphml("", default="undirected").encode(), "the graph is undirected"),
        (graphml("", crs="epsg:32651").encode(), "its coordinate system is epsg:32651"),
        (
            graphml(NODE.format(1, 354000, 3455000)).encode(),
            "which is not a longitude and latitude",
        ),
        (graphml(NODE.format(1, "east", 3)).encode(), "node 1 has no numbers 'x' and 'y'"),
        (graphml("<node id='1'/>").encode(), "node 1 has no numbers 'x' and 'y'"),
        (
            graphml(TWO_NODES + edge(1, 5, highway="primary")).encode(),
            "the edge from 1 to 5 needs node 5, which does not exist",
        ),
        (
            graphml(TWO_NODES + edge(1, 2, highway="primary", length="far")).encode(),
            "the edge from 1 to 2 has a length, speed or geometry that is not a number",
        ),
        (
            graphml(TWO_NODES + edge(1, 2, route="ferry", speed_kmh="fast")).encode(),
            "the edge from 1 to 2 has a length, speed or geometry that is not a number",
        ),
        (
            graphml(TWO_NODES + edge(1, 2, highway="primary", length="nan")).encode(),
            "an edge cannot be nan metres long",
        ),
    ],
)
def test_broken_files_are_refused_with_their_name(tmp_path, content, message):
    file = tmp_path / "broken.map"
    file.write_bytes(content)
    with pytest.raises(RoadsError) as refused:
        load_graph(file)
    assert str(refused.value).startswith(f"{file}:")
    assert message in str(refused.value)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(RoadsError, match=r"no\.osm: there is no such file"):
        load_graph(tmp_path / "no.osm")
    with pytest.raises(RoadsError, match="cannot be read"):
        load_graph(tmp_path)


BENT = (
    way(1, 2, 3, 4, highway="residential", maxspeed="30 mph; 20"),
    way(2, 4, highway="primary", oneway="-1", access="private"),
    way(2, 4, highway="cycleway", name="A &amp; B"),
)


@pytest.mark.parametrize("name", ["town.graphml", "town.graphml.gz"])
def test_written_graphml_reads_back_the_same(tmp_path, name):
    graph = read(tmp_path, osm(*BENT))
    write_graphml(graph, tmp_path / name)
    again = load_graph(tmp_path / name)
    for field in ("longitude", "latitude", "tail", "head", "shape_start", "shape"):
        assert (getattr(again, field) == getattr(graph, field)).all()
    assert again.length == pytest.approx(graph.length, abs=1e-3)
    tagged = [[each.tags[at] for at in each.tagging] for each in (graph, again)]
    assert tagged[0] == tagged[1]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(["cache", "map", name])
    assert (name.endswith(".gz")) == ((tmp_path / name).read_bytes()[:2] == b"\x1f\x8b")


def test_osmnx_reads_what_is_written(tmp_path):
    import osmnx

    graph = read(tmp_path, osm(*BENT))
    write_graphml(graph, tmp_path / "town.graphml.gz")
    theirs = osmnx.load_graphml(tmp_path / "town.graphml.gz")
    assert (len(theirs), theirs.number_of_edges()) == (len(graph.longitude), len(graph.tail))
    data = list(theirs.edges(data=True))
    assert sum(fields["length"] for *_, fields in data) == pytest.approx(graph.length.sum(), 1e-5)
    assert {str(fields["highway"]) for *_, fields in data} == {"residential", "primary", "cycleway"}
    assert sum(fields["oneway"] is True for *_, fields in data) == 1
    assert theirs.graph["crs"] == "epsg:4326"


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path):
    graph = RoadGraph.from_arrays([0.0, 0.001], [0.0, 0.0], [0], [1])
    with pytest.raises(InputError, match="cannot be written"):
        write_graphml(graph, tmp_path / "no" / "town.graphml")
    assert list(tmp_path.iterdir()) == []


def test_describe_counts_what_is_open_to_whom(tmp_path):
    graph = RoadGraph.from_arrays(
        [0.0, 0.01, 0.02, 0.02], [0.0, 0.0, 0.0, 0.01],
        [0, 1, 0, 2], [1, 2, 1, 3],
        ["residential", "residential", "primary", "motorway"],
        oneway=[False, True, False, False],
    )  # fmt: skip
    write_graphml(graph, tmp_path / "town.graphml")
    summary = describe(tmp_path / "town.graphml")
    assert (summary.nodes, summary.edges) == (4, 7)
    assert summary.bounds == (0, 0, 0.02, 0.01)
    assert summary.area_km2 == pytest.approx(2.473, abs=1e-3)
    counts = {kind: (each.nodes, each.edges) for kind, each in summary.networks.items()}
    assert counts == {"walk": (3, 4), "bicycle": (3, 3), "e_bike": (3, 3), "drive": (4, 5)}
    shares = {kind: each.strong_share for kind, each in summary.networks.items()}
    assert shares == pytest.approx({"walk": 1, "bicycle": 2 / 3, "e_bike": 2 / 3, "drive": 0.5})


def test_describe_a_graph_that_nobody_can_ride_on(tmp_path):
    graph = RoadGraph.from_arrays([0.0, 0.01], [0.0, 0.0], [0], [1], "steps")
    write_graphml(graph, tmp_path / "steps.graphml")
    networks = describe(tmp_path / "steps.graphml").networks
    assert networks["walk"].strong_share == 1
    assert (networks["drive"].nodes, networks["drive"].strong_share) == (0, 0)
