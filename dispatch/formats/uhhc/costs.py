"""The cost of a plan by the definition of UHHC's authors, component by component."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from dispatch.formats.instance import Instance
from dispatch.formats.uhhc.lunches import due, has_lunch, hours
from dispatch.plan import Plan, Route
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

_TERMS: Final = {
    "travel_time": "travel",
    "total_tardiness": "tardiness",
    "highest_tardiness": "largest_tardiness",
    "total_waiting_time": "waiting",
    "total_extra_time": "overtime",
    "workload_balance": "workload_spread",
    "preferences": "continuity",
    "incompatible_caregivers": "exclusion",
    "unscheduled": "unserved",
}
"""The components that are terms of the model."""


def components(
    instance: Instance, terms: Mapping[str, Fraction], plan: Plan
) -> dict[str, Fraction]:
    """Weigh each component.

    The authors expect a lunch of every caregiver, even without a route: if a solution does not list
    it, it is missed, and its time is idle.
    """
    weights = instance.scenario.policy.weights
    routes = {route.caregiver: route for route in plan.routes}
    people = [caregiver.id for caregiver in instance.scenario.caregivers]
    idle = max(_idle(instance, caregiver, routes.get(caregiver)) for caregiver in people)
    missed = sum(
        due(instance, caregiver) is not None and not has_lunch(instance, routes.get(caregiver))
        for caregiver in people
    )
    return {
        **{component: terms[term] for component, term in _TERMS.items()},
        "max_idle_time": Fraction(weights.largest_idle) * Fraction(idle, MILLISECONDS_A_MINUTE),
        "missed_lunch_break": Fraction(weights.missed_break) * missed,
    }


def _idle(instance: Instance, caregiver: str, route: Route | None) -> int:
    """Return the idle milliseconds of a shift, up to a later return."""
    begins, ends = hours(instance, caregiver)
    if route is None:
        return ends - begins
    at = instance.scenario.at
    spent = sum(at(stop.end) - at(stop.start) for stop in route.stops)
    if route.meal_break is not None and has_lunch(instance, route):
        spent += at(route.meal_break.end) - at(route.meal_break.start)
    if route.stops:
        start, home = instance.ends(caregiver)
        places = [start, *(instance.place(stop.visit) for stop in route.stops), home]
        spent += sum(map(instance.way, places, places[1:]))
    return max(at(route.returned), ends) - begins - spent
