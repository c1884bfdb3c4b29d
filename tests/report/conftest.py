"""A day of three caregivers in Shanghai, made by hand: a pair, a meal break, a late start."""

from __future__ import annotations

import pytest

from dispatch.plan import Plan
from dispatch.referee import Judgement, judge
from dispatch.roads import RoadGraph, travel_times
from dispatch.scenario import Scenario

SCENARIO = {
    "name": "Three caregivers",
    "dates": ["2026-11-23"],
    "modes": [{"id": "walk", "network": "walk", "speed_kmh": 6}],
    "areas": [{"id": "north", "name": "长寿路街道"}],
    "stations": [{"id": "hub", "name": "第一服务站", "place": [121.44, 31.24]}],
    "certificates": [{"id": "nurse-licence", "name": "护士执业证"}],
    "services": [
        {"id": "care", "name": "居家照护", "duration": 60, "documentation": 5},
        {
            "id": "bath", "name": "卧床助浴", "duration": 45,
            "crew": [{"id": "lead"}, {"id": "second"}],
        },
        {
            "id": "nurse", "name": "护士上门", "duration": 30,
            "requires": {"certificates": [[{"certificate": "nurse-licence"}]]},
        },
    ],
    "caregivers": [
        {
            "id": "ai", "gender": "woman", "mode": "walk", "start": "hub",
            "shifts": [{
                "start": "08:00", "end": "16:00",
                "meal_break": {"duration": 30, "earliest": "11:00", "latest": "13:00"},
            }],
        },
        {
            "id": "bo", "gender": "man", "mode": "walk", "start": "hub",
            "shifts": [{"start": "09:00", "end": "13:00"}],
        },
        {
            "id": "chen", "gender": "woman", "mode": "walk", "start": "hub",
            "shifts": [{"start": "20:00", "end": "24:30"}],
        },
    ],
    "clients": [
        {"id": "elder-1", "place": [121.445, 31.243], "area": "north", "access": 4},
        {"id": "elder-2", "place": [121.436, 31.246], "area": "north"},
    ],
    "visits": [
        {
            "id": "care-1", "client": "elder-1", "service": "care",
            "windows": [{"open": "09:00", "close": "09:30"}],
        },
        {
            "id": "bath-1", "client": "elder-2", "service": "bath",
            "windows": [{"open": "10:00", "close": "11:00", "hard": False}],
        },
        {"id": "care-2", "client": "elder-1", "service": "care", "requested": "10:45"},
        {"id": "nurse-1", "client": "elder-1", "service": "nurse", "mandatory": True},
        {"id": "care-3", "client": "elder-2", "service": "care"},
    ],
}  # fmt: skip

PLAN = {
    "scenario": "000000000000",
    "zone": "Asia/Shanghai",
    "routes": [
        {
            "caregiver": "ai", "departure": "08:30", "returned": "14:30",
            "stops": [
                {"visit": "care-1", "role": "caregiver",
                 "arrival": "08:50", "start": "09:00", "end": "10:00"},
                {"visit": "bath-1", "role": "lead",
                 "arrival": "10:40", "start": "11:10", "end": "11:55"},
                {"visit": "care-2", "role": "caregiver",
                 "arrival": "12:20", "start": "13:00", "end": "14:00"},
            ],
            "meal_break": {"position": 2, "start": "12:25", "end": "12:55"},
        },
        {
            "caregiver": "bo", "departure": "10:30", "returned": "12:20",
            "stops": [
                {"visit": "bath-1", "role": "second",
                 "arrival": "11:00", "start": "11:10", "end": "11:55"},
            ],
        },
    ],
    "unserved": [
        {"visit": "care-3", "reasons": [
            {"code": "no_time_left", "caregiver": "ai"},
            {"code": "shift_outside_window", "caregiver": "bo"},
            {"code": "no_time_left", "caregiver": "chen"},
        ]},
        {"visit": "nurse-1", "reasons": [
            {"code": "shift_outside_window", "caregiver": "ai"},
            {"code": "certificate_missing", "caregiver": "ai"},
            {"code": "certificate_missing", "caregiver": "bo"},
            {"code": "shift_outside_window", "caregiver": "chen"},
        ]},
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return Scenario.model_validate(SCENARIO)


@pytest.fixture(scope="session")
def travel(scenario: Scenario):
    return travel_times(scenario)


@pytest.fixture(scope="session")
def plan() -> Plan:
    return Plan.model_validate(PLAN)


@pytest.fixture(scope="session")
def mixed(scenario, plan, travel):
    """The same day, but bo comes to the bath ten minutes later, for half an hour."""
    asked, answered = scenario.model_dump(mode="json"), plan.model_dump(mode="json")
    asked["services"][1]["crew"][1] |= {"offset": 10, "duration": 30}
    answered["routes"][1]["stops"][0] |= {"start": "11:20", "end": "11:50"}
    return Scenario.model_validate(asked), Plan.model_validate(answered), travel


@pytest.fixture(scope="session")
def judgement(scenario, travel, plan) -> Judgement:
    return judge(scenario, travel, plan)


@pytest.fixture(scope="session")
def roads() -> RoadGraph:
    """A residential street from west to east, and a primary road from south to north."""
    return RoadGraph.from_arrays(
        [121.43, 121.44, 121.45, 121.44, 121.44],
        [31.24, 31.24, 31.24, 31.23, 31.25],
        [0, 1, 3, 1],
        [1, 2, 1, 4],
        ["residential", "residential", "primary", "primary"],
    )
