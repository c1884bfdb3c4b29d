"""The one cause for which a visit is left out, such that many visits share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from dispatch.explanations.nearest import by_caregiver, farness
from dispatch.explanations.proposed import desk_hours
from dispatch.messages import listed
from dispatch.plan import Reason
from dispatch.rules import allowed_starts
from dispatch.rules.told import papers
from dispatch.scenario import Scenario, Visit
from dispatch.scenario.base import Duration

Part: TypeAlias = Literal["morning", "afternoon", "any"]

NOON: Final = Duration.of_minutes(12 * 60)
DAY: Final = Duration.of_minutes(24 * 60)

_OF_ALL: Final = {
    "entitlement_used": "entitlement",
    "entitlement_shared": "entitlement",
    "unreachable": "unreachable",
    "no_way": "unreachable",
    "no_caregivers": "nobody",
    "no_allowed_start": "hours",
    "client_occupied": "client",
    "client_elsewhere": "client",
    "equipment_none": "equipment",
    "equipment_area": "equipment",
    "equipment_no_way": "equipment",
    "equipment_busy": "equipment",
    "equipment_too_late": "equipment",
    "room_left": "room",
    "not_worth_its_way": "worth",
    "no_time_left": "busy",
    "crew_busy": "busy",
    "paid_hours_cap": "cap",
    "weekly_cap": "cap",
    "probation_cap": "cap",
    "day_too_short": "cap",
    "week_used_up": "cap",
    "no_visit_on_probation": "cap",
    "carrying_limit": "load",
    "too_heavy": "load",
    "crew_unavailable": "crew",
    "meal_break_in_the_way": "shift",
    "cannot_arrive_in_time": "shift",
    "returns_too_late": "shift",
    "no_return_before_next_shift": "shift",
    "too_far": "shift",
    "shift_outside_window": "shift",
    "area_not_served": "area",
    "caregiver_excluded": "excluded",
    "gender_required": "gender",
    "intimate_gender": "gender",
    "pinned_caregiver": "pin",
    "same_caregiver_required": "same",
    "different_caregiver_required": "same",
    "certificate_missing": "paper",
    "certificate_expired": "paper",
    "institution_not_registered": "paper",
    "course_missing": "course",
    "examination_missing": "examination",
    "group_incomplete": "group",
}
"""The cause of each code of a reason; those of contracts and modes are ``contract``."""

_DECISIVE: Final = ("room_left", "equipment_busy", "client_elsewhere")
"""Codes that are the cause if they bar one of the nearest caregivers: she has time."""


@dataclass(frozen=True)
class Cause:
    """Why a visit is left out, as far as other visits may be left out for the same.

    Attributes
    ----------
    code : str
        ``busy``, ``shift``, ``paper``, ``gap``, ``entitlement``, and so on.
    detail : str
        What is lacking: certificates, a course, a pool of equipment, an area.
    part : str
        The part of the day for which that is so: ``morning``, ``afternoon`` or ``any``.
    """

    code: str
    detail: str = ""
    part: Part = "any"


def cause_of(scenario: Scenario, visit: Visit, reasons: Sequence[Reason]) -> Cause:
    """Return the cause of a visit: what most of the nearest caregivers have in common."""
    of_all = [each for each in reasons if each.caregiver is None]
    each = [reason for reason in reasons if reason.caregiver is not None]
    code, detail = _common(each) if each else (of_all[0].code, of_all[0].detail)
    cause = _OF_ALL.get(code, "contract")
    if cause == "room" and any(reason.code == "group_incomplete" for reason in of_all):
        return Cause("group")
    if cause in ("busy", "shift"):
        return Cause(cause, papers(scenario, visit), part_of_day(scenario, visit))
    if cause == "paper":
        return Cause(cause, papers(scenario, visit))
    service = scenario.service[visit.service]
    details = {
        "equipment": detail or listed(service.equipment),
        "course": listed(service.requires.courses),
        "examination": service.name or service.id,
        "area": scenario.client[visit.client].area or "",
    }
    return Cause(cause, details.get(cause, ""))


def part_of_day(scenario: Scenario, visit: Visit) -> Part:
    """Return in which part of the day a visit may be proposed to start."""
    clock = starts_on_clock(scenario, visit)
    if clock is None:
        return "any"
    first, last = clock
    return "morning" if last < NOON else "afternoon" if first >= NOON else "any"


def starts_on_clock(scenario: Scenario, visit: Visit) -> tuple[int, int] | None:
    """Return the first and the last time of the day at which a visit may be proposed to start.

    None if it may start on several dates, or never.
    """
    hours = [
        (scenario.at(each.open), scenario.at(each.close)) for each in desk_hours(scenario, visit)
    ]
    starts = [
        (max(first, opens), min(last, closes))
        for first, last in allowed_starts(scenario, visit)
        for opens, closes in hours or [(0, scenario.horizon)]
        if max(first, opens) <= min(last, closes)
    ]
    if not starts:
        return None
    first, last = starts[0][0], starts[-1][1]
    midnight = scenario.at(f"{scenario.date_at(first).isoformat()}T00:00")
    return (first - midnight, last - midnight) if last - midnight < DAY else None


def _common(reasons: Sequence[Reason]) -> tuple[str, str]:
    """Return what the most of those caregivers have in common who came nearest."""
    each = by_caregiver(reasons).values()
    tier = min(farness(several)[0] for several in each)
    near = [several for several in each if farness(several)[0] == tier]
    main = [max(several, key=lambda one: farness([one])) for several in near]
    counted = Counter((reason.code, reason.detail) for reason in main)
    decisive = (pair for code in _DECISIVE for pair in counted if pair[0] == code)
    return next(decisive, counted.most_common(1)[0][0])
