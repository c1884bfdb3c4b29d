"""Prices: shares that can be computed by hand, intervals that keep their level, what is missing."""

import numpy as np
import pytest

from dispatch.study.price import prices
from dispatch.study.resampling import clusters, gridded, known, mean_with_interval
from dispatch.study.rows import Measure, Run

TRAVEL = Measure("travel", "Travel", "min")
UNSERVED = Measure("groups.disabled.yes.unserved", "Left out", "")
ON_TIME = Measure("visits.on_time", "On time", "", better="more")


def priced(runs, measure, plain="plain", seed=3):
    return {each.weighting: each for each in prices(gridded(runs), [measure], plain, seed)}


def pairs_of(plain, fair):
    """Runs of two weightings from values by scenario, one for each seed."""
    return [
        Run(scenario, weighting, seed, {"travel": value})
        for weighting, by_scenario in (("plain", plain), ("fair", fair))
        for scenario, values in by_scenario.items()
        for seed, value in enumerate(values)
    ]


def test_the_price_and_its_inverse(made):
    mild = priced(made(), TRAVEL)["mild"]
    assert (mild.plain, mild.fair, mild.pairs, mild.left_out) == (100, 110, 6, 0)
    assert mild.price.value == pytest.approx(0.10)
    assert mild.inverse.value == pytest.approx(100 / 110 - 1)
    assert mild.difference.value == pytest.approx(10)
    assert (mild.price.low, mild.price.high) == (None, None)  # without noise, nothing to measure
    assert mild.price.replications == 3


def test_what_more_of_is_better_has_a_loss_too(made):
    found = priced(made(), ON_TIME)
    assert found["mild"].price.value == pytest.approx(-0.6)  # 0.8 instead of 0.5
    assert found["mild"].inverse.value == pytest.approx(0.375)  # 0.5 instead of 0.8
    assert found["bad"].price.value == pytest.approx(0.2)


def test_shares_are_ratios_of_means_over_scenarios_and_seeds():
    found = priced(pairs_of({"a": [10, 30], "b": [100]}, {"a": [20, 40], "b": [120]}), TRAVEL)
    # a: 20 and 30; b: 100 and 120. Each scenario weighs the same.
    assert found["fair"].plain == 60
    assert found["fair"].fair == 75
    assert found["fair"].price.value == pytest.approx(0.25)


def test_pairs_hide_what_days_have_in_common():
    size = {"a": [100, 110], "b": [1000, 1010], "c": [5000, 5010], "d": [20, 25]}
    fair = {name: [value + 5 for value in values] for name, values in size.items()}
    difference = priced(pairs_of(size, fair), TRAVEL)["fair"].difference
    assert (difference.value, difference.low, difference.high) == (pytest.approx(5), None, None)


def test_one_scenario_is_resampled_by_its_seeds():
    found = priced(pairs_of({"a": [10, 10, 10]}, {"a": [11, 12, 13]}), TRAVEL)["fair"]
    assert found.difference.replications == 3
    # Student's t of 1, 2, 3: 2 ± 4.303 · 1 / √3, up to the noise of the resamples.
    assert found.difference.low == pytest.approx(2 - 2.484, abs=0.12)
    assert found.difference.high == pytest.approx(2 + 2.484, abs=0.12)


def test_one_run_has_a_price_and_no_interval():
    found = priced(pairs_of({"a": [10]}, {"a": [12]}), TRAVEL)["fair"]
    assert found.price.value == pytest.approx(0.2)
    assert (found.price.low, found.price.high) == (None, None)


def test_what_is_undefined_is_counted_not_dropped():
    found = priced(
        pairs_of({"a": [10, None], "b": [20, 20]}, {"a": [12, 1], "b": [None, 24]}), TRAVEL
    )
    fair = found["fair"]
    assert (fair.pairs, fair.left_out) == (2, 2)
    assert (fair.plain, fair.fair) == (15, 18)


def test_nothing_in_common():
    fair = priced(pairs_of({"a": [10]}, {"b": [12]}), TRAVEL)["fair"]
    assert fair.undefined == ("no-pairs",)
    assert fair.price.value is fair.difference.value is fair.plain is None
    assert fair.left_out == 2


def test_a_base_of_0_has_no_share_but_a_difference(made):
    strict = priced(made(), UNSERVED)["strict"]
    assert strict.price.value == -1
    assert strict.inverse.value is None
    assert strict.undefined == ("fair-zero",)
    assert strict.difference.value == -8
    back = priced(made(), UNSERVED, plain="strict")["plain"]
    assert back.undefined == ("plain-zero",)
    assert back.price.value is None


def test_a_base_that_may_be_0_has_no_interval():
    found = priced(pairs_of({"a": [0], "b": [0], "c": [9]}, {"a": [1], "b": [1], "c": [8]}), TRAVEL)
    assert found["fair"].price.value == pytest.approx(10 / 9 - 1)
    assert found["fair"].price.low is None
    assert found["fair"].difference.low is not None


def test_nothing_falls_by_more_than_all_of_it():
    found = priced(pairs_of({"a": [10], "b": [10]}, {"a": [1], "b": [9]}), TRAVEL)["fair"]
    assert found.price.low == -1


def test_without_the_plain_weighting_there_is_no_price(made):
    assert priced(made(), TRAVEL, plain="gone") == {}


def test_equal_weightings_cost_nothing(made):
    same = {"plain": {"travel": 7}, "fair": {"travel": 7}}
    fair = priced(made(same), TRAVEL)["fair"]
    assert (fair.price.value, fair.price.low, fair.price.high) == (0, None, None)


def test_the_same_seed_gives_the_same_interval(made):
    runs = made(noise=lambda scenario, seed, name: (len(scenario) * seed * 7) % 5)
    assert priced(runs, TRAVEL) == priced(runs, TRAVEL)


@pytest.mark.parametrize("scenarios", [2, 3, 6])
def test_intervals_of_few_scenarios_keep_their_level(scenarios):
    draws = np.random.default_rng(5)
    held = 0
    for _ in range(300):
        days = draws.normal(10, 3, size=(scenarios, 1))
        found = mean_with_interval(days + draws.normal(0, 1, size=(scenarios, 4)), seed=1)
        held += found.low <= 10 <= found.high
    assert held >= 0.92 * 300


def test_clusters_are_scenarios_or_the_seeds_of_the_only_one():
    assert clusters(np.array([[True, True], [False, True]])) == 2
    assert clusters(np.array([[True, True], [False, False]])) == 2
    assert clusters(np.array([[True, True, True]])) == 3
    assert known(np.array([[1.0, np.nan]])).tolist() == [[True, False]]
