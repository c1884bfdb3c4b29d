"""A day on two banks of a river, in every room: nobody goes where there is no way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dispatch import day_page, judge, load_scenario, solve, travel_times
from dispatch.explanations import explain
from dispatch.plan import Plan, Route, Stop, Unserved
from dispatch.scenario import Scenario

FILE = Path(__file__).parents[1] / "scenarios" / "rules" / "no-way.yaml"


def day(**fields: Any) -> Scenario:
    return load_scenario(FILE).model_copy(update=fields)


def walkers() -> Scenario:
    """The same day with Ann alone."""
    asked = day()
    return day(caregivers=asked.caregivers[:1])


@pytest.mark.parametrize("engine", ["search", "exact"])
def test_a_plan_says_that_there_is_no_way(engine: Any) -> None:
    plan = solve(walkers(), engine=engine, iterations=2000 if engine == "search" else None)
    told = {each.visit: [why.code for why in each.reasons] for each in plan.unserved}
    assert told == {"b": ["no_way"], "c": ["equipment_no_way"]}


def test_an_explanation_says_that_there_is_no_way() -> None:
    asked = walkers()
    found = explain(asked, solve(asked, iterations=2000), "b")
    assert [(each.code, each.caregiver) for each in found.reasons] == [("no_way", "ann")]
    assert found.ways == ()


def over_the_river(asked: Scenario) -> Plan:
    """Ann walks to Lin and on to Mei."""
    stops = [
        Stop(visit="a", role="caregiver", arrival="2026-11-23T08:04", start="2026-11-23T08:04",
             end="2026-11-23T09:04"),
        Stop(visit="b", role="caregiver", arrival="2026-11-23T10:00", start="2026-11-23T10:00",
             end="2026-11-23T11:00"),
    ]  # fmt: skip
    route = Route(
        caregiver="ann", departure="2026-11-23T08:00", stops=tuple(stops),
        returned="2026-11-23T12:00",
    )  # fmt: skip
    return Plan(scenario=asked.fingerprint, routes=(route,), unserved=(Unserved(visit="c"),))


def test_a_plan_over_the_river_is_judged_and_drawn() -> None:
    asked = day()
    plan, travel = over_the_river(asked), travel_times(asked)
    judgement = judge(asked, travel, plan)
    assert [str(each) for each in judgement.violations] == ["ann has no way to b and back"]
    # Only the way to Lin has a length; the rest of the time is waiting.
    assert judgement.cost.components["travel"] == pytest.approx(4)
    page = day_page(asked, plan, travel, judgement, roads=travel.graph)
    assert "ann has no way to b and back" in page
