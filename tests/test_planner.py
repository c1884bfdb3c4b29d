"""What is known of a plan besides the plan: judgement, proof, bound, what was spent."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from dispatch import InputError, NoPlan, judge, load_scenario, plan_day, solve
from dispatch.engine import Progress
from dispatch.explanations import explain
from dispatch.generate import generate
from dispatch.planner import Budget, EngineName, StoppedBy
from dispatch.roads import travel_times

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HELLO = load_scenario(SCENARIOS / "hello.yaml")
MANDATORY = load_scenario(SCENARIOS / "rules" / "mandatory.yaml")
CROWDED = generate(None, visits=30, caregivers=3, seed=4)


@pytest.mark.parametrize(
    ("asked", "stopped_by", "moved"),
    [
        ({"iterations": 0}, "iterations", False),
        ({"iterations": 500, "time_limit": 600}, "iterations", True),
        ({"time_limit": 0}, "seconds", False),
        ({"iterations": 10**9, "stop": lambda iterations: float(iterations > 0)}, "stop", True),
        ({"engine": "exact"}, "proved", True),
        ({"engine": "exact", "time_limit": 0}, "seconds", False),
        ({"engine": "greedy"}, "finished", False),
    ],
)
def test_an_outcome_tells_what_ended_the_search(
    asked: dict[str, Any], stopped_by: str, moved: bool
) -> None:
    outcome = plan_day(HELLO, **asked)
    assert outcome.stopped_by == stopped_by
    assert outcome.stopped_by in get_args(StoppedBy)
    assert outcome.proved == (stopped_by == "proved")
    assert outcome.judgement == judge(HELLO, travel_times(HELLO), outcome.plan)
    assert outcome.judgement.ok
    assert (outcome.iterations > 0) == moved
    assert outcome.seconds >= 0
    with pytest.raises(FrozenInstanceError):
        outcome.proved = True  # type: ignore[misc]


def test_a_proved_cost_is_its_own_bound_in_the_units_of_the_referee() -> None:
    outcome = plan_day(HELLO, engine="exact")
    assert (outcome.proved, outcome.bound) == (True, 54.053)
    assert outcome.judgement.cost.total == 54.053
    assert plan_day(HELLO, iterations=1000).bound is None


def test_a_bound_is_about_plans_that_leave_out_as_few_mandatory_visits() -> None:
    """One of two mandatory visits must be left out: proved, it is no part of cost or bound."""
    outcome = plan_day(MANDATORY, engine="exact")
    assert outcome.proved
    assert outcome.judgement.cost.mandatory_unserved > 0
    assert outcome.bound == outcome.judgement.cost.total
    unfinished = plan_day(MANDATORY, engine="exact", time_limit=0)
    assert (unfinished.proved, unfinished.bound) == (False, None)


def test_progress_tells_costs_as_the_referee_does() -> None:
    seen: list[Progress] = []
    outcome = plan_day(HELLO, iterations=5000, progress=seen.append)
    assert (seen[-1].cost, seen[-1].mandatory_unserved) == (54.053, 0)
    assert outcome.judgement.cost.total == 54.053
    seen.clear()
    nobody = plan_day(HELLO, engine="exact", time_limit=0, progress=seen.append)
    assert seen[0].cost == nobody.judgement.cost.total > 54.053


def test_every_argument_that_is_out_of_range_is_told_at_once() -> None:
    wrong: dict[str, Any] = {
        "time_limit": math.inf, "iterations": -5, "seed": -1, "threads": 0, "engine": "magic",
    }  # fmt: skip
    with pytest.raises(InputError) as refused:
        plan_day(HELLO, **wrong)
    assert [each.where for each in refused.value.faults] == [*wrong]
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "wrong", [{"time_limit": math.nan}, {"time_limit": -1.0}, {"seed": 2**31}, {"threads": -1}]
)
def test_an_argument_out_of_range_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        solve(HELLO, **wrong)
    assert [each.where for each in refused.value.faults] == [*wrong]


@pytest.mark.parametrize("engine", ["search", "exact"])
def test_the_largest_seed_is_taken_by_every_engine(engine: EngineName) -> None:
    outcome = plan_day(HELLO, engine=engine, seed=2**31 - 1, threads=2, iterations=100)
    assert outcome.judgement.ok


def test_a_plan_says_of_every_visit_that_it_leaves_out_why() -> None:
    plan = solve(CROWDED, iterations=0)
    assert len(plan.unserved) > 3
    for each in plan.unserved:
        assert each.reasons
        assert each.reasons == explain(CROWDED, plan, each.visit).reasons


def test_reasons_can_be_left_out() -> None:
    without = plan_day(CROWDED, iterations=2000, reasons=False).plan
    with_them = solve(CROWDED, iterations=2000)
    assert without.unserved
    assert all(not each.reasons for each in without.unserved)
    assert all(each.reasons for each in with_them.unserved)
    assert without.routes == with_them.routes


def test_a_call_that_is_stopped_finds_no_more_reasons() -> None:
    asked: list[int] = []

    def stop(iterations: int) -> float:
        asked.append(iterations)
        return float(iterations > 0)

    plan = plan_day(CROWDED, stop=stop).plan
    assert plan.unserved
    assert all(not each.reasons for each in plan.unserved)
    assert asked[:2] == [0, 0]  # while it is encoded


def test_a_budget_has_the_type_that_the_search_is_compiled_for() -> None:
    """Another type of number would compile the search again, for longer than any budget."""
    single: Any = np.float32(0.5)
    assert type(Budget(single, None, None, None)(0)) is float
    assert type(Budget(None, 100, None, lambda _: single)(10)) is float


def test_what_a_stopping_rule_raises_ends_the_call() -> None:
    class Revoked(Exception):
        pass

    def stop(iterations: int) -> float:
        raise Revoked

    with pytest.raises(Revoked):
        plan_day(CROWDED, stop=stop)


def test_a_deadline_ends_the_search_and_leaves_reasons_out() -> None:
    outcome = plan_day(CROWDED, deadline=0.5)
    assert outcome.stopped_by == "deadline"
    assert outcome.judgement.ok
    assert outcome.plan.unserved
    early = plan_day(CROWDED, deadline=600, iterations=100)
    assert early.stopped_by == "iterations"
    assert all(each.reasons for each in early.plan.unserved)


def test_a_deadline_that_passes_before_there_is_a_plan_raises_an_error() -> None:
    with pytest.raises(NoPlan, match=r"1e-09 seconds passed before the scenario was encoded"):
        plan_day(CROWDED, deadline=1e-9)
