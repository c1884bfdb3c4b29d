"""What has become of every request: none is lost."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.plan import Plan
from dispatch.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Account:
    """How many requests there are of each kind; each is counted once.

    Attributes
    ----------
    served, broken_off, not_home, cancelled : int
        Visits that are over: the service has ended, was broken off, found nobody at home, or was
        cancelled.
    running : int
        Visits that have started.
    planned : int
        Visits to come that the plan contains.
    unserved : int
        Visits to come that it leaves out.
    handed_over : int
        Alarms handed over to 120.
    """

    served: int = 0
    broken_off: int = 0
    not_home: int = 0
    cancelled: int = 0
    running: int = 0
    planned: int = 0
    unserved: int = 0
    handed_over: int = 0

    @property
    def total(self) -> int:
        """All visits, and the alarms that were handed over."""
        over = self.served + self.broken_off + self.not_home + self.cancelled
        return over + self.running + self.planned + self.unserved + self.handed_over


def account(scenario: Scenario, plan: Plan) -> Account:
    """Count what has become of every visit, and of the alarms that were handed over."""
    planned = {stop.visit for route in plan.routes for stop in route.stops}
    kinds: list[str] = [
        (visit.facts and visit.facts.outcome) or ("planned" if visit.id in planned else "unserved")
        for visit in scenario.visits
    ]
    kinds += ["handed_over" for alarm in scenario.alarms if alarm.outcome == "handed_over"]
    return Account(**{kind: kinds.count(kind) for kind in set(kinds)})
