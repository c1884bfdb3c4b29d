"""What nobody knows beforehand."""

from __future__ import annotations

from itertools import pairwise
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulate.nature import Nature, around_one
from dispatch.simulate.world import World, load_world

HOUR = 3_600_000
MINUTE = 60_000


@pytest.fixture(scope="module")
def world() -> World:
    return load_world("S")


@pytest.fixture(scope="module")
def nature(world: World) -> Nature:
    return Nature(world, 1)


def variation(values: list[int]) -> float:
    return pstdev(values) / fmean(values)


def test_answers_do_not_depend_on_what_was_asked_before(world: World) -> None:
    one, other = Nature(world, 5), Nature(world, 5)
    visits = [f"v{number}" for number in range(20)]
    forwards = [(one.length(v, "fall", 30 * MINUTE), one.outcome(v)) for v in visits]
    backwards = [(other.length(v, "fall", 30 * MINUTE), other.outcome(v)) for v in visits[::-1]]
    assert forwards == backwards[::-1]
    assert Nature(world, 6).length("v1", "fall", 30 * MINUTE) != one.length(
        "v1", "fall", 30 * MINUTE
    )


@pytest.mark.parametrize("service", ["medication", "home-care", "hospital-escort"])
def test_the_planner_knows_the_mean_of_lengths(nature: Nature, service: str) -> None:
    lengths = [nature.length(f"v{number}", service, 60 * MINUTE) for number in range(4000)]
    expected = nature.world.service_variations[service]
    assert fmean(lengths) == pytest.approx(60 * MINUTE, rel=0.02)
    assert variation(lengths) == pytest.approx(expected, rel=0.05)
    assert all(length % 1000 == 0 for length in lengths)


def test_all_parts_of_a_visit_last_longer_by_the_same_factor(nature: Nature) -> None:
    whole, half = (nature.length("v", "tube-change", minutes * MINUTE) for minutes in (40, 20))
    assert whole == pytest.approx(2 * half, abs=2000)


@given(st.floats(0.01, 1), st.floats(0, 1), st.floats(0, 1))
def test_lengths_grow_with_their_share(spread: float, share: float, other: float) -> None:
    low, high = sorted((share, other))
    assert 0 < around_one(spread, low) <= around_one(spread, high)


@given(st.floats(0, 1))
def test_without_variation_services_last_as_long_as_planned(share: float) -> None:
    assert around_one(0.0, share) == pytest.approx(1)


@pytest.mark.parametrize("spread", [0.1, 0.25, 0.5, 1.0])
def test_mean_and_variation_hold_after_the_cut(spread: float) -> None:
    values = [around_one(spread, (number + 0.5) / 20_000) for number in range(20_000)]
    assert fmean(values) == pytest.approx(1, abs=1e-4)
    assert pstdev(values) == pytest.approx(spread, rel=1e-3)


def test_the_planner_knows_the_mean_of_travel_over_the_day(nature: Nature) -> None:
    legs = [
        nature.travel(600_000, "cg001", f"v{number}", 0, hour * HOUR)
        for number in range(400)
        for hour in range(7, 19)
    ]
    assert fmean(legs) == pytest.approx(600_000, rel=0.02)
    calm = [nature.travel(600_000, "cg001", f"v{number}", 0, 10 * HOUR) for number in range(4000)]
    assert variation(calm) == pytest.approx(nature.world.travel_variation, rel=0.05)


def test_rush_hours_are_slower_by_the_dial(nature: Nature) -> None:
    # Four of twelve hours are slower by a fifth, so the mean is 16/15 of a calm hour.
    assert nature.rush(10 * HOUR) == pytest.approx(15 / 16)
    assert nature.rush(8 * HOUR) == pytest.approx(1.2 * 15 / 16)
    assert nature.rush(9 * HOUR - 1) == nature.rush(32 * HOUR) == nature.rush(8 * HOUR)


def test_a_leg_is_the_same_leg_at_another_time(nature: Nature) -> None:
    early, late = (nature.travel(900_000, "cg001", "v1", 2, hour * HOUR) for hour in (8, 10))
    assert early == pytest.approx(1.2 * late, abs=2000)
    others = {nature.travel(900_000, *leg, 8 * HOUR) for leg in (
        ("cg001", "v1", 2), ("cg002", "v1", 2), ("cg001", "v2", 2), ("cg001", "v1", 3),
    )}  # fmt: skip
    assert len(others) == 4
    assert nature.travel(0, "cg001", "v1", 2, 8 * HOUR) == 0


def test_shares_are_those_of_the_dials(nature: Nature) -> None:
    outcomes = [nature.outcome(f"v{number}") for number in range(10_000)]
    assert outcomes.count("broken_off") / 10_000 == pytest.approx(0.03, abs=0.005)
    assert outcomes.count("not_home") / 10_000 == pytest.approx(0.01, abs=0.003)
    absences = [nature.absence(f"cg{number}", 3) for number in range(10_000)]
    assert sum(at is not None for at in absences) / 10_000 == pytest.approx(0.03, abs=0.005)
    assert {at for at in absences if at is not None} == {6.5 * HOUR}


def test_access_has_its_bounds_and_its_planned_mean(nature: Nature) -> None:
    times = [nature.access(f"v{number}") for number in range(5000)]
    assert min(times) >= 3 * MINUTE
    assert max(times) <= 8 * MINUTE
    assert fmean(times) == pytest.approx(nature.world.access, rel=0.02)


def test_dials_move_what_they_should_and_nothing_else(world: World) -> None:
    visits = [f"v{number}" for number in range(500)]
    plain = Nature(world, 1)
    worse = Nature(world.dialled("broken_off", 2), 1)
    given = [{v for v in visits if each.outcome(v) == "given"} for each in (plain, worse)]
    assert given[1] < given[0]
    assert [plain.access(v) for v in visits] == [worse.access(v) for v in visits]
    absent = [
        {day for day in range(500) if Nature(world.dialled("absent", factor), 1).absence("a", day)}
        for factor in (0.5, 1, 2)
    ]
    assert all(fewer < more for fewer, more in pairwise(absent))
