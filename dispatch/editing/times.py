"""The times of a changed plan: of what the change touches, and of what has to give way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from dispatch.encoding import Encoded, decode, timed_as_written, without_slack
from dispatch.plan import BreakTaken, PieceRoute, Plan, Route, position_of
from dispatch.rules import break_due
from dispatch.scenario import Scenario

Part: TypeAlias = tuple[str, str, str]
"""A visit, a role in it, and who takes it."""


def timed(asked: Scenario, encoded: Encoded, plan: Plan, way: Plan) -> Plan:
    """Give the routes that differ from those of a plan their times, and others if they must."""
    same = [route for route in way.routes if route in plan.routes]
    kept = {stop.visit for route in same for stop in route.stops}
    way = way.model_copy(
        update={
            "routes": tuple(
                route if route in same else _with_break(asked, route) for route in way.routes
            )
        }
    )
    encoded = without_slack(encoded, kept)
    decided = decode(encoded, timed_as_written(encoded, way, kept))
    made = {(route.caregiver, route.shift): route for route in decided.routes}
    before, after = _starts(asked, plan.routes), _starts(asked, decided.routes)
    moved = {part for part, start in after.items() if before.get(part) != start}
    routes: list[Route] = []
    for route in way.routes:
        new = made.get((route.caregiver, route.shift), route)
        stays = route in same and moved.isdisjoint(_starts(asked, [new]))
        if stays or new not in routes:  # a plan may have two routes for a shift
            routes.append(route if stays else new)
    changed = {visit for visit, *_ in {*moved, *(before.keys() - after.keys())}}
    return way.model_copy(
        update={
            "scenario": asked.fingerprint,
            "scenario_name": asked.name,
            "routes": tuple(routes),
            "equipment": tuple(_pieces(plan, decided, changed)),
        }
    )


def _starts(scenario: Scenario, routes: Iterable[Route]) -> dict[Part, int]:
    """Return when each part of a visit starts on some routes."""
    return {
        (stop.visit, stop.role, route.caregiver): scenario.at(stop.start)
        for route in routes
        for stop in route.stops
    }


def _with_break(scenario: Scenario, route: Route) -> Route:
    """Return a route with the break that is due, at its first time if the route has none."""
    caregiver = scenario.caregiver.get(route.caregiver)
    if route.meal_break is not None or caregiver is None or route.shift >= len(caregiver.shifts):
        return route
    due = break_due(scenario, caregiver.shifts[route.shift])
    if due is None:
        return route
    end = scenario.moment(scenario.at(due.earliest) + due.duration)
    rest = BreakTaken(start=due.earliest, end=end)
    place = position_of(rest, route.stops, scenario.at)
    return route.model_copy(update={"meal_break": rest.model_copy(update={"position": place})})


def _pieces(plan: Plan, decided: Plan, moved: Collection[str]) -> Iterator[PieceRoute]:
    """Yield the pieces of equipment; those of which no visit has moved, as they were."""
    same = {_key(piece): piece for piece in plan.equipment}
    for piece in decided.equipment:
        stays = all(use.visit not in moved for use in piece.uses)
        yield same.get(_key(piece), piece) if stays else piece


def _key(piece: PieceRoute) -> tuple[object, ...]:
    visits = tuple(use.visit for use in piece.uses)
    return piece.equipment, piece.piece, piece.caregiver, piece.shift, visits
