"""Conversion of solutions to plans."""

from __future__ import annotations

from dispatch.encoding.encoded import Encoded
from dispatch.encoding.initial import service_of
from dispatch.engine.problem import Solution
from dispatch.plan import BreakTaken, Leg, PieceRoute, Plan, Route, Unserved, Use, route_of


def decode(encoded: Encoded, solution: Solution) -> Plan:
    """Convert a solution to a plan; `dispatch.rules` finds why visits are left out."""
    scenario = encoded.scenario
    routes = tuple(
        _decode_route(encoded, solution, route)
        for route in range(len(encoded.routes))
        if any(node < len(encoded.stops) for node in solution.routes[route])
    )
    equipment = tuple(
        _decode_piece(encoded, solution, route)
        for route in range(len(encoded.routes), encoded.problem.n_routes)
        if solution.routes[route]
    )
    unserved = tuple(
        Unserved(visit=visit.id, mandatory=visit.binding)
        for visit, start in zip(scenario.open_visits, solution.start, strict=True)
        if start < 0
    )
    return Plan(
        scenario=scenario.fingerprint,
        scenario_name=scenario.name,
        zone=scenario.zone,
        routes=routes,
        equipment=equipment,
        unserved=unserved,
    )


def _decode_route(encoded: Encoded, solution: Solution, route: int) -> Route:
    p, scenario, tick = encoded.problem, encoded.scenario, encoded.tick
    caregiver, shift = encoded.routes[route]
    ways, point = p.travel[p.mode[route]], p.start_point[route]
    legs = []
    for stop in (node for node in solution.routes[route] if node < len(encoded.stops)):
        visit, role = encoded.stops[stop]
        start = solution.start[p.visit[stop]] + int(p.offset[stop])
        legs.append(
            Leg(
                visit=visit,
                role=service_of(encoded, visit).crew[role].id,
                way=int(ways[point, p.point_in[stop]]) * tick,
                start=start * tick,
                end=(start + int(p.service[stop])) * tick,
                before=int(p.before[stop]) * tick,
                after=int(p.after[stop]) * tick,
            )
        )
        point = p.point_out[stop]
    return route_of(
        caregiver,
        legs,
        int(ways[point, p.end_point[route]]) * tick,
        scenario.moment,
        shift=shift,
        meal_break=_decode_break(encoded, solution, route),
    )


def _decode_break(encoded: Encoded, solution: Solution, route: int) -> BreakTaken | None:
    start = solution.break_start[route]
    if start < 0:
        return None
    nodes = solution.routes[route]
    scenario, tick = encoded.scenario, encoded.tick
    return BreakTaken(
        position=nodes.index(len(encoded.stops) + route),
        start=scenario.moment(start * tick),
        end=scenario.moment(int(start + encoded.problem.break_length[route]) * tick),
    )


def _decode_piece(encoded: Encoded, solution: Solution, route: int) -> PieceRoute:
    p, scenario, tick = encoded.problem, encoded.scenario, encoded.tick
    uses = []
    for stop in solution.routes[route]:
        start = solution.start[p.visit[stop]]
        uses.append(
            Use(
                visit=encoded.stops[stop][0],
                taken=scenario.moment(int(start - p.before[stop]) * tick),
                free=scenario.moment(int(start + p.service[stop] + p.after[stop]) * tick),
            )
        )
    pool, number = encoded.pieces[route - len(encoded.routes)]
    return PieceRoute(equipment=pool, piece=number, uses=tuple(uses))
