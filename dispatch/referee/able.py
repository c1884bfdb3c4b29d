"""Who could take a part in a visit, whatever else the plan has for her."""

from __future__ import annotations

from dispatch.rules import dates_in_shift, eligibility
from dispatch.scenario import Caregiver, Scenario, Visit


def could_take(scenario: Scenario, visit: Visit, role: int, caregiver: Caregiver) -> bool:
    """Return whether `caregiver` may take a role on a date when the visit may start in her shift.

    It asks the rules of who may do what, the allowed starts and the shifts; neither ways, gaps,
    limits and breaks nor her other visits.
    """
    dates = {
        on
        for shift in range(len(caregiver.shifts))
        for on in dates_in_shift(scenario, visit, caregiver, shift)
    }
    return any(not eligibility(scenario, visit, role, caregiver, on) for on in dates)
