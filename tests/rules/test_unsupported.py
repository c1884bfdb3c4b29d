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
    "caregivers[amy].registered_institution": {
        "certificates": [{"id": "care"}, {"id": "nurse", "registered_institutions_only": True}],
        "amy": {
            "certificates": [{"certificate": "care"}, {"certificate": "nurse"}],
            "registered_institution": False,
        },
    },
    "visits[v].service": {"service": {"intimate": True}, "client": {"gender": "woman"}},
    "policy.rules.rating_floor": {"policy": {"rules": {"rating_floor": 0}}},
    "caregivers[amy].services": {
        "services": [{"id": "bath", "duration": 30}, {"id": "meal", "duration": 30}],
        "amy": {"services": ["meal"]},
    },
    "caregivers[amy].type": {"amy": {"type": "time_bank_volunteer"}},
    "caregivers[amy].paid_hours_cap": {"amy": {"paid_hours_cap": 300}},
    "caregivers[amy].weekly_cap": {"amy": {"weekly_cap": 0}},
    "caregivers[amy].probation_cap": {"amy": {"probation_cap": 3}},
    "caregivers[amy].carrying_limit": {"service": {"load": 1}, "amy": {"carrying_limit": 5}},
    "caregivers[amy].so_far": {
        "amy": {"so_far": {"paid": 60}},
        "policy": {"weights": {"balance": 1}},
    },
    "clients[zhou].entitled_week": {"client": {"entitled_week": 29}},
    "clients[zhou].blackouts": {"client": {"blackouts": [{"start": "12:00", "end": "13:00"}]}},
    "visits[v].exact_start": {"visit": {"exact_start": "09:00"}},
    "visits[v].end_place": {"visit": {"end_place": "D"}},
    "visits[v].facts": {"visit": {"facts": {"started": "09:00"}}},
    "visits[v].promise": {"visit": {"promise": {"start": "09:00"}}},
    "services[bath].equipment": {"service": {"equipment": ["kit"]}, "equipment": kit()},
    "services[bath].pre_check": {"service": {"pre_check": 5}},
    "services[bath].post_check": {"service": {"post_check": 5}},
    "services[bath].crew[b].offset": {"service": {"crew": [{"id": "a"}, {"id": "b", "offset": 5}]}},
    "services[bath].crew[a].duration": {"service": {"crew": [{"id": "a", "duration": 5}]}},
    "services[bath].crew": {"service": {"crew": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}},
}


@pytest.mark.parametrize("where", USES)
def test_each_use_of_a_rule_that_is_not_kept_is_named_once(small, where):
    found = unsupported(small(**USES[where]))
    assert [problem.where for problem in found] == [where]
    assert found[0].what.endswith("yet")
    assert found[0].todo.endswith(".")


KEPT = {
    "nothing": {},
    "a silent client": {"service": {"intimate": True}},
    "the client's wish": {
        "service": {"intimate": True},
        "client": {"gender": "woman", "gender_preferred": "man"},
    },
    "the client's demand": {
        "service": {"intimate": True},
        "client": {"gender": "woman", "gender_required": "woman"},
    },
    "everybody of the client's gender": {
        "service": {"intimate": True},
        "client": {"gender": "woman"},
        "bob": {"gender": "woman"},
    },
    "intimate off": {
        "service": {"intimate": True},
        "client": {"gender": "woman"},
        "policy": {"rules": {"intimate_gender": "off"}},
    },
    "volunteers at low risk": {
        "service": {"low_risk": True},
        "amy": {"type": "young_old_volunteer"},
    },
    "a contract that covers it": {"amy": {"services": ["bath"]}},
    "load so far without balance": {"amy": {"so_far": {"paid": 60}}},
    "an entitlement that suffices": {"client": {"entitled_week": 30}},
    "a limit without load": {"amy": {"carrying_limit": 5}},
    "equipment that nothing needs": {"equipment": kit()},
    "an overtime limit": {"amy": {"overtime_limit": 0}},
}


@pytest.mark.parametrize("name", KEPT)
def test_what_changes_nothing_is_not_refused(small, name):
    assert unsupported(small(**KEPT[name])) == []
