"""No plan costs more than the bound, and a mandatory visit left out weighs more than that."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.engine import Problem
from dispatch.engine.problem import NOBODY
from dispatch.engine.ranking import ROOM, is_exact, most_cost, rank
from dispatch.engine.schedule import solution_of
from dispatch.engine.search import greedy


@pytest.mark.parametrize("seed", range(100))
def test_no_plan_costs_more_than_the_bound(random_problem, seed):
    problem = random_problem(seed, visits=5, routes=3)
    nobody = problem.replace(eligible=np.zeros_like(problem.eligible))
    for each in (problem, nobody):
        assert greedy(each).cost <= most_cost(each)
    assert is_exact(problem)


@pytest.mark.parametrize(
    ("field", "at", "cost"),
    [
        ("response_from", -(10**9), "response_cost"),
        ("preferred_at", -(10**9), "preferred_cost"),
        ("preferred_at", 10**9, "preferred_cost"),
        ("told_to", -(10**9), "told_cost"),
        ("told_from", 10**9, "told_cost"),
    ],
)
def test_the_bound_knows_of_instants_that_lie_far_off(plain_problem, field, at, cost):
    costs = {field: np.array([0, at]), cost: np.array([0, 10**6])}
    problem = plain_problem(mandatory=np.array([0, 1]), **costs)
    assert most_cost(problem) >= greedy(problem).cost >= 9 * 10**14
    assert is_exact(problem)
    assert not is_exact(problem.replace(**{cost: np.array([0, 10**7])}))


def test_the_bound_knows_of_windows_that_closed_long_ago(plain_problem):
    costs = {"soft": [[], [(-(10**9), -(10**9))]], "tardiness_cost": np.array([0, 10**6])}
    problem = plain_problem(mandatory=np.array([0, 1]), **costs)
    assert most_cost(problem) >= greedy(problem).cost >= 9 * 10**14
    assert not is_exact(problem.replace(tardiness_cost=np.array([0, 10**7])))


@pytest.mark.parametrize("visits", [1, 1024, 1025, 6000])
def test_thousands_of_mandatory_visits_are_counted(visits):
    problem = Problem.of(
        visit=np.arange(visits),
        stops=np.arange(visits + 1),
        mandatory=np.ones(visits, dtype=np.int64),
        unserved_cost=np.full(visits, 7),
        caregiver=np.array([NOBODY]),
        eligible=np.zeros((visits, 1), dtype=np.uint8),
        travel=np.zeros((1, 1, 1), dtype=np.int32),
    )
    found = greedy(problem)
    assert (found.mandatory_unserved, found.cost) == (visits, 7 * visits)
    assert rank(problem) * visits <= ROOM
    assert is_exact(problem)


FAR_OFF = {"response_from": -(10**6), "soft_due": -(10**6), "shared_base": -(10**6)}
"""Requests and windows of long ago, and shares far beyond where their costs begin."""


def unequal(random_problem, seed, far):
    """Draw a problem in which whatever makes shares, groups or clients unequal costs a lot."""
    problem = random_problem(seed, 4, 2, crews=0, gaps=0, limits=0, shares=1, compared=1, pools=0)
    scarce = {name: np.full_like(getattr(problem, name), at) for name, at in FAR_OFF.items()}
    dear = {name: 1000 * getattr(problem, name) for name in ("bound_cost", "tally_cost")}
    return problem.replace(**(scarce if far else {}), **dear)


def decided(problem, draw):
    """Draw the routes of some visits until they have times."""
    while True:
        routes = [[] for _ in range(problem.n_routes)]
        for stop in draw.permutation(problem.n_stops).tolist():
            able = np.flatnonzero(problem.eligible[stop]).tolist()
            if able and draw.random() < 0.7:
                routes[draw.choice(able)].append(stop)
        for r, nodes in enumerate(routes):
            if problem.break_length[r]:
                nodes.insert(int(draw.integers(len(nodes) + 1)), problem.n_stops + r)
        if found := solution_of(problem, routes, [0] * problem.n_visits):
            return found


@pytest.mark.parametrize("far", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_no_plan_that_is_unequal_costs_more_than_the_bound(random_problem, seed, far):
    problem, draw = unequal(random_problem, seed, far), np.random.default_rng(seed)
    assert max(decided(problem, draw).cost for _ in range(10)) <= most_cost(problem)
