"""The command line of the ledger, and `solve --ledger`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.ledger import Ledger
from dispatch.ledger.memory import FAMILIAR_DAYS, FAMILIAR_VISITS
from dispatch.plan import load_plan
from dispatch.scenario import load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HELLO = SCENARIOS / "hello.yaml"
DISTRICT = SCENARIOS / "district-day.yaml"
MONDAY = SCENARIOS / "week" / "monday.yaml"
TUESDAY = SCENARIOS / "week" / "tuesday.yaml"
NINE = SCENARIOS / "instances" / "nine-patients.json"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: tmp_path / "cache")
    return lambda *words: CliRunner(catch_exceptions=False).invoke(main, [str(w) for w in words])


@pytest.fixture
def monday(run: Run) -> Run:
    """The same, with a ledger that has Monday."""
    assert run("solve", MONDAY, "-n", 100, "-o", "monday.json").exit_code == 0
    added = run("ledger", "add", "ledger.db", MONDAY, "monday.json")
    assert added.stdout == "2026-11-23: added; caregivers: 2, visits served: 1 of 1\n"
    return run


def test_tuesday_remembers_monday(monday: Run) -> None:
    outputs = ("-n", 100, "-o", "plan.json", "--scenario-out", "day.yaml")
    done = monday("solve", TUESDAY, "--ledger", "ledger.db", *outputs)
    assert done.exit_code == 0
    assert done.stdout.endswith(
        "From the ledger: caregivers with hours: 1, clients with care: 1, "
        "clients with new familiar faces: 0\n"
        "On the run sheet (dispatch sheets writes it):\n"
        "  09:00 bo to lin: 居家照护\n"
    )
    day, plan = load_scenario("day.yaml"), load_plan("plan.json")
    assert plan.scenario == day.fingerprint
    assert [route.caregiver for route in plan.routes] == ["bo"]
    assert day.caregiver["ann"].so_far.paid.minutes == 70
    checked = monday("check", "day.yaml", "plan.json")
    assert (checked.exit_code, checked.stderr) == (0, "")
    added = monday("ledger", "add", "ledger.db", "day.yaml", "plan.json")
    assert (added.exit_code, added.stderr) == (0, "")
    again = monday("solve", "day.yaml", "--ledger", "ledger.db", "-n", 100, "-o", "again.json")
    assert again.exit_code == 0
    assert load_plan("again.json") == plan


def test_how_often_makes_familiar_is_an_option(monday: Run) -> None:
    words = ("solve", TUESDAY, "--ledger", "ledger.db", "-n", 0, "--scenario-out", "day.yaml")
    assert monday(*words, "--familiar", 1, 28).exit_code == 0
    assert load_scenario("day.yaml").client["lin"].preferred == ("ann",)
    assert monday(*words, "--familiar", 1, 0).exit_code == 2
    assert f"[default: {FAMILIAR_VISITS} {FAMILIAR_DAYS}]" in monday("solve", "--help").stdout


def test_without_a_file_the_plan_is_printed_and_the_day_written(monday: Run) -> None:
    done = monday("solve", TUESDAY, "--ledger", "ledger.db", "-n", 0, "--scenario-out", "day.yaml")
    assert json.loads(done.stdout)["scenario"] == load_scenario("day.yaml").fingerprint
    assert "From the ledger" in done.stderr


def test_the_day_is_written_where_its_roads_are_found(run: Run) -> None:
    """The district lies on a graph beside it: the copy names the file from its own folder."""
    run("solve", MONDAY, "-n", 0, "-o", "monday.json")
    run("ledger", "add", "ledger.db", MONDAY, "monday.json")
    words = ("--ledger", "ledger.db", "-n", 0, "-o", "plan.json", "--scenario-out", "day.json")
    assert run("solve", DISTRICT, *words).exit_code == 0
    checked = run("check", "day.json", "plan.json")
    assert (checked.exit_code, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--scenario-out", "day.yaml"), "--scenario-out needs --ledger"),
        (("--familiar", "1", "28"), "--familiar needs --ledger"),
        (("--ledger", "ledger.db", "--scenario-out", "x.json", "-o", "./x.json"), "two names"),
        (("--ledger", "monday.json", "--scenario-out", "monday.json"), "is an input file"),
        (("--ledger", "ledger.db", "--scenario-out", "ledger.db"), "'.db' cannot be written"),
        (("--ledger", "ledger.db", "-o", "ledger.db"), "is an input file"),
        (("--ledger", "no.db"), "no.db: there is no such ledger"),
        (("--ledger", "monday.json"), "monday.json: the file cannot be used as a ledger"),
    ],
)
def test_options_that_cannot_be_meant(monday: Run, words: tuple[str, ...], said: str) -> None:
    before = Path("ledger.db").read_bytes()
    done = monday("solve", TUESDAY, "-n", 0, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert Path("ledger.db").read_bytes() == before
    assert not Path("day.yaml").exists()


def test_a_published_instance_has_no_week(monday: Run) -> None:
    done = monday("solve", NINE, "--ledger", "ledger.db", "-n", 0)
    assert (done.exit_code, "not for published instances" in done.stderr) == (2, True)


def test_a_value_that_is_not_the_ledgers_is_refused(monday: Run) -> None:
    text = TUESDAY.read_text(encoding="utf-8")
    Path("other.yaml").write_text(
        text.replace("{id: ann,", "{id: ann, so_far: {paid: 40},"), encoding="utf-8"
    )
    done = monday("solve", "other.yaml", "--ledger", "ledger.db", "-n", 0)
    assert done.exit_code == 2
    assert (
        "so_far.paid: the scenario says 40 minutes, but the ledger says 70 minutes" in done.stderr
    )


def test_in_tables_it_is_placed_and_a_fault_of_the_ledger_is_not(run: Run) -> None:
    run("init", "day", "--language", "en")
    Path("day/day.xlsx").unlink()
    run("solve", "day", "-n", 0, "-o", "plan.json")
    assert run("ledger", "add", "ledger.db", "day", "plan.json").exit_code == 0
    for name, old, new in (
        ("day", "2026-11-23", "2026-11-24"),
        ("staff", "Overtime at most", "Paid so far"),
        ("staff", "13:30,,,,\r\n", "13:30,,,,1h\r\n"),
    ):
        text = Path(f"day/{name}.csv").read_bytes().decode()
        assert old in text
        Path(f"day/{name}.csv").write_bytes(text.replace(old, new, 1).encode())
    told = run("solve", "day", "--ledger", "ledger.db", "-n", 0).stderr
    assert "row 2, Paid so far: the scenario says 60 minutes, but the ledger says " in told
    told = run("solve", "day", "--ledger", "none.db", "-n", 0).stderr
    assert told.startswith("dispatch: none.db: there is no such ledger")


def test_a_plan_that_breaks_a_rule_makes_no_ledger(run: Run) -> None:
    run("solve", MONDAY, "-n", 0, "-o", "plan.json")
    plan = Path("plan.json").read_text(encoding="utf-8")
    Path("plan.json").write_text(plan.replace("T09:0", "T08:0"), encoding="utf-8")
    done = run("ledger", "add", "ledger.db", MONDAY, "plan.json")
    assert done.exit_code == 5
    assert "not written into the ledger" in done.stderr
    assert not Path("ledger.db").exists()


def test_twice_is_once_and_other_days_need_a_word(monday: Run) -> None:
    again = monday("ledger", "add", "ledger.db", MONDAY, "monday.json")
    assert again.stdout == "2026-11-23: already there; caregivers: 2, visits served: 1 of 1\n"
    assert monday("solve", HELLO, "-n", 0, "-o", "hello.json").exit_code == 0
    hello = ("ledger", "add", "ledger.db", HELLO, "hello.json")
    refused = monday(*hello)
    assert (refused.exit_code, "--replace" in refused.stderr) == (2, True)
    assert monday(*hello, "--desk", "south").stdout.startswith("2026-11-23: added")
    assert len(Ledger("ledger.db").entries()) == 2
    assert monday(*hello, "--replace").exit_code == 2  # it is there already, as the south's
    assert monday("ledger", "add", "l2.db", MONDAY, "monday.json").exit_code == 0
    replaced = monday("ledger", "add", "l2.db", HELLO, "hello.json", "--replace")
    assert replaced.stdout == "2026-11-23: replaced; caregivers: 2, visits served: 4 of 4\n"


def test_hours_that_are_not_known_are_told(run: Run) -> None:
    text = MONDAY.read_text(encoding="utf-8")
    fact = 'facts: {started: "09:00", ended: "10:00"}, pinned_caregivers: [ann],'
    Path("day.yaml").write_text(
        text.replace("{id: lin-care,", f"{{id: lin-care, {fact}"), encoding="utf-8"
    )
    run("solve", "day.yaml", "-n", 0, "-o", "plan.json")
    done = run("ledger", "add", "ledger.db", "day.yaml", "plan.json")
    assert done.exit_code == 0
    assert "caregivers[ann].shifts[0]: the hours before these visits are not known: lin-care" in (
        done.stderr
    )


SHOWN = """\
Days: 1, from 2026-11-23 to 2026-11-23
caregiver  days  stops  paid  overtime  travel  heavy_points
ann           1      1  1:10      0:00    0:10             0
bo            1      0  0:00      0:00    0:00             0
client  days  asked  served  received  caregivers
lin        1      1       1      1:00  ann 1
"""


def test_show_lists_people_in_hours(monday: Run) -> None:
    assert monday("ledger", "show", "ledger.db").stdout == SHOWN
    assert monday("ledger", "show", "ledger.db", "--week", "2026-11-29").stdout == SHOWN
    assert monday("ledger", "show", "ledger.db", "--week", "2026-11-30").stdout == "Days: 0\n"
    assert monday("ledger", "show", "ledger.db", "--week", "soon").exit_code == 2
    ann = monday("ledger", "show", "ledger.db", "--caregiver", "ann").stdout
    assert ann.splitlines()[2].split() == [
        "desk", "2026-11-23", "ann", "1", "1:10", "0:00", "0:10", "0",
    ]  # fmt: skip
    lin = monday("ledger", "show", "ledger.db", "--client", "lin").stdout.splitlines()[2].split()
    assert lin == [
        "desk", "2026-11-23", "lin-care", "care", "planned", "2026-11-23T09:00:00", "1:00", "ann",
    ]  # fmt: skip


def test_show_prints_json_in_minutes(monday: Run) -> None:
    found = json.loads(monday("ledger", "show", "ledger.db", "--json").stdout)
    assert found["caregivers"][0] == {
        "caregiver": "ann", "days": 1, "stops": 1, "paid": 70.0, "overtime": 0.0, "travel": 10.0,
        "heavy_points": 0,
    }  # fmt: skip
    assert found["clients"][0]["caregivers"] == {"ann": 1}
    of = json.loads(monday("ledger", "show", "ledger.db", "--client", "lin", "--json").stdout)
    assert of["visits"][0]["caregivers"] == ["ann"]


def test_show_names_nobody_whom_it_does_not_know(monday: Run) -> None:
    done = monday("ledger", "show", "ledger.db", "--client", "lim")
    assert done.exit_code == 2
    assert "the ledger has nobody with the id 'lim'. Did you mean 'lin'?" in done.stderr
    both = monday("ledger", "show", "ledger.db", "--client", "lin", "--caregiver", "ann")
    assert (both.exit_code, "not both" in both.stderr) == (2, True)


def test_export_writes_three_tables(monday: Run) -> None:
    done = monday("ledger", "export", "ledger.db", "-o", "weeks")
    names = ["caregivers.csv", "clients.csv", "stops.csv"]
    assert [Path(line).name for line in done.stdout.splitlines()] == names
    assert sorted(file.name for file in Path("weeks").iterdir()) == names
    with Path("weeks/stops.csv").open(encoding="utf-8-sig", newline="") as file:
        [stop] = csv.DictReader(file)
    assert (stop["client"], stop["caregiver"], stop["service"]) == ("lin", "ann", "care")
    names = "居家照护"
    assert all(names not in file.read_text(encoding="utf-8") for file in Path("weeks").iterdir())
    assert monday("ledger", "export", "ledger.db", "-o", "monday.json").exit_code == 2


def test_the_end_of_a_running_day_replaces_its_plan(monday: Run) -> None:
    """Ann is ill: Bo has given the visit, and the ledger says so."""
    Path("events.yaml").write_text(
        'events:\n  - {at: "08:10", kind: absent, caregiver: ann}\n', encoding="utf-8"
    )
    words = ("-n", 100, "-o", "plan.json", "--scenario-out", "day.yaml")
    told = monday("replan", MONDAY, "monday.json", "--now", "08:15", "--events", "events.yaml",
                  *words)  # fmt: skip
    assert told.exit_code == 0
    assert monday("replan", "day.yaml", "plan.json", "--now", "15:00", *words).exit_code == 0
    done = monday("ledger", "add", "ledger.db", "day.yaml", "plan.json")
    assert done.stdout == "2026-11-23: replaced; caregivers: 2, visits served: 1 of 1\n"
    [entry] = Ledger("ledger.db").entries()
    assert [row.stops for row in entry.caregivers] == [0, 1]
    assert entry.visits[0].kind == "served"
