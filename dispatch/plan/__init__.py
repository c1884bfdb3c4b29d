"""The answer: who goes where and when, which visits are left out, and why."""

from dispatch.plan.crews import Crew, crews
from dispatch.plan.difference import Appointment, Change, DayOf, Difference, difference
from dispatch.plan.edits import assign, move_break, swap, unassign
from dispatch.plan.offer import Answer, Blocked, Comer, Offer, Retimed
from dispatch.plan.pins import pin, pin_break, unpin
from dispatch.plan.plan import BreakTaken, PieceRoute, Plan, Reason, Route, Stop, Unserved, Use
from dispatch.plan.reading import dump_plan, dumps_plan, load_plan, loads_plan
from dispatch.plan.routes import Leg, Rest, position_of, route_of

__all__ = [
    "Answer", "Appointment", "Blocked", "BreakTaken", "Change", "Comer", "Crew", "DayOf",
    "Difference", "Leg", "Offer", "PieceRoute", "Plan", "Reason", "Rest", "Retimed", "Route",
    "Stop", "Unserved", "Use", "assign", "crews", "difference", "dump_plan",
    "dumps_plan", "load_plan", "loads_plan", "move_break", "pin", "pin_break", "position_of",
    "route_of", "swap", "unassign", "unpin",
]  # fmt: skip
