"""The network of one kind of traveller: the roads that they can use and return on.

A shortest path sums time and length at once: the weight of an edge is ``time * 2**24 + length``,
with time in whole milliseconds and length in whole decimetres. These sums are exact in float64 up
to 149 hours and 1,677 km. So a search finds the fastest way, and the shortest among equally fast
ones, with the same result from either end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import RoadsError, fault
from dispatch.roads.access import Assumptions, NetworkKind, speeds
from dispatch.roads.coordinates import EARTH_RADIUS, Point, on_sphere
from dispatch.roads.graph import RoadGraph

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

_LENGTH_BITS: Final = 24
_EXACT: Final = 2.0**53
_SEARCHED_AT_ONCE: Final = 1 << 22
"""Distances in memory at a time: 32 MB, independent of the size of the map."""


@dataclass(frozen=True)
class Network:
    """The largest strongly connected part of the roads open to `kind`, with its own node numbers.

    Attributes
    ----------
    graph : RoadGraph
        The graph that it is a part of.
    nodes : array
        Nodes of `graph` that belong to it.
    weights : scipy.sparse.csr_array
        The weight of the fastest edge between each pair of nodes.
    edges : array, aligned with ``weights.data``
        The edge of `graph`; ``~edge`` if it is travelled against its direction.
    usable_nodes, usable_edges : int
        The number of all nodes and edges open to `kind`, connected or not.
    """

    graph: RoadGraph
    kind: NetworkKind
    nodes: NDArray[np.int32]
    weights: csr_array
    edges: NDArray[np.int64]
    usable_nodes: int
    usable_edges: int

    @classmethod
    def of(
        cls, graph: RoadGraph, kind: NetworkKind, speed_kmh: float, assumptions: Assumptions
    ) -> Network:
        """Extract the network of a traveller from a road graph.

        Raises
        ------
        RoadsError
            If no two nodes are connected in both directions.
        """
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        tail, head, edges, weights = _fastest(graph, kind, speed_kmh, assumptions)
        size = len(graph.longitude)
        whole = csr_array((weights, (tail, head)), shape=(size, size))
        _, part = connected_components(whole, connection="strong")
        kept = part == np.bincount(part).argmax()
        if kept.sum() < 2:
            raise RoadsError(fault("roads-no-way-back", kind=kind))
        renumbered = (np.cumsum(kept) - 1).astype(np.int32)
        inside = kept[tail] & kept[head]
        nodes = np.flatnonzero(kept).astype(np.int32)
        starts = np.searchsorted(renumbered[tail[inside]], np.arange(len(nodes) + 1))
        return cls(
            graph=graph,
            kind=kind,
            nodes=nodes,
            weights=csr_array(
                (weights[inside], renumbered[head[inside]], starts.astype(np.int32)),
                shape=(len(nodes), len(nodes)),
            ),
            edges=edges[inside],
            usable_nodes=len(np.union1d(tail, head)),
            usable_edges=len(tail),
        )

    @cached_property
    def _reversed(self) -> csr_array:
        return self.weights.T.tocsr()

    @cached_property
    def _tree(self) -> cKDTree:
        from scipy.spatial import cKDTree

        graph = self.graph
        return cKDTree(on_sphere(graph.longitude[self.nodes], graph.latitude[self.nodes]))

    def nearest(self, points: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Nearest node of the network and its distance in metres, for points (n, 2) in degrees."""
        chords, nodes = self._tree.query(on_sphere(points[:, 0], points[:, 1]))
        return nodes, 2 * EARTH_RADIUS * np.arcsin(np.clip(chords / (2 * EARTH_RADIUS), 0, 1))

    def between(
        self, origins: NDArray[np.intp], destinations: NDArray[np.intp]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return fastest times in milliseconds and the lengths of these ways in metres.

        Parameters
        ----------
        origins, destinations
            Nodes of the network.

        Returns
        -------
        tuple of arrays of shape (origins, destinations)

        Raises
        ------
        RoadsError
            If a way is too long for exact sums.
        """
        if len(destinations) == 1:
            found = self._search(self._reversed, destinations, origins).T
        elif len(origins) == 1:
            found = self._search(self.weights, origins, destinations)
        else:
            rows, row_of = np.unique(origins, return_inverse=True)
            columns, column_of = np.unique(destinations, return_inverse=True)
            if len(columns) < len(rows):
                found = self._search(self._reversed, columns, rows).T
            else:
                found = self._search(self.weights, rows, columns)
            found = found[np.ix_(row_of, column_of)]
        return found >> _LENGTH_BITS, (found & ((1 << _LENGTH_BITS) - 1)) / 10

    def _search(
        self, weights: csr_array, sources: NDArray[np.intp], targets: NDArray[np.intp]
    ) -> NDArray[np.int64]:
        from scipy.sparse.csgraph import dijkstra

        found = np.empty((len(sources), len(targets)))
        at_once = max(1, _SEARCHED_AT_ONCE // len(self.nodes))
        for start in range(0, len(sources), at_once):
            part = slice(start, start + at_once)
            found[part] = dijkstra(weights, indices=sources[part])[:, targets]
        if found.size and found.max() >= _EXACT:
            raise RoadsError(fault("roads-too-large"))
        return found.astype(np.int64)

    def way(self, origin: int, destination: int) -> list[Point]:
        """Longitudes and latitudes along the fastest way between two nodes of the network."""
        from scipy.sparse.csgraph import dijkstra

        _, before = dijkstra(self.weights, indices=origin, return_predecessors=True)
        passed = [destination]
        while passed[-1] != origin:
            passed.append(int(before[passed[-1]]))
        passed.reverse()
        points = [self._point(origin)]
        for tail, head in pairwise(passed):
            points.extend(self._bends(tail, head))
            points.append(self._point(head))
        return points

    def _point(self, node: int) -> Point:
        place = self.nodes[node]
        return float(self.graph.longitude[place]), float(self.graph.latitude[place])

    def _bends(self, tail: int, head: int) -> list[Point]:
        start, stop = self.weights.indptr[tail], self.weights.indptr[tail + 1]
        edge = self.edges[start + np.searchsorted(self.weights.indices[start:stop], head)]
        bends = self.graph.bends(edge) if edge >= 0 else self.graph.bends(~edge)[::-1]
        return [(float(longitude), float(latitude)) for longitude, latitude in bends]


def _fastest(
    graph: RoadGraph, kind: NetworkKind, speed_kmh: float, assumptions: Assumptions
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.float64]]:
    """Tails, heads, edges and weights of the fastest edge between each pair of nodes, sorted."""
    by_tags = np.array([speeds(tags, kind, speed_kmh, assumptions) for tags in graph.tags])
    along, against = by_tags[graph.tagging].T
    forth = np.flatnonzero((along > 0) & (graph.tail != graph.head))
    back = np.flatnonzero((against > 0) & (graph.tail != graph.head))
    tail = np.concatenate((graph.tail[forth], graph.head[back]))
    head = np.concatenate((graph.head[forth], graph.tail[back]))
    edges = np.concatenate((forth, ~back)).astype(np.int64)
    if not len(edges):
        raise RoadsError(fault("roads-closed", kind=kind))
    length = np.concatenate((graph.length[forth], graph.length[back]))
    kmh = np.concatenate((along[forth], against[back]))
    weights = np.maximum(milliseconds(length, kmh), 1) * 2.0**_LENGTH_BITS + np.rint(length * 10)
    order = np.lexsort((weights, head, tail))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    order = order[first]
    return tail[order], head[order], edges[order], weights[order]


def milliseconds(
    metres: NDArray[np.float64], kmh: float | NDArray[np.float64]
) -> NDArray[np.int64]:
    """Whole milliseconds for a length at a speed, rounded up; the noise of floats is ignored."""
    return np.ceil(metres * 3600 / kmh - 1e-6).astype(np.int64)
