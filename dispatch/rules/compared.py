"""Groups of visits that are compared, and the care of each client."""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import Final

from dispatch.rules.amounts import thousandths
from dispatch.rules.starts import soft_windows
from dispatch.rules.traits import by_trait
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.durations import duration_of

_LEAST: Final = 0.05
"""What care of nothing counts for, as a share: without it, its loss would be infinite."""


def groups_of(scenario: Scenario, visits: list[Visit]) -> list[list[Visit]]:
    """Divide some open visits by each trait that the policy compares; no group is empty."""
    if not visits:
        return []
    chosen = {visit.id for visit in visits}
    found = by_trait(scenario)
    groups = [
        [visit for visit in group if visit.id in chosen]
        for trait in scenario.policy.groups
        for group in found.get(trait, {}).values()
    ]
    return [group for group in groups if group]


def awaited(scenario: Scenario) -> list[Visit]:
    """List the open visits whose mean response is compared: those with a request."""
    if not _compared(scenario, scenario.policy.weights.group_response):
        return []
    return [visit for visit in scenario.open_visits if visit.requested is not None]


def due_visits(scenario: Scenario) -> list[Visit]:
    """List the open visits whose mean tardiness is compared: those with soft windows."""
    if not _compared(scenario, scenario.policy.weights.group_tardiness):
        return []
    return [visit for visit in scenario.open_visits if soft_windows(scenario, visit)]


def needed(scenario: Scenario) -> list[Visit]:
    """List the open visits whose share left out is compared: all."""
    if not _compared(scenario, scenario.policy.weights.group_unserved):
        return []
    return [*scenario.open_visits]


def _compared(scenario: Scenario, weight: float) -> bool:
    """Return whether groups are compared at this weight: not if none are named."""
    return bool(scenario.policy.groups and thousandths(weight))


def care_asked(scenario: Scenario) -> dict[str, tuple[int, list[Visit]]]:
    """Return for each client with open visits what she has had this week, and these visits.

    In milliseconds: what she had before the first date, and the visits that were begun and are
    over. Empty if the care of clients has no weight.
    """
    if not thousandths(scenario.policy.weights.client_care):
        return {}
    found: dict[str, tuple[int, list[Visit]]] = {}
    for visit in scenario.open_visits:
        had = int(scenario.client[visit.client].received_week)
        found.setdefault(visit.client, (had, []))[1].append(visit)
    for visit in scenario.visits:
        facts = visit.facts
        if visit.client in found and facts is not None and facts.over and facts.started is not None:
            had, visits = found[visit.client]
            found[visit.client] = had + duration_of(scenario, visit), visits
    return found


def care_costs(scenario: Scenario) -> tuple[int, ...]:
    """Return what it costs that a client is given 0 to 100 percent of her care, in thousandths.

    It is the loss of alpha-fair utility (Mo and Walrand 2000, 10.1109/90.879343) beside all of her
    care; a client who is given nothing costs the weight if alpha is 0.
    """
    return _care_costs(thousandths(scenario.policy.weights.client_care), scenario.policy.care.alpha)


@lru_cache(maxsize=100)
def _care_costs(weight: int, alpha: float) -> tuple[int, ...]:
    shares = [(percent / 100 + _LEAST) / (1 + _LEAST) for percent in range(101)]
    if alpha == 1:
        losses = [-log(share) for share in shares]
    else:
        losses = [(1 - share ** (1 - alpha)) / (1 - alpha) for share in shares]
    return tuple(round(weight * (1 + _LEAST) * loss) for loss in losses)
