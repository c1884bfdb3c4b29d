"""Of decisions that break rules a solution is kept, and no more than necessary is dropped."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from dispatch.engine import Iterations
from dispatch.engine.mending import mended
from dispatch.engine.schedule import solution_of
from dispatch.engine.search import search


def served(problem, solution):
    stops = (node for nodes in solution.routes for node in nodes if node < problem.n_stops)
    return {int(problem.visit[stop]) for stop in stops}


@pytest.mark.parametrize("seed", range(60))
def test_a_solution_is_kept_as_it_is(random_problem, seed):
    problem = random_problem(seed, visits=8, routes=3)
    found = search(problem, seed=seed, stop=Iterations(5_000))
    kept, dropped = mended(problem, found)
    assert (kept.routes, kept.held, dropped) == (found.routes, found.held, ())


@pytest.mark.parametrize("seed", range(60))
def test_what_is_kept_of_shuffled_routes_is_a_solution(random_problem, seed):
    draw = np.random.default_rng(seed)
    problem = random_problem(seed, visits=8, routes=3)
    found = search(problem, seed=seed, stop=Iterations(5_000))
    shuffled = tuple(tuple(draw.permutation(nodes).tolist()) for nodes in found.routes)
    kept, dropped = mended(problem, dataclasses.replace(found, routes=shuffled))
    assert solution_of(problem, kept.routes, kept.held) is not None
    assert served(problem, kept) == served(problem, found) - set(dropped)
    for before, after in zip(found.routes, kept.routes, strict=True):
        assert set(after) <= set(before)


def test_routes_that_work_out_are_untouched(plain_problem):
    allowed = [[(0, 1000)], [(0, 1000)], [(110, 110)], [(0, 1000)]]
    problem = plain_problem(visits=4, routes=2, allowed=allowed)
    # visit 2 cannot be reached by 110 at all: it is the only one to go
    start = search(problem, stop=Iterations(0))
    given = dataclasses.replace(
        start, routes=((0, 2, 3), (1,)), start=(110, 120, 140, 170), held=(0,) * 4
    )
    kept, dropped = mended(problem, given)
    assert (kept.routes, dropped) == (((0, 3), (1,)), (2,))


def test_the_one_that_blocks_the_most_goes(plain_problem):
    # places at 10, 20, 30 and 40 ticks; visit 0 is ready at 110 and takes until 310
    allowed = [[(110, 110)], [(140, 150)], [(170, 180)], [(200, 210)]]
    problem = plain_problem(visits=4, routes=1, allowed=allowed)
    service = problem.service.copy()
    service[0] = 200
    problem = problem.replace(service=service, unserved_cost=np.full(4, 1000))
    start = search(problem, stop=Iterations(0))
    given = dataclasses.replace(start, routes=((0, 1, 2, 3),), start=(110, 140, 170, 200))
    kept, dropped = mended(problem, given)
    assert (kept.routes, dropped) == (((1, 2, 3),), (0,))


def test_a_stop_moves_on_its_route_rather_than_go(plain_problem):
    allowed = [[(110, 130)], [(140, 200)]]
    problem = plain_problem(visits=2, routes=1, allowed=allowed)
    start = search(problem, stop=Iterations(0))
    kept, dropped = mended(problem, dataclasses.replace(start, routes=((1, 0),), start=(150, 120)))
    assert (kept.routes, dropped) == (((0, 1),), ())
