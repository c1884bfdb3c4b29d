"""The front of two amounts in numbers; `tests.study.test_exact` compares it with all plans."""

from dispatch.encoding import encode
from dispatch.engine import Seconds
from dispatch.engine.exact import exact
from dispatch.engine.exact.front import front
from dispatch.engine.problem import TRAVEL, WAITING
from dispatch.generate import generate_small
from dispatch.roads import travel_times


def small(seed):
    scenario = generate_small(seed, visits=5, caregivers=2)
    return encode(scenario, travel_times(scenario)).problem


def unserved(solution):
    return sum(start < 0 for start in solution.start)


def test_visits_are_served_one_after_the_other_along_the_front():
    for seed in range(5):
        points = front(small(seed), "travel", "unserved", stop=Seconds(300))
        left = [unserved(solution) for solution in points]
        assert left == sorted(left, reverse=True)
        assert len(set(left)) == len(left)
        back = front(small(seed), "unserved", "travel", stop=Seconds(300))
        assert [unserved(solution) for solution in back] == left[::-1]


def test_its_end_is_what_the_exact_engine_finds():
    """With nothing but visits and ways in the cost, a visit being worth more than any way.

    Waiting decides when routes set out, and so which ones keep a limit on paid time.
    """
    for seed in range(5):
        problem = small(seed)
        weights = 0 * problem.weights
        weights[[TRAVEL, WAITING]] = 1, problem.weights[WAITING]
        none = {
            name: 0 * getattr(problem, name)
            for name in (
                "tardiness_cost", "response_cost", "preferred_cost", "told_cost", "pair_cost",
                "workload_cost", "missed_cost",
            )
        }  # fmt: skip
        worth = 0 * problem.unserved_cost + 1_000_000_000
        plain = problem.replace(weights=weights, unserved_cost=worth, **none)
        best = exact(plain, stop=Seconds(300))
        assert best.proved
        *_, last = front(problem, "travel", "unserved", stop=Seconds(300))
        assert unserved(last) == unserved(best)


def test_a_front_that_is_stopped_is_none():
    assert front(small(1), "travel", "unserved", stop=lambda _: 1.0) is None
