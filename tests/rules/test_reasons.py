from __future__ import annotations

import pytest

from dispatch.messages import say
from dispatch.rules import why_unserved

CREW = {"crew": [{"id": "lead", "requires": {"courses": ["bathing"]}}, {"id": "help"}]}


def why(scenario):
    (reasons,) = why_unserved(scenario, [scenario.visit["v"]])
    for reason in reasons:
        named = {"caregiver": reason.caregiver, "role": reason.role, "equipment": reason.detail}
        assert say(reason.code, visit="v", **named)
    return [(reason.caregiver, reason.code, reason.role) for reason in reasons]


def test_every_caregiver_has_every_reason(small):
    scenario = small(
        service={"requires": {"courses": ["bathing"]}},
        client={"excluded": ["amy"]},
        bob={"courses": ["bathing"]},
    )
    assert why(scenario) == [
        ("amy", "course_missing", None),
        ("amy", "caregiver_excluded", None),
        ("bob", "no_time_left", None),
    ]


def test_contract_rating_and_institution_are_reasons(small):
    scenario = small(
        certificates=[{"id": "nurse", "registered_institutions_only": True}],
        service={"requires": {"certificates": [[{"certificate": "nurse"}]]}, "intimate": True},
        client={"gender": "woman"},
        amy={
            "certificates": [{"certificate": "nurse"}],
            "registered_institution": False,
            "type": "time_bank_volunteer",
        },
        bob={"certificates": [{"certificate": "nurse"}], "rating": 2, "reviews": 5},
        policy={"rules": {"rating_floor": 3.5}},
    )
    assert why(scenario) == [
        ("amy", "institution_not_registered", None),
        ("amy", "volunteer_service", None),
        ("bob", "rating_too_low", None),
        ("bob", "intimate_gender", None),
    ]


def test_a_visit_that_may_never_start_needs_one_reason(small):
    scenario = small(
        client={"earliest": "10:00"}, visit={"windows": [{"open": "08:00", "close": "09:00"}]}
    )
    assert why(scenario) == [(None, "no_allowed_start", None)]


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (("07:00", "08:04"), "shift_outside_window"),
        (("07:00", "08:05"), "no_time_left"),
        (("16:20", "18:00"), "no_time_left"),
        (("16:21", "18:00"), "shift_outside_window"),
    ],
)
def test_a_shift_holds_access_service_and_documentation_up_to_the_overtime_limit(
    small, window, reason
):
    scenario = small(
        service={"documentation": 10},
        client={"access": 5},
        visit={"windows": [{"open": window[0], "close": window[1]}]},
    )
    assert why(scenario) == [("amy", reason, None), ("bob", reason, None)]


def test_a_shift_may_hold_one_role_and_not_the_other(small):
    crew = [{"id": "lead"}, {"id": "help", "offset": 60}]
    scenario = small(service={"crew": crew}, visit={"exact_start": "15:50"})
    # the lead ends at 16:20, the help at 17:20: twenty minutes beyond all overtime
    assert why(scenario) == [
        ("amy", "shift_outside_window", "help"),
        ("amy", "crew_unavailable", None),
        ("bob", "shift_outside_window", "help"),
        ("bob", "crew_unavailable", None),
    ]
    crew[1]["duration"] = 10
    scenario = small(service={"crew": crew}, visit={"exact_start": "15:50"})
    assert why(scenario) == [("amy", "no_time_left", None), ("bob", "no_time_left", None)]


def test_one_window_in_the_shift_is_enough(small):
    windows = [{"open": "05:00", "close": "06:00"}, {"open": "09:00", "close": "10:00"}]
    assert why(small(visit={"windows": windows})) == [
        ("amy", "no_time_left", None),
        ("bob", "no_time_left", None),
    ]


def test_roles_are_named_where_they_differ(small):
    scenario = small(service=CREW, amy={"courses": ["bathing"]}, client={"excluded": ["bob"]})
    assert why(scenario) == [
        ("amy", "crew_unavailable", None),
        ("bob", "course_missing", "lead"),
        ("bob", "caregiver_excluded", None),
    ]


def test_one_person_is_no_crew_of_two(small):
    away = {"shifts": [{"start": "20:00", "end": "22:00"}]}
    morning = {"windows": [{"open": "09:00", "close": "10:00"}]}
    scenario = small(service=CREW, visit=morning, amy={"courses": ["bathing"]}, bob=away)
    assert why(scenario) == [
        ("amy", "crew_unavailable", None),
        ("bob", "shift_outside_window", None),
        ("bob", "course_missing", "lead"),
    ]
    scenario = small(service=CREW, visit=morning, amy={"courses": ["bathing"]})
    assert why(scenario) == [
        ("amy", "no_time_left", None),
        ("bob", "course_missing", "lead"),
        ("bob", "no_time_left", None),
    ]


NURSE = {"requires": {"certificates": [[{"certificate": "nurse"}]]}}
UNTIL_MONDAY = {"certificates": [{"certificate": "nurse", "valid_until": "2026-11-23"}]}
NIGHT = {"shifts": [{"start": "20:00", "end": "28:00"}]}


def test_papers_count_on_the_dates_on_which_the_visit_may_start_in_the_shift(small):
    changes = {"service": NURSE, "amy": UNTIL_MONDAY | NIGHT, "bob": NIGHT}
    after = small(**changes, visit={"exact_start": "24:30"})
    assert why(after)[0] == ("amy", "certificate_expired", None)
    before = small(**changes, visit={"exact_start": "23:30"})
    assert why(before)[0] == ("amy", "no_time_left", None)


def test_one_shift_in_which_the_papers_count_is_enough(small):
    tuesday = {"start": "2026-11-24T08:00", "end": "2026-11-24T16:00"}
    both = {"shifts": [{"start": "08:00", "end": "16:00"}, tuesday]}
    windows = [{"open": "09:00", "close": "10:00"},
               {"open": "2026-11-24T09:00", "close": "2026-11-24T10:00"}]  # fmt: skip
    changes = {"dates": ["2026-11-23", "2026-11-24"], "service": NURSE}
    scenario = small(**changes, amy=UNTIL_MONDAY | both, visit={"windows": windows})
    assert why(scenario)[0] == ("amy", "no_time_left", None)
    scenario = small(
        **changes, amy=UNTIL_MONDAY | {"shifts": [tuesday]}, visit={"windows": windows}
    )
    assert why(scenario)[0] == ("amy", "certificate_expired", None)


def test_the_next_shift_ends_the_overtime(small):
    early = {"windows": [{"open": "11:45", "close": "12:00"}]}
    split = [{"start": "08:00", "end": "12:00"}, {"start": "12:14", "end": "16:00"}]
    assert why(small(visit=early, amy={"shifts": split}))[0][1] == "shift_outside_window"
    split[1]["start"] = "12:15"
    assert why(small(visit=early, amy={"shifts": split}))[0][1] == "no_time_left"


def test_a_crew_needs_a_common_start(small):
    morning = {"shifts": [{"start": "08:00", "end": "12:00"}], "overtime_limit": 0}
    later = {"shifts": [{"start": "11:31", "end": "16:00"}]}
    scenario = small(service={"crew": [{"id": "one"}, {"id": "two"}]}, amy=morning, bob=later)
    assert why(scenario) == [("amy", "crew_unavailable", None), ("bob", "crew_unavailable", None)]
    later["shifts"][0]["start"] = "11:30"
    scenario = small(service={"crew": [{"id": "one"}, {"id": "two"}]}, amy=morning, bob=later)
    assert why(scenario) == [("amy", "no_time_left", None), ("bob", "no_time_left", None)]


def test_equipment_that_cannot_come_bars_everybody(small):
    pools = [{"id": "hoist", "count": 1, "areas": ["south"]}, {"id": "kit", "count": 0}]
    scenario = small(equipment=pools, service={"equipment": ["hoist", "kit"]})
    assert why(scenario) == [(None, "equipment_area", None), (None, "equipment_none", None)]
    (reasons,) = why_unserved(scenario, [scenario.visit["v"]])
    details = [reason.detail for reason in reasons]
    assert details == ["hoist", "kit"]


@pytest.mark.parametrize(("received", "used"), [(30, False), (31, True)])
def test_an_entitlement_that_is_used_bars_everybody(small, received, used):
    scenario = small(client={"entitled_week": 60, "received_week": received})
    assert (why(scenario) == [(None, "entitlement_used", None)]) == used


def test_who_came_before_is_a_reason(small):
    visits = [
        {"id": "v", "client": "zhou", "service": "bath",
         "gaps": [{"after": "w", "caregiver": "same"}]},
        {"id": "w", "client": "zhou", "service": "bath", "pinned_caregivers": ["bob"],
         "facts": {"started": "08:00", "ended": "08:30"}},
    ]  # fmt: skip
    assert why(small(visits=visits)) == [
        ("amy", "same_caregiver_required", None),
        ("bob", "no_time_left", None),
    ]
