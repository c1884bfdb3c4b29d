"""Validity and cost of decisions in plain Python: the reference for every engine.

Decisions are the routes (nodes in order, including the break) and, for each visit, the release that
it is held for, if any. Everything else follows from them: `dispatch.engine.timetable`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.engine.assignment import Flaw, Routes, misassigned, stops_of
from dispatch.engine.postponement import start_costs, tardiness
from dispatch.engine.problem import (
    LARGEST_IDLE,
    LARGEST_TARDINESS,
    NOBODY,
    OVERTIME,
    TRAVEL,
    WAITING,
    WORKLOAD_SPREAD,
    Problem,
    Solution,
)
from dispatch.engine.timetable import Timetable, pause, timed, timetable
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
    sums = [sum(each) for each in zip(*costs, strict=True)] or [0, 0, 0]
    return {
        **dict(zip(("tardiness", "response", "preferred_time"), sums, strict=True)),
        "largest_tardiness": late * int(problem.weights[LARGEST_TARDINESS]),
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
        away = times.returned[r] - times.departure[r]
        waiting += away - way - toil - pause(problem, r, times)
        overtime += max(0, times.returned[r] - int(problem.shift_end[r]))
        preference += sum(int(problem.pair_cost[s, r]) for s in stops)
        if problem.break_length[r] and times.break_start[r] < 0:
            missed += int(problem.missed_cost[r])
        load[problem.caregiver[r]] += way + toil
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
    }
