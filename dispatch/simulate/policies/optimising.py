"""Policies that plan the day anew whenever something has happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dispatch.live.events import Event, Requested
from dispatch.plan import Plan
from dispatch.scenario import Scenario, Visit
from dispatch.simulate.borders import with_borders
from dispatch.simulate.policies.futures import imagined
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
        The budget of each search: one without any future, and one for each of them.
    every : int
        Milliseconds between decisions without an event.
    weights : Mapping of str to float
        The weights of the desk that differ from those of the morning.
    futures : int
        How many futures are imagined for a decision.
    ahead : int
        How far they go, in milliseconds.
    """

    name: str = "P1"
    pooled: bool = True
    iterations: int = 20_000
    every: int | None = 600_000
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    when_free: bool = False
    futures: int = 0
    ahead: int = 3 * 3_600_000

    def opened(self, scenario: Scenario, plan: Plan, home: Mapping[str, str]) -> Scenario:
        """Return the day with its own weights, and with borders if streets keep to themselves."""
        policy = scenario.policy
        weights = policy.weights.model_copy(update=dict(self.weights))
        scenario = scenario.unchecked(policy=policy.model_copy(update={"weights": weights}))
        return scenario if self.pooled else with_borders(scenario, plan, home)

    def heard(self, request: Visit, at: str) -> Event:
        """Every request becomes part of the day at once."""
        return Requested(at=at, visit=request)

    def decide(self, scene: Scene) -> Plan:
        """Repair the plan."""
        futures = imagined(scene, self.futures, self.ahead)
        return scene.repair(self.iterations * (1 + len(futures)), futures)
