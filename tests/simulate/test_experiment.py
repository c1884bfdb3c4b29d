"""Many weeks: rows that stay, runs that go on, and the table that they lead to."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from dispatch.cli import main, simulating
from dispatch.errors import InputError
from dispatch.scenario.writing import json_text
from dispatch.simulate import experiment as experiments
from dispatch.simulate.experiment import Experiment, run
from dispatch.simulate.hindsight import begins_with, best_arm
from dispatch.simulate.measures import measured
from dispatch.simulate.policies.named import POLICIES
from dispatch.simulate.publication import publish
from dispatch.simulate.replication import Weeks
from dispatch.simulate.statistics import Estimate
from dispatch.simulate.summary import Beside, summarised
from dispatch.simulate.tidy import replications_csv
from dispatch.simulate.world import World, load_world


@pytest.fixture(scope="module")
def world(half: World) -> World:
    fewer = {"caregivers": 6, "pre_booked": 24, "on_demand": {"low": 4, "mid": 10, "high": 16}}
    return half.model_copy(update={"days": 2, "closes": 13, **fewer})


@pytest.fixture(scope="module")
def done(
    world: World, made: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Experiment]:
    """Two weeks at two loads, under a P1 that decides quickly."""
    folder = tmp_path_factory.mktemp("weeks")
    asked = Experiment(Weeks(world), ("low", "mid"), ("BL2", "BL3", "P1"), range(1, 3), folder)
    quick = made.quick("P1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(POLICIES, "P1", lambda: quick)
        run(asked, processes=1)
        yield asked


def test_a_run_goes_on_where_it_was_stopped(
    done: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    arms = {(load, seed): found for load, seed, found in done.arms()}
    lost = done.file_of("mid", "BL3", 2)
    before = {file: file.read_bytes() for file in done.folder.rglob("*.parquet")}
    for file in lost.iterdir():
        file.unlink()
    assert done.missing(2) == [("mid", "BL3")]
    reports: list[tuple[int, int]] = []
    run(done, 1, lambda *each: reports.append(each))
    assert reports == [(11, 12), (12, 12)]
    for file, content in before.items():
        assert file.read_bytes() == content or file.parent == lost
    again = {(load, seed): found for load, seed, found in done.arms()}
    assert [arm.requests for arm in again["mid", 2]] == [arm.requests for arm in arms["mid", 2]]
    monkeypatch.setattr(experiments, "versions", lambda: "other code")
    with pytest.raises(InputError, match="other code"):
        done.missing(2)


def test_rows_of_another_arm_are_refused(done: Experiment, tmp_path: Path) -> None:
    """Each folder has its own arm; nobody compares a policy with itself by mistake."""
    moved = replace(done, folder=tmp_path)
    shutil.copytree(done.file_of("mid", "BL2", 1), moved.file_of("mid", "BL3", 1))
    with pytest.raises(InputError, match="these rows are those of mid-BL2-1"):
        moved.arm("mid", "BL3", 1)
    shutil.copytree(done.file_of("mid", "BL2", 1), moved.file_of("mid", "BL2", 2))
    with pytest.raises(InputError, match="these rows are those of mid-BL2-1"):
        moved.arm("mid", "BL2", 2)


def test_the_bound_comes_last_and_begins_with_the_best(done: Experiment) -> None:
    few = replace(done, loads=("mid",), policies=("H", "BL2", "BL3"), seeds=range(2, 3))
    assert few.missing(2) == [("mid", "H")]
    run(few, 1)
    assert few.missing(2) == []
    [(_, _, [bound, *arms])] = few.arms()
    assert bound.policy == "H"
    assert begins_with(bound, best_arm(arms))
    more = replace(few, policies=("BL2", "H", "P1"))
    [(_, _, arms)] = replace(more, policies=("BL2", "P1")).arms()
    assert best_arm(arms).policy == "P1"  # so this bound is none for P1
    assert more.missing(2) == [("mid", "H")]
    unlived = replace(few, policies=("H", "BL2", "BL4"))
    assert unlived.missing(2) == [("mid", "BL4"), ("mid", "H")]
    line, other, _ = summarised(few).lines["mid"]
    assert line.beside_bound == Beside(1, 1, 1)
    assert other.beside_bound is not None
    assert other.beside_bound.mean is not None
    assert other.beside_bound.mean > 1
    _, names, *rows = simulating.table(summarised(few))
    assert names.split()[-3:] == ["mean/H", "late/H", "worst/H"]
    assert rows[0].split()[-3:] == ["1.00"] * 3
    assert all(len(row) == len(names) <= 160 for row in rows[:3])
    assert not any("H" in row for row in rows[3:])  # nothing is claimed of a bound


def test_a_bound_needs_policies(done: Experiment) -> None:
    with pytest.raises(InputError, match="Name other policies"):
        run(replace(done, policies=("H",)), 1)


def test_a_policy_beside_itself_reduces_nothing(done: Experiment) -> None:
    found = summarised(done)
    for lines in found.lines.values():
        by_name = {line.policy: line for line in lines}
        for name in ("BL2", "BL3"):
            own = by_name[name].headline.against[name]
            assert (own.value, own.low, own.high) == (0.0, 0.0, 0.0)
        assert 0.3 < (by_name["P1"].utilisation.value or 0) < 1
    assert not found.claim("P1").holds  # two weeks are not enough


def test_the_command_tells_what_may_be_said(done: Experiment) -> None:
    told = [*simulating.table(summarised(done))]
    assert sum(line.startswith("At ") for line in told) == 2
    assert any(line.startswith("Compared with BL2, P1 ") for line in told)
    for load in ("low", "middle"):
        compared, needed = (line for line in told if line.startswith(f"P1 at {load} load: "))
        assert "nine in ten requests" in compared
        assert re.search(r" percentage points on either side after 2 weeks; .* \d+ weeks", needed)
    assert told[-1].startswith("It may not be said that P1 cuts")


def test_the_command_prints_the_table(world: World, tmp_path: Path) -> None:
    file, folder = tmp_path / "world.json", tmp_path / "result"
    file.write_text(json_text(world.model_dump(mode="json")), "utf-8")
    words = ["simulate", str(file), "--policies", "BL2,BL3", "--weeks", "1", "-o", str(folder)]
    told = CliRunner().invoke(main, words, catch_exceptions=False)
    assert told.exit_code == 0
    assert (folder / "table.txt").read_text("utf-8") == told.stdout
    head, names, first, second = told.stdout.splitlines()
    assert first.split()[7] == "-"  # BL2 beside itself
    assert head.startswith("At middle load, 1 week. ")
    assert names.startswith("policy")
    assert (first.split()[0], second.split()[0]) == ("BL2", "BL3")
    assert (folder / "rows" / "mid-BL2-1001" / "requests.parquet").exists()
    files = {file: file.read_bytes() for file in folder.rglob("*.*") if file.is_file()}
    assert len(files) == 2 * 5 + 7 + 6  # rows, files beside the page, pictures
    command = "dispatch simulate world.json --policies BL2,BL3 --loads mid --weeks 1 --seed 1001"
    assert f"{command} -o result" in (folder / "page.html").read_text("utf-8")
    # The same rows give the same bytes, in another process with another seed of hashes.
    again = [sys.executable, "-m", "dispatch", *words]
    subprocess.run(
        again, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"}
    )
    assert {file: file.read_bytes() for file in files} == files


OWN = """from dispatch.simulate.policies.optimising import Optimiser

class Patient(Optimiser):
    def decide(self, scene):
        return scene.repair(1000) if scene.waiting else None
"""


def test_rows_of_a_policy_of_ones_own_are_those_of_its_module(world: World, tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text(json_text(world.model_dump(mode="json")), "utf-8")
    module = tmp_path / "mine.py"
    module.write_text(OWN, "utf-8")
    words = [sys.executable, "-P", "-m", "dispatch", "simulate", "world.json", "--weeks", "1"]
    words += ["--policies", "BL2, mine:Patient", "--processes", "1", "-o", "result"]

    def told() -> tuple[int, str]:  # -P: the current folder is not where Python looks by itself
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert told() == (0, "")
    named = (tmp_path / "result" / "replications.csv").read_text("utf-8")
    assert "mid,1001,mine:Patient," in named
    rows = tmp_path / "result" / "rows" / "mid-mine.Patient-1001"
    assert (rows / "policy.py").read_text("utf-8") == OWN
    module.write_text(OWN.replace("1000", "10"), "utf-8")
    code, error = told()
    assert code == 2, error
    assert "mine:Patient as it was before its module changed" in error
    shutil.rmtree(rows)
    assert told()[0] == 0
    assert (rows / "policy.py").read_text("utf-8") == module.read_text("utf-8")


def test_columns_stay_apart_however_long_a_name_or_an_interval_is(done: Experiment) -> None:
    found = summarised(done)
    [line, *_] = found.lines["mid"]
    wide = Estimate(2, 0.492, -621.767, 1.0)
    against = {"BL2": wide, "BL3": wide}
    own = replace(
        line, policy="mine.rules:Nearest", headline=replace(line.headline, against=against)
    )
    few = replace(found, lines={"mid": (line, own)}, square={})
    _, names, first, second, *_ = simulating.table(few)
    assert len(names) == len(first) == len(second)
    assert second.startswith("mine.rules:Nearest  ")
    assert second.count("  49.2 (-62176.7 to 100.0)") == 2


def test_a_week_that_is_only_a_warm_up_is_refused(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "scenarios" / "worlds" / "s.yaml"
    world = tmp_path / "world.yaml"
    world.write_text(f"{shipped.read_text('utf-8')}\ndays: 1\n", encoding="utf-8")
    found = CliRunner().invoke(main, ["simulate", str(world), "-o", str(tmp_path / "r")])
    assert found.exit_code == 2
    assert not (tmp_path / "r").exists()
    assert "the weeks have 1 day, which is a warm-up: nothing would count" in found.stderr


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--policies", "P9", "there is no such policy"),
        ("--policies", "H", "Name other policies"),
        ("--policies", "", "at least one name is needed"),
        ("--loads", " , ", "at least one name is needed"),
        ("--loads", "mid,hi", "hi is not one of low, mid, high"),
    ],
)
def test_names_that_are_none_are_refused(
    tmp_path: Path, option: str, value: str, told: str
) -> None:
    found = CliRunner().invoke(main, ["simulate", "S", option, value, "-o", str(tmp_path / "r")])
    assert found.exit_code == 2
    assert told in found.stderr
    assert not (tmp_path / "r").exists()


def test_each_arm_has_a_row_of_its_measures(done: Experiment) -> None:
    text = replications_csv([arms for *_, arms in done.arms()], done.source.first_day)
    rows = list(csv.DictReader(StringIO(text)))
    assert {(row["load"], row["policy"], row["seed"]) for row in rows} == {
        (load, policy, str(seed))
        for load in done.loads
        for policy in done.policies
        for seed in done.seeds
    }
    [arm] = [each for _, _, arms in done.arms() for each in arms][:1]
    assert float(rows[0]["mean"]) == measured(arm).headline.mean
    assert float(rows[0]["moves"]) == measured(arm).stability.moves_per_hundred


def test_the_copy_of_the_world_is_the_world(done: Experiment) -> None:
    publish(done, summarised(done), "", "dispatch simulate world.json")
    again = load_world(done.folder / "world.json")
    assert again.fingerprint == done.source.fingerprint
    told = json.loads((done.folder / "configuration.json").read_text("utf-8"))
    assert told["fingerprint"] == done.source.fingerprint
    assert (told["seeds"], told["policies"]) == ([1, 2], ["BL2", "BL3", "P1"])
    assert told["command"] == "dispatch simulate world.json"
    assert "code " in told["versions"]
