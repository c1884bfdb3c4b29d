"""The account of a planned or finished day: what its people had, from the plan and from facts.

What has happened counts with its real times, what is to come with those of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from dispatch.errors import BrokenRule, Fault, fault
from dispatch.ledger.entry import DESK, Asked, Came, Entry, Kind, Worked
from dispatch.plan import Plan
from dispatch.referee import broken
from dispatch.referee.amounts import paid
from dispatch.referee.reading import Reading, read
from dispatch.rules import allowed_starts, duration_of, paid_before, visits_over
from dispatch.scenario import Caregiver, Scenario, Visit

if TYPE_CHECKING:
    from dispatch.roads import TravelTimes


def entries_of(
    scenario: Scenario, plan: Plan, travel: TravelTimes, *, desk: str = DESK
) -> tuple[Entry, ...]:
    """Account for a day: an entry for each date of the scenario.

    Parameters
    ----------
    scenario, plan
        The day and its plan; on a running day, the day as it is now and the plan for what is left.
    travel
        The travel times between the places of the scenario.
    desk
        The name of the desk.

    Raises
    ------
    BrokenRule
        If the plan breaks a hard rule. What has happened is accounted for whatever it breaks.
    """
    if found := broken(scenario, travel, plan):
        raise BrokenRule(fault("ledger-broken"), *(each.fault for each in found))
    reading = read(scenario, travel, plan)
    worked = [*_worked(scenario, reading)]
    came = {visit.id: (*_came(scenario, reading, visit),) for visit in scenario.visits}
    asked = [_asked(scenario, reading, visit) for visit in scenario.visits]
    return tuple(
        Entry(
            desk=desk,
            date=day,
            name=scenario.name,
            scenario=scenario.fingerprint,
            caregivers=tuple(sorted(row for on, row in worked if on == day)),
            visits=tuple(sorted((row for on, row in asked if on == day), key=lambda row: row[0])),
            stops=tuple(sorted(row for on, of in asked if on == day for row in came[of.visit])),
        )
        for day in scenario.dates
    )


def unknown_hours(scenario: Scenario) -> Iterator[Fault]:
    """Yield the shifts whose hours are not known: visits of them are over, but not when they began.

    Such a shift counts with what the plan still contains of it.
    """
    for caregiver in scenario.caregivers:
        for index, shift in enumerate(caregiver.shifts):
            over = visits_over(scenario, caregiver, index)
            if over and shift.under_way is None:
                where = f"caregivers[{caregiver.id}].shifts[{index}]"
                yield fault("ledger-hours", where, visits=tuple(each.id for each in over))


def _worked(scenario: Scenario, reading: Reading) -> Iterator[tuple[date, Worked]]:
    for caregiver in scenario.caregivers:
        days: dict[date, Worked] = {}
        for index, shift in enumerate(caregiver.shifts):
            day = scenario.date_at(scenario.at(shift.start))
            had = days.get(day, Worked(caregiver.id, 0, 0, 0, 0, 0))
            days[day] = _sum(had, _of_shift(scenario, reading, caregiver, index))
        yield from days.items()


def _sum(one: Worked, other: Worked) -> Worked:
    return Worked(
        one.caregiver,
        one.paid + other.paid,
        one.overtime + other.overtime,
        one.travel + other.travel,
        one.heavy_points + other.heavy_points,
        one.stops + other.stops,
    )


def _of_shift(scenario: Scenario, reading: Reading, caregiver: Caregiver, index: int) -> Worked:
    """Add up what lies before now in a shift, and the route that is left of it."""
    before = _before(scenario, reading, caregiver, index)
    tours = (tour for tour in reading.tours_of[caregiver.id] if tour.number == index)
    tour = next(tours, None)
    if tour is None:
        return before
    left = Worked(
        caregiver=caregiver.id,
        paid=paid(scenario, tour),
        overtime=0,
        travel=tour.travel,
        heavy_points=sum(call.service.heavy_points for call in tour.calls),
        stops=len(tour.calls),
    )
    return _sum(before, left)._replace(overtime=tour.overtime)  # the last return alone counts


def _before(scenario: Scenario, reading: Reading, caregiver: Caregiver, index: int) -> Worked:
    """Return what lies before now in a shift; nothing if its caregiver has not set out."""
    shift, over = caregiver.shifts[index], visits_over(scenario, caregiver, index)
    state = shift.under_way
    back = None if state is None else state.returned
    late = 0 if back is None else scenario.at(back) - scenario.at(shift.end)
    given = [each for each in over if _kind(each) == "served"]
    return Worked(
        caregiver=caregiver.id,
        paid=paid_before(scenario, shift, reading.hours[caregiver.id, index].start),
        overtime=max(0, late),
        travel=0 if state is None else int(state.travelled),
        heavy_points=sum(scenario.service[each.service].heavy_points for each in given),
        stops=len(over),
    )


def _asked(scenario: Scenario, reading: Reading, visit: Visit) -> tuple[date, Asked]:
    started = visit.facts and visit.facts.started
    start = scenario.at(started) if started else reading.starts.get(visit.id)
    counts_on = _counts_on(scenario, visit, is_given=start is not None)
    row = Asked(
        visit=visit.id,
        client=visit.client,
        service=visit.service,
        counts_on=counts_on.isoformat(),
        kind=_kind(visit) or ("unserved" if start is None else "planned"),
        start=None if start is None else scenario.moment(start),
        care=0 if start is None else int(duration_of(scenario, visit)),
    )
    return _day(scenario, counts_on if start is None else scenario.date_at(start)), row


def _kind(visit: Visit) -> Kind | None:
    return None if visit.facts is None else visit.facts.outcome


def _counts_on(scenario: Scenario, visit: Visit, *, is_given: bool) -> date:
    """Return the date by which `entitlements` assigns a visit to a week.

    A visit that is not given counts from where it might have started, whatever the time is now.
    """
    asked = scenario if is_given else scenario.unchecked(now=None)
    starts = allowed_starts(asked, visit)
    return scenario.date_at(starts[0][0]) if starts else scenario.dates[0]


def _day(scenario: Scenario, at: date) -> date:
    """Return the date of the scenario to which a date belongs, such as that of a night."""
    return max((day for day in scenario.dates if day <= at), default=scenario.dates[0])


def _came(scenario: Scenario, reading: Reading, visit: Visit) -> Iterator[Came]:
    crew = scenario.service[visit.service].crew
    if visit.over and visit.facts is not None and visit.facts.started is not None:
        start = scenario.at(visit.facts.started)
        for role, name in zip(crew, visit.pinned_caregivers, strict=False):
            yield Came(visit.id, role.id, name, scenario.moment(start + role.offset))
    for call in reading.calls.get(visit.id, ()):
        if call.role is not None:
            role = crew[call.role]
            yield Came(visit.id, role.id, call.caregiver.id, scenario.moment(call.start))
