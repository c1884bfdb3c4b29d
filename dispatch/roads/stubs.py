"""Stubs: the parts of streets between joined places and crossings, and from place to place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.coordinates import great_circle
from dispatch.roads.joining import SAME_SPOT, Arcs, Joint

LENGTH_BITS: Final = 24
"""The bits of a weight that hold its length; those above hold its time."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The arcs that joined places lie on: for each, the place, the arc, the metres along it."""

    place: NDArray[np.intp]
    arc: NDArray[np.intp]
    along: NDArray[np.float64]

    @classmethod
    def of(cls, joints: Sequence[Joint]) -> Ends:
        """List the ends of joined places, in their order."""
        counts = [len(joint.arcs) for joint in joints]
        return cls(
            np.repeat(np.arange(len(joints)), counts),
            np.array([arc for joint in joints for arc in joint.arcs], np.intp),
            np.array([metres for joint in joints for metres in joint.along]),
        )

    def on_one_arc(self, others: Ends) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the pairs of an end here and one of `others` that lie on the same arc."""
        order = np.argsort(others.arc, kind="stable")
        arcs = others.arc[order]
        first, last = (np.searchsorted(arcs, self.arc, side) for side in ("left", "right"))
        counts = last - first
        one = np.repeat(np.arange(len(self.arc)), counts)
        return one, order[np.arange(len(one)) + np.repeat(last - np.cumsum(counts), counts)]


@dataclass(frozen=True, slots=True)
class Stubs:
    """Parts of arcs from origins to nodes, from nodes to destinations, and between the two."""

    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    weight: NDArray[np.float64]
    arc: NDArray[np.intp]
    start: NDArray[np.float64]
    end: NDArray[np.float64]

    def stretch(self, tail: int, head: int) -> tuple[int, float, float] | None:
        """Return the arc between two nodes, and where on it the stub starts and ends."""
        found = np.flatnonzero((self.tail == tail) & (self.head == head))
        if not len(found):
            return None
        return int(self.arc[found[0]]), float(self.start[found[0]]), float(self.end[found[0]])


def stubs_of(arcs: Arcs, leave: Ends, reach: Ends, nodes: int, origins: int) -> Stubs:
    """Return the fastest stub of each pair; origins are numbered from `nodes` on.

    From a place at a crossing every arc there can be taken, and a place there is reached by every
    arc: stubs of no length lead from the place to the crossing and back.
    """
    sources, sinks = nodes + leave.place, nodes + origins + reach.place
    length = arcs.length
    first, last = leave.along == 0, reach.along == length[reach.arc]
    one, other = leave.on_one_arc(reach)
    ahead = leave.along[one] <= reach.along[other] + SAME_SPOT
    one, other = one[ahead], other[ahead]
    out, back, here, there = leave.arc, reach.arc, leave.arc[first], reach.arc[last]
    along, nothing = leave.along, np.zeros(len(back))
    kinds: list[tuple[NDArray[Any], ...]] = [
        (sources, arcs.head[out], out, along, length[out]),
        (arcs.tail[back], sinks, back, nothing, reach.along),
        (sources[one], sinks[other], out[one], along[one], reach.along[other]),
        (sources[first], arcs.tail[here], here, along[first], along[first]),
        (arcs.head[there], sinks[last], there, length[there], length[there]),
    ]
    tail, head, arc, start, end = (np.concatenate(each) for each in zip(*kinds, strict=True))
    weight = weight_of(np.maximum(end - start, 0.0), arcs.kmh[arc])
    kept = least(tail, head, weight)
    return Stubs(tail[kept], head[kept], weight[kept], arc[kept], start[kept], end[kept])


def neighbours(
    origins: Sequence[Joint], destinations: Sequence[Joint]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the pairs of places between which walkers go straight, and how many metres.

    They lie on one street, and the straight line is no longer than their two ways to the street.
    """
    start, end = Ends.of(origins), Ends.of(destinations)
    one, other = start.on_one_arc(end)
    there, here = start.place[one], end.place[other]
    a, b = (np.array([each.door for each in joints]) for joints in (origins, destinations))
    straight = great_circle(*a[there].T, *b[here].T)
    before, after = (
        np.array([each.metres for each in joints]) for joints in (origins, destinations)
    )
    kept = straight <= before[there] + after[here]
    return there[kept], here[kept], straight[kept]


def least(
    tail: NDArray[np.integer], head: NDArray[np.integer], weight: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return the arc of the least weight between each pair of nodes, in the order of nodes."""
    order = np.lexsort((weight, head, tail))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    return order[first]


def weight_of(metres: NDArray[np.float64], kmh: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weight of ways of given lengths, each at one speed."""
    weight: NDArray[np.float64] = np.rint(metres * 10)
    weight += milliseconds(metres, kmh) * 2.0**LENGTH_BITS
    return weight


def milliseconds(
    metres: NDArray[np.float64], kmh: float | NDArray[np.float64]
) -> NDArray[np.int64]:
    """Whole milliseconds for a length at a speed, rounded up; the noise of floats is ignored."""
    return np.ceil(metres * 3600 / kmh - 1e-6).astype(np.int64)
