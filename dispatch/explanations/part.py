"""Smaller and larger versions of a scenario, used to encode relaxations."""

from __future__ import annotations

from dispatch.explanations.more import original_of, with_copies, with_pieces
from dispatch.scenario import Scenario, Visit


def part_of(scenario: Scenario, visit: Visit) -> Scenario:
    """Keep only a visit, those connected with it by gaps, and those that have begun.

    These are all that its own numbers and those of the routes depend on.
    """
    linked = {visit.id, *(gap.after for gap in visit.gaps)}
    linked |= {each.id for each in scenario.visits if each.running}
    linked |= {other.id for other, _ in scenario.followers.get(visit.id, ())}
    visits = tuple(
        each.model_copy(update={"gaps": tuple(gap for gap in each.gaps if gap.after in linked)})
        for each in scenario.visits
        if each.id in linked
    )
    return scenario.unchecked(visits=visits)


def with_more_of(scenario: Scenario, looser: Scenario) -> Scenario:
    """Add the caregivers and the pieces of equipment that only a looser scenario has."""
    copies = {
        caregiver.id: original_of(scenario, caregiver.id)
        for caregiver in looser.caregivers
        if caregiver.id not in scenario.caregiver
    }
    pools = [pool.id for pool in looser.equipment if pool.count > scenario.pool[pool.id].count]
    return with_pieces(with_copies(scenario, copies), pools)
