"""The English catalogue of road graphs and travel times."""

from __future__ import annotations

ROADS = {
    "roads-reading": "Reading the roads of {file}",
    "roads-downloading": "Downloading the roads of {name}",
    "roads-no-xml": "this is not a road graph; a road graph is GraphML (<graphml>) or OSM XML "
    "(<osm>), each plain, .gz or .bz2, or OSM PBF, or a GeoPackage",
    "roads-other-xml": "its first element is <{root}>; a road graph is GraphML (<graphml>) or "
    "OSM XML (<osm>)",
    "roads-xml": "the XML is incomplete or damaged",
    "roads-archive": "the archive is damaged or incomplete",
    "roads-pbf": "the OSM PBF is damaged or incomplete: {reason}",
    "roads-geopackage": "the GeoPackage is damaged or holds no road graph: {reason}",
    "roads-geopackage-columns": "the layer '{layer}' has no columns: {columns}",
    "roads-undirected": "the graph is undirected, so its one-way streets are lost",
    "roads-undirected.todo": "Save the directed graph.",
    "roads-node-numbers": "node {node} has no numbers '{x}' and '{y}'",
    "roads-edge-end": "the edge from {source} to {target} needs node {node}, which does not exist",
    "roads-edge-numbers": "the edge from {source} to {target} has a length, speed or geometry that "
    "is not a number",
    "roads-projected": "its coordinate system is {crs}",
    "roads-projected.todo": "Save the graph unprojected (EPSG:4326).",
    "roads-no-degrees": "node {node} lies at ({x:g}, {y:g}), which is not a longitude and "
    "latitude in degrees",
    "roads-no-degrees.todo": "Save the graph unprojected (EPSG:4326).",
    "roads-edge-nowhere": "an edge leads from node {tail} to node {head}, which does not exist",
    "roads-edge-length": "an edge cannot be {length:g} metres long",
    "roads-empty": "the graph has no road: no edge has a 'highway' tag of a road that is built",
    "roads-cut-out": "no road lies within {around:g} km of the places",
    "roads-fragments": "this OSM XML was written by OSMnx from two-way edges and holds only "
    "fragments of the two-way streets",
    "roads-fragments.todo": "Save the graph as GraphML (osmnx.save_graphml), or export it from "
    "OpenStreetMap again.",
    "roads-no-way-back": "the road graph has no two points between which '{kind}' can travel in "
    "both directions",
    "roads-closed": "the road graph has no road that '{kind}' may use",
    "roads-too-large": "the road graph has ways of more than 149 hours: the map is too large",
    "roads-nothing-shared": "walkers and riders have no two points of the road graph in common",
    "roads-far": "{number} place(s) lie more than {limit:.0f} m from the nearest road:",
    "roads-far-place": "{place} is {by} from the nearest road",
    "roads-far-place.todo": "Correct the place, or use a map that covers it.",
    "roads-far-swapped": "{place} is {by} from the nearest road",
    "roads-far-swapped.todo": "Longitude comes first, latitude second: these two look swapped.",
    "roads-named": "the place {place} is a name, but these roads need [longitude, latitude]; only "
    "a matrix has named points",
    "roads-no-point": "the place {place} is not among roads.points",
    "roads-no-times": "no times for the mode '{mode}': give minutes or by_mode[{mode}]",
    "roads-unknown-place": "there are no travel times for the place {place}",
    "roads-unknown-place.todo": "Make the travel times of this scenario, or add the place with "
    "'joined'.",
    "roads-download": "the roads of '{name}' could not be downloaded ({reason})",
    "roads-download.todo": "Downloaded roads are kept; without a connection, name a file, as in "
    "roads: {{kind: graph, file: ...}}.",
    "roads-not-had": "the roads of '{name}' are not available: {reason}",
    "roads-download-limit": "the roads of '{name}' could not be downloaded within {limit} seconds:"
    " the server is busy or does not answer",
    "roads-download-limit.todo": "Try again later, or set {variable} to more seconds.",
    "roads-download-limit-form": "{variable} is {value}, not a whole number of seconds, 1 or more",
}
