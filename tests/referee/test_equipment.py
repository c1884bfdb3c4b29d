"""Pieces of equipment: where they are needed, in time, and nowhere else."""

from __future__ import annotations

import pytest


@pytest.fixture
def hoists(day):
    """Two hoists, one of which is carried to the washing and on to the lifting."""
    day.scenario["stations"] = [{"id": "depot", "place": "D"}]
    day.scenario["equipment"] = [
        {
            "id": "hoist",
            "count": 2,
            "station": "depot",
            "carried": True,
            "carried_by": "courier",
            "set_up": 5,
            "turn_round": 10,
        }
    ]
    for service in ("wash", "lift"):
        day.scenario["services"][service]["equipment"] = ["hoist"]
    day.plan["equipment"] = [
        {
            "equipment": "hoist",
            "piece": 1,
            "uses": [
                {"visit": "wash-a", "taken": "08:55", "free": "09:40"},
                {"visit": "lift-b", "taken": "10:25", "free": "11:20"},
            ],
        }
    ]
    return day


def pool(day):
    return day.scenario["equipment"][0]


def uses(day):
    return day.plan["equipment"][0]["uses"]


def test_carried_equipment_travels_from_its_station_and_back(hoists):
    judgement = hoists.judged()
    assert judgement.ok
    assert judgement.cost.components["travel"] == 73 + 10 + 5 + 15
    assert judgement.cost.components["waiting"] == pytest.approx(7.2)
    assert judgement.measures.travel == 73
    assert judgement.measures.equipment_travel == 30


def test_it_travels_in_its_own_way(hoists):
    legs = [[0 if a == b else 2 for b in range(4)] for a in range(4)]
    hoists.scenario["roads"]["by_mode"] = {"bicycle": legs}
    pool(hoists)["mode"] = "bicycle"
    assert hoists.judged().measures.equipment_travel == 6


def test_it_goes_on_from_where_an_escort_ends(hoists):
    hoists.scenario["visits"]["wash-a"]["end_place"] = "C"
    hoists.plan["routes"]["amy"]["stops"]["lift-b"]["times"][0] = "09:44"
    assert hoists.told() == []
    assert hoists.judged().measures.equipment_travel == 10 + 9 + 15


def test_a_piece_that_is_not_carried_does_not_travel(hoists):
    pool(hoists)["carried"] = False
    uses(hoists)[1]["taken"] = "09:40"
    assert hoists.told() == []
    assert hoists.judged().cost.components["travel"] == 73
    uses(hoists)[1]["taken"] = "09:39"
    assert hoists.told() == [("equipment_not_there", "lift-b", None, 1)]


@pytest.mark.parametrize(
    ("number", "field", "time", "short"),
    [
        (0, "taken", "08:57", 2),  # a set-up of 3 minutes
        (0, "free", "09:36", 4),  # a turn-round of 6
        (0, "free", "10:22", 2),  # and 5 to the next
        (0, "free", "10:20", 0),
        (1, "taken", "09:44", 1),
        (1, "taken", "09:45", 0),
        (0, "taken", "00:08", 2),  # 10 from the station
        (0, "taken", "00:10", 0),
        (1, "free", "11:19", 1),
        (1, "free", "23:00", 0),
    ],
)
def test_it_is_there_in_time_and_stays_long_enough(hoists, number, field, time, short):
    uses(hoists)[number][field] = time
    late = 1 if time == "10:22" else number
    visit = ("wash-a", "lift-b")[late]
    assert hoists.told() == [("equipment_not_there", visit, None, short)] * (short > 0)


def test_one_piece_is_one_piece_in_however_many_entries(hoists):
    second = {**hoists.plan["equipment"][0], "uses": [uses(hoists).pop()]}
    hoists.plan["equipment"].append(second)
    assert hoists.told() == []
    second["uses"][0]["taken"] = "09:40"
    assert hoists.told() == [("equipment_not_there", "lift-b", None, 5)]
    second["piece"] = 2
    assert hoists.told() == []
    assert hoists.judged().measures.equipment_travel == 10 + 11 + 15 + 15


def test_every_visit_has_what_it_needs(hoists):
    uses(hoists).pop()
    assert hoists.told() == [("equipment_missing", "lift-b", None, 1)]
    hoists.plan["equipment"] = []
    assert hoists.told() == [
        ("equipment_missing", "lift-b", None, 1),
        ("equipment_missing", "wash-a", None, 1),
    ]


def test_a_pool_serves_its_areas(hoists):
    pool(hoists)["areas"] = ["north"]
    assert hoists.told() == []
    hoists.scenario["clients"]["b"]["area"] = "south"
    assert hoists.told() == [("equipment_area", "lift-b", None, 1)]


@pytest.mark.parametrize("visit", ["meal-c", "wash-a-2", "nowhere"])
def test_no_piece_is_where_none_is_needed(hoists, visit):
    uses(hoists).append({"visit": visit, "taken": "12:00", "free": "13:00"})
    assert hoists.told() == [("unknown_equipment", visit, None, 1)]


def test_one_piece_is_enough(hoists):
    hoists.plan["equipment"].append(
        {"equipment": "hoist", "piece": 2, "uses": [dict(uses(hoists)[1])]}
    )
    assert hoists.told() == [("unknown_equipment", "lift-b", None, 1)]


@pytest.mark.parametrize(("name", "piece"), [("crane", 1), ("hoist", 0), ("hoist", 3)])
def test_only_pieces_that_there_are(hoists, name, piece):
    hoists.plan["equipment"].append({"equipment": name, "piece": piece, "uses": []})
    assert hoists.told() == [("unknown_equipment", None, None, 1)]


def test_a_piece_that_there_is_not_is_nowhere(hoists):
    hoists.plan["equipment"][0]["piece"] = 3
    assert [kind for kind, *_ in hoists.told()] == ["equipment_missing"] * 2 + ["unknown_equipment"]
    assert hoists.judged().measures.equipment_travel == 0
