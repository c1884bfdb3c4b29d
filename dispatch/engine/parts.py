"""Parts, extensions and rescaling of problems, all driven by the schema of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.problem import NEVER, PAID, Ints, Problem, Solution, schema
from dispatch.engine.rows import entries
from dispatch.engine.shape import Axis, Unit

Flags: TypeAlias = NDArray[np.bool_]

OWN = frozenset({Axis.STOP, Axis.VISIT, Axis.ALLOWED, Axis.SOFT, Axis.RELEASE})
"""Axes of data that belong to one visit."""

SHARED = frozenset(
    {Axis.GAP, Axis.OPENING, Axis.QUOTA, Axis.QUOTA_VISIT, Axis.GROUP, Axis.GROUP_VISIT}
)
"""Axes of data that connect visits."""

LIMITS = frozenset({Axis.LIMIT, Axis.LIMIT_ROUTE})

FAIRNESS = frozenset(
    {
        Axis.SHARE, Axis.BOUND, Axis.BOUND_MEMBER, Axis.TALLY, Axis.TALLY_VISIT, Axis.CARE,
        Axis.CARE_VISIT, Axis.PERCENT,
    }
)  # fmt: skip
"""Axes of what compares caregivers or clients."""

COMPARED = frozenset({Axis.TALLY, Axis.TALLY_VISIT, Axis.CARE, Axis.CARE_VISIT})
"""Those of them that contain visits."""


class Numbers(NamedTuple):
    """Numbers in the whole problem of a part's stops, visits and routes."""

    stops: Ints
    visits: Ints
    routes: Ints


def part(problem: Problem, visits: Ints, routes: Ints) -> tuple[Problem, Numbers]:
    """Return the part of a problem with some visits and some routes.

    A gap stays if both of its visits do, a limit if any of its routes does, a quota if the
    remaining visits can exceed it, and a group if at least two of its visits remain. A caregiver is
    dropped if all of her routes are, and nobody asks for the care of visits that are dropped.
    Points and modes keep their numbers.

    Parameters
    ----------
    problem
        The whole problem.
    visits, routes
        Numbers of those to take, in the order of the part.
    """
    numbers = Numbers(entries(problem.stops, visits)[0], visits, routes)
    kept = {Axis.VISIT: visits, Axis.ROUTE: routes, Axis.CAREGIVER: _caregivers(problem, routes)}
    lengths = problem.lengths
    visit = _number(visits, lengths[Axis.VISIT]) >= 0
    route = _number(routes, lengths[Axis.ROUTE]) >= 0
    use = _sums(problem.quota, problem.quota_use * visit[problem.quota_visits])
    kept[Axis.GAP] = np.flatnonzero(visit[problem.gap_earlier] & visit[problem.gap_later])
    kept[Axis.LIMIT] = np.flatnonzero(_sums(problem.limit, route[problem.limit_routes]))
    kept[Axis.QUOTA] = np.flatnonzero(use > problem.quota_most)
    kept[Axis.GROUP] = np.flatnonzero(_sums(problem.group, visit[problem.group_visits]) > 1)
    kept[Axis.TALLY] = np.flatnonzero(_any(problem.tally, visit[problem.tally_visits]))
    kept[Axis.CARE] = np.flatnonzero(_any(problem.care, visit[problem.care_visits]))
    given_up = _sums(problem.care, problem.care_use * ~visit[problem.care_visits])
    asked = np.maximum(1, problem.care_asked - given_up)[kept[Axis.CARE]]
    found = _taken(problem, kept)
    return found.replace(care_asked=asked), numbers


def part_of(solution: Solution, problem: Problem, numbers: Numbers) -> Solution:
    """Return the decisions of a solution that concern a part of the problem.

    Parameters
    ----------
    solution
        A solution of the whole problem; its times are not kept.
    problem
        The whole problem.
    numbers
        The part's numbers in the whole.
    """
    stop = _number(numbers.stops, problem.n_stops)
    first_break = len(numbers.stops)
    routes = tuple(
        tuple(
            first_break + k if node >= problem.n_stops else int(stop[node])
            for node in solution.routes[route]
            if node >= problem.n_stops or stop[node] >= 0
        )
        for k, route in enumerate(numbers.routes.tolist())
    )
    return replace(
        solution,
        routes=routes,
        held=tuple(solution.held[visit] for visit in numbers.visits.tolist()),
        start=(-1,) * len(numbers.visits),
        break_start=(-1,) * len(routes),
    )


def extended(problem: Problem, more: Problem, visits: Ints) -> Problem:
    """Add the visits of another problem, or replace existing visits with them.

    Parameters
    ----------
    problem
        The existing problem. Its limits stay, and so do the connections between its visits and
        what compares caregivers and clients, of which no new visit becomes a part.
    more
        The visits to add. It has the same routes, caregivers, points, modes and tick; its data
        about these replace those of `problem`, but for shares, which stay. Connections of its new
        visits are added: gaps, and quotas and groups that replace those of any of their visits. It
        contains every visit that is connected with a new one, and its groups are complete.
    visits
        For each visit of `more`, its number in the result: that of the visit that it replaces, or
        the next ones after all existing visits.
    """
    first = problem.n_visits
    now = np.arange(first)
    old = visits < first
    now[visits[old]] = first + np.flatnonzero(old)
    more = _only_around(more.replace(**_nothing_compared()), ~old)
    regrouped = np.isin(problem.group_visits, visits[more.group_visits])
    counted_anew = np.isin(problem.quota_visits, visits[more.quota_visits])
    if regrouped.any() or counted_anew.any():
        kept = {
            Axis.QUOTA: np.flatnonzero(~_any(problem.quota, counted_anew)),
            Axis.GROUP: np.flatnonzero(~_any(problem.group, regrouped)),
        }
        problem = _taken(problem, kept)
    both: dict[str, Any] = {}
    for name, column in schema().items():
        mine, theirs = getattr(problem, name), getattr(more, name)
        axis = column.axes[0]
        if axis in LIMITS | FAIRNESS:
            both[name] = now[mine] if column.into is Axis.VISIT else mine
        elif axis not in OWN | SHARED:
            both[name] = theirs
        elif column.rows is not None:
            both[name] = np.append(mine, theirs[1:] + mine[-1])
        elif column.into is Axis.VISIT:
            both[name] = np.append(mine if axis in OWN else now[mine], theirs + first)
        else:
            both[name] = np.concatenate([mine, theirs])
    order = np.arange(max(first, int(visits.max(initial=-1)) + 1))
    order[visits] = first + np.arange(more.n_visits)
    return _taken(Problem(**both), {Axis.VISIT: order})


def reordered(problem: Problem, visits: Ints) -> Problem:
    """Return the problem with its visits, and their stops, in another order."""
    return _taken(problem, {Axis.VISIT: visits})


def rerouted(problem: Problem, routes: Ints, size: int) -> Problem:
    """Give the routes other numbers, and add new ones, which serve nothing.

    Parameters
    ----------
    problem
        The problem.
    routes
        For each route, its number in the result; those with bases keep their order.
    size
        The number of routes of the result; the fields of new ones have their defaults.
    """
    fields: dict[str, Any] = {"limit_routes": routes[problem.limit_routes]}
    for name, column in schema().items():
        old = getattr(problem, name)
        if column.rows is not None and column.axes == (Axis.ROUTE,):
            counts = np.zeros(size, dtype=np.int64)
            counts[routes] = np.diff(old)
            fields[name] = np.append(0, np.cumsum(counts))
        elif Axis.ROUTE in column.axes:
            shape = (*old.shape[:-1], size)
            wide = np.full(shape, column.default, dtype=column.dtype)
            wide[..., routes] = old
            fields[name] = wide
    return problem.replace(**fields)


def _nothing_compared() -> dict[str, Any]:
    """Return empty groups and clients; what they point to need not be there."""
    columns = schema().items()
    return {name: column.filled({}) for name, column in columns if column.axes[0] in COMPARED}


def _only_around(problem: Problem, visit: Flags) -> Problem:
    """Drop the gaps, quotas and groups that contain none of the marked visits, (V,)."""
    gaps = visit[problem.gap_earlier] | visit[problem.gap_later]
    quotas = _any(problem.quota, visit[problem.quota_visits])
    groups = _any(problem.group, visit[problem.group_visits])
    kept = {Axis.GAP: gaps, Axis.QUOTA: quotas, Axis.GROUP: groups}
    if all(rows.all() for rows in kept.values()):
        return problem
    return _taken(problem, {axis: np.flatnonzero(rows) for axis, rows in kept.items()})


def rescaled(problem: Problem, factor: int) -> Problem:
    """Return the problem in ticks `factor` times finer; every cost grows by the same factor."""
    if factor == 1:
        return problem
    fields = {
        name: np.where(array == NEVER, NEVER, array * factor).astype(column.dtype)
        for name, column in schema().items()
        if column.unit is not Unit.PLAIN
        for array in [getattr(problem, name)]
    }
    most = problem.limit_most * np.where(problem.limit_what == PAID, factor, 1)
    return problem.replace(**fields, limit_most=most)


def _taken(problem: Problem, some: Mapping[Axis, Ints]) -> Problem:
    """Take some entries along some axes and all along the others, and renumber them.

    Entries of rows that point to dropped entries are left out. Gaps are ordered by their later
    visits.
    """
    lengths = problem.lengths
    kept = {axis: some.get(axis, np.arange(length)) for axis, length in lengths.items()}
    kept[Axis.STOP] = entries(problem.stops, kept[Axis.VISIT])[0]
    number = {axis: _number(kept[axis], length) for axis, length in lengths.items()}
    later = number[Axis.VISIT][problem.gap_later[kept[Axis.GAP]]]
    kept[Axis.GAP] = kept[Axis.GAP][np.argsort(later, kind="stable")]
    fields: dict[str, Any] = {}
    for name, column in schema().items():  # the entries of rows come first, by their pointers
        if column.rows is not None:
            which, own = entries(getattr(problem, name), kept[column.axes[0]])
            here = _pointed_to(problem, column.rows, number)[which]
            kept[column.rows] = which[here]
            fields[name] = np.append(0, np.cumsum(here))[own]
    for name, column in schema().items():
        if column.rows is None:
            array = getattr(problem, name)
            for dimension, axis in enumerate(column.axes):
                if axis in some or axis in OWN | SHARED | LIMITS | FAIRNESS | {Axis.BASE}:
                    array = array.take(kept[axis], axis=dimension)
            if column.into is not None and lengths[column.into]:
                array = np.where(array < 0, array, number[column.into][array])
            fields[name] = array
    return Problem(**fields)


def _number(kept: Ints, length: int) -> Ints:
    """Return the new numbers of the entries that are kept; -1 for the others."""
    number = np.full(length, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return number


def _caregivers(problem: Problem, routes: Ints) -> Ints:
    """Return the caregivers who still have a route, or never had one."""
    gone = np.setdiff1d(problem.caregiver, problem.caregiver[routes])
    return np.setdiff1d(np.arange(len(problem.workload_cost)), gone)


def _sums(pointer: Ints, values: Ints | Flags) -> Ints:
    """Return the sum of each row's entries."""
    total = np.concatenate([[0], np.cumsum(values)])
    sums: Ints = total[pointer[1:]] - total[pointer[:-1]]
    return sums


def _any(pointer: Ints, values: Flags) -> Flags:
    """Return whether each row has a true entry."""
    return _sums(pointer, values) > 0


def _pointed_to(problem: Problem, axis: Axis, number: Mapping[Axis, Ints]) -> Flags:
    """Return which entries of rows point to no dropped entry."""
    here = np.ones(len(number[axis]), dtype=bool)
    for name, column in schema().items():
        if column.axes == (axis,) and column.into is not None:
            here &= number[column.into][getattr(problem, name)] >= 0
    return here
