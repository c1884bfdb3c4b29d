"""Repair of a plan during the day."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch import (
    InputError,
    NoPlan,
    Scenario,
    dumps_plan,
    dumps_scenario,
    judge,
    loads_plan,
    loads_scenario,
    plan_day,
    solve,
    travel_times,
)
from dispatch.generate import generate_small
from dispatch.live.account import account
from dispatch.live.events import (
    Absent,
    Changed,
    EquipmentLost,
    Gone,
    Late,
    Requested,
    TravelSlower,
)
from dispatch.live.repair import replan
from dispatch.plan import PieceRoute

HOMES = {"id": "care", "duration": 30}
PARTS = {
    "name": "Two nurses",
    "dates": "2026-11-23",
    "roads": {
        "kind": "matrix",
        "points": ["anns", "bos", "oak", "elm", "fir"],
        "minutes": [
            [0, 20, 10, 10, 10],
            [20, 0, 10, 10, 10],
            [10, 10, 0, 10, 10],
            [10, 10, 10, 0, 10],
            [10, 10, 10, 10, 0],
        ],
    },
    "services": [HOMES],
    "caregivers": [
        {"id": name, "gender": "woman", "start": f"{name}s", "mode": "walk",
         "shifts": [{"start": "08:00", "end": "17:00"}]}
        for name in ("ann", "bo")
    ],
    "clients": [{"id": name, "place": name} for name in ("oak", "elm", "fir")],
    "visits": [
        {"id": "a", "client": "oak", "service": "care", "exact_start": "09:00",
         "pinned_caregivers": ["ann"]},
        {"id": "b", "client": "elm", "service": "care",
         "windows": [{"open": "10:00", "close": "12:00"}]},
        {"id": "c", "client": "fir", "service": "care",
         "windows": [{"open": "11:00", "close": "16:00"}]},
    ],
}  # fmt: skip
NOTHING_SHARED = {"weights": {"shared_paid_time": 0, "shared_heavy_points": 0}}


def day(**changes):
    return Scenario.from_dict({**PARTS, **changes})


def planned(scenario):
    return solve(scenario, engine="exact", time_limit=5)


def who(plan):
    return {
        stop.visit: (route.caregiver, stop.start[11:16])
        for route in plan.routes
        for stop in route.stops
    }


def test_a_day_on_which_all_goes_well_stays_as_it_is():
    scenario = day(policy=NOTHING_SHARED)
    plan = planned(scenario)
    assert who(plan) == {"a": ("ann", "09:00"), "b": ("ann", "10:00"), "c": ("ann", "11:00")}
    repaired = replan(scenario, plan, "09:20", iterations=500)
    assert who(repaired.plan) == who(plan)
    assert repaired.judgement.ok
    assert not repaired.released
    assert not repaired.difference.changes
    # 10 from A to B, 10 on to C, 10 home, and she waits 20 minutes before each
    assert repaired.judgement.cost.total == 30 + 0.2 * 40


def test_the_start_that_cannot_stay_has_its_date_if_there_are_several():
    scenario = day(dates=["2026-11-23", "2026-11-24"])
    gone = Gone(at="09:35", caregiver="ann", time="10:20")
    (told,) = replan(scenario, planned(scenario), "09:35", [gone], iterations=500).released
    assert told.what.startswith("b, about to start at 2026-11-23 10:00, cannot stay")


def test_who_is_absent_is_replaced_and_everybody_is_told():
    scenario = day()
    gone = Gone(at="09:35", caregiver="ann", time="10:20")
    repaired = replan(scenario, planned(scenario), "09:35", [gone], iterations=500)
    # within what was announced she sets out later and waits less
    assert who(repaired.plan) == {"b": ("bo", "10:20"), "c": ("bo", "11:00")}
    (told,) = repaired.released  # B was about to start, and C was not
    assert told.what == (
        "b, about to start at 10:00, cannot stay as it was: it "
        "does not fit at its place in the plan"
    )
    calls = {each.visit for each in repaired.difference.changes if each.call}
    assert calls == {"b", "c"}
    # ann comes home: she is on the way to B and turns round there; bo: 10 + 10 + 10
    components = repaired.judgement.cost.components
    assert components["announced_caregiver"] == 40
    assert components["travel"] == 10 + 30


def test_what_is_about_to_start_keeps_its_people():
    """From 09:35 on, B would be cheaper with Bo, if a new visit beside her has to be given."""
    near = {
        "id": "n",
        "client": "elm",
        "service": "care",
        "exact_start": "10:35",
        "mandatory": True,
    }
    request = Requested(at="09:35", visit=near)
    scenario = day()
    kept = replan(scenario, planned(scenario), "09:35", [request], iterations=500)
    assert who(kept.plan)["b"] == ("ann", "10:00")
    free = day(policy={"running_day": {"freeze": 0, "announced": False}})
    assert replan(free, planned(free), "09:35", [request], iterations=500).judgement.ok


@pytest.mark.parametrize("seed", range(5))
def test_what_is_about_to_start_stays_with_its_group(seed):
    """At 09:40 B is about to start, and D of its group is not: neither is taken out."""
    mate = {"id": "d", "client": "oak", "service": "care", "group": "g",
            "windows": [{"open": "14:00", "close": "16:00"}]}  # fmt: skip
    a, b, c = PARTS["visits"]
    scenario = day(visits=[a, {**b, "group": "g"}, c, mate])
    found = replan(scenario, planned(scenario), "09:40", iterations=5_000, seed=seed)
    assert who(found.plan)["b"] == ("ann", "10:00")
    assert "d" in who(found.plan)


def test_pins_that_the_day_broke_are_released_and_named():
    visits = [{**PARTS["visits"][1], "pinned_caregivers": ["ann"]}]
    scenario = day(visits=visits)
    plan = planned(scenario)
    repaired = replan(
        scenario, plan, "08:00", [Absent(at="07:00", caregiver="ann")], iterations=500
    )
    assert who(repaired.plan) == {"b": ("bo", "10:00")}
    assert [each.where for each in repaired.released] == ["visits[b].pinned_caregivers[0]"]
    assert repaired.scenario.visit["b"].pinned_caregivers == ()
    assert judge(repaired.scenario, travel_times(repaired.scenario), repaired.plan).ok


def test_a_plan_that_was_not_announced_may_change_freely():
    scenario = day(policy={"running_day": {"announced": False}})
    repaired = replan(scenario, planned(scenario), "08:00", iterations=500)
    assert all(visit.announced is None for visit in repaired.scenario.visits)


def test_an_announcement_that_still_holds_stays():
    told = {"start": "10:20", "tolerance": 25, "caregivers": ["ann"]}
    visits = [PARTS["visits"][0], {**PARTS["visits"][1], "announced": told}]
    scenario = day(visits=visits)
    repaired = replan(scenario, planned(scenario), "08:00", iterations=500)
    announced = repaired.scenario.visit["b"].announced
    assert (announced.start, announced.tolerance.minutes) == ("10:20", 25)
    assert repaired.scenario.visit["a"].announced.start[11:16] == "09:00"


def test_a_new_client_joins_the_day_with_her_place():
    client = {"id": "new", "place": "bos"}
    visit = {"id": "n", "client": "new", "service": "care"}
    request = Requested(at="09:10", visit=visit, client=client)
    repaired = replan(day(), planned(day()), "09:20", [request], iterations=500)
    assert who(repaired.plan)["n"][0] == "bo"
    assert repaired.scenario.visit["n"].requested == "09:10"
    assert repaired.difference.changes[-1].kind == "added"


def test_a_visit_may_come_to_end_at_a_place_that_nobody_has_been_to():
    a, b, _ = PARTS["visits"]
    scenario = day(clients=PARTS["clients"][:2], visits=[a, b])
    asked = Changed(at="09:10", visit="b", to={"end_place": "fir"})
    repaired = replan(scenario, planned(scenario), "09:20", [asked], iterations=0)
    assert repaired.scenario.visit["b"].end_place == "fir"
    assert repaired.judgement.ok


def test_the_day_goes_on_from_its_files_alone():
    scenario, plan = day(), planned(day())
    first = replan(scenario, plan, "09:20", iterations=500)
    again = loads_scenario(dumps_scenario(first.scenario)), loads_plan(dumps_plan(first.plan))
    slow = TravelSlower(at="09:40", factor=2, until="12:00")
    one = replan(first.scenario, first.plan, "09:50", [slow], iterations=500)
    other = replan(*again, "09:50", [slow], iterations=500)
    assert dumps_scenario(one.scenario) == dumps_scenario(other.scenario)
    assert dumps_plan(one.plan) == dumps_plan(other.plan)
    assert judge(one.scenario, travel_times(one.scenario), one.plan) == one.judgement


def test_a_moment_before_the_day_is_refused():
    repaired = replan(day(), planned(day()), "09:20", iterations=0)
    with pytest.raises(InputError, match="now"):
        replan(repaired.scenario, repaired.plan, "09:00", iterations=0)


def happenings(draw, scenario, now):
    """Random events of a day until `now`, at most one of each kind."""
    moment, found = scenario.moment(now), []
    if draw.random() < 0.5:
        name = draw.choice(scenario.caregivers).id
        kind = draw.choice((Absent, Late, Gone))
        more = (
            {} if kind is Absent else {"time": scenario.moment(now + draw.choice((0, 45)) * 60_000)}
        )
        if scenario.caregiver[name].shifts:
            found.append(kind(at=moment, caregiver=name, **more))
    known = [visit for visit in scenario.visits if not visit.facts]
    if known and draw.random() < 0.5:
        old = draw.choice(known)
        fields = old.model_dump(mode="json", exclude_defaults=True)
        for field in ("group", "gaps", "pinned_start", "pinned_caregivers", "promise", "requested"):
            fields.pop(field, None)
        found.append(Requested(at=moment, visit={**fields, "id": "brand-new"}))
    if scenario.equipment and draw.random() < 0.3:
        pool = draw.choice(scenario.equipment)
        if pool.count:
            found.append(EquipmentLost(at=moment, equipment=pool.id, piece=1))
    if draw.random() < 0.3:
        later = scenario.moment(now + 3_600_000)
        found.append(TravelSlower(at=moment, factor=1.5, until=later))
    return found


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_a_repaired_day_keeps_every_rule_and_loses_no_request(seed):
    draw = Random(seed)
    scenario = generate_small(seed % 3000, visits=draw.randint(3, 8))
    try:
        plan = plan_day(scenario, iterations=300, reasons=False).plan
    except (InputError, NoPlan):
        return
    if not scenario.on_duty:
        return
    first = scenario.at(scenario.on_duty[0].shifts[0].start)
    for _ in range(3):
        first += draw.randint(0, 180) * 60_000
        if first >= scenario.horizon:
            return
        events = happenings(draw, scenario, first)
        if any(isinstance(each, Requested) for each in events) and "brand-new" in scenario.visit:
            return
        near = scenario.at(scenario.moment(first)) + scenario.policy.running_day.freeze
        try:
            found = replan(scenario, plan, scenario.moment(first), events, iterations=300)
        except InputError as error:
            if {each.code for each in error.faults} <= CONTRADICTIONS:
                return
            raise
        assert found.judgement.ok, [str(each) for each in found.judgement.violations]
        counts = account(found.scenario, found.plan)
        assert counts.total == len(found.scenario.visits)
        if not events:
            assert not [each for each in found.released if each.code == "replan-released"]
            kept_near(scenario, plan, found, near)
        scenario, plan = found.scenario, found.plan


CONTRADICTIONS = {"fact-in-two-visits", "fact-not-yet", "live-begun-shift"}
"""What random events may contradict: the facts of random scenarios."""


def kept_near(scenario, plan, found, near):
    """Nothing that was about to start has other people."""
    before, after = crews(plan), crews(found.plan)
    for name, (crew, start) in before.items():
        facts = found.scenario.visit[name].facts
        if scenario.at(start) < near and not (facts and (facts.over or facts.running)):
            assert after[name][0] == crew


def crews(plan):
    found = {}
    for route in plan.routes:
        for stop in route.stops:
            crew, start = found.get(stop.visit, ({}, stop.start))
            found[stop.visit] = {**crew, stop.role: route.caregiver}, min(start, stop.start)
    return found


def test_what_the_scenario_does_not_have_is_left_out_of_the_plan():
    scenario = day()
    plan = planned(scenario)
    (route, *_) = [each for each in plan.routes if each.caregiver == "ann"]
    strange = plan.model_copy(
        update={
            "routes": (
                route.model_copy(update={"caregiver": "nobody"}),
                route.model_copy(update={"shift": 7}),
                route.model_copy(
                    update={
                        "stops": (
                            *(stop for stop in route.stops if stop.visit != "c"),
                            route.stops[-1].model_copy(update={"role": "other"}),
                            route.stops[-1].model_copy(update={"visit": "x"}),
                        )
                    }
                ),
            ),
            "equipment": (PieceRoute(equipment="kit", piece=1, uses=()),),
        }
    )
    repaired = replan(scenario, strange, "09:20", iterations=500)
    assert {*who(repaired.plan)} == {"a", "b", "c"}
    assert repaired.judgement.ok
