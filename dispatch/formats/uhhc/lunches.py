"""Lunches where the authors have them: on arrival at a patient, or at the departing point.

A plan's meal break may also be after the return, where a published solution has no place for it.
Before departure it becomes a lunch on arrival at the first patient, if there is time for it there;
it costs the same. Whoever has no route has lunch at the departing point.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.formats.instance import Instance
from dispatch.plan import BreakTaken, Plan, Route
from dispatch.scenario import MealBreak

LUNCH = "lunch_break"
"""What a lunch is called among the services."""


def settled(instance: Instance, plan: Plan) -> Plan:
    """Have each lunch where a published solution can say it, at no further cost, if at all."""
    routes = {route.caregiver: route for route in plan.routes}
    kept = (
        _settled(instance, caregiver.id, routes.get(caregiver.id))
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


def _settled(instance: Instance, caregiver: str, route: Route | None) -> Route | None:
    lunch = due(instance, caregiver)
    if lunch is None or has_lunch(route):
        return route
    begins, ends = hours(instance, caregiver)
    if route is None:
        start = max(begins, instance.scenario.at(lunch.earliest))
        fits = start <= instance.scenario.at(lunch.latest) and start + lunch.duration <= ends
        return alone(instance, caregiver, start, start + lunch.duration) if fits else None
    rest = next(_breaks(instance, route, lunch, begins), None)
    return route.model_copy(update={"meal_break": rest})


def _breaks(
    instance: Instance, route: Route, lunch: MealBreak, begins: int
) -> Iterator[BreakTaken]:
    """Breaks that a route has time for as it is."""
    at, moment = instance.scenario.at, instance.scenario.moment
    free = [(begins, at(route.departure))]
    free += [(at(stop.arrival), at(stop.start)) for stop in route.stops[1:]]
    for position, (opens, closes) in enumerate(free):
        start = max(opens, at(lunch.earliest))
        end = start + lunch.duration
        if start <= at(lunch.latest) and end <= closes:
            yield BreakTaken(position=position, start=moment(start), end=moment(end))
