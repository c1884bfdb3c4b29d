"""Writing and reading of UHHC solutions in the authors' JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from pydantic import AliasChoices, ConfigDict, Field

from dispatch.errors import Fault, InputError, NoPlan, fault
from dispatch.formats.costs import published_components
from dispatch.formats.home_care import parts, published_part, strangers, validated
from dispatch.formats.instance import Instance
from dispatch.formats.uhhc.lunches import (
    LUNCH,
    alone,
    due,
    has_lunch,
    hours,
    lunch_position,
    settled,
)
from dispatch.formats.values import Minutes
from dispatch.plan import BreakTaken, Plan, Rest, Route
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario.base import Id, Model
from dispatch.scenario.source import read
from dispatch.scenario.writing import json_text


class _Location(Model):
    """A service or a lunch."""

    model_config = ConfigDict(extra="ignore")

    patient: Id
    """The patient, or the place of a lunch: the next patient, or the departing point."""
    service: Id
    """The id of the service."""
    arrival_time: Minutes = Field(validation_alias=AliasChoices("arrival_time", "start_time"))
    """When it starts."""
    departure_time: Minutes = Field(validation_alias=AliasChoices("departure_time", "end_time"))
    """When it ends."""


class _Route(Model):
    """One caregiver."""

    model_config = ConfigDict(extra="ignore")

    caregiver_id: Id
    """The id of the caregiver."""
    locations: tuple[_Location, ...] = ()
    """The services and the lunch, in any order."""


class _Solution(Model):
    """A solution file; its own cost is ignored."""

    model_config = ConfigDict(extra="ignore")

    routes: tuple[_Route, ...]
    """An entry for every caregiver."""


def text(instance: Instance, plan: Plan) -> str:
    """Write a plan as a published solution.

    Raises
    ------
    NoPlan
        If a hard lunch has no place in it.
    """
    plan = settled(instance, plan)
    _refuse_lunches(instance, plan)
    judgement = judge(instance.scenario, travel_times(instance.scenario), plan)
    costs = published_components(instance, judgement, plan)
    routes = {route.caregiver: route for route in plan.routes}
    fields = {
        "cost_components": {name: _number(cost) for name, cost in costs.items()},
        "routes": [
            _entry(instance, caregiver.id, routes.get(caregiver.id))
            for caregiver in instance.scenario.caregivers
        ],
    }
    return json_text(fields)


def _number(cost: Fraction) -> int | float:
    return cost.numerator if cost.denominator == 1 else float(cost)


def _refuse_lunches(instance: Instance, plan: Plan) -> None:
    if instance.scenario.policy.rules.meal_break == "soft":
        return
    for route in plan.routes:
        if due(instance, route.caregiver) and not has_lunch(instance, route):
            raise NoPlan(fault("formats-no-lunch", caregiver=route.caregiver))


def _entry(instance: Instance, caregiver: str, route: Route | None) -> dict[str, Any]:
    """One caregiver; an empty list of locations would stop the authors' validator."""
    locations = [] if route is None else list(_locations(instance, route))
    return {"caregiver_id": caregiver, **({"locations": locations} if locations else {})}


def _locations(instance: Instance, route: Route) -> Iterator[dict[str, Any]]:
    at, published = instance.scenario.at, instance.published
    for position, stop in enumerate(route.stops or [None]):
        lunch = route.meal_break
        if lunch is not None and lunch_position(instance, route, lunch) == position:
            patient, start, end = _lunch(instance, route, lunch, position)
            yield {
                "patient": patient,
                "service": LUNCH,
                "start_time": published(start),
                "end_time": published(end),
            }
        if stop is not None:
            yield {
                **published_part(instance, (stop.visit, stop.role)),
                "arrival_time": published(at(stop.start)),
                "departure_time": published(at(stop.end)),
            }


def _lunch(
    instance: Instance, route: Route, rest: BreakTaken, position: int
) -> tuple[str, int, int]:
    """Give place and time of a lunch; before departure it moves to the first patient if it fits."""
    start, end = instance.scenario.at(rest.start), instance.scenario.at(rest.end)
    if route.stops and start >= instance.scenario.at(route.departure):
        return instance.place(route.stops[position].visit), start, end
    here, _ = instance.ends(route.caregiver)
    lunch = due(instance, route.caregiver)
    if not route.stops or lunch is None:
        return here, start, end
    there = instance.place(route.stops[0].visit)
    way = instance.way(here, there)
    later = min(start + way, instance.scenario.at(lunch.latest))
    if later < hours(instance, route.caregiver)[0] + way:
        return here, start, end
    return there, later, later + end - start


def load(instance: Instance, file: str | os.PathLike[str]) -> Plan:
    """Read a published solution, valid or not, as a plan."""
    document = read(os.fspath(file))
    solution = validated(document, _Solution, "thing-solution", '"routes": []')
    told = list(strangers(instance, solution.routes, besides=(LUNCH,)))
    told += [] if told else _lunch_faults(instance, solution.routes)
    if told:
        raise InputError(*document.located(*told))
    order = list(instance.scenario.caregiver)
    given = sorted(solution.routes, key=lambda route: order.index(route.caregiver_id))
    return instance.plan(
        _route(instance, each)
        for each in given
        if each.locations or instance.sets_out(each.caregiver_id) is not None
    )


def _in_order(route: _Route) -> list[_Location]:
    """Sort by times; a lunch of length 0 comes before the service that begins with it."""
    return sorted(route.locations, key=lambda each: (each.arrival_time, each.service != LUNCH))


def _lunch_faults(instance: Instance, routes: Sequence[_Route]) -> Iterator[Fault]:
    """Find second lunches, and lunches neither before a service nor at the beginning."""
    for number, route in enumerate(routes):
        given = _in_order(route)
        lunches = [place for place, each in enumerate(given) if each.service == LUNCH]
        for place in lunches:
            follows = given[place + 1].patient if place + 1 < len(given) else None
            begins = place == 0 and given[place].patient == instance.ends(route.caregiver_id)[0]
            if place != lunches[0] or not (begins or given[place].patient == follows):
                where = f"routes[{number}].locations[{route.locations.index(given[place])}]"
                yield fault("formats-lunch", where, patient=given[place].patient)


def _route(instance: Instance, route: _Route) -> Route:
    given, known, who = _in_order(route), parts(instance), route.caregiver_id
    lunches = [(place, each) for place, each in enumerate(given) if each.service == LUNCH]
    services = [each for each in given if each.service != LUNCH]
    if lunches and not services:
        return alone(instance, who, given[0].arrival_time, given[0].departure_time)
    return instance.route(
        who,
        [
            (*known[each.patient, each.service], each.arrival_time, each.departure_time)
            for each in services
        ],
        rest=_rest(instance, who, *lunches[0]) if lunches else None,
    )


def _rest(instance: Instance, caregiver: str, position: int, lunch: _Location) -> Rest:
    """Return a lunch as a break; one at the first patient moves before departure if it fits.

    The authors count no waiting behind it.
    """
    start, length = lunch.arrival_time, lunch.departure_time - lunch.arrival_time
    here, _ = instance.ends(caregiver)
    asked = due(instance, caregiver)
    at_home = position == 0 and lunch.patient == here
    if position == 0 and asked is not None:
        begins = max(instance.scenario.at(asked.earliest), hours(instance, caregiver)[0])
        earlier = start - instance.way(here, lunch.patient)
        if begins <= earlier:
            start, at_home = earlier, True
    return Rest(position, start, start + length, at_home)
