"""The timetable and the cost against sums by hand; each test covers one rule."""

import numpy as np
import pytest

from dispatch.engine import Iterations
from dispatch.engine.assignment import Flaw, misassigned
from dispatch.engine.problem import CARGO, DIFFERENT, KITS, NEVER, PAID, SAME, VISITS
from dispatch.engine.schedule import cost_of, flaw_of, solution_of
from dispatch.engine.search import search
from dispatch.engine.timetable import timetable
from dispatch.engine.ways import legs

OPEN = (0, 1000)


def ints(*values):
    return np.array(values, dtype=np.int64)


def rest(opens, closes, length=30):
    """Return the fields of a break of the only route."""
    return {"break_length": ints(length), "break_from": ints(opens), "break_to": ints(closes)}


def test_a_route_leaves_serves_and_returns(plain_problem):
    problem = plain_problem(before=ints(3, 4), after=ints(1, 2))
    times = timetable(problem, [[0, 1]], [0, 0])
    # 100 + 10 + access 3; then 20 + 1 + 10 + access 4; then 20 + 2 + 20 home
    assert times.start == (113, 148)
    assert (times.departure, times.returned) == ((100,), (190,))


def test_an_escort_leaves_from_where_it_ends(plain_problem):
    problem = plain_problem(point_out=ints(2, 1))
    assert timetable(problem, [[0, 1]], [0, 0]).start == (110, 130)
    assert timetable(problem, [[0, 1]], [0, 0]).returned == (160,)


def test_each_mode_has_its_own_travel(plain_problem):
    walk = plain_problem().travel
    problem = plain_problem(mode=ints(1), travel=np.concatenate([walk, 2 * walk]))
    assert timetable(problem, [[0, 1]], [0, 0]).start == (120, 160)


def test_a_route_that_brings_kits_leads_over_their_stations(plain_problem):
    problem = plain_problem(visits=3, brings=ints(0, 0b11, 0), station=ints(3, 1))
    # out over 3 and 1 to the first stop at 1; from the last stop at 2 back over 1 and 3
    assert legs(problem, 0, [0, 1]) == [30 + 20 + 0, 10, 10 + 20 + 30]
    times = timetable(problem, [[0, 1]], [0, 0, 0])
    assert (times.start, times.departure, times.returned) == ((150, 180, -1), (100,), (260,))
    assert legs(problem, 0, [0, 2]) == [10, 20, 30]  # neither brings any


def test_no_more_routes_bring_a_kit_than_its_limit_allows(plain_problem):
    problem = plain_problem(
        routes=2, brings=ints(1, 1), station=ints(0), limits=[((0, 1), KITS, 1)]
    )
    assert misassigned(problem, [[0], [1]]) is Flaw.LIMIT_EXCEEDED
    assert misassigned(problem, [[0, 1], []]) is None
    other = problem.replace(brings=ints(1, 2), station=ints(0, 0))
    assert misassigned(other, [[0], [1]]) is None


def test_departure_is_as_late_as_the_first_start_allows(plain_problem):
    problem = plain_problem(allowed=[[(150, 200)], [OPEN]])
    times = timetable(problem, [[0, 1]], [0, 0])
    assert (times.start, times.departure) == ((150, 180), (140,))


@pytest.mark.parametrize(
    ("window", "opens", "break_start", "departure", "start"),
    [
        ((120, 120), 0, 120, 110, 150),  # at the door, where it begins with its window
        ((100, 105), 0, 100, 130, 140),  # at the door it would be too late
        ((120, 200), 300, 120, 290, 300),  # at the start place it delays nothing
        ((110, 115), 148, 115, 105, 148),  # at the door as late as it may: three ticks of waiting
    ],
)
def test_a_break_on_the_first_way_is_at_the_door_or_at_the_start_place(
    plain_problem, window, opens, break_start, departure, start
):
    problem = plain_problem(
        allowed=[[(opens, 1000)], [OPEN]], weights=ints(0, 1, 0, 0, 0, 0), **rest(*window)
    )
    times = timetable(problem, [[2, 0, 1]], [0, 0])
    assert times.break_start == (break_start,)
    assert times.departure == (departure,)
    assert times.start == (start, start + 30)
    waits = start - 10 - departure - 30 if departure < break_start else 0
    assert cost_of(problem, [[2, 0, 1]], times)[2]["waiting"] == waits


def test_a_break_before_leaving_a_door_delays_the_way(plain_problem):
    times = timetable(plain_problem(before=ints(0, 5), **rest(0, 135)), [[0, 2, 1]], [0, 0])
    assert times.break_start == (130,)
    assert times.start == (110, 130 + 30 + 10 + 5)


def test_a_break_at_the_last_door_delays_the_return(plain_problem):
    problem = plain_problem(weights=ints(0, 1, 0, 0, 0, 0), **rest(165, 170))
    times = timetable(problem, [[0, 1, 2]], [0, 0])
    # it ends at 160 + 5 ticks of waiting, which a later departure saves, + 30
    assert (times.departure, times.start) == ((105,), (115, 145))
    assert (times.break_start, times.returned) == ((165,), (215,))
    assert cost_of(problem, [[0, 1, 2]], times)[2]["waiting"] == 0


def test_a_break_at_a_base_has_its_ways(plain_problem):
    travel = plain_problem().travel.copy()
    travel[0, 1, 0] = 12
    problem = plain_problem(
        weights=ints(1, 0, 0, 0, 0, 0), travel=travel, base=ints(0, 1), base_points=ints(0),
        **rest(0, 150),
    )  # fmt: skip
    times = timetable(problem, [[0, 2, 1]], [0, 0])
    assert (times.break_start, times.detour) == ((142,), (22,))
    assert (times.start, times.returned) == ((110, 142 + 30 + 20), (232,))
    assert cost_of(problem, [[0, 2, 1]], times)[2]["travel"] == 10 + 12 + 20 + 20
    late = problem.replace(break_to=ints(141))
    assert flaw_of(late, [[0, 2, 1]], [0, 0]) is Flaw.BREAK_MISSED


def test_of_several_bases_the_one_with_the_shortest_way_counts(plain_problem):
    problem = plain_problem(visits=3, base=ints(0, 2), base_points=ints(0, 3), **rest(0, 999))
    # from 1 over 3 to 2 it is 20 + 10, over 0 it would be 10 + 20: the first of equals
    assert timetable(problem, [[0, 3, 1]], [0, 0, 0]).break_start == (140,)
    assert timetable(problem, [[1, 3, 2]], [0, 0, 0]).break_start == (150,)


def test_access_is_paid_once_while_a_caregiver_stays(plain_problem):
    stay = {"client": ints(7, 7), "point_in": ints(1, 1), "point_out": ints(1, 1)}
    stay |= {"before": ints(5, 5), "weights": ints(0, 1, 0, 0, 0, 0)}
    problem = plain_problem(**stay)
    times = timetable(problem, [[0, 1]], [0, 0])
    assert (times.start, times.returned) == ((115, 135), (165,))
    assert cost_of(problem, [[0, 1]], times)[2]["waiting"] == 0
    # another client at the same place, and an escort that ends elsewhere
    assert timetable(problem.replace(client=ints(7, 8)), [[0, 1]], [0, 0]).start == (115, 140)
    away = problem.replace(point_out=ints(2, 1))
    assert timetable(away, [[0, 1]], [0, 0]).start == (115, 150)
    # a break does not end the stay
    paused = plain_problem(**stay, **rest(0, 999))
    assert timetable(paused, [[0, 2, 1]], [0, 0]).start == (115, 165)


def waiting_costs(plain_problem, **given):
    """Return a problem in which waiting costs 10 a tick; the second visit begins at 400."""
    weights = ints(0, 10, 0, 0, 0, 0)
    return plain_problem(**{"allowed": [[OPEN], [(400, 400)]], "weights": weights} | given)


def test_a_route_sets_out_as_late_as_its_first_wait_allows(plain_problem):
    problem = waiting_costs(plain_problem)
    times = timetable(problem, [[0, 1]], [0, 0])
    assert (times.departure, times.start) == ((360,), (370, 400))
    windows = waiting_costs(plain_problem, allowed=[[(0, 110), (200, 250)], [(400, 400)]])
    assert timetable(windows, [[0, 1]], [0, 0]).start == (110, 400)  # it stays in its interval
    free = problem.replace(weights=0 * problem.weights)
    assert timetable(free, [[0, 1]], [0, 0]).start == (110, 400)


@pytest.mark.parametrize(
    ("wish", "start"),
    [
        ({"response_cost": ints(9, 0)}, 370),
        ({"response_cost": ints(10, 0)}, 110),  # it would cost as much as it saves
        ({"response_cost": ints(11, 0), "response_from": ints(180, 0)}, 180),
        ({"preferred_cost": ints(11, 0), "preferred_at": ints(150, 0)}, 150),
        ({"preferred_cost": ints(9, 0), "preferred_at": ints(150, 0)}, 370),
        ({"told_cost": ints(11, 0), "told_from": ints(130, 0), "told_to": ints(170, 0)}, 170),
        ({"told_cost": ints(9, 0), "told_from": ints(130, 0), "told_to": ints(170, 0)}, 370),
        (
            {
                "response_cost": ints(12, 0),
                "told_cost": ints(5, 0),
                "told_from": ints(130, 0),
                "told_to": ints(170, 0),
            },
            130,
        ),
        ({"soft": [[(0, 200)], []], "tardiness_cost": ints(11, 0)}, 200),
        ({"soft": [[(0, 200)], []], "tardiness_cost": ints(9, 0)}, 370),
        # tardiness until the next window opens is worth what it saves afterwards, or it is not
        ({"soft": [[(0, 200), (220, 400)], []], "tardiness_cost": ints(11, 0)}, 370),
        ({"soft": [[(0, 200), (360, 400)], []], "tardiness_cost": ints(11, 0)}, 370),
        ({"soft": [[(0, 200), (365, 366)], []], "tardiness_cost": ints(99, 0)}, 366),
    ],
)
def test_a_route_sets_out_later_as_far_as_that_costs_less_than_waiting(plain_problem, wish, start):
    problem = waiting_costs(plain_problem, **wish)
    assert timetable(problem, [[0, 1]], [0, 0]).start == (start, 400)
    plain = solution_of(problem, [[0, 1]], [0, 0])
    assert search(problem, initial=plain, stop=Iterations(0)) == plain  # the kernel agrees


def test_nobody_sets_out_later_into_the_largest_tardiness(plain_problem):
    problem = waiting_costs(plain_problem, soft=[[(0, 200)], []], tardiness_cost=ints(1, 0))
    assert timetable(problem, [[0, 1]], [0, 0]).start == (370, 400)
    largest = problem.replace(weights=ints(0, 10, 0, 1, 0, 0))
    assert timetable(largest, [[0, 1]], [0, 0]).start == (200, 400)


def test_visits_that_depend_on_others_do_not_move(plain_problem):
    gap = waiting_costs(plain_problem, gaps=[(0, 1, 0, NEVER, 0)])
    assert timetable(gap, [[0, 1]], [0, 0]).start == (110, 400)
    crew = waiting_costs(plain_problem, routes=2, crews=[2, 1])
    assert timetable(crew, [[0, 2], [1]], [0, 0]).start == (110, 400)


def test_what_lies_before_the_second_wait_moves_when_the_first_is_gone(plain_problem):
    problem = waiting_costs(plain_problem, visits=3, allowed=[[OPEN], [(200, 250)], [(500, 500)]])
    # the second could be at 200; it moves to 250, the first with it
    times = timetable(problem, [[0, 1, 2]], [0, 0, 0])
    assert times.start == (220, 250, 500)


def test_a_break_moves_with_what_lies_before_it(plain_problem):
    problem = waiting_costs(plain_problem, **rest(140, 180))
    times = timetable(problem, [[0, 2, 1]], [0, 0])
    assert (times.start, times.break_start) == ((150, 400), (180,))


def test_paid_time_is_limited_from_the_later_departure_on(plain_problem):
    problem = waiting_costs(plain_problem, limits=[((0,), PAID, 80)])
    assert timetable(problem, [[0, 1]], [0, 0]) is not None
    cheap = problem.replace(weights=0 * problem.weights)
    assert timetable(cheap, [[0, 1]], [0, 0]) is None


def test_a_break_on_arrival_lies_before_the_access(plain_problem):
    times = timetable(plain_problem(before=ints(0, 5), **rest(0, 140)), [[0, 2, 1]], [0, 0])
    assert times.break_start == (140,)
    assert times.start == (110, 175)


def test_a_break_on_arrival_lies_in_what_would_be_waiting(plain_problem):
    problem = plain_problem(
        allowed=[[OPEN], [(300, 400)]], weights=ints(0, 1, 0, 0, 0, 0), **rest(200, 250)
    )
    times = timetable(problem, [[0, 2, 1]], [0, 0])
    assert times.break_start == (250,)
    assert times.start == (220, 300)
    # away 210 to 340, travel 40, services 40, the break 30
    assert cost_of(problem, [[0, 2, 1]], times)[2]["waiting"] == 130 - 40 - 40 - 30


def test_a_break_after_the_return_does_not_move_the_return(plain_problem):
    problem = plain_problem(weights=ints(0, 1, 0, 0, 0, 0), **rest(500, 500))
    times = timetable(problem, [[0, 1, 2]], [0, 0])
    assert (times.returned, times.break_start) == ((180,), (500,))
    assert cost_of(problem, [[0, 1, 2]], times)[2]["waiting"] == 0


def test_a_route_without_stops_has_its_break_and_costs_nothing(plain_problem):
    problem = plain_problem(weights=ints(1, 1, 1, 1, 0, 0), **rest(50, 100))
    times = timetable(problem, [[2]], [0, 0])
    assert (times.break_start, times.departure, times.returned) == ((100,), (-1,), (-1,))
    assert cost_of(problem, [[2]], times)[1] == 0


@pytest.mark.parametrize(
    ("nodes", "closes"), [([2, 0, 1], 99), ([0, 2, 1], 129), ([0, 1, 2], 159), ([2], 99)]
)
def test_a_break_that_cannot_begin_in_its_window_is_missed(plain_problem, nodes, closes):
    assert flaw_of(plain_problem(**rest(0, closes)), [nodes], [0, 0]) is Flaw.BREAK_MISSED
    assert flaw_of(plain_problem(**rest(0, closes + 1)), [nodes], [0, 0]) is None


@pytest.mark.parametrize(
    ("nodes", "closes"), [([2, 0, 1], 99), ([0, 2, 1], 129), ([0, 1, 2], 159), ([2], 99)]
)
def test_a_break_that_may_be_missed_takes_no_time_where_it_would_begin_late(
    plain_problem, nodes, closes
):
    served = [0, 0] if len(nodes) > 1 else [-1, -1]
    for latest, taken in [(closes, False), (closes + 1, True)]:
        problem = plain_problem(missed_cost=ints(70), **rest(0, latest))
        times = timetable(problem, [nodes], [0, 0])
        assert (times.break_start == (-1,)) is not taken
        cost = 0 if taken or served[0] < 0 else 70
        assert cost_of(problem, [nodes], times)[2]["missed_break"] == cost
        if served[0] == 0:
            late = {0: (30, 30), 1: (0, 30)}.get(nodes.index(2), (0, 0)) if taken else (0, 0)
            assert times.start == (110 + late[0], 140 + late[1])


@pytest.mark.parametrize(("nodes", "taken"), [([2, 0, 1], 100), ([0, 2, 1], 140), ([2], 100)])
def test_a_break_may_be_before_the_return_wherever_it_may_not_be_after_it(
    plain_problem, nodes, taken
):
    problem = plain_problem(break_home=ints(0), **rest(0, 999))
    assert timetable(problem, [nodes], [0, 0]).break_start == (taken,)


def test_a_break_is_not_taken_after_a_return_after_which_it_may_not_be(plain_problem):
    barred = {"break_home": ints(0), "break_ahead": ints(0), **rest(0, 999)}
    assert flaw_of(plain_problem(**barred), [[0, 1, 2]], [0, 0]) is Flaw.BREAK_MISSED
    problem = plain_problem(missed_cost=ints(70), weights=ints(0, 0, 0, 0, 1, 0), **barred)
    times = timetable(problem, [[0, 1, 2]], [0, 0])
    assert (times.break_start, times.returned) == ((-1,), (180,))
    terms = cost_of(problem, [[0, 1, 2]], times)[2]
    assert (terms["missed_break"], terms["largest_idle"]) == (70, 900 - 80)


def test_a_break_that_is_missed_is_neither_waited_for_nor_taken_off_paid_time(plain_problem):
    problem = plain_problem(
        allowed=[[(0, 110)], [(300, 400)]],
        weights=ints(0, 1, 0, 0, 0, 0),
        missed_cost=ints(0),
        break_ahead=ints(0),
        limits=[((0,), PAID, 240)],
        **rest(100, 139),
    )
    times = timetable(problem, [[0, 2, 1]], [0, 0])
    assert (times.departure, times.returned) == ((100,), (340,))
    assert cost_of(problem, [[0, 2, 1]], times)[1] == 240 - 40 - 40


def test_a_break_that_is_missed_lets_the_next_one_begin_in_time(plain_problem):
    # the first caregiver is at visit 1 at 140, too late for the break; so the second one, who
    # belongs to the crew there, arrives at visit 2 at 170 and not at 200
    problem = plain_problem(
        visits=3, routes=2, crews=[1, 2, 1], missed_cost=ints(1, 1), break_ahead=ints(0, 0),
        break_length=ints(30, 30), break_from=ints(0, 0), break_to=ints(139, 170),
    )  # fmt: skip
    times = timetable(problem, [[0, 4, 1], [2, 5, 3]], [0, 0, 0])
    assert times.break_start == (-1, 170)
    assert times.start == (110, 140, 200)


def test_idle_time_is_what_is_left_of_the_shift(plain_problem):
    weights = ints(0, 0, 0, 0, 1, 0)

    def idle(nodes, shift_end, **given):
        problem = plain_problem(weights=weights, shift_end=ints(shift_end), **given)
        return cost_of(problem, [nodes], timetable(problem, [nodes], [0, 0]))[1]

    assert idle([0, 1], 1000) == 900 - 80
    assert idle([], 1000) == 900
    assert idle([0, 1], 150) == 0  # back at 180, never idle
    assert idle([2, 0, 1], 1000, **rest(100, 900)) == 900 - 80 - 30
    assert idle([0, 2, 1], 1000, **rest(150, 900)) == 900 - 80 - 30  # ten ticks of waiting are idle
    assert idle([0, 1, 2], 1000, **rest(500, 900)) == 900 - 80 - 30
    assert idle([0, 1, 2], 190, **rest(189, 900)) == 0  # never negative
    assert idle([0, 1, 2], 300, **rest(300, 900)) == 200 - 80  # the shift is over by then
    assert idle([2], 1000, **rest(100, 900)) == 900 - 30
    assert idle([2], 1000, **rest(999, 2000)) == 900 - 30
    assert idle([2], 1000, **rest(1000, 2000)) == 900  # the shift is over by then
    assert idle([2], 1000, missed_cost=ints(0), **rest(0, 99)) == 900


def test_the_spread_is_rounded_up_for_each_caregiver(plain_problem):
    problem = plain_problem(
        routes=3, minute=ints(10), weights=ints(0, 0, 0, 0, 0, 1), workload_so_far=ints(0, 0, 90)
    )
    routes = [[0], [1], []]
    times = timetable(problem, routes, [0, 0])
    # 40, 60 and 90 from 63 1/3: 2.3, 0.3 and 2.7 minutes
    assert cost_of(problem, routes, times)[1] == 10 * (3 + 1 + 3)


def test_a_group_is_served_all_or_none(plain_problem):
    problem = plain_problem(visits=3, groups=[[0, 2]])
    assert misassigned(problem, [[0, 1]]) is Flaw.GROUP_INCOMPLETE
    assert misassigned(problem, [[2]]) is Flaw.GROUP_INCOMPLETE
    assert misassigned(problem, [[2, 0]]) is misassigned(problem, [[1]]) is None


def test_a_crew_starts_when_the_later_one_is_there(plain_problem):
    problem = plain_problem(routes=2, crews=[2, 1], shift_start=ints(100, 170))
    times = timetable(problem, [[0, 2], [1]], [0, 0])
    assert times.start == (180, 210)
    # a caregiver who would come early leaves late enough not to wait
    assert times.departure == (170, 170)


def test_a_role_with_an_offset_begins_that_much_later(plain_problem):
    problem = plain_problem(
        routes=2, crews=[2, 1], offset=ints(0, 15, 0), shift_start=ints(100, 120)
    )
    times = timetable(problem, [[0], [1, 2]], [0, 0])
    assert times.start == (115, 160)
    assert times.departure == (105, 120)


def test_each_of_a_crew_of_four_takes_their_own_time(plain_problem):
    problem = plain_problem(
        visits=2, routes=4, crews=[4, 1], shift_start=ints(100, 100, 100, 117),
        offset=ints(0, 5, 30, 0, 0), service=ints(20, 40, 10, 60, 20),
        point_out=ints(1, 1, 2, 1, 2),
    )  # fmt: skip
    times = timetable(problem, [[0], [1], [2, 4], [3]], [0, 0])
    # the fourth is there last, at 127; the third begins at 157 and ends at the next visit
    assert times.start == (127, 167)
    assert times.departure == (117, 122, 147, 117)
    assert times.returned == (157, 182, 207, 197)


def test_a_role_that_begins_later_holds_nobody_up_who_could_begin(plain_problem):
    problem = plain_problem(
        routes=2, crews=[2, 1], offset=ints(0, 15, 0), shift_start=ints(100, 110)
    )
    assert timetable(problem, [[0], [1, 2]], [0, 0]).start[0] == 110


def test_a_visit_that_is_ready_between_two_intervals_waits_for_the_second(plain_problem):
    problem = plain_problem(allowed=[[(0, 109), (300, 310)], [OPEN]])
    assert timetable(problem, [[0, 1]], [0, 0]).start == (300, 330)


def test_the_ends_of_an_interval_are_allowed(plain_problem):
    problem = plain_problem(allowed=[[(0, 110)], [OPEN]])
    assert timetable(problem, [[0, 1]], [0, 0]).start == (110, 140)


def test_a_held_visit_waits_for_its_release_and_then_for_an_interval(plain_problem):
    problem = plain_problem(allowed=[[(0, 150), (300, 400)], [OPEN]], release=[[120, 200], []])
    starts = [timetable(problem, [[0]], [k, 0]).start[0] for k in range(3)]
    assert starts == [110, 120, 300]


def test_the_later_visit_of_a_gap_waits_for_the_minimum(plain_problem):
    problem = plain_problem(routes=2, gaps=[(0, 1, 60, NEVER, 0)])
    assert timetable(problem, [[0], [1]], [0, 0]).start == (110, 170)


def test_the_earlier_visit_of_a_gap_waits_for_the_maximum(plain_problem):
    problem = plain_problem(routes=2, allowed=[[OPEN], [(400, 500)]], gaps=[(0, 1, 0, 60, 0)])
    assert timetable(problem, [[0], [1]], [0, 0]).start == (340, 400)


def test_a_gap_binds_only_visits_that_are_both_served(plain_problem):
    problem = plain_problem(routes=2, allowed=[[OPEN], [(400, 500)]], gaps=[(0, 1, 0, 60, 0)])
    assert timetable(problem, [[0], []], [0, 0]).start == (110, -1)


def test_an_exact_gap_takes_the_earliest_of_all_starts_that_satisfy_it(plain_problem):
    problem = plain_problem(routes=2, shift_start=ints(100, 200), gaps=[(0, 1, 50, 50, 0)])
    assert timetable(problem, [[0], [1]], [0, 0]).start == (170, 220)


def test_visits_push_each_other_over_the_end_of_an_interval(plain_problem):
    # 1 is ready at 170 and waits for 300, so 0 waits until 290, and 1 then has its 10 ticks
    allowed = [[OPEN], [(0, 160), (300, 400)]]
    problem = plain_problem(
        routes=2, allowed=allowed, shift_start=ints(150, 100), gaps=[(0, 1, 10, 10, 0)]
    )
    assert timetable(problem, [[0], [1]], [0, 0]).start == (290, 300)


def test_two_crews_in_opposite_order_wait_for_ever(plain_problem):
    problem = plain_problem(routes=2, crews=[2, 2])
    assert timetable(problem, [[0, 2], [3, 1]], [0, 0]) is None
    assert flaw_of(problem, [[0, 2], [3, 1]], [0, 0]) is Flaw.DEADLOCK
    assert flaw_of(problem, [[0, 2], [1, 3]], [0, 0]) is None


def test_a_visit_that_is_ready_too_late_has_missed_its_window(plain_problem):
    problem = plain_problem(allowed=[[(0, 109)], [OPEN]])
    assert flaw_of(problem, [[0, 1]], [0, 0]) is Flaw.WINDOW_PASSED


def test_a_visit_without_allowed_starts_is_never_served(plain_problem):
    problem = plain_problem(allowed=[[], [OPEN]])
    assert flaw_of(problem, [[0, 1]], [0, 0]) is Flaw.WINDOW_PASSED


def test_a_return_after_the_limit_is_late(plain_problem):
    assert flaw_of(plain_problem(latest_return=ints(179)), [[0, 1]], [0, 0]) is Flaw.LATE_RETURN
    assert flaw_of(plain_problem(latest_return=ints(180)), [[0, 1]], [0, 0]) is None


@pytest.mark.parametrize(
    ("routes", "flaw"),
    [
        ([[0, 2], [0]], Flaw.STOP_TWICE),
        ([[0], []], Flaw.CREW_INCOMPLETE),
        ([[0, 1], []], Flaw.SAME_CAREGIVER_TWICE),
        ([[0], [1, 2]], Flaw.INELIGIBLE),
        ([[0, 3], [1]], Flaw.BREAK_MISPLACED),
        ([[0], [1]], None),
    ],
)
def test_who_does_what_is_checked(plain_problem, routes, flaw):
    eligible = np.array([[1, 1], [1, 1], [1, 0]], dtype=np.uint8)
    problem = plain_problem(routes=2, crews=[2, 1], eligible=eligible)
    assert misassigned(problem, routes) is flaw
    assert (solution_of(problem, routes, [0, 0]) is None) == (flaw is not None)


def test_a_break_that_is_due_is_in_its_own_route_once(plain_problem):
    problem = plain_problem(routes=2, break_length=ints(30, 30), break_to=ints(900, 900))
    assert misassigned(problem, [[2, 0], [3]]) is None
    for routes in ([[0], [3]], [[2, 0, 2], [3]], [[3, 0], [2]]):
        assert misassigned(problem, routes) is Flaw.BREAK_MISPLACED


@pytest.mark.parametrize(("who", "apart", "together"), [(SAME, 1, 0), (DIFFERENT, 0, 1)])
def test_a_gap_binds_who_comes(plain_problem, who, apart, together):
    problem = plain_problem(routes=2, gaps=[(0, 1, 0, NEVER, who)])
    wrong = {1: Flaw.WRONG_CAREGIVER, 0: None}
    assert misassigned(problem, [[0], [1]]) is wrong[apart]
    assert misassigned(problem, [[0, 1], []]) is wrong[together]
    assert misassigned(problem, [[0], []]) is None


def test_the_smaller_crew_of_a_gap_is_of_the_larger(plain_problem):
    problem = plain_problem(routes=3, crews=[2, 1], gaps=[(0, 1, 0, NEVER, SAME)])
    assert misassigned(problem, [[0, 2], [1], []]) is None
    assert misassigned(problem, [[0], [1], [2]]) is Flaw.WRONG_CAREGIVER


def test_every_term_of_the_cost(plain_problem):
    problem = plain_problem(
        visits=3,
        routes=2,
        allowed=[[OPEN], [(200, 300)], [OPEN]],
        soft=[[(0, 50), (105, 108), (111, 999)], [(0, 150)], []],
        mandatory=ints(0, 0, 1),
        unserved_cost=ints(1, 1, 7000),
        tardiness_cost=ints(3, 0, 0),
        response_cost=ints(5, 0, 9),
        response_from=ints(90, 0, 0),
        preferred_cost=ints(0, 2, 9),
        preferred_at=ints(0, 230, 0),
        told_cost=ints(4, 6, 9),
        told_from=ints(113, 120, 0),
        told_to=ints(140, 193, 0),
        pair_cost=np.array([[40, 1], [400, 1], [1, 1]]),
        shift_end=ints(215, 0),
        workload_cost=ints(15, 99),
        workload_scale=ints(1500, 1000),
        minute=ints(6),
        heavy=ints(9, 8, 100),
        shared_so_far=ints([0, 1], [3, 0], [5, 0]),
        shared_base=ints([32, 0], [9, 0], [0, 0]),
        share_cost=ints([10, 20, 50], [10, 24, 38], [0, 0, 0]),
        # shares are 35 and 1 minutes of paid time, 11 and 0 of travel
        bound=ints(0, 2, 4, 6),
        bound_members=ints(0, 1, 0, 1, 0, 1),
        bound_share=ints(0, 0, 1),
        bound_what=ints(0, 1, 2),
        bound_most=ints(9, 300, 10),
        bound_cost=ints(7, 3, 2),
        bound_bend=ints([0, 1000, 3000], [0, 0, 0], [0, 1000, 24000]),
        tally=ints(0, 2, 4, 7, 8),
        tally_visits=ints(0, 2, 0, 1, 0, 1, 2, 2),
        tally_what=ints(1, 2, 0, 3),
        tally_cost=ints(5, 6, 0, 8),
        still=ints(1, 1, 0),
        care=ints(0, 2, 3),
        care_visits=ints(0, 2, 1),
        care_use=ints(10, 30, 5),
        care_had=ints(6, 0),
        care_asked=ints(41, 6),
        care_cost=ints(*range(100, -1, -1)),
        weights=ints(11, 13, 17, 19, 23, 29),
    )
    times = timetable(problem, [[0, 1], []], [0, 0, 0])
    assert times.start == (110, 200, -1)
    assert times.returned == (240, -1)
    mandatory_unserved, cost, terms = cost_of(problem, [[0, 1], []], times)
    assert terms == {
        "unserved": 7000,
        "tardiness": 2 * 3,  # in the window from 105, which is due at 108
        "largest_tardiness": 50 * 19,  # counts although its own cost is 0
        "response": 20 * 5,
        "preferred_time": 30 * 2,
        "told": 3 * 4 + 7 * 6,
        "preference": 440,
        "travel": 40 * 11,
        "waiting": 60 * 13,  # away for 140: 40 of travel, 40 of work
        "overtime": 25 * 17,
        "balance": 80 * 15,
        "largest_idle": 60 * 23,
        "workload_spread": 20 * 6 * 29,  # scaled 120 and 0: each ten minutes from the mean
        "missed_break": 0,
        "shared": (50 + 30 - 10) + (38 - 10),  # level 3, one beyond the table; level 2
        "bounds": (35 - 1 - 9) * 7 + 7 * 3 + (24 // 2 - 1) * 2,  # 34 apart, less 0.3 of 36: 6.2
        "groups": 2 * 5 + 5 * 6 + 67 * 8,  # means of 10 and 26 ticks; one of one, one of three
        "clients": (100 - 39) + (100 - 83),  # 16 of 41, 5 of 6
    }
    assert (mandatory_unserved, cost) == (1, sum(terms.values()))
    solution = solution_of(problem, [[0, 1], []], [0, 0, 0])
    assert (solution.rank, solution.start, solution.proved) == ((1, cost), times.start, False)


def test_balance_adds_up_the_routes_of_a_caregiver_and_what_was_before(plain_problem):
    problem = plain_problem(routes=3, caregiver=ints(0, 0, 1), workload_cost=ints(5, 7))
    times = timetable(problem, [[0], [1], []], [0, 0])
    for before, balance in [((0, 0), 5 * 100), ((3, 0), 5 * 103), ((3, 90), 7 * 90)]:
        told = problem.replace(workload_so_far=ints(*before))
        # travel 20 + 40 and services 40
        assert cost_of(told, [[0], [1], []], times)[1] == balance


@pytest.fixture
def equipped(plain_problem):
    """Build two visits that need a person and a piece (set-up 20 ticks, turn-round 5)."""

    def build(pieces=1, **given):
        times = {"before": ints(0, 20, 0, 20), "after": ints(0, 5, 0, 5)}
        return plain_problem(routes=2, needs=[1, 1], pieces=pieces, **(times | given))

    return build


def test_a_piece_is_carried_from_visit_to_visit_and_is_waited_for(equipped):
    # there at 10, set up until 30, but the caregiver comes at 110; free at 135, there at 145
    times = timetable(equipped(), [[0], [2], [1, 3]], [0, 0])
    assert times.start == (110, 165)
    assert times.returned[2] == 165 + 25 + 20
    assert timetable(equipped(2), [[0], [2], [1], [3]], [0, 0]).start == (110, 120)


def test_a_piece_is_not_there_before_it_has_come_from_its_station(equipped):
    times = timetable(equipped(shift_start=ints(0, 0, 0)), [[0], [2], [1, 3]], [0, 0])
    assert times.start == (30, 85)


def test_a_piece_goes_on_from_where_an_escort_ends(equipped):
    problem = equipped(point_out=ints(2, 2, 2, 2))
    assert timetable(problem, [[0], [2], [1, 3]], [0, 0]).start == (110, 155)


def test_pieces_cost_travel_and_nothing_else(equipped):
    problem = equipped(
        weights=ints(1, 100, 100, 100, 0, 0),
        shift_end=ints(0, 0, 0),
        workload_cost=ints(1, 0),
        pair_cost=np.full((4, 3), 7),
    )
    routes = [[0], [2], [1, 3]]
    terms = cost_of(problem, routes, timetable(problem, routes, [0, 0]))[2]
    assert {name: cost for name, cost in terms.items() if cost} == {
        "travel": 20 + 40 + 40,
        "overtime": 100 * (140 + 205),
        "preference": 7 + 7,
        "balance": 40,
    }


def test_a_visit_lacks_its_piece(equipped):
    assert misassigned(equipped(), [[0], [], []]) is Flaw.CREW_INCOMPLETE
    assert misassigned(equipped(), [[], [], [1]]) is Flaw.CREW_INCOMPLETE
    assert misassigned(equipped(), [[0], [], [1]]) is None
    assert misassigned(equipped(), [[0, 1], [], []]) is Flaw.INELIGIBLE


def test_two_pieces_wanted_at_one_visit_are_not_one(plain_problem):
    problem = plain_problem(visits=1, needs=[2], pieces=2)
    assert flaw_of(problem, [[0], [1, 2], []], [0]) is Flaw.DEADLOCK
    assert flaw_of(problem, [[0], [1], [2]], [0]) is None


def test_the_pieces_of_a_gap_are_nobody(equipped):
    same, apart = (equipped(gaps=[(0, 1, 0, NEVER, who)]) for who in (SAME, DIFFERENT))
    assert misassigned(apart, [[0], [2], [1, 3]]) is None
    assert misassigned(same, [[0, 2], [], [1, 3]]) is None
    assert misassigned(same, [[0], [2], [1, 3]]) is Flaw.WRONG_CAREGIVER


def test_a_piece_that_goes_round_against_the_people_is_a_deadlock(equipped):
    assert flaw_of(equipped(), [[0, 2], [], [3, 1]], [0, 0]) is Flaw.DEADLOCK


@pytest.mark.parametrize(("what", "amount"), [(PAID, None), (VISITS, 2), (CARGO, 7)])
def test_a_limit_over_some_routes(plain_problem, what, amount):
    def flaw(most, over=(0, 1), routes=([0], [1])):
        limited = plain_problem(routes=2, cargo=ints(3, 4), limits=[(over, what, most)])
        return flaw_of(limited, routes, [0, 0])

    # paid 40 + 60 on two routes, 80 on one
    both = 100 if what == PAID else amount
    assert flaw(both) is None
    assert flaw(both - 1) is Flaw.LIMIT_EXCEEDED
    assert flaw(both - 1, over=(0,)) is None
    one = 80 if what == PAID else amount
    assert flaw(one, (0,), [[0, 1], []]) is None
    assert flaw(one - 1, (0,), [[0, 1], []]) is Flaw.LIMIT_EXCEEDED
    assert flaw(0, (0,), [[], [0, 1]]) is None


@pytest.mark.parametrize(("nodes", "paid"), [([2, 0, 1], 80), ([0, 2, 1], 90), ([0, 1, 2], 80)])
def test_only_a_break_on_the_way_is_taken_off_paid_time(plain_problem, nodes, paid):
    """Between the stops, the wait for the break lasts from 140 to 150."""
    for most, flaw in [(paid, None), (paid - 1, Flaw.LIMIT_EXCEEDED)]:
        problem = plain_problem(limits=[((0,), PAID, most)], **rest(150, 999))
        assert flaw_of(problem, [nodes], [0, 0]) is flaw


def test_holding_a_visit_can_keep_a_limit_of_paid_time(plain_problem):
    problem = plain_problem(
        allowed=[[OPEN], [(400, 400)]], release=[[300], []], limits=[((0,), PAID, 150)]
    )
    assert flaw_of(problem, [[0, 1]], [0, 0]) is Flaw.LIMIT_EXCEEDED
    assert flaw_of(problem, [[0, 1]], [1, 0]) is None


def test_a_quota_counts_the_visits_that_are_served(plain_problem):
    problem = plain_problem(visits=3, quotas=[({0: 5, 2: 6}, 10)])
    assert misassigned(problem, [[0, 2]]) is Flaw.QUOTA_EXCEEDED
    assert misassigned(problem, [[0, 1]]) is misassigned(problem, [[1, 2]]) is None
    assert misassigned(problem.replace(quota_most=ints(11)), [[0, 1, 2]]) is None


def test_a_quota_counts_a_crew_once(plain_problem):
    problem = plain_problem(visits=1, routes=2, crews=[2], quotas=[({0: 6}, 6)])
    assert misassigned(problem, [[0], [1]]) is None
