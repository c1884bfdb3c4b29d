"""Checks that the gaps between the visits of a scenario are possible."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from dispatch.errors import Fault, fault
from dispatch.scenario.base import Moment
from dispatch.scenario.durations import duration_of, measurable

if TYPE_CHECKING:
    from dispatch.scenario.checks import Unread
    from dispatch.scenario.scenario import Scenario
    from dispatch.scenario.visits import Gap, Visit


def gaps(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find gaps that cannot be kept."""
    for visit in scenario.visits:
        for index, gap in enumerate(visit.gaps):
            at = f"visits[{visit.id}].gaps[{index}]"
            if gap.after == visit.id:
                yield fault("gap-to-itself", f"{at}.after")
            elif gap.maximum is not None and gap.maximum < gap.minimum:
                yield fault("gap-reversed", f"{at}.maximum")
            elif gap.after in scenario.visit:
                yield from _gap(scenario, unread, visit, gap, at)
    yield from _circles(scenario)


def _gap(scenario: Scenario, unread: Unread, visit: Visit, gap: Gap, at: str) -> Iterator[Fault]:
    other = scenario.visit[gap.after]
    if _is_history(visit, other):
        return
    crews = set(visit.pinned_caregivers), set(other.pinned_caregivers)
    if all(crews):
        shared = crews[0] & crews[1]
        if (gap.caregiver == "same" and not shared) or (gap.caregiver == "different" and shared):
            yield fault("gap-pins", f"{at}.caregiver", other=other.id)
    if not (measurable(scenario, unread, visit) and measurable(scenario, unread, other)):
        return
    pinned = _fixed(visit) and _fixed(other)
    if not pinned and any(each.facts and each.facts.running for each in (visit, other)):
        return  # the one that has not begun follows the facts, or is left out
    first, last = _starts(scenario, visit, pinned=bool(pinned))
    other_first, other_last = _starts(scenario, other, pinned=bool(pinned))
    length = duration_of(scenario, other) if gap.measured_from == "end" else 0
    if other_first + length + gap.minimum > last:
        yield fault("gap-too-late", at, other=other.id, visit=visit.id)
    elif gap.maximum is not None and other_last + length + gap.maximum < first:
        yield fault("gap-too-early", at, other=other.id, visit=visit.id)


def _is_history(visit: Visit, other: Visit) -> bool:
    """Whether the facts of two visits settle the gap between them."""
    told = [each.facts for each in (visit, other) if each.facts]
    return any(facts.over for facts in told) or sum(facts.running for facts in told) == 2


def _fixed(visit: Visit) -> Moment | None:
    """Return the start that a fact or a pin fixes."""
    return visit.facts.started if visit.facts and visit.facts.running else visit.pinned_start


def _starts(scenario: Scenario, visit: Visit, *, pinned: bool) -> tuple[int, int]:
    """Return the first and the last start that the visit's own hard times, or its pin, allow."""
    fixed = _fixed(visit) if pinned else visit.exact_start
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


def _circles(scenario: Scenario) -> Iterator[Fault]:
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
            yield fault("gap-circle", f"visits[{second}].gaps", visits=" → ".join(circle))
        else:
            return
