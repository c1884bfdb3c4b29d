"""What the insured clients are still due in the week, after a plan."""

from __future__ import annotations

from typing import NamedTuple

from dispatch.plan import Plan
from dispatch.rules import duration_of, entitlements
from dispatch.scenario import Scenario


class Due(NamedTuple):
    """The insured time of one client in one week, in milliseconds."""

    client: str
    entitled: int
    received: int
    """Before the plan."""
    planned: int

    @property
    def left(self) -> int:
        """What is still due."""
        return max(0, self.entitled - self.received - self.planned)


def due_after(scenario: Scenario, plan: Plan) -> list[Due]:
    """List the insured clients who have open visits."""
    served = {stop.visit for route in plan.routes for stop in route.stops}
    found = []
    for each in entitlements(scenario):
        week = int(scenario.client[each.client].entitled_week or 0)
        given = [scenario.visit[name] for name in each.visits if name in served]
        planned = sum(duration_of(scenario, visit) for visit in given)
        found.append(Due(each.client, week, week - each.most, planned))
    return found
