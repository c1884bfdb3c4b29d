"""Visits that are served all or none."""

from __future__ import annotations

from dispatch.scenario import Scenario


def groups(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """List the groups of visits that are served all or none.

    Returns
    -------
    tuple of tuple of str
        The ids of the visits of each group that have not begun, where there are two or more. What
        has begun or is over is no longer a choice, and binds nobody.
    """
    found: dict[str, list[str]] = {}
    for visit in scenario.open_visits:
        if visit.group is not None and not (visit.facts and visit.facts.running):
            found.setdefault(visit.group, []).append(visit.id)
    return tuple(tuple(visits) for visits in found.values() if len(visits) > 1)


def left_out_with_another(scenario: Scenario) -> frozenset[str]:
    """List the visits that cost nothing when they are left out: the first of their group does.

    A group is one piece of care, and is left out as one.
    """
    return frozenset(visit for _, *others in groups(scenario) for visit in others)
