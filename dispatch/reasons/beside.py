"""What of the plan is in a caregiver's way who could come if it were empty."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from dispatch.encoding import Encoded, client_place, occupied
from dispatch.engine import Solution
from dispatch.engine.aims import NOTHING, Lifted
from dispatch.engine.problem import KITS
from dispatch.plan import Reason
from dispatch.rules import allowed_starts, kits, limits, occupies
from dispatch.scenario import Scenario, Visit

if TYPE_CHECKING:
    from dispatch.engine.standing import Addition, Standing

CODES: Final = frozenset(
    {
        "no_time_left", "crew_busy", "equipment_busy", "paid_hours_cap", "weekly_cap",
        "probation_cap", "carrying_limit", "client_elsewhere", "not_worth_its_way", "room_left",
    }
)  # fmt: skip
"""The codes of caregivers who could come if the plan were empty."""


class BesideOthers:
    """The plan as it stands, with all other visits unmoved.

    Parameters
    ----------
    scenario
        The scenario.
    encoded
        The scenario in numbers.
    solution
        The plan in numbers.
    """

    def __init__(self, scenario: Scenario, encoded: Encoded, solution: Solution) -> None:
        self._scenario, self._encoded, self._solution = scenario, encoded, solution
        self._routes = encoded.routes_of_caregiver
        self._number = {visit.id: k for k, visit in enumerate(scenario.open_visits)}
        self._additions: dict[str, Addition] = {}

    def reasons(
        self, visit: Visit, name: str, stops: Collection[int], least: int
    ) -> Iterator[Reason]:
        """Yield why a caregiver who could come alone does not.

        Parameters
        ----------
        visit, name
            The visit and the caregiver.
        stops
            The stops of the visit that she could take.
        least
            What serving the visit with her costs at least in an otherwise empty plan.
        """
        p, number = self._encoded.problem, self._number[visit.id]
        worth = int(p.unserved_cost[number])
        weighed = not visit.mandatory and number not in p.group_visits
        idle = not any(n < p.n_stops for r in self._routes[name] for n in self._solution.routes[r])
        if weighed and idle and least >= worth:
            yield self._costs("not_worth_its_way", name, least, worth)
            return
        cost = self._cost(visit, name, stops)
        if cost is not None:
            code = "not_worth_its_way" if weighed and cost >= worth else "room_left"
            yield self._costs(code, name, cost, worth)
        else:
            if weighed and least >= worth:
                yield self._costs("not_worth_its_way", name, least, worth)
            yield from self._in_the_way(visit, name, stops)

    def occupying(self, visit: Visit) -> list[str]:
        """Return the client's other visits that leave no allowed start; none if they leave one."""
        scenario, travel = self._scenario, self._encoded.travel
        starts = allowed_starts(scenario, visit)
        length = occupied(scenario, travel, visit)
        around = {
            other.id: (at - length, at + occupied(scenario, travel, other))
            for other in scenario.open_visits
            if other.client == visit.client and other.id != visit.id and occupies(scenario, other)
            for at in self._starts_of(other)
        }
        if not occupies(scenario, visit) or allowed_starts(scenario, visit, around.values()):
            return []
        return [
            other
            for other, (before, after) in around.items()
            if any(first < after and before < last for first, last in starts)
        ]

    def _starts_of(self, visit: Visit) -> list[int]:
        """Return when a visit that is running or in the plan starts, in milliseconds."""
        if visit.facts is not None and visit.facts.started is not None:
            return [self._scenario.at(visit.facts.started)]
        start = self._standing.starts[self._number[visit.id]]
        return [start * self._encoded.tick] if start >= 0 else []

    def _in_the_way(self, visit: Visit, name: str, stops: Collection[int]) -> Iterator[Reason]:
        """Yield the caps, and busy equipment, without which she could come; otherwise the visits.

        These are each one that alone, if lifted, makes room, or else as few as do together.
        """
        service = self._scenario.service[visit.service]
        lifts = {code: Lifted(limits=each) for code, each in self._limits.get(name, {}).items()}
        if service.equipment:
            limited = self._limits_on(service.equipment)
            lifts["equipment_busy"] = Lifted(limits=limited, stops=self._pieces(visit))
        if visit.id in self._encoded.clients.apart:
            lifts["client_elsewhere"] = Lifted(stops=[self._client_stop(visit)])

        def makes_room(codes: Collection[str]) -> bool:
            each = [lifts[code] for code in codes]
            limited = [number for lifted in each for number in lifted.limits]
            lifted = Lifted(limited, [stop for lifted in each for stop in lifted.stops])
            return self._cost(visit, name, stops, lifted) is not None

        if not lifts or not makes_room(lifts):
            code = "no_time_left" if len(service.crew) == 1 else "crew_busy"
            yield Reason(code=code, caregiver=name)
            return
        for code in [code for code in lifts if makes_room([code])] or _fewest(lifts, makes_room):
            names: Sequence[str] = ()
            if code == "equipment_busy":
                names = service.equipment
            elif code == "client_elsewhere":
                names = self._with_client(visit)
            yield Reason(code=code, caregiver=name, detail=", ".join(names))

    def _pieces(self, visit: Visit) -> range:
        """Return the stops of the visit's equipment that has routes of its own."""
        service = self._scenario.service[visit.service]
        first = self._encoded.stop_of[visit.id, 0]
        return range(first + len(service.crew), first + client_place(self._scenario, service))

    def _client_stop(self, visit: Visit) -> int:
        service = self._scenario.service[visit.service]
        return self._encoded.stop_of[visit.id, client_place(self._scenario, service)]

    def _with_client(self, visit: Visit) -> list[str]:
        """Return the other visits of the plan that are kept apart from a visit."""
        stop = self._client_stop(visit)
        (route,) = np.flatnonzero(self._encoded.problem.eligible[stop])
        return [self._encoded.stops[node][0] for node in self._solution.routes[route]]

    def _limits_on(self, pools: Collection[str]) -> list[int]:
        """Return the numbers of the limits on pieces that come with the crew."""
        p = self._encoded.problem
        busy = [k for k, pool in enumerate(kits(self._scenario)) if pool.id in pools]
        on_kits = (p.limit_what == KITS) & np.isin(p.limit_kit, busy)
        return [int(number) for number in np.flatnonzero(on_kits)]

    def _costs(self, code: str, name: str, cost: int, worth: int) -> Reason:
        unit = self._encoded.cost_unit
        return Reason(
            code=code, caregiver=name, figures={"cost": cost / unit, "worth": worth / unit}
        )

    def _cost(
        self, visit: Visit, name: str, stops: Collection[int], lifted: Lifted = NOTHING
    ) -> int | None:
        """Return the least added cost of the visit with her; None if it does not fit."""
        addition = self._addition(visit)
        costs = (addition.cost(stop, self._routes[name], lifted) for stop in stops)
        return min((cost for cost in costs if cost is not None), default=None)

    def _addition(self, visit: Visit) -> Addition:
        if visit.id not in self._additions:
            self._additions[visit.id] = self._standing.addition(self._number[visit.id])
        return self._additions[visit.id]

    @cached_property
    def _standing(self) -> Standing:
        """The plan, ready for more visits; imported only here, as numba is slow to import."""
        from dispatch.engine.standing import Standing

        return Standing(self._encoded.problem, self._solution)

    @cached_property
    def _limits(self) -> Mapping[str, Mapping[str, list[int]]]:
        """The limits of each caregiver by code, as their numbers in the problem."""
        found: dict[str, dict[str, list[int]]] = {}
        every = (each for who in self._scenario.caregivers for each in limits(self._scenario, who))
        for number, limit in enumerate(every):
            found.setdefault(limit.caregiver, {}).setdefault(limit.code, []).append(number)
        return found


def _fewest(codes: Iterable[str], makes_room: Callable[[Collection[str]], bool]) -> list[str]:
    """Leave out, one after the other, what is not needed for all that is left to make room."""
    needed = [*codes]
    for code in [*needed]:
        rest = [each for each in needed if each != code]
        if makes_room(rest):
            needed = rest
    return needed
