"""What shares cost: tables of levels, computed by hand at whole doublings."""

from __future__ import annotations

from math import log, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roads import travel_times
from dispatch.rules import (
    begun_routes,
    bend_costs,
    bound_in_levels,
    bound_weight,
    share_bases,
    share_costs,
    shares_before,
)
from dispatch.rules.shares import _costs
from dispatch.scenario import ShareBound

PAID = {"weights": {"shared_paid_time": 1}}


def before(scenario, number):
    """What a caregiver has had of each share before the plan, in milliseconds."""
    begun = begun_routes(scenario, travel_times(scenario).between)
    return shares_before(scenario, scenario.caregivers[number], begun)


def sharing(small, *, people=(), **policy):
    amy, bob = people or ({}, {})
    return small(amy=amy, bob=bob, policy=policy)


def test_without_a_weight_nothing_is_shared(small):
    assert share_costs(small()) == ()
    assert share_costs(small(policy={"weights": {"shared_travel": 0.0004}})) == ()


def test_a_minute_costs_twice_as_much_with_each_doubling(small):
    [paid, travel, heavy] = share_costs(sharing(small, **PAID))
    assert not any(travel)
    assert not any(heavy)
    assert paid[0] == 0
    for doublings in range(-12, 7):  # the weight holds at level 720, 12 doublings from the first
        level = 720 + 60 * doublings
        begun = 1000 * 60 / log(2) * (2.0**doublings - 2.0**-12)
        assert paid[level] == pytest.approx(begun, abs=0.5)
    assert paid[720 + 1] - paid[720] == pytest.approx(1000, rel=0.01)
    assert paid[780 + 1] - paid[780] == pytest.approx(2000, rel=0.01)


def test_beyond_six_doublings_each_minute_costs_64_times_the_weight(small):
    for table in share_costs(sharing(small, **PAID))[:1]:
        assert table[-1] - table[-2] == 64_000
        assert table[-2] - table[-3] == pytest.approx(64_000, rel=0.01)
    shorter = sharing(small, sharing={"paid_time": {"at": 480, "doubling": 10}}, **PAID)
    [paid, travel, _] = share_costs(shorter)
    assert len(paid) == len(travel)  # as long as that of travel, which doubles in half an hour
    assert paid[-1] - paid[18 * 10] == 64_000 * (len(paid) - 1 - 180)


def test_heavy_work_is_shared_in_tenths_of_points(small):
    [_, _, heavy] = share_costs(sharing(small, weights={"shared_heavy_points": 1}))
    assert heavy[240 + 10] - heavy[240] == pytest.approx(1000 * 2 / log(2) * (2**0.5 - 1), abs=1)


def test_costs_begin_twelve_doublings_below(small):
    assert share_bases(small()) == (480 - 720, 120 - 360, 60 - 240)


def test_each_date_has_its_own_share(small):
    week = small(dates=["2026-11-23", "2026-11-24", "2026-11-25"])
    assert share_bases(week) == (3 * 480 - 720, 3 * 120 - 360, 3 * 60 - 240)


def test_the_week_counts_beside_its_mean(small):
    people = {"so_far": {"paid": 100, "heavy_points": 3}}, {"so_far": {"paid": 51, "travel": 5}}
    scenario = sharing(small, people=people)
    assert share_bases(scenario) == (75 - 240, 2 - 240, 15 - 180)
    assert before(scenario, 0) == (100 * 60_000, 0, 30 * 60_000)
    assert before(scenario, 1) == (51 * 60_000, 5 * 60_000, 0)
    today = sharing(small, people=people, sharing={"week": False})
    assert share_bases(today) == (-240, -240, -180)
    assert before(today, 0) == (0, 0, 0)


def test_the_mean_is_that_of_full_time_shares_on_duty(small):
    half = {"contracted_week": 1200, "so_far": {"paid": 50}}
    assert share_bases(sharing(small, people=(half, {})))[0] == 50 - 240
    off = {"shifts": [], "so_far": {"paid": 5000}}
    assert share_bases(sharing(small, people=(half, off)))[0] == 100 - 240
    assert share_bases(sharing(small, people=(off, off)))[0] == -240


def test_what_a_caregiver_has_done_today_is_hers_before(small):
    state = {"departed": "08:30", "free": "10:00", "place": "D", "travelled": 20}
    shift = {"start": "08:00", "end": "16:00", "under_way": state}
    over = {"facts": {"started": "08:45", "ended": "09:15"}, "pinned_caregivers": ["amy"]}
    scenario = small(
        now="09:30", amy={"shifts": [shift]}, service={"heavy_points": 4}, visit=over,
        policy={"sharing": {"week": False}},
    )  # fmt: skip
    assert before(scenario, 0) == (90 * 60_000, 20 * 60_000, 40 * 60_000)
    assert before(scenario, 1) == (0, 0, 0)


def test_who_waits_since_she_was_free_is_paid_until_now(small):
    state = {"departed": "08:30", "free": "09:00", "place": "D"}
    amy = {"shifts": [{"start": "08:00", "end": "16:00", "under_way": state}]}
    assert before(small(now="10:00", amy=amy), 0)[0] == 90 * 60_000


def test_what_was_broken_off_was_not_carried(small):
    off = {"facts": {"started": "08:45", "aborted": "08:50"}, "pinned_caregivers": ["amy"]}
    assert before(small(service={"heavy_points": 4}, visit=off), 0)[2] == 0


def test_nobody_carried_anything_where_nobody_was_at_home(small):
    away = {"facts": {"not_home": "08:45"}, "pinned_caregivers": ["amy"]}
    scenario = small(service={"heavy_points": 4}, visit=away)
    assert before(scenario, 0) == (0, 0, 0)


@pytest.mark.parametrize(
    ("share", "measure", "most", "levels"),
    [
        ("paid_time", "range", 90.0, 90),
        ("travel", "kolm_pollak", 0.5, 1),
        ("travel", "range", 0.499, 0),
        ("heavy_points", "range", 2.0, 20),
        ("heavy_points", "range", 0.25, 3),
        ("heavy_points", "gini", 0.25, 250),
        ("paid_time", "gini", 0.0005, 1),
    ],
)
def test_bounds_in_minutes_in_tenths_of_points_and_in_thousandths(share, measure, most, levels):
    assert bound_in_levels(ShareBound(share=share, measure=measure, most=most)) == levels


@pytest.mark.parametrize(("share", "weight"), [("travel", 1005), ("heavy_points", 101)])
def test_a_tenth_of_a_point_costs_a_tenth_of_the_weight(share, weight):
    bound = ShareBound(share=share, measure="range", most=0.0, weight=1.005)
    assert bound_weight(bound) == weight


def test_the_bend_at_the_bound_is_a_level_for_a_level(small):
    bends = bend_costs(small(), "travel")  # doubling in 30 minutes
    assert len(bends) == 12 * 30 + 1
    middle = 6 * 30
    assert bends[0] == 0
    assert bends[middle + 1] - bends[middle] == pytest.approx(1000, rel=0.02)
    assert bends[middle + 30] - bends[middle] == pytest.approx(1000 * 30 / log(2), abs=1)
    assert bends[middle] - bends[middle - 30] == pytest.approx(500 * 30 / log(2), abs=1)


LEVELS = st.lists(st.integers(240, 900), min_size=1, max_size=6)


@given(st.data(), LEVELS)
def test_the_largest_share_decides_if_it_is_larger_by_enough(data, shares):
    """With n caregivers: by more than the doubling times log2(n); then the next among the rest."""
    table, doubling = _table(60), 60
    ahead = data.draw(st.integers(0, len(shares) - 1))
    shares = sorted(shares, reverse=True)
    left = len(shares) - ahead
    more = int(doubling * log2(left)) + 1
    worse = [*shares[:ahead], shares[ahead] + more, *[0] * (left - 1)]
    better = [*shares[:ahead], *[shares[ahead]] * left]
    assert sum(table[each] for each in worse) > sum(table[each] for each in better)


@given(LEVELS, st.integers(1, 60))
def test_the_sum_grows_with_the_equal_equivalent(shares, more):
    """Equal shares of the Kolm-Pollak equivalent cost as much, and larger ones more."""
    table, doubling = _table(60), 60
    equal = doubling * log2(sum(2.0 ** (each / doubling) for each in shares) / len(shares))
    total = sum(table[each] for each in shares)
    assert len(shares) * table[int(equal)] - len(shares) <= total
    assert total <= len(shares) * (table[int(equal) + 1] + 1)


def _table(doubling):
    return _costs(1000, doubling, 18 * doubling + 2)
