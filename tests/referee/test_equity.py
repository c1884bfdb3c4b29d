"""What it costs that caregivers or clients fare unequally, by hand.

Amy is away from 08:45 to 12:50 with half an hour of break: paid 215, travel 43, heavy points 7. Bob
works half as many hours by contract, so his paid 70, travel 30 and heavy points 5 count twice.
"""

from __future__ import annotations

from math import log

import pytest

MINUTE = 15 / log(2)
"""What a minute costs in total until its cost is the weight, if it doubles in a quarter."""
LEAST = 2**-12
"""The share of it that is left out: what lies twelve doublings below costs nothing."""


@pytest.fixture
def cost(day):
    """Judge the day under other weights and choices of the policy; return the cost of a term."""

    def judged(term, **policy):
        day.scenario["policy"] = {"weights": {term: 1}, **policy}
        judgement = day.judged()
        assert judgement.violations == ()
        return judgement.cost.components[term]

    return judged


def quarter(at, **fields):
    return {"sharing": {"paid_time": {"at": at, "doubling": 15}, **fields}}


def test_paid_time_costs_twice_as_much_with_each_doubling(cost):
    # amy has one doubling more than 200, bob 140: four less
    expected = MINUTE * (2 + 1 / 16 - 2 * LEAST)
    assert cost("shared_paid_time", **quarter(200)) == pytest.approx(expected, abs=1e-3)


def test_beyond_six_doublings_paid_time_costs_evenly(cost):
    # the sixth doubling is over at 95 + 90 = 185: amy has 30 more, bob 140 is three doublings
    expected = MINUTE * (64 + 8 - 2 * 2 ** (-95 / 15)) + 64 * 30
    assert cost("shared_paid_time", **quarter(95)) == pytest.approx(expected, abs=1e-3)


def test_what_lies_twelve_doublings_below_costs_nothing(cost):
    assert cost("shared_paid_time", **quarter(215 + 12 * 15)) == 0


def test_the_week_counts_beyond_the_mean(cost, day):
    day.scenario["caregivers"]["amy"]["so_far"] = {"paid": 30}
    day.scenario["caregivers"]["bob"]["so_far"] = {"paid": 30}
    # 30 and twice 30: 45 on average, so 245 is amy's middle, and bob has 200
    expected = MINUTE * (1 + 2**-3 - 2 * LEAST)
    assert cost("shared_paid_time", **quarter(200)) == pytest.approx(expected, abs=1e-3)
    expected = MINUTE * (2 + 1 / 16 - 2 * LEAST)
    today = quarter(200, week=False)
    assert cost("shared_paid_time", **today) == pytest.approx(expected, abs=1e-3)


def test_what_is_done_already_makes_the_rest_dear_and_costs_nothing_itself(cost, day):
    """Bob was out from 08:10 to 08:50, with ten minutes of travel and a wash of two points."""
    day.scenario["now"] = "08:55"
    day.scenario["caregivers"]["bob"]["shifts"][0]["under_way"] = {
        "departed": "08:10", "free": "08:55", "place": "D", "returned": "08:50",
        "travelled": 10, "worked": 30,
    }  # fmt: skip
    day.scenario["visits"]["wash-a-2"] |= {
        "facts": {"started": "08:15", "ended": "08:45"},
        "pinned_caregivers": ["bob"],
    }
    del day.scenario["visits"]["wash-a"], day.scenario["visits"]["meal-c"]
    del day.scenario["visits"]["lift-b"]["windows"]
    del day.plan["routes"]["amy"]["stops"]["wash-a"], day.plan["routes"]["amy"]["stops"]["meal-c"]
    day.plan["routes"]["amy"] |= {
        "departure": "10:15",
        "returned": "11:25",
        "meal_break": {"position": 1, "start": "11:25", "end": "11:55"},
    }
    day.plan["routes"]["amy"]["stops"]["lift-b"]["times"] = ["10:30", "10:30", "11:10"]
    day.plan["unserved"] = []
    # paid: amy 70; bob twice 40 before, twice 110 after
    expected = MINUTE * (2 ** (-130 / 15) - LEAST + 2 ** (20 / 15) - 2**-8)
    assert cost("shared_paid_time", **quarter(200)) == pytest.approx(expected, abs=2e-3)
    # travel: amy 30; bob twice 10 before, twice 40 after
    travel = {"travel": {"at": 80, "doubling": 30}, "week": False}
    expected = 30 / log(2) * (2 ** (-50 / 30) - 2 ** (-80 / 30) + 1 - 2**-2)
    assert cost("shared_travel", sharing=travel) == pytest.approx(expected, abs=2e-3)
    # heavy points: amy 5; bob twice 2 before, twice 7 after
    heavy = {"heavy_points": {"at": 14.0, "doubling": 5.0}, "week": False}
    expected = 5 / log(2) * (2 ** (-9 / 5) - 2 ** (-14 / 5) + 1 - 2**-2)
    assert cost("shared_heavy_points", sharing=heavy) == pytest.approx(expected, abs=2e-3)


def test_travel_and_heavy_work_are_shared_as_well(cost):
    travel = {"travel": {"at": 43, "doubling": 17}}
    expected = 17 / log(2) * (1 + 2 - 2 * 2 ** (-43 / 17))  # 43 and 60, beside nothing
    assert cost("shared_travel", sharing=travel) == pytest.approx(expected, abs=1e-3)
    heavy = {"heavy_points": {"at": 7.0, "doubling": 1.5}}
    expected = 1.5 / log(2) * (1 + 4 - 2 * 2 ** (-7 / 1.5))  # 7 and 10
    assert cost("shared_heavy_points", sharing=heavy) == pytest.approx(expected, abs=1e-3)


def bound(share, measure, most, weight=1.0):
    return {"bounds": [{"share": share, "measure": measure, "most": most, "weight": weight}]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (bound("paid_time", "range", 50, 2.0), 50),  # 215 and 140: 25 too much
        (bound("paid_time", "range", 75), 0),
        (bound("heavy_points", "range", 2, 10.0), 10),  # 7 and 10 points: 1 too much
        (bound("heavy_points", "range", 2.5, 10.0), 5),
        # the index is 75 / 2 / 355 = 0.1056..; that and less 0.05 times 355: 19.75 minutes
        (bound("paid_time", "gini", 0.05), 20),
        (bound("paid_time", "gini", 0.106), 0),
        # half of 2 + 1/16 doublings beyond 200, less one: 0.03125 x 15 / ln 2 = 0.68
        (bound("paid_time", "kolm_pollak", 200), 1),
        (bound("paid_time", "kolm_pollak", 170), 68),  # 8 + 1/4: 3.125 x 15 / ln 2 = 67.6
        (bound("paid_time", "kolm_pollak", 201), 0),
    ],
)
def test_shares_that_are_too_unequal(cost, day, given, expected):
    day.scenario["caregivers"]["bob"]["certificates"] = [{"certificate": "care"}]
    assert cost("share_bounds", weights={}, **given, **quarter(480)) == expected
    day.scenario["caregivers"]["bob"]["certificates"] = []
    alone = cost("share_bounds", weights={}, **given, **quarter(480))
    if given["bounds"][0]["measure"] != "kolm_pollak":
        assert alone == 0  # each is a pool of one


def test_a_pool_of_one_may_have_too_much(cost):
    given = bound("paid_time", "kolm_pollak", 200)  # amy has 15 more: (2 - 1) x 15 / ln 2
    assert cost("share_bounds", weights={}, **given, **quarter(480)) == 22


def test_bounds_count_the_whole_week(cost, day):
    day.scenario["caregivers"]["bob"] |= {"certificates": [{"certificate": "care"}]}
    day.scenario["caregivers"]["bob"]["so_far"] = {"paid": 50}  # 240 with the week
    given = bound("paid_time", "range", 0)
    assert cost("share_bounds", weights={}, **given) == 25
    assert cost("share_bounds", weights={}, **given, sharing={"week": False}) == 75


def test_each_pool_and_each_bound_counts(cost, day):
    day.scenario["caregivers"]["bob"]["certificates"] = [{"certificate": "care"}]
    [one] = bound("travel", "range", 10)["bounds"]  # 43 and 60
    two = one | {"weight": 3.0, "most": 16}
    assert cost("share_bounds", weights={}, bounds=[one, two]) == 7 + 3


def test_a_day_on_which_nobody_is_on_duty(cost, day):
    for each in day.scenario["caregivers"].values():
        each["shifts"] = []
    day.plan |= {"routes": {}, "unserved": [{"visit": name} for name in day.scenario["visits"]]}
    given = bound("travel", "range", 0) | quarter(10)
    weights = {"shared_paid_time": 1, "group_unserved": 1, "client_care": 1}
    assert cost("shared_paid_time", **given | {"weights": weights}) == 0
    assert cost("share_bounds", **given | {"weights": weights}) == 0
    assert cost("group_unserved", weights=weights) == 0  # all are left out alike
    care = {"care": {"alpha": 0.0}, "weights": weights}
    assert cost("client_care", **care) == 3


def test_the_group_that_waits_longest(cost, day):
    # wash-a waits an hour, and wash-a-2 of the same client is left out: half an hour on average
    assert cost("group_response", groups=["channel"]) == 30
    day.scenario["visits"]["lift-b"]["requested"] = "09:39"
    assert cost("group_response", groups=["disabled"]) == 51
    assert cost("group_response", groups=["channel", "area_kind"]) == 51
    assert cost("group_response", groups=["care_level"]) == 37  # 60 + 51 of three visits
    assert cost("group_response", groups=[]) == 0


def test_the_group_that_is_latest(cost, day):
    assert cost("group_tardiness", groups=["disabled"]) == 10  # lift-b alone has a soft window
    day.scenario["visits"]["meal-c"]["windows"] = [
        {"open": "12:00", "close": "12:05", "hard": False}
    ]
    assert cost("group_tardiness", groups=["two_caregivers"]) == 10  # meal-c is 5 late
    assert cost("group_tardiness", groups=["solitary"]) == 8  # 7.5, rounded up


def test_the_group_of_whom_more_are_left_out_than_of_all(cost, day):
    assert cost("group_unserved", groups=["channel"]) == 50 - 25  # one of two, one of four
    assert cost("group_unserved", groups=["disabled"]) == 34 - 25  # one of three, rounded up
    assert cost("group_unserved", groups=["solitary"]) == 0  # all are one group
    day.scenario["visits"]["wash-a-2"]["facts"] = {"not_home": "08:00"}
    day.plan["unserved"] = []
    assert cost("group_unserved", groups=["channel"]) == 0


@pytest.mark.parametrize(
    ("alpha", "expected"),
    [(0.0, 0.5), (1.0, 1.05 * log(1.05 / 0.55)), (2.0, 1.05 * (1.05 / 0.55 - 1))],
)
def test_a_client_who_is_given_half(cost, alpha, expected):
    """Client a asks for two washes, and is given one; the others are given all they ask for."""
    assert cost("client_care", care={"alpha": alpha}) == pytest.approx(expected, abs=1e-3)


def test_what_a_client_had_this_week_counts(cost, day):
    day.scenario["clients"]["a"]["received_week"] = 60  # 90 of 120
    assert cost("client_care", care={"alpha": 0.0}) == pytest.approx(0.25)
    day.scenario["clients"]["a"]["received_week"] = 31  # 61 of 91: 67 %, rounded down
    assert cost("client_care", care={"alpha": 0.0}) == pytest.approx(0.33)


def test_what_a_client_was_given_today_counts(cost, day):
    facts = {"started": "08:10", "ended": "08:40"}
    day.scenario["visits"]["wash-a-2"] |= {"facts": facts, "pinned_caregivers": ["bob"]}
    day.plan["unserved"] = []
    assert cost("client_care", care={"alpha": 0.0}) == 0
    del day.plan["routes"]["amy"]["stops"]["wash-a"]
    day.plan["routes"]["amy"] |= {"departure": "09:25"}
    day.plan["routes"]["amy"]["stops"]["lift-b"]["times"][0] = "09:40"
    day.plan["routes"]["amy"]["meal_break"]["position"] = 1
    del day.scenario["visits"]["meal-c"]["gaps"]
    day.plan["unserved"] = [{"visit": "wash-a"}]
    assert cost("client_care", care={"alpha": 0.0}) == pytest.approx(0.5)


def test_a_client_whose_visits_are_all_over_is_not_compared(cost, day):
    day.scenario["visits"]["meal-c"]["facts"] = {"not_home": "12:10"}
    after = {"position": 2, "start": "11:30", "end": "12:00"}
    del day.plan["routes"]["amy"]["stops"]["meal-c"]
    day.plan["routes"]["amy"] |= {"returned": "11:25", "meal_break": after}
    assert cost("client_care", care={"alpha": 0.0}) == 0.5  # a, as before
