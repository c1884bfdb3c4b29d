from __future__ import annotations

import pytest

from dispatch.messages import say
from dispatch.rules import why_unserved

CREW = {"crew": [{"id": "lead", "requires": {"courses": ["bathing"]}}, {"id": "help"}]}


def why(scenario):
    reasons = why_unserved(scenario, scenario.visit["v"])
    for reason in reasons:
        assert say(reason.code, caregiver=reason.caregiver, visit="v", role=reason.role)
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
