"""How long a shift may last, and on which dates a visit may start in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dispatch.rules.amounts import begins
from dispatch.rules.starts import Interval, allowed_starts
from dispatch.scenario import Caregiver, Scenario, Visit


def latest_return(scenario: Scenario, caregiver: Caregiver, shift_index: int) -> int:
    """Return the latest return of the route of a shift, in milliseconds after the first midnight.

    It is the end of the shift plus the overtime limit, but at most the start of the next shift, and
    at most when a caregiver who leaves early has to be back.
    """
    shift = caregiver.shifts[shift_index]
    start = scenario.at(shift.start)
    bounds = [each for other in caregiver.shifts if (each := scenario.at(other.start)) > start]
    if shift.gone is not None:
        bounds.append(scenario.at(shift.gone))
    return min([scenario.at(shift.end) + caregiver.overtime_limit, *bounds])


def dates_in_shift(
    scenario: Scenario, visit: Visit, caregiver: Caregiver, shift_index: int
) -> tuple[date, ...]:
    """List the dates on which `visit` may start while a shift lasts, in order.

    These are the dates of its allowed starts from when the shift begins (less the largest offset of
    its crew: the last member then comes in time) to the latest return; none if it does not fit.
    """
    crew = scenario.service[visit.service].crew
    first = begins(scenario, caregiver.shifts[shift_index]) - max(role.offset for role in crew)
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
