"""A client is in one visit at a time, and travels home from an escort."""

from __future__ import annotations

import pytest


def with_snack_at(day, client, arrival, start, end, **service):
    """Let a third caregiver bring a snack to a client."""
    day.scenario["services"]["snack"] = {"duration": 20, **service}
    day.scenario["visits"]["snack"] = {"client": client, "service": "snack"}
    stops = {"snack": {"role": "caregiver", "times": [arrival, start, end]}}
    day.plan["routes"]["cid"] = {"departure": "06:00", "stops": stops, "returned": "16:00"}
    day.scenario["caregivers"]["cid"] = {
        "gender": "man", "start": "D", "mode": "walk",
        "shifts": [{"start": "06:00", "end": "17:00"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        # the lift at b is 10:30-11:10
        ("10:10", "10:30", []),
        ("10:11", "10:31", [("client_overlap", "lift-b", None, 1)]),
        ("10:45", "11:05", [("client_overlap", "snack", None, 20)]),
        ("11:03", "11:23", [("client_overlap", "snack", None, 7)]),
        ("11:10", "11:30", []),
    ],
)
def test_visits_of_one_client_may_touch_but_not_overlap(day, start, end, told):
    with_snack_at(day, "b", start, start, end)
    assert day.told() == told


def test_the_rule_concerns_only_visits_that_need_the_client(day):
    with_snack_at(day, "b", "10:45", "10:45", "11:05", needs_client=False)
    assert day.told() == []


def test_the_rule_may_be_off(day):
    with_snack_at(day, "b", "10:45", "10:45", "11:05")
    day.scenario["policy"] = day.scenario["policy"] | {"rules": {"client_overlap": "off"}}
    assert day.told() == []


def test_both_visits_are_named(day):
    with_snack_at(day, "b", "10:45", "10:45", "11:05")
    [found] = day.judged().violations
    assert str(found) == "snack and lift-b occupy the same client at once for 20 minutes"


@pytest.mark.parametrize(
    ("start", "end", "mode", "told"),
    [
        # the washing takes a to C and ends 09:30; from C to A takes 13 minutes
        ("09:42", "10:02", None, [("client_overlap", "snack", None, 1)]),
        ("09:43", "10:03", None, []),
        ("09:43", "10:03", "drive", [("client_overlap", "snack", None, 12)]),
        ("09:55", "10:15", "drive", []),
        # before the escort the way does not matter
        ("08:40", "09:00", "drive", []),
    ],
)
def test_after_an_escort_the_client_travels_home(day, start, end, mode, told):
    day.scenario["visits"]["wash-a"]["end_place"] = "C"
    later = [[0, 10, 15, 20], [11, 0, 5, 12], [15, 6, 0, 8], [20, 25, 9, 0]]
    day.scenario["roads"] = day.scenario["roads"] | {"by_mode": {"drive": later}}
    day.scenario["policy"] = day.scenario["policy"] | {"client_mode": mode}
    with_snack_at(day, "a", "08:30", start, end)
    found = [each for each in day.told() if each[0] == "client_overlap"]
    assert found == told


def test_a_visit_that_runs_occupies_the_client_even_if_the_plan_leaves_it_out(day):
    day.scenario["visits"]["wash-a-2"] |= {
        "facts": {"started": "10:00"},
        "pinned_caregivers": ["bob"],
    }
    with_snack_at(day, "a", "09:45", "09:50", "10:10")
    assert day.told() == [
        ("client_overlap", "wash-a-2", None, 10),
        ("fact_contradicted", "wash-a-2", None, 1),
    ]


@pytest.mark.parametrize(
    ("running", "told"),
    [({"wash-a", "snack"}, []), ({"snack"}, [("client_overlap", "wash-a", None, 15)])],
)
def test_two_visits_that_run_at_once_are_facts(day, running, told):
    with_snack_at(day, "a", "08:50", "08:55", "09:15")
    begun = {"wash-a": ("09:00", "amy"), "snack": ("08:55", "cid")}
    for visit in running:
        started, caregiver = begun[visit]
        facts = {"facts": {"started": started}, "pinned_caregivers": [caregiver]}
        day.scenario["visits"][visit] |= facts
    assert day.told() == told
