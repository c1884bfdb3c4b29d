"""A day as it happens: the same course that a desk assumes, with the lengths that nobody knows.

What really happens is a day in progress, too (`dispatch.live.progress`): its plan is what the desk
has decided, its services take as long as they will, and so do its ways. So people wait, meet, rest
and go home in the simulation by the same rules as on a running day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatch.live.day import progress
from dispatch.live.events import Event
from dispatch.plan import Plan
from dispatch.roads import TravelTimes
from dispatch.scenario import (
    Caregiver,
    Client,
    Duration,
    Facts,
    Place,
    Scenario,
    Service,
    Shift,
    Visit,
)
from dispatch.simulate.nature import Nature, Outcome


@dataclass(frozen=True)
class Happened:
    """What has happened to a visit.

    Attributes
    ----------
    visit : str
        Its id.
    at : int
        When, in milliseconds after the day's midnight.
    caregivers : tuple of str
        Who came, in the order of the crew's roles.
    over : bool
        Whether this is its end; otherwise it is its start.
    """

    visit: str
    at: int
    caregivers: tuple[str, ...]
    over: bool


class Truth:
    """A day as it happens.

    Parameters
    ----------
    scenario
        The day as it is planned.
    plan
        Its plan.
    travel
        The planned travel times.
    nature
        What happens.
    day
        The day, counted from 0.

    Attributes
    ----------
    scenario : Scenario
        What has happened so far. Each visit has a service of its own.
    plan : Plan
        What is left of the plan; whoever decides otherwise gives it another one.
    """

    def __init__(
        self, scenario: Scenario, plan: Plan, travel: TravelTimes, nature: Nature, day: int
    ) -> None:
        self._planned, self._travel, self._nature, self._number = scenario, travel, nature, day
        self._at = 0
        clients = tuple(
            one.model_copy(update={"access": self._access(one)}) for one in scenario.clients
        )
        self.scenario = scenario.unchecked(clients=clients, services=(), visits=())
        self.plan = plan
        self.add(scenario.visits)

    def _access(self, client: Client) -> Duration:
        """Return a client's access on this day: as much longer than planned as an average one."""
        drawn = self._nature.access(f"{client.id} {self._number}")
        return Duration(round(client.access * drawn / self._nature.world.access / 1000) * 1000)

    def add(self, visits: Sequence[Visit]) -> None:
        """Let visits be asked for that the day does not know yet."""
        services = [self._service(visit) for visit in visits]
        renamed = [visit.model_copy(update={"service": visit.id}) for visit in visits]
        self.scenario = self.scenario.unchecked(
            services=(*self.scenario.services, *services),
            visits=(*self.scenario.visits, *renamed),
        )

    def outcome(self, visit: str) -> Outcome:
        """Return how a visit ends."""
        return self._nature.outcome(visit)

    def go_on(self, until: int, events: Sequence[Event] = ()) -> list[Happened]:
        """Let the day go on by its plan.

        Parameters
        ----------
        until
            Milliseconds after the day's midnight.
        events
            What people do that no plan says: absences.

        Returns
        -------
        list of Happened
            What has happened, in order.
        """
        before = self.scenario.visit
        ways = _TrueWays(self._travel, self._nature, self._number, self._at)
        moment = self.scenario.moment(until)
        left = progress(self.scenario, self.plan, ways, moment, events)
        visits = tuple(map(_certain, left.scenario.visits))
        self.scenario, self.plan = left.scenario.unchecked(visits=visits), left.plan
        self._at = until
        found = [
            each
            for visit in self.scenario.visits
            for each in self._new(before[visit.id].facts, visit)
        ]
        return sorted(found, key=lambda each: (each.at, each.over, each.visit))

    def way(self, mode: str, origin: Place, destination: Place, at: int) -> int:
        """Return how long a leg takes for who sets out at an instant; 0 without a way."""
        ways = _TrueWays(self._travel, self._nature, self._number, at)
        return ways.between(mode, origin, destination) or 0

    def ends(self) -> Iterator[tuple[str, int]]:
        """Yield the visits that are running, and when they will end."""
        for visit in self.scenario.open_visits:
            if visit.facts is not None and visit.facts.started is not None:
                length = max(
                    role.offset + (role.duration or 0)
                    for role in self.scenario.service[visit.service].crew
                )
                yield visit.id, self.scenario.at(visit.facts.started) + length

    def shift(self, caregiver: str) -> Shift:
        """Return a shift of a caregiver as it stands: the last one under way, or the first one."""
        shifts = self.scenario.caregiver[caregiver].shifts
        return next((each for each in reversed(shifts) if each.under_way), shifts[0])

    def idle(self) -> dict[str, Place]:
        """Return where each caregiver is who is at work, in no visit and on no way."""
        at, place_of = self.scenario.at, self.scenario.place_of
        busy = {
            name
            for visit in self.scenario.open_visits
            if visit.running
            for name in visit.pinned_caregivers
        }
        found = {}
        for one, shift in _shifts(self.scenario):
            state = shift.under_way
            is_on = at(shift.start) <= self._at < at(shift.end) and shift.gone is None
            if is_on and one.id not in busy and (state is None or at(state.free) <= self._at):
                found[one.id] = place_of(one.start if state is None else state.place)
        return found

    def _new(self, facts: Facts | None, visit: Visit) -> Iterator[Happened]:
        at, now = self.scenario.at, visit.facts
        if now is None:
            return
        if now.started and not (facts and facts.started):
            yield Happened(visit.id, at(now.started), visit.pinned_caregivers, over=False)
        if now.ended and not (facts and facts.ended):
            yield Happened(visit.id, at(now.ended), visit.pinned_caregivers, over=True)

    def _service(self, visit: Visit) -> Service:
        """Return what a visit turns out to be: a service of its own, without checks apart."""
        planned, world = self._planned, self._nature.world
        service, outcome = planned.service[visit.service], self.outcome(visit.id)
        whole = service.duration if visit.duration is None else visit.duration
        checked = service.pre_check + whole + service.post_check

        def length(minutes: int) -> Duration:
            return Duration(self._nature.length(visit.id, service.id, minutes))

        ends = world.check if outcome == "broken_off" else world.door_wait
        crew = tuple(
            role.model_copy(
                update={
                    "duration": length(checked if role.duration is None else role.duration)
                    if outcome == "given"
                    else Duration(max(0, ends - role.offset))
                }
            )
            for role in service.crew
        )
        update = {
            "id": visit.id, "pre_check": Duration.zero(), "post_check": Duration.zero(),
            "crew": crew,
        }  # fmt: skip
        return service.model_copy(update=update)


def _shifts(scenario: Scenario) -> Iterator[tuple[Caregiver, Shift]]:
    for one in scenario.caregivers:
        for shift in one.shifts:
            yield one, shift


def _certain(visit: Visit) -> Visit:
    """Return a visit with facts that nobody assumes: they are so."""
    if visit.facts is None or not visit.facts.assumed:
        return visit
    facts = visit.facts.model_copy(update={"assumed": False})
    return visit.model_copy(update={"facts": facts})


@dataclass(frozen=True)
class _TrueWays:
    """Travel times as they turn out for who sets out now."""

    planned: TravelTimes
    nature: Nature
    day: int
    at: int

    def between(self, mode: str, origin: Place, destination: Place) -> int | None:
        """Milliseconds of one leg; None if there is no way."""
        planned = self.planned.between(mode, origin, destination)
        if not planned:
            return planned
        leg = f"{mode} {origin}"
        return self.nature.travel(planned, leg, str(destination), self.day, self.at)
