"""Routes cut into pieces, against a day worked out by hand and against the referee."""

from itertools import pairwise

import pytest

from dispatch.plan import Plan
from dispatch.report.timeline import Day
from dispatch.scenario import Scenario

MINUTE = 60_000


def test_a_route_is_cut_into_what_happens(scenario, plan, travel):
    hub, first, second = (121.44, 31.24), (121.445, 31.243), (121.436, 31.246)
    ways = [(hub, first), (first, second), (second, first), (first, hub)]
    out, over, back, home = (travel.between("walk", *way) / MINUTE for way in ways)
    pieces = Day.of(scenario, plan, travel).pieces[0]
    assert [(piece.kind, piece.stop) for piece in pieces] == [
        ("waiting", 0), ("travel", 0), ("access", 0), ("waiting", 0), ("service", 0),
        ("documentation", 0),
        ("waiting", 1), ("travel", 1), ("waiting", 1), ("service", 1),
        ("waiting", 2), ("travel", 2), ("waiting", 2), ("break", 2), ("access", 2),
        ("waiting", 2), ("service", 2), ("documentation", 2),
        ("waiting", 3), ("travel", 3),
    ]  # fmt: skip
    begins = [piece.start / MINUTE for piece in pieces]
    assert begins == pytest.approx(
        [510, 530 - out, 530, 534, 540, 600,
         605, 640 - over, 640, 670,
         715, 740 - back, 740, 745, 775, 779, 780, 840,
         845, 870 - home]
    )  # fmt: skip


def test_pieces_fill_the_route_and_add_up_to_the_measures(scenario, plan, travel, judgement):
    day = Day.of(scenario, plan, travel)
    for route, pieces in zip(day.plan.routes, day.pieces, strict=True):
        in_order = sorted(pieces, key=lambda piece: piece.start)
        assert in_order[0].start == scenario.at(route.departure)
        assert in_order[-1].end == scenario.at(route.returned)
        assert [p.end for p in in_order[:-1]] == [p.start for p in in_order[1:]]
        measured = judgement.measures.caregivers[route.caregiver]
        for kind in ("waiting", "travel"):
            spent = sum(p.end - p.start for p in pieces if p.kind == kind) / MINUTE
            assert spent == pytest.approx(getattr(measured, kind))


@pytest.mark.parametrize(
    ("position", "start", "end"), [(0, "08:00", "08:30"), (3, "14:30", "15:00")]
)
def test_a_break_at_home_lies_outside_the_way(scenario, plan, travel, position, start, end):
    route = plan.routes[0].model_dump()
    route["meal_break"] = {"position": position, "start": start, "end": end}
    data = plan.model_dump() | {"routes": [route]}
    pieces = Day.of(scenario, Plan.model_validate(data), travel).pieces[0]
    (rest,) = [piece for piece in pieces if piece.kind == "break"]
    assert (rest.start, rest.end) == (scenario.at(start), scenario.at(end))
    others = sorted(piece for piece in pieces if piece.kind != "break")
    spans = sorted((piece.start, piece.end) for piece in others)
    assert all(one[1] == other[0] for one, other in pairwise(spans))


def test_an_escort_goes_on_from_where_it_ends(scenario, plan, travel):
    data = scenario.model_dump(mode="json")
    data["visits"][0]["end_place"] = "hub"
    led = Scenario.model_validate(data)
    day = Day.of(led, plan, travel)
    hub, second = (121.44, 31.24), (121.436, 31.246)
    assert day.legs(plan.routes[0])[:2] == [(hub, (121.445, 31.243)), (hub, second)]
    (on,) = [piece for piece in day.pieces[0] if piece.kind == "travel" and piece.stop == 1]
    assert on.end == 640 * MINUTE
    assert on.end - on.start == travel.between("walk", hub, second)


def test_a_role_that_begins_later_has_its_own_times_and_the_visit_one_start(mixed):
    day = Day.of(*mixed)
    (lead,) = [piece for piece in day.pieces[0] if piece.kind == "service" and piece.stop == 1]
    (second,) = [piece for piece in day.pieces[1] if piece.kind == "service"]
    assert (lead.start, lead.end) == (670 * MINUTE, 715 * MINUTE)
    assert (second.start, second.end) == (680 * MINUTE, 710 * MINUTE)
    starts = {day.visit_start(stop) for _, stop in day.crew["bath-1"]}
    assert starts == {670 * MINUTE}


def test_what_the_scenario_does_not_know_is_left_out(scenario, plan, travel):
    data = plan.model_dump()
    data["routes"][0]["stops"][1]["visit"] = "gone"
    data["routes"][1]["caregiver"] = "nobody"
    data["unserved"][0]["visit"] = "gone-too"
    day = Day.of(scenario, Plan.model_validate(data), travel)
    assert [route.caregiver for route in day.plan.routes] == ["ai"]
    assert [stop.visit for stop in day.plan.routes[0].stops] == ["care-1", "care-2"]
    assert [left_out.visit for left_out in day.plan.unserved] == ["nurse-1"]
    data["routes"][0]["shift"] = 1
    assert Day.of(scenario, Plan.model_validate(data), travel).plan.routes == ()
