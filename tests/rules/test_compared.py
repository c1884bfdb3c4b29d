"""Which visits are compared, in which groups, and what the care of a client costs."""

from __future__ import annotations

from itertools import pairwise
from math import log

import pytest

from dispatch.rules import (
    awaited,
    care_asked,
    care_costs,
    due_visits,
    groups_of,
    needed,
)

VISITS = [
    {"id": "a", "client": "zhou", "service": "bath", "requested": "08:00"},
    {"id": "b", "client": "qian", "service": "bath", "windows": [
        {"open": "09:00", "close": "10:00", "hard": False}]},
    {"id": "c", "client": "qian", "service": "bath", "duration": 45, "requested": "07:00",
     "windows": [{"open": "09:00", "close": "10:00"}]},
    {"id": "over", "client": "qian", "service": "bath", "requested": "07:00",
     "facts": {"started": "07:30", "aborted": "07:40"}, "pinned_caregivers": ["amy"]},
    {"id": "missed", "client": "qian", "service": "bath", "facts": {"not_home": "07:00"}},
]  # fmt: skip
CLIENTS = [
    {"id": "zhou", "place": "Z", "disabled": True, "received_week": 30},
    {"id": "qian", "place": "Z", "channel": "app"},
    {"id": "li", "place": "Z"},
]


def day(small, visits=VISITS, **policy):
    return small(clients=CLIENTS, visits=visits, policy=policy)


def ids(visits):
    return [visit.id for visit in visits]


@pytest.mark.parametrize(
    ("weight", "find", "expected"),
    [
        ("group_response", awaited, ["a", "c"]),
        ("group_tardiness", due_visits, ["b"]),
        ("group_unserved", needed, ["a", "b", "c"]),
    ],
)
def test_visits_are_compared_if_that_has_a_weight(small, weight, find, expected):
    assert ids(find(day(small, weights={weight: 1}))) == expected
    assert find(day(small)) == []
    assert find(day(small, visits=VISITS[3:], weights={weight: 1})) == []


def test_groups_by_the_traits_of_the_policy_without_empty_ones(small):
    scenario = day(small, groups=["disabled", "channel"])
    visits = [*scenario.open_visits]
    assert [ids(group) for group in groups_of(scenario, visits)] == [
        ["b", "c"],  # not disabled
        ["a"],
        ["b", "c"],  # by app
        ["a"],  # by the default, phone
    ]
    assert [ids(group) for group in groups_of(scenario, visits[:1])] == [["a"], ["a"]]
    assert groups_of(scenario, []) == []
    assert groups_of(day(small, groups=[]), visits) == []


def test_care_asked_for_is_what_clients_had_and_what_is_open(small):
    scenario = day(small, weights={"client_care": 1})
    minute = 60_000
    found = {name: (had, ids(visits)) for name, (had, visits) in care_asked(scenario).items()}
    assert found == {"zhou": (30 * minute, ["a"]), "qian": (30 * minute, ["b", "c"])}
    assert care_asked(day(small)) == {}
    assert care_asked(day(small, visits=VISITS[3:], weights={"client_care": 1})) == {}


@pytest.mark.parametrize(
    ("alpha", "nothing", "half"),
    [
        (0.0, 1.0, 0.5),
        (1.0, 1.05 * log(21), 1.05 * log(1.05 / 0.55)),
        (2.0, 21.0, 1.05 * (1.05 / 0.55 - 1)),
        (0.5, 1.05 * 2 * (1 - 21**-0.5), 1.05 * 2 * (1 - (0.55 / 1.05) ** 0.5)),
    ],
)
def test_the_loss_of_a_client_by_alpha(small, alpha, nothing, half):
    costs = care_costs(day(small, weights={"client_care": 10}, care={"alpha": alpha}))
    assert len(costs) == 101
    assert costs[0] == round(10_000 * nothing)
    assert costs[50] == round(10_000 * half)
    assert costs[100] == 0
    assert all(one > other for one, other in pairwise(costs))


def test_half_for_two_against_all_for_one(small):
    """Alpha 0 does not care who is given a minute; from 0 on, two halves are better."""
    for alpha, better in ((0.0, False), (0.5, True), (1.0, True), (5.0, True)):
        costs = care_costs(day(small, weights={"client_care": 10}, care={"alpha": alpha}))
        assert (2 * costs[50] < costs[0]) is better
