"""Every engine on small random scenarios: the referee is the oracle, CP-SAT the proof."""

from __future__ import annotations

import pytest

from dispatch.encoding import Encoded, decode, encode, encode_plan
from dispatch.engine import Iterations, Seconds, Solution
from dispatch.engine.exact import exact
from dispatch.engine.schedule import solution_of
from dispatch.engine.search import greedy, search
from dispatch.generate import generate_small
from dispatch.referee import judge
from dispatch.roads import travel_times


def small(seed: int, visits: int) -> Encoded:
    scenario = generate_small(seed, visits=visits, caregivers=2 + seed % 3)
    return encode(scenario, travel_times(scenario))


def assert_sound(encoded: Encoded, solution: Solution) -> None:
    """The referee accepts the plan and finds its cost, and the plan means the solution."""
    plan = decode(encoded, solution)
    judgement = judge(encoded.scenario, encoded.travel, plan)
    assert not judgement.violations
    # thousandths of a weight times milliseconds there, times ticks here
    assert judgement.cost.exact == solution.cost * encoded.tick
    assert judgement.cost.mandatory_unserved == solution.mandatory_unserved
    again = encode_plan(encoded, plan)
    same = solution_of(encoded.problem, again.routes, again.held)
    assert same is not None
    assert (same.rank, same.start) == (solution.rank, solution.start)


def search_for(rank, problem, seed):
    """Search until a rank is found, for ten million moves at the most: some seconds."""
    best = []
    return search(
        problem,
        seed=seed,
        stop=lambda done: max(done / 10_000_000, float(best[-1:] == [rank])),
        progress=lambda now: best.append((now.mandatory_unserved, now.cost)),
    )


@pytest.mark.many
@pytest.mark.parametrize("seed", range(80))
def test_every_engine_makes_sound_plans_and_the_search_finds_the_proved_optimum(seed):
    encoded = small(seed, visits=2 + seed % 5)
    start = greedy(encoded.problem)
    assert_sound(encoded, start)
    best = exact(encoded.problem, stop=Seconds(120))
    assert best.proved
    assert_sound(encoded, best)
    found = search_for(best.rank, encoded.problem, seed)
    assert found.rank == best.rank <= start.rank
    assert_sound(encoded, found)


@pytest.mark.many
@pytest.mark.parametrize("seed", range(300, 320))
def test_the_search_finds_the_proved_optimum_of_up_to_ten_visits(seed):
    encoded = small(seed, visits=7 + seed % 4)
    best = exact(encoded.problem, stop=Seconds(300))
    assert best.proved
    found = search_for(best.rank, encoded.problem, seed)
    assert found.rank == best.rank
    assert_sound(encoded, found)


@pytest.mark.many
@pytest.mark.parametrize("seed", range(320, 340))
def test_a_warm_start_is_never_made_worse(seed):
    encoded = small(seed, visits=10)
    plan = decode(encoded, start := greedy(encoded.problem))
    found = search(
        encoded.problem, initial=encode_plan(encoded, plan), seed=seed, stop=Iterations(10_000)
    )
    assert found.rank <= start.rank
