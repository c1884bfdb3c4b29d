"""Reductions, their intervals and their parts, by hand and on data of a known truth."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulate.statistics import (
    Estimate,
    bootstrapped,
    decomposed,
    mean_estimate,
    needed,
    p90_reduction,
    reduction,
    reductions,
)

T_2 = 4.302652729696142
"""The quantile of Student's t at 97.5 % for two degrees of freedom."""

means = st.lists(st.floats(1, 1000), min_size=2, max_size=12)


def test_a_reduction_is_one_less_the_ratio_of_means():
    assert reductions([30, 80, None, 5, 0], [60, 100, 50, None, 10]) == [
        0.5, pytest.approx(0.2), None, None, None,
    ]  # fmt: skip


def test_arms_of_different_lengths_are_no_pairs():
    with pytest.raises(ValueError, match="longer"):
        reductions([1.0], [1.0, 2.0])


def test_the_interval_is_that_of_t_on_the_log_ratio():
    # the ratios 0.5, 0.8 and 0.5 * 0.8 / 0.64 = 0.625: their geometric mean is 0.25 ** (1 / 3)
    found = reduction([0.5, 0.2, 0.375])
    assert found.replications == 3
    assert found.value == pytest.approx(1 - 0.25 ** (1 / 3))
    logs = [log(0.5), log(0.8), log(0.625)]
    half = T_2 * np.std(logs, ddof=1) / sqrt(3)
    assert found.low == pytest.approx(1 - exp(np.mean(logs) + half))
    assert found.high == pytest.approx(1 - exp(np.mean(logs) - half))
    assert found.half_width == pytest.approx((found.high - found.low) / 2)


def test_the_mean_by_hand():
    # 1, 2 and 3 have the standard deviation 1
    found = mean_estimate([1, 2, 3])
    assert found.value == 2
    assert found.high == pytest.approx(2 + T_2 / sqrt(3))


@pytest.mark.parametrize("estimate", [reduction, bootstrapped])
def test_fewer_than_two_replications_have_no_interval(estimate):
    assert estimate([]) == estimate([None, None]) == Estimate(0)
    assert estimate([0.25, None]) == Estimate(1, pytest.approx(0.25))
    assert estimate([0.25]).half_width is None


@given(means)
def test_a_policy_against_itself_is_exactly_zero(values):
    each = reductions(values, values)
    for found in (reduction(each), bootstrapped(each)):
        assert (found.value, found.low, found.high) == (0, 0, 0)
        assert str(found.value) == "0.0"
    times = [[value, value / 2] for value in values]
    found = p90_reduction(times, times)
    assert (found.value, found.low, found.high) == (0, 0, 0)
    parts = decomposed(values, values, values, values)
    assert parts.total == parts.pooling == parts.optimisation == Estimate(len(values), 0, 0, 0)
    assert parts.pooling_share is parts.optimisation_share is None


@given(means, st.floats(0.01, 100), st.data())
def test_the_unit_of_time_does_not_matter(values, unit, data):
    other = data.draw(st.lists(st.floats(1, 1000), min_size=len(values), max_size=len(values)))
    first = reduction(reductions(values, other))
    second = reduction(reductions([v * unit for v in values], [v * unit for v in other]))
    for name in ("value", "low", "high"):
        assert getattr(first, name) == pytest.approx(getattr(second, name), rel=1e-9, abs=1e-9)


def test_the_p90_is_that_of_all_replications():
    # of 1 to 20 the P90 is 18; of ten times 40 it is 40
    found = p90_reduction([range(1, 11), range(11, 21)], [[40.0] * 5, [40.0] * 5])
    assert found.value == 1 - 18 / 40
    # resampling the first twice gives 9, the second twice 19
    assert (found.low, found.high) == (1 - 19 / 40, 1 - 9 / 40)
    assert found.replications == 2


def test_the_p90_of_a_resample_weighs_replications_by_their_requests():
    found = p90_reduction([[10.0] * 99, [50.0]], [[100.0], [100.0]])
    assert found.value == pytest.approx(0.9)
    assert found.low == pytest.approx(0.5)


def test_replications_without_requests_tell_nothing_of_the_p90():
    assert p90_reduction([[]], [[]]) == Estimate(0)
    assert p90_reduction([[], [5.0]], [[], [10.0]]) == Estimate(1, 0.5)
    assert p90_reduction([[0.0], [0.0]], [[0.0], [0.0]]) == Estimate(2)


def test_the_same_seed_resamples_alike():
    each = [0.1, 0.3, 0.2, 0.5, 0.35, 0.15, 0.4, 0.45]
    assert bootstrapped(each, seed=3) == bootstrapped(each, seed=3)
    assert bootstrapped(each, seed=3) != bootstrapped(each, seed=4)


def samples(number, replications, seed):
    """Reductions of a median of 0.3, with ratios whose logarithms are normal."""
    draws = np.random.default_rng(seed).normal(log(0.7), 0.15, (number, replications))
    return (1 - np.exp(draws)).tolist()


@pytest.mark.parametrize("replications", [8, 30])
@pytest.mark.parametrize(("estimate", "number"), [(reduction, 2000), (bootstrapped, 300)])
def test_intervals_cover_the_truth_as_often_as_they_say(estimate, number, replications):
    found = [estimate(each) for each in samples(number, replications, seed=7)]
    covered = np.mean([one.low <= 0.3 <= one.high for one in found])
    too_good = np.mean([one.low > 0.3 for one in found])
    error = 3 * sqrt(0.05 * 0.95 / number)
    assert covered == pytest.approx(0.95, abs=error + 0.01)
    assert too_good == pytest.approx(0.025, abs=error)


def test_the_interval_of_the_p90_covers_the_truth():
    draws = np.random.default_rng(5)
    truth = 0.25  # every response of the policy is three quarters of one of the same law
    covered = []
    for _ in range(150):
        week = np.exp(draws.normal(0, 0.2, (25, 1)))
        mine, other = (scale * week * draws.exponential(1, (25, 40)) for scale in (0.75, 1))
        found = p90_reduction(mine.tolist(), other.tolist())
        covered.append(found.low <= truth <= found.high)
    assert 0.9 <= np.mean(covered) <= 1


def test_four_times_the_replications_halve_the_width():
    assert needed(Estimate(12, 0.4, 0.34, 0.46)) == 48
    assert needed(Estimate(12, 0.4, 0.38, 0.42)) == 30
    assert needed(Estimate(30, 0.4, 0.37, 0.43)) == 30
    assert needed(Estimate(12, 0.4, 0.0, 0.8)) == 200
    assert needed(Estimate(1, 0.4)) is None


def test_pooling_and_optimisation_by_hand():
    # 100 -> 50 by pooling, -> 80 by optimising, -> 20 by both. In halvings: pooling is 1 before and
    # 2 after, so log(8) / 2; optimising takes log(100 / 80) before and log(50 / 20) after.
    found = decomposed([100, 100], [50, 50], [80, 80], [20, 20])
    assert found.total.value == pytest.approx(log(5))
    assert found.pooling.value == pytest.approx((log(2) + log(4)) / 2)
    assert found.optimisation.value == pytest.approx((log(1.25) + log(2.5)) / 2)
    assert found.pooling_share + found.optimisation_share == pytest.approx(1)
    assert found.pooling_share == pytest.approx(log(8) / 2 / log(5))
    assert found.pooling.low == pytest.approx(found.pooling.value)


@given(st.lists(st.tuples(*[st.floats(1, 1000)] * 4), min_size=1, max_size=9))
def test_the_parts_add_up_to_the_whole(weeks):
    found = decomposed(*zip(*weeks, strict=True))
    assert found.pooling.value + found.optimisation.value == pytest.approx(found.total.value)
    whole = reduction(reductions([w[3] for w in weeks], [w[0] for w in weeks]))
    assert 1 - exp(-found.total.value) == pytest.approx(whole.value, abs=1e-9)


def test_a_week_without_one_of_the_four_is_left_out():
    found = decomposed([100, None], [50, 50], [100, 50], [50, 50])
    assert found.total == Estimate(1, pytest.approx(log(2)))
    assert found.pooling_share == pytest.approx(1)
