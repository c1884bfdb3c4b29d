"""Fairness by hand; the day is that of `conftest`, on which bob works half a week by contract."""

from __future__ import annotations

import json
import pickle
from math import exp, log

import pytest

from dispatch.plan import Plan
from dispatch.referee import Contrast, Inversions, judge
from dispatch.referee.contrasts import COMPARED
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

EARLIER = {"paid": 30, "travel": 10, "heavy_points": 3, "visits": 1}


def test_shares_are_scaled_by_contract_and_hold_what_came_before(day):
    day.scenario["caregivers"]["bob"]["so_far"] = EARLIER
    shared = day.judged().fairness.caregivers
    assert {name: dict(each.today.amounts) for name, each in shared.items()} == {
        "paid": {"amy": 215, "bob": 140},
        "travel": {"amy": 43, "bob": 60},
        "workload": {"amy": 143, "bob": 140},
        "heavy_points": {"amy": 7, "bob": 10},
        "visits": {"amy": 3, "bob": 2},
    }
    assert {name: each.week.amounts["bob"] for name, each in shared.items()} == {
        "paid": 200, "travel": 80, "workload": 200, "heavy_points": 16, "visits": 4,
    }  # fmt: skip


def test_a_spread_over_all_and_over_each_pool(day):
    paid = day.judged().fairness.caregivers["paid"].today
    assert (paid.all.largest, paid.all.range, paid.all.mean) == (215, 75, 177.5)
    assert paid.all.gini == pytest.approx(75 / (2 * 355))
    assert paid.kappa == pytest.approx(355 / (215**2 + 140**2))
    alone = {name: (pool.members, pool.largest, pool.gini) for name, pool in paid.pools.items()}
    assert alone == {"care": (1, 215, 0), "no certificate": (1, 140, 0)}
    assert paid.within == pytest.approx(0)
    assert paid.between == pytest.approx(paid.all.ede - 177.5)


def test_newcomers_are_those_with_few_reviews(day):
    visits = day.judged().fairness.caregivers["visits"].today
    assert visits.newcomers == visits.all
    day.scenario["caregivers"]["amy"] |= {"rating": 5.0, "reviews": 10}
    visits = day.judged().fairness.caregivers["visits"].today
    assert (visits.newcomers.members, visits.newcomers.mean) == (1, 2)
    day.scenario["caregivers"]["bob"] |= {"rating": 5.0, "reviews": 10}
    assert day.judged().fairness.caregivers["visits"].today.newcomers.mean is None


def test_earnings_are_a_good_and_told_only_if_there_are_any(day):
    assert "earnings" not in day.judged().fairness.caregivers
    day.scenario["caregivers"]["amy"]["cost_per_hour"] = 60
    day.scenario["caregivers"]["bob"] |= {"cost_per_hour": 30, "so_far": EARLIER}
    day.scenario["policy"]["heavy_allowance"] = 1.5
    earnings = day.judged().fairness.caregivers["earnings"]
    assert earnings.today.amounts == {"amy": 215 + 7 * 1.5, "bob": 2 * (35 + 5 * 1.5)}
    assert earnings.week.amounts["bob"] == 2 * (35 + 5 * 1.5 + 15 + 3 * 1.5)
    assert earnings.today.kappa < 0
    assert earnings.today.all.ede < earnings.today.all.mean
    assert earnings.today.between > 0


def test_an_allowance_alone_is_earned(day):
    day.scenario["policy"]["heavy_allowance"] = 2
    assert day.judged().fairness.caregivers["earnings"].today.amounts == {"amy": 14, "bob": 20}


def test_what_is_done_on_a_running_day_counts(day):
    """Bob was out from 08:10 to 08:50, with the wash that the plan would leave out."""
    day.scenario["now"] = "08:55"
    day.scenario["caregivers"]["bob"]["shifts"][0]["under_way"] = {
        "departed": "08:10", "free": "08:55", "place": "D", "returned": "08:50",
        "travelled": 10, "worked": 30,
    }  # fmt: skip
    day.scenario["visits"]["wash-a-2"] |= {
        "facts": {"started": "08:15", "ended": "08:45"},
        "pinned_caregivers": ["bob"],
    }
    day.plan["unserved"] = []
    shared = day.judged().fairness.caregivers
    assert {name: each.today.amounts["bob"] for name, each in shared.items()} == {
        "paid": 2 * (70 + 40),
        "travel": 2 * (30 + 10),
        "workload": 2 * (70 + 40),
        "heavy_points": 2 * (5 + 2),
        "visits": 2 * (1 + 1),
    }


def envy(day, resource="visits"):
    shared = day.judged().fairness.caregivers
    return shared[resource].today.envy_by_eligibility


@pytest.fixture
def one_pool(day):
    """Bob is a care worker, too, and works as many hours by contract: amy has 3 visits, he 1."""
    bob = day.scenario["caregivers"]["bob"]
    bob |= {"certificates": [{"certificate": "care"}], "contracted_week": 2400}
    return day


def test_who_could_give_a_visit_away_envies(one_pool):
    assert envy(one_pool) == 1
    assert envy(one_pool, "travel") is None
    assert envy(one_pool, "heavy_points") == 0  # 7 and 5 would become 5 and 7


def test_nobody_envies_another_pool(one_pool):
    one_pool.scenario["caregivers"]["bob"]["certificates"] = []
    assert envy(one_pool) == 0


def test_rules_shifts_and_crews_bar_a_visit_from_passing(one_pool):
    one_pool.scenario["clients"]["a"] |= {"preferred": [], "excluded": ["bob"]}
    assert envy(one_pool) == 0  # bob has no course for the meal, and is at the lift himself


def test_a_shift_after_the_window_bars_a_visit_from_passing(one_pool):
    one_pool.scenario["caregivers"]["bob"]["shifts"][0]["start"] = "10:10"
    assert envy(one_pool) == 0


def test_an_exchange_may_lower_the_larger_amount_where_a_gift_may_not():
    """Amy has 6 and 1, bob 4; she may not give the 1, and 6 more would be too much for him."""

    def envied(**bob):
        return exchange(bob).fairness.caregivers["heavy_points"].today.envy_by_eligibility

    assert envied() == 1
    assert envied(excluded=["amy"]) == 0


def exchange(bobs_client):
    people = [
        {"id": name, "gender": "woman", "start": "D", "mode": "walk",
         "shifts": [{"start": "08:00", "end": "16:00"}]}
        for name in ("amy", "bob")
    ]  # fmt: skip
    points = {"six": 6, "one": 1, "four": 4}
    clients = {"one": {"excluded": ["bob"]}, "four": bobs_client}
    scenario = Scenario.model_validate(
        {
            "name": "exchange",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D"], "minutes": [[0]]},
            "services": [{"id": n, "duration": 30, "heavy_points": p} for n, p in points.items()],
            "caregivers": people,
            "clients": [{"id": name, "place": "D", **clients.get(name, {})} for name in points],
            "visits": [{"id": name, "client": name, "service": name} for name in points],
        }
    )

    def route(caregiver, *visits):
        stops = [
            {"visit": name, "role": "caregiver", "arrival": f"{hour:02d}:00",
             "start": f"{hour:02d}:00", "end": f"{hour:02d}:30"}
            for hour, name in enumerate(visits, start=9)
        ]  # fmt: skip
        return {"caregiver": caregiver, "departure": "09:00", "stops": stops, "returned": "12:00"}

    plan = {"scenario": "0" * 12, "routes": [route("amy", "six", "one"), route("bob", "four")]}
    return judge(scenario, travel_times(scenario), Plan.model_validate(plan))


def test_contrasts_name_the_worst_group(day):
    day.scenario["clients"]["a"] |= {"entitled_week": 100, "received_week": 15}
    day.scenario["clients"]["c"] |= {"entitled_week": 60}
    channel = day.judged().fairness.clients["channel"].contrasts
    assert channel.keys() == COMPARED.keys()
    assert channel["unserved_share"] == Contrast("app", 0.5, "phone", 0, None)
    assert channel["familiar"] == Contrast("app", 0, "phone", 1, None)
    assert channel["entitlement_met"] == Contrast("phone", 1 / 3, "app", 0.45, pytest.approx(1.35))
    assert channel["response_mean"] == Contrast(None, None, None, None, None)  # only app has one


def test_response_within_and_between_groups(day):
    day.scenario["visits"]["meal-c"]["requested"] = "12:00"
    response = day.judged().fairness.clients["channel"].response
    kappa = 70 / (60**2 + 10**2)
    ede = log((exp(60 * kappa) + exp(10 * kappa)) / 2) / kappa
    assert (response.members, response.mean) == (2, 35)
    assert response.ede == pytest.approx(ede)
    assert response.within == pytest.approx(0)
    assert response.between == pytest.approx(ede - 35)
    together = day.judged().fairness.clients["solitary"].response
    assert together.within == pytest.approx(ede - 35)
    assert together.between == pytest.approx(0)


def test_tardiness_counts_only_where_a_visit_may_be_tardy(day):
    tardiness = day.judged().fairness.clients["disabled"].tardiness
    assert (tardiness.members, tardiness.mean) == (1, 10)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, Inversions(0, 0, 0, None)),  # a is not assessed: nobody knows how ill
        ({"a": {"care_level": 3}}, Inversions(0, 0, 1, 0)),  # c, at level 4, is served
        ({"a": {"care_level": 5}}, Inversions(1, 1, 1, 1)),
        ({"a": {"care_level": 5}, "b": {"care_level": 2}}, Inversions(2, 1, 1, 1)),
        ({"a": {"care_level": 5, "excluded": ["amy"]}}, Inversions(0, 0, 1, 0)),
        # Bob is at the lift as well, and could come.
        (
            {"a": {"care_level": 5, "excluded": ["amy"]}, "b": {"care_level": 2}},
            Inversions(1, 1, 1, 1),
        ),
    ],
)
def test_inversions(day, changes, found):
    for client, fields in changes.items():
        day.scenario["clients"][client] |= fields
    assert day.judged().fairness.inversions == found


def test_nothing_served_is_equal(day):
    day.plan["routes"] = {}
    day.plan["unserved"] = [{"visit": visit} for visit in day.scenario["visits"]]
    fairness = day.judged().fairness
    paid = fairness.caregivers["paid"].week
    assert paid.all.members == 2
    assert (paid.all.largest, paid.all.ede, paid.within, paid.between) == (0, 0, 0, 0)
    assert (paid.all.gini, paid.kappa) == (None, None)
    assert paid.envy_by_eligibility == 0
    assert fairness.clients["channel"].response.members == 0
    assert fairness.clients["channel"].response.ede is None


def test_nobody_on_duty_shares_nothing(day):
    for caregiver in day.scenario["caregivers"].values():
        caregiver["shifts"] = []
    day.plan["routes"] = {}
    paid = day.judged().fairness.caregivers["paid"].week
    assert (paid.amounts, paid.pools, paid.all.members) == ({}, {}, 0)
    assert (paid.all.largest, paid.within, paid.envy_by_eligibility) == (None, None, 0)


def test_it_is_computed_when_asked_and_travels_with_the_judgement(day):
    judgement = day.judged()
    assert judgement.measures.visits.served == 3
    assert "fairness" not in vars(judgement)
    sent = pickle.loads(pickle.dumps(judgement))
    assert sent.fairness == judgement.fairness


def test_it_is_ready_for_json(day):
    told = day.judged().as_dict()["fairness"]
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["caregivers"]["paid"]["week"]["pools"]["care"]["largest"] == 215
    assert told["clients"]["channel"]["contrasts"]["familiar"]["worst"] == "app"
