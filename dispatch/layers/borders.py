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
    """Where areas lie. Made by `read_borders`."""

    file: str
    """The file that they come from."""
    shapes: GeoDataFrame
    """A column ``area`` and polygons in WGS84; an area may have several rows."""

    def around(self, points: Sequence[tuple[float, float]]) -> list[list[str]]:
        """The areas that each point lies in or on the border of, sorted.

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
        GeoPackage, GeoJSON, a Shapefile (``.shp`` or zipped) or what else GDAL reads, in any
        coordinate system that the file names.
    column
        The column with the areas' ids; rows without one are left out.
    layer
        Which layer, in a file of several.

    Raises
    ------
    InputError
        When there is no such file, layer or column, or there are no polygons in it.
    """
    name, table = os.fspath(file), _table(file, layer)
    columns = [str(each) for each in table.columns.drop(table.geometry.name)]
    if column not in columns:
        raise _refused(name, "borders-column", column=column, known=", ".join(columns))
    if table.crs is None:
        raise _refused(name, "borders-coordinates")
    table = table[table.geom_type.isin(["Polygon", "MultiPolygon"])].dropna(subset=[column])
    if table.empty:
        raise _refused(name, "borders-none", column=column)
    shapes = table.geometry.make_valid().to_crs(_DEGREES).to_frame("geometry")
    return Borders(name, shapes.assign(area=[_id(value) for value in table[column]]))


def areas_within(scenario: Scenario, borders: Borders) -> tuple[Scenario, list[Fault]]:
    """Write into clients and stations which area they lie in, where they do not name one.

    An area that is named stays as it is, also where the border says another one: a contract may
    serve a house across the street.

    Parameters
    ----------
    scenario
        What is asked; its areas are named by the ids in the file.
    borders
        Where the areas lie.

    Returns
    -------
    Scenario
        The same with areas.
    list of Fault
        Places within no border, or within several; areas that are named otherwise; ids of the file
        that the scenario does not list.

    Raises
    ------
    InputError
        When places are the names of a matrix's points.
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
    for area in sorted(places.keys() - scenario.area.keys()):
        told.append(fault("area-unlisted", "areas", area=area, places=places[area]))
    located = [replace(each, file=borders.file) for each in told]
    return scenario.model_copy(update=filled), located


def _filled(owner: Client | Station, areas: Sequence[str], scenario: Scenario) -> Client | Station:
    if owner.area is not None or len(areas) != 1 or areas[0] not in scenario.area:
        return owner
    return owner.model_copy(update={"area": areas[0]})


def _told(where: str, given: str | None, areas: Sequence[str]) -> Iterator[Fault]:
    """Say what a dispatcher has to look at."""
    if not areas:
        yield fault("area-nowhere", where)
    elif given is not None and given not in areas:
        yield fault("area-other", where, found=", ".join(areas), given=given)
    elif given is None and len(areas) > 1:
        yield fault("area-several", where, areas=", ".join(areas))


def _table(file: str | os.PathLike[str], layer: str | None) -> GeoDataFrame:
    """Read a layer, the only one where none is named."""
    import geopandas
    import pyogrio

    name = os.fspath(file)
    if not Path(file).is_file():
        raise _refused(name, "file-missing")
    try:
        layers = [each for each, shape in pyogrio.list_layers(file) if shape is not None]
        if not layers:
            raise _refused(name, "borders-unreadable", reason=say("borders-shapeless"))
        if layer is None and len(layers) > 1:
            raise _refused(name, "borders-layers", known=", ".join(layers))
        if layer is not None and layer not in layers:
            raise _refused(name, "borders-layer", layer=layer, known=", ".join(layers))
        return geopandas.read_file(file, layer=layer or layers[0])
    except pyogrio.errors.DataSourceError as broken:
        raise _refused(name, "borders-unreadable", reason=broken) from broken


def _id(value: object) -> str:
    """Write an id as text; a Shapefile may hold it as the number 310117001.0."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value).strip()


def _refused(file: str, code: str, **fields: object) -> InputError:
    return InputError(replace(fault(code, **fields), file=file))
