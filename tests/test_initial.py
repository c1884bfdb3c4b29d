"""A search starts from what still fits of a plan, and names the rest."""

from __future__ import annotations

import copy

import pytest

from dispatch.generate import generate
from dispatch.planner import plan_day
from dispatch.roads import travel_times
from dispatch.scenario import Scenario

DAY = {
    "name": "A plan of yesterday",
    "dates": ["2026-11-23"],
    "roads": {
        "kind": "matrix",
        "points": ["home", "oak", "elm", "fir"],
        "minutes": [[0, 10, 10, 10], [10, 0, 10, 10], [10, 10, 0, 10], [10, 10, 10, 0]],
    },
    "services": [
        {"id": "care", "duration": 60},
        {"id": "lift", "duration": 30, "crew": [{"id": "lead"}, {"id": "help"}]},
    ],
    "caregivers": [
        {"id": name, "gender": "woman", "start": "home", "mode": "walk",
         "shifts": [{"start": "08:00", "end": "16:00"}]}
        for name in ("ann", "bea")
    ],
    "clients": [{"id": place, "place": place} for place in ("oak", "elm", "fir")],
    "visits": [
        {"id": "a", "client": "oak", "service": "care",
         "windows": [{"open": "08:30", "close": "09:00"}]},
        {"id": "b", "client": "elm", "service": "care",
         "windows": [{"open": "10:00", "close": "10:30"}]},
        {"id": "c", "client": "fir", "service": "care"},
        {"id": "d", "client": "oak", "service": "care"},
        {"id": "e", "client": "elm", "service": "lift"},
    ],
}  # fmt: skip
ROUTES = {
    "ann": [("a", "caregiver"), ("b", "caregiver"), ("e", "lead")],
    "bea": [("c", "caregiver"), ("e", "help"), ("d", "caregiver")],
}
"""Ann: 08:30 to 09:30, 10:00 to 11:00, then 11:00; bea: 08:10 to 09:10, 11:00 to 11:30, 11:40."""


@pytest.fixture
def day():
    return copy.deepcopy(DAY)


def plan_of(scenario, routes=ROUTES):
    """Return a plan whose routes are written by hand; their times are those of the order."""
    found = plan_day(scenario, iterations=0).plan
    moment, stops = "2026-11-23T{:02d}:00:00", {}
    for name, made in routes.items():
        stops[name] = tuple(
            {"visit": visit, "role": role, "arrival": moment.format(8 + k),
             "start": moment.format(8 + k), "end": moment.format(9 + k)}
            for k, (visit, role) in enumerate(made)
        )  # fmt: skip
    document = found.model_dump()
    document["routes"] = [
        {"caregiver": name, "departure": moment.format(8), "stops": made,
         "returned": moment.format(15)}
        for name, made in stops.items()
    ]  # fmt: skip
    document["unserved"] = []
    return type(found).model_validate(document)


def orders(plan):
    return {
        route.caregiver: [(stop.visit, stop.role) for stop in route.stops] for route in plan.routes
    }


def kept(day, routes=ROUTES, initial=None):
    """Plan without a search; return the routes, and what is not kept."""
    scenario = Scenario.model_validate(day)
    plan = plan_of(Scenario.model_validate(DAY), routes) if initial is None else initial
    outcome = plan_day(scenario, iterations=0, initial=plan)
    assert outcome.judgement.ok
    return orders(outcome.plan), [(each.where, each.what) for each in outcome.dropped]


def test_a_plan_that_fits_is_kept_as_it_is(day):
    assert kept(day) == (ROUTES, [])


def test_a_cancelled_visit_leaves_the_others_where_they_are(day):
    del day["visits"][1]
    routes = {**ROUTES, "ann": [("a", "caregiver"), ("e", "lead")]}
    lacking = "the scenario has no visit 'b' with a role 'caregiver'"
    assert kept(day) == (routes, [("routes[0].stops[1]", lacking)])


def test_who_is_ill_loses_her_visits_only(day):
    day["caregivers"] = [
        {**each, "id": "eve"} if each["id"] == "ann" else each for each in day["caregivers"]
    ]
    routes, dropped = kept(day)
    assert dropped == [
        ("routes[0]", "the scenario has no shift 0 of a caregiver 'ann'"),
        ("visits[e]", "its crew or its equipment is incomplete, or appears twice"),
    ]
    bea = [visit for visit, _ in routes["bea"]]
    assert [visit for visit in bea if visit in {"c", "d"}] == ["c", "d"]


def test_a_role_with_a_new_name_is_the_same_role(day):
    day["services"][1]["crew"] = [{"id": "first"}, {"id": "help"}]
    routes = {**ROUTES, "ann": [*ROUTES["ann"][:2], ("e", "first")]}
    assert kept(day) == (routes, [])


def test_who_may_not_come_any_more_is_named(day):
    day["clients"][2]["excluded"] = ["bea"]
    routes, dropped = kept(day)
    assert dropped == [("visits[c]", "bea may not serve it")]
    assert routes["bea"] == ROUTES["bea"][1:]


def test_two_stops_swapped_by_hand_are_swapped_back(day):
    swapped = {**ROUTES, "ann": [("b", "caregiver"), ("a", "caregiver"), ("e", "lead")]}
    routes, dropped = kept(day, swapped)
    assert (routes, dropped) == (ROUTES, [])


def test_of_a_shorter_shift_only_what_no_longer_fits_goes(day):
    day["caregivers"][1] |= {"shifts": [{"start": "10:00", "end": "16:00"}], "overtime_limit": 0}
    day["visits"][2]["windows"] = [{"open": "08:00", "close": "09:00"}]  # only bea's, before ten
    day["clients"][2]["excluded"] = ["ann"]
    routes, dropped = kept(day)
    assert dropped == [("visits[c]", "bea may not serve it")]
    assert routes == {"ann": ROUTES["ann"], "bea": ROUTES["bea"][1:]}


def test_one_long_visit_goes_rather_than_all_that_follow(day):
    for visit, opens, closes in ((3, "11:40", "12:00"), (4, "11:00", "11:30")):
        day["visits"][visit]["windows"] = [{"open": opens, "close": closes}]
    fits = plan_of(Scenario.model_validate(day))
    day["visits"][2]["duration"] = 300  # bea would be with Fir until 13:10
    day["visits"][2]["windows"] = [{"open": "08:00", "close": "08:30"}]
    routes, dropped = kept(day, initial=fits)
    assert dropped == [("visits[c]", "it does not fit at its place in the plan")]
    assert routes == {"ann": ROUTES["ann"], "bea": ROUTES["bea"][1:]}


def test_what_has_begun_since_is_in_the_plan_at_its_time(day):
    day["visits"][3] |= {"facts": {"started": "08:05"}, "pinned_caregivers": ["ann"]}
    routes, dropped = kept(day)
    assert [where for where, _ in dropped] == ["visits[d]", "visits[a]"]
    assert routes["ann"][0] == ("d", "caregiver")  # until 09:05: a could only begin at 09:05
    assert ("b", "caregiver") in routes["ann"]


def later_together(day):
    """Return a day and a plan in which a crew starts late, so that ann waits nowhere.

    The solver lets the crew start at 08:10, when it can, and never moves a crew: ann is at Elm's at
    08:50 and waits until noon. In the plan both begin at 11:20, and ann is at Elm's at noon.
    """
    day["visits"] = [
        {"id": "e", "client": "oak", "service": "lift", "mandatory": True,
         "windows": [{"open": "08:00", "close": "11:30"}]},
        {"id": "b", "client": "elm", "service": "care", "mandatory": True,
         "windows": [{"open": "12:00", "close": "12:00"}]},
    ]  # fmt: skip
    day["clients"][1]["excluded"] = ["bea"]
    day["policy"] = {"weights": {"travel": 1, "waiting": 1, "balance": 0}}
    scenario = Scenario.model_validate(day)
    plan = plan_of(scenario, {"ann": [("e", "lead"), ("b", "caregiver")], "bea": [("e", "help")]})
    document, at = plan.model_dump(), "2026-11-23T{}:00".format
    times = {"e": ("11:20", "11:50"), "b": ("12:00", "13:00")}
    for route, returned in zip(document["routes"], ("13:10", "12:00"), strict=True):
        route |= {"departure": at("11:10"), "returned": at(returned)}
        for stop in route["stops"]:
            start, end = times[stop["visit"]]
            stop |= {"arrival": at(start), "start": at(start), "end": at(end)}
    return scenario, type(plan).model_validate(document)


@pytest.mark.parametrize("budget", [{"iterations": 0}, {"iterations": 500}, {"engine": "exact"}])
def test_a_plan_is_returned_as_it_is_if_its_times_cost_less(day, budget):
    scenario, plan = later_together(day)
    outcome = plan_day(scenario, initial=plan, **budget)
    assert outcome.plan == plan
    components = outcome.judgement.cost.components
    assert (components["travel"], components["waiting"]) == (50, 0)
    alone = plan_day(scenario, **budget).judgement.cost
    assert alone.components["waiting"] == 190  # from 08:50 to 12:00
    assert not outcome.proved  # what CP-SAT proves is that no plan with the solver's times is less


def test_a_plan_that_breaks_a_rule_is_never_returned_as_it_is(day):
    scenario, plan = later_together(day)
    late = scenario.visits[0].model_copy(update={"windows": [{"open": "08:00", "close": "11:19"}]})
    asked = scenario.model_copy(update={"visits": [late, scenario.visits[1]]})
    outcome = plan_day(asked, initial=plan, iterations=0)
    assert (outcome.judgement.ok, outcome.dropped) == (True, ())
    assert outcome.judgement.cost.components["waiting"] == 190


def test_with_slack_the_times_are_the_solvers(day):
    day["policy"] = {}
    scenario, plan = later_together(day)
    buffers = scenario.policy.model_copy(update={"buffers": {"service": 0.1}})
    asked = scenario.model_copy(update={"policy": buffers})
    assert plan_day(asked, initial=plan, iterations=0).plan.routes != plan.routes


@pytest.mark.parametrize("seed", range(3))
def test_a_generated_plan_without_a_caregiver_keeps_everybody_else(seed):
    scenario = generate(visits=40, caregivers=8, seed=seed)
    travel = travel_times(scenario)
    plan = plan_day(scenario, iterations=5_000, travel=travel, release_pins=True).plan
    gone = max(plan.routes, key=lambda route: len(route.stops)).caregiver
    ill = tuple(each for each in scenario.caregivers if each.id != gone)
    clients = tuple(
        client.model_copy(
            update={
                "preferred": tuple(name for name in client.preferred if name != gone),
                "excluded": tuple(name for name in client.excluded if name != gone),
            }
        )
        for client in scenario.clients
    )
    visits = tuple(
        visit.model_copy(update={"pinned_caregivers": (), "promise": None, "facts": None})
        if gone in (*visit.pinned_caregivers, *(visit.promise.caregivers if visit.promise else ()))
        else visit
        for visit in scenario.visits
    )
    left = scenario.unchecked(caregivers=ill, clients=clients, visits=visits)
    outcome = plan_day(left, iterations=0, initial=plan, release_pins=True)
    lost = {stop.visit for route in plan.routes for stop in route.stops if route.caregiver == gone}
    for route in plan.routes:
        made = [stop.visit for stop in route.stops if stop.visit not in lost]
        still = [
            stop.visit
            for each in outcome.plan.routes
            for stop in each.stops
            if (each.caregiver, each.shift) == (route.caregiver, route.shift)
            if stop.visit in made
        ]
        assert still == made
    assert outcome.judgement.ok
