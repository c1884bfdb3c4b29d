"""Every engine finds the optimum that was computed by hand, and shipped files are as they say."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from dispatch.generate import generate, generate_roads
from dispatch.planner import solve
from dispatch.referee import judge
from dispatch.roads import describe, load_graph, travel_times
from dispatch.rules import unsupported
from dispatch.scenario import Matrix, Scenario, load_scenario

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "scenarios_expected.yaml").read_text(encoding="utf-8")
)
BUDGETS: dict[str, dict[str, Any]] = {
    "search": {"iterations": 5_000},
    "exact": {"time_limit": 60},
}
"""Ends by itself or by iterations, never by the clock of a busy machine."""


@pytest.fixture(autouse=True)
def no_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatch.roads.cache.folder", lambda: tmp_path / "cache")


def shipped() -> list[str]:
    return sorted(file.relative_to(SCENARIOS).as_posix() for file in SCENARIOS.rglob("*.yaml"))


def test_every_small_scenario_has_its_optimum() -> None:
    assert sorted({*EXPECTED, "district-day.yaml"}) == shipped()


@pytest.mark.parametrize("file", shipped())
def test_shipped_scenarios_say_what_they_are(file: str) -> None:
    scenario = load_scenario(SCENARIOS / file)
    assert unsupported(scenario) == []
    assert scenario.source.startswith("made for this project")
    if file in EXPECTED:
        assert isinstance(scenario.roads, Matrix)
        assert len(scenario.visits) <= 4
        assert f"{EXPECTED[file]['cost']:.1f}" in scenario.description


@pytest.mark.parametrize("engine", sorted(BUDGETS))
@pytest.mark.parametrize("file", EXPECTED)
def test_engines_find_the_optimum(file: str, engine: Any) -> None:
    scenario, expected = load_scenario(SCENARIOS / file), EXPECTED[file]
    plan = solve(scenario, engine=engine, **BUDGETS[engine])
    judgement = judge(scenario, travel_times(scenario), plan)
    assert not judgement.violations
    assert judgement.cost.total == pytest.approx(expected["cost"], abs=1e-9)
    assert judgement.cost.mandatory_unserved == expected["mandatory_unserved"]
    assert len(scenario.visits) - len(plan.unserved) == expected["served"]
    assert facts_of(scenario, plan, expected) == {
        key: expected[key] for key in ("routes", "starts", "breaks", "unserved") if key in expected
    }


def facts_of(scenario: Scenario, plan: Any, expected: dict[str, Any]) -> dict[str, Any]:
    """What a plan does, in the words of the expected facts."""
    stops = [stop for route in plan.routes for stop in route.stops]
    found = {
        "routes": {route.caregiver: [stop.visit for stop in route.stops] for route in plan.routes},
        "starts": {
            stop.visit: clock(scenario, stop.start)
            for stop in stops
            if stop.visit in expected.get("starts", {})
        },
        "breaks": {
            route.caregiver: [route.meal_break.position, clock(scenario, route.meal_break.start)]
            for route in plan.routes
            if route.meal_break
        },
        "unserved": sorted(each.visit for each in plan.unserved),
    }
    return {key: found[key] for key in found if key in expected}


def clock(scenario: Scenario, moment: str) -> str:
    minutes, rest = divmod(scenario.at(moment), 60_000)
    assert rest == 0
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def test_the_district_is_small_connected_and_reproducible() -> None:
    file = SCENARIOS / "roads" / "district.graphml.gz"
    assert file.stat().st_size < 200_000
    assert b"<graphml" in gzip.decompress(file.read_bytes())[:200]
    assert all(network.strong_share == 1 for network in describe(file).networks.values())
    again, graph = generate_roads(1), load_graph(file, cache=False)
    assert np.array_equal(graph.longitude, again.longitude)
    assert np.array_equal(graph.tail, again.tail)
    assert [graph.tags[one] for one in graph.tagging] == [again.tags[one] for one in again.tagging]


def test_the_district_day_is_reproducible() -> None:
    """Where this fails the generator has changed: write the file anew."""
    again = generate(
        SCENARIOS / "roads" / "district.graphml.gz", visits=120, caregivers=25, seed=7,
        name="District day", folder=SCENARIOS,
    )  # fmt: skip
    scenario = load_scenario(SCENARIOS / "district-day.yaml")
    assert scenario == again
    assert {area.kind for area in scenario.areas} == {"new_town", "old_town", "rural"}
