"""One visit instead of another: what changes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.errors import InputError
from dispatch.explanations import explain, instead_of
from dispatch.generate import generate
from dispatch.plan import dump_plan
from dispatch.planner import solve
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import dump_scenario


def at(opens, closes=None):
    return {"windows": [{"open": opens, "close": closes or opens}]}


def test_the_other_visit_makes_room(small, plan_of):
    scenario = small(busy=at("09:00"), v=at("09:30"))
    plan = plan_of(scenario)
    instead = instead_of(scenario, plan, "v", "busy")
    assert (instead.dropped, instead.mandatory, instead.served) == (("busy",), ("busy",), 0)
    way = instead.way
    assert (way.caregivers, way.start) == (("amy",), "2026-11-23T09:30:00")
    judgement = judge(scenario, travel_times(scenario), way.plan)
    assert judgement.ok
    before = judge(scenario, travel_times(scenario), plan)
    assert way.cost == pytest.approx(judgement.cost.total - before.cost.total)
    assert [each.kind for each in instead.difference.changes] == ["dropped", "added"]


def test_no_room_even_without_the_other(small, plan_of):
    scenario = small(busy=at("10:00"), v=at("13:00"))
    instead = instead_of(scenario, plan_of(scenario), "v", "busy")
    assert (instead.way, instead.difference) == (None, None)
    assert [*instead.lines()] == [
        "Even without busy, and with one more visit moved, no room was found for v",
        "  no allowed start of v lies in the shift of amy",
    ]


def test_papers_that_nobody_has_are_told_instead_of_a_want_of_room(small, plan_of):
    nurse = {"requires": {"certificates": [[{"certificate": "nurse"}]]}}
    scenario = small(service=nurse, busy=at("09:00"))
    lines = [*instead_of(scenario, plan_of(scenario), "v", "busy").lines()]
    assert lines[1:] == ["  nobody on duty holds nurse, valid on 2026-11-23"]


def test_a_group_leaves_together(small, plan_of):
    """Busy and w are a group: both are dropped for v."""
    other = {"id": "w", "client": "li", "service": "care", "group": "g", "mandatory": True}
    scenario = small(busy={"group": "g", **at("09:00")}, v=at("09:30"), more=[other])
    instead = instead_of(scenario, plan_of(scenario), "v", "busy")
    assert (sorted(instead.dropped), instead.served) == (["busy", "w"], -1)


@pytest.mark.parametrize(
    ("visit", "other", "what"),
    [
        ("busy", "v", "busy is served already"),
        ("v", "v", "leaves v out"),
        ("v", "bath", "no visit 'bath'"),
    ],
)
def test_what_is_wrong_is_refused(small, plan_of, visit, other, what):
    scenario = small(busy=at("09:00"), v=at("09:30"))
    with pytest.raises(InputError, match=what):
        instead_of(scenario, plan_of(scenario), visit, other)


def test_the_command_tells_who_else_moves(small, plan_of, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = small(busy=at("09:00"), v=at("09:30"))
    dump_scenario(scenario, "day.yaml")
    dump_plan(plan_of(scenario), "plan.json")
    asked = ["explain", "day.yaml", "plan.json", "v", "--instead-of", "busy"]
    result = CliRunner(catch_exceptions=False).invoke(main, asked)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "v instead of busy: amy at 2026-11-23 09:30"
    assert lines[1].startswith("Visits served: +0 (cost ")
    assert lines[2] == "A mandatory visit would then be left out: busy"
    assert lines[3] == "Visits: 1 added, 1 dropped, 0 changed, 0 as before"
    told = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    assert (told["served"], told["way"]["caregivers"]) == (0, ["amy"])
    alone = CliRunner().invoke(main, ["explain", "day.yaml", "plan.json", "--instead-of", "busy"])
    assert alone.exit_code == 2
    assert "Name it after the plan" in alone.stderr


@pytest.mark.parametrize("seed", [5, 33])
def test_without_the_visit_in_the_way_there_is_room_as_was_said(seed):
    scenario = generate(visits=24, caregivers=4, seed=seed)
    travel = travel_times(scenario)
    plan = solve(scenario, iterations=300)
    said = 0
    for left_out in plan.unserved:
        name = left_out.visit
        for near in explain(scenario, plan, name, travel=travel).near:
            if near.other is not None:
                way = instead_of(scenario, plan, name, near.other.visit, travel=travel).way
                assert way is not None
                assert way.moved is None
                said += 1
    assert said
