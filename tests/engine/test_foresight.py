"""The search with visits that may yet be asked for, on random problems of all features."""

import numpy as np
import pytest

from dispatch.engine import Iterations
from dispatch.engine.foresight import foreseeing
from dispatch.engine.parts import part, part_of
from dispatch.engine.schedule import solution_of
from dispatch.engine.search import search
from dispatch.errors import NoPlan

FUTURES = [np.array([5, 6]), np.array([7, 8])]
KNOWN = np.arange(5)


def without_futures(problem, **arguments):
    """A solution in the whole problem's numbers in which nobody may serve what may come."""
    eligible = problem.eligible.copy()
    eligible[problem.stops[5] :] = 0
    return search(problem.replace(eligible=eligible), **arguments)


@pytest.mark.many
@pytest.mark.parametrize("seed", range(60))
def test_what_is_planned_is_a_solution_of_what_is_known(random_problem, seed):
    problem = random_problem(seed, visits=9, routes=3)
    now, numbers = part(problem, KNOWN, np.arange(problem.n_routes))
    try:
        start = without_futures(problem, stop=Iterations(0))
    except NoPlan:
        return
    asked = {"initial": start, "seed": seed, "stop": Iterations(60_000)}
    found = foreseeing(problem, FUTURES, **asked)
    assert found == foreseeing(problem, FUTURES, **asked)
    assert found.start[5:] == (-1,) * 4
    mine = part_of(found, problem, numbers)
    plain = solution_of(now, mine.routes, mine.held)
    assert plain is not None
    assert plain.start == found.start[:5]
    assert plain.rank == found.rank


def test_each_search_has_its_share(random_problem):
    problem = random_problem(5, visits=9, routes=3)
    start = without_futures(problem, stop=Iterations(0))
    told = []

    def stop(iterations):
        told.append(iterations)
        return iterations / 60_000

    foreseeing(problem, FUTURES, initial=start, stop=stop)
    assert [*dict.fromkeys(told)] == [0, *range(10_000, 70_000, 10_000)]
