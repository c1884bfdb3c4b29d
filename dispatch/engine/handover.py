"""Conversion between solutions and the state of the search."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from dispatch.engine.departures import final_times
from dispatch.engine.packed import Packed
from dispatch.engine.problem import Ints, Problem, Solution
from dispatch.engine.ranking import rank
from dispatch.engine.rows import entries
from dispatch.engine.schedule import bare_routes
from dispatch.engine.state import HELD, NEXT, ROUTE, START, TOTAL, State


def given(
    problem: Problem, solution: Solution | None, without: Collection[int] = ()
) -> tuple[Ints, Ints, Ints]:
    """Return a solution's decisions in the form that `dispatch.engine.routes.fill` reads.

    Parameters
    ----------
    problem
        The problem.
    solution
        The decisions; breaks that are not due are dropped. None gives routes that hold only what
        has begun, and their breaks.
    without
        Visits to leave out.

    Returns
    -------
    array of shape (N,), array of shape (R + 1,), array of shape (S,)
        The routes' nodes in compressed rows, their pointer, and the releases that visits are held
        for, by their leads.
    """
    held = np.zeros(problem.n_stops, dtype=np.int64)
    if solution is None:
        routes = bare_routes(problem)
    else:
        visits = np.array([*without], dtype=np.int64)
        gone = set(entries(problem.stops, visits)[0].tolist())
        gone.update((problem.n_stops + np.flatnonzero(problem.break_length == 0)).tolist())
        routes = [[node for node in nodes if node not in gone] for nodes in solution.routes]
        held[problem.stops[:-1]] = solution.held
        held[problem.stops[visits]] = 0
    pointer = np.cumsum([0, *map(len, routes)], dtype=np.int64)
    order = np.array([node for nodes in routes for node in nodes], dtype=np.int64)
    return order, pointer, held


def taken(problem: Problem, packed: Packed, state: State) -> Solution:
    """Return the immutable solution that a state holds."""
    heads = problem.n_stops + problem.n_routes
    following = state.table[:, NEXT].tolist()
    routes = []
    for head in range(heads, heads + problem.n_routes):
        nodes = []
        node = following[head]
        while node != head:
            nodes.append(node)
            node = following[node]
        routes.append(tuple(nodes))
    first = problem.stops[:-1]
    served = state.table[first, ROUTE] >= 0
    breaks = np.where(problem.break_length > 0, state.table[problem.n_stops : heads, START], -1)
    start = state.table[: problem.n_stops, START].copy()
    final_times(packed, state, start, breaks)
    mandatory, cost = divmod(int(state.tally[TOTAL]), rank(problem))
    return Solution(
        routes=tuple(routes),
        held=tuple(np.where(served, state.table[first, HELD], 0).tolist()),
        start=tuple(np.where(served, start[first], -1).tolist()),
        break_start=tuple(breaks.tolist()),
        mandatory_unserved=mandatory,
        cost=cost,
    )
