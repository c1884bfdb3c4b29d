"""Travel times while travel is slower, such as in heavy rain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dispatch.roads.network import NO_WAY
from dispatch.rules import allowed_starts, end_place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dispatch.errors import Fault
    from dispatch.roads.coordinates import Point
    from dispatch.roads.graph import RoadGraph
    from dispatch.roads.times import Indices, TravelTimes
    from dispatch.scenario import Place, Scenario, SlowerTravel, Visit

_SECOND = 1000


def _longer(usual: int, factor: float) -> int:
    return math.ceil(round(usual * factor / _SECOND, 6)) * _SECOND


def slowed(scenario: Scenario, travel: TravelTimes) -> TravelTimes:
    """Return travel times as they are at the scenario's moment.

    Parameters
    ----------
    scenario
        The scenario; of its `slower` travel counts what has not ended.
    travel
        The usual travel times.
    """
    active = tuple(each for each in scenario.slower if _lasts(scenario, each))
    return SlowerTimes(scenario, travel, active) if active else travel


def usual(travel: TravelTimes) -> TravelTimes:
    """Return travel times as they are when nothing is slower."""
    return travel.usual if isinstance(travel, SlowerTimes) else travel


def _lasts(scenario: Scenario, slower: SlowerTravel) -> bool:
    return scenario.now is None or scenario.at(scenario.now) < scenario.at(slower.until)


class _Soonest:
    """When somebody may first have to be at each place, in milliseconds.

    At a client's that is the first start of her visits, at the end of a shift its end; at a station
    or a place without either it is 0.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._known: dict[Place, int] = {station.place: 0 for station in scenario.stations}
        self._visits: dict[Place, list[Visit]] = {}
        self._ends: dict[Place, list[str]] = {}
        for visit in scenario.open_visits:
            self._visits.setdefault(scenario.client[visit.client].place, []).append(visit)
        for caregiver in scenario.caregivers:
            for shift in caregiver.shifts:
                place = end_place(scenario, caregiver, shift)
                self._ends.setdefault(place, []).append(shift.end)

    def at(self, place: Place) -> int:
        """Return the instant for a place."""
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = min(self._arrivals(place), default=0)
        return known

    def _arrivals(self, place: Place) -> Iterator[int]:
        scenario = self._scenario
        yield from map(scenario.at, self._ends.get(place, ()))
        for visit in self._visits.get(place, ()):
            for first, _ in allowed_starts(scenario, visit)[:1]:
                yield _told(scenario, visit, first)


def _told(scenario: Scenario, visit: Visit, first: int) -> int:
    """Return the first start of a visit that is within what was announced."""
    if visit.announced is None:
        return first
    return max(first, scenario.at(visit.announced.start) - visit.announced.tolerance)


class SlowerTimes:
    """Travel times of which some take longer; where several factors apply, the largest counts.

    Travel times do not change during a plan, so a factor applies to all ways to a place where
    somebody may have to be before the slow time ends, and to no others: not to the client of a
    visit that can only start later, or was announced for later, nor home from a shift that ends
    later. Times are rounded up to whole seconds.

    Parameters
    ----------
    scenario
        The scenario, for the areas of places.
    travel
        The usual travel times.
    slower
        What takes longer.
    """

    def __init__(
        self, scenario: Scenario, travel: TravelTimes, slower: Sequence[SlowerTravel]
    ) -> None:
        self.usual = travel
        self._scenario, self._slower = scenario, slower
        within: dict[str, set[Place]] = {}
        ends = [(each.area, each.place) for each in scenario.clients]
        ends += [(each.area, each.place) for each in scenario.stations]
        for area, place in ends:
            if area is not None:
                within.setdefault(area, set()).add(scenario.place_of(place))
        self._within = within
        self._soonest = _Soonest(scenario)

    @property
    def places(self) -> tuple[Place, ...]:
        """The known places, each once."""
        return self.usual.places

    @property
    def unreachable(self) -> Mapping[Place, Fault]:
        """The places too far from any road."""
        return self.usual.unreachable

    @property
    def gaps(self) -> bool:
        """Whether some leg has no way."""
        return self.usual.gaps

    @property
    def graph(self) -> RoadGraph | None:
        """The roads behind the times, for maps; None without a map."""
        return self.usual.graph

    def index(self, place: Place) -> int:
        """Position in `places` of a place, or of a station's id."""
        return self.usual.index(place)

    def block(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.int64]:
        """Milliseconds from each origin to each destination."""
        times = self.usual.block(mode, origins, destinations)
        factor = np.ones(times.shape)
        for each in self._of_mode(mode):
            rows, columns = (self._touched(each, ends) for ends in (origins, destinations))
            soon = np.array([self._is_due(each, self.places[end]) for end in destinations], bool)
            here = (rows[:, None] | columns[None, :]) & soon[None, :]
            factor = np.where(here, np.maximum(factor, each.factor), factor)
        longer = np.ceil(np.round(times * factor / _SECOND, 6)).astype(np.int64) * _SECOND
        changed: NDArray[np.int64] = np.where((times == NO_WAY) | (factor == 1), times, longer)
        return changed

    def between(self, mode: str, origin: Place, destination: Place) -> int | None:
        """Milliseconds of one leg; None if there is no way."""
        usual = self.usual.between(mode, origin, destination)
        ends = {self._scenario.place_of(origin), self._scenario.place_of(destination)}
        factor = max(
            (
                each.factor
                for each in self._of_mode(mode)
                if each.area is None or ends & self._within.get(each.area, set())
                if self._is_due(each, self._scenario.place_of(destination))
            ),
            default=1.0,
        )
        return usual if usual is None or factor == 1 else _longer(usual, factor)

    def joined(self, place: Place) -> TravelTimes:
        """Return travel times with one more place; these travel times do not change."""
        return SlowerTimes(self._scenario, self.usual.joined(place), self._slower)

    def metres(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.float64]:
        """Lengths in metres of the ways whose times `block` returns."""
        return self.usual.metres(mode, origins, destinations)

    def line(self, mode: str, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Longitudes and latitudes (WGS84) of a leg."""
        return self.usual.line(mode, origin, destination)

    def _is_due(self, slower: SlowerTravel, place: Place) -> bool:
        """Return whether somebody may have to be at a place before the slow time ends."""
        return self._soonest.at(place) <= self._scenario.at(slower.until)

    def _of_mode(self, mode: str) -> list[SlowerTravel]:
        return [each for each in self._slower if each.mode in (None, mode)]

    def _touched(self, slower: SlowerTravel, ends: Indices) -> NDArray[np.bool_]:
        if slower.area is None:
            return np.ones(len(ends), dtype=bool)
        within = self._within.get(slower.area, set())
        return np.array([self.places[end] in within for end in ends], dtype=bool)
