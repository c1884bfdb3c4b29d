"""Changes by hand before anything is timed, on the plan of a day of three visits."""

from datetime import datetime

import pytest

from dispatch.errors import InputError
from dispatch.plan import Plan, assign, move_break, pin, pin_break, swap, unassign, unpin
from dispatch.scenario import Scenario

MORNING = {"start": "08:00", "end": "12:00"}
BREAK = {"duration": 30, "earliest": "11:00", "latest": "13:00"}


@pytest.fixture
def day():
    """Ann may rest; Bo has two shifts; Cai is off duty; two pumps lie at the clients'."""
    return Scenario.from_dict(
        {
            "name": "Monday",
            "dates": "2026-11-23",
            "roads": {"kind": "matrix", "points": ["D", "Z"], "minutes": [[0, 10], [10, 0]]},
            "services": [
                {"id": "care", "duration": 60},
                {"id": "lift", "duration": 30, "crew": [{"id": "lead"}, {"id": "help"}]},
                {"id": "tube", "duration": 30, "equipment": ["pump"]},
            ],
            "equipment": [{"id": "pump", "count": 2, "turn_round": 10}],
            "caregivers": [
                {"id": name, "gender": "woman", "mode": "walk", "start": "D", "shifts": shifts}
                for name, shifts in (
                    ("ann", [{"start": "08:00", "end": "16:00", "meal_break": BREAK}]),
                    ("bo", [MORNING, {"start": "14:00", "end": "18:00"}]),
                    ("cai", []),
                )
            ],
            "clients": [{"id": "li", "place": "Z"}, {"id": "wu", "place": "Z"}],
            "visits": [
                {"id": "a", "client": "li", "service": "care"},
                {"id": "b", "client": "wu", "service": "care"},
                {"id": "c", "client": "li", "service": "lift"},
                {"id": "t", "client": "wu", "service": "tube"},
                {"id": "u", "client": "li", "service": "tube"},
                {
                    "id": "gone", "client": "li", "service": "care",
                    "facts": {"cancelled": "07:30"}, "pinned_caregivers": [],
                },
            ],
        }
    )  # fmt: skip


@pytest.fixture
def plan():
    """Ann makes `a` at 9 and `b` at 12 and rests before; the rest is left out."""
    return Plan.model_validate(
        {
            "scenario": "",
            "routes": [
                {
                    "caregiver": "ann",
                    "departure": "08:50",
                    "stops": [stop("a", "09:00", "10:00"), stop("b", "12:00", "13:00")],
                    "meal_break": {"position": 1, "start": "11:00", "end": "11:30"},
                    "returned": "13:10",
                }
            ],
            "unserved": [{"visit": name} for name in "ctu"],
        }
    )


def stop(visit, start, end):
    return {"visit": visit, "role": "caregiver", "arrival": start, "start": start, "end": end}


def order(plan):
    return {(each.caregiver, each.shift): [s.visit for s in each.stops] for each in plan.routes}


def left_out(plan):
    return [each.visit for each in plan.unserved]


@pytest.mark.parametrize(
    ("at", "expected", "before_the_break"),
    [
        ("08:30", ["u", "a", "b"], 2),
        ("09:00", ["a", "u", "b"], 2),  # behind the stop that begins then
        ("11:00", ["a", "u", "b"], 2),
        ("11:30", ["a", "u", "b"], 1),
        ("14:00", ["a", "b", "u"], 1),
    ],
)
def test_a_visit_comes_behind_the_stops_that_begin_no_later(
    day, plan, at, expected, before_the_break
):
    changed = assign(day, plan, "u", ["ann"], at)
    assert order(changed) == {("ann", 0): expected}
    assert changed.routes[0].meal_break.position == before_the_break
    assert left_out(changed) == ["c", "t"]


def test_it_comes_in_the_nearest_shift_and_in_the_order_of_the_caregivers(day, plan):
    assert order(assign(day, plan, "u", ["bo"], "15:00")) == {
        ("ann", 0): ["a", "b"],
        ("bo", 1): ["u"],
    }
    before = assign(day, assign(day, plan, "u", ["bo"], "15:00"), "t", ["bo"], "12:30")
    assert [*order(before)] == [("ann", 0), ("bo", 0), ("bo", 1)]


def test_a_crew_comes_in_the_order_of_its_roles_and_to_no_other_place(day, plan):
    changed = assign(
        day, assign(day, plan, "c", ["ann", "bo"], "10:30"), "c", ["bo", "ann"], "15:00"
    )
    roles = {(r.caregiver, s.role) for r in changed.routes for s in r.stops if s.visit == "c"}
    assert roles == {("bo", "lead"), ("ann", "help")}
    assert order(changed) == {("ann", 0): ["a", "b", "c"], ("bo", 1): ["c"]}


def test_a_visit_gets_the_piece_that_is_free(day, plan):
    changed = assign(day, plan, "t", ["bo"], "09:00")
    changed = assign(day, changed, "u", ["bo"], "09:39")  # the first is free again at 9:40
    assert [(each.piece, each.uses[0].visit) for each in changed.equipment] == [(1, "t"), (2, "u")]
    changed = assign(day, changed, "u", ["bo"], "09:40")
    assert [(each.piece, [u.visit for u in each.uses]) for each in changed.equipment] == [
        (1, ["t", "u"])
    ]


@pytest.mark.parametrize(("visit", "people"), [("u", ["bo"]), ("c", ["bo", "ann"])])
@pytest.mark.parametrize("at", ["07:00", "09:00", "11:10", "15:00"])
def test_to_leave_out_what_was_added_gives_the_plan_back(day, plan, visit, people, at):
    changed = assign(day, plan, visit, people, at)
    assert changed != plan
    assert unassign(day, changed, visit) == plan


def test_who_has_no_visit_left_has_no_route(day, plan):
    changed = unassign(day, unassign(day, plan, "b"), "a")
    assert changed.routes == ()
    assert left_out(changed) == ["a", "b", "c", "t", "u"]


def test_two_visits_change_places(day, plan):
    both = assign(day, plan, "t", ["bo"], "10:00")
    changed = swap(day, both, "a", "t")
    assert order(changed) == {("ann", 0): ["t", "b"], ("bo", 0): ["a"]}
    assert [use.taken[11:] for piece in changed.equipment for use in piece.uses] == ["09:00:00"]
    again = swap(day, changed, "a", "t")
    assert order(again) == order(both)
    assert order(swap(day, plan, "a", "b")) == {("ann", 0): ["b", "a"]}


def test_equipment_comes_when_the_other_visit_began_whose_second_caregiver_comes_later(day, plan):
    service = day.service["lift"]
    later = service.crew[1].model_copy(update={"offset": 5 * 60_000})
    late = service.model_copy(update={"crew": (service.crew[0], later)})
    pumped = late.model_copy(update={"id": "pumped", "equipment": ("pump",)})
    day = day.model_copy(
        update={
            "services": (*(each for each in day.services if each.id != "lift"), late, pumped),
            "visits": tuple(
                each.model_copy(update={"service": "pumped"}) if each.id == "t" else each
                for each in day.visits
            ),
        }
    )
    both = assign(day, plan, "c", ["ann", "bo"], "14:00")
    both = assign(day, both, "t", ["ann", "bo"], "15:00")
    changed = swap(day, both, "c", "t")
    assert [use.taken[11:] for piece in changed.equipment for use in piece.uses] == ["14:00:00"]


def test_two_caregivers_change_days(day, plan):
    both = assign(day, plan, "t", ["bo"], "15:00")
    assert order(swap(day, both, "ann", "bo")) == {
        ("ann", 0): ["t"],
        ("bo", 0): ["a", "b"],
    }
    assert order(swap(day, plan, "bo", "ann")) == {("bo", 0): ["a", "b"]}


def test_a_break_lies_behind_the_stops_that_begin_no_later(day, plan):
    changed = move_break(day, plan, "ann", "12:15")
    (route,) = changed.routes
    assert (route.meal_break.position, route.meal_break.end[11:]) == (2, "12:45:00")
    assert route.stops == plan.routes[0].stops


def said(change, *arguments):
    with pytest.raises(InputError) as error:
        change(*arguments)
    return str(error.value).splitlines()


def test_what_cannot_be_done_is_told(day, plan):
    assert said(assign, day, plan, "d", ["bob", "cai"], "09:00") == [
        "there is no visit 'd'. Name one of the scenario's visits.",
        "there is no caregiver 'bob'. Did you mean 'bo'?",
        "cai is off duty on this day. Give cai a shift in the scenario first.",
    ]
    assert said(assign, day, plan, "c", ["ann", "ann"], "09:00") == [
        "ann cannot take two roles in c"
    ]
    assert said(assign, day, plan, "a", ["ann", "bo"], "09:00") == [
        "a takes this number of caregivers: 1. Name one for each role, in this order: caregiver."
    ]
    assert said(unassign, day, plan, "gone") == [
        "gone has begun or is over, so nothing about it can change"
    ]
    assert said(unassign, day, plan, "t") == ["the plan already leaves t out"]
    assert said(swap, day, plan, "a", "t") == ["the plan leaves t out. Assign it to somebody."]
    assert said(swap, day, plan, "a", "a") == ["a cannot change places with itself"]
    assert said(swap, day, plan, "ann", "ann") == ["ann cannot change places with itself"]
    assert said(swap, day, plan, "a", "bo") == ["there is no visit 'bo'. Did you mean 'b'?"]
    whole = assign(day, plan, "c", ["ann", "bo"], "10:30")
    assert said(swap, day, whole, "a", "c") == [
        "a and c take different numbers of caregivers. Assign each of them by name."
    ]
    assert said(move_break, day, plan, "bo", "12:00") == [
        "bo is not due a meal break in this shift"
    ]
    idle = unassign(day, unassign(day, plan, "b"), "a")
    assert said(move_break, day, idle, "ann", "12:00") == [
        "the plan gives ann no visits in this shift"
    ]


def test_an_id_that_is_no_text_is_unknown(day, plan):
    assert said(unassign, day, plan, 5) == [
        "there is no visit '5'. Name one of the scenario's visits."
    ]


def test_moments_and_crews_are_read_as_elsewhere(day, plan):
    told = assign(day, plan, "c", ["ann", "bo"], "10:30")
    assert assign(day, plan, "c", iter(["ann", "bo"]), datetime(2026, 11, 23, 10, 30)) == told
    rest = move_break(day, plan, "ann", datetime(2026, 11, 23, 12))
    assert rest == move_break(day, plan, "ann", "12:00")
    for wrong in ("99", 5, None):
        assert "is not a clock time" in said(assign, day, plan, "a", ["bo"], wrong)[0]
        assert "is not a clock time" in said(move_break, day, plan, "ann", wrong)[0]


def test_pins_are_written_into_the_day(day):
    pinned = pin(day, "a", caregivers=["bo"], start="9:30").visit["a"]
    assert (pinned.pinned_caregivers, pinned.pinned_start) == (("bo",), "09:30")
    kept = pin(pin(day, "a", start="09:30"), "a", caregivers=["bo"]).visit["a"]
    assert kept == pinned
    assert unpin(pin(day, "a", start="09:30"), "a") == day
    rest = pin_break(day, "ann", "12:15").caregiver["ann"].shifts[0].meal_break
    assert (rest.earliest, rest.latest, rest.duration) == ("12:15", "12:15", 30 * 60_000)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda day: pin(day, "x", start="09:30"), "there is no visit 'x'"),
        (lambda day: unpin(day, "x"), "there is no visit 'x'"),
        (lambda day: pin_break(day, "x", "12:15"), "there is no caregiver 'x'"),
        (lambda day: pin_break(day, "bo", "12:15"), "bo is not due a meal break in this shift"),
    ],
)
def test_a_pin_is_of_somebody_and_something(day, change, told):
    with pytest.raises(InputError, match=told):
        change(day)


def test_a_pin_of_an_unknown_caregiver_is_told(day):
    assert any("bob" in line for line in said(lambda: pin(day, "a", caregivers=["bob"])))
