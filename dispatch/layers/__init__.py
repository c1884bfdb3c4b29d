"""Geographic layers in and out: the borders of areas, and a planned day for a map program.

`areas_within` uses borders once and writes the areas of places into the scenario. So a scenario is
complete in one file, means the same everywhere, can be corrected by hand if a map is wrong, and can
be solved without the borders. geopandas is imported only when a file is read or written.
"""

from dispatch.layers.borders import Borders, areas_within, read_borders
from dispatch.layers.geojson import geojson
from dispatch.layers.geopackage import geopackage

__all__ = ["Borders", "areas_within", "geojson", "geopackage", "read_borders"]
