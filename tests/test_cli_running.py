"""The command line of the running day: repairs, and what they write."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.plan import load_plan
from dispatch.scenario import load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HELLO = SCENARIOS / "hello.yaml"
DISTRICT = SCENARIOS / "district-day.yaml"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: tmp_path / "cache")
    return lambda *words: CliRunner(catch_exceptions=False).invoke(main, [str(w) for w in words])


@pytest.fixture
def repair(run: Run) -> Callable[..., Result]:
    """Repair the plan of the hello day."""
    assert run("solve", HELLO, "-n", 0, "-o", "plan.json").exit_code == 0

    def repaired(*words: object, now: str = "09:10") -> Result:
        outputs = ("-n", 200, "-o", "plan2.json", "--scenario-out", "day2.yaml")
        return run("replan", HELLO, "plan.json", "--now", now, *outputs, *words)

    return repaired


def events(*told: str) -> Path:
    Path("events.yaml").write_text("events:\n" + "".join(f"  - {each}\n" for each in told))
    return Path("events.yaml")


def test_a_repair_tells_what_changes_and_writes_both_files(run: Run, repair: Callable) -> None:
    gone = events('{at: "09:05", kind: absent, caregiver: bo}')
    done = repair("--events", gone)
    assert done.exit_code == 0
    assert "Clients to call, the most urgent first: 2" in done.output
    assert "zhou-meal" in done.output
    assert "Requests: 0 served, 0 broken off, 0 not at home, 0 cancelled" in done.output
    day = load_scenario("day2.yaml")
    assert day.at(day.now) == day.at("09:10")
    assert load_plan("plan2.json").scenario == day.fingerprint
    for command in (
        ("check", "day2.yaml", "plan2.json"),
        ("report", "day2.yaml", "plan2.json", "-o", "day.html"),
        ("diff", "day2.yaml", "plan.json", "plan2.json"),
        ("replan", "day2.yaml", "plan2.json", "--now", "09:40", "-n", 100, "-o", "plan3.json",
         "--scenario-out", "day3.json"),
        ("check", "day3.json", "plan3.json"),
    ):  # fmt: skip
        assert run(*command).exit_code == 0, command


def test_a_repair_as_json_has_the_calls_and_the_judgement(repair: Callable) -> None:
    told = events('{at: "09:05", kind: cancelled, visit: zhou-meal}')
    done = repair("--events", told, "--json")
    found = json.loads(done.stdout)
    assert found["judgement"]["violations"] == []
    assert found["released"] == []
    assert {change["kind"] for change in found["changes"]} <= {"changed", "dropped", "added"}


def test_events_that_do_not_fit_are_refused_with_their_lines(repair: Callable) -> None:
    told = events(
        '{at: "09:05", kind: absent, caregiver: bob}',
        '{at: "09:15", kind: cancelled, visit: zhou-meal}',
    )
    done = repair("--events", told)
    assert done.exit_code == 2
    assert "events.yaml:2:" in done.output
    assert "there is no caregiver 'bob'" in done.output
    assert not Path("day2.yaml").exists()


def test_events_after_the_moment_are_refused(repair: Callable) -> None:
    done = repair("--events", events('{at: "09:15", kind: cancelled, visit: zhou-meal}'))
    assert done.exit_code == 2
    assert "09:15" in done.output
    assert not Path("plan2.json").exists()


def test_both_files_are_written_or_neither(run: Run, repair: Callable) -> None:
    Path("plan2.json").write_text("old")
    words = ("replan", HELLO, "plan.json", "--now", "09:10", "-n", 0, "-o", "plan2.json")
    done = run(*words, "--scenario-out", "day2.txt")
    assert done.exit_code == 2
    assert "a file with the ending '.txt' cannot be written. Use .yaml" in done.stderr
    assert "Searching" not in done.stderr
    assert Path("plan2.json").read_text() == "old"
    assert not Path("day2.txt").exists()
    assert run(*words, "--scenario-out", "plan2.json").exit_code == 2
    assert Path("plan2.json").read_text() == "old"
    before = Path("plan.json").read_bytes()
    done = run(*words, "--scenario-out", "plan.json")
    assert (done.exit_code, "plan.json is an input file" in done.stderr) == (2, True)
    assert Path("plan.json").read_bytes() == before
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        Path("closed").mkdir(mode=0o500)
        assert run(*words, "--scenario-out", "closed/day2.yaml").exit_code == 2
        assert Path("plan2.json").read_text() == "old"


def test_why_a_visit_is_left_out_of_a_day_that_has_begun(run: Run) -> None:
    assert run("solve", DISTRICT, "-n", 0, "-o", "plan.json").exit_code == 0
    words = ("--now", "10:00", "-n", 0, "-o", "plan2.json", "--scenario-out", "day2.yaml")
    assert run("replan", DISTRICT, "plan.json", *words).exit_code == 0
    left_out = {each.visit for each in load_plan("plan2.json").unserved}
    [visit] = {"c008-bed-bathing"} & left_out
    done = run("explain", "day2.yaml", "plan2.json", visit)
    assert done.exit_code == 0
    assert visit in done.output


def test_roads_are_found_from_another_folder(run: Run) -> None:
    assert run("solve", DISTRICT, "-n", 0, "-o", "plan.json").exit_code == 0
    Path("deep/er").mkdir(parents=True)
    done = run(
        "replan", DISTRICT, "plan.json", "--now", "08:00", "-n", 0, "-o", "plan2.json",
        "--scenario-out", "deep/er/day2.yaml",
    )  # fmt: skip
    assert done.exit_code == 0
    assert run("check", "deep/er/day2.yaml", "plan2.json").exit_code == 0


def test_alarms_to_call_back_come_first(repair: Callable) -> None:
    told = events('{at: "09:08", kind: alarm, alarm: a1, client: wu, note: fell}')
    first, *_ = repair("--events", told).output.splitlines()
    assert first == "Call wu back by 09:13: alarm a1 came in at 09:08"
    late, *_ = repair("--events", told, now="09:20").output.splitlines()
    assert late.startswith("Call wu back now: alarm a1 came in at 09:08")
