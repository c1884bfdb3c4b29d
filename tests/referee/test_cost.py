from __future__ import annotations

import pytest

BY_HAND = {
    "unserved": 150.0,  # wash-a-2: 100 × 1.5
    "tardiness": 60.0,  # lift-b, of priority 3, starts 10 minutes after 10:20
    "largest_tardiness": 30.0,
    "response": 30.0,  # wash-a: 08:00 to 09:00
    "travel": 73.0,  # amy 10 + 5 + 8 + 20, bob 15 + 15
    "waiting": 7.2,  # amy: 50 at b, 2 before the break at c, 20 after it
    "overtime": 50.0,  # bob: 25
    "gender_preference": 20.0,  # amy at c
    "exclusion": 0.0,
    "continuity": 10.0,  # amy at a
    "rating": 0.0,
    "preferred_time": 5.0,  # meal-c: 20 minutes before 12:30
    "balance": 1.43,  # amy: 100 of work, 43 of travel; bob: twice 70
    "workload_spread": 0.0,
    "largest_idle": 0.0,
    "missed_break": 0.0,
    "broken_promise": 0.0,
    "announced_start": 0.0,
    "announced_caregiver": 0.0,
    "shared_paid_time": 0.0,
    "shared_travel": 0.0,
    "shared_heavy_points": 0.0,
    "share_bounds": 0.0,
    "group_response": 0.0,
    "group_tardiness": 0.0,
    "group_unserved": 0.0,
    "client_care": 0.0,
}


def test_every_term_by_hand(day):
    judgement = day.judged()
    assert judgement.violations == ()
    assert judgement.ok
    assert judgement.cost.components == pytest.approx(BY_HAND)
    assert judgement.cost.exact == 436_630 * 60_000
    assert judgement.cost.total == pytest.approx(436.63)
    assert judgement.cost.rank == (0, 436_630 * 60_000)


def changed(day):
    components = day.judged().cost.components
    return {
        name: pytest.approx(amount)
        for name, amount in components.items()
        if amount != pytest.approx(BY_HAND[name])
    }


def test_a_mandatory_visit_left_out_ranks_above_every_cost(day):
    day.scenario["visits"]["wash-a-2"]["mandatory"] = True
    judgement = day.judged()
    assert judgement.ok
    assert judgement.cost.rank == (1, 436_630 * 60_000)


def test_response_counts_from_the_earliest_acceptable_time_if_that_is_later(day):
    day.scenario["visits"]["wash-a"]["earliest_acceptable"] = "08:50"
    assert changed(day) == {"response": 5}


def test_response_is_never_negative(day):
    day.scenario["visits"]["wash-a"]["requested"] = "09:30"
    assert changed(day) == {"response": 0}


@pytest.mark.parametrize(
    ("windows", "late"),
    [
        ([("10:00", "10:29", "start")], 1),
        ([("10:00", "10:30", "start")], 0),
        ([("10:00", "10:10", "start"), ("10:20", "10:25", "start")], 5),
        ([("10:00", "10:10", "start"), ("10:31", "10:40", "start")], 20),
        ([("11:00", "11:05", "end")], 5),
        ([("10:00", "10:50", "whole")], 20),
        ([("09:00", "09:50", "whole"), ("10:30", "11:10", "whole")], 0),
    ],
)
def test_tardiness_follows_the_last_window_that_has_opened(day, windows, late):
    day.scenario["visits"]["lift-b"]["windows"] = [
        {"open": first, "close": last, "applies_to": applies_to, "hard": False}
        for first, last, applies_to in windows
    ]
    judgement = day.judged()
    assert judgement.ok
    assert judgement.cost.components["tardiness"] == pytest.approx(6 * late)
    assert judgement.cost.components["largest_tardiness"] == pytest.approx(3 * late)


def test_preferences_that_are_turned_off_cost_nothing(day):
    day.scenario["policy"]["rules"] = {"gender_preference": "off", "continuity": "off"}
    assert changed(day) == {"gender_preference": 0, "continuity": 0}


def test_a_stop_costs_what_the_rating_lacks_of_five(day):
    day.scenario["policy"]["weights"]["rating"] = 4
    # amy, three stops: the prior, 4.0; bob, one stop: (10 * 4.8 + 10 * 4.0) / 20 = 4.4
    day.scenario["caregivers"]["bob"] |= {"rating": 4.8, "reviews": 10}
    assert changed(day) == {"rating": 4 * (3 * 1 + 0.6)}


def test_the_gender_of_an_intimate_service_may_be_a_preference(day):
    day.scenario["services"]["wash"]["intimate"] = True
    day.scenario["clients"]["a"]["gender"] = "man"
    day.scenario["policy"]["rules"] = {"intimate_gender": "soft"}
    assert day.judged().ok
    assert changed(day) == {"gender_preference": 40}


def test_the_heaviest_scaled_workload_counts(day):
    day.scenario["caregivers"]["bob"]["contracted_week"] = 900  # 2400 / 900 = 2.667
    # The weight times the factor, 0.02667, is rounded to a thousandth: 0.027 for each minute.
    assert changed(day) == {"balance": 70 * 0.027}


def test_workloads_that_lie_off_the_mean_cost_whole_minutes(day):
    day.scenario["policy"]["weights"]["workload_spread"] = 2
    # 143 and 140, a minute and a half from 141.5
    assert changed(day) == {"workload_spread": 2 * (2 + 2)}
    day.scenario["caregivers"]["bob"]["so_far"] = {"paid": 1.5}
    assert changed(day) == {}
    day.scenario["caregivers"]["bob"]["so_far"] = {"paid": 1.50005}
    assert changed(day) == {"workload_spread": 4}
    # who has no route has a workload of nothing, and counts
    day.scenario["caregivers"]["bob"].pop("so_far")
    day.scenario["caregivers"]["cat"] = {
        "gender": "woman",
        "shifts": [{"start": "08:00", "end": "09:00"}],
        "start": "D",
        "mode": "walk",
    }
    # 143, 140 and 0: 48 2/3, 45 2/3 and 94 1/3 from the mean
    assert changed(day) == {"workload_spread": 2 * (49 + 46 + 95)}


def test_the_shift_with_the_largest_idle_time_counts(day):
    day.scenario["policy"]["weights"]["largest_idle"] = 3
    amy = day.scenario["caregivers"]["amy"]["shifts"][0]
    rest = day.plan["routes"]["amy"]["meal_break"]
    # amy: 480 less 43 of travel, 100 of work and her break
    assert changed(day) == {"largest_idle": 3 * 307}
    # bob is back at 11:25, and at work and on the way for 70 of his 205 minutes; amy's 127 are less
    day.scenario["policy"]["break_due_from"] = 300
    amy["end"], amy["meal_break"]["latest"] = "13:00", "12:30"
    assert changed(day) == {"largest_idle": 3 * 135}
    # amy with a break that begins a minute before the end, or with it: 300 less 143
    rest |= {"position": 3, "start": "12:59", "end": "13:29"}
    assert changed(day)["largest_idle"] == 3 * 135
    rest |= {"start": "13:00", "end": "13:30"}
    assert changed(day)["largest_idle"] == 3 * 157


def test_a_shift_without_stops_is_idle_but_for_its_break(day):
    day.scenario["policy"]["weights"]["largest_idle"] = 3
    day.scenario["caregivers"]["amy"]["shifts"][0]["end"] = "13:00"
    day.scenario["caregivers"]["amy"]["shifts"][0]["meal_break"]["latest"] = "12:30"
    day.scenario["caregivers"]["bob"]["shifts"].append(
        {"start": "12:00", "end": "16:00",
         "meal_break": {"duration": 30, "earliest": "15:30", "latest": "16:00"}}
    )  # fmt: skip
    for due_from, idle in ((240, 210), (241, 240)):
        day.scenario["policy"]["break_due_from"] = due_from
        assert changed(day)["largest_idle"] == 3 * idle


@pytest.mark.parametrize(("group", "priorities"), [(None, 2.0 + 1.5), ("both", 2.0)])
def test_a_group_is_left_out_as_one(day, group, priorities):
    day.scenario["visits"]["wash-a"] |= {"group": group, "priority": 2.0}
    day.scenario["visits"]["wash-a-2"]["group"] = group
    day.plan["routes"]["amy"]["stops"].pop("wash-a")
    day.plan["unserved"].append({"visit": "wash-a"})
    assert day.judged().cost.components["unserved"] == 100 * priorities


def test_a_break_that_may_be_missed_costs_its_weight_once(day):
    day.scenario["policy"]["rules"] = {"meal_break": "soft"}
    assert changed(day) == {}
    del day.plan["routes"]["amy"]["meal_break"]
    judgement = day.judged()
    assert (judgement.ok, judgement.measures.missed_breaks) == (True, 1)
    assert changed(day) == {"missed_break": 60, "waiting": 10.2}
    day.scenario["policy"]["break_due_from"] = 481
    assert changed(day) == {"waiting": 10.2}


def test_nobody_misses_the_break_of_a_shift_without_stops(day):
    day.scenario["policy"]["rules"] = {"meal_break": "soft"}
    day.scenario["policy"]["break_due_from"] = 60
    day.scenario["caregivers"]["bob"]["shifts"].append(
        {"start": "12:00", "end": "16:00",
         "meal_break": {"duration": 30, "earliest": "13:00", "latest": "13:00"}}
    )  # fmt: skip
    assert changed(day) == {}


def test_an_excluded_caregiver_may_come_at_a_cost(day):
    day.scenario["policy"]["rules"] = {"exclusion": "soft"}
    day.scenario["policy"]["weights"]["exclusion"] = 7
    day.scenario["clients"]["c"]["excluded"] = ["amy"]
    day.scenario["clients"]["a"]["excluded"] = ["amy"]
    assert day.judged().ok
    assert changed(day) == {"exclusion": 14}


def test_what_was_paid_before_is_part_of_the_workload(day):
    day.scenario["caregivers"]["bob"]["so_far"] = {"paid": 30}
    assert changed(day) == {"balance": 2}  # twice 100
    day.scenario["caregivers"]["bob"]["contracted_week"] = 2400
    day.plan["routes"].pop("bob")
    day.scenario["caregivers"]["bob"]["so_far"] = {"paid": 600}
    assert day.judged().cost.components["balance"] == pytest.approx(6)  # who stays at home counts


def test_promised_caregivers_stand_in_for_the_preferred_ones(day):
    visits = day.scenario["visits"]
    visits["wash-a"]["promise"] = {"start": "09:00", "caregivers": ["amy"]}
    assert changed(day) == {"continuity": 0}
    visits["meal-c"]["promise"] = {"start": "12:10", "caregivers": ["bob"]}
    visits["wash-a"]["promise"]["caregivers"] = []
    assert changed(day) == {"continuity": 20, "announced_caregiver": 20}


@pytest.mark.parametrize(
    ("start", "tolerance", "off"),
    [
        ("12:10", 0, 0),
        ("12:40", 30, 0),
        ("12:41", 30, 1),
        ("11:40", 30, 0),
        ("11:30", 15, 25),
        ("13:00", 0, 50),
    ],
)
def test_a_start_that_was_not_announced_costs_each_minute_off(day, start, tolerance, off):
    day.scenario["policy"]["weights"]["announced_start"] = 3
    meal = day.scenario["visits"]["meal-c"]
    meal["announced"] = {"start": start, "tolerance": tolerance}
    assert changed(day) == ({"announced_start": 3 * off} if off else {})
    assert day.judged().measures.broken_promises == {}
    meal["promise"], meal["announced"] = meal["announced"], {"start": "12:10"}
    assert day.judged().ok == (not off)
    day.scenario["policy"]["rules"] = {"promise": "soft"}
    assert day.judged().ok
    assert changed(day) == ({"broken_promise": 10 * off} if off else {})
    assert day.judged().measures.broken_promises == ({"meal-c": off} if off else {})


def test_a_soft_promise_counts_instead_of_the_announcement(day):
    visits = day.scenario["visits"]
    day.scenario["policy"]["rules"] = {"promise": "soft"}
    visits["meal-c"] |= {
        "announced": {"start": "15:00", "caregivers": ["bob"]},
        "promise": {"start": "13:10", "caregivers": ["amy"]},
    }
    visits["lift-b"]["promise"] = {"start": "09:00"}  # 60 minutes after its tolerance
    assert changed(day) == {"broken_promise": 900, "announced_caregiver": 20}
    assert [*day.judged().measures.broken_promises.items()] == [("lift-b", 60), ("meal-c", 30)]
    day.scenario["policy"]["rules"] = {"promise": "hard"}
    assert not day.judged().ok
    assert changed(day) == {"announced_start": 140, "announced_caregiver": 20}


def test_a_visit_that_is_left_out_breaks_no_promise_besides(day):
    day.scenario["policy"]["rules"] = {"promise": "soft"}
    day.scenario["visits"]["wash-a-2"]["promise"] = {"start": "09:00"}
    assert changed(day) == {}
    assert day.judged().measures.broken_promises == {}


def test_a_weight_times_a_priority_is_rounded_to_a_thousandth(day):
    day.scenario["policy"]["weights"]["response"] = 0.001
    day.scenario["visits"]["wash-a"]["priority"] = 1.5
    assert changed(day) == {"response": 0.12}


def test_a_break_after_the_return_or_before_departure_is_not_on_the_way(day):
    amy = day.plan["routes"]["amy"]
    amy["meal_break"] = {"position": 3, "start": "12:50", "end": "13:20"}
    assert changed(day) == {"waiting": 10.2}
    amy["meal_break"] = {"position": 0, "start": "08:00", "end": "08:30"}
    shift = day.scenario["caregivers"]["amy"]["shifts"][0]
    shift["meal_break"] = {"duration": 30, "earliest": "08:00", "latest": "09:00"}
    assert changed(day) == {"waiting": 10.2}


def test_rest_beyond_the_break_that_is_due_is_waiting(day):
    day.plan["routes"]["amy"]["meal_break"]["end"] = "12:10"
    assert changed(day) == {}
    day.scenario["policy"]["break_due_from"] = 481
    assert changed(day) == {"waiting": 10.2}


def test_an_escort_travels_on_from_where_it_ends(day):
    day.scenario["visits"]["meal-c"]["end_place"] = "A"
    # amy's way back is 11 minutes, not 20, and bob's 140 is the heaviest workload then
    assert changed(day) == {"travel": 64, "waiting": 8.1, "balance": 1.4}


def test_a_mixed_crew_works_as_long_as_each_role_takes(day):
    day.scenario["services"]["lift"]["crew"][1] |= {"offset": 10, "duration": 20}
    bob = day.plan["routes"]["bob"]
    bob["departure"], bob["returned"] = "10:25", "11:15"
    bob["stops"]["lift-b"]["times"] = ["10:40", "10:40", "11:00"]
    judgement = day.judged()
    assert judgement.ok
    assert judgement.measures.caregivers["bob"].work == 20
    assert changed(day) == {"overtime": 30}


def test_checks_are_work_with_the_client(day):
    day.scenario["services"]["meal"] |= {"pre_check": 5, "post_check": 10}
    amy = day.plan["routes"]["amy"]
    amy["stops"]["meal-c"]["times"][2], amy["returned"] = "12:45", "13:05"
    judgement = day.judged()
    assert judgement.ok
    assert changed(day) == {"balance": 1.58}


def test_an_early_departure_is_waiting(day):
    day.plan["routes"]["bob"]["departure"] = "10:05"
    assert changed(day) == {"waiting": 8.2}


def test_a_route_without_stops_costs_nothing(day):
    day.plan["routes"]["bob"]["stops"] = {}
    day.plan["routes"]["amy"]["stops"].pop("lift-b")
    day.plan["routes"]["amy"]["meal_break"]["position"] = 1
    day.plan["unserved"].append({"visit": "lift-b"})
    judgement = day.judged()
    assert judgement.ok
    assert judgement.cost.components["travel"] == 42  # amy: 10 + 12 + 20
    assert judgement.cost.components["overtime"] == 0
    assert judgement.cost.components["unserved"] == pytest.approx(450)


def test_the_visits_of_a_stranger_are_left_out(day):
    day.plan["routes"]["zoe"] = day.plan["routes"].pop("amy")
    judgement = day.judged()
    visits = judgement.measures.visits
    assert (visits.served, visits.visits) == (1, 4)  # bob still comes to lift-b
    # wash-a of priority 1, meal-c of 1 + 4 × 0.25, wash-a-2 of 1.5
    assert judgement.cost.components["unserved"] == 100 * (1 + 2 + 1.5)
    assert judgement.cost.components["preferred_time"] == 0
