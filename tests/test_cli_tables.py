"""The commands about tables, and tables in every command that reads a scenario."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.scenario import load_scenario
from dispatch.tables.example import example_day

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner(catch_exceptions=False).invoke(main, [str(w) for w in words])


def change(file: str, old: str, new: str) -> None:
    text = Path(file).read_text(encoding="utf-8-sig")
    assert old in text
    Path(file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_template_solves_from_the_folder_and_from_the_workbook(run: Run, language: str) -> None:
    made = run("init", "day", "--language", language)
    assert made.exit_code == 0
    assert made.stdout.splitlines()[-1] == f"{Path('day', 'day.xlsx')}: written"
    assert len(made.stdout.splitlines()) == len([*Path("day").iterdir()])
    for scenario, plan in [("day", "one.json"), ("day/day.xlsx", "other.json")]:
        solved = run("solve", scenario, "-n", 500, "-o", plan)
        assert (solved.exit_code, solved.stderr) == (0, "")
        assert solved.stdout.startswith("Visits served: 6 of 6\n")
        assert run("check", scenario, plan).exit_code == 0
    assert Path("one.json").read_bytes() == Path("other.json").read_bytes()


def test_every_command_reads_tables(run: Run) -> None:
    run("init", "day")
    run("solve", "day", "-n", 100, "-o", "plan.json")
    Path("request.yaml").write_text("{client: shen, service: meal}\n", encoding="utf-8")
    for words in (
        ("report", "day", "plan.json", "-o", "day.html"),
        ("export", "day", "plan.json", "-o", "day.gpkg"),
        ("diff", "day", "plan.json", "plan.json"),
        ("explain", "day", "plan.json", "5"),
        ("offer", "day/day.xlsx", "plan.json", "request.yaml", "--count", 1),
        ("stress", "day", "plan.json", "--runs", 2),
        ("ledger", "add", "ledger.db", "day", "plan.json"),
        (
            "replan", "day", "plan.json", "--now", "08:00", "-n", 10,
            "-o", "later.json", "--scenario-out", "later.yaml",
        ),
    ):  # fmt: skip
        done = run(*words)
        assert done.exit_code == 0, (words, done.output)


def test_init_writes_over_nothing(run: Run) -> None:
    run("init", "day")
    again = run("init", "day", "--language", "zh")
    assert again.exit_code == 2
    assert again.stderr == (
        "dispatch: day: there are tables in this folder already, such as areas.csv. Name another "
        "folder.\n"
    )
    assert not Path("day", "权重.csv").exists()


def test_every_problem_is_printed_and_nothing_is_written(run: Run) -> None:
    run("init", "day")
    Path("day/day.xlsx").unlink()
    change("day/visits.csv", "09:00", "9:5")
    change("day/clients.csv", "woman", "both")
    refused = run("solve", "day", "-o", "plan.json")
    assert refused.exit_code == 2
    assert [line.split(": ")[2:4] for line in refused.stderr.splitlines()] == [
        ["row 2, From", "the minutes of '9:5' have only one digit. Write '9:05' or '9:50'."],
        ["row 2, Gender", "'both' is not one of woman 女, man 男"],
    ]
    assert not Path("plan.json").exists()


def test_a_far_place_is_warned_of_by_its_row_and_the_day_goes_on(run: Run) -> None:
    run("init", "day")
    change("day/clients.csv", "31.0255", "32.0255")
    Path("day/day.xlsx").unlink()
    solved = run("solve", "day", "-n", 100, "-o", "plan.json")
    assert solved.exit_code == 0
    far = "clients.csv: row 6, Longitude: the place is 110 km from the nearest other place"
    assert far in solved.stderr
    assert solved.stdout.startswith("Visits served: 5 of 6\n")


def test_tables_and_files_are_converted_into_each_other(run: Run) -> None:
    run("init", "day")
    for scenario, output in [
        ("day", "day.yaml"), ("day.yaml", "day.xlsx"), ("day.xlsx", "中文"), ("中文", "day.json"),
    ]:  # fmt: skip
        done = run("convert", scenario, "-o", output, "--language", "zh")
        assert (done.exit_code, done.stderr) == (0, "")
    assert load_scenario("day.json") == load_scenario("day.yaml") == example_day("en")
    assert Path("中文", "服务单.csv").exists()


@pytest.mark.parametrize("name", ["day.gpkg", "day.csv", "day.ods", "day.xlsm", "周一.表格"])
def test_no_scenario_is_written_under_the_name_of_another_format(run: Run, name: str) -> None:
    run("init", "day")
    refused = run("convert", "day", "-o", name)
    assert refused.exit_code == 2
    ending = Path(name).suffix
    assert f"a scenario cannot be written to a file with the ending '{ending}'" in refused.stderr
    assert "Use .yaml, .yml, .json or .xlsx, or name a folder" in refused.stderr
    assert not Path(name).exists()
    Path(name).mkdir()
    for folder in (name, "2026.11.23"):
        assert run("convert", "day", "-o", folder).exit_code == 0
        assert Path(folder, "visits.csv").exists()


def test_a_road_file_is_found_from_where_the_tables_are(run: Run) -> None:
    run("init", "day")
    Path("day/day.xlsx").unlink()
    change("day/day.csv", "2026-11-23,,", "2026-11-23,,town.graphml")
    run("convert", "day", "-o", "deep.xlsx")
    run("convert", "deep.xlsx", "-o", "deep.yaml")
    assert "day/town.graphml" in Path("deep.yaml").read_text(encoding="utf-8")


def test_an_output_never_replaces_a_table(run: Run) -> None:
    run("init", "day")
    before = Path("day/visits.csv").read_bytes()
    Path("day/other.xlsx").write_bytes(before)
    for words, told in (
        (("solve", "day", "-n", 0, "-o", "day/visits.csv"), "'.csv' does not fit the format"),
        (("convert", "day", "-o", "day/other.xlsx"), "would be overwritten"),
    ):
        refused = run(*words)
        assert refused.exit_code == 2
        assert told in refused.stderr
    assert Path("day/visits.csv").read_bytes() == before
    assert Path("day/other.xlsx").read_bytes() == before


def test_no_output_becomes_a_table_of_the_input(run: Run) -> None:
    run("init", "day")
    refused = run("convert", "day", "-o", "day/other.xlsx")
    assert refused.exit_code == 2
    assert "would be among the tables in day, which are the input" in refused.stderr
    assert not Path("day/other.xlsx").exists()
    assert run("convert", "day", "-o", "day/day.yaml").exit_code == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_results_never_stand_among_tables(run: Run, language: str) -> None:
    """Several have a file clients.csv, as tables do."""
    run("init", "day", "--language", language)
    run("solve", "day", "-n", 0, "-o", "plan.json")
    run("ledger", "add", "ledger.db", "day", "plan.json")
    before = {file: file.read_bytes() for file in Path("day").iterdir()}
    for words in (
        ("sheets", "day/day.xlsx", "plan.json"),
        ("reach", "day"),
        ("staffing", "day"),
        ("ledger", "export", "ledger.db"),
    ):
        refused = run(*words, "-o", "day")
        assert refused.exit_code == 2
        assert "there are tables in this folder already" in refused.stderr
    assert {file: file.read_bytes() for file in Path("day").iterdir()} == before
    for _ in range(2):
        assert run("ledger", "export", "ledger.db", "-o", "weeks").exit_code == 0


def test_what_would_have_to_give_way_is_told_with_its_cell(run: Run) -> None:
    run("init", "day")
    change("day/visits.csv", "1,gu,injection,09:00,10:00", "1,gu,injection,07:00,07:30")
    run("solve", "day", "-n", 100, "-o", "plan.json")
    told = run("explain", "day", "plan.json", "1").stdout
    assert "; visits.csv, row 2, To: 08:" in told
    assert "instead of 07:30" in told
    run("convert", "day", "-o", "day.xlsx")
    assert "; Visits, row 2, To: 08:" in run("explain", "day.xlsx", "plan.json", "1").stdout
    fields = json.loads(run("explain", "day", "plan.json", "1", "--json").stdout)
    assert fields["ways"][0]["changes"][0]["where"] == "visits[1].windows[0].close"


def test_where_nothing_can_be_offered_the_way_is_told_with_the_cells_of_others(run: Run) -> None:
    run("init", "day")
    change(
        "day/staff.csv", "chen,,woman,hub,e-bike,08:00,16:00", "chen,,woman,hub,e-bike,08:00,14:00"
    )
    run("solve", "day", "-n", 100, "-o", "plan.json")
    Path("request.yaml").write_text(
        "{client: shen, service: injection, windows: [{open: '14:50', close: '15:00'}]}\n",
        encoding="utf-8",
    )
    told = run("offer", "day", "plan.json", "request.yaml").stdout
    assert "; staff.csv, row 2, Overtime at most: " in told
    assert "Visits, row" not in told


def test_a_pin_that_breaks_a_rule_is_told_with_its_cell(run: Run) -> None:
    run("init", "day")
    change(
        "day/visits.csv",
        "1,gu,injection,09:00,10:00,,,,yes,,,",
        "1,gu,injection,09:00,10:00,,,,yes,,,wu",
    )
    for words in (("solve", "day", "-o", "plan.json"), ("staffing", "day", "--seeds", 1)):
        refused = run(*words)
        assert refused.exit_code == 2
        assert refused.stderr.startswith(
            f"dispatch: {Path('day', 'visits.csv')}: row 2, Caregivers fixed: the pin breaks a rule"
        )


def test_a_pin_that_is_released_is_told_with_its_cell(run: Run) -> None:
    run("init", "day")
    fixed = "1,gu,injection,09:00,10:00,,,,yes,,,"
    change("day/visits.csv", fixed, f"{fixed}wu")
    made = run("solve", "day", "--release-pins", "-n", 100, "-o", "plan.json")
    assert made.exit_code == 0
    place = f"{Path('day', 'visits.csv')}: row 2, Caregivers fixed"
    assert made.stderr.startswith(f"dispatch: released: {place}: the pin breaks a rule")


def test_what_is_wrong_with_an_option_or_a_request_is_not_told_with_a_cell(run: Run) -> None:
    run("init", "day")
    run("solve", "day", "-n", 100, "-o", "plan.json")
    Path("request.yaml").write_text(
        "{client: shen, service: meal, mandatary: yes, pinned_caregivers: [chan]}\n",
        encoding="utf-8",
    )
    refused = run("offer", "day", "plan.json", "request.yaml")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("dispatch: request.yaml:1:31: mandatary: ")
    change("request.yaml", "mandatary: yes, ", "")
    refused = run("offer", "day", "plan.json", "request.yaml")
    assert refused.stderr.startswith("dispatch: request.yaml:1:51: pinned_caregivers[0]: ")
