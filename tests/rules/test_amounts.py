from __future__ import annotations

import pytest

from dispatch.rules import (
    break_due,
    end_place,
    paid_before,
    priority,
    rating_cost,
    shrunk_rating,
    start_place,
    thousandths,
    weighed,
    workload_factor,
)

BREAK = {"duration": 30, "earliest": "11:00", "latest": "13:00"}


@pytest.mark.parametrize(
    ("weight", "expected"),
    [(1.0, 1000), (0.0005, 1), (0.00049, 0), (0.0015, 2), (2.6755, 2676), (100_000.0, 10**8)],
)
def test_thousandths_round_the_written_number_half_up(weight, expected):
    assert thousandths(weight) == expected


@pytest.mark.parametrize(
    ("weight", "of", "expected"),
    [(0.2, 2750, 550), (0.001, 500, 1), (0.001, 499, 0), (0.003, 1500, 5), (200.0, 1000, 200_000)],
)
def test_a_weight_times_a_priority_rounds_half_up(weight, of, expected):
    assert weighed(weight, of) == expected


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ({}, 1000),
        ({"disabled": True}, 3000),
        ({"solitary": True}, 2000),
        ({"solitary": True, "age": 79}, 1000),
        ({"solitary": True, "age": 80}, 2000),
        ({"low_income": True}, 1500),
        ({"care_level": 3}, 1750),
        (
            {"disabled": True, "solitary": True, "age": 90, "low_income": True, "care_level": 6},
            6000,
        ),
    ],
)
def test_priority_by_the_formula(small, client, expected):
    scenario = small(client=client)
    assert priority(scenario, scenario.visit["v"]) == expected


def test_a_given_priority_replaces_the_formula_even_if_it_is_zero(small):
    scenario = small(client={"disabled": True}, visit={"priority": 0})
    assert priority(scenario, scenario.visit["v"]) == 0
    scenario = small(visit={"priority": 1.2345})
    assert priority(scenario, scenario.visit["v"]) == 1235


def test_the_formula_is_rounded_once_at_its_end(small):
    formula = {"base": 0.0003, "disabled": 0.0003}
    scenario = small(client={"disabled": True}, policy={"priority": formula})
    assert priority(scenario, scenario.visit["v"]) == 1


@pytest.mark.parametrize(
    ("week", "expected"), [(2400, 1000), (1200, 2000), (1800, 1333), (2100, 1143), (0, 1000)]
)
def test_workloads_are_scaled_to_a_full_time_day(small, week, expected):
    scenario = small(amy={"contracted_week": week})
    assert workload_factor(scenario, scenario.caregiver["amy"]) == expected


@pytest.mark.parametrize(("end", "due"), [("13:59", False), ("14:00", True)])
def test_a_break_is_due_from_six_hours(small, end, due):
    scenario = small(amy={"shifts": [{"start": "08:00", "end": end, "meal_break": BREAK}]})
    shift = scenario.caregiver["amy"].shifts[0]
    assert break_due(scenario, shift) == (shift.meal_break if due else None)


def test_a_break_of_no_length_is_none(small):
    rest = {**BREAK, "duration": 0}
    scenario = small(amy={"shifts": [{"start": "08:00", "end": "16:00", "meal_break": rest}]})
    assert break_due(scenario, scenario.caregiver["amy"].shifts[0]) is None


def test_places_of_a_shift(small):
    def ends(shift, **amy):
        times = {"start": "08:00", "end": "16:00"}
        scenario = small(amy={"shifts": [times | shift], **amy}, stations=[STATION])
        caregiver = scenario.caregiver["amy"]
        place = caregiver.shifts[0]
        return start_place(scenario, caregiver, place), end_place(scenario, caregiver, place)

    assert ends({}) == ("D", "D")
    assert ends({}, end="Z") == ("D", "Z")
    assert ends({"start_place": "Z"}) == ("Z", "D")  # where she is now is not where she lives
    assert ends({"end_place": "Z"}, end="D") == ("D", "Z")
    assert ends({}, start="hub") == ("Z", "Z")


STATION = {"id": "hub", "place": "Z"}


@pytest.mark.parametrize(
    ("amy", "expected"),
    [
        ({}, 4000),
        ({"reviews": 90}, 4000),
        ({"rating": 5, "reviews": 0}, 4000),
        ({"rating": 5, "reviews": 10}, 4500),
        ({"rating": 1, "reviews": 10}, 2500),
        ({"rating": 4.87, "reviews": 200}, 4829),  # 1014 / 210 = 4.82857...
        ({"rating": 4.05, "reviews": 10}, 4025),
        ({"rating": 4.009, "reviews": 10}, 4005),  # 4.0045, half up
    ],
)
def test_few_reviews_say_little(small, amy, expected):
    assert shrunk_rating(small(amy=amy).caregiver["amy"]) == expected


@pytest.mark.parametrize(
    ("weight", "amy", "cost"),
    [
        (0, {}, 0),
        (10, {}, 10_000),
        (10, {"rating": 5, "reviews": 10}, 5000),
        (0.333, {"rating": 4.05, "reviews": 10}, 325),  # 0.333 * 0.975 = 0.324675
    ],
)
def test_a_stop_costs_what_the_rating_lacks_of_five(small, weight, amy, cost):
    scenario = small(amy=amy, policy={"weights": {"rating": weight}})
    assert rating_cost(scenario, scenario.caregiver["amy"]) == cost


@pytest.mark.parametrize(
    ("returned", "rest", "minutes"),
    [
        (None, None, 180),
        (None, ("10:00", "10:30"), 150),
        ("11:30", ("10:00", "10:30"), 120),
        ("11:30", None, 150),
        (None, ("08:20", "08:50"), 180),  # at home, before she set out
        (None, ("09:00", "09:30"), 150),
        ("11:30", ("11:30", "12:00"), 150),  # at home again
    ],
)
def test_a_break_at_home_is_no_part_of_paid_time(small, returned, rest, minutes):
    state = {"departed": "09:00", "free": "11:30", "place": "D", "returned": returned}
    if rest is not None:
        state |= {"break_start": rest[0], "break_end": rest[1]}
    shift = {"start": "08:00", "end": "16:00", "under_way": state}
    scenario = small(now="12:00", amy={"shifts": [shift]})
    [shift] = scenario.caregiver["amy"].shifts
    assert paid_before(scenario, shift, scenario.at("12:00")) == minutes * 60_000
