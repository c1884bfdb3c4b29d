"""A place that lies far from all others is warned of, with its distance."""

from __future__ import annotations

import pytest

from dispatch.scenario import Scenario
from dispatch.scenario.checks import warnings


def day(*places):
    """Make a day with a client at each place, and a caregiver at the first."""
    return Scenario.model_validate(
        {
            "name": "places",
            "dates": ["2026-11-23"],
            "services": [{"id": "care", "duration": 30}],
            "clients": [
                {"id": f"c{k}", "place": list(place)} for k, place in enumerate(places)
            ],
            "caregivers": [
                {
                    "id": "amy", "gender": "woman", "mode": "walk", "start": list(places[0]),
                    "shifts": [{"start": "08:00", "end": "16:00"}],
                }
            ],
            "visits": [],
        }
    )  # fmt: skip


TOWN = [(121.40, 31.20), (121.41, 31.20), (121.42, 31.20), (121.43, 31.20), (121.44, 31.20)]


def test_a_degree_too_much_is_far():
    """The six places lie 0, 1, 1, 1.9, 1.9 and 111 km from their middle, the third one."""
    (found,) = warnings(day(*TOWN, (121.42, 32.20)))
    assert (found.code, found.where) == ("place-far", "clients[c5].place")
    assert found.what == (
        "the place is 111 km from the nearest other place, but half of all places lie within 1.4 "
        "km of their middle"
    )


@pytest.mark.parametrize(
    ("north", "found"),
    [(31.20 + 4.9 / 111.2, 0), (31.20 + 5.1 / 111.2, 1)],
)
def test_five_kilometres_are_never_far(north, found):
    assert len(warnings(day(*TOWN, (121.42, north)))) == found


def test_a_second_town_is_not_far():
    twin = [(x, 31.60) for x, _ in TOWN[:2]]
    assert warnings(day(*TOWN, *twin)) == []


def test_a_wide_region_has_far_places_only_beyond_it():
    """The spread is 23.8 km, between 19 and 28.5 km, so 71.2 km are not far and 72.3 km are."""
    region = [(121.4 + 0.1 * k, 31.2) for k in range(9)]
    assert warnings(day(*region, (121.8, 31.84))) == []
    (found,) = warnings(day(*region, (121.8, 31.85)))
    assert found.where == "clients[c9].place"


def test_of_few_places_none_is_the_odd_one_out():
    assert warnings(day(*TOWN[:3], (121.42, 32.20))) == []


def test_two_wrong_places_are_both_told():
    found = warnings(day(*TOWN, (121.42, 32.20), (12.42, 31.20)))
    assert [each.where for each in found] == ["clients[c5].place", "clients[c6].place"]
