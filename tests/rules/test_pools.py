"""Whose shares may be compared."""

from __future__ import annotations

import pytest

from dispatch import load_scenario
from dispatch.rules import pools

CARE, NURSE = {"certificate": "care"}, {"certificate": "nurse"}


def asks(*sets, crew=()):
    roles = [{"id": f"r{n}", "requires": {"certificates": role}} for n, role in enumerate(crew)]
    return {"requires": {"certificates": sets}} | ({"crew": roles} if roles else {})


def holds(kind, **fields):
    return {"certificates": [{"certificate": kind, **fields}]}


def test_a_nurse_and_a_care_worker_are_not_compared(small):
    scenario = small(service=asks([CARE], [NURSE]), amy=holds("nurse"), bob=holds("care"))
    assert pools(scenario) == {"care": ("bob",), "nurse": ("amy",)}


def test_kinds_that_are_as_good_as_each_other_are_one_pool(small):
    scenario = small(service=asks([CARE, NURSE]), amy=holds("nurse"), bob=holds("care"))
    assert pools(scenario) == {"care/nurse": ("amy", "bob")}


def test_what_both_may_do_does_not_hide_what_only_one_may_do(small):
    service = asks(crew=[[[CARE, NURSE]], [[NURSE]]])
    scenario = small(service=service, amy=holds("nurse"), bob=holds("care"))
    assert pools(scenario) == {"care/nurse": ("bob",), "nurse": ("amy",)}


def test_a_pool_of_two_kinds_of_work_is_named_by_both(small):
    both = {"certificates": [CARE, NURSE]}
    scenario = small(service=asks([CARE], [NURSE]), amy=both, bob=both)
    assert pools(scenario) == {"care + nurse": ("amy", "bob")}


@pytest.mark.parametrize(
    "bob",
    [
        {"courses": ["bathing"]},
        {"areas": ["south"]},
        {"rating": 1.0, "reviews": 100},
        {"certificates": [{"certificate": "care", "grade": "junior"}]},
    ],
)
def test_grades_courses_and_areas_divide_nobody(small, bob):
    senior = holds("care", grade="senior")
    scenario = small(service=asks([CARE | {"grade": "middle"}]), amy=senior, bob=senior | bob)
    assert pools(scenario) == {"care": ("amy", "bob")}


@pytest.mark.parametrize(
    ("bob", "pool"),
    [
        (holds("care", valid_until="2026-11-22"), "no certificate"),
        (holds("care", valid_from="2026-11-24"), "no certificate"),
        (holds("care", valid_until="2026-11-23"), "care"),
        (holds("nurse"), "no certificate"),  # nobody asks for nurses today
        (holds("care") | {"type": "time_bank_volunteer"}, "volunteers"),
    ],
)
def test_what_counts_today(small, bob, pool):
    scenario = small(service=asks([CARE]), amy=holds("care"), bob=bob)
    assert "bob" in pools(scenario)[pool]


def test_a_certificate_that_does_not_count_with_the_employer_is_none(small):
    kinds = [{"id": "care", "registered_institutions_only": True}]
    outside = holds("care") | {"registered_institution": False}
    scenario = small(service=asks([CARE]), amy=holds("care"), bob=outside, certificates=kinds)
    assert pools(scenario) == {"care": ("amy",), "no certificate": ("bob",)}


def test_only_open_visits_and_caregivers_on_duty_count(small):
    over = {"facts": {"cancelled": "08:00"}}
    scenario = small(service=asks([CARE]), amy=holds("care"), bob={"shifts": []}, visit=over)
    assert pools(scenario) == {"no certificate": ("amy",)}


def test_a_day_without_caregivers_has_no_pools(small):
    assert pools(small(caregivers=[])) == {}


def test_pools_of_a_district():
    scenario = load_scenario("scenarios/district-day.yaml")
    sizes = {name: len(members) for name, members in pools(scenario).items()}
    assert sizes == {
        "elderly-care-worker/medical-care-worker": 15,
        "no certificate": 3,
        "nurse-licence": 5,
        "volunteers": 2,
    }
