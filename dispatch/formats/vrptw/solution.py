"""Writing and reading of VRPTW solutions: ``Route #1: 4 7 2`` and ``Cost 1637.7`` (VRPLIB)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dispatch.formats.instance import DEPOT, Instance
from dispatch.formats.lines import read_lines
from dispatch.plan import Plan
from dispatch.rules import duration_of


def text(instance: Instance, plan: Plan) -> str:
    """Write a plan as a published solution; its times follow from the order."""
    routes = [[stop.visit for stop in route.stops] for route in plan.routes]
    legs = (leg for visits in routes for leg in pairwise([DEPOT, *visits, DEPOT]))
    cost = instance.published(sum(instance.way(here, there) for here, there in legs))
    lines = [
        f"Route #{number}: {' '.join(visit.removeprefix('c') for visit in visits)}"
        for number, visits in enumerate(routes, 1)
    ]
    return "\n".join([*lines, f"Cost {cost}", ""])


def load(instance: Instance, file: str | os.PathLike[str]) -> Plan:
    """Read a published solution, valid or not, as a plan; ignore its own cost.

    The vehicles are equal: the first takes the first route. Each customer is served as soon as the
    order allows.
    """
    lines = read_lines(file)
    routes = []
    for number, text in lines:
        match = re.fullmatch(r"route\s*#?\s*\d*\s*:(.*)", text, re.IGNORECASE)
        if match:
            visits = [f"c{name}" for name in match[1].split()]
            routes.append(visits)
            for visit in visits:
                if visit not in instance.scenario.visit:
                    lines.note(number, "formats-no-customer", name=visit.removeprefix("c"))
        elif not re.match(r"cost\b", text, re.IGNORECASE):
            lines.note(number, "formats-line", text=text)
    routes = [visits for visits in routes if visits]
    vehicles = instance.scenario.caregivers
    if len(routes) > len(vehicles):
        lines.note(0, "formats-routes", number=len(routes), vehicles=len(vehicles))
    lines.done()
    return instance.plan(
        instance.route(vehicle.id, _times(instance, visits))
        for vehicle, visits in zip(vehicles, routes, strict=False)
    )


def _times(instance: Instance, visits: Sequence[str]) -> Iterator[tuple[str, str, int, int]]:
    scenario = instance.scenario
    here, left = DEPOT, scenario.at(scenario.caregivers[0].shifts[0].start)
    for name in visits:
        visit = scenario.visit[name]
        start = max(left + instance.way(here, name), scenario.at(visit.windows[0].open))
        here, left = name, start + duration_of(scenario, visit)
        yield name, scenario.service[visit.service].crew[0].id, start, left
