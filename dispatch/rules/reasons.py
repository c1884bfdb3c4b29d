"""Why a visit is left out: the reasons that bar each caregiver, before any search."""

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
from dispatch.rules.ways import Between, pool_way_reason
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.durations import duration_of

Asked: TypeAlias = dict[str, list[tuple[Codes, Sequence[Interval]]]]
"""The answers of `Part.barred` for each caregiver, one for every role."""


def why_unserved(
    scenario: Scenario, visits: Iterable[Visit], between: Between | None = None
) -> tuple[tuple[Reason, ...], ...]:
    """Find, for each visit and every caregiver, why the caregiver does not serve the visit.

    Results that visits share are computed once. Without `between`, there is a way to every place.

    Returns
    -------
    tuple of tuple of Reason
        For each visit, the reasons that bar all caregivers, if there are any. They name no
        caregiver: ``no_allowed_start`` if no start is allowed; the codes of `pool_reason` and
        `pool_way_reason`, with the pool's id as the detail; ``entitlement_used`` if the visit is
        longer than the rest of the client's entitlement; ``group_incomplete`` if reasons bar all
        caregivers from other visits of its group, with these visits as the detail.

        Otherwise, ``group_incomplete`` if the visit has a group, with its other visits as the
        detail, and reasons for each caregiver: ``shift_outside_window`` if no allowed start fits
        into a shift, travel not counted, and for the shifts that fit the codes of `eligibility` on
        their dates and of `way_reasons`. All name the role unless they hold for all of the crew. If
        a role remains that nothing bars: ``crew_unavailable`` if no caregivers can fill all roles
        at a common start, or else ``no_time_left``, because only the rest of the plan prevents the
        visit.
    """
    why = _Why(scenario, between)
    return tuple(why.left_out(visit) for visit in visits)


class _Why:
    """The reasons why visits of a scenario are left out."""

    def __init__(self, scenario: Scenario, between: Between | None) -> None:
        self._scenario = scenario
        self._between = between
        self._people = People(scenario, between)
        self._known: dict[str, tuple[Reason, ...]] = {}
        self._reasons = _Reasons()

    @cached_property
    def _group(self) -> Mapping[str, tuple[str, ...]]:
        return {visit: group for group in groups(self._scenario) for visit in group}

    @cached_property
    def _entitled(self) -> Mapping[str, int]:
        """The rest of the entitlement, for each visit of a client whose week is limited."""
        return {name: each.most for each in entitlements(self._scenario) for name in each.visits}

    def left_out(self, visit: Visit) -> tuple[Reason, ...]:
        """The reasons of a visit, including those of its group."""
        reasons = self._of(visit.id)
        others = [other for other in self._group.get(visit.id, ()) if other != visit.id]
        if not others or not _could_be(reasons):
            return reasons
        barred = [other for other in others if not _could_be(self._of(other))]
        of_group = Reason(code="group_incomplete", detail=", ".join(barred or others))
        return (of_group,) if barred else (of_group, *reasons)

    def _of(self, name: str) -> tuple[Reason, ...]:
        """The reasons of a visit, without those of its group."""
        if name not in self._known:
            visit = self._scenario.visit[name]
            starts = allowed_starts(self._scenario, visit)
            for_all = tuple(self._for_all(visit)) if starts else (Reason(code="no_allowed_start"),)
            self._known[name] = for_all or tuple(self._for_each(visit, starts))
        return self._known[name]

    def _for_all(self, visit: Visit) -> Iterator[Reason]:
        """Reasons that bar all caregivers although starts are allowed."""
        scenario = self._scenario
        client = scenario.client[visit.client]
        for name in scenario.service[visit.service].equipment:
            pool = scenario.pool[name]
            reason = pool_reason(scenario, client, pool)
            if reason is None and self._between is not None:
                reason = pool_way_reason(scenario, visit, pool, self._between)
            if reason is not None:
                yield Reason(code=reason, detail=name)
        if visit.id in self._entitled and duration_of(scenario, visit) > self._entitled[visit.id]:
            yield Reason(code="entitlement_used")

    def _for_each(self, visit: Visit, starts: tuple[Interval, ...]) -> Iterator[Reason]:
        """Reasons that bar each caregiver."""
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
    """Codes with their roles (None if a code holds for all), and `left` if a role has no code."""
    found: list[tuple[str, str | None]] = []
    for code in dict.fromkeys(code for each in codes for code in each):
        whose = [role for role, each in zip(roles, codes, strict=True) if code in each]
        found += [(code, role) for role in whose] if len(whose) < len(roles) else [(code, None)]
    return (*found, (left, None)) if not all(codes) else tuple(found)


class _Reasons(dict[tuple[str, str, str | None], Reason]):
    """The reason for a code, a caregiver and a role; visits share it."""

    def __missing__(self, key: tuple[str, str, str | None]) -> Reason:
        code, caregiver, role = key
        reason = self[key] = Reason(code=code, caregiver=caregiver, role=role)
        return reason


def _could_be(reasons: tuple[Reason, ...]) -> bool:
    """Whether only the rest of the plan prevents a visit."""
    return any(reason.code == "no_time_left" for reason in reasons)


def _crew_exists(asked: Asked, size: int) -> bool:
    """Whether there is a start at which every role can have a different caregiver.

    More caregivers become free only at the beginning of an interval of starts, so the beginnings
    are enough to check.
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
    """Whether every role can have a different caregiver."""
    if len(taken) == len(candidates):
        return True
    free = (caregiver for caregiver in candidates[len(taken)] if caregiver not in taken)
    return any(_all_taken(candidates, (*taken, caregiver)) for caregiver in free)
