"""Waiting here instead of at the next door, and standing by at a station, by hand."""

from __future__ import annotations

import pytest

from dispatch import Desk, Scenario, judge, solve, travel_times
from dispatch.live.events import (
    Absent,
    Cancelled,
    Ended,
    Gone,
    Requested,
    StandsBy,
    Started,
)
from dispatch.report import day_page
from dispatch.scenario import Visit

from .conftest import SHIFT, Morning, clock, facts, left, stands

HERE = {"running_day": {"wait": "here", "arrive_early": 10}}
HUB = [{"id": "hub", "place": "E"}]
LATER = (
    Morning.stop("a", "09:00", "09:30", "08:55"),
    Morning.stop("b", "11:00", "11:30", "10:50"),
)


def early(**changes):
    """The morning with visit `b` at eleven; Amy arrives ten minutes before."""
    return Morning(
        routes=[Morning.amy(stops=LATER, returned="11:55")], **{"policy": HERE, **changes}
    )


@pytest.mark.parametrize(
    ("now", "place", "free", "client"),
    [
        ("09:32", "Z", "09:35", "zhou"),  # at the notes
        ("10:00", "Z", "10:00", "zhou"),  # waiting here
        ("10:34", "Z", "10:34", "zhou"),
        ("10:35", "E", "10:50", None),  # a way of 15 minutes
        ("10:55", "E", "10:55", "li"),  # waiting at the door
    ],
)
def test_who_waits_here_goes_when_it_is_time(now, place, free, client):
    shift = stands(early().at(now))
    assert (shift.place, shift.free, shift.client) == (place, free, client)


def test_who_waits_at_the_door_goes_at_once():
    assert stands(early(policy={}).at("10:00")).place == "E"


def test_who_was_asked_for_goes_at_once():
    visits = [
        {"id": "a", "client": "zhou", "service": "bath"},
        {"id": "b", "client": "li", "service": "bath", "requested": "08:30"},
    ]
    assert stands(early(visits=visits).at("10:00")).place == "E"


def test_the_start_does_not_depend_on_where_one_waits():
    assert facts(early().at("11:20"), "b") == {"started": "11:00", "assumed": True}


def test_nobody_waits_while_the_others_have_begun():
    service = {"id": "bath", "duration": 30, "crew": [{"id": "one"}, {"id": "two", "offset": 20}]}
    visits = [
        {"id": "a", "client": "zhou", "service": "one"},
        {"id": "b", "client": "li", "service": "bath"},
    ]
    amy = Morning.amy(
        stops=(LATER[0], Morning.stop("b", "11:20", "11:50", "11:10", role="two")),
        returned="12:10",
    )
    bob = {"caregiver": "bob", "departure": "10:40", "returned": "11:50"}
    bob = Morning.amy(**bob, stops=(Morning.stop("b", "11:00", "11:30", role="one"),))
    morning = Morning(
        services=[{"id": "one", "duration": 30, "documentation": 5}, service],
        visits=visits,
        routes=[amy, bob],
        policy=HERE,
    )
    assert stands(morning.at("10:30")).place == "Z"
    sooner = morning.at("10:35", Started(at="10:25", visit="b"))
    assert (stands(sooner).place, stands(sooner).free) == ("E", "10:40")


NEAR = {
    "roads": {
        "kind": "matrix",
        "points": ["D", "Z", "E", "Y"],
        "minutes": [[0, 10, 20, 12], [10, 0, 15, 2], [20, 15, 0, 17], [12, 2, 17, 0]],
    },
    "services": [
        {"id": "bath", "duration": 30, "documentation": 5},
        {"id": "check", "duration": 20},
    ],
    "clients": [
        {"id": "zhou", "place": "Z", "access": 5},
        {"id": "li", "place": "E"},
        {"id": "chen", "place": "Y"},
    ],
    "visits": [
        {"id": "a", "client": "zhou", "service": "bath", "exact_start": "09:00"},
        {"id": "b", "client": "li", "service": "bath", "exact_start": "11:00"},
    ],
    "caregivers": [
        {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": [SHIFT]}
    ],
}
SOON = Visit(id="c", client="chen", service="check", windows=({"open": "10:00", "close": "10:10"},))


def test_who_waits_here_serves_somebody_near_in_time():
    """From Z she is at Chen's at 10:02, and in time at E; from E she would be there at 10:17."""
    starts = {}
    for wait in ("here", "door"):
        scenario = early(**NEAR, policy={"running_day": {"wait": wait}}).scenario
        travel = travel_times(scenario)
        plan = solve(scenario, engine="greedy", travel=travel)
        [route] = plan.routes
        assert clock(route.stops[1].arrival) == {"here": "10:50", "door": "09:50"}[wait]
        assert judge(scenario, travel, plan).ok
        desk = Desk(scenario, plan, travel)
        desk.tell([Requested(at="10:00", visit=SOON)], "10:00")
        found = desk.replan(iterations=200)
        assert found.judgement.ok
        [route] = found.plan.routes
        starts[wait] = {stop.visit: clock(stop.start) for stop in route.stops}
        assert "11:00" in day_page(found.scenario, found.plan, travel, found.judgement, roads=None)
    assert starts == {"here": {"c": "10:02", "b": "11:00"}, "door": {"b": "11:00"}}


def test_a_break_at_the_door_is_not_missed_for_waiting():
    """She has to rest from ten o'clock at the latest, so she goes in time to do so at E."""
    rest = {"duration": 30, "earliest": "10:00", "latest": "10:00"}
    amy = NEAR["caregivers"][0] | {"shifts": [SHIFT | {"meal_break": rest}]}
    scenario = early(**NEAR | {"caregivers": [amy]}).scenario
    travel = travel_times(scenario)
    plan = solve(scenario, engine="greedy", travel=travel)
    assert judge(scenario, travel, plan).ok
    desk = Desk(scenario, plan, travel)
    desk.tell([], "10:45")
    state = desk.scenario.caregiver["amy"].shifts[0].under_way
    assert (clock(state.break_start), clock(state.break_end)) == ("10:00", "10:30")
    desk.tell([], "11:01")
    assert desk.scenario.visit["b"].facts.started.endswith("11:00:00")


ONE = {"visits": [{"id": "a", "client": "zhou", "service": "bath"}], "stations": HUB}


def standing(*, stops=LATER[:1], at="09:10", station="hub", **changes):
    morning = Morning(
        routes=[Morning.amy(stops=stops, returned="09:45")] if stops else [], **ONE | changes
    )
    if not stops:
        unserved = [{"visit": "a", "mandatory": False}]
        morning.plan = morning.plan.model_copy(update={"unserved": unserved})
    return morning, StandsBy(at=at, caregiver="amy", station=station)


@pytest.mark.parametrize(
    ("now", "place", "free", "returned", "travelled"),
    [
        ("09:20", "Z", "09:00", None, 10),  # in her visit
        ("09:40", "E", "09:50", None, 25),  # on the way to the station
        ("12:00", "E", "12:00", None, 25),
        ("15:39", "E", "15:39", None, 25),
        ("15:40", "D", "16:00", None, 45),  # on the way home
        ("16:10", "D", "16:10", "16:00", 45),
    ],
)
def test_who_stands_by_waits_there_and_is_home_in_time(now, place, free, returned, travelled):
    morning, order = standing()
    shift = stands(morning.at(now, order))
    assert (shift.place, shift.free, shift.returned) == (place, free, returned)
    assert shift.travelled == travelled
    step_by_step = morning.at("09:10", order)
    for moment in ("09:40", "10:30", "15:45", "16:10"):
        if moment < now:
            step_by_step = morning.at(moment, after=step_by_step)
    assert morning.at(now, after=step_by_step) == morning.at(now, order)


def test_who_has_nothing_to_do_sets_out_when_she_is_told():
    morning, order = standing(stops=())
    assert stands(morning.at("09:00")) is None
    shift = stands(morning.at("09:20", order))
    assert (shift.departed, shift.place, shift.free) == ("09:10", "E", "09:30")


def test_nobody_stands_by_before_her_shift_or_for_a_quarter_of_an_hour():
    morning, order = standing(stops=(), at="07:00")
    assert stands(morning.at("07:30", order)) is None
    assert stands(morning.at("08:01", order)).departed == "08:00"
    for at, goes in {"15:05": True, "15:06": False}.items():  # back by 16:00, 20 minutes each way
        morning, order = standing(stops=(), at=at)
        assert (stands(morning.at("15:30", order)) is not None) == goes


def test_who_is_on_her_way_home_arrives_before_she_stands_by():
    morning, order = standing(at="09:40")
    shift = stands(morning.at("09:50", order))
    assert (shift.place, shift.free, shift.returned, shift.travelled) == ("E", "10:05", None, 40)


def test_who_stands_by_no_more_goes_home():
    morning, order = standing()
    home = StandsBy(at="10:30", caregiver="amy")
    shift = stands(morning.at("11:00", order, home))
    assert (shift.place, shift.returned) == ("D", "10:50")


def test_a_cancelled_visit_lets_a_caregiver_stand_by():
    morning, order = standing(at="08:10")
    shift = stands(morning.at("08:40", order, Cancelled(at="08:30", visit="a")))
    assert (shift.departed, shift.place, shift.free) == ("08:30", "E", "08:50")


def test_who_leaves_does_not_stand_by():
    morning, order = standing()
    away = morning.at("11:00", order, Absent(at="10:00", caregiver="amy"))
    assert (stands(away).place, stands(away).returned) == ("D", "10:20")
    soon = morning.at("13:00", order, Gone(at="10:00", caregiver="amy", time="12:00"))
    assert (stands(soon).place, stands(soon).returned) == ("D", "12:00")


def test_who_stands_by_rests_there():
    rest = {"duration": 30, "earliest": "11:00", "latest": "12:30"}
    amy = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk"}
    morning, order = standing(caregivers=[amy | {"shifts": [SHIFT | {"meal_break": rest}]}])
    shift = stands(morning.at("11:10", order))
    assert (shift.place, shift.free, shift.rest) == ("E", "11:30", ("11:00", "11:30"))
    assert stands(morning.at("12:00", order)).free == "12:00"


def test_a_home_that_is_the_station_is_home():
    amy = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": [SHIFT]}
    morning, order = standing(caregivers=[amy | {"end": "hub"}])
    shift = stands(morning.at("10:00", order))
    assert (shift.place, shift.returned) == ("E", "09:50")


def test_a_desk_sends_who_stands_by_and_lets_her_go_home_in_time():
    """At E she is at Li's door; from home it would take her 20 minutes."""
    changes = {"clients": NEAR["clients"][:2], "caregivers": NEAR["caregivers"]}
    morning, order = standing(**changes)
    starts = {}
    for told in ((order,), ()):
        desk = Desk(morning.scenario, morning.plan, morning.travel)
        asked = Requested(at="13:00", visit=Visit(id="b", client="li", service="bath"))
        desk.tell([*told, Ended(at="09:30", visit="a")], "12:00")
        desk.tell([asked], "13:00")
        found = desk.replan(iterations=200)
        assert found.judgement.ok
        [route] = found.plan.routes
        starts[bool(told)] = clock(route.stops[0].start)
        desk.tell([], "16:01")
        state = desk.scenario.caregiver["amy"].shifts[0].under_way
        assert clock(state.returned) == ("16:00" if told else "14:15")
    assert starts == {True: "13:00", False: "13:20"}


def test_stations_that_are_not_there_are_told():
    morning, _ = standing()
    with pytest.raises(Exception, match="there is no station 'hab'"):
        Desk(morning.scenario, morning.plan, morning.travel).tell(
            [StandsBy(at="09:10", caregiver="amy", station="hab")], "09:20"
        )
    shift = SHIFT | {"stand_by": "hab"}
    amy = {"id": "amy", "gender": "woman", "start": "D", "mode": "walk", "shifts": [shift]}
    fields = morning.scenario.model_dump(mode="json") | {"caregivers": [amy]}
    with pytest.raises(Exception, match="there is no station 'hab'"):
        Scenario.model_validate(fields)


def test_what_is_left_out_is_not_changed_by_standing_by():
    morning, order = standing(stops=())
    assert left(morning.at("10:00", order)) == ({}, ["a"])
