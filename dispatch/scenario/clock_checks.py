"""Checks that the dates, shifts, windows and facts of a scenario are possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from dispatch.errors import Fault, InputError, fault
from dispatch.scenario.base import Model, Moment
from dispatch.scenario.durations import duration_of, measurable

if TYPE_CHECKING:
    from dispatch.scenario.checks import Unread
    from dispatch.scenario.people import Caregiver, Shift
    from dispatch.scenario.scenario import Scenario
    from dispatch.scenario.visits import Visit, Window

_DAY = 86_400_000
_LONGEST_SPAN = 366


def dates_in_order(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find dates that are repeated, out of order or too far apart."""
    del unread
    for index, (before, after) in enumerate(pairwise(scenario.dates), 1):
        if after <= before:
            code = "date-repeated" if after == before else "date-order"
            yield fault(code, f"dates[{index}]", date=after, before=before)
    if (scenario.dates[-1] - scenario.dates[0]).days > _LONGEST_SPAN:
        yield fault("dates-apart", "dates", most=_LONGEST_SPAN)


def _moments(scenario: Scenario) -> Iterator[tuple[str, Moment | None]]:
    yield "now", scenario.now
    for index, slower in enumerate(scenario.slower):
        yield f"slower[{index}].until", slower.until
    for alarm in scenario.alarms:
        yield f"alarms[{alarm.id}].at", alarm.at
        yield f"alarms[{alarm.id}].answered", alarm.answered
    for pool in scenario.equipment:
        for index, piece in enumerate(pool.pieces):
            yield f"equipment[{pool.id}].pieces[{index}].free", piece.free
    for caregiver in scenario.caregivers:
        for index, shift in enumerate(caregiver.shifts):
            at = f"caregivers[{caregiver.id}].shifts[{index}]"
            yield f"{at}.start", shift.start
            yield f"{at}.end", shift.end
            if shift.meal_break:
                yield f"{at}.meal_break.earliest", shift.meal_break.earliest
                yield f"{at}.meal_break.latest", shift.meal_break.latest
            yield f"{at}.late", shift.late
            yield f"{at}.gone", shift.gone
            for field in ("departed", "free", "returned", "break_start", "break_end"):
                yield f"{at}.under_way.{field}", getattr(shift.under_way, field, None)
    for client in scenario.clients:
        yield f"clients[{client.id}].earliest", client.earliest
        for index, blackout in enumerate(client.blackouts):
            yield f"clients[{client.id}].blackouts[{index}].start", blackout.start
            yield f"clients[{client.id}].blackouts[{index}].end", blackout.end
    for visit in scenario.visits:
        at = f"visits[{visit.id}]"
        for index, window in enumerate(visit.windows):
            yield f"{at}.windows[{index}].open", window.open
            yield f"{at}.windows[{index}].close", window.close
        for field in (
            "exact_start",
            "preferred_start",
            "pinned_start",
            "requested",
            "earliest_acceptable",
        ):
            yield f"{at}.{field}", getattr(visit, field)
        for name in ("promise", "announced"):
            if told := getattr(visit, name):
                yield f"{at}.{name}.start", told.start
        for name, moment in visit.facts or ():
            if not isinstance(moment, bool):
                yield f"{at}.facts.{name}", moment


def times(scenario: Scenario) -> Iterator[Fault]:
    """Find times that the clock skips, or that lie before the first date or long after the last.

    A request may be older.
    """
    for where, moment in _moments(scenario):
        if moment is not None:
            yield from time_faults(scenario, where, moment)


def time_faults(scenario: Scenario, where: str, moment: Moment) -> Iterator[Fault]:
    """Find what is wrong with one time, which stands at `where`."""
    try:
        at = scenario.at(moment)
    except InputError as skipped:
        yield from (replace(each, where=where) for each in skipped.faults)
        return
    if at > scenario.horizon:
        yield fault("time-late", where, time=moment, date=scenario.dates[-1])
    elif at < 0 and not where.endswith(".requested"):
        yield fault("time-early", where, time=moment, date=scenario.dates[0])


class _Given(Model):
    at: Moment


def moment_read(where: str, given: Moment) -> Moment:
    """Read a time that a caller gives as `where`, as files are read.

    Raises
    ------
    InputError
        If it is no time. It may lie off the day.
    """
    try:
        return _Given(at=given).at
    except InputError as error:
        raise InputError(*(replace(each, where=where) for each in error.faults)) from None


def clock_time(scenario: Scenario, where: str, given: Moment) -> Moment:
    """Read a time of the day that a caller gives as `where`.

    Raises
    ------
    InputError
        If it is no time, or does not fit the day.
    """
    read = moment_read(where, given)
    if found := [*time_faults(scenario, where, read)]:
        raise InputError(*found)
    return read


def shifts(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find shifts and meal breaks that nobody can work."""
    del unread
    for caregiver in scenario.caregivers:
        at = f"caregivers[{caregiver.id}].shifts"
        for index, shift in enumerate(caregiver.shifts):
            yield from _shift(scenario, shift, f"{at}[{index}]")
            yield from _meal_break(scenario, shift, f"{at}[{index}].meal_break")
        yield from _overlapping_shifts(scenario, caregiver, at)
        yield from _breaks_into_next_shift(scenario, caregiver, at)


def _shift(scenario: Scenario, shift: Shift, at: str) -> Iterator[Fault]:
    start, end = scenario.at(shift.start), scenario.at(shift.end)
    if end <= start:
        yield fault("shift-reversed", f"{at}.end", start=shift.start, end=shift.end)
    elif end - start > _DAY:
        yield fault("shift-long", f"{at}.end", start=shift.start, end=shift.end)
    if 0 <= start <= scenario.horizon and scenario.date_at(start) not in scenario.dates:
        yield fault("shift-other-date", f"{at}.start", date=scenario.date_at(start))


def _overlapping_shifts(scenario: Scenario, caregiver: Caregiver, at: str) -> Iterator[Fault]:
    spans = sorted(
        (scenario.at(shift.start), scenario.at(shift.end), index)
        for index, shift in enumerate(caregiver.shifts)
    )
    for (_, end, first), (start, _, second) in pairwise(spans):
        if start < end:
            other = caregiver.shifts[min(first, second)]
            where = f"{at}[{max(first, second)}]"
            yield fault("shifts-overlap", where, start=other.start, end=other.end)


def _breaks_into_next_shift(scenario: Scenario, caregiver: Caregiver, at: str) -> Iterator[Fault]:
    """Find breaks that may begin in their window and end in the next shift."""
    ordered = sorted(
        range(len(caregiver.shifts)), key=lambda k: scenario.at(caregiver.shifts[k].start)
    )
    for index, following in pairwise(ordered):
        shift, later = caregiver.shifts[index], caregiver.shifts[following].start
        rest = shift.meal_break
        if rest is None or scenario.at(later) < scenario.at(shift.end):
            continue
        if scenario.at(rest.latest) + rest.duration > scenario.at(later):
            where = f"{at}[{index}].meal_break.latest"
            yield fault("break-into-shift", where, latest=rest.latest, start=later)


def _meal_break(scenario: Scenario, shift: Shift, at: str) -> Iterator[Fault]:
    rest = shift.meal_break
    if rest is None:
        return
    earliest, latest = scenario.at(rest.earliest), scenario.at(rest.latest)
    if latest < earliest:
        yield fault("break-reversed", f"{at}.latest", latest=rest.latest, earliest=rest.earliest)
    elif earliest < scenario.at(shift.start) or latest > scenario.at(shift.end):
        yield fault(
            "break-outside",
            at,
            earliest=rest.earliest,
            latest=rest.latest,
            start=shift.start,
            end=shift.end,
        )
    elif earliest + rest.duration > scenario.at(shift.end):
        yield fault("break-long", f"{at}.duration", minutes=rest.duration.minutes)


def blackouts(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find blackouts that end before they begin."""
    del unread
    for client in scenario.clients:
        for index, blackout in enumerate(client.blackouts):
            if scenario.at(blackout.end) <= scenario.at(blackout.start):
                yield fault(
                    "blackout-reversed",
                    f"clients[{client.id}].blackouts[{index}].end",
                    start=blackout.start,
                    end=blackout.end,
                )


def windows(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find windows that are reversed, too short, overlapping, or contradict an exact start."""
    for visit in scenario.visits:
        at = f"visits[{visit.id}].windows"
        for index, window in enumerate(visit.windows):
            yield from _window(scenario, unread, visit, window, f"{at}[{index}]")
        for hard in (True, False):
            yield from _overlapping_windows(scenario, visit.windows, hard, at)
        if visit.exact_start is not None and any(window.hard for window in visit.windows):
            yield fault("exact-and-windows", f"visits[{visit.id}].exact_start")
        exact, pinned = visit.exact_start, visit.pinned_start
        if exact and pinned and scenario.at(exact) != scenario.at(pinned):
            yield fault(
                "exact-and-pinned", f"visits[{visit.id}].pinned_start", exact=exact, pinned=pinned
            )


def _window(
    scenario: Scenario, unread: Unread, visit: Visit, window: Window, at: str
) -> Iterator[Fault]:
    begun = visit.facts is not None and visit.facts.started is not None  # it takes what it takes
    width = scenario.at(window.close) - scenario.at(window.open)
    if width < 0:
        yield fault("window-reversed", f"{at}.close", open=window.open, close=window.close)
    elif window.applies_to == "whole" and not begun and measurable(scenario, unread, visit):
        length = duration_of(scenario, visit)
        if length > width:
            yield fault("window-short", at, width=width / 60_000, length=length.minutes)


def _overlapping_windows(
    scenario: Scenario, given: Sequence[Window], hard: bool, at: str
) -> Iterator[Fault]:
    spans = sorted(
        (scenario.at(window.open), scenario.at(window.close), index)
        for index, window in enumerate(given)
        if window.hard == hard
    )
    for (_, close, first), (open_, _, second) in pairwise(spans):
        if open_ < close:
            later, other = max(first, second), min(first, second)
            yield fault("windows-overlap", f"{at}[{later}]", other=other)
