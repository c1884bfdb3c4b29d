"""Which visits no road leads to."""

from __future__ import annotations

from collections.abc import Collection

from dispatch.scenario import Place, Scenario, Visit


def is_unreachable(scenario: Scenario, visit: Visit, lost: Collection[Place]) -> bool:
    """Return whether a visit begins or ends at one of the `lost` places, to which no road leads.

    A running visit does not: somebody is there.
    """
    if visit.running:
        return False
    ends = (scenario.client[visit.client].place, visit.end_place)
    return any(scenario.place_of(place) in lost for place in ends if place is not None)
