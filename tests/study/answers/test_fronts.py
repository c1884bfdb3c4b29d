"""Fronts: dominance, exact volumes, the knee, and what is left out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.study.fronts import front_of, hypervolume, knee, nondominated
from dispatch.study.resampling import gridded
from dispatch.study.rows import Measure, Run

TRAVEL = Measure("travel", "Travel", "min")
UNSERVED = Measure("groups.disabled.yes.unserved", "Left out", "")
ON_TIME = Measure("visits.on_time", "On time", "", better="more")
SIDE = 5


def integer_points(dimensions):
    point = st.tuples(*[st.integers(0, SIDE)] * dimensions)
    return st.lists(point, min_size=1, max_size=7).map(lambda rows: np.array(rows, dtype=float))


some_points = st.sampled_from([2, 3]).flatmap(integer_points)


@given(some_points)
def test_the_volume_is_the_number_of_unit_cells_that_are_dominated(points):
    dimensions = points.shape[1]
    cells = np.array(list(product(range(SIDE), repeat=dimensions)))
    counted = (points[None] <= cells[:, None]).all(axis=2).any(axis=1).sum()
    assert hypervolume(points, np.full(dimensions, float(SIDE))) == counted


@given(some_points, st.data())
def test_a_dominated_point_changes_nothing(points, data):
    base = points[data.draw(st.integers(0, len(points) - 1))]
    worse = base + data.draw(st.lists(st.integers(0, 3), min_size=len(base), max_size=len(base)))
    more = np.vstack([points, worse])
    bound = np.full(points.shape[1], SIDE + 1.0)
    assert hypervolume(more, bound) == hypervolume(points, bound)
    assert nondominated(more)[:-1].tolist() == nondominated(points).tolist()


@given(some_points)
def test_the_front_is_what_nobody_betters(points):
    on = nondominated(points)
    assert on.any()
    for at, point in enumerate(points):
        better = [(other <= point).all() and (other < point).any() for other in points]
        assert on[at] == (not any(better))


def test_no_interval_of_a_share_leaves_0_and_1():
    runs = [
        Run(scenario, weighting, 1, {TRAVEL.name: travel, UNSERVED.name: left_out})
        for scenario, points in {
            "mon": {"plain": (10, 4), "fair": (20, 1), "best": (9, 1)},
            "tue": {"plain": (10, 4), "fair": (20, 1), "best": (19, 3.9)},
        }.items()
        for weighting, (travel, left_out) in points.items()
    ]
    share = front_of(gridded(runs), [TRAVEL, UNSERVED], "plain", {}, 1).share
    assert share.low == 0
    assert share.high == 1
    assert share.low < share.value < share.high


def test_points_beyond_the_reference_have_no_volume():
    assert hypervolume(np.array([[1.0, 9.0], [5.0, 1.0]]), np.array([5.0, 5.0])) == 0
    assert hypervolume(np.array([[1.0, 2.0]]), np.array([5.0, 5.0])) == 12


def test_the_knee_is_farthest_below_the_chord():
    # The chord runs from (0, 10) to (10, 0); (2, 4) lies 4 / √2 below it, (5, 3) 2 / √2.
    points = np.array([[0, 10], [2, 4], [5, 3], [10, 0], [9, 9]], dtype=float)
    assert knee(points) == 1
    stretched = points * [1000, 0.001]
    assert knee(stretched) == 1


def test_a_straight_or_bulging_front_and_two_points_have_no_knee():
    assert knee(np.array([[0.0, 4], [2, 2], [4, 0]])) is None
    assert knee(np.array([[0.0, 4], [3, 3], [4, 0]])) is None
    assert knee(np.array([[0.0, 4], [4, 0]])) is None
    assert knee(np.array([[1.0, 1], [1, 1], [1, 1]])) is None


def test_a_knee_in_three_measures():
    points = np.array([[0, 4, 4], [4, 0, 4], [4, 4, 0], [1, 1, 1], [0, 3, 3]], dtype=float)
    assert knee(points) == 3


def test_the_front_of_a_study(made):
    front = front_of(gridded(made()), [TRAVEL, UNSERVED], "plain", {}, seed=1)
    overall = front.overall
    assert overall.front == ("plain", "mild", "strict")
    assert overall.knee == "mild"
    # From 100 to 160 and from 0 to 10; a tenth beyond: 166 and 11.
    assert overall.reference == pytest.approx((166, 11))
    # 16 wide above strict, 40 above mild, 10 above plain.
    assert overall.hypervolume == pytest.approx(16 * 11 + 40 * 9 + 10 * 3)
    assert overall.share == pytest.approx(566 / (66 * 11))
    assert overall.plain_share == pytest.approx(66 * 3 / (66 * 11))
    lost = {point.weighting: point.contribution for point in overall.points}
    assert lost["bad"] == 0
    assert lost["strict"] == pytest.approx(16 * 2 / (66 * 11))
    assert lost["plain"] == pytest.approx(10 * 3 / (66 * 11))
    assert lost["mild"] == pytest.approx(40 * 6 / (66 * 11))
    assert [*front.scenarios] == ["mon", "tue", "wed"]
    assert front.held("strict") == 3
    assert front.held("bad") == 0
    assert front.often == {"plain": 1, "mild": 1, "strict": 1, "bad": 0}
    assert front.share.value == pytest.approx(566 / (66 * 11))
    assert front.scenarios["mon"].runs == tuple(
        (weighting, seed) for weighting in ("plain", "mild", "strict") for seed in (1, 2)
    )


def test_more_is_better_where_it_is(made):
    front = front_of(gridded(made()), [TRAVEL, ON_TIME], "plain", {}, seed=1)
    assert front.overall.front == ("plain", "mild", "strict")
    assert front.overall.points[1].values == pytest.approx((110, 0.8))
    assert front.overall.reference == pytest.approx((166, 0.35))


def test_a_given_reference_is_kept(made):
    bound = {"travel": 200, "groups.disabled.yes.unserved": 10}
    front = front_of(gridded(made()), [TRAVEL, UNSERVED], "plain", bound, seed=1)
    assert front.given == ("travel", "groups.disabled.yes.unserved")
    assert front.overall.reference == (200, 10)
    assert front.overall.hypervolume == pytest.approx(50 * 10 + 40 * 8 + 10 * 2)


def test_without_a_trade_off_there_is_one_point_and_no_volume(made):
    same = {name: {"travel": 5, "groups.disabled.yes.unserved": 1} for name in ("plain", "fair")}
    front = front_of(gridded(made(same)), [TRAVEL, UNSERVED], "plain", {}, seed=1)
    assert front.overall.front == ("plain", "fair")  # equals do not dominate each other
    assert front.overall.knee is None
    assert front.overall.share is None
    assert front.share.value is None


def test_what_lacks_a_measure_is_named(made):
    runs = [run for run in made() if (run.scenario, run.weighting) != ("tue", "strict")] + made(
        {"strict": {"travel": 1, "groups.disabled.yes.unserved": None}}, ["tue"]
    )
    front = front_of(gridded(runs), [TRAVEL, UNSERVED], "plain", {}, seed=1)
    assert front.left_out == ("strict",)
    assert front.overall.front == ("plain", "mild")
    assert front.scenarios["mon"].front == ("plain", "mild", "strict")
    assert front.scenarios["tue"].front == ("plain", "mild")


def test_no_measure_at_all(made):
    nothing = {"plain": {"travel": None, "groups.disabled.yes.unserved": 1}}
    front = front_of(gridded(made(nothing)), [TRAVEL, UNSERVED], "plain", {}, seed=1)
    assert front.overall is None
    assert front.scenarios == {}
    assert front.left_out == ("plain",)


def test_one_run_has_no_resamples(made):
    grid = gridded(made(scenarios=["mon"], seeds=[1]))
    front = front_of(grid, [TRAVEL, UNSERVED], "plain", {}, seed=1)
    assert front.often == {}
    assert front.share.low is None
    assert front.overall.knee == "mild"


def test_how_often_a_weighting_is_on_the_front_follows_the_noise():
    runs = [
        Run("mon", weighting, seed, {"travel": (7 * seed + shift) % 8, UNSERVED.name: 5})
        for weighting, shift in (("plain", 0), ("twin", 3))
        for seed in range(8)
    ]
    often = front_of(gridded(runs), [TRAVEL, UNSERVED], "plain", {}, seed=1).often
    assert 0.2 < often["plain"] < 0.8  # the same values in another order
    assert often["plain"] + often["twin"] >= 1
