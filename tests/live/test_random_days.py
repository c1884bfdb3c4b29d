"""Offers on random days that may use any rule."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from dispatch import NoPlan, Plan, Scenario, Visit, judge, solve, travel_times
from dispatch.encoding import encode, encode_plan
from dispatch.engine.problem import Problem, schema
from dispatch.engine.standing import Standing
from dispatch.generate import generate_small
from dispatch.live.desk import Desk
from dispatch.live.touched import newly_broken
from dispatch.referee import Cost, broken
from dispatch.roads import TravelTimes

FREE = frozenset({"quota", "quota_visits", "quota_use", "quota_most", "group", "group_visits"})
"""Fields whose rows may be in any order."""


def planned(seed: int) -> Iterator[tuple[Scenario, Plan, TravelTimes, Visit]]:
    """Yield a day, its plan and one more visit that the day can be asked for."""
    whole = generate_small(seed, visits=8, caregivers=4)
    *others, last = whole.visits
    if last.facts is None:
        day = whole.unchecked(visits=tuple(others))
        travel = travel_times(day)
        try:
            yield day, solve(day, iterations=1000, travel=travel, reasons=False), travel, last
        except NoPlan:
            return


def without_what_is_left_out(cost: Cost) -> float:
    return cost.total - cost.components["unserved"]


@pytest.mark.parametrize("seed", range(40))
def test_an_accepted_offer_costs_what_it_said_and_breaks_no_rule(seed: int) -> None:
    for day, plan, travel, visit in planned(seed):
        before = without_what_is_left_out(judge(day, travel, plan).cost)
        for offer in Desk(day, plan, travel).offers(visit, count=4).offers:
            desk = Desk(day, plan, travel)
            assert desk.plan == plan
            done = desk.accept(offer)
            assert judge(done.scenario, travel, done.plan).ok
            asked = day.unchecked(visits=(*day.visits, visit))
            after = without_what_is_left_out(judge(asked, travel, done.plan).cost)
            assert after - before == pytest.approx(offer.cost, abs=1e-6)


@pytest.mark.parametrize("seed", range(40, 80))
def test_an_accepted_offer_leaves_the_desk_as_if_it_were_new(seed: int) -> None:
    for day, plan, travel, visit in planned(seed):
        for offer in Desk(day, plan, travel).offers(visit, count=2).offers:
            desk = Desk(day, plan, travel)
            desk.accept(offer)
            whole = encode(desk.scenario, travel)
            assert desk._state.encoded.stops == whole.stops
            assert_same(desk._state.encoded.problem, whole.problem)
            anew = Desk(desk.scenario, desk.plan, travel)
            assert anew.plan == desk.plan
            asked = {"client": visit.client, "service": visit.service}
            assert anew.offers(asked) == desk.offers(asked)


def assert_same(one: Problem, other: Problem) -> None:
    for name in schema().keys() - FREE:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


@pytest.mark.parametrize("seed", range(80, 110))
def test_blocked_starts_are_blocked(seed: int) -> None:
    """With the visit pinned to one of them it does not fit in beside the others."""
    for day, plan, travel, visit in planned(seed):
        served = {stop.visit for route in plan.routes for stop in route.stops}
        mates = {each.id for each in day.visits if each.group == visit.group}
        group = None if mates & served else visit.group  # a group that is served stays as it is
        for blocked in Desk(day, plan, travel).offers(visit, blocked=3).blocked:
            assert blocked.reasons
            assert not {reason.code for reason in blocked.reasons} & {"room_left"}
            first, last = day.at(blocked.opens), day.at(blocked.closes)
            for at in (first, (first + last) // 2 // 60_000 * 60_000, last):
                if not first <= at <= last:
                    continue
                pinned = visit.model_copy(update={"pinned_start": day.moment(at), "group": group})
                asked = day.unchecked(visits=(*day.visits, pinned))
                encoded = encode(asked, travel)
                standing = Standing(encoded.problem, encode_plan(encoded, plan))
                assert standing.addition(encoded.problem.n_visits - 1).in_place() is None


@pytest.mark.parametrize("seed", range(60))
def test_what_differs_is_judged_as_well_as_the_whole(seed: int) -> None:
    """A plan with one random change breaks a rule if and only if the change does."""
    for day, plan, travel, _ in planned(seed):
        draw = random.Random(seed)
        for _ in range(6 if not broken(day, travel, plan) else 0):
            other = changed(draw, day, plan)
            found = newly_broken(day, travel, other, plan)
            assert bool(found) == bool(broken(day, travel, other))
            assert {*map(repr, found)} <= {*map(repr, broken(day, travel, other))}


def changed(draw: random.Random, day: Scenario, plan: Plan) -> Plan:
    """Move, drop, lengthen or hand over a stop, or change the ends of a route."""
    if not plan.routes:
        return plan
    routes = [*plan.routes]
    number = draw.randrange(len(routes))
    route = routes[number]
    stops = [*route.stops]
    kind, by = draw.randrange(4), draw.choice((-45, -10, 5, 20, 90))
    if kind == 0:
        place = draw.randrange(len(stops))
        later = {
            name: day.moment(max(0, day.at(getattr(stops[place], name)) + by * 60_000))
            for name in ("arrival", "start", "end")
        }
        stops[place] = stops[place].model_copy(update=later)
    elif kind == 1:
        stops.pop(draw.randrange(len(stops)))
    elif kind == 2:
        other = draw.randrange(len(routes))
        moved = stops.pop()
        if other == number:
            stops.append(moved.model_copy(update={"end": day.moment(day.at(moved.end) + 60_000)}))
        else:
            more = (*routes[other].stops, moved)
            routes[other] = routes[other].model_copy(update={"stops": more})
    else:
        back = day.moment(max(0, day.at(route.returned) + by * 60_000))
        route = route.model_copy(update={"meal_break": None, "returned": back})
    routes[number] = route.model_copy(update={"stops": tuple(stops)})
    kept = tuple(each for each in routes if each.stops)
    return plan.model_copy(update={"routes": kept})
