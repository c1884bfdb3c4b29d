"""Changes by hand with their times, what they break and cost; on the hello day, by hand.

Ann, the nurse, gives the injection at 9:00 and helps Wu at 9:34; Bo brings Zhou's meal at 11:00 and
cleans at Sun's at 11:26. Nothing is shared here, so it costs 54, all of it travel.
"""

import functools
import itertools
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch import editing
from dispatch.encoding import encode
from dispatch.errors import DispatchError, InputError
from dispatch.generate.small import generate_small
from dispatch.live.repair import replan
from dispatch.plan import Plan, assign, crews, unassign
from dispatch.planner import kept, plan_day, solve, with_room
from dispatch.referee import judge
from dispatch.roads import slowed, travel_times, usual
from dispatch.scenario import load_scenario
from dispatch.study.weightings import weighted

SCENARIOS = Path(__file__).parents[1] / "scenarios"
IMPOSSIBLE = {
    "unknown_visit", "unknown_caregiver", "unknown_shift", "unknown_role", "unknown_place",
    "visit_twice",
    "visit_unaccounted", "shift_twice", "stops_overlap", "crew_incomplete", "crew_not_together",
    "same_caregiver_twice", "wrong_duration", "before_shift", "travel_too_short",
    "break_too_short", "gap_too_short", "equipment_bringer", "unknown_equipment",
    "fact_contradicted", "equipment_not_there",
}  # fmt: skip
"""Kinds of broken rules that no change of people, places or starts may bring: times as such."""


@pytest.fixture(scope="module")
def hello():
    nothing_shared = {"weights": {"shared_paid_time": 0, "shared_heavy_points": 0}}
    return weighted(load_scenario(SCENARIOS / "hello.yaml"), nothing_shared)


@pytest.fixture(scope="module")
def plan(hello):
    return solve(hello, iterations=0)


def told(scenario, plan):
    """Each visit with its people and its start, in hours and minutes."""
    found = crews(scenario, plan).items()
    return {name: (",".join(crew), scenario.clock.hours(at)) for name, (crew, at) in found}


def terms(found, *names):
    """Terms of the cost before and after."""
    return [
        tuple(each.cost.components[name] for name in names)
        for each in (found.before, found.judgement)
    ]


def test_a_visit_goes_to_the_cheapest_place_of_a_route(hello, plan):
    found = editing.assign(hello, plan, "sun-cleaning", ["ann"])
    # behind Wu's, from there 30 minutes on foot: 10:34 + 30 = 11:04; home 14 minutes from Sun's
    assert told(hello, found.plan) == {
        "wang-injection": ("ann", "09:00"),
        "wu-care": ("ann", "09:34"),
        "sun-cleaning": ("ann", "11:04"),
        "zhou-meal": ("bo", "11:00"),
    }
    # Ann 10 + 4 + 30 + 14 and Bo 8 + 8
    assert terms(found, "travel") == [(54,), (74,)]
    assert found.judgement.ok
    assert found.plan.scenario == found.scenario.fingerprint
    assert found.scenario.visit["sun-cleaning"].pinned_caregivers == ("ann",)
    assert (found.difference.unchanged, len(found.difference.changes)) == (3, 1)


def test_a_crew_may_come_from_any_iterable(hello, plan):
    told = editing.assign(hello, plan, "sun-cleaning", ["ann"])
    assert editing.assign(hello, plan, "sun-cleaning", iter(["ann"])) == told


def test_others_make_room_for_a_visit_at_a_given_time(hello, plan):
    found = editing.assign(hello, plan, "sun-cleaning", ["bo"], at="11:00")
    # the meal may start until 12:00, but is 6 minutes away from 12:00: half an hour behind is late
    assert told(hello, found.plan)["sun-cleaning"] == ("bo", "11:00")
    assert told(hello, found.plan)["zhou-meal"] == ("bo", "12:06")
    assert [str(each) for each in found.broken] == ["zhou-meal lies 6 minutes outside its windows"]
    assert found.scenario.visit["sun-cleaning"].pinned_start == "11:00"


def test_a_time_that_cannot_be_kept_is_told(hello, plan):
    found = editing.assign(hello, plan, "zhou-meal", ["ann"], at="08:05")
    assert told(hello, found.plan)["zhou-meal"] == ("ann", "08:08")  # 8 minutes from the station
    assert {str(each) for each in found.broken} >= {
        "zhou-meal begins 3 minutes away from its pinned start",
        "zhou-meal lies 172 minutes outside its windows",
    }


def test_what_breaks_a_rule_is_made_all_the_same_and_told(hello, plan):
    found = editing.assign(hello, plan, "wang-injection", ["bo"])
    assert told(hello, found.plan)["wang-injection"] == ("bo", "10:00")
    assert [str(each) for each in found.broken] == [
        "bo has no certificate that wang-injection requires"
    ]
    back = editing.assign(hello, found.plan, "wang-injection", ["ann"])
    assert [str(each) for each in back.mended] == [str(each) for each in found.broken]
    assert not back.broken


def test_a_rule_that_is_broken_by_less_is_still_broken(hello, plan):
    late = editing.pin(hello, plan, "zhou-meal", at="13:12")
    assert [str(each) for each in late.broken] == ["zhou-meal lies 72 minutes outside its windows"]
    found = editing.pin(late.scenario, late.plan, "zhou-meal", at="12:42")
    assert [str(each) for each in found.judgement.violations] == [
        "zhou-meal lies 42 minutes outside its windows"
    ]
    assert (found.broken, found.mended) == ((), ())


def test_two_visits_exchange_their_caregivers(hello, plan):
    found = editing.swap(hello, plan, "zhou-meal", "wu-care")
    assert {name: who for name, (who, _) in told(hello, found.plan).items()} == {
        "wang-injection": "ann", "zhou-meal": "ann", "wu-care": "bo", "sun-cleaning": "bo",
    }  # fmt: skip
    assert found.judgement.ok
    pins = {visit.id: visit.pinned_caregivers for visit in found.scenario.visits}
    assert pins == {
        "wang-injection": (), "zhou-meal": ("ann",), "wu-care": ("bo",), "sun-cleaning": (),
    }  # fmt: skip


def test_two_caregivers_exchange_their_days(hello, plan):
    found = editing.swap(hello, plan, "ann", "bo")
    before = told(hello, plan)
    other = {"ann": "bo", "bo": "ann"}
    assert told(hello, found.plan) == {v: (other[who], at) for v, (who, at) in before.items()}
    assert [each.kind for each in found.broken] == ["certificate_missing"]
    assert all(visit.pinned_caregivers for visit in found.scenario.visits)


def test_to_leave_a_visit_out_releases_its_pins(hello, plan):
    pinned = editing.pin(hello, plan, "wu-care")
    assert pinned.plan.routes == plan.routes
    assert pinned.scenario.visit["wu-care"].pinned_start == "2026-11-23T09:34:00"
    found = editing.unassign(pinned.scenario, pinned.plan, "wu-care")
    assert found.scenario == hello
    assert [each.visit for each in found.plan.unserved] == ["wu-care"]
    # Ann walks 10 + 10 instead of 10 + 4 + 12
    assert terms(found, "travel", "unserved") == [(54, 0), (48, 200)]


def test_a_pinned_start_moves_the_visit(hello, plan):
    found = editing.pin(hello, plan, "wu-care", at="10:15")
    assert told(hello, found.plan)["wu-care"] == ("ann", "10:15")
    assert found.scenario.visit["wu-care"].pinned_caregivers == ()
    left_out = editing.unassign(hello, plan, "wu-care").plan
    found = editing.pin(hello, left_out, "wu-care", at="10:15")
    assert found.plan.routes == left_out.routes
    assert found.scenario.visit["wu-care"].pinned_start == "10:15"
    with pytest.raises(InputError, match="the plan leaves wu-care out"):
        editing.pin(hello, left_out, "wu-care")


@pytest.mark.parametrize(
    ("absent", "told"),
    [
        (lambda ann: [], "there is no caregiver 'ann'"),
        (lambda ann: [ann.model_copy(update={"shifts": ()})], "ann is off duty on this day"),
    ],
)
def test_a_visit_of_who_is_absent_is_not_pinned(hello, plan, absent, told):
    others = [absent(each) if each.id == "ann" else [each] for each in hello.caregivers]
    day = hello.model_copy(update={"caregivers": tuple(itertools.chain(*others))})
    for at in ("10:15", None):
        with pytest.raises(InputError, match=told):
            editing.pin(day, plan, "wu-care", at=at)


@pytest.mark.parametrize(
    "change",
    [
        lambda day, plan: editing.assign(day, plan, "wu-care", ["bo"], at="09:00"),
        lambda day, plan: editing.assign(day, plan, "sun-cleaning", ["ann"]),
        lambda day, plan: editing.swap(day, plan, "wu-care", "sun-cleaning"),
        lambda day, plan: editing.pin(day, plan, "zhou-meal", at="11:40"),
        lambda day, plan: editing.pin(day, plan, "zhou-meal", caregivers=["ann"]),
    ],
)
def test_the_next_plan_keeps_what_was_decided(hello, plan, change):
    found = change(hello, plan)
    assert found.judgement.ok
    (after,) = [told(hello, solve(found.scenario, iterations=1000))]
    for visit in found.scenario.visits:
        if visit.pinned_caregivers:
            assert after[visit.id][0] == ",".join(visit.pinned_caregivers)
        if visit.pinned_start:
            assert after[visit.id][1] == hello.clock.hours(hello.at(visit.pinned_start))


@pytest.fixture
def break_day(small):
    """Amy, 10 minutes from Zhou, works at 11:00 and at 12:30; she rests between 11:30 and 13:00."""
    rest = {"duration": 30, "earliest": "11:30", "latest": "13:00"}
    windows = {"v": "11:00", "w": "12:30"}
    return small(
        amy={"shifts": [{"start": "08:00", "end": "16:00", "meal_break": rest}]},
        bob={"shifts": []},
        visits=[
            {
                "id": name, "client": "zhou", "service": "bath",
                "windows": [{"open": at, "close": "14:00"}],
            }
            for name, at in windows.items()
        ],
    )  # fmt: skip


def test_a_break_moves_and_visits_wait_for_it(break_day):
    plan = solve(break_day, iterations=0)
    found = editing.move_break(break_day, plan, "amy", "12:15")
    (route,) = found.plan.routes
    assert route.meal_break.start == "2026-11-23T12:15:00"
    assert told(break_day, found.plan)["w"] == ("amy", "12:45")
    assert found.judgement.ok
    again = solve(found.scenario, iterations=100)
    assert again.routes[0].meal_break.start == route.meal_break.start


def test_a_break_outside_its_window_is_told_and_not_pinned(break_day):
    plan = solve(break_day, iterations=0)
    found = editing.move_break(break_day, plan, "amy", "13:15")
    assert found.plan.routes[0].meal_break.start == "2026-11-23T13:15:00"
    assert [str(each) for each in found.broken] == [
        "the break of amy begins 15 minutes outside its window"
    ]
    assert found.scenario == break_day


def test_neither_a_break_outside_the_shift_nor_a_start_beside_the_exact_one_is_made(break_day):
    visits = (break_day.visit["v"].model_copy(update={"windows": (), "exact_start": "11:00"}),)
    day = break_day.model_copy(update={"visits": visits})
    plan = solve(day, iterations=0)
    with pytest.raises(InputError, match="which is not within the shift from 08:00 to 16:00"):
        editing.move_break(day, plan, "amy", "17:00")
    with pytest.raises(InputError, match="pinned at 11:30, but the exact start is 11:00"):
        editing.pin(day, plan, "v", at="11:30")


def test_a_break_moves_in_the_shift_that_has_one(small):
    rest = {"duration": 30, "earliest": "16:00", "latest": "18:00"}
    shifts = [
        {"start": "08:00", "end": "14:00"},
        {"start": "14:00", "end": "20:00", "meal_break": rest},
    ]
    windows = {"v": ("09:00", "10:00"), "w": ("14:00", "15:00"), "x": ("16:30", "19:00")}
    day = small(
        amy={"shifts": shifts},
        bob={"shifts": []},
        way=0,
        visits=[
            {
                "id": name, "client": "zhou", "service": "bath",
                "windows": [{"open": first, "close": last}],
            }
            for name, (first, last) in windows.items()
        ],
    )  # fmt: skip
    plan = solve(day, iterations=0)
    assert [[stop.visit for stop in route.stops] for route in plan.routes] == [["v"], ["w", "x"]]
    found = editing.move_break(day, plan, "amy", "17:00")
    assert found.judgement.ok
    assert found.plan.routes[0] == plan.routes[0]
    assert found.plan.routes[1].meal_break.start == "2026-11-23T17:00:00"
    with pytest.raises(InputError, match="amy is not due a meal break in this shift"):
        editing.move_break(day, plan, "amy", "11:00")


def test_no_break_moves_in_a_shift_too_short_for_one(small):
    rest = {"duration": 30, "earliest": "09:00", "latest": "13:00"}
    day = small(amy={"shifts": [{"start": "08:00", "end": "13:59", "meal_break": rest}]})
    plan = editing.assign(day, solve(day, iterations=0), "v", ["amy"]).plan
    with pytest.raises(InputError, match="amy is not due a meal break in this shift"):
        editing.move_break(day, plan, "amy", "12:00")


def test_no_break_moves_on_a_route_without_visits(break_day):
    plan = solve(break_day, iterations=0)
    (route,) = plan.routes
    empty = plan.model_copy(update={"routes": (route.model_copy(update={"stops": ()}),)})
    with pytest.raises(InputError, match="the plan gives amy no visits in this shift"):
        editing.move_break(break_day, empty, "amy", "12:00")


def test_routes_that_a_change_does_not_touch_keep_their_times(hello, plan):
    later = Plan.model_validate(
        plan.model_dump()
        | {
            "routes": [
                plan.routes[0].model_dump(),
                {
                    "caregiver": "bo", "departure": "11:30", "returned": "14:00",
                    "stops": [
                        {"visit": "zhou-meal", "role": "caregiver", "arrival": "11:40",
                         "start": "11:40", "end": "12:00"},
                        {"visit": "sun-cleaning", "role": "caregiver", "arrival": "12:06",
                         "start": "12:30", "end": "13:30"},
                    ],
                },
            ]
        }
    )  # fmt: skip
    found = editing.unassign(hello, later, "wu-care")
    assert found.plan.routes[1] == later.routes[1]


def test_two_routes_for_a_shift_become_one(hello, plan):
    ann, bo = plan.routes
    halves = [ann.model_copy(update={"stops": ann.stops[:1]}),
              ann.model_copy(update={"stops": ann.stops[1:]})]  # fmt: skip
    torn = plan.model_copy(update={"routes": (*halves, bo)})
    found = editing.assign(hello, torn, "zhou-meal", ["ann"])
    assert [route.caregiver for route in found.plan.routes] == ["ann", "bo"]
    assert "shift_twice" in {each.kind for each in found.mended}
    assert editing.unassign(hello, torn, "sun-cleaning").plan.routes[:2] == tuple(halves)


def test_there_must_be_a_way(small):
    day = small(roads={"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, None], [None, 0]]})
    plan = Plan.model_validate({"scenario": "", "routes": [], "unserved": [{"visit": "v"}]})
    with pytest.raises(InputError, match="amy has no way there or back"):
        editing.assign(day, plan, "v", ["amy"])


@pytest.mark.parametrize("at", ["xx", "25:99", "99:00", "2027-05-01T10:00", ""])
def test_a_moment_must_be_a_clock_time_of_the_day(hello, plan, at):
    change = functools.partial(editing.assign, hello, plan, "nobody", ["zed"], at=at)
    assert places_of(change) == ["", "", "at"]  # with the visit and the caregiver, all at once
    assert places_of(functools.partial(editing.pin, hello, plan, "wu-care", at=at)) == ["at"]
    assert places_of(functools.partial(editing.move_break, hello, plan, "ann", at)) == ["at"]


def places_of(change):
    """The places of all that is wrong with a change."""
    with pytest.raises(InputError) as refused:
        change()
    return [each.where for each in refused.value.faults]


def test_a_moment_is_read_as_in_scenarios(hello, plan):
    told = editing.assign(hello, plan, "wu-care", ["bo"], at="9:10")
    given = editing.assign(hello, plan, "wu-care", ["bo"], at=datetime(2026, 11, 23, 9, 10))
    assert given.plan.routes == told.plan.routes


def test_everything_is_told_as_plain_values(hello, plan):
    change = editing.assign(hello, plan, "wang-injection", ["bo"])
    found, judged = change.as_dict(), change.judgement.as_dict()
    assert found["broken"] == found["violations"] == judged["violations"] != []
    assert found["cost"] == judged["cost"]  # in one form everywhere
    assert found["cost_before"]["total"] == 54
    assert found["cost"]["components"]["travel"] == 84
    assert [each["kind"] for each in found["changes"]] == ["changed", "changed"]


@functools.cache
def small_day(seed):
    """Return a day, its travel times and its plan; every third day is running."""
    scenario = generate_small(seed)
    travel = travel_times(scenario)
    plan = plan_day(scenario, iterations=0, travel=travel, reasons=False).plan
    if seed % 3 == 0:
        now = ("09:00", "10:30", "12:00", "14:00")[seed % 4]
        try:
            found = replan(scenario, plan, now, (), iterations=0, travel=travel)
        except DispatchError:  # the generated day has facts after that moment
            return scenario, travel, plan
        scenario, plan = found.scenario, found.plan
        travel = slowed(scenario, usual(travel))
    return scenario, travel, plan


def may_never_be(scenario, broken):
    """Whether a broken rule is one of times as such, and what has happened is not its reason."""
    shifts = broken.visit is None and broken.kind == "stops_overlap"  # two of one caregiver
    over = broken.visit is not None and scenario.visit[broken.visit].over
    return broken.kind in IMPOSSIBLE and not shifts and not over


def edits(draw, scenario, plan):
    """Return a change by hand of the plan, as a function."""
    visit = draw(st.sampled_from(scenario.visits)).id
    people = [each.id for each in scenario.caregivers]
    at = draw(st.none() | st.integers(6 * 60, 20 * 60).map(lambda m: f"{m // 60:02d}:{m % 60:02d}"))
    kind = draw(st.sampled_from(["assign", "unassign", "swap", "pin", "move_break"]))
    if kind == "assign":
        crew = scenario.service[scenario.visit[visit].service].crew
        who = draw(st.permutations(people))[: len(crew)]
        return functools.partial(editing.assign, scenario, plan, visit, who, at=at)
    if kind == "unassign":
        return functools.partial(editing.unassign, scenario, plan, visit)
    if kind == "swap":
        other = draw(st.sampled_from([each.id for each in scenario.visits]))
        return functools.partial(editing.swap, scenario, plan, visit, other)
    if kind == "pin":
        return functools.partial(editing.pin, scenario, plan, visit, at=at)
    return functools.partial(
        editing.move_break, scenario, plan, draw(st.sampled_from(people)), at or "12:00"
    )


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 60), data=st.data())
def test_any_changes_give_times_that_can_be_kept_and_broken_rules_that_are_told(seed, data):
    scenario, travel, plan = small_day(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        change = edits(data.draw, scenario, plan)
        try:
            found = change(travel=travel)
        except InputError:
            continue
        scenario, plan = found.scenario, found.plan
        assert found.judgement.violations == judge(scenario, travel, plan).violations
        own = [each for each in found.judgement.violations if may_never_be(scenario, each)]
        assert own == []
        if found.judgement.ok:
            encoded = with_room(encode(scenario, travel), plan)
            assert kept(encoded, plan)[1] == ()


@settings(max_examples=80)
@given(seed=st.integers(0, 60), data=st.data())
def test_to_leave_out_what_was_added_gives_the_decisions_back(seed, data):
    scenario, travel, plan = small_day(seed)
    unserved = [each.model_copy(update={"reasons": ()}) for each in plan.unserved]
    plan, left_out = plan.model_copy(update={"unserved": unserved}), [v.visit for v in unserved]
    if not left_out:
        return
    visit = data.draw(st.sampled_from(left_out))
    crew = scenario.service[scenario.visit[visit].service].crew
    able = [each.id for each in scenario.caregivers if each.shifts]
    if len(able) < len(crew):
        return
    who = data.draw(st.permutations(able))[: len(crew)]
    assert unassign(scenario, assign(scenario, plan, visit, who, "10:00"), visit) == plan
    try:
        found = editing.assign(scenario, plan, visit, who, travel=travel)
    except InputError:
        return
    back = editing.unassign(found.scenario, found.plan, visit, travel=travel)
    assert made(back.plan) == made(plan)
    assert [each.visit for each in back.plan.unserved] == left_out


def made(plan):
    return {(r.caregiver, r.shift): [(s.visit, s.role) for s in r.stops] for r in plan.routes}
