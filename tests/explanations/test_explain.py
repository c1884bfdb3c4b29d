from __future__ import annotations

import json

import pytest

import dispatch.explanations.why
from dispatch.encoding import encode, encode_plan
from dispatch.engine import Seconds
from dispatch.engine.exact import exact
from dispatch.engine.schedule import solution_of
from dispatch.errors import BrokenRule, InputError
from dispatch.explanations import explain
from dispatch.explanations.more import OF_ANOTHER
from dispatch.explanations.relaxations import RELAXATIONS, applicable, bars, loosened
from dispatch.generate.small import generate_small
from dispatch.plan import BreakTaken
from dispatch.planner import solve
from dispatch.referee import judge
from dispatch.roads import travel_times
from dispatch.rules import groups

CODE = {relaxation.code: relaxation for relaxation in RELAXATIONS}


def at(*times):
    """Return a hard window for the start of a visit."""
    return {"windows": [{"open": times[0], "close": times[-1]}]}


def lifts(pool):
    """Return fields with a pool of lifts, which both visits need."""
    return {
        "equipment": [{"id": "lift", **pool}],
        "stations": [{"id": "store", "place": "D"}],
        "care": {"equipment": ["lift"]},
        "service": {"equipment": ["lift"]},
    }


DAYS = {
    # busy is 09:00 to 10:00, so that v can end at 09:00 (30 minutes early) or start at 10:00
    "window": {"busy": at("09:00"), "v": at("09:00", "09:05")},
    # busy is 08:10 to 09:10, v until 09:40, the way back until 09:50
    "overtime": {"amy": {"shifts": [{"start": "08:00", "end": "09:30"}]}},
    # busy until 11:30, so that with a break there is no time for v before 13:50
    "break": {
        "amy": {
            "shifts": [
                {
                    "start": "08:00",
                    "end": "14:00",
                    "meal_break": {"duration": 60, "earliest": "11:00", "latest": "12:00"},
                }
            ]
        },
        "busy": {"duration": 200},
        "v": {"duration": 90},
    },
    "gender": {"client": {"gender_required": "man"}},
    "excluded": {"client": {"excluded": ["amy"]}},
    "area": {"client": {"area": "south"}, "amy": {"areas": ["north"]}},
    "pin": {
        "v": {"pinned_caregivers": ["bob"], **at("09:30")},
        "bob": {"shifts": [{"start": "20:00", "end": "22:00"}]},
    },
    # the one lift is with busy from 09:00 to 10:00
    "kit": {
        **lifts({"count": 1}),
        "bob": {},
        "busy": at("09:00"),
        "v": at("09:00"),
    },
    "caregiver": {"busy": at("09:00"), "v": at("09:00")},
}
"""Days on which relaxing one rule is enough."""

AMOUNT = {"window": 30, "overtime": 20}
WITHOUT_VIOLATION = {"caregiver", "kit"}
COMES = {"caregiver": OF_ANOTHER + "amy", "kit": "bob"}


def ways_of(scenario, plan, visit="v"):
    """Explain a visit, and check that the referee proves every way."""
    travel = travel_times(scenario)
    ways = explain(scenario, plan, visit, travel=travel).ways
    for way in ways:
        relaxed = loosened(scenario, visit, [CODE[code] for code in way.relaxed])
        plan_there = way.plan.model_copy(update={"scenario": relaxed.fingerprint})
        broken = {each.kind for each in judge(relaxed, travel, plan_there).violations}
        assert broken <= {"entitlement_exceeded"}  # it may count for another week
        served = {stop.visit for route in way.plan.routes for stop in route.stops}
        before = {stop.visit for route in plan.routes for stop in route.stops}
        assert served == before | {visit, *(each.visit for each in way.together)}
        if not way.like and not way.pieces:
            judgement = judge(scenario, travel, way.plan)
            assert judgement.violations == way.violations
            given_up = {kind for code in way.relaxed for kind in CODE[code].kinds}
            assert {each.kind for each in way.violations} <= given_up
            change = judgement.cost.total - judge(scenario, travel, plan).cost.total
            assert way.cost == pytest.approx(change)
        assert_all_others_stay(plan, way, visit)
    moved = [way.moved.visit if way.moved else "break" if way.moved_break else None for way in ways]
    return {(way.relaxed, other): way for way, other in zip(ways, moved, strict=True)}


def assert_all_others_stay(plan, way, visit):
    gone = {visit, way.moved.visit if way.moved else None}
    gone |= {each.visit for each in way.together}

    def orders(of):
        orders = {
            (route.caregiver, route.shift): [stop.visit for stop in route.stops]
            for route in of.routes
        } | {
            (route.equipment, route.caregiver or route.piece, route.shift): [
                use.visit for use in route.uses
            ]
            for route in of.equipment
        }
        orders = {
            whose: [name for name in order if name not in gone] for whose, order in orders.items()
        }
        return {who: order for who, order in orders.items() if order}

    assert orders(way.plan) == orders(plan)


@pytest.mark.parametrize("code", DAYS)
def test_each_rule_that_is_enough_is_found_and_nothing_is_without_it(small, plan_of, code):
    scenario = small(**DAYS[code])
    ways = ways_of(scenario, plan_of(scenario))
    assert ((), None) not in ways
    way = ways[(code,), None]
    kinds = {violation.kind for violation in way.violations}
    assert kinds <= CODE[code].kinds
    assert bool(kinds) == (code not in WITHOUT_VIOLATION)
    assert json.dumps(way.as_dict())
    if AMOUNT.get(code):
        assert [violation.amount for violation in way.violations] == [AMOUNT[code]]
    assert way.caregivers == (COMES.get(code, "amy"),)
    assert way.like == (("amy",) if code == "caregiver" else ())
    assert way.pieces == (("lift",) if code == "kit" else ())


def can_serve_all(scenario, plan):
    """Return whether CP-SAT can serve all visits, those of the plan by the same caregivers."""
    crew = {stop.visit: route.caregiver for route in plan.routes for stop in route.stops}
    visits = tuple(
        visit.model_copy(
            update={"mandatory": True}
            | ({"pinned_caregivers": (crew[visit.id],)} if visit.id in crew else {})
        )
        for visit in scenario.visits
    )
    asked = scenario.model_copy(update={"visits": visits})
    solution = exact(encode(asked, travel_times(asked)).problem, stop=Seconds(60))
    assert solution.proved
    return solution.mandatory_unserved == 0


@pytest.mark.parametrize("code", DAYS)
def test_the_exact_engine_agrees_on_each_rule(small, plan_of, code):
    scenario = small(**DAYS[code])
    plan = plan_of(scenario)
    assert not can_serve_all(scenario, plan)
    assert can_serve_all(loosened(scenario, "v", [CODE[code]]), plan)


@pytest.mark.parametrize(("minutes", "enough"), [(19, False), (20, True)])
def test_no_less_overtime_is_enough(small, plan_of, minutes, enough):
    day = DAYS["overtime"]
    scenario = small(amy={**day["amy"], "overtime_limit": minutes})
    assert can_serve_all(scenario, plan_of(scenario)) is enough


@pytest.mark.parametrize(("opens", "enough"), [("08:31", False), ("08:30", True)])
def test_no_less_of_a_missed_window_is_enough(small, plan_of, opens, enough):
    scenario = small(busy=at("09:00"), v=at(opens, "09:34"))  # as wide after it as before it
    assert can_serve_all(scenario, plan_of(scenario)) is enough


def test_a_later_start_is_found_where_it_misses_the_window_by_less(small, plan_of):
    scenario = small(busy=at("09:00"), v=at("09:00", "09:45"))
    way = ways_of(scenario, plan_of(scenario))[("window",), None]
    assert way.start == "2026-11-23T10:00:00"
    assert [violation.amount for violation in way.violations] == [15]


def test_a_start_between_two_windows_counts_from_the_nearer_one(small, plan_of):
    windows = [{"open": "06:00", "close": "07:50"}, {"open": "09:20", "close": "09:30"}]
    scenario = small(busy=at("08:40"), v={"windows": windows})
    way = ways_of(scenario, plan_of(scenario))[("window",), None]
    assert way.start == "2026-11-23T09:40:00"
    assert [violation.amount for violation in way.violations] == [10]


def test_a_hard_promise_has_to_give_way_and_a_soft_one_costs(small, plan_of):
    v = {"promise": {"start": "09:20", "tolerance": 5}}
    scenario = small(busy=at("09:00"), v=v)
    way = ways_of(scenario, plan_of(scenario))[("window",), None]
    assert way.start == "2026-11-23T10:00:00"
    assert [(each.kind, each.amount) for each in way.violations] == [("promise_broken", 35)]
    soft = small(busy=at("09:00"), v=v, policy={"rules": {"promise": "soft"}})
    assert "window" not in {each.code for each in applicable(soft, soft.visit["v"])}
    assert ways_of(soft, plan_of(soft))[(), None].start == "2026-11-23T10:00:00"
    scenario = small(
        busy=at("09:00"),
        v={**at("09:00", "09:05"), "promise": {"start": "11:00"}},
        policy={"rules": {"promise": "soft"}},
    )
    way = ways_of(scenario, plan_of(scenario))[("window",), None]
    assert way.start == "2026-11-23T08:30:00"  # as near to the window as with no promise


def test_a_pinned_start_is_a_pin(small, plan_of):
    scenario = small(busy=at("09:00"), v={"pinned_start": "09:15"})
    way = ways_of(scenario, plan_of(scenario))[("pin",), None]
    assert [violation.kind for violation in way.violations] == ["pinned_start"]


def test_rules_are_given_up_for_one_visit_only(small):
    visits = [
        {"id": "w", "client": "wu", "service": "care"},
        {"id": "v", "client": "wu", "service": "care"},
    ]
    scenario = small(client={"gender_required": "man"}, visits=visits)
    for code in ("gender", "excluded", "area"):
        relaxed = loosened(scenario, "v", [CODE[code]])
        wu = relaxed.client[relaxed.visit["w"].client]
        assert wu == scenario.client["wu"]
        barred = {each: set().union(*bars(relaxed, relaxed.visit[each])) for each in ("v", "w")}
        assert barred == {"v": set() if code == "gender" else {"gender_required"},
                          "w": {"gender_required"}}  # fmt: skip


def test_nothing_need_give_way_where_there_is_room(small, plan_of):
    scenario = small()
    ways = ways_of(scenario, plan_of(scenario))
    assert list(ways) == [((), None)]
    assert ways[(), None].violations == ()


def test_one_other_visit_makes_room(small, plan_of):
    scenario = small(
        service={"requires": {"courses": ["special"]}},
        amy={"courses": ["special"]},
        bob={},
        busy=at("09:00"),
        v=at("09:00"),
    )
    way = ways_of(scenario, plan_of(scenario, busy="amy"))[(), "busy"]
    assert (way.caregivers, way.moved.caregivers) == (("amy",), ("bob",))
    assert way.moved.start == "2026-11-23T09:00:00"


def test_a_break_is_moved_rather_than_dropped(small, plan_of):
    rest = {"duration": 60, "earliest": "08:00", "latest": "12:00"}
    scenario = small(
        amy={"shifts": [{"start": "08:00", "end": "14:00", "meal_break": rest}]},
        busy=at("09:30"),
        v=at("08:30"),
    )
    plan = plan_of(scenario)
    first = BreakTaken(position=0, start="08:00", end="09:00")
    route = plan.routes[0].model_copy(update={"meal_break": first})
    plan = plan.model_copy(update={"routes": (route,)})
    ways = ways_of(scenario, plan)
    way = ways[(), "break"]
    assert way.violations == ()
    assert (way.moved_break.caregiver, way.moved_break.start) == ("amy", "2026-11-23T10:40:00")
    assert (("break",), None) not in ways
    assert "the break of amy moves to 2026-11-23 10:40" in str(way)


def test_two_rules_where_no_single_one_is_enough(small, plan_of):
    # an hour each, one of them after 09:10; the way back takes 10 minutes, the shift 30 more
    scenario = small(
        amy={"shifts": [{"start": "08:00", "end": "09:40"}]},
        busy=at("08:10"),
        v={"duration": 60, **at("08:10")},
    )
    ways = ways_of(scenario, plan_of(scenario))
    assert set(ways) == {(("caregiver",), None), (("window", "overtime"), None)}
    broken = {
        violation.kind: violation.amount
        for violation in ways[("window", "overtime"), None].violations
    }
    assert broken == {"window_missed": 60, "overtime_limit": 40}


def test_what_nobody_has_is_said_before_anything_is_searched(small, plan_of, monkeypatch):
    scenario = small(
        service={"requires": {"certificates": [[{"certificate": "nurse"}]]}},
        amy={"certificates": [{"certificate": "nurse", "valid_until": "2026-11-22"}]},
    )
    plan = plan_of(scenario)
    monkeypatch.setattr(dispatch.explanations.why, "Attempt", None)
    explanation = explain(scenario, plan, "v")
    assert explanation.ways == ()
    assert [str(each) for each in explanation.lacking] == [
        "nobody on duty holds nurse, valid on 2026-11-23"
    ]
    assert [(each.caregiver, each.code) for each in explanation.reasons] == [
        ("amy", "certificate_expired")
    ]


def test_papers_are_lacking_where_nobody_has_one_of_them(small, plan_of):
    needs = {"requires": {"courses": ["bath", "lift"]}, "examination": True}
    scenario = small(service=needs, amy={"courses": ["lift"]}, bob={"courses": ["bath"]})
    lacking = explain(scenario, plan_of(scenario), "v").lacking
    assert [(each.code, each.paper) for each in lacking] == [("examination_missing", "special")]


def test_a_visit_that_is_served_has_somebody(small, plan_of):
    scenario = small()
    explanation = explain(scenario, plan_of(scenario), "busy")
    assert (explanation.caregivers, explanation.start) == (("amy",), "2026-11-23T08:10:00")
    assert list(explanation.lines()) == ["busy is served by amy at 2026-11-23 08:10"]


def test_an_unknown_visit_is_refused_with_what_is_like_it(small, plan_of):
    scenario = small()
    with pytest.raises(InputError, match=r"no visit 'buzy'.*'busy'"):
        explain(scenario, plan_of(scenario), "buzy")


def test_a_plan_that_breaks_rules_proves_nothing(small, plan_of):
    scenario = small(busy=at("09:00"))
    with pytest.raises(BrokenRule, match="busy lies"):
        explain(small(busy=at("10:00")), plan_of(scenario), "v")


def insertions(scenario, plan, visit):
    """Yield every way to insert a visit, equipment included, into the existing routes."""
    encoded = encode(scenario, travel_times(scenario))
    solution = encode_plan(encoded, plan)
    stops = [stop for (name, _), stop in encoded.stop_of.items() if name == visit]
    for routes in placed(encoded.problem, solution.routes, stops):
        yield solution_of(encoded.problem, routes, solution.held)


def placed(problem, routes, stops):
    """Yield every way to insert stops into routes, each on an eligible one."""
    if not stops:
        yield routes
        return
    for r, nodes in enumerate(routes):
        for k in range(len(nodes) + 1) if problem.eligible[stops[0], r] else ():
            wider = [*routes]
            wider[r] = (*nodes[:k], stops[0], *nodes[k:])
            yield from placed(problem, wider, stops[1:])


@pytest.mark.many
@pytest.mark.parametrize("seed", range(40))
def test_on_odd_days_all_is_proved_and_no_room_is_overlooked(seed):
    scenario = generate_small(seed, visits=6, caregivers=2)
    plan = solve(scenario, iterations=0)
    for left_out in plan.unserved:
        ways = ways_of(scenario, plan, left_out.visit)
        service = scenario.service[scenario.visit[left_out.visit].service]
        if any(left_out.visit in group for group in groups(scenario)):
            continue  # it comes with others
        if len(service.crew) == 1 and not explain(scenario, plan, left_out.visit).lacking:
            room = any(insertions(scenario, plan, left_out.visit))
            if service.equipment:  # the crew and the equipment are combined greedily
                assert room or ((), None) not in ways
            else:
                assert (((), None) in ways) is room


def test_odd_days_have_ways_of_every_kind():
    missing = {("window",), ("overtime",), ("kit",), ("caregiver",)}
    for seed in range(80, 130):
        scenario = generate_small(seed, visits=6, caregivers=2)
        plan = solve(scenario, iterations=0)
        for left_out in plan.unserved:
            missing -= {way.relaxed for way in explain(scenario, plan, left_out.visit).ways}
        if not missing:
            return
    assert not missing


WITH_BUSY = {
    "now": "09:00",
    "busy": {"facts": {"started": "08:10"}, "pinned_caregivers": ["amy"], "duration": 110},
    "amy": {
        "shifts": [
            {
                "start": "08:00",
                "end": "12:00",
                "under_way": {"departed": "08:00", "free": "08:10", "place": "Z", "client": "li"},
            }
        ]
    },
}
"""Amy is with li, at Z, until 10:00; whoever sets out from D at 09:00 is at Z at 09:10."""


@pytest.mark.parametrize(
    ("day", "start", "enough"),
    [
        # amy has to be back when she is, after busy
        ({"amy": {"shifts": [{"start": "08:00", "end": "12:00", "gone": "09:20"}]}}, "10:00", True),
        # amy begins when v would already be over
        ({"amy": {"shifts": [{"start": "08:00", "end": "12:00", "late": "10:00"}]}}, "08:10", True),
        (WITH_BUSY, "09:09", False),
        (WITH_BUSY, "09:10", True),
    ],
)
def test_one_more_caregiver_has_a_whole_shift_before_her(small, plan_of, day, start, enough):
    scenario = small(**{"now": "08:00", **day, "v": at(start)})
    ways = ways_of(scenario, plan_of(scenario))
    assert ((("caregiver",), None) in ways) == enough
    if enough:
        way = ways[("caregiver",), None]
        assert (way.start, way.caregivers) == (f"2026-11-23T{start}:00", (OF_ANOTHER + "amy",))


def test_an_id_that_is_no_text_is_unknown(small, plan_of):
    scenario = small()
    with pytest.raises(InputError, match="there is no visit '5'"):
        explain(scenario, plan_of(scenario), 5)
