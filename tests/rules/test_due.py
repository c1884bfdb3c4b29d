from __future__ import annotations

from datetime import date

import pytest

from dispatch.plan import Plan
from dispatch.rules.due import due_lists


def paper(until=None, grade=None, kind="nurse"):
    return {"certificate": kind, "grade": grade, "valid_until": until}


@pytest.mark.parametrize(
    ("until", "expired"),
    [
        ("2026-11-22", True),
        ("2026-11-23", False),  # the last day on which it counts
        ("2026-12-23", False),
        ("2026-12-24", None),
        (None, None),
    ],
)
def test_certificates_are_due_before_they_expire(small, until, expired):
    due = due_lists(small(amy={"certificates": [paper(until)]}), within=30).certificates
    assert [each.expired for each in due] == ([] if expired is None else [expired])


@pytest.mark.parametrize(
    ("first", "second", "due"),
    [
        (paper("2026-11-30"), paper("2027-11-30"), []),
        (paper("2026-11-30"), paper(), []),
        (paper("2026-11-30"), paper(kind="care"), ["nurse"]),
        (paper("2026-11-30", "middle", "care"), paper("2027-11-30", "senior", "care"), []),
        (paper("2026-11-30", "middle", "care"), paper("2027-11-30", "junior", "care"), ["care"]),
    ],
)
def test_a_certificate_that_is_replaced_is_not_due(small, first, second, due):
    lists = due_lists(small(amy={"certificates": [first, second]}))
    assert [each.certificate for each in lists.certificates] == due


@pytest.mark.parametrize(
    ("client", "by"),
    [
        ({"assessed_on": "2026-05-31", "disabled": True}, date(2026, 11, 30)),
        ({"assessed_on": "2026-06-24", "disabled": True}, None),
        ({"assessed_on": "2024-12-23", "care_level": 3}, date(2026, 12, 23)),
        ({"assessed_on": "2024-12-24", "care_level": 3}, None),
        ({"assessed_on": "2026-05-31", "care_level": 3}, None),
        ({"care_level": 3, "disabled": True}, None),
    ],
)
def test_the_disabled_are_reassessed_after_half_a_year_all_others_after_two(small, client, by):
    due = due_lists(small(client=client)).reassessments
    assert [each.by for each in due] == ([] if by is None else [by])


def test_an_examination_is_due_where_nothing_else_is_lacking(small):
    needs = {"examination": True, "requires": {"courses": ["bathing"]}}
    ready = {"courses": ["bathing"]}
    scenario = small(service=needs, amy=ready, bob={})
    assert [each.caregiver for each in due_lists(scenario).examinations] == ["amy"]
    assert due_lists(small(service=needs, amy=ready, visits=[])).examinations == ()
    passed = ready | {"examinations": ["bath"]}
    assert due_lists(small(service=needs, amy=passed)).examinations == ()


def test_the_horizon_can_be_shorter(small):
    scenario = small(amy={"certificates": [paper("2026-12-01")]})
    assert due_lists(scenario, within=7).certificates == ()
    assert len(due_lists(scenario, within=8).certificates) == 1


def test_it_is_worded_and_quiet_where_nothing_is_due(small):
    assert due_lists(small()).summary() == ""
    assert list(due_lists(small()).lines()) == []
    lists = due_lists(
        small(
            amy={"certificates": [paper("2026-12-01"), paper("2026-11-01", "junior", "care")]},
            client={"assessed_on": "2024-11-23"},
        )
    )
    assert lists.summary() == "Due within 30 days: certificates: 2, reassessments: 1"
    assert list(lists.lines()) == [
        "the certificate care of amy expired on 2026-11-01",
        "the certificate nurse of amy expires on 2026-12-01",
        "zhou is to be reassessed by 2026-11-23",
    ]


def answered(scenario, *left_out):
    return Plan.model_validate(
        {
            "scenario": scenario.fingerprint,
            "scenario_name": scenario.name,
            "zone": scenario.zone,
            "routes": [],
            "unserved": [{"visit": name} for name in left_out],
        }
    )


@pytest.mark.parametrize(
    ("entitled", "received", "left_out", "owed"),
    [
        (120, 0, ["a"], 30),
        (120, 0, ["a", "b"], 60),
        (120, 40, ["a", "b"], 50),  # 80 are left, of which 30 are given
        (120, 90, ["a", "b"], 0),
        (120, 100, ["a", "b"], 0),
        (90, 0, [], 0),
        (None, 0, ["a"], 0),
    ],
)
def test_care_is_due_as_far_as_it_is_asked_for_and_entitled(
    small, entitled, received, left_out, owed
):
    visits = [{"id": name, "client": "zhou", "service": "bath"} for name in "abc"]
    client = {"entitled_week": entitled, "received_week": received}
    scenario = small(client=client, visits=visits)
    due = due_lists(scenario, answered(scenario, *left_out))
    assert [each.owed.minutes for each in due.entitled] == ([owed] if owed else [])
    assert due_lists(scenario).entitled == ()
    if owed:
        assert due.summary() == "Due within 30 days: clients owed care: 1"
        assert list(due.lines()) == [
            f"zhou is entitled to {owed} minutes more, which the plan leaves out"
        ]
