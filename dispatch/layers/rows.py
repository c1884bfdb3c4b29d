"""The layers of a planned day: rows with a geometry each, for any format of maps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeAlias

from dispatch.layers.point import point
from dispatch.report.timeline import Day

Row: TypeAlias = dict[str, Any]


def layers_of(day: Day) -> dict[str, list[Row]]:
    """Return the layers ``stops``, ``routes``, ``unserved`` and ``stations`` of a day.

    The geometry of a route is a list of points, of all others a point. All are longitudes and
    latitudes in WGS84. Times are clock times of the scenario's zone. People appear by their ids
    only, never by a name.

    Raises
    ------
    InputError
        If places are named points of a matrix.
    """
    return {
        "stops": [*_stops(day)],
        "routes": [*_routes(day)],
        "unserved": [*_unserved(day)],
        "stations": [*_stations(day)],
    }


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
