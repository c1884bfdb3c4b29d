"""Travel times of a day for somebody who knows how each way will turn out.

How long a leg takes depends on its draw and on the hour in which it begins, and a planner wants
one time for a leg. So it gets that of the hours without rush. Ways for which a plan sets out in the
rush then get the longer time of that hour, and the day is planned again, until the plan has all of
its ways right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from dispatch.roads import NO_WAY
from dispatch.rules import end_place, start_place
from dispatch.simulate.truth import TrueWays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dispatch.errors import Fault
    from dispatch.plan import Plan
    from dispatch.roads import RoadGraph, TravelTimes
    from dispatch.roads.coordinates import Point
    from dispatch.roads.times import Indices
    from dispatch.scenario import Place, Scenario
    from dispatch.simulate.nature import Nature

_HOUR: Final = 3_600_000


class TrueTimes:
    """Travel times as they will be, outside of the rush.

    Parameters
    ----------
    planned
        The planned travel times.
    places
        The places of the day, each once.
    nature
        What happens.
    day
        The day, counted from 0.
    """

    def __init__(
        self, planned: TravelTimes, places: Sequence[Place], nature: Nature, day: int
    ) -> None:
        self._planned, self._nature, self._day = planned, nature, day
        self._places = tuple(places)
        self._known = np.array([planned.index(place) for place in places], dtype=np.intp)
        self._index = {place: index for index, place in enumerate(self._places)}
        calm = min((hour * _HOUR for hour in range(24)), key=nature.rush)
        self._calm = TrueWays(planned, nature, day, calm)
        self._tables: dict[str, NDArray[np.int64]] = {}

    def in_rush(self, scenario: Scenario, plan: Plan) -> TrueTimes | None:
        """Return travel times with those ways of a plan longer that begin in the rush.

        Parameters
        ----------
        scenario
            The scenario of the plan.
        plan
            A plan that is made with these travel times.

        Returns
        -------
        TrueTimes or None
            None if no way of the plan takes longer than these travel times say.
        """
        longer: dict[str, list[tuple[int, int, int]]] = {}
        for mode, origin, destination, departs in _legs(scenario, plan, self):
            ways = TrueWays(self._planned, self._nature, self._day, departs)
            length = ways.between(mode, origin, destination) or 0
            if length > (self.between(mode, origin, destination) or 0):
                ends = self.index(origin), self.index(destination)
                longer.setdefault(mode, []).append((*ends, length))
        if not longer:
            return None
        changed = TrueTimes(self._planned, self._places, self._nature, self._day)
        changed._tables = dict(self._tables)
        for mode, legs in longer.items():
            table = changed._tables[mode] = self._table(mode).copy()
            for row, column, length in legs:
                table[row, column] = max(length, table[row, column])
        return changed

    @property
    def places(self) -> tuple[Place, ...]:
        """The known places, each once."""
        return self._places

    @property
    def unreachable(self) -> Mapping[Place, Fault]:
        """The places too far from any road."""
        return self._planned.unreachable

    @property
    def gaps(self) -> bool:
        """Whether some leg has no way."""
        return self._planned.gaps

    @property
    def graph(self) -> RoadGraph | None:
        """The roads behind the times, for maps; None without a map."""
        return self._planned.graph

    def index(self, place: Place) -> int:
        """Position in `places` of a place, or of a station's id."""
        known = self._index.get(place)
        if known is None:
            known = self._index[self._planned.places[self._planned.index(place)]]
        return known

    def block(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.int64]:
        """Milliseconds from each origin to each destination."""
        rows, columns = np.asarray(origins, np.intp), np.asarray(destinations, np.intp)
        found: NDArray[np.int64] = self._table(mode)[np.ix_(rows, columns)]
        return found

    def between(self, mode: str, origin: Place, destination: Place) -> int | None:
        """Milliseconds of one leg; None if there is no way."""
        found = int(self._table(mode)[self.index(origin), self.index(destination)])
        return None if found == NO_WAY else found

    def joined(self, place: Place) -> TravelTimes:
        """Return travel times with one more place, as they are outside of the rush."""
        planned, places = self._planned.joined(place), (*self._places, place)
        return TrueTimes(planned, places, self._nature, self._day)

    def metres(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.float64]:
        """Lengths in metres of the ways whose times `block` returns."""
        return self._planned.metres(mode, self._known[origins], self._known[destinations])

    def line(self, mode: str, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Longitudes and latitudes (WGS84) of a leg."""
        return self._planned.line(mode, origin, destination)

    def _table(self, mode: str) -> NDArray[np.int64]:
        """Return the times of all legs by a mode."""
        if mode not in self._tables:
            found = (
                self._calm.between(mode, origin, destination)
                for origin in self._places
                for destination in self._places
            )
            size = len(self._places)
            times = np.array([NO_WAY if each is None else each for each in found], dtype=np.int64)
            self._tables[mode] = times.reshape(size, size)
        return self._tables[mode]


def _legs(
    scenario: Scenario, plan: Plan, travel: TrueTimes
) -> Iterator[tuple[str, Place, Place, int]]:
    """Yield the ways of a plan: mode, from where, to where, and when they begin.

    Nobody waits or rests on a way, so each begins as long before its arrival as it takes. One that
    begins as an hour strikes belongs to the hour before: what happens until then begins by then.
    """
    at = scenario.at
    for route in plan.routes:
        caregiver = scenario.caregiver[route.caregiver]
        shift, mode = caregiver.shifts[route.shift], caregiver.mode
        here = start_place(scenario, caregiver, shift)
        ends = []
        for stop in route.stops:
            visit = scenario.visit[stop.visit]
            home = scenario.client[visit.client].place
            ends.append((here, home, at(stop.arrival)))
            here = home if visit.end_place is None else scenario.place_of(visit.end_place)
        ends.append((here, end_place(scenario, caregiver, shift), at(route.returned)))
        for origin, destination, arrives in ends:
            way = travel.between(mode, origin, destination) or 0
            yield mode, origin, destination, max(0, arrives - way - 1)
