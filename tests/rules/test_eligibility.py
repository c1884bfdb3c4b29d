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


LICENCE = {"certificate": "nurse"}


@pytest.mark.parametrize(
    ("held", "registered", "reasons"),
    [
        ([LICENCE], True, ()),
        ([LICENCE], False, ("institution_not_registered",)),
        ([LICENCE, {"certificate": "care", "grade": "middle"}], False, ()),
        ([{**LICENCE, "valid_until": "2026-11-22"}], False, ("certificate_expired",)),
        (
            [LICENCE, {"certificate": "care", "grade": "senior", "valid_until": "2026-11-22"}],
            False,
            ("institution_not_registered",),
        ),
        ([], False, ("certificate_missing",)),
    ],
)
def test_some_certificates_count_with_registered_institutions_only(
    small, held, registered, reasons
):
    scenario = small(
        certificates=[
            {"id": "care", "grades": ["junior", "middle", "senior"]},
            {"id": "nurse", "registered_institutions_only": True},
        ],
        service={"requires": {"certificates": [CARE_OR_NURSE]}},
        amy={"certificates": held, "registered_institution": registered},
    )
    visit, amy = scenario.visit["v"], scenario.caregiver["amy"]
    assert eligibility(scenario, visit, 0, amy, TODAY) == reasons


@pytest.mark.parametrize(
    ("amy", "low_risk", "floor", "reasons"),
    [
        ({}, False, None, ()),
        ({"services": ["meal"]}, False, None, ("service_not_in_contract",)),
        ({"services": ["meal", "bath"]}, False, None, ()),
        ({"type": "time_bank_volunteer"}, False, None, ("volunteer_service",)),
        ({"type": "young_old_volunteer"}, False, None, ("volunteer_service",)),
        ({"type": "young_old_volunteer"}, True, None, ()),
        ({"type": "agency"}, False, None, ()),
        ({}, False, 4.0, ()),
        ({}, False, 4.001, ("rating_too_low",)),
        ({"rating": 0, "reviews": 0}, False, 4.0, ()),
        ({"rating": 3.9, "reviews": 1}, False, 4.0, ("rating_too_low",)),
        ({"rating": 4.5, "reviews": 10}, False, 4.25, ()),
        (
            {"services": ["meal"], "type": "time_bank_volunteer", "rating": 1, "reviews": 9},
            False,
            3.0,
            ("service_not_in_contract", "volunteer_service", "rating_too_low"),
        ),
    ],
)
def test_contract_volunteers_and_rating(small, amy, low_risk, floor, reasons):
    scenario = small(
        services=[
            {"id": "bath", "duration": 30, "low_risk": low_risk},
            {"id": "meal", "duration": 30, "low_risk": True},
        ],
        amy=amy,
        policy={"rules": {"rating_floor": floor}},
    )
    visit = scenario.visit["v"]
    assert eligibility(scenario, visit, 0, scenario.caregiver["amy"], TODAY) == reasons


@pytest.mark.parametrize(
    ("client", "rule", "reasons", "misses"),
    [
        ({"gender": "man"}, "hard", ("intimate_gender",), ()),
        ({"gender": "man"}, "soft", (), ("gender_preference",)),
        ({"gender": "man"}, "off", (), ()),
        ({"gender": "woman"}, "hard", (), ()),
        ({"gender": "woman"}, "soft", (), ()),
        ({}, "hard", (), ()),
        ({}, "soft", (), ()),
        ({"gender": "man", "gender_required": "woman"}, "hard", (), ()),
        ({"gender": "man", "gender_required": "woman"}, "soft", (), ()),
        ({"gender": "man", "gender_required": "man"}, "hard", ("gender_required",), ()),
        ({"gender": "man", "gender_preferred": "woman"}, "hard", (), ()),
        ({"gender": "man", "gender_preferred": "woman"}, "soft", (), ()),
        ({"gender": "woman", "gender_preferred": "man"}, "hard", (), ("gender_preference",)),
    ],
)
def test_intimate_services_by_the_clients_own_gender_unless_the_client_says(
    small, client, rule, reasons, misses
):
    policy = {"rules": {"intimate_gender": rule}}
    for intimate in (True, False):
        scenario = small(client=client, service={"intimate": intimate}, policy=policy)
        amy = scenario.caregiver["amy"]
        found = client_reasons(scenario, scenario.client["zhou"], scenario.service["bath"], amy)
        missed = preference_misses(scenario, scenario.visit["v"], amy)
        if intimate:
            assert (found, missed) == (reasons, misses)
        else:
            assert "intimate_gender" not in found
            spoken = client.get("gender_preferred") == "man"
            assert bool(missed) == spoken


def test_soft_intimacy_is_a_rule_of_its_own(small):
    rules = {"intimate_gender": "soft", "gender_preference": "off"}
    scenario = small(client={"gender": "man"}, service={"intimate": True}, policy={"rules": rules})
    missed = preference_misses(scenario, scenario.visit["v"], scenario.caregiver["amy"])
    assert missed == ("gender_preference",)


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
    assert pin_reasons(scenario, visit, 0, amy) == ("pinned_caregiver",)
    assert pin_reasons(scenario, visit, 0, bob) == ()
    assert pin_reasons(scenario, visit, 1, amy) == ()
    assert pin_reasons(scenario, visit, 1, bob) == ("pinned_caregiver",)
    free = small()
    assert pin_reasons(free, free.visit["v"], 0, amy) == ()


OVER = {"started": "08:00", "ended": "08:30"}


@pytest.mark.parametrize("order", ["after", "before"])
@pytest.mark.parametrize(
    ("who", "facts", "came", "amy", "bob"),
    [
        ("same", OVER, ["bob"], ("same_caregiver_required",), ()),
        ("different", OVER, ["bob"], (), ("different_caregiver_required",)),
        ("any", OVER, ["bob"], (), ()),
        ("different", OVER, [], (), ()),  # nobody knows who came
        ("different", {"not_home": "08:10"}, ["bob"], (), ()),  # nobody came in
        ("different", {"started": "08:00"}, ["bob"], (), ()),  # not over: the engines' business
    ],
)
def test_who_gave_a_visit_that_is_over_binds_others(small, order, who, facts, came, amy, bob):
    past = {
        "id": "w", "client": "zhou", "service": "bath", "facts": facts,
        "pinned_caregivers": came,
    }  # fmt: skip
    visit = {"id": "v", "client": "zhou", "service": "bath"}
    gap = {"caregiver": who}
    if order == "after":
        visit["gaps"] = [gap | {"after": "w"}]
    else:
        past["gaps"] = [gap | {"after": "v"}]
    scenario = small(visits=[visit, past])
    found = [
        pin_reasons(scenario, scenario.visit["v"], 0, scenario.caregiver[name])
        for name in ("amy", "bob")
    ]
    assert found == [amy, bob]


def test_a_larger_crew_may_hold_others_than_a_smaller_one_that_came(small):
    crew = {"crew": [{"id": "first"}, {"id": "second"}]}
    visits = [
        {"id": "v", "client": "zhou", "service": "bath",
         "gaps": [{"after": "w", "caregiver": "same"}]},
        {"id": "w", "client": "zhou", "service": "one", "facts": OVER,
         "pinned_caregivers": ["bob"]},
    ]  # fmt: skip
    services = [{"id": "bath", "duration": 30, **crew}, {"id": "one", "duration": 30}]
    scenario = small(visits=visits, services=services)
    assert pin_reasons(scenario, scenario.visit["v"], 0, scenario.caregiver["amy"]) == ()


def test_of_a_running_visit_only_the_pin_is_asked(small):
    visits = [
        {"id": "v", "client": "zhou", "service": "bath", "facts": {"started": "09:00"},
         "pinned_caregivers": ["amy"], "gaps": [{"after": "w", "caregiver": "different"}]},
        {"id": "w", "client": "zhou", "service": "bath", "facts": OVER,
         "pinned_caregivers": ["amy"]},
    ]  # fmt: skip
    scenario = small(
        visits=visits,
        client={"excluded": ["amy"]},
        service={"requires": {"certificates": [[{"certificate": "nurse"}]]}},
    )
    visit = scenario.visit["v"]
    assert eligibility(scenario, visit, 0, scenario.caregiver["amy"], TODAY) == ()
    assert eligibility(scenario, visit, 0, scenario.caregiver["bob"], TODAY) == (
        "pinned_caregiver",
    )


@pytest.mark.parametrize(
    ("provider", "own", "reasons"),
    [
        ({"areas": ["south"]}, {}, ("area_not_served",)),
        ({"areas": ["north"]}, {"areas": ["south"]}, ("area_not_served",)),
        ({"areas": ["north", "south"]}, {"areas": ["north"]}, ()),
        ({"services": ["meal"]}, {}, ("service_not_in_contract",)),
        ({"services": ["bath"]}, {"services": ["meal"]}, ("service_not_in_contract",)),
        ({"services": ["bath"]}, {}, ()),
    ],
)
def test_the_contract_of_the_provider_counts_too(small, provider, own, reasons):
    scenario = small(
        services=[{"id": "bath", "duration": 30}, {"id": "meal", "duration": 20}],
        providers=[{"id": "city", **provider}],
        amy={"provider": "city", **own},
    )
    visit = scenario.visit["v"]
    assert eligibility(scenario, visit, 0, scenario.caregiver["amy"], TODAY) == reasons
    assert eligibility(scenario, visit, 0, scenario.caregiver["bob"], TODAY) == ()
    pooled = scenario.model_copy(update={"policy": {"rules": {"areas": "off"}}})
    off = tuple(code for code in reasons if code != "area_not_served")
    assert eligibility(pooled, visit, 0, pooled.caregiver["amy"], TODAY) == off


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
    assert preference_misses(scenario, scenario.visit["v"], scenario.caregiver["amy"]) == misses


@pytest.mark.parametrize(
    ("promised", "announced", "of_amy", "of_bob"),
    [
        (None, None, (), ("continuity",)),
        ([], [], (), ("continuity",)),
        (["bob"], None, ("continuity", "announced_caregiver"), ()),
        (["amy", "bob"], None, (), ()),
        (None, ["bob"], ("announced_caregiver",), ("continuity",)),
        (["bob"], [], ("continuity", "announced_caregiver"), ()),
        (["bob"], ["amy"], ("continuity",), ("announced_caregiver",)),
    ],
)
@pytest.mark.parametrize("rule", ["hard", "soft"])
def test_the_promised_are_preferred_and_the_announced_expected(
    small, rule, promised, announced, of_amy, of_bob
):
    told = {"promise": promised, "announced": announced}
    visit = {
        field: {"start": "09:00", "caregivers": names}
        for field, names in told.items()
        if names is not None
    }
    scenario = small(
        client={"preferred": ["amy"]}, visit=visit, policy={"rules": {"promise": rule}}
    )
    for name, misses in (("amy", of_amy), ("bob", of_bob)):
        found = preference_misses(scenario, scenario.visit["v"], scenario.caregiver[name])
        assert found == misses


def test_an_exclusion_is_a_reason_or_a_miss(small):
    client = {"excluded": ["amy"]}
    for kept, reasons, misses in (
        ("hard", ("caregiver_excluded",), ()),
        ("soft", (), ("exclusion",)),
    ):
        scenario = small(client=client, policy={"rules": {"exclusion": kept}})
        asked = scenario, scenario.client["zhou"], scenario.service["bath"]
        amy, bob = scenario.caregiver["amy"], scenario.caregiver["bob"]
        assert client_reasons(*asked, amy) == reasons
        assert preference_misses(scenario, scenario.visit["v"], amy) == misses
        assert client_reasons(*asked, bob) == ()
        assert preference_misses(scenario, scenario.visit["v"], bob) == ()
