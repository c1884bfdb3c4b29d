"""A plan under noise: which visits are fragile, by hand and on a shipped day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch import Scenario, solve, travel_times
from dispatch.cli import main
from dispatch.plan import Plan
from dispatch.scenario import dump_scenario
from dispatch.simulate.stress import stressed


def day(**fields: object) -> Scenario:
    """Two visits of an hour one after the other at one place, ten minutes from the depot."""
    caregiver = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk"}
    return Scenario.model_validate(
        {
            "name": "two",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 10], [10, 0]]},
            "services": [{"id": "home-care", "duration": 60}],
            "clients": [{"id": "li", "place": "Z"}],
            "caregivers": [caregiver | {"shifts": [{"start": "08:00", "end": "12:00"}]}],
            "visits": [
                {"id": "one", "client": "li", "service": "home-care", "exact_start": "09:00"},
                {"id": "two", "client": "li", "service": "home-care", "windows": [
                    {"open": "10:00", "close": "10:00"}]},
            ],
            **fields,
        }
    )  # fmt: skip


def planned(scenario: Scenario) -> Plan:
    return solve(scenario, engine="greedy")


def test_the_first_visit_waits_for_nobody_and_the_second_for_the_first() -> None:
    scenario = day()
    found = stressed(scenario, planned(scenario), travel_times(scenario), runs=400)
    assert found.runs == 400
    assert [*found.visits] == ["two", "one"]
    # She leaves for a way of ten minutes and a visit of an hour, on the mean: both visits are late
    # about every other time, within chance and the skewness of the log-normal.
    for each in found.visits.values():
        assert 0.4 < each.in_time < 0.75
        assert each.late > 0
        assert each.slack > 0
    assert found.fragile == ("two", "one")
    assert found.planned_overtime == 0 < found.overtime


def test_slack_makes_a_visit_safe() -> None:
    window = {"windows": [{"open": "10:00", "close": "11:50"}]}
    visits = [
        {"id": "one", "client": "li", "service": "home-care", "windows": [
            {"open": "09:00", "close": "09:30"}]},
        {"id": "two", "client": "li", "service": "home-care", **window},
    ]  # fmt: skip
    scenario = day(visits=visits)
    plan = planned(scenario)
    found = stressed(scenario, plan, travel_times(scenario), runs=50)
    assert found.fragile == ()
    assert found.in_time == 1.0
    assert found.visits["two"].slack == 0
    assert found.visits["two"].latest == "2026-11-23T11:50:00"


def test_the_same_seed_gives_the_same_figures() -> None:
    scenario = day()
    one, other, another = (
        stressed(scenario, planned(scenario), travel_times(scenario), runs=20, seed=seed)
        for seed in (1, 1, 30)
    )
    assert one == other
    assert one != another


def test_what_has_begun_is_not_asked(tmp_path: Path) -> None:
    facts = {"facts": {"started": "09:01"}, "pinned_caregivers": ["amy"]}
    out = {"departed": "08:51", "free": "09:01", "place": "Z", "client": "li"}
    shift = {"start": "08:00", "end": "12:00", "under_way": out}
    running = {"id": "one", "client": "li", "service": "home-care", **facts}
    scenario = day(
        now="09:10",
        visits=[running, {"id": "two", "client": "li", "service": "home-care"}],
        caregivers=[
            {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": [shift]}
        ],
    )
    found = stressed(scenario, planned(scenario), travel_times(scenario), runs=20)
    assert [*found.visits] == ["two"]


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_the_command_names_the_fragile(tmp_path: Path, words: tuple[str, ...]) -> None:
    scenario, file, plan = day(), str(tmp_path / "day.yaml"), str(tmp_path / "plan.json")
    dump_scenario(scenario, file)
    runner = CliRunner()
    assert runner.invoke(main, ["solve", file, "-n", "100", "-o", plan]).exit_code == 0
    told = runner.invoke(main, ["stress", file, plan, "--runs", "30", *words])
    assert told.exit_code == 0
    if words:
        assert {*json.loads(told.stdout)["visits"]} == {"one", "two"}
    else:
        first, _, *visits = told.stdout.splitlines()
        assert first.startswith("30 days: ")
        assert [line.split(":")[0] for line in visits] == ["two", "one"]
        assert "planned for 10:00, in time until 10:00: " in visits[0]
