"""Pins that break a hard rule: they are kept, named and refused, unless they are released."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.errors import Problem
from dispatch.messages import problem, say
from dispatch.rules.bars import Part, People
from dispatch.rules.starts import Interval, allowed_starts
from dispatch.scenario import Scenario, Visit


@dataclass(frozen=True)
class _Broken:
    """A pin of a visit, what is wrong with it, and the field to drop to be rid of it."""

    visit: str
    field: str
    problem: Problem


def broken_pins(scenario: Scenario) -> list[Problem]:
    """List every pin that breaks a hard rule by itself, whatever else is planned.

    A pinned start must be one that the visit's other times allow. A pinned caregiver must be
    eligible without the pin, on the dates and within the hours of a shift that the visit can be in.
    What is pinned to a visit that has started is a fact.
    """
    return [broken.problem for broken in _broken(scenario)]


def release_pins(scenario: Scenario) -> Scenario:
    """Drop the pins that break a rule: a start by itself, a crew's caregivers all together."""
    dropped: dict[str, dict[str, tuple[str, ...] | None]] = {}
    for broken in _broken(scenario):
        nothing = None if broken.field == "pinned_start" else ()
        dropped.setdefault(broken.visit, {})[broken.field] = nothing
    if not dropped:
        return scenario
    visits = tuple(visit.model_copy(update=dropped.get(visit.id, {})) for visit in scenario.visits)
    return scenario.model_copy(update={"visits": visits})


def _broken(scenario: Scenario) -> Iterator[_Broken]:
    people = People(scenario)
    for visit in scenario.open_visits:
        pinned = visit.pinned_start is not None or visit.pinned_caregivers
        if pinned and not (visit.facts and visit.facts.running):
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
            found = problem("pin-start", where, start=visit.pinned_start)
            yield _Broken(visit.id, "pinned_start", found)
    yield from _of_caregivers(people, visit, unpinned, starts)


def _of_caregivers(
    people: People, visit: Visit, unpinned: Visit, starts: tuple[Interval, ...]
) -> Iterator[_Broken]:
    for role_index, name in enumerate(visit.pinned_caregivers):
        part = Part(people, unpinned, role_index, starts)
        hours = people.hours(people.scenario.caregiver[name])
        ((codes, _),) = part.barred(hours, [name])
        for code in codes:
            where = f"visits[{visit.id}].pinned_caregivers[{role_index}]"
            reason = say(code, caregiver=name, visit=visit.id)
            yield _Broken(
                visit.id, "pinned_caregivers", problem("pin-caregiver", where, reason=reason)
            )
