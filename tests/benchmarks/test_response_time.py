"""The weeks of world M: how they come together, and that the page tells what they tell."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dispatch.simulate.record_files import write_arms

ROOT = Path(__file__).parents[2]
LOADS, POLICIES = ("low", "mid", "high"), ("BL2", "BL3", "P1")
WITH: dict[str, Any] = {"fingerprint": "f0", "versions": "dispatch 0.1.0"}


@pytest.fixture
def weeks() -> ModuleType:
    import response_time

    return response_time


@pytest.fixture(scope="module")
def arms() -> ModuleType:
    file = ROOT / "tests" / "simulate" / "arms.py"
    spec = importlib.util.spec_from_file_location("arms", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def live(arms: ModuleType, tmp_path: Path):
    """Return a maker of the rows of a week, in the folder of a comparison."""

    def lived(seed: int, policies: tuple[str, ...] = POLICIES, **fields: Any) -> Path:
        for load in LOADS:
            for policy in policies:
                request = arms.request(response=60 if policy == "P1" else 90 + seed)
                arm = arms.arm(
                    [request], [arms.booked()], [arms.caregiver()], [arms.decision()],
                    **{**WITH, "load": load, "policy": policy, "seed": seed, **fields},
                )  # fmt: skip
                write_arms(tmp_path / "result" / "rows" / f"{load}-{policy}-{seed}", [arm])
        return tmp_path / "result"

    return lived


@pytest.fixture
def results(weeks: ModuleType, live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that has the rows of the week of seed 1."""
    monkeypatch.setattr(weeks, "RESULTS", tmp_path)
    made = {**WITH, "loads": [*LOADS], "policies": [*POLICIES], "seeds": []}
    [first] = weeks.finished(live(1), {**made, "seeds": [0]})
    weeks.write(tmp_path, weeks.measured(first), {**made, "seeds": [1]})
    return tmp_path


def add(weeks: ModuleType, result: Path) -> Result:
    return CliRunner().invoke(weeks.main, ["add", str(result)])


def test_the_page_has_the_tables() -> None:
    import response_time

    printed = CliRunner().invoke(response_time.main, ["table"]).stdout.splitlines()
    page = (ROOT / "docs" / "response-time.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in printed if line not in page] == []
    assert sum(line.startswith("|") for line in printed) == 9 + 3 + 3 + 3 * 2


def test_finished_weeks_are_added_in_their_order(weeks: ModuleType, live, results: Path) -> None:
    for seed in (2, 3):
        live(seed)
    done = add(weeks, live(4, POLICIES[:2]))  # P1 has not lived this one yet
    assert (done.exit_code, done.output) == (0, "added 2 weeks: 3 in all\n")
    rows = weeks.rows_of(results)
    assert [(row["load"], row["seed"], row["policy"]) for row in rows] == [
        (load, seed, policy) for load in LOADS for seed in "123" for policy in POLICIES
    ]
    assert [float(row["mean"]) for row in rows[:6]] == [91, 91, 60, 92, 92, 60]
    made = json.loads((results / "response-time.json").read_text(encoding="utf-8"))
    assert made["seeds"] == [1, 2, 3]
    assert made["command"].endswith("--loads low,mid,high --weeks 3 --seed 1 -o result")


@pytest.mark.parametrize("other", [{"fingerprint": "f1"}, {"versions": "dispatch 0.2.0"}])
def test_weeks_of_another_world_or_code_are_refused(
    weeks: ModuleType, live, results: Path, other: dict[str, str]
) -> None:
    before = [file.read_bytes() for file in results.glob("response-time.*")]
    done = add(weeks, live(2, **other))
    assert done.exit_code == 1
    assert "seed 2 was lived with " in done.output
    assert [file.read_bytes() for file in results.glob("response-time.*")] == before


def test_weeks_that_do_not_go_on_are_refused(weeks: ModuleType, live, results: Path) -> None:
    done = add(weeks, live(3))
    assert done.exit_code == 1
    assert done.output.endswith("has no finished week of the next seed\n")
