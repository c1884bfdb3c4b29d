from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.plan import dump_plan
from dispatch.scenario import dump_scenario


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner(catch_exceptions=False)
    return lambda *words: runner.invoke(main, [str(word) for word in words])


@pytest.fixture
def day(run, small, plan_of):
    """Write the files of a day on which overtime would be enough."""
    scenario = small(amy={"shifts": [{"start": "08:00", "end": "09:30"}]})
    dump_scenario(scenario, "day.yaml")
    dump_plan(plan_of(scenario), "plan.json")
    return "day.yaml", "plan.json"


def test_the_command_words_reasons_and_ways(run, day):
    result = run("explain", *day, "v")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "v is not served",
        "  amy is with busy (li, care) from 08:10 until 09:10; without it, v would fit",
        "v could be served by:",
        "  amy at 2026-11-23 08:10: amy returns 20 minutes after the overtime limit; "
        "caregivers[amy].overtime_limit: 20 instead of 0 (cost -160.0)",
        "  another-amy at 2026-11-23 08:10: with one more caregiver like amy (cost -180.0)",
    ]


def test_the_same_as_json(run, day):
    result = run("explain", *day, "v", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert [way["relaxed"] for way in told["ways"]] == [["overtime"], ["caregiver"]]
    assert told["ways"][0]["violations"][0]["amount"] == 20
    assert told["ways"][0]["changes"] == [
        {"where": "caregivers[amy].overtime_limit", "was": "0", "to": "20", "minutes": 20.0,
         "sentence": "caregivers[amy].overtime_limit: 20 instead of 0"}
    ]  # fmt: skip
    assert [reason["code"] for reason in told["reasons"]] == ["no_time_left"]


def test_an_unknown_visit_ends_with_2(run, day):
    result = run("explain", *day, "buzy")
    assert result.exit_code == 2
    assert "Did you mean 'busy'?" in result.stderr


def test_a_broken_plan_ends_with_5(run, day, small):
    dump_scenario(small(busy={"windows": [{"open": "11:00", "close": "12:00"}]}), "other.yaml")
    assert run("explain", "other.yaml", "plan.json", "v").exit_code == 5


def test_check_lists_what_is_due_after_the_cost_and_solve_counts_it(run, small):
    scenario = small(client={"assessed_on": "2024-11-24"})
    dump_scenario(scenario, "day.yaml")
    solved = run("solve", "day.yaml", "--engine", "greedy", "-o", "plan.json")
    summary, heading, _ = solved.stdout.partition("On the run sheet")
    assert heading
    assert summary.splitlines()[-1] == "Due within 30 days: reassessments: 1"
    checked = run("check", "day.yaml", "plan.json")
    assert summary in checked.stdout
    cost, due = checked.stdout.splitlines()[-2:]
    assert cost.startswith("  cost ")
    assert due == "due: wu is to be reassessed by 2026-11-24"


def test_check_is_quiet_where_nothing_is_due(run, day):
    assert "due" not in run("check", *day).stdout.lower()
