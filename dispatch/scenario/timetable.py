"""Checks that the dates, shifts, windows and gaps of a scenario can be kept at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from dispatch.errors import Problem
from dispatch.messages import problem
from dispatch.scenario.base import Duration, Moment

if TYPE_CHECKING:
    from dispatch.scenario.care import Role
    from dispatch.scenario.checks import Unread
    from dispatch.scenario.people import Caregiver, Shift
    from dispatch.scenario.scenario import Scenario
    from dispatch.scenario.visits import Gap, Visit, Window

_DAY = 86_400_000
_LONGEST_SPAN = 366


def dates_in_order(scenario: Scenario, unread: Unread) -> Iterator[Problem]:
    """Find dates that are repeated, out of order or too far apart."""
    del unread
    for index, (before, after) in enumerate(pairwise(scenario.dates), 1):
        if after <= before:
            code = "date-repeated" if after == before else "date-order"
            yield problem(code, f"dates[{index}]", date=after, before=before)
    if (scenario.dates[-1] - scenario.dates[0]).days > _LONGEST_SPAN:
        yield problem("dates-apart", "dates", most=_LONGEST_SPAN)


def _moments(scenario: Scenario) -> Iterator[tuple[str, Moment | None]]:
    for caregiver in scenario.caregivers:
        for index, shift in enumerate(caregiver.shifts):
            at = f"caregivers[{caregiver.id}].shifts[{index}]"
            yield f"{at}.start", shift.start
            yield f"{at}.end", shift.end
            if shift.meal_break:
                yield f"{at}.meal_break.earliest", shift.meal_break.earliest
                yield f"{at}.meal_break.latest", shift.meal_break.latest
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
        if visit.promise:
            yield f"{at}.promise.start", visit.promise.start
        for name, moment in visit.facts or ():
            yield f"{at}.facts.{name}", moment


def beyond_dates(scenario: Scenario, unread: Unread) -> Iterator[Problem]:
    """Find times before the first date or long after the last; a request may be older."""
    del unread
    for where, moment in _moments(scenario):
        if moment is None:
            continue
        at = scenario.at(moment)
        if at > scenario.horizon:
            yield problem("time-late", where, time=moment, date=scenario.dates[-1])
        elif at < 0 and not where.endswith(".requested"):
            yield problem("time-early", where, time=moment, date=scenario.dates[0])


def shifts(scenario: Scenario, unread: Unread) -> Iterator[Problem]:
    """Find shifts and meal breaks that nobody can work."""
    del unread
    for caregiver in scenario.caregivers:
        at = f"caregivers[{caregiver.id}].shifts"
        for index, shift in enumerate(caregiver.shifts):
            yield from _shift(scenario, shift, f"{at}[{index}]")
            yield from _meal_break(scenario, shift, f"{at}[{index}].meal_break")
        yield from _overlapping_shifts(scenario, caregiver, at)
        yield from _breaks_into_next_shift(scenario, caregiver, at)


def _shift(scenario: Scenario, shift: Shift, at: str) -> Iterator[Problem]:
    start, end = scenario.at(shift.start), scenario.at(shift.end)
    if end <= start:
        yield problem("shift-reversed", f"{at}.end", start=shift.start, end=shift.end)
    elif end - start > _DAY:
        yield problem("shift-long", f"{at}.end", start=shift.start, end=shift.end)
    if 0 <= start <= scenario.horizon and scenario.date_at(start) not in scenario.dates:
        yield problem("shift-other-date", f"{at}.start", date=scenario.date_at(start))


def _overlapping_shifts(scenario: Scenario, caregiver: Caregiver, at: str) -> Iterator[Problem]:
    spans = sorted(
        (scenario.at(shift.start), scenario.at(shift.end), index)
        for index, shift in enumerate(caregiver.shifts)
    )
    for (_, end, first), (start, _, second) in pairwise(spans):
        if start < end:
            yield problem("shifts-overlap", f"{at}[{max(first, second)}]", other=min(first, second))


def _breaks_into_next_shift(scenario: Scenario, caregiver: Caregiver, at: str) -> Iterator[Problem]:
    """Find breaks that begin in their window but would end in the next shift."""
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
            yield problem("break-into-shift", where, latest=rest.latest, start=later)


def _meal_break(scenario: Scenario, shift: Shift, at: str) -> Iterator[Problem]:
    rest = shift.meal_break
    if rest is None:
        return
    earliest, latest = scenario.at(rest.earliest), scenario.at(rest.latest)
    if latest < earliest:
        yield problem("break-reversed", f"{at}.latest", latest=rest.latest, earliest=rest.earliest)
    elif earliest < scenario.at(shift.start) or latest > scenario.at(shift.end):
        yield problem(
            "break-outside",
            at,
            earliest=rest.earliest,
            latest=rest.latest,
            start=shift.start,
            end=shift.end,
        )
    elif earliest + rest.duration > scenario.at(shift.end):
        yield problem("break-long", f"{at}.duration", minutes=f"{rest.duration.minutes:g}")


def blackouts(scenario: Scenario, unread: Unread) -> Iterator[Problem]:
    """Find blackouts that end before they begin."""
    del unread
    for client in scenario.clients:
        for index, blackout in enumerate(client.blackouts):
            if scenario.at(blackout.end) <= scenario.at(blackout.start):
                yield problem(
                    "blackout-reversed",
                    f"clients[{client.id}].blackouts[{index}].end",
                    start=blackout.start,
                    end=blackout.end,
                )


def role_duration(scenario: Scenario, visit: Visit, role: Role) -> Duration:
    """Return a crew member's time with the client: pre-check, service and post-check.

    A role with a duration of its own has no checks in addition.
    """
    if role.duration is not None:
        return role.duration
    service = scenario.service[visit.service]
    length = service.duration if visit.duration is None else visit.duration
    return Duration(service.pre_check + length + service.post_check)


def duration_of(scenario: Scenario, visit: Visit) -> Duration:
    """Return how long a visit lasts: from its start until the last of the crew ends."""
    crew = scenario.service[visit.service].crew
    return Duration(max(role.offset + role_duration(scenario, visit, role) for role in crew))


def windows(scenario: Scenario, unread: Unread) -> Iterator[Problem]:
    """Find windows that are reversed, too short, overlapping, or contradict an exact start."""
    for visit in scenario.visits:
        at = f"visits[{visit.id}].windows"
        for index, window in enumerate(visit.windows):
            yield from _window(scenario, unread, visit, window, f"{at}[{index}]")
        for hard in (True, False):
            yield from _overlapping_windows(scenario, visit.windows, hard, at)
        if visit.exact_start is not None and any(window.hard for window in visit.windows):
            yield problem("exact-and-windows", f"visits[{visit.id}].exact_start")
        exact, pinned = visit.exact_start, visit.pinned_start
        if exact and pinned and scenario.at(exact) != scenario.at(pinned):
            yield problem(
                "exact-and-pinned", f"visits[{visit.id}].pinned_start", exact=exact, pinned=pinned
            )


def _window(
    scenario: Scenario, unread: Unread, visit: Visit, window: Window, at: str
) -> Iterator[Problem]:
    width = scenario.at(window.close) - scenario.at(window.open)
    if width < 0:
        yield problem("window-reversed", f"{at}.close", open=window.open, close=window.close)
    elif window.applies_to == "whole" and _measurable(scenario, unread, visit):
        length = duration_of(scenario, visit)
        if length > width:
            yield problem(
                "window-short", at, width=f"{width / 60_000:g}", length=f"{length.minutes:g}"
            )


def _overlapping_windows(
    scenario: Scenario, given: Sequence[Window], hard: bool, at: str
) -> Iterator[Problem]:
    spans = sorted(
        (scenario.at(window.open), scenario.at(window.close), index)
        for index, window in enumerate(given)
        if window.hard == hard
    )
    for (_, close, first), (open_, _, second) in pairwise(spans):
        if open_ < close:
            later, other = max(first, second), min(first, second)
            yield problem("windows-overlap", f"{at}[{later}]", other=other)


def _measurable(scenario: Scenario, unread: Unread, visit: Visit) -> bool:
    return (
        visit.service in scenario.service
        and not unread.touches("visits", visit.id)
        and not unread.touches("services", visit.service)
    )


def facts(scenario: Scenario, unread: Unread) -> Iterator[Problem]:
    """Find facts of a running day that contradict one another."""
    for visit in scenario.visits:
        told = visit.facts
        if told is None or unread.touches("visits", visit.id):
            continue
        at = f"visits[{visit.id}].facts"
        if told.started and told.not_home:
            yield problem("fact-not-home", f"{at}.not_home")
        for name in ("ended", "aborted"):
            moment = getattr(told, name)
            if moment and not told.started:
                yield problem("fact-not-started", f"{at}.{name}")
            elif moment and told.started and scenario.at(moment) < scenario.at(told.started):
                yield problem("fact-reversed", f"{at}.{name}", time=moment, started=told.started)
        if told.ended and told.aborted:
            yield problem("fact-twice", f"{at}.aborted")
        if told.running:
            yield from _running(scenario, unread, visit, f"{at}.started")


def _running(scenario: Scenario, unread: Unread, visit: Visit, at: str) -> Iterator[Problem]:
    """Find visits that have started without caregivers, or with caregivers who are off duty."""
    service = scenario.service.get(visit.service)
    if not visit.pinned_caregivers:
        yield problem("fact-by-nobody", at)
    elif visit.facts and visit.facts.started and service and not unread.touches("caregivers"):
        for role, name in zip(service.crew, visit.pinned_caregivers, strict=False):
            caregiver = scenario.caregiver.get(name)
            begun = scenario.at(visit.facts.started) + role.offset
            if caregiver and not any(
                scenario.at(shift.start)
                <= begun
                <= scenario.at(shift.end) + caregiver.overtime_limit
                for shift in caregiver.shifts
            ):
                yield problem("fact-off-shift", at, name=name, started=visit.facts.started)


def gaps(scenario: Scenario, unread: Unread) -> Iterator[Problem]:
    """Find gaps that cannot be kept."""
    for visit in scenario.visits:
        for index, gap in enumerate(visit.gaps):
            at = f"visits[{visit.id}].gaps[{index}]"
            if gap.after == visit.id:
                yield problem("gap-to-itself", f"{at}.after")
            elif gap.maximum is not None and gap.maximum < gap.minimum:
                yield problem("gap-reversed", f"{at}.maximum")
            elif gap.after in scenario.visit:
                yield from _gap(scenario, unread, visit, gap, at)
    yield from _circles(scenario)


def _gap(scenario: Scenario, unread: Unread, visit: Visit, gap: Gap, at: str) -> Iterator[Problem]:
    other = scenario.visit[gap.after]
    if _is_history(visit, other):
        return
    crews = set(visit.pinned_caregivers), set(other.pinned_caregivers)
    if all(crews):
        shared = crews[0] & crews[1]
        if (gap.caregiver == "same" and not shared) or (gap.caregiver == "different" and shared):
            yield problem("gap-pins", f"{at}.caregiver", other=other.id)
    if not (_measurable(scenario, unread, visit) and _measurable(scenario, unread, other)):
        return
    first, last = _starts(scenario, visit)
    other_first, other_last = _starts(scenario, other)
    length = duration_of(scenario, other) if gap.measured_from == "end" else 0
    if other_first + length + gap.minimum > last:
        yield problem("gap-too-late", at, other=other.id, visit=visit.id)
    elif gap.maximum is not None and other_last + length + gap.maximum < first:
        yield problem("gap-too-early", at, other=other.id, visit=visit.id)


def _is_history(visit: Visit, other: Visit) -> bool:
    """Whether the facts of two visits settle the gap between them."""
    told = [each.facts for each in (visit, other) if each.facts]
    return any(facts.over for facts in told) or sum(facts.running for facts in told) == 2


def _starts(scenario: Scenario, visit: Visit) -> tuple[int, int]:
    """Return the first and the last start that the visit's own hard times allow."""
    fixed = visit.exact_start or visit.pinned_start
    if fixed:
        return scenario.at(fixed), scenario.at(fixed)
    length = duration_of(scenario, visit)
    hard = [window for window in visit.windows if window.hard]
    if not hard:
        return 0, scenario.horizon
    first = min(
        scenario.at(window.open) - (length if window.applies_to == "end" else 0) for window in hard
    )
    last = max(
        scenario.at(window.close) - (0 if window.applies_to == "start" else length)
        for window in hard
    )
    return first, last


def _circles(scenario: Scenario) -> Iterator[Problem]:
    """Find visits that follow themselves through others; each circle is reported once."""
    before = {
        visit.id: [gap.after for gap in visit.gaps if gap.after != visit.id]
        for visit in scenario.visits
    }
    while True:
        try:
            TopologicalSorter(before).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            first, second = circle[0], circle[1]
            before[second] = [name for name in before[second] if name != first]
            yield problem(
                "gap-circle", f"visits[{second}].gaps", visits=" after ".join(reversed(circle))
            )
        else:
            return
