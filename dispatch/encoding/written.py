"""The times of a plan's decisions as they are written, whatever rules they break."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from dispatch.encoding.encoded import Encoded
from dispatch.encoding.fields import ints, pointer
from dispatch.encoding.initial import decisions
from dispatch.engine.assignment import Routes, rows
from dispatch.engine.problem import Problem, Solution
from dispatch.engine.timetable import soonest
from dispatch.engine.ways import legs
from dispatch.errors import InputError, fault
from dispatch.plan import Plan


def timed_as_written(encoded: Encoded, plan: Plan, kept: Collection[str]) -> Solution:
    """Give the decisions of a plan the times of the solver's timetable.

    Decisions that no plan of the solver contains have times as well, the soonest: of a caregiver
    who may not come, of a visit whose windows have passed, of a break that is reached too late.

    Parameters
    ----------
    encoded
        The scenario.
    plan
        Its plan. Of its times only the order of a client's visits counts, and for which time a
        visit is held.
    kept
        The ids of visits that keep the start that they have in the plan, or start later if they
        have to.

    Returns
    -------
    Solution
        The decisions with their times; its cost is not computed.

    Raises
    ------
    InputError
        If a caregiver has no way to a visit, or visits wait for each other.
    """
    solution = decisions(encoded, plan)
    problem = _with_starts(encoded, solution, kept)
    if lost := [*_without_way(encoded, solution.routes)]:
        raise InputError(*(fault("edit-no-way", caregiver=name) for name in lost))
    times = soonest(problem, solution.routes, solution.held)
    if times is None:
        raise InputError(fault("edit-deadlock"))
    return replace(solution, start=times.start, break_start=times.break_start)


def _with_starts(encoded: Encoded, solution: Solution, kept: Collection[str]) -> Problem:
    """Return the problem in which a visit may start when it is pinned, or as it is kept."""
    p, scenario = encoded.problem, encoded.scenario
    spans = [
        [(int(p.allowed_from[k]), int(p.allowed_to[k])) for k in rows(p.allowed, visit)]
        for visit in range(p.n_visits)
    ]
    for number, visit in enumerate(scenario.open_visits):
        pinned, start = visit.pinned_start, solution.start[number]
        if visit.id in kept and start >= 0:
            later = [(max(a, start + 1), b) for a, b in spans[number] if b > start]
            spans[number] = [(start, start), *later]
        elif pinned is not None and not spans[number]:
            at = scenario.at(pinned) // encoded.tick
            spans[number] = [(at, at)]
    return p.replace(
        allowed=pointer(spans),
        allowed_from=ints(first for row in spans for first, _ in row),
        allowed_to=ints(last for row in spans for _, last in row),
    )


def _without_way(encoded: Encoded, routes: Routes) -> Iterator[str]:
    """Yield the caregivers and pools of whose ways one does not exist."""
    p = encoded.problem
    names = [name for name, _ in (*encoded.routes, *encoded.pieces)]
    for route, name in enumerate(names):
        if any(way >= p.no_way[0] for way in legs(p, route, routes[route])):
            yield name
