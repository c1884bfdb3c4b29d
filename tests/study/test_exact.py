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
    ("fairness.caregivers.workload.week.all.largest", "travel"),
    ("unserved", "fairness.caregivers.workload.week.all.largest"),
    ("overtime", "travel"),
    ("fairness.caregivers.paid.today.all.largest", "travel"),
    ("fairness.caregivers.heavy_points.today.all.largest", "travel"),
    ("travel", "fairness.caregivers.paid.today.all.largest"),
    ("unserved", "fairness.caregivers.travel.today.all.largest"),
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


def all_measures(scenario: Scenario) -> list[dict[str, float]]:
    travel = travel_times(scenario)
    encoded = without_slack(encode(scenario, travel))
    plans = {decode(encoded, solution) for solution in all_solutions(encoded)}
    return [measured(judge(scenario, travel, plan)) for plan in plans]


def brute_front(plans: list[dict[str, float]], first: str, second: str) -> ExactFront:
    found = set()
    for values in plans:
        left = None if "unserved" in (first, second) else values["unserved"]
        point = tuple(round(values[name], 6) for name in (first, second))
        found.add((values["mandatory_unserved"], left, *point))
    fewest = min((must, left or 0) for must, left, *_ in found)
    points = sorted((x, y) for must, left, x, y in found if (must, left or 0) == fewest)
    kept: list[tuple[float, float]] = []
    for point in points:
        if not kept or point[1] < kept[-1][1]:
            kept.append(point)
    return ExactFront(tuple(kept), fewest[0], None if "unserved" in (first, second) else fewest[1])


# In 32, the model would set out later than the timetable does, and pay for less.
@pytest.mark.many
@pytest.mark.parametrize("seed", [*range(12), 32])
def test_the_front_is_that_of_all_plans(seed: int) -> None:
    scenario = generate_small(seed, visits=3, caregivers=2)
    plans = all_measures(scenario)
    for pair in PAIRS:
        found, whole = exact_front(scenario, *pair), brute_front(plans, *pair)
        assert found.mandatory_unserved == whole.mandatory_unserved
        assert found.unserved == whole.unserved
        assert [(round(x, 6), round(y, 6)) for x, y in found.points] == [*whole.points]


FRONT = ExactFront(((0.0, 10.0), (2.0, 6.0), (4.0, 0.0)), mandatory_unserved=0, unserved=1)


def test_runs_on_the_front_lack_nothing() -> None:
    found = [(4.0, 0.0), (9.0, 9.0), (2.0 + 1e-9, 6.0)]
    assert reached(FRONT, found) == 2
    assert distance(FRONT, found) == pytest.approx(0.0, abs=1e-9)


def test_what_runs_lack_is_a_share_of_the_extent() -> None:
    # The extents are 4 and 10. (3, 7) lacks a quarter of 4 and a tenth of 10 to (2, 6).
    assert distance(FRONT, [(3.0, 7.0)]) == 0.25
    assert distance(FRONT, [(3.0, 7.0), (2.0, 6.0)]) == 0.0  # and is not among the best any more
    # (0.4, 11) lacks a tenth of both to (0, 10): the largest share counts.
    assert distance(FRONT, [(3.0, 7.0), (0.4, 11.0)]) == 0.25
    assert distance(FRONT, [(0.4, 11.0)]) == pytest.approx(0.1)
    assert reached(FRONT, [(3.0, 7.0), (0.4, 11.0)]) == 0


def test_a_front_of_one_point_is_its_own_extent() -> None:
    alone = ExactFront(((4.0, 0.0),), mandatory_unserved=0, unserved=None)
    assert distance(alone, [(5.0, 0.0)]) == 0.25
    assert distance(alone, [(4.0, 3.0)]) == 3.0


def test_only_plans_that_leave_out_as_little_count() -> None:
    assert FRONT.counts({"mandatory_unserved": 0.0, "unserved": 1.0})
    assert not FRONT.counts({"mandatory_unserved": 0.0, "unserved": 2.0})
    assert not FRONT.counts({"mandatory_unserved": 1.0, "unserved": 1.0})
    about = ExactFront(((0.0, 1.0),), mandatory_unserved=1, unserved=None)
    assert about.counts({"mandatory_unserved": 1.0, "unserved": 5.0})


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
