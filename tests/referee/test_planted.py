"""Rules are broken in good plans, one at a time, and the referee names each."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import get_args

import pytest

from dispatch.referee import Kind, judge
from dispatch.roads import travel_times

ENOUGH = 150
MOST_SCENARIOS = 40


def test_there_is_a_way_to_break_every_rule(planting):
    assert set(planting.WAYS) == {*get_args(Kind)}


@pytest.mark.parametrize("carried", [False, True])
def test_equipment_that_is_added_breaks_nothing_yet(planting, carried):
    kept = 0
    for seed in range(8):
        scenario, plan = planting.good_plan(seed)
        for index in range(len(plan.routes)):
            spot = planting.Spot(scenario, plan, index, 0, Random(seed))
            try:
                spot = planting.equipment.equipped(spot, carried=carried)
            except planting.Unfit:
                continue
            assert judge(spot.scenario, travel_times(spot.scenario), spot.plan).ok
            kept += 1
    assert kept > 5


def test_every_planted_violation_is_found(planting):
    counted: Counter[str] = Counter()
    for seed in range(MOST_SCENARIOS):
        scenario, plan = planting.good_plan(seed)
        assert judge(scenario, travel_times(scenario), plan).ok
        for planted in planting.plant_all(scenario, plan, Random(seed)):
            judgement = judge(planted.scenario, travel_times(planted.scenario), planted.plan)
            found = {violation.kind: str(violation) for violation in judgement.violations}
            assert planted.kind in found, (seed, planted.way)
            assert "None" not in found[planted.kind]
            counted[planted.kind] += 1
        if counted.total() >= ENOUGH and len(counted) == len(planting.WAYS):
            return
    raise AssertionError(f"too few could be planted: {counted}")
