"""A published instance as a scenario, and its solutions as plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, TypeAlias, cast, get_args

from dispatch.errors import InputError, NoPlan, fault
from dispatch.plan import Leg, Plan, Rest, Route, Unserved, route_of
from dispatch.scenario import Duration, Matrix, Scenario
from dispatch.scenario.base import MILLISECONDS_A_MINUTE

Family: TypeAlias = Literal["hhcrsp", "uhhc", "vrptw"]

FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
"""The families of instances."""

DEPOT: Final = "d0"
"""The point of the matrix where every route begins and ends."""


@dataclass(frozen=True)
class Instance:
    """A published instance.

    Attributes
    ----------
    name : str
        The name under which results are published.
    family : str
        One of `FAMILIES`.
    scenario : Scenario
        The instance as a scenario.
    unit : Fraction
        Minutes of the scenario for one unit of the file's times.
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
        """Return the milliseconds from one point of the matrix to another."""
        minutes = self._roads.minutes[self._point[here]][self._point[there]]
        assert minutes is not None, "published matrices are complete"
        return Duration.of_minutes(minutes)

    def published(self, milliseconds: int) -> int | float:
        """Return a time in the file's form: a whole number if it is one."""
        units = Fraction(milliseconds, MILLISECONDS_A_MINUTE) / self.unit
        return units.numerator if units.denominator == 1 else float(units)

    def plan(self, routes: Iterable[Route]) -> Plan:
        """Make a plan of routes; visits that are on no route are listed as left out."""
        given = tuple(routes)
        served = {stop.visit for route in given for stop in route.stops}
        return Plan(
            scenario=self.scenario.fingerprint,
            scenario_name=self.scenario.name,
            zone=self.scenario.zone,
            routes=given,
            unserved=tuple(
                Unserved(visit=visit.id, mandatory=visit.mandatory)
                for visit in self.scenario.visits
                if visit.id not in served
            ),
        )

    def ends(self, caregiver: str) -> tuple[str, str]:
        """Return the points where a caregiver's route begins and ends."""
        whose = self.scenario.caregiver[caregiver]
        return str(whose.start), str(whose.end or whose.start)

    def sets_out(self, caregiver: str) -> int | None:
        """Return when a caregiver sets out who does so whatever her first visit; otherwise None."""
        out = self.scenario.caregiver[caregiver].shifts[0].out
        return None if out is None else self.scenario.at(out.free)

    def place(self, visit: str) -> str:
        """Return the point of a visit."""
        return str(self.scenario.client[self.scenario.visit[visit].client].place)

    def route(
        self,
        caregiver: str,
        times: Iterable[tuple[str, str, int, int]],
        rest: Rest | None = None,
    ) -> Route:
        """Make a route of visits, roles, starts and ends; it leaves at once after each visit.

        The referee judges whether the time is enough for travel and for a meal break.
        """
        here, home = self.ends(caregiver)
        legs = []
        for visit, role, start, end in times:
            there = self.place(visit)
            legs.append(Leg(visit, role, self.way(here, there), start, end))
            here = there
        way_back = self.way(here, home)
        return route_of(
            caregiver,
            legs,
            way_back,
            self.scenario.moment,
            rest=rest,
            out=self.sets_out(caregiver),
        )


def refuse_unwritable(instance: Instance, plan: Plan) -> None:
    """Refuse a plan that a published solution cannot express.

    Raises
    ------
    InputError
        If the plan is for another scenario, or contains a caregiver or a visit twice.
    NoPlan
        If visits are left out that must be served.
    """
    scenario = instance.scenario
    if plan.scenario != scenario.fingerprint:
        raise InputError(fault("formats-other-plan", name=instance.name))
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
        raise InputError(*(fault("formats-strange-plan", what=what) for what in strange))
    refuse_left_out(scenario, plan)


def refuse_left_out(scenario: Scenario, plan: Plan) -> None:
    """Refuse a plan that leaves out visits that must be served.

    Raises
    ------
    NoPlan
        With their number and their names.
    """
    served = {stop.visit for route in plan.routes for stop in route.stops}
    left_out = [visit.id for visit in scenario.visits if visit.mandatory and visit.id not in served]
    if left_out:
        raise NoPlan(fault("formats-left-out", number=len(left_out), visits=tuple(left_out)))
