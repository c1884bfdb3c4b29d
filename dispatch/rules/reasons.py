"""Why nobody serves a visit: what stands in the way of each caregiver before any search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatch.plan import Reason
from dispatch.rules.eligibility import eligibility
from dispatch.rules.equipment import pool_reason
from dispatch.rules.groups import groups
from dispatch.rules.limits import entitlements_of
from dispatch.rules.shifts import dates_within, latest_return, start_span
from dispatch.rules.starts import Interval, allowed_starts
from dispatch.scenario import Caregiver, Role, Scenario, Visit
from dispatch.scenario.durations import duration_of, role_duration


def why_unserved(scenario: Scenario, visit: Visit) -> tuple[Reason, ...]:
    """List for every caregiver why they do not serve `visit`.

    Returns
    -------
    tuple of Reason
        If something bars everybody, only reasons without a caregiver: ``no_allowed_start`` if no
        instant is allowed at all, the codes of `pool_reason` with the pool's id as the detail,
        ``entitlement_used`` if the rest of the client's entitlement is less than this visit, and
        ``group_incomplete`` if everybody is barred from other visits of its group (the detail).
        Otherwise ``group_incomplete`` if the visit has a group, with the group's other visits as
        the detail, and for each caregiver: ``shift_outside_window`` if no allowed start fits into a
        shift, travel aside; the codes of `eligibility` on the dates of the shifts into which one
        fits; both with the role if they do not hold for the whole crew. If a role remains open to
        the caregiver: ``crew_unavailable`` if nobody can take the other roles at a common start,
        ``no_time_left`` if only the rest of the plan stands in the way.
    """
    reasons = _of_visit(scenario, visit)
    group = next((each for each in groups(scenario) if visit.id in each), ()) if visit.group else ()
    others = [other for other in group if other != visit.id]
    if not others or not _could_be(reasons):
        return reasons
    barred = [
        other for other in others if not _could_be(_of_visit(scenario, scenario.visit[other]))
    ]
    of_group = Reason(code="group_incomplete", detail=", ".join(barred or others))
    return (of_group,) if barred else (of_group, *reasons)


def _could_be(reasons: tuple[Reason, ...]) -> bool:
    """Whether only the rest of the plan stands in the way of a visit."""
    return any(reason.code == "no_time_left" for reason in reasons)


def _of_visit(scenario: Scenario, visit: Visit) -> tuple[Reason, ...]:
    """List what stands in the way of a visit, apart from its group."""
    starts = allowed_starts(scenario, visit)
    if not starts:
        return (Reason(code="no_allowed_start"),)
    for_all = tuple(_for_all(scenario, visit))
    if for_all:
        return for_all
    crew = scenario.service[visit.service].crew
    asked = {
        caregiver.id: [barred(scenario, visit, k, caregiver, starts) for k in range(len(crew))]
        for caregiver in scenario.caregivers
    }
    left = "no_time_left" if _crew_exists(asked, len(crew)) else "crew_unavailable"
    reasons: list[Reason] = []
    for caregiver in scenario.caregivers:
        codes = [each for each, _ in asked[caregiver.id]]
        reasons.extend(_by_role(caregiver.id, codes, tuple(role.id for role in crew)))
        if not all(codes):
            reasons.append(Reason(code=left, caregiver=caregiver.id))
    return tuple(reasons)


def _for_all(scenario: Scenario, visit: Visit) -> Iterator[Reason]:
    """Yield what bars everybody although there are allowed starts."""
    client = scenario.client[visit.client]
    for name in scenario.service[visit.service].equipment:
        reason = pool_reason(scenario, client, scenario.pool[name])
        if reason is not None:
            yield Reason(code=reason, detail=name)
    if client.entitled_week is not None:
        of_client = [each for each in scenario.visits if each.client == client.id]
        for each in entitlements_of(scenario, client, of_client):
            if visit.id in each.visits and duration_of(scenario, visit) > each.most:
                yield Reason(code="entitlement_used")


def barred(
    scenario: Scenario,
    visit: Visit,
    role_index: int,
    caregiver: Caregiver,
    starts: tuple[Interval, ...],
) -> tuple[tuple[str, ...], list[Interval]]:
    """Find why `caregiver` cannot take a role of `visit` in any shift.

    Returns
    -------
    tuple of tuple of str and list of (int, int)
        Either codes, ``shift_outside_window`` and those of `eligibility`, and no starts; or no
        codes, and the part of `starts` at which the caregiver can take the role.
    """
    role = scenario.service[visit.service].crew[role_index]
    codes: list[str] = []
    free: list[Interval] = []
    for index in range(len(caregiver.shifts)):
        fitting = _fitting(scenario, visit, role, caregiver, index, starts)
        if fitting:
            span = start_span(scenario, visit, caregiver, index)
            dates = dates_within(scenario, starts, *span)
            reasons = [eligibility(scenario, visit, role_index, caregiver, on) for on in dates]
            codes += [code for each in reasons for code in each]
            free += [] if any(reasons) else fitting
    if free:
        return (), free
    if not codes:
        on = scenario.date_at(starts[0][0])
        codes = ["shift_outside_window", *eligibility(scenario, visit, role_index, caregiver, on)]
    return tuple(dict.fromkeys(codes)), []


def _fitting(
    scenario: Scenario,
    visit: Visit,
    role: Role,
    caregiver: Caregiver,
    shift_index: int,
    starts: tuple[Interval, ...],
) -> list[Interval]:
    """Return the starts at which a role fits into a shift, with access and documentation."""
    before = scenario.client[visit.client].access - role.offset
    after = role.offset + role_duration(scenario, visit, role)
    after += scenario.service[visit.service].documentation
    earliest = scenario.at(caregiver.shifts[shift_index].start) + before
    latest = latest_return(scenario, caregiver, shift_index) - after
    overlaps = ((max(first, earliest), min(last, latest)) for first, last in starts)
    return [(first, last) for first, last in overlaps if first <= last]


def _crew_exists(asked: dict[str, list[tuple[tuple[str, ...], list[Interval]]]], size: int) -> bool:
    """Whether at some start every role can have a caregiver of its own.

    More caregivers become available only where an interval of starts begins.
    """
    begins = {first for roles in asked.values() for _, free in roles for first, _ in free}
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


def _by_role(
    caregiver: str, codes: list[tuple[str, ...]], roles: tuple[str, ...]
) -> Iterator[Reason]:
    for code in dict.fromkeys(code for each in codes for code in each):
        if all(code in each for each in codes):
            yield Reason(code=code, caregiver=caregiver)
        else:
            for role, each in zip(roles, codes, strict=True):
                if code in each:
                    yield Reason(code=code, caregiver=caregiver, role=role)
