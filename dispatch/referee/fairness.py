"""The fairness of a plan: among caregivers, and among clients; never one figure for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dispatch.referee.able import Able
from dispatch.referee.contrasts import Inversions, TraitFairness, contrasts, inversions
from dispatch.referee.measures import Measures
from dispatch.referee.reading import Reading
from dispatch.referee.shares import Resource, caregiver_shares
from dispatch.scenario import Scenario


@dataclass(frozen=True)
class Fairness:
    """How a plan shares work among caregivers, and care among clients.

    Attributes
    ----------
    caregivers : mapping of str to Resource
        By resource: ``paid``, ``travel``, ``workload`` (minutes), ``heavy_points``, ``visits``, and
        ``earnings`` if there is a rate or an allowance.
    clients : mapping of str to TraitFairness
        By trait, as in `Measures.groups`.
    inversions : Inversions
        Who is left out while milder cases are served.
    """

    caregivers: Mapping[str, Resource]
    clients: Mapping[str, TraitFairness]
    inversions: Inversions

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, numbers and None, ready for JSON."""
        return asdict(self)


def fairness(scenario: Scenario, reading: Reading, measured: Measures) -> Fairness:
    """Compute the fairness of a plan, of which the measures are known."""
    able = Able(scenario)
    return Fairness(
        caregivers=caregiver_shares(scenario, reading, measured.caregivers, able),
        clients=contrasts(scenario, reading, measured.groups),
        inversions=inversions(scenario, reading, able),
    )
