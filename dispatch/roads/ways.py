"""Ways from place to place, before padding and handling: straight lines, a matrix, or roads.

Each kind answers the same questions: can it reach these places (`Ways.admit`), how long are legs
(`Ways.legs`), what determines them (`Ways.origin`), and where do they run (`Ways.line`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from itertools import groupby
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import Fault, RoadsError, fault
from dispatch.roads import cache
from dispatch.roads.access import E_BIKE_LIMIT_KMH, Assumptions
from dispatch.roads.coordinates import (
    CoordinateSystem,
    Point,
    apart,
    on_sphere,
    to_wgs84,
)
from dispatch.roads.graph import RoadGraph
from dispatch.roads.joining import Joint
from dispatch.roads.network import NO_WAY, Network
from dispatch.roads.stubs import milliseconds, neighbours
from dispatch.scenario import Matrix, Place, StraightLine, TravelMode
from dispatch.scenario.geography import Table

Legs: TypeAlias = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Milliseconds and metres, each of shape (origins, destinations); `NO_WAY` and 0 without a way."""


class Ways(Protocol):
    """The questions that every kind of ways answers."""

    @property
    def step(self) -> int:
        """The unit in milliseconds to which padded times are rounded up."""
        ...

    @property
    def graph(self) -> RoadGraph | None:
        """The map, if there is one."""
        ...

    @property
    def gaps(self) -> bool:
        """Whether a leg may have no way."""
        ...

    def admit(self, modes: Iterable[TravelMode], places: Mapping[Place, str]) -> None:
        """Check places, each given with its field; raise one RoadsError for all faults."""
        ...

    def legs(
        self, mode: TravelMode, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> Legs:
        """Time and length from each origin to each destination; `admit` must have passed them."""
        ...

    def origin(self, mode: TravelMode) -> tuple[object, ...] | None:
        """Plain values that determine `legs`; None if computing legs is as fast as a table."""
        ...

    def line(self, mode: TravelMode, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Longitudes and latitudes (WGS84) of the way; empty if unknown."""
        ...


class _Positions:
    """Places in WGS84, converted once."""

    def __init__(self, system: CoordinateSystem) -> None:
        self._system = system
        self._known: dict[Place, Point] = {}

    def of(self, places: Sequence[Place]) -> NDArray[np.float64]:
        """Longitude and latitude of each place, shape (places, 2)."""
        for place in places:
            if place not in self._known:
                self._known[place] = to_wgs84((float(place[0]), float(place[1])), self._system)
        return np.array([self._known[place] for place in places]).reshape(-1, 2)


class StraightWays:
    """Great circles times a detour factor, at the mode's speed."""

    step = 1000
    graph = None
    gaps = False

    def __init__(self, roads: StraightLine, system: CoordinateSystem) -> None:
        self._detour = roads.detour
        self._positions = _Positions(system)
        self._last: tuple[object, NDArray[np.float64]] = None, np.zeros((0, 0))

    def admit(self, modes: Iterable[TravelMode], places: Mapping[Place, str]) -> None:
        """Refuse places given by name."""
        del modes
        _refuse_names(places)

    def legs(
        self, mode: TravelMode, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> Legs:
        """Time and length from each origin to each destination."""
        metres = self._metres(origins, destinations)
        return milliseconds(metres, _pace(mode)), metres

    def _metres(
        self, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> NDArray[np.float64]:
        """Lengths in metres; the last result is kept, because every mode asks for the same."""
        asked = (origins, destinations)
        known, metres = self._last
        if known != asked:
            start, end = (on_sphere(*self._positions.of(ends).T) for ends in asked)
            metres = self._detour * apart(start, end)
            self._last = asked, metres
        return metres.copy()

    def origin(self, mode: TravelMode) -> None:
        """Return None: legs are computed at once."""
        del mode

    def line(self, mode: TravelMode, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Return the two ends."""
        del mode
        return tuple(map(tuple, self._positions.of((origin, destination)).tolist()))


class MatrixWays:
    """Times between named points from the scenario, which has checked their shape."""

    step = 1
    graph = None
    gaps = True

    def __init__(self, roads: Matrix) -> None:
        self._at = {name: index for index, name in enumerate(roads.points)}
        self._times: dict[str | None, NDArray[np.int64]] = {
            mode: _milliseconds(minutes) for mode, minutes in roads.by_mode.items()
        }
        if roads.minutes:
            self._times[None] = _milliseconds(roads.minutes)

    def admit(self, modes: Iterable[TravelMode], places: Mapping[Place, str]) -> None:
        """Refuse places that are not in the matrix, and modes without times."""
        wrong = [
            fault("roads-no-point", where, place=_said(place))
            for place, where in places.items()
            if place not in self._at
        ]
        wrong += [
            fault("roads-no-times", "roads", mode=mode.id)
            for mode in modes
            if mode.id not in self._times and None not in self._times
        ]
        if wrong:
            raise RoadsError(*wrong)

    def legs(
        self, mode: TravelMode, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> Legs:
        """Time from each origin to each destination; lengths are unknown, hence 0."""
        rows = [self._at[str(place)] for place in origins]
        columns = [self._at[str(place)] for place in destinations]
        times = self._times[mode.id if mode.id in self._times else None][np.ix_(rows, columns)]
        return times, np.zeros(times.shape)

    def origin(self, mode: TravelMode) -> None:
        """Return None: the scenario contains the times."""
        del mode

    def line(self, mode: TravelMode, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Return no points: a name has no position on the map."""
        del mode, origin, destination
        return ()


class GraphWays:
    """Fastest ways on a road graph, with one network for each kind of traveller and speed.

    Between a place and the nearest point of its nearest street people walk in a straight line.
    Walkers also walk straight between two places on one street, if that is no longer than their two
    ways to the street.
    """

    step = 1000
    gaps = True

    def __init__(
        self, graph: RoadGraph, system: CoordinateSystem, assumptions: Assumptions
    ) -> None:
        self.graph = graph
        self._system = system
        self._positions = _Positions(system)
        self._assumptions = assumptions
        self._networks: dict[tuple[str, float], Network] = {}
        self._joints: dict[tuple[str, float], dict[Place, Joint]] = {}

    @cached_property
    def _digest(self) -> str:
        return cache.digest(self.graph)

    def admit(self, modes: Iterable[TravelMode], places: Mapping[Place, str]) -> None:
        """Join places to the networks; refuse places that are too far from any road."""
        _refuse_names(places)
        limit = self._assumptions.snap_limit
        too_far: dict[Place, dict[str, float]] = {}
        for mode in modes:
            joined = self._joints.setdefault(self._key(mode), {})
            new = [place for place in places if place not in joined]
            if not new:
                continue
            joints = self._network(mode).join(self._positions.of(new), limit)
            for place, joint in zip(new, joints, strict=True):
                if joint.metres > limit:
                    too_far.setdefault(place, {})[mode.network] = joint.metres
                else:
                    joined[place] = joint
        if too_far:
            raise RoadsError(
                fault("roads-far", number=len(too_far), limit=limit),
                *(self._far(places[place], place, by) for place, by in too_far.items()),
            )

    def joint(self, mode: TravelMode, place: Place) -> Joint:
        """Where a place joins the network of a mode; `admit` must have passed it."""
        return self._joints[self._key(mode)][place]

    def legs(
        self, mode: TravelMode, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> Legs:
        """Time and length from each origin to each destination."""
        start = [self.joint(mode, place) for place in origins]
        end = [self.joint(mode, place) for place in destinations]
        times, metres = self._network(mode).between(start, end)
        pace = _pace(mode) if mode.network == "walk" else self._assumptions.walking_kmh
        across = np.add.outer([each.metres for each in start], [each.metres for each in end])
        lost = times == NO_WAY
        times, metres = times + milliseconds(across, pace), metres + across
        times[lost], metres[lost] = NO_WAY, 0
        if mode.network == "walk":
            there, here, straight = neighbours(start, end)
            times[there, here], metres[there, here] = milliseconds(straight, pace), straight
        return times, metres

    def origin(self, mode: TravelMode) -> tuple[object, ...]:
        """Plain values for the map, the coordinates, the assumptions, the network and the speed."""
        assumed = [getattr(self._assumptions, field.name) for field in fields(Assumptions)]
        plain = [sorted(each) if isinstance(each, frozenset) else each for each in assumed]
        return self._digest, self._system, plain, *self._key(mode)

    def line(self, mode: TravelMode, origin: Place, destination: Place) -> tuple[Point, ...]:
        """Longitudes and latitudes along the streets, from door to door; straight without a way."""
        start, end = self.joint(mode, origin), self.joint(mode, destination)
        if mode.network == "walk" and len(neighbours([start], [end])[0]):
            return start.door, end.door
        points = (start.door, *self._network(mode).way(start, end), end.door)
        return tuple(next(same) for _, same in groupby(points, _to_a_centimetre))

    def _key(self, mode: TravelMode) -> tuple[str, float]:
        return mode.network, 0.0 if mode.network == "drive" else _pace(mode)

    def _network(self, mode: TravelMode) -> Network:
        key = self._key(mode)
        if key not in self._networks:
            self._networks[key] = Network.of(
                self.graph, mode.network, mode.speed_kmh, self._assumptions
            )
        return self._networks[key]

    def _far(self, where: str, place: Place, by_network: Mapping[str, float]) -> Fault:
        by = tuple(f"{metres:.0f} m ({kind})" for kind, metres in by_network.items())
        swapped = float(place[1]), float(place[0])
        known = -90 <= swapped[1] <= 90 and self._on_map(swapped)
        code = "roads-far-swapped" if known else "roads-far-place"
        return fault(code, where, place=_said(place), by=by)

    def _on_map(self, place: Point) -> bool:
        longitude, latitude = self._positions.of((place,))[0]
        graph = self.graph
        return bool(
            graph.longitude.min() <= longitude <= graph.longitude.max()
            and graph.latitude.min() <= latitude <= graph.latitude.max()
        )


def _to_a_centimetre(point: Point) -> Point:
    return round(point[0], 7), round(point[1], 7)


def _milliseconds(minutes: Table) -> NDArray[np.int64]:
    """Return a table in milliseconds; null is `NO_WAY`."""
    given = np.array(minutes, dtype=np.float64)  # None becomes NaN
    lost = np.isnan(given)
    # The error of a product below 1e12 is less than 1e-3, so rounding is exact.
    times: NDArray[np.int64] = np.rint(np.where(lost, 0, given) * 60_000).astype(np.int64)
    times[lost] = NO_WAY
    return times


def _pace(mode: TravelMode) -> float:
    return min(mode.speed_kmh, E_BIKE_LIMIT_KMH) if mode.network == "e_bike" else mode.speed_kmh


def _refuse_names(places: Mapping[Place, str]) -> None:
    named = [
        fault("roads-named", where, place=_said(place))
        for place, where in places.items()
        if isinstance(place, str)
    ]
    if named:
        raise RoadsError(*named)


def _said(place: Place) -> str:
    return f"'{place}'" if isinstance(place, str) else f"[{place[0]:.6f}, {place[1]:.6f}]"
