"""Where something is planted: one stop of a plan, with all that belongs to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeAlias

from dispatch.plan import Plan, Route, Stop
from dispatch.rules import duration_of
from dispatch.scenario import (
    Area,
    Caregiver,
    CertificateKind,
    Client,
    EquipmentPool,
    Provider,
    Scenario,
    Service,
    Shift,
    Visit,
)

MINUTE = 60_000
NEW = "planted"
"""The id of everything that is added."""


class Unfit(Exception):
    """This cannot be planted here."""


@dataclass(frozen=True)
class Spot:
    """One stop of a plan, with all that belongs to it."""

    scenario: Scenario
    plan: Plan
    route_index: int
    position: int
    draw: Random

    @property
    def route(self) -> Route:
        return self.plan.routes[self.route_index]

    @property
    def stop(self) -> Stop:
        return self.route.stops[self.position]

    @property
    def visit(self) -> Visit:
        return self.scenario.visit[self.stop.visit]

    @property
    def service(self) -> Service:
        return self.scenario.service[self.visit.service]

    @property
    def client(self) -> Client:
        return self.scenario.client[self.visit.client]

    @property
    def caregiver(self) -> Caregiver:
        return self.scenario.caregiver[self.route.caregiver]

    @property
    def shift(self) -> Shift:
        return self.caregiver.shifts[self.route.shift]

    @property
    def start(self) -> int:
        """When the visit starts."""
        return starts(self.scenario, self.plan)[self.visit.id]

    @property
    def end(self) -> int:
        """When the visit ends."""
        return self.start + duration_of(self.scenario, self.visit)

    def moment(self, at: int) -> str:
        """A time of the plan or the scenario, if it can be told in it."""
        need(0 <= at < self.scenario.horizon)
        return self.scenario.moment(at)

    def within(self, scenario: Scenario, plan: Plan) -> Spot:
        """The same spot of another plan."""
        return replace(self, scenario=scenario, plan=plan)

    def asks(self, *items: Any) -> tuple[Scenario, Plan]:
        """The same plan beside another scenario: items replace those of their ids, or are new."""
        scenario = self.scenario
        for item in items:
            listed = {each.id: each for each in getattr(scenario, LISTS[type(item)])}
            listed[item.id] = item
            scenario = scenario.model_copy(update={LISTS[type(item)]: tuple(listed.values())})
        return scenario, self.plan

    def rules(self, **fields: Any) -> Spot:
        """The same spot under another policy."""
        policy = self.scenario.policy
        policy = policy.model_copy(update={"rules": but(policy.rules, **fields)})
        return self.within(self.scenario.model_copy(update={"policy": policy}), self.plan)

    def drives(self, **fields: Any) -> tuple[Scenario, Plan]:
        """Another route beside the same scenario."""
        routes = list(self.plan.routes)
        routes[self.route_index] = but(self.route, **fields)
        return self.scenario, but(self.plan, routes=tuple(routes))

    def stops(self, **fields: Any) -> tuple[Scenario, Plan]:
        """Another stop."""
        stops = list(self.route.stops)
        stops[self.position] = but(self.stop, **fields)
        return self.drives(stops=tuple(stops))

    def pair(self) -> tuple[Visit, Visit, int]:
        """Two served visits, this one the later, without a gap, and how far they lie apart."""
        begun = starts(self.scenario, self.plan)
        known = {gap.after for gap in self.visit.gaps}
        others = [name for name in begun if begun[name] <= self.start and name not in known]
        others = [name for name in others if name != self.visit.id]
        need(others)
        earlier = self.scenario.visit[self.draw.choice(others)]
        return earlier, self.visit, self.start - begun[earlier.id]

    def crew(self, visit: Visit) -> set[str]:
        """Who comes to a visit."""
        return {
            route.caregiver
            for route in self.plan.routes
            if visit.id in {stop.visit for stop in route.stops}
        }


LISTS = {
    Area: "areas",
    Caregiver: "caregivers",
    CertificateKind: "certificates",
    Client: "clients",
    EquipmentPool: "equipment",
    Provider: "providers",
    Service: "services",
    Visit: "visits",
}

Way: TypeAlias = Callable[[Spot], tuple[Scenario, Plan]]
WAYS: dict[str, list[Way]] = defaultdict(list)
"""For each kind of violation, the ways to plant it."""


def breaks(kind: str) -> Callable[[Way], Way]:
    """Note a way to plant a violation of a kind."""

    def note(way: Way) -> Way:
        WAYS[kind].append(way)
        return way

    return note


def need(fits: object) -> None:
    """Give up this spot unless it fits."""
    if not fits:
        raise Unfit


def but(item: Any, **fields: Any) -> Any:
    """The same with other fields."""
    return item.model_copy(update=fields)


def starts(scenario: Scenario, plan: Plan) -> dict[str, int]:
    """When each served visit starts."""
    begun: dict[str, int] = {}
    for route in plan.routes:
        for stop in route.stops:
            crew = scenario.service[scenario.visit[stop.visit].service].crew
            offset = next(role.offset for role in crew if role.id == stop.role)
            at = scenario.at(stop.start) - offset
            begun[stop.visit] = max(at, begun.get(stop.visit, at))
    return begun
