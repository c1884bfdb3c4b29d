"""Pins that break a hard rule: they are refused unless they are released."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.errors import Fault, fault
from dispatch.rules.bars import Part, People
from dispatch.rules.starts import Interval, allowed_starts
from dispatch.scenario import Scenario, Visit


@dataclass(frozen=True)
class _Broken:
    """A pin that breaks a rule: its visit, the field that holds it, and the fault."""

    visit: str
    field: str
    fault: Fault


def broken_pins(scenario: Scenario) -> list[Fault]:
    """List every pin that breaks a hard rule by itself, independent of the rest of the plan.

    The visit's other times must allow a pinned start. A pinned caregiver must be eligible without
    the pin in a shift that the visit fits into, on its dates. The pins of a visit that has started
    are facts and are not checked.
    """
    return [broken.fault for broken in _broken(scenario)]


def release_pins(scenario: Scenario) -> Scenario:
    """Remove the pins that break a rule; all pinned caregivers of a crew are removed together."""
    dropped: dict[str, dict[str, tuple[str, ...] | None]] = {}
    for broken in _broken(scenario):
        nothing = None if broken.field == "pinned_start" else ()
        dropped.setdefault(broken.visit, {})[broken.field] = nothing
    if not dropped:
        return scenario
    visits = tuple(visit.model_copy(update=dropped.get(visit.id, {})) for visit in scenario.visits)
    return scenario.unchecked(visits=visits)


def _broken(scenario: Scenario) -> Iterator[_Broken]:
    people = People(scenario)
    for visit in scenario.open_visits:
        pinned = visit.pinned_start is not None or visit.pinned_caregivers
        if pinned and not visit.running:
            yield from _of(people, visit)


def _of(people: People, visit: Visit) -> Iterator[_Broken]:
    scenario = people.scenario
    unpinned = visit.model_copy(update={"pinned_start": None, "pinned_caregivers": ()})
    starts = allowed_starts(scenario, unpinned) or ((0, scenario.horizon),)
    if visit.pinned_start is not None:
        at = scenario.at(visit.pinned_start)
        if any(first <= at <= last for first, last in allowed_starts(scenario, unpinned)):
            starts = ((at, at),)
        else:
            where = f"visits[{visit.id}].pinned_start"
            found = fault("pin-start", where, start=visit.pinned_start)
            yield _Broken(visit.id, "pinned_start", found)
    yield from _of_caregivers(people, visit, unpinned, starts)


def _of_caregivers(
    people: People, visit: Visit, unpinned: Visit, starts: tuple[Interval, ...]
) -> Iterator[_Broken]:
    for role_index, name in enumerate(visit.pinned_caregivers):
        part = Part(people, unpinned, role_index, starts)
        hours = people.hours(people.scenario.caregiver[name])
        (codes,) = part.barred(hours, [name])
        for code in codes:
            where = f"visits[{visit.id}].pinned_caregivers[{role_index}]"
            reason = fault(code, caregiver=name, visit=visit.id)
            found = fault("pin-caregiver", where, reason=reason)
            yield _Broken(visit.id, "pinned_caregivers", found)
