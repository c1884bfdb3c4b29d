"""From numbers to a plan, and from a plan to a solution to start from."""

from __future__ import annotations

from dispatch.encoding.encoded import Encoded
from dispatch.engine.problem import Problem, Solution
from dispatch.errors import InputError
from dispatch.errors import Problem as Wrong
from dispatch.plan import BreakTaken, Plan, Route, Stop, Unserved
from dispatch.rules import (
    why_unserved,
)


def decode(encoded: Encoded, solution: Solution) -> Plan:
    """Turn a solution into a plan, with reasons for every visit that is left out."""
    scenario = encoded.scenario
    routes = tuple(
        _decode_route(encoded, solution, route)
        for route in range(len(encoded.routes))
        if any(node < len(encoded.stops) for node in solution.routes[route])
    )
    unserved = tuple(
        Unserved(visit=visit.id, mandatory=visit.mandatory, reasons=why_unserved(scenario, visit))
        for visit, start in zip(scenario.visits, solution.start, strict=True)
        if start < 0
    )
    return Plan(
        scenario=scenario.fingerprint,
        scenario_name=scenario.name,
        zone=scenario.zone,
        routes=routes,
        unserved=unserved,
    )


def _decode_route(encoded: Encoded, solution: Solution, route: int) -> Route:
    p, scenario, tick = encoded.problem, encoded.scenario, encoded.tick
    nodes = solution.routes[route]
    stops = [node for node in nodes if node < len(encoded.stops)]
    rest = _decode_break(encoded, solution, route)
    ways = p.travel[p.mode[route]]

    def clock(ticks: int) -> str:
        return scenario.moment(int(ticks) * tick)

    written = []
    first = stops[0]
    point = p.start_point[route]
    begin = solution.start[p.visit[first]] + p.offset[first]
    left = departure = begin - p.before[first] - ways[point, p.point_in[first]]
    for stop in stops:
        visit, role = encoded.stops[stop]
        arrival = left + ways[point, p.point_in[stop]]
        start = solution.start[p.visit[stop]] + p.offset[stop]
        end = start + p.service[stop]
        written.append(
            Stop(
                visit=visit,
                role=scenario.service[scenario.visit[visit].service].crew[role].id,
                arrival=clock(arrival),
                start=clock(start),
                end=clock(end),
            )
        )
        left, point = end + p.after[stop], p.point_out[stop]
    caregiver, shift = encoded.routes[route]
    return Route(
        caregiver=caregiver,
        shift=shift,
        departure=clock(departure),
        stops=tuple(written),
        meal_break=rest,
        returned=clock(left + ways[point, p.end_point[route]]),
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


def encode_plan(encoded: Encoded, plan: Plan) -> Solution:
    """Turn a plan into a solution to start from: its decisions, not its times.

    Visits that the plan gives to somebody who may not serve them, or not by a whole crew, are left
    out; `engine.search` serves them anew.

    Raises
    ------
    InputError
        Where the plan speaks of a visit, a role, a caregiver or a shift that the scenario lacks.
    """
    p, scenario = encoded.problem, encoded.scenario
    roles = {
        (visit, scenario.service[scenario.visit[visit].service].crew[role].id): stop
        for stop, (visit, role) in enumerate(encoded.stops)
    }
    _refuse_strangers(encoded, plan, roles)
    sound = _sound_visits(encoded, plan, roles)
    routes: list[tuple[int, ...]] = [
        (p.n_stops + r,) if length else () for r, length in enumerate(p.break_length)
    ]
    held = [0] * p.n_visits
    for written in plan.routes:
        route = encoded.route_of[written.caregiver, written.shift]
        nodes = [roles[stop.visit, stop.role] for stop in written.stops]
        if p.break_length[route]:
            taken = written.meal_break
            nodes.insert(len(nodes) if taken is None else taken.position, p.n_stops + route)
        routes[route] = tuple(node for node in nodes if node >= p.n_stops or p.visit[node] in sound)
        for stop, node in zip(written.stops, (n for n in nodes if n < p.n_stops), strict=True):
            visit = int(p.visit[node])
            start = scenario.at(stop.start) // encoded.tick - int(p.offset[node])
            times = p.release_at[p.release[visit] : p.release[visit + 1]].tolist()
            held[visit] = times.index(start) + 1 if start in times else 0
    return Solution(
        routes=tuple(routes),
        held=tuple(held),
        start=(-1,) * p.n_visits,
        break_start=(-1,) * p.n_routes,
        mandatory_unserved=0,
        cost=0,
    )


def _refuse_strangers(encoded: Encoded, plan: Plan, roles: dict[tuple[str, str], int]) -> None:
    wrong = []
    for number, route in enumerate(plan.routes):
        where = f"routes[{number}]"
        if (route.caregiver, route.shift) not in encoded.route_of:
            wrong.append(
                Wrong(
                    f"the scenario has no shift {route.shift} of a caregiver '{route.caregiver}'",
                    "Start from a plan of the same scenario.",
                    where=where,
                )
            )
        wrong += [
            Wrong(
                f"the scenario has no visit '{stop.visit}' with a role '{stop.role}'",
                "Start from a plan of the same scenario.",
                where=f"{where}.stops[{k}]",
            )
            for k, stop in enumerate(route.stops)
            if (stop.visit, stop.role) not in roles
        ]
    if wrong:
        raise InputError(wrong)


def _sound_visits(encoded: Encoded, plan: Plan, roles: dict[tuple[str, str], int]) -> set[int]:
    """Visits that a plan serves once, in full, by different people who may."""
    p = encoded.problem
    by_visit: dict[int, list[tuple[int, int]]] = {}
    for route in plan.routes:
        r = encoded.route_of[route.caregiver, route.shift]
        for stop in route.stops:
            node = roles[stop.visit, stop.role]
            by_visit.setdefault(int(p.visit[node]), []).append((node, r))
    return {visit for visit, pairs in by_visit.items() if _is_sound(p, visit, pairs)}


def _is_sound(p: Problem, visit: int, pairs: list[tuple[int, int]]) -> bool:
    wanted = list(range(p.stops[visit], p.stops[visit + 1]))
    people = {int(p.caregiver[route]) for _, route in pairs}
    return (
        sorted(stop for stop, _ in pairs) == wanted
        and len(people) == len(wanted)
        and all(p.eligible[stop, route] for stop, route in pairs)
    )
