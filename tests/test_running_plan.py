"""What has begun is in every plan, whatever it breaks; what it breaks is the facts' doing."""

from __future__ import annotations

import copy

import pytest

from dispatch.errors import InputError
from dispatch.planner import plan_day
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

DAY = {
    "name": "A running day",
    "dates": ["2026-11-23"],
    "roads": {
        "kind": "matrix",
        "points": ["home", "oak", "elm"],
        "minutes": [[0, 10, 10], [10, 0, 15], [10, 15, 0]],
    },
    "services": [
        {"id": "care", "duration": 60, "load": 3},
        {"id": "short", "duration": 10},
    ],
    "caregivers": [
        {"id": "ann", "gender": "woman", "start": "home", "mode": "walk", "overtime_limit": 30,
         "shifts": [{"start": "08:00", "end": "12:00"}]},
    ],
    "clients": [{"id": "lin", "place": "oak"}, {"id": "mei", "place": "elm"}],
    "visits": [
        {"id": "a", "client": "lin", "service": "care", "pinned_caregivers": ["ann"],
         "priority": 0.001, "facts": {"started": "09:00"}},
        {"id": "b", "client": "mei", "service": "short", "mandatory": True},
        {"id": "c", "client": "mei", "service": "short", "mandatory": True},
    ],
}  # fmt: skip
"""Ann has been with Lin since 09:00, until 10:00. She left home at 08:50 and is back at 10:10."""

ANN, A, LIN, SHIFT = "caregivers", "visits", "clients", "shift"
LUNCH = {"duration": 30, "earliest": "11:00", "latest": "11:30"}

CASES = {
    "overtime": (
        # 11:45 to 12:45, back at 12:55; the limit is 12:30
        {A: {"facts": {"started": "11:45"}}},
        [("overtime_limit", None, "ann", 25)],
    ),
    "before the shift": (
        # there at 07:40, so she left at 07:30
        {A: {"facts": {"started": "07:40"}}},
        [("before_shift", None, "ann", 30)],
    ),
    "not in time for the meal": (
        # 10:45 to 11:45, back at 11:55 at the earliest
        {A: {"facts": {"started": "10:45"}}, SHIFT: {"meal_break": LUNCH}},
        [("break_outside_window", None, "ann", 25)],
    ),
    "the meal only at home": (
        {A: {"facts": {"started": "10:45"}}, SHIFT: {"meal_break": LUNCH},
         "policy": {"break_due_from": 0, "rules": {"break_after_return": False}}},
        [("break_after_return", None, "ann", 1), ("break_outside_window", None, "ann", 25)],
    ),
    "paid hours": ({ANN: {"paid_hours_cap": 60}}, [("paid_hours_cap", None, "ann", 20)]),
    "a week's hours": (
        {ANN: {"weekly_cap": 600, "so_far": {"paid": 550}}},
        [("weekly_cap", None, "ann", 30)],
    ),
    "probation": ({ANN: {"probation_cap": 0}}, [("probation_cap", None, "ann", 1)]),
    "a load": ({ANN: {"carrying_limit": 2}}, [("carrying_limit", None, "ann", 1)]),
    "an entitlement": (
        {LIN: {"entitled_week": 45}},
        [("entitlement_exceeded", None, None, 15)],
    ),
    "a blackout and the client's wish": (
        # 09:00 to 10:00; the blackout ends at 09:20
        {LIN: {"blackouts": [{"start": "08:30", "end": "09:20"}], "excluded": ["ann"]}},
        [("blackout", "a", None, 20), ("caregiver_excluded", "a", "ann", 1)],
    ),
    "papers and areas": (
        {"services": {"requires": {"courses": ["lifting"]}},
         ANN: {"areas": ["north"]}, LIN: {"area": "south"}},
        [("area_not_served", "a", "ann", 1), ("course_missing", "a", "ann", 1)],
    ),
    "two people's pieces": (
        {"services": {"equipment": ["tub"]}, LIN: {"area": "south"}},
        [("equipment_area", "a", None, 1)],
    ),
}  # fmt: skip


def made(changes=None):
    """Return the day with changes of ann, her shift, the running visit, its client and service."""
    day, changes = copy.deepcopy(DAY), changes or {}
    for name in (ANN, A, LIN, "services"):
        day[name][0] |= changes.get(name, {})
    day[ANN][0]["shifts"][0] |= changes.get(SHIFT, {})
    day["policy"] = changes.get("policy", {"break_due_from": 0})
    day["areas"] = [{"id": "north", "kind": "old_town"}, {"id": "south", "kind": "rural"}]
    day["stations"] = [{"id": "depot", "place": "home"}]
    day["equipment"] = [{"id": "tub", "count": 1, "station": "depot", "areas": ["north"]}]
    return Scenario.model_validate(day)


def told(violations):
    return sorted((each.kind, each.visit, each.caregiver, each.amount) for each in violations)


def in_plan(scenario, plan, visit):
    return [
        (route.caregiver, stop.start[11:16])
        for route in plan.routes
        for stop in route.stops
        if stop.visit == visit
    ]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    "how",
    [{"iterations": 0}, {"iterations": 5000}, {"engine": "exact"}, {"engine": "greedy"}],
    ids=str,
)
def test_every_engine_keeps_it_whatever_it_breaks(name, how):
    changes, facts = CASES[name]
    scenario = made(changes)
    outcome = plan_day(scenario, **how)
    started = scenario.visit["a"].facts.started
    assert in_plan(scenario, outcome.plan, "a") == [("ann", started)]
    assert outcome.judgement.ok
    assert told(outcome.judgement.facts) == facts


def test_it_stays_although_two_mandatory_visits_have_to_go():
    day = copy.deepcopy(DAY)
    for visit in day["visits"][1:]:
        visit["windows"] = [{"open": "09:20", "close": "09:45"}]
    scenario = Scenario.model_validate(day)
    for how in ({"iterations": 5000}, {"engine": "exact"}):
        outcome = plan_day(scenario, **how)
        assert [each.visit for each in outcome.plan.unserved] == ["b", "c"]
        assert outcome.judgement.facts == ()


def test_what_goes_beyond_the_facts_is_the_plans_fault():
    changes, facts = CASES["overtime"]
    scenario = made(changes)
    plan = plan_day(scenario, iterations=0).plan
    (route,) = plan.routes
    later = route.model_copy(update={"returned": "2026-11-23T13:20:00"})
    judged = judge(scenario, travel_times(scenario), plan.model_copy(update={"routes": (later,)}))
    assert told(judged.violations) == [("overtime_limit", None, "ann", 25)]  # after 12:55
    assert told(judged.facts) == facts


def test_the_next_shift_begins_when_she_is_back():
    day = copy.deepcopy(DAY)
    day[ANN][0]["shifts"] = [
        {"start": "08:00", "end": "09:30"},
        {"start": "10:00", "end": "12:00"},
    ]
    day["visits"][1]["windows"] = [{"open": "10:00", "close": "11:00"}]
    scenario = Scenario.model_validate(day)
    for how in ({"iterations": 5000}, {"engine": "exact"}):
        outcome = plan_day(scenario, **how)
        assert told(outcome.judgement.facts) == [("overtime_limit", None, "ann", 10)]
        ((_, start),) = in_plan(scenario, outcome.plan, "b")
        assert start >= "10:20"  # back at 10:10, and ten minutes to Mei


def test_she_cannot_have_come_from_one_running_visit_to_another():
    day = copy.deepcopy(DAY)
    day["visits"][1] |= {"facts": {"started": "10:14"}, "pinned_caregivers": ["ann"]}
    with pytest.raises(InputError) as error:
        plan_day(Scenario.model_validate(day), iterations=0)
    (fault,) = error.value.faults
    assert (fault.where, fault.what) == (
        "visits[b].facts.started",
        "'ann' is still in 'a', which has not ended either",
    )
    day["visits"][1]["facts"] = {"started": "10:15"}  # Mei is 15 minutes away from Lin
    outcome = plan_day(Scenario.model_validate(day), iterations=0)
    assert outcome.judgement.ok
    assert outcome.judgement.facts == ()
