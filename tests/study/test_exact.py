"""The whole front of small scenarios: the same as among all plans, and how far runs are from it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product

import pytest

from dispatch.encoding import Encoded, decode, encode, without_slack
from dispatch.engine.problem import Solution
from dispatch.engine.schedule import solution_of
from dispatch.generate import generate_small
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario
from dispatch.study.exact import ExactFront, distance, exact_front, fronts_of, reached
from dispatch.study.measured import measured
from dispatch.study.reading import load_study

PAIRS = [
    ("travel", "unserved"),
    ("balance.workload.largest", "travel"),
    ("unserved", "balance.workload.largest"),
    ("overtime", "travel"),
]


def all_solutions(encoded: Encoded) -> Iterator[Solution]:
    """Every choice of who makes which stop, in which order, with which break and which hold."""
    p = encoded.problem
    routes = range(p.n_routes)
    choices = [[None, *(r for r in routes if p.eligible[s, r])] for s in range(p.n_stops)]
    holds = [range(p.release[v + 1] - p.release[v] + 1) for v in range(p.n_visits)]
    for made in product(*choices):
        orders = []
        for r in routes:
            rest = [p.n_stops + r] if p.break_length[r] else []
            orders.append(permutations([*(s for s, by in enumerate(made) if by == r), *rest]))
        for each, held in product([*product(*orders)], [*product(*holds)]):
            if solution := solution_of(p, each, held):
                yield solution


def brute_front(scenario: Scenario, first: str, second: str) -> ExactFront:
    travel = travel_times(scenario)
    encoded = without_slack(encode(scenario, travel))
    found = set()
    for solution in all_solutions(encoded):
        values = measured(judge(scenario, travel, decode(encoded, solution)))
        found.add((values["mandatory_unserved"], *(round(values[x], 6) for x in (first, second))))
    fewest = min(must for must, *_ in found)
    points = sorted((x, y) for must, x, y in found if must == fewest)
    kept: list[tuple[float, float]] = []
    for point in points:
        if not kept or point[1] < kept[-1][1]:
            kept.append(point)
    return ExactFront(tuple(kept), int(fewest))


@pytest.mark.parametrize("seed", range(12))
def test_the_front_is_that_of_all_plans(seed: int) -> None:
    scenario = generate_small(seed, visits=3, caregivers=2)
    for pair in PAIRS:
        found, whole = exact_front(scenario, *pair), brute_front(scenario, *pair)
        assert found.mandatory_unserved == whole.mandatory_unserved
        assert [(round(x, 6), round(y, 6)) for x, y in found.points] == [*whole.points]


FRONT = ExactFront(points=((0.0, 10.0), (2.0, 6.0), (4.0, 0.0)), mandatory_unserved=0)


def test_a_run_on_every_point_lacks_nothing() -> None:
    found = [(4.0, 0.0), (0.0, 10.0), (9.0, 9.0), (2.0 + 1e-9, 6.0)]
    assert reached(FRONT, found) == 3
    assert distance(FRONT, found) == pytest.approx(0.0, abs=1e-9)


def test_what_runs_lack_is_a_share_of_the_extent() -> None:
    # (2, 6) lacks 2 of 4 to reach (0, 10), which the other one reaches; 6 of 10 to reach (4, 0).
    assert distance(FRONT, [(2.0, 6.0), (0.4, 10.0)]) == 0.6
    assert distance(FRONT, [(2.0, 6.0), (4.0, 1.0)]) == 0.5
    assert reached(FRONT, [(2.0, 6.0), (4.0, 1.0)]) == 1


def test_a_front_of_one_point_is_measured_in_units() -> None:
    alone = ExactFront(points=((3.0, 1.0),), mandatory_unserved=0)
    assert distance(alone, [(5.0, 1.0), (3.0, 4.0)]) == 2.0


def test_a_measure_that_nobody_can_weigh_makes_no_front(fields, write) -> None:
    pairs = [["travel", "unserved"], ["travel", "paid"], ["travel", "unserved", "overtime"]]
    measures = ["travel", "unserved", "paid", "overtime"]
    asked = load_study(write({**fields, "exact": True, "measures": measures, "pairs": pairs}))
    told: list[tuple[int, int]] = []
    found = fronts_of(asked, 1, lambda *each: told.append(each))
    assert [*found] == [("day1", "travel", "unserved"), ("day2", "travel", "unserved")]
    assert told == [(1, 2), (2, 2)]
    plain = asked.scenarios["day2", "plain"]
    assert found["day2", "travel", "unserved"] == exact_front(plain, "travel", "unserved")
