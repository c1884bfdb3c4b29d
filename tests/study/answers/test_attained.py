"""What runs attain of a front, by hand."""

from __future__ import annotations

import pytest

from dispatch.study.answer import answered
from dispatch.study.attained import attained
from dispatch.study.exact import ExactFront
from dispatch.study.pictures import pictures
from dispatch.study.rows import Measure, Run
from dispatch.study.sentences import attainments

FRONT = ExactFront(((0.0, 10.0), (2.0, 6.0), (4.0, 0.0)), mandatory_unserved=0, unserved=None)
MEASURES = [Measure("travel", "Travel", "min"), Measure("unserved", "Left out", "")]


def runs(*points, scenario="mon", mandatory=0.0):
    return [
        Run(scenario, "plain", seed, {"travel": x, "unserved": y, "mandatory_unserved": mandatory})
        for seed, (x, y) in enumerate(points)
    ]


def only(found, exact=FRONT, **reference):
    [one] = attained(found, {("mon", "travel", "unserved"): exact}, reference)
    return one


def test_the_reference_point_depends_on_the_front_alone():
    assert only(runs((100, 100))).reference == pytest.approx((4.4, 11.0))
    assert only([], travel=5.0).reference == (5.0, pytest.approx(11.0))


def test_the_hypervolume_is_a_share_of_the_whole():
    # Up to (5, 12), the front has 5 × 2 + 3 × 4 + 1 × 6 = 28; (2, 6) alone 3 × 6.
    reference = {"travel": 5.0, "unserved": 12.0}
    assert only(runs((2, 6)), **reference).share == pytest.approx(18 / 28)
    assert only(runs(*FRONT.points, (4, 4)), **reference).share == 1
    assert only(runs((6, 6)), **reference).share == 0
    assert only(runs((2, 6)), travel=0.0, unserved=0.0).share is None


def test_runs_of_other_scenarios_or_that_leave_out_more_do_not_count():
    found = only(
        [*runs((2, 6), (2, 6)), *runs((4, 0), scenario="tue"), *runs((0, 10), mandatory=1)]
    )
    assert (found.runs, found.found, found.reached) == (2, ((2, 6),), 1)
    none = only(runs((0, 10), mandatory=1.0))
    assert (none.runs, none.reached, none.distance, none.share) == (0, 0, None, 0)


def test_a_front_of_one_point_has_an_extent_too():
    alone = ExactFront(((10.0, 0.0),), mandatory_unserved=0, unserved=None)
    assert only(runs((10, 0)), alone).reference == (11, pytest.approx(0.1))
    assert only(runs((10, 0)), alone).share == 1


def test_it_is_told_and_drawn_beside_the_pair():
    days = {f"d{k}": runs((2, 6), (4, 3), scenario=f"d{k}") for k in range(7)}
    days["d6"] = runs((2, 6), scenario="d6", mandatory=1.0)
    exact = {(day, "travel", "unserved"): FRONT for day in days}
    made = [run for each in days.values() for run in each]
    pair = ("travel", "unserved")
    found = answered(made, MEASURES, [pair], "plain", None, 1, exact=exact)
    lines = [line.replace("\u00a0", " ") for line in attainments(found)]
    assert lines[0].startswith("d0, travel against left out: the runs find 1 of the 3 points")
    assert "lie up to 30 % of the front’s extent" in lines[0]  # (4, 3) to (4, 0)
    assert "no run leaves out as few" in lines[6]
    [front] = [each for each in pictures(found) if each.kind == "front"]
    assert front.wide
    assert "Only the first 5 of 7 scenarios are drawn." in front.caption
    alone = answered(made, MEASURES, [pair], "plain", None, 1)
    [front] = [each for each in pictures(alone) if each.kind == "front"]
    assert not front.wide
    assert "squares" not in front.caption
