"""Conversion of plans, also of those that no longer fit, to initial solutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from dispatch.encoding.clients import client_place
from dispatch.encoding.encoded import Encoded
from dispatch.engine.problem import NOBODY, Problem, Solution
from dispatch.errors import Fault, InputError, fault
from dispatch.plan import PieceRoute, Plan, position_of
from dispatch.rules import pools_apart
from dispatch.scenario import Service

Routes: TypeAlias = list[list[int]]
"""The nodes of each route in the plan."""

Roles: TypeAlias = dict[tuple[str, str], int]
"""Crew stops by visit and role id."""


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
    if wrong := [*_strangers(encoded, plan)]:
        raise InputError(*wrong)
    return replace(fit_plan(encoded, plan)[0], start=(-1,) * encoded.problem.n_visits)


def fit_plan(encoded: Encoded, plan: Plan) -> tuple[Solution, tuple[Fault, ...]]:
    """Convert to an initial solution what a scenario still allows of a plan.

    If one role of a visit has another name than in the plan, it is still the same role.

    Returns
    -------
    Solution, tuple of Fault
        The decisions, as of `encode_plan`, with the starts of the plan, and what they leave out of
        it, each with its reason. The decisions may have no timetable.
    """
    p = encoded.problem
    roles = _roles(encoded, plan)
    routes = _routes(encoded, plan, roles)
    by_visit = _by_visit(p, routes)
    asked = {v: pairs for v, pairs in by_visit.items() if v < len(encoded.scenario.open_visits)}
    dropped = [*_strangers(encoded, plan, roles), *_unsound(encoded, asked)]
    sound = {visit for visit, pairs in by_visit.items() if _is_sound(p, visit, pairs)}
    for g in range(len(p.group) - 1):
        group = {int(visit) for visit in p.group_visits[p.group[g] : p.group[g + 1]]}
        if not group <= sound:
            named = (encoded.scenario.open_visits[visit].id for visit in sorted(sound & group))
            dropped += [fault("initial-group", f"visits[{name}]") for name in named]
            sound -= group
    start = _starts(encoded, plan, roles)
    held = [_held(p, visit, start) if visit in sound else 0 for visit in range(p.n_visits)]
    fitting = (
        tuple(node for node in nodes if node >= p.n_stops or p.visit[node] in sound)
        for nodes in routes
    )
    return _untimed(p, fitting, held, start), tuple(dropped)


def decisions(encoded: Encoded, plan: Plan) -> Solution:
    """Convert a plan to its decisions as they are written, whatever rules they break.

    What the scenario lacks is left out. The starts are those of the plan.
    """
    p, roles = encoded.problem, _roles(encoded, plan)
    start = _starts(encoded, plan, roles)
    held = [_held(p, visit, start) if start[visit] >= 0 else 0 for visit in range(p.n_visits)]
    return _untimed(p, _routes(encoded, plan, roles), held, start)


def _held(p: Problem, visit: int, start: Sequence[int]) -> int:
    """Return for which release a visit is held; a later departure may have moved it on."""
    times = p.release_at[p.release[visit] : p.release[visit + 1]].tolist()
    return sum(at <= start[visit] for at in times)


def _untimed(
    p: Problem, routes: Iterable[Iterable[int]], held: Iterable[int], start: Iterable[int]
) -> Solution:
    return Solution(
        routes=tuple(tuple(nodes) for nodes in routes),
        held=tuple(held),
        start=tuple(start),
        break_start=(-1,) * p.n_routes,
        mandatory_unserved=0,
        cost=0,
    )


def service_of(encoded: Encoded, visit: str) -> Service:
    """Return the service of a visit."""
    return encoded.scenario.service[encoded.scenario.visit[visit].service]


def _routes(encoded: Encoded, plan: Plan, roles: Roles) -> Routes:
    """Return the nodes of all routes; of two routes for one shift, one after the other."""
    p = encoded.problem
    found: Routes = [[] for _ in range(p.n_routes)]
    for stop in range(len(encoded.stops), p.n_stops):  # where those are who are out
        found[int(np.flatnonzero(p.eligible[stop])[0])].append(stop)
    for written in plan.routes:
        route = encoded.route_of.get((written.caregiver, written.shift))
        if route is None:
            continue
        nodes = [roles.get((stop.visit, stop.role)) for stop in written.stops]
        pause = p.n_stops + route
        if p.break_length[route] and pause not in found[route]:
            taken = written.meal_break
            place = len(nodes)
            if taken is not None:
                place = position_of(taken, written.stops, encoded.scenario.at)
            nodes.insert(place, pause)
        found[route] += [node for node in nodes if node is not None]
    uses = _uses(encoded)
    for piece, route in _piece_routes(encoded, plan):
        used = [uses.get((each.visit, piece.equipment)) for each in piece.uses]
        found[route] += [node for node in used if node is not None]
    for route, made in routes_of_clients(encoded, _starts(encoded, plan, roles)):
        found[route] += made
    for route, length in enumerate(p.break_length):
        if length and p.n_stops + route not in found[route]:
            found[route].append(p.n_stops + route)
    return found


def _piece_routes(encoded: Encoded, plan: Plan) -> list[tuple[PieceRoute, int]]:
    """Return the routes of the plan's pieces; a piece without one gets another of its pool."""
    own = {key: route for route, key in enumerate(encoded.pieces, len(encoded.routes))}
    apart = [each for each in plan.equipment if each.equipment in encoded.routes_of_pool]
    found = [(each, own.get((each.equipment, each.piece))) for each in apart]
    taken = {route for _, route in found}
    free = {
        pool: iter([route for route in routes if route not in taken])
        for pool, routes in encoded.routes_of_pool.items()
    }
    placed = [(each, next(free[each.equipment], None) if r is None else r) for each, r in found]
    return [(each, route) for each, route in placed if route is not None]


def routes_of_clients(encoded: Encoded, start: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield the clients' routes, with their visits in the order of their times."""
    p, clients = encoded.problem, encoded.clients
    times: dict[int, tuple[int, int]] = {}
    for visit in clients.apart:
        own = encoded.stop_of[visit, client_place(encoded.scenario, service_of(encoded, visit))]
        begun = start[p.visit[own]]
        if begun >= 0:
            times[own] = begun, begun + int(p.service[own])
    for number in clients.number.values():
        route = encoded.first_client + number
        yield route, [own for own in sorted(times, key=times.__getitem__) if p.eligible[own, route]]


def _by_visit(p: Problem, routes: Routes) -> dict[int, list[tuple[int, int]]]:
    """Return the stops and routes of each visit to which at least one caregiver comes."""
    found: dict[int, list[tuple[int, int]]] = {}
    for route, nodes in enumerate(routes):
        for stop in (node for node in nodes if node < p.n_stops):
            found.setdefault(int(p.visit[stop]), []).append((stop, route))
    return {
        visit: pairs
        for visit, pairs in found.items()
        if any(p.caregiver[route] != NOBODY for _, route in pairs)
    }


def _starts(encoded: Encoded, plan: Plan, roles: Roles) -> list[int]:
    """Return when each visit starts in the plan, by the last of its crew; -1 if it does not."""
    p, found = encoded.problem, [-1] * encoded.problem.n_visits
    for visit in range(len(encoded.scenario.open_visits), p.n_visits):
        found[visit] = int(p.allowed_from[p.allowed[visit]])
    for stop in (stop for route in plan.routes for stop in route.stops):
        s = roles.get((stop.visit, stop.role))
        if s is not None:
            name, place = encoded.stops[s]
            later = service_of(encoded, name).crew[place].offset
            at = (encoded.scenario.at(stop.start) - later) // encoded.tick
            found[p.visit[s]] = max(found[p.visit[s]], at)
    return found


def _roles(encoded: Encoded, plan: Plan) -> Roles:
    """Return the crew stops, also by the former name of a role if just one has changed."""
    found: Roles = {}
    crews: dict[str, set[str]] = {}
    for stop, (visit, place) in enumerate(encoded.stops):
        crew = service_of(encoded, visit).crew
        if place < len(crew):
            found[visit, crew[place].id] = stop
            crews.setdefault(visit, set()).add(crew[place].id)
    named: dict[str, set[str]] = {}
    for each in (stop for route in plan.routes for stop in route.stops):
        named.setdefault(each.visit, set()).add(each.role)
    for visit, told in named.items():
        former, now = told - crews.get(visit, set()), crews.get(visit, set()) - told
        if len(former) == len(now) == 1:
            found[visit, former.pop()] = found[visit, now.pop()]
    return found


def _uses(encoded: Encoded) -> dict[tuple[str, str], int]:
    """Return the stops of equipment with routes of its own, by visit and pool id."""
    found = {}
    for stop, (visit, place) in enumerate(encoded.stops):
        service = service_of(encoded, visit)
        if len(service.crew) <= place < client_place(encoded.scenario, service):
            apart = pools_apart(encoded.scenario, service)
            found[visit, apart[place - len(service.crew)]] = stop
    return found


def _strangers(encoded: Encoded, plan: Plan, known: Roles | None = None) -> Iterator[Fault]:
    """Yield what the scenario lacks; it contains the visits that are over, and `known` roles."""
    scenario = encoded.scenario
    asked = {visit.id: scenario.service[visit.service] for visit in scenario.visits}
    for number, route in enumerate(plan.routes):
        where = f"routes[{number}]"
        if (route.caregiver, route.shift) not in encoded.route_of:
            yield fault("initial-no-shift", where, shift=route.shift, caregiver=route.caregiver)
        for k, stop in enumerate(route.stops):
            roles = {role.id for role in asked[stop.visit].crew} if stop.visit in asked else ()
            if stop.role not in roles and (stop.visit, stop.role) not in (known or ()):
                at = f"{where}.stops[{k}]"
                yield fault("initial-no-stop", at, visit=stop.visit, role=stop.role)
    for number, piece in enumerate(plan.equipment):
        for k, use in enumerate(piece.uses):
            if use.visit not in asked or piece.equipment not in asked[use.visit].equipment:
                at = f"equipment[{number}].uses[{k}]"
                yield fault("initial-no-use", at, visit=use.visit, equipment=piece.equipment)


def _unsound(encoded: Encoded, by_visit: dict[int, list[tuple[int, int]]]) -> Iterator[Fault]:
    """Yield why visits of the plan, given by their stops and routes, cannot be served so."""
    p = encoded.problem
    for visit, pairs in by_visit.items():
        where = f"visits[{encoded.scenario.open_visits[visit].id}]"
        barred = [r for s, r in pairs if p.caregiver[r] != NOBODY and not p.eligible[s, r]]
        for route in barred:
            yield fault("initial-barred", where, caregiver=encoded.routes[route][0])
        if not barred and not _is_sound(p, visit, pairs):
            yield fault("initial-incomplete", where)


def _is_sound(p: Problem, visit: int, pairs: list[tuple[int, int]]) -> bool:
    """Return whether a visit is served once, by a complete and eligible crew."""
    wanted = list(range(p.stops[visit], p.stops[visit + 1]))
    people = {int(p.caregiver[route]) for _, route in pairs} - {NOBODY}
    return (
        sorted(stop for stop, _ in pairs) == wanted
        and len(people) == p.crew[visit]
        and all(p.eligible[stop, route] for stop, route in pairs)
    )
