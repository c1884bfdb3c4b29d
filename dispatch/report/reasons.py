"""Why a visit is left out, for all caregivers in one line."""

from __future__ import annotations

from typing import Final

from dispatch.messages import say
from dispatch.plan import Reason, Unserved
from dispatch.rules.told import PHRASES, phrase
from dispatch.scenario import Scenario

_BUT_FOR_THE_PLAN: Final = PHRASES[: PHRASES.index("equipment_too_late") + 1]
"""The codes of caregivers whom nothing of their own bars; they are listed first."""


def main_reasons(scenario: Scenario, left_out: Unserved, *, most: int | None = None) -> list[str]:
    """Count the caregivers by the main reason of each.

    Caregivers who could come if the plan were different are listed first, then the most frequent
    reason. Each caregiver counts once, so the numbers add up to the number of caregivers in the
    reasons. Reasons without a caregiver come before all others. If there are more than `most` kinds
    of reasons, the rest are added up.
    """
    visit = scenario.visit[left_out.visit]
    of_all = [reason for reason in left_out.reasons if reason.caregiver is None]
    told = [*dict.fromkeys(phrase(scenario, visit, [reason]) for reason in of_all)]
    of_caregiver: dict[str, list[Reason]] = {}
    for reason in left_out.reasons:
        if reason.caregiver is not None:
            of_caregiver.setdefault(reason.caregiver, []).append(reason)
    of_code: dict[str, list[Reason]] = {}
    for several in of_caregiver.values():
        main = min(several, key=lambda reason: _depth(reason.code))
        of_code.setdefault(main.code, []).append(main)
    ranked = sorted(
        of_code.items(),
        key=lambda item: (item[0] not in _BUT_FOR_THE_PLAN, -len(item[1]), _depth(item[0])),
    )
    told += [phrase(scenario, visit, reasons) for _, reasons in ranked[:most]]
    rest = sum(len(reasons) for _, reasons in ranked[len(ranked[:most]) :])
    return [*told, say("report-reason-rest", count=rest)] if rest else told


def _depth(code: str) -> int:
    return PHRASES.index(code) if code in PHRASES else len(PHRASES)
