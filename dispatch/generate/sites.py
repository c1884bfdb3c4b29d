"""Where people can live: homes near streets (or anywhere on a made-up plane), cut into areas."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, exp, pi, radians, sin
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import RoadsError, fault
from dispatch.generate.layout import AreaKind, Cell, on_globe, side_by_side
from dispatch.generate.streams import Stream
from dispatch.roads.access import Assumptions, NetworkKind
from dispatch.roads.coordinates import EARTH_RADIUS, Point, on_sphere
from dispatch.roads.graph import RoadGraph
from dispatch.roads.network import Network
from dispatch.scenario import Area, Station

Metres: TypeAlias = NDArray[np.float64]

_NAMES: Final = {"new_town": "新城", "old_town": "老城", "rural": "乡村"}
_POPULATION: Final = {"new_town": 1.0, "old_town": 1.0, "rural": 0.5}
"""Relative numbers of clients per area on a made-up plane."""
_ALONG: Final = 150.0
"""The most metres from a crossing to a home along its street."""
_NEIGHBOURS: Final = 20
"""The number of neighbours over which the density around a node is measured."""
_DENSITY: Final = 0.7
"""The weight of the logarithm of density against the spread of the map when areas are cut."""
_RURAL, _OLD_TOWN = 1 / 3, 1.5
"""An area whose log density differs this much from the mean is rural or an old town."""
_COUNTRY: Final = 40.0
"""Nodes per km²; a denser area is never rural, however dense the rest is."""


@dataclass(frozen=True)
class Sites(ABC):
    """Areas and homes in them.

    Attributes
    ----------
    areas, stations : tuple
        One station for each area, in the same order.
    weights : dict
        Relative numbers of people in each area.
    """

    areas: tuple[Area, ...]
    stations: tuple[Station, ...]
    weights: dict[str, float]

    @abstractmethod
    def home(self, area: str, stream: Stream, off: float) -> Point:
        """Draw longitude and latitude of a home in an area, at most `off` metres off its street."""

    def nearest_area(self, area: str) -> str:
        """Return the other area with the nearest station; the same area if there is no other."""
        at = {station.area: np.array(station.place, float) for station in self.stations}
        squeeze = np.array([cos(radians(at[area][1])), 1.0])
        others = [one.id for one in self.areas if one.id != area]
        away = {one: float(np.hypot(*((at[one] - at[area]) * squeeze))) for one in others}
        return min(others, key=lambda one: away[one], default=area)


@dataclass(frozen=True)
class PlaneSites(Sites):
    """Homes anywhere in square areas side by side."""

    cells: dict[str, Cell]

    @classmethod
    def of(
        cls, kinds: Sequence[AreaKind], widths: Sequence[float] = (), people: Sequence[float] = ()
    ) -> PlaneSites:
        """Lay out areas of the given kinds.

        Parameters
        ----------
        kinds
            The kinds of the areas.
        widths, people
            Their widths in metres and their relative numbers of people; those of their kinds if
            empty.
        """
        areas = _named(kinds)
        laid = side_by_side(kinds, widths)
        cells = {area.id: cell for area, cell in zip(areas, laid, strict=True)}
        stations = [_station(area, on_globe(*cells[area.id].centre)) for area in areas]
        living = people or [_POPULATION[kind] for kind in kinds]
        weights = {area.id: number for area, number in zip(areas, living, strict=True)}
        return cls(areas, tuple(stations), weights, cells)

    def home(self, area: str, stream: Stream, off: float) -> Point:
        """Draw longitude and latitude anywhere in an area."""
        del off
        cell = self.cells[area]
        x = cell.west + stream.share() * cell.width
        return on_globe(x, cell.south + stream.share() * cell.width)


@dataclass(frozen=True)
class GraphSites(Sites):
    """Homes along streets that walkers and riders can reach and return from."""

    graph: RoadGraph
    nodes: dict[str, list[int]]
    neighbours: dict[int, list[tuple[int, int]]]

    @classmethod
    def of(cls, graph: RoadGraph, areas: int, stream: Stream) -> GraphSites:
        """Cut the nodes of a road graph into areas, by position and density.

        Raises
        ------
        RoadsError
            If walkers and riders have no two points in common.
        """
        usable = _common_nodes(graph)
        metres = _plane(graph)[usable]
        density = _log_density(graph, usable)
        spread = max(float(np.sqrt(metres.var(axis=0).sum())), 1.0)
        features = np.column_stack((metres / spread, _DENSITY * density))
        label = _k_means(features, min(areas, len(usable)), stream)
        found = sorted(set(label.tolist()), key=lambda one: metres[label == one, 0].mean())
        kinds = _kinds([float(density[label == one].mean()) for one in found], label, found)
        named = _named(kinds)
        nodes = {
            area.id: usable[label == one].tolist() for area, one in zip(named, found, strict=True)
        }
        places = [_place_of(graph, _middle(graph, nodes[area.id])) for area in named]
        return cls(
            named,
            tuple(_station(area, place) for area, place in zip(named, places, strict=True)),
            {area.id: float(len(nodes[area.id])) for area in named},
            graph,
            nodes,
            _neighbours(graph, usable),
        )

    def home(self, area: str, stream: Stream, off: float) -> Point:
        """Draw longitude and latitude of a home beside a street, near one of its crossings."""
        node = stream.pick(self.nodes[area])
        other, edge = stream.pick(self.neighbours[node])
        length = max(float(self.graph.length[edge]), 1e-9)
        share = stream.share() * min(0.5, _ALONG / length)
        way = np.array([_place_of(self.graph, node), *_leaving(self.graph, edge, node),
                        _place_of(self.graph, other)])  # fmt: skip
        longitude, latitude = _along(way, share)
        away, turn = off * stream.share(), 2 * pi * stream.share()
        degree = pi * EARTH_RADIUS / 180
        longitude += away * cos(turn) / (degree * cos(radians(latitude)))
        return round(longitude, 6), round(latitude + away * sin(turn) / degree, 6)


def _named(kinds: Sequence[AreaKind]) -> tuple[Area, ...]:
    """Name areas after their kinds, numbered within each kind."""
    areas: list[Area] = []
    for kind in kinds:
        number = 1 + sum(area.kind == kind for area in areas)
        name_id = f"{kind.replace('_', '-')}-{number}"
        areas.append(Area(id=name_id, name=f"{_NAMES[kind]}{number}", kind=kind))
    return tuple(areas)


def _station(area: Area, place: Point) -> Station:
    return Station(id=f"station-{area.id}", name=f"{area.name}站", place=place, area=area.id)


def _common_nodes(graph: RoadGraph) -> NDArray[np.intp]:
    kinds: tuple[NetworkKind, ...] = ("walk", "bicycle", "e_bike")
    common: NDArray[np.intp] = np.arange(len(graph.longitude))
    for kind in kinds:
        common = np.intersect1d(common, Network.of(graph, kind, 10.0, Assumptions()).nodes)
    if len(common) < 2:
        raise RoadsError(fault("roads-nothing-shared"))
    return common


def _plane(graph: RoadGraph) -> Metres:
    """Return the nodes in metres on a plane through the middle of the map."""
    degree = pi * EARTH_RADIUS / 180
    squeeze = cos(radians(float(graph.latitude.mean())))
    return np.column_stack((graph.longitude * degree * squeeze, graph.latitude * degree))


def _log_density(graph: RoadGraph, nodes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the logarithm of the nodes per km² around each node."""
    from scipy.spatial import cKDTree

    points = on_sphere(graph.longitude[nodes], graph.latitude[nodes])
    number = min(_NEIGHBOURS, len(nodes) - 1)
    distances, _ = cKDTree(points).query(points, k=[number + 1])
    square_kilometres = pi * (np.maximum(distances[:, 0], 1.0) / 1000) ** 2
    return np.asarray(np.log(number / square_kilometres))


def _k_means(features: Metres, clusters: int, stream: Stream) -> NDArray[np.intp]:
    """Cluster by Lloyd's algorithm from the best of several k-means++ starts.

    Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
    """
    tries = [_lloyd(features, clusters, stream.of("areas", attempt)) for attempt in range(8)]
    return min(tries, key=lambda found: found[1])[0]


def _lloyd(features: Metres, clusters: int, stream: Stream) -> tuple[NDArray[np.intp], float]:
    centres = features[[stream.whole(0, len(features) - 1)]]
    while len(centres) < clusters:
        nearest = _squares(features, centres).min(axis=1)
        chosen = np.searchsorted(np.cumsum(nearest), stream.share() * nearest.sum(), side="right")
        centres = np.vstack((centres, features[min(int(chosen), len(features) - 1)]))
    label = np.full(len(features), -1)
    for _ in range(60):
        before, label = label, _squares(features, centres).argmin(axis=1)
        if np.array_equal(before, label):
            break
        for one in np.unique(label):
            centres[one] = features[label == one].mean(axis=0)
    return label, float(_squares(features, centres).min(axis=1).sum())


def _squares(features: Metres, centres: Metres) -> NDArray[np.float64]:
    return np.asarray(((features[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2))


def _kinds(
    density: Sequence[float], label: NDArray[np.intp], found: Sequence[int]
) -> list[AreaKind]:
    """Return the kind of each area, by its density relative to the mean of all nodes."""
    sizes = [int((label == one).sum()) for one in found]
    mean = float(np.average(density, weights=sizes))
    kinds: list[AreaKind] = []
    for one in density:
        times = exp(one - mean)
        if times < _RURAL and exp(one) < _COUNTRY:
            kinds.append("rural")
        else:
            kinds.append("old_town" if times > _OLD_TOWN else "new_town")
    return kinds


def _middle(graph: RoadGraph, nodes: list[int]) -> int:
    """Return the node nearest to the middle of several."""
    points = on_sphere(graph.longitude[nodes], graph.latitude[nodes])
    return nodes[int(((points - points.mean(axis=0)) ** 2).sum(axis=1).argmin())]


def _place_of(graph: RoadGraph, node: int) -> Point:
    return round(float(graph.longitude[node]), 6), round(float(graph.latitude[node]), 6)


def _neighbours(graph: RoadGraph, usable: NDArray[np.intp]) -> dict[int, list[tuple[int, int]]]:
    """Return for each usable node its neighbours and the edges to them, in either direction."""
    inside = np.zeros(len(graph.longitude), dtype=bool)
    inside[usable] = True
    joined: dict[int, list[tuple[int, int]]] = {int(node): [] for node in usable}
    for edge in np.flatnonzero(inside[graph.tail] & inside[graph.head]):
        tail, head = int(graph.tail[edge]), int(graph.head[edge])
        joined[tail].append((head, int(edge)))
        joined[head].append((tail, int(edge)))
    return joined


def _leaving(graph: RoadGraph, edge: int, node: int) -> Sequence[Point]:
    """Return the bends of an edge, in order from one of its ends."""
    bends = [(float(x), float(y)) for x, y in graph.bends(edge)]
    return bends if graph.tail[edge] == node else bends[::-1]


def _along(way: Metres, share: float) -> tuple[float, float]:
    """Return the point at a share of a line's length."""
    steps = np.hypot(*np.diff(way, axis=0).T)
    reached = np.concatenate(([0.0], np.cumsum(steps)))
    at = share * reached[-1]
    return float(np.interp(at, reached, way[:, 0])), float(np.interp(at, reached, way[:, 1]))
