"""The answer: who goes where and when, which visits are left out, and why."""

from dispatch.plan.difference import Appointment, Change, DayOf, Difference, difference
from dispatch.plan.plan import BreakTaken, PieceRoute, Plan, Reason, Route, Stop, Unserved, Use
from dispatch.plan.reading import dump_plan, dumps_plan, load_plan, loads_plan
from dispatch.plan.routes import Leg, Rest, position_of, route_of

__all__ = [
    "Appointment", "BreakTaken", "Change", "DayOf", "Difference", "Leg", "PieceRoute", "Plan",
    "Reason", "Rest", "Route", "Stop", "Unserved", "Use", "difference", "dump_plan", "dumps_plan",
    "load_plan", "loads_plan", "position_of", "route_of",
]  # fmt: skip
