"""Caps of caregivers over a route, a day, a week; entitlements of clients; several shifts."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"paid_hours_cap": 215}, []),
        ({"paid_hours_cap": 200}, [("paid_hours_cap", None, "amy", 15)]),
        ({"so_far": {"paid": 100}, "weekly_cap": 315}, []),
        ({"so_far": {"paid": 100}, "weekly_cap": 300}, [("weekly_cap", None, "amy", 15)]),
        ({"so_far": {"paid": 900}, "weekly_cap": 300}, [("weekly_cap", None, "amy", 215)]),
        ({"probation_cap": 3}, []),
        ({"probation_cap": 1}, [("probation_cap", None, "amy", 2)]),
        ({"carrying_limit": 2.5}, []),
        ({"carrying_limit": 1.25}, [("carrying_limit", None, "amy", 1.25)]),
    ],
)
def test_the_caps_of_a_caregiver(day, fields, expected):
    day.scenario["services"]["lift"]["load"] = 1.5
    day.scenario["services"]["meal"]["load"] = 1
    day.scenario["caregivers"]["amy"] |= fields
    assert day.told() == expected


def again_in_the_afternoon(day, *, days_later=0):
    """Bob washes once more, in a second shift: 61 minutes, after the 70 of the morning."""

    def clock(hour, minute):
        return f"{hour + 24 * days_later}:{minute:02d}"

    afternoon = {"start": clock(13, 0), "end": clock(16, 0)}
    day.scenario["caregivers"]["bob"]["shifts"].append(afternoon)
    times = [clock(13, 10), clock(13, 15), clock(13, 45)]
    day.plan["unserved"] = []
    day.plan["routes"]["again"] = {
        "caregiver": "bob",
        "shift": 1,
        "departure": clock(13, 0),
        "stops": {"wash-a-2": {"role": "caregiver", "times": times}},
        "returned": clock(14, 1),
    }


def test_the_shifts_of_a_date_count_together(day):
    again_in_the_afternoon(day)
    day.scenario["services"]["wash"]["load"] = day.scenario["services"]["lift"]["load"] = 1
    day.scenario["caregivers"]["bob"] |= {"paid_hours_cap": 120, "carrying_limit": 1}
    day.scenario["caregivers"]["bob"]["probation_cap"] = 1
    assert day.told() == [("paid_hours_cap", None, "bob", 11), ("probation_cap", None, "bob", 1)]


def test_the_dates_of_a_week_count_together(day):
    day.scenario["dates"] = ["2026-11-23", "2026-11-24"]
    again_in_the_afternoon(day, days_later=1)
    day.scenario["caregivers"]["bob"] |= {"paid_hours_cap": 70, "weekly_cap": 120}
    day.scenario["caregivers"]["bob"]["probation_cap"] = 1
    assert day.told() == [("weekly_cap", None, "bob", 11)]


def test_what_was_paid_before_counts_in_its_own_week_only(day):
    day.scenario["dates"] = ["2026-11-29", "2026-11-30"]  # a Sunday and a Monday
    again_in_the_afternoon(day, days_later=1)
    day.scenario["caregivers"]["bob"] |= {"so_far": {"paid": 60}, "weekly_cap": 120}
    assert day.told() == [("weekly_cap", None, "bob", 10)]


def test_measures_and_cost_are_over_all_dates(day):
    day.scenario["dates"] = ["2026-11-23", "2026-11-24"]
    again_in_the_afternoon(day, days_later=1)
    judgement = day.judged()
    bob = judgement.measures.caregivers["bob"]
    assert (bob.stops, bob.paid, bob.travel, bob.work, bob.waiting) == (2, 131, 51, 80, 0)
    assert bob.utilisation == pytest.approx(131 / 360)
    assert judgement.cost.components["balance"] == pytest.approx(2.62)  # twice 131
    assert judgement.cost.components["unserved"] == 0


def test_nobody_comes_back_after_the_next_shift_begins(day):
    again_in_the_afternoon(day)
    second = day.scenario["caregivers"]["bob"]["shifts"][1]
    second["start"] = "11:25"
    assert day.told() == []
    second["start"] = "11:20"
    assert day.told() == [("overtime_limit", None, "bob", 5)]


@pytest.mark.parametrize(("received", "beyond"), [(30, 0), (40, 10), (90, 30)])
def test_a_client_has_no_more_than_is_due(day, received, beyond):
    day.scenario["clients"]["a"] |= {"entitled_week": 60, "received_week": received}
    judgement = day.judged()
    assert [(each.kind, each.amount, each.detail) for each in judgement.violations] == [
        ("entitlement_exceeded", beyond, {"client": "a"})
    ] * (beyond > 0)
    assert all("a has" in str(each) for each in judgement.violations)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"started": "07:00", "ended": "07:30"}, [("entitlement_exceeded", None, None, 10)]),
        ({"not_home": "07:00"}, []),
    ],
)
def test_visits_over_use_it_up_if_they_were_given(day, facts, expected):
    day.scenario["clients"]["a"]["entitled_week"] = 50
    day.scenario["visits"]["wash-a-2"]["facts"] = facts
    day.plan["unserved"] = []
    assert day.told() == expected
