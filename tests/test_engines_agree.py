"""Every engine on small random scenarios, with the referee as the oracle."""

from __future__ import annotations

import pytest

from dispatch.encoding import decode, encode, encode_plan
from dispatch.engine import Iterations, Seconds
from dispatch.engine.exact import exact
from dispatch.engine.schedule import solution_of
from dispatch.engine.search import greedy, search
from dispatch.generate import generate_small
from dispatch.referee import judge
from dispatch.roads import travel_times

SCENARIOS = 300
PROVED = 60


@pytest.mark.parametrize("seed", range(SCENARIOS))
def test_plans_keep_every_rule_and_cost_what_the_referee_says(seed):
    scenario = generate_small(seed, visits=2 + seed % 9, caregivers=2 + seed % 3)
    travel = travel_times(scenario)
    encoded = encode(scenario, travel)
    start = greedy(encoded.problem)
    found = search(encoded.problem, initial=start, seed=seed, stop=Iterations(20_000))
    assert found.rank <= start.rank
    for solution in (start, found):
        judgement = judge(scenario, travel, plan := decode(encoded, solution))
        assert not judgement.violations
        # costs are whole numbers of thousandths of a tick here, of a millisecond there
        assert judgement.cost.exact == solution.cost * encoded.tick
        assert judgement.cost.mandatory_unserved == solution.mandatory_unserved
        again = encode_plan(encoded, plan)
        same = solution_of(encoded.problem, again.routes, again.held)
        assert same is not None
        assert (same.rank, same.start) == (solution.rank, solution.start)


@pytest.mark.parametrize("seed", range(1000, 1000 + PROVED))
def test_the_search_finds_the_proved_optimum(seed):
    scenario = generate_small(seed, visits=2 + seed % 9, caregivers=2 + seed % 3)
    encoded = encode(scenario, travel := travel_times(scenario))
    best = exact(encoded.problem, stop=Seconds(60))
    assert best.proved
    judgement = judge(scenario, travel, decode(encoded, best))
    assert not judgement.violations
    assert judgement.cost.exact == best.cost * encoded.tick
    found = search(encoded.problem, seed=seed, stop=Iterations(200_000))
    assert found.rank == best.rank
