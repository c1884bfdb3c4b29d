"""The command line of the sheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.plan import dump_plan, load_plan

SCENARIOS = Path(__file__).parents[1] / "scenarios"
EXAMPLE = SCENARIOS / "example-day.yaml"
KIT = SCENARIOS / "rules" / "kit-fetched.yaml"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder with a plan of the example day."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: tmp_path / "cache")

    def words(*given: object) -> Result:
        return CliRunner(catch_exceptions=False).invoke(main, [str(word) for word in given])

    assert words("solve", EXAMPLE, "-n", 2_000, "-o", "plan.json").exit_code == 0
    return words


def read(folder: str = "out") -> dict[str, bytes]:
    files = [file for file in Path(folder).rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_folder_of_sheets(run: Run) -> None:
    done = run("sheets", EXAMPLE, "plan.json", "-o", "out")
    assert (done.exit_code, done.stderr) == (0, "")
    files = read()
    assert {line.replace("\\", "/") for line in done.stdout.splitlines()} == {
        f"out/{name}" for name in files
    }
    assert {name for name in files if "/" not in name} == {
        "route-sheets.html", "route-sheets.pdf", "run-sheet.csv", "run-sheet.xlsx", "map.geojson",
    }  # fmt: skip
    on_duty = {route.caregiver for route in load_plan("plan.json").routes}
    assert {name[13:-4] for name in files if "/" in name} == on_duty
    assert json.loads(files["map.geojson"])["type"] == "FeatureCollection"
    starts = [
        row["Starts"]
        for row in csv.DictReader(io.StringIO(files["run-sheet.csv"].decode("utf-8-sig")))
    ]
    assert starts == sorted(starts)


def test_names_and_the_order_are_asked_for(run: Run) -> None:
    assert run("sheets", EXAMPLE, "plan.json", "-o", "out").exit_code == 0
    assert run("sheets", EXAMPLE, "plan.json", "-o", "named", "--names", "--by", "caregiver")
    plain, named = read(), read("named")
    assert "顾奶奶".encode() not in plain["route-sheets.html"]
    assert "顾奶奶".encode() in named["route-sheets.html"]
    rows = csv.DictReader(io.StringIO(named["run-sheet.csv"].decode("utf-8-sig")))
    people = [row["Caregiver"].split(",")[0] for row in rows]
    order = ["陈老师 (chen)", "lin", "wu", "he", "xu", "zhao", "a courier"]
    assert people == sorted(people, key=order.index)
    assert people[0] == "陈老师 (chen)"
    assert plain["map.geojson"] == named["map.geojson"]


def test_calendars_of_an_earlier_plan_are_removed_and_nothing_else(run: Run) -> None:
    assert run("sheets", EXAMPLE, "plan.json", "-o", "out").exit_code == 0
    Path("out/calendars/mine.ics").write_text("BEGIN:VCALENDAR\r\n", encoding="utf-8")
    plan = load_plan("plan.json")
    dump_plan(plan.model_copy(update={"routes": plan.routes[1:]}), "less.json")
    before = {name for name in read() if "/" in name}
    assert run("sheets", EXAMPLE, "less.json", "-o", "out").exit_code == 0
    after = {name for name in read() if "/" in name}
    assert before - after == {f"calendars/01-{plan.routes[0].caregiver}.ics"}
    assert "calendars/mine.ics" in after


def test_without_places_there_is_no_map(run: Run) -> None:
    assert run("solve", KIT, "-n", 100, "-o", "kit.json").exit_code == 0
    done = run("sheets", KIT, "kit.json", "-o", "out")
    assert (done.exit_code, done.stderr) == (
        0, "dispatch: without a map: places are names of a matrix\n",
    )  # fmt: skip
    assert "map.geojson" not in read()


def test_a_map_of_an_earlier_day_is_removed(run: Run) -> None:
    assert run("solve", KIT, "-n", 100, "-o", "kit.json").exit_code == 0
    Path("out").mkdir()
    Path("out/map.geojson").write_text("{}", encoding="utf-8")
    assert run("sheets", KIT, "kit.json", "-o", "out").exit_code == 0
    assert "map.geojson" not in read()


def test_a_plan_that_breaks_a_rule_is_written_with_a_warning(run: Run) -> None:
    text = Path("plan.json").read_text(encoding="utf-8")
    assert "T16:00:00" in text
    Path("broken.json").write_text(text.replace("T16:00:00", "T15:58:00"), encoding="utf-8")
    done = run("sheets", EXAMPLE, "broken.json", "-o", "out")
    assert done.exit_code == 0
    assert "hard rules: dispatch check lists them" in done.stderr
    assert read()


def test_letters_that_the_pdf_lacks_are_told(run: Run) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("顾奶奶", "𠮷奶奶")
    Path("day.yaml").write_text(text, encoding="utf-8")
    assert run("solve", "day.yaml", "-n", 100, "-o", "rare.json").exit_code == 0
    done = run("sheets", "day.yaml", "rare.json", "-o", "out", "--names")
    assert (done.exit_code, done.stderr) == (
        0,
        "dispatch: warning: the fonts of the PDF lack 𠮷: print route-sheets.html from a browser\n",
    )
    assert run("sheets", "day.yaml", "rare.json", "-o", "out").stderr == ""


def test_all_is_written_or_nothing(run: Run) -> None:
    """A folder is in the way of one file."""
    assert run("sheets", EXAMPLE, "plan.json", "-o", "out").exit_code == 0
    Path("out/run-sheet.csv").unlink()
    Path("out/run-sheet.csv").mkdir()
    before = read()
    done = run("sheets", EXAMPLE, "plan.json", "-o", "out", "--names")
    assert done.exit_code == 2
    assert "run-sheet.csv" in done.stderr
    assert read() == before


def test_an_input_is_not_overwritten(run: Run) -> None:
    Path("out").mkdir()
    Path("plan.json").rename("out/map.geojson")
    done = run("sheets", EXAMPLE, "out/map.geojson", "-o", "out")
    assert done.exit_code == 2
    assert "would be overwritten" in done.stderr
    assert [*read()] == ["map.geojson"]


def test_solve_ends_with_the_run_sheet_on_the_stream_of_its_summary(run: Run) -> None:
    solved = run("solve", EXAMPLE, "-n", 2_000, "-o", "plan.json")
    heading, *lines = solved.stdout.splitlines()[-9:]
    assert heading.startswith("First on the run sheet, 8 of ")
    assert [line[:8] for line in lines] == sorted(line[:8] for line in lines)
    assert lines[0].startswith("  08:")
    printed = run("solve", EXAMPLE, "-n", 2_000)
    assert json.loads(printed.stdout)["format"] == "caregiver-dispatch plan 1"
    assert printed.stderr == solved.stdout
