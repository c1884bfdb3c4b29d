"""Where caregivers stand by for whom nothing is planned: at stations, by the demand to expect.

One caregiver after the other takes the station that shortens the expected way to a request most,
given where all others wait. Whoever is nearest comes, if she is qualified and nobody else has taken
her yet, which is a matter of chance: so is the demand covered in the model of Daskin
(doi 10.1287/trsc.17.1.48), whose marginal gains choose the place of one ambulance at a time in
Jagtenberg, Bhulai and van der Mei (doi 10.1016/j.orhc.2015.01.001). A caregiver goes only if that
is worth more than the ways there and home from there, by the weights of the desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final, NamedTuple, TypeAlias

from dispatch.plan import Plan
from dispatch.rules import end_place, service_reasons, start_place
from dispatch.scenario import Caregiver, Place, Scenario
from dispatch.simulate.catalogue import needs_nurse
from dispatch.simulate.policies.policy import Scene
from dispatch.simulate.records import MINUTE

Ways: TypeAlias = Sequence[float]
"""Minutes to each area, in the order of the scenario's areas."""

_SAMPLE: Final = 10
"""To how many clients of each area the ways are averaged."""
_NEAREST: Final = 6
"""How many stations a caregiver may be sent to: the nearest ones."""


class _Waiting(NamedTuple):
    """Somebody who can be sent to a request."""

    ways: Ways
    chance: float
    """That she is qualified, and that no other request has taken her."""


class _Idle(NamedTuple):
    """A caregiver for whom nothing is planned."""

    caregiver: Caregiver
    place: Place
    """Where she is, or will be when her visit or her way ends."""


@dataclass(frozen=True)
class Posts:
    """The choice of stations. Every number is an assumption.

    Attributes
    ----------
    ahead : int
        How far the requests are looked ahead to, in milliseconds.
    free : float
        The chance that no other request has taken somebody who waits.
    visit : int
        What a request takes about, in milliseconds: who has no more time does not count.
    nobody : float
        The way that counts when nobody is free, in minutes.
    """

    ahead: int = 60 * MINUTE
    free: float = 0.7
    visit: int = 45 * MINUTE
    nobody: float = 60.0
    _ways: dict[tuple[str, Place], Ways] = field(default_factory=dict, repr=False)
    _shares: dict[str, float] = field(default_factory=dict, repr=False)

    def clear(self) -> None:
        """Forget the people of a day."""
        self._ways.clear()
        self._shares.clear()

    def chosen(self, scene: Scene, plan: Plan) -> dict[str, str | None]:
        """Choose the stations.

        Parameters
        ----------
        scene
            What is known.
        plan
            What the caregivers are about to do.

        Returns
        -------
        dict of str to str or None
            For each caregiver for whom nothing is planned, the station where she should wait; None
            if she should be at home.
        """
        day = scene.ask().scenario
        idle: dict[str, _Idle] = {}
        waiting: dict[str, _Waiting] = {}
        for caregiver, place, until in _who_waits(scene, day, plan):
            shift = caregiver.shifts[0]
            if until is None:
                until = scene.scenario.at(shift.end)
                idle[caregiver.id] = _Idle(caregiver, place)
                place = shift.stand_by or end_place(day, caregiver, shift)
            if until - scene.now >= self.visit:
                waiting[caregiver.id] = self._at(scene, caregiver, place)
        chosen = {}
        for name, one in idle.items():
            others = [each for other, each in waiting.items() if other != name]
            chosen[name] = station = self._best(scene, one, others)
            if name in waiting:
                place = station or end_place(day, one.caregiver, one.caregiver.shifts[0])
                waiting[name] = self._at(scene, one.caregiver, place)
        return chosen

    def _best(self, scene: Scene, one: _Idle, others: Sequence[_Waiting]) -> str | None:
        """Return the station that is worth most to one caregiver; None if none is worth a way."""
        scenario, caregiver = scene.scenario, one.caregiver
        home = end_place(scenario, caregiver, caregiver.shifts[0])

        def way(here: Place, there: Place) -> float:
            places = (scenario.place_of(here), scenario.place_of(there))
            return (scene.travel.between(caregiver.mode, *places) or 0) / MINUTE

        weights = scenario.policy.weights
        until = scenario.at(caregiver.shifts[0].end) - self.visit
        saved = weights.response * self._expected(scene, until)
        near = sorted(scenario.stations, key=lambda each: (way(one.place, each.id), each.id))
        at_home = self._mean_way(scene, [*others, self._at(scene, caregiver, home)])
        best, station = 0.0, None
        for each in near[:_NEAREST]:
            more = way(one.place, each.id) + way(each.id, home) - way(one.place, home)
            there = self._mean_way(scene, [*others, self._at(scene, caregiver, each.id)])
            worth = saved * (at_home - there) - weights.travel * more
            if worth > best:
                best, station = worth, each.id
        return station

    def _expected(self, scene: Scene, until: int) -> float:
        """Return the requests to expect that cannot wait, each times its priority."""
        world = scene.world
        ends = min(scene.now + self.ahead, until)
        share = sum(_overlap(hour, scene.now, ends) * of for hour, of in enumerate(world.by_hour))
        asked = scene.expected * share / sum(world.by_hour)
        shares, priorities = world.shares, world.priorities
        return asked * (
            shares["urgent"] * priorities.urgent + shares["same_day"] * priorities.same_day
        )

    def _mean_way(self, scene: Scene, waiting: Sequence[_Waiting]) -> float:
        """Return the expected way to a request, in minutes."""
        clients = Counter(client.area for client in scene.scenario.clients)
        mean = 0.0
        for k, area in enumerate(scene.scenario.areas):
            near = sorted((min(each.ways[k], self.nobody), each.chance) for each in waiting)
            left = 1.0
            for minutes, chance in near:
                mean += clients[area.id] * left * chance * minutes
                left *= 1 - chance
            mean += clients[area.id] * left * self.nobody
        return mean / clients.total()

    def _at(self, scene: Scene, caregiver: Caregiver, place: Place) -> _Waiting:
        """Return a caregiver who waits at a place."""
        scenario, key = scene.scenario, (caregiver.mode, scene.scenario.place_of(place))
        if key not in self._ways:
            self._ways[key] = [*_ways(scene, *key)]
        if caregiver.id not in self._shares:
            self._shares[caregiver.id] = _share(scenario, caregiver, scene.world.nurse_needed)
        return _Waiting(self._ways[key], self.free * self._shares[caregiver.id])


def _who_waits(
    scene: Scene, day: Scenario, plan: Plan
) -> Iterator[tuple[Caregiver, Place, int | None]]:
    """Yield who is at work and in no visit, or in her last one.

    With the place where she is free, and when her next visit starts; None if she has none.
    """
    at, stops = day.at, {route.caregiver: route.stops for route in plan.routes}
    for caregiver in day.caregivers:
        shift = caregiver.shifts[0]
        if shift.gone is not None or not at(shift.start) <= scene.now < at(shift.end):
            continue
        place, upcoming = start_place(day, caregiver, shift), None
        visits = [(day.visit[stop.visit], at(stop.start)) for stop in stops.get(caregiver.id, ())]
        for visit, _ in visits:
            if visit.has_begun:
                place = visit.end_place or day.client[visit.client].place
        upcoming = next((start for visit, start in visits if not visit.has_begun), None)
        if upcoming is None or not any(visit.has_begun for visit, _ in visits):
            yield caregiver, place, upcoming


def _share(scenario: Scenario, caregiver: Caregiver, nurse_needed: float) -> float:
    """Return of how many requests a caregiver can take a part."""

    def meets(services: Iterable[bool]) -> float:
        return fmean([*services] or [0.0])

    on = scenario.dates[0]
    able = {
        service.id: any(
            not service_reasons(scenario, service, role, caregiver, on) for role in service.crew
        )
        for service in scenario.services
    }
    nursing = {service.id for service in scenario.services if needs_nurse(service)}
    care = meets(can for name, can in able.items() if name not in nursing)
    nurse = meets(can for name, can in able.items() if name in nursing)
    welcome = meets(
        client.gender_required in (None, caregiver.gender) for client in scenario.clients
    )
    return welcome * (nurse_needed * nurse + (1 - nurse_needed) * care)


def _ways(scene: Scene, mode: str, place: Place) -> Iterator[float]:
    """Yield the mean minutes from a place to the clients of each area."""
    for area in scene.scenario.areas:
        clients = [client.place for client in scene.scenario.clients if client.area == area.id]
        some = clients[:: max(1, len(clients) // _SAMPLE)]
        minutes = [(scene.travel.between(mode, place, each) or 0) / MINUTE for each in some]
        yield fmean(minutes or [0.0])


def _overlap(hour: int, begins: int, ends: int) -> float:
    """Return which share of an hour of the day lies between two instants."""
    first = max(begins, hour * 60 * MINUTE)
    return max(0, min(ends, (hour + 1) * 60 * MINUTE) - first) / (60 * MINUTE)
