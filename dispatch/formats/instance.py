"""A published instance as a scenario, and what its authors would say that a plan costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast, get_args

from dispatch.errors import InputError, NoPlan
from dispatch.messages import problem, say
from dispatch.plan import Plan, Route, Stop, Unserved
from dispatch.scenario import Duration, Matrix, Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

if TYPE_CHECKING:
    from dispatch.referee import Judgement

Family: TypeAlias = Literal["hhcrsp", "vrptw"]

FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
"""The families that are read and written."""

DEPOT: Final = "d0"
"""The point of the matrix that every route begins and ends at."""

_TERMS: Final[dict[Family, int]] = {"hhcrsp": 3, "vrptw": 1}
"""How many terms of weight one the authors take the mean of."""


@dataclass(frozen=True)
class Instance:
    """A published instance.

    Attributes
    ----------
    name : str
        What results are published under.
    family : str
        One of `FAMILIES`.
    scenario : Scenario
        The same question in the words of this program.
    unit : Fraction
        Minutes of the scenario that one unit of the file's times became.
    """

    name: str
    family: Family
    scenario: Scenario
    unit: Fraction

    @cached_property
    def _point(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self._roads.points)}

    @property
    def _roads(self) -> Matrix:
        return cast("Matrix", self.scenario.roads)

    def way(self, here: str, there: str) -> int:
        """Milliseconds from one point of the matrix to another."""
        minutes = self._roads.minutes[self._point[here]][self._point[there]]
        return Duration.of_minutes(minutes)

    def published(self, milliseconds: int) -> int | float:
        """A time as the file would write it: a whole number where it is one."""
        units = Fraction(milliseconds, MILLISECONDS_A_MINUTE) / self.unit
        return units.numerator if units.denominator == 1 else float(units)

    def plan(self, routes: Iterable[Route]) -> Plan:
        """Make a plan of routes; visits that nobody comes to are listed as left out."""
        given = tuple(routes)
        served = {stop.visit for route in given for stop in route.stops}
        return Plan(
            scenario=self.scenario.fingerprint,
            scenario_name=self.scenario.name,
            zone=self.scenario.zone,
            routes=given,
            unserved=tuple(
                Unserved(visit=visit.id, mandatory=True)
                for visit in self.scenario.visits
                if visit.id not in served
            ),
        )

    def route(self, caregiver: str, times: Iterable[tuple[str, str, int, int]]) -> Route:
        """Make a route of visits, roles, starts and ends, that goes on at once after each visit.

        Whether there is time enough for the ways is the referee's to say.
        """
        stops, here, left, departure, moment = [], DEPOT, 0, None, self.scenario.moment
        for visit, role, start, end in times:
            there = str(self.scenario.client[self.scenario.visit[visit].client].place)
            way = self.way(here, there)
            if departure is None:
                departure = left = start - way
            stops.append(
                Stop(
                    visit=visit,
                    role=role,
                    arrival=moment(left + way),
                    start=moment(start),
                    end=moment(end),
                )
            )
            here, left = there, end
        return Route(
            caregiver=caregiver,
            departure=moment(departure or 0),
            stops=tuple(stops),
            returned=moment(left + self.way(here, DEPOT)),
        )


def published_cost(instance: Instance, judgement: Judgement) -> Fraction:
    """Find what the authors of an instance would say that a plan costs, exactly.

    HHCRSP: (travel + total tardiness + largest tardiness) / 3, in minutes. VRPTW: distance.

    Parameters
    ----------
    instance
        What was asked.
    judgement
        The referee's, of a plan for ``instance.scenario``; whether rules are broken is said there.

    Raises
    ------
    NoPlan
        Where visits are left out, as then there is no such cost.
    """
    _refuse_left_out(judgement.cost.mandatory_unserved)
    minutes = Fraction(judgement.cost.exact, 1000 * MILLISECONDS_A_MINUTE)
    return minutes / instance.unit / _TERMS[instance.family]


def refuse_unwritable(instance: Instance, plan: Plan) -> None:
    """Refuse a plan that a published solution cannot say.

    Raises
    ------
    InputError
        Where it is a plan for another scenario, or names somebody or something twice.
    NoPlan
        Where visits are left out.
    """
    scenario = instance.scenario
    if plan.scenario != scenario.fingerprint:
        raise InputError([problem("formats-other-plan", name=instance.name)])
    roles = {
        (visit.id, role.id): f"{visit.id} ({role.id})"
        for visit in scenario.visits
        for role in scenario.service[visit.service].crew
    }
    given = Counter((stop.visit, stop.role) for route in plan.routes for stop in route.stops)
    people = Counter(route.caregiver for route in plan.routes)
    strange = [" ".join(part) for part, times in given.items() if part not in roles or times > 1]
    strange += [who for who, times in people.items() if who not in scenario.caregiver or times > 1]
    if strange:
        raise InputError([problem("formats-strange-plan", what=what) for what in strange])
    _refuse_left_out(len({visit for visit, role in roles if (visit, role) not in given}))


def _refuse_left_out(visits: int) -> None:
    if visits:
        raise NoPlan(say("formats-left-out", number=visits))
