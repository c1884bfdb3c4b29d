"""Rules about sums over a caregiver's routes or a client's visits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from dispatch.referee.amounts import paid
from dispatch.referee.reading import Reading, Tour
from dispatch.referee.violation import Kind, Violation, minutes
from dispatch.rules import Limit, cargo, duration_of, entitlements, limits
from dispatch.scenario import Caregiver, Scenario


def of_sums(scenario: Scenario, reading: Reading) -> Iterator[Violation]:
    """Find caregivers and clients whose sums exceed their limits."""
    for caregiver in scenario.caregivers:
        tours = reading.tours_of[caregiver.id]
        for limit in limits(scenario, caregiver, reading.begun) if tours else ():
            counted = [tour for tour in tours if tour.number in limit.shifts]
            yield from _limit(scenario, caregiver, limit, counted)
    for entitled in entitlements(scenario):
        visits = [scenario.visit[name] for name in entitled.visits if name in reading.starts]
        beyond = sum(duration_of(scenario, visit) for visit in visits) - entitled.most
        if beyond > 0:
            yield Violation(
                "entitlement_exceeded", amount=minutes(beyond), detail={"client": entitled.client}
            )


def _limit(
    scenario: Scenario, caregiver: Caregiver, limit: Limit, tours: Sequence[Tour]
) -> Iterator[Violation]:
    calls = [call for tour in tours for call in tour.calls]
    beyond: float
    if limit.code == "probation_cap":
        beyond = len(calls) - limit.most
    elif limit.code == "carrying_limit":
        beyond = (sum(cargo(call.service) for call in calls) - limit.most) / 1000
    else:
        beyond = minutes(sum(paid(scenario, tour) for tour in tours) - limit.most)
    if beyond > 0:
        yield Violation(cast("Kind", limit.code), None, caregiver.id, beyond)
