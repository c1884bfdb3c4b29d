"""The kinds of violation, and the sentence for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, TypeAlias

from dispatch.errors import Fault, fault
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

Kind: TypeAlias = Literal[
    "unknown_visit", "unknown_caregiver", "unknown_shift", "unknown_role", "unknown_place",
    "visit_twice", "visit_unaccounted", "shift_twice", "stops_overlap",
    "crew_incomplete", "crew_not_together", "same_caregiver_twice",
    "certificate_missing", "certificate_expired", "institution_not_registered", "course_missing",
    "examination_missing", "service_not_in_contract", "volunteer_service", "rating_too_low",
    "equipment_mode",
    "gender_required", "intimate_gender", "caregiver_excluded", "area_not_served",
    "no_way", "pinned_caregiver", "window_missed", "too_early", "exact_start_missed", "blackout",
    "pinned_start", "promise_broken", "fact_contradicted", "wrong_duration",
    "gap_too_short", "gap_too_long", "same_caregiver_required", "different_caregiver_required",
    "window_not_shared",
    "client_overlap",
    "before_shift", "overtime_limit", "travel_too_short",
    "break_missing", "break_outside_window", "break_after_return", "break_place",
    "break_too_short",
    "paid_hours_cap", "weekly_cap", "probation_cap", "carrying_limit", "entitlement_exceeded",
    "equipment_missing", "equipment_area", "equipment_not_there", "equipment_no_way",
    "unknown_equipment", "equipment_short", "equipment_bringer",
    "equipment_not_along", "group_incomplete",
]  # fmt: skip
"""The closed list of the kinds of violation."""

_OF_ROUTES: Final = frozenset({"stops_overlap", "travel_too_short", "unknown_equipment"})
"""Kinds with another sentence if no visit is concerned."""

_OF_GAPS: Final = frozenset({"same_caregiver_required", "different_caregiver_required"})
"""Kinds with another sentence if a gap to another visit requires it."""

_OF_LEGS: Final = frozenset({"no_way"})
"""Kinds with another sentence if they concern the way from another visit."""


@dataclass(frozen=True)
class Violation:
    """One broken rule; `str` gives its sentence.

    Attributes
    ----------
    kind : str
        Of the closed list `Kind`.
    visit, caregiver : str or None
        Whom the violation concerns. Without a visit it concerns the caregiver's routes; without
        both it concerns what `detail` names: a client, a piece of equipment.
    amount : float
        Minutes for rules about times; for other rules a load or a count (mostly 1).
    detail : mapping
        Further ids for the sentence.
    """

    kind: Kind
    visit: str | None = None
    caregiver: str | None = None
    amount: float = 1
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def fault(self) -> Fault:
        """The violation as a code with fields."""
        code: str = self.kind
        if self.visit is None and code in _OF_ROUTES:
            code = f"{code}-route"
        elif "after" in self.detail and code in _OF_GAPS:
            code = f"{code}-gap"
        elif "after" in self.detail and code in _OF_LEGS:
            code = f"{code}-leg"
        fields = {"visit": self.visit, "caregiver": self.caregiver, "amount": self.amount}
        return fault(code, **fields, **self.detail)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON; `sentence` is for people."""
        return {**asdict(self), "sentence": str(self)}

    def __str__(self) -> str:
        return str(self.fault)


def minutes(milliseconds: int) -> float:
    """Convert milliseconds to minutes."""
    return milliseconds / MILLISECONDS_A_MINUTE
