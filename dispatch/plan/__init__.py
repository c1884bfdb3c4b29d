"""What is answered: who goes where when, and who could not be served and why."""

from dispatch.plan.plan import BreakTaken, Plan, Reason, Route, Stop, Unserved
from dispatch.plan.reading import dump_plan, load_plan

__all__ = ["BreakTaken", "Plan", "Reason", "Route", "Stop", "Unserved", "dump_plan", "load_plan"]
