"""Rules about the times of visits: windows, blackouts, gaps, promises, facts."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.referee.reading import Reading
from dispatch.referee.violation import Violation, minutes
from dispatch.rules import binding_promise, duration_of, openings
from dispatch.scenario import Gap, Scenario, Visit, Window


def of_times(scenario: Scenario, reading: Reading) -> Iterator[Violation]:
    """Find visits at wrong times, alone and relative to each other."""
    for name, start in reading.starts.items():
        visit = scenario.visit[name]
        if visit.facts is not None and visit.facts.started is not None:
            off = abs(start - scenario.at(visit.facts.started))
            if off:
                yield Violation("fact_contradicted", name, amount=minutes(off))
            continue
        yield from _start(scenario, visit, start)
        yield from _blackouts(scenario, visit, start)
        yield from _promise(scenario, visit, start)
    for later in scenario.visits:
        for gap in later.gaps:
            yield from _gap(scenario, reading, gap, later)


def _start(scenario: Scenario, visit: Visit, start: int) -> Iterator[Violation]:
    end = start + duration_of(scenario, visit)

    def missed(window: Window) -> int:
        """Return by how much the start, the end or the whole lies outside a window."""
        first = end if window.applies_to == "end" else start
        last = start if window.applies_to == "start" else end
        return max(0, scenario.at(window.open) - first, last - scenario.at(window.close))

    def before(window: Window) -> int:
        """Return how long before the opening of a window the visit starts (or ends)."""
        return scenario.at(window.open) - (end if window.applies_to == "end" else start)

    hard = [missed(window) for window in visit.windows if window.hard]
    if hard and min(hard) > 0:
        yield Violation("window_missed", visit.id, amount=minutes(min(hard)))
    soft = [before(window) for window in visit.windows if not window.hard]
    earliest = scenario.client[visit.client].earliest
    early = max(
        min(soft, default=0), 0 if earliest is None else scenario.at(earliest) - start, -start
    )
    if early > 0:
        yield Violation("too_early", visit.id, amount=minutes(early))
    exact, pinned = visit.exact_start, visit.pinned_start
    if exact is not None and start != scenario.at(exact):
        off = abs(start - scenario.at(exact))
        yield Violation("exact_start_missed", visit.id, amount=minutes(off))
    if pinned is not None and start != scenario.at(pinned):
        off = abs(start - scenario.at(pinned))
        yield Violation("pinned_start", visit.id, amount=minutes(off))


def _blackouts(scenario: Scenario, visit: Visit, start: int) -> Iterator[Violation]:
    end = start + duration_of(scenario, visit)
    for blackout in scenario.client[visit.client].blackouts:
        inside = min(end - scenario.at(blackout.start), scenario.at(blackout.end) - start)
        if inside > 0:
            yield Violation("blackout", visit.id, amount=minutes(inside))


def _promise(scenario: Scenario, visit: Visit, start: int) -> Iterator[Violation]:
    promise = binding_promise(scenario, visit)
    if promise is None:
        return
    off = abs(start - scenario.at(promise.start)) - promise.tolerance
    if off > 0:
        yield Violation("promise_broken", visit.id, amount=minutes(off))


def _span(scenario: Scenario, reading: Reading, visit: Visit) -> tuple[int, int] | None:
    """Return when a visit starts and ends, or really did; None if it does not take place."""
    facts = visit.facts
    if facts is not None and facts.over:
        ended = facts.ended or facts.aborted
        if facts.started is None or ended is None:
            return None
        return scenario.at(facts.started), scenario.at(ended)
    start = reading.starts.get(visit.id)
    return None if start is None else (start, start + duration_of(scenario, visit))


def _gap(scenario: Scenario, reading: Reading, gap: Gap, later: Visit) -> Iterator[Violation]:
    earlier = scenario.visit[gap.after]
    if all(visit.facts is not None and visit.facts.started for visit in (earlier, later)):
        return  # both have begun: the gap is a fact
    before, after = _span(scenario, reading, earlier), _span(scenario, reading, later)
    if before is None or after is None:
        return
    length = after[0] - before[gap.measured_from == "end"]
    detail = {"after": gap.after}
    if gap.window == "same" and any(
        (before[0] >= first) != (after[0] >= second)
        for first, second in openings(scenario, earlier, later)
    ):
        yield Violation("window_not_shared", later.id, detail=detail)
    ordered = gap.order == "after"
    if ordered and length < gap.minimum:
        short = minutes(gap.minimum - length)
        yield Violation("gap_too_short", later.id, amount=short, detail=detail)
    if ordered and gap.maximum is not None and length > gap.maximum:
        long = minutes(length - gap.maximum)
        yield Violation("gap_too_long", later.id, amount=long, detail=detail)
    if later.id not in reading.calls or earlier.id not in reading.calls:
        return  # `pin_reasons` compares with the caregivers of a visit that is over
    first = {call.caregiver.id for call in reading.calls[earlier.id]}
    second = {call.caregiver.id for call in reading.calls[later.id]}
    shared = len(first & second)
    if gap.caregiver == "same" and shared < min(len(first), len(second)):
        yield Violation("same_caregiver_required", later.id, detail=detail)
    if gap.caregiver == "different" and shared:
        yield Violation("different_caregiver_required", later.id, detail=detail)
