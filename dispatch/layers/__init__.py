"""Geographic layers in and out: the borders of areas, and a planned day for a map program.

Borders are read once, by `areas_within`, and what they say is written into the scenario. So a
scenario stays complete in one file, is the same wherever it is read, and can be mended by hand
where a map is wrong; nobody who solves it needs the borders. geopandas is only imported when a file
is read or written.
"""

from dispatch.layers.borders import Borders, areas_within, read_borders
from dispatch.layers.geopackage import geopackage

__all__ = ["Borders", "areas_within", "geopackage", "read_borders"]
