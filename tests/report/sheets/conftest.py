"""Days by hand, and what their sheets say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from dispatch.plan import Plan
from dispatch.referee import judge
from dispatch.report import Day
from dispatch.report.sheets import People, RouteSheet, route_sheets
from dispatch.roads import travel_times
from dispatch.scenario import Scenario, load_scenario

SCENARIOS = Path(__file__).parents[3] / "scenarios"


@dataclass(frozen=True)
class Sheets:
    """A day with its sheets."""

    day: Day
    people: People
    made: list[RouteSheet]

    @classmethod
    def of(cls, scenario: Scenario, plan: Plan, *, names: bool = False) -> Sheets:
        travel = travel_times(scenario)
        day, people = Day.of(scenario, plan, travel), People(scenario, names)
        return cls(day, people, route_sheets(day, judge(scenario, travel, plan), people))

    def steps(self, sheet: int = 0) -> list[tuple[str, str, str]]:
        """The kind, the clock and the title of each step of a sheet."""
        return [(step.kind, step.clock, step.title) for step in self.made[sheet].steps]

    def notes(self, visit: str, sheet: int = 0) -> dict[str, str]:
        """The notes on a visit."""
        steps = [step for step in self.made[sheet].steps if step.key.startswith(f"visit/{visit}/")]
        return {note.label: note.text for note in steps[0].notes}


@pytest.fixture(scope="session")
def sheets_of():
    """Make the sheets of a scenario and a plan, with names if asked for."""
    return Sheets.of


@pytest.fixture(scope="session")
def two(scenario, plan) -> Sheets:
    """The sheets of ai, who has a meal break, and of bo, who meets her for a bath."""
    return Sheets.of(scenario, plan)


@pytest.fixture(scope="session")
def example() -> Scenario:
    return load_scenario(SCENARIOS / "example-day.yaml")


def route(caregiver: str, departure: str, returned: str, *stops: tuple[str, ...]) -> dict:
    """Write a route by its stops: visit, role, arrival, start, end."""
    fields = ("visit", "role", "arrival", "start", "end")
    return {
        "caregiver": caregiver, "departure": departure, "returned": returned,
        "stops": [dict(zip(fields, stop, strict=True)) for stop in stops],
    }  # fmt: skip


@pytest.fixture(scope="session")
def busy(example) -> Plan:
    """A plan by hand for a part of the example day."""
    return Plan.model_validate(
        {
            "scenario": example.fingerprint,
            "routes": [
                route(
                    "chen", "11:30", "13:23",
                    ("tang-tube", "nurse", "11:37", "11:37", "12:07"),
                    ("gu-injection-again", "caregiver", "12:40", "12:46", "13:06"),
                ),
                route(
                    "lin", "08:39", "14:00",
                    ("han-escort", "caregiver", "08:45", "08:45", "10:15"),
                    ("ma-medication", "caregiver", "10:28", "10:30", "10:45"),
                    ("shen-meal", "caregiver", "10:50", "11:00", "11:10"),
                    ("tang-tube", "care-worker", "11:22", "11:22", "12:07"),
                    ("shen-company", "caregiver", "13:00", "13:00", "13:40"),
                ),
                route("wu", "08:54", "10:16", ("luo-bath", "attendant", "09:00", "09:00", "10:10")),
                route("he", "08:44", "10:36", ("luo-bath", "helper", "08:50", "09:00", "10:10")),
            ],
            "equipment": [
                {
                    "equipment": "bath-kit", "piece": 1, "caregiver": "he",
                    "uses": [{"visit": "luo-bath", "taken": "08:50", "free": "10:30"}],
                },
                {
                    "equipment": "wheelchair", "piece": 1,
                    "uses": [{"visit": "han-escort", "taken": "08:45", "free": "10:15"}],
                },
                {
                    "equipment": "doctor-on-video", "piece": 1,
                    "uses": [{"visit": "tang-tube", "taken": "11:22", "free": "12:07"}],
                },
            ],
        }
    )  # fmt: skip
