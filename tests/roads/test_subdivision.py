import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads import RoadGraph
from dispatch.roads.coordinates import great_circle
from dispatch.roads.graph import GraphBuilder
from dispatch.roads.subdivision import LONGEST_STRETCH, subdivided

COORDINATE = st.integers(-200, 200).map(lambda step: step / 10_000)
POINT = st.tuples(COORDINATE, COORDINATE)


def lengths_on_the_map(graph):
    total = 0.0
    for edge in range(len(graph.tail)):
        ends = [graph.tail[edge], graph.head[edge]]
        corners = np.column_stack((graph.longitude[ends], graph.latitude[ends]))
        way = np.vstack((corners[:1], graph.bends(edge), corners[1:]))
        total += great_circle(way[:-1, 0], way[:-1, 1], way[1:, 0], way[1:, 1]).sum()
    return total


@settings(deadline=None)
@given(st.lists(st.tuples(POINT, st.lists(POINT, max_size=4), POINT, st.booleans()), min_size=1))
def test_cut_streets_are_the_same_streets(streets):
    builder = GraphBuilder()
    for start, shape, end, oneway in streets:
        builder.street(
            builder.node(*start), builder.node(*end), {"highway": ("primary",)},
            oneway=oneway, shape=shape,
        )  # fmt: skip
    graph = builder.built()
    cut = subdivided(graph)
    assert cut.length.max() <= max(LONGEST_STRETCH, graph.length.min()) + 1e-6
    assert cut.length.sum() == pytest.approx(graph.length.sum())
    assert lengths_on_the_map(cut) == pytest.approx(lengths_on_the_map(graph), rel=1e-6)
    pairs = set(zip(cut.tail.tolist(), cut.head.tolist(), strict=True))
    if not any(oneway for *_, oneway in streets):
        assert pairs == {(head, tail) for tail, head in pairs}
    assert (np.diff(cut.shape_start) >= 0).all()
    assert cut.shape_start[-1] == len(cut.shape)


def test_streets_that_are_short_enough_stay():
    graph = RoadGraph.from_arrays([0.0, 0.002], [0.0, 0.0], [0], [1])
    assert subdivided(graph) is graph


def test_tags_stay_with_their_stretches():
    graph = RoadGraph.from_arrays(
        [0.0, 0.001, 0.01], [0.0, 0.0, 0.0], [0, 1], [1, 2], ["footway", "primary"]
    )
    cut = subdivided(graph)
    classes = [cut.tags[tagging]["highway"] for tagging in cut.tagging]
    assert classes.count(("footway",)) == 2
    assert classes.count(("primary",)) == 2 * 5
    assert len(cut.longitude) == 3 + 4


def test_both_directions_share_nodes_and_bends():
    builder = GraphBuilder()
    shape = [(0.0005 * step, 0.0001 * (step % 3)) for step in range(1, 20)]
    ends = builder.node(0.0, 0.0), builder.node(0.01, 0.0)
    builder.street(*ends, {"highway": ("primary",)}, oneway=False, shape=shape)
    cut = subdivided(builder.built())
    bends = {
        pair: cut.bends(edge).tolist()
        for edge, pair in enumerate(zip(cut.tail.tolist(), cut.head.tolist(), strict=True))
    }
    assert len(bends) == len(cut.tail) == 10
    assert all(bends[head, tail] == bends[tail, head][::-1] for tail, head in bends)
    assert sum(map(len, bends.values())) == 2 * len(shape)
