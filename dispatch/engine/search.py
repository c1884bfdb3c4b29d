"""The search: a greedy start, then annealing in chunks, so that clock and callbacks stay in Python.

The same seed, number of threads and budget of iterations give the same solution on any machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from dispatch.engine.anneal import anneal
from dispatch.engine.insertion import insert_all
from dispatch.engine.problem import MANDATORY, Ints, Problem, Solution
from dispatch.engine.routes import load
from dispatch.engine.state import HELD, NEXT, ROUTE, START, TOTAL, State, empty_state
from dispatch.engine.stop import Progress, Stop
from dispatch.engine.tables import Tables, near_cost, pack, spans
from dispatch.errors import NoPlan

CHUNK = 10_000
"""Iterations between two looks at the clock."""

COLD = 0.05
"""Temperature at the end of each round, in costs of the way to a near stop."""


class Pace(NamedTuple):
    """How a search spends its budget."""

    hot: float
    """Temperature at the start of a round, in costs of the way to a near stop."""
    heat: tuple[float, ...]
    """By how much hotter the rounds begin in turn, where there are several."""
    round: int
    """What a round takes at least, in iterations for each stop, times the root of their number."""
    ruin: float
    """How many moves in as many as there are stops ruin and recreate; they take long."""


EVERYBODY = Pace(hot=4.0, heat=(1.0, 5.0, 1.0, 25.0), round=600, ruin=0.1)
"""While every visit is served: the order and the times are what is left to search."""

SHORT = Pace(hot=6.0, heat=(1.0, 6.0, 36.0), round=300, ruin=1.2)
"""While visits are left out: which ones decides, and room for others must be made."""


def search(
    problem: Problem,
    *,
    initial: Solution | None = None,
    seed: int = 0,
    stop: Stop,
    progress: Callable[[Progress], None] | None = None,
    threads: int = 1,
) -> Solution:
    """Search for a good solution.

    Parameters
    ----------
    problem
        What to solve.
    initial
        Where to start from; a greedy solution where it is not given or has no timetable.
    seed
        Of the random numbers.
    stop
        The budget, asked after every chunk of iterations.
    progress
        Called after every chunk of the first thread.
    threads
        How many searches run side by side; the best one is returned.

    Returns
    -------
    Solution
        Never worse than `initial`.
    """
    if problem.n_stops == 0 or problem.n_routes == 0:
        return greedy(problem)
    tables = pack(problem)
    if threads == 1:
        return _search_alone(problem, tables, initial, seed, stop, progress)
    seeds = [seed + 1_000_003 * k for k in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        waiting = [
            pool.submit(_search_alone, problem, tables, initial, own, stop, None if k else progress)
            for k, own in enumerate(seeds)
        ]
        found = [each.result() for each in waiting]
    return min(found, key=lambda solution: solution.rank)


def greedy(
    problem: Problem,
    *,
    initial: Solution | None = None,
    seed: int = 0,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """Serve one visit after the other where it costs least: mandatory, then dear, then rigid ones.

    With `initial`, its visits stay where they are.
    """
    del stop, progress
    state = _start(problem, pack(problem), initial, seed)
    return read(problem, state.table, int(state.tally[TOTAL]))


def _start(problem: Problem, tables: Tables, initial: Solution | None, seed: int) -> State:
    state = empty_state(tables, seed)
    if (initial is None or not load(tables, state, *_rows(problem, initial))) and not load(
        tables, state, *_rows(problem, None)
    ):
        raise NoPlan("a meal break cannot be had in its shift")
    insert_all(tables, state, insertion_order(problem))
    return state


def _search_alone(
    problem: Problem,
    tables: Tables,
    initial: Solution | None,
    seed: int,
    stop: Stop,
    progress: Callable[[Progress], None] | None,
) -> Solution:
    began = time.perf_counter()
    state = _start(problem, tables, initial, seed)
    best, best_cost = state.table.copy(), int(state.tally[TOTAL])
    scale = near_cost(problem, tables)
    leads = problem.stops[:-1]
    iterations = 0
    anneal(tables, state, best, best_cost, 0, 1.0, 1.0, 0.0)  # compiled before the clock runs
    spent = stop(0)
    step = 0.0
    while spent < 1:
        pace = SHORT if (state.table[leads, START] < 0).any() else EVERYBODY
        # As many rounds as the budget has room for, judged by what went so far.
        budget = iterations / spent if iterations else 0
        rounds = max(1, int(budget / (pace.round * problem.n_stops**1.5)))
        number, fallen = divmod(spent * rounds, 1.0)
        top = pace.hot * pace.heat[int(number) % len(pace.heat)]
        hot = scale * top * (COLD / top) ** fallen
        cold = scale * top * (COLD / top) ** min(1.0, fallen + step * rounds)
        ruin = min(0.05, pace.ruin / problem.n_stops)
        best_cost = anneal(tables, state, best, best_cost, CHUNK, hot, cold, ruin)
        iterations += CHUNK
        before, spent = spent, stop(iterations)
        step = spent - before
        if progress is not None:
            progress(_progress(iterations, began, int(best_cost), min(1.0, spent)))
    return read(problem, best, int(best_cost))


def _progress(iterations: int, began: float, cost: int, fraction: float) -> Progress:
    mandatory, cost = divmod(cost, MANDATORY)
    return Progress(iterations, time.perf_counter() - began, cost, mandatory, fraction)


def insertion_order(problem: Problem) -> Ints:
    """Visits, by their leads, in the order in which a greedy plan serves them."""
    lead = problem.stops[:-1]
    choices = problem.eligible.sum(axis=1, dtype=np.int64)[lead]
    opens, due = spans(problem)
    order = np.lexsort((opens, due - opens, choices, -problem.unserved_cost, -problem.mandatory))
    return lead[order]


def _rows(problem: Problem, solution: Solution | None) -> tuple[Ints, Ints, Ints]:
    """A solution's routes in compressed rows; without one, routes that hold just their breaks."""
    held = np.zeros(problem.n_stops, dtype=np.int64)
    if solution is None:
        breaks = problem.n_stops + np.arange(problem.n_routes)
        routes = [
            [int(b)] if length else []
            for b, length in zip(breaks, problem.break_length, strict=True)
        ]
    else:
        routes = [list(route) for route in solution.routes]
        held[problem.stops[:-1]] = solution.held
    pointer = np.concatenate([[0], np.cumsum([len(route) for route in routes])]).astype(np.int64)
    order = np.array([node for route in routes for node in route], dtype=np.int64)
    return order, pointer, held


def read(problem: Problem, table: Ints, total: int) -> Solution:
    """Make the immutable solution that a state's table holds; `total` is its cost there."""
    heads = problem.n_stops + problem.n_routes
    routes = []
    for route in range(problem.n_routes):
        nodes = []
        node = int(table[heads + route, NEXT])
        while node != heads + route:
            nodes.append(node)
            node = int(table[node, NEXT])
        routes.append(tuple(nodes))
    first = problem.stops[:-1]
    served = table[first, ROUTE] >= 0
    breaks = np.where(problem.break_length > 0, table[problem.n_stops : heads, START], -1)
    mandatory, cost = divmod(total, MANDATORY)
    return Solution(
        routes=tuple(routes),
        held=tuple(int(h) for h in np.where(served, table[first, HELD], 0)),
        start=tuple(int(t) for t in np.where(served, table[first, START], -1)),
        break_start=tuple(int(t) for t in breaks),
        mandatory_unserved=mandatory,
        cost=cost,
    )
