"""A desk whose day goes on."""

from __future__ import annotations

import pickle
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch import (
    Desk,
    InputError,
    NoPlan,
    difference,
    dumps_plan,
    dumps_scenario,
    judge,
    load_scenario,
    loads_plan,
    loads_scenario,
    plan_day,
    replan,
    solve,
    travel_times,
)
from dispatch.errors import BrokenRule
from dispatch.generate import generate_small
from dispatch.live.events import Absent, Cancelled, Requested, TravelSlower

HELLO = Path(__file__).parents[2] / "scenarios" / "hello.yaml"


def written(scenario, plan):
    return dumps_scenario(scenario), dumps_plan(plan)


def again(desk):
    """The same desk, made from what it writes."""
    scenario, plan = written(desk.scenario, desk.plan)
    return Desk(loads_scenario(scenario), loads_plan(plan))


@pytest.fixture
def planned():
    scenario = generate_small(11, visits=7)
    return scenario, plan_day(scenario, iterations=500, reasons=False).plan


def test_telling_and_replanning_is_what_replan_does(planned):
    scenario, plan = planned
    slow = TravelSlower(at="08:20", factor=1.5, until="10:00")
    first = scenario.on_duty[0]
    gone = Absent(at="08:10", caregiver=first.id)
    desk = Desk(scenario, plan)
    desk.tell([gone, slow], "08:30")
    repair = desk.replan(iterations=500, reasons=True)
    same = replan(scenario, desk_plan(scenario, plan), "08:30", [slow, gone], iterations=500)
    assert written(repair.scenario, repair.plan) == written(same.scenario, same.plan)
    assert written(desk.scenario, desk.plan)[0] == written(same.scenario, same.plan)[0]


def desk_plan(scenario, plan):
    """The plan as a desk has it, with the times that the solver gives it."""
    return Desk(scenario, plan).plan


def test_what_cannot_be_changes_nothing(planned):
    desk = Desk(*planned)
    before = written(desk.scenario, desk.plan)
    with pytest.raises(InputError, match="nobody"):
        desk.tell([Absent(at="08:00", caregiver="nobody")], "08:10")
    with pytest.raises(InputError, match="later than"):
        desk.tell([Absent(at="09:00", caregiver=desk.scenario.caregivers[0].id)], "08:10")
    assert written(desk.scenario, desk.plan) == before


def test_a_running_desk_pickles(planned):
    desk = Desk(*planned)
    desk.tell([], "09:00")
    other = pickle.loads(pickle.dumps(desk))
    assert written(other.scenario, other.plan) == written(desk.scenario, desk.plan)


def test_the_plan_that_clients_know_tells_whom_to_call(planned):
    desk = Desk(*planned)
    known = desk.plan
    desk.tell([Absent(at="08:00", caregiver=known.routes[0].caregiver)], "08:10")
    stored = again(desk)
    repair, other = desk.replan(iterations=500), stored.replan(iterations=500)
    assert any(change.call for change in repair.difference.changes)
    assert difference(other.scenario, known, other.plan) == repair.difference


def test_a_desk_pickled_before_a_repair_knows_whom_to_call(planned):
    desk = Desk(*planned)
    desk.tell([Absent(at="08:00", caregiver=desk.plan.routes[0].caregiver)], "08:10")
    pickled = pickle.loads(pickle.dumps(desk))
    repair = desk.replan(iterations=500)
    assert any(each.call for each in repair.difference.changes)
    assert pickled.replan(iterations=500).difference == repair.difference


def test_an_offer_accepted_meanwhile_hides_nobody_to_call():
    day = load_scenario(HELLO)
    desk = Desk(day, solve(day, iterations=0))
    desk.tell([Absent(at="08:00", caregiver="bo")], "08:10")
    [offer] = desk.offers({"client": "wu", "service": "meal"}, count=1).offers
    desk.accept(offer)
    changes = {each.visit: each for each in desk.replan(iterations=500).difference.changes}
    for visit in ("zhou-meal", "sun-cleaning"):
        assert changes[visit].call
        assert changes[visit].before.caregivers == ("bo",)
    assert offer.visit.id not in changes  # its client knows


def offered(desk, request):
    """What a desk answers."""
    return desk.offers(request).as_dict()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2000))
def test_a_desk_made_anew_from_its_files_goes_on_alike(seed):
    draw = Random(seed)
    scenario = generate_small(seed, visits=draw.randint(3, 7))
    if not scenario.on_duty:
        return
    try:
        desk = Desk(scenario, plan_day(scenario, iterations=300, reasons=False).plan)
    except (NoPlan, InputError):
        return
    at = scenario.at(scenario.on_duty[0].shifts[0].start)
    for step in range(3):
        at += draw.randint(5, 150) * 60_000
        now = scenario.moment(at)
        old = draw.choice(scenario.visits)
        fields = {"client": old.client, "service": old.service, "end_place": old.end_place}
        news = [Requested(at=now, visit={"id": f"n{step}", **fields})]
        planned = [stop.visit for route in desk.plan.routes for stop in route.stops]
        waiting = [name for name in planned if not desk.scenario.visit[name].facts]
        if waiting and draw.random() < 0.5:
            news.append(Cancelled(at=now, visit=draw.choice(waiting)))
        try:
            desk.tell(news, now)
        except InputError:
            return
        request = {"client": old.client, "service": old.service}
        try:
            other = again(desk)
        except BrokenRule:  # what has begun breaks a rule that a plan alone would not
            return
        assert offered(desk, request) == offered(other, request)
        one, two = desk.replan(iterations=200), other.replan(iterations=200)
        assert written(one.scenario, one.plan) == written(two.scenario, two.plan)
        times = travel_times(desk.scenario)
        assert judge(desk.scenario, times, desk.plan).ok
