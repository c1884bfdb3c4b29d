"""Planning from scenario to judged plan: roads, encode, engine, decode, referee."""

from dispatch.planner.budget import LARGEST_SEED, Budget, StoppedBy, out_of_range
from dispatch.planner.engines import Engine, EngineName
from dispatch.planner.keeping import kept, settled, with_room
from dispatch.planner.planning import Outcome, plan_day, planned, solve

__all__ = [
    "LARGEST_SEED", "Budget", "Engine", "EngineName", "Outcome", "StoppedBy", "kept",
    "out_of_range", "plan_day", "planned", "settled", "solve", "with_room",
]  # fmt: skip
