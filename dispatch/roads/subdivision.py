"""Extra nodes on long streets, so that a house between two crossings is near a node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.coordinates import great_circle
from dispatch.roads.graph import RoadGraph

LONGEST_STRETCH: Final = 250.0
"""The maximum distance in metres between two nodes: along a road, a node is within 125 m."""

_Chain: TypeAlias = tuple[list[int], list[NDArray[np.float64]]]
"""Nodes along a street, including its ends, and the bends of each stretch between them."""


def subdivided(graph: RoadGraph) -> RoadGraph:
    """Return the graph with its long edges cut into equal stretches.

    Both directions of a street share the new nodes. Ferries stay whole: nobody lives on the water.
    """
    on_land = np.array(["ferry" not in tags["highway"] for tags in graph.tags])[graph.tagging]
    long = on_land & (graph.length > LONGEST_STRETCH)
    if not long.any():
        return graph
    points: list[NDArray[np.float64]] = []
    chains = list(_chains(graph, np.flatnonzero(long).tolist(), points))
    counts = np.array([len(bends) for _, bends in chains])
    cut = np.repeat(np.flatnonzero(long), counts)
    tail = [node for nodes, _ in chains for node in nodes[:-1]]
    head = [node for nodes, _ in chains for node in nodes[1:]]
    bends = [bends for _, stretches in chains for bends in stretches]
    added = np.concatenate(points)
    kept = np.diff(graph.shape_start)
    shape_counts = np.concatenate((kept[~long], [len(each) for each in bends]))
    return replace(
        graph,
        longitude=np.concatenate((graph.longitude, added[:, 0])),
        latitude=np.concatenate((graph.latitude, added[:, 1])),
        tail=np.concatenate((graph.tail[~long], np.array(tail, np.int32))),
        head=np.concatenate((graph.head[~long], np.array(head, np.int32))),
        length=np.concatenate((graph.length[~long], graph.length[cut] / np.repeat(counts, counts))),
        tagging=np.concatenate((graph.tagging[~long], graph.tagging[cut])),
        shape_start=np.concatenate(([0], np.cumsum(shape_counts))).astype(np.int64),
        shape=np.concatenate((graph.shape[np.repeat(~long, kept)], *bends)),
    )


def _chains(
    graph: RoadGraph, edges: list[int], points: list[NDArray[np.float64]]
) -> Iterator[_Chain]:
    """Cut each edge, or reuse the cuts of its opposite edge; add new nodes to `points`."""
    known: dict[tuple[int, int, bytes], _Chain] = {}
    nodes = len(graph.longitude)
    for edge in edges:
        tail, head, shape = int(graph.tail[edge]), int(graph.head[edge]), graph.bends(edge)
        opposite = known.get((head, tail, shape[::-1].tobytes()))
        if opposite is not None:
            yield opposite[0][::-1], [bends[::-1] for bends in reversed(opposite[1])]
            continue
        inner, bends = _stretches(graph, edge)
        points.append(inner)
        chain = [tail, *range(nodes, nodes + len(inner)), head], bends
        nodes += len(inner)
        known[tail, head, shape.tobytes()] = chain
        yield chain


def _stretches(
    graph: RoadGraph, edge: int
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """Points to cut an edge at, shape (cuts, 2), and the bends before, between and after them."""
    ends = [graph.tail[edge], graph.head[edge]]
    corners = np.column_stack((graph.longitude[ends], graph.latitude[ends]))
    way = np.vstack((corners[:1], graph.bends(edge), corners[1:]))
    steps = great_circle(way[:-1, 0], way[:-1, 1], way[1:, 0], way[1:, 1])
    along = np.concatenate(([0.0], np.cumsum(steps)))
    pieces = int(np.ceil(graph.length[edge] / LONGEST_STRETCH))
    cuts = along[-1] * np.arange(1, pieces) / pieces
    inner = np.column_stack((np.interp(cuts, along, way[:, 0]), np.interp(cuts, along, way[:, 1])))
    return inner, np.split(way[1:-1], np.searchsorted(along[1:-1], cuts))
