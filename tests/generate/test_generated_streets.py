from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dispatch.errors import InputError
from dispatch.generate import generate_roads
from dispatch.roads import Assumptions, RoadGraph, describe, load_graph, write_graphml
from dispatch.roads.access import may_use
from dispatch.roads.coordinates import great_circle

KINDS = ("walk", "bicycle", "e_bike", "drive")


def classes(graph: RoadGraph) -> set[str]:
    return {graph.tags[tagging]["highway"][0] for tagging in graph.tagging}


def closed(graph: RoadGraph, kind: str) -> np.ndarray:
    open_tags = np.array([may_use(tags, kind, Assumptions()) for tags in graph.tags])
    return ~open_tags[graph.tagging]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "areas", [("old_town",), ("new_town", "old_town", "rural"), ("rural",) * 4 + ("old_town",)]
)
def test_every_network_is_strongly_connected(tmp_path: Path, seed, areas) -> None:
    write_graphml(generate_roads(seed, areas=areas), tmp_path / "roads.graphml")
    summary = describe(tmp_path / "roads.graphml")
    assert {kind: summary.networks[kind].strong_share for kind in KINDS} == dict.fromkeys(KINDS, 1)
    assert all(summary.networks[kind].nodes > 0.9 * summary.nodes for kind in KINDS)


def test_same_seed_same_streets_and_another_seed_others() -> None:
    one, same, other = generate_roads(4), generate_roads(4), generate_roads(5)
    for name in ("longitude", "latitude", "tail", "head", "length", "tagging", "shape"):
        assert np.array_equal(getattr(one, name), getattr(same, name))
    assert one.tags == same.tags
    assert not np.array_equal(one.longitude, other.longitude)


def test_each_kind_of_traveller_meets_what_is_closed_to_it() -> None:
    graph = generate_roads(1)
    assert {"trunk", "primary", "cycleway", "footway", "living_street", "track"} <= classes(graph)
    trunk = np.array([tags["highway"][0] == "trunk" for tags in graph.tags])[graph.tagging]
    for kind in ("walk", "bicycle", "e_bike"):
        assert trunk.any()
        assert closed(graph, kind)[trunk].all()
    assert not closed(graph, "drive")[trunk].any()
    assert closed(graph, "drive").any()
    one_way = np.array(["oneway" in tags for tags in graph.tags])[graph.tagging]
    assert 0 < (one_way & ~trunk).sum() < 0.1 * len(graph.tail)


def test_areas_differ_in_how_dense_they_are_and_lie_where_they_say() -> None:
    length = {}
    for kind in ("new_town", "old_town", "rural"):
        graph = generate_roads(2, areas=(kind,))
        assert abs(graph.longitude - 121.2).max() < 0.1
        assert abs(graph.latitude - 31.0).max() < 0.1
        length[kind] = float(np.mean(graph.length))
    assert length["old_town"] < 0.75 * length["new_town"]
    assert length["rural"] > 2.5 * length["new_town"]


def test_lengths_are_those_of_the_way_along_the_bends() -> None:
    graph = generate_roads(3)
    straight = great_circle(
        graph.longitude[graph.tail], graph.latitude[graph.tail],
        graph.longitude[graph.head], graph.latitude[graph.head],
    )  # fmt: skip
    bent = np.diff(graph.shape_start) > 0
    assert bent.any()
    assert graph.length[~bent] == pytest.approx(straight[~bent])
    assert (graph.length[bent] > straight[bent]).all()
    assert (graph.length < 1.1 * straight + 1).all()


def test_the_graph_survives_its_file(tmp_path: Path) -> None:
    graph = generate_roads(7)
    write_graphml(graph, tmp_path / "roads.graphml.gz")
    again = load_graph(tmp_path / "roads.graphml.gz", cache=False)
    assert np.array_equal(again.longitude, graph.longitude)
    assert np.array_equal(again.shape, graph.shape)
    assert again.length == pytest.approx(graph.length, abs=1e-3)


def test_a_graph_without_areas_is_refused() -> None:
    with pytest.raises(InputError, match="at least one area"):
        generate_roads(areas=())
