"""The indices, by hand, by their axioms, and against scipy."""

from __future__ import annotations

from itertools import product
from math import exp, log, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dispatch.referee.inequality import (
    Decomposition,
    Spread,
    atkinson,
    cv,
    decomposed,
    ede,
    gini,
    jain,
    kappa_of,
    spread,
)

AMOUNTS = st.lists(st.integers(0, 3000).map(float), min_size=1, max_size=12)
KAPPAS = st.sampled_from((0.001, 0.02, 1.0, -0.001, -0.02, -1.0))
RELATIVE = (gini, cv, jain, atkinson)


def test_two_by_hand():
    kappa = kappa_of([1, 3])
    assert kappa == pytest.approx(0.4)  # 4 / 10
    assert spread([3, 1], kappa) == Spread(
        members=2,
        largest=3,
        smallest=1,
        range=2,
        mean=2,
        cv=0.5,
        gini=0.25,
        jain=0.8,  # 16 / (2 * 10)
        atkinson=pytest.approx(1 - ((1 + sqrt(3)) / 2) ** 2 / 2),
        ede=pytest.approx(log((exp(0.4) + exp(1.2)) / 2) / 0.4),
    )


def test_one_who_has_everything():
    assert gini([0, 0, 0, 8]) == 0.75
    assert jain([0, 0, 0, 8]) == 0.25
    assert cv([0, 0, 0, 8]) == pytest.approx(sqrt(3))
    assert atkinson([0, 0, 0, 8]) == 0.75  # 1 - (sqrt(8) / 4) ** 2 / 2
    assert atkinson([-1, 3]) is None  # a route that ends before it begins


def test_nobody_has_no_spread():
    assert spread([], None) == Spread(0, *[None] * 9)
    assert decomposed({"a": [], "b": []}, None) == Decomposition(0, None, None, None, None)
    assert kappa_of([]) is None


def test_one_member_is_equal():
    assert spread([7], kappa_of([7])) == Spread(1, 7, 7, 0, 7, 0, 0, 1, pytest.approx(0), 7)


@pytest.mark.parametrize("amount", [2.0, 5.0, 7.0, 480.0])
def test_rounding_makes_no_equality_better_than_equal(amount):
    for members in range(1, 9):
        assert 0 <= atkinson([amount] * members) < 1e-15


def test_zeros_are_equal_but_have_no_ratio():
    assert kappa_of([0, 0]) is None
    assert spread([0, 0], None) == Spread(2, 0, 0, 0, 0, None, None, None, None, 0)


def test_a_good_is_worth_less_than_its_mean_and_a_burden_weighs_more():
    assert kappa_of([1, 3], good=True) == -kappa_of([1, 3])
    worth, weight = ede([1, 3], kappa_of([1, 3], good=True)), ede([1, 3], kappa_of([1, 3]))
    assert worth < 2 < weight
    assert worth - 2 == pytest.approx(2 - weight)  # the two amounts lie evenly about their mean


def test_thousands_of_equal_amounts_do_not_overflow():
    assert ede([480.0] * 5000, 20.0) == 480
    assert ede([480.0] * 5000, -20.0) == 480


def test_parts_by_hand():
    """Group b is equal within; the whole inequality within is that of a."""
    kappa, groups = 0.5, {"a": [0.0, 4.0], "b": [2.0, 2.0], "nobody": []}
    of_a = log((1 + exp(2)) / 2) / 0.5
    total = log((1 + exp(2) + 2 * exp(1)) / 4) / 0.5
    inside = (of_a + 2) / 2
    assert decomposed(groups, kappa) == Decomposition(
        members=4,
        mean=2,
        ede=pytest.approx(total),
        within=pytest.approx(inside - 2),
        between=pytest.approx(total - inside),
    )


def test_equal_groups_differ_only_within_and_equal_members_only_between():
    inside = decomposed({"a": [1, 5], "b": [5, 1]}, 0.3)
    assert inside.between == pytest.approx(0)
    assert inside.within == pytest.approx(inside.ede - 3)
    outside = decomposed({"a": [1, 1], "b": [5, 5]}, 0.3)
    assert outside.within == pytest.approx(0)
    assert outside.between == pytest.approx(outside.ede - 3)


@given(AMOUNTS, st.sampled_from((0.25, 3.0, 60.0)))
def test_relative_indices_do_not_depend_on_the_unit(amounts, unit):
    for index in RELATIVE:
        assert index([unit * x for x in amounts]) == pytest.approx(index(amounts))
    kappa, scaled = kappa_of(amounts), kappa_of([unit * x for x in amounts])
    assert ede([unit * x for x in amounts], scaled) == pytest.approx(unit * ede(amounts, kappa))


@given(AMOUNTS, KAPPAS, st.integers(0, 500))
def test_what_everybody_has_more_adds_to_the_equivalent(amounts, kappa, more):
    assert ede([x + more for x in amounts], kappa) == pytest.approx(ede(amounts, kappa) + more)


@given(AMOUNTS, KAPPAS, st.data())
def test_a_transfer_to_who_has_less_makes_nothing_more_unequal(amounts, kappa, data):
    """Pigou and Dalton: the two may change places, but come no further apart."""
    assume(len(amounts) > 1 and sum(amounts))
    rich = data.draw(st.sampled_from([*range(len(amounts))]))
    poor = data.draw(st.sampled_from([*range(len(amounts))]))
    assume(amounts[rich] > amounts[poor])
    given_away = data.draw(st.floats(0, amounts[rich] - amounts[poor]))
    after = [*amounts]
    after[rich] -= given_away
    after[poor] += given_away
    slack = 1e-9
    for index in (gini, cv, atkinson):
        assert index(after) <= index(amounts) + slack
    assert jain(after) >= jain(amounts) - slack
    sign = 1 if kappa > 0 else -1
    assert sign * ede(after, kappa) <= sign * ede(amounts, kappa) + slack * 3000


@given(st.lists(AMOUNTS, min_size=1, max_size=4), KAPPAS)
def test_within_and_between_are_the_whole_and_neither_is_negative(groups, kappa):
    parts = decomposed({str(k): group for k, group in enumerate(groups)}, kappa)
    sign = 1 if kappa > 0 else -1
    assert parts.mean + sign * (parts.within + parts.between) == pytest.approx(parts.ede)
    assert parts.within >= -1e-9
    assert parts.between >= -1e-9
    assert parts.members == sum(map(len, groups))


@given(AMOUNTS)
def test_indices_keep_their_bounds(amounts):
    assume(sum(amounts))
    assert -1e-12 <= gini(amounts) < 1
    assert -1e-9 <= atkinson(amounts) < 1
    assert 1 / len(amounts) - 1e-12 <= jain(amounts) <= 1 + 1e-12
    equivalent = ede(amounts, kappa_of(amounts))
    assert sum(amounts) / len(amounts) - 1e-9 <= equivalent <= max(amounts)


@given(AMOUNTS)
def test_against_scipy_and_the_definition(amounts):
    from scipy.special import logsumexp
    from scipy.stats import pmean, variation

    assume(sum(amounts))
    n, mean = len(amounts), sum(amounts) / len(amounts)
    apart = sum(abs(x - y) for x, y in product(amounts, repeat=2))
    assert gini(amounts) == pytest.approx(apart / (2 * n * n * mean))
    assert cv(amounts) == pytest.approx(float(variation(amounts)))
    assert jain(amounts) == pytest.approx(1 / (1 + float(variation(amounts)) ** 2))
    assert atkinson(amounts) == pytest.approx(1 - float(pmean(amounts, 0.5)) / mean, abs=1e-12)
    kappa = kappa_of(amounts)
    logs = [kappa * x for x in amounts]
    assert ede(amounts, kappa) == pytest.approx((float(logsumexp(logs)) - log(n)) / kappa)
