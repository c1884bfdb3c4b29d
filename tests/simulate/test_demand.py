"""Requests: how many, when, what for, and what stays the same at another load."""

from __future__ import annotations

from collections import Counter
from statistics import fmean, pvariance

import pytest

from dispatch.rules import allowed_starts, duration_of, needs_nurse
from dispatch.scenario import Scenario
from dispatch.simulate.demand import Asked, expected, gamma, requests
from dispatch.simulate.population import populate
from dispatch.simulate.records import CLASSES
from dispatch.simulate.world import World, load_world

HOUR = 3_600_000
DAY = 24 * HOUR
SEEDS = range(120)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world("S")


@pytest.fixture(scope="module")
def people(world: World) -> Scenario:
    return populate(world, 1).scenario


@pytest.fixture(scope="module")
def many(world: World, people: Scenario) -> list[tuple[Asked, ...]]:
    """A Tuesday of many replications of requests, by the clients of one."""
    return [requests(world, "high", seed, 1, people) for seed in SEEDS]


def test_the_means_of_a_week_add_up(world: World) -> None:
    for load, mean in (("low", 8), ("mid", 20), ("high", 43)):
        days = [sum(expected(world, load, kind, day) for kind in CLASSES) for day in range(7)]
        assert fmean(days) == pytest.approx(mean)
        assert days[0] / days[6] == pytest.approx(1.15 / 0.85)


def test_the_classes_have_their_shares_and_days_differ_by_more_than_chance(
    world: World, many: list[tuple[Asked, ...]]
) -> None:
    counts = [Counter(each.visit.response_class for each in day) for day in many]
    for kind in CLASSES:
        mean = expected(world, "high", kind, 1)
        numbers = [count[kind] for count in counts]
        assert fmean(numbers) == pytest.approx(mean, rel=0.1)
        # The variance of a Poisson number whose rate varies by a quarter.
        assert pvariance(numbers) == pytest.approx(mean + (0.25 * mean) ** 2, rel=0.35)


def test_requests_come_in_at_the_hours_of_the_profile(
    world: World, many: list[tuple[Asked, ...]]
) -> None:
    hours = Counter(each.at // HOUR for day in many for each in day)
    for hour, weight in enumerate(world.by_hour):
        share = hours[hour] / hours.total()
        assert share == pytest.approx(weight / sum(world.by_hour), abs=0.015)


def test_requests_need_what_the_dials_say(people: Scenario, many: list[tuple[Asked, ...]]) -> None:
    visits = [each.visit for day in many for each in day]
    asked = [people.service[visit.service] for visit in visits]
    nurses = people.policy.nurse_certificates

    def share(flags) -> float:
        return fmean(map(bool, flags))

    assert share(needs_nurse(one, nurses) for one in asked) == pytest.approx(0.15, abs=0.015)
    assert share(len(one.crew) == 2 for one in asked) == pytest.approx(0.08, abs=0.01)
    assert share(one.equipment for one in asked) == pytest.approx(0.06 * 0.85, abs=0.01)
    assert share(one.id == "hospital-escort" for one in asked) == pytest.approx(0.051, abs=0.01)
    for visit in visits:
        assert visit.service != "bed-bathing" or people.client[visit.client].disabled


def test_a_request_says_when_it_may_be_met(world: World, many: list[tuple[Asked, ...]]) -> None:
    for asked in (each for day in many for each in day):
        visit = asked.visit
        (window,) = visit.windows
        assert (window.applies_to, window.hard) == ("whole", True)
        assert visit.requested.startswith("2026-11-24T")
        assert asked.since >= asked.at
        if visit.response_class == "short_notice":
            assert asked.since >= asked.at + 2 * HOUR
            assert visit.earliest_acceptable
            assert asked.since + visit.response_target == DAY + 19 * HOUR
            assert visit.priority == 3
        else:
            assert asked.since == asked.at
            assert visit.earliest_acceptable is None
            urgent = visit.response_class == "urgent"
            assert visit.response_target == (1 if urgent else 4) * HOUR
            assert visit.priority == (12 if urgent else 6)


def test_each_request_can_begin_from_its_instant_or_on_the_next_morning(
    people: Scenario, many: list[tuple[Asked, ...]]
) -> None:
    awake = tuple(
        one.model_copy(update={"blackouts": (), "earliest": None}) for one in people.clients
    )
    next_morning = 0
    for day in many[:10]:
        visits = tuple(each.visit for each in day)
        tuesday = people.dates[0].replace(day=24)
        scenario = people.model_copy(
            update={"dates": (tuesday,), "visits": visits, "clients": awake}
        )
        for asked in day:
            ((first, last),) = allowed_starts(scenario, asked.visit)
            length = duration_of(scenario, asked.visit)
            if first > DAY:
                next_morning += 1
                assert (first, last + length) == (31 * HOUR, 43 * HOUR)
                assert asked.at + length + 2 * HOUR > 19 * HOUR
            else:
                assert (first, last + length) == (asked.since, 19 * HOUR)
    assert 0 < next_morning < 0.25 * sum(len(day) for day in many[:10])


def test_carried_requests_begin_with_the_day_and_count_from_the_same_instant(
    world: World, people: Scenario, many: list[tuple[Asked, ...]]
) -> None:
    wednesday = people.dates[0].replace(day=25)
    carried = [(asked, asked.carried(world, world.begins, 2)) for asked in many[0]]
    scenario = people.model_copy(
        update={"dates": (wednesday,), "visits": tuple(visit for _, visit in carried)}
    )
    for asked, visit in carried:
        assert visit.id == asked.visit.id
        assert visit.earliest_acceptable is None
        assert scenario.at(visit.requested) + DAY == asked.since
        (window,) = visit.windows
        assert (window.open, window.close) == ("07:00", "19:00")


def test_another_load_asks_the_same_clients_for_the_same_services(
    world: World, people: Scenario
) -> None:
    low, high = (
        {each.visit.id: each for each in requests(world, load, 7, 1, people)}
        for load in ("low", "high")
    )
    assert low.keys() < high.keys()
    for name, asked in low.items():
        same = high[name].visit
        assert (same.client, same.service) == (asked.visit.client, asked.visit.service)
        assert high[name].at < asked.at


def test_draws_do_not_depend_on_other_classes_and_days(world: World, people: Scenario) -> None:
    plain = requests(world, "mid", 3, 2, people)
    fewer = requests(world.dialled("urgent", 0.5), "mid", 3, 2, people)
    soon = [
        [each for each in day if each.visit.response_class == "short_notice"]
        for day in (plain, fewer)
    ]
    assert soon[0] == soon[1]
    assert len(fewer) != len(plain)


def test_gamma_has_the_mean_one_and_its_variation() -> None:
    values = [gamma(0.25, (number + 0.5) / 5000) for number in range(5000)]
    assert fmean(values) == pytest.approx(1, abs=1e-3)
    assert pvariance(values) == pytest.approx(0.25**2, rel=0.01)
    assert gamma(0, 0.3) == 1
