"""Checks that the gaps between the visits of a scenario are possible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from dispatch.errors import Fault, fault
from dispatch.scenario.base import Moment
from dispatch.scenario.durations import duration_of, measurable

if TYPE_CHECKING:
    from dispatch.scenario.checks import Unread
    from dispatch.scenario.scenario import Scenario
    from dispatch.scenario.visits import Gap, Visit

Starts: TypeAlias = tuple[int, int]
"""A first and a last start, in milliseconds after the first midnight."""


def gaps(scenario: Scenario, unread: Unread) -> Iterator[Fault]:
    """Find gaps that cannot be kept."""
    for visit in scenario.visits:
        for index, gap in enumerate(visit.gaps):
            at = f"visits[{visit.id}].gaps[{index}]"
            if gap.order == "any" and _has_distance(gap):
                yield fault("gap-any-order", f"{at}.order")
            if gap.after == visit.id:
                yield fault("gap-to-itself", f"{at}.after")
            elif gap.maximum is not None and gap.maximum < gap.minimum:
                yield fault("gap-reversed", f"{at}.maximum")
            elif gap.after in scenario.visit:
                yield from _gap(scenario, unread, visit, gap, at)
    yield from _circles(scenario)


def _has_distance(gap: Gap) -> bool:
    return bool(gap.minimum) or gap.maximum is not None or gap.measured_from == "end"


def _gap(scenario: Scenario, unread: Unread, visit: Visit, gap: Gap, at: str) -> Iterator[Fault]:
    other = scenario.visit[gap.after]
    if any(each.facts for each in (visit, other)):
        return  # what has not begun follows the facts, or is left out
    if not (measurable(scenario, unread, visit) and measurable(scenario, unread, other)):
        return
    if gap.window == "same" and len(visit.windows) != len(other.windows):
        yield fault("gap-windows", f"{at}.window", other=other.id, visit=visit.id)
    if gap.order == "after":
        starts = _starts(scenario, visit), _starts(scenario, other)
        yield from _times(scenario, visit, gap, *starts, at)


def _times(
    scenario: Scenario, visit: Visit, gap: Gap, own: Starts, others: Starts, at: str
) -> Iterator[Fault]:
    """Find a gap that no starts of the two visits keep."""
    other = scenario.visit[gap.after]
    length = duration_of(scenario, other) if gap.measured_from == "end" else 0
    if others[0] + length + gap.minimum > own[1]:
        yield fault("gap-too-late", at, other=other.id, visit=visit.id)
    elif gap.maximum is not None and others[1] + length + gap.maximum < own[0]:
        yield fault("gap-too-early", at, other=other.id, visit=visit.id)


def pinned_gaps(scenario: Scenario) -> Iterator[Fault]:
    """Find gaps between visits whose pins, or facts, contradict them: one will be left out."""
    for visit in scenario.open_visits:
        for index, gap in enumerate(visit.gaps):
            other, at = scenario.visit[gap.after], f"visits[{visit.id}].gaps[{index}]"
            if _is_history(visit, other):
                continue
            crews = set(visit.pinned_caregivers), set(other.pinned_caregivers)
            shared = crews[0] & crews[1]
            apart = gap.caregiver == "same" and not shared
            if all(crews) and (apart or (gap.caregiver == "different" and shared)):
                yield fault("gap-pins", f"{at}.caregiver", other=other.id)
            own, others = _fixed(visit), _fixed(other)
            if gap.order == "after" and own is not None and others is not None:
                starts = (scenario.at(own),) * 2, (scenario.at(others),) * 2
                yield from _times(scenario, visit, gap, *starts, at)


def _is_history(visit: Visit, other: Visit) -> bool:
    """Whether the facts of two visits settle the gap between them."""
    told = [each.facts for each in (visit, other) if each.facts]
    return any(facts.over for facts in told) or sum(facts.running for facts in told) == 2


def _fixed(visit: Visit) -> Moment | None:
    """Return the start that a fact or a pin fixes."""
    return visit.facts.started if visit.facts else visit.pinned_start


def _starts(scenario: Scenario, visit: Visit) -> Starts:
    """Return the first and the last start that the visit's own hard times allow, pins aside."""
    if visit.exact_start:
        return scenario.at(visit.exact_start), scenario.at(visit.exact_start)
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
    """Find visits that follow themselves through others.

    A depth-first search: every gap that closes a circle with those on the way to it is reported
    once, and without these gaps there is no circle.
    """
    before = {
        visit.id: [
            gap.after for gap in visit.gaps if gap.order == "after" and gap.after != visit.id
        ]
        for visit in scenario.visits
    }
    done: set[str] = set()
    for first in before:
        path, depth, left = [first], {first: 0}, [iter(before[first])]
        while path and first not in done:
            name = next(left[-1], None)
            if name is None:
                done.add(path.pop())
                del depth[next(reversed(depth))], left[-1]
            elif name in depth:
                circle = [name, *reversed(path[depth[name] :])]
                if len(circle) > _LONGEST_CIRCLE:
                    circle = [*circle[:3], "…", *circle[-2:]]
                yield fault("gap-circle", f"visits[{path[-1]}].gaps", visits=" → ".join(circle))
            elif name in before and name not in done:
                depth[name] = len(path)
                path.append(name)
                left.append(iter(before[name]))


_LONGEST_CIRCLE = 12
"""The most names of a circle that are all written."""
