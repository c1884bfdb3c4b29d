"""Policies of a desk without a solver: first come, first served."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from dispatch.live.events import Event
from dispatch.plan import Offer, Plan
from dispatch.rules import duration_of, eligibility, end_place, shift_of
from dispatch.scenario import Caregiver, Duration, Scenario, Visit
from dispatch.simulate.policies.policy import Scene

ToDo: TypeAlias = tuple[tuple[str, ...], ...]
"""For some caregivers, each followed by the visits that she still has to give."""

_AGAIN: Final = 10 * 60_000
"""After how long the planner is asked again for a pre-booked visit that nobody is to give."""
_AT_ONCE: Final = 15 * 60_000
"""How much later than she could be there a caregiver may begin to be sent at once."""


@dataclass(frozen=True)
class FirstCome:
    """Serve requests in the order in which they came in, and leave everything else as it is.

    No promise is broken for a request. Of two caregivers for one visit, both must be idle.

    Attributes
    ----------
    name : str
    chooses : {"nearest", "cheapest", "last"}
        Who comes: the nearest qualified caregiver who is idle now and can go at once; whoever can
        fit the visit in with the least cost, at any time; or whoever is done first, after her last
        visit.
    pooled : bool
        Whether every street is asked at once.
    borrows : bool
        Whether all others are asked when a request has waited for the world's borrowing delay.
    """

    name: str
    chooses: Literal["nearest", "cheapest", "last"]
    pooled: bool
    borrows: bool = False
    every: int | None = None
    when_free: bool = True
    _refused: dict[tuple[str, ...], ToDo] = field(default_factory=dict, repr=False)
    _qualified: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _tried: dict[str, int] = field(default_factory=dict, repr=False)

    def opened(self, scenario: Scenario, plan: Plan, home: Mapping[str, str]) -> Scenario:
        """Return the day as it is: who is asked for a request is what keeps streets apart."""
        del plan, home
        self._refused.clear()
        self._qualified.clear()
        self._tried.clear()
        return scenario

    def heard(self, request: Visit, at: str) -> Event | None:
        """Requests wait outside of the day until somebody goes."""
        del request, at
        return None

    def decide(self, scene: Scene) -> Plan | None:
        """Cover what nobody is to give, and send somebody to each request if anybody can go.

        Pre-booked visits of somebody who is absent or late go to whom they cost least, in any
        street; the desk's planner does that for every policy alike. It is asked again and again.
        """
        decided = None
        if any(scene.now - self._tried.get(name, -_AGAIN) >= _AGAIN for name in scene.uncovered):
            self._tried.update(dict.fromkeys(scene.uncovered, scene.now))
            decided = scene.repair(0)
            scene = replace(scene, plan=decided)
        return self._sent(scene) or decided

    def _sent(self, scene: Scene) -> Plan | None:
        """Return the plan by which somebody goes to requests that wait; None if nobody does."""
        desk = None
        for visit in scene.waiting:
            for crew in self._crews(scene, visit):
                asked, to_do = (visit.id, *crew), tuple(_routes(scene, crew))
                if self._refused.get(asked) == to_do:
                    continue  # the same people with the same to do, only later
                offer = next(self._offers(scene, visit, crew), None)
                if offer is not None:
                    desk = scene.ask()
                    desk.accept(offer, now=scene.moment)
                    break
                self._refused[asked] = to_do
        return None if desk is None else desk.plan

    def _crews(self, scene: Scene, visit: Visit) -> Iterator[list[str]]:
        """Yield those who are asked for a visit, one set after the other."""
        scenario, crew = scene.scenario, scene.scenario.service[visit.service].crew
        team = [each for each in scenario.caregivers if self._is_asked(scene, visit, each)]
        if self.chooses == "cheapest":
            yield [each.id for each in team]
        elif self.chooses == "last":
            done = {each.id: _done(scene, each.id) for each in team}
            names = sorted(done, key=lambda name: (done[name], name))
            yield from ([names] if len(crew) > 1 else [[name] for name in names])
        else:
            place = scenario.client[visit.client].place
            ways = {
                each.id: scene.travel.between(each.mode, scene.idle[each.id], place) or 0
                for each in team
                if each.id in scene.idle
            }
            near = sorted(ways, key=lambda name: (ways[name], name))
            able = [name for name in near if _can_go(scene, visit, name, ways[name])]
            if len(crew) == 1:
                yield from ([name] for name in able)
            elif len(able) >= len(crew):
                yield able

    def _offers(self, scene: Scene, visit: Visit, crew: list[str]) -> Iterator[Offer]:
        """Yield the slots that keep every promise, the cheapest first."""
        at, since, until = scene.scenario.at, scene.moment, None
        if self.chooses == "last":
            since = scene.scenario.moment(max(_done(scene, name) for name in crew))
        if self.chooses == "nearest":
            until = scene.scenario.moment(_at_once(scene, visit, crew))
        for offer in _kept(scene, visit, crew, since, until):
            if until is None or at(offer.start) <= _at_once(scene, visit, offer.caregivers):
                yield offer

    def _is_asked(self, scene: Scene, visit: Visit, caregiver: Caregiver) -> bool:
        """Return whether a caregiver is asked, and qualified."""
        own = scene.home.get(caregiver.id) == scene.scenario.client[visit.client].area
        if not (own or self.pooled or (self.borrows and _has_waited(scene, visit))):
            return False
        if visit.id not in self._qualified:
            self._qualified[visit.id] = frozenset(_qualified(scene.scenario, visit))
        return caregiver.id in self._qualified[visit.id]


def _qualified(scenario: Scenario, visit: Visit) -> Iterator[str]:
    """Yield the ids of those who may do at least one part of a visit."""
    roles, on = range(len(scenario.service[visit.service].crew)), scenario.dates[0]
    for each in scenario.caregivers:
        if any(not eligibility(scenario, visit, role, each, on) for role in roles):
            yield each.id


def _has_waited(scene: Scene, visit: Visit) -> bool:
    """Return whether a request has waited for so long that other streets are asked."""
    heard = scene.scenario.at(visit.requested or scene.moment)
    return scene.now - heard >= scene.world.borrowing_delay


def _kept(
    scene: Scene, visit: Visit, crew: list[str], since: str, until: str | None
) -> Iterator[Offer]:
    """Yield the offers of some caregivers that move no visit beyond what its client was told."""
    at, desk = scene.scenario.at, scene.ask()
    held = Duration.zero()
    found = desk.offers(visit, caregivers=crew, now=since, until=until, hold=held)
    for offer in found.offers:
        if all(at(each.to) <= scene.latest.get(each.visit, at(each.to)) for each in offer.moves):
            yield offer


def _at_once(scene: Scene, visit: Visit, crew: Collection[str]) -> int:
    """Return until when a visit starts about as soon as its crew can be there."""
    scenario, client = scene.scenario, scene.scenario.client[visit.client]
    ways = [
        scene.travel.between(scenario.caregiver[name].mode, scene.idle[name], client.place) or 0
        for name in crew
    ]
    soonest = max([scene.now + max(ways) + client.access, *_opens(scenario, visit)])
    return soonest + _AT_ONCE


def _opens(scenario: Scenario, visit: Visit) -> list[int]:
    return sorted(scenario.at(each.open) for each in visit.windows)[:1]


def _can_go(scene: Scene, visit: Visit, name: str, way: int) -> bool:
    """Return whether an idle caregiver would be in time for what she has to do after a visit."""
    scenario, caregiver = scene.scenario, scene.scenario.caregiver[name]
    client = scenario.client[visit.client]
    shift = caregiver.shifts[shift_of(scenario, caregiver, scene.now)]
    begins = max([scene.now + way + client.access, *_opens(scenario, visit)])
    left = begins + duration_of(scenario, visit) + scenario.service[visit.service].documentation
    place = visit.end_place or client.place
    for route in scene.plan.routes:
        for stop in route.stops[:1] if route.caregiver == name else ():
            then = scenario.client[scenario.visit[stop.visit].client]
            on = scene.travel.between(caregiver.mode, place, then.place) or 0
            return left + on + then.access <= scene.latest.get(stop.visit, scenario.horizon)
    back = scene.travel.between(caregiver.mode, place, end_place(scenario, caregiver, shift)) or 0
    return left + back <= scenario.at(shift.end) + caregiver.overtime_limit


def _routes(scene: Scene, crew: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield what each of some caregivers still has to do."""
    for route in scene.plan.routes:
        if route.caregiver in crew:
            yield (route.caregiver, *(stop.visit for stop in route.stops))


def _done(scene: Scene, name: str) -> int:
    """Return when a caregiver leaves the last visit that the plan has for her."""
    ends = [
        scene.scenario.at(stop.end)
        for route in scene.plan.routes
        if route.caregiver == name
        for stop in route.stops
    ]
    return max([scene.now, *ends])
