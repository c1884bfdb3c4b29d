"""A route from its stops, computed by hand."""

import pytest

from dispatch.plan import BreakTaken, Leg, Rest, Route, Stop, position_of, route_of


def moment(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def test_a_route_leaves_as_late_as_it_may_and_goes_on_at_once():
    legs = [
        Leg("bath", "lead", way=20, start=540, end=600, before=5, after=10),
        Leg("meal", "caregiver", way=15, start=640, end=660, before=9, after=2),
    ]
    rest = Rest(1, 625, 631)
    assert route_of("zhang", legs, 30, moment, shift=1, rest=rest) == Route(
        caregiver="zhang",
        shift=1,
        departure="08:35",
        stops=(
            Stop(visit="bath", role="lead", arrival="08:55", start="09:00", end="10:00"),
            Stop(visit="meal", role="caregiver", arrival="10:25", start="10:40", end="11:00"),
        ),
        meal_break=BreakTaken(position=1, start="10:25", end="10:31"),
        returned="11:32",
    )


@pytest.mark.parametrize(
    ("rest", "departure", "arrivals", "returned"),
    [
        (Rest(0, 500, 510, at_home=True), "08:35", ["08:55", "10:25"], "11:32"),
        (Rest(0, 520, 530), "08:20", ["08:40", "10:25"], "11:32"),  # at the first door
        (Rest(1, 612, 620), "08:35", ["08:55", "10:35"], "11:32"),  # before leaving
        (Rest(1, 615, 620, place="hub", on=7), "08:35", ["08:55", "10:27"], "11:32"),
        (Rest(2, 662, 680), "08:35", ["08:55", "10:25"], "11:50"),  # at the last door
        (Rest(2, 700, 730, at_home=True), "08:35", ["08:55", "10:25"], "11:32"),
    ],
)
def test_a_break_lies_at_home_at_a_door_or_at_a_place(rest, departure, arrivals, returned):
    legs = [
        Leg("bath", "lead", way=20, start=540, end=600, before=5, after=10),
        Leg("meal", "caregiver", way=15, start=640, end=660, before=9, after=2),
    ]
    route = route_of("zhang", legs, 30, moment, rest=rest)
    assert route.departure == departure
    assert [stop.arrival for stop in route.stops] == arrivals
    assert route.returned == returned


@pytest.mark.parametrize(
    ("rest", "arrival"),
    [
        (None, "10:28"),  # three minutes before she is needed
        (Rest(1, 612, 620), "10:35"),  # the break before leaving takes longer
        (Rest(1, 615, 620, place="hub", on=7), "10:28"),
        (Rest(1, 625, 631), "10:25"),  # the break at the door is not put off
    ],
)
def test_who_waits_before_she_goes_arrives_a_little_before_she_is_needed(rest, arrival):
    legs = [
        Leg("bath", "lead", way=20, start=540, end=600, before=5, after=10, early=3),
        Leg("meal", "caregiver", way=15, start=640, end=660, before=9, after=2, early=3),
    ]
    route = route_of("zhang", legs, 30, moment, rest=rest)
    assert (route.departure, route.returned) == ("08:35", "11:32")
    assert [stop.arrival for stop in route.stops] == ["08:55", arrival]
    if rest is None:
        out = route_of("zhang", legs, 30, moment, out=500)
        assert [stop.arrival for stop in out.stops] == ["08:52", "10:28"]


def at(clock):
    return int(clock[:2]) * 60 + int(clock[3:])


@pytest.mark.parametrize(
    ("position", "start", "end", "found"),
    [
        (1, "10:05", "10:35", 1),
        (None, "10:05", "10:35", 1),
        (None, "08:00", "08:30", 0),
        (2, "10:05", "10:35", 1),  # a stop was deleted
        (-1, "11:05", "11:35", 2),
        (7, "11:05", "11:35", 2),
        (0, "09:30", "10:00", 1),  # into the service: it is the stop that begins before it
    ],
)
def test_the_position_of_a_break_follows_from_its_times(position, start, end, found):
    stops = [
        Stop(visit="bath", role="lead", arrival="08:55", start="09:00", end="10:00"),
        Stop(visit="meal", role="caregiver", arrival="10:25", start="10:40", end="11:00"),
    ]
    assert position_of(BreakTaken(position=position, start=start, end=end), stops, at) == found


def test_a_route_has_a_stop():
    with pytest.raises(ValueError, match="at least 1"):
        route_of("zhang", [], 30, moment)
