"""What gives way is the least possible: found again by trying every minute."""

from __future__ import annotations

import random

import pytest

from dispatch.explanations import explain
from dispatch.plan import Leg, Unserved, route_of
from dispatch.referee.reading import read
from dispatch.referee.violations import violations
from dispatch.roads import travel_times
from dispatch.rules import allowed_starts, duration_of

KINDS = {
    "window": {"window_missed", "exact_start_missed", "promise_broken"},
    "pin": {"pinned_start"},
    "overtime": {"overtime_limit"},
}


def at(opens, closes):
    return {"windows": [{"open": opens, "close": closes}]}


def way_of(scenario, plan, code):
    (way,) = (each for each in explain(scenario, plan, "v").ways if each.relaxed == (code,))
    return way


def missed(way):
    return {each.kind: each.amount for each in way.violations}


def test_a_nap_in_the_window_leaves_the_least_outside_of_it(small, plan_of):
    """Ninety minutes before the nap at 12:00 begin at 10:30, half an hour before the window."""
    nap = {"blackouts": [{"start": "12:00", "end": "14:00"}]}
    until_four = {"shifts": [{"start": "08:00", "end": "16:00"}]}
    scenario = small(client=nap, amy=until_four, v={"duration": 90, **at("11:00", "13:00")})
    way = way_of(scenario, plan_of(scenario), "window")
    assert (way.start, missed(way)) == ("2026-11-23T10:30:00", {"window_missed": 30})


def test_a_start_after_the_nap_is_nearer_where_it_is(small, plan_of):
    nap = {"blackouts": [{"start": "09:40", "end": "11:05"}]}
    scenario = small(client=nap, v={"duration": 30, **at("09:20", "10:45")})
    way = way_of(scenario, plan_of(scenario), "window")
    assert (way.start, missed(way)) == ("2026-11-23T09:10:00", {"window_missed": 10})


LONG = {"amy": {"shifts": [{"start": "05:00", "end": "23:30"}]}}


@pytest.mark.parametrize(
    ("asked", "start"),
    [
        (at("20:50", "20:55"), "2026-11-23T20:20:00"),
        (at("21:50", "21:55"), "2026-11-23T21:20:00"),
    ],
)
def test_nothing_is_proposed_outside_desk_hours_unless_the_visit_asks_for_it(
    small, plan_of, asked, start
):
    """Amy is busy for an hour from the opening on."""
    opens = asked["windows"][0]["open"]
    scenario = small(**LONG, busy=at(opens, opens), v=asked)
    assert way_of(scenario, plan_of(scenario), "window").start == start
    late = {"policy": {"desk_hours": {"open": "22:30", "close": "23:00"}}}
    scenario = small(**LONG, **late, busy=at(opens, opens), v=asked)
    assert way_of(scenario, plan_of(scenario), "window").start == start


def test_desk_hours_close_the_nearer_side(small, plan_of):
    """The nearest start would be 06:40; the next is an hour later, after the other visit."""
    busy = at("07:10", "07:10")
    scenario = small(**LONG, busy=busy, v=at("07:05", "07:10"))
    assert way_of(scenario, plan_of(scenario), "window").start == "2026-11-23T08:10:00"
    early = {"policy": {"desk_hours": {"open": "05:30"}}}
    scenario = small(**LONG, **early, busy=busy, v=at("07:05", "07:10"))
    assert way_of(scenario, plan_of(scenario), "window").start == "2026-11-23T06:40:00"


def clock(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def drawn(draw, small):
    """Draw a day of amy with one to three visits that keep her busy, and `v`."""
    busy = sorted(draw.sample(range(490, 660, 5), 3))
    opens = draw.randrange(480, 640)
    told = draw.choice(["window", "exact_start", "pinned_start", "promise"])
    v = {
        "window": at(clock(opens), clock(opens + draw.randrange(20))),
        "exact_start": {"exact_start": clock(opens)},
        "pinned_start": {"pinned_start": clock(opens)},
        "promise": {"promise": {"start": clock(opens), "tolerance": 5}},
    }[told]
    nap = draw.randrange(480, 680)
    blackout = {"start": clock(nap), "end": clock(nap + draw.randrange(5, 60))}
    more = [
        {"id": f"b{k}", "client": "li", "service": "care", "mandatory": True,
         "duration": draw.randrange(10, 30), **at(clock(begin), clock(begin + 10))}
        for k, begin in enumerate(busy[1:])
    ]  # fmt: skip
    return small(
        busy={"duration": 20, **at(clock(busy[0]), clock(busy[0] + 10))},
        v={"duration": draw.randrange(15, 60), **v},
        client={"blackouts": [blackout]} if draw.random() < 0.7 else {},
        amy={
            "overtime_limit": draw.choice([0, 10]),
            "shifts": [{"start": "08:00", "end": "11:30"}],
        },
        more=more,
    )


def amounts(scenario, plan, kinds):
    """Yield the amount of each plan with `v` somewhere at some minute that breaks only `kinds`."""
    travel = travel_times(scenario)
    (route,) = plan.routes
    order = [stop.visit for stop in route.stops]
    for place in range(len(order) + 1):
        for start in range(7 * 60, 12 * 60):
            made = timed(scenario, plan, [*order[:place], "v", *order[place:]], start)
            if made is None:
                continue
            found = [*violations(scenario, travel, made, read(scenario, travel, made))]
            if {each.kind for each in found} <= kinds:
                yield sum(each.amount for each in found)


def timed(scenario, plan, order, start):
    """Return amy's route in some order, each visit as soon as it can, `v` at a minute."""
    clock, legs = scenario.at("08:00"), []
    for name in order:
        visit = scenario.visit[name]
        way = 0 if legs else 10 * 60_000
        ready = clock + way
        if name == "v":
            begins = start * 60_000
            if begins < ready:
                return None
        else:
            begins = next(
                (
                    max(ready, first)
                    for first, last in allowed_starts(scenario, visit)
                    if ready <= last
                ),
                None,
            )
            if begins is None:
                return None
        clock = begins + duration_of(scenario, visit)
        legs.append(Leg(visit=name, role="caregiver", way=way, start=begins, end=clock))
    route = route_of("amy", legs, 10 * 60_000, scenario.moment)
    left_out = tuple(
        Unserved(visit=each.visit, mandatory=each.mandatory)
        for each in plan.unserved
        if each.visit != "v"
    )
    return plan.model_copy(update={"routes": (route,), "unserved": left_out})


@pytest.mark.many
@pytest.mark.parametrize("seed", range(25))
def test_no_amount_is_larger_than_the_least(small, plan_of, seed):
    scenario = drawn(random.Random(seed), small)
    plan = plan_of(scenario)
    for way in explain(scenario, plan, "v").ways:
        if len(way.relaxed) == 1 and way.relaxed[0] in KINDS and way.moved is None:
            told = sum(each.amount for each in way.violations)
            assert told == min(amounts(scenario, plan, KINDS[way.relaxed[0]]))


def test_whichever_rule_gives_way_the_start_is_within_desk_hours(small, plan_of):
    """Amy is busy from 07:00 until 21:01; before and after it there would be room at night."""
    busy = {"duration": 841, **at("07:00", "07:00")}
    scenario = small(**LONG, busy=busy)
    ways = explain(scenario, plan_of(scenario), "v").ways
    assert {way.relaxed for way in ways} == {("caregiver",)}
    assert {way.start for way in ways} == {"2026-11-23T07:00:00"}


def test_a_window_around_the_whole_day_asks_for_no_other_hour(small, plan_of):
    busy = {"duration": 120, **at("07:00", "07:00")}
    scenario = small(**LONG, busy=busy, v=at("00:00", "23:59"))
    (way,) = explain(scenario, plan_of(scenario), "v").ways
    assert (way.relaxed, way.start) == ((), "2026-11-23T09:00:00")
