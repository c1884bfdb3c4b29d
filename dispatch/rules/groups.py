"""Groups: visits that are all served or all left out."""

from __future__ import annotations

from dispatch.scenario import Scenario


def groups(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """List the groups of visits that are all served or all left out.

    Returns
    -------
    tuple of tuple of str
        For each group, the ids of its visits that have not begun, if there are two or more. Visits
        that have begun or are over are no longer a choice and do not bind the group.
    """
    found: dict[str, list[str]] = {}
    for visit in scenario.open_visits:
        if visit.group is not None and not visit.running:
            found.setdefault(visit.group, []).append(visit.id)
    return tuple(tuple(visits) for visits in found.values() if len(visits) > 1)


def left_out_with_another(scenario: Scenario) -> frozenset[str]:
    """List the visits that cost nothing when left out, because the first of their group costs.

    A group is one piece of care and is left out as one.
    """
    return frozenset(visit for _, *others in groups(scenario) for visit in others)
