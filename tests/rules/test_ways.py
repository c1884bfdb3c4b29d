import pytest

from dispatch.errors import InputError
from dispatch.messages import say
from dispatch.planner import solve
from dispatch.rules import pool_way_reason, way_reasons
from dispatch.scenario import EquipmentPool, Station

ROADS = {"kind": "matrix", "points": ["D", "Z", "E"], "minutes": [[0, 1, 2], [3, 0, 4], [5, 6, 0]]}


def between(*lost):
    """Times of legs, where some legs have no way."""
    return lambda mode, origin, destination: None if (mode, origin, destination) in lost else 60_000


@pytest.mark.parametrize(
    ("fields", "lost", "reasons"),
    [
        ({}, [], ()),
        ({}, [("walk", "D", "Z")], ("no_way",)),
        ({}, [("walk", "Z", "D")], ("no_way",)),
        ({}, [("drive", "D", "Z"), ("drive", "Z", "D")], ()),
        ({"amy": {"end": "E"}}, [("walk", "Z", "D")], ()),
        ({"amy": {"end": "E"}}, [("walk", "Z", "E")], ("no_way",)),
        # An escort ends elsewhere, and only the way home from there counts.
        ({"visit": {"end_place": "E"}}, [("walk", "Z", "D"), ("walk", "Z", "E")], ()),
        ({"visit": {"end_place": "E"}}, [("walk", "E", "D")], ("no_way",)),
    ],
)
def test_a_caregiver_has_a_way_there_and_back(small, fields, lost, reasons):
    scenario = small(roads=ROADS, **fields)
    asked = scenario, scenario.visit["v"], scenario.caregiver["amy"], 0
    assert way_reasons(*asked, between(*lost)) == reasons


def test_each_shift_has_its_own_ends(small):
    shifts = [
        {"start": "08:00", "end": "10:00"},
        {"start": "12:00", "end": "16:00", "start_place": "E"},
    ]
    scenario = small(roads=ROADS, amy={"shifts": shifts})
    amy, visit, lost = scenario.caregiver["amy"], scenario.visit["v"], between(("walk", "D", "Z"))
    assert way_reasons(scenario, visit, amy, 0, lost) == ("no_way",)
    assert way_reasons(scenario, visit, amy, 1, lost) == ()


def test_who_is_with_a_client_needs_no_way(small):
    running = {"facts": {"started": "09:00"}, "pinned_caregivers": ["amy"]}
    scenario = small(roads=ROADS, visit=running)
    asked = scenario, scenario.visit["v"], scenario.caregiver["amy"], 0
    assert way_reasons(*asked, between(("walk", "D", "Z"))) == ()


def test_a_carried_piece_has_a_way_there_and_back(small):
    pool = {"id": "tub", "count": 1, "station": "hub", "carried": True,
            "carried_by": "courier", "mode": "drive"}  # fmt: skip
    scenario = small(
        roads=ROADS, stations=[{"id": "hub", "place": "E"}], equipment=[pool],
        service={"equipment": ["tub"]},
    )  # fmt: skip
    visit, tub = scenario.visit["v"], scenario.pool["tub"]
    assert pool_way_reason(scenario, visit, tub, between()) is None
    assert pool_way_reason(scenario, visit, tub, between(("walk", "E", "Z"))) is None
    for leg in (("drive", "E", "Z"), ("drive", "Z", "E")):
        assert pool_way_reason(scenario, visit, tub, between(leg)) == "equipment_no_way"
    fixed = EquipmentPool(id="hoist", count=1)
    assert pool_way_reason(scenario, visit, fixed, between(("walk", "E", "Z"))) is None
    assert Station(id="hub", place="E") in scenario.stations
    assert say("equipment_no_way", equipment="tub", visit="v") == "tub has no way to v and back"


def test_a_running_visit_from_which_nobody_can_come_home_is_an_error(small):
    running = {"facts": {"started": "09:00"}, "pinned_caregivers": ["amy"]}
    lost = {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 1], [None, 0]]}
    scenario = small(roads=lost, visit=running)
    with pytest.raises(InputError, match="no way between v, which has begun, and the start or end"):
        solve(scenario, iterations=0)
