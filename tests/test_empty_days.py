"""Days on which nobody asks, or nobody works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dispatch import load_scenario, solve
from dispatch.cli import main
from dispatch.plan import dump_plan
from dispatch.scenario import dump_scenario

HELLO = load_scenario(Path(__file__).parents[1] / "scenarios" / "hello.yaml")


@pytest.mark.parametrize("engine", ["greedy", "search", "exact"])
@pytest.mark.parametrize("missing", [("visits",), ("caregivers",), ("visits", "caregivers")])
def test_an_empty_day_has_an_empty_plan(engine: Any, missing: tuple[str, ...]) -> None:
    day = HELLO.model_copy(update={name: [] for name in missing})
    plan = solve(day, engine=engine, iterations=10_000)
    assert plan.routes == ()
    assert [left_out.visit for left_out in plan.unserved] == [visit.id for visit in day.visits]


@pytest.mark.parametrize("missing", ["visits", "caregivers"])
def test_a_plan_without_visits_has_nothing_to_bear(tmp_path: Path, missing: str) -> None:
    day = HELLO.model_copy(update={missing: []})
    file, plan = str(tmp_path / "day.yaml"), str(tmp_path / "plan.json")
    dump_scenario(day, file)
    dump_plan(solve(load_scenario(file), iterations=0), plan)
    told = CliRunner().invoke(main, ["stress", file, plan, "--runs", "2"])
    assert told.stdout == "The plan serves no visit, so there is nothing to simulate.\n"
