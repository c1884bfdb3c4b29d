"""Days on which nobody asks, or nobody works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dispatch import load_scenario, solve

HELLO = load_scenario(Path(__file__).parents[1] / "scenarios" / "hello.yaml")


@pytest.mark.parametrize("engine", ["greedy", "search", "exact"])
@pytest.mark.parametrize("missing", [("visits",), ("caregivers",), ("visits", "caregivers")])
def test_an_empty_day_has_an_empty_plan(engine: Any, missing: tuple[str, ...]) -> None:
    day = HELLO.model_copy(update={name: [] for name in missing})
    plan = solve(day, engine=engine, iterations=10_000)
    assert plan.routes == ()
    assert [left_out.visit for left_out in plan.unserved] == [visit.id for visit in day.visits]
