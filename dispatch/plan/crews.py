"""Who comes to which visit, and when."""

from __future__ import annotations

from typing import TypeAlias

from dispatch.plan.plan import Plan
from dispatch.scenario import Scenario

Crew: TypeAlias = tuple[str, ...]
"""The caregivers of a visit, in the order of the crew's roles."""


def crews(scenario: Scenario, plan: Plan) -> dict[str, tuple[Crew, int]]:
    """Return the crew and the start of each visit that a plan serves with a whole crew.

    Starts are milliseconds after the scenario's first midnight.
    """
    stops: dict[str, dict[str, tuple[str, int]]] = {}
    for route in plan.routes:
        for stop in route.stops:
            stops.setdefault(stop.visit, {})[stop.role] = route.caregiver, scenario.at(stop.start)
    found = {}
    for name, by in stops.items():
        visit = scenario.visit.get(name)
        roles = scenario.service[visit.service].crew if visit else ()
        if visit is not None and all(role.id in by for role in roles):
            start = max(by[role.id][1] - role.offset for role in roles)
            found[name] = tuple(by[role.id][0] for role in roles), start
    return found
