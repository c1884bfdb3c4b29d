"""Check who does what, regardless of times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto

import numpy as np

from dispatch.engine.problem import CARGO, DIFFERENT, KITS, SAME, VISITS, Ints, Problem
from dispatch.engine.ways import kits_of


class Flaw(Enum):
    """Reason why decisions are not a solution."""

    BREAK_MISPLACED = auto()
    """A route lacks its break node, or has one too many."""
    STOP_TWICE = auto()
    INELIGIBLE = auto()
    CREW_INCOMPLETE = auto()
    BEGUN_LEFT_OUT = auto()
    """A visit that has begun is not served."""
    SAME_CAREGIVER_TWICE = auto()
    """One caregiver fills two roles of a visit."""
    WRONG_CAREGIVER = auto()
    """A gap requires the same caregiver or different ones, and this is violated."""
    QUOTA_EXCEEDED = auto()
    """The served visits use more than a quota allows."""
    LIMIT_EXCEEDED = auto()
    """Some routes together exceed a limit on paid time, visits, cargo or kits."""
    GROUP_INCOMPLETE = auto()
    """Some visits of a group are served, and some are not."""
    DEADLOCK = auto()
    """Visits wait for each other in a cycle."""
    WINDOW_PASSED = auto()
    """A visit is ready only after its last allowed start."""
    BREAK_MISSED = auto()
    LATE_RETURN = auto()


Routes = Sequence[Sequence[int]]


def stops_of(problem: Problem, nodes: Sequence[int]) -> list[int]:
    """Return the stops among a route's nodes, without the break."""
    return [node for node in nodes if node < problem.n_stops]


def people_of(problem: Problem, visit: int) -> range:
    """Return the crew stops of a visit, without those of equipment."""
    first = int(problem.stops[visit])
    return range(first, first + int(problem.crew[visit]))


def rows(pointer: Ints, k: int) -> range:
    """Return the positions of row `k`'s entries in compressed rows."""
    return range(int(pointer[k]), int(pointer[k + 1]))


def misassigned(problem: Problem, routes: Routes) -> Flaw | None:
    """Return the flaw in who does what, regardless of times; None if there is none."""
    listed = [s for nodes in routes for s in stops_of(problem, nodes)]
    by = {s: int(problem.caregiver[r]) for r, s in _made(problem, routes)}
    if len(by) < len(listed):
        return Flaw.STOP_TWICE
    for r, nodes in enumerate(routes):
        breaks = [node for node in nodes if node >= problem.n_stops]
        if breaks != [problem.n_stops + r] * bool(problem.break_length[r]):
            return Flaw.BREAK_MISPLACED
        if not all(problem.eligible[s, r] for s in stops_of(problem, nodes)):
            return Flaw.INELIGIBLE
    crews = [{by[s] for s in people_of(problem, v) if s in by} for v in range(problem.n_visits)]
    for v, crew in enumerate(crews):
        missing = [s not in by for s in rows(problem.stops, v)]
        if any(missing) and not all(missing):
            return Flaw.CREW_INCOMPLETE
        if all(missing) and problem.begun[v]:
            return Flaw.BEGUN_LEFT_OUT
        if not any(missing) and len(crew) < problem.crew[v]:
            return Flaw.SAME_CAREGIVER_TWICE
    for earlier, later, who in zip(
        problem.gap_earlier, problem.gap_later, problem.gap_who, strict=True
    ):
        small, large = sorted((crews[earlier], crews[later]), key=len)
        if (who == SAME and not small <= large) or (who == DIFFERENT and small & large):
            return Flaw.WRONG_CAREGIVER
    for g in range(len(problem.group) - 1):
        served = [bool(crews[problem.group_visits[k]]) for k in rows(problem.group, g)]
        if any(served) and not all(served):
            return Flaw.GROUP_INCOMPLETE
    return _excess(problem, routes)


def _made(problem: Problem, routes: Routes) -> Iterator[tuple[int, int]]:
    """Yield each route with each of its stops."""
    return ((r, s) for r, nodes in enumerate(routes) for s in stops_of(problem, nodes))


def _excess(problem: Problem, routes: Routes) -> Flaw | None:
    """Return the flaw if a quota, or a limit that ignores times, is exceeded; None if none is."""
    served = {int(problem.visit[s]) for _, s in _made(problem, routes)}
    for q, most in enumerate(problem.quota_most):
        used = [k for k in rows(problem.quota, q) if problem.quota_visits[k] in served]
        if sum(int(problem.quota_use[k]) for k in used) > most:
            return Flaw.QUOTA_EXCEEDED
    visits = [len(stops_of(problem, nodes)) for nodes in routes]
    cargo = [sum(int(problem.cargo[s]) for s in stops_of(problem, nodes)) for nodes in routes]
    if is_exceeded(problem, VISITS, visits) or is_exceeded(problem, CARGO, cargo):
        return Flaw.LIMIT_EXCEEDED
    kits = [kits_of(problem, stops_of(problem, nodes)) for nodes in routes]
    for each in np.flatnonzero(problem.limit_what == KITS).tolist():
        over = problem.limit_routes[rows(problem.limit, each)]
        brought = sum(int(problem.limit_kit[each]) in kits[r] for r in over)
        if brought > problem.limit_most[each]:
            return Flaw.LIMIT_EXCEEDED
    return None


def is_exceeded(problem: Problem, what: int, amounts: Sequence[int]) -> bool:
    """Return whether a limit on `what` is exceeded, given the amount on each route."""
    return any(
        counted == what
        and sum(amounts[problem.limit_routes[k]] for k in rows(problem.limit, each)) > most
        for each, (counted, most) in enumerate(
            zip(problem.limit_what, problem.limit_most, strict=True)
        )
    )
