"""The reasons why a visit is left out of an empty plan, and plans of only one visit."""

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
