"""Which visits are served all or none, and what that means for why one is left out."""

from __future__ import annotations

from dispatch.rules import groups, left_out_with_another

NEVER_OPEN = {"windows": [{"open": "23:00", "close": "23:30"}]}


def visit(name, group, **fields):
    return {"id": name, "client": "zhou", "service": "bath", "group": group, **fields}


def test_what_has_begun_is_of_no_group_and_one_visit_is_none(small):
    begun = {"facts": {"started": "08:10"}, "pinned_caregivers": ["amy"]}
    over = {"facts": {"not_home": "08:10"}}
    scenario = small(
        visits=[
            visit("a", "x"), visit("b", "y"), visit("c", "x"), visit("d", "z"), visit("e", None),
            visit("f", "x", **begun), visit("g", "z", **over), visit("h", "y"), visit("i", None),
        ]
    )  # fmt: skip
    assert groups(scenario) == (("a", "c"), ("b", "h"))
    assert left_out_with_another(scenario) == {"c", "h"}
