"""Policies that plan the day anew whenever something has happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from dispatch.live.events import Event, Requested
from dispatch.plan import Plan
from dispatch.rules import priority
from dispatch.scenario import Duration, Scenario, Visit
from dispatch.simulate.borders import with_borders
from dispatch.simulate.policies.futures import imagined
from dispatch.simulate.policies.policy import Scene
from dispatch.simulate.policies.posts import Posts

WEIGHTS: Final[Mapping[str, float]] = {
    "response": 1.0,
    "unserved": 2500.0,
    "tardiness": 0.25,
    "broken_promise": 1000.0,
    "announced_caregiver": 100.0,
}
"""The weights during the day, for requests: to leave one out costs more than to let it wait until
the evening; to move a promise by a minute more than its tolerance costs as much as to wait for a
thousand minutes, and another caregiver than announced as much as a hundred."""


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
    booked : float
        How many times its own priority a pre-booked visit has: other than a request, it cannot wait
        for another day.
    margin : int
        By how many milliseconds plans keep within the tolerance of a pre-booked visit's promise,
        for what takes longer than planned.
    wait : {"door", "here"}
        Where a caregiver waits who is early for her next stop.
    posts : Posts or None
        Where caregivers stand by for whom nothing is planned; at home if not given.
    futures : int
        How many futures are imagined for a decision.
    ahead : int
        How far they go, in milliseconds.
    """

    name: str = "P1"
    pooled: bool = True
    iterations: int = 100_000
    every: int | None = 600_000
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    booked: float = 4.0
    margin: int = 300_000
    when_free: bool = False
    wait: Literal["door", "here"] = "door"
    posts: Posts | None = None
    futures: int = 0
    ahead: int = 3 * 3_600_000

    def opened(self, scenario: Scenario, plan: Plan, home: Mapping[str, str]) -> Scenario:
        """Return the day with its own weights, and with borders if streets keep to themselves."""
        if self.posts is not None:
            self.posts.clear()
        policy = scenario.policy
        update = {
            "weights": policy.weights.model_copy(update=dict(self.weights)),
            "running_day": policy.running_day.model_copy(update={"wait": self.wait}),
        }
        visits = tuple(self._booked(scenario, visit) for visit in scenario.visits)
        scenario = scenario.unchecked(policy=policy.model_copy(update=update), visits=visits)
        return scenario if self.pooled else with_borders(scenario, plan, home)

    def _booked(self, scenario: Scenario, visit: Visit) -> Visit:
        """Return a pre-booked visit with its priority and its promise as plans see them."""
        rank = priority(scenario, visit) / 1000 * self.booked
        update: dict[str, object] = {"priority": rank}
        if visit.promise is not None:
            tolerance = Duration(max(0, visit.promise.tolerance - self.margin))
            update["promise"] = visit.promise.model_copy(update={"tolerance": tolerance})
        return visit.model_copy(update=update)

    def heard(self, request: Visit, at: str) -> Event:
        """Every request becomes part of the day at once.

        Its waiting counts from now on: no plan can undo what it waited on earlier days, so that is
        no reason to leave it out.
        """
        since = request.earliest_acceptable or at
        return Requested(at=at, visit=request.model_copy(update={"earliest_acceptable": since}))

    def decide(self, scene: Scene) -> Plan:
        """Repair the plan, and send those to stations for whom it has nothing."""
        futures = imagined(scene, self.futures, self.ahead)
        plan = scene.repair(self.iterations * (1 + len(futures)), futures)
        if self.posts is not None:
            day = scene.ask().scenario
            for name, station in self.posts.chosen(scene, plan).items():
                if day.caregiver[name].shifts[0].stand_by != station:
                    scene.stand_by(name, station)
        return plan
