"""What callers of the running day give: read as scenarios are, and refused in sentences."""

from __future__ import annotations

import math
from typing import Any

import pytest

from dispatch import Desk, InputError, NoPlan, Scenario, replan, solve

HOME = {"start": "D", "mode": "walk", "shifts": [{"start": "08:00", "end": "12:00"}]}
DAY = Scenario.from_dict(
    {
        "name": "small",
        "dates": "2026-11-23",
        "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 10], [10, 0]]},
        "services": [{"id": "care", "duration": 30}],
        "clients": [{"id": "li", "place": "Z"}],
        "caregivers": [{"id": "ann", "gender": "woman", **HOME}],
        "visits": [{"id": "a", "client": "li", "service": "care", "exact_start": "08:30"}],
    }
)
PLAN = solve(DAY, engine="greedy")


def refused(call: Any, *given: Any, **named: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as wrong:
        call(*given, **named)
    assert all(str(each) for each in wrong.value.faults)
    return [(each.where, each.code) for each in wrong.value.faults]


def repair(**named: Any) -> Any:
    return Desk(DAY, PLAN).replan(**named)


def again(**named: Any) -> Any:
    return replan(DAY, PLAN, "08:00", **named)


@pytest.mark.parametrize("call", [repair, again])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"iterations": -1}, "planner-iterations"),
        ({"time_limit": math.inf}, "planner-time-limit"),
        ({"time_limit": math.nan}, "planner-time-limit"),
        ({"time_limit": -1}, "planner-time-limit"),
        ({"deadline": 0}, "planner-deadline"),
        ({"seed": -1}, "planner-seed"),
        ({"threads": 0}, "planner-threads"),
    ],
)
def test_a_repair_refuses_what_no_search_can_use(call: Any, wrong: Any, code: str) -> None:
    assert refused(call, **wrong) == [(*wrong, code)]


def test_all_that_a_repair_cannot_use_is_told_at_once() -> None:
    wrong = {"iterations": -1, "seed": -1, "threads": 0}
    assert [where for where, _ in refused(again, **wrong)] == [*wrong]


@pytest.mark.parametrize("call", [repair, again])
def test_a_deadline_alone_ends_a_repair(call: Any) -> None:
    found = call(deadline=0.3)
    assert found.outcome.stopped_by == "deadline"
    assert found.judgement.ok


def test_a_deadline_that_passes_before_the_search_leaves_no_repair() -> None:
    with pytest.raises(NoPlan):
        again(deadline=1e-9)
