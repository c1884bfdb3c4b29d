from itertools import pairwise

import numpy as np
import pytest

from dispatch.engine.cooling import ENOUGH, EVERYBODY, FEW, SHORT, SMALL, SMALL_HEAT, Cooling
from dispatch.engine.state import LEARNED, RANDOM, START, UPHILL, WIDTH

SCALE = 1000.0


def table(problem, *, left_out=0):
    best = np.zeros((problem.n_stops + 2 * problem.n_routes, WIDTH), dtype=np.int64)
    best[problem.stops[:left_out], START] = -1
    return best


@pytest.fixture
def problem(random_problem):
    return random_problem(3, visits=10, routes=3)


def tally(uphill, learned):
    made = np.zeros(RANDOM, dtype=np.int64)
    made[UPHILL], made[LEARNED] = uphill, learned
    return made


def told(
    problem, budget, chunk, *, left_out=0, scale=SCALE, uphill=0, learned=ENOUGH, goes_on=False
):
    """Return the heats of all chunks of a budget."""
    cooling = Cooling(problem, scale, goes_on)
    best, known = table(problem, left_out=left_out), tally(uphill, learned)
    return [
        cooling(best, known, done, done / budget, chunk / budget if done else 0.0)
        for done in range(0, budget, chunk)
    ]


def test_one_round_falls_from_hot_to_cold(problem):
    heats = [heat for heat, _ in told(problem, 10_000, 100)]
    assert heats[0].hot == pytest.approx(SCALE * EVERYBODY.hot)
    assert heats[-1].cold == pytest.approx(SCALE * EVERYBODY.cold)
    assert all(heat.cold <= heat.hot for heat in heats)
    # One chunk begins where the one before it has ended.
    for before, after in pairwise(heats[1:]):
        assert after.hot == pytest.approx(before.cold)


@pytest.mark.parametrize("share", [0.001, 0.25, 0.75])
def test_what_goes_on_from_a_plan_for_less_than_a_round_has_the_end_of_one(random_problem, share):
    problem = random_problem(3, visits=2 * SMALL, routes=3)
    budget = int(share * EVERYBODY.round * problem.n_stops**1.5)
    heats = [heat for heat, _ in told(problem, budget, budget // 100, goes_on=True)]
    assert heats[0].hot == heats[0].cold == pytest.approx(SCALE * EVERYBODY.cold)
    begins = SCALE * EVERYBODY.hot * (EVERYBODY.cold / EVERYBODY.hot) ** (1 - share)
    assert heats[1].hot == pytest.approx(begins, rel=0.05)
    assert heats[-1].cold == pytest.approx(SCALE * EVERYBODY.cold, rel=0.05)
    for before, after in pairwise(heats[1:]):
        assert after.hot == pytest.approx(before.cold)


def test_what_goes_on_from_a_plan_for_longer_is_as_hot_as_any_search(random_problem):
    problem = random_problem(3, visits=2 * SMALL, routes=3)
    budget = 4 * int(EVERYBODY.round * problem.n_stops**1.5)
    first, *heats = told(problem, budget, budget // 200, goes_on=True)
    assert first[0].hot == pytest.approx(SCALE * EVERYBODY.cold)
    assert heats == told(problem, budget, budget // 200)[1:]


def test_more_budget_makes_more_rounds_some_of_them_hotter(random_problem):
    problem = random_problem(3, visits=2 * SMALL, routes=3)
    length = int(EVERYBODY.round * problem.n_stops**1.5) + 1
    chunks = told(problem, 4 * length, length // 50)
    begun = [heat.hot for heat, begins in chunks if begins]
    hottest = max(heat.hot for heat, _ in chunks)
    assert len(begun) == 3  # the first round begins with the search
    assert hottest == pytest.approx(SCALE * EVERYBODY.hot * max(EVERYBODY.heat), rel=0.2)
    assert all(heat.ruin > 0 for heat, _ in chunks)


def test_every_other_round_of_a_small_problem_neither_ruins_nor_grows_cold(problem):
    length = int(EVERYBODY.round * problem.n_stops**1.5) + 1
    rounds = [[] for _ in SMALL_HEAT]
    number = 0
    for heat, begins in told(problem, len(SMALL_HEAT) * length, length // 50):
        number += begins
        rounds[number].append(heat)
    for k, (heat, chunks) in enumerate(zip(SMALL_HEAT, rounds, strict=True)):
        wild = k % 2 == 1
        cold = SCALE * EVERYBODY.cold * (heat if wild else 1)
        assert chunks[0].hot == pytest.approx(SCALE * EVERYBODY.hot * heat, rel=0.2)
        assert chunks[-1].cold == pytest.approx(cold, rel=0.2)
        assert all((chunk.ruin == 0) == wild for chunk in chunks)


def test_it_is_hotter_and_ruins_more_while_visits_are_left_out(problem):
    (full, _), (short, _) = (told(problem, 1000, 1000, left_out=left)[0] for left in (0, 1))
    assert short.hot == pytest.approx(SCALE * SHORT.hot)
    assert short.hot > full.hot
    assert short.ruin == min(0.05, SHORT.ruin / problem.n_stops) > full.ruin


def test_it_is_milder_while_few_are_left_out_of_what_is_made_from_nothing(random_problem):
    def begins(visits, left_out):
        problem = random_problem(3, visits=visits, routes=3)
        return told(problem, 1000, 1000, left_out=left_out)[0][0].hot

    for visits, left_out in ((20, 1), (200, 10), (400, 10)):
        assert begins(visits, left_out) == pytest.approx(SCALE * FEW.hot)
    for visits, left_out in ((19, 1), (180, 10), (400, 11)):
        assert begins(visits, left_out) == pytest.approx(SCALE * SHORT.hot)


def test_a_round_keeps_its_length_while_moves_get_faster(random_problem):
    problem = random_problem(3, visits=2 * SMALL, routes=3)
    length = EVERYBODY.round * problem.n_stops**1.5
    cooling, best = Cooling(problem, SCALE), table(problem)
    done, spent, step, rounds = 0, 0.0, 0.0, [[]]
    while spent < 1:
        heat, begins = cooling(best, tally(0, 0), done, spent, step)
        rounds += [[]] if begins else []
        rounds[-1].append(heat.hot)
        step = 0.004 / (1 + 3 * spent)  # at last moves are four times as fast as at first
        done, spent = done + int(3.3 * length * 0.004), spent + step
    assert 3 <= len(rounds) <= 8
    assert all(before >= after for heats in rounds for before, after in pairwise(heats))


def test_it_is_hotter_where_all_moves_that_make_a_plan_worse_cost_much(problem):
    def hottest(**known):
        return told(problem, 1000, 1000, **known)[0][0].hot

    usual = hottest()
    assert hottest(uphill=SCALE) == usual
    assert hottest(uphill=100 * SCALE) > usual
    assert hottest(scale=0.0, uphill=int(SCALE)) > 1
    assert hottest(uphill=100 * SCALE, learned=ENOUGH - 1) == usual
    assert hottest(scale=0.0, uphill=int(SCALE), learned=1) > 1
    assert hottest(left_out=1, uphill=100 * SCALE) == hottest(left_out=1)
