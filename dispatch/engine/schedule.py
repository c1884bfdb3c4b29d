"""Validity and cost of decisions in plain Python: the reference for every engine.

Decisions are the routes (nodes in order, including the break) and, for each visit, the release that
it is held for, if any. Everything else follows from them: `dispatch.engine.timetable`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from dispatch.engine.assignment import Flaw, Routes, misassigned, stops_of
from dispatch.engine.fairness import beyond_bounds, of_clients, of_groups, shared
from dispatch.engine.parts import part
from dispatch.engine.postponement import start_costs, tardiness
from dispatch.engine.problem import (
    LARGEST_IDLE,
    LARGEST_TARDINESS,
    NOBODY,
    OVERTIME,
    SHARES,
    TRAVEL,
    WAITING,
    WORKLOAD_SPREAD,
    Problem,
    Solution,
)
from dispatch.engine.timetable import Timetable, paid, timed, timetable
from dispatch.engine.walk import work
from dispatch.engine.ways import legs


def flaw_of(problem: Problem, routes: Routes, held: Sequence[int]) -> Flaw | None:
    """Return why the decisions are not a solution; None if they are one."""
    flaw = misassigned(problem, routes)
    if flaw is None:
        found = timed(problem, routes, held)
        flaw = found if isinstance(found, Flaw) else None
    return flaw


def solution_of(problem: Problem, routes: Routes, held: Sequence[int]) -> Solution | None:
    """Return the solution that follows from the decisions, or None if they are flawed.

    Parameters
    ----------
    problem
        The problem.
    routes
        The nodes of each route in order: stops, and the break ``S + r`` if one is due.
    held
        For each visit 0, or 1 + the position of the release that it is held for.
    """
    times = None if misassigned(problem, routes) else timetable(problem, routes, held)
    if times is None:
        return None
    mandatory_unserved, cost, _ = cost_of(problem, routes, times)
    return Solution(
        routes=tuple(tuple(map(int, nodes)) for nodes in routes),
        held=tuple(map(int, held)),
        start=times.start,
        break_start=times.break_start,
        mandatory_unserved=mandatory_unserved,
        cost=cost,
    )


def bare_routes(problem: Problem, also: Collection[int] = ()) -> list[list[int]]:
    """Return routes that serve only what has begun, each break at the first place where it fits.

    Parameters
    ----------
    problem
        The problem.
    also
        Visits to serve, too; like those that have begun, they have one allowed start, and one
        eligible route for each of their crew.
    """
    stops = [s for s in range(problem.n_stops) if _is_served(problem, s, also)]
    routes: list[list[int]] = [[] for _ in range(problem.n_routes)]
    for s in sorted(stops, key=lambda s: (_begins(problem, s), problem.service[s], s)):
        able = map(int, np.flatnonzero(problem.eligible[s]))
        routes[min(able, key=lambda r: _late(problem, r, routes[r], s))].append(s)
    breaks = [[problem.n_stops + r] * bool(length) for r, length in enumerate(problem.break_length)]
    return [
        _with_break(problem, r, nodes) if nodes and breaks[r] else [*breaks[r], *nodes]
        for r, nodes in enumerate(routes)
    ]


def _is_served(problem: Problem, stop: int, also: Collection[int]) -> bool:
    return bool(problem.begun[problem.visit[stop]]) or problem.visit[stop] in also


def _begins(problem: Problem, stop: int) -> int:
    """Return when a stop of a visit with one allowed start begins."""
    v = problem.visit[stop]
    return int(problem.allowed_from[problem.allowed[v]] + problem.offset[stop])


def _late(problem: Problem, r: int, stops: Sequence[int], stop: int) -> tuple[int, int]:
    """Return by how much a route is too late for one more stop, and the travel to it."""
    here, free = problem.start_point[r], int(problem.shift_start[r])
    if stops:
        last = stops[-1]
        here = problem.point_out[last]
        free = _begins(problem, last) + int(
            problem.service[last] + problem.after[last] + problem.slack[last]
        )
    way = int(problem.travel[problem.mode[r], here, problem.point_in[stop]])
    return max(0, free + way + int(problem.before[stop]) - _begins(problem, stop)), way


def _with_break(problem: Problem, r: int, stops: list[int]) -> list[int]:
    """Return a route with its break at the first place where it fits."""
    of_route, numbers = part(problem, np.unique(problem.visit[stops]), np.array([r]))
    number = {stop: k for k, stop in enumerate(numbers.stops.tolist())}
    for k in range(len(stops) + 1):
        nodes = [number[stop] for stop in stops]
        nodes.insert(k, of_route.n_stops)
        if isinstance(timed(of_route, [nodes], [0] * of_route.n_visits), Timetable):
            break
    else:
        k = 0
    return [*stops[:k], problem.n_stops + r, *stops[k:]]


def cost_of(problem: Problem, routes: Routes, times: Timetable) -> tuple[int, int, dict[str, int]]:
    """Return the number of mandatory visits left out, the cost, and its terms by name."""
    left_out = [v for v, start in enumerate(times.start) if start < 0]
    terms = _visit_terms(problem, times) | _route_terms(problem, routes, times)
    terms["unserved"] = sum(int(problem.unserved_cost[v]) for v in left_out)
    mandatory_unserved = sum(int(problem.mandatory[v]) for v in left_out)
    return mandatory_unserved, sum(terms.values()), terms


def _visit_terms(problem: Problem, times: Timetable) -> dict[str, int]:
    """Return the costs that depend on when a visit starts."""
    served = [(v, start) for v, start in enumerate(times.start) if start >= 0]
    costs = [start_costs(problem, v, start) for v, start in served]
    late = max((tardiness(problem, v, start) for v, start in served), default=0)
    sums = [sum(each) for each in zip(*costs, strict=True)] or [0] * 4
    return {
        **dict(zip(("tardiness", "response", "preferred_time", "told"), sums, strict=True)),
        "largest_tardiness": late * int(problem.weights[LARGEST_TARDINESS]),
        "groups": of_groups(problem, times.start),
        "clients": of_clients(problem, times.start),
    }


def idle(problem: Problem, r: int, nodes: Sequence[int], times: Timetable) -> int:
    """Return the idle ticks of a shift until its end, or until the return if that is later.

    A caregiver without stops is at home and takes her break there.
    """
    begun = int(problem.shift_start[r])
    over = max(times.returned[r], int(problem.shift_end[r]))
    spent = sum(legs(problem, r, nodes)) + times.detour[r] + work(problem, nodes)
    rests = 0 <= times.break_start[r] < over
    return over - begun - spent - int(problem.break_length[r]) * rests


def spread(problem: Problem, load: Sequence[int]) -> int:
    """Return the deviations of scaled loads from their mean, in minutes, each rounded up."""
    scaled = [ticks * int(each) for ticks, each in zip(load, problem.workload_scale, strict=True)]
    grain = len(scaled) * 1000 * int(problem.minute[0])
    return sum(-(-abs(len(scaled) * each - sum(scaled)) // grain) for each in scaled)


def _route_terms(problem: Problem, routes: Routes, times: Timetable) -> dict[str, int]:
    """Return the costs that depend on who goes where, and when they return."""
    travel = waiting = overtime = preference = missed = most_idle = 0
    load = [int(ticks) for ticks in problem.workload_so_far]
    shares = [[0] * len(load) for _ in SHARES]
    for r, nodes in enumerate(routes):
        stops = stops_of(problem, nodes)
        if problem.caregiver[r] != NOBODY:
            most_idle = max(most_idle, idle(problem, r, nodes, times))
        if not stops:
            continue
        way, toil = sum(legs(problem, r, nodes)) + times.detour[r], work(problem, nodes)
        travel += way
        if problem.caregiver[r] == NOBODY:
            continue
        away = paid(problem, r, times)
        waiting += away - way - toil
        overtime += max(0, times.returned[r] - int(problem.shift_end[r]))
        preference += sum(int(problem.pair_cost[s, r]) for s in stops)
        if problem.break_length[r] and times.break_start[r] < 0:
            missed += int(problem.missed_cost[r])
        load[problem.caregiver[r]] += way + toil
        own = (away, way, sum(int(problem.heavy[s]) for s in stops))
        for share, ticks in zip(shares, own, strict=True):
            share[problem.caregiver[r]] += ticks
    weighed = [ticks * int(each) for ticks, each in zip(load, problem.workload_cost, strict=True)]
    return {
        "travel": travel * int(problem.weights[TRAVEL]),
        "waiting": waiting * int(problem.weights[WAITING]),
        "overtime": overtime * int(problem.weights[OVERTIME]),
        "preference": preference,
        "balance": max(weighed, default=0),
        "largest_idle": most_idle * int(problem.weights[LARGEST_IDLE]),
        "workload_spread": spread(problem, load)
        * int(problem.minute[0])
        * int(problem.weights[WORKLOAD_SPREAD]),
        "missed_break": missed,
        "shared": shared(problem, shares),
        "bounds": beyond_bounds(problem, shares),
    }
