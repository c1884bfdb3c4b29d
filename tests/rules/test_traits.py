"""Traits of clients and visits."""

from __future__ import annotations

import pytest

from dispatch.rules import by_trait

CARE = {"certificate": "care"}
NURSE = {"certificate": "nurse"}


def traits(scenario):
    return {trait: [*values] for trait, values in by_trait(scenario).items()}


def test_every_trait_of_a_plain_visit(small):
    assert traits(small()) == {
        "disabled": ["no"],
        "solitary": ["no"],
        "low_income": ["no"],
        "two_caregivers": ["no"],
        "needs_nurse": ["no"],
        "care_level": ["0"],
        "age_band": ["unknown"],
        "area_kind": ["new_town"],
        "channel": ["phone"],
    }


@pytest.mark.parametrize(
    ("client", "trait", "value"),
    [
        ({"disabled": True}, "disabled", "yes"),
        ({"solitary": True}, "solitary", "yes"),
        ({"low_income": True}, "low_income", "yes"),
        ({"care_level": 5}, "care_level", "5"),
        ({"age": 59}, "age_band", "0-59"),
        ({"age": 60}, "age_band", "60-69"),
        ({"age": 79}, "age_band", "70-79"),
        ({"age": 89}, "age_band", "80-89"),
        ({"age": 90}, "age_band", "90+"),
        ({"area": None}, "area_kind", "unknown"),
        ({"channel": "alarm"}, "channel", "alarm"),
    ],
)
def test_traits_of_clients(small, client, trait, value):
    assert traits(small(client=client))[trait] == [value]


def test_the_kind_of_an_area(small):
    assert traits(small(areas=[{"id": "north", "kind": "rural"}]))["area_kind"] == ["rural"]


@pytest.mark.parametrize(
    ("service", "value"),
    [
        ({"requires": {"certificates": [[NURSE]]}}, "yes"),
        ({"requires": {"certificates": [[CARE, NURSE]]}}, "no"),
        ({"requires": {"certificates": [[CARE], [NURSE]]}}, "yes"),
        ({"crew": [{"id": "x", "requires": {"certificates": [[NURSE]]}}, {"id": "y"}]}, "yes"),
    ],
)
def test_what_only_nurses_may_do(small, service, value):
    scenario = small(service=service, policy={"nurse_certificates": ["nurse"]})
    assert traits(scenario)["needs_nurse"] == [value]


def test_a_crew_of_two(small):
    scenario = small(service={"crew": [{"id": "x"}, {"id": "y"}]})
    assert traits(scenario)["two_caregivers"] == ["yes"]


def test_visits_that_are_over_are_in_no_group(small):
    assert by_trait(small(visit={"facts": {"not_home": "08:00"}})) == {}
