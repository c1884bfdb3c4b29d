"""A search that leaves room for visits that may yet be asked for: planning with sampled futures.

Each future is planned with its visits, which are then taken out again: what is left is a candidate
for the visits that are known, and so is the plan without any future. This is the multiple scenario
approach of Bent and Van Hentenryck 2004, 10.1287/opre.1030.0124. A candidate is judged by all
futures but its own: by what it saves there, beside the plan without any, once their visits are
inserted at their cheapest places. Its own future, which it was made for, would flatter it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dispatch.engine.handover import given, taken
from dispatch.engine.insertion import insert_all
from dispatch.engine.packed import Packed
from dispatch.engine.packing import pack
from dispatch.engine.parts import Numbers, part, part_of
from dispatch.engine.problem import Ints, Problem, Solution
from dispatch.engine.routes import fill
from dispatch.engine.search import insertion_order, search
from dispatch.engine.state import IMPOSSIBLE, TOTAL, State, empty_state
from dispatch.engine.stop import Progress, Stop


def foreseeing(
    problem: Problem,
    futures: Sequence[Ints],
    *,
    initial: Solution,
    seed: int = 0,
    stop: Stop,
    progress: Callable[[Progress], None] | None = None,
    threads: int = 1,
) -> Solution:
    """Search for a solution for the visits of no future that suits all futures.

    Parameters
    ----------
    problem
        The problem with the visits of all futures.
    futures
        The visits of each future; no visit is in two of them.
    initial
        Decisions to start from, without the visits of futures.
    seed
        Seed of the random numbers.
    stop
        The budget, of which each of the searches has the same share.
    progress
        Called during the search without a future.
    threads
        As for `search`.

    Returns
    -------
    Solution
        It leaves out the visits of all futures.

    Raises
    ------
    NoPlan
        As for `search`.
    """
    unknown = np.concatenate([np.zeros(0, dtype=np.int64), *futures])
    known = np.setdiff1d(np.arange(problem.n_visits), unknown)
    worlds = [_World.of(problem, known, future) for future in (unknown[:0], *futures)]
    found: list[Solution] = []
    now, spent = worlds[0], _Spent(stop, len(worlds))
    for number, world in enumerate(worlds):
        solution = search(
            world.problem, initial=world.seen(initial), seed=seed + number, stop=spent.share(),
            progress=None if number else progress, threads=threads,
        )  # fmt: skip
        kept = now.completed(world.told(solution, known))
        found.append(found[0] if kept is None else kept)
    costs = np.array([[world.cost(each) for world in worlds[1:]] for each in found], dtype=float)
    saved = costs[0] - costs
    np.fill_diagonal(saved[1:], 0)  # a plan knows too much of its own future
    return found[int(saved.sum(axis=1).argmax())]


class _Spent:
    """A budget that several searches share, one after the other."""

    def __init__(self, stop: Stop, searches: int) -> None:
        self._stop, self._searches = stop, searches
        self._begun, self._before, self._iterations = -1, 0, 0

    def share(self) -> Stop:
        """Return the budget of the next search."""
        self._begun += 1
        self._before += self._iterations
        return self

    def __call__(self, iterations: int) -> float:
        """Return the fraction of this search's share that is spent."""
        self._iterations = iterations
        spent = self._stop(self._before + iterations) * self._searches - self._begun
        return max(0.0, spent)


@dataclass(frozen=True)
class _World:
    """The problem with the visits of one future.

    Attributes
    ----------
    whole : Problem
        The problem with the visits of all futures.
    problem : Problem
        The part of it with those of this one.
    numbers : Numbers
        The numbers of the part in the whole.
    coming : array of shape (F,)
        The visits of the future, by their numbers in the part.
    """

    whole: Problem
    problem: Problem
    numbers: Numbers
    coming: Ints

    @classmethod
    def of(cls, whole: Problem, known: Ints, future: Ints) -> _World:
        visits = np.union1d(known, future)
        problem, numbers = part(whole, visits, np.arange(whole.n_routes))
        return cls(whole, problem, numbers, np.searchsorted(visits, future))

    @cached_property
    def _packed(self) -> Packed:
        return pack(self.problem, to_search=False)

    @cached_property
    def _state(self) -> State:
        return empty_state(self._packed, 0)

    def seen(self, solution: Solution) -> Solution:
        """Return what a solution of the whole decides in this world."""
        return part_of(solution, self.whole, self.numbers)

    def told(self, solution: Solution, known: Ints) -> Solution:
        """Return what a solution of this world decides about the visits that are known."""
        whole, numbers = self.whole, self.numbers
        kept = np.isin(numbers.visits, known)
        stops = np.where(np.repeat(kept, np.diff(self.problem.stops)), numbers.stops, -1)
        node = [*stops.tolist(), *range(whole.n_stops, whole.n_stops + whole.n_routes)]
        held, start = np.zeros(whole.n_visits, dtype=np.int64), np.full(whole.n_visits, -1)
        held[numbers.visits[kept]] = np.array(solution.held, dtype=np.int64)[kept]
        start[numbers.visits[kept]] = np.array(solution.start, dtype=np.int64)[kept]
        return replace(
            solution,
            routes=tuple(
                tuple(node[each] for each in nodes if node[each] >= 0) for nodes in solution.routes
            ),
            held=tuple(held.tolist()),
            start=tuple(start.tolist()),
        )

    def completed(self, solution: Solution) -> Solution | None:
        """Insert the visits of this world that a solution of the whole leaves out, and time all.

        None if there is no timetable.
        """
        if not fill(self._packed, self._state, *given(self.problem, self.seen(solution))):
            return None
        insert_all(self._packed, self._state, insertion_order(self.problem))
        return self.told(taken(self.problem, self._packed, self._state), self.numbers.visits)

    def cost(self, solution: Solution) -> int:
        """Return the cost of a solution of the whole once the future's visits are inserted.

        They come in the order in which they are asked for.
        """
        if not fill(self._packed, self._state, *given(self.problem, self.seen(solution))):
            return IMPOSSIBLE
        asked = np.argsort(self.problem.response_from[self.coming], kind="stable")
        insert_all(self._packed, self._state, self.problem.stops[self.coming[asked]])
        return int(self._state.tally[TOTAL])
