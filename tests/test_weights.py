"""Raising a weight never worsens its own term, at proved optima.

If p is best at weight w and q at 2 w, then F(p) + w T(p) <= F(q) + w T(q), and F(q) + 2 w T(q) <=
F(p) + 2 w T(p). The sum of both is T(q) <= T(p).
"""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.encoding import decode, encode
from dispatch.engine import Seconds
from dispatch.engine.exact import exact
from dispatch.generate import generate_small
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import Policy, Scenario

FAIR = {
    "shared_paid_time": 3.0,
    "shared_travel": 1.0,
    "shared_heavy_points": 5.0,
    "group_response": 0.5,
    "group_tardiness": 3.0,
    "group_unserved": 3.0,
    "client_care": 100.0,
}
BOUNDS = {"range": 20.0, "gini": 0.1, "kolm_pollak": 60.0}
SEEDS = {
    "shared_paid_time": (2, 7, 17, 18, 19),
    "shared_travel": (0, 1, 2, 14),
    "shared_heavy_points": (0, 3, 16, 30, 38),
    "group_response": (0, 16, 22, 38),
    "group_tardiness": (11, 14, 36),
    "group_unserved": (0, 5, 9, 38),
    "client_care": (0, 1, 2, 9, 11),
    "range": (0, 2, 7, 8, 9),
    "gini": (0, 3, 14, 59),
    "kolm_pollak": (0, 3, 8, 12),
}
"""Days on which the term costs something, and on some of which twice the weight changes the plan;
they are solved soon."""


def weighed(scenario: Scenario, term: str, times: float) -> Scenario:
    """Weigh one term of fairness, or one bound on paid time, and no other one."""
    policy: dict[str, Any] = scenario.policy.model_dump(mode="json")
    policy["weights"] |= dict.fromkeys(FAIR, 0.0)
    policy["sharing"]["paid_time"] = {"at": 60, "doubling": 15}
    policy["bounds"] = []
    if term in FAIR:
        policy["weights"][term] = times * FAIR[term]
    else:
        bound = {"share": "paid_time", "measure": term, "most": BOUNDS[term], "weight": times}
        policy["bounds"] = [bound]
    return scenario.unchecked(policy=Policy.model_validate(policy))


def amount(scenario: Scenario, term: str, times: float) -> float:
    """Return the amount of the term in a plan that is proved to be best."""
    asked = weighed(scenario, term, times)
    encoded = encode(asked, travel_times(asked))
    best = exact(encoded.problem, stop=Seconds(120))
    assert best.proved
    judgement = judge(asked, encoded.travel, decode(encoded, best))
    component = term if term in FAIR else "share_bounds"
    return judgement.cost.components[component] / times


@pytest.mark.parametrize("term", [*FAIR, *BOUNDS])
def test_raising_a_weight_never_worsens_its_own_term(term: str) -> None:
    falls = 0
    for seed in SEEDS[term]:
        scenario = generate_small(seed, visits=4, caregivers=2)
        once, twice = (amount(scenario, term, times) for times in (1.0, 2.0))
        assert twice <= once + 0.01  # costs of shares and clients are rounded to a thousandth
        assert once > 0
        falls += twice < once - 0.01
    assert falls > 0
