"""A summary of a road graph, for people who decide whether to use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, radians
from typing import get_args

from dispatch.errors import RoadsError
from dispatch.roads.access import Assumptions, NetworkKind
from dispatch.roads.coordinates import EARTH_RADIUS
from dispatch.roads.graph import RoadGraph
from dispatch.roads.joining import Joint
from dispatch.roads.network import Network
from dispatch.roads.ways import GraphWays
from dispatch.scenario import Scenario
from dispatch.scenario.places import modes_in_use, places_of


@dataclass(frozen=True, slots=True)
class NetworkSummary:
    """The part of a graph that one kind of traveller can use.

    Attributes
    ----------
    nodes, edges : int
        Nodes and directed connections open to them; parallel edges count once.
    strong_share : float
        The share of these nodes in the largest strongly connected part.
    """

    nodes: int
    edges: int
    strong_share: float


@dataclass(frozen=True, slots=True)
class GraphSummary:
    """The size of a road graph.

    Attributes
    ----------
    nodes, edges : int
        Of the whole graph; a two-way street is two edges.
    bounds : tuple of float
        West, south, east, north in degrees (WGS84).
    area_km2 : float
        The area of that rectangle.
    networks : mapping of str to NetworkSummary
        By kind of traveller.
    """

    nodes: int
    edges: int
    bounds: tuple[float, float, float, float]
    area_km2: float
    networks: Mapping[str, NetworkSummary]


def summarise(graph: RoadGraph, assumptions: Assumptions | None = None) -> GraphSummary:
    """Count the nodes and edges of a graph, in all and for each kind of traveller."""
    west, east = float(graph.longitude.min()), float(graph.longitude.max())
    south, north = float(graph.latitude.min()), float(graph.latitude.max())
    degree = pi * EARTH_RADIUS / 180_000
    return GraphSummary(
        nodes=len(graph.longitude),
        edges=len(graph.tail),
        bounds=(west, south, east, north),
        area_km2=(north - south) * (east - west) * degree**2 * cos(radians((south + north) / 2)),
        networks={
            kind: _summary_of(graph, kind, assumptions or Assumptions())
            for kind in get_args(NetworkKind)
        },
    )


def joints(
    scenario: Scenario, graph: RoadGraph, assumptions: Assumptions | None = None
) -> dict[str, dict[str, Joint]]:
    """Find where each place of a scenario joins a road graph, by each mode in use.

    Returns
    -------
    dict of str to dict of str to Joint
        By the field of the place, such as ``clients[li].place``, and the mode's id.

    Raises
    ------
    RoadsError
        With every place that is too far from any road.
    """
    ways = GraphWays(graph, scenario.coordinates, assumptions or Assumptions())
    places, used = places_of(scenario), modes_in_use(scenario)
    modes = [mode for mode in scenario.modes if mode.id in used]
    ways.admit(modes, places)
    return {
        field: {mode.id: ways.joint(mode, place) for mode in modes}
        for place, field in places.items()
    }


def _summary_of(graph: RoadGraph, kind: NetworkKind, assumptions: Assumptions) -> NetworkSummary:
    try:
        network = Network.of(graph, kind, 10.0, assumptions)
    except RoadsError:
        return NetworkSummary(0, 0, 0.0)
    nodes = len(network.usable)
    return NetworkSummary(nodes, len(network.fastest), len(network.nodes) / nodes)
