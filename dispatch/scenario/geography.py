"""Places, areas, stations, travel modes and the source of travel times."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, FailFast, Field, StrictFloat

from dispatch.errors import shown
from dispatch.scenario.base import Duration, Id, Ids, Model, Number, Stamp
from dispatch.scenario.forms import refusal
from dispatch.scenario.names import LONGEST_ID


def place_of(value: object) -> Any:
    """Return a place as scenarios have it, from a name or a longitude and a latitude.

    Raises
    ------
    ValueError
        If it can be no place.
    """
    if isinstance(value, str):
        if not value.strip() or len(value) > LONGEST_ID:
            raise refusal("place-form", value=shown(value))
        return value
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise refusal("place-form", value=shown(value))
    if any(isinstance(part, bool) or not isinstance(part, (int, float)) for part in value):
        raise refusal("place-form", value=shown(value))
    if any(isinstance(part, float) and not math.isfinite(part) for part in value):
        raise refusal("not-finite", value=shown(value))
    longitude, latitude = value
    if abs(longitude) <= 90 < abs(latitude) <= 180:
        raise refusal("place-swapped", value=shown(value))
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise refusal("place-range", value=shown(value))
    return (float(longitude), float(latitude))


Place: TypeAlias = Annotated[
    tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]] | str,
    BeforeValidator(place_of),
]
"""``[longitude, latitude]`` in the scenario's coordinate system, or the name of a matrix point."""


class Area(Model):
    """A street, town or district by which care is organised."""

    id: Id
    """The area's id, unique among the areas."""
    name: str = ""
    """Its name for people."""
    kind: Literal["new_town", "old_town", "rural"] = "new_town"
    """The kind of area; measures are reported by it."""


class Station(Model):
    """A place where caregivers start and equipment is kept."""

    id: Id
    """The station's id, unique among the stations."""
    name: str = ""
    """Its name for people."""
    place: Place
    """Where the station is."""
    area: Id | None = None
    """The id of the area of that place."""


class TravelMode(Model):
    """A travel mode: its network, its speed, and a padding that keeps it legal and calm.

    Walking and cycling have the free speed ``speed_kmh`` on the whole network (at most 15 km/h by
    e-bike, the legal limit of the non-motor lane). Driving takes its speed from the road class and
    uses ``speed_kmh`` only on straight lines. ``padding`` multiplies every travel time.
    ``handling`` (minutes or ISO 8601) is added to each leg between two different places, for
    parking and locking.
    """

    id: Id
    """The mode's id; caregivers and equipment refer to it."""
    network: Literal["walk", "bicycle", "e_bike", "drive"]
    """The roads that it may use."""
    speed_kmh: Annotated[StrictFloat, Field(gt=0, le=130, allow_inf_nan=False)]
    """The free speed in km/h."""
    padding: Annotated[StrictFloat, Field(ge=1, le=10, allow_inf_nan=False)] = 1.0
    """The factor for every travel time."""
    handling: Duration = Duration.zero()
    """The time added to each leg between two different places: parking, locking."""


class SlowerTravel(Model):
    """Travel that takes longer than usual, such as in heavy rain, until a time."""

    factor: Annotated[StrictFloat, Field(ge=1, le=10, allow_inf_nan=False)]
    """The factor for every travel time."""
    until: Stamp
    """When it ends. Ways to a visit that can only start later, or was announced for later, are as
    fast as ever."""
    mode: Id | None = None
    """The travel mode; every mode if not given."""
    area: Id | None = None
    """Only ways from or to a client or a station of this area; all ways if not given."""


class StraightLine(Model):
    """Great-circle distances times a detour factor.

    The default, 1.32, is the mean ratio of ways to straight lines measured in Chinese cities.
    """

    kind: Literal["straight_line"] = "straight_line"
    """Straight lines."""
    detour: Annotated[StrictFloat, Field(ge=1, le=10, allow_inf_nan=False)] = 1.32
    """The length of a way as a multiple of the straight line."""


Row: TypeAlias = Annotated[tuple[Number | None, ...], FailFast()]
Table: TypeAlias = tuple[Row, ...]


def _sorted(tables: dict[str, Table]) -> dict[str, Table]:
    """Sort the tables, so that the same content has the same fingerprint."""
    return dict(sorted(tables.items()))


class Matrix(Model):
    """Given travel times between named points: one table for all modes, or one for each.

    ``minutes[i][j]`` is the time from ``points[i]`` to ``points[j]``, exact to a thousandth of a
    minute, or ``null`` if there is no way. Places of the scenario are names of points.
    """

    kind: Literal["matrix"] = "matrix"
    """Given travel times."""
    points: Ids
    """The names of the points, in the order of the rows and columns."""
    minutes: Table = ()
    """Minutes from the point of the row to the point of the column, for every mode."""
    by_mode: Annotated[dict[Id, Table], AfterValidator(_sorted)] = Field(default={})
    """Tables for single modes, by the mode's id."""


class Graph(Model):
    """A road graph in a file: OSM XML or PBF, or GraphML or a GeoPackage as osmnx writes them."""

    kind: Literal["graph"] = "graph"
    """A road graph in a file."""
    file: str
    """The file; a relative path starts from the folder of the scenario file."""


class NamedPlace(Model):
    """The roads of a named place, downloaded from OpenStreetMap once and then cached."""

    kind: Literal["place"] = "place"
    """A named place."""
    name: Annotated[str, Field(min_length=1)]
    """Its name in OpenStreetMap, such as Songjiang District, Shanghai."""


Roads: TypeAlias = Annotated[
    StraightLine | Matrix | Graph | NamedPlace, Field(discriminator="kind")
]
