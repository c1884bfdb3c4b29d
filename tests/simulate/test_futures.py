"""Futures that policies imagine: what they may know, and what they may not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from dispatch.plan import Plan
from dispatch.simulate.demand import expected
from dispatch.simulate.lived import Day, live
from dispatch.simulate.policies.futures import imagined
from dispatch.simulate.policies.optimising import Optimiser
from dispatch.simulate.policies.policy import Scene
from dispatch.simulate.records import CLASSES, DAY, MINUTE
from dispatch.simulate.replication import Week, replication
from dispatch.simulate.week import Mornings
from dispatch.simulate.world import World

HOUR = 60 * MINUTE
NOON = 12 * HOUR


@dataclass(frozen=True)
class Noting(Optimiser):
    """Notes what it sees and decides."""

    every: int | None = 2 * HOUR
    iterations: int = 3000
    futures: int = 2
    scenes: list[Scene] = field(default_factory=list)
    plans: dict[int, Plan] = field(default_factory=dict)

    def decide(self, scene: Scene) -> Plan:
        self.scenes.append(scene)
        self.plans[scene.now] = super().decide(scene)
        return self.plans[scene.now]


@pytest.fixture(scope="module")
def week(half: World) -> Week:
    return replication(half, "mid", 3)


@pytest.fixture(scope="module")
def day(week: Week) -> Day:
    morning, mornings = week.morning(0), Mornings(week)
    return Day(
        number=0,
        scenario=morning.scenario,
        plan=mornings.plan(0),
        travel=mornings.travel,
        home=morning.home,
        requests=tuple((each.at, each.visit) for each in morning.asked),
        expected={kind: expected(week.world, week.load, kind, 0) for kind in CLASSES},
    )


@pytest.fixture(scope="module")
def lived(day: Day, week: Week) -> Noting:
    policy = Noting()
    live(day, week.nature, policy)
    return policy


def test_what_will_be_asked_for_changes_no_decision_before(
    day: Day, week: Week, lived: Noting
) -> None:
    early = tuple((at, visit) for at, visit in day.requests if at < NOON)
    assert 0 < len(early) < len(day.requests)
    other = Noting()
    live(replace(day, requests=early), week.nature, other)
    before = {at: plan for at, plan in lived.plans.items() if at < NOON}
    assert len(before) > 5
    assert before == {at: plan for at, plan in other.plans.items() if at < NOON}
    assert lived.plans != other.plans


def test_futures_are_taken_into_account(day: Day, week: Week, lived: Noting) -> None:
    without = Noting(futures=0)
    live(day, week.nature, without)
    assert without.plans != lived.plans


@pytest.fixture(scope="module")
def scene(lived: Noting) -> Scene:
    return next(each for each in lived.scenes if each.now >= NOON)


def test_a_future_holds_what_comes_in_soon(scene: Scene) -> None:
    for number, future in enumerate(imagined(scene, 20, 2 * HOUR)):
        for visit in future:
            assert visit.id.startswith(f"imagined-{number}-")
            asked = scene.scenario.at(visit.requested or "")
            assert scene.now < asked < scene.now + 2 * HOUR
            opens = scene.scenario.at(visit.windows[0].open)
            least = 2 * HOUR if visit.response_class == "short_notice" else 0
            assert asked + least <= opens < DAY
            assert visit.client in scene.scenario.client


def test_futures_go_on_as_they_began(scene: Scene) -> None:
    """A later moment of the same day sees the same requests, further ahead."""
    later = replace(scene, now=scene.now + HOUR)
    for soon, then in zip(imagined(scene, 5, 4 * HOUR), imagined(later, 5, 3 * HOUR), strict=True):
        at = {visit.id: scene.scenario.at(visit.requested or "") for visit in soon}
        assert then == [visit for visit in soon if at[visit.id] > later.now]


def test_futures_follow_the_assumptions(scene: Scene) -> None:
    """In 400 futures of two hours the mean number of each class is right within a tenth."""
    world = scene.world
    hours = world.by_hour
    at, ahead = scene.now / HOUR, 2
    share = sum(
        weight * max(0.0, min(at + ahead, hour + 1) - max(at, hour))
        for hour, weight in enumerate(hours)
    ) / sum(hours)
    futures = imagined(scene, 400, ahead * HOUR)
    found = Counter(visit.response_class for future in futures for visit in future)
    for kind in CLASSES:
        assert found[kind] / 400 == pytest.approx(scene.expected[kind] * share, rel=0.1)


def test_nobody_imagines_what_will_be_asked_for(day: Day, scene: Scene) -> None:
    real = {(visit.client, visit.service, visit.requested) for _, visit in day.requests}
    futures = imagined(scene, 50, 8 * HOUR)
    drawn = {(one.client, one.service, one.requested) for future in futures for one in future}
    assert len(drawn) > 100
    assert not drawn & real
