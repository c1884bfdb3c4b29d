"""Why a visit is left out, for all caregivers in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Final

from dispatch.messages import say
from dispatch.plan import Unserved
from dispatch.scenario import CertificateNeed, Scenario, Visit

_BUT_FOR_THE_PLAN: Final = ("no_time_left", "crew_unavailable")
_DEEPEST_FIRST: Final = (
    *_BUT_FOR_THE_PLAN, "certificate_missing", "certificate_expired", "institution_not_registered",
    "course_missing", "examination_missing", "service_not_in_contract", "volunteer_service",
    "rating_too_low", "gender_required", "intimate_gender", "caregiver_excluded",
    "area_not_served", "no_way", "pinned_caregiver", "same_caregiver_required",
    "different_caregiver_required", "shift_outside_window",
)  # fmt: skip
"""The order in which a caregiver's main reason is chosen: first the codes that mean that nothing
else bars the caregiver from every role, then the reason that is hardest to change."""

_OF_ALL: Final = frozenset(
    {
        "no_allowed_start", "equipment_none", "equipment_area", "equipment_no_way",
        "entitlement_used", "group_incomplete",
    }
)  # fmt: skip
"""Reasons that name no caregiver."""


def main_reasons(scenario: Scenario, left_out: Unserved, *, most: int | None = None) -> list[str]:
    """Count the caregivers by the main reason of each.

    Caregivers who could come if the plan were different are listed first, then the most frequent
    reason. Each caregiver counts once, so the numbers add up to the number of caregivers in the
    reasons. Reasons without a caregiver come before all others. If there are more than `most` kinds
    of reasons, the rest are added up.
    """
    of_all = [(one.code, one.detail) for one in left_out.reasons if one.caregiver is None]
    codes: dict[str, list[str]] = {}
    for reason in left_out.reasons:
        if reason.caregiver is not None:
            codes.setdefault(reason.caregiver, []).append(reason.code)
    counted = Counter(min(several, key=_depth) for several in codes.values())
    ranked = sorted(
        counted.items(),
        key=lambda item: (item[0] not in _BUT_FOR_THE_PLAN, -item[1], _depth(item[0])),
    )
    papers = _papers(scenario, scenario.visit[left_out.visit])
    told = [
        _worded("report-nobody", code, _OF_ALL, detail=_pool(scenario, detail))
        for code, detail in dict.fromkeys(of_all)
    ]
    told += [
        _worded("report-reason", code, _DEEPEST_FIRST, count=count, papers=papers)
        for code, count in ranked[:most]
    ]
    rest = sum(count for _, count in ranked[len(ranked[:most]) :])
    return [*told, say("report-reason-rest", count=rest)] if rest else told


def _depth(code: str) -> int:
    return _DEEPEST_FIRST.index(code) if code in _DEEPEST_FIRST else len(_DEEPEST_FIRST)


def _worded(kind: str, code: str, known: Collection[str], **fields: object) -> str:
    entry = code if code in known else "other"
    return say(f"{kind}-{entry}", code=code.replace("_", " "), **fields)


def _pool(scenario: Scenario, detail: str) -> str:
    pool = scenario.pool.get(detail)
    return pool.name or pool.id if pool else detail


def _papers(scenario: Scenario, visit: Visit) -> str:
    """Return the certificates that a visit requires of its crew."""
    service = scenario.service[visit.service]
    sets = [*service.requires.certificates]
    for role in service.crew:
        sets += role.requires.certificates
    texts = dict.fromkeys(" or ".join(_paper(need) for need in needs) for needs in sets)
    return ", ".join(texts)


def _paper(need: CertificateNeed) -> str:
    return f"{need.certificate} ({need.grade})" if need.grade else need.certificate
