"""Search for a proven optimum: mandatory visits first, cost second."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace

from ortools.sat.python import cp_model

from dispatch.engine.exact.bounds import keep_bounds
from dispatch.engine.exact.costs import cost, mandatory_unserved
from dispatch.engine.exact.differences import forbid_differences
from dispatch.engine.exact.model import Model
from dispatch.engine.exact.pieces import in_order, keep_order
from dispatch.engine.exact.rules import keep_rules
from dispatch.engine.problem import Problem, Solution
from dispatch.engine.schedule import bare_routes, solution_of
from dispatch.engine.stop import Progress, Stop
from dispatch.errors import DispatchError, NoPlan, fault

POLL = 0.05
"""Seconds between two calls of the stopping rule."""


def exact(
    problem: Problem,
    *,
    initial: Solution | None = None,
    seed: int = 0,
    stop: Stop,
    progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """Find the best solution and prove its optimality by constraint programming.

    Intended for problems of up to some ten visits, as a reference for the other engines. It uses
    one thread of CP-SAT, so a run that ends by itself always gives the same solution.

    Parameters
    ----------
    problem
        The problem to solve.
    initial
        Solution to start from; ignored if it is flawed.
    seed
        Seed of the solver.
    stop
        Called some twenty times a second and at each improvement; an iteration is an improvement.
    progress
        Called equally often.

    Returns
    -------
    Solution
        The best solution found; `proved` if none is better, otherwise with the best `bound`, if
        any.

    Raises
    ------
    NoPlan
        If even the plan that serves only what has begun breaks a rule: a break cannot be taken.
    """
    search = Search(problem, start_of(problem, initial), seed, stop, progress)
    model = ruled(problem)
    fewest = mandatory_unserved(model)
    if search.best.mandatory_unserved and not search.settle(
        model, fewest, lambda best: best.mandatory_unserved
    ):
        return search.best
    model.cp.add(fewest <= search.best.mandatory_unserved)
    proved = search.settle(model, cost(model), lambda best: best.cost)
    return replace(search.best, proved=proved, bound=search.bound)


def ruled(problem: Problem) -> Model:
    """Return a model of a problem with all its rules."""
    model = Model(problem)
    keep_rules(model)
    keep_bounds(model)
    keep_order(model)
    return model


def start_of(problem: Problem, initial: Solution | None) -> Solution:
    """Return the given solution with recomputed times and cost, or one of what has begun."""
    given = initial and solution_of(problem, initial.routes, initial.held)
    beginning = given or solution_of(problem, bare_routes(problem), [0] * problem.n_visits)
    if beginning is None:
        raise NoPlan(fault("break-never"))
    return in_order(problem, beginning)


class Search:
    """The best solution so far, and the solver that looks for a better one."""

    def __init__(
        self,
        problem: Problem,
        best: Solution,
        seed: int,
        stop: Stop,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem, self.best, self.improvements = problem, best, 0
        self.bound: int | None = None
        self._seed, self._stop, self._progress = seed, stop, progress
        self._began = time.perf_counter()
        self._solver = cp_model.CpSolver()
        self.value = self._solver.value

    def settle(
        self, model: Model, expression: cp_model.LinearExpr, of: Callable[[Solution], int]
    ) -> bool:
        """Minimise an expression over the solutions; return whether its least value is proved.

        Afterwards `bound` is a lower bound on the expression, or None if there is none. The model's
        minimum may rest on what the timetable does not know, such as circles: this is forbidden
        until a solution has the same value.
        """
        self.bound = None
        while self.minimise(model, expression):
            if of(self.best) == self.value(expression):
                return True
            forbid_differences(model, self.value)
        return False

    def minimise(self, model: Model, expression: cp_model.LinearExpr) -> bool:
        """Minimise an expression over the model; return whether the minimum is found and proved."""
        model.hint(self.best)
        model.cp.minimize(expression)
        self._solver = cp_model.CpSolver()
        self._solver.parameters.num_workers = 1
        self._solver.parameters.random_seed = self._seed
        self._solver.parameters.catch_sigint_signal = False
        self.value = self._solver.value
        if self._spent() >= 1:
            return False
        with ThreadPoolExecutor(max_workers=1) as pool:
            status = pool.submit(self._solver.solve, model.cp, _Watch(self, model))
            self._attend(status)
        if status.result() not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            raise DispatchError(fault("model-contradicted"))
        self.bound = int(max(self.bound or 0, self._solver.best_objective_bound))
        return status.result() == cp_model.OPTIMAL

    def _attend(self, solving: Future[cp_model.CpSolverStatus]) -> None:
        """Check the stopping rule until the solver is done; stop the solver in any case."""
        try:
            while wait([solving], POLL).not_done:
                if self._spent() >= 1:
                    self._solver.stop_search()
        finally:
            while wait([solving], POLL).not_done:
                self._solver.stop_search()

    def _spent(self) -> float:
        fraction = self._stop(self.improvements)
        if self._progress:
            seconds = time.perf_counter() - self._began
            best = self.best
            self._progress(
                Progress(
                    self.improvements, seconds, best.cost, best.mandatory_unserved, min(1, fraction)
                )
            )
        return fraction

    def offer(self, solution: Solution | None) -> bool:
        """Keep a solution if it is better; return whether the search should continue."""
        if solution and solution.rank < self.best.rank:
            self.best = solution
            self.improvements += 1
        return self._stop(self.improvements) < 1


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes each solution of the solver to the search, with recomputed times."""

    def __init__(self, search: Search, model: Model) -> None:
        super().__init__()
        self._search, self._model = search, model

    def on_solution_callback(self) -> None:
        """Offer the solution; stop the solver if the budget is spent."""
        routes, held = self._model.read(self.value)
        if not self._search.offer(solution_of(self._model.problem, routes, held)):
            self.stop_search()
