"""Reasons in words: a sentence for one caregiver, a phrase for several with the same reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from dispatch.messages import listed, say
from dispatch.plan import Reason
from dispatch.scenario import CertificateNeed, Scenario, Visit

WITH_OTHERS: Final = frozenset({"paid_hours_cap", "weekly_cap", "probation_cap", "carrying_limit"})
"""Codes whose sentences as reasons differ from those as violations."""

PHRASES: Final = (
    "room_left", "no_time_left", "crew_busy", "equipment_busy", "paid_hours_cap", "weekly_cap",
    "probation_cap", "carrying_limit", "client_elsewhere", "crew_unavailable", "equipment_too_late",
    "not_worth_its_way", "meal_break_in_the_way", "no_return_before_next_shift", "returns_too_late",
    "cannot_arrive_in_time", "too_far", "week_used_up", "day_too_short", "no_visit_on_probation",
    "too_heavy", "certificate_missing", "certificate_expired", "institution_not_registered",
    "course_missing", "examination_missing", "service_not_in_contract", "volunteer_service",
    "rating_too_low", "equipment_mode", "equipment_not_along", "gender_required",
    "intimate_gender", "caregiver_excluded", "area_not_served", "no_way", "pinned_caregiver",
    "same_caregiver_required", "different_caregiver_required", "shift_outside_window",
)  # fmt: skip
"""The reasons of caregivers that have a phrase. The order is that in which a caregiver's main
reason is chosen: first the codes that mean that nothing else bars the caregiver from every role,
then the reason that is hardest to change."""

OF_ALL: Final = (
    "unreachable", "no_allowed_start", "no_caregivers", "client_occupied", "equipment_none",
    "equipment_area", "equipment_no_way",
    "entitlement_used", "entitlement_shared", "group_incomplete",
)  # fmt: skip
"""The reasons that name no caregiver."""


def sentence(scenario: Scenario, visit: str, reason: Reason) -> str:
    """Return a reason in words, with its caregiver and its role."""
    code = f"{reason.code}-reason" if reason.code in WITH_OTHERS else reason.code
    text = say(
        code,
        visit=visit,
        caregiver=reason.caregiver,
        equipment=_pools(scenario, reason.detail),
        other=reason.detail,
        **figures(scenario, reason),
    )
    return text if reason.role is None else say("reason-role", text=text, role=reason.role)


def phrase(scenario: Scenario, visit: Visit, reasons: Sequence[Reason]) -> str:
    """Return what several caregivers, or all, have in common; its figures are the best ones.

    Parameters
    ----------
    scenario, visit
        The scenario and the visit.
    reasons
        Reasons of the same code, at least one.
    """
    best = min(reasons, key=_lack)
    kind, known = ("report-reason", PHRASES) if best.caregiver else ("report-nobody", OF_ALL)
    return say(
        f"{kind}-{best.code if best.code in known else 'other'}",
        code=best.code.replace("_", " "),
        count=len({reason.caregiver for reason in reasons}),
        papers=papers(scenario, visit),
        detail=_pools(scenario, best.detail),
        **figures(scenario, best),
    )


def figures(scenario: Scenario, reason: Reason) -> Mapping[str, str]:
    """Return the figures of a reason as they are shown: tenths, clock times, "?" without one."""
    unknown = dict.fromkeys(("way", "needs", "has", "cost", "worth"), "?")
    return unknown | {name: shown(scenario, figure) for name, figure in reason.figures.items()}


def shown(scenario: Scenario, figure: float | str) -> str:
    """Return a figure in tenths, or a moment as a clock time, with its date if in doubt."""
    if not isinstance(figure, str):
        return f"{round(figure, 1):g}"
    told = dated_clock(figure)
    day, clock = told.split(" ")
    return clock if [day] == [on.isoformat() for on in scenario.dates] else told


def clock_to_the_second(scenario: Scenario, at: int) -> str:
    """Return a moment as a clock time to the second, with its date if there are several."""
    one_date = len(scenario.dates) == 1
    return scenario.clock.hours(at) if one_date else dated_clock(scenario.moment(at))


def dated_clock(moment: str) -> str:
    """Return a moment with a space instead of "T", without seconds if they are 0."""
    return re.sub(r"(:\d\d):00(?!\.)", r"\1", moment.replace("T", " "), count=1)


def _lack(reason: Reason) -> float:
    """Return how much is lacking, for reasons of the same code; 0 without figures."""
    needs, has = reason.figures.get("needs"), reason.figures.get("has")
    if isinstance(needs, str) and isinstance(has, str):
        return (datetime.fromisoformat(needs) - datetime.fromisoformat(has)) / timedelta(minutes=1)
    if isinstance(needs, float) and isinstance(has, float):
        return needs - has
    cost = reason.figures.get("cost", 0.0)
    return cost if isinstance(cost, float) else 0.0


def _pools(scenario: Scenario, detail: str) -> str:
    """Replace ids of pools by their names."""
    ids = detail.split(", ")
    return listed(
        scenario.pool[each].name or each if each in scenario.pool else each for each in ids
    )


def papers(scenario: Scenario, visit: Visit) -> str:
    """Return the certificates that a visit requires of its crew."""
    sets = scenario.service[visit.service].any_ofs
    texts = dict.fromkeys(listed(map(paper_text, needs), "list-or") for needs in sets)
    return listed(texts)


def paper_text(need: CertificateNeed) -> str:
    """Return a certificate that is required, with its grade."""
    if not need.grade:
        return need.certificate
    return say("paper-grade", certificate=need.certificate, grade=need.grade)
