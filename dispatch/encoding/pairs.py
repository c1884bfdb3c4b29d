"""Who may serve what, and what it costs that they do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatch.encoding.fields import ints
from dispatch.engine.problem import Ints
from dispatch.rules import (
    client_reasons,
    pin_reasons,
    preference_misses,
    rating_cost,
    service_reasons,
    thousandths,
)
from dispatch.scenario import Caregiver, Client, Role, Scenario, Service, Shift


def pairs(
    scenario: Scenario,
    stops: tuple[tuple[str, int], ...],
    routes: tuple[tuple[str, int], ...],
) -> tuple[NDArray[np.uint8], Ints]:
    """Who may serve what, and what it costs that they do; each distinct question is asked once."""
    shifts = [(scenario.caregiver[c], scenario.caregiver[c].shifts[k]) for c, k in routes]
    weights = scenario.policy.weights
    cost_of = {
        "gender_preference": thousandths(weights.gender_preference),
        "continuity": thousandths(weights.continuity),
    }
    rated = ints(rating_cost(scenario, caregiver) for caregiver, _ in shifts)
    papers: dict[tuple[str, int], NDArray[np.bool_]] = {}
    welcome: dict[tuple[object, ...], NDArray[np.bool_]] = {}
    liked: dict[tuple[object, ...], Ints] = {}
    eligible = np.zeros((len(stops), len(routes)), dtype=np.uint8)
    pair_cost = np.zeros((len(stops), len(routes)), dtype=np.int64)
    for row, (visit_id, role_index) in enumerate(stops):
        visit = scenario.visit[visit_id]
        client, service = scenario.client[visit.client], scenario.service[visit.service]
        key = (service.id, role_index)
        if key not in papers:
            papers[key] = _with_papers(scenario, service, service.crew[role_index], shifts)
        asked = _asked(client, service)
        if asked not in welcome:
            welcome[asked] = np.array(
                [not client_reasons(scenario, client, service, c) for c, _ in shifts], dtype=bool
            )
        wishes = (*_gender(client, service), client.preferred)
        if wishes not in liked:
            liked[wishes] = rated + ints(
                sum(cost_of[miss] for miss in preference_misses(scenario, client, service, c))
                for c, _ in shifts
            )
        eligible[row] = papers[key] & welcome[asked]
        if visit.pinned_caregivers:
            eligible[row] &= np.array(
                [not pin_reasons(visit, role_index, c) for c, _ in shifts], dtype=bool
            )
        pair_cost[row] = liked[wishes]
    return eligible, pair_cost


def _asked(client: Client, service: Service) -> tuple[object, ...]:
    """What `client_reasons` depends on, besides the caregiver."""
    return (*_gender(client, service), client.area, client.excluded)


def _gender(client: Client, service: Service) -> tuple[object, ...]:
    """What the gender that should come depends on."""
    return (client.gender, client.gender_required, client.gender_preferred, service.intimate)


def _with_papers(
    scenario: Scenario, service: Service, role: Role, shifts: list[tuple[Caregiver, Shift]]
) -> NDArray[np.bool_]:
    """Whose papers allow a role on every date that the shift may touch."""

    def allowed(caregiver: Caregiver, shift: Shift) -> bool:
        first = scenario.date_at(scenario.at(shift.start))
        last = scenario.date_at(scenario.at(shift.end) + caregiver.overtime_limit)
        return not any(
            service_reasons(scenario, service, role, caregiver, on) for on in {first, last}
        )

    return np.array([allowed(caregiver, shift) for caregiver, shift in shifts], dtype=bool)
