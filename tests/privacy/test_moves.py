"""Places move to the middle of their street, or of their square."""

from __future__ import annotations

import math

import pytest

from dispatch.privacy.moves import Moves
from dispatch.roads import RoadGraph
from dispatch.roads.coordinates import from_wgs84, to_wgs84

EAST = 0.01
"""Degrees along the street: some 1.1 km at the equator."""


@pytest.fixture
def street() -> RoadGraph:
    """One street along the equator, and one to the north from its end."""
    return RoadGraph.from_arrays([0.0, EAST, EAST], [0.0, 0.0, EAST], [0, 1], [1, 2], "residential")


def test_a_place_moves_to_the_middle_of_its_street(street: RoadGraph) -> None:
    moves = Moves("WGS84", street)
    assert moves((0.001, 0.0001)) == pytest.approx((EAST / 2, 0), abs=1e-6)
    assert moves((EAST - 0.0001, 0.004)) == pytest.approx((EAST, EAST / 2), abs=1e-6)
    assert moves((0.001, 0.0001)) == moves((0.008, -0.0001))
    assert (moves.on_streets, len(moves.known)) == (3, 3)
    assert moves.farthest == pytest.approx(445, abs=3)  # 0.004 degrees


def test_a_place_far_from_any_street_moves_to_a_square(street: RoadGraph) -> None:
    moves = Moves("WGS84", street)
    assert math.dist(moves((0.5, 0.5)), (0.5, 0.5)) < 0.0014
    assert moves.on_streets == 0


def test_streets_are_found_in_the_system_of_the_scenario() -> None:
    at = (121.23, 31.03)
    graph = RoadGraph.from_arrays([at[0], at[0] + EAST], [at[1], at[1]], [0], [1], "residential")
    moved = Moves("GCJ-02", graph)(from_wgs84((121.232, 31.0301), "GCJ-02"))
    assert to_wgs84(moved, "GCJ-02") == pytest.approx((at[0] + EAST / 2, at[1]), abs=2e-6)


@pytest.mark.parametrize("latitude", [-89.9999, -31.0, 0.0, 31.0, 60.0, 90.0])
def test_squares_are_200_m_wide_and_the_same_every_day(latitude: float) -> None:
    moves = Moves("WGS84", None)
    for longitude in (-180.0, -0.001, 121.2352, 180.0):
        moved = moves((longitude, latitude))
        assert abs(moved[0]) <= 180
        assert abs(moved[1]) <= 90
        assert moves(moved) == moved or abs(latitude) > 89
    assert moves.farthest < 100 * math.sqrt(2) + 3 or abs(latitude) > 89
    assert Moves("WGS84", None)((121.2352, latitude)) == moves((121.2352, latitude))


def test_neighbours_share_a_square() -> None:
    moves = Moves("WGS84", None)
    centre = moves((121.2352, 31.0301))
    assert moves((centre[0] + 0.0009, centre[1] - 0.0008)) == centre  # 86 m and 89 m
    assert moves((centre[0] + 0.0012, centre[1])) != centre  # 114 m


def test_without_places_nothing_is_far() -> None:
    assert Moves("WGS84", None).farthest == 0
