"""Barriers on roads: bollards, gates, walls. Each stops those whom its tags do not let through.

A barrier is a node of the map where ways end or that they pass. The graph gives it a node for each
neighbour and joins these by edges of length 0, which are open to those who may pass. So a car comes
up to a bollard from both sides and never across.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_args

from dispatch.roads.access import Assumptions, NetworkKind, may_use
from dispatch.roads.coordinates import Point
from dispatch.roads.graph import ACCESS_KEYS, GraphBuilder, Tags, tag_values

BARRIER_KEYS: Final[tuple[str, ...]] = ("barrier", "locked", *ACCESS_KEYS)
"""The tags of a node that are read."""

_CLOSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("bollard", "block", "bus_trap", "chain", "cycle_barrier", "debris", "jersey_barrier",
             "log", "motorcycle_barrier", "planter", "rope", "sump_buster"),
            "motor_vehicle",
        ),
        **dict.fromkeys(
            ("full-height_turnstile", "horse_stile", "kissing_gate", "stile", "turnstile"),
            "vehicle",
        ),
        **dict.fromkeys(
            ("city_wall", "ditch", "fence", "guard_rail", "hedge", "retaining_wall", "wall"),
            "access",
        ),
    }
)  # fmt: skip
"""The key whose ``no`` each barrier implies: cars, all vehicles, or everybody. Others, such as a
gate, a lift gate or a kerb, let everybody through unless their access tags say otherwise."""
_WIDER: Final = ("motor_vehicle", "vehicle", "access")
_STRICT: Final = Assumptions(private_open_to=frozenset())


def barrier_tags(node: Mapping[str, tuple[str, ...]]) -> Tags | None:
    """Tags of the edges across a barrier.

    Parameters
    ----------
    node
        The tags of a node that is a barrier; only `BARRIER_KEYS` count.

    Returns
    -------
    Tags or None
        None if it stops nobody.
    """
    tags = {key: node[key] for key in ACCESS_KEYS if key in node}
    if "yes" in node.get("locked", ()):
        tags["access"] = ("no",)
    for kind in node["barrier"]:
        key = _CLOSES.get(kind)
        if key is not None and not any(each in tags for each in _WIDER[_WIDER.index(key) :]):
            tags[key] = ("no",)
    across = {"highway": ("barrier",), **tags}
    kinds = get_args(NetworkKind)
    return None if all(may_use(across, kind, _STRICT) for kind in kinds) else across


class Barriers:
    """Adds nodes to a graph and gives barriers among them one node for each neighbour."""

    def __init__(self, builder: GraphBuilder) -> None:
        self._builder = builder
        self._at: dict[int, tuple[Point, Tags]] = {}
        self._sides: dict[tuple[int, int], int] = {}

    def node(self, point: Point, barrier: Tags | None) -> int:
        """Add a node, with its `barrier_tags`, and return its index.

        Raises
        ------
        RoadsError
            If the point is not on the globe.
        """
        node = self._builder.node(*point)
        if barrier is not None:
            self._at[node] = point, barrier
        return node

    def ends(self, tail: int, head: int) -> tuple[int, int]:
        """Return the nodes that an edge from `tail` to `head` joins, on this side of barriers."""
        return self._side(tail, head), self._side(head, tail)

    def _side(self, node: int, neighbour: int) -> int:
        if node not in self._at:
            return node
        side = self._sides.get((node, neighbour))
        if side is None:
            point, tags = self._at[node]
            side = self._builder.node(*point)
            self._builder.street(node, side, tags, oneway=False, length=0.0)
            self._sides[node, neighbour] = side
        return side


def read_barrier(node: Mapping[str, str]) -> Tags | None:
    """Return the `barrier_tags` of a node whose tags are plain text."""
    return barrier_tags({key: tag_values([node[key]]) for key in BARRIER_KEYS if key in node})
