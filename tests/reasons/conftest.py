"""One small scenario, changed by each test, and the reasons why its visit is left out."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dispatch.encoding import encode, encode_plan
from dispatch.plan import Plan, Reason
from dispatch.reasons import why_left_out
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

Small = Callable[..., Scenario]


def _small(**changes: Any) -> Scenario:
    """Make a scenario of one client, one service, one visit and two caregivers.

    `service`, `client`, `visit`, `amy` and `bob` change fields of these, `way` the minutes from the
    depot to the client and back; other names are fields of the scenario.
    """
    way = changes.pop("way", 10)
    service = {"id": "bath", "duration": 30, **changes.pop("service", {})}
    client = {"id": "zhou", "place": "Z", "area": "north", **changes.pop("client", {})}
    visit = {"id": "v", "client": "zhou", "service": "bath", **changes.pop("visit", {})}
    shift = {"shifts": [{"start": "08:00", "end": "16:00"}], "start": "D", "mode": "walk"}
    amy = {"id": "amy", "gender": "woman", **shift, **changes.pop("amy", {})}
    bob = {"id": "bob", "gender": "man", **shift, **changes.pop("bob", {})}
    return Scenario.model_validate(
        {
            "name": "small",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, way], [way, 0]]},
            "areas": [{"id": "north"}, {"id": "south"}],
            "certificates": [
                {"id": "care", "grades": ["junior", "middle", "senior"]},
                {"id": "nurse"},
            ],
            "services": [service],
            "clients": [client],
            "caregivers": [amy, bob],
            "visits": [visit],
            **changes,
        }
    )


@pytest.fixture
def small() -> Small:
    return _small


def _reasons_of(scenario: Scenario, visit: str = "v") -> tuple[Reason, ...]:
    """Return why a visit is left out of an empty plan."""
    encoded = encode(scenario, travel_times(scenario))
    nothing = encode_plan(encoded, Plan(scenario=scenario.fingerprint, routes=()))
    (reasons,) = why_left_out(scenario, encoded, nothing, [scenario.visit[visit]])
    return reasons


@pytest.fixture
def reasons_of() -> Callable[..., tuple[Reason, ...]]:
    return _reasons_of


@pytest.fixture(scope="session")
def single_of() -> Callable[..., Any]:
    """Return the maker of plans with only one visit."""
    spec = importlib.util.spec_from_file_location("single", Path(__file__).with_name("single.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Single
