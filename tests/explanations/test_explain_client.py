"""The client's own other visits are in the way."""

from __future__ import annotations

from dispatch.explanations import explain


def at(first, last=None):
    return {"windows": [{"open": first, "close": last or first}]}


def test_the_clients_other_visit_is_the_reason_and_is_named(small, plan_of):
    scenario = small(busy={"client": "wu", **at("09:00")}, v=at("08:31", "09:59"), bob={})
    explanation = explain(scenario, plan_of(scenario), "v")
    told = [(each.caregiver, each.code, each.detail) for each in explanation.reasons]
    assert told == [(None, "client_occupied", "busy")]
    assert "  the client is occupied by busy at every start that v allows" in list(
        explanation.lines()
    )
    # she is free until 09:00, so the visit could start at 08:30
    (way,) = (way for way in explanation.ways if way.relaxed == ("window",))
    assert way.start[11:] == "08:30:00"


def test_a_start_beside_the_other_visit_is_no_reason(small, plan_of):
    scenario = small(busy={"client": "wu", **at("09:00")}, v=at("08:30", "09:59"), bob={})
    (way,) = explain(scenario, plan_of(scenario), "v").ways
    assert (way.relaxed, way.start[11:]) == ((), "08:30:00")


def test_a_running_visit_of_the_client_is_the_reason(small, plan_of):
    running = {"client": "wu", "facts": {"started": "08:10"}, "pinned_caregivers": ["amy"]}
    scenario = small(busy=running, v=at("08:11", "09:09"), bob={})
    reasons = explain(scenario, plan_of(scenario), "v").reasons
    assert [(each.code, each.detail) for each in reasons] == [("client_occupied", "busy")]


def test_no_way_leads_into_another_visit_of_the_client(small, plan_of):
    """Nearest to its window the visit would start at 11:20, but the client is occupied then."""
    occupied = {"client": "wu", **at("10:45")}
    scenario = small(busy=occupied, v=at("14:00"), bob={"overtime_limit": 0})
    (way,) = (
        way for way in explain(scenario, plan_of(scenario), "v").ways if way.relaxed == ("window",)
    )
    assert way.start[11:] == "10:15:00"


def test_equipment_is_not_blamed_if_the_client_is_occupied(small, plan_of):
    """Bob could come only during the other visit; the lift is free all day."""
    shift = {"shifts": [{"start": "08:50", "end": "09:40"}], "overtime_limit": 0}
    scenario = small(
        busy={"client": "wu", **at("09:00")},
        v=at("08:00", "09:59"),
        service={"equipment": ["lift"], "requires": {"courses": ["lifting"]}},
        equipment=[{"id": "lift", "count": 1}],
        bob={**shift, "courses": ["lifting"]},
    )
    reasons = explain(scenario, plan_of(scenario), "v").reasons
    assert ("bob", "client_elsewhere") in {(each.caregiver, each.code) for each in reasons}
    assert "equipment_busy" not in {each.code for each in reasons}
