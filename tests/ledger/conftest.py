"""A day of two caregivers that is accounted for by hand.

Amy leaves the depot at 08:50, bathes Zhou 09:00-09:30 (heavy: 3 points) and writes until 09:35. At
09:50 she is at Li's and waits for the bath 10:00-10:30, with Bob, who leaves at 09:40 and comes to
it from the depot; notes until 10:35. Both are back at 10:55. Zhou's second visit is left out.

Amy: paid 125 minutes, travel 10 + 15 + 20 = 45, 2 stops, 6 points. Bob: paid 75, travel 40.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dispatch.ledger import Entry, entries_of
from dispatch.plan import Plan
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

MINUTE = 60_000


class Day:
    """The scenario and its plan, on any date."""

    def __init__(self, date: str = "2026-11-23", **changes: Any) -> None:
        shift = {"shifts": [{"start": "08:00", "end": "16:00"}], "start": "D", "mode": "walk"}
        self.fields: dict[str, Any] = {
            "name": "by hand",
            "dates": [date],
            "roads": {
                "kind": "matrix",
                "points": ["D", "Z", "E"],
                "minutes": [[0, 10, 20], [10, 0, 15], [20, 15, 0]],
            },
            "services": [
                {"id": "bath", "duration": 30, "documentation": 5, "heavy_points": 3},
                {"id": "lift", "duration": 30, "documentation": 5, "heavy_points": 3}
                | {"crew": [{"id": "first"}, {"id": "second"}]},
            ],
            "clients": [{"id": "zhou", "place": "Z"}, {"id": "li", "place": "E"}],
            "caregivers": [
                {"id": "amy", "gender": "woman", **shift},
                {"id": "bob", "gender": "man", **shift},
                {"id": "cai", "gender": "man", **shift},
                {"id": "off", "gender": "man", **shift, "shifts": []},
            ],
            "visits": [
                {"id": "a", "client": "zhou", "service": "bath"},
                {"id": "b", "client": "li", "service": "lift"},
                {"id": "c", "client": "zhou", "service": "bath"},
            ],
            **changes,
        }
        self.routes = [
            route("amy", "08:50", "10:55", ("a", "caregiver", "09:00"), ("b", "first", "10:00")),
            route("bob", "09:40", "10:55", ("b", "second", "10:00")),
        ]
        self.unserved = ["c"]

    @property
    def scenario(self) -> Scenario:
        return Scenario.model_validate(self.fields)

    @property
    def plan(self) -> Plan:
        first, scenario = self.fields["dates"][0], self.scenario
        return Plan.model_validate(
            {
                "scenario": scenario.fingerprint,
                "routes": [_dated(each, first) for each in self.routes],
                "unserved": [{"visit": name} for name in self.unserved],
            }
        )

    def entries(self, **options: Any) -> tuple[Entry, ...]:
        scenario = self.scenario
        return entries_of(scenario, self.plan, travel_times(scenario), **options)


def route(caregiver: str, departure: str, returned: str, *stops: tuple[str, str, str]) -> Any:
    return {
        "caregiver": caregiver,
        "departure": departure,
        "returned": returned,
        "stops": [
            {"visit": visit, "role": role, "arrival": start, "start": start, "end": later(start)}
            for visit, role, start in stops
        ],
    }


def later(clock: str) -> str:
    return clock.replace(":00", ":30")


def _dated(value: Any, first: str) -> Any:
    """Clock times of a plan as a file has them."""
    if isinstance(value, dict):
        return {name: _dated(each, first) for name, each in value.items()}
    if isinstance(value, list):
        return [_dated(each, first) for each in value]
    is_clock = isinstance(value, str) and value[2:3] == ":"
    return f"{first}T{value}:00" if is_clock else value


@pytest.fixture
def day() -> Callable[..., Day]:
    return Day
