"""The command writes the day in its own kind, beside a key that nobody else can read."""

from __future__ import annotations

import gzip
import json
import stat
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.plan import load_plan
from dispatch.roads import travel_times
from dispatch.scenario import Scenario, load_scenario
from dispatch.tables import load_tables

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "scenarios" / "example-day.yaml"
ROADS = ROOT / "scenarios" / "roads"
DISTRICT = ROOT / "scenarios" / "district-day.yaml"
KEY = "a key that has more than 32 bytes"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    Path("desk.key").write_text(KEY, encoding="utf-8")
    return lambda *words: CliRunner(catch_exceptions=False).invoke(main, [str(w) for w in words])


def names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def test_a_plan_goes_along_and_the_day_is_solved_again(run: Run) -> None:
    run("solve", EXAMPLE, "-n", 100, "-o", "wang.json")
    made = run("pseudonymise", EXAMPLE, "--plan", "wang.json", "-o", "out")
    assert (made.exit_code, made.stderr) == (0, "")
    assert names("out") == ["plan-1.json", "scenario.yaml"]
    day, plan = load_scenario("out/scenario.yaml"), load_plan("out/plan-1.json")
    assert plan.scenario == day.fingerprint
    assert {route.caregiver for route in plan.routes} <= {*day.caregiver}
    assert {stop.visit for route in plan.routes for stop in route.stops} <= {*day.visit}
    again = run("solve", "out/scenario.yaml", "--initial", "out/plan-1.json", "-n", 0, "-o", "b")
    assert (again.exit_code, again.stderr) == (0, "")


def test_the_key_is_made_once_beside_the_folder_for_its_owner(run: Run) -> None:
    made = run("pseudonymise", EXAMPLE, "-o", "out")
    assert made.stdout.splitlines()[-1].startswith("out.key (the key: ")
    assert len(Path("out.key").read_text(encoding="ascii").strip()) == 64
    if sys.platform != "win32":
        assert stat.S_IMODE(Path("out.key").stat().st_mode) == 0o600
    first = Path("out/scenario.yaml").read_bytes()
    assert run("pseudonymise", EXAMPLE, "-o", "b", "--key-file", "out.key").exit_code == 0
    assert Path("b/scenario.yaml").read_bytes() == first
    assert not Path("b.key").exists()
    run("pseudonymise", EXAMPLE, "-o", "c")
    assert Path("c/scenario.yaml").read_bytes() != first


def test_the_key_of_the_folder_one_stands_in_is_not_in_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("shared").mkdir()
    monkeypatch.chdir("shared")
    made = run("pseudonymise", EXAMPLE, "-o", ".")
    assert made.exit_code == 0
    assert names(".") == ["scenario.yaml"]
    assert (tmp_path / "shared.key").exists()


def test_tables_stay_tables(run: Run) -> None:
    run("init", "day")
    for book in ("day.xlsx", None):
        source = Path("day", book) if book else Path("day")
        if book is None:
            Path("day/day.xlsx").unlink()
        made = run(
            "pseudonymise", source, "-o", f"out-{book}", "--key-file", "desk.key",
            "--language", "zh",
        )  # fmt: skip
        assert (made.exit_code, made.stderr) == (0, "")
        endings = {Path(name).suffix for name in names(f"out-{book}")}
        assert endings == ({".xlsx"} if book else {".csv"})
    one, two = (load_tables(f"out-{book}").scenario for book in ("day.xlsx", None))
    assert one == two
    assert "服务对象.csv" in names("out-None")
    assert {each.id for each in one.clients} != {
        each.id for each in load_tables("day").scenario.clients
    }


def test_json_stays_json_and_events_and_roads_go_along(run: Run) -> None:
    run("convert", DISTRICT, "-o", "wang.json")
    events = ROOT / "scenarios" / "running-day" / "district-0800-events.yaml"
    made = run(
        "pseudonymise", "wang.json", "--events", events, "-o", "out", "--key-file", "desk.key"
    )
    assert (made.exit_code, made.stderr) == (0, "")
    assert names("out") == ["events-1.json", "roads.graphml.gz", "scenario.json"]
    asked, day = load_scenario(DISTRICT), load_scenario("out/scenario.json")
    assert (day.roads.kind, len(day.visits)) == ("graph", len(asked.visits))
    assert made.stdout.startswith("Places moved to the middle of the nearest street: ")
    assert no_word_of(asked, Path("out/scenario.json").read_text(encoding="utf-8"))
    assert no_word_of(asked, Path("out/events-1.json").read_text(encoding="utf-8"))
    assert run("solve", "out/scenario.json", "-n", 1, "-o", "plan.json").exit_code == 0


def test_roads_keep_their_ways_and_nothing_else_of_their_file(run: Run) -> None:
    """A gzip file has the name that it had, and GraphML may have comments."""
    text = gzip.decompress((ROADS / "district.graphml.gz").read_bytes())
    with gzip.GzipFile("wang.graphml.gz", "wb") as file:
        file.write(text.replace(b"<graph ", b"<!-- for wang --><graph ", 1))
    run("convert", DISTRICT, "-o", "day.json")
    day = json.loads(Path("day.json").read_text(encoding="utf-8"))
    day["roads"]["file"] = "wang.graphml.gz"
    Path("day.json").write_text(json.dumps(day), encoding="utf-8")
    made = run("pseudonymise", "day.json", "-o", "out", "--key-file", "desk.key")
    assert (made.exit_code, made.stderr) == (0, "")
    shown = Path("out/roads.graphml.gz").read_bytes()
    assert b"wang" in Path("wang.graphml.gz").read_bytes()
    assert b"wang" not in shown + gzip.decompress(shown)
    asked = load_scenario("out/scenario.json")
    there = asked.beside(".").model_copy(
        update={"roads": asked.roads.model_copy(update={"file": "wang.graphml.gz"})}
    )
    places = [client.place for client in asked.clients[:9]]
    before, after = travel_times(there), travel_times(asked)
    for one, other in pairwise(places):
        assert before.between("walk", one, other) == after.between("walk", one, other)


def no_word_of(day: Scenario, text: str) -> bool:
    own = [*day.clients, *day.caregivers, *day.visits, *day.areas, *day.stations]
    found = [f'"{each.id}"' for each in own] + [
        each.name for each in own if getattr(each, "name", "")
    ]
    return not any(each in text for each in found)


def test_what_cannot_be_used_is_refused_and_nothing_is_written(run: Run) -> None:
    Path("short").write_text("wang", encoding="utf-8")
    Path("full").mkdir()
    Path("full/letter").touch()
    Path("there.key").touch()
    Path("b").mkdir()
    before = names(".")
    for words, told in [
        (
            ["-o", "out", "--key-file", "short"],
            "short: the key is too short: it must have at least 32 bytes.",
        ),
        (["-o", "out", "--key-file", "none"], "none"),
        (["-o", "full"], "full: this folder is not empty."),
        (["-o", "there"], "there.key: this key already exists."),
        (["-o", "out", "--plan", "short"], "short"),
    ]:
        refused = run("pseudonymise", EXAMPLE, *words)
        assert refused.exit_code == 2
        assert told in refused.stderr
        assert names(".") == before
    Path("full/desk.key").write_text(KEY, encoding="utf-8")
    inside = run("pseudonymise", EXAMPLE, "-o", "full", "--key-file", "full/desk.key")
    assert inside.exit_code == 2


def test_a_key_is_not_left_behind_by_what_cannot_be_written(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(contents: object) -> None:
        del contents
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dispatch.scenario.writing.write_together", full)
    assert run("pseudonymise", EXAMPLE, "-o", "out").exit_code == 2
    assert not Path("out.key").exists()
