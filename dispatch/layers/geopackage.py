"""A planned day as a GeoPackage, which QGIS and other map programs read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from dispatch.layers.point import point
from dispatch.plan import Plan
from dispatch.report.timeline import Day
from dispatch.roads import TravelTimes
from dispatch.scenario import Scenario

Row: TypeAlias = dict[str, Any]


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

    day = Day.of(scenario, plan, travel)
    layers = {
        "stops": (_stops(day), Point),
        "routes": (_routes(day), LineString),
        "unserved": (_unserved(day), Point),
        "stations": (_stations(day), Point),
    }
    with TemporaryDirectory() as folder:
        file = Path(folder) / "day.gpkg"
        for layer, (rows, shape) in layers.items():
            drawn = [{**row, "geometry": shape(row["geometry"])} for row in rows]
            table = GeoDataFrame(drawn, columns=None if drawn else ["geometry"], crs="EPSG:4326")
            table.to_file(file, driver="GPKG", layer=layer, geometry_type=shape.__name__)
        return file.read_bytes()


def _stops(day: Day) -> Iterator[Row]:
    """One point for each person at a visit, in the order of the routes."""
    for route in day.plan.routes:
        for number, stop in enumerate(route.stops, 1):
            yield {
                "caregiver": route.caregiver,
                "shift": route.shift,
                "number": number,
                "role": stop.role,
                **_visit(day, stop.visit),
                "arrival": _time(day, stop.arrival),
                "start": _time(day, stop.start),
                "end": _time(day, stop.end),
            }


def _routes(day: Day) -> Iterator[Row]:
    """One line for each shift with a route."""
    for route in day.plan.routes:
        mode = day.scenario.caregiver[route.caregiver].mode
        yield {
            "caregiver": route.caregiver,
            "shift": route.shift,
            "mode": mode,
            "stops": len(route.stops),
            "departure": _time(day, route.departure),
            "returned": _time(day, route.returned),
            "geometry": [
                point
                for places in day.legs(route)
                for leg in pairwise(places)
                for point in day.travel.line(mode, *leg)
            ],
        }


def _unserved(day: Day) -> Iterator[Row]:
    """One point for each visit that is left out; its reasons are codes, each listed once."""
    for left_out in day.plan.unserved:
        yield {
            **_visit(day, left_out.visit),
            "mandatory": left_out.mandatory,
            "reasons": ", ".join(dict.fromkeys(each.code for each in left_out.reasons)),
        }


def _stations(day: Day) -> Iterator[Row]:
    for station in day.scenario.stations:
        yield {
            "station": station.id,
            "area": station.area,
            "geometry": point(day.scenario, station.place),
        }


def _visit(day: Day, name: str) -> Row:
    visit = day.scenario.visit[name]
    return {
        "visit": name,
        "client": visit.client,
        "service": visit.service,
        "area": day.scenario.client[visit.client].area,
        "geometry": point(day.scenario, day.place(visit)),
    }


def _time(day: Day, moment: str) -> datetime:
    """Return a clock time; a file of layers has no place for its offset."""
    written = datetime.fromisoformat(day.scenario.moment(day.scenario.at(moment)))
    return written.replace(tzinfo=None)
