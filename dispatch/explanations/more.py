"""Scenarios with more caregivers and more pieces of equipment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from dispatch.scenario import Scenario

OF_ANOTHER: Final = "another-"
"""Prefix of the id of an additional caregiver, followed by the id of the original."""


def with_copies(scenario: Scenario, copies: Mapping[str, str]) -> Scenario:
    """Add caregivers like others, given as {new id: original id}."""
    if not copies:
        return scenario
    more = (scenario.caregiver[old].another(new) for new, old in copies.items())
    return scenario.unchecked(caregivers=(*scenario.caregivers, *more))


def with_pieces(scenario: Scenario, pools: Collection[str]) -> Scenario:
    """Add a piece to each of some pools."""
    if not pools:
        return scenario
    more = tuple(
        pool.model_copy(update={"count": pool.count + 1}) if pool.id in pools else pool
        for pool in scenario.equipment
    )
    return scenario.unchecked(equipment=more)


def original_of(scenario: Scenario, caregiver: str) -> str:
    """Return the original of a copied caregiver; a caregiver of the scenario is its own."""
    while caregiver not in scenario.caregiver:
        caregiver = caregiver.removeprefix(OF_ANOTHER)
    return caregiver


def fresh_id(name: str, taken: Collection[str]) -> str:
    """Return an id that is not taken yet, for a copy of what has the given one."""
    fresh = OF_ANOTHER + name
    while fresh in taken:
        fresh = OF_ANOTHER + fresh
    return fresh
