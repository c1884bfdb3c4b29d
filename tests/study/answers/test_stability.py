"""Stability: Kendall's W by hand, who is first, and who would be without a scenario."""

import pytest

from dispatch.study.resampling import gridded
from dispatch.study.rows import Measure, Run
from dispatch.study.stability import stability

TRAVEL = Measure("travel", "Travel", "min")


def stable(by_scenario, better="less", seed=1):
    runs = [
        Run(scenario, weighting, 1, {"travel": value})
        for scenario, values in by_scenario.items()
        for weighting, value in values.items()
    ]
    return stability(gridded(runs), Measure("travel", "Travel", "min", better), seed)


def test_all_scenarios_rank_alike():
    found = stable({day: {"p": 1, "q": 2, "r": 3 + at} for at, day in enumerate("abcdef")})
    assert found.concordance == pytest.approx(1)
    assert found.share < 0.01
    assert found.first == {"p": 6, "q": 0, "r": 0}
    assert found.best == ("p",)
    assert found.holds is True
    assert found.lack is None


def test_concordance_by_hand():
    # Ranks (1, 2, 3), (1, 3, 2), (2, 1, 3): sums 4, 6, 8; W = 12 · 8 / (9 · 24) = 4 / 9.
    days = {
        "a": {"p": 1, "q": 2, "r": 3},
        "b": {"p": 1, "q": 3, "r": 2},
        "c": {"p": 2, "q": 1, "r": 3},
    }
    found = stable(days)
    assert found.concordance == pytest.approx(4 / 9)
    assert found.ranks["b"] == {"p": 1, "q": 3, "r": 2}
    # At least as much agreement has a random ranking in 78 of the 216 cases (3! to the power of 3).
    assert found.share == pytest.approx(78 / 216, abs=0.05)


def test_equals_share_their_rank_and_correct_the_concordance():
    # Ranks (1.5, 1.5, 3) twice: W = (12 · Σ R² − 3 m² n (n + 1)²) / (m² n (n² − 1) − m Σ T) = 1.
    found = stable({day: {"p": 1, "q": 1, "r": 2} for day in "ab"})
    assert found.ranks["a"] == {"p": 1.5, "q": 1.5, "r": 3}
    assert found.concordance == pytest.approx(1)
    assert found.first == {"p": 2, "q": 2, "r": 0}
    assert found.best == ("p", "q")


def test_one_scenario_may_decide_who_is_best():
    days = {"a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 2}, "c": {"p": 9, "q": 2}}
    found = stable(days)
    assert found.best == ("q",)
    assert found.without == {"a": ("q",), "b": ("q",), "c": ("p",)}
    assert found.holds is False
    assert found.first == {"p": 2, "q": 1}


def test_more_is_better_where_it_is():
    assert stable({day: {"p": 1, "q": 2} for day in "ab"}, "more").best == ("q",)


def test_one_scenario_agrees_with_nobody():
    found = stable({"a": {"p": 1, "q": 2}})
    assert (found.lack, found.concordance, found.share) == ("one-scenario", None, None)
    assert found.best == ("p",)
    assert found.holds is None


def test_one_weighting_and_equal_ones_have_no_order():
    assert stable({"a": {"p": 1}, "b": {"p": 2}}).lack == "one-weighting"
    assert stable({day: {"p": 1, "q": 1} for day in "ab"}).lack == "all-equal"


def test_what_lacks_a_value_has_no_rank():
    days = {"a": {"p": 1, "q": None, "r": 2}, "b": {"p": 1, "q": 0, "r": 2}}
    found = stable(days)
    assert found.left_out == ("q",)
    assert found.ranks == {"a": {"p": 1, "r": 2}, "b": {"p": 1, "r": 2}}


def test_what_nobody_has_is_no_scenario():
    found = stable({"a": {"p": 1, "q": 2}, "b": {"p": None, "q": None}})
    assert found.left_out == ()
    assert [*found.ranks] == ["a"]
    nothing = stable({"a": {"p": None}})
    assert (nothing.left_out, nothing.lack) == (("p",), "one-weighting")


def test_seeds_are_averaged_first(made):
    runs = made(seeds=(1, 2), noise=lambda scenario, seed, name: (seed - 1.5) * 1000)
    found = stability(gridded(runs), TRAVEL, seed=1)
    assert found.best == ("plain",)
    assert found.concordance == pytest.approx(1)
