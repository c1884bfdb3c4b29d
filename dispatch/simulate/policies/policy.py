"""What a policy is: whoever decides, at some moments of a day, who goes where next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from dispatch.live.desk import Desk
from dispatch.live.events import Event
from dispatch.live.foresight import Futures
from dispatch.plan import Plan
from dispatch.roads import TravelTimes
from dispatch.scenario import Place, Scenario, Visit
from dispatch.simulate.assumptions import Assumptions
from dispatch.simulate.records import ResponseClass


class Repairing(Protocol):
    """Lets the desk repair its plan, and returns the new one."""

    def __call__(self, iterations: int, futures: Futures = ()) -> Plan:
        """Repair the plan; see `dispatch.Desk.replan`."""
        ...


@dataclass(frozen=True)
class Scene:
    """What a policy knows when it decides.

    Attributes
    ----------
    ask : callable returning Desk
        The desk, once it has been told what has happened. A policy decides by what it asks of it.
    repair : callable
        Lets the desk repair its plan, with a number of iterations and perhaps futures, and returns
        the new one. Without any iterations, visits that nobody is to give are put where they cost
        least.
    stand_by : callable
        Lets a caregiver, by her id, wait at a station from now on while nothing is planned for her;
        with None instead of a station she goes home then.
    scenario : Scenario
        The day as it was opened: clients, caregivers, promises of pre-booked visits.
    plan : Plan
        What the caregivers are about to do.
    idle : Mapping of str to Place
        Where each caregiver is who is at work, in no visit and on no way.
    travel : TravelTimes
        The planned travel times.
    world : Assumptions
        The assumptions. They are no secret: no draw follows from them.
    expected : Mapping of ResponseClass to float
        By class, the mean number of requests on such a day.
    """

    ask: Callable[[], Desk]
    repair: Repairing
    stand_by: Callable[[str, str | None], None]
    scenario: Scenario
    plan: Plan
    idle: Mapping[str, Place]
    travel: TravelTimes
    world: Assumptions
    home: Mapping[str, str]
    now: int
    waiting: tuple[Visit, ...]
    uncovered: frozenset[str]
    latest: Mapping[str, int]
    expected: Mapping[ResponseClass, float]

    @property
    def moment(self) -> str:
        """The moment, for the desk."""
        return self.scenario.moment(self.now)


class Policy(Protocol):
    """Decides who goes where.

    A policy sees the requests that have come in, and what has happened; lengths and outcomes to
    come it does not see. It keeps no state from one day to the next.
    """

    @property
    def name(self) -> str:
        """A short name, for tables."""
        ...

    @property
    def every(self) -> int | None:
        """How often it decides without an event, in milliseconds; None for never."""
        ...

    @property
    def when_free(self) -> bool:
        """Whether it also decides when a visit has ended, as long as requests wait."""
        ...

    def opened(self, scenario: Scenario, plan: Plan, home: Mapping[str, str]) -> Scenario:
        """Return a day as its desk is told it: it may get other weights and fewer areas.

        Parameters
        ----------
        scenario
            The day before it begins.
        plan
            Its plan, the same for every policy.
        home
            By the id of a caregiver, the street that she works in.
        """
        ...

    def heard(self, request: Visit, at: str) -> Event | None:
        """Return the event by which a request becomes part of the desk's day.

        None if it becomes part of the day with a decision, such as the acceptance of an offer.

        Parameters
        ----------
        request
            The visit that is asked for.
        at
            The moment at which the desk hears of it.
        """
        ...

    def decide(self, scene: Scene) -> Plan | None:
        """Return what everybody does from now on; None if everything stays as it is."""
        ...
