"""Conversion of solutions to plans, and of plans to initial solutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from dispatch.encoding.clients import client_place
from dispatch.encoding.encoded import Encoded
from dispatch.encoding.kits import decode_kits
from dispatch.engine.assignment import rows
from dispatch.engine.problem import NOBODY, Problem, Solution
from dispatch.engine.walk import access, base_between
from dispatch.engine.ways import legs as travelled
from dispatch.errors import InputError, fault
from dispatch.plan import Leg, PieceRoute, Plan, Rest, Route, Unserved, Use, position_of, route_of
from dispatch.rules import bases, pools_apart, set_up
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
    apart = [
        _decode_piece(encoded, solution, route)
        for route in range(len(encoded.routes), encoded.first_client)
        if solution.routes[route]
    ]
    equipment = [*apart, *decode_kits(encoded, solution)]
    place = {pool.id: k for k, pool in enumerate(scenario.equipment)}
    unserved = tuple(
        Unserved(visit=visit.id, mandatory=visit.mandatory)
        for visit, start in zip(scenario.open_visits, solution.start, strict=True)
        if start < 0
    )
    return Plan(
        scenario=scenario.fingerprint,
        scenario_name=scenario.name,
        zone=scenario.zone,
        routes=routes,
        equipment=tuple(sorted(equipment, key=lambda each: place[each.equipment])),
        unserved=unserved,
    )


def _decode_route(encoded: Encoded, solution: Solution, route: int) -> Route:
    p, scenario, tick = encoded.problem, encoded.scenario, encoded.tick
    caregiver, shift = encoded.routes[route]
    ways = travelled(p, route, solution.routes[route])
    stops = [node for node in solution.routes[route] if node < len(encoded.stops)]
    legs = []
    for before, stop, way in zip([None, *stops], stops, ways, strict=False):
        visit, place = encoded.stops[stop]
        role = _service(encoded, visit).crew[place]
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
                after=int(p.after[stop]) * tick,
            )
        )
    return route_of(
        caregiver,
        legs,
        ways[-1] * tick,
        scenario.moment,
        shift=shift,
        rest=_decode_break(encoded, solution, route),
    )


def _decode_break(encoded: Encoded, solution: Solution, route: int) -> Rest | None:
    p, tick, start = encoded.problem, encoded.tick, solution.break_start[route]
    if start < 0:
        return None
    nodes = solution.routes[route]
    position, ends = nodes.index(p.n_stops + route), int(start + p.break_length[route])
    rest = Rest(position, start * tick, ends * tick)
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
    return int(begins + p.service[stop] + p.after[stop])


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


def encode_plan(encoded: Encoded, plan: Plan) -> Solution:
    """Convert a plan to an initial solution; its times are not kept.

    A visit is left out if the plan gives it to a caregiver who may not serve it, or serves it
    without a complete crew or all of its equipment; its whole group is then left out, too. The
    search inserts these visits again. Visits that are over are also left out. Pieces of equipment
    may be replaced by others of their pool; those that come with the crew follow from the roles.

    Raises
    ------
    InputError
        If the plan contains a visit, a role, a caregiver, a shift or a use of equipment that the
        scenario lacks.
    """
    p, scenario = encoded.problem, encoded.scenario
    _refuse_strangers(encoded, plan)
    roles = _roles(encoded)
    given = [
        *_routes_of_people(encoded, plan, roles),
        *_routes_of_pieces(encoded, plan),
        *_routes_of_clients(encoded, plan, roles),
    ]
    sound = _sound_visits(p, given)
    routes: list[tuple[int, ...]] = [
        (p.n_stops + r,) if length else () for r, length in enumerate(p.break_length)
    ]
    for route, nodes in given:
        routes[route] = tuple(node for node in nodes if node >= p.n_stops or p.visit[node] in sound)
    held = [0] * p.n_visits
    for stop, start in _starts(plan, roles):
        visit, (name, place) = int(p.visit[stop]), encoded.stops[stop]
        later = _service(encoded, name).crew[place].offset
        begun = (scenario.at(start) - later) // encoded.tick
        times = p.release_at[p.release[visit] : p.release[visit + 1]].tolist()
        held[visit] = sum(at <= begun for at in times)  # a later departure may have moved it on
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
            place = len(nodes)
            if taken is not None:
                place = position_of(taken, written.stops, encoded.scenario.at)
            nodes.insert(place, p.n_stops + route)
        yield route, [node for node in nodes if node is not None]


def _routes_of_pieces(encoded: Encoded, plan: Plan) -> Iterator[Given]:
    uses = _uses(encoded)
    free = {pool: iter(routes) for pool, routes in encoded.routes_of_pool.items()}
    for written in plan.equipment:
        nodes = [uses.get((each.visit, written.equipment)) for each in written.uses]
        route = next(free.get(written.equipment, iter(())), None)
        if route is not None:
            yield route, [node for node in nodes if node is not None]


def _routes_of_clients(encoded: Encoded, plan: Plan, roles: Roles) -> Iterator[Given]:
    """Yield the clients' routes, with their visits in the order of their times."""
    p, clients = encoded.problem, encoded.clients
    times: dict[int, tuple[int, int]] = {}
    for stop, start in _starts(plan, roles):
        visit = encoded.stops[stop][0]
        if visit in clients.apart:
            own = encoded.stop_of[visit, client_place(encoded.scenario, _service(encoded, visit))]
            begun = encoded.scenario.at(start) // encoded.tick - int(p.offset[stop])
            times[own] = begun, begun + int(p.service[own])
    for number in clients.number.values():
        route = encoded.first_client + number
        yield route, [own for own in sorted(times, key=times.__getitem__) if p.eligible[own, route]]


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
    """Return the stops of equipment with routes of its own, by visit and pool id."""
    found = {}
    for stop, (visit, place) in enumerate(encoded.stops):
        service = _service(encoded, visit)
        if len(service.crew) <= place < client_place(encoded.scenario, service):
            apart = pools_apart(encoded.scenario, service)
            found[visit, apart[place - len(service.crew)]] = stop
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
