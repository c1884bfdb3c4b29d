"""What is bounded over routes, days and weeks, and which equipment may come."""

from __future__ import annotations

import pytest

from dispatch.rules import Entitlement, Limit, cargo, entitlements, limits, pool_reason

MINUTE = 60_000
SUNDAY_TO_MONDAY = ["2026-11-22", "2026-11-23"]
DAYS = {
    "shifts": [
        {"start": "2026-11-23T08:00", "end": "2026-11-23T12:00"},
        {"start": "2026-11-22T08:00", "end": "2026-11-22T12:00"},
        {"start": "2026-11-22T22:00", "end": "2026-11-23T06:00"},
    ]
}


def of_amy(scenario):
    return limits(scenario, scenario.caregiver["amy"])


def test_nothing_is_limited_that_is_not_given(small):
    assert of_amy(small()) == ()


def test_a_night_shift_counts_on_the_date_and_in_the_week_that_it_starts_in(small):
    amy = {"paid_hours_cap": 300, "weekly_cap": 400, "so_far": {"paid": 150}, **DAYS}
    assert of_amy(small(dates=SUNDAY_TO_MONDAY, amy=amy)) == (
        Limit("paid_hours_cap", "amy", (0,), 300 * MINUTE),
        Limit("paid_hours_cap", "amy", (1, 2), 300 * MINUTE),
        Limit("weekly_cap", "amy", (0,), 400 * MINUTE),
        Limit("weekly_cap", "amy", (1, 2), 250 * MINUTE),  # the first date's week has had some
    )


def test_a_week_that_is_over_the_cap_already_leaves_nothing(small):
    amy = {"weekly_cap": 60, "so_far": {"paid": 61}}
    assert of_amy(small(amy=amy)) == (Limit("weekly_cap", "amy", (0,), 0),)


def test_a_probation_cap_counts_visits(small):
    assert of_amy(small(amy={"probation_cap": 1})) == (Limit("probation_cap", "amy", (0,), 1),)


def test_what_is_carried_is_limited_by_the_route_in_thousandths(small):
    amy = {"carrying_limit": 1.5, **DAYS}
    scenario = small(dates=SUNDAY_TO_MONDAY, amy=amy, service={"load": 0.25})
    assert cargo(scenario.service["bath"]) == 250
    assert of_amy(scenario) == tuple(Limit("carrying_limit", "amy", (k,), 1500) for k in range(3))


def visit(name, **fields):
    return {"id": name, "client": "zhou", "service": "bath", **fields}


def on(moment):
    return {"exact_start": moment}


def test_an_entitlement_is_of_a_week(small):
    visits = [
        visit("a", **on("2026-11-22T09:00")),
        visit("b", **on("2026-11-23T09:00")),
        visit("c", **on("2026-11-22T11:00")),
    ]
    entitled = {"entitled_week": 120, "received_week": 50}
    assert entitlements(small(dates=SUNDAY_TO_MONDAY, client=entitled, visits=visits)) == (
        Entitlement("zhou", ("a", "c"), 70 * MINUTE),
        Entitlement("zhou", ("b",), 120 * MINUTE),
    )
    assert entitlements(small(visits=visits, dates=SUNDAY_TO_MONDAY)) == ()


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ({"started": "09:00", "ended": "09:20"}, 30),  # what was to be given counts: 30 minutes
        ({"started": "09:00", "aborted": "09:20"}, 30),
        ({"not_home": "09:00"}, 60),
    ],
)
def test_what_was_given_is_taken_off(small, facts, left):
    visits = [visit("a", facts=facts), visit("b")]
    found = entitlements(small(client={"entitled_week": 60}, visits=visits))
    assert found == (Entitlement("zhou", ("b",), left * MINUTE),)


def test_more_than_was_due_leaves_nothing(small):
    found = entitlements(small(client={"entitled_week": 60, "received_week": 90}))
    assert found == (Entitlement("zhou", ("v",), 0),)


def test_a_visit_that_is_running_has_taken_its_part(small):
    running = visit("a", facts={"started": "09:00"}, pinned_caregivers=["amy"])
    found = entitlements(small(client={"entitled_week": 100}, visits=[running, visit("b")]))
    assert found == (Entitlement("zhou", ("b",), 70 * MINUTE),)
    found = entitlements(small(client={"entitled_week": 20}, visits=[running, visit("b")]))
    assert found == (Entitlement("zhou", ("b",), 0),)
    assert entitlements(small(client={"entitled_week": 60}, visits=[running])) == ()


@pytest.mark.parametrize(
    ("pool", "reason"),
    [
        ({"count": 1}, None),
        ({"count": 1, "areas": ["south", "north"]}, None),
        ({"count": 1, "areas": ["south"]}, "equipment_area"),
        ({"count": 0}, "equipment_none"),
        ({"count": 0, "areas": ["south"]}, "equipment_area"),
    ],
)
def test_equipment_comes_to_its_areas_where_there_is_some(small, pool, reason):
    scenario = small(equipment=[{"id": "hoist", **pool}])
    assert pool_reason(scenario, scenario.client["zhou"], scenario.pool["hoist"]) == reason
