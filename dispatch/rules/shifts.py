"""How long a shift may last, and on which dates a visit may start in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dispatch.rules.starts import Interval, allowed_starts
from dispatch.scenario import Caregiver, Scenario, Visit


def latest_return(scenario: Scenario, caregiver: Caregiver, shift_index: int) -> int:
    """Find when the route of a shift must be back, in milliseconds after the first midnight.

    The shift's end and the overtime limit, but not after the caregiver's next shift starts.
    """
    shift = caregiver.shifts[shift_index]
    begins = scenario.at(shift.start)
    later = (start for each in caregiver.shifts if (start := scenario.at(each.start)) > begins)
    return min([scenario.at(shift.end) + caregiver.overtime_limit, *later])


def dates_in_shift(
    scenario: Scenario, visit: Visit, caregiver: Caregiver, shift_index: int
) -> tuple[date, ...]:
    """List the dates on which `visit` may start while a shift lasts, in order.

    Those of its allowed starts from the shift's start (earlier by the largest offset of its crew,
    whose last member then comes in time) to the latest return; none where it cannot be in it.
    """
    crew = scenario.service[visit.service].crew
    first = scenario.at(caregiver.shifts[shift_index].start) - max(role.offset for role in crew)
    last = latest_return(scenario, caregiver, shift_index)
    return dates_within(scenario, allowed_starts(scenario, visit), first, last)


def dates_within(
    scenario: Scenario, starts: Iterable[Interval], first: int, last: int
) -> tuple[date, ...]:
    """List the dates of those instants of `starts` that lie from `first` to `last`, in order."""
    found: dict[date, None] = {}
    for opens, closes in starts:
        if max(opens, first) <= min(closes, last):
            day = scenario.date_at(max(opens, first))
            until = scenario.date_at(min(closes, last))
            while day <= until:
                found[day] = None
                day += timedelta(days=1)
    return tuple(found)
