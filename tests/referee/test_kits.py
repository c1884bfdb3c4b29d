"""Equipment that crews bring: the ways over the station, the work, and how many are out."""

from __future__ import annotations

import copy

import pytest

from dispatch.plan import Plan
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

SCENARIO = {
    "name": "two baths",
    "dates": ["2026-11-23"],
    "roads": {
        "kind": "matrix",
        "points": ["home", "desk", "oak", "elm"],
        "minutes": [[0, 10, 8, 9], [10, 0, 6, 7], [8, 6, 0, 5], [9, 7, 5, 0]],
    },
    "stations": [{"id": "hub", "place": "desk"}],
    "areas": [{"id": "north"}],
    "services": [
        {"id": "bath", "duration": 60, "documentation": 3, "equipment": ["kit"]},
        {"id": "meal", "duration": 10},
    ],
    "equipment": [
        {"id": "kit", "count": 1, "station": "hub", "carried": True, "set_up": 10, "turn_round": 20}
    ],
    "caregivers": [
        {"id": name, "gender": "woman", "start": "home", "mode": "walk",
         "shifts": [{"start": "08:00", "end": "17:00"}]}
        for name in ("ann", "bea")
    ],
    "clients": [{"id": "lin", "place": "oak", "access": 2}, {"id": "mei", "place": "elm"}],
    "visits": [
        {"id": "a", "client": "lin", "service": "bath"},
        {"id": "b", "client": "mei", "service": "bath"},
    ],
}  # fmt: skip

# home - desk - oak: 16; access and set-up 12; bath; packing up and notes 23; oak - elm: 5;
# set-up 10; bath; 23; elm - desk - home: 17
PLAN = {
    "scenario": "x",
    "routes": [
        {"caregiver": "ann", "departure": "08:32", "returned": "12:18", "stops": [
            {"visit": "a", "role": "caregiver", "arrival": "08:48", "start": "09:00",
             "end": "10:00"},
            {"visit": "b", "role": "caregiver", "arrival": "10:28", "start": "10:38",
             "end": "11:38"},
        ]},
    ],
}  # fmt: skip


@pytest.fixture
def judged():
    """Judge the plan after `change(scenario, plan)`."""

    def made(change=lambda scenario, plan: None):
        asked, answered = copy.deepcopy(SCENARIO), copy.deepcopy(PLAN)
        change(asked, answered)
        scenario = Scenario.model_validate(asked)
        return judge(scenario, travel_times(scenario), Plan.model_validate(answered))

    return made


def told(judgement):
    return [(each.kind, each.visit, each.caregiver, each.amount) for each in judgement.violations]


def entry(**fields):
    uses = [
        {"visit": "a", "taken": "08:50", "free": "10:20"},
        {"visit": "b", "taken": "10:28", "free": "11:58"},
    ]
    return {"equipment": "kit", "piece": 1, "caregiver": "ann", "uses": uses, **fields}


def apart(plan):
    """Give the second bath to bea."""
    ann = plan["routes"][0]
    last = ann["stops"].pop()
    ann["returned"] = "10:39"  # 10:23 + oak - desk - home
    bea = {"caregiver": "bea", "departure": "10:11", "returned": "12:18", "stops": [last]}
    plan["routes"].append(bea)


def test_the_way_leads_over_the_station_and_the_work_counts(judged):
    judgement = judged()
    assert judgement.violations == ()  # without entries: the roles say who brings the kit
    assert judgement.cost.components["travel"] == 16 + 5 + 17
    assert judgement.cost.components["waiting"] == 0
    assert judgement.measures.equipment_travel == 0
    assert judgement.measures.work == 2 + 2 * (10 + 60 + 20 + 3)
    assert judgement.measures.paid == 226


@pytest.mark.parametrize(
    ("number", "field", "time", "visit"),
    [
        (0, "arrival", "08:49", "a"),  # 11 minutes for access and set-up
        (1, "arrival", "10:27", "b"),  # 19 minutes for packing up
    ],
)
def test_set_up_and_packing_up_take_time(judged, number, field, time, visit):
    def change(scenario, plan):
        plan["routes"][0]["stops"][number][field] = time

    assert told(judged(change)) == [("travel_too_short", visit, "ann", 1)]


def test_there_is_time_to_take_the_kit_back(judged):
    def change(scenario, plan):
        plan["routes"][0]["returned"] = "12:10"  # home at once

    assert told(judged(change)) == [("travel_too_short", None, "ann", 8)]


def test_a_piece_is_out_for_the_whole_of_a_shift(judged):
    def change(scenario, plan):
        apart(plan)

    judgement = judged(change)
    assert told(judgement) == [("equipment_short", None, None, 1)]
    assert (
        str(judgement.violations[0])
        == "the plan uses more pieces of kit at once than there are, by 1"
    )

    def after_each_other(scenario, plan):
        apart(plan)
        scenario["caregivers"][0]["shifts"] = [{"start": "08:00", "end": "09:00"}]
        scenario["caregivers"][0]["overtime_limit"] = 120
        scenario["caregivers"][1]["shifts"] = [{"start": "11:00", "end": "17:00"}]
        plan["routes"][1]["departure"] = "11:00"
        plan["routes"][1]["stops"] = [
            {"visit": "b", "role": "caregiver", "arrival": "11:17", "start": "11:27",
             "end": "12:27"},
        ]  # fmt: skip
        plan["routes"][1]["returned"] = "13:07"
        plan["equipment"] = [
            entry(uses=[{"visit": "a", "taken": "08:50", "free": "10:20"}]),
            entry(caregiver="bea", uses=[{"visit": "b", "taken": "11:17", "free": "12:47"}]),
        ]

    assert told(judged(after_each_other)) == []


def test_entries_agree_with_the_routes(judged):
    def entered(*entries):
        def change(scenario, plan):
            plan["equipment"] = [*entries]

        return told(judged(change))

    assert entered(entry()) == []
    assert entered(entry(caregiver="bea")) == [
        ("equipment_bringer", "a", "bea", 1),
        ("equipment_bringer", "b", "bea", 1),
    ]
    assert entered(entry(shift=1))[0] == ("equipment_bringer", "a", "ann", 1)
    late = entry(uses=[{"visit": "a", "taken": "08:53", "free": "10:18"}])
    assert entered(late) == [("equipment_not_there", "a", None, 3)]
    assert entered(entry(piece=2))[0][0] == "unknown_equipment"
    assert entered(entry(), entry(uses=entry()["uses"][:1]))[-1] == (
        "unknown_equipment", "a", None, 1,
    )  # fmt: skip


def test_two_shifts_at_one_time_have_different_pieces(judged):
    def change(scenario, plan):
        scenario["equipment"][0]["count"] = 2
        apart(plan)
        first, second = entry()["uses"]
        plan["equipment"] = [entry(uses=[first]), entry(caregiver="bea", uses=[second])]

    # both shifts last from 08:00 to 18:00
    assert told(judged(change)) == [("equipment_not_there", "b", None, 600)]


def test_a_kit_is_brought_by_its_role_into_its_areas_in_its_way(judged):
    def change(scenario, plan):
        scenario["equipment"][0] |= {"modes": ["e_bike"], "areas": ["north"]}
        plan["routes"][0]["stops"][1]["role"] = "nobody"

    kinds = {(kind, visit) for kind, visit, *_ in told(judged(change))}
    assert kinds >= {
        ("equipment_mode", "a"),
        ("equipment_area", "a"),
        ("equipment_area", "b"),
        ("equipment_missing", "b"),
        ("unknown_role", "b"),
    }
    assert ("equipment_missing", "a") not in kinds
