"""HHCRSP solutions in the authors' JSON, out and in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from dispatch.errors import InputError, Problem
from dispatch.formats.hhcrsp.scenario import service_of
from dispatch.formats.instance import Instance
from dispatch.formats.values import Minutes
from dispatch.messages import problem
from dispatch.plan import Plan, Stop
from dispatch.scenario.base import Id
from dispatch.scenario.reading import fields_of, in_order
from dispatch.scenario.source import read
from dispatch.scenario.wording import explain
from dispatch.scenario.writing import json_text, write_whole


class _Location(BaseModel):
    """One service."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    patient: Id
    """Who is visited."""
    service: Id
    """What is given."""
    arrival_time: Minutes
    """When the service starts."""
    departure_time: Minutes
    """When the service ends."""


class _Route(BaseModel):
    """One caregiver."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    caregiver_id: Id
    """Who goes."""
    locations: tuple[_Location, ...]
    """The services in their order."""


class _Solution(BaseModel):
    """A whole file."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    routes: tuple[_Route, ...]
    """An entry for every caregiver."""


def dump(instance: Instance, plan: Plan, file: str | os.PathLike[str]) -> None:
    """Write a plan as a published solution."""
    stops = {route.caregiver: route.stops for route in plan.routes}
    routes = [
        {
            "caregiver_id": caregiver.id,
            "locations": [_written(instance, stop) for stop in stops.get(caregiver.id, ())],
        }
        for caregiver in instance.scenario.caregivers
    ]
    write_whole(file, json_text({"routes": routes}))


def _written(instance: Instance, stop: Stop) -> dict[str, Any]:
    scenario = instance.scenario
    visit = scenario.visit[stop.visit]
    crew = scenario.service[visit.service].crew
    return {
        "patient": visit.client,
        "service": next(service_of(role) for role in crew if role.id == stop.role),
        "arrival_time": instance.published(scenario.at(stop.start)),
        "departure_time": instance.published(scenario.at(stop.end)),
    }


def load(instance: Instance, file: str | os.PathLike[str]) -> Plan:
    """Read a published solution as a plan, right or wrong."""
    document = read(os.fspath(file))
    data = fields_of(document, "published solution", '"routes": []')
    found = [*document.problems]
    try:
        solution = _Solution.model_validate(data)
    except ValidationError as error:
        raise InputError(in_order([*found, *explain(error, document, _Solution)])) from None
    parts = _parts(instance)
    found += [document.located(each) for each in _strangers(instance, parts, solution)]
    if found:
        raise InputError(in_order(found))
    order = list(instance.scenario.caregiver)
    given = sorted(solution.routes, key=lambda route: order.index(route.caregiver_id))
    return instance.plan(
        instance.route(
            route.caregiver_id,
            [
                (*parts[each.patient, each.service], each.arrival_time, each.departure_time)
                for each in route.locations
            ],
        )
        for route in given
        if route.locations
    )


def _parts(instance: Instance) -> dict[tuple[str, str], tuple[str, str]]:
    """The visit and the role that stand for a service of a patient."""
    scenario = instance.scenario
    return {
        (visit.client, service_of(role)): (visit.id, role.id)
        for visit in scenario.visits
        for role in scenario.service[visit.service].crew
    }


def _strangers(
    instance: Instance, parts: dict[tuple[str, str], tuple[str, str]], solution: _Solution
) -> Iterator[Problem]:
    for number, route in enumerate(solution.routes):
        at = f"routes[{number}]"
        if route.caregiver_id not in instance.scenario.caregiver:
            yield problem("formats-no-caregiver", f"{at}.caregiver_id", name=route.caregiver_id)
        for place, each in enumerate(route.locations):
            where = f"{at}.locations[{place}]"
            if each.patient not in instance.scenario.client:
                yield problem("formats-no-patient", f"{where}.patient", name=each.patient)
            elif (each.patient, each.service) not in parts:
                yield problem(
                    "formats-no-service",
                    f"{where}.service",
                    patient=each.patient,
                    name=each.service,
                )
