"""Whom a visit occupies, whom a client knows, and how she comes home."""

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


def is_new_face(scenario: Scenario, client: str, caregiver: str) -> bool:
    """Return whether a client who knows some caregivers does not know this one.

    She knows those whom the scenario names as familiar, and who has come to her on this day. A
    client without any is not told apart from one whose caregivers nobody has written down.
    """
    known = {*scenario.client[client].preferred}
    came = {
        who
        for visit in scenario.visits
        if visit.client == client and visit.facts is not None and visit.facts.started is not None
        for who in visit.pinned_caregivers
    }
    return bool(known) and caregiver not in known | came
