"""Lunches where the authors have them: on arrival at a patient, or at the departing point.

Before departure it becomes a lunch on arrival at the first patient, if there is time for it there;
it costs the same. Whoever has no route has lunch at the departing point: a plan does not say so, a
published solution does.
"""

from __future__ import annotations

from dispatch.formats.instance import Instance
from dispatch.plan import BreakTaken, Plan, Route
from dispatch.scenario import MealBreak

LUNCH = "lunch_break"
"""What a lunch is called among the services."""


def settled(instance: Instance, plan: Plan) -> Plan:
    """Write down the lunches of those without a route."""
    routes = {route.caregiver: route for route in plan.routes}
    kept = (
        routes.get(caregiver.id) or _at_home(instance, caregiver.id)
        for caregiver in instance.scenario.caregivers
    )
    return plan.model_copy(update={"routes": tuple(route for route in kept if route is not None)})


def due(instance: Instance, caregiver: str) -> MealBreak | None:
    """The lunch that is due to a caregiver."""
    return instance.scenario.caregiver[caregiver].shifts[0].meal_break


def hours(instance: Instance, caregiver: str) -> tuple[int, int]:
    """When a caregiver's shift begins and ends."""
    shift = instance.scenario.caregiver[caregiver].shifts[0]
    return instance.scenario.at(shift.start), instance.scenario.at(shift.end)


def has_lunch(route: Route | None) -> bool:
    """Whether a route has a lunch in a place that a published solution has, too."""
    if route is None or route.meal_break is None:
        return False
    return not route.stops or 0 <= route.meal_break.position < len(route.stops)


def alone(instance: Instance, caregiver: str, start: int, end: int) -> Route:
    """A route of nothing but a lunch at the departing point."""
    at, moment = instance.scenario.moment(end), instance.scenario.moment
    rest = BreakTaken(position=0, start=moment(start), end=at)
    return Route(caregiver=caregiver, departure=at, stops=(), meal_break=rest, returned=at)


def _at_home(instance: Instance, caregiver: str) -> Route | None:
    lunch = due(instance, caregiver)
    if lunch is None:
        return None
    start = instance.scenario.at(lunch.earliest)
    return alone(instance, caregiver, start, start + lunch.duration)
