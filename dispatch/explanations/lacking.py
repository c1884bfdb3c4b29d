"""Papers that a visit requires and nobody on duty has, found before any search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dispatch.explanations.explanation import Lacking
from dispatch.explanations.papers import lacks, papers_asked
from dispatch.messages import listed
from dispatch.rules import allowed_starts, dates_in_shift
from dispatch.scenario import Scenario, Visit


def lacking(scenario: Scenario, visit: Visit) -> Iterator[Lacking]:
    """Yield every paper that the visit requires and nobody on duty has.

    A paper counts as lacking if nobody has it on any date on which the visit may take place. A
    running visit requires none.
    """
    if visit.running:
        return
    dates = _dates(scenario, visit)
    for asked in papers_asked(scenario.service[visit.service]):
        if all(lacks(scenario, asked, each, on) for each in scenario.on_duty for on in dates):
            yield Lacking(asked.code, asked.paper, asked.role, listed(dates))


def _dates(scenario: Scenario, visit: Visit) -> list[date]:
    """Return the dates of shifts on which the visit may start, or else its first possible date."""
    found = {
        on
        for caregiver in scenario.caregivers
        for shift in range(len(caregiver.shifts))
        for on in dates_in_shift(scenario, visit, caregiver, shift)
    }
    starts = allowed_starts(scenario, visit)
    first = scenario.date_at(starts[0][0]) if starts else scenario.dates[0]
    return sorted(found) or [first]
