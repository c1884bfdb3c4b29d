"""Policies that plan the day anew whenever something has happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dispatch.live.events import Event, Requested
from dispatch.plan import Plan
from dispatch.scenario import Duration, Scenario, Visit
from dispatch.simulate.borders import with_borders, with_slack
from dispatch.simulate.policies.policy import Scene

WEIGHTS: Final[Mapping[str, float]] = {
    "response": 1.0,
    "unserved": 10_000.0,
    "broken_promise": 100.0,
}
"""The weights during the day: to leave a request out costs more than to let it wait for a day, and
to move a promise more than either."""


@dataclass(frozen=True)
class Optimiser:
    """Plan again on every event and every few minutes, with what is about to start left alone.

    Attributes
    ----------
    name : str
    pooled : bool
        Whether streets work for each other; otherwise each keeps to itself, but for the caregivers
        who are lent to another street for a pre-booked visit of the day.
    iterations : int
        The budget of a decision.
    every : int
        Milliseconds between decisions without an event.
    weights : Mapping of str to float
        The weights of the desk that differ from those of the morning.
    slack : float
        What plans of the day leave free behind a visit, as a share of its length.
    margin : int
        By how many milliseconds plans keep within the tolerance of a pre-booked visit's promise,
        for what takes longer than planned.
    """

    name: str = "P1"
    pooled: bool = True
    iterations: int = 20_000
    every: int | None = 600_000
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    slack: float = 0.0
    margin: int = 0
    when_free: bool = False

    def opened(self, scenario: Scenario, plan: Plan, home: Mapping[str, str]) -> Scenario:
        """Return the day with its own weights, and with borders if streets keep to themselves."""
        policy = scenario.policy
        weights = policy.weights.model_copy(update=dict(self.weights))
        scenario = scenario.unchecked(policy=policy.model_copy(update={"weights": weights}))
        visits = tuple(map(self._promised, scenario.visits))
        scenario = with_slack(scenario, self.slack).unchecked(visits=visits)
        return scenario if self.pooled else with_borders(scenario, plan, home)

    def _promised(self, visit: Visit) -> Visit:
        if visit.promise is None or not self.margin:
            return visit
        tolerance = Duration(max(0, visit.promise.tolerance - self.margin))
        return visit.model_copy(
            update={"promise": visit.promise.model_copy(update={"tolerance": tolerance})}
        )

    def heard(self, request: Visit, at: str) -> Event:
        """Every request becomes part of the day at once."""
        return Requested(at=at, visit=request)

    def decide(self, scene: Scene) -> Plan:
        """Repair the plan."""
        return scene.repair(self.iterations)
