"""What happens by the plan, and where a shift stands then."""

import pytest

from dispatch.live.day import progress
from dispatch.live.events import Cancelled, Ended, Late, Started
from dispatch.live.repair import replan, told_day
from dispatch.plan import Route

from .conftest import Morning, clock, facts, left, stands


@pytest.mark.parametrize(
    ("now", "place", "free", "client", "travelled", "worked"),
    [
        ("08:50", "Z", "08:55", None, 10, 0),  # on the way
        ("08:57", "Z", "09:00", "zhou", 10, 5),  # on the stairs
        ("09:10", "Z", "09:00", "zhou", 10, 5),  # in the visit, from its start
        ("09:32", "Z", "09:35", "zhou", 10, 40),  # at the notes
        ("09:40", "E", "09:50", None, 25, 40),  # on the way
        ("09:55", "E", "09:55", "li", 25, 40),  # waiting
        ("10:30", "E", "10:35", "li", 25, 75),
        ("10:40", "D", "10:55", None, 45, 75),  # on the way home
        ("11:00", "D", "11:00", None, 45, 75),
    ],
)
def test_a_shift_stands_where_it_is_free_next(morning, now, place, free, client, travelled, worked):
    shift = stands(morning.at(now))
    assert shift.departed == "08:45"
    assert (shift.place, shift.free, shift.client) == (place, free, client)
    assert (shift.travelled, shift.worked) == (travelled, worked)
    assert shift.returned == ("10:55" if now == "11:00" else None)


def test_a_shift_that_has_not_set_out_has_no_state(morning):
    day = morning.at("08:44")
    assert stands(day) is None
    assert day.plan.routes == morning.plan.routes
    assert clock(day.scenario.now) == "08:44"


def test_what_nobody_tells_is_assumed(morning):
    assert facts(morning.at("08:59"), "a") == {}
    day = morning.at("09:00")
    assert facts(day, "a") == {"started": "09:00", "assumed": True}
    assert day.scenario.visit["a"].pinned_caregivers == ("amy",)
    assert left(day) == ({"amy": ["a", "b"]}, [])
    day = morning.at("09:30")
    assert facts(day, "a") == {"started": "09:00", "ended": "09:30", "assumed": True}
    assert left(day) == ({"amy": ["b"]}, [])
    assert left(morning.at("10:30")) == ({}, [])


def test_a_delay_moves_what_follows(morning):
    told = [Started(at="09:20", visit="a"), Ended(at="10:00", visit="a")]
    day = morning.at("10:21", *told)
    assert facts(day, "a") == {"started": "09:20", "ended": "10:00"}
    assert facts(day, "b") == {"started": "10:20", "assumed": True}  # 10:00, notes, 15 minutes
    assert stands(day).worked == 5 + 45
    (stop,) = day.plan.routes[0].stops
    assert (clock(stop.start), clock(stop.end)) == ("10:20", "10:50")


def test_no_moment_in_between_matters(morning):
    straight = morning.at("11:00")
    for now in ("08:50", "08:57", "09:10", "09:32", "09:40", "09:55", "10:20", "10:40"):
        assert morning.at("11:00", after=morning.at(now)) == straight


def test_a_break_at_the_next_door_is_before_the_access():
    shift = {"start": "08:00", "end": "16:00"}
    shift["meal_break"] = {"duration": 20, "earliest": "09:00", "latest": "12:00"}
    amy = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": [shift]}
    rest = {"position": 1, "start": "09:50", "end": "10:10"}
    stops = (
        Morning.stop("a", "09:00", "09:30", "08:55"),
        Morning.stop("b", "10:10", "10:40", "09:50"),
    )
    morning = Morning(
        caregivers=[amy], routes=[Morning.amy(stops=stops, meal_break=rest, returned="11:05")]
    )
    before = morning.at("09:45")
    assert before.plan.routes[0].meal_break.position == 0
    assert stands(before).rest == (None, None)
    day = morning.at("09:55")
    assert stands(day).rest == ("09:50", "10:10")
    assert (stands(day).place, stands(day).free, stands(day).client) == ("E", "10:10", None)
    assert day.plan.routes[0].meal_break is None
    assert facts(morning.at("10:10"), "b")["started"] == "10:10"


@pytest.mark.parametrize(("earliest", "rest"), [("09:00", "09:35"), ("09:40", "09:40")])
def test_a_break_on_the_way_home_begins_as_soon_as_it_may(earliest, rest):
    """The visit before it is cancelled, so there is nothing to wait for."""
    shift = {"start": "08:00", "end": "16:00"}
    shift["meal_break"] = {"duration": 20, "earliest": earliest, "latest": "12:00"}
    amy = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": [shift]}
    planned = {"position": 2, "start": "10:35", "end": "10:55"}
    morning = Morning(caregivers=[amy], routes=[Morning.amy(meal_break=planned, returned="11:15")])
    day = morning.at("10:15", Cancelled(at="09:20", visit="b"))
    assert stands(day).rest[0] == rest


def test_a_crew_waits_for_its_last_member():
    service = {"id": "bath", "duration": 30, "crew": [{"id": "one"}, {"id": "two"}]}
    bob = {
        "caregiver": "bob",
        "departure": "08:50",
        "stops": (Morning.stop("a", "09:05", "09:35", "09:00", "two"),),
        "returned": "09:45",
    }
    amy = Morning.amy(stops=(Morning.stop("a", "09:05", "09:35", "09:00", "one"),))
    visit = {"id": "a", "client": "zhou", "service": "bath"}
    late = Morning.amy(**bob)
    morning = Morning(services=[service], visits=[visit], routes=[amy, late])
    day = morning.at("09:20", Late(at="08:30", caregiver="bob", time="09:10"))
    assert facts(day, "a") == {}
    assert (stands(day).place, stands(day).client, stands(day).free) == ("Z", "zhou", "09:20")
    assert stands(day, "bob").departed == "09:10"
    assert facts(morning.at("09:25", after=day), "a") == {"started": "09:25", "assumed": True}


KIT = {"id": "tub", "count": 1, "station": "hub", "carried": True, "set_up": 5, "turn_round": 10}


def test_a_kit_is_along_from_the_first_way_until_the_return():
    morning = Morning(
        stations=[{"id": "hub", "place": "E"}],
        services=[{"id": "bath", "duration": 30, "equipment": ["tub"]}],
        visits=[{"id": "a", "client": "zhou", "service": "bath"}],
        routes=[
            Morning.amy(
                departure="08:15",
                stops=(Morning.stop("a", "09:00", "09:30", "08:50"),),
                returned="10:15",
            )
        ],
        clients=[{"id": "zhou", "place": "Z", "access": 5}],
        pools=[KIT],
    )
    assert stands(morning.at("08:20")).free == "08:50"  # 20 minutes to the hub, 15 on
    assert stands(morning.at("08:57")).free == "08:55"  # she sets it up
    day = morning.at("09:10")
    assert (stands(day).free, stands(day).worked, stands(day).kits) == ("09:00", 10, ("tub",))
    day = morning.at("09:35")
    assert (stands(day).free, stands(day).worked) == ("09:40", 50)
    day = morning.at("10:30")
    assert (stands(day).returned, stands(day).travelled, stands(day).kits) == ("10:15", 70, ())


def test_a_courier_goes_to_the_next_use_at_once():
    pool = KIT | {"carried_by": "courier", "mode": "walk"}
    uses = [
        {"visit": "a", "taken": "08:55", "free": "09:40"},
        {"visit": "b", "taken": "09:55", "free": "10:40"},
    ]
    morning = Morning(
        stations=[{"id": "hub", "place": "D"}],
        services=[{"id": "bath", "duration": 30, "documentation": 5, "equipment": ["tub"]}],
        pools=[pool],
        equipment=[{"equipment": "tub", "piece": 1, "uses": uses}],
    )

    def piece(now):
        day = morning.at(now)
        told = [(each.place, clock(each.free)) for each in day.scenario.equipment[0].pieces]
        return told, [use.visit for route in day.plan.equipment for use in route.uses]

    assert piece("08:40") == ([], ["a", "b"])
    assert piece("08:50") == ([("Z", "08:55")], ["a", "b"])
    assert piece("09:10") == ([("Z", "08:55")], ["a", "b"])
    assert piece("09:35") == ([("Z", "09:40")], ["b"])
    assert piece("09:45") == ([("E", "09:55")], ["b"])
    assert piece("10:50") == ([(None, "11:00")], [])
    assert piece("11:00") == ([], [])


def test_a_plan_may_contain_visits_that_are_over(morning):
    day = morning.at("09:40")
    again = progress(day.scenario, morning.plan, morning.travel, "10:05")
    assert again == morning.at("10:05", after=day)


def test_a_piece_in_a_visit_is_not_the_one_that_is_set_up():
    """From 09:55 piece 1, which was in use before, is set up; piece 2 is in a visit since 09:30."""
    uses = {
        1: [("c", "08:55", "09:50"), ("b", "09:55", "10:30")],
        2: [("a", "09:25", "10:35")],
    }
    morning = Morning(
        pools=[{"id": "bed", "count": 2, "set_up": 5, "turn_round": 5}],
        equipment=[
            {
                "equipment": "bed", "piece": piece,
                "uses": [{"visit": v, "taken": taken, "free": free} for v, taken, free in told],
            }
            for piece, told in uses.items()
        ],
        services=[{"id": "bath", "duration": 45, "equipment": ["bed"]}],
        visits=[{"id": name, "client": "li", "service": "bath"} for name in "bc"]
        + [{"id": "a", "client": "zhou", "service": "bath", "duration": 60}],
        routes=[
            Morning.amy(
                departure="08:40",
                stops=[
                    Morning.stop("c", "09:00", "09:45"),
                    Morning.stop("b", "10:00", "10:45", "09:45"),
                ],
                returned="11:05",
            ),
            Route(
                caregiver="bob", departure="09:15", returned="10:40",
                stops=[Morning.stop("a", "09:30", "10:30", "09:25")],
            ),
        ],
    )  # fmt: skip
    day = morning.at("09:57")
    [bed] = day.scenario.equipment
    assert [(each.number, clock(each.free)) for each in bed.pieces] == [(1, "09:55"), (2, "09:25")]
    plan = replan(day.scenario, day.plan, "09:57", iterations=0, travel=morning.travel).plan
    assert {stop.visit for route in plan.routes for stop in route.stops} == {"a", "b"}


def test_who_comes_later_to_a_visit_that_has_begun_is_in_time():
    """The visit was to start at 09:20; it is told that it started at 09:10, when bob was away."""
    crew = [{"id": "one"}, {"id": "two", "offset": 15}]
    morning = Morning(
        services=[{"id": "lift", "duration": 30, "crew": crew}],
        visits=[{"id": "a", "client": "zhou", "service": "lift"}],
        routes=[
            Morning.amy(stops=[Morning.stop("a", "09:20", "09:50", "08:55", role="one")]),
            Route(
                caregiver="bob", departure="09:20", returned="10:15",
                stops=[Morning.stop("a", "09:35", "10:05", "09:30", role="two")],
            ),
        ],
    )  # fmt: skip
    told = [Started(at="09:10", visit="a")]
    day = told_day(morning.scenario, morning.plan, morning.travel, "09:22", told)[0]
    assert left(day) == ({"amy": ["a"], "bob": ["a"]}, [])
    assert stands(day, "bob").free == "09:20"  # and five minutes of stairs
