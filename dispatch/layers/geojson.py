"""A planned day as GeoJSON (RFC 7946), which QGIS, geojson.io and libraries for maps read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from dispatch.layers.rows import Row, layers_of
from dispatch.report.palette import route_colour
from dispatch.report.timeline import Day

_DIGITS: Final = 6
"""Of a degree: some ten centimetres."""


def geojson(day: Day) -> str:
    """Write a day as a collection of features, in WGS84.

    Each feature has its ``layer``: ``routes`` along the roads, ``stops``, ``unserved`` or
    ``stations``, and the columns of that layer in a GeoPackage of `geopackage`. What belongs to a
    route has its colour on the day page (simplestyle).

    Raises
    ------
    InputError
        If places are named points of a matrix.
    """
    features = [_feature(day, layer, row) for layer, rows in layers_of(day).items() for row in rows]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"


def _feature(day: Day, layer: str, row: Row) -> dict[str, Any]:
    told = {name: _plain(value) for name, value in row.items() if name != "geometry"}
    colour = route_colour(day.number[row["caregiver"]]) if "caregiver" in row else None
    style = {"stroke": colour} if layer == "routes" else {"marker-color": colour}
    drawn = row["geometry"]
    line = isinstance(drawn, list)
    return {
        "type": "Feature",
        "properties": {"layer": layer, **told, **(style if colour else {})},
        "geometry": {
            "type": "LineString" if line else "Point",
            "coordinates": [*map(_position, drawn)] if line else _position(drawn),
        },
    }


def _position(place: tuple[float, float]) -> list[float]:
    return [round(degrees, _DIGITS) for degrees in place]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
