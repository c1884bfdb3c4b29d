"""Which kinds may bring something, by the rules alone: before any search."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from dispatch.rules import Bars
from dispatch.scenario import Scenario, Visit
from dispatch.whatif.kinds import Kind, with_more

Bond: TypeAlias = tuple[str, str]
"""What several visits have in common, so that one of them may stand in the way of another."""


class Hopes:
    """Asks what one more of a kind may bring.

    Neither ways, limits and breaks nor the hours that others have left are looked at.

    Parameters
    ----------
    scenario
        The scenario.
    kinds
        Its kinds.
    """

    def __init__(self, scenario: Scenario, kinds: Collection[Kind]) -> None:
        self._team = {caregiver.id for caregiver in scenario.caregivers}
        grown = with_more(scenario, tuple((kind.id, 1) for kind in kinds))
        new = grown.caregivers[len(scenario.caregivers) :]
        self._copy = {kind.id: each.id for kind, each in zip(kinds, new, strict=True)}
        self._able = _able(grown)
        self._bonds = {name: _bonds(scenario, scenario.visit[name]) for name in self._able}

    def may_bring(self, kind: str, left_out: Collection[str]) -> bool:
        """Return whether one more of a kind may bring it about that one of the visits is served.

        She takes a part in it, while everybody else whom it needs is there. Or she takes a part in
        another visit and so makes room: somebody who had it is free, or it moves out of the way of
        a visit that needs the same client, equipment, gap or group; and so on from there.
        """
        team = {*self._team, self._copy[kind]}
        wanted = {
            visit
            for visit in left_out
            if visit in self._able and all(who & team for who in self._able[visit])
        }
        people, bonds, reached = {self._copy[kind]}, set[Bond](), set[str]()
        while new := {
            visit
            for visit, parts in self._able.items()
            if visit not in reached
            and (any(who & people for who in parts) or self._bonds[visit] & bonds)
        }:
            if new & wanted:
                return True
            reached |= new
            for visit in new:
                people |= frozenset().union(*self._able[visit]) & team
                bonds |= self._bonds[visit]
        return False


def _bonds(scenario: Scenario, visit: Visit) -> frozenset[Bond]:
    found = {("client", visit.client), ("gap", visit.id)}
    found |= {("pool", name) for name in scenario.service[visit.service].equipment}
    found |= {("gap", gap.after) for gap in visit.gaps}
    return frozenset(found if visit.group is None else found | {("group", visit.group)})


def _able(scenario: Scenario) -> Mapping[str, tuple[frozenset[str], ...]]:
    """For each visit that not everybody is barred from, who may take each part of it."""
    bars, found = Bars(scenario), {}
    for visit in scenario.open_visits:
        if bars.of_all(visit, ()):
            continue
        barred = bars.of_each(visit)
        crew = scenario.service[visit.service].crew
        found[visit.id] = tuple(
            frozenset(name for name, of_roles in barred.items() if not of_roles[part])
            for part in range(len(crew))
        )
    return found
