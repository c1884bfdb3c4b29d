"""Travel times from straight lines, a given matrix or a road graph.

The one way in for a scenario is `travel_times(scenario) -> TravelTimes`; encoding, referee and
reports are handed that object. For the command line and for generated scenarios::

    describe(file) -> GraphSummary                 what a road graph holds, per network
    load_graph(file, cache=True) -> RoadGraph      GraphML or OSM XML, plain or gzipped
    RoadGraph.from_arrays(longitude, latitude, tail, head, highway, *, oneway, maxspeed, length)
    write_graphml(graph, file)                     compact GraphML (.gz), for us and for osmnx
    to_wgs84((longitude, latitude), "GCJ-02")      and from_wgs84, the way back

Speeds and access rules are tables in `access`; what no map says is in `Assumptions`. Named places
are downloaded through osmnx; ``DISPATCH_NOMINATIM_URL`` and ``DISPATCH_OVERPASS_URL`` in the
environment name other servers than the public ones.
"""

from dispatch.roads.access import Assumptions
from dispatch.roads.coordinates import from_wgs84, to_wgs84
from dispatch.roads.files import describe, load_graph
from dispatch.roads.graph import RoadGraph
from dispatch.roads.graphml import write_graphml
from dispatch.roads.summary import GraphSummary, NetworkSummary
from dispatch.roads.times import PlaceTimes, TravelTimes, travel_times

__all__ = [
    "Assumptions",
    "GraphSummary",
    "NetworkSummary",
    "PlaceTimes",
    "RoadGraph",
    "TravelTimes",
    "describe",
    "from_wgs84",
    "load_graph",
    "to_wgs84",
    "travel_times",
    "write_graphml",
]
