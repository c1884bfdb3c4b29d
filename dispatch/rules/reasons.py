"""Why a visit has nobody: what stands in the way of each caregiver before any search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TypeAlias

from dispatch.plan import Reason
from dispatch.rules.bars import Codes, Part, People
from dispatch.rules.equipment import pool_reason
from dispatch.rules.groups import groups
from dispatch.rules.limits import entitlements
from dispatch.rules.starts import Interval, allowed_starts
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.durations import duration_of

Asked: TypeAlias = dict[str, list[tuple[Codes, Sequence[Interval]]]]
"""What `Part.barred` says of each caregiver, for every role."""


def why_unserved(scenario: Scenario, visits: Iterable[Visit]) -> tuple[tuple[Reason, ...], ...]:
    """Say of each visit for every caregiver why it is not served by them.

    What the visits have in common is looked at once.

    Returns
    -------
    tuple of tuple of Reason
        For each visit: without a caregiver, and then alone, what bars everybody:
        ``no_allowed_start`` where no instant is allowed at all, the codes of `pool_reason` with the
        pool's id as the detail, ``entitlement_used`` where what is left of the client's entitlement
        is less than this visit, and ``group_incomplete`` where other visits of its group, the
        detail, are barred from everybody. Else ``group_incomplete`` with all others of its group as
        the detail where it has one, and for each caregiver:
        ``shift_outside_window`` where no allowed start fits into a shift, ways aside, and the codes
        of `eligibility` on the dates of the shifts where it does, both with the role where they do
        not hold for all of the crew; and if a role is left, ``crew_unavailable`` where nobody can
        take the others at a common start, ``no_time_left`` where nothing but the rest of the plan
        stands in the way.
    """
    why = _Why(scenario)
    return tuple(why.left_out(visit) for visit in visits)


class _Why:
    """What stands in the way of the visits of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._people = People(scenario)
        self._known: dict[str, tuple[Reason, ...]] = {}
        self._reasons = _Reasons()

    @cached_property
    def _group(self) -> Mapping[str, tuple[str, ...]]:
        return {visit: group for group in groups(self._scenario) for visit in group}

    @cached_property
    def _entitled(self) -> Mapping[str, int]:
        """What is left for the visits of clients whose week is limited."""
        return {name: each.most for each in entitlements(self._scenario) for name in each.visits}

    def left_out(self, visit: Visit) -> tuple[Reason, ...]:
        """What stands in the way of a visit, its group included."""
        reasons = self._of(visit.id)
        others = [other for other in self._group.get(visit.id, ()) if other != visit.id]
        if not others or not _could_be(reasons):
            return reasons
        barred = [other for other in others if not _could_be(self._of(other))]
        of_group = Reason(code="group_incomplete", detail=", ".join(barred or others))
        return (of_group,) if barred else (of_group, *reasons)

    def _of(self, name: str) -> tuple[Reason, ...]:
        """What stands in the way of a visit, its group aside."""
        if name not in self._known:
            visit = self._scenario.visit[name]
            starts = allowed_starts(self._scenario, visit)
            for_all = tuple(self._for_all(visit)) if starts else (Reason(code="no_allowed_start"),)
            self._known[name] = for_all or tuple(self._for_each(visit, starts))
        return self._known[name]

    def _for_all(self, visit: Visit) -> Iterator[Reason]:
        """What bars everybody although there are starts."""
        scenario = self._scenario
        client = scenario.client[visit.client]
        for name in scenario.service[visit.service].equipment:
            reason = pool_reason(scenario, client, scenario.pool[name])
            if reason is not None:
                yield Reason(code=reason, detail=name)
        if visit.id in self._entitled and duration_of(scenario, visit) > self._entitled[visit.id]:
            yield Reason(code="entitlement_used")

    def _for_each(self, visit: Visit, starts: tuple[Interval, ...]) -> Iterator[Reason]:
        """What stands in the way of each caregiver."""
        roles = tuple(role.id for role in self._scenario.service[visit.service].crew)
        parts = [Part(self._people, visit, index, starts) for index in range(len(roles))]
        asked: Asked = {caregiver.id: [] for caregiver in self._scenario.caregivers}
        for hours, names in self._people.of_hours.items():
            for part in parts:
                for name, answer in zip(names, part.barred(hours, names), strict=True):
                    asked[name].append(answer)
        left = "no_time_left" if _crew_exists(asked, len(roles)) else "crew_unavailable"
        for caregiver, answers in asked.items():
            codes = tuple([each for each, _ in answers])
            for code, role in _by_role(roles, codes, left):
                yield self._reasons[code, caregiver, role]


@lru_cache(maxsize=10_000)
def _by_role(
    roles: tuple[str, ...], codes: tuple[Codes, ...], left: str
) -> tuple[tuple[str, str | None], ...]:
    """The codes of each role, those of all without one, and what is left where a role has none."""
    found: list[tuple[str, str | None]] = []
    for code in dict.fromkeys(code for each in codes for code in each):
        whose = [role for role, each in zip(roles, codes, strict=True) if code in each]
        found += [(code, role) for role in whose] if len(whose) < len(roles) else [(code, None)]
    return (*found, (left, None)) if not all(codes) else tuple(found)


class _Reasons(dict[tuple[str, str, str | None], Reason]):
    """The reason of a code, a caregiver and a role: one, however many visits it is given for."""

    def __missing__(self, key: tuple[str, str, str | None]) -> Reason:
        code, caregiver, role = key
        reason = self[key] = Reason(code=code, caregiver=caregiver, role=role)
        return reason


def _could_be(reasons: tuple[Reason, ...]) -> bool:
    """Whether nothing but the rest of the plan stands in the way of a visit."""
    return any(reason.code == "no_time_left" for reason in reasons)


def _crew_exists(asked: Asked, size: int) -> bool:
    """Whether at some start every role can have a caregiver of its own.

    Who can take what changes for the better only where a stretch of starts begins.
    """
    begins = {first for roles in asked.values() for _, free in roles for first, _ in free}
    if size == 1:
        return bool(begins)
    return any(
        _all_taken(
            [
                [
                    caregiver
                    for caregiver, roles in asked.items()
                    if any(first <= at <= last for first, last in roles[k][1])
                ]
                for k in range(size)
            ]
        )
        for at in sorted(begins)
    )


def _all_taken(candidates: Sequence[Sequence[str]], taken: tuple[str, ...] = ()) -> bool:
    """Whether every role can have a caregiver of its own."""
    if len(taken) == len(candidates):
        return True
    free = (caregiver for caregiver in candidates[len(taken)] if caregiver not in taken)
    return any(_all_taken(candidates, (*taken, caregiver)) for caregiver in free)
