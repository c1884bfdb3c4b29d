"""Encoding of scenarios, and of plans that people have edited."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from dispatch.encoding import client_place, decode, encode, encode_plan
from dispatch.engine import Seconds
from dispatch.engine.exact import exact
from dispatch.engine.problem import (
    CARGO,
    KITS,
    LARGEST_IDLE,
    NEVER,
    NOBODY,
    PAID,
    VISITS,
    WORKLOAD_SPREAD,
)
from dispatch.engine.ranking import most_cost
from dispatch.engine.schedule import solution_of
from dispatch.errors import InputError
from dispatch.generate import generate, generate_small
from dispatch.plan import PieceRoute, Use
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.rules import (
    dates_in_shift,
    eligibility,
    kits_brought,
    pool_reason,
    pool_way_reason,
    pools_apart,
    way_reasons,
)
from dispatch.scenario import Duration, Matrix, Scenario, Visit, load_scenario

RULES = Path(__file__).parents[2] / "scenarios" / "rules"

RULES = Path(__file__).parents[2] / "scenarios" / "rules"
MINUTES = [[0, 4, 8, 12], [5, 0, 6, 9], [7, 6, 0, 3], [10, 8, 3, 0]]

FIELDS = {
    "name": "two kits",
    "dates": ["2026-11-23", "2026-11-24"],
    "roads": {"kind": "matrix", "points": ["hub", "a", "b", "c"], "minutes": MINUTES},
    "areas": [{"id": "north"}, {"id": "south"}],
    "stations": [{"id": "store", "place": "hub"}],
    "equipment": [
        {"id": "unused", "count": 3},
        {"id": "tub", "count": 9, "station": "store", "carried": True, "carried_by": "courier",
         "mode": "drive", "set_up": 10, "turn_round": 5},
        {"id": "hoist", "count": 1, "set_up": 2, "turn_round": 1, "areas": ["north"]},
    ],
    "services": [
        {"id": "bath", "duration": 30, "equipment": ["tub", "hoist"], "load": 1.25,
         "crew": [{"id": "one"}, {"id": "two", "offset": 10}]},
        {"id": "meal", "duration": 15, "needs_client": False},
    ],
    "caregivers": [
        {"id": name, "gender": "woman", "start": "hub", "mode": "walk",
         "so_far": {"paid": 100},
         "shifts": [
             {"start": f"2026-11-{day}T08:00", "end": f"2026-11-{day}T12:00"} for day in (23, 24)
         ]}
        for name in ("g", "h")
    ],
    "clients": [
        {"id": "a", "place": "a", "area": "north", "access": 3},
        {"id": "b", "place": "b", "area": "north"},
        {"id": "c", "place": "c", "area": "south"},
    ],
    "visits": [
        {"id": "va", "client": "a", "service": "bath"},
        {"id": "vb", "client": "b", "service": "bath", "end_place": "a"},
        {"id": "vm", "client": "b", "service": "meal", "gaps": [{"after": "vb", "minimum": 5}]},
    ],
}  # fmt: skip


def encoded_of(**changes):
    scenario = Scenario.model_validate(FIELDS | changes)
    return encode(scenario, travel_times(scenario))


def changed(field, name, **changes):
    """Return the scenario's list `field` with one entry changed."""
    return {field: [each | (changes if each["id"] == name else {}) for each in FIELDS[field]]}


def in_minutes(encoded, ticks):
    return (np.asarray(ticks) * encoded.tick / 60_000).tolist()


@pytest.mark.parametrize("seed", range(60))
def test_a_pair_is_eligible_where_the_rules_say_so_on_every_date_of_the_shift(seed):
    scenario = generate_small(seed, visits=6, caregivers=4)
    travel = travel_times(scenario)
    encoded = encode(scenario, travel)
    for stop, (name, place) in enumerate(encoded.stops):
        visit = scenario.visit[name]
        service, client = scenario.service[visit.service], scenario.client[visit.client]
        if place < len(service.crew):
            may = []
            for caregiver, shift in encoded.routes:
                person = scenario.caregiver[caregiver]
                dates = dates_in_shift(scenario, visit, person, shift)
                barred = (eligibility(scenario, visit, place, person, on) for on in dates)
                brought = kits_brought(scenario, visit, service.crew[place])
                serves = not any(pool_reason(scenario, client, pool) for pool in brought)
                lost = way_reasons(scenario, visit, person, shift, travel.between)
                may.append(bool(dates) and not any(barred) and serves and not lost)
            may += [False] * (encoded.problem.n_routes - len(may))
        elif place == client_place(scenario, service):
            own = encoded.first_client + [*dict.fromkeys(encoded.clients.apart.values())].index(
                visit.client
            )
            may = [route == own for route in range(encoded.problem.n_routes)]
        else:
            pool = pools_apart(scenario, service)[place - len(service.crew)]
            serves = not (
                pool_reason(scenario, client, scenario.pool[pool])
                or pool_way_reason(scenario, visit, scenario.pool[pool], travel.between)
            )
            may = [False] * len(encoded.routes)
            may += [each == pool and serves for each, _ in encoded.pieces]
            may += [False] * (encoded.problem.n_routes - len(may))
        assert encoded.problem.eligible[stop].tolist() == may


def test_a_leg_without_a_way_takes_longer_than_any_route_and_bounds_no_cost():
    scenario = load_scenario(RULES / "no-way.yaml")
    tables = {mode: [[minutes or 0 for minutes in row] for row in table]
              for mode, table in scenario.roads.by_mode.items()}  # fmt: skip
    roads = Matrix(points=scenario.roads.points, by_mode=tables)
    bridged = scenario.model_copy(update={"roads": roads})
    lost, whole = (encode(each, travel_times(each)) for each in (scenario, bridged))
    p = lost.problem
    walk = lost.frame.modes.index("walk")
    assert lost.travel.places == ("oak", "elm", "desk")
    assert (p.travel[:2] == p.no_way[0]).tolist() == [
        [[False] * 3] * 3 if mode != walk
        else [[False, True, False], [True, False, True], [False, True, False]]
        for mode in range(2)
    ]  # fmt: skip
    horizon = scenario.horizon // lost.tick
    assert (p.no_way > horizon).all()
    assert (p.no_way > p.latest_return[p.latest_return < NEVER].max()).all()
    assert most_cost(p) == most_cost(whole.problem)
    # Ann walks to a only, Bo rides to all, and the kit walks nowhere that it is needed; two visits
    # are one client's.
    assert p.eligible.tolist() == [
        [1, 1, 0, 0],
        [0, 1, 0, 0], [0, 0, 0, 1],
        [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1],
    ]  # fmt: skip
    assert lost.travel.gaps
    assert not whole.travel.gaps


def test_stops_of_equipment_come_after_the_crew():
    encoded = encoded_of()
    p = encoded.problem
    assert encoded.stops[:4] == (("va", 0), ("va", 1), ("va", 2), ("va", 3))
    assert (p.stops.tolist(), p.crew.tolist()) == ([0, 4, 8, 9], [2, 2, 1])
    # the visit takes 40 minutes: the second caregiver begins 10 minutes later
    assert in_minutes(encoded, p.before[:4]) == [3, 3, 0, 0]
    # the set-up takes 10 minutes of the first piece and 2 of the second
    assert in_minutes(encoded, p.service[:4]) == [30, 30, 10 + 40, 2 + 40]
    assert in_minutes(encoded, p.after[:4]) == [0, 0, 5, 1]
    assert in_minutes(encoded, p.offset[:4]) == [0, 10, -10, -2]
    assert p.cargo.tolist() == [1250, 1250, 0, 0] * 2 + [0]
    assert [encoded.travel.places[at] for at in p.point_out[4:8]] == ["a"] * 4


def test_pieces_are_routes_that_end_at_their_station():
    encoded = encoded_of()
    p = encoded.problem
    assert encoded.pieces == (("tub", 1), ("tub", 2), ("hoist", 1))
    assert p.caregiver.tolist() == [0, 0, 1, 1, NOBODY, NOBODY, NOBODY]
    assert p.shift_start[4:].tolist() == [0, 0, 0]
    assert p.shift_end[4:].tolist() == p.latest_return[4:].tolist() == [NEVER] * 3
    hub, b = encoded.travel.index("store"), encoded.travel.index("b")
    assert p.start_point[4:6].tolist() == p.end_point[4:6].tolist() == [hub, hub]
    drive = encoded.travel.between("drive", "hub", "b") // encoded.tick
    assert p.travel[p.mode[4], hub, b] == drive > 0
    assert not p.travel[p.mode[6]].any()


def with_kits(**tub):
    """Return the scenario with tubs that come with the crew."""
    return encoded_of(**changed("equipment", "tub", carried_by="crew", mode=None, **tub))


def test_a_kit_is_work_of_the_first_role_and_has_no_route():
    encoded = with_kits()
    p = encoded.problem
    assert encoded.stops[:3] == (("va", 0), ("va", 1), ("va", 2))
    assert encoded.pieces == (("hoist", 1),)
    assert p.brings.tolist() == [1, 0, 0] * 2 + [0]
    assert p.station.tolist() == [encoded.travel.index("store")]
    # the set-up of 10 minutes comes first; after 30 minutes of 40 she waits 10 and packs up for 5
    assert in_minutes(encoded, p.before[:3]) == [3, 3, 0]
    assert in_minutes(encoded, p.offset[:3]) == [-10, 10, -2]
    assert in_minutes(encoded, p.service[:3]) == [10 + 30, 30, 2 + 40]
    assert in_minutes(encoded, p.after[:3]) == [10 + 5, 0, 1]


def test_kits_are_limited_where_shifts_run_at_one_time():
    assert len(with_kits(count=2).problem.limit_what) == 0
    p = with_kits(count=1).problem
    rows = [p.limit_routes[p.limit[k] : p.limit[k + 1]].tolist() for k in range(2)]
    assert rows == [[0, 2], [1, 3]]
    assert (p.limit_what.tolist(), p.limit_most.tolist()) == ([KITS, KITS], [1, 1])
    assert p.limit_kit.tolist() == [0, 0]


def test_a_kit_does_not_come_where_its_pool_does_not_serve():
    eligible = with_kits(areas=["south"]).problem.eligible
    assert not eligible[0].any()
    assert eligible[1, :4].all()


@pytest.mark.parametrize(("count", "who", "piece"), [(1, "cy", 1), (2, "bo", 2)])
def test_a_plan_numbers_the_pieces_that_are_out_and_says_who_has_them(count, who, piece):
    one = load_scenario(RULES / "kit-of-one-shift.yaml")
    kit = one.equipment[0].model_copy(update={"count": count, "set_up": Duration.of_minutes(10)})
    scenario = one.model_copy(update={"equipment": (kit,)})
    encoded = encode(scenario, travel_times(scenario))
    plan = decode(encoded, exact(encoded.problem, stop=Seconds(60)))
    first, second = plan.equipment
    assert (first.equipment, first.piece, first.caregiver, first.shift) == (kit.id, 1, "ann", 0)
    assert [tuple(use.model_dump().values()) for use in first.uses] == [
        ("a", "2026-11-23T08:50:00", "2026-11-23T10:00:00")
    ]
    # bo's shift overlaps with ann's, cy's does not
    assert (second.piece, second.caregiver, second.uses[0].visit) == (piece, who, "b")
    again = encode_plan(encoded, plan)
    assert decode(encoded, solution_of(encoded.problem, again.routes, again.held)) == plan


def test_a_piece_does_not_come_where_its_pool_does_not_serve():
    encoded = encoded_of(**changed("visits", "va", client="c"))
    hoist = encoded.stop_of["va", 3]
    assert not encoded.problem.eligible[hoist].any()
    assert encoded.problem.eligible[hoist + 4].tolist() == [0] * 6 + [1]


def test_visits_that_are_over_are_not_asked_for():
    facts = {"started": "08:30", "ended": "09:00"}
    encoded = encoded_of(**changed("visits", "vb", facts=facts, pinned_caregivers=["g", "h"]))
    p = encoded.problem
    assert [visit for visit, _ in encoded.stops] == ["va"] * 4 + ["vm"]
    assert encoded.pieces == (("tub", 1), ("hoist", 1))
    assert len(p.gap_least) == 0
    assert in_minutes(encoded, p.allowed_from[p.allowed[1]]) == 8 * 60 + 35
    plan = decode(encoded, solution_of(p, [[]] * p.n_routes, [0, 0]))
    assert [left.visit for left in plan.unserved] == ["va", "vm"]


def test_limits_are_those_of_dates_weeks_and_routes():
    encoded = encoded_of(
        **changed("caregivers", "h", paid_hours_cap=200, weekly_cap=350,
                  probation_cap=2, carrying_limit=2.5)
    )  # fmt: skip
    p = encoded.problem
    rows = [
        (p.limit_routes[p.limit[k] : p.limit[k + 1]].tolist(), int(what), int(most))
        for k, (what, most) in enumerate(zip(p.limit_what, p.limit_most, strict=True))
    ]
    a_minute = 60_000 // encoded.tick
    days = ([2], [3])
    assert sorted(rows) == sorted(
        [(day, PAID, 200 * a_minute) for day in days]
        + [(day, VISITS, 2) for day in days]
        + [(day, CARGO, 2500) for day in days]
        + [([2, 3], PAID, 250 * a_minute)]
    )


def test_a_limit_between_two_ticks_is_rounded_down():
    encoded = encoded_of(**changed("caregivers", "h", paid_hours_cap="PT100.999S"))
    assert encoded.tick == 60_000
    assert encoded.problem.limit_most.tolist() == [1, 1]


def test_only_entitlements_that_are_exceeded_become_quotas():
    enough = encoded_of(**changed("clients", "b", entitled_week=55))
    assert len(enough.problem.quota_most) == 0
    p = (encoded := encoded_of(**changed("clients", "b", entitled_week=54))).problem
    assert (p.quota.tolist(), p.quota_visits.tolist()) == ([0, 2], [1, 2])
    assert in_minutes(encoded, p.quota_use) == [40, 15]
    assert in_minutes(encoded, p.quota_most) == [54]


def test_the_load_so_far_is_part_of_the_balance():
    encoded = encoded_of(policy={"weights": {"balance": 0.5}})
    assert in_minutes(encoded, encoded.problem.workload_so_far) == [100, 100]
    assert encoded.problem.workload_cost.tolist() == [500, 500]


def test_routes_end_before_the_next_one_of_the_same_caregiver_starts():
    shifts = [{"start": "08:00", "end": "10:00"}, {"start": "10:20", "end": "12:00"}]
    encoded = encoded_of(**changed("caregivers", "g", shifts=shifts))
    assert in_minutes(encoded, encoded.problem.latest_return[:2]) == [10 * 60 + 20, 13 * 60]


@pytest.fixture
def baths():
    """Return a plan of both baths by both people, with one tub and the hoist taken round."""
    encoded = encoded_of()
    routes = [[0, 4], [], [1, 5], [], [], [2, 6], [3, 7]]
    return encoded, solution_of(encoded.problem, routes, [0, 0, 0])


def test_a_plan_says_from_when_to_when_each_piece_is_held(baths):
    plan = decode(*baths)
    tub, hoist = plan.equipment
    assert (tub.equipment, tub.piece, hoist.equipment, hoist.piece) == ("tub", 2, "hoist", 1)
    start = next(stop.start for stop in plan.routes[0].stops)
    assert start == "2026-11-23T08:07:00"
    assert tub.uses[0] == Use(visit="va", taken="2026-11-23T07:57", free="2026-11-23T08:52")
    assert hoist.uses[0] == Use(visit="va", taken="2026-11-23T08:05", free="2026-11-23T08:48")


def test_a_plan_means_the_solution_it_came_from_with_the_numbers_of_its_pieces(baths):
    encoded, solution = baths
    again = encode_plan(encoded, decode(encoded, solution))
    assert again.routes == solution.routes
    same = solution_of(encoded.problem, again.routes, again.held)
    assert (same.rank, same.start) == (solution.rank, solution.start)
    plan = decode(encoded, solution)
    tub, hoist = plan.equipment
    third = plan.model_copy(update={"equipment": (tub.model_copy(update={"piece": 3}), hoist)})
    assert encode_plan(encoded, third).routes == ((0, 4), (), (1, 5), (), (2, 6), (), (3, 7))


def test_a_visit_without_its_pieces_is_left_out_of_the_start(baths):
    encoded, solution = baths
    plan = decode(encoded, solution)
    tub, hoist = plan.equipment
    without = plan.model_copy(
        update={"equipment": (tub.model_copy(update={"uses": tub.uses[:1]}), hoist)}
    )
    assert encode_plan(encoded, without).routes == ((0,), (), (1,), (), (), (2,), (3,))
    twice = plan.model_copy(update={"equipment": (tub, tub, hoist)})
    assert encode_plan(encoded, twice).routes == ((),) * 7


def test_a_start_from_a_plan_of_the_morning_forgets_what_is_over(baths):
    plan = decode(*baths)
    facts = {"started": "08:07", "ended": "08:47"}
    later = encoded_of(**changed("visits", "va", facts=facts, pinned_caregivers=["g", "h"]))
    assert encode_plan(later, plan).routes == ((0,), (), (1,), (), (2,), (3,))


def test_a_plan_with_equipment_that_nobody_asked_for_is_refused(baths):
    encoded, solution = baths
    use = Use(visit="vm", taken="08:00", free="09:00")
    odd = PieceRoute(equipment="tub", piece=1, uses=(use,))
    plan = decode(encoded, solution).model_copy(update={"equipment": (odd,)})
    with pytest.raises(InputError, match="visit 'vm' with equipment 'tub'"):
        encode_plan(encoded, plan)


def test_what_is_asked_for_published_objectives_is_in_the_numbers():
    fields = changed("caregivers", "h", contracted_week=1200)
    p = encoded_of(**fields, policy={"weights": {"largest_idle": 3, "workload_spread": 0.25}})
    p = p.problem
    assert p.weights[[LARGEST_IDLE, WORKLOAD_SPREAD]].tolist() == [3000, 250]
    assert (p.workload_scale.tolist(), p.minute.tolist()) == ([1000, 2000], [1])


@pytest.mark.parametrize(("rule", "cost"), [("hard", NEVER), ("soft", 7500 * 2)])
@pytest.mark.parametrize("after", [True, False])
def test_a_break_has_the_cost_and_the_place_of_being_missed(rule, cost, after):
    rest = {"duration": 30, "earliest": "09:00:30", "latest": "10:00"}
    shifts = [
        {"start": "08:00", "end": "12:00", "meal_break": rest},
        {"start": "13:00", "end": "16:00"},
    ]
    fields = changed("caregivers", "h", shifts=shifts)
    policy = {
        "break_due_from": 60, "rules": {"meal_break": rule, "break_after_return": after},
        "weights": {"missed_break": 7.5},
    }  # fmt: skip
    encoded = encoded_of(**fields, policy=policy)
    assert encoded.tick == 30_000
    assert encoded.problem.missed_cost.tolist() == [0, 0, cost, 0, 0, 0, 0]
    assert encoded.problem.break_home.tolist() == [1, 1, after, 1, 1, 1, 1]


def test_an_excluded_caregiver_is_barred_or_costs():
    fields = changed("clients", "b", excluded=["h"])
    barred = encoded_of(**fields).problem
    assert barred.eligible[barred.visit == 2, :4].tolist() == [[1, 1, 0, 0]]
    policy = {"rules": {"exclusion": "soft"}, "weights": {"exclusion": 4}}
    costs = encoded_of(**fields, policy=policy).problem
    assert costs.eligible[costs.visit == 2, :4].tolist() == [[1, 1, 1, 1]]
    assert costs.pair_cost[costs.visit == 2, :4].tolist() == [[0, 0, 4000, 4000]]


def test_groups_of_two_or_more_are_in_the_numbers():
    visits = [
        each | {"group": group}
        for each, group in zip(FIELDS["visits"], ("x", "y", "x"), strict=True)
    ]
    p = encoded_of(visits=visits).problem
    assert (p.group.tolist(), p.group_visits.tolist()) == ([0, 2], [0, 2])
    assert [cost > 0 for cost in p.unserved_cost] == [True, True, False]


def test_a_start_from_a_plan_has_whole_groups_only(baths):
    encoded, solution = baths
    plan = decode(encoded, solution)
    tub, hoist = plan.equipment
    without = plan.model_copy(
        update={"equipment": (tub.model_copy(update={"uses": tub.uses[:1]}), hoist)}
    )
    visits = [each | {"group": "x"} for each in FIELDS["visits"][:2]] + FIELDS["visits"][2:]
    grouped = encoded_of(visits=visits)
    assert encode_plan(grouped, plan).routes == encode_plan(encoded, plan).routes
    assert encode_plan(grouped, without).routes == ((),) * 7


def test_weights_of_spread_that_are_too_large_to_be_exact_are_refused():
    shifts = [{"start": "08:00", "end": "12:00:00.001"}]
    few = changed("caregivers", "h", contracted_week="PT0.01S", shifts=shifts)
    weights = {"shared_paid_time": 0, "shared_heavy_points": 0}
    encoded_of(**few, policy={"weights": weights})
    with pytest.raises(InputError, match="exactly"):
        encoded_of(**few, policy={"weights": {**weights, "workload_spread": 1000}})


def test_a_leg_that_lasts_longer_than_any_route_is_one_without_a_way():
    far = [[*MINUTES[0][:3], 99_999], *MINUTES[1:]]
    p = encoded_of(roads={**FIELDS["roads"], "minutes": far}).problem
    assert (p.travel[0] >= p.no_way[0]).sum() == 1


def test_a_request_of_another_age_that_weighs_too_much_to_be_exact_is_refused():
    visits = [each | {"requested": "1900-01-01T00:00"} for each in FIELDS["visits"]]
    encoded_of(visits=visits)
    heavy = [each | {"priority": 1000} for each in visits]
    with pytest.raises(InputError, match="exactly"):
        encoded_of(visits=heavy, policy={"weights": {"response": 200}})


def test_wherever_a_missed_break_lies_the_referee_finds_the_same_cost():
    missed = 0
    for seed in range(25):
        scenario = generate_small(seed, visits=5, caregivers=2)
        if scenario.policy.rules.meal_break == "hard":
            continue
        encoded = encode(scenario, travel_times(scenario))
        p = encoded.problem
        best = exact(p, stop=Seconds(60))
        for r in np.flatnonzero(p.break_length):
            pause = p.n_stops + int(r)
            stops = [node for node in best.routes[r] if node != pause]
            for place in range(len(stops) + 1):
                routes = [*best.routes]
                routes[r] = (*stops[:place], pause, *stops[place:])
                solution = solution_of(p, routes, best.held)
                if solution is None:
                    continue
                judgement = judge(scenario, encoded.travel, decode(encoded, solution))
                assert judgement.ok
                assert judgement.cost.exact == solution.cost * encoded.tick
                missed += bool(stops) and solution.break_start[r] < 0
    assert missed > 5


def test_a_stamp_to_the_millisecond_leaves_the_tick_as_it_is():
    day = generate(None, visits=12, seed=1)
    tick = encode(day, travel_times(day)).tick
    first, second, *rest = day.visits
    started = {"facts": {"started": "08:00:03.123"}, "pinned_caregivers": (day.caregivers[0].id,)}
    asked = {"requested": datetime(2026, 11, 20, 7, 30, 1, 999_999)}
    running = Visit.model_validate(dict(first) | started)
    heard = Visit.model_validate(dict(second) | asked)
    stamped = day.unchecked(visits=(running, heard, *rest))
    assert running.facts.started == "08:00:03"
    assert heard.requested == "2026-11-20T07:30:01"
    assert encode(stamped, travel_times(stamped)).tick == tick == 1000
