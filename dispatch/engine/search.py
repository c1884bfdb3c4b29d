"""The search: a greedy start, then annealing in chunks, with clock and callbacks in Python.

The same seed, number of threads and budget of iterations give the same solution on any machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.anneal import anneal
from dispatch.engine.assignment import rows
from dispatch.engine.compiled import is_compiled
from dispatch.engine.cooling import Cooling, Heat
from dispatch.engine.handover import given, taken
from dispatch.engine.insertion import insert_all, substitute
from dispatch.engine.mending import mended
from dispatch.engine.near import near_cost, spans
from dispatch.engine.packed import Packed
from dispatch.engine.packing import pack
from dispatch.engine.problem import Ints, Problem, Solution
from dispatch.engine.ranking import rank
from dispatch.engine.routes import fill
from dispatch.engine.schedule import bare_routes
from dispatch.engine.state import ROOM, START, TOTAL, State, empty_state
from dispatch.engine.stop import Progress, Stop
from dispatch.errors import NoPlan, fault

CHUNK = 10_000
"""Iterations between two looks at the clock, for up to 50 stops; fewer for more stops."""


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
        The problem to solve.
    initial
        Solution to start from; a greedy one if it is not given, has no timetable or leaves out what
        has begun.
    seed
        Seed of the random numbers.
    stop
        The budget, checked after every chunk of iterations.
    progress
        Called after every chunk, with the best of all threads.
    threads
        Number of parallel searches. When a round of cooling begins, all continue from the best of
        them.

    Returns
    -------
    Solution
        Never worse than `initial`.

    Raises
    ------
    NoPlan
        If even the plan that serves only what has begun has no timetable: a break cannot be taken.
    """
    if problem.n_stops == 0 or problem.n_routes == 0:
        return greedy(problem)
    began = time.perf_counter()
    cold = not is_compiled()
    packed = pack(problem, to_search=False)
    start = _start(problem, packed, initial, seed)
    climbs = [_climb(packed, start, seed + 1_000_003 * k) for k in range(threads)]
    best = climbs[0].best
    _climb_on(climbs[0], packed, 0, Heat(1.0, 1.0, 0.0))  # compile before the clock starts
    if cold:
        compile_substitute(packed, start)
    spent, step = stop(0), 0.0
    if spent >= 1:
        return _timed_anew(problem, packed, start, taken(problem, packed, start))
    packed = pack(problem)
    goes_on = initial is not None and _has_most_of(problem, initial, start)
    cooling = Cooling(problem, near_cost(problem, packed), goes_on)
    chunk = max(CHUNK // 20, CHUNK * 50 // max(50, problem.n_stops))
    iterations = 0
    with ThreadPoolExecutor(threads) as pool:
        side_by_side = map if threads == 1 else pool.map
        while spent < 1:
            heat, begins = cooling(best.table, climbs[0].state.tally, iterations, spent, step)
            if begins:
                for climb in climbs:
                    climb.resume(best)
            list(side_by_side(_climb_on, climbs, repeat(packed), repeat(chunk), repeat(heat)))
            best = min((climb.best for climb in climbs), key=_cost)
            iterations += chunk
            before, spent = spent, stop(iterations)
            step = spent - before
            if progress is not None:
                mandatory, cost = divmod(_cost(best), rank(problem))
                gone = time.perf_counter() - began
                progress(Progress(iterations, gone, cost, mandatory, min(1.0, spent)))
    return _timed_anew(problem, packed, start, taken(problem, packed, best))


class _Climb(NamedTuple):
    """One thread's search."""

    state: State
    """Current state."""
    best: State
    """Best state so far."""

    def resume(self, best: State) -> None:
        """Continue from the best state of any thread."""
        self.state.table[:] = best.table
        self.state.tally[:ROOM] = best.tally[:ROOM]


def _climb(packed: Packed, start: State, seed: int) -> _Climb:
    """Return a search that starts from a state's routes, with its own random numbers."""
    climb = _Climb(
        empty_state(packed, seed),
        start._replace(table=start.table.copy(), tally=start.tally.copy()),
    )
    climb.resume(climb.best)
    return climb


def _climb_on(climb: _Climb, packed: Packed, iterations: int, heat: Heat) -> None:
    anneal(packed, climb.state, climb.best, iterations, *heat)


def compile_substitute(packed: Packed, state: State) -> None:
    """Compile what `dispatch.engine.standing` calls, in a few seconds while all parts are loaded.

    Compiled separately, it would take half as long as compiling the search.
    """
    none = np.zeros(0, dtype=np.int64)
    substitute(packed, state, none, none.reshape(0, 1), none, none, none.reshape(0, 1))


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
    """Insert visits one by one at their cheapest places: mandatory, then costly, then rigid ones.

    With `initial`, its visits stay at their places.
    """
    del stop, progress
    packed = pack(problem)
    return taken(problem, packed, _start(problem, packed, initial, seed))


def _start(problem: Problem, packed: Packed, initial: Solution | None, seed: int) -> State:
    state = empty_state(packed, seed)
    if initial is None or not fill(packed, state, *given(problem, initial)):
        start = mended(problem, _with_fixed(problem), packed)[0]
        if not fill(packed, state, *given(problem, start)):
            raise NoPlan(fault("break-not-had"))
    insert_all(packed, state, insertion_order(problem))
    return state


def _has_most_of(problem: Problem, initial: Solution, start: State) -> bool:
    """Return whether a solution serves most of what the search begins with."""
    served = int((start.table[problem.stops[:-1], START] >= 0).sum())
    return 2 * sum(each >= 0 for each in initial.start) > served


def _with_fixed(problem: Problem) -> Solution:
    """Return decisions that serve what has begun and the visits that fit at one place only."""
    fixed = set(np.flatnonzero(_is_fixed(problem)).tolist())
    first = problem.allowed[:-1]
    return Solution(
        routes=tuple(map(tuple, bare_routes(problem, fixed))),
        held=(0,) * problem.n_visits,
        start=tuple(
            int(problem.allowed_from[first[v]]) if v in fixed else -1
            for v in range(problem.n_visits)
        ),
        break_start=(-1,) * problem.n_routes,
        mandatory_unserved=0,
        cost=0,
    )


def _is_fixed(problem: Problem) -> NDArray[np.bool_]:
    """Return which visits have one allowed start and one route for each of the crew, (V,)."""
    first, last = problem.allowed[:-1], problem.allowed[1:]
    fixed: NDArray[np.bool_] = last - first == 1
    fixed[fixed] = (problem.allowed_from == problem.allowed_to)[first[fixed]]
    for visit in np.flatnonzero(fixed).tolist():
        able = problem.eligible[rows(problem.stops, visit)].sum(axis=1)
        crew = problem.crew[visit]
        fixed[visit] = (able[:crew] == 1).all() and (able[crew:] > 0).all()
    return fixed


def _timed_anew(problem: Problem, packed: Packed, state: State, found: Solution) -> Solution:
    """Recompute a solution's times from nothing.

    Two crews whose offsets interlock may hold each other up, later than they need to be: each start
    waits for the other's. Times that rise from nothing do not.
    """
    if not fill(packed, state, *given(problem, found)):
        return found
    return taken(problem, packed, state)


def insertion_order(problem: Problem) -> Ints:
    """Return the leads of all visits in the order in which a greedy plan inserts them."""
    lead = problem.stops[:-1]
    choices = problem.eligible.sum(axis=1, dtype=np.int64)[lead]
    opens, due = spans(problem)
    order = np.lexsort((opens, due - opens, choices, -problem.unserved_cost, -problem.mandatory))
    return lead[order]
