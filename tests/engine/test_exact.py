"""CP-SAT against the enumeration of all decisions, and its promises as an engine."""

import threading
import time
from dataclasses import replace
from itertools import combinations, permutations, product

import numpy as np
import pytest

from dispatch.engine import AnyOf, Iterations, Seconds
from dispatch.engine.assignment import Flaw, misassigned
from dispatch.engine.exact import exact
from dispatch.engine.problem import ANY, DIFFERENT, NEVER, PAID, RESPONSE, TARDINESS
from dispatch.engine.schedule import flaw_of, solution_of
from dispatch.engine.search import search
from dispatch.errors import NoPlan

MENDED_BY_HOLDING = {None, Flaw.LIMIT_EXCEEDED}
"""A hold delays everything, which helps only caregivers who would otherwise wait too long."""


def enumerated(problem):
    """Yield all solutions of a tiny problem: assignments, orders, breaks and holds."""
    for count in range(problem.n_visits + 1):
        for served in combinations(range(problem.n_visits), count):
            for routes in routes_of(problem, served):
                if flaw_of(problem, routes, [0] * problem.n_visits) not in MENDED_BY_HOLDING:
                    continue
                releases = np.diff(problem.release)
                choices = [range(n + 1) if v in served else [0] for v, n in enumerate(releases)]
                for held in product(*choices):
                    if solution := solution_of(problem, routes, held):
                        yield solution


def routes_of(problem, served):
    """Yield all routes that serve exactly these visits, regardless of times."""
    stops = [s for s in range(problem.n_stops) if problem.visit[s] in served]
    able = [[r for r in range(problem.n_routes) if problem.eligible[s, r]] for s in stops]
    for makers in product(*able):
        own = [
            [s for s, m in zip(stops, makers, strict=True) if m == r]
            for r in range(problem.n_routes)
        ]
        if misassigned(problem.replace(break_length=0 * problem.break_length), own):
            continue
        yield from product(*(orders(problem, r, mine) for r, mine in enumerate(own)))


def orders(problem, r, stops):
    """Yield all orders of a route's stops, with its break at each place if one is due."""
    for order in permutations(stops):
        if problem.break_length[r]:
            for place in range(len(order) + 1):
                yield (*order[:place], problem.n_stops + r, *order[place:])
        else:
            yield order


def least_rank(problem):
    return min((solution.rank for solution in enumerated(problem)), default=None)


def assert_optimal(problem):
    best = least_rank(problem)
    if best is None:
        with pytest.raises(NoPlan):
            exact(problem, stop=Seconds(60))
        return
    found = exact(problem, stop=Seconds(60))
    assert found.proved
    assert found.rank == best
    assert found.bound == found.cost
    assert replace(found, proved=False, bound=None) == solution_of(
        problem, found.routes, found.held
    )


@pytest.mark.many
@pytest.mark.parametrize("seed", range(80))
def test_no_other_decisions_are_better(random_problem, seed):
    assert_optimal(random_problem(seed, visits=3, routes=2, gaps=1.0 if seed % 2 else 0.3))


@pytest.mark.many
@pytest.mark.parametrize("seed", sorted({*range(100, 111)} - {103, 104, 106}))  # too many decisions
def test_no_other_decisions_are_better_on_three_routes(random_problem, seed):
    assert_optimal(random_problem(seed, visits=3, routes=3, crews=0.4, holds=0.2))


@pytest.mark.many
@pytest.mark.parametrize("seed", range(200, 210))
def test_no_other_decisions_are_better_for_four_visits(random_problem, seed):
    assert_optimal(random_problem(seed, visits=4, routes=2, crews=0.1, holds=0.2))


@pytest.mark.many
@pytest.mark.parametrize("seed", range(300, 312))
def test_no_other_decisions_are_better_for_large_crews(random_problem, seed):
    problem = random_problem(
        seed, visits=2, routes=3, crews=0.6, largest_crew=3, holds=0.2, gaps=0.5, pools=0
    )
    without = {"break_length": 0 * problem.break_length}
    assert_optimal(problem.replace(eligible=np.ones_like(problem.eligible), **without))


@pytest.mark.many
@pytest.mark.parametrize("seed", range(400, 412))
def test_no_other_decisions_are_better_for_scarce_equipment(random_problem, seed):
    problem = random_problem(
        seed, visits=3, routes=2, crews=0, gaps=0, holds=0, limits=0, pools=1, day=120
    )
    without = {"break_length": 0 * problem.break_length}
    assert_optimal(problem.replace(**without))


@pytest.mark.many
@pytest.mark.parametrize("seed", range(500, 520))
def test_no_other_decisions_are_better_where_breaks_may_be_missed(random_problem, seed):
    problem = random_problem(
        seed, visits=3, routes=2, crews=0.3, holds=0.2, pools=0, groups=0.6, soft_breaks=1
    )
    assert_optimal(problem.replace(break_to=problem.break_from + seed % 20))


@pytest.mark.parametrize(("pieces", "left_out"), [(1, 1), (2, 0)])
def test_a_second_piece_is_for_a_second_visit_at_the_time(plain_problem, pieces, left_out):
    problem = plain_problem(
        routes=2, needs=[1, 1], pieces=pieces, allowed=[[(150, 150)], [(150, 150)]]
    )
    problem = problem.replace(mandatory=np.array([1, 1]))
    found = exact(problem, stop=Seconds(60))
    assert (found.rank, found.proved) == ((left_out, 0), True)


def test_a_warm_start_may_number_its_pieces_in_any_order(plain_problem):
    at_once = [[(150, 150)], [(150, 150)]]
    problem = plain_problem(routes=2, needs=[1, 1], pieces=2, allowed=at_once)
    swapped = solution_of(problem, [[0], [2], [3], [1]], [0, 0])
    found = exact(problem, initial=swapped, stop=Iterations(0))
    assert found.routes == ((0,), (2,), (1,), (3,))
    assert found == solution_of(problem, found.routes, [0, 0])


@pytest.mark.parametrize(("most", "served"), [(90, 2), (89, 1)])
def test_a_break_on_the_way_is_not_paid(plain_problem, most, served):
    """The route is away from 100 to 220, and the break fits only between the visits."""
    rest = {"break_length": 30, "break_from": 140, "break_to": 150}
    problem = plain_problem(
        allowed=[[(110, 110)], [(180, 180)]],
        unserved_cost=np.array([10, 10]),
        limits=[((0,), PAID, most)],
        **{name: np.array([value]) for name, value in rest.items()},
    )
    found = exact(problem, stop=Seconds(60))
    assert sum(start >= 0 for start in found.start) == served


def test_a_visit_is_held_where_that_keeps_a_limit_of_paid_time(plain_problem):
    problem = plain_problem(
        allowed=[[(0, 1000)], [(400, 400)]],
        release=[[300], []],
        limits=[((0,), PAID, 150)],
        mandatory=np.array([1, 1]),
    )
    found = exact(problem, stop=Seconds(60))
    assert (found.start, found.mandatory_unserved) == ((300, 400), 0)


@pytest.fixture
def circular(plain_problem):
    """Build a problem in which visits 0 and 1, an exact gap apart, would prefer to be late.

    Each could be late because the other one is, but the timetable allows no such reasons. The
    caregiver of visit 2 can delay it legitimately, at a cost.
    """

    def build(visits, routes, gaps=(), **given):
        late = [300, 310, 0][:visits]
        return plain_problem(
            visits,
            routes,
            gaps=[(0, 1, 10, 10, DIFFERENT), *gaps],
            mandatory=np.ones(visits, dtype=np.int64),
            preferred_cost=np.array([2, 2, 1][:visits]),
            preferred_at=np.array(late),
            **given,
        )

    return build


def test_visits_do_not_hold_each_other_up(circular):
    problem = circular(2, 2)
    found = exact(problem, stop=Seconds(60))
    assert (found.start, found.proved) == ((110, 120), True)
    assert found.rank == least_rank(problem) == (0, 2 * 190 + 2 * 190)


def test_a_held_visit_before_them_makes_them_late(circular):
    eligible = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.uint8)
    problem = circular(3, 2, release=[[], [], [250]], eligible=eligible)
    assert exact(problem, stop=Seconds(60)).start == (290, 300, 250)
    assert_optimal(problem)


def test_a_held_visit_a_gap_apart_makes_them_late(circular):
    gap = (2, 0, 40, NEVER, ANY)
    eligible = np.eye(3, dtype=np.uint8)
    problem = circular(3, 3, [gap], release=[[], [], [250]], eligible=eligible)
    assert exact(problem, stop=Seconds(60)).start == (290, 300, 250)
    assert_optimal(problem)


def test_a_visit_that_need_not_be_served_makes_them_late(circular):
    gap = (2, 0, 40, NEVER, ANY)
    allowed = [[(0, 900)], [(0, 900)], [(250, 250)]]
    problem = circular(3, 3, [gap], allowed=allowed, eligible=np.eye(3, dtype=np.uint8))
    problem = problem.replace(mandatory=np.array([1, 1, 0]), preferred_cost=np.array([2, 2, 0]))
    assert exact(problem, stop=Seconds(60)).start == (290, 300, 250)
    assert_optimal(problem)


@pytest.mark.parametrize(("visits", "starts"), [(2, (280, 290)), (3, (280, 290))])
def test_a_break_makes_them_late(circular, visits, starts):
    """With two visits it is taken at the first door, with three on arrival from visit 2."""
    eligible = np.array([[1, 0], [0, 1], [1, 0]][:visits], dtype=np.uint8)
    rests = {"break_length": (20, 0), "break_from": (260, 0), "break_to": (999, 0)}
    rests = {name: np.array(values) for name, values in rests.items()}
    problem = circular(visits, 2, eligible=eligible, **rests)
    assert exact(problem, stop=Seconds(60)).start[:2] == starts
    assert_optimal(problem)


@pytest.mark.parametrize("engine", [exact, search])
def test_a_mandatory_visit_is_not_served_by_a_circle(circular, engine):
    """One caregiver may be away for 200 ticks, and has visits 0, by 300, and 2, at 400.

    So visit 0 is held for 260: at 110 they would be away from 100 to 450. A visit left out would
    save 400.
    """
    problem = circular(
        3,
        2,
        allowed=[[(0, 300)], [(0, 310)], [(400, 400)]],
        release=[[260], [], []],
        eligible=np.array([[1, 0], [0, 1], [1, 0]], dtype=np.uint8),
        limits=[((0,), PAID, 200)],
    )
    found = engine(problem, stop=AnyOf(Iterations(10_000), Seconds(60)))
    assert (found.start, found.held) == ((260, 270, 400), (1, 0, 0))
    assert found.rank == (0, 2 * 40 + 2 * 40 + 400) == least_rank(problem)
    assert found.proved == (engine is exact)


def test_a_stop_that_is_reached_at_the_last_allowed_instant_is_made(plain_problem):
    problem = plain_problem(allowed=[[(150, 150)], [(180, 180)]], unserved_cost=np.array([5, 5]))
    assert exact(problem, stop=Seconds(60)).start == (150, 180)


def test_nobody_waits_for_a_later_interval_at_the_end_of_an_earlier_one(plain_problem):
    likes = {"preferred_cost": np.array([1]), "preferred_at": np.array([300])}
    problem = plain_problem(1, allowed=[[(0, 110), (300, 400)]], mandatory=np.array([1]), **likes)
    found = exact(problem, stop=Seconds(60))
    assert (found.start, found.cost) == ((110,), 190)


def test_mandatory_comes_before_any_cost(plain_problem):
    at_once = [[(110, 120)], [(110, 120)]]
    costs = {"mandatory": np.array([1, 0]), "unserved_cost": np.array([1, 10**12])}
    found = exact(plain_problem(allowed=at_once, **costs), stop=Seconds(60))
    assert (found.routes, found.rank, found.proved) == (((0,),), (0, 10**12), True)


@pytest.mark.parametrize(
    ("away", "routes", "start", "cost"),
    [
        (9, ((0, 1),), (370, 400), 2340),
        (10, ((1, 0),), (430, 400), 3200),  # 0 would start at 110: moving it saves nothing
        (11, ((1, 0),), (430, 400), 3520),
    ],
)
def test_no_route_sets_out_later_for_a_limit_than_costs_least(
    plain_problem, away, routes, start, cost
):
    problem = plain_problem(
        visits=2,
        allowed=[[(0, 1000)], [(400, 400)]],
        weights=np.array([0, 10, 0, 0, 0, 0]),
        preferred_cost=np.array([away, 0]),
        preferred_at=np.array([110, 0]),
        unserved_cost=np.array([10**5, 10**5]),
        limits=[((0,), PAID, 120)],
    )
    for found in (exact(problem, stop=Seconds(60)), search(problem, stop=Iterations(1_000))):
        assert (found.routes, found.start, found.cost) == (routes, start, cost)


def test_the_same_call_gives_the_same_solution(random_problem):
    problem = random_problem(7, visits=5, routes=2)
    one, same = (exact(problem, seed=3, stop=Seconds(60)) for _ in range(2))
    assert one == same


def test_a_warm_start_is_where_the_search_begins(random_problem):
    problem = random_problem(11, visits=5, routes=2)
    best = exact(problem, stop=Seconds(60))
    assert sum(start >= 0 for start in best.start) >= 2
    assert exact(problem, initial=best, stop=Iterations(0)) == replace(
        best, proved=False, bound=None
    )
    assert exact(problem, initial=best, stop=Seconds(60)) == best


def test_a_flawed_warm_start_is_ignored(random_problem):
    problem = random_problem(11, visits=5, routes=2)
    best = exact(problem, stop=Seconds(60))
    flawed = replace(best, routes=((0, 0), (0,)), cost=-1)
    assert exact(problem, initial=flawed, stop=Seconds(60)).rank == best.rank


@pytest.mark.parametrize(("what", "field"), [(RESPONSE, "response_from"), (TARDINESS, "soft_due")])
def test_what_was_asked_for_long_ago_is_compared(plain_problem, what, field):
    """Visits are served at 110 and 150, whatever that makes of the mean."""
    ago = {field: np.array([-(10**6), -(10**6)]), "soft_from": np.array([-(10**6), -(10**6)])}
    problem = plain_problem(
        visits=2,
        soft=[[(0, 0)], [(0, 0)]],
        mandatory=np.array([1, 1]),
        tally=np.array([0, 2]),
        tally_visits=np.array([0, 1]),
        tally_what=np.array([what]),
        tally_cost=np.array([3]),
        still=np.array([1, 1]),
    ).replace(**ago)
    best = exact(problem, stop=Seconds(60))
    assert best.proved
    assert best.mandatory_unserved == 0
    assert best.cost == 3 * (10**6 + sum(best.start) // 2)
    assert search(problem, stop=Iterations(1000)).rank == best.rank


def test_without_budget_nobody_is_served(random_problem):
    problem = random_problem(11, visits=5, routes=2, compared=0)
    problem = problem.replace(workload_so_far=0 * problem.workload_so_far)
    found = exact(problem, stop=Iterations(0))
    assert (set(found.start), found.proved) == ({-1}, False)
    assert found.cost == problem.unserved_cost.sum()


def test_an_iteration_is_an_improvement(random_problem):
    problem = random_problem(11, visits=8, routes=3, gaps=0)
    seen = []
    found = exact(problem, stop=Iterations(1), progress=seen.append)
    assert not found.proved
    assert found.rank < exact(problem, stop=Iterations(0)).rank
    assert {step.iterations for step in seen} <= {0, 1}


@pytest.mark.many
@pytest.mark.parametrize("seed", range(12))
def test_a_bound_is_no_more_than_the_least_cost_and_counts_no_mandatory_visit(random_problem, seed):
    problem = random_problem(seed, visits=6, routes=2, gaps=0)
    problem = problem.replace(mandatory=np.arange(6) % 2)
    best = exact(problem, stop=Seconds(60))
    assert best.bound == best.cost
    for improvements in range(1, 6):
        found = exact(problem, stop=Iterations(improvements))
        if found.bound is not None:
            assert found.mandatory_unserved == best.mandatory_unserved
            assert 0 <= found.bound <= best.cost <= found.cost


def test_no_cost_is_bounded_while_more_mandatory_visits_might_be_served(plain_problem):
    """Both can be served, but the search has no time to find out; leaving one out costs 7."""
    must = {"mandatory": np.array([1, 1]), "unserved_cost": np.array([7, 7])}
    problem = plain_problem(allowed=[[(110, 120)], [(210, 220)]], **must)
    found = exact(problem, stop=Iterations(0))
    assert (found.mandatory_unserved, found.proved, found.bound) == (2, False, None)


def test_seconds_end_the_search_and_progress_tells_of_it(random_problem):
    problem = random_problem(12, visits=30, routes=4, crews=0, gaps=0, day=600)
    seen = []
    began = time.perf_counter()
    found = exact(problem, stop=Seconds(2), progress=seen.append)
    assert time.perf_counter() - began < 20
    assert not found.proved
    assert seen[-1].fraction == 1
    ranks = [(step.mandatory_unserved, step.cost) for step in seen]
    assert ranks == sorted(ranks, reverse=True)
    assert found.rank <= ranks[-1]


def test_an_error_in_a_stopping_rule_ends_the_search(random_problem):
    problem = random_problem(12, visits=30, routes=4, crews=0, gaps=0, day=600)
    asked = []

    def stop(iterations):
        asked.append(threading.current_thread())
        if len(asked) > 3 and asked[-1] is threading.main_thread():
            raise KeyboardInterrupt
        return 0.0

    threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        exact(problem, stop=stop)
    assert threading.active_count() == threads


def test_a_break_that_can_never_be_had_is_no_plan(random_problem):
    problem = random_problem(1, visits=2, routes=1, pools=0, soft_breaks=0)
    problem = problem.replace(
        break_length=np.array([30]),
        break_from=np.array([50]),
        break_to=np.array([40]),
        missed_cost=np.array([NEVER]),
    )
    with pytest.raises(NoPlan, match="break"):
        exact(problem, stop=Seconds(10))


def test_a_circle_of_late_starts_does_not_shorten_paid_time(random_problem):
    """A gap's circle could delay a first visit and so reduce its caregiver's paid time."""
    problem = random_problem(23, visits=5, routes=3)
    best = exact(problem, stop=Seconds(60))
    assert best.proved
    assert solution_of(problem, best.routes, best.held).rank == best.rank
