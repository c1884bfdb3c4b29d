"""What bars all caregivers, or each of them, from a visit: before anybody's time is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from dispatch.plan import Reason
from dispatch.rules.bars import Codes, Part, People
from dispatch.rules.equipment import pool_reason
from dispatch.rules.limits import Entitlement, entitlements
from dispatch.rules.starts import allowed_starts
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.base import MILLISECONDS_A_MINUTE
from dispatch.scenario.durations import duration_of


class Bars:
    """The rules that bar caregivers from visits; results that visits share are computed once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._people = People(scenario)

    def of_all(self, visit: Visit, served: Collection[str]) -> tuple[Reason, ...]:
        """List the reasons that bar all caregivers.

        Parameters
        ----------
        visit
            The visit.
        served
            The ids of the visits that the plan serves.

        Returns
        -------
        tuple of Reason
            ``no_allowed_start`` if no start is allowed; the codes of `pool_reason`, with the pool's
            id as the detail; ``entitlement_used`` if the visit is longer than the rest of the
            client's entitlement, or else ``entitlement_shared`` if it is longer than what the
            served visits leave of that rest; ``no_caregivers`` if the scenario has none.
        """
        if not allowed_starts(self._scenario, visit):
            return (Reason(code="no_allowed_start"),)
        nobody = () if self._scenario.caregivers else (Reason(code="no_caregivers"),)
        return (*self._of_equipment(visit), *self._of_entitlement(visit, served), *nobody)

    def of_each(self, visit: Visit) -> dict[str, tuple[Codes, ...]]:
        """Find what bars each caregiver from each role of the crew.

        Returns
        -------
        dict from str to tuple of tuple of str
            For each caregiver and role: ``shift_outside_window`` if no allowed start fits into a
            shift, travel not counted, and the codes of `eligibility` on the dates of the shifts
            that fit; no code if nothing bars the caregiver in one of the shifts.
        """
        starts = allowed_starts(self._scenario, visit)
        size = len(self._scenario.service[visit.service].crew)
        parts = [Part(self._people, visit, index, starts) for index in range(size)]
        found: dict[str, tuple[Codes, ...]] = {each.id: () for each in self._scenario.caregivers}
        for hours, names in self._people.of_hours.items():
            for part in parts:
                for name, codes in zip(names, part.barred(hours, names), strict=True):
                    found[name] += (codes,)
        return found

    def _of_equipment(self, visit: Visit) -> Iterator[Reason]:
        scenario = self._scenario
        for name in scenario.service[visit.service].equipment:
            reason = pool_reason(scenario, scenario.client[visit.client], scenario.pool[name])
            if reason is not None:
                yield Reason(code=reason, detail=name)

    def _of_entitlement(self, visit: Visit, served: Collection[str]) -> Iterator[Reason]:
        entitled = self._entitled.get(visit.id)
        if entitled is None:
            return
        asked = duration_of(self._scenario, visit)
        others = [name for name in entitled.visits if name in served and name != visit.id]
        used = sum(duration_of(self._scenario, self._scenario.visit[name]) for name in others)
        for code, left in (
            ("entitlement_used", entitled.most),
            ("entitlement_shared", entitled.most - used),
        ):
            if asked > left:
                needs, has = asked / MILLISECONDS_A_MINUTE, left / MILLISECONDS_A_MINUTE
                yield Reason(code=code, figures={"needs": needs, "has": has})
                return

    @cached_property
    def _entitled(self) -> Mapping[str, Entitlement]:
        """The entitlement of each visit of a client whose week is limited."""
        return {name: each for each in entitlements(self._scenario) for name in each.visits}
