"""The commented example day shows the fields, and every engine plans it as its description says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from dispatch.planner import EngineName, solve
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import load_scenario, scenario_schema

FILE = Path(__file__).parents[1] / "scenarios" / "example-day.yaml"
NOT_SHOWN = {
    ("Matrix", "kind"), ("Matrix", "points"), ("Matrix", "minutes"), ("Matrix", "by_mode"),
    ("Graph", "kind"), ("Graph", "file"), ("NamedPlace", "kind"), ("NamedPlace", "name"),
    ("Facts", "aborted"), ("Facts", "not_home"), ("Facts", "cancelled"),
    ("Facts", "expected_end"), ("Facts", "assumed"), ("Facts", "start_reported"),
    ("Scenario", "now"), ("Scenario", "slower"), ("Shift", "late"), ("Shift", "gone"),
    ("Shift", "stand_by"), ("Shift", "under_way"), ("EquipmentPool", "pieces"),
}  # fmt: skip
"""A scenario has one kind of roads, what has ended was neither broken off nor in vain, and the
state of a running day is written by the program."""
STATE = {"UnderWay", "PieceNow", "SlowerTravel"}


def given(value: Any) -> set[tuple[str, str]]:
    """The fields that stand in the file, each with the model it belongs to."""
    if isinstance(value, tuple):
        return set().union(*map(given, value))
    if not isinstance(value, BaseModel):
        return set()
    here = {(type(value).__name__, name) for name in value.model_fields_set}
    return here.union(*(given(getattr(value, name)) for name in value.model_fields_set))


def test_the_example_shows_every_field_of_the_schema() -> None:
    schema = scenario_schema()
    models = {schema["title"]: schema, **schema["$defs"]}
    every = {(model, name) for model, each in models.items() for name in each["properties"]}
    every = {(model, name) for model, name in every if model not in STATE}
    assert every - given(load_scenario(FILE)) == NOT_SHOWN


@pytest.mark.parametrize(
    ("engine", "budget"),
    [("search", {"iterations": 20_000}), ("greedy", {}), ("exact", {"time_limit": 120})],
)
def test_every_engine_serves_all_but_one(engine: EngineName, budget: dict[str, Any]) -> None:
    scenario = load_scenario(FILE)
    plan = solve(scenario, engine=engine, **budget)
    assert not judge(scenario, travel_times(scenario), plan).violations
    [left_out] = plan.unserved
    assert left_out.visit == "yuan-bath-again"
    assert "entitlement_used" in {reason.code for reason in left_out.reasons}


def test_the_description_counts_the_day() -> None:
    scenario = load_scenario(FILE)
    for counted in (
        f"{len(scenario.visits)} visits to {len(scenario.clients)} clients",
        f"{len(scenario.caregivers)} caregivers",
        f"Of the {len(scenario.open_visits)} visits",
    ):
        assert counted in scenario.description
