"""Equipment, promises, facts and several shifts: what is relaxed of them, and what never is."""

from __future__ import annotations

import pytest

from dispatch.encoding import encode
from dispatch.engine import Seconds
from dispatch.engine.exact import exact
from dispatch.errors import InputError
from dispatch.explanations import explain
from dispatch.explanations.relaxations import RELAXATIONS, applicable, loosened
from dispatch.referee import judge
from dispatch.roads import travel_times

KIT = next(each for each in RELAXATIONS if each.code == "kit")


def at(*times):
    """Return a hard window for the start of a visit."""
    return {"windows": [{"open": times[0], "close": times[-1]}]}


def needing(*pools, **fields):
    """Return pools with the given fields, all of which both services need."""
    names = [pool["id"] for pool in pools]
    return {
        "equipment": list(pools),
        "stations": [{"id": "store", "place": "D"}],
        "care": {"equipment": names},
        "service": {"equipment": names},
        **fields,
    }


def can_serve_all(scenario):
    """Return whether CP-SAT can serve every visit, by any caregivers."""
    visits = tuple(visit.model_copy(update={"mandatory": True}) for visit in scenario.visits)
    asked = scenario.model_copy(update={"visits": visits})
    solution = exact(encode(asked, travel_times(asked)).problem, stop=Seconds(60))
    assert solution.proved
    return solution.mandatory_unserved == 0


def by_code(explanation):
    return {way.relaxed: way for way in explanation.ways if way.moved is None}


BOTH_AT_NINE = {"bob": {}, "busy": at("09:00"), "v": at("09:00")}


@pytest.mark.parametrize("carried", [False, True])
def test_one_more_piece_is_told_and_is_the_one_that_comes(small, plan_of, carried):
    pool = {"id": "lift", "count": 1, "carried": carried, "station": "store"}
    scenario = small(**needing(pool, **BOTH_AT_NINE))
    way = by_code(explain(scenario, plan_of(scenario), "v"))["kit",]
    used = {use.visit: route.piece for route in way.plan.equipment for use in route.uses}
    assert used == {"busy": 1, "v": 2}
    assert way.pieces == ("lift",)
    assert "with one more piece of lift" in str(way)
    found = judge(scenario, travel_times(scenario), way.plan).violations
    assert "unknown_equipment" in {each.kind for each in found}


def test_a_pool_of_another_area_comes_all_the_same(small, plan_of):
    pool = {"id": "lift", "count": 2, "areas": ["south"]}
    scenario = small(**needing(pool, **BOTH_AT_NINE), client={"area": "north"})
    scenario = scenario.model_copy(
        update={
            "services": tuple(
                each.model_copy(update={"equipment": ()}) if each.id == "care" else each
                for each in scenario.services
            )
        }
    )
    explanation = explain(scenario, plan_of(scenario), "v")
    assert [each.code for each in explanation.reasons] == ["equipment_area"]
    assert "lift" in next(iter(list(explanation.lines())[1:]))
    way = by_code(explanation)["kit",]
    assert [each.kind for each in way.violations] == ["equipment_area"]
    assert way.pieces == ()


def test_of_several_pools_only_the_one_that_is_short_has_one_more(small, plan_of):
    pools = {"id": "lift", "count": 1}, {"id": "chair", "count": 2}
    scenario = small(**needing(*pools, **BOTH_AT_NINE))
    explanation = explain(scenario, plan_of(scenario), "v")
    assert [way.pieces for way in explanation.ways if "kit" in way.relaxed] == [("lift",)]


def test_two_pools_that_are_short_are_two_rules_and_neither_alone_is_enough(small, plan_of):
    pools = {"id": "lift", "count": 1}, {"id": "chair", "count": 1}
    both_until_then = {"bob": {}, "busy": at("08:30"), "v": at("08:30")}
    shift = {"shifts": [{"start": "08:20", "end": "09:40"}]}
    team = {"amy": shift, "bob": {**shift, "overtime_limit": 0}}
    scenario = small(**needing(*pools, **both_until_then | team))
    ways = by_code(explain(scenario, plan_of(scenario), "v"))
    assert ("kit",) not in ways
    assert ways["kit", "kit"].pieces == ("lift", "chair")
    for each in applicable(scenario, scenario.visit["v"]):
        if each.code == "kit":
            assert not can_serve_all(loosened(scenario, "v", [each]))
    assert can_serve_all(loosened(scenario, "v", [KIT]))


def test_a_piece_that_stands_idle_is_found_before_one_more_is_asked_for(small, plan_of):
    """The piece on site is free five minutes late; the one in the store is far away."""
    pool = {"id": "lift", "count": 2, "carried": True, "station": "store", "turn_round": 5}
    pool["carried_by"] = "courier"
    shift = {"shifts": [{"start": "08:00", "end": "09:52"}]}
    scenario = small(**needing(pool), amy=shift, busy=at("08:10"), v=at("09:10", "09:30"))
    (way,) = explain(scenario, plan_of(scenario), "v").ways
    assert (way.relaxed, way.pieces) == ((), ())
    assert [[use.visit for use in route.uses] for route in way.plan.equipment] == [["busy"], ["v"]]


@pytest.mark.parametrize("carried", [False, True])
def test_equipment_that_is_elsewhere_is_the_reason(small, plan_of, carried):
    pool = {"id": "lift", "count": 1, "carried": carried, "station": "store"}
    scenario = small(**needing(pool, **BOTH_AT_NINE))
    explanation = explain(scenario, plan_of(scenario), "v")
    told = {(each.caregiver, each.code, each.detail) for each in explanation.reasons}
    assert told == {("amy", "no_time_left", ""), ("bob", "equipment_busy", "lift")}
    assert "  bob could serve v, but no piece of lift is free" in list(explanation.lines())


CAPS = {
    "paid_hours_cap": {"amy": {"paid_hours_cap": 100}},
    "weekly_cap": {"amy": {"weekly_cap": 120, "so_far": {"paid": 20}}},
    "probation_cap": {"amy": {"probation_cap": 1}},
    "carrying_limit": {"amy": {"carrying_limit": 1.5}, "care": {"load": 1}, "service": {"load": 1}},
}


@pytest.mark.parametrize("code", CAPS)
def test_a_cap_is_named_where_nothing_else_is_in_the_way(small, plan_of, code):
    scenario = small(**CAPS[code])
    explanation = explain(scenario, plan_of(scenario), "v")
    assert [(each.caregiver, each.code) for each in explanation.reasons] == [("amy", code)]
    assert [way.relaxed for way in explanation.ways] == [("caregiver",)]
    assert list(explanation.lines())[1].startswith("  amy could serve v, but ")


def test_caps_that_bind_only_together_are_both_named(small, plan_of):
    scenario = small(amy={"probation_cap": 1, "paid_hours_cap": 100})
    explanation = explain(scenario, plan_of(scenario), "v")
    assert {each.code for each in explanation.reasons} == {"probation_cap", "paid_hours_cap"}
    roomy = {"weekly_cap": 2400, "carrying_limit": 9}
    scenario = small(amy={"probation_cap": 1, "paid_hours_cap": 100, **roomy})
    explanation = explain(scenario, plan_of(scenario), "v")
    assert {each.code for each in explanation.reasons} == {"probation_cap", "paid_hours_cap"}


def test_a_cap_is_not_blamed_for_what_time_forbids(small, plan_of):
    scenario = small(amy={"paid_hours_cap": 100}, busy=at("09:00"), v=at("09:00"))
    explanation = explain(scenario, plan_of(scenario), "v")
    assert [each.code for each in explanation.reasons] == ["no_time_left"]


def test_an_entitlement_that_the_plan_uses_up_is_said_and_never_given_up(small, plan_of):
    more = [{"id": "w", "client": "wu", "service": "care"}]
    scenario = small(client={"entitled_week": 50}, more=more)
    explanation = explain(scenario, plan_of(scenario), "v")
    assert [(each.code, each.figures) for each in explanation.reasons] == [
        ("entitlement_shared", {"needs": 30, "has": 20})
    ]
    assert explanation.ways == ()
    assert [*explanation.lines()][-1] == "Entitlements never give way"
    wider = small(client={"entitled_week": 60}, more=more)
    assert [way.relaxed for way in explain(wider, plan_of(wider), "v").ways] == [()]


def test_the_promise_of_another_visit_is_never_given_up(small, plan_of):
    def ways(**busy):
        scenario = small(busy=busy, v={"exact_start": "08:10"})
        return explain(scenario, plan_of(scenario), "v").ways

    assert [way.relaxed for way in ways()] == [()]
    promise = {"start": "08:10", "tolerance": 20}
    found = ways(promise=promise)
    assert {way.relaxed for way in found} == {("window",), ("caregiver",)}
    for way in found:
        starts = {stop.visit: stop.start for route in way.plan.routes for stop in route.stops}
        assert starts["busy"] <= "2026-11-23T08:30:00"


def test_the_promise_of_the_visit_itself_is_a_window(small, plan_of):
    scenario = small(busy=at("09:00"), v={"promise": {"start": "09:00", "tolerance": 5}})
    way = by_code(explain(scenario, plan_of(scenario), "v"))["window",]
    assert [(each.kind, each.amount) for each in way.violations] == [("promise_broken", 25)]


def test_a_visit_that_is_over_is_refused_plainly(small, plan_of):
    over = {"started": "08:10", "ended": "08:40"}
    scenario = small(more=[{"id": "w", "client": "wu", "service": "care", "facts": over}])
    with pytest.raises(InputError, match="w is over"):
        explain(scenario, plan_of(scenario), "w")


def test_of_a_running_visit_no_fact_is_given_up(small):
    running = {"facts": {"started": "08:10"}, "pinned_caregivers": ["amy"], **at("09:00")}
    scenario = small(
        **needing({"id": "lift", "count": 1}),
        v=running,
        client={"excluded": ["amy"], "gender_required": "man"},
    )
    codes = {each.code for each in applicable(scenario, scenario.visit["v"])}
    assert codes == {"overtime", "kit"}


def test_only_the_break_of_the_shift_in_question_is_dropped(small, plan_of):
    def shift(day):
        on = f"2026-11-{day}T"
        rest = {"duration": 60, "earliest": on + "11:00", "latest": on + "12:00"}
        return {"start": on + "08:00", "end": on + "14:00", "meal_break": rest}

    scenario = small(
        dates=["2026-11-23", "2026-11-24"],
        amy={"shifts": [shift(23), shift(24)]},
        busy={"duration": 200, **at("08:10")},
        v={"duration": 90, **at("08:00", "13:00")},
        more=[{"id": "next", "client": "li", "service": "care", **at("2026-11-24T09:00")}],
    )
    way = by_code(explain(scenario, plan_of(scenario), "v"))["break",]
    assert [each.kind for each in way.violations] == ["break_missing"]
    assert [route.meal_break is None for route in way.plan.routes] == [True, False]


def test_overtime_ends_where_the_next_shift_begins(small, plan_of):
    def codes(following):
        shifts = [{"start": "08:00", "end": "09:30"}, {"start": following, "end": "23:30"}]
        scenario = small(amy={"shifts": shifts}, busy=at("08:10"), v=at("08:00", "09:20"))
        return {way.relaxed for way in explain(scenario, plan_of(scenario), "v").ways}

    assert ("overtime",) in codes("09:50")
    assert ("overtime",) not in codes("09:49")
