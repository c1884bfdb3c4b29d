"""A day small enough to compute by hand: two caregivers, four visits, one of them left out."""

from __future__ import annotations

import copy
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dispatch.plan import Plan
from dispatch.referee import Judgement, judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

SCENARIO: dict[str, Any] = {
    "name": "by hand",
    "dates": ["2026-11-23"],
    "roads": {
        "kind": "matrix",
        "points": ["D", "A", "B", "C"],
        "minutes": [[0, 10, 15, 20], [11, 0, 5, 12], [15, 6, 0, 8], [20, 13, 9, 0]],
    },
    "areas": [{"id": "north", "kind": "old_town"}, {"id": "south", "kind": "rural"}],
    "certificates": [{"id": "care"}],
    "services": {
        "wash": {"duration": 30, "documentation": 5, "heavy_points": 2},
        "lift": {
            "duration": 40,
            "heavy_points": 5,
            "crew": [
                {"id": "lead", "requires": {"certificates": [[{"certificate": "care"}]]}},
                {"id": "help"},
            ],
        },
        "meal": {"duration": 20, "requires": {"courses": ["kitchen"]}},
    },
    "caregivers": {
        "amy": {
            "gender": "woman",
            "certificates": [{"certificate": "care"}],
            "courses": ["kitchen"],
            "shifts": [
                {
                    "start": "08:00",
                    "end": "16:00",
                    "meal_break": {"duration": 30, "earliest": "11:00", "latest": "13:00"},
                }
            ],
            "start": "D",
            "mode": "walk",
        },
        "bob": {
            "gender": "man",
            "shifts": [{"start": "08:00", "end": "11:00"}],
            "start": "D",
            "mode": "walk",
            "contracted_week": 1200,
        },
    },
    "clients": {
        "a": {"place": "A", "area": "north", "access": 5, "preferred": ["bob"], "channel": "app"},
        "b": {"place": "B", "area": "north", "disabled": True, "preferred": ["amy", "bob"]},
        "c": {"place": "C", "area": "south", "gender_preferred": "man", "care_level": 4},
    },
    "visits": {
        "wash-a": {
            "client": "a",
            "service": "wash",
            "windows": [{"open": "09:00", "close": "10:00"}],
            "requested": "08:00",
            "response_target": 90,
        },
        "lift-b": {
            "client": "b",
            "service": "lift",
            "windows": [{"open": "10:00", "close": "10:20", "hard": False}],
        },
        "meal-c": {
            "client": "c",
            "service": "meal",
            "preferred_start": "12:30",
            "gaps": [{"after": "wash-a", "minimum": 60, "maximum": 240, "caregiver": "same"}],
        },
        "wash-a-2": {
            "client": "a",
            "service": "wash",
            "priority": 1.5,
            "requested": "08:00",
            "response_target": 90,
        },
    },
    "policy": {
        "weights": {
            "unserved": 100,
            "tardiness": 2,
            "largest_tardiness": 3,
            "response": 0.5,
            "travel": 1,
            "waiting": 0.1,
            "overtime": 2,
            "gender_preference": 20,
            "continuity": 10,
            "preferred_time": 0.25,
            "balance": 0.01,
            "shared_paid_time": 0,
            "shared_heavy_points": 0,
        },
    },
}

PLAN: dict[str, Any] = {
    "scenario": "0" * 12,
    "routes": {
        "amy": {
            "departure": "08:45",
            "stops": {
                "wash-a": {"role": "caregiver", "times": ["08:55", "09:00", "09:30"]},
                "lift-b": {"role": "lead", "times": ["09:40", "10:30", "11:10"]},
                "meal-c": {"role": "caregiver", "times": ["11:18", "12:10", "12:30"]},
            },
            "meal_break": {"position": 2, "start": "11:20", "end": "11:50"},
            "returned": "12:50",
        },
        "bob": {
            "departure": "10:15",
            "stops": {"lift-b": {"role": "help", "times": ["10:30", "10:30", "11:10"]}},
            "returned": "11:25",
        },
    },
    "unserved": [{"visit": "wash-a-2"}],
}


class Day:
    """The scenario and the plan as dicts by id, to be changed before they are judged."""

    def __init__(self) -> None:
        self.scenario = copy.deepcopy(SCENARIO)
        self.plan = copy.deepcopy(PLAN)

    def made_scenario(self) -> Scenario:
        listed = {
            name: [{"id": key, **fields} for key, fields in self.scenario[name].items()]
            for name in ("services", "caregivers", "clients", "visits")
        }
        return Scenario.model_validate(self.scenario | listed)

    def made_plan(self) -> Plan:
        routes = []
        for name, route in self.plan["routes"].items():
            stops = [
                {
                    "visit": stop.get("visit", visit),
                    "role": stop["role"],
                    **dict(zip(("arrival", "start", "end"), stop["times"], strict=True)),
                }
                for visit, stop in route["stops"].items()
            ]
            routes.append({"caregiver": name, **route, "stops": stops})
        return Plan.model_validate(self.plan | {"routes": routes})

    def judged(self) -> Judgement:
        scenario = self.made_scenario()
        return judge(scenario, travel_times(scenario), self.made_plan())

    def told(self) -> list[tuple[str, str | None, str | None, float]]:
        """What is broken: kind, visit, caregiver and amount; every sentence names somebody."""
        found = self.judged().violations
        for violation in found:
            names = (violation.visit, violation.caregiver, *violation.detail.values())
            assert any(name and name in str(violation) for name in names)
            assert "None" not in str(violation)
        return sorted(
            ((each.kind, each.visit, each.caregiver, each.amount) for each in found), key=str
        )


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture(scope="session")
def planting() -> ModuleType:
    """What plants broken rules in plans."""
    folder = Path(__file__).with_name("planting")
    spec = importlib.util.spec_from_file_location(
        "planting", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = sys.modules["planting"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
