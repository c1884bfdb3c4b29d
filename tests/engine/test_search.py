"""The search against the plain timetable, the proof, itself and its promises."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from dispatch.engine import AnyOf, Iterations, Seconds, Solution
from dispatch.engine.cooling import Cooling
from dispatch.engine.exact import exact
from dispatch.engine.problem import TRAVEL
from dispatch.engine.schedule import solution_of
from dispatch.engine.search import greedy, search
from dispatch.errors import NoPlan


@pytest.mark.parametrize("seed", range(40))
def test_every_solution_is_what_the_plain_timetable_says(random_problem, seed):
    problem = random_problem(seed, visits=4 + seed % 9, routes=2 + seed % 3)
    for found in (greedy(problem), search(problem, seed=seed, stop=Iterations(10_000))):
        plain = solution_of(problem, found.routes, found.held)
        assert plain == found


@pytest.mark.parametrize("seed", range(20))
def test_large_crews_keep_the_plain_timetable_too(random_problem, seed):
    problem = random_problem(
        seed, visits=4 + seed % 5, routes=4 + seed % 2, crews=0.6, largest_crew=4, gaps=0.3
    )
    for found in (greedy(problem), search(problem, seed=seed, stop=Iterations(10_000))):
        assert solution_of(problem, found.routes, found.held) == found


@pytest.mark.many
@pytest.mark.parametrize("seed", range(12))
def test_the_search_finds_the_proved_optimum_of_large_crews(random_problem, seed):
    problem = random_problem(seed, visits=3, routes=4, crews=0.6, largest_crew=4, gaps=0.3)
    best = exact(problem, stop=Seconds(60))
    assert best.proved
    assert search(problem, seed=seed, stop=Iterations(400_000)).rank == best.rank


@pytest.mark.parametrize("seed", range(10))
def test_search_ends_no_worse_than_it_began(random_problem, seed):
    problem = random_problem(seed, visits=10, routes=3)
    start = greedy(problem)
    found = search(problem, initial=start, seed=seed, stop=Iterations(20_000))
    assert found.rank <= start.rank
    again = search(problem, initial=found, seed=seed + 1, stop=Iterations(10_000))
    assert again.rank <= found.rank


def test_no_budget_returns_the_start(random_problem):
    problem = random_problem(3, visits=8, routes=3)
    assert search(problem, stop=Iterations(0)) == greedy(problem)


def test_the_same_seed_and_iterations_give_the_same_solution(random_problem):
    problem = random_problem(5, visits=12, routes=4)
    one, same = (search(problem, seed=7, stop=Iterations(30_000)) for _ in range(2))
    assert one == same


def test_no_seed_is_trapped_where_neither_ways_nor_visits_left_out_cost_anything(random_problem):
    problem = random_problem(0, visits=24, routes=5)
    weights = problem.weights.copy()
    weights[TRAVEL] = 0
    problem = replace(
        problem,
        weights=weights,
        mandatory=np.ones_like(problem.mandatory),
        unserved_cost=np.zeros_like(problem.unserved_cost),
    )
    found = [search(problem, seed=seed, stop=Iterations(600_000)) for seed in range(4)]
    # Without a temperature searches leave out 11 to 13.
    assert [each.mandatory_unserved for each in found] == [11] * 4


@pytest.mark.parametrize("iterations", [30_000, 400_000])
def test_threads_give_the_same_solution_every_time(random_problem, iterations):
    problem = random_problem(5, visits=12, routes=4)
    two, same = (search(problem, seed=7, stop=Iterations(iterations), threads=2) for _ in range(2))
    assert two == same


def test_of_threads_the_best_counts(random_problem):
    problem = random_problem(5, visits=12, routes=4)
    budget = Iterations(30_000)  # less than a round, so the threads do not meet before the end
    alone = [search(problem, seed=seed, stop=budget).rank for seed in (7, 7 + 1_000_003)]
    assert search(problem, seed=7, stop=budget, threads=2).rank == min(alone)


def test_four_callers_at_once_get_what_each_gets_alone(random_problem):
    problems = [random_problem(seed, visits=10, routes=3) for seed in range(4)]

    def run(problem) -> Solution:
        return search(problem, seed=1, stop=Iterations(20_000))

    alone = [run(problem) for problem in problems]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(run, problems))
    assert together == alone


@pytest.mark.parametrize("seed", range(12))
def test_progress_is_told_after_every_chunk_and_never_rises(random_problem, seed):
    problem = random_problem(seed, visits=10, routes=3)
    told = []
    found = search(problem, stop=Iterations(50_000), progress=told.append)
    assert [each.iterations for each in told] == [10_000, 20_000, 30_000, 40_000, 50_000]
    ranks = [(each.mandatory_unserved, each.cost) for each in told]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[-1] == found.rank
    assert told[-1].fraction == 1


def test_any_rule_may_stop_the_search(random_problem):
    problem = random_problem(2, visits=6, routes=2)
    told = []
    search(problem, stop=AnyOf(Seconds(600), Iterations(20_000)), progress=told.append)
    assert told[-1].iterations == 20_000


def test_an_initial_solution_without_a_timetable_is_replaced(random_problem):
    problem = random_problem(1, visits=6, routes=2)
    start = greedy(problem)
    assert max(start.start) >= 0
    impossible = problem.replace(allowed_to=np.full_like(problem.allowed_to, -1))
    assert search(impossible, initial=start, stop=Iterations(0)).start == (-1,) * 6


def test_a_shift_that_not_even_an_empty_route_fits_is_told(random_problem):
    problem = random_problem(1, visits=6, routes=2)
    with pytest.raises(NoPlan, match="meal break does not fit"):
        search(problem.replace(latest_return=problem.shift_start - 1), stop=Iterations(0))


def test_without_visits_there_is_nothing_to_do(random_problem):
    problem = random_problem(1, visits=3, routes=2)
    nobody = problem.replace(eligible=np.zeros_like(problem.eligible))
    assert search(nobody, stop=Iterations(10_000)).start == (-1,) * 3


@pytest.mark.parametrize("seed", [36, 63])
def test_two_of_a_crew_may_change_roles(random_problem, seed):
    problem = random_problem(seed, visits=4, routes=4, crews=0.6, largest_crew=4, gaps=0.3)
    best = exact(problem, stop=Seconds(60))
    assert best.proved
    assert search(problem, seed=seed, stop=Iterations(200_000)).rank == best.rank


def test_two_visits_that_a_break_needs_between_them_are_served_together(plain_problem):
    # The break is at 150 and on the way: with the first visit alone it would come last, and the
    # second one alone is too far from home to be there by then, or to start in time after it.
    travel = plain_problem().travel.copy()
    travel[0, 0, 2] = 60
    problem = plain_problem(
        visits=2,
        travel=travel,
        allowed=[[(100, 120)], [(200, 225)]],
        unserved_cost=np.array([1000, 1000]),
        break_length=np.array([60]),
        break_from=np.array([150]),
        break_to=np.array([150]),
        break_home=np.array([0]),
        break_ahead=np.array([0]),
    )
    assert greedy(problem).start == (-1, -1)
    found = search(problem, stop=Iterations(10_000))
    assert found.routes == ((0, 2, 1),)
    assert found.start == (110, 210)


def test_only_a_plan_with_most_of_its_visits_is_spared_the_heat(random_problem, monkeypatch):
    problem = random_problem(3, visits=10, routes=3)
    told = []

    class Told(Cooling):
        def __init__(self, problem, scale, goes_on=False):
            told.append(goes_on)
            super().__init__(problem, scale, goes_on)

    monkeypatch.setattr("dispatch.engine.search.Cooling", Told)
    found = search(problem, seed=1, stop=Iterations(2_000))
    bare = replace(
        found,
        routes=tuple(tuple(n for n in nodes if n >= problem.n_stops) for nodes in found.routes),
        start=(-1,) * problem.n_visits,
    )
    search(problem, initial=found, seed=1, stop=Iterations(2_000))
    search(problem, initial=bare, seed=1, stop=Iterations(2_000))
    assert told == [False, True, False]
