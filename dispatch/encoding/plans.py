"""Conversion of solutions to plans, and of plans to initial solutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from dispatch.encoding.encoded import Encoded
from dispatch.engine.problem import NOBODY, Problem, Solution
from dispatch.errors import InputError, fault
from dispatch.plan import BreakTaken, Leg, PieceRoute, Plan, Route, Unserved, Use, route_of
from dispatch.scenario import Service
from dispatch.scenario.base import Moment


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
                role=_service(encoded, visit).crew[role].id,
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


def encode_plan(encoded: Encoded, plan: Plan) -> Solution:
    """Convert a plan to an initial solution; its times are not kept.

    A visit is left out if the plan gives it to a caregiver who may not serve it, or serves it
    without a complete crew or all of its equipment; its whole group is then left out, too. The
    search inserts these visits again. Visits that are over are also left out. Pieces of equipment
    may be replaced by others of their pool.

    Raises
    ------
    InputError
        If the plan contains a visit, a role, a caregiver, a shift or a use of equipment that the
        scenario lacks.
    """
    p, scenario = encoded.problem, encoded.scenario
    _refuse_strangers(encoded, plan)
    roles = _roles(encoded)
    given = [*_routes_of_people(encoded, plan, roles), *_routes_of_pieces(encoded, plan)]
    sound = _sound_visits(p, given)
    routes: list[tuple[int, ...]] = [
        (p.n_stops + r,) if length else () for r, length in enumerate(p.break_length)
    ]
    for route, nodes in given:
        routes[route] = tuple(node for node in nodes if node >= p.n_stops or p.visit[node] in sound)
    held = [0] * p.n_visits
    for stop, start in _starts(plan, roles):
        visit = int(p.visit[stop])
        begun = scenario.at(start) // encoded.tick - int(p.offset[stop])
        times = p.release_at[p.release[visit] : p.release[visit + 1]].tolist()
        held[visit] = times.index(begun) + 1 if begun in times else 0
    return Solution(
        routes=tuple(routes),
        held=tuple(held),
        start=(-1,) * p.n_visits,
        break_start=(-1,) * p.n_routes,
        mandatory_unserved=0,
        cost=0,
    )


Given: TypeAlias = tuple[int, list[int]]
"""A route and its nodes in the plan."""

Roles: TypeAlias = dict[tuple[str, str], int]
"""Crew stops by visit and role id."""


def _routes_of_people(encoded: Encoded, plan: Plan, roles: Roles) -> Iterator[Given]:
    p = encoded.problem
    for written in plan.routes:
        route = encoded.route_of[written.caregiver, written.shift]
        nodes = [roles.get((stop.visit, stop.role)) for stop in written.stops]
        if p.break_length[route]:
            taken = written.meal_break
            nodes.insert(len(nodes) if taken is None else taken.position, p.n_stops + route)
        yield route, [node for node in nodes if node is not None]


def _routes_of_pieces(encoded: Encoded, plan: Plan) -> Iterator[Given]:
    uses = _uses(encoded)
    free = {pool: iter(routes) for pool, routes in encoded.routes_of_pool.items()}
    for written in plan.equipment:
        nodes = [uses.get((each.visit, written.equipment)) for each in written.uses]
        route = next(free.get(written.equipment, iter(())), None)
        if route is not None:
            yield route, [node for node in nodes if node is not None]


def _starts(plan: Plan, roles: Roles) -> Iterator[tuple[int, Moment]]:
    for stop in (stop for route in plan.routes for stop in route.stops):
        if (stop.visit, stop.role) in roles:
            yield roles[stop.visit, stop.role], stop.start


def _roles(encoded: Encoded) -> Roles:
    found = {}
    for stop, (visit, place) in enumerate(encoded.stops):
        crew = _service(encoded, visit).crew
        if place < len(crew):
            found[visit, crew[place].id] = stop
    return found


def _uses(encoded: Encoded) -> dict[tuple[str, str], int]:
    """Return the stops of equipment by visit and pool id."""
    found = {}
    for stop, (visit, place) in enumerate(encoded.stops):
        service = _service(encoded, visit)
        if place >= len(service.crew):
            found[visit, service.equipment[place - len(service.crew)]] = stop
    return found


def _service(encoded: Encoded, visit: str) -> Service:
    return encoded.scenario.service[encoded.scenario.visit[visit].service]


def _refuse_strangers(encoded: Encoded, plan: Plan) -> None:
    """Raise `InputError` for what the scenario lacks; it contains the visits that are over."""
    scenario = encoded.scenario
    asked = {visit.id: scenario.service[visit.service] for visit in scenario.visits}
    wrong = []
    for number, route in enumerate(plan.routes):
        where = f"routes[{number}]"
        if (route.caregiver, route.shift) not in encoded.route_of:
            found = fault("initial-no-shift", where, shift=route.shift, caregiver=route.caregiver)
            wrong.append(found)
        wrong += [
            fault("initial-no-stop", f"{where}.stops[{k}]", visit=stop.visit, role=stop.role)
            for k, stop in enumerate(route.stops)
            if stop.visit not in asked
            or stop.role not in {role.id for role in asked[stop.visit].crew}
        ]
    for number, piece in enumerate(plan.equipment):
        wrong += [
            fault(
                "initial-no-use",
                f"equipment[{number}].uses[{k}]",
                visit=use.visit,
                equipment=piece.equipment,
            )
            for k, use in enumerate(piece.uses)
            if use.visit not in asked or piece.equipment not in asked[use.visit].equipment
        ]
    if wrong:
        raise InputError(*wrong)


def _sound_visits(p: Problem, given: Iterable[Given]) -> set[int]:
    """Return the visits served once, by a complete and eligible crew, with their whole group."""
    by_visit: dict[int, list[tuple[int, int]]] = {}
    for route, nodes in given:
        for stop in (node for node in nodes if node < p.n_stops):
            by_visit.setdefault(int(p.visit[stop]), []).append((stop, route))
    sound = {visit for visit, pairs in by_visit.items() if _is_sound(p, visit, pairs)}
    for g in range(len(p.group) - 1):
        group = {int(visit) for visit in p.group_visits[p.group[g] : p.group[g + 1]]}
        if not group <= sound:
            sound -= group
    return sound


def _is_sound(p: Problem, visit: int, pairs: list[tuple[int, int]]) -> bool:
    wanted = list(range(p.stops[visit], p.stops[visit + 1]))
    people = {int(p.caregiver[route]) for _, route in pairs} - {NOBODY}
    return (
        sorted(stop for stop, _ in pairs) == wanted
        and len(people) == p.crew[visit]
        and all(p.eligible[stop, route] for stop, route in pairs)
    )
