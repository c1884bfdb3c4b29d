from __future__ import annotations

import pytest

from dispatch.rules import unsupported

SHIFT = {"start": "08:00", "end": "12:00"}


def kit(**more):
    return [{"id": "kit", "count": 1, **more}]


USES = {
    "dates": {"dates": ["2026-11-23", "2026-11-24"]},
    "caregivers[amy].shifts": {
        "amy": {"shifts": [SHIFT, {"start": "13:00", "end": "17:00"}]},
    },
    "caregivers[amy].paid_hours_cap": {"amy": {"paid_hours_cap": 300}},
    "caregivers[amy].weekly_cap": {"amy": {"weekly_cap": 0}},
    "caregivers[amy].probation_cap": {"amy": {"probation_cap": 3}},
    "caregivers[amy].carrying_limit": {"service": {"load": 1}, "amy": {"carrying_limit": 5}},
    "caregivers[amy].so_far": {
        "amy": {"so_far": {"paid": 60}},
        "policy": {"weights": {"balance": 1}},
    },
    "clients[zhou].entitled_week": {"client": {"entitled_week": 29}},
    "visits[v].facts": {"visit": {"facts": {"started": "09:00"}}},
    "visits[v].promise": {"visit": {"promise": {"start": "09:00"}}},
    "services[bath].equipment": {"service": {"equipment": ["kit"]}, "equipment": kit()},
}


@pytest.mark.parametrize("where", USES)
def test_each_use_of_a_rule_that_is_not_kept_is_named_once(small, where):
    found = unsupported(small(**USES[where]))
    assert [problem.where for problem in found] == [where]
    assert found[0].what.endswith("yet")
    assert found[0].todo.endswith(".")


KEPT = {
    "nothing": {},
    "load so far without balance": {"amy": {"so_far": {"paid": 60}}},
    "an entitlement that suffices": {"client": {"entitled_week": 30}},
    "a limit without load": {"amy": {"carrying_limit": 5}},
    "equipment that nothing needs": {"equipment": kit()},
    "an overtime limit": {"amy": {"overtime_limit": 0}},
}


@pytest.mark.parametrize("name", KEPT)
def test_what_changes_nothing_is_not_refused(small, name):
    assert unsupported(small(**KEPT[name])) == []
