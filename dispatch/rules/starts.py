"""When a visit may start, when it is late, and until when it may be held.

All instants are milliseconds after the scenario's first midnight and refer to the *start* of the
visit: a rule about the end or the whole of the visit is shifted by its duration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeAlias

from dispatch.rules.promises import binding_promise, told_start
from dispatch.scenario import Scenario, Visit, Window
from dispatch.scenario.durations import duration_of

Interval: TypeAlias = tuple[int, int]
"""An interval between two instants, both inclusive."""


def allowed_starts(
    scenario: Scenario, visit: Visit, around: Iterable[Interval] = ()
) -> tuple[Interval, ...]:
    """List when `visit` may start: disjoint closed intervals in order, possibly none.

    The intervals follow from hard windows (any one of them), the client's earliest hour, an exact
    or pinned start, the promise if it is hard, the opening of the first soft window, gaps to visits
    that are over, blackouts over the whole visit, and the scenario's dates, from the first midnight
    (or now) to `Scenario.horizon`. For a visit that has started, the real start is the only one.

    `around` lists what else occupies the client, each as the last start before it and the first
    start after it.
    """
    if visit.facts is not None and visit.facts.started is not None:
        started = scenario.at(visit.facts.started)
        return ((started, started),)
    now = 0 if scenario.now is None else scenario.at(scenario.now)
    starts: tuple[Interval, ...] = ((max(0, now), scenario.horizon),)
    hard = [_span(scenario, visit, window) for window in visit.windows if window.hard]
    if hard:
        starts = _both(starts, _union(hard))
    for moment in (visit.exact_start, visit.pinned_start):
        if moment is not None:
            starts = _both(starts, ((scenario.at(moment), scenario.at(moment)),))
    promise = binding_promise(scenario, visit)
    if promise is not None:
        promised, either_way = scenario.at(promise.start), promise.tolerance
        starts = _both(starts, ((promised - either_way, promised + either_way),))
    for bounds in _gaps_to_what_is_over(scenario, visit):
        starts = _both(starts, (bounds,))
    client = scenario.client[visit.client]
    floors = [opens for opens, _ in soft_windows(scenario, visit)[:1]]
    if client.earliest is not None:
        floors.append(scenario.at(client.earliest))
    for floor in floors:
        starts = _both(starts, ((floor, scenario.horizon),))
    naps = (
        (scenario.at(nap.start) - duration_of(scenario, visit), scenario.at(nap.end))
        for nap in client.blackouts
    )
    for last_before, first_after in chain(naps, around):
        either_side = _union(((0, last_before), (first_after, scenario.horizon)))
        starts = _both(starts, either_side)
    return starts


def _gaps_to_what_is_over(scenario: Scenario, visit: Visit) -> Iterator[Interval]:
    """Yield the starts that each gap to a past visit allows, without visits that never began."""
    for gap in visit.gaps:
        facts = scenario.visit[gap.after].facts
        if facts is None or not facts.over or facts.started is None:
            continue
        if gap.window == "same":
            yield _beside(scenario, visit, scenario.visit[gap.after], scenario.at(facts.started))
        if gap.order == "any":
            continue
        ended = facts.ended or facts.aborted or facts.started
        since = scenario.at(facts.started if gap.measured_from == "start" else ended)
        latest = scenario.horizon if gap.maximum is None else since + gap.maximum
        yield since + gap.minimum, latest
    for other, gap in scenario.followers.get(visit.id, ()):
        if other.facts is None or not other.facts.over or other.facts.started is None:
            continue
        until = scenario.at(other.facts.started)
        if gap.window == "same":
            yield _beside(scenario, visit, other, until)
        if gap.order == "any":
            continue
        if gap.measured_from == "end":
            until -= duration_of(scenario, visit)
        earliest = 0 if gap.maximum is None else until - gap.maximum
        yield earliest, until - gap.minimum


def _beside(scenario: Scenario, visit: Visit, other: Visit, started: int) -> Interval:
    """Return the starts in the same window as another visit, which has started."""
    first, last = 0, scenario.horizon
    for theirs, own in openings(scenario, other, visit):
        if started >= theirs:
            first = max(first, own)
        else:
            last = min(last, own - 1)
    return first, last


def openings(scenario: Scenario, one: Visit, other: Visit) -> tuple[Interval, ...]:
    """List the openings of the windows that two visits have in common, but the first.

    Returns
    -------
    tuple of (int, int)
        The start of either visit at which its window opens. Both are in the same window if neither
        start reaches an opening that the other does not.
    """
    opens = (
        sorted(_span(scenario, visit, window)[0] for window in visit.windows)[1:]
        for visit in (one, other)
    )
    return tuple(zip(*opens, strict=False))  # the others bind nothing, as where a window gives way


def soft_windows(scenario: Scenario, visit: Visit) -> tuple[Interval, ...]:
    """List the soft windows of `visit`, in order, as starts.

    Returns
    -------
    tuple of (int, int)
        The start from which the window counts, and the last start in it that is not tardy. The last
        window that counts from a start or earlier decides whether that start is tardy.
    """
    spans = (_span(scenario, visit, window) for window in visit.windows if not window.hard)
    return tuple(sorted(spans))


def releases(scenario: Scenario, visit: Visit, starts: tuple[Interval, ...]) -> tuple[int, ...]:
    """List the instants for which `visit` may be held, in order.

    These are the preferred and the promised start, the first start that the client was told of, and
    the openings of all soft windows but the first, or the first allowed start after each. They lie
    after the first and not after the last of the allowed `starts`: others would hold nothing, or
    forbid the visit.
    """
    if not starts:
        return ()
    instants = {opens for opens, _ in soft_windows(scenario, visit)[1:]}
    if visit.preferred_start is not None:
        instants.add(scenario.at(visit.preferred_start))
    if visit.promise is not None:
        instants.add(scenario.at(visit.promise.start))
    told = told_start(scenario, visit)
    if told is not None:
        instants.add(told.first)
    held = {
        next(max(at, first) for first, last in starts if at <= last)
        for at in instants
        if at <= starts[-1][1]
    }
    return tuple(sorted(at for at in held if at > starts[0][0]))


def _span(scenario: Scenario, visit: Visit, window: Window) -> Interval:
    """Return the first and the last start that keep a window; reversed if no start does."""
    duration = duration_of(scenario, visit)
    first, last = scenario.at(window.open), scenario.at(window.close)
    if window.applies_to == "end":
        first -= duration
    if window.applies_to in ("end", "whole"):
        last -= duration
    return first, last


def _union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for first, last in sorted(interval for interval in intervals if interval[0] <= interval[1]):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return tuple(merged)


def _both(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> tuple[Interval, ...]:
    overlaps = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple((first, last) for first, last in overlaps if first <= last)
