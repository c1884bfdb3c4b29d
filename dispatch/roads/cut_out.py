"""A part of a road graph around some places, so that the map of a city is read only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dispatch.errors import RoadsError, fault
from dispatch.roads.coordinates import EARTH_RADIUS, Point
from dispatch.roads.graph import RoadGraph


def cut_out(graph: RoadGraph, places: Sequence[Point], around_km: float) -> RoadGraph:
    """Return the edges with both ends in the rectangle of some places, widened on each side.

    Travel times between the places are the same as on the whole graph, unless a fastest way leaves
    the rectangle.

    Parameters
    ----------
    graph
        The whole graph.
    places
        Longitudes and latitudes in WGS84.
    around_km
        How far the rectangle reaches beyond the places, in km.

    Raises
    ------
    RoadsError
        If no edge lies within.
    """
    points = np.array(places)
    south, north = np.radians([points[:, 1].min(), points[:, 1].max()])
    up = np.degrees(around_km * 1000 / EARTH_RADIUS)
    margin = np.array((up / np.cos(max(abs(south), abs(north))), up))
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    nodes = np.column_stack((graph.longitude, graph.latitude))
    inside = ((low <= nodes) & (nodes <= high)).all(axis=1)
    kept = inside[graph.tail] & inside[graph.head]
    if not kept.any():
        raise RoadsError(fault("roads-cut-out", around=around_km))
    used = np.union1d(graph.tail[kept], graph.head[kept])
    number = np.zeros(len(nodes), np.int32)
    number[used] = np.arange(len(used))
    bends = np.diff(graph.shape_start)
    return replace(
        graph,
        longitude=graph.longitude[used],
        latitude=graph.latitude[used],
        tail=number[graph.tail[kept]],
        head=number[graph.head[kept]],
        length=graph.length[kept],
        tagging=graph.tagging[kept],
        shape_start=np.concatenate(([0], np.cumsum(bends[kept]))).astype(np.int64),
        shape=graph.shape[np.repeat(kept, bends)],
    )
