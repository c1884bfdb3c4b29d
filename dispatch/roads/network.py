"""The network of one kind of traveller: the roads that they can use, and the ways on them.

A shortest path sums time and length at once: the weight of an edge is ``time * 2**24 + length``,
with time in whole milliseconds and length in whole decimetres. These sums are exact in float64 up
to 149 hours and 1,677 km. So a search finds the fastest way, and the shortest among equally fast
ones, with the same result from either end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import RoadsError, fault
from dispatch.roads.access import Assumptions, NetworkKind, may_stop, speeds
from dispatch.roads.coordinates import Point
from dispatch.roads.graph import RoadGraph
from dispatch.roads.joining import Arcs, Joint, Streets, distances, polyline
from dispatch.roads.stubs import LENGTH_BITS, Ends, Stubs, least, stubs_of, weight_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_EXACT: Final = 2.0**53
_SEARCHED_AT_ONCE: Final = 1 << 22
"""Distances in memory at a time: 32 MB, independent of the size of the map."""

NO_WAY: Final = 1 << 50
"""The milliseconds of a leg that has no way: far more than any other."""


@dataclass(frozen=True)
class Network:
    """The roads open to `kind`; its nodes are those of the graph.

    Attributes
    ----------
    graph : RoadGraph
        The graph that it is a part of.
    arcs : Arcs
        All directions of travel along its roads, including slower ones beside a faster one.
    part : array of shape (nodes,)
        The strongly connected component of each node.
    weights : scipy.sparse.csr_array
        The weight of the fastest arc between each pair of nodes.
    fastest : array, aligned with ``weights.data``
        That arc.
    """

    graph: RoadGraph
    kind: NetworkKind
    arcs: Arcs
    part: NDArray[np.int32]
    weights: csr_array
    fastest: NDArray[np.intp]

    @classmethod
    def of(
        cls, graph: RoadGraph, kind: NetworkKind, speed_kmh: float, assumptions: Assumptions
    ) -> Network:
        """Extract the network of a traveller from a road graph.

        Raises
        ------
        RoadsError
            If no street is open, or nobody can come back to any.
        """
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        arcs = _arcs(graph, kind, speed_kmh, assumptions)
        weight = weight_of(arcs.length, arcs.kmh)
        kept = least(arcs.tail, arcs.head, weight)
        kept = kept[arcs.tail[kept] != arcs.head[kept]]
        size = len(graph.longitude)
        ends = arcs.tail[kept].astype(np.int32), arcs.head[kept].astype(np.int32)
        weights = csr_array((weight[kept], ends), shape=(size, size))
        _, part = connected_components(weights, connection="strong")
        if not (part[arcs.tail] == part[arcs.head]).any():
            raise RoadsError(fault("roads-no-way-back", kind=kind))
        return cls(graph, kind, arcs, part, weights, kept)

    @cached_property
    def usable(self) -> NDArray[np.int32]:
        """The nodes of roads open to `kind`, in order."""
        return np.union1d(self.arcs.tail, self.arcs.head)

    @cached_property
    def nodes(self) -> NDArray[np.int32]:
        """The nodes of the component that has the most, in order."""
        return np.flatnonzero(self.part == np.bincount(self.part).argmax()).astype(np.int32)

    @cached_property
    def _streets(self) -> Streets:
        return Streets(self.graph, self.arcs, self.part)

    def join(self, points: NDArray[np.float64], limit: float) -> list[Joint]:
        """Join places, points (n, 2) in degrees, to their nearest streets.

        Streets where nobody can stop, and fragments, are joined only by places with no other street
        within `limit` metres.
        """
        return self._streets.join(points, limit)

    def between(
        self, origins: Sequence[Joint], destinations: Sequence[Joint]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return fastest times in milliseconds and the lengths of these ways in metres.

        They lead from foot to foot, without the ways between place and street. Where there is no
        way, the time is `NO_WAY` and the length 0.

        Returns
        -------
        tuple of arrays of shape (origins, destinations)

        Raises
        ------
        RoadsError
            If a way is too long for exact sums.
        """
        weights, _ = self._with(origins, destinations)
        nodes = len(self.part)
        starts = nodes + np.arange(len(origins))
        ends = nodes + len(origins) + np.arange(len(destinations))
        if len(ends) < len(starts):
            found = _search(weights.T.tocsr(), ends, starts).T
        else:
            found = _search(weights, starts, ends)
        reached = np.isfinite(found)
        sums = np.where(reached, found, 0.0).astype(np.int64)
        if sums.size and sums.max() >= _EXACT:
            raise RoadsError(fault("roads-too-large"))
        times = np.where(reached, sums >> LENGTH_BITS, NO_WAY)
        return times, (sums & ((1 << LENGTH_BITS) - 1)) / 10

    def _with(
        self, origins: Sequence[Joint], destinations: Sequence[Joint]
    ) -> tuple[csr_array, Stubs]:
        """Return the weights with a node for each origin and each destination, and its stubs.

        Nobody travels through these nodes: origins are only left, destinations only reached. So
        times do not depend on the other places.
        """
        from scipy.sparse import csr_array

        nodes = len(self.part)
        stubs = stubs_of(self.arcs, Ends.of(origins), Ends.of(destinations), nodes, len(origins))
        size = nodes + len(origins) + len(destinations)
        whole = self.weights.tocoo()
        data = np.concatenate((whole.data, stubs.weight))
        # searches of older versions of scipy take only short indices
        rows = np.concatenate((whole.row, stubs.tail)).astype(np.int32)
        columns = np.concatenate((whole.col, stubs.head)).astype(np.int32)
        return csr_array((data, (rows, columns)), shape=(size, size)), stubs

    def way(self, origin: Joint, destination: Joint) -> list[Point]:
        """Longitudes and latitudes along the fastest way from foot to foot; empty without a way."""
        from scipy.sparse.csgraph import dijkstra

        weights, stubs = self._with([origin], [destination])
        start = len(self.part)
        far, before = dijkstra(weights, indices=start, return_predecessors=True)
        if not np.isfinite(far[start + 1]):
            return []
        passed = [start + 1]
        while passed[-1] != start:
            passed.append(int(before[passed[-1]]))
        points = [origin.foot]
        for tail, head in pairwise(reversed(passed)):
            points += self._stretch(*stubs.stretch(tail, head) or self._whole(tail, head))
        return [*points, destination.foot]

    def _whole(self, tail: int, head: int) -> tuple[int, float, float]:
        """Return the fastest arc between two nodes, from its start to its end."""
        start, stop = self.weights.indptr[tail], self.weights.indptr[tail + 1]
        arc = int(self.fastest[start + np.searchsorted(self.weights.indices[start:stop], head)])
        return arc, 0.0, float(self.arcs.length[arc])

    def _stretch(self, arc: int, start: float, end: float) -> list[Point]:
        """Return the corners of an arc after `start` metres and up to `end` metres from its tail.

        The tail itself is not among them, but the head is if `end` is the arc's length.
        """
        points = polyline(self.graph, int(self.arcs.edge[arc]))
        along = distances(points, float(self.arcs.length[arc]))
        along[-1] = self.arcs.length[arc]
        passed = (along > start) & (along <= end)
        passed[0] = False
        return [(longitude, latitude) for longitude, latitude in points[passed].tolist()]


def _search(
    weights: csr_array, sources: NDArray[np.intp], targets: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the least weights between nodes, (sources, targets); inf if there is no way."""
    from scipy.sparse.csgraph import dijkstra

    found = np.empty((len(sources), len(targets)))
    at_once = max(1, _SEARCHED_AT_ONCE // weights.shape[0])
    for start in range(0, len(sources), at_once):
        part = slice(start, start + at_once)
        found[part] = dijkstra(weights, indices=sources[part])[:, targets]
    return found


def _arcs(graph: RoadGraph, kind: NetworkKind, speed_kmh: float, assumptions: Assumptions) -> Arcs:
    by_tags = np.array([speeds(tags, kind, speed_kmh, assumptions) for tags in graph.tags])
    stop = np.array([may_stop(tags, kind) for tags in graph.tags])[graph.tagging]
    along, against = by_tags[graph.tagging].T
    forth, back = np.flatnonzero(along > 0), np.flatnonzero(against > 0)
    if not len(forth) + len(back):
        raise RoadsError(fault("roads-closed", kind=kind))
    return Arcs(
        edge=np.concatenate((forth, ~back)),
        tail=np.concatenate((graph.tail[forth], graph.head[back])),
        head=np.concatenate((graph.head[forth], graph.tail[back])),
        length=np.concatenate((graph.length[forth], graph.length[back])),
        kmh=np.concatenate((along[forth], against[back])),
        stop=np.concatenate((stop[forth], stop[back])),
    )
