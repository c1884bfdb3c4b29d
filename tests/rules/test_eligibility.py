from __future__ import annotations

from datetime import date

import pytest

from dispatch.rules import (
    client_reasons,
    eligibility,
    pin_reasons,
    preference_misses,
    service_reasons,
)

TODAY = date(2026, 11, 23)
CARE_OR_NURSE = {"certificate": "care", "grade": "middle"}, {"certificate": "nurse"}


def papers(small, *held, needs=(CARE_OR_NURSE,), role_needs=(), **more):
    role = {"id": "caregiver", "requires": {"certificates": role_needs}}
    service = {"requires": {"certificates": needs}, "crew": [role]}
    scenario = small(service=service, amy={"certificates": held, **more})
    bath = scenario.service["bath"]
    return service_reasons(scenario, bath, bath.crew[0], scenario.caregiver["amy"], TODAY)


@pytest.mark.parametrize(
    ("held", "reasons"),
    [
        ({"certificate": "care", "grade": "junior"}, ("certificate_missing",)),
        ({"certificate": "care", "grade": "middle"}, ()),
        ({"certificate": "care", "grade": "senior"}, ()),
        ({"certificate": "care"}, ("certificate_missing",)),
        ({"certificate": "nurse"}, ()),
        ({"certificate": "nurse", "valid_until": "2026-11-22"}, ("certificate_expired",)),
        ({"certificate": "nurse", "valid_until": "2026-11-23"}, ()),
        ({"certificate": "nurse", "valid_from": "2026-11-23"}, ()),
        ({"certificate": "nurse", "valid_from": "2026-11-24"}, ("certificate_expired",)),
        (
            {"certificate": "care", "grade": "junior", "valid_until": "2026-11-22"},
            ("certificate_missing",),
        ),
    ],
)
def test_any_of_set_needs_one_valid_certificate_at_the_grade(small, held, reasons):
    assert papers(small, held) == reasons


def test_any_grade_will_do_where_none_is_named(small):
    assert papers(small, {"certificate": "care"}, needs=[[{"certificate": "care"}]]) == ()


def test_one_valid_certificate_outweighs_an_expired_one(small):
    expired = {"certificate": "nurse", "valid_until": "2026-01-01"}
    assert papers(small, expired, {"certificate": "care", "grade": "senior"}) == ()


def test_every_set_of_service_and_role_must_be_met(small):
    nurse = {"certificate": "nurse"}
    care = {"certificate": "care"}
    assert papers(small, nurse, needs=[[nurse]], role_needs=[[care]]) == ("certificate_missing",)
    assert papers(small, care, needs=[[nurse]], role_needs=[[care]]) == ("certificate_missing",)
    assert papers(small, care, nurse, needs=[[nurse]], role_needs=[[care]]) == ()
    expired = {**care, "valid_until": "2026-01-01"}
    assert papers(small, expired, needs=[[nurse], [care]]) == (
        "certificate_missing",
        "certificate_expired",
    )


def test_courses_of_service_and_role_and_the_examination(small):
    service = {
        "examination": True,
        "requires": {"courses": ["bathing"]},
        "crew": [{"id": "caregiver", "requires": {"courses": ["lifting"]}}],
    }

    def reasons(**amy):
        scenario = small(service=service, amy=amy)
        bath = scenario.service["bath"]
        return service_reasons(scenario, bath, bath.crew[0], scenario.caregiver["amy"], TODAY)

    assert reasons() == ("course_missing", "examination_missing")
    assert reasons(courses=["bathing"]) == ("course_missing", "examination_missing")
    assert reasons(courses=["lifting", "bathing"]) == ("examination_missing",)
    assert reasons(courses=["lifting", "bathing"], examinations=["bath"]) == ()


@pytest.mark.parametrize(
    ("client", "caregiver", "areas", "reasons"),
    [
        ({}, {}, "hard", ()),
        ({"gender_required": "man"}, {}, "hard", ("gender_required",)),
        ({"gender_required": "woman"}, {}, "hard", ()),
        ({"excluded": ["amy"]}, {}, "hard", ("caregiver_excluded",)),
        ({"excluded": ["bob"]}, {}, "hard", ()),
        ({}, {"areas": ["south"]}, "hard", ("area_not_served",)),
        ({}, {"areas": ["south"]}, "off", ()),
        ({}, {"areas": ["south", "north"]}, "hard", ()),
        ({"area": None}, {"areas": ["north"]}, "hard", ("area_not_served",)),
        ({"area": None}, {}, "hard", ()),
        (
            {"gender_required": "man", "excluded": ["amy"]},
            {"areas": ["south"]},
            "hard",
            ("gender_required", "caregiver_excluded", "area_not_served"),
        ),
    ],
)
def test_what_a_client_and_a_contract_forbid(small, client, caregiver, areas, reasons):
    scenario = small(client=client, amy=caregiver, policy={"rules": {"areas": areas}})
    zhou, bath = scenario.client["zhou"], scenario.service["bath"]
    assert client_reasons(scenario, zhou, bath, scenario.caregiver["amy"]) == reasons


def test_pins_bind_the_roles_in_their_order(small):
    crew = [{"id": "first"}, {"id": "second"}]
    scenario = small(service={"crew": crew}, visit={"pinned_caregivers": ["bob", "amy"]})
    visit, amy, bob = scenario.visit["v"], scenario.caregiver["amy"], scenario.caregiver["bob"]
    assert pin_reasons(visit, 0, amy) == ("pinned_caregiver",)
    assert pin_reasons(visit, 0, bob) == ()
    assert pin_reasons(visit, 1, amy) == ()
    assert pin_reasons(visit, 1, bob) == ("pinned_caregiver",)
    assert pin_reasons(small().visit["v"], 0, amy) == ()


def test_eligibility_lists_everything_in_a_fixed_order(small):
    scenario = small(
        service={"requires": {"certificates": [[{"certificate": "nurse"}]]}},
        client={"excluded": ["amy"]},
        visit={"pinned_caregivers": ["bob"]},
    )
    visit = scenario.visit["v"]
    assert eligibility(scenario, visit, 0, scenario.caregiver["amy"], TODAY) == (
        "certificate_missing",
        "caregiver_excluded",
        "pinned_caregiver",
    )
    assert eligibility(scenario, visit, 0, scenario.caregiver["bob"], TODAY) == (
        "certificate_missing",
    )


@pytest.mark.parametrize(
    ("client", "rules", "misses"),
    [
        ({}, {}, ()),
        ({"gender_preferred": "man"}, {}, ("gender_preference",)),
        ({"gender_preferred": "woman"}, {}, ()),
        ({"gender_preferred": "man"}, {"gender_preference": "off"}, ()),
        ({"preferred": ["bob"]}, {}, ("continuity",)),
        ({"preferred": ["bob", "amy"]}, {}, ()),
        ({"preferred": ["bob"]}, {"continuity": "off"}, ()),
        (
            {"preferred": ["bob"], "gender_preferred": "man"},
            {},
            ("gender_preference", "continuity"),
        ),
    ],
)
def test_preferences_that_amy_misses(small, client, rules, misses):
    scenario = small(client=client, policy={"rules": rules})
    amy = scenario.caregiver["amy"]
    assert preference_misses(scenario, scenario.client["zhou"], amy) == misses
