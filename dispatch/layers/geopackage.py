"""A planned day as a GeoPackage, which QGIS and other map programs read."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from dispatch.layers.rows import layers_of
from dispatch.plan import Plan
from dispatch.report.timeline import Day
from dispatch.roads import TravelTimes
from dispatch.scenario import Scenario


def geopackage(scenario: Scenario, plan: Plan, travel: TravelTimes) -> bytes:
    """Return a file with the layers ``stops``, ``routes``, ``unserved`` and ``stations``.

    All are in WGS84. Times are clock times of the scenario's zone. People appear by their ids only,
    never by a name. Entries of the plan that the scenario does not know are left out.

    Parameters
    ----------
    scenario, plan
        The scenario and its plan.
    travel
        The travel times; the routes follow their roads.

    Raises
    ------
    InputError
        If places are named points of a matrix.
    """
    from geopandas import GeoDataFrame
    from shapely import LineString, Point

    shapes = {"stops": Point, "routes": LineString, "unserved": Point, "stations": Point}
    layers = layers_of(Day.of(scenario, plan, travel))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "day.gpkg"
        for layer, rows in layers.items():
            shape = shapes[layer]
            drawn = [{**row, "geometry": shape(row["geometry"])} for row in rows]
            table = GeoDataFrame(drawn, columns=None if drawn else ["geometry"], crs="EPSG:4326")
            table.to_file(file, driver="GPKG", layer=layer, geometry_type=shape.__name__)
        return file.read_bytes()
