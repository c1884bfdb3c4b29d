"""Travel times between the places of a scenario: the one object that everyone is handed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import RoadsError
from dispatch.roads.access import Assumptions
from dispatch.roads.coordinates import Point
from dispatch.roads.graph import RoadGraph
from dispatch.roads.ways import GraphWays, MatrixWays, StraightWays, Ways
from dispatch.scenario import Graph, Matrix, NamedPlace, Place, Scenario, StraightLine, TravelMode

Indices: TypeAlias = Sequence[int] | NDArray[np.integer]


class TravelTimes(Protocol):
    """How long it takes to get from place to place, by each of the scenario's modes.

    A leg between two different places is the mode's way times its padding, rounded up to whole
    seconds (a given matrix: to the millisecond), plus the mode's handling time; from a place to
    itself it is 0. Times are neither symmetric nor do they keep the triangle inequality.
    """

    @property
    def places(self) -> tuple[Place, ...]:
        """The known places, each once."""
        ...

    def index(self, place: Place) -> int:
        """Position in `places` of a place, or of a station's id.

        Raises
        ------
        RoadsError
            When it is not known.
        """
        ...

    def block(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.int64]:
        """Milliseconds from each origin to each destination.

        Parameters
        ----------
        mode
            The id of a travel mode.
        origins, destinations
            Positions in `places`.

        Returns
        -------
        array of shape (origins, destinations)
        """
        ...

    def between(self, mode: str, origin: Place, destination: Place) -> int:
        """Milliseconds of one leg."""
        ...

    def joined(self, place: Place) -> TravelTimes:
        """Return travel times that know one further place; these stay as they are."""
        ...

    def metres(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.float64]:
        """Lengths of the ways that `block` times, in metres; 0 where only times are given."""
        ...

    def line(self, mode: str, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Longitudes and latitudes (WGS84) of a leg, for maps; empty where they are not known."""
        ...


@dataclass(frozen=True, slots=True)
class _Table:
    """Legs of one mode between all places; rows are filled when they are first asked for."""

    times: NDArray[np.int64]
    metres: NDArray[np.float32]
    filled: NDArray[np.bool_]

    @classmethod
    def empty(cls, size: int) -> _Table:
        return cls(
            np.empty((size, size), np.int64),
            np.empty((size, size), np.float32),
            np.zeros(size, np.bool_),
        )


class PlaceTimes:
    """`TravelTimes` on any kind of ways. Made by `travel_times`.

    Parameters
    ----------
    ways
        How one gets from place to place; it has admitted the places for the modes in use.
    modes
        The scenario's modes by id.
    used
        Those of them that every place must be reached by.
    owners
        The places in order, each with what it is the place of, for messages.
    stations
        Places by the station's id, by which they may also be named.
    """

    def __init__(
        self,
        ways: Ways,
        modes: Mapping[str, TravelMode],
        used: Collection[str],
        owners: Mapping[Place, str],
        stations: Mapping[str, Place],
    ) -> None:
        self._ways = ways
        self._modes = modes
        self._used = used
        self._owners = owners
        self._places = tuple(owners)
        self._stations = stations
        self._index = {place: index for index, place in enumerate(self._places)}
        self._index |= {name: self._index[place] for name, place in stations.items()}
        self._tables: dict[str, _Table] = {}

    @property
    def places(self) -> tuple[Place, ...]:
        """The known places, each once."""
        return self._places

    def index(self, place: Place) -> int:
        """Position in `places` of a place, or of a station's id; RoadsError when not known."""
        try:
            return self._index[place]
        except KeyError:
            raise RoadsError(f"there are no travel times for the place {place}") from None

    def block(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.int64]:
        """Milliseconds from each origin to each destination."""
        rows = np.asarray(origins, np.intp)
        return self._filled(mode, rows).times[np.ix_(rows, np.asarray(destinations, np.intp))]

    def metres(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.float64]:
        """Lengths in metres from each origin to each destination."""
        rows = np.asarray(origins, np.intp)
        lengths = self._filled(mode, rows).metres
        return lengths[np.ix_(rows, np.asarray(destinations, np.intp))].astype(np.float64)

    def between(self, mode: str, origin: Place, destination: Place) -> int:
        """Milliseconds of one leg."""
        row, column = self.index(origin), self.index(destination)
        table = self._tables.get(mode)
        if table is None or not table.filled[row]:
            table = self._filled(mode, np.array([row]))
        return int(table.times[row, column])

    @property
    def graph(self) -> RoadGraph | None:
        """The roads that the times come from, for maps; None without a map."""
        return self._ways.graph

    def line(self, mode: str, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Longitudes and latitudes (WGS84) of a leg."""
        ends = [self.index(origin), self.index(destination)]
        self._filled(mode, np.array(ends[:1]))
        return self._ways.line(self._mode(mode), *(self._places[end] for end in ends))

    def joined(self, place: Place) -> PlaceTimes:
        """Return travel times that know one further place; these stay as they are.

        Raises
        ------
        RoadsError
            When the place cannot be reached by a mode that is in use.
        """
        if place in self._index:
            return self
        owner = "the new place"
        modes = [self._modes[mode] for mode in sorted({*self._used, *self._tables})]
        self._ways.admit(modes, {place: owner})
        owners = {**self._owners, place: owner}
        wider = PlaceTimes(self._ways, self._modes, self._used, owners, self._stations)
        last = len(self._places)
        for mode, table in self._tables.items():
            grown = _Table.empty(last + 1)
            grown.times[:last, :last] = table.times
            grown.metres[:last, :last] = table.metres
            grown.filled[:last] = table.filled
            wider._tables[mode] = grown
            known = np.flatnonzero(table.filled)
            if len(known):
                column = self._legs(mode, [self._places[row] for row in known], [place])
                grown.times[known, last], grown.metres[known, last] = (
                    column[0][:, 0],
                    column[1][:, 0],
                )
            wider._fill(mode, grown, np.array([last]))
        return wider

    def _mode(self, mode: str) -> TravelMode:
        try:
            return self._modes[mode]
        except KeyError:
            raise RoadsError(f"there is no travel mode '{mode}' in the scenario") from None

    def _filled(self, mode: str, rows: NDArray[np.intp]) -> _Table:
        """Return the mode's table with these rows in it."""
        table = self._tables.get(mode)
        if table is None:
            self._ways.admit([self._mode(mode)], self._owners)
            table = self._tables[mode] = _Table.empty(len(self._places))
        missing = np.unique(rows[~table.filled[rows]])
        if len(missing):
            self._fill(mode, table, missing)
        return table

    def _fill(self, mode: str, table: _Table, rows: NDArray[np.intp]) -> None:
        times, metres = self._legs(mode, [self._places[row] for row in rows], self._places)
        table.times[rows], table.metres[rows] = times, metres
        table.times[rows, rows], table.metres[rows, rows] = 0, 0
        table.filled[rows] = True

    def _legs(
        self, mode: str, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return padded times with handling, and lengths, for places that are taken to differ."""
        travel = self._mode(mode)
        times, metres = self._ways.legs(travel, origins, destinations)
        padding = Fraction(travel.padding).limit_denominator(1_000_000)
        step = self._ways.step
        padded = -(-times * padding.numerator // (padding.denominator * step)) * step
        return padded + int(travel.handling), metres


def travel_times(
    scenario: Scenario,
    *,
    cache: bool = True,
    progress: Callable[[str], None] | None = None,
    assumptions: Assumptions | None = None,
) -> PlaceTimes:
    """Travel times between all places of a scenario, by its own ``roads``.

    Only the modes that some caregiver uses are looked at now; a block of times is computed when it
    is first asked for, and kept.

    Parameters
    ----------
    scenario
        What is asked.
    cache
        Whether road graphs, once read or downloaded, are kept in the user's cache folder.
    progress
        Called with a sentence before something that may take seconds.
    assumptions
        What no map says; the defaults of `Assumptions` where it is not given.

    Raises
    ------
    RoadsError
        When the map or the matrix cannot be used, or places lie too far from any road; every such
        place is listed.
    """
    ways = _ways(scenario, cache, progress or _silence, assumptions or Assumptions())
    owners: dict[Place, str] = {}
    for place, owner in _places(scenario):
        owners.setdefault(scenario.place_of(place), owner)
    used = {caregiver.mode for caregiver in scenario.caregivers}
    ways.admit([mode for mode in scenario.modes if mode.id in used], owners)
    stations = {station.id: station.place for station in scenario.stations}
    return PlaceTimes(ways, scenario.mode, used, owners, stations)


def _silence(sentence: str) -> None:
    del sentence


def _ways(
    scenario: Scenario, cache: bool, progress: Callable[[str], None], assumptions: Assumptions
) -> Ways:
    roads = scenario.roads
    if isinstance(roads, StraightLine):
        return StraightWays(roads, scenario.coordinates)
    if isinstance(roads, Matrix):
        return MatrixWays(roads)
    if isinstance(roads, NamedPlace):
        from dispatch.roads.download import named_place

        return GraphWays(
            named_place(roads.name, cache=cache, progress=progress),
            scenario.coordinates,
            assumptions,
        )
    assert isinstance(roads, Graph)
    from dispatch.roads.files import load_graph

    file = Path(scenario.folder) / roads.file
    progress(f"Reading the roads of {file.name}")
    return GraphWays(load_graph(file, cache=cache), scenario.coordinates, assumptions)


def _places(scenario: Scenario) -> Iterator[tuple[Place, str]]:
    """Every place that somebody may travel from or to, with what it is the place of."""
    for client in scenario.clients:
        yield client.place, f"client {client.id}"
    for station in scenario.stations:
        yield station.place, f"station {station.id}"
    for caregiver in scenario.caregivers:
        ends = [caregiver.start, caregiver.end]
        ends += [end for shift in caregiver.shifts for end in (shift.start_place, shift.end_place)]
        for end in ends:
            if end is not None:
                yield end, f"caregiver {caregiver.id}"
    for visit in scenario.visits:
        if visit.end_place is not None:
            yield visit.end_place, f"visit {visit.id}"
