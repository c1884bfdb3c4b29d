"""Everything that is measured of a plan, as numbers by dotted name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from dispatch.plan import Plan
from dispatch.plan.plan import Unserved
from dispatch.referee import Judgement, judge
from dispatch.referee.visits import VisitMeasures
from dispatch.roads import TravelTimes
from dispatch.scenario import Scenario

_OF_PERSONS: Final = ("amounts",)
"""Parts that have an entry for each caregiver, whom other scenarios do not have."""


def measured(judgement: Judgement) -> dict[str, float | None]:
    """Return everything that the referee measures, by dotted name.

    ``cost`` is the total and ``cost.travel`` one of its terms; ``visits.on_time`` is a part of a
    measure, and ``fairness.caregivers.paid.today.all.largest`` one of fairness, in the words of
    `Judgement.as_dict`. Groups of visits also have ``unserved``.
    """
    cost, found = judgement.cost, judgement.measures
    return {
        "cost": cost.total,
        "mandatory_unserved": float(cost.mandatory_unserved),
        "unserved": float(found.visits.unserved),
        **{f"cost.{name}": amount for name, amount in cost.components.items()},
        **dict(_numbers("", found)),
        **dict(_numbers("fairness", judgement.fairness)),
    }


def _numbers(name: str, value: object) -> Iterator[tuple[str, float | None]]:
    parts: Mapping[str, object]
    if isinstance(value, Mapping):
        parts = value
    elif is_dataclass(value):
        parts = {
            field.name: getattr(value, field.name)
            for field in fields(value)
            if field.name not in _OF_PERSONS
        }
        if isinstance(value, VisitMeasures):
            parts = {**parts, "unserved": value.unserved}
    else:
        if value is None or isinstance(value, (int, float)):
            yield name, None if value is None else float(value)
        return
    for key, part in parts.items():
        yield from _numbers(f"{name}.{key}" if name else key, part)


def names_of(scenario: Scenario, travel: TravelTimes) -> set[str]:
    """Return the names of what is measured of every plan of a scenario.

    The minutes of broken promises are by visit, so each plan has its own.
    """
    left = tuple(Unserved(visit=visit.id) for visit in scenario.open_visits)
    nothing = Plan(scenario=scenario.fingerprint, routes=(), unserved=left)
    return {*measured(judge(scenario, travel, nothing))}
