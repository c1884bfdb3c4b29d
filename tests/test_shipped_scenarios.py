"""Every engine finds the optimum that was computed by hand, and shipped files are as they say."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from dispatch.encoding.clients import clients_of
from dispatch.generate import generate, generate_roads
from dispatch.live.event_checks import faults_of_events
from dispatch.live.reading import events_schema, load_events
from dispatch.planner import solve
from dispatch.referee import Judgement, judge
from dispatch.roads import describe, load_graph, travel_times
from dispatch.rules import allowed_starts, duration_of, entitlements
from dispatch.scenario import Matrix, Scenario, Weights, load_scenario, scenario_schema
from dispatch.scenario.source import read

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


EVENTS = "-events.yaml"
"""How the name of a file of events ends; what is before it is the name of its scenario."""


def shipped(events: bool = False) -> list[str]:
    """The scenarios, or the files of events."""
    files = (file.relative_to(SCENARIOS).as_posix() for file in SCENARIOS.rglob("*.yaml"))
    kept = (file for file in files if not file.startswith(("worlds/", "recorded/", "studies/")))
    return sorted(file for file in kept if file.endswith(EVENTS) is events)


def test_every_small_scenario_has_its_optimum() -> None:
    assert sorted({*EXPECTED, "district-day.yaml", "example-day.yaml"}) == shipped()


@pytest.mark.parametrize("file", shipped())
def test_shipped_scenarios_say_what_they_are(file: str) -> None:
    scenario = load_scenario(SCENARIOS / file)
    assert scenario.source.startswith("made for this project")
    if file in EXPECTED:
        assert isinstance(scenario.roads, Matrix)
        assert len(scenario.visits) <= 4
        assert f"{EXPECTED[file]['cost']:.1f}" in scenario.description


def test_shipped_events_fit_their_scenario() -> None:
    """Those of the district day belong together: what one tells of, the next ones refer to."""
    files = shipped(events=True)
    alarm, district = "running-day/alarm.yaml", "district-day.yaml"
    told = {alarm: files[:1], district: files[1:]}
    assert [len(of) for of in told.values()] == [1, 4]
    for scenario, of in told.items():
        events = [event for file in of for event in load_events(SCENARIOS / file)]
        assert faults_of_events(load_scenario(SCENARIOS / scenario), events) == []


@pytest.mark.parametrize("events", [False, True])
def test_shipped_files_are_as_their_schema_says(events: bool) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = events_schema() if events else scenario_schema()
    checker = jsonschema.Draft202012Validator(schema)
    for file in shipped(events):
        checker.validate(read(str(SCENARIOS / file)).data)


@pytest.mark.parametrize("engine", sorted(BUDGETS))
@pytest.mark.parametrize("file", EXPECTED)
def test_engines_find_the_optimum(file: str, engine: Any) -> None:
    scenario, expected = load_scenario(SCENARIOS / file), EXPECTED[file]
    plan = solve(scenario, engine=engine, **BUDGETS[engine])
    judgement = judge(scenario, travel_times(scenario), plan)
    assert not judgement.violations
    assert told_cost(scenario, judgement) == pytest.approx(expected["cost"], abs=1e-9)
    assert judgement.cost.mandatory_unserved == expected["mandatory_unserved"]
    assert len(scenario.open_visits) - len(plan.unserved) == expected["served"]
    assert facts_of(scenario, plan, expected) == {
        key: expected[key]
        for key in ("routes", "equipment", "starts", "breaks", "unserved")
        if key in expected
    }


def told_cost(scenario: Scenario, judgement: Judgement) -> float:
    """The cost without what is shared by default, which no file reckons with."""
    by_default = Weights()
    shared = sum(
        judgement.cost.components[name]
        for name in ("shared_paid_time", "shared_heavy_points")
        if getattr(scenario.policy.weights, name) == getattr(by_default, name)
    )
    return judgement.cost.total - shared


def facts_of(scenario: Scenario, plan: Any, expected: dict[str, Any]) -> dict[str, Any]:
    """What a plan does, in the words of the expected facts."""
    stops = [stop for route in plan.routes for stop in route.stops]
    found = {
        "routes": {
            caregiver: routes if len(routes) > 1 else routes[0]
            for caregiver, routes in routes_of(plan).items()
        },
        "equipment": {
            name: [
                [use.visit for use in piece.uses]
                for piece in plan.equipment
                if piece.equipment == name
            ]
            for name in {piece.equipment for piece in plan.equipment}
        },
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


def routes_of(plan: Any) -> dict[str, list[list[str]]]:
    routes: dict[str, list[list[str]]] = {}
    for route in plan.routes:
        routes.setdefault(route.caregiver, []).append([stop.visit for stop in route.stops])
    return routes


def clock(scenario: Scenario, moment: str) -> str:
    at = scenario.at(moment)
    assert at % 60_000 == 0
    return scenario.clock.hours(at)


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


def test_the_district_day_uses_every_rule() -> None:
    scenario = load_scenario(SCENARIOS / "district-day.yaml")
    services = [scenario.service[visit.service] for visit in scenario.open_visits]
    roles = [role for service in services for role in service.crew]
    pools = [scenario.pool[name] for service in services for name in service.equipment]
    team, clients, visits = scenario.caregivers, scenario.clients, scenario.visits
    apart = clients_of(scenario, travel_times(scenario)).apart
    windows = [window for visit in visits for window in visit.windows]
    gaps = [gap for visit in visits for gap in visit.gaps]
    midnight = scenario.at("24:00")
    uses = {
        "crews of two and three": {len(service.crew) for service in services} == {1, 2, 3},
        "offsets": any(role.offset and role.duration for role in roles),
        "checks": any(service.pre_check and service.post_check for service in services),
        "examinations": any(service.examination for service in services),
        "intimate": any(service.intimate for service in services),
        "loads": sum(service.load for service in services)
        > max(one.carrying_limit for one in team),
        "equipment": {pool.id for pool in pools} == set(scenario.pool),
        "carried and fixed": {pool.carried for pool in pools} == {True, False},
        "too few": all(pool.count <= 2 for pool in pools),
        "pool areas": any(pool.areas for pool in pools),
        "windows": {(window.hard, window.applies_to) for window in windows}
        >= {(True, "start"), (False, "start"), (True, "whole")},
        "exact starts": any(visit.exact_start for visit in visits),
        "preferred starts": any(visit.preferred_start for visit in visits),
        "mandatory": any(visit.mandatory for visit in visits),
        "escorts": any(visit.end_place for visit in visits),
        "visits that could overlap": {
            visit.client for visit in visits if visit.end_place and visit.id in apart
        }
        and any(client.blackouts and client.id in apart.values() for client in clients),
        "the client not needed": any(not service.needs_client for service in services),
        "requests": {visit.response_class for visit in visits}
        == {None, "urgent", "same_day", "short_notice"},
        "gaps": {gap.caregiver for gap in gaps} == {"any", "same", "different"},
        "gap to what is over": any(
            gap.after == visit.id for gap in gaps for visit in visits if visit.facts
        ),
        "running": any(visit.facts and visit.facts.running for visit in visits),
        "over": len(scenario.open_visits) < len(visits),
        "pins": any(visit.pinned_caregivers and not visit.facts for visit in visits),
        "promises": any(visit.promise and visit.promise.caregivers for visit in visits),
        "naps": any(client.blackouts for client in clients),
        "earliest": any(client.earliest for client in clients),
        "gender": any(client.gender_required for client in clients)
        and any(client.gender_preferred for client in clients),
        "known and excluded": any(client.preferred for client in clients)
        and any(client.excluded for client in clients),
        "entitlements": any(
            each.most < sum(duration_of(scenario, scenario.visit[name]) for name in each.visits)
            for each in entitlements(scenario)
        ),
        "providers": {one.provider for one in team} == set(scenario.provider),
        "contracts": any(provider.areas and provider.services for provider in scenario.providers),
        "volunteers": any(one.type.endswith("volunteer") for one in team),
        "several shifts": any(len(one.shifts) > 1 for one in team),
        "nights": any(scenario.at(one.shifts[-1].end) > midnight for one in team),
        "meal breaks": any(one.shifts[0].meal_break for one in team),
        "day caps": any(one.paid_hours_cap for one in team),
        "week caps": any(
            one.weekly_cap and one.weekly_cap - one.so_far.paid < (one.paid_hours_cap or 0)
            for one in team
        ),
        "probation": any(one.probation_cap for one in team),
        "institutions": {one.registered_institution for one in team} == {True, False},
        "expired": any(
            paper.valid_until and paper.valid_until < scenario.dates[0]
            for one in team
            for paper in one.certificates
        ),
        "ratings": scenario.policy.rules.rating_floor is not None,
        "balance": scenario.policy.weights.balance > 0,
    }
    assert [name for name, found in uses.items() if not found] == []
    assert all(allowed_starts(scenario, visit) for visit in scenario.open_visits)
