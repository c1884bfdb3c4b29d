"""Buffers: plans with slack are valid, wait where they leave it, and lose nothing they had."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.encoding import encode
from dispatch.generate import generate
from dispatch.live.desk import Desk
from dispatch.live.events import Ended, Started
from dispatch.plan import Plan, crews
from dispatch.planner import plan_day, solve, with_room
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.rules import slack
from dispatch.scenario import Scenario, dumps_scenario, load_scenario

VISITS = [
    {"id": "a", "client": "lin", "service": "care", "exact_start": "09:00"},
    {
        "id": "b", "client": "mei", "service": "care",
        "windows": [{"open": "10:00", "close": "11:00"}],
    },
]  # fmt: skip


def day(share: float, *visits: dict[str, Any], **fields: Any) -> Scenario:
    """Care of an hour at oak at nine, and at elm, 6 minutes from there."""
    ann = {"id": "ann", "gender": "woman", "start": "desk", "mode": "walk"}
    minutes = [[0, 10, 12], [10, 0, 6], [12, 6, 0]]
    return Scenario.model_validate(
        {
            "name": "buffers",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["desk", "oak", "elm"], "minutes": minutes},
            "services": [{"id": "care", "duration": 60}],
            "clients": [{"id": "lin", "place": "oak"}, {"id": "mei", "place": "elm"}],
            "caregivers": [ann | {"shifts": [{"start": "08:00", "end": "12:00"}]}],
            "visits": visits or VISITS,
            "policy": {"buffers": {"service": share}},
            **fields,
        }
    )


def start(scenario: Scenario, plan: Plan, visit: str) -> str:
    return scenario.clock.hours(crews(scenario, plan)[visit][1])


def exactly(visit: str, at: str, **fields: Any) -> dict[str, Any]:
    client = "lin" if visit == "a" else "mei"
    return {"id": visit, "client": client, "service": "care", "exact_start": at, **fields}


@pytest.mark.parametrize(("share", "minutes"), [(0.0, 0), (0.1, 6), (0.101, 7), (2.0, 120)])
def test_slack_is_a_share_of_the_time_with_the_client_in_whole_minutes(
    share: float, minutes: int
) -> None:
    scenario = day(share)
    [role] = scenario.services[0].crew
    assert slack(scenario, scenario.visits[0], role) == minutes * 60_000


def test_a_visit_that_is_running_leaves_no_slack() -> None:
    scenario = day(
        0.1, exactly("a", "09:00", facts={"started": "09:00"}, pinned_caregivers=["ann"])
    )
    [role] = scenario.services[0].crew
    assert slack(scenario, scenario.visits[0], role) == 0


@pytest.mark.parametrize("engine", ["search", "greedy", "exact"])
def test_slack_is_waiting_in_a_plan_that_is_valid_without_buffers(engine: Any) -> None:
    scenario, plain = day(0.1), day(0.0)
    found = plan_day(scenario, engine=engine, iterations=500)
    assert start(scenario, found.plan, "b") == "10:12"
    judged = judge(plain, travel_times(plain), found.plan)
    assert judged.violations == ()
    assert judged.measures.waiting == 12
    assert judged.cost == found.judgement.cost


def test_without_buffers_nothing_of_a_scenario_changes() -> None:
    given = load_scenario("scenarios/hello.yaml")
    assert "buffers" not in dumps_scenario(given)
    policy = {**given.policy.model_dump(), "buffers": {"service": 0}}
    again = given.model_copy(update={"policy": type(given.policy).model_validate(policy)})
    assert again.fingerprint == given.fingerprint


def test_a_plan_that_is_read_again_keeps_its_visits_and_gives_up_slack() -> None:
    tight = [exactly("a", "09:00"), exactly("b", "10:06")]
    plan = solve(day(0.0, *tight), iterations=500)
    scenario = day(0.1, *tight)
    found = solve(scenario, initial=plan, iterations=0)
    assert found.unserved == ()
    assert len(solve(scenario, iterations=500).unserved) == 1


def test_only_those_without_room_give_up_slack() -> None:
    bo = {"id": "bo", "gender": "man", "start": "elm", "mode": "walk"}
    people = [*day(0.0).model_dump()["caregivers"], bo]
    people[1] |= {"shifts": [{"start": "08:00", "end": "16:00"}]}
    tight = [
        exactly("a", "09:00", pinned_caregivers=["ann"]),
        exactly("b", "10:06", pinned_caregivers=["ann"]),
        {"id": "c", "client": "mei", "service": "care", "pinned_caregivers": ["bo"],
         "windows": [{"open": "12:00", "close": "15:00"}]},
    ]  # fmt: skip
    plan = solve(day(0.0, *tight, caregivers=people), iterations=500)
    scenario = day(0.1, *tight, caregivers=people)
    encoded = with_room(encode(scenario, travel_times(scenario)), plan)
    left = dict(zip([name for name, _ in encoded.stops], encoded.problem.slack, strict=True))
    assert left["a"] == left["b"] == 0 < left["c"]


def test_what_must_be_served_is_served_without_buffers() -> None:
    tight = [exactly("a", "09:00", mandatory=True), exactly("b", "10:06", mandatory=True)]
    found = plan_day(day(0.1, *tight), iterations=500, strict=True)
    assert found.plan.unserved == ()


def test_a_desk_keeps_slack_and_uses_it_up() -> None:
    scenario = day(0.1)
    desk = Desk(scenario, solve(scenario, iterations=500))
    assert start(desk.scenario, desk.plan, "b") == "10:12"
    desk.tell([Started(at="09:00", visit="a", caregivers=("ann",))], "09:30")
    desk.replan(iterations=500)
    assert start(desk.scenario, desk.plan, "b") == "10:06"
    desk.tell([Ended(at="10:03", visit="a")], "10:03")
    desk.replan(iterations=500)
    assert start(desk.scenario, desk.plan, "b") == "10:09"


def test_a_plausible_day_keeps_every_rule_with_buffers() -> None:
    scenario = generate(visits=40, caregivers=8, seed=3)
    policy = {**scenario.policy.model_dump(), "buffers": {"service": 0.2}}
    given = type(scenario.policy).model_validate(policy)
    found = plan_day(scenario.model_copy(update={"policy": given}), iterations=5000)
    plain = plan_day(scenario, iterations=5000)
    assert found.judgement.violations == ()
    assert found.judgement.measures.waiting > plain.judgement.measures.waiting
