"""A small day: amy (and bob, if given) with one visit that keeps her busy, and `v`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dispatch.plan import Plan, Unserved
from dispatch.planner import solve
from dispatch.scenario import Scenario

Small = Callable[..., Scenario]
PlanOf = Callable[..., Plan]


def _small(**changes: Any) -> Scenario:
    """Make the day; `care`, `service`, `client`, `busy`, `v`, `amy`, `bob` change fields of these.

    The client `wu` of `v` and `li` of `busy` live at the same place, 10 minutes from the depot.
    `busy` takes an hour, `v` half an hour. Bob exists only if given. All other arguments are fields
    of the scenario.
    """
    shift = {"shifts": [{"start": "08:00", "end": "12:00"}], "start": "D", "mode": "walk"}
    amy = {"id": "amy", "gender": "woman", "overtime_limit": 0, **shift, **changes.pop("amy", {})}
    bob = changes.pop("bob", None)
    others = [] if bob is None else [{"id": "bob", "gender": "man", **shift, **bob}]
    busy = {"id": "busy", "client": "li", "service": "care", "duration": 60, "mandatory": True}
    return Scenario.model_validate(
        {
            "name": "small",
            "dates": ["2026-11-23"],
            "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 10], [10, 0]]},
            "modes": [{"id": "walk", "network": "walk", "speed_kmh": 4.0}],
            "areas": [{"id": "north"}, {"id": "south"}],
            "certificates": [{"id": "nurse"}],
            "services": [
                {"id": "care", "duration": 30, **changes.pop("care", {})},
                {"id": "special", "duration": 30, **changes.pop("service", {})},
            ],
            "clients": [
                {"id": "li", "place": "Z", "area": "north"},
                {"id": "wu", "place": "Z", "area": "north", **changes.pop("client", {})},
            ],
            "caregivers": [amy, *others],
            "visits": [
                busy | changes.pop("busy", {}),
                {"id": "v", "client": "wu", "service": "special", **changes.pop("v", {})},
                *changes.pop("more", []),
            ],
            **changes,
        }
    )


def _plan_of(scenario: Scenario, **pinned: str) -> Plan:
    """Plan the day without `v`; visits that are named go to the named caregiver."""
    visits = tuple(
        visit.model_copy(update={"pinned_caregivers": (pinned[visit.id],)})
        if visit.id in pinned
        else visit
        for visit in scenario.visits
        if visit.id != "v"
    )
    plan = solve(scenario.model_copy(update={"visits": visits}), engine="greedy")
    return plan.model_copy(
        update={"scenario": scenario.fingerprint, "unserved": (*plan.unserved, Unserved(visit="v"))}
    )


@pytest.fixture
def small() -> Small:
    return _small


@pytest.fixture
def plan_of() -> PlanOf:
    return _plan_of
