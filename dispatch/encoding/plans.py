"""Conversion of solutions to plans."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.encoding.encoded import Encoded
from dispatch.encoding.initial import service_of
from dispatch.encoding.kits import decode_kits
from dispatch.engine.assignment import rows
from dispatch.engine.problem import Problem, Solution
from dispatch.engine.walk import access, base_between
from dispatch.engine.ways import legs as travelled
from dispatch.plan import Leg, PieceRoute, Plan, Rest, Route, Unserved, Use, route_of
from dispatch.rules import arrives_early, bases, set_up


def decode(encoded: Encoded, solution: Solution) -> Plan:
    """Convert a solution to a plan; `dispatch.rules` finds why visits are left out."""
    scenario = encoded.scenario
    routes = tuple(
        _decode_route(encoded, solution, route)
        for route in range(len(encoded.routes))
        if any(node < encoded.problem.n_stops for node in solution.routes[route])
    )
    unserved = tuple(
        Unserved(visit=visit.id, mandatory=visit.binding)
        for visit, start in zip(scenario.open_visits, solution.start, strict=False)
        if start < 0
    )
    return Plan(
        scenario=scenario.fingerprint,
        scenario_name=scenario.name,
        zone=scenario.zone,
        routes=routes,
        equipment=_decode_equipment(encoded, solution),
        unserved=unserved,
    )


def decode_again(encoded: Encoded, solution: Solution, before: Solution, plan: Plan) -> Plan:
    """Convert a solution that differs from a decoded one in a few routes or times.

    Parameters
    ----------
    encoded, solution
        The scenario and the solution.
    before
        The other solution; all visits that it serves, this one serves as well.
    plan
        The plan of the other solution; it names its scenario, and so does the result.
    """
    kept = {encoded.route_of[each.caregiver, each.shift]: each for each in plan.routes}
    differ = [*_differing(encoded.problem, solution, before)]
    for route in (each for each in differ if each < len(encoded.routes)):
        kept.pop(route, None)
        if any(node < encoded.problem.n_stops for node in solution.routes[route]):
            kept[route] = _decode_route(encoded, solution, route)
    p, equipment = encoded.problem, plan.equipment
    nodes = {node for r in differ for node in solution.routes[r] if node < p.n_stops}
    if p.brings[[*nodes]].any() or any(len(encoded.routes) <= r for r in differ):
        equipment = _decode_equipment(encoded, solution)
    visits, start = encoded.scenario.open_visits, solution.start
    served = {visit.id for visit, at in zip(visits, start, strict=False) if at >= 0}
    return plan.model_copy(
        update={
            "routes": tuple(kept[route] for route in sorted(kept)),
            "equipment": equipment,
            "unserved": tuple(each for each in plan.unserved if each.visit not in served),
        }
    )


def _differing(p: Problem, solution: Solution, before: Solution) -> Iterator[int]:
    """Yield the routes with other stops, or with other times."""
    moved = {v for v, at in enumerate(solution.start) if at != before.start[v]}
    stops = {s for v in moved for s in range(p.stops[v], p.stops[v + 1])}
    for route, nodes in enumerate(solution.routes):
        if (
            nodes != before.routes[route]
            or solution.break_start[route] != before.break_start[route]
            or not stops.isdisjoint(nodes)
        ):
            yield route


def _decode_equipment(encoded: Encoded, solution: Solution) -> tuple[PieceRoute, ...]:
    apart = [
        _decode_piece(encoded, solution, route)
        for route in range(len(encoded.routes), encoded.first_client)
        if solution.routes[route]
    ]
    place = {pool.id: k for k, pool in enumerate(encoded.scenario.equipment)}
    equipment = [*apart, *decode_kits(encoded, solution)]
    return tuple(sorted(equipment, key=lambda each: place[each.equipment]))


def _decode_route(encoded: Encoded, solution: Solution, route: int) -> Route:
    p, scenario, tick = encoded.problem, encoded.scenario, encoded.tick
    caregiver, shift = encoded.routes[route]
    ways = travelled(p, route, solution.routes[route])
    stops = [node for node in solution.routes[route] if node < p.n_stops]
    legs = []
    for before, stop, way in zip([None, *stops], stops, ways, strict=False):
        if stop >= len(encoded.stops):
            continue  # where a caregiver is who is out
        visit, place = encoded.stops[stop]
        role = service_of(encoded, visit).crew[place]
        begun = solution.start[p.visit[stop]] + int(p.offset[stop])
        first = set_up(scenario, scenario.visit[visit], role)
        legs.append(
            Leg(
                visit=visit,
                role=role.id,
                way=way * tick,
                start=begun * tick + first,
                end=(begun + int(p.service[stop])) * tick,
                before=access(p, before, stop) * tick + first,
                after=int(p.after[stop] + p.slack[stop]) * tick,
                early=arrives_early(scenario, scenario.visit[visit]),
            )
        )
    return route_of(
        caregiver,
        legs,
        ways[-1] * tick,
        scenario.moment,
        shift=shift,
        rest=_decode_break(encoded, solution, route),
        out=int(p.shift_start[route]) * tick if p.out[route] else None,
    )


def _decode_break(encoded: Encoded, solution: Solution, route: int) -> Rest | None:
    p, tick, start = encoded.problem, encoded.tick, solution.break_start[route]
    if start < 0:
        return None
    nodes = solution.routes[route]
    position, ends = nodes.index(p.n_stops + route), int(start + p.break_length[route])
    rest = Rest(position - int(p.out[route]), start * tick, ends * tick)
    if position == 0:
        return rest._replace(at_home=ends <= _leaves_home(p, solution, route))
    if position == len(nodes) - 1:
        back = _leaves(p, solution, nodes[-2]) + travelled(p, route, nodes)[-1]
        return rest._replace(at_home=bool(p.break_home[route] and start >= back))
    if not len(rows(p.base, route)):
        return rest
    base = base_between(p, route, nodes[position - 1], nodes[position + 1])
    caregiver, shift = encoded.routes[route]
    person = encoded.scenario.caregiver[caregiver]
    named = bases(encoded.scenario, person, person.shifts[shift])
    place = next(place for place in named if encoded.travel.index(place) == base.point)
    return rest._replace(place=place, on=base.on * tick)


def _leaves_home(p: Problem, solution: Solution, route: int) -> int:
    """Return the latest departure for the first start of a route whose break comes first."""
    _, first, *_ = nodes = solution.routes[route]
    begins = solution.start[p.visit[first]] + int(p.offset[first] - p.before[first])
    return int(begins - travelled(p, route, nodes)[0])


def _leaves(p: Problem, solution: Solution, stop: int) -> int:
    begins = solution.start[p.visit[stop]] + int(p.offset[stop])
    return int(begins + p.service[stop] + p.after[stop] + p.slack[stop])


def _decode_piece(encoded: Encoded, solution: Solution, route: int) -> PieceRoute:
    p, scenario, tick = encoded.problem, encoded.scenario, encoded.tick
    uses = []
    for stop in solution.routes[route]:
        taken = solution.start[p.visit[stop]] + p.offset[stop]
        uses.append(
            Use(
                visit=encoded.stops[stop][0],
                taken=scenario.moment(int(taken) * tick),
                free=scenario.moment(int(taken + p.service[stop] + p.after[stop]) * tick),
            )
        )
    pool, number = encoded.pieces[route - len(encoded.routes)]
    return PieceRoute(equipment=pool, piece=number, uses=tuple(uses))
