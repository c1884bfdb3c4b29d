"""The area that each client and station lies in, from a file of borders."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dispatch.errors import Fault, InputError, fault
from dispatch.layers.point import point
from dispatch.messages import say
from dispatch.scenario import Client, Scenario, Station

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_DEGREES = "EPSG:4326"


class Borders(NamedTuple):
    """The borders of areas. Made by `read_borders`."""

    file: str
    """The file that contains them."""
    shapes: GeoDataFrame
    """A column ``area`` and polygons in WGS84; an area may have several rows."""

    def around(self, points: Sequence[tuple[float, float]]) -> list[list[str]]:
        """For each point, the sorted ids of the areas that contain it or have it on their border.

        Parameters
        ----------
        points
            Longitudes and latitudes in WGS84.
        """
        from geopandas import GeoSeries
        from shapely import Point

        places = GeoSeries(list(map(Point, points)), crs=_DEGREES).to_frame("geometry")
        found: list[set[str]] = [set() for _ in points]
        for place, area in places.sjoin(self.shapes)["area"].items():
            found[place].add(area)
        return [sorted(areas) for areas in found]


def read_borders(file: str | os.PathLike[str], column: str, layer: str | None = None) -> Borders:
    """Read the borders of areas.

    Parameters
    ----------
    file
        GeoPackage, GeoJSON, a Shapefile (``.shp`` or zipped) or another format that GDAL reads, in
        any coordinate system that the file names.
    column
        The column with the areas' ids; rows without an id are left out.
    layer
        The name of the layer; necessary if the file has several.

    Raises
    ------
    InputError
        If there is no such file, layer or column, if the file has several layers and none is
        named, or if it has no polygons or no coordinate system.
    """
    name, table = os.fspath(file), _table(file, layer)
    if table.empty:
        raise _refused(name, "borders-none", column=column)
    columns = [str(each) for each in table.columns.drop(table.geometry.name)]
    if column not in columns:
        raise _refused(name, "borders-column", column=column, known=tuple(columns))
    if table.crs is None:
        raise _refused(name, "borders-coordinates")
    table = table[table.geom_type.isin(["Polygon", "MultiPolygon"])].dropna(subset=[column])
    if table.empty:
        raise _refused(name, "borders-none", column=column)
    shapes = table.geometry.make_valid().to_crs(_DEGREES).to_frame("geometry")
    return Borders(name, shapes.assign(area=[_id(value) for value in table[column]]))


def areas_within(scenario: Scenario, borders: Borders) -> tuple[Scenario, list[Fault]]:
    """Fill in the area of each client and station that does not name one.

    A named area does not change, even if the place is outside its border: a contract may cover a
    house across the street.

    Parameters
    ----------
    scenario
        The scenario; the ids of its areas are those in the file.
    borders
        The borders of the areas.

    Returns
    -------
    Scenario
        The scenario with the areas.
    list of Fault
        Places within no border or within several, or that all of them are within none; named areas
        that differ from the borders; ids of the file that the scenario does not list.

    Raises
    ------
    InputError
        If places are named points of a matrix.
    """
    told: list[Fault] = []
    places: Counter[str] = Counter()
    filled: dict[str, tuple[Client | Station, ...]] = {}
    lists: dict[str, tuple[Client | Station, ...]] = {
        "clients": scenario.clients,
        "stations": scenario.stations,
    }
    for field, owners in lists.items():
        around = borders.around([point(scenario, one.place) for one in owners])
        pairs = list(zip(owners, around, strict=True))
        filled[field] = tuple(_filled(one, areas, scenario) for one, areas in pairs)
        for one, areas in pairs:
            told += _told(f"{field}[{one.id}].area", one.area, areas)
            places.update(areas)
    if len(told) > 1 and not places:
        told = [fault("areas-elsewhere")]
    for area in sorted(places.keys() - scenario.area.keys()):
        told.append(fault("area-unlisted", "areas", area=area, places=places[area]))
    located = [replace(each, file=borders.file) for each in told]
    return scenario.model_copy(update=filled), located


def _filled(owner: Client | Station, areas: Sequence[str], scenario: Scenario) -> Client | Station:
    if owner.area is not None or len(areas) != 1 or areas[0] not in scenario.area:
        return owner
    return owner.model_copy(update={"area": areas[0]})


def _told(where: str, given: str | None, areas: Sequence[str]) -> Iterator[Fault]:
    """Report a place that a dispatcher has to check."""
    if not areas and given is None:
        yield fault("area-nowhere", where)
    elif not areas:
        yield fault("area-outside", where, given=given)
    elif given is not None and given not in areas:
        yield fault("area-other", where, found=tuple(areas), given=given)
    elif given is None and len(areas) > 1:
        yield fault("area-several", where, areas=tuple(areas))


def _table(file: str | os.PathLike[str], layer: str | None) -> GeoDataFrame:
    """Read the named layer; if none is named, the file must have only one."""
    import geopandas
    import pyogrio
    import shapely

    name = os.fspath(file)
    if not Path(file).is_file():
        raise _refused(name, "file-missing")
    try:
        layers = [each for each, shape in pyogrio.list_layers(file) if shape is not None]
        if not layers:
            raise _refused(name, "borders-unreadable", reason=say("borders-shapeless"))
        if layer is None and len(layers) > 1:
            raise _refused(name, "borders-layers", known=tuple(layers))
        if layer is not None and layer not in layers:
            raise _refused(name, "borders-layer", layer=layer, known=tuple(layers))
        return geopandas.read_file(file, layer=layer or layers[0])
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        shapely.errors.GEOSException,  # such as of a ring that does not close
    ) as broken:
        reason = str(broken).partition(".; ")[0]  # without GDAL's advice on its drivers
        raise _refused(name, "borders-unreadable", reason=reason) from broken


def _id(value: object) -> str:
    """Return an id as text; a Shapefile may contain it as the number 310117001.0."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value).strip()


def _refused(file: str, code: str, **fields: object) -> InputError:
    return InputError(replace(fault(code, **fields), file=file))
