import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads import from_wgs84, to_wgs84
from dispatch.roads.coordinates import great_circle, on_sphere

CHINA = st.tuples(st.floats(76, 130), st.floats(18, 50))


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # The examples of the coordtransform and eviltransform projects.
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_published_points_of_gcj02(wgs84, gcj02):
    assert from_wgs84(wgs84, "GCJ-02") == pytest.approx(gcj02, abs=1e-7)
    assert to_wgs84(gcj02, "GCJ-02") == pytest.approx(wgs84, abs=1e-7)


def test_published_point_of_bd09_is_the_same_place_as_its_gcj02():
    assert to_wgs84((116.41036949371029, 39.92133699351021), "BD-09") == pytest.approx(
        to_wgs84((116.404, 39.915), "GCJ-02"), abs=1e-9
    )


@settings(deadline=None)
@given(CHINA, st.sampled_from(["GCJ-02", "BD-09"]))
def test_the_way_back_is_exact(place, system):
    assert to_wgs84(from_wgs84(place, system), system) == pytest.approx(place, abs=1e-10)


def test_wgs84_and_places_outside_china_stay():
    assert to_wgs84((121.47, 31.23), "WGS84") == (121.47, 31.23)
    assert to_wgs84((2.3522, 48.8566), "GCJ-02") == (2.3522, 48.8566)
    assert from_wgs84((2.3522, 48.8566), "GCJ-02") == (2.3522, 48.8566)


@pytest.mark.parametrize(("system", "offset"), [("GCJ-02", 480), ("BD-09", 1100)])
def test_the_shift_in_shanghai_is_what_map_makers_report(system, offset):
    there = from_wgs84((121.47, 31.23), system)
    metres = great_circle(*(np.array(value) for value in (121.47, 31.23, *there)))
    assert float(metres) == pytest.approx(offset, rel=0.15)


def test_great_circle_and_sphere_agree_on_a_degree_of_the_meridian():
    degree = great_circle(*(np.array(value) for value in (121.0, 31.0, 121.0, 32.0)))
    assert float(degree) == pytest.approx(111_195, abs=1)
    ends = on_sphere(np.array([121.0, 121.0]), np.array([31.0, 32.0]))
    assert np.linalg.norm(ends[0] - ends[1]) == pytest.approx(float(degree), rel=2e-5)
