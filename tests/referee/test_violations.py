"""One change for each way to break a rule, and exactly what the referee says to it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.plan import BreakTaken, Plan
from dispatch.referee import judge
from dispatch.roads import travel_times

CASES: dict[str, tuple[Callable, list[tuple]]] = {}


def breaks(*expected: tuple):
    """Say what a change must lead to: kind, visit, caregiver, amount."""

    def add(change: Callable) -> Callable:
        CASES[change.__name__] = change, list(expected)
        return change

    return add


def stop(day, caregiver, visit):
    return day.plan["routes"][caregiver]["stops"][visit]


@breaks(("crew_incomplete", "lift-b", None, 1))
def nobody_helps(day):
    del day.plan["routes"]["bob"]


@breaks(("crew_not_together", "lift-b", None, 5))
def bob_begins_later(day):
    stop(day, "bob", "lift-b")["times"] = ["10:35", "10:35", "11:15"]
    day.plan["routes"]["bob"]["returned"] = "11:30"


@breaks(
    ("same_caregiver_twice", "lift-b", "amy", 1),
    ("stops_overlap", "lift-b", "amy", 40),
)
def amy_is_her_own_help(day):
    del day.plan["routes"]["bob"]
    stops = day.plan["routes"]["amy"]["stops"]
    meal = stops.pop("meal-c")
    stops["again"] = {**stops["lift-b"], "role": "help", "visit": "lift-b"}
    stops["meal-c"] = meal
    day.plan["routes"]["amy"]["meal_break"]["position"] = 3


@breaks(("certificate_missing", "lift-b", "amy", 1))
def amy_has_no_certificate(day):
    day.scenario["caregivers"]["amy"]["certificates"] = []


@breaks(("certificate_expired", "lift-b", "amy", 1))
def the_certificate_ended_yesterday(day):
    day.scenario["caregivers"]["amy"]["certificates"][0]["valid_until"] = "2026-11-22"


@breaks(("course_missing", "meal-c", "amy", 1))
def amy_cannot_cook(day):
    day.scenario["caregivers"]["amy"]["courses"] = []


@breaks(("examination_missing", "meal-c", "amy", 1))
def cooking_takes_an_examination(day):
    day.scenario["services"]["meal"]["examination"] = True


@breaks(("institution_not_registered", "lift-b", "amy", 1))
def amy_works_for_nobody_who_is_registered(day):
    day.scenario["certificates"][0]["registered_institutions_only"] = True
    day.scenario["caregivers"]["amy"]["registered_institution"] = False


@breaks(("service_not_in_contract", "meal-c", "amy", 1))
def cooking_is_not_in_the_contract(day):
    day.scenario["caregivers"]["amy"]["services"] = ["wash", "lift"]


@breaks(("volunteer_service", "lift-b", "bob", 1))
def a_volunteer_lifts(day):
    day.scenario["caregivers"]["bob"]["type"] = "young_old_volunteer"


@breaks(("rating_too_low", "lift-b", "bob", 1))
def bob_is_not_well_spoken_of(day):
    day.scenario["caregivers"]["bob"] |= {"rating": 3.8, "reviews": 10}
    day.scenario["policy"]["rules"] = {"rating_floor": 3.95}


@breaks(("intimate_gender", "lift-b", "amy", 1))
def lifting_is_intimate(day):
    day.scenario["services"]["lift"]["intimate"] = True
    day.scenario["clients"]["b"]["gender"] = "man"


@breaks(("gender_required", "meal-c", "amy", 1))
def a_man_is_required(day):
    day.scenario["clients"]["c"]["gender_required"] = "man"


@breaks(("caregiver_excluded", "meal-c", "amy", 1))
def amy_is_excluded(day):
    day.scenario["clients"]["c"]["excluded"] = ["amy"]


@breaks(("no_way", "meal-c", "amy", 1))
def no_way_to_the_client(day):
    day.scenario["roads"]["minutes"][0][3] = None  # nobody takes this leg: amy comes from B


@breaks(("no_way", "wash-a", "amy", 1))
def no_way_from_the_client(day):
    day.scenario["roads"]["minutes"][1][0] = None


@breaks(("no_way", "meal-c", "amy", 1))
def no_way_from_the_client_before(day):
    day.scenario["roads"]["minutes"][2][3] = None


@breaks(("area_not_served", "meal-c", "amy", 1))
def amy_serves_the_north_only(day):
    day.scenario["caregivers"]["amy"]["areas"] = ["north"]


@breaks(
    ("pinned_caregiver", "lift-b", "amy", 1),
    ("pinned_caregiver", "lift-b", "bob", 1),
)
def the_crew_is_pinned_the_other_way_round(day):
    day.scenario["visits"]["lift-b"]["pinned_caregivers"] = ["bob", "amy"]


@breaks(("pinned_start", "meal-c", None, 10))
def the_start_is_pinned(day):
    day.scenario["visits"]["meal-c"]["pinned_start"] = "12:00"


def window(day, visit, opens, closes, applies_to="start", hard=True):
    fields = {"open": opens, "close": closes, "applies_to": applies_to, "hard": hard}
    day.scenario["visits"][visit].setdefault("windows", []).append(fields)


@breaks(("window_missed", "meal-c", None, 5))
def the_nearest_window_counts(day):
    window(day, "meal-c", "10:00", "12:05")
    window(day, "meal-c", "12:20", "13:00")


@breaks(("window_missed", "meal-c", None, 15))
def the_end_is_too_early(day):
    window(day, "meal-c", "12:45", "13:00", "end")


@breaks(("window_missed", "meal-c", None, 2))
def the_end_is_too_late(day):
    window(day, "meal-c", "12:00", "12:28", "end")


@breaks(("window_missed", "meal-c", None, 3))
def the_whole_is_too_late(day):
    window(day, "meal-c", "12:00", "12:27", "whole")


@breaks(("window_missed", "meal-c", None, 1))
def the_whole_is_too_early(day):
    window(day, "meal-c", "12:11", "13:00", "whole")


@breaks(("exact_start_missed", "meal-c", None, 10))
def the_meal_is_medicine(day):
    day.scenario["visits"]["meal-c"]["exact_start"] = "12:20"


@breaks(("blackout", "meal-c", None, 8))
def the_meal_runs_into_a_nap(day):
    naps = [("11:00", "12:10"), ("12:22", "13:00"), ("14:00", "15:00")]
    day.scenario["clients"]["c"]["blackouts"] = [
        {"start": start, "end": end} for start, end in naps
    ]


@breaks(("blackout", "meal-c", None, 7))
def the_meal_wakes_the_client(day):
    day.scenario["clients"]["c"]["blackouts"] = [{"start": "11:00", "end": "12:17"}]


def bob_stays_longer(day):
    """The help's part takes an hour, until 11:30."""
    day.scenario["services"]["lift"]["crew"][1]["duration"] = 60
    stop(day, "bob", "lift-b")["times"][2] = "11:30"
    day.plan["routes"]["bob"]["returned"] = "11:45"


@breaks(("blackout", "lift-b", None, 10))
def bob_is_there_in_a_nap(day):
    bob_stays_longer(day)
    day.scenario["clients"]["b"]["blackouts"] = [{"start": "11:20", "end": "13:00"}]


@breaks(("window_missed", "lift-b", None, 15))
def the_last_of_the_crew_ends_too_late(day):
    bob_stays_longer(day)
    window(day, "lift-b", "10:00", "11:15", "end")


@breaks(("gap_too_short", "meal-c", None, 5))
def the_meal_comes_too_soon_after_the_last_of_the_crew(day):
    bob_stays_longer(day)
    gap = {"after": "lift-b", "minimum": 45, "measured_from": "end"}
    day.scenario["visits"]["meal-c"]["gaps"] = [gap]


@breaks(("wrong_duration", "lift-b", "bob", 10))
def the_help_is_needed_for_half_an_hour(day):
    day.scenario["services"]["lift"]["crew"][1]["duration"] = 30


@breaks(("crew_not_together", "lift-b", None, 10))
def the_help_should_come_later(day):
    day.scenario["services"]["lift"]["crew"][1]["offset"] = 10


@breaks(("crew_incomplete", "lift-b", None, 2))
def four_must_lift(day):
    day.scenario["services"]["lift"]["crew"] += [{"id": "third"}, {"id": "fourth"}]


@breaks(("wrong_duration", "meal-c", "amy", 8))
def the_checks_are_left_out(day):
    day.scenario["services"]["meal"] |= {"pre_check": 5, "post_check": 3}


@breaks(("travel_too_short", "lift-b", "amy", 4))
def the_client_is_led_elsewhere(day):
    # 9:30, documentation, and from C the way is 9 minutes, not 5
    day.scenario["visits"]["wash-a"]["end_place"] = "C"


@breaks(("travel_too_short", None, "bob", 5))
def the_way_back_is_longer_from_there(day):
    day.scenario["visits"]["lift-b"]["end_place"] = "C"
    stop(day, "amy", "meal-c")["times"][0] = "11:10"


@breaks(("too_early", "wash-a", None, 20))
def the_client_sleeps_long(day):
    day.scenario["clients"]["a"]["earliest"] = "09:20"


@breaks(("too_early", "meal-c", None, 20))
def before_the_first_soft_window(day):
    window(day, "meal-c", "13:00", "13:10", hard=False)
    window(day, "meal-c", "12:30", "12:40", hard=False)


@breaks(("too_early", "meal-c", None, 7))
def before_the_first_soft_window_of_the_end(day):
    window(day, "meal-c", "12:37", "12:40", "end", hard=False)


@breaks(("wrong_duration", "meal-c", "amy", 5))
def the_meal_is_short(day):
    stop(day, "amy", "meal-c")["times"][2] = "12:25"


@breaks(("gap_too_short", "meal-c", None, 10))
def the_meal_comes_too_soon(day):
    day.scenario["visits"]["meal-c"]["gaps"][0]["minimum"] = 200


@breaks(("gap_too_long", "meal-c", None, 10))
def the_meal_comes_too_late(day):
    day.scenario["visits"]["meal-c"]["gaps"][0]["maximum"] = 180


@breaks(("gap_too_long", "meal-c", None, 15))
def the_meal_comes_too_late_after_the_end(day):
    day.scenario["visits"]["meal-c"]["gaps"][0].update(maximum=145, measured_from="end")


@breaks(("same_caregiver_required", "meal-c", None, 1))
def bob_washes(day):
    amy, bob = day.plan["routes"]["amy"], day.plan["routes"]["bob"]
    bob["stops"] = {"wash-a": amy["stops"].pop("wash-a"), "lift-b": bob["stops"]["lift-b"]}
    bob["stops"]["lift-b"]["times"][0] = "09:40"
    amy["stops"]["lift-b"]["times"][0] = "10:30"
    amy["departure"], bob["departure"] = "10:15", "08:45"
    amy["meal_break"]["position"] = 1


@breaks(("different_caregiver_required", "meal-c", None, 1))
def somebody_else_must_cook(day):
    day.scenario["visits"]["meal-c"]["gaps"][0]["caregiver"] = "different"


@breaks(("before_shift", None, "amy", 15))
def the_shift_begins_at_nine(day):
    day.scenario["caregivers"]["amy"]["shifts"][0]["start"] = "09:00"


@breaks(("before_shift", None, "amy", 10), ("break_outside_window", None, "amy", 190))
def a_break_before_the_shift(day):
    day.plan["routes"]["amy"]["meal_break"] = {"position": 0, "start": "07:50", "end": "08:20"}


@breaks(("overtime_limit", None, "bob", 5))
def overtime_is_limited(day):
    day.scenario["caregivers"]["bob"]["overtime_limit"] = 20


@breaks(("travel_too_short", "lift-b", "bob", 5))
def bob_leaves_late(day):
    day.plan["routes"]["bob"]["departure"] = "10:20"


@breaks(("travel_too_short", None, "amy", 5))
def amy_is_back_too_soon(day):
    day.plan["routes"]["amy"]["returned"] = "12:45"


@breaks(("travel_too_short", "wash-a", "amy", 10))
def the_stairs_are_long(day):
    day.scenario["clients"]["a"]["access"] = 15


@breaks(("travel_too_short", "lift-b", "amy", 10))
def the_papers_take_long(day):
    day.scenario["services"]["wash"]["documentation"] = 15


@breaks(("travel_too_short", "meal-c", "amy", 3))
def a_break_before_the_arrival(day):
    day.plan["routes"]["amy"]["meal_break"].update(start="11:15", end="11:45")


@breaks(("travel_too_short", "meal-c", "amy", 15))
def a_break_into_the_service(day):
    day.plan["routes"]["amy"]["meal_break"].update(start="11:55", end="12:25")


@breaks(("break_missing", None, "amy", 1))
def no_break(day):
    del day.plan["routes"]["amy"]["meal_break"]


@breaks(("break_outside_window", None, "amy", 10))
def the_break_is_late(day):
    day.scenario["caregivers"]["amy"]["shifts"][0]["meal_break"]["latest"] = "11:10"


@breaks(("break_outside_window", None, "amy", 25))
def the_break_is_early(day):
    day.scenario["caregivers"]["amy"]["shifts"][0]["meal_break"]["earliest"] = "11:45"


@breaks(("break_after_return", None, "amy", 1))
def the_break_is_at_home(day):
    day.scenario["policy"]["rules"] = {"break_after_return": False}
    returned = day.plan["routes"]["amy"]["returned"]
    day.scenario["caregivers"]["amy"]["shifts"][0]["meal_break"]["latest"] = "14:00"
    end = f"{int(returned[:2]) + 1:02d}{returned[2:]}"
    day.plan["routes"]["amy"]["meal_break"] = {"position": 3, "start": returned, "end": end}


@breaks(("break_too_short", None, "amy", 10))
def the_break_is_short(day):
    day.plan["routes"]["amy"]["meal_break"]["end"] = "11:40"


@breaks(("break_too_short", None, "amy", 10))
def a_break_that_is_not_due_ends_before_it_begins(day):
    del day.scenario["caregivers"]["amy"]["shifts"][0]["meal_break"]
    day.plan["routes"]["amy"]["meal_break"].update(start="11:30", end="11:20")


@breaks(("break_place", None, "amy", 1))
def the_break_is_at_a_door(day):
    day.scenario["policy"]["rules"] = {"break_place": "base"}


@breaks(("break_place", None, "amy", 1))
def the_break_is_at_the_last_door(day):
    day.scenario["policy"]["rules"] = {"break_place": "arrival"}
    day.scenario["caregivers"]["amy"]["shifts"][0]["meal_break"]["latest"] = "14:00"
    amy = day.plan["routes"]["amy"]
    amy["meal_break"] = {"start": "12:40", "end": "13:10"}
    amy["returned"] = "13:30"


@breaks(("unknown_place", None, "amy", 1))
def the_break_is_nowhere(day):
    day.plan["routes"]["amy"]["meal_break"]["place"] = "nowhere"


@breaks(("unknown_place", None, "amy", 1))
def the_break_is_at_a_point_where_nothing_is(day):
    day.plan["routes"]["amy"]["meal_break"]["place"] = [121.5, 31.2]


@breaks(("break_outside_window", None, "amy", 10))
def a_late_break_that_could_have_been_missed(day):
    day.scenario["policy"]["rules"] = {"meal_break": "soft"}
    day.scenario["caregivers"]["amy"]["shifts"][0]["meal_break"]["latest"] = "11:10"


@breaks(("group_incomplete", "wash-a-2", None, 1))
def a_part_of_a_group(day):
    for name in ("wash-a", "lift-b", "wash-a-2"):
        day.scenario["visits"][name]["group"] = "together"


@breaks(("unknown_visit", "nowhere", "bob", 1))
def a_stop_nowhere(day):
    stops = day.plan["routes"]["bob"]["stops"]
    stops["nowhere"] = {"role": "caregiver", "times": ["11:20", "11:20", "11:20"]}


@breaks(("unknown_visit", "nowhere", None, 1))
def an_unknown_visit_is_left_out(day):
    day.plan["unserved"].append({"visit": "nowhere"})


@breaks(("unknown_caregiver", None, "zoe", 1), ("crew_incomplete", "lift-b", None, 1))
def a_stranger_helps(day):
    day.plan["routes"]["zoe"] = day.plan["routes"].pop("bob")


@breaks(("unknown_shift", None, "bob", 1), ("crew_incomplete", "lift-b", None, 1))
def a_shift_that_is_not_there(day):
    day.plan["routes"]["bob"]["shift"] = 1


@breaks(("unknown_shift", None, "bob", 1), ("crew_incomplete", "lift-b", None, 1))
def a_shift_below_zero(day):
    day.plan["routes"]["bob"]["shift"] = -1


@breaks(("unknown_caregiver", None, "zoe", 1), ("crew_incomplete", "lift-b", None, 1))
def a_stranger_helps_and_does_more(day):
    day.plan["routes"]["zoe"] = bob = day.plan["routes"].pop("bob")
    del day.plan["unserved"][0]
    bob["stops"]["wash-a-2"] = {"role": "caregiver", "times": ["11:20", "11:25", "11:55"]}


@breaks(("unknown_role", "lift-b", "bob", 1), ("crew_incomplete", "lift-b", None, 1))
def bob_wants_to_sing(day):
    stop(day, "bob", "lift-b")["role"] = "singer"


@breaks(("visit_twice", "meal-c", None, 1))
def two_cook(day):
    bob = day.scenario["caregivers"]["bob"]
    bob["courses"], bob["overtime_limit"] = ["kitchen"], 120
    stops = day.plan["routes"]["bob"]["stops"]
    stops["meal-c"] = {"role": "caregiver", "times": ["11:18", "12:10", "12:30"]}
    day.plan["routes"]["bob"]["returned"] = "12:50"


@breaks(("visit_twice", "wash-a-2", None, 2))
def left_out_thrice(day):
    day.plan["unserved"] *= 3


@breaks(("visit_unaccounted", "wash-a-2", None, 1))
def a_visit_is_forgotten(day):
    day.plan["unserved"] = []


@breaks(("visit_unaccounted", "meal-c", None, 1))
def served_and_left_out(day):
    day.plan["unserved"].append({"visit": "meal-c"})


def second_route(day, **fields):
    route = {"caregiver": "bob", "stops": {}, "departure": "08:00", "returned": "08:10"}
    day.plan["routes"]["second"] = route | fields


@breaks(("shift_twice", None, "bob", 1))
def two_routes_in_one_shift(day):
    second_route(day)


@breaks(
    ("shift_twice", None, "amy", 1),
    ("stops_overlap", None, "amy", 20),
    ("break_missing", None, "amy", 1),
)
def amy_is_on_two_routes(day):
    amy = day.plan["routes"]["amy"]
    meal = {"meal-c": amy["stops"].pop("meal-c")}
    amy["returned"] = "12:10"
    second_route(day, caregiver="amy", stops=meal, departure="11:50", returned="12:50")
    meal["meal-c"]["times"][0] = "12:10"
    amy["meal_break"].update(start="12:10", end="12:40")


@breaks(("stops_overlap", "meal-c", "amy", 10))
def amy_cooks_while_she_lifts(day):
    stop(day, "amy", "meal-c")["times"] = ["11:18", "11:00", "11:20"]


@breaks(("travel_too_short", None, "amy", 40))
def a_break_at_the_last_door_without_time_for_the_way(day):
    day.plan["routes"]["amy"]["meal_break"] = {"position": 3, "start": "12:40", "end": "13:10"}


@breaks(("stops_overlap", None, "amy", 5), ("break_outside_window", None, "amy", 160))
def a_break_at_home_after_departure(day):
    day.plan["routes"]["amy"]["meal_break"] = {"position": 0, "start": "08:20", "end": "08:50"}


@pytest.mark.parametrize("name", CASES)
def test_each_broken_rule_is_found_and_nothing_else(day, name):
    change, expected = CASES[name]
    change(day)
    assert day.told() == sorted(expected, key=str)


KEPT = {
    "gap": lambda day: day.scenario["visits"]["meal-c"]["gaps"][0].update(minimum=190, maximum=190),
    "window": lambda day: window(day, "meal-c", "12:10", "12:10"),
    "whole": lambda day: window(day, "meal-c", "12:10", "12:30", "whole"),
    "earliest": lambda day: day.scenario["clients"]["c"].update(earliest="12:10"),
    "overtime": lambda day: day.scenario["caregivers"]["bob"].update(overtime_limit=25),
    "break": lambda day: day.plan["routes"]["amy"]["meal_break"].update(start="11:18", end="12:10"),
    "position": lambda day: day.plan["routes"]["amy"]["meal_break"].update(position=4),
    "times alone": lambda day: day.plan["routes"]["amy"]["meal_break"].pop("position"),
    "after": lambda day: day.plan["routes"]["amy"].update(
        meal_break={"position": 3, "start": "12:50", "end": "13:20"}
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_a_limit_that_is_just_met_is_kept(day, name):
    KEPT[name](day)
    assert day.judged().violations == ()


def test_everything_is_said_at_once(day):
    for name in ("amy_cannot_cook", "overtime_is_limited", "no_break", "a_visit_is_forgotten"):
        CASES[name][0](day)
    assert {violation.kind for violation in day.judged().violations} == {
        "course_missing",
        "overtime_limit",
        "break_missing",
        "visit_unaccounted",
    }


def test_routes_in_another_order_are_the_same_plan(day):
    scenario, plan = day.made_scenario(), day.made_plan()
    travel = travel_times(scenario)
    verdicts = [
        judge(scenario, travel, plan.model_copy(update={"routes": routes}))
        for routes in permutations(plan.routes)
    ]
    assert verdicts[0] == verdicts[1]


def test_an_empty_plan_leaves_everything_unaccounted(day):
    scenario = day.made_scenario()
    judgement = judge(scenario, travel_times(scenario), Plan(scenario="x", routes=()))
    assert [(v.kind, v.visit) for v in judgement.violations] == [
        ("visit_unaccounted", visit) for visit in scenario.visit
    ]
    assert judgement.cost.components["travel"] == 0
    assert judgement.measures.visits.served == 0


ids = st.sampled_from(["amy", "bob", "zoe", "wash-a", "lift-b", "meal-c", "lead", "help", "x"])
clocks = st.builds(lambda h, m: f"{h:02d}:{m:02d}", st.integers(0, 47), st.integers(0, 59))
spans = st.fixed_dictionaries({"start": clocks, "end": clocks})
stops = st.builds(lambda span, **fields: fields | span, spans, visit=ids, role=ids, arrival=clocks)
routes = st.fixed_dictionaries(
    {
        "caregiver": ids,
        "shift": st.integers(-1, 2),
        "departure": clocks,
        "stops": st.lists(stops, max_size=4),
        "meal_break": st.none()
        | st.builds(
            lambda span, position: BreakTaken(position=position, **span),
            spans,
            st.integers(-1, 5),
        ),
        "returned": clocks,
    }
)

pieces = st.fixed_dictionaries(
    {
        "equipment": st.sampled_from(["hoist", "kit", "crane"]),
        "piece": st.integers(-1, 3),
        "uses": st.lists(
            st.fixed_dictionaries({"visit": ids, "taken": clocks, "free": clocks}), max_size=3
        ),
    }
)
POOLS = [
    {"id": "hoist", "count": 2, "station": "depot", "carried": True, "set_up": 5},
    {"id": "kit", "count": 1, "areas": ["south"]},
]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(routes, max_size=3),
    st.lists(st.fixed_dictionaries({"visit": ids}), max_size=4),
    st.lists(pieces, max_size=3),
)
def test_any_nonsense_is_judged_and_the_terms_sum_to_the_cost(day, routes, unserved, pieces):
    day.scenario |= {"stations": [{"id": "depot", "place": "D"}], "equipment": POOLS}
    for service in ("wash", "lift"):
        day.scenario["services"][service]["equipment"] = ["hoist", "kit"]
    scenario = day.made_scenario()
    fields = {"routes": routes, "unserved": unserved, "equipment": pieces}
    plan = Plan.model_validate({"scenario": "x", **fields})
    judgement = judge(scenario, travel_times(scenario), plan)
    assert all(str(violation) and violation.amount > 0 for violation in judgement.violations)
    assert sum(judgement.cost.components.values()) == pytest.approx(judgement.cost.total)
    counted = judgement.measures.visits
    for groups in judgement.measures.groups.values():
        assert sum(group.visits for group in groups.values()) == counted.visits == 4
        assert sum(group.served for group in groups.values()) == counted.served
        assert sum(group.tardiness for group in groups.values()) == pytest.approx(counted.tardiness)
