"""The bridge between words and numbers: only here ids meet indices and clocks meet ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.problem import ANY, DIFFERENT, NEVER, SAME, Ints, Problem, Solution
from dispatch.errors import InputError
from dispatch.errors import Problem as Wrong
from dispatch.plan import BreakTaken, Plan, Route, Stop, Unserved
from dispatch.roads import TravelTimes
from dispatch.rules import (
    allowed_starts,
    break_due,
    client_reasons,
    duration_of,
    end_place,
    pin_reasons,
    preference_misses,
    priority,
    releases,
    service_reasons,
    soft_windows,
    start_place,
    thousandths,
    weighed,
    why_unserved,
    workload_factor,
)
from dispatch.scenario import Caregiver, Client, Role, Scenario, Service, Shift, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

WHO = {"any": ANY, "same": SAME, "different": DIFFERENT}


_TIMES = (
    "before", "service", "after", "offset", "response_from", "preferred_at", "allowed_from",
    "allowed_to", "soft_from", "soft_due", "release_at", "gap_least", "gap_most", "shift_start",
    "shift_end", "latest_return", "break_length", "break_from", "break_to",
)  # fmt: skip
"""The fields of a problem that are times."""


@dataclass(frozen=True)
class Encoded:
    """A scenario with its travel times, and the problem that they make.

    Attributes
    ----------
    tick : int
        Milliseconds of a tick: the longest that loses nothing, and a whole part of a minute.
    stops : tuple of (visit id, role index)
        What each stop stands for.
    routes : tuple of (caregiver id, shift index)
        What each route stands for.
    """

    scenario: Scenario
    travel: TravelTimes
    problem: Problem
    tick: int
    stops: tuple[tuple[str, int], ...]
    routes: tuple[tuple[str, int], ...]

    @property
    def cost_unit(self) -> int:
        """How many units of the problem's costs make a cost of 1."""
        return 1000 * (MILLISECONDS_A_MINUTE // self.tick)

    @cached_property
    def stop_of(self) -> dict[tuple[str, int], int]:
        """Stops by visit and role index."""
        return {key: stop for stop, key in enumerate(self.stops)}

    @cached_property
    def route_of(self) -> dict[tuple[str, int], int]:
        """Routes by caregiver and shift index."""
        return {key: route for route, key in enumerate(self.routes)}


def encode(scenario: Scenario, travel: TravelTimes) -> Encoded:
    """Turn a scenario and its travel times into arrays.

    Parameters
    ----------
    scenario
        One that uses no unsupported rule.
    travel
        Travel times that know every place of the scenario.

    Raises
    ------
    InputError
        Where numbers are too large to be kept exactly.
    """
    stops = tuple(
        (visit.id, role)
        for visit in scenario.visits
        for role in range(len(scenario.service[visit.service].crew))
    )
    routes = tuple(
        (caregiver.id, shift)
        for caregiver in scenario.caregivers
        for shift in range(len(caregiver.shifts))
    )
    modes = sorted({caregiver.mode for caregiver in scenario.caregivers})
    everywhere = np.arange(len(travel.places))
    ways = np.stack([travel.block(mode, everywhere, everywhere) for mode in modes])
    fields = _stop_fields(scenario, travel, stops)
    fields |= _visit_fields(scenario) | _gap_fields(scenario)
    fields |= _route_fields(scenario, travel, routes, modes)
    tick = _tick(fields, ways)
    for name in _TIMES:
        fields[name] = np.where(fields[name] == NEVER, NEVER, fields[name] // tick)
    a_minute = MILLISECONDS_A_MINUTE // tick
    fields["unserved_cost"] *= a_minute
    eligible, pair_cost = _pairs(scenario, stops, routes)
    weights = scenario.policy.weights
    problem = Problem(
        **fields,
        load_factor=_ints(
            weighed(weights.balance, workload_factor(scenario, each))
            for each in scenario.caregivers
        ),
        eligible=eligible,
        pair_cost=pair_cost * a_minute,
        travel=(ways // tick).astype(np.int32),
        weights=_ints(
            thousandths(weight)
            for weight in (
                weights.travel,
                weights.waiting,
                weights.overtime,
                weights.largest_tardiness,
                1.0 if weights.balance else 0.0,  # it is in the factors, which are rounded with it
            )
        ),
    )
    _refuse_overflow(problem, ways // tick)
    return Encoded(scenario, travel, problem, tick, stops, routes)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _pointer(rows: Sequence[Sequence[object]]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)]).astype(
        np.int64
    )


def _tick(fields: dict[str, Ints], ways: NDArray[np.int64]) -> int:
    """The greatest common divisor of a minute and of every time there is."""
    tick = MILLISECONDS_A_MINUTE
    for name in _TIMES:
        finite = fields[name][fields[name] != NEVER]
        tick = math.gcd(tick, int(np.gcd.reduce(finite)) if len(finite) else 0)
    return math.gcd(tick, int(np.gcd.reduce(ways, axis=None)) if ways.size else 0)


def _stop_fields(
    scenario: Scenario, travel: TravelTimes, stops: tuple[tuple[str, int], ...]
) -> dict[str, Ints]:
    number = {visit.id: k for k, visit in enumerate(scenario.visits)}
    rows = []
    for visit_id, role_index in stops:
        visit = scenario.visit[visit_id]
        service, client = scenario.service[visit.service], scenario.client[visit.client]
        role = service.crew[role_index]
        here = travel.index(client.place)
        there = here if visit.end_place is None else travel.index(visit.end_place)
        length = duration_of(scenario, visit) if role.duration is None else role.duration
        rows.append(
            (
                number[visit_id],
                here,
                there,
                client.access,
                length,
                service.documentation,
                role.offset,
            )
        )
    columns = np.array(rows, dtype=np.int64).reshape(-1, 7).T
    names = ("visit", "point_in", "point_out", "before", "service", "after", "offset")
    return {name: column.copy() for name, column in zip(names, columns, strict=True)}


def _visit_fields(scenario: Scenario) -> dict[str, Ints]:
    visits = scenario.visits
    weights = scenario.policy.weights
    crews = [scenario.service[visit.service].crew for visit in visits]
    ranks = [priority(scenario, visit) for visit in visits]
    heard = [_response_from(scenario, visit) for visit in visits]
    liked = [visit.preferred_start for visit in visits]
    allowed = [allowed_starts(scenario, visit) for visit in visits]
    soft = [soft_windows(scenario, visit) for visit in visits]
    held = [releases(scenario, visit) for visit in visits]
    return {
        "stops": _pointer(crews),
        "mandatory": _ints(visit.mandatory for visit in visits),
        "unserved_cost": _ints(weighed(weights.unserved, rank) for rank in ranks),
        "tardiness_cost": _ints(weighed(weights.tardiness, rank) for rank in ranks),
        "response_cost": _ints(
            0 if at is None else weighed(weights.response, rank)
            for at, rank in zip(heard, ranks, strict=True)
        ),
        "response_from": _ints(at or 0 for at in heard),
        "preferred_cost": _ints(
            0 if at is None else thousandths(weights.preferred_time) for at in liked
        ),
        "preferred_at": _ints(0 if at is None else scenario.at(at) for at in liked),
        "allowed": _pointer(allowed),
        "allowed_from": _ints(start for row in allowed for start, _ in row),
        "allowed_to": _ints(end for row in allowed for _, end in row),
        "soft": _pointer(soft),
        "soft_from": _ints(start for row in soft for start, _ in row),
        "soft_due": _ints(due for row in soft for _, due in row),
        "release": _pointer(held),
        "release_at": _ints(at for row in held for at in row),
    }


def _response_from(scenario: Scenario, visit: Visit) -> int | None:
    """From when the response of an on-demand visit counts; None for a visit booked before."""
    if visit.requested is None:
        return None
    heard = scenario.at(visit.requested)
    if visit.earliest_acceptable is None:
        return heard
    return max(heard, scenario.at(visit.earliest_acceptable))


def _gap_fields(scenario: Scenario) -> dict[str, Ints]:
    number = {visit.id: k for k, visit in enumerate(scenario.visits)}
    takes_part: list[list[int]] = [[] for _ in scenario.visits]
    rows: list[tuple[int, ...]] = []
    for later in scenario.visits:
        for gap in later.gaps:
            earlier = scenario.visit[gap.after]
            added = duration_of(scenario, earlier) if gap.measured_from == "end" else 0
            most = NEVER if gap.maximum is None else gap.maximum + added
            for visit in (earlier, later):
                takes_part[number[visit.id]].append(len(rows))
            rows.append(
                (
                    number[earlier.id],
                    number[later.id],
                    gap.minimum + added,
                    most,
                    WHO[gap.caregiver],
                )
            )
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    names = ("gap_earlier", "gap_later", "gap_least", "gap_most", "gap_who")
    return {name: column.copy() for name, column in zip(names, columns, strict=True)} | {
        "gaps": _pointer(takes_part),
        "gap_ids": _ints(gap for row in takes_part for gap in row),
    }


def _route_fields(
    scenario: Scenario,
    travel: TravelTimes,
    routes: tuple[tuple[str, int], ...],
    modes: list[str],
) -> dict[str, Ints]:
    number = {caregiver.id: k for k, caregiver in enumerate(scenario.caregivers)}
    rows = []
    for caregiver_id, shift_index in routes:
        caregiver = scenario.caregiver[caregiver_id]
        shift = caregiver.shifts[shift_index]
        rest = break_due(scenario, shift)
        rows.append(
            (
                number[caregiver_id],
                modes.index(caregiver.mode),
                travel.index(start_place(scenario, caregiver, shift)),
                travel.index(end_place(scenario, caregiver, shift)),
                scenario.at(shift.start),
                scenario.at(shift.end),
                scenario.at(shift.end) + caregiver.overtime_limit,
                0 if rest is None else rest.duration,
                0 if rest is None else scenario.at(rest.earliest),
                0 if rest is None else scenario.at(rest.latest),
            )
        )
    columns = np.array(rows, dtype=np.int64).reshape(-1, 10).T
    names = (
        "caregiver", "mode", "start_point", "end_point", "shift_start", "shift_end",
        "latest_return", "break_length", "break_from", "break_to",
    )  # fmt: skip
    return {name: column.copy() for name, column in zip(names, columns, strict=True)}


def _pairs(
    scenario: Scenario,
    stops: tuple[tuple[str, int], ...],
    routes: tuple[tuple[str, int], ...],
) -> tuple[NDArray[np.uint8], Ints]:
    """Who may serve what, and what it costs that they do; each distinct question is asked once."""
    shifts = [(scenario.caregiver[c], scenario.caregiver[c].shifts[k]) for c, k in routes]
    weights = scenario.policy.weights
    cost_of = {
        "gender_preference": thousandths(weights.gender_preference),
        "continuity": thousandths(weights.continuity),
    }
    papers: dict[tuple[str, int], NDArray[np.bool_]] = {}
    welcome: dict[tuple[object, ...], NDArray[np.bool_]] = {}
    liked: dict[tuple[object, ...], Ints] = {}
    eligible = np.zeros((len(stops), len(routes)), dtype=np.uint8)
    pair_cost = np.zeros((len(stops), len(routes)), dtype=np.int64)
    for row, (visit_id, role_index) in enumerate(stops):
        visit = scenario.visit[visit_id]
        client, service = scenario.client[visit.client], scenario.service[visit.service]
        key = (service.id, role_index)
        if key not in papers:
            papers[key] = _with_papers(scenario, service, service.crew[role_index], shifts)
        asked = _asked(client, service)
        if asked not in welcome:
            welcome[asked] = np.array(
                [not client_reasons(scenario, client, service, c) for c, _ in shifts], dtype=bool
            )
        wishes = (client.gender_preferred, client.preferred)
        if wishes not in liked:
            liked[wishes] = _ints(
                sum(cost_of[miss] for miss in preference_misses(scenario, client, c))
                for c, _ in shifts
            )
        eligible[row] = papers[key] & welcome[asked]
        if visit.pinned_caregivers:
            eligible[row] &= np.array(
                [not pin_reasons(visit, role_index, c) for c, _ in shifts], dtype=bool
            )
        pair_cost[row] = liked[wishes]
    return eligible, pair_cost


def _asked(client: Client, service: Service) -> tuple[object, ...]:
    """What `client_reasons` depends on, besides the caregiver."""
    return (
        client.gender,
        client.gender_required,
        client.gender_preferred,
        client.area,
        client.excluded,
        service.intimate,
    )


def _with_papers(
    scenario: Scenario, service: Service, role: Role, shifts: list[tuple[Caregiver, Shift]]
) -> NDArray[np.bool_]:
    """Whose papers allow a role on every date that the shift may touch."""

    def allowed(caregiver: Caregiver, shift: Shift) -> bool:
        first = scenario.date_at(scenario.at(shift.start))
        last = scenario.date_at(scenario.at(shift.end) + caregiver.overtime_limit)
        return not any(
            service_reasons(scenario, service, role, caregiver, on) for on in {first, last}
        )

    return np.array([allowed(caregiver, shift) for caregiver, shift in shifts], dtype=bool)


def _refuse_overflow(problem: Problem, ways: NDArray[np.int64]) -> None:
    """Refuse times and weights whose sums might not be kept exactly in 51 bits."""
    horizon = float(max(int(problem.latest_return.max(initial=0)), 1))
    per_tick = problem.tardiness_cost + problem.response_cost + problem.preferred_cost
    bound = float(problem.unserved_cost.sum()) + float(problem.pair_cost.max(initial=0)) * len(
        problem.visit
    )
    bound += horizon * float(per_tick.sum())
    bound += horizon * float(problem.weights.sum()) * 10.0 * max(1, problem.n_routes)
    if bound >= 2.0**51 or int(ways.max(initial=0)) >= 2**31:
        raise InputError(
            [
                Wrong(
                    "weights, priorities and times are so large, or so finely divided, that costs "
                    "cannot be kept exactly",
                    "Use smaller weights or priorities, or times of fewer decimals.",
                    where="policy.weights",
                )
            ]
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
