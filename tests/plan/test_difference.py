"""What changes from one plan to another, computed by hand."""

import pytest

from dispatch.plan import Plan, difference
from dispatch.report import change_lines
from dispatch.scenario import Scenario


def day(**of_visits):
    """A day of five visits; `of_visits` adds fields to them by id."""
    return Scenario.from_dict(
        {
            "name": "Monday",
            "dates": "2026-11-23",
            "services": [
                {"id": "care", "duration": 30},
                {"id": "lift", "duration": 30, "crew": [{"id": "lead"}, {"id": "help"}]},
            ],
            "caregivers": [
                {"id": name, "gender": "woman", "mode": "walk", "start": [121.2, 31],
                 "shifts": [{"start": "08:00", "end": "16:00"}]}
                for name in ("ann", "bea")
            ],
            "clients": [
                {"id": "li", "name": "Mrs Li", "phone": "555-0100", "place": [121.2, 31]},
                {"id": "wu", "place": [121.2, 31]},
            ],
            "visits": [
                {"id": name, "client": client, "service": service, **of_visits.get(name, {})}
                for name, client, service in (
                    ("a", "li", "care"), ("b", "wu", "care"), ("c", "li", "care"),
                    ("d", "wu", "care"), ("e", "wu", "lift"),
                )
            ],
        }
    )  # fmt: skip


def plan(returned="12:00", **routes):
    """A plan; a route is written as ``{"a": "09:00"}``, or ``{"e/help": "09:00"}``."""
    return Plan.model_validate(
        {
            "scenario": "",
            "routes": [
                {
                    "caregiver": name,
                    "departure": "08:00",
                    "stops": [
                        {
                            "visit": visit.partition("/")[0],
                            "role": visit.partition("/")[2] or "caregiver",
                            "arrival": start,
                            "start": start,
                            "end": start,
                        }
                        for visit, start in stops.items()
                    ],
                    "returned": returned,
                }
                for name, stops in routes.items()
            ],
        }
    )


def kinds(found):
    return [(each.visit, each.kind, each.call) for each in found.changes]


def test_nothing_changes():
    made = plan(ann={"a": "09:00"}, bea={"b": "09:00"})
    found = difference(day(), made, made)
    assert (found.changes, found.unchanged, found.days) == ((), 2, {})
    assert change_lines(day(), found) == ["Nothing changes."]


def test_visits_are_added_dropped_moved_and_given_to_others():
    before = plan(ann={"a": "09:00", "b": "10:00"}, bea={"c": "11:00"})
    after = plan(ann={"a": "10:00", "d": "11:30"}, bea={"c": "11:00"})
    found = difference(day(), before, after)
    assert kinds(found) == [("a", "changed", True), ("b", "dropped", True), ("d", "added", False)]
    assert found.unchanged == 1
    assert [*found.days] == ["ann"]  # two visits as before, but not the same ones
    exchanged = difference(
        day(), before, plan(ann={"a": "09:00", "c": "11:00"}, bea={"b": "10:00"})
    )
    assert kinds(exchanged) == [("b", "changed", True), ("c", "changed", True)]


def test_the_most_urgent_is_what_shows_first_at_a_door():
    before = plan(ann={"a": "11:00", "b": "09:30", "c": "10:00"})
    after = plan(ann={"a": "09:00", "b": "12:00"})
    assert [each.visit for each in difference(day(), before, after).changes] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("now", "promise", "call"),
    [
        ("09:30", None, False),
        ("09:31", None, True),
        ("08:29", None, True),
        ("09:20", {"start": "09:00", "tolerance": 20}, False),
        ("09:21", {"start": "09:00", "tolerance": 20}, True),
        ("09:50", {"start": "09:30", "tolerance": 20}, False),
    ],
)
def test_a_client_is_called_about_a_start_beyond_the_promise(now, promise, call):
    asked = day(**({"a": {"promise": promise}} if promise else {}))
    found = difference(asked, plan(ann={"a": "09:00"}), plan(ann={"a": now}))
    assert kinds(found) == [("a", "changed", call)]


def test_who_takes_which_role_matters_to_nobody_at_the_door():
    before = plan(ann={"e/lead": "09:00"}, bea={"e/help": "09:00"})
    after = plan(ann={"e/help": "09:00"}, bea={"e/lead": "09:00"})
    (change,) = difference(day(), before, after).changes
    assert change.before.caregivers == ("ann", "bea")
    assert change.after.caregivers == ("bea", "ann")
    assert not change.call


def test_visits_that_are_over_are_no_change():
    asked = day(a={"facts": {"started": "09:00", "ended": "09:30"}})
    found = difference(asked, plan(ann={"a": "09:00", "b": "10:00"}), plan(ann={"b": "10:00"}))
    assert kinds(found) == []


def test_a_cancelled_visit_is_dropped_with_what_the_plan_says():
    before = plan(ann={"gone": "09:00"})
    (change,) = difference(day(), before, plan()).changes
    assert (change.visit, change.client, change.kind) == ("gone", "", "dropped")


def test_the_days_of_caregivers():
    before = plan(ann={"a": "09:00"})
    after = plan(returned="13:30", ann={"a": "09:00", "b": "13:00"}, bea={"d": "13:00"})
    found = difference(day(), before, after)
    ann, bea = found.days["ann"], found.days["bea"]
    assert [(each.visits, each.minutes, each.returned) for each in ann] == [
        (1, 240, "12:00"),
        (2, 330, "13:30"),
    ]
    assert (bea[0].visits, bea[0].minutes, bea[0].returned) == (0, 0, None)
    assert found.as_dict()["caregivers"]["ann"]["after"]["minutes"] == 330


def test_a_caregiver_hears_of_a_visit_that_is_cancelled():
    facts = {"cancelled": "08:30"}
    found = difference(day(a={"facts": facts}), plan(ann={"a": "09:00"}), plan())
    before, after = found.days["ann"]
    assert (before.visits, after.visits) == (1, 0)


def test_a_shift_that_is_over_changes_no_more():
    done = day(a={"facts": {"started": "09:00", "ended": "09:30"}})
    home = {"free": "10:00", "place": [121.2, 31], "departed": "08:00", "returned": "10:00"}
    ann, bea = done.caregivers
    shifts = [{"start": "08:00", "end": "10:00", "under_way": home}]
    asked = done.model_copy(update={"caregivers": [{**ann.model_dump(), "shifts": shifts}, bea]})
    before = plan(returned="10:00", ann={"a": "09:00"}, bea={"b": "11:00"})
    assert difference(asked, before, plan(bea={"b": "11:00"}, returned="10:00")).days == {}


def test_a_client_is_called_who_was_promised_what_no_plan_had_any_more():
    promise = {"start": "09:00", "tolerance": 20, "caregivers": ["ann"]}
    asked = day(a={"promise": promise})
    for after, call in (
        (plan(ann={"a": "09:20"}), False),
        (plan(ann={"a": "09:21"}), True),
        (plan(bea={"a": "09:00"}), True),
    ):
        assert kinds(difference(asked, plan(), after)) == [("a", "added", call)]


def test_a_screen_of_it():
    before = plan(ann={"a": "09:00", "b": "10:00", "c": "11:00"})
    after = plan(ann={"a": "09:40"}, bea={"b": "10:00", "d": "09:00"})
    found = difference(day(), before, after)
    assert change_lines(day(), found, names=True)[2:5] == [
        "  Mrs Li (li), 555-0100: a starts at 09:40 instead of 09:00, with ann as before",
        "  wu: b at 10:00 is with bea instead of ann",
        "  Mrs Li (li), 555-0100: c at 11:00 with ann is dropped",
    ]
    assert change_lines(day(), found) == [
        "Visits: 1 added, 1 dropped, 2 changed, 0 as before",
        "Clients to call, the most urgent first: 3",
        "  li: a starts at 09:40 instead of 09:00, with ann as before",
        "  wu: b at 10:00 is with bea instead of ann",
        "  li: c at 11:00 with ann is dropped",
        "Caregivers whose day changes: 2",
        "  ann: 3 → 1 visits, 4:00 → 4:00 h, back 12:00 → 12:00",
        "  bea: 0 → 2 visits, 0:00 → 4:00 h, back – → 12:00",
    ]


def test_a_visit_that_the_scenario_no_longer_has_is_said_to_be_gone():
    found = difference(day(), plan(ann={"gone": "09:00"}), plan())
    for names in (False, True):
        assert change_lines(day(), found, names=names)[2] == (
            "  no longer in the scenario: gone at 09:00 with ann is dropped"
        )


def test_of_many_the_first_are_listed():
    visits = [f"v{k}" for k in range(20)]
    before = plan(ann={visit: f"{9 + k // 4:02}:{k % 4 * 15:02}" for k, visit in enumerate(visits)})
    lines = change_lines(day(), difference(day(), before, plan()))
    assert lines[1] == "Clients to call, the most urgent first: 20"
    assert lines[14] == "  and 8 more"
    whole = change_lines(day(), difference(day(), before, plan()), most=None)
    assert (whole[2:14], len(whole)) == (lines[2:14], 1 + 1 + 20 + 1 + 1)
