"""Numbers by dotted name: all that the referee measures, and nothing else."""

from __future__ import annotations

import pytest

from dispatch.generate import generate_small
from dispatch.planner import plan_day
from dispatch.roads import travel_times
from dispatch.study.measured import measured, names_of


@pytest.fixture(scope="module")
def scenario():
    return generate_small(1, visits=6, caregivers=2)


@pytest.fixture(scope="module")
def judgement(scenario):
    return plan_day(scenario, iterations=500).judgement


def numbers(value, name=""):
    """The numbers in what the referee tells, by dotted name."""
    if not isinstance(value, dict):
        return {name: value}
    return {
        at: number
        for key, part in value.items()
        for at, number in numbers(part, f"{name}.{key}" if name else key).items()
    }


def is_told(name, value):
    """Rows have no names of groups, and nothing of single caregivers."""
    return ".amounts." not in name and not isinstance(value, str)


def test_every_measure_and_every_term_is_there(judgement):
    told, found = judgement.as_dict(), measured(judgement)
    terms = {f"cost.{name}": amount for name, amount in told["cost"]["components"].items()}
    fair = numbers(told["fairness"], "fairness")
    fair = {name: value for name, value in fair.items() if is_told(name, value)}
    whole = {**numbers(told["measures"]), **terms, **fair, "cost": told["cost"]["total"]}
    assert {name: found[name] for name in whole} == whole
    further = {*found} - {*whole}
    assert {name.rpartition(".")[2] for name in further} == {"unserved", "mandatory_unserved"}


def test_groups_tell_what_they_lack(judgement):
    found = measured(judgement)
    assert found["unserved"] == found["visits.visits"] - found["visits.served"]
    groups = [found[f"groups.disabled.{value}.unserved"] for value in ("yes", "no")]
    assert sum(groups) == found["unserved"]


def test_the_names_of_a_scenario_are_those_of_every_plan(scenario, judgement):
    plain = {name for name in measured(judgement) if not name.startswith("broken_promises.")}
    assert names_of(scenario, travel_times(scenario)) == plain
