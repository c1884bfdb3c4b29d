"""Plants one broken rule in a plan that keeps them all.

For every kind of violation there is at least one way to plant it: in the plan, or in the scenario
beside the plan, such as a certificate that expires. A test and ``benchmarks/planted.py`` use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from dispatch import solve
from dispatch.errors import InputError
from dispatch.generate import generate_small
from dispatch.plan import Plan
from dispatch.scenario import Scenario
from planting import clients, equipment, fit, people, routes, times  # noqa: F401
from planting.spot import WAYS, Spot, Unfit

__all__ = ["WAYS", "Planted", "Spot", "good_plan", "plant", "plant_all"]


class Planted(NamedTuple):
    """A scenario and a plan of which one rule is broken."""

    kind: str
    way: str
    scenario: Scenario
    plan: Plan


def good_plan(seed: int) -> tuple[Scenario, Plan]:
    """A small scenario that draws on every rule, and its best plan."""
    scenario = generate_small(seed, visits=8)
    return scenario, solve(scenario, engine="exact", time_limit=5)


def plant(kind: str, scenario: Scenario, plan: Plan, draw: Random) -> Planted | None:
    """Plant a violation of a kind somewhere; None where there is no place for it."""
    running = {visit.id for visit in scenario.visits if visit.facts and visit.facts.running}
    tries = [
        (way, Spot(scenario, plan, index, position, draw))
        for index, route in enumerate(plan.routes)
        for position, stop in enumerate(route.stops)
        for way in WAYS[kind]
        if stop.visit not in running
    ]
    draw.shuffle(tries)
    for way, spot in tries:
        try:
            return Planted(kind, way.__name__, *way(spot))
        except (Unfit, InputError):
            continue
    return None


def plant_all(scenario: Scenario, plan: Plan, draw: Random) -> Iterator[Planted]:
    """Plant one violation of every kind that there is a place for, each by itself."""
    for kind in WAYS:
        planted = plant(kind, scenario, plan, draw)
        if planted is not None:
            yield planted
