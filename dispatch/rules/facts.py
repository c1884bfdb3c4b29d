"""What has begun: the routes that it needs alone, and the bounds that follow from them.

A running visit is in every plan, with the caregivers who are there, and a caregiver who is out has
to come back, whatever that breaks. So each bound on a shift is at least as wide as this needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeAlias

from dispatch.errors import Fault, fault
from dispatch.rules.amounts import begins, break_due, end_place, start_place
from dispatch.rules.equipment import kits
from dispatch.rules.shifts import latest_return
from dispatch.scenario import Caregiver, Client, MealBreak, Place, Scenario, Service, Shift, Visit
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
    """The route of a shift that serves only running visits, or only leads back.

    Attributes
    ----------
    parts : tuple of Begun
        In the order of their starts; at least one, unless the caregiver is `out`.
    departure, returned : int
        Milliseconds after the first midnight.
    rest : int or None
        When the meal break begins: before the departure if it fits there, or after the return. None
        if none is due, or if it may be missed and fits neither here nor there.
    out : bool
        Whether the caregiver has set out before: the departure is when she is free.
    misses : bool
        Whether the break may be missed, and would make the return too late.
    """

    parts: tuple[Begun, ...]
    departure: int
    returned: int
    rest: int | None
    out: bool = False
    misses: bool = False


BegunRoutes: TypeAlias = Mapping[tuple[str, int], BegunRoute]
"""By caregiver and shift index, the routes of all shifts that are out or have running visits."""

NONE_BEGUN: Final[BegunRoutes] = MappingProxyType({})
"""No route at all."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The bounds of a shift, in milliseconds after the first midnight.

    Attributes
    ----------
    start : int
        The start of the shift; earlier if its running visits need that, later if those of an
        earlier shift do, or on a running day; when the caregiver is free, if she is out.
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


def begun_and_over(scenario: Scenario, caregiver: Caregiver) -> list[Visit]:
    """Return the visits that a caregiver began and that are over."""
    return [
        visit
        for visit in scenario.visits_over_of.get(caregiver.id, ())
        if visit.facts is not None and visit.facts.started is not None
    ]


def visits_over(scenario: Scenario, caregiver: Caregiver, index: int) -> list[Visit]:
    """Return the visits that a caregiver began in a shift and that are over."""
    return [
        visit
        for visit in begun_and_over(scenario, caregiver)
        if visit.facts is not None
        and visit.facts.started is not None
        and shift_of(scenario, caregiver, scenario.at(visit.facts.started)) == index
    ]


def resumes(scenario: Scenario, caregiver: Caregiver, index: int, begun: BegunRoutes) -> int:
    """Return when the route of a shift begins or goes on, in milliseconds."""
    route = begun.get((caregiver.id, index))
    return begins(scenario, caregiver.shifts[index]) if route is None else route.departure


def begun_routes(scenario: Scenario, way: Way) -> BegunRoutes:
    """Return the routes that serve only what has begun."""
    parts: dict[tuple[str, int], list[Begun]] = {
        (caregiver.id, index): []
        for caregiver in scenario.caregivers
        for index, shift in enumerate(caregiver.shifts)
        if shift.out is not None
    }
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
    shift = caregiver.shifts[index]
    here = start_place(scenario, caregiver, shift)
    if shift.out is not None:
        free, now = begins(scenario, shift), scenario.now
        departure = free if parts or now is None else max(free, scenario.at(now))
    else:
        out = way(caregiver.mode, here, parts[0].client.place) or 0
        departure = parts[0].start - parts[0].client.access - out
    left = parts[-1].end + parts[-1].service.documentation if parts else departure
    legs = _way_back(scenario, caregiver, shift, parts[-1].end_place if parts else here)
    returned = left + sum(way(caregiver.mode, *leg) or 0 for leg in legs)
    spare = latest_return(scenario, caregiver, index) - returned
    rest = _rest(scenario, shift, (departure, left, returned), spare)
    due = break_due(scenario, shift)
    misses = rest is None and due is not None and _behind(scenario, due, left) > spare
    return BegunRoute(tuple(parts), departure, returned, rest, shift.out is not None, misses)


def _way_back(
    scenario: Scenario, caregiver: Caregiver, shift: Shift, here: Place
) -> Iterator[tuple[Place, Place]]:
    """Return the legs from a place to the end, by the stations of the equipment she has along."""
    held = () if shift.out is None else shift.out.kits
    stations = [pool.station for pool in kits(scenario) if pool.id in held and pool.station]
    places = [scenario.place_of(station) for station in reversed(stations)]
    return pairwise([here, *places, end_place(scenario, caregiver, shift)])


def _rest(scenario: Scenario, shift: Shift, times: tuple[int, int, int], spare: int) -> int | None:
    """Return when the meal break begins.

    Parameters
    ----------
    scenario, shift
        The shift.
    times
        The departure, when the caregiver leaves for the end place, and the return.
    spare
        By how much the return may be later.
    """
    due, rules = break_due(scenario, shift), scenario.policy.rules
    if due is None:
        return None
    departure, left, returned = times
    opens, closes = scenario.at(due.earliest), scenario.at(due.latest)
    before, after = max(begins(scenario, shift), opens), max(returned, opens)
    if before + due.duration <= departure:
        return before
    door = max(left, opens)
    in_time = door <= closes and _behind(scenario, due, left) <= spare
    if shift.out and rules.break_place == "door" and in_time:
        return door
    fits = after <= closes and rules.break_after_return
    return after if fits or rules.meal_break == "hard" else None


def _behind(scenario: Scenario, due: MealBreak, left: int) -> int:
    """Return how much later a caregiver returns if she has her break behind her last visit."""
    return max(left, scenario.at(due.earliest)) - left + due.duration


def unreached(scenario: Scenario, way: Way, begun: BegunRoutes) -> Iterator[Fault]:
    """Yield what a caregiver could not reach in time, or cannot leave, of what has begun."""
    for (name, index), route in begun.items():
        caregiver = scenario.caregiver[name]
        mode, shift = caregiver.mode, caregiver.shifts[index]
        here = start_place(scenario, caregiver, shift)
        last_place = route.parts[-1].end_place if route.parts else here
        back = _way_back(scenario, caregiver, shift, last_place)
        is_cut_off = any(way(mode, *leg) is None for leg in back)
        where = f"caregivers[{name}].shifts[{index}].under_way"
        if not route.parts:
            if is_cut_off:
                yield fault("out-no-way", f"{where}.place")
            continue
        first, last = route.parts[0], route.parts[-1]
        out = way(mode, here, first.client.place)
        if out is None:
            at = f"visits[{first.visit.id}].facts.started"
            yield fault("fact-no-way", at, name=name, visit=first.visit.id)
        elif route.out and route.departure + out + _access(shift, first) > first.start:
            yield fault("out-late", f"{where}.free", visit=first.visit.id)
        if is_cut_off:
            at = f"visits[{last.visit.id}].facts.started"
            yield fault("fact-no-way", at, name=name, visit=last.visit.id)
        for one, other in pairwise(route.parts):
            left = one.end + one.service.documentation
            door = left + (way(mode, one.end_place, other.client.place) or 0)
            if door + other.client.access > other.start:
                at = f"visits[{other.visit.id}].facts.started"
                yield fault("fact-in-two-visits", at, name=name, other=one.visit.id)


def _access(shift: Shift, first: Begun) -> int:
    """Return the access of the first visit: none if the caregiver is with its client."""
    there = shift.out is not None and shift.out.client == first.client.id
    return 0 if there else first.client.access


def hours(scenario: Scenario, begun: BegunRoutes = NONE_BEGUN) -> Mapping[tuple[str, int], Hours]:
    """Return the bounds of every shift, by caregiver and shift index."""
    return {
        (caregiver.id, index): _hours(scenario, caregiver, index, begun)
        for caregiver in scenario.caregivers
        for index in range(len(caregiver.shifts))
    }


def _hours(scenario: Scenario, caregiver: Caregiver, index: int, begun: BegunRoutes) -> Hours:
    shift = caregiver.shifts[index]
    start = begins(scenario, shift)
    returns = latest_return(scenario, caregiver, index)
    due = break_due(scenario, shift)
    latest_break = 0 if due is None else scenario.at(due.latest)
    after_return = due is None or scenario.policy.rules.break_after_return
    own = begun.get((caregiver.id, index))
    if own is None:
        before = (
            begun[caregiver.id, k].returned
            for k, each in enumerate(caregiver.shifts)
            if scenario.at(each.start) < scenario.at(shift.start) and (caregiver.id, k) in begun
        )
        start = max([start, *before])
        if due is not None:  # she has it at home if no time is left
            latest_break, returns = max(latest_break, start), max(returns, start)
        return Hours(start, returns, latest_break, after_return)
    rest = -1 if own.rest is None else own.rest
    if own.misses and due is not None:
        latest_break = scenario.at(due.earliest) - 1  # it begins too late wherever it stands
    return Hours(
        start=own.departure if own.out else min(start, own.departure),
        latest_return=max(returns, own.returned),
        latest_break=max(latest_break, rest),
        break_after_return=after_return or rest >= own.returned,
    )
