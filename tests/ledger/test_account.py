"""The account of a day, by hand: from a plan, from facts, and from both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dispatch.errors import BrokenRule
from dispatch.generate import generate_small
from dispatch.ledger import Asked, Came, Worked, entries_of, unknown_hours
from dispatch.live.day import progress
from dispatch.live.reading import loads_events
from dispatch.plan import Plan
from dispatch.planner import solve
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario, load_scenario

MINUTE = 60_000
HALF_AN_HOUR = 30 * MINUTE


def worked(caregiver, paid, overtime, travel, points, stops):
    return Worked(caregiver, paid * MINUTE, overtime * MINUTE, travel * MINUTE, points, stops)


def test_a_plan_counts_with_its_times(day):
    [entry] = day().entries()
    assert entry.caregivers == (
        worked("amy", 125, 0, 45, 6, 2),
        worked("bob", 75, 0, 40, 3, 1),
        worked("cai", 0, 0, 0, 0, 0),
    )
    on = "2026-11-23"
    assert entry.visits == (
        Asked("a", "zhou", "bath", on, "planned", f"{on}T09:00:00", HALF_AN_HOUR),
        Asked("b", "li", "lift", on, "planned", f"{on}T10:00:00", HALF_AN_HOUR),
        Asked("c", "zhou", "bath", on, "unserved", None, 0),
    )
    assert entry.stops == (
        Came("a", "caregiver", "amy", f"{on}T09:00:00"),
        Came("b", "first", "amy", f"{on}T10:00:00"),
        Came("b", "second", "bob", f"{on}T10:00:00"),
    )


def test_the_referee_measures_the_same(day):
    made = day()
    scenario, plan = made.scenario, made.plan
    measured = judge(scenario, travel_times(scenario), plan).measures.caregivers
    for row in made.entries()[0].caregivers:
        known = measured[row.caregiver]
        assert row[1:] == (
            known.paid * MINUTE, known.overtime * MINUTE, known.travel * MINUTE,
            known.heavy_points, known.stops,
        )  # fmt: skip


@pytest.mark.parametrize("now", ["09:10", "09:40", "09:55", "10:10", "10:32", "10:50", "12:00"])
def test_a_day_that_goes_as_planned_comes_to_the_same_at_any_moment(day, now):
    made = day()
    scenario, travel = made.scenario, travel_times(made.scenario)
    went = progress(scenario, made.plan, travel, now)
    [entry] = entries_of(went.scenario, went.plan, travel)
    [planned] = made.entries()
    assert entry.caregivers == planned.caregivers
    assert entry.stops == planned.stops
    assert [row[:4] for row in entry.visits] == [row[:4] for row in planned.visits]
    assert [row.care for row in entry.visits] == [row.care for row in planned.visits]
    kinds = {row.kind for row in entry.visits}
    assert kinds <= {"planned", "running", "served", "unserved"}
    assert ("planned" in kinds) == (now < "10:00")


def over(made: Scenario, plan: Plan, now: str, *told: dict):
    events = loads_events(json.dumps({"events": [*told]}), scenario=made)
    return progress(made, plan, travel_times(made), now, events)


def test_what_happened_counts_with_its_real_times(day):
    """Zhou's bath lasts until 10:00: Amy is late by 20 minutes for the lift, and so is all else."""
    made = day()
    late = {"at": "09:59", "kind": "ended", "visit": "a"}
    went = over(made.scenario, made.plan, "12:00", late)
    [entry] = entries_of(went.scenario, went.plan, travel_times(made.scenario))
    amy, bob, _ = entry.caregivers
    assert (amy, bob) == (worked("amy", 144, 0, 45, 6, 2), worked("bob", 94, 0, 40, 3, 1))
    assert entry.visits[1].start == "2026-11-23T10:19:00"
    assert entry.visits[0].care == HALF_AN_HOUR  # as an entitlement counts it


@pytest.mark.parametrize(
    ("kind", "told", "care", "stops", "points"),
    [
        ("not_home", "not_home", 0, 1, 3),
        ("broken_off", "broken_off", HALF_AN_HOUR, 2, 3),
        ("cancelled", "cancelled", 0, 1, 3),
    ],
)
def test_what_was_in_vain_is_no_care(day, kind, told, care, stops, points):
    made = day()
    at = "08:40" if kind == "cancelled" else "09:10"
    events = [{"at": at, "kind": told, "visit": "a"}]
    if kind == "broken_off":
        events.insert(0, {"at": "09:00", "kind": "started", "visit": "a"})
    went = over(made.scenario, made.plan, "12:00", *events)
    [entry] = entries_of(went.scenario, went.plan, travel_times(made.scenario))
    [visit] = [row for row in entry.visits if row.visit == "a"]
    assert (visit.kind, visit.care) == (kind, care)
    assert ("a" in {row.visit for row in entry.stops}) == bool(care)
    assert (entry.caregivers[0].stops, entry.caregivers[0].heavy_points) == (stops, points)


def test_overtime_counts_from_the_end_of_the_shift(day):
    made = day()
    made.fields["caregivers"][1]["shifts"][0]["end"] = "10:30"
    assert made.entries()[0].caregivers[1] == worked("bob", 75, 25, 40, 3, 1)
    went = over(made.scenario, made.plan, "12:00")
    assert not went.plan.routes
    [entry] = entries_of(went.scenario, went.plan, travel_times(made.scenario))
    assert entry.caregivers[1] == worked("bob", 75, 25, 40, 3, 1)


def test_a_plan_that_breaks_a_rule_is_refused(day):
    made = day()
    made.fields["clients"][0]["excluded"] = ["amy"]
    with pytest.raises(BrokenRule, match=r"ledger\nthe client of a excludes amy") as caught:
        made.entries()
    assert [each.code for each in caught.value.faults] == ["ledger-broken", "caregiver_excluded"]


def test_facts_that_break_a_rule_are_accounted_for(day):
    made = day()
    went = over(made.scenario, made.plan, "12:00")
    clients = tuple(
        each.model_copy(update={"excluded": ("amy",)}) for each in went.scenario.clients
    )
    after = went.scenario.model_copy(update={"clients": clients})
    [entry] = entries_of(after, went.plan, travel_times(after))
    assert entry.caregivers == made.entries()[0].caregivers


def test_hours_before_facts_without_a_shift_under_way_are_not_known(day):
    made = day()
    assert [*unknown_hours(made.scenario)] == []
    facts = {"started": "09:00", "ended": "09:30"}
    made.fields["visits"][0] |= {"facts": facts, "pinned_caregivers": ["amy"]}
    [found] = unknown_hours(made.scenario)
    assert (found.code, found.where) == ("ledger-hours", "caregivers[amy].shifts[0]")


TWO = {"dates": ["2026-11-29", "2026-11-30"]}
"""A Sunday and a Monday."""


def test_several_dates_are_several_days(day):
    """A shift counts on the date on which it starts; care, in the week where it may start."""
    made = day(**TWO)
    made.fields["caregivers"] = [
        {"id": "amy", "gender": "woman", "start": "D", "mode": "walk"}
        | {"shifts": [
            {"start": "22:00", "end": "30:00", "late": "24:30"}, {"start": "46:00", "end": "54:00"},
        ]}
    ]  # fmt: skip
    made.fields["visits"] = [
        {"id": "sunday", "client": "zhou", "service": "bath"}
        | {"windows": [{"open": "22:10", "close": "27:00"}]},
        {"id": "monday", "client": "zhou", "service": "bath"}
        | {"windows": [{"open": "46:10", "close": "50:00"}]},
        {"id": "no", "client": "li", "service": "lift"}
        | {"windows": [{"open": "40:00", "close": "50:00"}]},
    ]
    scenario = made.scenario
    plan = solve(scenario, iterations=0)
    first, second = entries_of(scenario, plan, travel_times(scenario))
    assert (str(first.date), str(second.date)) == ("2026-11-29", "2026-11-30")
    assert [row.stops for each in (first, second) for row in each.caregivers] == [1, 1]
    assert [row.visit for row in first.visits] == []
    assert [(row.visit, row.counts_on) for row in second.visits] == [
        ("monday", "2026-11-30"), ("no", "2026-11-30"), ("sunday", "2026-11-29"),
    ]  # fmt: skip


def test_what_a_generated_day_comes_to_is_what_the_referee_measures():
    scenario = load_scenario(Path(__file__).parents[2] / "scenarios" / "example-day.yaml")
    plan = solve(scenario, iterations=500)
    travel = travel_times(scenario)
    [entry] = entries_of(scenario, plan, travel)
    measures = judge(scenario, travel, plan).measures
    assert sum(row.paid for row in entry.caregivers) == round(measures.paid * MINUTE)
    assert sum(row.travel for row in entry.caregivers) == round(measures.travel * MINUTE)
    assert sum(row.kind == "planned" for row in entry.visits) == measures.visits.served
    assert len(entry.visits) == len(scenario.visits)


AS_PLANNED = (1, 3, 4, 5, 6, 10, 11, 17, 23, 31, 34, 37, 41, 62, 73, 74, 75, 76)
"""Seeds of days that can be lived as planned: without buffers, and no wait too short for a rule."""


@pytest.mark.parametrize("seed", AS_PLANNED)
def test_random_days_come_to_the_same_before_and_after(seed):
    """But for fractions of seconds, which a running day rounds up."""
    scenario = generate_small(seed)
    plan, travel = solve(scenario, iterations=100), travel_times(scenario)
    before = entries_of(scenario, plan, travel)
    measures = judge(scenario, travel, plan).measures
    rows = [row for entry in before for row in entry.caregivers]
    assert sum(row.paid for row in rows) == round(measures.paid * MINUTE)
    assert sum(row.overtime for row in rows) == round(measures.overtime * MINUTE)
    for now in ("11:30", "20:00"):
        went = progress(scenario, plan, travel, now)
        after = entries_of(went.scenario, went.plan, travel)
        for one, other in zip(before, after, strict=True):
            assert one.stops == other.stops
            for planned, lived in zip(one.caregivers, other.caregivers, strict=True):
                assert planned[4:] == lived[4:]
                apart = [abs(a - b) for a, b in zip(planned[1:4], lived[1:4], strict=True)]
                assert max(apart) < 20_000


def test_the_order_of_a_file_does_not_matter(day):
    made, turned = day(), day()
    for name in ("visits", "caregivers", "clients"):
        turned.fields[name] = turned.fields[name][::-1]
    turned.routes = turned.routes[::-1]
    [one], [other] = made.entries(), turned.entries()
    assert one.scenario != other.scenario
    assert one.digest == other.digest
    made.unserved, made.fields["visits"] = [], made.fields["visits"][:2]
    assert made.entries()[0].digest != one.digest
