"""What a plan says of some visits: who serves them and when, and what rules they break."""

from __future__ import annotations

from collections.abc import Collection

from dispatch.plan import Plan
from dispatch.referee import Violation
from dispatch.rules import duration_of
from dispatch.scenario import Scenario


def spans_of(scenario: Scenario, plan: Plan) -> dict[str, tuple[int, int]]:
    """Return when the visits of a plan begin and end, by their ids, in milliseconds."""
    starts: dict[str, int] = {}
    for route in plan.routes:
        for stop in route.stops:
            crew = scenario.service[scenario.visit[stop.visit].service].crew
            offset = next(role.offset for role in crew if role.id == stop.role)
            starts[stop.visit] = scenario.at(stop.start) - offset
    return {
        name: (start, start + duration_of(scenario, scenario.visit[name]))
        for name, start in starts.items()
    }


def served_by(scenario: Scenario, plan: Plan, visit_id: str) -> tuple[tuple[str, ...], str]:
    """Return who serves a visit in a plan, in the order of the crew, and when it starts."""
    crew = scenario.service[scenario.visit[visit_id].service].crew
    roles = [role.id for role in crew]
    found = sorted(
        (roles.index(stop.role), route.caregiver, scenario.at(stop.start))
        for route in plan.routes
        for stop in route.stops
        if stop.visit == visit_id
    )
    start = max((at - crew[role].offset for role, _, at in found), default=None)
    moment = "" if start is None else scenario.moment(start)
    return tuple(caregiver for _, caregiver, _ in found), moment


def concerns(violation: Violation, visits: Collection[str]) -> bool:
    """Return whether a broken rule is one about some visits: their own, or of what follows them."""
    names = {violation.visit, violation.detail.get("after")}
    return violation.visit is None or not names.isdisjoint(visits)
