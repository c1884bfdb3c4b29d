"""The search: a greedy start, then annealing in chunks, so that clock and callbacks stay in Python.

The same seed, number of threads and budget of iterations give the same solution on any machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import NamedTuple

import numpy as np

from dispatch.engine.anneal import anneal
from dispatch.engine.compiled import is_compiled
from dispatch.engine.cooling import Cooling, Heat
from dispatch.engine.insertion import exchange, insert_all
from dispatch.engine.problem import MANDATORY, Ints, Problem, Solution
from dispatch.engine.routes import load
from dispatch.engine.state import HELD, NEXT, ROOM, ROUTE, START, TOTAL, State, empty_state
from dispatch.engine.stop import Progress, Stop
from dispatch.engine.tables import Tables, near_cost, pack, spans
from dispatch.errors import NoPlan, fault

CHUNK = 10_000
"""Iterations between two looks at the clock, for 50 stops; fewer for more, for they take longer."""


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
        Called after every chunk, with the best of all threads.
    threads
        How many searches run side by side. All go on from the best of them whenever a round of
        cooling begins.

    Returns
    -------
    Solution
        Never worse than `initial`.
    """
    if problem.n_stops == 0 or problem.n_routes == 0:
        return greedy(problem)
    began = time.perf_counter()
    cold = not is_compiled()
    tables = pack(problem)
    start = _start(problem, tables, initial, seed)
    climbs = [_climb(tables, start, seed + 1_000_003 * k) for k in range(threads)]
    best = climbs[0].best
    _climb_on(climbs[0], tables, 0, Heat(1.0, 1.0, 0.0))  # compiled before the clock runs
    if cold:
        _compile_exchange(tables, start)
    cooling = Cooling(problem, near_cost(problem, tables))
    chunk = max(CHUNK // 20, CHUNK * 50 // max(50, problem.n_stops))
    iterations = 0
    spent, step = stop(0), 0.0
    with ThreadPoolExecutor(threads) as pool:
        side_by_side = map if threads == 1 else pool.map
        while spent < 1:
            heat, begins = cooling(best.table, iterations, spent, step)
            if begins:
                for climb in climbs:
                    climb.resume(best)
            list(side_by_side(_climb_on, climbs, repeat(tables), repeat(chunk), repeat(heat)))
            best = min((climb.best for climb in climbs), key=_cost)
            iterations += chunk
            before, spent = spent, stop(iterations)
            step = spent - before
            if progress is not None:
                progress(_progress(iterations, began, _cost(best), min(1.0, spent)))
    return _timed_anew(problem, tables, start, read(problem, best.table, _cost(best)))


class _Climb(NamedTuple):
    """One thread's search."""

    state: State
    """Where it is."""
    best: State
    """The best that it has found."""

    def resume(self, best: State) -> None:
        """Go on from the best that any thread has found."""
        self.state.table[:] = best.table
        self.state.tally[:ROOM] = best.tally[:ROOM]


def _climb(tables: Tables, start: State, seed: int) -> _Climb:
    """Begin at a state's routes, with random numbers of one's own."""
    climb = _Climb(
        empty_state(tables, seed),
        start._replace(table=start.table.copy(), tally=start.tally.copy()),
    )
    climb.resume(climb.best)
    return climb


def _climb_on(climb: _Climb, tables: Tables, iterations: int, heat: Heat) -> None:
    anneal(tables, climb.state, climb.best, iterations, *heat)


def _compile_exchange(tables: Tables, state: State) -> None:
    """Compile what `dispatch.explain` asks for, in a few seconds while all its parts are at hand.

    By itself it would take as long as half of the search.
    """
    none = np.zeros(0, dtype=np.int64)
    exchange(tables, state, none, none.reshape(0, 1), none)


def _cost(state: State) -> int:
    return int(state.tally[TOTAL])


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
        raise NoPlan(fault("break-not-had"))
    insert_all(tables, state, insertion_order(problem))
    return state


def _timed_anew(problem: Problem, tables: Tables, state: State, found: Solution) -> Solution:
    """Compute a solution's times from nothing.

    Two crews whose offsets interlock may hold each other up, later than they need to be: each start
    waits for the other's. Times that rise from nothing do not.
    """
    if not load(tables, state, *_rows(problem, found)):
        return found
    return read(problem, state.table, _cost(state))


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
