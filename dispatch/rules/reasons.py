"""Why a visit has nobody: what stands in the way of each caregiver before any search."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.plan import Reason
from dispatch.rules.eligibility import eligibility
from dispatch.rules.starts import Interval, allowed_starts
from dispatch.scenario import Caregiver, Role, Scenario, Visit
from dispatch.scenario.timetable import role_duration


def why_unserved(scenario: Scenario, visit: Visit) -> tuple[Reason, ...]:
    """Say for every caregiver why `visit` is not served by them.

    Returns
    -------
    tuple of Reason
        ``no_allowed_start``, without a caregiver, where no instant is allowed at all. Else for each
        caregiver: ``shift_outside_window`` where no allowed start fits into a shift, ways aside,
        and the codes of `eligibility`, both with the role where they do not hold for all of the
        crew; and if a role is left, ``crew_unavailable`` where nobody can take the others,
        ``no_time_left`` where nothing but the rest of the plan stands in the way.
    """
    starts = allowed_starts(scenario, visit)
    if not starts:
        return (Reason(code="no_allowed_start"),)
    on = scenario.date_at(starts[0][0])
    crew = scenario.service[visit.service].crew
    barred = {
        caregiver.id: [
            _hours(scenario, visit, role, caregiver, starts)
            + eligibility(scenario, visit, k, caregiver, on)
            for k, role in enumerate(crew)
        ]
        for caregiver in scenario.caregivers
    }
    candidates = [
        [caregiver for caregiver, codes in barred.items() if not codes[k]] for k in range(len(crew))
    ]
    left = "no_time_left" if _crew_exists(candidates) else "crew_unavailable"
    reasons: list[Reason] = []
    for caregiver, codes in barred.items():
        reasons.extend(_by_role(caregiver, codes, tuple(role.id for role in crew)))
        if not all(codes):
            reasons.append(Reason(code=left, caregiver=caregiver))
    return tuple(reasons)


def _hours(
    scenario: Scenario,
    visit: Visit,
    role: Role,
    caregiver: Caregiver,
    starts: tuple[Interval, ...],
) -> tuple[str, ...]:
    """Whether the role fits into one of the shifts, access and documentation included."""
    before = scenario.client[visit.client].access - role.offset
    after = role.offset + role_duration(scenario, visit, role)
    after += scenario.service[visit.service].documentation
    for shift in caregiver.shifts:
        earliest = scenario.at(shift.start) + before
        latest = scenario.at(shift.end) + caregiver.overtime_limit - after
        if any(max(first, earliest) <= min(last, latest) for first, last in starts):
            return ()
    return ("shift_outside_window",)


def _crew_exists(candidates: list[list[str]], taken: tuple[str, ...] = ()) -> bool:
    """Whether every role can have a caregiver of its own."""
    if len(taken) == len(candidates):
        return True
    free = (caregiver for caregiver in candidates[len(taken)] if caregiver not in taken)
    return any(_crew_exists(candidates, (*taken, caregiver)) for caregiver in free)


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
