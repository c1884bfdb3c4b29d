"""What would have to be in the file: with it, the plan of a way breaks no rule."""

from __future__ import annotations

import re

import pytest
import yaml

from dispatch.explanations import explain
from dispatch.generate.small import generate_small
from dispatch.planner import solve
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario, dumps_scenario

AMOUNTS = {
    "window_missed", "exact_start_missed", "pinned_start", "promise_broken", "too_early",
    "blackout", "gap_too_short", "gap_too_long", "overtime_limit",
}  # fmt: skip


def at(opens, closes=None):
    return {"windows": [{"open": opens, "close": closes or opens}]}


def applied(scenario, changes):
    """Return the scenario with the fields of a way changed, read anew."""
    day = yaml.safe_load(dumps_scenario(scenario))
    for change in changes:
        *path, field = re.findall(r"\w[\w-]*", change.where)
        at = day
        for step in path:
            if isinstance(at, list):
                named = [each for each in at if each.get("id") == step]
                at = named[0] if named else at[int(step)]
            else:
                at = at.setdefault(step, {})
        at[field] = change.to if change.to.count("-") == 2 or "P" in change.to else int(change.to)
    return Scenario.model_validate(day)


CASES = {
    "visits[v].windows[0].open": ({"busy": at("09:00"), "v": at("09:00", "09:05")}, 30),
    "visits[v].windows[0].close": ({"busy": at("09:00"), "v": at("09:00", "09:45")}, 15),
    "visits[v].exact_start": ({"busy": at("09:00"), "v": {"exact_start": "09:40"}}, 20),
    "visits[v].pinned_start": ({"busy": at("09:00"), "v": {"pinned_start": "09:40"}}, 20),
    "visits[v].promise.tolerance": (
        {"busy": at("09:00"), "v": {"promise": {"start": "09:40", "tolerance": 5}}},
        15,
    ),
    # ninety minutes begin at 10:20, because of the way back; the nap then has 10 minutes of them
    "clients[wu].blackouts[0].start": (
        {
            "busy": at("09:00", "09:20"),
            "v": {"duration": 100},
            "client": {"blackouts": [{"start": "11:30", "end": "15:00"}]},
        },
        10,
    ),
    "clients[wu].blackouts[0].end": (
        {
            "busy": at("08:10"),
            "v": {"duration": 120},
            "client": {"blackouts": [{"start": "08:00", "end": "10:00"}]},
        },
        10,
    ),
    "clients[wu].earliest": ({"client": {"earliest": "11:40"}}, 20),
    "visits[v].gaps[0].minimum": (
        {"v": {"gaps": [{"after": "busy", "minimum": 200}]}, "busy": at("08:10")},
        10,
    ),
    "visits[v].gaps[0].maximum": (
        {
            "busy": at("08:10"),
            "v": {"gaps": [{"after": "busy", "maximum": 10, "measured_from": "end"}]},
            "more": [
                {"id": "w", "client": "li", "service": "care", "mandatory": True, **at("09:15")}
            ],
        },
        25,
    ),
    "caregivers[amy].overtime_limit": (
        {"amy": {"shifts": [{"start": "08:00", "end": "09:30"}]}},
        20,
    ),
}
"""Days on which a field alone, changed by some minutes, lets `v` in."""


@pytest.mark.parametrize("where", CASES)
def test_the_field_is_named_with_the_fewest_minutes(small, plan_of, where):
    day, minutes = CASES[where]
    scenario = small(**day)
    ways = explain(scenario, plan_of(scenario), "v").ways
    (change,) = [each for way in ways for each in way.changes if each.where == where]
    assert change.minutes == minutes
    (way,) = [way for way in ways if change in way.changes]
    assert str(change) in str(way)
    assert_proved(scenario, way)


def assert_proved(scenario, way):
    changed = applied(scenario, way.changes)
    plan = way.plan.model_copy(update={"scenario": changed.fingerprint})
    broken = {each.kind for each in judge(changed, travel_times(changed), plan).violations}
    assert broken <= {"entitlement_exceeded"}  # it may count for another week


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["2026-11-23"], "24:10 instead of 23:30"),
        (["2026-11-23", "2026-11-24"], "2026-11-24 00:10 instead of 2026-11-23 23:30"),
    ],
)
def test_a_time_behind_midnight_is_told_as_it_has_to_be_written(small, plan_of, dates, told):
    night = {"shifts": [{"start": "22:00", "end": "28:00"}]}
    scenario = small(dates=dates, amy=night, busy=at("23:10"), v={"exact_start": "23:30"})
    ways = explain(scenario, plan_of(scenario), "v").ways
    assert f"visits[v].exact_start: {told} (" in " ".join(map(str, ways))


@pytest.mark.many
@pytest.mark.parametrize("seed", range(130, 160))
def test_on_odd_days_the_changed_fields_are_enough(seed):
    scenario = generate_small(seed, visits=6, caregivers=2)
    plan = solve(scenario, iterations=0)
    for left_out in plan.unserved[:2]:
        for way in explain(scenario, plan, left_out.visit).ways:
            if not way.like and not way.pieces and {v.kind for v in way.violations} <= AMOUNTS:
                assert_proved(scenario, way)
