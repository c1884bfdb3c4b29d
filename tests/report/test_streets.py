"""Streets on the map: where they lie, and that thinning them moves nothing noticeably."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dispatch.report.streets import Box, Plane, Polyline, streets
from dispatch.roads import RoadGraph
from dispatch.roads.coordinates import great_circle

PLANE = Plane(121.44, 31.24)
WORLD = Box(-50_000, -50_000, 50_000, 50_000)


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_the_plane_keeps_distances_over_a_city(east, north):
    x, y = PLANE(121.44 + east, 31.24 + north)
    true = great_circle(*(np.array(v) for v in (121.44, 31.24, 121.44 + east, 31.24 + north)))
    assert np.hypot(x, y) == pytest.approx(true, rel=3e-3, abs=0.1)


def test_each_street_is_drawn_once_and_main_roads_apart(roads):
    drawn = streets(roads, PLANE, WORLD, 4)
    assert drawn.other == [Polyline([-951, 951], [0, 0])]
    assert drawn.main == [Polyline([0, 0], [-1112, 1112])]


def test_streets_end_at_the_box(roads):
    drawn = streets(roads, PLANE, Box(-500, -200, 400, 300), 4)
    assert drawn.other == [Polyline([-500, 400], [0, 0])]
    assert drawn.main == [Polyline([0, 0], [-200, 300])]
    away = streets(roads, PLANE, Box(5000, 5000, 6000, 6000), 4)
    assert away.main == away.other == []


def test_a_two_way_pair_with_a_bend_is_one_street_and_two_ways_between_two_points_are_two():
    bend = np.array([[121.445, 31.241], [121.445, 31.241], [121.445, 31.239]])
    graph = RoadGraph(
        longitude=np.array([121.44, 121.45]), latitude=np.array([31.24, 31.24]),
        tail=np.array([0, 1, 0], np.int32), head=np.array([1, 0, 1], np.int32),
        length=np.array([980.0, 980.0, 1010.0]), tagging=np.zeros(3, np.int32),
        tags=({"highway": ("residential",)},), shape_start=np.arange(4), shape=bend,
    )  # fmt: skip
    drawn = streets(graph, PLANE, WORLD, 4).other
    length = sum(shapely.LineString(np.array(line).T).length for line in drawn)
    assert length == pytest.approx(2 * 977, abs=5)


DECIMETRES = st.integers(-30_000, 30_000).map(lambda tenths: tenths / 10)


@given(st.lists(st.tuples(DECIMETRES, DECIMETRES), min_size=2, max_size=30))
def test_thinning_moves_no_line_by_more_than_the_tolerance(points):
    thinned = Polyline.thinned(np.array(points), 5)
    assert len(thinned.xs) <= len(points)
    left = shapely.LineString(np.array(thinned).T)
    assert shapely.hausdorff_distance(shapely.LineString(points), left) <= 5 + 2**0.5
