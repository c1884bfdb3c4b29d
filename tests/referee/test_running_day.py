"""A day that has begun: what has happened is given, what was promised is kept."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("start", "tolerance", "off"),
    [("12:00", 10, 0), ("12:00", 7, 3), ("12:40", 30, 0), ("12:41", 30, 1), ("12:10", 0, 0)],
)
def test_a_promise_is_kept_within_its_tolerance(day, start, tolerance, off):
    promise = {"start": start, "tolerance": tolerance}
    day.scenario["visits"]["meal-c"]["promise"] = promise
    assert day.told() == [("promise_broken", "meal-c", None, off)] * (off > 0)


OVER = {
    "ended": {"started": "07:00", "ended": "07:20"},
    "aborted": {"started": "07:00", "aborted": "07:05"},
    "not home": {"not_home": "07:00"},
}


@pytest.mark.parametrize("facts", OVER.values(), ids=OVER)
def test_of_a_visit_that_is_over_no_plan_speaks(day, facts):
    day.scenario["visits"]["wash-a-2"]["facts"] = facts
    assert day.told() == [("fact_contradicted", "wash-a-2", None, 1)]
    day.plan["unserved"] = []
    judgement = day.judged()
    assert judgement.ok
    assert judgement.cost.components["unserved"] == 0
    assert judgement.measures.visits.visits == judgement.measures.visits.served == 3
    assert judgement.measures.groups["channel"]["app"].visits == 1


def test_nobody_goes_to_a_visit_that_is_over(day):
    day.scenario["visits"]["meal-c"]["facts"] = {"not_home": "12:10"}
    after = {"position": 3, "start": "12:50", "end": "13:20"}
    day.plan["routes"]["amy"]["meal_break"] = after
    assert day.told() == [("fact_contradicted", "meal-c", "amy", 1)]
    judgement = day.judged()
    assert judgement.cost.components["preferred_time"] == 0
    assert judgement.measures.caregivers["amy"].stops == 2


def washing_runs(day, started):
    """The washing has begun, at a time and by a caregiver that break every rule there is."""
    day.scenario["visits"]["wash-a"] |= {
        "facts": {"started": started},
        "pinned_caregivers": ["amy"],
        "windows": [{"open": "14:00", "close": "15:00"}],
        "pinned_start": "14:30",
        "promise": {"start": "14:00"},
    }
    day.scenario["clients"]["a"] |= {
        "gender_required": "man",
        "earliest": "10:00",
        "blackouts": [{"start": "08:50", "end": "11:00"}],
    }
    day.scenario["services"]["wash"]["requires"] = {"courses": ["washing"]}
    day.scenario["caregivers"]["amy"] |= {"areas": ["south"], "services": ["lift", "meal"]}
    day.scenario["clients"]["b"]["area"] = "south"
    day.scenario["visits"]["meal-c"]["gaps"] = []


def test_what_is_running_is_not_judged(day):
    washing_runs(day, "09:00")
    assert day.told() == []


def test_what_facts_break_is_told_apart_from_the_plan(day):
    washing_runs(day, "09:00")
    assert sorted((each.kind, each.visit, each.amount) for each in day.judged().facts) == [
        ("area_not_served", "wash-a", 1),
        ("blackout", "wash-a", 40),  # 08:50 to the end at 09:30
        ("course_missing", "wash-a", 1),
        ("gender_required", "wash-a", 1),
        ("pinned_start", "wash-a", 330),
        ("promise_broken", "wash-a", 270),  # five hours, half an hour tolerated
        ("service_not_in_contract", "wash-a", 1),
        ("too_early", "wash-a", 60),
        ("window_missed", "wash-a", 300),
    ]


def test_no_plan_leaves_out_what_is_running(day):
    washing_runs(day, "09:00")
    amy = day.plan["routes"]["amy"]
    del amy["stops"]["wash-a"]
    amy["meal_break"]["position"] = 1
    day.plan["unserved"].append({"visit": "wash-a"})
    assert day.told() == [("fact_contradicted", "wash-a", None, 1)]


def test_what_is_running_began_when_it_did(day):
    washing_runs(day, "09:10")
    assert day.told() == [("fact_contradicted", "wash-a", None, 10)]


def test_what_is_running_is_given_by_who_is_there(day):
    washing_runs(day, "09:00")
    day.scenario["visits"]["wash-a"]["pinned_caregivers"] = ["bob"]
    assert day.told() == [("fact_contradicted", "wash-a", "amy", 1)]


def test_whose_visit_is_running_is_still_in_one_place_at_a_time(day):
    washing_runs(day, "09:00")
    day.plan["routes"]["amy"]["stops"]["lift-b"]["times"][0] = "09:39"
    day.plan["routes"]["amy"]["departure"] = "08:47"
    assert day.told() == [
        ("travel_too_short", "lift-b", "amy", 1),
        ("travel_too_short", "wash-a", "amy", 2),
    ]


def washing_is_over(day, caregiver="amy", **facts):
    day.scenario["visits"]["wash-a"] |= {"facts": facts, "pinned_caregivers": [caregiver]}
    amy = day.plan["routes"]["amy"]
    del amy["stops"]["wash-a"]
    amy["meal_break"]["position"] = 1


def gap(day, **fields):
    day.scenario["visits"]["meal-c"]["gaps"][0] |= fields


def test_a_gap_counts_from_when_the_other_visit_really_was(day):
    washing_is_over(day, started="08:00", ended="08:40")
    assert day.told() == [("gap_too_long", "meal-c", None, 10)]  # 08:00 to 12:10, at most 240
    gap(day, measured_from="end")
    assert day.told() == []
    gap(day, minimum=215)
    assert day.told() == [("gap_too_short", "meal-c", None, 5)]
    day.scenario["visits"]["wash-a"]["facts"] = {"started": "08:00", "aborted": "08:20"}
    assert day.told() == []
    gap(day, minimum=235)
    assert day.told() == [("gap_too_short", "meal-c", None, 5)]


def test_a_gap_to_a_visit_that_never_began_binds_nobody(day):
    washing_is_over(day, "bob", not_home="09:00")
    gap(day, minimum=200, maximum=210)
    assert day.told() == []


def test_a_gap_binds_the_earlier_visit_to_a_later_one_that_is_over(day):
    washing_is_over(day, started="10:40", ended="11:10")
    day.scenario["visits"]["meal-c"]["gaps"] = []
    day.scenario["visits"]["wash-a"]["gaps"] = [{"after": "lift-b", "minimum": 20}]
    assert day.told() == [("gap_too_short", "wash-a", None, 10)]


def test_a_gap_between_visits_that_have_begun_is_as_it_is(day):
    gap(day, minimum=200)
    for visit, started in (("wash-a", "09:00"), ("meal-c", "12:10")):
        begun = {"facts": {"started": started}, "pinned_caregivers": ["amy"]}
        day.scenario["visits"][visit] |= begun
    assert day.told() == []


@pytest.mark.parametrize(
    ("came", "asked", "expected"),
    [
        ("amy", "same", []),
        ("bob", "same", [("same_caregiver_required", "meal-c", "amy", 1)]),
        ("bob", "different", []),
        ("amy", "different", [("different_caregiver_required", "meal-c", "amy", 1)]),
    ],
)
def test_who_came_to_a_visit_that_is_over_binds_who_comes_next(day, came, asked, expected):
    washing_is_over(day, came, started="09:00", ended="09:30")
    gap(day, caregiver=asked)
    assert day.told() == expected


def alarm(day, **answer):
    told = {"id": "a1", "client": "b", "at": "09:50", "answered": "09:54", **answer}
    day.scenario["alarms"] = [told]


def test_an_alarm_that_is_handed_over_is_in_no_plan_and_in_no_figure(day):
    before = day.judged()
    alarm(day, outcome="handed_over")
    after = day.judged()
    assert (after.violations, after.cost, after.measures) == ((), before.cost, before.measures)


def test_the_visit_of_an_alarm_counts_from_the_alarm_like_any_request(day):
    alarm(day, outcome="dispatched", visit="lift-b")
    before = day.judged()
    day.scenario["visits"]["lift-b"] |= {"requested": "09:50", "response_target": 30, "priority": 2}
    day.scenario["clients"]["b"]["channel"] = "alarm"
    after = day.judged()
    responses = [before.cost.components["response"], after.cost.components["response"]]
    assert responses[1] - responses[0] == 40 * 2 * 0.5  # 09:50 to 10:30
    assert after.measures.visits.response_mean == (60 + 40) / 2
    assert after.measures.groups["channel"]["alarm"].response_mean == 40
    assert after.measures.groups["channel"]["alarm"].within_target == 0


def test_who_is_in_a_visit_that_the_plan_lacks_still_comes_back(day):
    day.scenario["now"] = "09:10"
    day.scenario["visits"]["wash-a"] |= {
        "facts": {"started": "09:00"},
        "pinned_caregivers": ["amy"],
    }
    [shift] = day.scenario["caregivers"]["amy"]["shifts"]
    shift["under_way"] = {"departed": "08:45", "free": "09:00", "place": "A", "client": "a"}
    del day.plan["routes"]["amy"]
    assert ("fact_contradicted", "wash-a", None, 1) in day.told()
