"""`edit` and `compare` from within: what they print, write and end with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.plan import load_plan
from dispatch.scenario import dump_scenario, load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HELLO = SCENARIOS / "hello.yaml"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: tmp_path / "cache")
    return lambda *words: CliRunner(catch_exceptions=False).invoke(main, [str(w) for w in words])


@pytest.fixture
def edit(run):
    """Change the best plan of the hello scenario; the result is ``new.json``."""
    assert run("solve", HELLO, "-n", 0, "-o", "plan.json").exit_code == 0
    return lambda *words: run("edit", HELLO, "plan.json", *words, "-o", "new.json")


def test_it_tells_what_changes_costs_and_who_gains(edit):
    """A little is shared by default: 0.053 before (116 and 108 minutes), 0.107 after (208 and 36).

    So many minutes cost 0.03 × 60 ÷ ln 2 · (2^((minutes − 480) ÷ 60) − 2^−12), in thousandths, less
    what none would: 0.038 + 0.035 and 0.112 + 0.015, each time less 2 × 0.010.
    """
    done = edit("assign", "sun-cleaning", "ann")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Visits: 0 added, 0 dropped, 1 changed, 3 as before",
        "Clients to call, the most urgent first: 1",
        "  sun: sun-cleaning starts at 11:04 with ann instead of 11:26 with bo",
        "Caregivers whose day changes: 2",
        "  ann: 2 → 3 visits, 1:56 → 3:28 h, back 10:46 → 12:18",
        "  bo: 2 → 1 visits, 1:48 → 0:36 h, back 12:40 → 11:28",
        "Cost 54.1 → 74.1 (+20.1)",
        "  travel                     +20.0",
        "  shared_paid_time            +0.1",
        "Caregivers who gain: 1",
        "  bo: paid 1:48 → 0:36 h, travel 0:28 → 0:16 h",
        "Caregivers who lose: 1",
        "  ann: paid 1:56 → 3:28 h, travel 0:26 → 0:58 h",
    ]
    assert load_plan("new.json").scenario == load_scenario(HELLO).fingerprint


def test_a_plan_that_breaks_a_rule_is_written_and_told(edit):
    done = edit("assign", "wang-injection", "bo")
    assert done.exit_code == 5
    assert done.stderr == (
        "dispatch: certificate_missing: bo has no certificate that wang-injection requires\n"
    )
    assert load_plan("new.json").routes[1].stops[0].visit == "wang-injection"


def test_what_was_added_is_told_and_what_is_mended(edit, run):
    edit("unassign", "wu-care")
    Path("new.json").rename("plan.json")
    done = edit("assign", "wu-care", "ann")
    assert done.stdout.splitlines()[0] == "wu-care is served at 09:34 by ann"
    edit("assign", "wang-injection", "bo")
    Path("new.json").rename("plan.json")
    done = edit("assign", "wang-injection", "ann")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == (
        "No longer broken: bo has no certificate that wang-injection requires"
    )


def test_the_next_solve_keeps_what_was_decided(edit, run):
    done = edit("assign", "wu-care", "bo", "--at", "9:10", "--scenario-out", "day.yaml")
    assert done.exit_code == 0
    assert load_plan("new.json").scenario == load_scenario("day.yaml").fingerprint
    assert run("check", "day.yaml", "new.json").stderr == ""
    assert run("solve", "day.yaml", "-n", 1000, "-o", "next.json").exit_code == 0
    (start,) = {
        stop.start
        for route in load_plan("next.json").routes
        for stop in route.stops
        if (route.caregiver, stop.visit) == ("bo", "wu-care")
    }
    assert start == "2026-11-23T09:10:00"


@pytest.mark.parametrize("change", [("assign", "a", "ann"), ("unassign", "a")])
def test_pins_of_the_file_hold_unless_the_day_is_written_too(run, change):
    day = SCENARIOS / "rules" / "pinned-caregiver.yaml"
    assert run("solve", day, "-n", 300, "-o", "plan.json").exit_code == 0
    done = run("edit", day, "plan.json", *change, "-o", "new.json")
    checked = run("check", day, "new.json")
    assert done.exit_code == checked.exit_code == (5 if "ann" in change else 0)
    assert done.stderr == checked.stderr
    done = run("edit", day, "plan.json", *change, "-o", "new.json", "--scenario-out", "mine.yaml")
    assert done.exit_code == run("check", "mine.yaml", "new.json").exit_code == 0


def test_a_road_graph_in_another_folder_is_still_found(run, tmp_path):
    (tmp_path / "there").mkdir()
    day = SCENARIOS / "district-day.yaml"
    assert run("solve", day, "--engine", "greedy", "-o", "plan.json").exit_code == 0
    visit = load_plan("plan.json").routes[-1].stops[-1].visit
    done = run("edit", day, "plan.json", "pin", visit, "-o", "new.json",
               "--scenario-out", "there/day.yaml")  # fmt: skip
    assert done.exit_code == 0
    assert run("check", "there/day.yaml", "new.json").stderr == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("swap", "wu-care", "sun-cleaning"), "wu: wu-care starts at"),
        (("swap", "ann", "bo"), "zhou: zhou-meal at 11:00 is with ann instead of bo"),
        (("pin", "wu-care"), "Nothing changes."),
        (("pin", "wu-care", "--at", "10:00"), "ann: 2 → 2 visits"),
        (("pin", "zhou-meal", "--caregiver", "ann"), "zhou: zhou-meal starts at 11:04 with ann"),
        (("unassign", "sun-cleaning"), "sun: sun-cleaning: is left out"),
    ],
)
def test_every_change_has_its_command(edit, words, said):
    assert said in edit(*words).stdout


def test_it_is_told_as_json(edit):
    done = edit("unassign", "sun-cleaning", "--json")
    told = json.loads(done.stdout)
    # 200 for the visit less 12 of travel, and 0.033 instead of 0.053: bo has 36 minutes left
    assert told["cost"]["total"] - told["cost_before"]["total"] == pytest.approx(187.98)
    assert told["changes"][0]["kind"] == "dropped"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("assign", "wu-car", "ann"), "there is no visit 'wu-car'. Did you mean 'wu-care'?"),
        (("assign", "wu-care", "ann", "--at", "9:3"), "the minutes of '9:3' have only one digit"),
        (("assign", "wu-care"), "Missing argument 'CAREGIVER...'"),
        (("move-break", "ann", "--at", "12:00"), "ann is not due a meal break in this shift"),
        (("swap", "wu-care", "ann"), "there is no visit 'ann'"),
        (("pin", "wu-care", "--scenario-out", "new.json"), "both outputs would be written to"),
        (("pin", "wu-care", "--scenario-out", "plan.json"), "plan.json is an input file"),
        (("pin", "wu-care", "--scenario-out", "day"), "a file with the ending '' cannot be"),
    ],
)
def test_wrong_input_is_told_and_nothing_is_written(edit, words, said):
    before = Path("plan.json").read_bytes()
    done = edit(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not Path("new.json").exists()
    assert Path("plan.json").read_bytes() == before


def test_the_scenario_is_never_overwritten(run, edit):
    dump_scenario(load_scenario(HELLO), "hello.json")
    done = run("edit", "hello.json", "plan.json", "unassign", "wu-care", "-o", "hello.json")
    assert (done.exit_code, "would be overwritten" in done.stderr) == (2, True)
    assert load_scenario("hello.json").visits


def test_plans_side_by_side(edit, run):
    edit("assign", "sun-cleaning", "ann")
    done = run("compare", HELLO, "plan.json", "new.json", "-o", "beside.html")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["plan", "new"]
    assert lines[3].split() == ["Cost", "54.1", "*", "74.1"]  # 0.05 and 0.1 of what is shared
    assert "new against plan" in lines
    assert "new against plan" in Path("beside.html").read_text(encoding="utf-8")


def test_the_page_tells_what_changes_and_what_would_help(edit, run):
    edit("unassign", "wu-care")
    done = run("report", HELLO, "new.json", "--since", "plan.json", "-o", "day.html")
    assert (done.exit_code, done.stderr) == (0, "")
    page = Path("day.html").read_text(encoding="utf-8")
    assert "0 added, 1 dropped" in page
    assert "What would help:" in page
    plain = run("report", HELLO, "new.json", "--no-helps", "-o", "day.html")
    assert plain.exit_code == 0
    page = Path("day.html").read_text(encoding="utf-8")
    assert "What would help:" not in page
    assert "What changes from" not in page
    Path("old.html").write_bytes(Path("plan.json").read_bytes())
    same = run("report", HELLO, "new.json", "--since", "old.html", "-o", "old.html")
    assert (same.exit_code, "would be overwritten" in same.stderr) == (2, True)


def test_a_plan_beside_itself(edit, run):
    edit("pin", "wu-care")
    done = run("compare", HELLO, "plan.json", "plan.json")
    assert done.stdout.splitlines()[-1] == "  Nobody gains and nobody loses."
    assert done.stdout.splitlines()[0].split() == ["1", "plan", "2", "plan"]
    told = json.loads(run("compare", HELLO, "plan.json", "new.json", "--json").stdout)
    assert told["gains"]["new"] == {"clients": [], "caregivers": []}


def test_one_plan_is_not_compared(edit, run):
    done = run("compare", HELLO, "plan.json")
    assert (done.exit_code, "name at least two plans" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", ["replan", "offer"])
def test_a_time_that_is_none_is_told(edit, run, command):
    more = ["request.yaml"] if command == "offer" else ["-o", "a.json", "--scenario-out", "b.yaml"]
    done = run(command, HELLO, "plan.json", *more, "--now", "noon")
    assert done.exit_code == 2
    assert "'noon' is not a clock time" in done.stderr
