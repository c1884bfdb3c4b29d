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
from dispatch.rules import begins, end_place, needs_nurse, service_reasons, start_place
from dispatch.scenario import Caregiver, Place, Scenario
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
    """A caregiver at work who is in no visit, or in her last one."""

    caregiver: Caregiver
    place: Place
    """Where she is, or will be when her visit or her way ends."""
    since: int
    """When that is, in milliseconds after the first midnight."""
    until: int
    """When her next visit starts, or her shift ends."""
    is_done: bool
    """Whether nothing is planned for her."""


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
        idle = {one.caregiver.id: one for one in _idle(scene, day, plan)}
        waiting: dict[str, _Waiting] = {}
        chosen: dict[str, str | None] = {}
        for name, one in idle.items():
            if one.is_done:
                chosen[name] = one.caregiver.shifts[0].stand_by
            if self._window(one) > 0:
                waiting[name] = self._at(scene, one.caregiver, _stays(day, one, chosen.get(name)))
        for name in chosen:
            one = idle[name]
            if self._window(one) > 0:
                del waiting[name]
                chosen[name] = self._best(scene, one, [*waiting.values()])
                waiting[name] = self._at(scene, one.caregiver, _stays(day, one, chosen[name]))
            else:
                chosen[name] = None
        return chosen

    def _window(self, one: _Idle) -> int:
        """Return for how long from now on a caregiver could be sent to a request, in milliseconds.

        That is at most as long as requests are looked ahead to.
        """
        return min(one.until - self.visit - one.since, self.ahead)

    def _best(self, scene: Scene, one: _Idle, others: Sequence[_Waiting]) -> str | None:
        """Return the station that is worth most to one caregiver; None if none is worth a way."""
        scenario, caregiver = scene.scenario, one.caregiver
        home = end_place(scenario, caregiver, caregiver.shifts[0])

        def way(here: Place, there: Place) -> float:
            places = (scenario.place_of(here), scenario.place_of(there))
            return (scene.travel.between(caregiver.mode, *places) or 0) / MINUTE

        weights = scenario.policy.weights
        saved = weights.response * _expected(scene, one.since, one.since + self._window(one))
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


def _idle(scene: Scene, day: Scenario, plan: Plan) -> Iterator[_Idle]:
    """Yield who is at work and in no visit, or in her last one."""
    at, stops = day.at, {route.caregiver: route.stops for route in plan.routes}
    for caregiver in day.caregivers:
        shift = caregiver.shifts[0]
        if shift.gone is not None or not at(shift.start) <= scene.now < at(shift.end):
            continue
        visits = [(day.visit[stop.visit], stop) for stop in stops.get(caregiver.id, ())]
        running = [(visit, at(stop.end)) for visit, stop in visits if visit.has_begun]
        upcoming = [at(stop.start) for visit, stop in visits if not visit.has_begun]
        if running and upcoming:
            continue
        place, since = start_place(day, caregiver, shift), begins(day, shift)
        for visit, end in running:
            place, since = visit.end_place or day.client[visit.client].place, end
        until = min([at(shift.end), *upcoming])
        yield _Idle(caregiver, place, max(scene.now, since), until, not upcoming)


def _stays(day: Scenario, one: _Idle, station: str | None) -> Place:
    """Return where a caregiver waits: where she is before her next visit, or as she is told."""
    if not one.is_done:
        return one.place
    return station or end_place(day, one.caregiver, one.caregiver.shifts[0])


def _expected(scene: Scene, since: int, until: int) -> float:
    """Return the requests to expect that cannot wait, each times its priority."""
    world = scene.world
    share = sum(_overlap(hour, since, until) * of for hour, of in enumerate(world.by_hour))
    urgent = scene.expected.get("urgent", 0.0) * world.priorities.urgent
    same_day = scene.expected.get("same_day", 0.0) * world.priorities.same_day
    return (urgent + same_day) * share / sum(world.by_hour)


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
    nurses = scenario.policy.nurse_certificates
    nursing = {each.id for each in scenario.services if needs_nurse(each, nurses)}
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
