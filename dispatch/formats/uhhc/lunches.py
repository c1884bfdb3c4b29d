"""Lunches where the authors allow them: on arrival at a patient, or at the departing point.

A lunch before departure becomes a lunch on arrival at the first patient if there is time for it
there; the cost is the same. A caregiver without a route has lunch at the departing point: a plan
does not contain this lunch, but a published solution does.
"""

from __future__ import annotations

from dispatch.formats.instance import Instance
from dispatch.plan import BreakTaken, Plan, Route, position_of
from dispatch.scenario import MealBreak

LUNCH = "lunch_break"
"""The name of a lunch among the services."""


def settled(instance: Instance, plan: Plan) -> Plan:
    """Yield the lunches of caregivers without a route."""
    routes = {route.caregiver: route for route in plan.routes}
    kept = (
        routes.get(caregiver.id) or _at_home(instance, caregiver.id)
        for caregiver in instance.scenario.caregivers
    )
    return plan.model_copy(update={"routes": tuple(route for route in kept if route is not None)})


def due(instance: Instance, caregiver: str) -> MealBreak | None:
    """Return the lunch that is due to a caregiver."""
    return instance.scenario.caregiver[caregiver].shifts[0].meal_break


def hours(instance: Instance, caregiver: str) -> tuple[int, int]:
    """Return when a caregiver's shift begins and ends."""
    shift = instance.scenario.caregiver[caregiver].shifts[0]
    return instance.scenario.at(shift.start), instance.scenario.at(shift.end)


def has_lunch(instance: Instance, route: Route | None) -> bool:
    """Whether a published solution can express the place of a route's lunch."""
    if route is None or route.meal_break is None:
        return False
    return not route.stops or lunch_position(instance, route, route.meal_break) < len(route.stops)


def lunch_position(instance: Instance, route: Route, lunch: BreakTaken) -> int:
    """Return how many services lie before a lunch."""
    return position_of(lunch, route.stops, instance.scenario.at)


def alone(instance: Instance, caregiver: str, start: int, end: int) -> Route:
    """Make a route that consists of a lunch at the departing point."""
    at, moment = instance.scenario.moment(end), instance.scenario.moment
    rest = BreakTaken(position=0, start=moment(start), end=at)
    return Route(caregiver=caregiver, departure=at, stops=(), meal_break=rest, returned=at)


def _at_home(instance: Instance, caregiver: str) -> Route | None:
    lunch = due(instance, caregiver)
    if lunch is None:
        return None
    start = instance.scenario.at(lunch.earliest)
    return alone(instance, caregiver, start, start + lunch.duration)
