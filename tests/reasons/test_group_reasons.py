"""A visit of a group is left out for the others of its group."""

from __future__ import annotations

NEVER_OPEN = {"windows": [{"open": "23:00", "close": "23:30"}]}


def visit(name, group, **fields):
    return {"id": name, "client": "zhou", "service": "bath", "group": group, **fields}


def test_a_visit_is_left_out_for_another_one_of_its_group_that_nobody_can_serve(small, reasons_of):
    def why(scenario, name):
        return {(reason.code, reason.detail) for reason in reasons_of(scenario, name)}

    scenario = small(visits=[visit("a", "x"), visit("b", "x", **NEVER_OPEN), visit("c", "x")])
    assert why(scenario, "a") == why(scenario, "c") == {("group_incomplete", "b")}
    assert why(scenario, "b") == {("shift_outside_window", "")}
    visits = [visit("a", "x"), visit("b", "y", **NEVER_OPEN), visit("c", "x"), visit("d", "x")]
    scenario = small(visits=visits)
    assert why(scenario, "a") == {("group_incomplete", "c, d"), ("room_left", "")}
