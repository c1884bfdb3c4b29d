"""A route from its stops, computed by hand."""

import pytest

from dispatch.plan import BreakTaken, Leg, Route, Stop, route_of


def moment(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def test_a_route_leaves_as_late_as_it_may_and_goes_on_at_once():
    legs = [
        Leg("bath", "lead", way=20, start=540, end=600, before=5, after=10),
        Leg("meal", "caregiver", way=15, start=640, end=660, before=9, after=2),
    ]
    rest = BreakTaken(position=1, start="10:25", end="10:31")
    assert route_of("zhang", legs, 30, moment, shift=1, meal_break=rest) == Route(
        caregiver="zhang",
        shift=1,
        departure="08:35",
        stops=(
            Stop(visit="bath", role="lead", arrival="08:55", start="09:00", end="10:00"),
            Stop(visit="meal", role="caregiver", arrival="10:25", start="10:40", end="11:00"),
        ),
        meal_break=rest,
        returned="11:32",
    )


def test_a_route_has_a_stop():
    with pytest.raises(ValueError, match="at least 1"):
        route_of("zhang", [], 30, moment)
