"""Travel times from straight lines, a given matrix or a road graph.

`travel_times(scenario) -> TravelTimes` makes the travel times of a scenario; encoding, referee and
reports receive that object. For the command line and for generated scenarios::

    describe(file) -> GraphSummary                 the size of a road graph, by network
    load_graph(file, cache=True) -> RoadGraph      GraphML, OSM XML, OSM PBF or GeoPackage
    RoadGraph.from_arrays(longitude, latitude, tail, head, highway, *, oneway, maxspeed, length)
    write_graphml(graph, file)                     compact GraphML (.gz), readable by osmnx too
    write_geopackage(graph, file, modes)           layers for QGIS and osmnx
    cut_out(graph, places, around_km)              the part of a graph around some places
    to_wgs84((longitude, latitude), "GCJ-02")      from_wgs84 is its inverse

Access rules are tables in `access`, speeds in `driving` and `ferries`, `barriers` says whom a
bollard or a gate stops; `Assumptions` holds what maps do not contain. Named
places are downloaded through osmnx. The environment variables ``DISPATCH_NOMINATIM_URL`` and
``DISPATCH_OVERPASS_URL`` replace the public servers.
"""

from dispatch.roads.access import Assumptions
from dispatch.roads.coordinates import from_wgs84, to_wgs84
from dispatch.roads.cut_out import cut_out
from dispatch.roads.files import describe, load_graph
from dispatch.roads.geopackage import write_geopackage
from dispatch.roads.graph import RoadGraph
from dispatch.roads.graphml import write_graphml
from dispatch.roads.network import NO_WAY
from dispatch.roads.slower import slowed, usual
from dispatch.roads.summary import GraphSummary, NetworkSummary
from dispatch.roads.times import Legs, PlaceTimes, TravelTimes, travel_times

__all__ = [
    "NO_WAY",
    "Assumptions",
    "GraphSummary",
    "Legs",
    "NetworkSummary",
    "PlaceTimes",
    "RoadGraph",
    "TravelTimes",
    "cut_out",
    "describe",
    "from_wgs84",
    "load_graph",
    "slowed",
    "to_wgs84",
    "travel_times",
    "usual",
    "write_geopackage",
    "write_graphml",
]
