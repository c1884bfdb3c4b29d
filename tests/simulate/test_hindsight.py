"""The bound of hindsight: never worse than any policy, by the same rules, and by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from dispatch import Scenario
from dispatch.plan import crews
from dispatch.referee import broken
from dispatch.scenario import Duration
from dispatch.simulate.assumptions import SERVICE_VARIATIONS
from dispatch.simulate.compared import compared
from dispatch.simulate.demand import Asked
from dispatch.simulate.foreseen import (
    known_day,
    leaving,
    live_foreseen,
    plan_foreseen,
    realised_plan,
)
from dispatch.simulate.hindsight import BOUND, begins_with, best_arm, live_hindsight
from dispatch.simulate.lived import Day
from dispatch.simulate.measures import measured
from dispatch.simulate.policies.named import policy_of
from dispatch.simulate.population import Population
from dispatch.simulate.records import DAY, MINUTE, Arm
from dispatch.simulate.replication import Morning, Week, replication
from dispatch.simulate.truth import Truth
from dispatch.simulate.week import Mornings, live_week
from dispatch.simulate.world import World, load_world

DAYS = 2


@pytest.fixture(scope="module")
def week(half: World) -> Week:
    return replication(half.model_copy(update={"days": DAYS}), "mid", 3)


@pytest.fixture(scope="module")
def mornings(week: Week) -> Mornings:
    return Mornings(week)


@pytest.fixture(scope="module")
def arms(week: Week, mornings: Mornings) -> list[Arm]:
    return [live_week(week, policy_of(name), mornings) for name in ("BL2", "BL3")]


@pytest.fixture(scope="module")
def bound(week: Week, mornings: Mornings, arms: list[Arm]) -> Arm:
    return live_hindsight(week, best_arm(arms), mornings.travel, iterations=40_000)


def test_it_is_at_least_as_good_as_every_arm(arms: list[Arm], bound: Arm) -> None:
    for first_day in range(DAYS):
        means = [measured(arm, first_day).headline.mean for arm in arms]
        found = measured(bound, first_day).headline.mean
        assert found is not None
        assert found < min(mean for mean in means if mean is not None)


@pytest.mark.parametrize("worse", [0, 1])
def test_without_a_search_it_is_not_worse_either(
    worse: int, week: Week, mornings: Mornings, arms: list[Arm]
) -> None:
    arm = arms[worse]
    bound = live_hindsight(week, arm, mornings.travel, iterations=0)
    for first_day in range(DAYS):
        found, start = measured(bound, first_day), measured(arm, first_day)
        assert found.headline.total <= start.headline.total
        assert found.unserved <= start.unserved
        assert found.booked.unserved <= start.booked.unserved


def test_it_may_stand_beside_the_arms(arms: list[Arm], bound: Arm) -> None:
    assert bound.policy == BOUND
    compared([*arms, bound])
    compared([bound, *arms])
    assert begins_with(bound, best_arm(arms))
    assert [begins_with(bound, arm) for arm in arms].count(True) == 1
    assert len(bound.decisions) == DAYS


def test_nobody_is_left_out(arms: list[Arm], bound: Arm) -> None:
    found = {each.visit: each.started for each in bound.requests}
    best = best_arm(arms)
    for row in best.requests:
        if row.started is not None:
            started = found[row.visit]
            assert started is not None
            assert started // DAY <= row.started // DAY
    booked, start = measured(bound, 0).booked, measured(best, 0).booked
    assert booked.unserved <= start.unserved
    assert booked.medication_misses <= start.medication_misses


def test_meals_are_as_late_as_they_were(arms: list[Arm], bound: Arm) -> None:
    def late(arm: Arm) -> dict[tuple[int, str], int]:
        return {
            (each.day, each.caregiver): each.meal - each.day * DAY
            for each in arm.caregivers
            if each.meal is not None
        }

    start, latest = late(best_arm(arms)), 14 * 60 * MINUTE
    for whose, meal in late(bound).items():
        assert 11 * 60 * MINUTE <= meal <= max(latest, start.get(whose, 0))


def test_promises_are_kept_as_well(arms: list[Arm], bound: Arm, week: Week) -> None:
    def off(arm: Arm) -> int:
        return sum(
            max(0, abs(each.started - each.promised_start) - week.world.tolerance)
            for each in arm.booked
            if each.started is not None
        )

    assert off(bound) <= off(best_arm(arms))


def test_nothing_begins_before_it_is_asked_for(bound: Arm) -> None:
    served = [each for each in bound.requests if each.started is not None]
    assert any(each.started == each.clock for each in served)
    for each in served:
        assert each.started is not None
        assert each.departed is not None
        assert each.started >= each.clock
        assert each.departed >= each.asked


def test_who_is_absent_stays_away(bound: Arm, week: Week) -> None:
    absent = {(each.caregiver, each.day) for each in bound.caregivers if not each.offered}
    assert len(bound.caregivers) == DAYS * len(week.population.scenario.caregivers)
    for visit in (*bound.booked, *bound.requests):
        if visit.started is not None:
            assert not {(name, visit.started // DAY) for name in visit.caregivers} & absent


def test_the_plan_keeps_every_rule_and_is_what_takes_place(week: Week, mornings: Mornings) -> None:
    """Also at its very second, in the rush and out of it: the planner knew each way."""
    morning, nature = week.morning(1), week.nature
    requests = tuple((each.at, each.visit) for each in morning.asked)
    day = Day(1, morning.scenario, mornings.plan(1), mornings.travel, morning.home, requests)
    truth = Truth(day.scenario, day.plan, day.travel, nature, 1)
    truth.add([visit for _, visit in requests])
    truth.go_on(int(week.world.absence_known), leaving(day, nature))
    scenario = known_day(day, truth.scenario, nature)
    plan, travel = plan_foreseen(scenario, day, nature, 20_000, 3)
    assert broken(scenario, travel, plan) == ()
    lived = live_foreseen(day, nature, 20_000, 3)
    starts = {name: start for name, (_, start) in crews(scenario, plan).items()}
    assert {name: each.started for name, each in lived.traces.items() if each.started} == starts
    assert min(starts.values()) < 8 * 60 * MINUTE  # in the rush


def test_what_took_place_can_be_planned(week: Week, mornings: Mornings, arms: list[Arm]) -> None:
    arm = best_arm(arms)
    rows = [
        row
        for row in (*arm.requests, *arm.booked)
        if row.started is not None and row.started // DAY == 0
    ]
    morning = week.morning(0)
    visits = (*morning.scenario.visits, *(each.visit for each in morning.asked))
    scenario = morning.scenario.unchecked(visits=visits)
    people = {each.caregiver: each for each in arm.caregivers if each.day == 0}
    plan = realised_plan(scenario, rows, people, 0)
    assert crews(scenario, plan) == {row.visit: (row.caregivers, row.started) for row in rows}
    meals = {route.caregiver: route.meal_break for route in plan.routes}
    assert any(meals.values())
    for name, meal in meals.items():
        assert (None if meal is None else scenario.at(meal.start)) == people[name].meal
    for piece in plan.equipment:
        starts = [scenario.at(use.taken) for use in piece.uses]
        assert starts == sorted(starts)


@dataclass(frozen=True)
class Handmade(Week):
    """One day with one pre-booked visit and one request."""

    asked: Asked

    def morning(self, day: int) -> Morning:
        return Morning(day, self.population.scenario, self.population.home, (self.asked,), {})


def handmade(promise: dict[str, str] | None) -> Handmade:
    """Amy has a visit of an hour at Li's, about 10:15; at 10:00, Wu falls.

    All three places are ten minutes apart. Nothing is otherwise than planned.
    """
    certain = {
        "days": 1, "service_variations": dict.fromkeys(SERVICE_VARIATIONS, 0.0),
        "travel_variation": 0.0, "rush": 0.0, "broken_off": 0.0, "not_home": 0.0, "absent": 0.0,
        "access_least": Duration.of_minutes(5), "access_most": Duration.of_minutes(5),
    }  # fmt: skip
    world = load_world("S").model_copy(update=certain)
    soft = {"open": "10:00", "close": "10:30", "hard": False}
    scenario = Scenario.model_validate(
        {
            "name": "by hand",
            "dates": [str(world.begins)],
            "roads": {"kind": "matrix", "points": ["D", "L", "W"], "minutes": [
                [0, 10, 10], [10, 0, 10], [10, 10, 0]]},
            "areas": [{"id": "north", "kind": "new_town"}],
            "services": [{"id": "home-care", "duration": 60}, {"id": "fall", "duration": 30}],
            "clients": [
                {"id": "li", "place": "L", "area": "north"},
                {"id": "wu", "place": "W", "area": "north"},
            ],
            "caregivers": [
                {"id": "amy", "gender": "woman", "start": "D", "mode": "walk",
                 "shifts": [{"start": "07:00", "end": "15:00"}]},
            ],
            "visits": [
                {"id": "bath", "client": "li", "service": "home-care", "windows": [soft],
                 "promise": promise},
            ],
            "policy": {"break_due_from": "PT12H"},
        }
    )  # fmt: skip
    request = {
        "id": "r0-urgent-1", "client": "wu", "service": "fall",
        "requested": f"{world.begins}T10:00:00", "response_class": "urgent", "priority": 12.0,
        "response_target": 60, "windows": [
            {"open": "10:00", "close": "19:00", "applies_to": "whole"}],
    }  # fmt: skip
    [visit] = (
        scenario.model_copy(update={"visits": ()})
        .model_validate(scenario.model_dump() | {"visits": [request]})
        .visits
    )
    people = Population(scenario, {"amy": "north"}, ())
    at = 600 * MINUTE
    return Handmade(world, "mid", 1, people, Asked(0, at, at, visit))


def test_a_day_by_hand() -> None:
    """Whoever does not know begins the bath at ten, and ends it at eleven.

    With a way of ten minutes, Wu waits for 70 minutes. Whoever knows waits at Wu's door at ten,
    leaves at half past, and begins the bath at 10:40, which is within half an hour of what Li was
    promised.
    """
    week = handmade({"start": "10:15"})
    mornings = Mornings(week)
    arms = [live_week(week, policy_of(name), mornings) for name in ("BL4", "P1")]
    for arm in arms:
        [request], [bath] = arm.requests, arm.booked
        assert (bath.started, request.started) == (600 * MINUTE, 670 * MINUTE)
    bound = live_hindsight(week, best_arm(arms, 0), mornings.travel, iterations=1000)
    compared([*arms, bound])
    [request], [bath] = bound.requests, bound.booked
    assert (request.started, request.ended) == (600 * MINUTE, 630 * MINUTE)
    assert (bath.started, bath.ended) == (640 * MINUTE, 700 * MINUTE)
    assert (bath.moves, bath.moved) == (0, 0)
    assert (request.promised_at, request.promised_start) == (600 * MINUTE, 600 * MINUTE)
    [amy] = bound.caregivers
    assert (amy.travel, amy.busy) == (30 * MINUTE, 120 * MINUTE)


def test_a_start_by_the_morning_plan_is_a_promise() -> None:
    """Li expects Amy at ten: at 10:40 she would be ten minutes too late, and Wu has to wait."""
    week = handmade(None)
    mornings = Mornings(week)
    arm = live_week(week, policy_of("BL4"), mornings)
    bound = live_hindsight(week, arm, mornings.travel, iterations=1000)
    compared([arm, bound])
    assert bound.booked[0].promised_start == 600 * MINUTE
    assert [row.started for row in (*bound.booked, *bound.requests)] == [600 * MINUTE, 670 * MINUTE]


def test_the_start_is_the_best_arm(arms: list[Arm]) -> None:
    best = best_arm(arms)
    total = measured(best).headline.total
    assert total == min(measured(arm).headline.total for arm in arms)
    assert best_arm([best, replace(best, policy="same")]).policy == best.policy
