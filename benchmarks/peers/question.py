"""The question that every solver can be asked, in whole numbers, and its answer as a plan.

It is read from the very numbers that our own search is given, so nobody is asked anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from dispatch.encoding import Encoded
    from dispatch.plan import Plan, Route

Routes: TypeAlias = list[tuple[int, list[int]]]
"""A vehicle and its visits in order, for each vehicle that has any."""


class Inexpressible(Exception):
    """The scenario asks for something that is not in a `Question`."""


@dataclass(frozen=True)
class Question:
    """Vehicles with shifts and capacities, visits with one hard window each.

    Attributes
    ----------
    travel
        Ticks from point to point; it costs 1 a tick.
    point, opens, closes, service, load
        Of each visit; it starts from `opens` to `closes`, both inclusive.
    prize
        What it costs to leave a visit out, in ticks of travel; 0 where it must be served.
    start, end, begins, ends, capacity
        Of each vehicle: points, ticks, load (0 where it is not limited).
    serves
        Whether a vehicle may serve a visit: (visits, vehicles).
    """

    travel: NDArray[np.int64]
    point: list[int]
    opens: list[int]
    closes: list[int]
    service: list[int]
    load: list[int]
    prize: list[int]
    start: list[int]
    end: list[int]
    begins: list[int]
    ends: list[int]
    capacity: list[int]
    serves: NDArray[np.bool_]

    @cached_property
    def skill(self) -> list[int | None]:
        """One skill for all visits that the same vehicles may serve; None where all may."""
        rows: dict[bytes, int] = {}
        return [
            None if row.all() else rows.setdefault(row.tobytes(), len(rows)) for row in self.serves
        ]

    def skills(self, vehicle: int) -> set[int]:
        """The skills of a vehicle."""
        return {
            skill
            for visit, skill in enumerate(self.skill)
            if skill is not None and self.serves[visit, vehicle]
        }

    @cached_property
    def values(self) -> list[int]:
        """The prizes in their smallest whole proportion."""
        unit = gcd(*self.prize) or 1
        return [prize // unit for prize in self.prize]

    def rank(self, routes: Routes) -> tuple[int, int, int]:
        """What answers are compared by, the least first.

        Visits left out that must be served, the prizes of the others, and travel.
        """
        served = {visit for _, visits in routes for visit in visits}
        prizes = [prize for visit, prize in enumerate(self.prize) if visit not in served]
        ways = (
            [self.start[vehicle], *(self.point[visit] for visit in visits), self.end[vehicle]]
            for vehicle, visits in routes
        )
        travel = sum(int(self.travel[way[:-1], way[1:]].sum()) for way in ways)
        return prizes.count(0), sum(prizes), travel

    @cached_property
    def alike(self) -> list[list[int]]:
        """Groups of vehicles between which no visit can tell a difference."""
        groups: dict[tuple[object, ...], list[int]] = {}
        for vehicle in range(len(self.start)):
            key = (
                self.start[vehicle],
                self.end[vehicle],
                self.begins[vehicle],
                self.ends[vehicle],
                self.capacity[vehicle],
                self.serves[:, vehicle].tobytes(),
            )
            groups.setdefault(key, []).append(vehicle)
        return list(groups.values())


def question_of(encoded: Encoded) -> Question:
    """Put a scenario's numbers as a question.

    Raises
    ------
    Inexpressible
        With what no `Question` can say.
    """
    from dispatch.engine.problem import CARGO, TRAVEL

    problem = encoded.problem
    _refuse(encoded)
    capacity = np.zeros(problem.n_routes, dtype=np.int64)
    for limit, (what, most) in enumerate(zip(problem.limit_what, problem.limit_most, strict=True)):
        routes = problem.limit_routes[problem.limit[limit] : problem.limit[limit + 1]]
        if what != CARGO or len(routes) != 1:
            raise Inexpressible("a limit over several routes, or of paid time or visits")
        capacity[routes[0]] = most
    unit = int(problem.weights[TRAVEL])
    prize = np.where(problem.mandatory, 0, problem.unserved_cost // unit)
    return Question(
        travel=problem.travel[int(problem.mode[0])].astype(np.int64),
        point=problem.point_in.tolist(),
        opens=problem.allowed_from.tolist(),
        closes=problem.allowed_to.tolist(),
        service=(problem.service + problem.after).tolist(),
        load=problem.cargo.tolist() if capacity.any() else [0] * problem.n_visits,
        prize=prize.tolist(),
        start=problem.start_point.tolist(),
        end=problem.end_point.tolist(),
        begins=problem.shift_start.tolist(),
        ends=problem.latest_return.tolist(),
        capacity=capacity.tolist(),
        serves=problem.eligible.astype(bool),
    )


def _refuse(encoded: Encoded) -> None:
    problem = encoded.problem
    crew = np.diff(problem.stops)
    alone = crew.max(initial=1) == 1 and not problem.brings.any()
    dear = {
        "several caregivers or equipment at a visit": not alone or bool(encoded.pieces),
        "gaps between visits": bool(len(problem.gap_earlier)),
        "several windows": bool((np.diff(problem.allowed) != 1).any()),
        "soft windows": bool((problem.tardiness_cost * np.diff(problem.soft)).any()),
        "response times": bool(problem.response_cost.any()),
        "preferred times": bool(problem.preferred_cost.any()),
        "what clients were told": bool(problem.told_cost.any()),
        "preferences": bool(problem.pair_cost.any()),
        "an even load": bool(problem.workload_cost.any()),
        "weekly entitlements": len(problem.quota) > 1,
        "visits that are served all or none": len(problem.group) > 1,
        "meal breaks": bool(problem.break_length.any()),
        "several ways to travel": bool((problem.mode != problem.mode[0]).any()),
        "visits that end elsewhere": bool((problem.point_in != problem.point_out).any()),
        "waiting, overtime or a largest value at a cost": bool(problem.weights[1:].any()),
        "overtime": bool((problem.shift_end != problem.latest_return).any()),
        "access": bool(problem.before.any()),
    }
    said = [what for what, asked in dear.items() if asked]
    if said:
        raise Inexpressible(", ".join(said))


def plan_of(encoded: Encoded, question: Question, routes: Routes) -> Plan:
    """Make a plan of routes, each visit as soon as the order allows, right or wrong.

    Whether windows are met and everybody is back in time is for the referee to say.
    """
    from dispatch.plan import Plan, Unserved

    scenario = encoded.scenario
    made = tuple(_route(encoded, question, vehicle, visits) for vehicle, visits in routes if visits)
    served = {stop.visit for route in made for stop in route.stops}
    return Plan(
        scenario=scenario.fingerprint,
        scenario_name=scenario.name,
        zone=scenario.zone,
        routes=made,
        unserved=tuple(
            Unserved(visit=visit.id, mandatory=visit.mandatory)
            for visit in scenario.open_visits
            if visit.id not in served
        ),
    )


def _route(encoded: Encoded, question: Question, vehicle: int, visits: list[int]) -> Route:
    from dispatch.plan import Leg, route_of

    scenario, tick = encoded.scenario, encoded.tick
    here, left = question.start[vehicle], question.begins[vehicle]
    legs = []
    for visit in visits:
        way = int(question.travel[here, question.point[visit]])
        start = max(left + way, question.opens[visit])
        end = start + int(encoded.problem.service[visit])
        here, left = question.point[visit], start + question.service[visit]
        name, place = encoded.stops[visit]
        role = scenario.service[scenario.visit[name].service].crew[place].id
        after = (left - end) * tick
        legs.append(Leg(name, role, way * tick, start * tick, end * tick, after=after))
    caregiver, shift = encoded.routes[vehicle]
    way_back = int(question.travel[here, question.end[vehicle]]) * tick
    return route_of(caregiver, legs, way_back, scenario.moment, shift=shift)
