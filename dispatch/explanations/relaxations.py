"""The closed list of relaxations for a visit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from dispatch.explanations.looser import (
    Loosen,
    Whom,
    able,
    at_any_hour,
    from_any_area,
    is_short,
    more_overtime,
    of_any_gender,
    unpinned,
    with_nobody_excluded,
    with_one_more,
    with_one_more_piece,
    without_break,
    without_gaps,
    without_naps,
    without_window,
)
from dispatch.rules import binding_promise, break_due, dates_in_shift, eligibility
from dispatch.scenario import Scenario, Visit


@dataclass(frozen=True)
class Relaxation:
    """An entry of the closed list.

    Attributes
    ----------
    code : str
        Its name.
    kinds : frozenset of str
        Kinds of violations of the original scenario that it permits.
    applies : function of scenario and visit
        Whether there is anything to relax.
    loosen : function of scenario, visit and shifts
        Returns the looser scenario; rules of caregivers are relaxed only for the given shifts.
    """

    code: str
    kinds: frozenset[str]
    applies: Callable[[Scenario, Visit], bool]
    loosen: Loosen


def applicable(scenario: Scenario, visit: Visit) -> list[Relaxation]:
    """Return the relaxations that change anything for `visit`, in the list's order.

    Each pool of equipment that the visit is short of has its own entry.
    """
    found: list[Relaxation] = []
    for each in RELAXATIONS:
        if each.code == "kit":
            found += (
                replace(each, loosen=partial(with_one_more_piece, pools=(pool,)))
                for pool in _short_of(scenario, visit)
            )
        elif each.applies(scenario, visit):
            found.append(each)
    return found


def loosened(
    scenario: Scenario,
    visit: str,
    relaxations: Collection[Relaxation],
    whom: Whom | None = None,
) -> Scenario:
    """Apply relaxations one after the other.

    Parameters
    ----------
    scenario
        The scenario.
    visit
        Id of the visit to relax rules for.
    relaxations
        Entries of `RELAXATIONS`.
    whom
        Shifts whose caregivers' rules are relaxed; None for all.
    """
    if whom is None:
        whom = {(each.id, k) for each in scenario.caregivers for k in range(len(each.shifts))}
    for relaxation in relaxations:
        scenario = relaxation.loosen(scenario, scenario.visit[visit], whom)
    return scenario


def bars(scenario: Scenario, visit: Visit) -> Iterator[set[str]]:
    """Yield what prevents each caregiver, role and date: codes of `eligibility`."""
    for caregiver in scenario.caregivers:
        for shift in range(len(caregiver.shifts)):
            for on in dates_in_shift(scenario, visit, caregiver, shift):
                for k in range(len(scenario.service[visit.service].crew)):
                    yield set(eligibility(scenario, visit, k, caregiver, on))


_GIVEN_UP: Final = frozenset(
    {
        "gender_required", "intimate_gender", "caregiver_excluded", "area_not_served",
        "pinned_caregiver",
    }
)  # fmt: skip
"""All reasons against a caregiver that relaxations can remove."""


def _bars(*codes: str) -> Callable[[Scenario, Visit], bool]:
    """Return a test of whether relaxing `codes`, and perhaps others, admits anybody else."""

    def applies(scenario: Scenario, visit: Visit) -> bool:
        times = ("exact_start", "pinned_start", "promise")
        anew = visit.model_copy(update={"windows": (), **dict.fromkeys(times)})
        found = bars(scenario, anew)
        return any(each <= _GIVEN_UP and not each.isdisjoint(codes) for each in found)

    return applies


def _has_window(scenario: Scenario, visit: Visit) -> bool:
    promise = binding_promise(scenario, visit)
    asked = visit.exact_start or promise or any(window.hard for window in visit.windows)
    return bool(asked) and not visit.running


def _has_naps(scenario: Scenario, visit: Visit) -> bool:
    return bool(scenario.client[visit.client].blackouts) and not visit.running


def _has_earliest(scenario: Scenario, visit: Visit) -> bool:
    return scenario.client[visit.client].earliest is not None and not visit.running


def _has_gaps(scenario: Scenario, visit: Visit) -> bool:
    gaps = (*visit.gaps, *(gap for _, gap in scenario.followers.get(visit.id, ())))
    return not visit.running and any(gap.minimum or gap.maximum is not None for gap in gaps)


def _has_break(scenario: Scenario, visit: Visit) -> bool:
    del visit
    return scenario.policy.rules.meal_break == "hard" and any(
        break_due(scenario, shift) for each in scenario.caregivers for shift in each.shifts
    )


def _is_pinned(scenario: Scenario, visit: Visit) -> bool:
    del scenario
    pinned = bool(visit.pinned_caregivers) or visit.pinned_start is not None
    return pinned and not visit.running


def _short_of(scenario: Scenario, visit: Visit) -> list[str]:
    needed = scenario.service[visit.service].equipment
    return [name for name in needed if is_short(scenario, visit, scenario.pool[name])]


def _can_have_more(scenario: Scenario, visit: Visit) -> bool:
    return not visit.pinned_caregivers and next(able(scenario, visit), None) is not None


RELAXATIONS: Final = (
    Relaxation(
        "window",
        frozenset({"window_missed", "exact_start_missed", "promise_broken"}),
        _has_window,
        without_window,
    ),
    Relaxation("nap", frozenset({"blackout"}), _has_naps, without_naps),
    Relaxation("earliest", frozenset({"too_early"}), _has_earliest, at_any_hour),
    Relaxation("gap", frozenset({"gap_too_short", "gap_too_long"}), _has_gaps, without_gaps),
    Relaxation("overtime", frozenset({"overtime_limit"}), lambda *_: True, more_overtime),
    Relaxation("break", frozenset({"break_missing"}), _has_break, without_break),
    Relaxation(
        "gender",
        frozenset({"gender_required", "intimate_gender"}),
        _bars("gender_required", "intimate_gender"),
        of_any_gender,
    ),
    Relaxation(
        "excluded",
        frozenset({"caregiver_excluded"}),
        _bars("caregiver_excluded"),
        with_nobody_excluded,
    ),
    Relaxation("area", frozenset({"area_not_served"}), _bars("area_not_served"), from_any_area),
    Relaxation("pin", frozenset({"pinned_caregiver", "pinned_start"}), _is_pinned, unpinned),
    Relaxation(
        "kit",
        frozenset({"equipment_area"}),
        lambda scenario, visit: bool(_short_of(scenario, visit)),
        with_one_more_piece,
    ),
    Relaxation("caregiver", frozenset(), _can_have_more, with_one_more),
)
"""The closed list, in the order in which its entries are tried."""
