"""A visit that has begun is in every solution, whatever else that costs."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.engine import Iterations, Seconds
from dispatch.engine.assignment import Flaw
from dispatch.engine.exact import exact
from dispatch.engine.problem import NEVER
from dispatch.engine.schedule import bare_routes, flaw_of, solution_of
from dispatch.engine.search import greedy, search

SOME = 40


def begun(problem, visit, solution):
    """Let a served visit of a solution have begun, worth nothing beside all others."""
    start, eligible = solution.start[visit], problem.eligible.copy()
    crew = range(problem.stops[visit], problem.stops[visit] + problem.crew[visit])
    for route, nodes in enumerate(solution.routes):
        for stop in set(crew) & set(nodes):
            eligible[stop] = 0
            eligible[stop, route] = 1
    inside = np.arange(problem.allowed[visit], problem.allowed[visit + 1])
    kept = np.setdiff1d(np.arange(len(problem.allowed_from)), inside[1:])
    allowed = problem.allowed.copy()
    allowed[visit + 1 :] -= len(inside) - 1
    first, last = problem.allowed_from[kept], problem.allowed_to[kept]
    first[inside[0]] = last[inside[0]] = start
    worth = problem.unserved_cost.copy()
    worth[visit] = 0
    flags = np.zeros(problem.n_visits, dtype=np.int64)
    flags[visit] = 1
    no_group = {"group": problem.group[:1], "group_visits": problem.group_visits[:0]}
    return problem.replace(
        begun=flags, mandatory=1 - flags, eligible=eligible, unserved_cost=worth,
        allowed=allowed, allowed_from=first, allowed_to=last, **no_group,
    )  # fmt: skip


def begun_problems(random_problem, visits, routes):
    """Yield problems with a visit that has begun and that fits alone."""
    for seed in range(SOME):
        problem = random_problem(seed, visits=visits, routes=routes, limits=0.0)
        whole = greedy(problem)
        served = [v for v, start in enumerate(whole.start) if start >= 0]
        if served:
            visit = served[seed % len(served)]
            changed = begun(problem, visit, whole)
            if solution_of(changed, bare_routes(changed), [0] * visits):
                yield seed, visit, changed


def test_no_search_leaves_out_what_has_begun(random_problem):
    tried = 0
    for seed, visit, problem in begun_problems(random_problem, visits=8, routes=3):
        tried += 1
        found = search(problem, seed=seed, stop=Iterations(20_000))
        for each in (greedy(problem), search(problem, stop=Iterations(0)), found):
            assert each.start[visit] == problem.allowed_from[problem.allowed[visit]]
            assert solution_of(problem, each.routes, each.held) == each
    assert tried > SOME // 2


def test_the_proof_counts_only_plans_with_what_has_begun(random_problem):
    tried = 0
    for seed, visit, problem in begun_problems(random_problem, visits=4, routes=2):
        tried += 1
        best = exact(problem, stop=Seconds(60))
        assert best.proved
        assert best.start[visit] >= 0
        assert search(problem, seed=seed, stop=Iterations(50_000)).rank >= best.rank
    assert tried > SOME // 2


def test_a_solution_without_what_has_begun_is_flawed_and_no_start(plain_problem):
    problem = plain_problem(visits=2, routes=1)
    problem = problem.replace(begun=np.array([1, 0]))
    assert flaw_of(problem, [[1]], [0, 0]) is Flaw.BEGUN_LEFT_OUT
    left_out = solution_of(problem.replace(begun=np.array([0, 0])), [[1]], [0, 0])
    assert search(problem, initial=left_out, stop=Iterations(0)).start[0] >= 0


@pytest.mark.parametrize("start", [300, 110])
def test_the_break_of_what_has_begun_stands_where_it_fits(plain_problem, start):
    problem = plain_problem(visits=1, routes=1)
    problem = problem.replace(
        begun=np.array([1]), allowed_from=np.array([start]), allowed_to=np.array([start]),
        break_length=np.array([15]), break_from=np.array([100]), break_to=np.array([900]),
        missed_cost=np.array([NEVER]),
    )  # fmt: skip
    assert bare_routes(problem) == [[1, 0] if start == 300 else [0, 1]]
