"""Who does what, and what is wrong with it whatever the times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from dispatch.engine.problem import CARGO, DIFFERENT, SAME, VISITS, Ints, Problem


class Flaw(Enum):
    """Why decisions are no solution."""

    BREAK_MISPLACED = auto()
    """A route lacks its break node, or has one too many."""
    STOP_TWICE = auto()
    INELIGIBLE = auto()
    CREW_INCOMPLETE = auto()
    SAME_CAREGIVER_TWICE = auto()
    """One caregiver fills two roles of a visit."""
    WRONG_CAREGIVER = auto()
    """A gap's rule of the same or a different caregiver is broken."""
    QUOTA_EXCEEDED = auto()
    """More of some visits is served than may be in all."""
    LIMIT_EXCEEDED = auto()
    """Some routes together have more paid time, visits or cargo than they may."""
    GROUP_INCOMPLETE = auto()
    """Some visits of a group are served, and some are not."""
    DEADLOCK = auto()
    """Visits wait for one another for ever."""
    WINDOW_PASSED = auto()
    """A visit is ready only after the last of its allowed starts."""
    BREAK_MISSED = auto()
    LATE_RETURN = auto()


Routes = Sequence[Sequence[int]]


def stops_of(problem: Problem, nodes: Sequence[int]) -> list[int]:
    """Return the stops among a route's nodes, the break left out."""
    return [node for node in nodes if node < problem.n_stops]


def people_of(problem: Problem, visit: int) -> range:
    """Return the stops of a visit that are people's."""
    first = int(problem.stops[visit])
    return range(first, first + int(problem.crew[visit]))


def rows(pointer: Ints, k: int) -> range:
    """Return where the entries of `k` stand in compressed rows."""
    return range(int(pointer[k]), int(pointer[k + 1]))


def misassigned(problem: Problem, routes: Routes) -> Flaw | None:
    """Return what is wrong with who does what, whatever the times; None if nothing is."""
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
    """Return each route with each of its stops."""
    return ((r, s) for r, nodes in enumerate(routes) for s in stops_of(problem, nodes))


def _excess(problem: Problem, routes: Routes) -> Flaw | None:
    """Return which quota or limit is exceeded, whatever the times; None if none is."""
    served = {int(problem.visit[s]) for _, s in _made(problem, routes)}
    for q, most in enumerate(problem.quota_most):
        used = [k for k in rows(problem.quota, q) if problem.quota_visits[k] in served]
        if sum(int(problem.quota_use[k]) for k in used) > most:
            return Flaw.QUOTA_EXCEEDED
    visits = [len(stops_of(problem, nodes)) for nodes in routes]
    cargo = [sum(int(problem.cargo[s]) for s in stops_of(problem, nodes)) for nodes in routes]
    if is_exceeded(problem, VISITS, visits) or is_exceeded(problem, CARGO, cargo):
        return Flaw.LIMIT_EXCEEDED
    return None


def is_exceeded(problem: Problem, what: int, amounts: Sequence[int]) -> bool:
    """Return whether some limit is, given what each route has of what it counts."""
    return any(
        counted == what
        and sum(amounts[problem.limit_routes[k]] for k in rows(problem.limit, each)) > most
        for each, (counted, most) in enumerate(
            zip(problem.limit_what, problem.limit_most, strict=True)
        )
    )
