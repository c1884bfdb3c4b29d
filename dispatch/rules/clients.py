"""Whom a visit occupies, and how a client comes home."""

from __future__ import annotations

from dispatch.scenario import Scenario, Visit


def occupies(scenario: Scenario, visit: Visit) -> bool:
    """Return whether `visit` keeps its client from other visits."""
    hard = scenario.policy.rules.client_overlap == "hard"
    return hard and scenario.service[visit.service].needs_client


def client_mode(scenario: Scenario) -> str:
    """Return the travel mode by which clients come home.

    The default is the first mode that a caregiver uses, because the roads are sure to have it.
    """
    if scenario.policy.client_mode is not None:
        return scenario.policy.client_mode
    used = {caregiver.mode for caregiver in scenario.caregivers}
    return next((mode.id for mode in scenario.modes if mode.id in used), scenario.modes[0].id)
