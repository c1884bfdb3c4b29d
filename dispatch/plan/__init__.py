"""What is answered: who goes where when, and who could not be served and why."""

from dispatch.plan.plan import BreakTaken, Plan, Reason, Route, Stop, Unserved

__all__ = ["BreakTaken", "Plan", "Reason", "Route", "Stop", "Unserved"]
