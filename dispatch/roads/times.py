"""Travel times between the places of a scenario, in one object for all of the program."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import Fault, RoadsError, fault
from dispatch.messages import say
from dispatch.roads import kept_legs as kept
from dispatch.roads.access import Assumptions
from dispatch.roads.coordinates import Point
from dispatch.roads.graph import RoadGraph
from dispatch.roads.kept_legs import LegTable
from dispatch.roads.network import NO_WAY
from dispatch.roads.slower import slowed
from dispatch.roads.ways import GraphWays, MatrixWays, StraightWays, Ways
from dispatch.scenario import Graph, Matrix, NamedPlace, Place, Scenario, StraightLine, TravelMode
from dispatch.scenario.base import Model
from dispatch.scenario.places import modes_in_use, places, places_of

Indices: TypeAlias = Sequence[int] | NDArray[np.integer]


class Legs(Protocol):
    """Travel times of single legs."""

    def between(self, mode: str, origin: Place, destination: Place) -> int | None:
        """Milliseconds of one leg; None if there is no way."""
        ...


class TravelTimes(Legs, Protocol):
    """Travel times from place to place by each of the scenario's modes.

    A leg between two different places takes the time of its way times the mode's padding, rounded
    up to whole seconds (with a given matrix: to milliseconds), plus the mode's handling time. A leg
    from a place to itself takes 0. Times are not symmetric and may violate the triangle inequality.
    Between two places there may be no way.
    """

    @property
    def places(self) -> tuple[Place, ...]:
        """The known places, each once."""
        ...

    @property
    def unreachable(self) -> Mapping[Place, Fault]:
        """The places too far from any road, whose visits are left out; what is wrong with each."""
        ...

    @property
    def gaps(self) -> bool:
        """Whether some leg between the places has no way by a mode in use."""
        ...

    @property
    def graph(self) -> RoadGraph | None:
        """The roads behind the times, for maps; None without a map."""
        ...

    def index(self, place: Place) -> int:
        """Position in `places` of a place, or of a station's id.

        Raises
        ------
        RoadsError
            If it is unknown.
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
            `NO_WAY` if there is no way.
        """
        ...

    def joined(self, place: Place) -> TravelTimes:
        """Return travel times with one more place; these travel times do not change."""
        ...

    def metres(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.float64]:
        """Lengths in metres of the ways whose times `block` returns; 0 without a way or a map."""
        ...

    def line(self, mode: str, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Longitudes and latitudes (WGS84) of a leg, for maps; empty if they are unknown."""
        ...


class _Joined(Model):
    place: Place


class PlaceTimes:
    """`TravelTimes` on any kind of ways. Made by `travel_times`.

    Parameters
    ----------
    ways
        The ways from place to place.
    modes
        The scenario's modes by id.
    used
        The ids of the modes that must reach every place.
    where
        The places in order, each with its field in the scenario, or empty if it has none.
    stations
        The places of the stations by id; an id may replace its place.
    cache
        Whether complete tables are kept in the user's cache folder.
    unreachable
        The places too far from any road, with what is wrong with each.
    """

    def __init__(
        self,
        ways: Ways,
        modes: Mapping[str, TravelMode],
        used: Collection[str],
        where: Mapping[Place, str],
        stations: Mapping[str, Place],
        *,
        cache: bool = False,
        unreachable: Mapping[Place, Fault] = MappingProxyType({}),
    ) -> None:
        self._ways = ways
        self.unreachable = dict(unreachable)  # a read-only view could not be pickled
        self._modes = modes
        self._used = used
        self._where = where
        self._places = tuple(where)
        self._stations = stations
        self._index = {place: index for index, place in enumerate(self._places)}
        self._index |= {name: self._index[place] for name, place in stations.items()}
        self._cache = cache
        self._tables: dict[str, LegTable] = {}
        self._asked: dict[tuple[str, int, int], int] = {}
        self._instant: dict[str, bool] = {}

    def admit(self) -> None:
        """Check that the modes in use reach every place.

        Cached tables prove it as well; if all modes have one, the map is not used.

        Raises
        ------
        RoadsError
            With every place that they do not reach.
        """
        known = all(self._recalled(mode) for mode in self._used)
        used = [mode for mode in self._modes.values() if mode.id in self._used]
        self._ways.admit([] if known else used, self._where)

    @property
    def places(self) -> tuple[Place, ...]:
        """The known places, each once."""
        return self._places

    @cached_property
    def gaps(self) -> bool:
        """Whether some leg between the places has no way by a mode in use."""
        everywhere = np.arange(len(self._places))
        return self._ways.gaps and any(
            (self.block(mode, everywhere, everywhere) == NO_WAY).any() for mode in self._used
        )

    def index(self, place: Place) -> int:
        """Position in `places` of a place, or of a station's id; RoadsError if unknown."""
        try:
            return self._index[place]
        except KeyError:
            raise RoadsError(fault("roads-unknown-place", place=str(place))) from None

    def block(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.int64]:
        """Milliseconds from each origin to each destination."""
        return self._block(mode, origins, destinations)[0]

    def metres(self, mode: str, origins: Indices, destinations: Indices) -> NDArray[np.float64]:
        """Lengths in metres from each origin to each destination."""
        return self._block(mode, origins, destinations)[1].astype(np.float64)

    def _block(
        self, mode: str, origins: Indices, destinations: Indices
    ) -> tuple[NDArray[np.int64], NDArray[np.floating]]:
        rows, columns = np.asarray(origins, np.intp), np.asarray(destinations, np.intp)
        if self._is_instant(mode):
            if mode not in self._used:
                self._ways.admit([self._mode(mode)], self._where)
            return self._legs(mode, rows, columns)
        table, both = self._filled(mode, rows), np.ix_(rows, columns)
        return table.times[both], table.metres[both]

    def _is_instant(self, mode: str) -> bool:
        """Return whether computing legs is as fast as a table, so that they need none."""
        if mode not in self._instant:
            self._instant[mode] = self._ways.origin(self._mode(mode)) is None
        return self._instant[mode]

    def between(self, mode: str, origin: Place, destination: Place) -> int | None:
        """Milliseconds of one leg; None if there is no way.

        The first unknown leg fills the whole table of its mode: a caller that asks for one leg asks
        for most of them, computing them together is faster, and only complete tables are cached.
        """
        row, column = self.index(origin), self.index(destination)
        if self._is_instant(mode):
            leg = mode, row, column
            if leg not in self._asked:
                self._asked[leg] = int(self._block(mode, [row], [column])[0][0, 0])
            return _found(self._asked[leg])
        table = self._tables.get(mode)
        if table is None or not table.filled[row]:
            table = self._filled(mode, np.arange(len(self._places)))
        return _found(int(table.times[row, column]))

    @property
    def graph(self) -> RoadGraph | None:
        """The roads behind the times, for maps; None without a map."""
        return self._ways.graph

    def line(self, mode: str, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Longitudes and latitudes (WGS84) of a leg."""
        ends = [self.index(origin), self.index(destination)]
        self._ways.admit([self._mode(mode)], self._where)
        return self._ways.line(self._mode(mode), *(self._places[end] for end in ends))

    def joined(self, place: Place) -> PlaceTimes:
        """Return travel times with one more place; these travel times do not change.

        Raises
        ------
        InputError
            If it is no place.
        RoadsError
            If a mode in use cannot reach the place.
        """
        place = _Joined(place=place).place
        if place in self._index:
            return self
        modes = [self._modes[mode] for mode in sorted({*self._used, *self._tables})]
        where = {**self._where, place: ""}
        self._ways.admit(modes, where)
        wider = PlaceTimes(
            self._ways,
            self._modes,
            self._used,
            where,
            self._stations,
            unreachable=self.unreachable,
        )
        last = len(self._places)
        for mode, table in self._tables.items():
            grown = wider._tables[mode] = table.widened()
            known = np.flatnonzero(table.filled)
            if len(known):
                times, metres = wider._legs(mode, known, np.array([last]))
                grown.times[known, last], grown.metres[known, last] = times[:, 0], metres[:, 0]
            wider._fill(mode, grown, np.array([last]))
        wider.gaps = self.gaps or wider._has_gaps_at(last)
        return wider

    def _has_gaps_at(self, place: int) -> bool:
        """Return whether some leg from or to a place has no way by a mode in use."""
        here, everywhere = np.array([place]), np.arange(len(self._places))
        ends = (here, everywhere), (everywhere, here)
        return self._ways.gaps and any(
            (self.block(mode, *each) == NO_WAY).any() for mode in self._used for each in ends
        )

    def _mode(self, mode: str) -> TravelMode:
        try:
            return self._modes[mode]
        except KeyError:
            raise RoadsError(fault("unknown-mode", name=mode)) from None

    def _filled(self, mode: str, rows: NDArray[np.intp]) -> LegTable:
        """Return the mode's table with these rows filled."""
        table = self._recalled(mode)
        if table is None:
            self._ways.admit([self._mode(mode)], self._where)
            table = self._tables[mode] = LegTable.empty(len(self._places))
        missing = np.unique(rows[~table.filled[rows]])
        if len(missing):
            self._fill(mode, table, missing)
            if table.filled.all() and (key := self._key(mode)) is not None:
                kept.keep(key, table)
        return table

    def _recalled(self, mode: str) -> LegTable | None:
        """Return the mode's table as far as it is filled, or else the cached one."""
        table = self._tables.get(mode)
        if table is None and (key := self._key(mode)) is not None:
            table = kept.find(key)
            if table is not None:
                self._tables[mode] = table
        return table

    def _key(self, mode: str) -> str | None:
        """Name of the mode's table in the cache; None if it is not cached."""
        travel = self._mode(mode)
        if not self._cache or len(self._places) > kept.MOST_PLACES:
            return None
        origin = self._ways.origin(travel)
        if origin is None:
            return None
        return kept.key_of(origin, travel.padding, int(travel.handling), self._places)

    def _fill(self, mode: str, table: LegTable, rows: NDArray[np.intp]) -> None:
        table.times[rows], table.metres[rows] = self._legs(mode, rows, np.arange(len(self._places)))
        table.filled[rows] = True

    def _legs(
        self, mode: str, rows: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return padded times plus handling, and lengths; both are 0 from a place to itself."""
        travel = self._mode(mode)
        places = self._places
        times, metres = self._ways.legs(
            travel, [places[row] for row in rows], [places[column] for column in columns]
        )
        lost = times == NO_WAY
        times[lost] = 0
        padding = Fraction(travel.padding).limit_denominator(1_000_000)
        step = self._ways.step
        padded = -(-times * padding.numerator // (padding.denominator * step)) * step
        padded += int(travel.handling)
        padded[lost] = NO_WAY
        same = np.nonzero(rows[:, None] == columns)
        padded[same], metres[same] = 0, 0
        return padded, metres


def travel_times(
    scenario: Scenario,
    *,
    cache: bool = True,
    progress: Callable[[str], None] | None = None,
    assumptions: Assumptions | None = None,
) -> TravelTimes:
    """Return travel times between all places of a scenario, from its field ``roads``.

    Those of a running day count on what is `slower` at its moment.

    Checks only the modes that a caregiver, a courier or clients use. Times are computed when they
    are first requested; times on a road graph are then kept.

    Parameters
    ----------
    scenario
        The scenario.
    cache
        Whether road graphs that were read or downloaded, and complete tables of their travel
        times, are kept in the user's cache folder.
    progress
        Called with a sentence before a step that may take seconds.
    assumptions
        What maps do not contain; the defaults of `Assumptions` if not given.

    Raises
    ------
    RoadsError
        If the map or the matrix cannot be used, or with every place that is too far from any road;
        by ``policy.unreachable`` only if these are half of all places, because then the map is the
        wrong one, or if one of them is the place of a caregiver or of a station.
    """
    assumptions = assumptions or Assumptions()
    tell = progress or _silence
    fields = [(scenario.place_of(place), at) for place, at in places(scenario)]
    where, used = places_of(scenario), modes_in_use(scenario)
    stations = {station.id: station.place for station in scenario.stations}
    ways = _ways(scenario, cache, tell, assumptions)
    times = PlaceTimes(ways, scenario.mode, used, where, stations, cache=cache)
    try:
        times.admit()
    except RoadsError as error:
        far = {each.where: each for each in error.faults if each.code in _TOO_FAR}
        lost = {place: far[at] for place, at in where.items() if at in far}
        asked = [at for place, at in fields if place in lost]
        few = 0 < len(lost) < len(where) / 2
        of_visits = all(at.startswith(("clients[", "visits[")) for at in asked)
        if scenario.policy.unreachable == "refuse" or not (few and of_visits):
            raise
        ways = _ways(scenario, cache, tell, replace(assumptions, snap_limit=math.inf))
        times = PlaceTimes(ways, scenario.mode, used, where, stations, unreachable=lost)
        times.admit()
    return slowed(scenario, times)


_TOO_FAR = frozenset({"roads-far-place", "roads-far-swapped"})


def _found(leg: int) -> int | None:
    return None if leg == NO_WAY else leg


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
    progress(say("roads-reading", file=file.name))
    return GraphWays(load_graph(file, cache=cache), scenario.coordinates, assumptions)
