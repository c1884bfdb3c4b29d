"""Decide which caregiver visits which elder, when and in what order.

>>> from dispatch import load_scenario, solve
>>> plan = solve(load_scenario("scenarios/hello.yaml"), time_limit=1)

Heavy packages are imported only when they are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dispatch.engine.warming import warm
    from dispatch.errors import (
        BrokenRule,
        DispatchError,
        InputError,
        NoPlan,
        RoadsError,
    )
    from dispatch.plan import Plan, dump_plan, load_plan
    from dispatch.planner import Outcome, plan_day, solve
    from dispatch.referee.judge import Judgement, judge  # mypy: in `referee` it is a module too
    from dispatch.report import day_page
    from dispatch.roads import TravelTimes, travel_times
    from dispatch.scenario import Scenario, dump_scenario, load_scenario

_HOMES = {
    "BrokenRule": "errors",
    "DispatchError": "errors",
    "InputError": "errors",
    "Judgement": "referee",
    "NoPlan": "errors",
    "Outcome": "planner",
    "Plan": "plan",
    "RoadsError": "errors",
    "Scenario": "scenario",
    "TravelTimes": "roads",
    "day_page": "report",
    "dump_plan": "plan",
    "dump_scenario": "scenario",
    "judge": "referee",
    "load_plan": "plan",
    "load_scenario": "scenario",
    "plan_day": "planner",
    "solve": "planner",
    "travel_times": "roads",
    "warm": "engine.warming",
}

__all__ = [
    "BrokenRule", "DispatchError", "InputError", "Judgement", "NoPlan", "Outcome", "Plan",
    "RoadsError", "Scenario", "TravelTimes", "day_page", "dump_plan", "dump_scenario",
    "judge", "load_plan", "load_scenario", "plan_day", "solve", "travel_times", "warm",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'dispatch' has no attribute '{name}'")
    value = getattr(import_module(f"dispatch.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
