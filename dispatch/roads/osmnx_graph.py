"""Road graphs of osmnx: nodes and edges with fields, downloaded or from a file.

osmnx writes fields as text, several values as a Python list. A street that is open in both
directions is two edges; ``reversed`` marks the one against the way of OpenStreetMap.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from dispatch.errors import RoadsError, fault
from dispatch.roads.barriers import BARRIER_KEYS, Barriers, barrier_tags
from dispatch.roads.coordinates import Point
from dispatch.roads.ferries import is_ferry
from dispatch.roads.graph import (
    TAG_KEYS,
    GraphBuilder,
    RoadGraph,
    Tags,
    against_bicycles,
    tag_values,
)

_TRUE: Final = frozenset({"True", "true", "yes", "1", "-1"})


class OsmnxGraph:
    """Collects the nodes and edges of an osmnx graph; `built` makes the road graph."""

    def __init__(self) -> None:
        self._builder = GraphBuilder()
        self._barriers = Barriers(self._builder)
        self._nodes: dict[Hashable, int] = {}
        self._values: dict[str, tuple[str, ...]] = {}

    def node(self, name: Hashable, fields: Mapping[str, str]) -> None:
        """Add a node with the fields ``x`` and ``y`` (degrees) and perhaps those of a barrier.

        Raises
        ------
        RoadsError
            If the fields are no numbers, or the point is not on the globe.
        """
        try:
            point = float(fields["x"]), float(fields["y"])
        except (KeyError, ValueError):
            raise RoadsError(fault("roads-node-numbers", node=name, x="x", y="y")) from None
        barrier = barrier_tags(self._tags(fields, BARRIER_KEYS)) if "barrier" in fields else None
        self._nodes[name] = self._barriers.node(point, barrier)

    def edge(
        self, tail: Hashable, head: Hashable, fields: Mapping[str, str], shape: Sequence[Point]
    ) -> None:
        """Add an edge with its bends; skip edges that are no road or are not built yet.

        Raises
        ------
        RoadsError
            If an end is unknown, or a length or speed is no number.
        """
        for end in (tail, head):
            if end not in self._nodes:
                raise RoadsError(fault("roads-edge-end", source=tail, target=head, node=end))
        try:
            length = float(fields["length"]) if "length" in fields else None
            float(fields.get("speed_kmh", "0"))
        except ValueError:
            raise RoadsError(fault("roads-edge-numbers", source=tail, target=head)) from None
        tags = self._edge_tags(fields)
        if "highway" in tags:
            ends = self._barriers.ends(self._nodes[tail], self._nodes[head])
            self._builder.edge(*ends, tags, length=length, shape=shape)

    def built(self) -> RoadGraph:
        """Return the graph.

        Raises
        ------
        RoadsError
            If it contains no road.
        """
        return self._builder.built()

    def _edge_tags(self, fields: Mapping[str, str]) -> Tags:
        tags = self._tags(fields, TAG_KEYS)
        if not _TRUE.isdisjoint(tags.pop("oneway", ())):
            tags["oneway"] = ("yes",)
        if is_ferry(fields):
            tags["highway"] = ("ferry",)
        return against_bicycles(tags) if fields.get("reversed") == "True" else tags

    def _tags(self, fields: Mapping[str, str], keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {key: self._read(fields[key]) for key in keys if key in fields}

    def _read(self, text: str) -> tuple[str, ...]:
        values = self._values.get(text)
        if values is None:
            values = self._values[text] = tag_values(_listed(text))
        return values


def _listed(text: str) -> list[str]:
    """Return the values of a field; osmnx writes several values as a Python list."""
    if text.startswith("[") and text.endswith("]"):
        try:
            return [str(value) for value in ast.literal_eval(text)]
        except (SyntaxError, ValueError):
            return [text]
    return [text]


def as_text(values: tuple[str, ...]) -> str:
    """Write the values of a tag as osmnx does."""
    return values[0] if len(values) == 1 else str(list(values))
