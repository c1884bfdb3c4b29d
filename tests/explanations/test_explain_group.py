"""A visit of a group comes with its whole group, or not at all."""

from __future__ import annotations

import pytest

from dispatch.explanations import explain
from dispatch.plan import Unserved
from dispatch.planner import solve
from dispatch.referee import judge
from dispatch.roads import travel_times


@pytest.fixture
def grouped(small):
    """Make the day with `v` and `w` in a group; the plan serves neither."""

    def build(v=None, w=None, **changes):
        fields = {"id": "w", "client": "li", "service": "care", "group": "both", **(w or {})}
        scenario = small(v={"group": "both", **(v or {})}, more=[fields], **changes)
        busy = scenario.model_copy(update={"visits": scenario.visits[:1]})
        plan = solve(busy, engine="greedy")
        left_out = tuple(Unserved(visit=name) for name in ("v", "w"))
        return scenario, plan.model_copy(
            update={"scenario": scenario.fingerprint, "unserved": left_out}
        )

    return build


def test_the_others_of_its_group_come_with_it(grouped):
    scenario, plan = grouped()
    (way,) = explain(scenario, plan, "v").ways
    assert (way.relaxed, [each.visit for each in way.together]) == ((), ["w"])
    assert way.plan.unserved == ()
    assert judge(scenario, travel_times(scenario), way.plan).ok
    assert f"w is served with it: amy at {way.together[0].start[:10]}" in str(way)
    assert way.as_dict()["together"][0]["visit"] == "w"


def test_there_is_no_way_where_only_a_part_of_the_group_fits(grouped):
    # busy takes an hour, v and w half an hour each; amy has time for one of them
    short = {"shifts": [{"start": "08:00", "end": "10:10"}]}
    scenario, plan = grouped(amy=short)
    told = explain(scenario, plan, "v")
    assert ("overtime",) in {way.relaxed for way in told.ways}
    assert () not in {way.relaxed for way in told.ways}
    for way in told.ways:
        assert [each.visit for each in way.together] == ["w"]
        assert {each.visit for each in way.plan.unserved} == set()
        assert {each.kind for each in way.violations} <= {"overtime_limit"}


def test_what_nobody_can_serve_is_the_reason_for_all_of_its_group(grouped):
    never = {"windows": [{"open": "23:00", "close": "23:30"}]}
    scenario, plan = grouped(w=never)
    told = explain(scenario, plan, "v")
    assert told.ways == ()
    assert [(each.code, each.detail) for each in told.reasons] == [("group_incomplete", "w")]
    assert "  v must be served with w or not at all" in [*told.lines()]
