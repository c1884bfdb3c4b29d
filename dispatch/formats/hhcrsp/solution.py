"""Writing and reading of HHCRSP solutions in the authors' JSON."""

from __future__ import annotations

import os
from typing import Any

from pydantic import ConfigDict

from dispatch.errors import InputError
from dispatch.formats.home_care import parts, published_part, strangers, validated
from dispatch.formats.instance import Instance
from dispatch.formats.values import Minutes
from dispatch.plan import Plan, Stop
from dispatch.scenario.base import Id, Model
from dispatch.scenario.source import read
from dispatch.scenario.writing import json_text


class _Location(Model):
    """One service."""

    model_config = ConfigDict(extra="ignore")

    patient: Id
    """The id of the patient."""
    service: Id
    """The id of the service."""
    arrival_time: Minutes
    """When the service starts."""
    departure_time: Minutes
    """When the service ends."""


class _Route(Model):
    """One caregiver."""

    model_config = ConfigDict(extra="ignore")

    caregiver_id: Id
    """The id of the caregiver."""
    locations: tuple[_Location, ...]
    """The services in order."""


class _Solution(Model):
    """A solution file."""

    model_config = ConfigDict(extra="ignore")

    routes: tuple[_Route, ...]
    """An entry for every caregiver."""


def text(instance: Instance, plan: Plan) -> str:
    """Write a plan as a published solution."""
    stops = {route.caregiver: route.stops for route in plan.routes}
    routes = [
        {
            "caregiver_id": caregiver.id,
            "locations": [_written(instance, stop) for stop in stops.get(caregiver.id, ())],
        }
        for caregiver in instance.scenario.caregivers
    ]
    return json_text({"routes": routes})


def _written(instance: Instance, stop: Stop) -> dict[str, Any]:
    scenario = instance.scenario
    return {
        **published_part(instance, (stop.visit, stop.role)),
        "arrival_time": instance.published(scenario.at(stop.start)),
        "departure_time": instance.published(scenario.at(stop.end)),
    }


def load(instance: Instance, file: str | os.PathLike[str]) -> Plan:
    """Read a published solution, valid or not, as a plan."""
    document = read(os.fspath(file))
    solution = validated(document, _Solution, "thing-solution", '"routes": []')
    if found := [*strangers(instance, solution.routes)]:
        raise InputError(*document.located(*found))
    known, order = parts(instance), list(instance.scenario.caregiver)
    given = sorted(solution.routes, key=lambda route: order.index(route.caregiver_id))
    return instance.plan(
        instance.route(
            route.caregiver_id,
            [
                (*known[each.patient, each.service], each.arrival_time, each.departure_time)
                for each in route.locations
            ],
        )
        for route in given
        if route.locations
    )
