"""What has begun: the routes that serve only running visits, and the bounds that follow from them.

A running visit is in every plan, with the caregivers who are there, whatever it breaks. So each
bound on a shift is at least as wide as its running visits alone need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeAlias

from dispatch.errors import Fault, fault
from dispatch.rules.amounts import break_due, end_place, start_place
from dispatch.rules.shifts import latest_return
from dispatch.scenario import Caregiver, Client, Place, Scenario, Service, Shift, Visit
from dispatch.scenario.durations import role_duration

Way: TypeAlias = Callable[[str, Place, Place], int | None]
"""Milliseconds of travel, given a mode and two places; without a way, what has begun needs none."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The part of a caregiver in a running visit, in milliseconds after the first midnight."""

    visit: Visit
    client: Client
    service: Service
    role: int
    """Index in the crew."""
    start: int
    end: int

    @property
    def end_place(self) -> Place:
        """Where the part ends."""
        return self.client.place if self.visit.end_place is None else self.visit.end_place


@dataclass(frozen=True, slots=True)
class BegunRoute:
    """The route of a shift that serves only running visits.

    Attributes
    ----------
    parts : tuple of Begun
        At least one, in the order of their starts.
    departure, returned : int
        Milliseconds after the first midnight.
    rest : int or None
        When the meal break begins: before the departure if it fits there, or after the return. None
        if none is due, or if it may be missed and fits neither here nor there.
    """

    parts: tuple[Begun, ...]
    departure: int
    returned: int
    rest: int | None


BegunRoutes: TypeAlias = Mapping[tuple[str, int], BegunRoute]
"""By caregiver and shift index, the routes of all shifts with running visits."""

NONE_BEGUN: Final[BegunRoutes] = MappingProxyType({})
"""No route at all."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The bounds of a shift, in milliseconds after the first midnight.

    Attributes
    ----------
    start : int
        The start of the shift; earlier if its running visits need that, later if those of an
        earlier shift do.
    latest_return : int
        The latest return; later if the running visits need that.
    latest_break : int
        The latest start of the meal break that is due, if any; later if it fits neither before nor
        after the running visits.
    break_after_return : bool
        Whether the break may be taken after the return: by the rule, or because it fits nowhere
        else.
    """

    start: int
    latest_return: int
    latest_break: int
    break_after_return: bool


def shift_of(scenario: Scenario, caregiver: Caregiver, at: int) -> int:
    """Return the index of the shift that an instant lies in, or of the nearest one."""
    spans = [(scenario.at(shift.start), scenario.at(shift.end)) for shift in caregiver.shifts]
    return min(range(len(spans)), key=lambda k: max(spans[k][0] - at, at - spans[k][1], 0))


def begun_routes(scenario: Scenario, way: Way) -> BegunRoutes:
    """Return the routes that serve only what has begun."""
    parts: dict[tuple[str, int], list[Begun]] = {}
    for part, caregiver in _begun(scenario):
        key = caregiver.id, shift_of(scenario, caregiver, part.start)
        parts.setdefault(key, []).append(part)
    return {
        (name, shift): _route(
            scenario, scenario.caregiver[name], shift, sorted(of, key=lambda part: part.start), way
        )
        for (name, shift), of in parts.items()
    }


def _begun(scenario: Scenario) -> Iterator[tuple[Begun, Caregiver]]:
    for visit in scenario.open_visits:
        if visit.facts is None or visit.facts.started is None:
            continue
        client, service = scenario.client[visit.client], scenario.service[visit.service]
        for k, (role, name) in enumerate(zip(service.crew, visit.pinned_caregivers, strict=True)):
            start = scenario.at(visit.facts.started) + role.offset
            end = start + role_duration(scenario, visit, role)
            yield Begun(visit, client, service, k, start, end), scenario.caregiver[name]


def _route(
    scenario: Scenario, caregiver: Caregiver, index: int, parts: list[Begun], way: Way
) -> BegunRoute:
    first, last, shift = parts[0], parts[-1], caregiver.shifts[index]
    out = way(caregiver.mode, start_place(scenario, caregiver, shift), first.client.place) or 0
    back = way(caregiver.mode, last.end_place, end_place(scenario, caregiver, shift)) or 0
    departure = first.start - first.client.access - out
    returned = last.end + last.service.documentation + back
    return BegunRoute(
        tuple(parts), departure, returned, _rest(scenario, shift, departure, returned)
    )


def _rest(scenario: Scenario, shift: Shift, departure: int, returned: int) -> int | None:
    due, rules = break_due(scenario, shift), scenario.policy.rules
    if due is None:
        return None
    opens, closes = scenario.at(due.earliest), scenario.at(due.latest)
    before, after = max(scenario.at(shift.start), opens), max(returned, opens)
    if before + due.duration <= departure:
        return before
    fits = after <= closes and rules.break_after_return
    return after if fits or rules.meal_break == "hard" else None


def unreached(scenario: Scenario, way: Way, begun: BegunRoutes) -> Iterator[Fault]:
    """Yield the running visits that a caregiver could not reach in time, or cannot leave."""
    for (name, index), route in begun.items():
        caregiver = scenario.caregiver[name]
        mode, shift, last = caregiver.mode, caregiver.shifts[index], route.parts[-1]
        out = way(mode, start_place(scenario, caregiver, shift), route.parts[0].client.place)
        if out is None:
            first = route.parts[0].visit.id
            yield fault("fact-no-way", f"visits[{first}].facts.started", name=name, visit=first)
        if way(mode, last.end_place, end_place(scenario, caregiver, shift)) is None:
            where = f"visits[{last.visit.id}].facts.started"
            yield fault("fact-no-way", where, name=name, visit=last.visit.id)
        for one, other in pairwise(route.parts):
            left = one.end + one.service.documentation
            door = left + (way(mode, one.end_place, other.client.place) or 0)
            if door + other.client.access > other.start:
                where = f"visits[{other.visit.id}].facts.started"
                yield fault("fact-in-two-visits", where, name=name, other=one.visit.id)


def hours(scenario: Scenario, begun: BegunRoutes = NONE_BEGUN) -> Mapping[tuple[str, int], Hours]:
    """Return the bounds of every shift, by caregiver and shift index."""
    return {
        (caregiver.id, index): _hours(scenario, caregiver, index, begun)
        for caregiver in scenario.caregivers
        for index in range(len(caregiver.shifts))
    }


def _hours(scenario: Scenario, caregiver: Caregiver, index: int, begun: BegunRoutes) -> Hours:
    shift = caregiver.shifts[index]
    start = scenario.at(shift.start)
    returns = latest_return(scenario, caregiver, index)
    due = break_due(scenario, shift)
    latest_break = 0 if due is None else scenario.at(due.latest)
    after_return = due is None or scenario.policy.rules.break_after_return
    own = begun.get((caregiver.id, index))
    if own is None:
        before = (
            begun[caregiver.id, k].returned
            for k, each in enumerate(caregiver.shifts)
            if scenario.at(each.start) < start and (caregiver.id, k) in begun
        )
        start = max([start, *before])
        return Hours(start, returns, max(latest_break, start * bool(due)), after_return)
    rest = -1 if own.rest is None else own.rest
    return Hours(
        start=min(start, own.departure),
        latest_return=max(returns, own.returned),
        latest_break=max(latest_break, rest),
        break_after_return=after_return or rest >= own.returned,
    )
