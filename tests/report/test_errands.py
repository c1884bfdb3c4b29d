"""The ways of equipment: what couriers carry, and what crews fetch."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch import solve
from dispatch.report import Day, errand_fields, errand_lines, errands
from dispatch.report.tips import stop_tip
from dispatch.roads import travel_times
from dispatch.scenario import load_scenario

RULES = Path(__file__).parents[2] / "scenarios" / "rules"


@pytest.fixture
def planned():
    """Return the best plan of a scenario, ready to be drawn."""

    def made(name):
        scenario = load_scenario(RULES / f"{name}.yaml")
        plan = solve(scenario, engine="exact", time_limit=20)
        return Day.of(scenario, plan, travel_times(scenario))

    return made


def test_a_courier_goes_from_visit_to_visit(planned):
    assert errand_lines(planned("equipment-courier")) == [
        "08:40 a courier takes 助浴设备 from 综合为老服务中心 to lin for a, there by 08:50",
        "10:20 a courier takes 助浴设备 from lin to mei for b, there by 10:26",
        "11:56 a courier takes 助浴设备 from mei back to 综合为老服务中心, by 12:08",
    ]


def test_errands_have_plain_fields_for_programs(planned):
    there, _, back = errand_fields(planned("equipment-courier"))
    sentence = "08:40 a courier takes 助浴设备 from 综合为老服务中心 to lin for a, there by 08:50"
    assert there == {
        "leaves": "2026-11-23T08:40:00", "caregiver": None,
        "equipment": "bathing-kit", "piece": "助浴设备", "station": "hub",
        "origin": "综合为老服务中心", "destination": "lin", "visit": "a",
        "due": "2026-11-23T08:50:00", "sentence": sentence,
    }  # fmt: skip
    assert (back["visit"], back["due"]) == (None, "2026-11-23T12:08:00")
    assert [each["caregiver"] for each in errand_fields(planned("kit-fetched"))] == ["ann", "ann"]


def test_a_caregiver_collects_a_kit_and_takes_it_back(planned):
    day = planned("kit-fetched")
    assert errand_lines(day) == [
        "08:44 ann takes 助浴设备 from 综合为老服务中心 to lin for a, there by 08:50",
        "11:55 ann takes 助浴设备 from mei back to 综合为老服务中心, by 12:02",
    ]
    (route,) = day.plan.routes
    first, last = (stop_tip(day, route, index).body.splitlines() for index in (0, 1))
    assert "collects 助浴设备 at 综合为老服务中心 at 08:44" in first
    assert "brings 助浴设备 back to 综合为老服务中心 by 12:02" in last
    assert not any("back" in line for line in first)
    clock = 8 * 60 * 60_000 + 34 * 60_000
    cut = [(piece.kind, (piece.end - piece.start) // 60_000) for piece in day.pieces[0]]
    assert cut == [
        ("travel", 16), ("access", 10), ("service", 60), ("documentation", 20),
        ("travel", 5), ("access", 10), ("service", 60), ("documentation", 20), ("travel", 17),
    ]  # fmt: skip
    assert day.pieces[0][0].start == clock


def test_kits_of_several_stations_are_collected_in_order_and_taken_back_in_reverse(planned):
    minute = 60_000
    found = [
        (each.leaves // minute, each.piece, each.origin, each.destination, each.due // minute)
        for each in errands(planned("kit-two-pools"))
    ]
    assert found == [
        (485, "浴缸", "store-east", "lin", 500),
        (494, "移位机", "store-west", "lin", 500),
        (575, "浴缸", "lin", "store-east", 590),
        (575, "移位机", "lin", "store-west", 581),
    ]
